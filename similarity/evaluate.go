package similarity

import (
	"cmp"
	"slices"

	"trunglap/registry"
)

// A Judged is a scored pair with what the engine says of it.
type Judged struct {
	Pair     registry.Pair      `json:"pair"`
	Score    registry.Millibits `json:"score"`
	Relation registry.Relation  `json:"relation"`
	Gold     registry.Relation  `json:"gold"`
}

// A Gold is a labelled pair. A pair that no Gold names is unrelated.
type Gold struct {
	Pair     registry.Pair
	Relation registry.Relation
	Grade    int
	Note     string
}

// goldNames maps the words of label files to relations.
var goldNames = map[string]registry.Relation{"shared-data": registry.Fragmentation, "none": registry.Unrelated, "same": registry.Duplication, "match": registry.Duplication}

// GoldRelation reads the relation of a label file.
func GoldRelation(s string) (registry.Relation, bool) {
	if r, ok := goldNames[s]; ok {
		return r, true
	}
	r := registry.Relation(s)
	return r, slices.Contains(registry.Relations[:], r)
}

// An Evaluation compares scores with labels.
type Evaluation struct {
	Pairs            int                `json:"pairs"`
	Positives        int                `json:"positives"`
	AveragePrecision float64            `json:"average_precision"`
	Threshold        registry.Millibits `json:"-"`
	ThresholdBits    float64            `json:"threshold"`
	Precision        float64            `json:"precision"`
	Recall           float64            `json:"recall"`
	F1               float64            `json:"f1"`
	BestF1           float64            `json:"best_f1"`
	BestThreshold    float64            `json:"best_threshold"`
	BestPrecision    float64            `json:"best_precision"`
	BestRecall       float64            `json:"best_recall"`
	// RelationAccuracy is the share of true findings (positives at or above the
	// threshold) whose relation is the labelled one.
	RelationAccuracy float64                                         `json:"relation_accuracy"`
	Confusion        map[registry.Relation]map[registry.Relation]int `json:"confusion"` // gold -> said, over findings and positives
	Missed           []Judged                                        `json:"missed"`    // positives not said to be positive, best first
	False            []Judged                                        `json:"false"`     // negatives said to be positive, best first
	Thresholds       []Point                                         `json:"thresholds"`
}

// A Point is one row of the threshold table.
type Point struct {
	Threshold float64 `json:"threshold"`
	Found     int     `json:"found"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Evaluate measures a ranking of all pairs against labels. Pairs whose gold
// relation is among positive count as true. Average precision is the mean of
// the precision at each distinct score, weighted by the recall gained there
// (ties count together, so that their order cannot matter). A pair scored Every
// was not ranked: it counts where it is a positive that was missed.
func Evaluate(all []Judged, positive []registry.Relation, threshold registry.Millibits) Evaluation {
	js := slices.Clone(all)
	slices.SortFunc(js, func(a, b Judged) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Pair.A, b.Pair.A), cmp.Compare(a.Pair.B, b.Pair.B))
	})
	yes := func(j Judged) bool { return slices.Contains(positive, j.Gold) }
	ev := Evaluation{Pairs: len(js), Threshold: threshold, ThresholdBits: threshold.Bits(), Confusion: map[registry.Relation]map[registry.Relation]int{}}
	for _, j := range js {
		if yes(j) {
			ev.Positives++
		}
	}
	ev.rank(js, yes)
	ev.judge(js, positive, yes)
	return ev
}

// rank fills in what depends on the order alone.
func (ev *Evaluation) rank(js []Judged, yes func(Judged) bool) {
	hits, recall := 0, 0.0
	for i := 0; i < len(js) && js[i].Score > Every; {
		k := i
		for k < len(js) && js[k].Score == js[i].Score {
			if yes(js[k]) {
				hits++
			}
			k++
		}
		p := point(js[i].Score.Bits(), hits, k, ev.Positives)
		ev.AveragePrecision += (p.Recall - recall) * p.Precision
		recall = p.Recall
		if p.F1 > ev.BestF1 {
			ev.BestF1, ev.BestThreshold, ev.BestPrecision, ev.BestRecall = p.F1, p.Threshold, p.Precision, p.Recall
		}
		i = k
	}
	for bits := 6; bits >= -6; bits-- {
		hits, found := 0, 0
		for _, j := range js {
			if j.Score < registry.Millibits(bits)*1000 {
				break
			}
			found++
			if yes(j) {
				hits++
			}
		}
		ev.Thresholds = append(ev.Thresholds, point(float64(bits), hits, found, ev.Positives))
	}
}

// judge fills in what depends on the threshold: a pair counts as said to be
// positive if its score reaches the threshold and its relation is a positive
// one, so that a pair reported as mere shared data is no claim of overlap.
func (ev *Evaluation) judge(js []Judged, positive []registry.Relation, yes func(Judged) bool) {
	hits, found, findings, right := 0, 0, 0, 0
	for _, j := range js {
		finding, truth := j.Score >= ev.Threshold, yes(j)
		said := finding && slices.Contains(positive, j.Relation)
		switch {
		case said && truth:
			hits++
		case said:
			ev.False = append(ev.False, j)
		case truth:
			ev.Missed = append(ev.Missed, j)
		}
		if said {
			found++
		}
		if finding && truth {
			findings++
			if j.Relation == j.Gold {
				right++
			}
		}
		if finding || truth {
			if ev.Confusion[j.Gold] == nil {
				ev.Confusion[j.Gold] = map[registry.Relation]int{}
			}
			ev.Confusion[j.Gold][j.Relation]++
		}
	}
	p := point(ev.ThresholdBits, hits, found, ev.Positives)
	ev.Precision, ev.Recall, ev.F1 = p.Precision, p.Recall, p.F1
	if findings > 0 {
		ev.RelationAccuracy = float64(right) / float64(findings)
	}
}

func point(threshold float64, hits, found, positives int) Point {
	p := Point{Threshold: threshold, Found: found}
	if found > 0 {
		p.Precision = float64(hits) / float64(found)
	}
	if positives > 0 {
		p.Recall = float64(hits) / float64(positives)
	}
	if hits > 0 {
		p.F1 = 2 * p.Precision * p.Recall / (p.Precision + p.Recall)
	}
	return p
}
