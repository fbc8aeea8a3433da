package similarity

import (
	"math"
	"slices"
)

// A Feature names one thing a text says: a word, a compound, a concept. It is
// the 64-bit FNV-1a hash of the view and the spelling, mixed once more, so that
// records can be built anywhere, in any order, without a shared dictionary.
// Two of a million different features collide with a probability of about
// 3 in 10^8; a collision could only add a shared word, never lose one.
type Feature uint64

// The views that a feature can belong to; the first byte that is hashed.
const (
	viewWord    byte = 'w' // a syllable or compound, marks and all, or an English stem
	viewFolded  byte = 'f' // the same without marks
	viewConcept byte = 'c' // a thesaurus concept
	viewVector  byte = 'v' // a class of terms used alike
	viewCode    byte = 'k' // a code or user group
)

func feature(view byte, s string) Feature { return mixed(hashed(hashed(hashStart, string(view)), s)) }

// compound is feature(view, a+" "+b).
func compound(view byte, a, b string) Feature {
	return mixed(hashed(hashed(hashed(hashed(hashStart, string(view)), a), " "), b))
}

// The basis and the prime of FNV-1a.
const hashStart, hashPrime = 14695981039346656037, 1099511628211

func hashed(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * hashPrime
	}
	return h
}

func mixed(h uint64) Feature {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	return Feature(h)
}

// A Term is a feature with its weight in a text: a whole number, so that sums
// do not depend on their order. One plain, rare word weighs about unit.
type Term struct {
	F Feature
	W uint32
}

// unit is the weight of the rarest word said once.
const unit = 1000

// A Bag is what a text says: its terms sorted by feature, each once, and the
// sum of their weights.
type Bag struct {
	Terms []Term
	Sum   int64
}

// newBag sorts the terms, adds up repeated ones and drops weightless ones.
func newBag(ts []Term) Bag {
	slices.SortFunc(ts, func(a, b Term) int {
		switch {
		case a.F < b.F:
			return -1
		case a.F > b.F:
			return 1
		}
		return 0
	})
	b := Bag{}
	out := ts[:0]
	for _, t := range ts {
		switch {
		case t.W == 0:
		case len(out) > 0 && out[len(out)-1].F == t.F:
			out[len(out)-1].W += t.W
		default:
			out = append(out, t)
		}
	}
	for _, t := range out {
		b.Sum += int64(t.W)
	}
	b.Terms = slices.Clip(out)
	return b
}

// shared is the weight that two bags have in common: for each feature the
// smaller of its two weights.
func shared(a, b Bag) int64 {
	var sum int64
	x, y := a.Terms, b.Terms
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i].F < y[j].F:
			i++
		case x[i].F > y[j].F:
			j++
		default:
			sum += int64(min(x[i].W, y[j].W))
			i++
			j++
		}
	}
	return sum
}

// ochiai is the similarity of two bags that have the weight common between
// them: common/sqrt(a*b), in thousandths, rounded half up (Ochiai 1957, with
// weights; the cosine of the square roots bounds it from above).
//
// It is 1000 for equal bags, 0 for bags with nothing in common, symmetric, and
// it never falls when the same text is added to both sides: with x <= min(a,b),
// (1+w/x)^2 >= (1+w/a)(1+w/b).
func ochiai(common, a, b int64) int {
	if common <= 0 || a <= 0 || b <= 0 {
		return 0
	}
	// Division and square root are correctly rounded by IEEE 754, and nothing
	// here can be fused, so every machine gets the same thousandth.
	s := float64(1000*common) / math.Sqrt(float64(a)*float64(b))
	return min(1000, int(math.Floor(s+0.5)))
}
