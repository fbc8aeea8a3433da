package similarity

import (
	"context"
	"math/rand/v2"

	"trunglap/registry"
)

// An Audit is a sample of the pairs that a scan did not score, scored.
type Audit struct {
	Drawn   int                // pairs drawn: fewer than asked for if fewer were bounded
	Highest registry.Millibits // the best score among them
	Above   []registry.Pair    // those that a scan would have lost: none, or the join is wrong
}

// AuditSample draws n pairs at random among those that a join from the
// settings' threshold up proves to be below it, and scores them in full. It
// draws rows first, then among the row's bounded pairs, up to 64 each. The same
// seed draws the same pairs.
func (e *Engine) AuditSample(ctx context.Context, platforms []registry.Platform, opt ScanOptions, n int, seed uint64) (Audit, error) {
	out := Audit{Highest: Every}
	if err := sorted(platforms); err != nil {
		return out, err
	}
	b, err := e.build(ctx, opt.Workers, false, platforms)
	if err != nil {
		return out, err
	}
	j, err := newJoiner(ctx, b, e.settings.Finding, opt.AsOf, selfJoin(), usual)
	if err != nil {
		return out, err
	}
	r := rand.New(rand.NewPCG(seed, 0x6175646974))
	s, sc := selfJoin(), &scratch{}
	for _, i := range r.Perm(len(platforms)) {
		if err := ctx.Err(); err != nil {
			return out, context.Cause(ctx)
		}
		if out.Drawn == n {
			break
		}
		j.scored = map[int32]bool{}
		j.row(i, &s, sc, nil)
		later := len(platforms) - 1 - i
		for range min(64, n-out.Drawn, later-len(j.scored)) {
			other := i + 1 + r.IntN(later)
			for j.scored[int32(other)] {
				other = i + 1 + r.IntN(later)
			}
			j.scored[int32(other)] = true
			out.score(j, i, other)
		}
		j.scored = nil
	}
	return out, nil
}

func (a *Audit) score(j *joiner, i, other int) {
	s := j.e.measure(j.records[i], j.records[other])
	a.Drawn++
	a.Highest = max(a.Highest, s.Score)
	if s.Score >= j.low {
		a.Above = append(a.Above, registry.Pair{A: j.records[i].Platform.ID, B: j.records[other].Platform.ID})
	}
}
