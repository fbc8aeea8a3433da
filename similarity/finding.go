package similarity

import (
	"context"
	"slices"

	"trunglap/registry"
)

// Finding turns a scored pair into a finding with evidence and sentences. a
// and b are the records in the order of their ids.
func (e *Engine) Finding(a, b *Record, s Scored) registry.Finding {
	return e.finding(a, b, s, names{asIs(a.Platform.ID), asIs(b.Platform.ID)})
}

// names are what the sentences of a finding call its two platforms.
type names [2]registry.Text

func asIs(s string) registry.Text { return registry.T(s, s) }

func (e *Engine) finding(a, b *Record, s Scored, called names) registry.Finding {
	f := e.Brief(a, b, s)
	_, decided := e.relation(a, b, &s)
	for i, c := range registry.Comparisons {
		f.Evidence[i] = e.evidence(a, b, c, s.Measures[i])
	}
	f.Explain = map[registry.Lang]registry.Explanation{
		registry.VI: e.explain(a.Platform, b.Platform, &f, decided, called, registry.VI),
		registry.EN: e.explain(a.Platform, b.Platform, &f, decided, called, registry.EN),
	}
	return f
}

// Brief is a finding with all its numbers, but without phrases and sentences:
// Finding makes the same finding with them, whenever somebody wants to read it.
func (e *Engine) Brief(a, b *Record, s Scored) registry.Finding {
	return e.brief(a.Platform, b.Platform, s)
}

func (e *Engine) brief(a, b *registry.Platform, s Scored) registry.Finding {
	pair := registry.Pair{A: a.ID, B: b.ID}
	f := registry.Finding{
		ID: pair.ID(), Pair: pair, Prior: e.settings.Prior, Score: s.Score,
		Relation: s.Relation, Verdict: s.Verdict, Owners: s.Owners,
		Margin: s.Score - e.settings.Finding, Settings: e.settings.hash,
		Counterfactual: e.counterfactual(&s), Robust: e.robust(&s),
	}
	for i, c := range registry.Comparisons {
		m := s.Measures[i]
		f.Evidence = append(f.Evidence, registry.Evidence{Comparison: c, Presence: m.Presence, Similarity: m.Similarity, Weight: m.Weight, Folded: m.Folded})
	}
	return f
}

// Explained gives brief findings of a snapshot their phrases and sentences, in
// place; owners are as of the day of their run. A finding that this engine would not make just so, because it was made
// under other settings or another edition, is left as it is.
func (e *Engine) Explained(ctx context.Context, snapshot *registry.Snapshot, asOf registry.Date, findings []registry.Finding, workers int) error {
	index := snapshot.Index()
	return inOrder(ctx, len(findings), workers, func(i int) registry.Finding {
		f := findings[i]
		a, okA := index[f.Pair.A]
		b, okB := index[f.Pair.B]
		if len(f.Explain) > 0 || !okA || !okB || f.Settings != e.settings.hash {
			return f
		}
		x, y := e.Record(&snapshot.Platforms[a]), e.Record(&snapshot.Platforms[b])
		s := e.Compare(x, y, asOf)
		if s.Score != f.Score || s.Relation != f.Relation || s.Owners != f.Owners {
			return f
		}
		return e.Finding(x, y, s)
	}, func(i int, f registry.Finding) error {
		findings[i] = f
		return nil
	})
}

func (e *Engine) evidence(a, b *Record, c registry.Comparison, m Measure) registry.Evidence {
	ev := registry.Evidence{Comparison: c, Presence: m.Presence, Similarity: m.Similarity, Weight: m.Weight, Folded: m.Folded}
	if m.Presence != registry.BothPresent {
		return ev
	}
	switch c {
	case registry.ByName:
		ev.Shared, ev.OnlyA, ev.OnlyB = e.phrases(a, b, c, &a.name, &b.name)
	case registry.ByFunction:
		ev.Shared, ev.OnlyA, ev.OnlyB = e.phrases(a, b, c, &a.function, &b.function)
	case registry.ByDomain:
		ev.Shared, ev.OnlyA, ev.OnlyB = e.phrases(a, b, c, &a.domain, &b.domain)
	case registry.ByScope:
		ev.Shared, ev.OnlyA, ev.OnlyB = e.usersShared(a, b, m.Similarity)
	}
	return ev
}

// usersShared lists the user groups of both, as written.
func (e *Engine) usersShared(a, b *Record, sim int) (both []registry.Phrase, onlyA, onlyB []string) {
	if a.scope.body != "" && b.scope.body != "" && a.scope.body != b.scope.body {
		return nil, []string{e.agencyName(a.Platform.Agency, registry.VI)}, []string{e.agencyName(b.Platform.Agency, registry.VI)}
	}
	same := func(list []string, u string) int {
		return slices.IndexFunc(list, func(v string) bool { return userWord(v) == userWord(u) })
	}
	n := 0
	for _, u := range a.Platform.Users {
		if same(b.Platform.Users, u) >= 0 {
			n++
		}
	}
	for _, u := range a.Platform.Users {
		if j := same(b.Platform.Users, u); j >= 0 {
			both = append(both, registry.Phrase{A: u, B: b.Platform.Users[j], Via: registry.ViaCode, Share: sim / n})
			continue
		}
		onlyA = append(onlyA, u)
	}
	for _, u := range b.Platform.Users {
		if same(a.Platform.Users, u) < 0 {
			onlyB = append(onlyB, u)
		}
	}
	return both, onlyA, onlyB
}

// counterfactual takes away the strongest evidence: what would the score be if
// that comparison had found nothing alike?
func (e *Engine) counterfactual(s *Scored) registry.Counterfactual {
	best, loss := -1, registry.Millibits(0)
	for i, m := range s.Measures {
		if m.Presence != registry.BothPresent {
			continue
		}
		if l := m.Weight - e.settings.Curves[i].Knots[0].Weight; l > loss {
			best, loss = i, l
		}
	}
	if best < 0 {
		return registry.Counterfactual{Comparison: registry.ByFunction, Score: s.Score, Finding: s.Score >= e.settings.Finding}
	}
	return registry.Counterfactual{Comparison: registry.Comparisons[best], Score: s.Score - loss, Finding: s.Score-loss >= e.settings.Finding}
}

// robust: no comparison's weight has to move by less than a tenth to carry the
// score over the threshold.
func (e *Engine) robust(s *Scored) bool {
	margin := s.Score - e.settings.Finding
	if margin < 0 {
		margin = -margin
	}
	for _, m := range s.Measures {
		w := m.Weight
		if w < 0 {
			w = -w
		}
		if w/10 > margin {
			return false
		}
	}
	return true
}
