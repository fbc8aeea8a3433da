package similarity

import (
	"cmp"
	"math/bits"
	"slices"

	"trunglap/registry"
)

// A scratch is what one worker needs and uses again.
type scratch struct {
	sums  *[1 << 16]uint64 // packed, by place in the block
	terms []listedTerm
	spare []listedTerm
	said  saidBy
	hits  []hit
	usage usageRow
}

type listedTerm struct {
	list uint32
	w    uint64
}

// counts are the pairs of some rows by what became of them.
type counts struct {
	compared  int64 // scored in full
	function  int64 // bounded by what functions share
	evidence  int64 // bounded by all that is shared, and by users
	unchanged int64 // settled by an earlier scan
}

func (c *counts) add(d counts) {
	c.compared += d.compared
	c.function += d.function
	c.evidence += d.evidence
	c.unchanged += d.unchanged
}

// A rowJoin is one row on its way through the columns of one meeting.
type rowJoin struct {
	j     *joiner
	s     *sides
	m     *meeting
	i     int
	doc   *doc
	tail  []uint64
	usage *usageRow
	laid  bool // usage is of this row
	hits  []hit
	count counts
}

// A hit is a pair that passes, before it is written down as a finding.
type hit struct {
	other int
	score registry.Millibits
	sims  [3]int
	scope *Measure
	m     *meeting
	whole *Scored // instead, of a pair compared by Compare's own way
}

// row joins record i with all columns wanted and adds the findings to found, by
// column.
func (j *joiner) row(i int, s *sides, sc *scratch, found []Scored) ([]Scored, counts) {
	r := rowJoin{j: j, s: s, i: i, usage: &sc.usage, hits: sc.hits[:0]}
	r.all(sc)
	slices.SortFunc(r.hits, func(x, y hit) int { return cmp.Compare(x.other, y.other) })
	found = slices.Grow(found, len(r.hits))
	for n := range r.hits {
		found = append(found, Scored{})
		r.find(&r.hits[n], &found[len(found)-1])
	}
	clear(r.hits)
	sc.hits = r.hits
	return found, r.count
}

// all joins the row with all columns.
func (r *rowJoin) all(sc *scratch) {
	j, i, s := r.j, r.i, r.s
	p := j.place[i]
	if p.group < 0 {
		for other := range j.records {
			if s.column(other) {
				r.full(other)
			}
		}
		return
	}
	for g := range j.groups {
		switch m := j.pairs[[2]int{int(p.group), g}]; {
		case m == nil:
		case m.foreign:
			home := j.homes.meeting(i, g, j.compact[i].body)
			r.meetForeign(m, int(p.at), sc, home == nil)
			if home != nil {
				r.meet(home, int(j.homes.of[i].at), sc)
			}
		default:
			r.meet(m, int(p.at), sc)
		}
	}
	for _, other := range j.heavy {
		r.full(int(other))
	}
}

// wanted reports whether a pair with a column is to be joined.
func (r *rowJoin) wanted(other int) bool {
	return (!r.s.after || other > r.i) && (r.s.wanted == nil || r.s.wanted(r.i, other))
}

// full compares with a column by Compare's own way.
func (r *rowJoin) full(other int) {
	if !r.wanted(other) {
		return
	}
	r.compared(other)
	a, b := r.ordered(other)
	s := r.j.e.compareAs(r.j.records[a], r.j.records[b], r.j.asOf)
	if s.Score >= r.j.low {
		s.A, s.B = a, b
		r.hits = append(r.hits, hit{other: other, whole: &s})
	}
}

func (r *rowJoin) compared(other int) {
	r.count.compared++
	if r.j.scored != nil {
		r.j.scored[int32(other)] = true
	}
}

// ordered puts the record that stands first first.
func (r *rowJoin) ordered(other int) (a, b int) {
	if other < r.i {
		return other, r.i
	}
	return r.i, other
}

