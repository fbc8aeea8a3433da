package similarity

import (
	"cmp"
	"context"
	"maps"
	"math/bits"
	"slices"
)

// Most platforms of a large registry are those of provinces and communes, each
// of which serves only its own body. Two of different bodies are used by
// different people: their scope speaks against a finding with so much weight
// (scope.go) that they must have nearly half of what they say in common. Such
// pairs are nearly all pairs, and with so high a bar a prefix filter pays (as
// in AllPairs: Bayardo, Ma and Srikant, 2007): a row leaves the longest of its
// lists unread, as long as what they weigh stays below a share of the bar. What
// a column shares of the lists that were read must reach the rest of the bar;
// then what it shares of all is added up from its own terms.
//
// The columns of the row's own body (its mates) are joined without that: where
// they are many, by lists of their own (homes), else one by one.

// spared is the share of a block's columns, one in so many, whose bars may lie
// below the block's floor: they are looked at one by one instead.
const spared = 32

// floorsOf are for each block a weight that the bars of nearly all of its
// columns reach.
func (m *meeting) floorsOf(bars []bar) []uint64 {
	type step struct {
		least uint64
		size  int
	}
	floors := make([]uint64, len(m.column.g.blocks))
	for n := range floors {
		b := &m.column.g.blocks[n]
		var steps []step
		for _, seg := range b.segments {
			steps = append(steps, step{bars[seg.cell][sharingBoth], seg.to - seg.from})
		}
		slices.SortFunc(steps, func(x, y step) int { return cmp.Compare(x.least, y.least) })
		below := 0
		for _, s := range steps {
			if below += s.size; below*spared > b.to-b.from {
				floors[n] = s.least
				break
			}
		}
	}
	return floors
}

// meetForeign joins the row with columns that serve only their own body, as the
// row does: with those of other bodies, and if asked to, its mates.
func (r *rowJoin) meetForeign(m *meeting, place int, sc *scratch, mates bool) {
	r.begin(m, place, sc)
	cell := int(m.row.g.cell[place])
	bars := m.barsFor(r.j, cell)
	sc.said.lay(r.j, r.i, m.row.bags)
	sc.terms, sc.spare = r.j.longestFirst(sc.terms, sc.spare)
	for n := range m.column.g.blocks {
		b := &m.column.g.blocks[n]
		if r.s.after && int(b.last) <= r.i {
			continue
		}
		index := m.column.index[n]
		read, unread := r.j.readable(sc.terms, m.floors[cell][n])
		sums := sc.sumsOf(b)
		index.addMost(sc.sums, read)
		near := m.near && r.markNear(sums, index)
		if mates {
			r.mates(sums, b, index, &sc.said)
		}
		for _, seg := range b.segments {
			if least := bars[seg.cell][sharingBoth]; least != never || near {
				r.foreign(sums[seg.from-b.from:seg.to-b.from], &bars[seg.cell], least-min(least, unread), seg.from, &sc.said)
			}
		}
		clear(sums)
	}
	sc.said.clear()
}

// mates looks at the columns of the row's own body, one by one.
func (r *rowJoin) mates(sums []uint64, b *stretch, index *block, said *saidBy) {
	for _, d := range index.mates[r.doc.body] {
		if at := b.from + int(d); r.wanted(int(r.m.column.docs[at].record)) {
			r.candidate(r.shared(said, at)|sums[d]&mayBeNear, at)
		}
	}
}

// addMost adds to each column's sums the most that it can share with the row of
// some lists: all that the row says there.
func (b *block) addMost(sums *[1 << 16]uint64, row []listedTerm) {
	for _, t := range row {
		for _, d := range b.docs[b.start[b.first[t.list]]:b.start[b.first[t.list+1]]] {
			sums[d] += t.w
		}
	}
}

// longestFirst orders terms by the magnitude of how long their lists are; the
// old slice comes back to be used again.
func (j *joiner) longestFirst(terms, into []listedTerm) (ordered, spare []listedTerm) {
	var start [34]int // by magnitude, from above
	magnitude := func(t *listedTerm) int { return 32 - bits.Len32(j.terms.length[t.list]) }
	for n := range terms {
		start[magnitude(&terms[n])+1]++
	}
	for m := range len(start) - 1 {
		start[m+1] += start[m]
	}
	into = append(into[:0], terms...)
	for n := range terms {
		m := magnitude(&terms[n])
		into[start[m]] = terms[n]
		start[m]++
	}
	return into, terms
}

// readable splits the row's terms, longest lists first: those of the first
// lists may stay unread below a bar. It returns the others and what the first weigh.
func (j *joiner) readable(terms []listedTerm, floor uint64) (read []listedTerm, unread uint64) {
	limit := floor / 100 * uint64(j.tuning.unread)
	for n, t := range terms {
		w := unread + t.w&packedFunction
		if w > limit {
			return terms[n:], unread
		}
		unread = w
	}
	return nil, unread
}

