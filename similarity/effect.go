package similarity

import (
	"context"

	"trunglap/registry"
)

// Effects compares what two engines find among the same platforms: the findings
// that would be new, be gone or be called otherwise, and how many would merely
// score differently. The causes are not told: the engines are the cause.
func Effects(ctx context.Context, before, after *Engine, platforms []registry.Platform, opt ScanOptions) (registry.RunDiff, error) {
	out := registry.RunDiff{Count: map[registry.ChangeKind]int{}, Changes: []registry.PairChange{}}
	was, err := before.states(ctx, platforms, opt)
	if err != nil {
		return out, err
	}
	is, err := after.states(ctx, platforms, opt)
	if err != nil {
		return out, err
	}
	for p, old := range was {
		change(&out, p, old, is[p])
	}
	for p, new := range is {
		if was[p] == nil {
			change(&out, p, nil, new)
		}
	}
	sortChanges(out.Changes)
	fillBelow(&out, before, after, platforms, opt.AsOf)
	return out, nil
}

func change(out *registry.RunDiff, p registry.Pair, was, is *registry.PairState) {
	switch kind, changed := kindOf(was, is); {
	case !changed:
		out.Unchanged++
	case kind == registry.ChangeNew || kind == registry.ChangeGone || kind == registry.ChangeRelation:
		out.Count[kind]++
		out.Changes = append(out.Changes, registry.PairChange{ID: p.ID(), Pair: p, Kind: kind, Old: was, New: is, Causes: []registry.Cause{}})
	default:
		out.Count[kind]++
	}
}

// fillBelow says how a pair stands where it is no finding.
func fillBelow(d *registry.RunDiff, before, after *Engine, platforms []registry.Platform, asOf registry.Date) {
	at := platformsByID(platforms)
	below := func(e *Engine, p registry.Pair) *registry.PairState {
		s := e.Compare(e.Record(at[p.A]), e.Record(at[p.B]), asOf)
		return &registry.PairState{Score: s.Score, Relation: s.Relation, Owners: s.Owners}
	}
	for i := range d.Changes {
		c := &d.Changes[i]
		if c.Old == nil {
			c.Old = below(before, c.Pair)
		}
		if c.New == nil {
			c.New = below(after, c.Pair)
		}
	}
}

// states are the findings of a scan, by pair.
func (e *Engine) states(ctx context.Context, platforms []registry.Platform, opt ScanOptions) (map[registry.Pair]*registry.PairState, error) {
	m := map[registry.Pair]*registry.PairState{}
	opt.Min = e.settings.Finding
	_, err := e.Scan(ctx, platforms, opt, func(s Scored) error {
		m[registry.Pair{A: platforms[s.A].ID, B: platforms[s.B].ID}] = &registry.PairState{Score: s.Score, Relation: s.Relation, Owners: s.Owners, Finding: true}
		return nil
	})
	return m, err
}
