package similarity

import (
	"trunglap/registry"
)

// A Measure is one comparison of one pair.
type Measure struct {
	Presence   registry.Presence
	Similarity int // thousandths
	Weight     registry.Millibits
	Folded     bool
}

// A Scored is a pair with the arithmetic of its score, and no words.
type Scored struct {
	A, B     int        // places of the two platforms, A < B by id
	Measures [4]Measure // in the order of registry.Comparisons
	Score    registry.Millibits
	Relation registry.Relation
	Verdict  registry.Verdict
	Owners   registry.OwnerRelation
}

// Compare scores two records. It is pure and symmetric: the score is the prior
// plus the weight of each comparison, in whole thousandths of a bit. Relation
// and verdict come from the decision table (relation.go).
func (e *Engine) Compare(a, b *Record, asOf registry.Date) Scored {
	if a.Platform.ID > b.Platform.ID {
		a, b = b, a
	}
	return e.compareAs(a, b, asOf)
}

// measure is the arithmetic of Compare.
func (e *Engine) measure(a, b *Record) Scored {
	var s Scored
	s.Measures[0] = e.one(0, presence(a.name.empty(), b.name.empty()), func() (int, bool) { return nameSimilarity(a, b) })
	s.Measures[1] = e.one(1, presence(a.function.empty(), b.function.empty()), func() (int, bool) { return e.functionSimilarity(a, b) })
	s.Measures[2] = e.one(2, presence(a.domain.empty(), b.domain.empty()), func() (int, bool) { return fieldSimilarity(&a.domain, &b.domain) })
	s.Measures[3] = e.one(3, scopePresence(&a.scope, &b.scope), func() (int, bool) { return scopeSimilarity(&a.scope, &b.scope), false })
	s.Score = e.settings.Prior
	for _, m := range s.Measures {
		s.Score += m.Weight
	}
	return s
}

func (e *Engine) one(i int, p registry.Presence, compare func() (int, bool)) Measure {
	c := &e.settings.Curves[i]
	switch p {
	case registry.BothMissing:
		return Measure{Presence: p, Weight: c.BothMissing}
	case registry.OneMissing:
		return Measure{Presence: p, Weight: c.OneMissing}
	}
	sim, folded := compare()
	return Measure{Presence: p, Similarity: sim, Weight: weight(c, sim), Folded: folded}
}

// owners compares the owners as listed and as of a day.
func (e *Engine) owners(a, b *registry.Platform, asOf registry.Date) registry.OwnerRelation {
	switch {
	case sameBody(a, b):
		return registry.Within
	case a.Agency == "" || b.Agency == "":
		return registry.Between // nobody is known to be the other
	case e.bodies.Current(a.Agency, asOf) == e.bodies.Current(b.Agency, asOf):
		return registry.Merged
	}
	return registry.Between
}

// sameBody reports that both are listed by one known body; two platforms
// without an owner, as in a file for link, are not.
func sameBody(a, b *registry.Platform) bool { return a.Agency != "" && a.Agency == b.Agency }

// verdict says what a relation means for the question "is it built twice?".
func verdict(r registry.Relation) registry.Verdict {
	switch r {
	case registry.Duplication:
		return registry.VerdictDuplication
	case registry.Overlap:
		return registry.VerdictOverlap
	case registry.Insufficient:
		return registry.VerdictInsufficient
	}
	return registry.VerdictNone
}
