package text

import (
	"cmp"
	"slices"
)

// related are the words used alike: which words stand in the same paragraphs
// of the corpus. Only words seen often enough are in it.
type related struct {
	terms []int32 // positions of the words, ascending
	from  []int32 // neighbours of word i: from[i] up to from[i+1]
	near  []uint16
	likes []uint8 // cosine of word and neighbour, 255 for 1
}

// A Neighbour is a term used like another.
type Neighbour struct {
	Term   string
	Cosine float64 // in [0,1]
}

func (r *related) find(position int32) (int, bool) {
	return slices.BinarySearch(r.terms, position)
}

func (s *Stats) relatedIndex(term string) (int, bool) {
	p, ok := s.position(term)
	if !ok {
		return 0, false
	}
	return s.related.find(p)
}

// Similarity tells how alike two terms are used: 1 for equal terms, the cosine
// of their vectors for neighbours, else 0. It is symmetric.
func (s *Stats) Similarity(a, b string) float64 {
	if a == b {
		return 1
	}
	i, ok := s.relatedIndex(a)
	if !ok {
		return 0
	}
	j, ok := s.relatedIndex(b)
	if !ok {
		return 0
	}
	r := &s.related
	near := r.near[r.from[i]:r.from[i+1]]
	if k, ok := slices.BinarySearch(near, uint16(j)); ok {
		return float64(r.likes[int(r.from[i])+k]) / 255
	}
	return 0
}

// Neighbours are the n terms used most like a term, nearest first; none for a
// term that the corpus has too seldom.
func (s *Stats) Neighbours(term string, n int) []Neighbour {
	i, ok := s.relatedIndex(term)
	if !ok {
		return nil
	}
	r := &s.related
	var out []Neighbour
	for k := r.from[i]; k < r.from[i+1]; k++ {
		out = append(out, Neighbour{s.name(r.terms[r.near[k]]), float64(r.likes[k]) / 255})
	}
	slices.SortStableFunc(out, func(a, b Neighbour) int { return cmp.Compare(b.Cosine, a.Cosine) })
	return out[:min(n, len(out))]
}

// A link says that two terms are neighbours; a < b.
type link struct {
	a, b uint16
	like uint8
}

// newRelated lists each link with both of its terms. The links are ascending,
// so the neighbours of every term come out ascending too.
func newRelated(terms []int32, links []link) related {
	r := related{terms: terms, from: make([]int32, len(terms)+1)}
	for _, l := range links {
		r.from[l.a+1]++
		r.from[l.b+1]++
	}
	for i := range terms {
		r.from[i+1] += r.from[i]
	}
	r.near, r.likes = make([]uint16, 2*len(links)), make([]uint8, 2*len(links))
	end := slices.Clone(r.from)
	put := func(a, b uint16, like uint8) {
		r.near[end[a]], r.likes[end[a]] = b, like
		end[a]++
	}
	for _, l := range links { // the neighbours before a term
		put(l.b, l.a, l.like)
	}
	for _, l := range links { // and after it
		put(l.a, l.b, l.like)
	}
	return r
}

// Use numbers a term among those whose use is known; see [Stats.UsedLike].
func (s *Stats) Use(term string) (use uint16, ok bool) {
	i, ok := s.relatedIndex(term)
	return uint16(i), ok
}

// UsedLike lists the terms used like a term, by number and ascending, with the
// cosine of each, 255 for 1. The slices belong to the statistics: do not write.
func (s *Stats) UsedLike(use uint16) (near []uint16, cosines []uint8) {
	r := &s.related
	from, to := r.from[use], r.from[use+1]
	return r.near[from:to], r.likes[from:to]
}