// meet joins the row with the columns of one group.
func (r *rowJoin) meet(m *meeting, at int, sc *scratch) {
	r.begin(m, at, sc)
	bars := m.barsFor(r.j, int(m.row.g.cell[at]))
	for n := range m.column.g.blocks {
		b := &m.column.g.blocks[n]
		if r.s.after && int(b.last) <= r.i {
			continue
		}
		sums := sc.sumsOf(b)
		m.column.index[n].add(sc.sums, sc.terms)
		near := m.near && r.markNear(sums, m.column.index[n])
		for _, seg := range b.segments {
			if bars[seg.cell][sharingBoth] != never || near {
				r.segment(sums[seg.from-b.from:seg.to-b.from], &bars[seg.cell], seg.from)
			}
		}
		clear(sums)
	}
}

// begin readies the row for the columns of a meeting.
func (r *rowJoin) begin(m *meeting, at int, sc *scratch) {
	r.m, r.doc = m, &m.row.docs[at]
	r.tail = m.row.tail[at*m.row.words : (at+1)*m.row.words]
	sc.terms = r.j.listedTerms(r.i, m.row.bags, sc.terms[:0])
}

// sumsOf are sums of nothing for the columns of a block.
func (sc *scratch) sumsOf(b *stretch) []uint64 {
	if sc.sums == nil {
		sc.sums = new([1 << 16]uint64)
	}
	return sc.sums[:b.to-b.from]
}

// listedTerms are the row's terms that have lists, in some bags.
func (j *joiner) listedTerms(i int, b bags, out []listedTerm) []listedTerm {
	for kind, mask := range b.masks() {
		if mask == 0 {
			continue
		}
		for _, x := range j.compact[i].terms[kind] {
			if list := j.terms.listed[x.feature()]; list != none {
				if w := j.terms.classes[x.class()] & mask; w != 0 {
					out = append(out, listedTerm{list, w})
				}
			}
		}
	}
	return out
}

// add adds to each column's sums what it shares with the row.
func (b *block) add(sums *[1 << 16]uint64, row []listedTerm) {
	for _, t := range row {
		for run := b.first[t.list]; run < b.first[t.list+1]; run++ {
			w := lesser(t.w, b.class[run])
			if w == 0 {
				continue
			}
			for _, d := range b.docs[b.start[run]:b.start[run+1]] {
				sums[d] += w
			}
		}
	}
}

// markNear marks the columns whose names hold a word near one of the row's.
func (r *rowJoin) markNear(sums []uint64, b *block) bool {
	marked := false
	for _, w := range r.j.compact[r.i].words {
		for _, other := range r.j.near.of(w) {
			if r.j.near.lang(w) != r.m.langs[0] || r.j.near.lang(other) != r.m.langs[1] {
				continue
			}
			for _, d := range b.near[other] {
				sums[d] |= mayBeNear
				marked = true
			}
		}
	}
	return marked
}

// segment looks at the columns of one cell.
func (r *rowJoin) segment(sums []uint64, bars *bar, from int) {
	least := bars[sharingBoth]
	for d, sum := range sums {
		if sum >= least && sum >= bars[sharing(sum)] {
			r.candidate(sum, from+d)
		}
	}
}

// candidate bounds a pair by its own sums, and scores it if that is not enough.
func (r *rowJoin) candidate(sum uint64, at int) {
	m := r.m
	c := &m.column.docs[at]
	if !r.wanted(int(c.record)) {
		return
	}
	scope := r.j.scopes.of(r.doc.users, r.doc.body, c.users, c.body)
	most := m.base + scope.Weight + m.most[byFunction][r.likest(c, byFunction, sum)] + m.most[byDomain][r.likest(c, byDomain, sum)]
	if sum&mayBeNear == 0 {
		most += m.tables[byName][r.likest(c, byName, sum)]
	} else {
		most += m.tables[byName][1000]
	}
	if most < r.j.low {
		r.count.evidence++
		return
	}
	r.exact(sum, at, scope)
}

