package similarity

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"trunglap/registry"
)

// How much was missed?
//
// Every pair is scored, but the score can be wrong, and nobody labels a registry.
// So of the pairs that are no finding a few are drawn at random and shown to a
// person; how many of these are overlaps after all bounds how many there are. The
// draw follows from the run alone: who doubts it can draw again, and nobody
// can choose the pairs. A longer sample begins with the shorter one.

// Sample draws n pairs that are no findings, or all of them if they are fewer,
// each as likely as any other. The platforms are those of the run, sorted by id.
func (e *Engine) Sample(platforms []registry.Platform, findings map[registry.Pair]bool, seed string, n int, asOf registry.Date) []Scored {
	size := int64(len(platforms))
	below := size*(size-1)/2 - int64(len(findings))
	sum := sha256.Sum256([]byte(seed))
	rnd := rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:])))
	drawn := map[[2]int]bool{}
	out := []Scored{}
	for int64(len(out)) < min(int64(n), below) {
		i, j := rnd.IntN(len(platforms)), rnd.IntN(len(platforms))
		if i == j {
			continue
		}
		i, j = min(i, j), max(i, j)
		if drawn[[2]int{i, j}] || findings[registry.Pair{A: platforms[i].ID, B: platforms[j].ID}] {
			continue
		}
		drawn[[2]int{i, j}] = true
		s := e.Compare(e.Record(&platforms[i]), e.Record(&platforms[j]), asOf)
		s.A, s.B = i, j
		out = append(out, s)
	}
	return out
}

// A MissBound says how many overlaps may be among the pairs that are no
// findings, given a sample of them.
type MissBound struct {
	Below      int64   `json:"below"`      // pairs that are no findings
	Sampled    int     `json:"sampled"`    // of these
	Missed     int     `json:"missed"`     // overlaps in the sample
	Confidence float64 `json:"confidence"` // that the bound holds
	Rate       float64 `json:"rate"`       // at most this share of them is missed
	Most       int64   `json:"most"`       // at most so many pairs
}

// BoundMisses is the upper bound of Clopper and Pearson (1934): the share at
// which so few misses or fewer in such a sample would be as rare as 1-confidence.
// With no miss in n it is about 3/n at 95 %, the rule of three. Sampling without
// replacement makes it hold more often than stated, never less. At least what was
// seen is counted.
func BoundMisses(below int64, sampled, missed int, confidence float64) MissBound {
	b := MissBound{Below: below, Sampled: sampled, Missed: missed, Confidence: confidence, Rate: 1, Most: below}
	switch {
	case int64(sampled) >= below:
		b.Most = int64(missed)
		b.Rate = 0
		if below > 0 {
			b.Rate = float64(missed) / float64(below)
		}
	case missed < sampled:
		b.Rate = distuv.Beta{Alpha: float64(missed) + 1, Beta: float64(sampled - missed)}.Quantile(confidence)
		b.Most = min(int64(math.Floor(b.Rate*float64(below))), below-int64(sampled-missed))
		b.Most = max(b.Most, int64(missed))
	}
	return b
}
