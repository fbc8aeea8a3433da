package text

import (
	_ "embed"
	"math"
	"sync"
)

// The statistics of the embedded file, see data/README.md.
//
//go:embed data/stats.bin
var statsFile []byte

// Stats are pinned statistics of terms, learnt from a large corpus by [Train]:
// how rare a term is, which neighbouring syllables make a word, which words are
// used alike, and which marks a syllable typed without marks most likely has.
// A term is a toned syllable ("đất"), an English word, or two of them that
// stand side by side ("đất đai").
//
// They never look at the registry: a new platform cannot change what they say
// about two others. Immutable and safe for concurrent use. Every answer comes
// from whole numbers in the file, so it is the same on every machine.
type Stats struct {
	hash       string
	paragraphs int // of the corpus
	platforms  int // in-domain texts

	words []string         // single words, ascending
	index map[string]int32 // word -> position in words
	ones  []term           // of the words
	from  []int32          // pairs whose first word is words[i]: from[i] up to from[i+1]
	next  []int32          // second word of a pair, ascending for each first word
	pairs []term           // of the pairs

	related    related
	frequency  [256]float64        // law code -> paragraphs, a whole number
	inDomain   []int               // frequency in in-domain texts -> rarity there, thousandths
	candidates func() restorations // folded syllable -> toned ones
}

// A term is what is kept of a word or of a pair.
type term struct {
	law   uint8  // 0 not in the corpus; else 255 - 254*rarity
	bond  uint8  // of a pair: 0 no word; else how firmly the two belong together
	lists uint16 // in-domain texts that have it
}

// DefaultStats are the embedded statistics, read once.
var DefaultStats = sync.OnceValue(func() *Stats {
	s, err := decodeStats(statsFile)
	if err != nil {
		panic("text: embedded statistics: " + err.Error())
	}
	return s
})

// Hash names the statistics: the SHA-256 of their file, in hexadecimal.
func (s *Stats) Hash() string { return s.hash }

// Size tells what the statistics rest on: paragraphs of the corpus, texts of
// the domain.
func (s *Stats) Size() (paragraphs, platforms int) { return s.paragraphs, s.platforms }

// IDF is the rarity of a term in [0,1], in whole thousandths: 0 for a term that
// every text has, 1 for one never seen.
//
// Law uses the words of information technology sparingly and platform
// descriptions the words of law, so neither alone tells which words are stock
// phrases: the figure is the mean of the rarity among the paragraphs of the
// corpus and of the rarity among the in-domain texts, each 1 - log(1+n)/log(1+N).
// A single word without marks may be English, and an English word is rare in
// Vietnamese law whatever it means: for it the in-domain figure counts alone
// where it is the smaller. What was tried instead: data/README.md.
func (s *Stats) IDF(term string) float64 {
	t, ok := s.find(term)
	if !ok {
		return 1
	}
	law, lists := lawRarity(t.law), s.listRarity(t.lists)
	if lists < law && !marked(term) {
		law = lists
	}
	return float64((law+lists+1)/2) / 1000
}

// Known reports whether the corpus or the in-domain texts have the term.
func (s *Stats) Known(term string) bool { _, ok := s.find(term); return ok }

// lawRarity is the rarity in the corpus, in thousandths.
func lawRarity(code uint8) int {
	if code == 0 {
		return 1000
	}
	return (int(255-code)*1000 + 127) / 254
}

// lawCode is the code of a frequency among n paragraphs: 255 for all of them,
// 1 for a single one.
func lawCode(frequency, n int) uint8 {
	if frequency <= 0 || n < 1 {
		return 0
	}
	return uint8(1 + int(math.Floor(254*ln(1+float64(min(frequency, n)))/ln(1+float64(n))+0.5)))
}

// lawFrequencies undoes lawCode, to the precision of a code.
func lawFrequencies(n int) (out [256]float64) {
	for code := 1; code < len(out); code++ {
		out[code] = max(1, math.Floor(math.Pow(1+float64(n), float64(code-1)/254)-0.5))
	}
	return out
}

func (s *Stats) listRarity(frequency uint16) int {
	return s.inDomain[min(int(frequency), len(s.inDomain)-1)]
}

// rarities tabulates the rarity of frequencies 0..n among n texts, thousandths.
func rarities(n int) []int {
	out := make([]int, n+1)
	for f := range out {
		out[f] = 1000
		if n > 0 {
			out[f] = int(math.Floor(float64(1000*(1-ln(1+float64(f))/ln(1+float64(n)))) + 0.5))
		}
	}
	return out
}

// marked reports whether a term has a letter outside ASCII.
func marked(term string) bool {
	for i := range len(term) {
		if term[i] >= 0x80 {
			return true
		}
	}
	return false
}

// find looks a word or a pair up.
func (s *Stats) find(name string) (term, bool) {
	i, ok := s.position(name)
	switch {
	case !ok:
		return term{}, false
	case int(i) < len(s.words):
		return s.ones[i], true
	}
	return s.pairs[int(i)-len(s.words)], true
}

// position numbers the terms: the words first, then the pairs.
func (s *Stats) position(name string) (int32, bool) {
	for i := range len(name) {
		if name[i] == ' ' {
			return s.pairPosition(name[:i], name[i+1:])
		}
	}
	i, ok := s.index[name]
	return i, ok
}

func (s *Stats) pairPosition(first, second string) (int32, bool) {
	a, ok := s.index[first]
	if !ok {
		return 0, false
	}
	b, ok := s.index[second]
	if !ok {
		return 0, false
	}
	i, ok := s.pair(a, b)
	return i + int32(len(s.words)), ok
}

// pair finds the pair of two words by halving.
func (s *Stats) pair(a, b int32) (int32, bool) {
	lo, end := s.from[a], s.from[a+1]
	hi := end
	for lo < hi {
		mid := (lo + hi) / 2
		if s.next[mid] < b {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < end && s.next[lo] == b
}

// name is the term at a position.
func (s *Stats) name(position int32) string {
	p := int(position) - len(s.words)
	if p < 0 {
		return s.words[position]
	}
	lo, hi := 0, len(s.words)
	for lo < hi { // the last word whose pairs begin at or before p
		mid := (lo + hi) / 2
		if int(s.from[mid+1]) <= p {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return s.words[lo] + " " + s.words[s.next[p]]
}

// ln is the natural logarithm of x >= 1. The library's differs in the last
// digit between processors, and the file must not.
//
// x = m·2^e with m in [√½,√2); ln m = 2·(t + t³/3 + t⁵/5 ...) with
// t = (m-1)/(m+1), |t| < 0.172, so 12 terms reach the last digit.
func ln(x float64) float64 {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = 2*m, e-1
	}
	t := (m - 1) / (m + 1)
	t2, sum := float64(t*t), 0.0
	for k := 23; k >= 1; k -= 2 {
		sum = float64(sum*t2) + 1/float64(k)
	}
	return float64(2*t*sum) + float64(float64(e)*math.Ln2)
}