// foreign looks at the columns of one cell that may share so much of the lists
// that were read.
func (r *rowJoin) foreign(sums []uint64, bars *bar, least uint64, from int, said *saidBy) {
	for d, sum := range sums {
		if sum < least {
			continue
		}
		at := from + d
		if c := &r.m.column.docs[at]; c.body == r.doc.body || !r.wanted(int(c.record)) {
			continue
		}
		all := r.shared(said, at) | sum&mayBeNear
		if all >= bars[sharing(all)] {
			r.candidate(all, at)
		}
	}
}

// saidBy is what one platform says, laid out by feature.
type saidBy struct {
	bits     []uint64 // by feature, whether it is said
	weights  []uint64 // by feature, packed
	features []uint32
}

// lay lays a record's listed terms out.
func (s *saidBy) lay(j *joiner, i int, b bags) {
	if n := j.terms.features.len(); len(s.weights) < n {
		s.bits, s.weights = make([]uint64, n/64+1), make([]uint64, n)
	}
	for kind, mask := range b.masks() {
		if mask == 0 {
			continue
		}
		for _, x := range j.compact[i].terms[kind] {
			f := x.feature()
			if w := j.terms.classes[x.class()] & mask; w != 0 && j.terms.listed[f] != none {
				s.bits[f/64] |= 1 << (f % 64)
				s.weights[f] |= w
				s.features = append(s.features, f)
			}
		}
	}
}

func (s *saidBy) clear() {
	for _, f := range s.features {
		s.bits[f/64], s.weights[f] = 0, 0
	}
	s.features = s.features[:0]
}

// shared is what the row and one column share of listed features, packed.
func (r *rowJoin) shared(row *saidBy, at int) uint64 {
	sum := uint64(0)
	c := &r.j.compact[r.m.column.docs[at].record]
	for kind, mask := range r.m.column.bags.masks() {
		if mask == 0 {
			continue
		}
		for _, x := range c.terms[kind] {
			if f := x.feature(); row.bits[f/64]>>(f%64)&1 != 0 {
				sum += lesser(row.weights[f], r.j.terms.classes[x.class()]&mask)
			}
		}
	}
	return sum
}

// homes are the bodies that many platforms of one group serve: each is a group
// of its own, where its platforms meet without the others.
type homes struct {
	groups []*group
	of     []standing          // of each record; a group of -1: none
	number map[[2]uint32]int   // by group and body
	pairs  map[[2]int]*meeting // of two homes of one body
}

// settle founds the homes.
func (j *joiner) settle() {
	h := homes{of: make([]standing, len(j.compact)), number: map[[2]uint32]int{}, pairs: map[[2]int]*meeting{}}
	for i := range h.of {
		h.of[i] = standing{-1, -1}
	}
	for n, g := range j.groups {
		if !g.confined {
			continue
		}
		bodies := map[uint32][]int32{}
		for i := range j.place { // in the order of records
			if p := j.place[i]; int(p.group) == n {
				bodies[j.compact[i].body] = append(bodies[j.compact[i].body], int32(i))
			}
		}
		for _, body := range slices.Sorted(maps.Keys(bodies)) {
			if docs := bodies[body]; len(docs) >= j.tuning.home {
				h.found(j, [2]uint32{uint32(n), body}, g.role, docs)
			}
		}
	}
	j.homes = h
}

func (h *homes) found(j *joiner, key [2]uint32, r role, docs []int32) {
	r.confined = false // they meet as if they served anybody
	g := newGroup(j, r, docs)
	h.number[key] = len(h.groups)
	for at, i := range g.docs {
		h.of[i] = standing{int32(len(h.groups)), int32(at)}
	}
	h.groups = append(h.groups, g)
}

// meeting is that of a record's home with the home of its body in another
// group; nil if there is none.
func (h *homes) meeting(i, group int, body uint32) *meeting {
	other, ok := h.number[[2]uint32{uint32(group), body}]
	if !ok || h.of[i].group < 0 {
		return nil
	}
	return h.pairs[[2]int{int(h.of[i].group), other}]
}

// meetAtHome prepares the meetings of homes of one body.
func (j *joiner) meetAtHome(ctx context.Context) error {
	h := &j.homes
	byBody := map[uint32][]int{}
	for n, g := range h.groups {
		body := j.compact[g.docs[0]].body
		byBody[body] = append(byBody[body], n)
	}
	for r, row := range h.groups {
		for _, c := range byBody[j.compact[row.docs[0]].body] {
			if !row.row || !h.groups[c].column {
				continue
			}
			m := j.meeting(row, h.groups[c])
			h.pairs[[2]int{r, c}] = m
			if err := j.indexed(ctx, m); err != nil {
				return err
			}
		}
	}
	return nil
}
