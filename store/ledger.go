package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"trunglap/registry"
)

// The decision ledger.
//
// The simple idea is a table of decisions, one row per pair, that a new ruling
// overwrites. It fails the first time two people rule at once, or somebody asks
// who changed what. So the ledger is only ever added to: each entry's hash
// covers the hash before it and its own canonical JSON; triggers refuse update
// and delete; where a finding stands is folded from its entries (fold.go).
// Who acts on a finding says which entry was the last one seen, and is refused
// with both versions if there is a later one. Undoing is another entry.
//
// Left out: signatures per entry. The head can be exported and filed elsewhere;
// a rewritten ledger cannot have it.

// Decide adds one entry about a pair: a ruling, a question to the agencies, an
// answer, a remedy. seen is the Decision.Seq it was made on, 0 for none; if
// there are later entries the error is a *registry.ConflictError with both
// versions. The store fills in place, time, hashes, and the versions ruled on.
func (d *DB) Decide(ctx context.Context, e registry.Entry, seen int64) (registry.Entry, error) {
	made, err := d.record(ctx, "record a decision on "+e.Pair.ID(), []registry.Act{{Entry: e, Seen: seen}})
	if err != nil {
		return registry.Entry{}, err
	}
	return made[0], nil
}

// DecideAll makes all acts, in one transaction under one batch name, or none.
// Acts of a preview that carry a Problem are refused, not passed over.
func (d *DB) DecideAll(ctx context.Context, acts []registry.Act) ([]registry.Entry, error) {
	if len(acts) == 0 {
		return nil, nil
	}
	batch := sha256.Sum256([]byte(asJSON(acts) + d.now().UTC().Format(time.RFC3339Nano)))
	acts = slices.Clone(acts)
	for i := range acts {
		acts[i].Entry.Batch = "B-" + hex.EncodeToString(batch[:5])
	}
	return d.record(ctx, "record "+strconv.Itoa(len(acts))+" decisions", acts)
}

