package text

// counts are how often words and pairs of neighbouring words are seen.
type counts struct {
	one   []seen
	pair  []seen
	index map[pairKey]int32 // into pair
	keys  []pairKey         // of pair
	first []int             // how often a word begins a pair, commas aside
	last  []int             // ends one
	total int               // pairs in all, commas aside
}

// seen counts a word or a pair. A pair across a comma counts for paragraphs
// only: comparisons see it as a pair, but it says nothing about words.
type seen struct {
	paragraphs int
	times      int
	wins       int     // of a pair: occurrences in which it beats both overlapping pairs
	pull       float64 // of a pair: normalised pointwise mutual information
	bond       uint8   // of a pair: its pull if it is a word, else 0
	latest     int     // paragraph last seen in, from 1
}

func (s *seen) in(paragraph int) {
	if s.latest != paragraph {
		s.latest = paragraph
		s.paragraphs++
	}
}

// A pairKey is two word numbers.
type pairKey uint64

func keyOf(a, b int32) pairKey        { return pairKey(a)<<32 | pairKey(b) }
func (k pairKey) words() (a, b int32) { return int32(k >> 32), int32(k & 0xffffffff) }

func (n *counts) at(a, b int32) *seen {
	k := keyOf(a, b)
	i, ok := n.index[k]
	if !ok {
		i = int32(len(n.pair))
		n.index[k] = i
		n.pair, n.keys = append(n.pair, seen{}), append(n.keys, k)
	}
	return &n.pair[i]
}

func (c *corpus) count() *counts {
	w := len(c.words)
	n := &counts{one: make([]seen, w), index: map[pairKey]int32{}, first: make([]int, w), last: make([]int, w)}
	before, comma := int32(-1), false // the word before, if it is a neighbour
	paragraph := 1
	for _, id := range c.stream {
		switch id {
		case signComma:
			comma = true
			continue
		case signBreak:
			before = -1
			continue
		case signParagraph:
			before = -1
			paragraph++
			continue
		}
		n.one[id].in(paragraph)
		n.one[id].times++
		if before >= 0 {
			p := n.at(before, id)
			p.in(paragraph)
			if !comma {
				p.times++
				n.first[before]++
				n.last[id]++
				n.total++
			}
		}
		before, comma = id, false
	}
	return n
}
