package similarity

import (
	"slices"

	"trunglap/registry"
)

// A wordTable numbers the words of names that near may pair.
type wordTable struct {
	number map[wordKey]uint32
	words  []wordKey
}

type wordKey struct {
	lang registry.Lang
	word string
	odd  bool
}

func newWordTable() *wordTable { return &wordTable{number: map[wordKey]uint32{}} }

// list numbers the words of one name.
func (t *wordTable) list(words []oddWord) []uint32 {
	out := make([]uint32, len(words))
	for i, w := range words {
		k := wordKey{w.lang, w.word, w.odd}
		n := numbered(t.number, k)
		if int(n) == len(t.words) {
			t.words = append(t.words, k)
		}
		out[i] = n
	}
	return out
}

// A nearGraph says which words of all names are near one another, as near
// understands it: likeness nearEnough, not the same, and at least one of them odd.
//
// Words with lengths m <= n are near if at most k = n/4 letters differ. Cut the
// shorter one into k+1 pieces: k changes leave at least one piece whole, and
// move it by at most k places. So every near word is found by looking up the
// pieces of the longer word at all such places (Li, Deng, Wang and Feng, Pass-Join,
// 2011), and only those found are compared. Words of more than 64 letters
// are taken to be near any of fitting length: whether they are is seen when the pair is scored.
type nearGraph struct {
	words []wordKey
	edges [][]uint32
}

func (g *nearGraph) has(w uint32) bool           { return len(g.edges[w]) > 0 }
func (g *nearGraph) of(w uint32) []uint32        { return g.edges[w] }
func (g *nearGraph) lang(w uint32) registry.Lang { return g.words[w].lang }

// pieces finds words by a piece: how many letters they have, in how many
// pieces they were cut, which piece, and its letters.
type pieceKey struct {
	length, pieces, piece int
	letters               string
}

type pieceIndex struct {
	runes   [][]rune
	byLen   map[int][]uint32
	indexed map[[2]int]bool
	words   map[pieceKey][]uint32
}

func (t *wordTable) graph() *nearGraph {
	g := &nearGraph{words: t.words, edges: make([][]uint32, len(t.words))}
	x := pieceIndex{byLen: map[int][]uint32{}, indexed: map[[2]int]bool{}, words: map[pieceKey][]uint32{}}
	for w, k := range t.words {
		r := []rune(k.word)
		x.runes = append(x.runes, r)
		x.byLen[len(r)] = append(x.byLen[len(r)], uint32(w))
	}
	seen := make([]uint32, len(t.words)) // by which word + 1 a word was looked at last
	for w := range t.words {
		n := len(x.runes[w])
		for m := n - n/4; m <= n; m++ {
			x.each(w, m, func(other uint32) {
				if seen[other] != uint32(w)+1 && (m < n || other < uint32(w)) {
					seen[other] = uint32(w) + 1
					g.join(&x, uint32(w), other)
				}
			})
		}
	}
	for _, e := range g.edges {
		slices.Sort(e)
	}
	return g
}

// join adds an edge if two words are near.
func (g *nearGraph) join(x *pieceIndex, a, b uint32) {
	p, q := g.words[a], g.words[b]
	if !p.odd && !q.odd || p.word == q.word {
		return
	}
	v := oddWord{word: p.word, runes: x.runes[a], letters: lettersOf(x.runes[a])}
	w := oddWord{word: q.word, runes: x.runes[b], letters: lettersOf(x.runes[b])}
	if min(len(v.runes), len(w.runes)) <= wordLetters && likeness(&v, &w) < nearEnough {
		return
	}
	g.edges[a] = append(g.edges[a], b)
	g.edges[b] = append(g.edges[b], a)
}

// each yields the words of m letters that may be near word w, some repeatedly.
func (x *pieceIndex) each(w, m int, yield func(other uint32)) {
	r := x.runes[w]
	if len(r) > wordLetters {
		for _, other := range x.byLen[m] {
			yield(other)
		}
		return
	}
	k := len(r) / 4
	if len(x.byLen[m]) == 0 {
		return
	}
	x.index(m, k+1)
	for piece := range k + 1 {
		from, to := cut(m, k+1, piece)
		for at := max(0, from-k); at <= from+k && at+to-from <= len(r); at++ {
			for _, other := range x.words[pieceKey{m, k + 1, piece, string(r[at : at+to-from])}] {
				yield(other)
			}
		}
	}
}

// cut is where one of n pieces of a word of m letters stands.
func cut(m, n, piece int) (from, to int) { return piece * m / n, (piece + 1) * m / n }

// index cuts all words of m letters into n pieces, once.
func (x *pieceIndex) index(m, n int) {
	if x.indexed[[2]int{m, n}] {
		return
	}
	x.indexed[[2]int{m, n}] = true
	for _, w := range x.byLen[m] {
		for piece := range n {
			from, to := cut(m, n, piece)
			key := pieceKey{m, n, piece, string(x.runes[w][from:to])}
			x.words[key] = append(x.words[key], w)
		}
	}
}
