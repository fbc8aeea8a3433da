package similarity

import (
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"trunglap/registry"
	"trunglap/text"
)

// The four fields of a record, in the order of registry.Comparisons, and the
// four texts made of them. The scope is shown, and counts in no text.
const (
	fieldName = iota
	fieldFunction
	fieldDomain
	fieldScope
	fields
	texts = 4
)

// inText says of which fields a text is made.
var inText = [texts][]int{{fieldName}, {fieldName, fieldFunction}, {fieldName, fieldDomain}, {fieldName, fieldFunction, fieldDomain}}

// The views of a text for linking: whole words, and groups of letters within
// words. The groups find misspelt, inflected and composed words, and model
// numbers written with and without hyphens.
const (
	viewToken byte = 't'
	viewGram  byte = 'g'

	shortestGram, longestGram = 3, 5
)

// one is the whole number that stands for a weight of 1. A vector of length 1
// is kept in whole numbers, so that no order of summation matters.
const one = 65535

// A gram is a feature of a record: how often each field says it, and later
// what it weighs in each text.
type gram struct {
	f int32
	w [4]uint16
}

// A linkPosting is a record of the second list that has a feature.
type linkPosting struct {
	doc int32
	w   [texts]uint16
}

// linkTexts are two lists as vectors.
type linkTexts struct {
	sides linkSides
	a     [][]gram      // the smaller list, by feature
	posts []linkPosting // the other list turned round: records by feature
	start []int         // of a feature's postings

	dict map[Feature]int32
	word []bool               // the feature is a word
	df   [texts][]int32       // records whose text has the feature
	own  [fields][]int32      // records whose field has it
	n    int                  // records
	memo [2]map[int]linkParts // fields of records that were shown
}

// The most features and pairs that are taken on: some 2 GB of memory, and some
// minutes on one processor.
const (
	maxLinkGrams = 40_000_000
	maxLinkPairs = 2_000_000_000
)

func tooLarge() error {
	return registry.Invalid(registry.T(
		"hai danh mục quá lớn để so mọi cặp trong một lần: hãy chia nhỏ danh mục, hoặc rút ngắn phần mô tả",
		"the two lists are too large for comparing every pair at once: divide a list, or shorten its texts"))
}

func newLinkTexts(ctx context.Context, in linkSides, workers int) (*linkTexts, error) {
	if len(in.a)*len(in.b) > maxLinkPairs {
		return nil, tooLarge()
	}
	t := &linkTexts{sides: in, dict: map[Feature]int32{}, n: len(in.a) + len(in.b), memo: [2]map[int]linkParts{{}, {}}}
	var b [][]gram
	var err error
	if t.a, err = t.count(ctx, in.a, workers); err != nil {
		return nil, err
	}
	if b, err = t.count(ctx, in.b, workers); err != nil {
		return nil, err
	}
	for k := range texts {
		rarities(t.df[k], t.n)
		rarities(t.own[k], t.n)
	}
	t.weigh(t.a)
	t.weigh(b)
	t.turn(b)
	return t, nil
}

// count reads the records of one list into features.
func (t *linkTexts) count(ctx context.Context, ps []*registry.Platform, workers int) ([][]gram, error) {
	docs := make([][]gram, len(ps))
	total := 0
	err := inOrder(ctx, len(ps), workers, func(i int) []said { return saidIn(ps[i]) }, func(i int, r []said) error {
		doc := make([]gram, len(r))
		for k, s := range r {
			doc[k] = gram{t.id(s.f, s.word), s.n}
			t.countDF(doc[k])
		}
		docs[i] = doc
		if total += len(doc); total > maxLinkGrams {
			return tooLarge()
		}
		return nil
	})
	return docs, err
}

func (t *linkTexts) id(f Feature, word bool) int32 {
	if id, ok := t.dict[f]; ok {
		return id
	}
	id := int32(len(t.dict))
	t.dict[f] = id
	t.word = append(t.word, word)
	for k := range t.df {
		t.df[k] = append(t.df[k], 0)
		t.own[k] = append(t.own[k], 0)
	}
	return id
}

func (t *linkTexts) countDF(g gram) {
	for k, of := range inText {
		if times(g.w, of) > 0 {
			t.df[k][g.f]++
		}
	}
	for k, n := range g.w {
		if n > 0 {
			t.own[k][g.f]++
		}
	}
}

// times is how often a text made of some fields says a feature.
func times(n [fields]uint16, of []int) int {
	sum := 0
	for _, field := range of {
		sum += int(n[field])
	}
	return sum
}

// said is a feature with how often each field of a record says it.
type said struct {
	f    Feature
	word bool
	n    [fields]uint16
}

// saidIn lists what a record says, each feature once, by feature.
func saidIn(p *registry.Platform) []said {
	var all []said
	for field := range fields {
		eachFeature(fieldText(p, field), func(f Feature, word bool) {
			s := said{f: f, word: word}
			s.n[field] = 1
			all = append(all, s)
		})
	}
	slices.SortFunc(all, func(x, y said) int {
		switch {
		case x.f < y.f:
			return -1
		case x.f > y.f:
			return 1
		}
		return 0
	})
	out := all[:0]
	for _, s := range all {
		if k := len(out) - 1; k >= 0 && out[k].f == s.f {
			for field := range fields {
				out[k].n[field] = min(out[k].n[field], math.MaxUint16-s.n[field]) + s.n[field]
			}
			continue
		}
		out = append(out, s)
	}
	return slices.Clip(out)
}

