package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"iter"
	"slices"
	"time"

	"trunglap/registry"
)

// SaveRun stores a run, the settings it was made with (under run.Settings) and
// its findings, in one transaction: the runs before stay whole whatever
// happens, and a cancelled or failed one leaves no trace. It returns the run's
// number; numbers grow and are never used again, so runs are ordered by them.
//
// The findings stream through; have them computed, for other writers wait
// meanwhile.
func (d *DB) SaveRun(ctx context.Context, run registry.Run, settings []byte, findings iter.Seq2[registry.Finding, error]) (id int64, err error) {
	err = d.change(ctx, "save the run", func(tx *sql.Tx) error {
		w, err := newRunWriter(ctx, tx, run)
		if err != nil {
			return err
		}
		if err := w.begin(settings, d.now()); err != nil {
			return err
		}
		id = w.id
		return w.copy(findings)
	})
	return id, err
}

// A runWriter is one run being saved.
type runWriter struct {
	ctx    context.Context
	tx     *sql.Tx
	run    registry.Run
	id     int64
	owners map[string]string // platform -> agency, in the run's snapshot
	from   []int64           // the editions the snapshot is made of; nil: it is not one of ours
	count  int
	sum    hash.Hash
}

// newRunWriter finds the state of the registry that the run looked at: the
// present one, or one a few imports back if a list came in during the run.
func newRunWriter(ctx context.Context, tx *sql.Tx, run registry.Run) (*runWriter, error) {
	w := &runWriter{ctx: ctx, tx: tx, run: run, sum: sha256.New()}
	all, err := editions(ctx, tx)
	if err != nil {
		return nil, err
	}
	const back = 10 // imports that may come in during one run
	for n := len(all); n >= max(0, len(all)-back); n-- {
		es := current(all[:n], run.AsOf)
		digest, _, err := stateDigest(ctx, tx, es)
		if err != nil {
			return nil, err
		}
		if digest == run.Snapshot {
			w.from = seqs(es)
			break
		}
	}
	w.owners, err = ownersIn(ctx, tx, w.from)
	return w, err
}

// ownersIn maps platforms to their owners in a state.
func ownersIn(ctx context.Context, q queryer, es []int64) (map[string]string, error) {
	rows, err := q.QueryContext(ctx, `SELECT p.id, json_extract(v.content, '$.agency') FROM (`+holders+`) c
		JOIN platform p ON p.key = c.platform JOIN version v ON v.seq = c.version`, asJSON(es))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var id, agency string
		if err := rows.Scan(&id, &agency); err != nil {
			return nil, err
		}
		out[id] = agency
	}
	return out, rows.Err()
}

func (w *runWriter) begin(settings []byte, at time.Time) error {
	_, err := w.tx.ExecContext(w.ctx, "INSERT INTO settings (hash, model) VALUES (?,?) ON CONFLICT DO NOTHING", w.run.Settings, string(settings))
	if err != nil {
		return err
	}
	var from any
	if w.from != nil {
		from = asJSON(w.from)
	}
	w.run.ID = 0
	content, err := json.Marshal(w.run)
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	res, err := w.tx.ExecContext(w.ctx, "INSERT INTO run (settings, snapshot, editions, findings, digest, saved, content) VALUES (?,?,?,0,'',?,?)",
		w.run.Settings, w.run.Snapshot, from, at.UTC().Format(time.RFC3339), string(content))
	if err != nil {
		return err
	}
	w.id, err = res.LastInsertId()
	return err
}

// copy streams the findings in, then seals the run with their number and digest.
func (w *runWriter) copy(findings iter.Seq2[registry.Finding, error]) error {
	stmt, err := w.tx.PrepareContext(w.ctx, `INSERT INTO finding
		(run, id, a, b, agency_a, agency_b, score, relation, verdict, owners, robust, content) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)`)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for f, err := range findings {
		if err != nil {
			return err
		}
		if err := w.add(stmt, &f); err != nil {
			return fmt.Errorf("finding %s (%s, %s): %w", f.ID, f.Pair.A, f.Pair.B, err)
		}
	}
	_, err = w.tx.ExecContext(w.ctx, "UPDATE run SET findings = ?, digest = ? WHERE seq = ?",
		w.count, hex.EncodeToString(w.sum.Sum(nil)), w.id)
	return err
}

func (w *runWriter) add(stmt *sql.Stmt, f *registry.Finding) error {
	content, err := json.Marshal(f)
	if err != nil {
		return err
	}
	if err := w.ctx.Err(); err != nil {
		return context.Cause(w.ctx)
	}
	// Without the context, for which the driver would start a goroutine per row.
	_, err = stmt.Exec(w.id, f.ID, f.Pair.A, f.Pair.B, w.owners[f.Pair.A], w.owners[f.Pair.B], int64(f.Score),
		string(f.Relation), string(f.Verdict), string(f.Owners), f.Robust, string(content))
	w.count++
	w.sum.Write(append(content, '\n'))
	return err
}

