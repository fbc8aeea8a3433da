package store

import (
	"context"
	"database/sql"
	"errors"

	"trunglap/registry"
)

// VerifyLedger walks the ledger from its first entry and names the first one
// that is broken: missing, put in, moved, or altered. Given heads that were
// filed elsewhere, and always with the one noted in the data folder, it also
// finds a tail that was cut off and a ledger rewritten from some point on,
// which in itself is without fault.
func (d *DB) VerifyLedger(ctx context.Context, filed ...registry.Head) (out []Problem, err error) {
	note, _, err := readAnchor(d.dir)
	if err != nil {
		return nil, d.explain(ctx, "verify the decision ledger", err)
	}
	err = d.view(ctx, "verify the decision ledger", func(tx *sql.Tx) error {
		out, err = verifyLedger(ctx, tx, append(filed, note.Ledger))
		return err
	})
	return out, err
}

// errFound ends the walk at the first broken entry.
var errFound = errors.New("found")

func verifyLedger(ctx context.Context, q queryer, filed []registry.Head) (out []Problem, err error) {
	var last registry.Head
	err = each(ctx, q, "SELECT seq, identity, a, b, batch, content, previous, hash FROM ledger ORDER BY seq",
		func(scan func(...any) error) error {
			var r ledgerRow
			if err := scan(&r.seq, &r.identity, &r.a, &r.b, &r.batch, &r.content, &r.previous, &r.hash); err != nil {
				return err
			}
			if p := r.fault(last); p != nil {
				out = append(out, *p)
				return errFound
			}
			last = registry.Head{Seq: r.seq, Hash: r.hash}
			return nil
		})
	if err != nil && !errors.Is(err, errFound) {
		return nil, err
	}
	for _, h := range filed {
		var said *registry.Error
		if err := holds(ctx, q, h); errors.As(err, &said) {
			out = append(out, Problem{"ledger", said.Say})
		} else if err != nil {
			return nil, err
		}
	}
	return out, nil
}

type ledgerRow struct {
	seq                   int64
	identity, a, b, batch string
	content               sql.RawBytes
	previous, hash        string
}

// fault says what is wrong with an entry that should follow last.
func (r *ledgerRow) fault(last registry.Head) *Problem {
	e, err := decodeEntry(r.content)
	var p Problem
	switch {
	case r.seq != last.Seq+1:
		p = problem("ledger", "sổ kết luận thiếu mục %d", "entry %d of the decision ledger is missing", last.Seq+1)
	case r.previous != last.Hash:
		p = problem("ledger", "mục %d của sổ kết luận không nối tiếp mục trước nó", "entry %d of the decision ledger does not follow the one before it", r.seq)
	case err != nil || r.hash != entryHash(r.previous, string(r.content)) || !r.agrees(e):
		p = problem("ledger", "mục %d của sổ kết luận đã bị sửa", "entry %d of the decision ledger was altered", r.seq)
	default:
		return nil
	}
	return &p
}

// agrees compares the columns entries are found by with their content.
func (r *ledgerRow) agrees(e registry.Entry) bool {
	e.Hash = r.hash
	return e.Identity() == r.identity && e.Pair.A == r.a && e.Pair.B == r.b && e.Batch == r.batch && sameOrigin(e)
}
