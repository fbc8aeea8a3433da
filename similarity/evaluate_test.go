package similarity

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"trunglap/registry"
)

// ranked makes judged pairs from scores in bits; a gold relation of "" is unrelated.
func ranked(rows ...any) []Judged {
	var js []Judged
	for i := 0; i < len(rows); i += 3 {
		gold := registry.Relation(rows[i+1].(string))
		if gold == "" {
			gold = registry.Unrelated
		}
		js = append(js, Judged{Pair: registry.Pair{A: fmt.Sprintf("a%02d", i/3), B: "b"}, Score: registry.Millibits(rows[i].(int)),
			Gold: gold, Relation: registry.Relation(rows[i+2].(string))})
	}
	return js
}

var onlyOverlap = []registry.Relation{registry.Overlap, registry.Duplication}

// TestEvaluateByHand: small rankings worked out on paper.
func TestEvaluateByHand(t *testing.T) {
	for _, c := range []struct {
		what                                     string
		js                                       []Judged
		threshold                                registry.Millibits
		ap, precision, recall, f1, best, at, acc float64
		positives, missed, falsely               int
	}{
		{what: "nothing", js: nil},
		{what: "no positives", js: ranked(3000, "", "overlap", -1000, "", "unrelated"), falsely: 1},
		{what: "perfect", js: ranked(2000, "overlap", "overlap", 1000, "duplication", "overlap", -1000, "", "unrelated"),
			ap: 1, precision: 1, recall: 1, f1: 1, best: 1, at: 1, acc: 0.5, positives: 2},
		{what: "upside down", js: ranked(2000, "", "overlap", 1000, "", "overlap", -1000, "overlap", "unrelated"),
			ap: 1.0 / 3, best: 0.5, at: -1, positives: 1, missed: 1, falsely: 2},
		// yes, no, yes, no: AP = (1/1 + 2/3)/2; the best F1 takes three: P 2/3, R 1
		{what: "mixed", js: ranked(4000, "overlap", "duplication", 3000, "", "overlap", 2000, "overlap", "overlap", 1000, "", "overlap"), threshold: 3000,
			ap: (1 + 2.0/3) / 2, precision: 0.5, recall: 0.5, f1: 0.5, best: 0.8, at: 2, acc: 0, positives: 2, missed: 1, falsely: 1},
		// a yes and a no with one score count together: AP = 1/2*1/2 + 1/2*2/3
		{what: "ties", js: ranked(2000, "overlap", "overlap", 2000, "", "overlap", 1000, "overlap", "overlap"),
			ap: 0.25 + 1.0/3, precision: 2.0 / 3, recall: 1, f1: 0.8, best: 0.8, at: 1, acc: 1, positives: 2, falsely: 1},
		{what: "all tied", js: ranked(0, "overlap", "overlap", 0, "", "overlap", 0, "", "overlap", 0, "", "overlap"),
			ap: 0.25, precision: 0.25, recall: 1, f1: 0.4, best: 0.4, at: 0, acc: 1, positives: 1, falsely: 3},
		// a positive that was not ranked is missed at every threshold
		{what: "unranked", js: ranked(1000, "overlap", "overlap", int(Every), "overlap", "unrelated"), ap: 0.5, precision: 1, recall: 0.5, f1: 2.0 / 3, best: 2.0 / 3, at: 1, acc: 1, positives: 2, missed: 1},
		{what: "another relation is no positive", js: ranked(1000, "integration", "overlap"), falsely: 1},
	} {
		ev := Evaluate(c.js, onlyOverlap, c.threshold)
		for _, v := range []struct {
			name      string
			got, want float64
		}{
			{"average precision", ev.AveragePrecision, c.ap}, {"precision", ev.Precision, c.precision}, {"recall", ev.Recall, c.recall},
			{"f1", ev.F1, c.f1}, {"best f1", ev.BestF1, c.best}, {"best threshold", ev.BestThreshold, c.at}, {"relations", ev.RelationAccuracy, c.acc},
		} {
			if math.Abs(v.got-v.want) > 1e-12 {
				t.Errorf("%s: %s %v, want %v", c.what, v.name, v.got, v.want)
			}
		}
		if ev.Pairs != len(c.js) || ev.Positives != c.positives || len(ev.Missed) != c.missed || len(ev.False) != c.falsely {
			t.Errorf("%s: %d pairs, %d positives, %d missed, %d false", c.what, ev.Pairs, ev.Positives, len(ev.Missed), len(ev.False))
		}
		if _, err := json.Marshal(ev); err != nil {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

// TestEvaluateTables: the threshold table and the confusion, worked out by hand.
func TestEvaluateTables(t *testing.T) {
	ev := Evaluate(ranked(6000, "overlap", "overlap", 5500, "", "integration", 0, "duplication", "overlap", -1, "overlap", "unrelated", -9000, "", "unrelated"), onlyOverlap, 0)
	want := map[float64]Point{
		6: {6, 1, 1, 1.0 / 3, 0.5}, 5: {5, 2, 0.5, 1.0 / 3, 0.4}, 0: {0, 3, 2.0 / 3, 2.0 / 3, 2.0 / 3},
		-1: {-1, 4, 0.75, 1, 6.0 / 7}, -6: {-6, 4, 0.75, 1, 6.0 / 7},
	}
	if len(ev.Thresholds) != 13 {
		t.Errorf("%d thresholds", len(ev.Thresholds))
	}
	for _, p := range ev.Thresholds {
		w, ok := want[p.Threshold]
		if ok && (p.Found != w.Found || math.Abs(p.Precision-w.Precision)+math.Abs(p.Recall-w.Recall)+math.Abs(p.F1-w.F1) > 1e-12) {
			t.Errorf("%+v, want %+v", p, w)
		}
	}
	confusion := map[[2]registry.Relation]int{}
	for gold, said := range ev.Confusion {
		for r, n := range said {
			confusion[[2]registry.Relation{gold, r}] = n
		}
	}
	for pair, n := range map[[2]registry.Relation]int{
		{"overlap", "overlap"}: 1, {"unrelated", "integration"}: 1, {"duplication", "overlap"}: 1, {"overlap", "unrelated"}: 1,
	} {
		if confusion[pair] != n {
			t.Errorf("confusion %v: %d, want %d", pair, confusion[pair], n)
		}
		delete(confusion, pair)
	}
	if len(confusion) > 0 {
		t.Errorf("confusion of what is neither found nor positive: %v", confusion)
	}
}

// TestEvaluateOrder: the order of the pairs, and which of two equal scores
// comes first, change nothing; the given slice is left alone.
func TestEvaluateOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var js []Judged
	for i := range 60 {
		gold := []registry.Relation{registry.Unrelated, registry.Overlap, registry.Integration}[r.IntN(3)]
		js = append(js, Judged{Pair: registry.Pair{A: fmt.Sprint(i), B: "z"}, Score: registry.Millibits(1000 * (r.IntN(9) - 4)), Gold: gold, Relation: registry.Overlap})
	}
	want := fmt.Sprint(Evaluate(js, onlyOverlap, 0))
	for range 5 {
		r.Shuffle(len(js), func(i, j int) { js[i], js[j] = js[j], js[i] })
		given := slices.Clone(js)
		if got := fmt.Sprint(Evaluate(js, onlyOverlap, 0)); got != want {
			t.Errorf("%s\n%s", got, want)
		}
		if !slices.Equal(js, given) {
			t.Error("the pairs were put in another order")
		}
	}
}

// TestGoldRelation: the words of label files.
func TestGoldRelation(t *testing.T) {
	for word, want := range map[string]registry.Relation{"shared-data": registry.Fragmentation, "none": registry.Unrelated,
		"match": registry.Duplication, "same": registry.Duplication, "part-of": registry.PartOf, "lawful-parallel": registry.Parallel} {
		if got, ok := GoldRelation(word); !ok || got != want {
			t.Errorf("%s: %s %v", word, got, ok)
		}
	}
	for _, r := range registry.Relations {
		if got, ok := GoldRelation(string(r)); !ok || got != r {
			t.Errorf("%s: %s %v", r, got, ok)
		}
	}
	for _, word := range []string{"", "Overlap", "overlaps", "?"} {
		if got, ok := GoldRelation(word); ok {
			t.Errorf("%q: %s", word, got)
		}
	}
}
