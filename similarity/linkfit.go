package similarity

import (
	"cmp"
	"context"
	"math"
	"slices"

	"trunglap/registry"
)

// Linking two lists asks "which of these are the same thing?", not "do they
// overlap?", and the lists may be about anything: nothing pinned is used. What
// is rare, what is alike and what is alike enough is learnt from the two lists
// themselves, without a label:
//
//  1. likeness (linkfit_text.go): the mean of eight cosines of TF-IDF vectors,
//     of words and of letter groups, over four texts: the name alone, with the
//     function, with the domain, with both. A column that is missing in one
//     list is thereby missing, not different;
//  2. layers (linkfit_assign.go): the one-to-one assignment with the largest
//     total likeness; that of the pairs left over; and so on. In two lists
//     without repetitions the true matches stand in the first layer, and the
//     others show how alike things are that are not the same;
//  3. posterior (linkfit_null.go): how much more often a likeness occurs in a
//     layer of matches than among pairs that are none. Its log2 odds are the
//     score. A pair is called a match when that is more likely than not.
//
// The result does not depend on the order of rows or the number of workers:
// likenesses are sums of integers, and ties go to the smaller id.

// Linked is a pair of two lists with its score: the log2 odds that the two are
// the same thing. A and B are places in the two lists as given.
type Linked struct {
	Scored
	Likeness int // millionths
	Layer    int // 1: the one-to-one assignment; 0: in no layer
}

// A Linking is what two lists say about each other.
type Linking struct {
	Pairs       []Linked // best first
	Fit         LinkFit
	Certificate registry.Certificate

	texts *linkTexts
}

// A LinkFit says how the threshold and the scores of a linking were found.
type LinkFit struct {
	Documents [2]int `json:"documents"`
	Words     int    `json:"words"`
	Grams     int    `json:"grams"` // groups of 3 to 5 letters
	// Unmatched is the greatest share of the smaller list that is likely to have
	// no counterpart.
	Unmatched float64 `json:"unmatched"`
	// Repeats is how many counterparts a record of the smaller list usually has:
	// 1, unless a list repeats its records.
	Repeats int `json:"repeats"`
	// Threshold is the least likeness of a match of the first layer; 0 if there is
	// none.
	Threshold float64 `json:"threshold"`
	Matches   int     `json:"matches"`
	// What the scores themselves expect, no label having been seen.
	Precision float64         `json:"expected_precision"`
	Recall    float64         `json:"expected_recall"`
	F1        float64         `json:"expected_f1"`
	Layers    []LinkLayer     `json:"layers"`
	Notes     []registry.Text `json:"notes,omitempty"`
}

// A LinkLayer is one assignment with its curve from likeness to score.
type LinkLayer struct {
	Layer   int         `json:"layer"`
	Pairs   int         `json:"pairs"`
	Matches int         `json:"matches"`
	Curve   []LinkPoint `json:"curve"`
}

// A LinkPoint is a corner of such a curve; between corners it is straight,
// beyond them level.
type LinkPoint struct {
	Likeness int                `json:"likeness"` // millionths
	Score    registry.Millibits `json:"score"`
}

// linkFew is the number of records below which the threshold rests on little.
const linkFew = 20

// LinkLists links two lists. Every pair is compared. Without opt.Min the pairs
// are the matches; with it, every pair from that score up; with opt.Considered,
// every pair of a layer that may hold matches. With opt.OneToOne only the first
// layer counts. opt.AsOf does not matter: owners are not looked at.
func LinkLists(ctx context.Context, as, bs []registry.Platform, opt LinkOptions) (*Linking, error) {
	in := orient(as, bs)
	texts, err := newLinkTexts(ctx, in, opt.Workers)
	if err != nil {
		return nil, err
	}
	near, err := texts.near(ctx, opt)
	if err != nil {
		return nil, err
	}
	layers, err := makeLayers(ctx, near, len(in.b))
	if err != nil {
		return nil, err
	}
	fit := fitLayers(layers, len(in.a))
	l := &Linking{texts: texts, Certificate: texts.certificate(opt)}
	if err := l.collect(ctx, near, fit, opt); err != nil {
		return nil, err
	}
	l.describe(fit, opt)
	return l, nil
}