// likest is the most similar that one comparison can be: the tails wholly in
// common. It takes a product of inverse roots for ochiai's root of a product:
// both are within a few units of the last of 53 bits of the true value, that is
// within 10^-9 of a thousandth, and the bound gives away a millionth.
func (r *rowJoin) likest(c *doc, k int, sum uint64) int {
	shared := float64(unpack(sum, k) + int64(min(r.doc.tail[k], c.tail[k])))
	s := 1000 * shared * (r.doc.inverse[k] * c.inverse[k])
	return int(min(s, 1000) + 0.500001)
}

// exact scores a pair: what it shares of the tail makes the sums complete.
func (r *rowJoin) exact(sum uint64, at int, scope *Measure) {
	m, j := r.m, r.j
	near := sum&mayBeNear != 0
	sum &^= mayBeNear
	for w, set := range m.column.tail[at*m.column.words : (at+1)*m.column.words] {
		for both := set & r.tail[w]; both != 0; both &= both - 1 {
			sum += j.terms.bits[64*w+bits.TrailingZeros64(both)]
		}
	}
	other := int(m.column.docs[at].record)
	sims := [3]int{}
	score := m.base + scope.Weight
	for k := range 3 {
		if m.presence[k] == registry.BothPresent {
			common := unpack(sum, k)
			if k == byName && near {
				common += r.nearWords(other)
			}
			sims[k] = ochiai(common, int64(j.compact[r.i].sums[m.row.bags[k]][k]), int64(j.compact[other].sums[m.column.bags[k]][k]))
		}
		if k != byFunction {
			score += m.tables[k][sims[k]]
		}
	}
	if score+m.most[byFunction][sims[byFunction]] < j.low {
		r.count.evidence++
		return
	}
	r.compared(other)
	if m.usage {
		sims[byFunction] = r.withUsage(sims[byFunction], other)
	}
	if score += m.tables[byFunction][sims[byFunction]]; score >= j.low {
		r.hits = append(r.hits, hit{other, score, sims, scope, m, nil})
	}
}

// find writes a finding down.
func (r *rowJoin) find(h *hit, s *Scored) {
	if h.whole != nil {
		*s = *h.whole
		return
	}
	m, j := h.m, r.j
	s.Score = h.score
	for k := range 3 {
		s.Measures[k] = Measure{m.presence[k], h.sims[k], m.tables[k][h.sims[k]], m.folded[k]}
	}
	s.Measures[3] = *h.scope
	s.A, s.B = r.ordered(h.other)
	a, b := j.records[s.A], j.records[s.B]
	s.Owners = j.owners(a.Platform, b.Platform)
	s.Relation, _ = j.e.relation(a, b, s)
	s.Verdict = verdict(s.Relation)
}

// owners is Engine.owners with what bodies have become looked up before.
func (j *joiner) owners(a, b *registry.Platform) registry.OwnerRelation {
	switch {
	case sameBody(a, b):
		return registry.Within
	case a.Agency != "" && b.Agency != "" && j.current[a.Agency] == j.current[b.Agency]:
		return registry.Merged
	}
	return registry.Between
}

// withUsage adds to the similarity of two functions what their words used alike do.
func (r *rowJoin) withUsage(said, other int) int {
	v := &r.j.e.settings.Views
	row, column := r.j.records[r.i].used, r.j.records[other].used
	if len(row) == 0 || len(column) == 0 || said >= 10*v.Vector {
		return said
	}
	if !r.laid {
		r.usage.lay(r.j.e, row)
		r.laid = true
	}
	return v.addUsage(said, r.usage.similarity(column))
}

func (r *rowJoin) nearWords(other int) int64 {
	var sum int64
	x, y, lx, ly := r.i, other, r.m.langs[0], r.m.langs[1]
	if a, _ := r.ordered(other); a != x { // which word is paired first hangs on the order
		x, y, lx, ly = y, x, ly, lx
	}
	for _, n := range nearIn(r.j.records[x], r.j.records[y], lx, ly) {
		sum += n.common
	}
	return sum
}
