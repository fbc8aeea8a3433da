package similarity

import "trunglap/registry"

// The bound of a check: at least the score of a proposal with a platform, from
// the platform's sketch. It is Compare's own arithmetic, but that names which
// may hold near words count as equal, and words as used wholly alike. Ten
// thousand platforms are bounded for one proposal, so the proposal's bags are
// laid out to be looked into: a merge of two sorted bags takes eight times as
// long, most of it for branches that no processor can foresee.

// An asked is a proposal made ready to be bounded against many platforms.
type asked struct {
	e *Engine
	sketch
	laid [3][3]laidBag // name, function, domain; with marks, without, English
}

// ask lays out a record's bags.
func (e *Engine) ask(r *Record) *asked {
	a := &asked{e: e, sketch: sketchOf(r)}
	for i, f := range []*field{&a.name, &a.function, &a.domain} {
		for j, b := range []Bag{f.vi, f.folded, f.en} {
			a.laid[i][j] = lay(b)
		}
	}
	return a
}

// most is at least the score with the platform of a sketch.
func (a *asked) most(o *sketch) registry.Millibits {
	e := a.e
	name := e.one(0, presence(a.name.empty(), o.name.empty()), func() (int, bool) {
		if a.odd || o.odd {
			return 1000, false
		}
		return a.similarity(0, &a.name, &o.name)
	})
	function := e.one(1, presence(a.function.empty(), o.function.empty()), func() (int, bool) {
		said, folded := a.similarity(1, &a.function, &o.function)
		return e.settings.Views.addUsage(said, 1000), folded
	})
	domain := e.one(2, presence(a.domain.empty(), o.domain.empty()), func() (int, bool) { return a.similarity(2, &a.domain, &o.domain) })
	scope := e.one(3, scopePresence(&a.scope, &o.scope), func() (int, bool) { return scopeSimilarity(&a.scope, &o.scope), false })
	return e.settings.Prior + name.Weight + function.Weight + domain.Weight + scope.Weight
}

// similarity is fieldSimilarity of the proposal's i-th field.
func (a *asked) similarity(i int, mine, other *field) (sim int, folded bool) {
	x, y, folded := side(mine, other)
	la, _ := languages(mine, other)
	j := 0
	switch {
	case folded:
		j = 1
	case la == registry.EN:
		j = 2
	}
	return ochiai(a.laid[i][j].shared(y), x.Sum, y.Sum), folded
}

// A laidBag is a bag in a table with open addressing, three quarters empty.
// A feature is a hash already; its low bits are its place.
type laidBag struct {
	slots []Term // weight 0: empty; a bag has no weightless terms
	mask  uint64
}

func lay(b Bag) laidBag {
	size := uint64(1)
	for size < 4*uint64(len(b.Terms)) {
		size *= 2
	}
	l := laidBag{make([]Term, size), size - 1}
	for _, t := range b.Terms {
		i := uint64(t.F) & l.mask
		for l.slots[i].W != 0 {
			i = (i + 1) & l.mask
		}
		l.slots[i] = t
	}
	return l
}

// shared is the weight that two bags have in common (bag.go).
func (l *laidBag) shared(b Bag) int64 {
	var sum int64
	for _, t := range b.Terms {
		for i := uint64(t.F) & l.mask; l.slots[i].W != 0; i = (i + 1) & l.mask {
			if l.slots[i].F == t.F {
				sum += int64(min(l.slots[i].W, t.W))
				break
			}
		}
	}
	return sum
}
