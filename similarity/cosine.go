package similarity

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode"
)

// A CosinePair is two texts, by their places, and the cosine of their vectors.
type CosinePair struct {
	A, B   int
	Cosine float64
}

// Cosines finds every pair of texts, A before B, whose TF-IDF vectors have a
// cosine of at least a threshold in (0,1], and emits them by A and B. It is the
// textbook measure by itself, for comparison with other programs; the score
// uses bags and ochiai instead.
//
// A text's words are its maximal runs of letters, digits and underscores in
// lower case; a word counts as often as it stands, times 1 + ln((1+N)/(1+df));
// vectors have length 1; a text without words has no pairs.
//
// # How
//
// The simple idea, an inverted index that adds up all products of shared
// words, spends its time on frequent words, which hardly decide anything: a
// hundred thousand texts of 25 words share 9 thousand million of them. Here, as
// in L2AP (Anastasiu and Karypis, 2014), the words of each vector stand from
// the most frequent to the rarest. What the first words of two vectors can
// have in common is at most the product of the lengths of these parts (Cauchy and
// Schwarz). So:
//
//   - only the end of each vector is indexed, from the first word at which the
//     part up to and with it reaches the threshold: two vectors that share
//     nothing in their ends cannot reach it;
//   - a vector looks up the words of its own end only, rarest first, and each
//     hit is dropped as soon as the products so far and the bound on all words
//     before do not reach the threshold. A pair once dropped is dropped again
//     at every later hit, since what is added there is part of what was bounded
//     here; so nothing has to be remembered about it;
//   - after all hits the same bound is taken once more at the first word that
//     is in the ends of both, before which nothing was looked up; the pairs
//     left are multiplied in full.
//
// Sums in the index have 24 bits; slack makes up for what that can lose, and the
// full product has 53.
func Cosines(ctx context.Context, texts []string, threshold float64, workers int, emit func(CosinePair) error) error {
	x := newCosineIndex(texts, threshold)
	const rows = 256
	spare := make(chan *cosineRow, 64)
	return inOrder(ctx, (len(texts)+rows-1)/rows, workers, func(n int) []CosinePair {
		var r *cosineRow
		select {
		case r = <-spare:
		default:
			r = &cosineRow{x: x, sums: make([]float32, len(texts))}
		}
		var out []CosinePair
		for i := n * rows; i < min(len(texts), (n+1)*rows); i++ {
			out = r.pairs(i, out)
		}
		spare <- r
		return out
	}, func(_ int, found []CosinePair) error {
		for _, p := range found {
			if err := emit(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// cosineMargin is how far below the threshold a pair still counts, for sums
// that are added in another order.
const cosineMargin = 1e-12

// A cosineTerm is a word of a vector, by its rank from frequent to rare.
type cosineTerm struct {
	word  int32
	value float64
}

// A cosineShort is a word of a vector and the length of the part before it.
type cosineShort struct {
	word   int32
	before float32
}

// A cosineHit is a vector that has a word in its end: the value there, and the
// length of the part before.
type cosineHit struct {
	doc           int32
	value, before float32
}

type cosineIndex struct {
	words     int
	threshold float64
	slack     float32
	vectors   [][]cosineTerm // from frequent to rare
	ends      []int32        // where the indexed end of each begins
	marks     []cosineShort  // the first word of each end
	from      []int32        // where each begins in short
	short     []cosineShort  // the words of all vectors, one after the other
	lists     [][]cosineHit  // by word, by doc
}

func newCosineIndex(texts []string, threshold float64) *cosineIndex {
	x := &cosineIndex{threshold: threshold - cosineMargin}
	x.vectors, x.words = cosineVectors(texts)
	x.ends = make([]int32, len(texts))
	sizes := make([]int32, x.words)
	longest, hits := 0, 0
	for i, v := range x.vectors {
		longest = max(longest, len(v))
		length := 0.0
		end := 0
		for ; end < len(v); end++ {
			length += v[end].value * v[end].value
			if math.Sqrt(length) >= threshold-1e-9 {
				break
			}
		}
		x.ends[i] = int32(end)
		for _, t := range v[end:] {
			sizes[t.word]++
			hits++
		}
	}
	for _, v := range x.vectors {
		x.from = append(x.from, int32(len(x.short)))
		length := 0.0
		for _, t := range v {
			x.short = append(x.short, cosineShort{t.word, float32(math.Sqrt(length))})
			length += t.value * t.value
		}
	}
	x.from = append(x.from, int32(len(x.short)))
	for i := range x.vectors {
		var mark cosineShort
		if at := x.from[i] + x.ends[i]; at < x.from[i+1] {
			mark = x.short[at]
		}
		x.marks = append(x.marks, mark)
	}
	x.slack = float32(threshold) - float32(longest+16)*(1.0/(1<<22))
	x.lists = make([][]cosineHit, x.words)
	all := make([]cosineHit, hits)
	for w, n := range sizes {
		x.lists[w], all = all[:0:n], all[n:]
	}
	for i, v := range x.vectors {
		length := 0.0
		for k, t := range v {
			if k >= int(x.ends[i]) {
				x.lists[t.word] = append(x.lists[t.word], cosineHit{int32(i), float32(t.value), float32(math.Sqrt(length))})
			}
			length += t.value * t.value
		}
	}
	return x
}

// cosineVectors are the unit vectors of texts, and the number of words.
func cosineVectors(texts []string) ([][]cosineTerm, int) {
	number := map[string]int32{}
	var df []int32
	vectors := make([][]cosineTerm, len(texts))
	var said []int32
	for i, s := range texts {
		said = said[:0]
		for word := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_' }) {
			n, ok := number[word]
			if !ok {
				n = int32(len(df))
				number[strings.Clone(word)] = n
				df = append(df, 0)
			}
			said = append(said, n)
		}
		slices.Sort(said)
		v := make([]cosineTerm, 0, len(said))
		for _, n := range said {
			if k := len(v); k > 0 && v[k-1].word == n {
				v[k-1].value++
				continue
			}
			v = append(v, cosineTerm{n, 1})
			df[n]++
		}
		vectors[i] = v
	}
	rank := frequentFirst(df)
	weights := make([]float64, len(df))
	for n, d := range df {
		weights[n] = math.Log(float64(1+len(texts))/float64(1+d)) + 1
	}
	for _, v := range vectors {
		length := 0.0
		for k := range v {
			v[k].value *= weights[v[k].word]
			length += v[k].value * v[k].value
		}
		length = math.Sqrt(length)
		for k := range v {
			v[k].value /= length
			v[k].word = rank[v[k].word]
		}
		slices.SortFunc(v, func(a, b cosineTerm) int { return cmp.Compare(a.word, b.word) })
	}
	return vectors, len(df)
}

// frequentFirst ranks words by how many texts have them.
func frequentFirst(df []int32) []int32 {
	order := make([]int32, len(df))
	for n := range order {
		order[n] = int32(n)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(df[b], df[a]), cmp.Compare(a, b)) })
	rank := make([]int32, len(df))
	for r, n := range order {
		rank[n] = int32(r)
	}
	return rank
}

// A cosineRow is one vector on its way through the index.
type cosineRow struct {
	x    *cosineIndex
	sums []float32 // by doc
	hits []int32
}

// pairs adds the pairs of text i with later ones to out.
func (r *cosineRow) pairs(i int, out []CosinePair) []CosinePair {
	x, v := r.x, r.x.vectors[i]
	before := 0.0
	for _, t := range v {
		before += t.value * t.value
	}
	r.hits = r.hits[:0]
	for k := len(v) - 1; k >= int(x.ends[i]); k-- {
		before = max(0, before-v[k].value*v[k].value)
		r.look(int32(i), x.lists[v[k].word], float32(v[k].value), float32(math.Sqrt(before)))
	}
	if len(r.hits) == 0 {
		return out
	}
	found, mine := len(out), x.marks[i]
	for _, other := range r.hits {
		sum := r.sums[other]
		if sum == 0 {
			continue
		}
		r.sums[other] = 0
		most := mine.before
		if theirs := x.marks[other]; theirs.word >= mine.word {
			most = theirs.before * x.before(int32(i), theirs.word)
		} else if sum+most >= x.slack {
			most *= x.before(other, mine.word)
		}
		if sum+most < x.slack {
			continue
		}
		if dot := multiplied(v, x.vectors[other]); dot >= x.threshold {
			out = append(out, CosinePair{i, int(other), min(1, dot)})
		}
	}
	slices.SortFunc(out[found:], func(a, b CosinePair) int { return cmp.Compare(a.B, b.B) })
	return out
}

// before is the length of the part of a vector before a word, or all of it.
func (x *cosineIndex) before(i, word int32) float32 {
	low, high := x.from[i], x.from[i+1]
	end := high
	for low < high {
		if mid := (low + high) / 2; x.short[mid].word < word {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == end {
		return 1
	}
	return x.short[low].before
}

// multiplied is the product of two vectors.
func multiplied(a, b []cosineTerm) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].word < b[j].word:
			i++
		case a[i].word > b[j].word:
			j++
		default:
			sum += a[i].value * b[j].value
			i++
			j++
		}
	}
	return sum
}

// look adds the products at one word to the sums of later vectors.
func (r *cosineRow) look(i int32, list []cosineHit, value, before float32) {
	from, _ := slices.BinarySearchFunc(list, i, func(h cosineHit, i int32) int { return cmp.Compare(h.doc, i+1) })
	least := r.x.slack
	for _, h := range list[from:] {
		was := r.sums[h.doc]
		sum := was + value*h.value
		switch {
		case sum+before*h.before >= least:
			if was == 0 {
				r.hits = append(r.hits, h.doc)
			}
			r.sums[h.doc] = sum
		case was != 0:
			r.sums[h.doc] = 0
		}
	}
}