func (d *DB) record(ctx context.Context, act string, acts []registry.Act) (made []registry.Entry, err error) {
	err = d.change(ctx, act, func(tx *sql.Tx) error {
		l, err := d.openLedger(ctx, tx)
		if err != nil {
			return err
		}
		for _, a := range acts {
			e, err := l.act(a)
			if err != nil {
				return err
			}
			made = append(made, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// UndoEntry takes one entry back by adding another; both stay in the ledger.
func (d *DB) UndoEntry(ctx context.Context, seq int64, author, text string) (registry.Entry, error) {
	made, err := d.undo(ctx, "seq = ?", seq, author, text)
	if err != nil {
		return registry.Entry{}, err
	}
	return made[0], nil
}

// UndoBatch takes back what one bulk act did, except entries already undone.
func (d *DB) UndoBatch(ctx context.Context, batch, author, text string) ([]registry.Entry, error) {
	return d.undo(ctx, "batch = ? AND batch <> ''", batch, author, text)
}

func (d *DB) undo(ctx context.Context, which string, key any, author, text string) (made []registry.Entry, err error) {
	err = d.change(ctx, fmt.Sprintf("undo %v", key), func(tx *sql.Tx) error {
		l, err := d.openLedger(ctx, tx)
		if err != nil {
			return err
		}
		targets, err := entries(ctx, tx, "WHERE "+which+" ORDER BY seq", key)
		if err != nil {
			return err
		}
		for i := range targets {
			e, done, err := l.undo(&targets[i], author, text)
			if err != nil {
				return err
			}
			if !done {
				made = append(made, e)
			}
		}
		if len(made) == 0 {
			return nothingToUndo(key)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

func nothingToUndo(key any) error {
	return &registry.Error{Kind: registry.ErrNotFound, Say: registry.Tf(
		"không có mục nào còn hiệu lực để thu hồi: %v", "there is no entry in force to undo: %v", key)}
}

// Entries returns the ledger's entries about one pair, or, for the zero pair,
// all of them, in order.
func (d *DB) Entries(ctx context.Context, p registry.Pair) (out []registry.Entry, err error) {
	if p == (registry.Pair{}) {
		out, err = entries(ctx, d.read, "ORDER BY seq")
	} else {
		out, err = entries(ctx, d.read, "WHERE a = ? AND b = ? ORDER BY seq", p.A, p.B)
	}
	return out, d.explain(ctx, "read the decision ledger", err)
}

// LedgerHead names the present end of the ledger, to be filed elsewhere.
func (d *DB) LedgerHead(ctx context.Context) (registry.Head, error) {
	h, err := ledgerHead(ctx, d.read)
	return h, d.explain(ctx, "read the decision ledger", err)
}

func ledgerHead(ctx context.Context, q queryer) (h registry.Head, err error) {
	err = q.QueryRowContext(ctx, "SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1").Scan(&h.Seq, &h.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil
	}
	return h, err
}

func entries(ctx context.Context, q queryer, where string, args ...any) (out []registry.Entry, err error) {
	err = each(ctx, q, "SELECT seq, content, previous, hash FROM ledger "+where, func(scan func(...any) error) error {
		var seq int64
		var content sql.RawBytes
		var previous, hash string
		if err := scan(&seq, &content, &previous, &hash); err != nil {
			return err
		}
		e, err := decodeEntry(content)
		if err != nil {
			return brokenEntry(seq)
		}
		e.Seq, e.Previous, e.Hash = seq, previous, hash
		out = append(out, e)
		return nil
	}, args...)
	return out, err
}

func brokenEntry(seq int64) error {
	return corrupt("mục %d của sổ kết luận đã bị sửa; hãy khôi phục từ bản sao lưu",
		"entry %d of the decision ledger was altered; restore a backup", seq)
}

// canonical is the content an entry's hash covers: its JSON, in the order of
// the struct's fields, absent fields left out, so that a field added later
// changes no older hash. Place and hashes are not part of it.
func canonical(e registry.Entry) string {
	e.Seq, e.Previous, e.Hash = 0, "", ""
	return asJSON(e)
}

func decodeEntry(content []byte) (e registry.Entry, err error) {
	err = json.Unmarshal(content, &e)
	return e, err
}

func entryHash(previous, content string) string {
	sum := sha256.Sum256([]byte(previous + "\n" + content))
	return hex.EncodeToString(sum[:])
}

// A ledger is the ledger inside one writing transaction.
type ledger struct {
	ctx  context.Context
	tx   *sql.Tx
	now  time.Time
	head registry.Head
	held map[string]held // current versions by platform, read when first needed
}

func (d *DB) openLedger(ctx context.Context, tx *sql.Tx) (*ledger, error) {
	head, err := ledgerHead(ctx, tx)
	return &ledger{ctx: ctx, tx: tx, now: d.now().UTC().Truncate(time.Second), head: head}, err
}

// act checks one act against what stands, and records it.
func (l *ledger) act(a registry.Act) (registry.Entry, error) {
	e := a.Entry
	thread, err := l.thread(e.Pair)
	if err != nil {
		return e, err
	}
	if last := lastSeq(thread); last != a.Seen {
		return e, conflict(e, thread, a.Seen)
	}
	if err := checkEntry(&e, fold(e.Pair, thread)); err != nil {
		return e, err
	}
	if e.Action == registry.Undo {
		return e, registry.Invalid(registry.T("hãy thu hồi bằng số của mục", "undo an entry by its number"))
	}
	return l.made(e, thread)
}

// made completes an entry made here and adds it.
func (l *ledger) made(e registry.Entry, thread []registry.Entry) (registry.Entry, error) {
	e.Finding, e.At, e.After, e.Origin = e.Pair.ID(), l.now, heads(thread), nil
	if err := l.completeBasis(&e); err != nil {
		return e, err
	}
	return l.add(e)
}

func (l *ledger) undo(target *registry.Entry, author, text string) (e registry.Entry, done bool, err error) {
	thread, err := l.thread(target.Pair)
	if err != nil {
		return e, false, err
	}
	if target.Action == registry.Undo || undone(thread)[target.Identity()] {
		return e, true, nil
	}
	e = registry.Entry{Action: registry.Undo, Pair: target.Pair, Undoes: target.Identity(), Author: author, Text: text}
	if err := checkEntry(&e, fold(e.Pair, thread)); err != nil {
		return e, false, err
	}
	e, err = l.made(e, thread)
	return e, false, err
}

// add writes an entry at the end.
func (l *ledger) add(e registry.Entry) (registry.Entry, error) {
	content := canonical(e)
	e.Seq, e.Previous, e.Hash = l.head.Seq+1, l.head.Hash, entryHash(l.head.Hash, content)
	_, err := l.tx.ExecContext(l.ctx, "INSERT INTO ledger (seq, identity, a, b, batch, content, previous, hash) VALUES (?,?,?,?,?,?,?,?)",
		e.Seq, e.Identity(), e.Pair.A, e.Pair.B, e.Batch, content, e.Previous, e.Hash)
	l.head = registry.Head{Seq: e.Seq, Hash: e.Hash}
	return e, err
}

func (l *ledger) thread(p registry.Pair) ([]registry.Entry, error) {
	return entries(l.ctx, l.tx, "WHERE a = ? AND b = ? ORDER BY seq", p.A, p.B)
}

// completeBasis notes the versions that a ruling is about, unless it was said.
func (l *ledger) completeBasis(e *registry.Entry) error {
	if e.Action != registry.Rule || e.On.VersionA != "" && e.On.VersionB != "" {
		return nil
	}
	if l.held == nil {
		all, err := editions(l.ctx, l.tx)
		if err != nil {
			return err
		}
		if l.held, err = holdings(l.ctx, l.tx, current(all, "")); err != nil {
			return err
		}
	}
	if e.On.VersionA == "" {
		e.On.VersionA = l.held[e.Pair.A].digest
	}
	if e.On.VersionB == "" {
		e.On.VersionB = l.held[e.Pair.B].digest
	}
	return nil
}

func lastSeq(thread []registry.Entry) int64 {
	if len(thread) == 0 {
		return 0
	}
	return thread[len(thread)-1].Seq
}

func conflict(mine registry.Entry, thread []registry.Entry, seen int64) error {
	mine.Finding = mine.Pair.ID()
	theirs := slices.DeleteFunc(slices.Clone(thread), func(e registry.Entry) bool { return e.Seq <= seen })
	return &registry.ConflictError{Mine: mine, Theirs: theirs, Now: fold(mine.Pair, thread)}
}
