package similarity

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"trunglap/registry"
)

// drawn are lessons drawn from settings: a pair is true as often as its score
// says.
func drawn(s *Settings, n int, seed uint64) []Lesson {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]Lesson, n)
	for i := range out {
		l := &out[i]
		l.Pair = registry.Pair{A: fmt.Sprintf("A%04d", i%90), B: fmt.Sprintf("B%04d", i)}
		for c := range l.Measures {
			l.Measures[c] = Measure{Presence: registry.BothPresent, Similarity: r.IntN(1001)}
			if r.IntN(10) == 0 {
				l.Measures[c] = Measure{Presence: registry.OneMissing}
			}
		}
		l.True = r.Float64() < s.Score(&l.Measures).Probability()
	}
	return out
}

// TestLearnRecovers: lessons drawn from settings that were moved in a known way
// move the shipped ones there, nearly; the regularisation holds back a little.
func TestLearnRecovers(t *testing.T) {
	s := DefaultSettings()
	truth := Learnt{Prior: -2000, Percent: [4]int{100, 150, 80, 100}}
	moved, err := s.moved(truth)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Learn(drawn(moved, 20000, 7))
	if err != nil {
		t.Fatal(err)
	}
	if d := got.Prior - truth.Prior; d < -500 || d > 500 {
		t.Errorf("prior moved by %s bits, not %s", got.Prior, truth.Prior)
	}
	for c, p := range truth.Percent {
		if d := got.Percent[c] - p; d < -15 || d > 15 {
			t.Errorf("%s: %d percent, not %d", registry.Comparisons[c], got.Percent[c], p)
		}
	}
}

// TestLearnIsHeld: nothing learnt from nothing, little from little, and nothing
// can move a weight out of its bounds or make a curve fall.
func TestLearnIsHeld(t *testing.T) {
	s := DefaultSettings()
	none, err := s.Learn(nil)
	if err != nil || none.Prior != 0 || none.Percent != [4]int{100, 100, 100, 100} {
		t.Errorf("from nothing: %+v, %v", none, err)
	}
	few := drawn(s, 6, 3)
	for i := range few {
		few[i].True = !few[i].True
	}
	little, err := s.Learn(few)
	if err != nil {
		t.Fatal(err)
	}
	for c, p := range little.Percent {
		if p < 40 || p > 160 {
			t.Errorf("six lessons moved %s to %d percent", registry.Comparisons[c], p)
		}
	}
	perverse := drawn(s, 3000, 4)
	for i := range perverse {
		perverse[i].True = perverse[i].Measures[1].Similarity < 300
	}
	if l, err := s.Learn(perverse); err != nil || l.Percent[1] != 25 {
		t.Errorf("%+v, %v", l.Percent, err)
	}
}

// TestLearnOrder: the order of lessons decides nothing.
func TestLearnOrder(t *testing.T) {
	s := DefaultSettings()
	lessons := drawn(s, 400, 5)
	a, errA := s.Learn(lessons)
	slices.Reverse(lessons)
	b, errB := s.Learn(lessons)
	if errA != nil || errB != nil || a.Settings.Hash() != b.Settings.Hash() {
		t.Errorf("%v %v %v %v", a.Percent, b.Percent, errA, errB)
	}
}

// TestLearnMinimum: no step along any of the five numbers, or along two of
// them, lowers the loss by more than rounding.
func TestLearnMinimum(t *testing.T) {
	f := newFit(DefaultSettings(), drawn(DefaultSettings(), 500, 6))
	f.minimise()
	least := f.loss(f.at)
	for i := range f.at {
		for j := range f.at {
			for _, d := range [][2]float64{{0.02, 0.02}, {0.02, -0.02}, {-0.02, 0.02}, {-0.02, -0.02}} {
				at := f.at
				at[i] += d[0]
				at[j] += d[1]
				if l := f.loss(at); l < least-1e-3 {
					t.Errorf("%v: %.6f, at %v %.6f", f.at, least, at, l)
				}
			}
		}
	}
}

