package similarity

import (
	"cmp"
	"context"
	"slices"

	"trunglap/registry"
	"trunglap/text"
)

// What changed between two runs, and why.
//
// The simple idea is to name everything that differs between the runs beside
// every pair that changed. It fails in the first month: a list came in, a weight
// was moved, and nobody can tell which of the two made a finding disappear.
//
// So the causes are found by recomputation. Beginning with everything as it was
// in the earlier run, one factor after another is set to what it is in the
// later run, in the order of registry.CauseKinds, and the pair is scored after
// each; fields are set one by one, of the first platform and then of the second,
// in the order of Platform. A factor that changes nothing about the pair is no
// cause. What the factors leave between the recomputed scores and those that
// the runs stored is the program's doing, or that of factors whose earlier
// state is not at hand. Hence every change has a cause and the deltas add up.
//
// Where two factors act together (a new word in the thesaurus, and an edit that
// uses it) the later in the order gets what neither does alone.

// A Side is one of two runs to compare, with what it was computed from. Nil
// means that it is not at hand in that state; its effect is then told by
// elimination.
type Side struct {
	Run      registry.Run
	Snapshot registry.Snapshot
	Findings []registry.Finding

	Lexicon    *text.Lexicon
	Statistics Statistics
	Settings   *Settings
	Agencies   *registry.Agencies
}

// Stamp notes in a run what the engine computes with.
func (e *Engine) Stamp(r *registry.Run) {
	r.Settings, r.Vocabulary, r.Agencies = e.settings.hash, e.lex.Hash(), e.bodies.Hash()
	if s, ok := e.stats.(interface{ Hash() string }); ok {
		r.Statistics = s.Hash()
	}
}

// StatisticsHash names the term statistics that the engine computes with.
func (e *Engine) StatisticsHash() string {
	var r registry.Run
	e.Stamp(&r)
	return r.Statistics
}

// SideOf gives a run the parts of this engine that it was computed with, told
// by their hashes.
func (e *Engine) SideOf(run registry.Run, s registry.Snapshot, fs []registry.Finding) Side {
	var now registry.Run
	e.Stamp(&now)
	side := Side{Run: run, Snapshot: s, Findings: fs}
	if run.Vocabulary == now.Vocabulary {
		side.Lexicon = e.lex
	}
	if run.Statistics == now.Statistics {
		side.Statistics = e.stats
	}
	if run.Settings == now.Settings {
		side.Settings = e.settings
	}
	if run.Agencies == now.Agencies {
		side.Agencies = e.bodies
	}
	return side
}

// Diff compares two runs; now lends what neither side has at hand.
func Diff(ctx context.Context, before, after Side, now *Engine) (registry.RunDiff, error) {
	d := newDiffer(&before, &after, now)
	out := registry.RunDiff{Old: before.Run.ID, New: after.Run.ID, Factors: d.factors(), Count: map[registry.ChangeKind]int{}, Changes: []registry.PairChange{}}
	for _, p := range pairsOf(before.Findings, after.Findings) {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		was, is := d.was[p], d.is[p]
		kind, changed := kindOf(was, is)
		if !changed {
			out.Unchanged++
			continue
		}
		out.Count[kind]++
		out.Changes = append(out.Changes, d.explain(p, kind, was, is))
	}
	sortChanges(out.Changes)
	return out, nil
}

// sortChanges puts changes in printing order: by kind, the highest scores first, then by pair.
func sortChanges(cs []registry.PairChange) {
	slices.SortFunc(cs, func(a, b registry.PairChange) int {
		return cmp.Or(changeRank(a.Kind)-changeRank(b.Kind), cmp.Compare(top(&b), top(&a)), cmp.Compare(a.Pair.A, b.Pair.A), cmp.Compare(a.Pair.B, b.Pair.B))
	})
}

func changeRank(k registry.ChangeKind) int { return slices.Index(registry.ChangeKinds[:], k) }

// top is the higher of a pair's two scores: what a reader looks at first.
func top(c *registry.PairChange) registry.Millibits {
	best := -registry.Millibits(1 << 40)
	for _, s := range []*registry.PairState{c.Old, c.New} {
		if s != nil {
			best = max(best, s.Score)
		}
	}
	return best
}

// pairsOf lists the pairs of two lists of findings, each once, sorted.
func pairsOf(lists ...[]registry.Finding) []registry.Pair {
	var out []registry.Pair
	for _, fs := range lists {
		for i := range fs {
			out = append(out, fs[i].Pair)
		}
	}
	slices.SortFunc(out, func(a, b registry.Pair) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return slices.Compact(out)
}

func kindOf(was, is *registry.PairState) (registry.ChangeKind, bool) {
	switch {
	case was == nil:
		return registry.ChangeNew, true
	case is == nil:
		return registry.ChangeGone, true
	case was.Relation != is.Relation:
		return registry.ChangeRelation, true
	case was.Score < is.Score:
		return registry.ChangeStronger, true
	case was.Score > is.Score:
		return registry.ChangeWeaker, true
	case was.Owners != is.Owners:
		return registry.ChangeOwners, true
	}
	return "", false
}
