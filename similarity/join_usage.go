package similarity

import "math"

// A usageRow is the words of one platform's function laid out so that those of
// many others can be held against them: for each word whose use is known, the
// row's words that are used like it. usageSimilarity with it takes a look per
// word of the other platform instead of a search.
type usageRow struct {
	e     *Engine
	words []usage
	all   int64
	epoch uint32
	stamp []uint32 // by use: the epoch in which head is of this row
	head  []int32  // by use: first link, counted from 1
	links []usageLink
	best  []int64 // by word of the row: how well the other platform covers it
}

// A usageLink says how alike a use is to that of the row's word.
type usageLink struct {
	word, next int32
	alike      int64
}

// lay lays out a row.
func (r *usageRow) lay(e *Engine, words []usage) {
	r.e, r.words, r.links, r.all = e, words, r.links[:0], 0
	r.epoch++
	r.best = append(r.best[:0], make([]int64, len(words))...)
	for k, u := range words {
		r.all += int64(u.w) * 1000
		r.link(u.use, k, 1000)
		near, cosines := e.stats.UsedLike(u.use)
		for n, use := range near {
			if a := usageLikeness(int(cosines[n])); a > 0 {
				r.link(use, k, a)
			}
		}
	}
}

func (r *usageRow) link(use uint16, word int, alike int64) {
	for int(use) >= len(r.stamp) {
		r.stamp, r.head = append(r.stamp, make([]uint32, 1024)...), append(r.head, make([]int32, 1024)...)
	}
	if r.stamp[use] != r.epoch {
		r.stamp[use], r.head[use] = r.epoch, 0
	}
	r.links = append(r.links, usageLink{int32(word), r.head[use], alike})
	r.head[use] = int32(len(r.links))
}

// similarity is usageSimilarity of the row and another's words. That relies on
// UsedLike being symmetric.
func (r *usageRow) similarity(other []usage) int {
	clear(r.best)
	var f, all int64
	for _, u := range other {
		all += int64(u.w) * 1000
		if int(u.use) >= len(r.stamp) || r.stamp[u.use] != r.epoch {
			continue
		}
		most := int64(0)
		for l := r.head[u.use]; l > 0; {
			x := &r.links[l-1]
			most = max(most, x.alike)
			r.best[x.word] = max(r.best[x.word], x.alike)
			l = x.next
		}
		f += int64(u.w) * most
	}
	var g int64
	for k := range r.words {
		g += int64(r.words[k].w) * r.best[k]
	}
	return geometric(f, all, g, r.all)
}

// geometric is the geometric mean of two shares, in thousandths.
func geometric(f, all, g, other int64) int {
	if f == 0 || g == 0 {
		return 0
	}
	return int(math.Floor(1000*math.Sqrt(float64(f)/float64(all)*(float64(g)/float64(other))) + 0.5))
}

// usageLikeness stretches a cosine of 255 to thousandths; see usageFloor.
func usageLikeness(cosine int) int64 {
	return int64(max(0, cosine-usageFloor)) * 1000 / (255 - usageFloor)
}

// addUsage is the similarity of functions that say so much alike in words and
// are used so much alike.
func (v *Views) addUsage(said, used int) int {
	return min(1000, max(said, min(used*v.Vector/100, said+v.VectorMost)))
}
