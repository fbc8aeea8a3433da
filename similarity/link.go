package similarity

import (
	"cmp"
	"context"
	"slices"

	"trunglap/registry"
)

// LinkOptions steer the comparison of two lists.
type LinkOptions struct {
	Workers    int
	OneToOne   bool                // each platform in at most one match, the best first
	Min        *registry.Millibits // nil: only pairs the engine itself calls matches
	Considered bool                // LinkLists: also pairs that were considered and are no matches
	Brute      bool                // score every pair in full, use no bound
	AsOf       registry.Date
	Progress   func(done, total int64)
}

// Link scores every platform of one list against every platform of another with
// the pinned model, which asks whether two platforms overlap (LinkLists asks
// whether they are the same), and returns the pairs from the threshold up, best
// first (ties by id). A and B of
// a result are places in the two lists as given. Neither list needs to be in
// the registry. A pair that a bound proves to be below is not scored (join.go).
func (e *Engine) Link(ctx context.Context, as, bs []registry.Platform, opt LinkOptions) ([]Scored, registry.Certificate, error) {
	low := e.settings.Finding
	if opt.Min != nil {
		low = *opt.Min
	}
	cert := registry.Certificate{Platforms: len(as) + len(bs), Expected: int64(len(as)) * int64(len(bs)), Threshold: low}
	var out []Scored
	take := func(b batch) error {
		out = append(out, b.found...)
		b.count.report(&cert)
		if opt.Progress != nil {
			opt.Progress(cert.Compared+cert.Bounded, cert.Expected)
		}
		return nil
	}
	link := e.linkJoin
	if opt.Brute || !e.prunes(low) {
		link = e.linkBrute
	}
	if err := link(ctx, as, bs, low, opt, take); err != nil {
		return nil, cert, err
	}
	slices.SortStableFunc(out, func(x, y Scored) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(as[x.A].ID, as[y.A].ID), cmp.Compare(bs[x.B].ID, bs[y.B].ID), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	if opt.OneToOne {
		out = oneToOne(out)
	}
	return out, cert, nil
}

// linkJoin joins the lists; the shorter one gets the index.
func (e *Engine) linkJoin(ctx context.Context, as, bs []registry.Platform, low registry.Millibits, opt LinkOptions, take func(batch) error) error {
	b, err := e.build(ctx, opt.Workers, true, as, bs)
	if err != nil {
		return err
	}
	s, from, to := twoLists(len(as)), 0, len(as)
	if len(as) < len(bs) {
		s.row, s.column = s.column, s.row
		from, to = len(as), len(as)+len(bs)
	}
	j, err := newJoiner(ctx, b, low, opt.AsOf, s, usual)
	if err != nil {
		return err
	}
	return j.rows(ctx, opt.Workers, s, upTo(from, to), func(int) int64 { return int64(len(as) + len(bs) - (to - from)) }, func(b batch) error {
		for i := range b.found {
			b.found[i].B -= len(as)
		}
		return take(b)
	})
}

// linkBrute compares all pairs in full.
func (e *Engine) linkBrute(ctx context.Context, as, bs []registry.Platform, low registry.Millibits, opt LinkOptions, take func(batch) error) error {
	right, err := e.prepare(ctx, bs, opt.Workers)
	if err != nil {
		return err
	}
	return inOrder(ctx, len(as), opt.Workers, func(i int) batch {
		row := batch{count: counts{compared: int64(len(bs))}}
		left := e.Record(&as[i])
		for j, r := range right {
			if s := e.compareAs(left, r, opt.AsOf); s.Score >= low {
				s.A, s.B = i, j
				row.found = append(row.found, s)
			}
		}
		return row
	}, func(_ int, b batch) error { return take(b) })
}

// compareAs compares without putting the pair in the order of ids: the two
// lists may use the same ids for different things.
func (e *Engine) compareAs(a, b *Record, asOf registry.Date) Scored {
	s := e.measure(a, b)
	s.Owners = e.owners(a.Platform, b.Platform, asOf)
	s.Relation, _ = e.relation(a, b, &s)
	s.Verdict = verdict(s.Relation)
	return s
}

// prepare makes records in any order of ids.
func (e *Engine) prepare(ctx context.Context, ps []registry.Platform, workers int) ([]*Record, error) {
	records := make([]*Record, len(ps))
	err := inOrder(ctx, len(ps), workers, func(i int) *Record { return e.Record(&ps[i]) }, func(i int, r *Record) error {
		records[i] = r
		return nil
	})
	return records, err
}

// oneToOne keeps a pair unless one of its sides is already in a better one.
func oneToOne(best []Scored) []Scored {
	usedA, usedB := map[int]bool{}, map[int]bool{}
	return slices.DeleteFunc(best, func(s Scored) bool {
		if usedA[s.A] || usedB[s.B] {
			return true
		}
		usedA[s.A], usedB[s.B] = true, true
		return false
	})
}