// linkSides are two lists in the order in which they are worked on: the smaller
// one first, each by id.
type linkSides struct {
	a, b           []*registry.Platform
	placeA, placeB []int // of the sorted platforms in the lists as given
	swapped        bool  // a is the second list
	given          [2][]registry.Platform
}

func orient(as, bs []registry.Platform) linkSides {
	s := linkSides{given: [2][]registry.Platform{as, bs}}
	s.a, s.placeA = byID(as)
	s.b, s.placeB = byID(bs)
	first := func(x, y []*registry.Platform) int {
		return cmp.Or(cmp.Compare(len(x), len(y)), slices.CompareFunc(x, y, func(p, q *registry.Platform) int { return cmp.Compare(p.ID, q.ID) }))
	}
	if first(s.a, s.b) > 0 {
		s.a, s.b, s.placeA, s.placeB, s.swapped = s.b, s.a, s.placeB, s.placeA, true
	}
	return s
}

func byID(ps []registry.Platform) ([]*registry.Platform, []int) {
	places := make([]int, len(ps))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(i, j int) int { return cmp.Compare(ps[i].ID, ps[j].ID) })
	sorted := make([]*registry.Platform, len(ps))
	for rank, i := range places {
		sorted[rank] = &ps[i]
	}
	return sorted, places
}

// places turns a pair of ranks into places in the lists as given.
func (s *linkSides) places(i, j int) (a, b int) {
	if s.swapped {
		return s.placeB[j], s.placeA[i]
	}
	return s.placeA[i], s.placeB[j]
}

// collect lists the pairs asked for, best first.
func (l *Linking) collect(ctx context.Context, near [][]edge, fit *layerFit, opt LinkOptions) error {
	low := registry.Millibits(0)
	if opt.Min != nil {
		low = *opt.Min
	}
	layerOf := map[[2]int32]int{}
	for k := range fit.layers {
		for _, p := range fit.layers[k] {
			layerOf[[2]int32{p.row, p.col}] = k + 1
			if k > 0 && opt.OneToOne || k >= len(fit.curves) {
				continue
			}
			if s := score(fit.curves[k], int(p.like)); s >= low || opt.Considered {
				l.add(p, k+1, s)
			}
		}
	}
	rest := -registry.Millibits(math.Floor(1000*math.Log2(float64(2*max(1, l.Certificate.Expected))) + 0.5))
	if !opt.OneToOne && low <= rest {
		if err := l.collectRest(ctx, layerOf, len(fit.curves), rest, opt); err != nil {
			return err
		}
	}
	ps := l.Pairs
	slices.SortFunc(ps, func(x, y Linked) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(y.Likeness, x.Likeness),
			cmp.Compare(l.id(x, 0), l.id(y, 0)), cmp.Compare(l.id(x, 1), l.id(y, 1)))
	})
	return nil
}

// collectRest adds the pairs that stand in no layer that was judged. Among all
// of them together half a match is expected.
func (l *Linking) collectRest(ctx context.Context, layerOf map[[2]int32]int, judged int, rest registry.Millibits, opt LinkOptions) error {
	return l.texts.sweep(ctx, opt.Workers, func(i int, likes []uint32) error {
		for j, like := range likes {
			if k := layerOf[[2]int32{int32(i), int32(j)}]; k == 0 || k > judged {
				l.add(assigned{int32(i), int32(j), like}, 0, rest)
			}
		}
		return nil
	})
}

func (l *Linking) add(p assigned, layer int, s registry.Millibits) {
	x := Linked{Likeness: int(p.like), Layer: layer}
	x.A, x.B = l.texts.sides.places(int(p.row), int(p.col))
	x.Score, x.Relation, x.Verdict = s, registry.Unrelated, registry.VerdictNone
	if layer > 0 && s >= 0 {
		x.Relation, x.Verdict = registry.Duplication, registry.VerdictMatch
	}
	x.Measures = l.texts.measures(int(p.row), int(p.col))
	l.Pairs = append(l.Pairs, x)
}

func (l *Linking) id(x Linked, side int) string {
	a, b := l.texts.sides.given[0], l.texts.sides.given[1]
	if side == 0 {
		return a[x.A].ID
	}
	return b[x.B].ID
}
