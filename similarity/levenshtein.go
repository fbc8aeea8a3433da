package similarity

import (
	"math/bits"

	"github.com/adrg/strutil"
	"github.com/adrg/strutil/metrics"
)

// likeness is what strutil.Similarity says of two words with its Levenshtein
// metric, which defines it: one less the number of letters to change, add or
// drop as a share of the longer word's letters. strutil is asked itself about
// words of more than 64 letters; about others, its answer is worked out here
// without allocation. 0 stands for any likeness below nearEnough that a look at
// the words rules out: too different in length, or too many letters of one
// that the other has not, each of which takes a change of its own.
func likeness(x, y *oddWord) float64 {
	a, b := x.runes, y.runes
	if len(a) > len(b) {
		a, b = b, a
	}
	least := max(len(b)-len(a), bits.OnesCount64(x.letters&^y.letters), bits.OnesCount64(y.letters&^x.letters))
	switch {
	case 4*least > len(b):
		return 0
	case len(a) > wordLetters || len(a) == 0:
		return strutil.Similarity(x.word, y.word, metrics.NewLevenshtein())
	}
	return 1 - float64(levenshtein(a, b))/float64(len(b))
}

// lettersOf is the set of a word's letters, in 64 classes.
func lettersOf(runes []rune) uint64 {
	var set uint64
	for _, r := range runes {
		set |= 1 << (uint32(r) * 0x9e3779b1 >> 26)
	}
	return set
}

// wordLetters is the most letters that one machine word compares at once.
const wordLetters = 64

// levenshtein is the least number of letters to change, add or drop to make b
// of a. It is the algorithm of Myers (1999) as Hyyrö (2003) writes it:
// the column of the table of distances as two bit vectors, where it rises and
// where it falls, updated for each letter of b at once. a has 1 to 64 letters.
func levenshtein(a, b []rune) int {
	var letters [wordLetters]rune
	var where [wordLetters]uint64
	n := 0
next:
	for i, r := range a {
		for l := range n {
			if letters[l] == r {
				where[l] |= 1 << i
				continue next
			}
		}
		letters[n], where[n] = r, 1<<i
		n++
	}
	rises, falls := ^uint64(0), uint64(0)
	last := uint64(1) << (len(a) - 1)
	distance := len(a)
	for _, r := range b {
		var equal uint64
		for l := range n {
			if letters[l] == r {
				equal = where[l]
				break
			}
		}
		diagonal := (((equal & rises) + rises) ^ rises) | equal | falls
		up, down := falls|^(diagonal|rises), rises&diagonal
		switch {
		case up&last != 0:
			distance++
		case down&last != 0:
			distance--
		}
		up = up<<1 | 1
		rises, falls = down<<1|^(diagonal|up), up&diagonal
	}
	return distance
}
