package main

import (
	"context"
	"path/filepath"

	"trunglap/registry"
	"trunglap/similarity"
)

// evaluateLink measures the matches that link finds between two lists. Pairs
// that it did not consider rank last, all alike: average precision is never
// flattered.
func (a *app) evaluateLink(ctx context.Context, l *linking, files []string, path string, positive []registry.Relation) (evaluateResult, error) {
	if err := l.check(); err != nil {
		return evaluateResult{}, err
	}
	gold, err := readGold(path, true)
	if err != nil {
		return evaluateResult{}, err
	}
	sides, err := a.readSides(ctx, files, false)
	if err != nil {
		return evaluateResult{}, err
	}
	as, bs := sides[0].Platforms, sides[1].Platforms
	linked, err := a.linkSides(ctx, l, as, bs, true)
	if err != nil {
		return evaluateResult{}, err
	}
	labels := make(map[registry.Pair]similarity.Gold, len(gold))
	for _, g := range gold {
		labels[g.Pair] = g
	}
	res := evaluateResult{Gold: filepath.Base(path), Labelled: len(gold), Positive: positive, Settings: linked.settings, Fit: linked.fit,
		Evaluation: similarity.Evaluate(judgeLink(as, bs, linked.pairs, gold, labels), positive, linked.cert.Threshold)}
	res.Pairs = int(linked.cert.Expected)
	res.nameSides(as, bs, labels, a.lang)
	return res, nil
}

// judgeLink puts the label beside every reported pair, and adds the labelled
// pairs that were not reported.
func judgeLink(as, bs []registry.Platform, pairs []similarity.Scored, gold []similarity.Gold, labels map[registry.Pair]similarity.Gold) []similarity.Judged {
	var out []similarity.Judged
	reported := make(map[registry.Pair]bool, len(pairs))
	for _, p := range pairs {
		pair := registry.Pair{A: as[p.A].ID, B: bs[p.B].ID}
		label := registry.Unrelated
		if g, ok := labels[pair]; ok {
			label = g.Relation
		}
		reported[pair] = true
		out = append(out, similarity.Judged{Pair: pair, Score: p.Score, Relation: p.Relation, Gold: label})
	}
	for _, g := range gold {
		if !reported[g.Pair] {
			out = append(out, similarity.Judged{Pair: g.Pair, Score: similarity.Every, Relation: registry.Unrelated, Gold: g.Relation})
		}
	}
	return out
}
