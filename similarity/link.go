package similarity

import (
	"cmp"
	"context"
	"slices"

	"trunglap/registry"
)

// LinkOptions steer the comparison of two lists.
type LinkOptions struct {
	Workers  int
	OneToOne bool                // each platform in at most one match, the best first
	Min      *registry.Millibits // nil: only pairs the engine itself calls matches
	AsOf     registry.Date
	Progress func(done, total int64)
}

// Link scores every platform of one list against every platform of another and
// returns the pairs from the threshold up, best first (ties by id). A and B of
// a result are places in the two lists as given. Neither list needs to be in
// the registry.
func (e *Engine) Link(ctx context.Context, as, bs []registry.Platform, opt LinkOptions) ([]Scored, registry.Certificate, error) {
	low := e.settings.Finding
	if opt.Min != nil {
		low = *opt.Min
	}
	right, err := e.prepare(ctx, bs, opt.Workers)
	if err != nil {
		return nil, registry.Certificate{}, err
	}
	cert := registry.Certificate{Platforms: len(as) + len(bs), Expected: int64(len(as)) * int64(len(bs)), Threshold: low}
	var out []Scored
	err = inOrder(ctx, len(as), opt.Workers, func(i int) []Scored {
		var row []Scored
		left := e.Record(&as[i])
		for j, r := range right {
			if s := e.compareAs(left, r, opt.AsOf); s.Score >= low {
				s.A, s.B = i, j
				row = append(row, s)
			}
		}
		return row
	}, func(_ int, row []Scored) error {
		out = append(out, row...)
		cert.Compared += int64(len(bs))
		if opt.Progress != nil {
			opt.Progress(cert.Compared, cert.Expected)
		}
		return nil
	})
	if err != nil {
		return nil, cert, err
	}
	slices.SortStableFunc(out, func(x, y Scored) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(as[x.A].ID, as[y.A].ID), cmp.Compare(bs[x.B].ID, bs[y.B].ID))
	})
	if opt.OneToOne {
		out = oneToOne(out)
	}
	return out, cert, nil
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
