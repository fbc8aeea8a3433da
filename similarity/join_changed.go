package similarity

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"trunglap/registry"
)

// A Known is a pair scored by an earlier scan.
type Known struct {
	registry.Pair
	Scored // A and B are not looked at
}

// KnownFinding is the score that a finding was made from.
func KnownFinding(f *registry.Finding) Known {
	k := Known{Pair: f.Pair, Scored: Scored{Score: f.Score, Relation: f.Relation, Verdict: f.Verdict, Owners: f.Owners}}
	for i, ev := range f.Evidence {
		k.Measures[i] = Measure{Presence: ev.Presence, Similarity: ev.Similarity, Weight: ev.Weight, Folded: ev.Folded}
	}
	return k
}

// unchanged is the reason for pairs that an earlier scan has settled.
const unchanged = "unchanged"

// ScanChanged is Scan of a list of which some platforms are new or changed
// since another scan with the same settings, vocabulary, statistics, agencies
// and day. It scores only the pairs with a changed platform and takes the others
// from previous: what that scan emitted, in its order, from opt.Min or the
// settings' threshold up, whichever is lower. It emits and digests exactly what
// Scan would. changed holds the ids of new and changed
// platforms; those of removed ones may be in it or not. The certificate counts
// the pairs of unchanged platforms as bounded by "unchanged".
func (e *Engine) ScanChanged(ctx context.Context, platforms []registry.Platform, changed map[string]bool, previous iter.Seq2[Known, error], opt ScanOptions, emit func(Scored) error) (registry.Certificate, error) {
	if err := sorted(platforms); err != nil {
		return registry.Certificate{}, err
	}
	s := newScanning(e, len(platforms), &opt, emit)
	c := newChanges(platforms, changed)
	b, err := e.build(ctx, opt.Workers, true, platforms)
	if err != nil {
		return s.cert, err
	}
	j, err := newJoiner(ctx, b, s.low, opt.AsOf, c.sides(), usual)
	if err != nil {
		return s.cert, err
	}
	var fresh []Scored
	err = j.rows(ctx, opt.Workers, c.sides(), upTo(0, len(platforms)), c.expected, func(b batch) error {
		fresh = append(fresh, b.found...)
		b.count.report(&s.cert)
		if opt.Progress != nil {
			opt.Progress(s.cert.Compared+s.cert.Bounded, c.pairs())
		}
		return nil
	})
	if err != nil {
		return s.end(err)
	}
	if rest := s.cert.Expected - c.pairs(); rest > 0 {
		(&counts{unchanged: rest}).report(&s.cert)
	}
	slices.SortFunc(fresh, func(x, y Scored) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return s.end(s.merge(platforms, c, fresh, previous))
}

// merge takes fresh findings and the ones that still hold, in order.
func (s *scanning) merge(platforms []registry.Platform, c *changes, fresh []Scored, previous iter.Seq2[Known, error]) error {
	next := func(f Scored) error {
		b := batch{found: []Scored{f}}
		if f.Score >= s.e.settings.Finding {
			b.digest = appendDigest(nil, platforms[f.A].ID, platforms[f.B].ID, &f)
		}
		return s.put(b)
	}
	last := Scored{A: -1}
	for k, err := range previous {
		if err != nil {
			return err
		}
		f, holds := c.still(k)
		if !holds {
			continue
		}
		if f.A < last.A || f.A == last.A && f.B <= last.B {
			return registry.Invalid(registry.Tf("kết quả trước không theo thứ tự: %s, %s", "earlier findings are out of order: %s, %s", k.Pair.A, k.Pair.B))
		}
		last = f
		for len(fresh) > 0 && (fresh[0].A < f.A || fresh[0].A == f.A && fresh[0].B < f.B) {
			if err := next(fresh[0]); err != nil {
				return err
			}
			fresh = fresh[1:]
		}
		if err := next(f); err != nil {
			return err
		}
	}
	for _, f := range fresh {
		if err := next(f); err != nil {
			return err
		}
	}
	return nil
}

// changes says which platforms of a list are new or changed.
type changes struct {
	at    map[string]int // place of each platform
	is    []bool
	later []int64 // how many changed ones stand after each place
	n     int64
}

func newChanges(platforms []registry.Platform, changed map[string]bool) *changes {
	c := &changes{at: make(map[string]int, len(platforms)), is: make([]bool, len(platforms)), later: make([]int64, len(platforms))}
	for i := len(platforms) - 1; i >= 0; i-- {
		c.at[platforms[i].ID], c.is[i], c.later[i] = i, changed[platforms[i].ID], c.n
		if c.is[i] {
			c.n++
		}
	}
	return c
}

// sides are every platform with every changed one: the changed get the index.
func (c *changes) sides() sides {
	return sides{row: everyone, column: func(i int) bool { return c.is[i] },
		wanted: func(i, other int) bool { return i != other && (!c.is[i] || i < other) }}
}

// expected is how many pairs of row i are joined.
func (c *changes) expected(i int) int64 {
	if c.is[i] {
		return c.later[i]
	}
	return c.n
}

// pairs is how many pairs have a changed platform.
func (c *changes) pairs() int64 { return c.n*(int64(len(c.is))-c.n) + c.n*(c.n-1)/2 }

// still is an earlier pair at its present places, if both platforms are
// unchanged.
func (c *changes) still(k Known) (Scored, bool) {
	a, okA := c.at[k.Pair.A]
	b, okB := c.at[k.Pair.B]
	if !okA || !okB || c.is[a] || c.is[b] {
		return Scored{}, false
	}
	f := k.Scored
	f.A, f.B = a, b
	return f, true
}
