package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"trunglap/registry"
)

// A MergeReport says what a merge brought.
type MergeReport struct {
	Added     int                 `json:"added"`
	Known     int                 `json:"known"`     // entries that were here already
	Conflicts []registry.Decision `json:"conflicts"` // findings on which the ledgers differ, with both rulings
}

// MergeLedger adds the entries of another ledger (ReadLedger) that are not here
// yet, keeping their authors, times and identities, in one transaction. from
// names the other office. Merging again adds nothing; merging each other's
// ledgers brings two offices to the same rulings and the same conflicts. Where
// the two ruled differently without knowing of each other, the ruling that was
// here stays in force, the other is shown beside it, and the finding waits for
// somebody to rule on it again.
func (d *DB) MergeLedger(ctx context.Context, other []registry.Entry, from string) (report MergeReport, err error) {
	err = d.change(ctx, "merge the decision ledger of "+from, func(tx *sql.Tx) error {
		l, err := d.openLedger(ctx, tx)
		if err != nil {
			return err
		}
		touched, err := l.merge(other, from, &report)
		if err != nil {
			return err
		}
		if report.Conflicts, err = l.conflicts(touched); err != nil {
			return err
		}
		if report.Added == 0 {
			return errNothingToDo
		}
		return nil
	})
	return report, ignoreNothing(err)
}

func (l *ledger) merge(other []registry.Entry, from string, report *MergeReport) (map[registry.Pair]bool, error) {
	known, err := l.identities()
	if err != nil {
		return nil, err
	}
	touched := map[registry.Pair]bool{}
	for _, e := range other {
		touched[e.Pair] = true
		id := e.Identity()
		if known[id] {
			report.Known++
			continue
		}
		if e.Origin == nil {
			e.Origin = &registry.Origin{Ledger: from, Seq: e.Seq, Previous: e.Previous, Hash: e.Hash}
		}
		if !sameOrigin(e) {
			return nil, alteredLine(from, int(e.Origin.Seq))
		}
		if e.At.IsZero() { // written by hand without a time
			e.At = l.now
		}
		if _, err := l.add(e); err != nil {
			return nil, err
		}
		known[id] = true
		report.Added++
	}
	return touched, nil
}

// sameOrigin verifies that an entry brought in is the one its first ledger hashed.
func sameOrigin(e registry.Entry) bool {
	o := e.Origin
	if o == nil || o.Seq == 0 {
		return true
	}
	e.Origin = nil
	return entryHash(o.Previous, canonical(e)) == o.Hash
}

func (l *ledger) identities() (map[string]bool, error) {
	out := map[string]bool{}
	err := each(l.ctx, l.tx, "SELECT identity FROM ledger", func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		out[id] = true
		return err
	})
	return out, err
}

// conflicts lists, in order of the pairs, those that now have two rulings.
func (l *ledger) conflicts(touched map[registry.Pair]bool) ([]registry.Decision, error) {
	var out []registry.Decision
	for p := range touched {
		thread, err := l.thread(p)
		if err != nil {
			return nil, err
		}
		if dec := fold(p, thread); dec.State == registry.StateConflict {
			out = append(out, dec)
		}
	}
	slices.SortFunc(out, func(a, b registry.Decision) int {
		return cmp.Or(cmp.Compare(a.Pair.A, b.Pair.A), cmp.Compare(a.Pair.B, b.Pair.B))
	})
	return out, nil
}