// AllOf streams a slice of findings to SaveRun.
func AllOf(fs []registry.Finding) iter.Seq2[registry.Finding, error] {
	return func(yield func(registry.Finding, error) bool) {
		for _, f := range fs {
			if !yield(f, nil) {
				return
			}
		}
	}
}

// Runs lists the runs, the newest first.
func (d *DB) Runs(ctx context.Context) ([]registry.Run, error) {
	out, err := queryRuns(ctx, d.read, "ORDER BY seq DESC")
	return out, d.explain(ctx, "read the runs", err)
}

// Run returns one run; 0 is the latest.
func (d *DB) Run(ctx context.Context, id int64) (registry.Run, error) {
	act := "read the run"
	runs, err := queryRuns(ctx, d.read, "WHERE seq = ?1 OR ?1 = 0 ORDER BY seq DESC LIMIT 1", id)
	if err != nil {
		return registry.Run{}, d.explain(ctx, act, err)
	}
	if len(runs) == 0 {
		return registry.Run{}, fmt.Errorf("%s: %w", act, noRun(id))
	}
	return runs[0], nil
}

func noRun(id int64) error {
	say := registry.Tf("không có lượt quét số %d; xem các lượt quét đã lưu bằng trunglap diff --list, hoặc chạy trunglap scan",
		"there is no run %d; see the saved ones with trunglap diff --list, or run trunglap scan", id)
	if id == 0 {
		say = registry.T("chưa có lượt quét nào; hãy chạy trunglap scan", "there is no run yet; run trunglap scan")
	}
	return &registry.Error{Kind: registry.ErrNotFound, Say: say}
}

func queryRuns(ctx context.Context, q queryer, where string, args ...any) ([]registry.Run, error) {
	rows, err := q.QueryContext(ctx, "SELECT seq, content FROM run "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []registry.Run
	for rows.Next() {
		var id int64
		var content sql.RawBytes
		if err := rows.Scan(&id, &content); err != nil {
			return nil, err
		}
		var r registry.Run
		if err := json.Unmarshal(content, &r); err != nil {
			return nil, fmt.Errorf("run %d: %w", id, err)
		}
		r.ID = id
		out = append(out, r)
	}
	return out, rows.Err()
}

// Settings returns the settings stored under a hash, as given to SaveRun.
func (d *DB) Settings(ctx context.Context, hash string) ([]byte, error) {
	var model []byte
	err := d.read.QueryRowContext(ctx, "SELECT model FROM settings WHERE hash = ?", hash).Scan(&model)
	if errors.Is(err, sql.ErrNoRows) {
		err = &registry.Error{Kind: registry.ErrNotFound, Say: registry.Tf(
			"không có bộ tham số %s", "there are no settings %s", hash)}
	}
	return model, d.explain(ctx, "read the settings", err)
}

// RunSnapshot returns the registry exactly as a run saw it; 0 is the latest run.
func (d *DB) RunSnapshot(ctx context.Context, id int64) (s registry.Snapshot, err error) {
	err = d.view(ctx, "read the registry as the run saw it", func(tx *sql.Tx) error {
		runs, err := queryRuns(ctx, tx, "WHERE seq = ?1 OR ?1 = 0 ORDER BY seq DESC LIMIT 1", id)
		if err != nil {
			return err
		}
		if len(runs) == 0 {
			return noRun(id)
		}
		s, err = snapshotOf(ctx, tx, runs[0])
		return err
	})
	return s, err
}

func snapshotOf(ctx context.Context, q queryer, run registry.Run) (registry.Snapshot, error) {
	var from sql.NullString
	if err := q.QueryRowContext(ctx, "SELECT editions FROM run WHERE seq = ?", run.ID).Scan(&from); err != nil {
		return registry.Snapshot{}, err
	}
	if !from.Valid {
		return registry.Snapshot{}, &registry.Error{Kind: registry.ErrNotFound, Say: registry.Tf(
			"lượt quét số %d không chạy trên một ảnh chụp của danh mục này", "run %d was not made from a snapshot of this registry", run.ID)}
	}
	var want []int64
	if err := json.Unmarshal([]byte(from.String), &want); err != nil {
		return registry.Snapshot{}, err
	}
	all, err := editions(ctx, q)
	if err != nil {
		return registry.Snapshot{}, err
	}
	es := slices.DeleteFunc(all, func(e Edition) bool { return !slices.Contains(want, e.Seq) })
	slices.SortFunc(es, byTime)
	s, err := loadSnapshot(ctx, q, es, run.AsOf)
	if err == nil && s.Digest != run.Snapshot {
		err = corrupt("danh mục mà lượt quét số %d đã dùng không còn nguyên vẹn; hãy khôi phục từ bản sao lưu",
			"the registry that run %d was made from is no longer whole; restore a backup", run.ID)
	}
	return s, err
}