// fieldText is what a record says in a field, in all its languages.
func fieldText(p *registry.Platform, field int) string {
	switch field {
	case fieldName:
		return p.NameVI + "\n" + p.NameEN
	case fieldFunction:
		return p.FunctionVI + "\n" + p.FunctionEN
	case fieldDomain:
		return strings.Join(p.Domains, "\n")
	}
	return strings.Join(p.Users, "\n") + "\n" + p.Scope
}

// eachFeature yields the words of a text and the groups of letters in each
// word, with the ends of the word counted as letters.
func eachFeature(s string, yield func(f Feature, word bool)) {
	for _, tok := range text.Tokenize(s) {
		yield(feature(viewToken, tok.Folded), true)
		padded := " " + tok.Folded + " "
		letters := utf8.RuneCountInString(padded)
		for size := shortestGram; size <= longestGram; size++ {
			eachGroup(padded, size, func(g string) { yield(feature(viewGram, g), false) })
			if letters <= size {
				break // the whole word, once
			}
		}
	}
}

// eachGroup yields every group of size letters, or all of a shorter string.
func eachGroup(s string, size int, yield func(string)) {
	var starts [longestGram]int // of the last letters, as a ring
	n := 0
	for at := range s {
		if n >= size {
			yield(s[starts[n%size]:at])
		}
		starts[n%size] = at
		n++
	}
	if n >= size {
		yield(s[starts[n%size]:])
	} else {
		yield(s)
	}
}

// rarities turns the number of records, of n, that have a feature into its
// inverse document frequency, in whole numbers.
func rarities(df []int32, n int) {
	for f, have := range df {
		df[f] = int32(math.Floor(4096*(math.Log(float64(1+n)/float64(1+have))+1) + 0.5))
	}
}

// repeated is what saying something n times weighs against saying it once.
func repeated(n int) int64 {
	if n == 1 {
		return 4096
	}
	return int64(math.Floor(4096*(1+math.Log(float64(n))) + 0.5))
}

// weigh turns counts into the weights of vectors of length one, for each text
// the words and the groups of letters apart.
func (t *linkTexts) weigh(docs [][]gram) {
	for _, doc := range docs {
		var raw [texts]int64
		var sum [texts][2]float64
		each := func(g gram, yield func(text int, w int64)) {
			for k, of := range inText {
				if n := times(g.w, of); n > 0 {
					yield(k, repeated(n)*int64(t.df[k][g.f])>>12)
				}
			}
		}
		for _, g := range doc {
			each(g, func(k int, w int64) { sum[k][linkView(t.word[g.f])] += float64(w * w) })
		}
		for i, g := range doc {
			raw = [texts]int64{}
			each(g, func(k int, w int64) { raw[k] = w })
			for k, w := range raw {
				doc[i].w[k] = unitWeight(w, sum[k][linkView(t.word[g.f])])
			}
		}
	}
}

func linkView(word bool) int {
	if word {
		return 0
	}
	return 1
}

// unitWeight is a weight over the length of its vector. Sums of squares stay
// below 2^53 and are exact in whatever order they were added.
func unitWeight(w int64, squares float64) uint16 {
	if w == 0 {
		return 0
	}
	return uint16(math.Floor(one*float64(w)/math.Sqrt(squares) + 0.5))
}

// turn lists the records of a list by feature.
func (t *linkTexts) turn(docs [][]gram) {
	t.start = make([]int, len(t.dict)+1)
	for _, doc := range docs {
		for _, g := range doc {
			t.start[g.f+1]++
		}
	}
	for f := range len(t.dict) {
		t.start[f+1] += t.start[f]
	}
	t.posts = make([]linkPosting, t.start[len(t.dict)])
	next := slices.Clone(t.start)
	for j, doc := range docs {
		for _, g := range doc {
			t.posts[next[g.f]] = linkPosting{int32(j), g.w}
			next[g.f]++
		}
	}
}

// million is the likeness of a pair that is alike in everything.
const million = 1_000_000

// likenesses compares a record of the smaller list with the whole other list.
func (t *linkTexts) likenesses(i int) []uint32 {
	sum := make([]uint64, len(t.sides.b))
	for _, g := range t.a[i] {
		w0, w1, w2, w3 := uint64(g.w[0]), uint64(g.w[1]), uint64(g.w[2]), uint64(g.w[3])
		for _, p := range t.posts[t.start[g.f]:t.start[g.f+1]] {
			sum[p.doc] += w0*uint64(p.w[0]) + w1*uint64(p.w[1]) + w2*uint64(p.w[2]) + w3*uint64(p.w[3])
		}
	}
	likes := make([]uint32, len(sum))
	for j, s := range sum {
		likes[j] = linkLikeness(s)
	}
	return likes
}

// linkLikeness is the mean of the cosines whose sum is given, in millionths.
func linkLikeness(sum uint64) uint32 {
	const whole = 2 * texts * one * one
	return uint32(min(million, (sum*million+whole/2)/whole))
}

// sweep compares every record of the smaller list with every other, in order.
func (t *linkTexts) sweep(ctx context.Context, workers int, take func(i int, likes []uint32) error) error {
	return inOrder(ctx, len(t.a), workers, t.likenesses, take)
}
