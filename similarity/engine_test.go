package similarity

import (
	"slices"
	"testing"

	"trunglap/registry"
	"trunglap/text"
)

// toyStatistics are rarities given by hand; what is not listed was never seen.
type toyStatistics map[string]float64

func (s toyStatistics) IDF(term string) float64 {
	if v, ok := s[term]; ok {
		return v
	}
	return 10
}
func (s toyStatistics) Known(term string) bool { _, ok := s[term]; return ok }
func (s toyStatistics) Segment(w []string) []int {
	return slices.Repeat([]int{1}, len(w))
}
func (s toyStatistics) Use(string) (uint16, bool)           { return 0, false }
func (s toyStatistics) UsedLike(uint16) ([]uint16, []uint8) { return nil, nil }
func (s toyStatistics) Restore(folded []string) []string    { return folded }

// TestWordWeight: the square of the rarity, a remnant for generic words, half
// for bare numbers; nothing a table of statistics says can leave [0, unit].
func TestWordWeight(t *testing.T) {
	set := DefaultSettings()
	stats := toyStatistics{"cá": 5, "tàu": 2, "hệ thống": 10, "2024": 10, "âm": -3, "lớn": 99, "không": 0}
	e := NewEngine(text.Default(), stats, set, registry.DefaultAgencies(text.Folded))
	for term, want := range map[string]uint32{
		"lạ":       unit,
		"cá":       unit / 4,
		"tàu":      unit / 25,
		"hệ thống": uint32(unit * set.Views.Generic / 100),
		"2024":     unit / 2,
		"âm":       0,
		"lớn":      unit,
		"không":    0,
	} {
		if got := e.wordWeight(term, 100); got != want {
			t.Errorf("%s weighs %d, want %d", term, got, want)
		}
		if half := e.wordWeight(term, 50); half > (want+1)/2 {
			t.Errorf("%s at half weighs %d of %d", term, half, want)
		}
	}
}

// TestBroaderConceptsWeighLess: a concept says what is broader, at most three
// steps up and less with every step; generic concepts say nothing.
func TestBroaderConceptsWeighLess(t *testing.T) {
	e := engineWith(t, func(s *Settings) {
		for _, c := range text.Default().Concepts() {
			s.Views.Kinds[c.Kind] = 100
		}
		s.Views.Concept, s.Views.Step = 100, 50
	})
	broader := 0
	for id, c := range e.concepts {
		own := slices.IndexFunc(c.terms, func(t Term) bool { return t.F == feature(viewConcept, id) })
		if own < 0 {
			t.Errorf("%s does not say itself", id)
			continue
		}
		if limit := uint32(unit + 1); c.terms[own].W > limit {
			t.Errorf("%s weighs %d", id, c.terms[own].W)
		}
		for _, b := range c.Broader {
			i := slices.IndexFunc(c.terms, func(t Term) bool { return t.F == feature(viewConcept, b) })
			if i < 0 {
				t.Errorf("%s does not say %s", id, b)
				continue
			}
			broader++
			whole := slices.IndexFunc(e.concepts[b].terms, func(t Term) bool { return t.F == feature(viewConcept, b) })
			if got, all := c.terms[i].W, e.concepts[b].terms[whole].W; got > all/2+1 {
				t.Errorf("%s says %s with %d of %d", id, b, got, all)
			}
		}
	}
	if broader == 0 {
		t.Error("no concept is narrower than another")
	}
}

// TestBag: sorted, each feature once, weights added, weightless ones dropped.
func TestBag(t *testing.T) {
	b := newBag([]Term{{9, 2}, {3, 0}, {5, 1}, {9, 3}, {1, 4}})
	if want := []Term{{1, 4}, {5, 1}, {9, 5}}; !slices.Equal(b.Terms, want) || b.Sum != 10 {
		t.Errorf("%+v, want %+v", b, want)
	}
	if got := shared(b, newBag([]Term{{1, 9}, {5, 1}, {7, 7}})); got != 5 {
		t.Errorf("shared %d, want 5", got)
	}
	if empty := newBag(nil); len(empty.Terms) != 0 || empty.Sum != 0 || shared(empty, b) != 0 {
		t.Errorf("%+v", empty)
	}
}

// TestFeaturesDiffer: no two things that the lists say share a feature, and the
// same spelling means different things in different views.
func TestFeaturesDiffer(t *testing.T) {
	e := Default()
	seen := map[Feature]string{}
	for _, p := range allLists().Platforms {
		for _, s := range []segment{e.segment(p.NameVI, registry.VI), e.segment(p.FunctionVI, registry.VI)} {
			for i := range s.form.Tokens {
				for view, word := range map[byte]string{viewWord: s.form.Tokens[i].Toned, viewFolded: s.form.Tokens[i].Folded} {
					what := string(view) + word
					if other, ok := seen[feature(view, word)]; ok && other != what {
						t.Errorf("%q and %q are one feature", what, other)
					}
					seen[feature(view, word)] = what
				}
			}
		}
	}
}
