package similarity

import (
	"math"
	"slices"

	"trunglap/registry"
)

// absent: a comparison for which no bag is compared, since a side is missing.
const absent = -1

// bags says for each comparison in which bag a platform takes part.
type bags [3]int

// masks are the fields of a packed word that each bag kind contributes.
func (b bags) masks() [3]uint64 {
	var m [3]uint64
	for k, kind := range b {
		if kind != absent {
			m[kind] |= slotMask[k]
		}
	}
	return m
}

// native are the bags in which most others will meet a platform.
func native(s signature) bags {
	var b bags
	for k := range b {
		switch st := s.state(k); {
		case st&hasVI != 0:
			b[k] = bagVI
		case st&hasEN != 0:
			b[k] = bagEN
		default:
			b[k] = absent
		}
	}
	return b
}

// A group is the records of one role, in blocks; the records of a block stand
// by cells.
type group struct {
	role
	plain  bool    // all of them are
	docs   []int32 // record by place
	cell   []int32 // cell by place
	cells  int
	blocks []stretch
	views  map[bags]*view
}

// A stretch is the places [from,to) of a block, whose records are first to last.
type stretch struct {
	from, to    int
	first, last int32
	segments    []segmentOf
}

// A segmentOf is the places [from,to) of a block that belong to one cell.
type segmentOf struct{ cell, from, to int }

func newGroup(j *joiner, r role, docs []int32) *group {
	g := &group{role: r, plain: true, views: map[bags]*view{}}
	for _, i := range docs {
		g.plain = g.plain && j.compact[i].plain
	}
	cells := j.cells(r.sig, docs)
	g.docs, g.cell = docs, make([]int32, len(docs))
	for from := 0; from < len(docs); from += j.tuning.block {
		to := min(len(docs), from+j.tuning.block)
		b := stretch{from: from, to: to, first: docs[from], last: docs[to-1]}
		part := docs[from:to]
		slices.SortFunc(part, func(x, y int32) int {
			if d := cells.of[x] - cells.of[y]; d != 0 {
				return int(d)
			}
			return int(x - y)
		})
		for at, i := range part {
			c := int(cells.of[i])
			g.cell[from+at] = int32(c)
			if n := len(b.segments); n == 0 || b.segments[n-1].cell != c {
				b.segments = append(b.segments, segmentOf{cell: c, from: from + at})
			}
			b.segments[len(b.segments)-1].to = from + at + 1
		}
		g.blocks = append(g.blocks, b)
	}
	g.cells = cells.n
	return g
}

// A view is a group seen in certain bags.
type view struct {
	g     *group
	bags  bags
	docs  []doc
	words int      // of one bit set
	tail  []uint64 // bit sets, words for each place
	boxes []box
	index []*block // of each block of the group; nil unless columns
}

// A doc is what the bound asks of one platform.
type doc struct {
	inverse [3]float64 // 1/sqrt of the sum of weights; 0 if absent
	tail    [3]uint32  // weight of the common features
	record  int32
	users   uint32
	body    uint32
}

// A box bounds the platforms of a cell.
type box struct {
	sum   [3]int64 // least sum of weights
	tail  [3]int64 // most weight of common features
	head  [3]int64 // most weight of listed features
	users uint32   // the one user group, or none
	empty bool
}

// see makes a view, or finds it.
func (j *joiner) see(g *group, b bags) *view {
	if v, ok := g.views[b]; ok {
		return v
	}
	v := &view{g: g, bags: b, docs: make([]doc, len(g.docs)), words: (len(j.terms.bits) + 63) / 64, boxes: make([]box, g.cells)}
	v.tail = make([]uint64, v.words*len(g.docs))
	for c := range v.boxes {
		v.boxes[c] = box{empty: true}
	}
	for at, i := range g.docs {
		s := j.summary(i, b, v.tail[at*v.words:(at+1)*v.words])
		d := doc{record: i, users: j.compact[i].users, body: j.compact[i].body}
		for k := range 3 {
			d.tail[k] = uint32(s.tail[k])
			if s.sum[k] > 0 {
				d.inverse[k] = 1 / math.Sqrt(float64(s.sum[k]))
			}
		}
		v.docs[at] = d
		v.boxes[g.cell[at]].take(&s, &d)
	}
	g.views[b] = v
	return v
}

func (b *box) take(s *summary, d *doc) {
	if b.empty {
		*b = box{sum: s.sum, tail: s.tail, head: s.head, users: d.users}
		return
	}
	for k := range 3 {
		b.sum[k] = min(b.sum[k], s.sum[k])
		b.tail[k] = max(b.tail[k], s.tail[k])
		b.head[k] = max(b.head[k], s.head[k])
	}
	if b.users != d.users {
		b.users = none
	}
}

// A summary is how much a record says in each comparison, all together, of
// common and of listed features.
type summary struct{ sum, tail, head [3]int64 }

// summary sums up a record in some bags and sets the bits of its tail.
func (j *joiner) summary(i int32, b bags, set []uint64) summary {
	var s summary
	c := &j.compact[i]
	for k, kind := range b {
		if kind != absent {
			s.sum[k] = int64(c.sums[kind][k])
		}
	}
	t := j.terms
	var tail, head uint64
	for kind, mask := range b.masks() {
		if mask == 0 {
			continue
		}
		for _, x := range c.terms[kind] {
			w := t.classes[x.class()] & mask
			if t.listed[x.feature()] != none {
				head += w
			} else if bits, common := t.tail[x.feature()]; common {
				tail += w
				for _, l := range bits {
					if unpack(w, l.comparison) >= l.least {
						set[l.bit/64] |= 1 << (l.bit % 64)
					}
				}
			}
		}
	}
	for k := range 3 {
		s.tail[k], s.head[k] = unpack(tail, k), unpack(head, k)
	}
	return s
}

