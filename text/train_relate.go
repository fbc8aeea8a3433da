package text

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// Which words are used alike. Two words that stand in the same paragraphs more
// often than chance are about the same thing; two words that keep the same
// company are used alike, even if they never meet ("thuyền", "tàu cá"). So:
//
//   - Every paragraph of L different words gives each pair of them 1/L.
//   - The matrix holds log(observed/expected) of each pair, where it is positive
//     (positive pointwise mutual information).
//   - Its main directions (train_matrix.go) give each word a short vector, and
//     words are neighbours by the cosine of their vectors.
//
// Words are what [Stats.Segment] makes: with plain syllable pairs the seams of
// phrases ("thác thủy", "ký hộ") crowd out the real neighbours.
const (
	paragraphUnit = 1 << 20 // 1/L as a whole number, so that sums are exact and symmetric
	minCosine     = 0.2     // lower ones are chance, and the comparison ignores them
)

// A library is the corpus as words: which words each paragraph has, each once,
// and which paragraphs each word is in.
type library struct {
	names      []string
	paragraphs lists // of word numbers
	shelves    lists // of paragraph numbers
}

// A wordName is a word of one or two syllables; second is -1 if there is none.
type wordName struct{ first, second int32 }

// lists are many short lists in one.
type lists struct {
	from  []int32
	items []int32
}

func (l *lists) at(i int32) []int32 { return l.items[l.from[i]:l.from[i+1]] }

// relate finds the neighbours of the words seen often enough.
func (c *corpus) relate(ctx context.Context, n *counts, opts TrainOptions, done func(tenths int64)) ([]link, []string, error) {
	lib := c.library(n, opts.MinRelated)
	done(3)
	m, err := lib.information(ctx)
	if err != nil {
		return nil, nil, err
	}
	done(4)
	vectors, err := m.directions(ctx, opts.Dimensions)
	if err != nil {
		return nil, nil, err
	}
	done(8)
	links, err := nearest(ctx, vectors, opts.Nearest)
	done(10)
	return links, lib.names, err
}

// library cuts the corpus into words and keeps those seen at least min times.
func (c *corpus) library(n *counts, min int) *library {
	words, number := c.wordStream(n)
	times := make([]int, len(number))
	for _, w := range words {
		if w >= 0 {
			times[w]++
		}
	}
	names := make([]string, len(number))
	for name, i := range number {
		names[i] = c.words[name.first]
		if name.second >= 0 {
			names[i] += " " + c.words[name.second]
		}
	}
	lib := &library{}
	renumber := chosen(names, times, min)
	for _, i := range renumber.order {
		lib.names = append(lib.names, names[i])
	}
	lib.fill(words, renumber.number, c.paragraphs)
	return lib
}

// wordStream is the corpus as word numbers, -1 after each paragraph.
func (c *corpus) wordStream(n *counts) (words []int32, number map[wordName]int32) {
	number = map[wordName]int32{}
	proper := make([]bool, len(c.words))
	for i, w := range c.words {
		proper[i] = isWord(w)
	}
	add := func(w wordName) {
		i, ok := number[w]
		if !ok {
			i = int32(len(number))
			number[w] = i
		}
		words = append(words, i)
	}
	start := 0
	for i, id := range c.stream {
		if id >= 0 {
			continue
		}
		n.words(c.stream[start:i], func(w wordName) {
			if w.second >= 0 || proper[w.first] {
				add(w)
			}
		})
		if start = i + 1; id == signParagraph {
			words = append(words, -1)
		}
	}
	return words, number
}

// words calls f with the words of a phrase.
func (n *counts) words(phrase []int32, f func(wordName)) {
	bonds := make([]uint8, len(phrase))
	for k := 1; k < len(phrase); k++ {
		bonds[k] = n.at(phrase[k-1], phrase[k]).bond
	}
	at := 0
	for _, length := range segment(bonds) {
		w := wordName{phrase[at], -1}
		if length == 2 {
			w.second = phrase[at+1]
		}
		f(w)
		at += length
	}
}

// A renumbering keeps some words: order lists their old numbers, number maps
// old to new, -1 for those left out.
type renumbering struct{ order, number []int32 }