// TestCrossValidateBlind: what is ruled on the pairs of a platform changes the
// score of none of its pairs.
func TestCrossValidateBlind(t *testing.T) {
	s := DefaultSettings()
	lessons := drawn(s, 300, 8)
	before, err := s.CrossValidate(lessons)
	if err != nil {
		t.Fatal(err)
	}
	turned := slices.Clone(lessons)
	id, others := lessons[0].Pair.A, 0
	for i := range turned {
		if turned[i].Pair.A == id {
			turned[i].True = !turned[i].True
		}
	}
	after, err := s.CrossValidate(turned)
	if err != nil {
		t.Fatal(err)
	}
	for i := range lessons {
		switch same := before[i] == after[i]; {
		case lessons[i].Pair.A == id && !same:
			t.Errorf("%v: %s, then %s", lessons[i].Pair, before[i], after[i])
		case !same:
			others++
		}
	}
	if others == 0 {
		t.Error("rulings on other platforms taught nothing")
	}
}

func TestOutsideRows(t *testing.T) {
	for note, want := range map[string]bool{
		"[known] one ministry": true, "[table 2] card": true, "[table 1; known] apps": true,
		"[record] sent on": false, "[table 20; record] sent on": false, "[top400] alike": false, "": false, "known to all": false,
	} {
		if g := (Gold{Note: note}); g.OutsideRows() != want {
			t.Errorf("%q: %v", note, !want)
		}
	}
}

// TestExamine: three pairs of which each figure can be worked out by hand.
func TestExamine(t *testing.T) {
	pair := func(a, b string, score registry.Millibits, gold, said registry.Relation, between, outside bool) Examined {
		return Examined{Judged: Judged{Pair: registry.Pair{A: a, B: b}, Score: score, Relation: said, Gold: gold}, Between: between, Outside: outside}
	}
	q, err := DefaultSettings().Examine([]Examined{
		pair("A", "B", 3000, registry.Unrelated, registry.Overlap, true, false),
		pair("C", "D", 2000, registry.Overlap, registry.Overlap, true, true),
		pair("E", "F", 1000, registry.Integration, registry.Integration, false, false),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"00": 0.5, "between": 0.5, "related": (0.5 + 2.0/3) / 2, "related readable": 0.5}
	for _, f := range q.Figures {
		name := "00"
		switch {
		case f.Related && f.Readable:
			name = "related readable"
		case f.Related:
			name = "related"
		case f.Readable:
			if f.Positives != 0 {
				t.Errorf("%+v", f)
			}
			continue
		case f.Between:
			name = "between"
		}
		if math.Abs(f.InSample-want[name]) > 1e-9 {
			t.Errorf("%s: %.4f, not %.4f", name, f.InSample, want[name])
		}
	}
	if q.Overlaps.Precision != 0.5 || q.Overlaps.Recall != 1 || len(q.Overlaps.False) != 1 {
		t.Errorf("%+v", q.Overlaps)
	}
	if r := q.Reliability[5]; r.Pairs != 2 || r.Related != 0.5 || r.Overlaps != 0.5 || math.Abs(r.Promised-(4.0/5+8.0/9)/2) > 1e-9 {
		t.Errorf("from 2 bits: %+v", r)
	}
}

func TestProposalQuality(t *testing.T) {
	check := func(v registry.Verdict, ids ...string) *registry.Check {
		c := &registry.Check{Verdict: v}
		for _, id := range ids {
			c.Matches = append(c.Matches, registry.Match{ID: id})
		}
		return c
	}
	var q ProposalQuality
	q.Take(Expected{ID: "1", Right: []string{"X"}, Relation: registry.Overlap}, check(registry.VerdictOverlap, "X", "Y"))
	q.Take(Expected{ID: "2", Style: "deep", Right: []string{"X"}, Relation: registry.Overlap}, check(registry.VerdictNone, "Y", "X"))
	q.Take(Expected{ID: "3", Right: []string{"X"}, Relation: registry.Overlap}, check(registry.VerdictNone, "1", "2", "3", "4", "5", "X"))
	q.Take(Expected{ID: "4", Relation: registry.Unrelated}, check(registry.VerdictOverlap, "Y"))
	q.Take(Expected{ID: "5", Relation: registry.Insufficient}, check(registry.VerdictInsufficient))
	wrong := q.Wrong
	q.Wrong = nil
	if want := (ProposalQuality{Proposals: 3, First: 1, FirstFive: 2, Deep: 1, DeepFive: 1, Novel: 1, FalseAlarm: 1, Short: 1, ToldShort: 1, Named: 1}); fmt.Sprint(q) != fmt.Sprint(want) {
		t.Errorf("%+v, not %+v", q, want)
	}
	if len(wrong) != 3 || wrong[0].Place != 2 || wrong[1].Place != 6 || wrong[2].Place != 0 {
		t.Errorf("%+v", wrong)
	}
}
