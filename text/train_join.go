package text

import (
	"math"
	"strings"
)

// Which pairs of syllables are words. Mutual information alone also likes the
// seams of frequent phrases: in "sử dụng đất" (use of land) the pair "dụng đất"
// attracts as strongly as many a word. But a seam loses wherever it stands
// against the word that it cuts: "sử dụng" pulls harder. So a pair must also win
// against the overlapping pairs to its left and right in minShare of its
// occurrences. Of law, "dụng đất" wins 2 in 100, "đất đai" 100.
const (
	minPull  = 0.2 // "tàu cá" 0.49, "hộ tịch" 0.50, "của các" 0.21
	minShare = 0.4 // "hộ khẩu" 0.57, "của các" 0.39
)

// join finds the words of two syllables and gives each a bond.
func (c *corpus) join(n *counts, minWins int) {
	n.pulls(c.words)
	c.phrases(func(phrase []int32) { n.compete(phrase) })
	for i := range n.pair {
		p := &n.pair[i]
		if p.wins >= minWins && p.pull > minPull && float64(p.wins) > minShare*float64(p.times) {
			p.bond = uint8(1 + math.Floor(254*min(1, p.pull)))
		}
	}
}

// grammatical are the syllables that stand beside everything and join nothing.
var grammatical = wordSet("của và các là những với hoặc tại thì mà nhưng nếu bị")

// joinable refuses grammatical syllables and what is no word.
func joinable(w string) bool { return isWord(w) && !grammatical[w] }

// isWord refuses numbers, codes and single letters but for vowels ("y tế").
func isWord(w string) bool {
	return !strings.ContainsAny(w, "0123456789") && (len(w) > 1 || strings.Contains("aeiouy", w))
}

// pulls computes the normalised pointwise mutual information of the pairs:
// log(p(ab)/(p(a)p(b))) / -log p(ab), at most 1. Pairs that cannot be words get
// 0, so that they win against none.
func (n *counts) pulls(words []string) {
	for i := range n.pair {
		p := &n.pair[i]
		a, b := n.keys[i].words()
		if p.times < 2 || !joinable(words[a]) || !joinable(words[b]) {
			continue
		}
		rare := ln(float64(n.total)) - ln(float64(p.times))
		if rare <= 0 {
			continue
		}
		alone := 2*ln(float64(n.total)) - ln(float64(n.first[a])) - ln(float64(n.last[b]))
		p.pull = (alone - rare) / rare
	}
}

// compete counts the pairs of a phrase that pull harder than both of the pairs
// that overlap them.
func (n *counts) compete(phrase []int32) {
	var left, here *seen // the pairs before the last syllable, and with it
	for i := 1; i <= len(phrase); i++ {
		var right *seen
		if i < len(phrase) {
			right = n.at(phrase[i-1], phrase[i])
		}
		if here != nil && here.pull > 0 && here.pull >= pullOf(left) && here.pull > pullOf(right) {
			here.wins++
		}
		left, here = here, right
	}
}

func pullOf(s *seen) float64 {
	if s == nil {
		return math.Inf(-1)
	}
	return s.pull
}

// phrases calls f with each run of words between signs.
func (c *corpus) phrases(f func([]int32)) {
	start := 0
	for i, id := range c.stream {
		if id < 0 {
			if i > start {
				f(c.stream[start:i])
			}
			start = i + 1
		}
	}
}