// A block is the inverted index of the places of one block: for each listed
// feature the runs of platforms in which it has one class, and for words of
// names that are near others the platforms that hold them.
type block struct {
	first []uint32 // run of each listed feature, and the end
	class []uint64 // packed word of each run
	start []uint32 // first place of each run, and the end
	docs  []uint16 // places within the block
	near  map[uint32][]uint16
	mates map[uint32][]uint16 // places by the body they are confined to
}

// posting is one entry of a list before it is laid out.
type posting struct {
	list, class uint32
	w           uint64
	doc         uint16
}

// indexBlock lays out the lists of one block.
func (j *joiner) indexBlock(v *view, b *stretch) *block {
	ps := j.postings(v, b)
	out := &block{first: make([]uint32, j.terms.lists+1), docs: make([]uint16, len(ps)), near: map[uint32][]uint16{}, mates: map[uint32][]uint16{}}
	list := uint32(0)
	for at, p := range ps {
		if at == 0 || ps[at-1].list != p.list || ps[at-1].w != p.w {
			for ; list <= p.list; list++ {
				out.first[list] = uint32(len(out.class))
			}
			out.class = append(out.class, p.w)
			out.start = append(out.start, uint32(at))
		}
		out.docs[at] = p.doc
	}
	for ; int(list) <= j.terms.lists; list++ {
		out.first[list] = uint32(len(out.class))
	}
	out.start = append(out.start, uint32(len(ps)))
	out.class, out.start = slices.Clip(out.class), slices.Clip(out.start)
	if v.g.confined {
		for at := b.from; at < b.to; at++ {
			body := v.docs[at].body
			out.mates[body] = append(out.mates[body], uint16(at-b.from))
		}
	}
	if v.bags[byName] != absent {
		for at := b.from; at < b.to; at++ {
			for _, w := range j.compact[v.g.docs[at]].words {
				if j.near.has(w) {
					out.near[w] = append(out.near[w], uint16(at-b.from))
				}
			}
		}
	}
	return out
}

// postings are those of one block by list, class and place.
func (j *joiner) postings(v *view, b *stretch) []posting {
	var ps []posting
	masks := v.bags.masks()
	for at := b.from; at < b.to; at++ {
		c := &j.compact[v.g.docs[at]]
		for kind, mask := range masks {
			if mask == 0 {
				continue
			}
			for _, x := range c.terms[kind] {
				list := j.terms.listed[x.feature()]
				if w := j.terms.classes[x.class()] & mask; list != none && w != 0 {
					ps = append(ps, posting{list, x.class(), w, uint16(at - b.from)})
				}
			}
		}
	}
	// Sorted by place already; first by class, then by list, in the order so far.
	ps = bucketed(ps, len(j.terms.classes), func(p *posting) uint32 { return p.class })
	return bucketed(ps, j.terms.lists, func(p *posting) uint32 { return p.list })
}

// bucketed sorts postings by a small number and keeps their order otherwise.
func bucketed(ps []posting, n int, number func(*posting) uint32) []posting {
	start := make([]uint32, n+1)
	for i := range ps {
		start[number(&ps[i])+1]++
	}
	for i := range n {
		start[i+1] += start[i]
	}
	out := make([]posting, len(ps))
	for i := range ps {
		at := &start[number(&ps[i])]
		out[*at] = ps[i]
		*at++
	}
	return out
}

// A scopeTable weighs user groups against each other.
type scopeTable struct {
	e       *Engine
	groups  []scope
	known   []Measure // by two groups, if they are few
	foreign Measure   // two platforms that serve two bodies only
	highest registry.Millibits
}

// fewGroups is how many user groups are weighed beforehand.
const fewGroups = 512

func newScopeTable(b *builder) *scopeTable {
	t := &scopeTable{e: b.e, groups: b.groups}
	c := &b.e.settings.Curves[3]
	t.foreign = Measure{Presence: registry.BothPresent, Weight: weight(c, 0)}
	t.highest = max(c.Knots[len(c.Knots)-1].Weight, c.OneMissing, c.BothMissing)
	if n := len(t.groups); n <= fewGroups {
		t.known = make([]Measure, 0, n*n)
		for x := range n {
			for y := range n {
				t.known = append(t.known, t.measure(uint32(x), uint32(y)))
			}
		}
	}
	return t
}

func (t *scopeTable) measure(x, y uint32) Measure {
	a, b := &t.groups[x], &t.groups[y]
	return t.e.one(3, scopePresence(a, b), func() (int, bool) { return scopeSimilarity(a, b), false })
}

// of compares the scopes of two platforms by users and body.
func (t *scopeTable) of(users, body, users2, body2 uint32) *Measure {
	switch {
	case body != body2 && body != 0 && body2 != 0:
		return &t.foreign
	case t.known != nil:
		return &t.known[int(users)*len(t.groups)+int(users2)]
	}
	m := t.measure(users, users2)
	return &m
}

// most is the most that scopes of two cells can weigh whose platforms do not
// serve different bodies only.
func (t *scopeTable) most(a, b *box) registry.Millibits {
	if a.users == none || b.users == none {
		return t.highest
	}
	return t.of(a.users, 0, b.users, 0).Weight
}