// chosen keeps the words seen at least min times, the most frequent if they
// are too many for the file, ordered by spelling.
func chosen(names []string, times []int, min int) renumbering {
	r := renumbering{number: make([]int32, len(names))}
	for i := range names {
		r.number[i] = -1
		if times[i] >= min {
			r.order = append(r.order, int32(i))
		}
	}
	if len(r.order) > maxRelated {
		slices.SortFunc(r.order, func(a, b int32) int {
			return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(names[a], names[b]))
		})
		r.order = r.order[:maxRelated]
	}
	slices.SortFunc(r.order, func(a, b int32) int { return cmp.Compare(names[a], names[b]) })
	for i, old := range r.order {
		r.number[old] = int32(i)
	}
	return r
}

// fill lists the words of each paragraph and the paragraphs of each word.
func (lib *library) fill(words, number []int32, paragraphs int) {
	p := &lib.paragraphs
	p.from = append(make([]int32, 0, paragraphs+1), 0)
	start := 0
	size := make([]int32, len(lib.names)+1)
	for _, w := range words {
		if w >= 0 {
			if i := number[w]; i >= 0 {
				p.items = append(p.items, i)
			}
			continue
		}
		own := p.items[start:]
		slices.Sort(own)
		own = slices.Compact(own)
		p.items = p.items[:start+len(own)]
		start = len(p.items)
		p.from = append(p.from, int32(start))
		for _, i := range own {
			size[i+1]++
		}
	}
	for i := range lib.names {
		size[i+1] += size[i]
	}
	lib.shelves = lists{from: slices.Clone(size), items: make([]int32, len(p.items))}
	for q := range int32(len(p.from) - 1) {
		for _, i := range p.at(q) {
			lib.shelves.items[size[i]] = q
			size[i]++
		}
	}
}

// information is the matrix of positive pointwise mutual information.
func (lib *library) information(ctx context.Context) (*symmetric, error) {
	n := len(lib.names)
	worth := make([]int64, len(lib.paragraphs.from)-1) // what a paragraph gives each pair
	sum, total := make([]float64, n), int64(0)
	for q := range worth {
		own := lib.paragraphs.at(int32(q))
		if len(own) < 2 {
			continue
		}
		worth[q] = paragraphUnit / int64(len(own))
		for _, i := range own {
			sum[i] += float64(worth[q] * int64(len(own)-1)) // whole numbers below 2^53: exact
		}
		total += worth[q] * int64(len(own)*(len(own)-1))
	}
	rows := make([][]entry, n)
	err := inParts(ctx, n, func(from, to int) {
		together := make([]int64, n)
		for i := from; i < to; i++ {
			rows[i] = lib.row(int32(i), worth, together, sum, float64(total))
		}
	})
	return &symmetric{rows: rows}, err
}

// row counts the company of word i; together is all zero before and after.
func (lib *library) row(i int32, worth, together []int64, sum []float64, total float64) []entry {
	for _, q := range lib.shelves.at(i) {
		for _, j := range lib.paragraphs.at(q) {
			together[j] += worth[q]
		}
	}
	var out []entry
	for j, t := range together {
		together[j] = 0
		if t == 0 || j == int(i) {
			continue
		}
		if ratio := float64(t) * total / (sum[i] * sum[j]); ratio > 1 {
			out = append(out, entry{int32(j), ln(ratio)})
		}
	}
	return slices.Clip(out)
}

// nearest links each word with the words of the largest cosine.
func nearest(ctx context.Context, vectors [][]float64, most int) ([]link, error) {
	n := len(vectors)
	chosen := make([][]link, n)
	err := inParts(ctx, n, func(from, to int) {
		for i := from; i < to; i++ {
			var near []link
			for j := range n {
				if cos := dot(vectors[i], vectors[j]); j != i && cos >= minCosine {
					a, b := min(i, j), max(i, j)
					near = append(near, link{uint16(a), uint16(b), uint8(math.Floor(float64(255*min(1, cos)) + 0.5))})
				}
			}
			slices.SortFunc(near, func(x, y link) int { return cmp.Or(cmp.Compare(y.like, x.like), x.order(y)) })
			chosen[i] = near[:min(most, len(near))]
		}
	})
	var links []link
	for _, near := range chosen {
		links = append(links, near...)
	}
	slices.SortFunc(links, link.order)
	return slices.Compact(links), err
}

func (l link) order(m link) int { return cmp.Or(cmp.Compare(l.a, m.a), cmp.Compare(l.b, m.b)) }
