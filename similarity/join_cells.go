package similarity

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"trunglap/registry"
)

// cellsOf says for each record of a group in which cell it stands.
type cellsOf struct {
	of map[int32]int32
	n  int
}

// cells puts records of one signature that are alike in users and in the
// amount they say together, so that one bound serves many pairs.
func (j *joiner) cells(sig signature, docs []int32) cellsOf {
	size := max(j.tuning.cell, len(docs)/j.tuning.cells)
	out := cellsOf{of: make(map[int32]int32, len(docs))}
	byUsers := map[uint32][]int32{}
	for _, i := range docs {
		byUsers[j.compact[i].users] = append(byUsers[j.compact[i].users], i)
	}
	var mixed []int32
	b := native(sig)
	for users := range uint32(len(j.scopes.groups)) {
		switch same := byUsers[users]; {
		case len(same) >= size:
			out.split(j.sized(same, b), size)
		default:
			mixed = append(mixed, same...)
		}
	}
	if len(mixed) > 0 {
		out.split(j.sized(mixed, b), size)
	}
	return out
}

// A sized record: how much it says, as logarithms.
type sized struct {
	record int32
	size   [4]float64
}

func (j *joiner) sized(docs []int32, b bags) []sized {
	out := make([]sized, len(docs))
	set := make([]uint64, (len(j.terms.bits)+63)/64)
	for at, i := range docs {
		s := j.summary(i, b, set)
		out[at] = sized{i, [4]float64{math.Log2(float64(s.sum[0] + 1)), math.Log2(float64(s.sum[1] + 1)), math.Log2(float64(s.sum[2] + 1)), math.Log2(float64(s.tail[byFunction] + 1))}}
	}
	return out
}

// split halves records at the median of what they differ in most.
func (c *cellsOf) split(docs []sized, size int) {
	widest, width := 0, 0.0
	for d := range docs[0].size {
		least, most := math.Inf(1), math.Inf(-1)
		for _, x := range docs {
			least, most = min(least, x.size[d]), max(most, x.size[d])
		}
		if most-least > width {
			widest, width = d, most-least
		}
	}
	if len(docs) <= size || width == 0 {
		for _, x := range docs {
			c.of[x.record] = int32(c.n)
		}
		c.n++
		return
	}
	slices.SortFunc(docs, func(a, b sized) int {
		return cmp.Or(cmp.Compare(a.size[widest], b.size[widest]), cmp.Compare(a.record, b.record))
	})
	c.split(docs[:len(docs)/2], size)
	c.split(docs[len(docs)/2:], size)
}

// A meeting is how the platforms of one group are compared with those of
// another: in which views, and by which tables of weights.
type meeting struct {
	row, column *view
	presence    [3]registry.Presence
	folded      [3]bool
	tables      [3]*[1001]registry.Millibits
	most        [3]*[1001]registry.Millibits // the most that a similarity of words can come to weigh
	usage       bool                         // words used alike count
	langs       [2]registry.Lang             // in which names are read
	near        bool                         // names are compared, so words may be near
	foreign     bool                         // both serve only their own body; see join_foreign.go
	coupled     bool                         // what names and domains share, functions share
	base        registry.Millibits
	once        []sync.Once
	bars        [][]bar    // by cell of the row, by cell of the column
	floors      [][]uint64 // by cell of the row, by block of the column; foreign only
}

// meet prepares all meetings, the views they need and the lists of columns.
func (j *joiner) meet(ctx context.Context) error {
	for r, row := range j.groups {
		for c, column := range j.groups {
			if row.row && column.column {
				j.pairs[[2]int{r, c}] = j.meeting(row, column)
			}
		}
	}
	for r := range j.groups {
		for c := range j.groups {
			if err := j.indexed(ctx, j.pairs[[2]int{r, c}]); err != nil {
				return err
			}
		}
	}
	return j.meetAtHome(ctx)
}

// indexed makes the lists of a meeting's columns, unless there are any.
func (j *joiner) indexed(ctx context.Context, m *meeting) error {
	if m == nil || m.column.index != nil {
		return nil
	}
	for b := range m.column.g.blocks {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		m.column.index = append(m.column.index, j.indexBlock(m.column, &m.column.g.blocks[b]))
	}
	return nil
}

func (j *joiner) meeting(row, column *group) *meeting {
	m := &meeting{base: j.e.settings.Prior, coupled: row.plain && column.plain, foreign: row.confined && column.confined}
	v := &j.e.settings.Views
	var x, y bags
	for k := range 3 {
		c := &j.e.settings.Curves[k]
		x[k], y[k], m.presence[k], m.folded[k] = chosen(row.sig.state(k), column.sig.state(k))
		switch m.presence[k] {
		case registry.BothPresent:
			m.tables[k] = j.tables[k]
			continue
		case registry.OneMissing:
			m.tables[k] = constant(c.OneMissing)
		case registry.BothMissing:
			m.tables[k] = constant(c.BothMissing)
		}
		x[k], y[k], m.folded[k] = absent, absent, false
	}
	for _, k := range []int{byName, byDomain} {
		m.coupled = m.coupled && (x[k] == absent || x[k] == x[byFunction] && y[k] == y[byFunction])
	}
	m.most = m.tables
	if m.usage = v.Vector > 0 && m.presence[byFunction] == registry.BothPresent && x[byFunction] != bagEN && y[byFunction] != bagEN; m.usage {
		m.most[byFunction] = new([1001]registry.Millibits)
		for said := range m.most[byFunction] {
			m.most[byFunction][said] = m.tables[byFunction][v.addUsage(said, 1000)]
		}
	}
	m.near = x[byName] != absent
	for at, b := range []int{x[byName], y[byName]} {
		m.langs[at] = registry.VI
		if b == bagEN {
			m.langs[at] = registry.EN
		}
	}
	m.row, m.column = j.see(row, x), j.see(column, y)
	m.once, m.bars, m.floors = make([]sync.Once, row.cells), make([][]bar, row.cells), make([][]uint64, row.cells)
	return m
}

// never is a least weight that only a pair marked mayBeNear reaches.
const never = mayBeNear

// A bar says for two cells the least packed weights that a pair of theirs must
// share of listed features to be able to pass: by whether its names and its
// domains share any (see sharing). It falls as they do.
type bar [4]uint64

const (
	sharingDomain = 1 << iota
	sharingName
	sharingBoth = sharingDomain | sharingName
)

// sharing says which of name and domain a packed sum has a share of.
func sharing(sum uint64) int {
	n := 0
	if sum&packedDomain != 0 {
		n = sharingDomain
	}
	if sum&packedName != 0 {
		n |= sharingName
	}
	return n
}

// barsFor are, for one cell of rows, the bars of the cells of columns.
func (m *meeting) barsFor(j *joiner, cell int) []bar {
	m.once[cell].Do(func() {
		a := &m.row.boxes[cell]
		bars := make([]bar, len(m.column.boxes))
		for c := range m.column.boxes {
			b := &m.column.boxes[c]
			rest := m.rest(j, a, b)
			for sharing := sharingBoth; sharing >= 0; sharing-- {
				bars[c][sharing] = m.leastOf(a, b, sharing, j.low-rest)
			}
		}
		m.bars[cell] = bars
		if m.foreign {
			m.floors[cell] = m.floorsOf(bars)
		}
	})
	return m.bars[cell]
}

// rest is the most that two platforms of two cells can weigh besides what they say.
func (m *meeting) rest(j *joiner, a, b *box) registry.Millibits {
	if m.foreign {
		return m.base + j.scopes.foreign.Weight
	}
	return m.base + j.scopes.most(a, b)
}

// leastOf is the least shared weight of functions with which what two
// platforms of two cells say can weigh so much.
func (m *meeting) leastOf(a, b *box, sharing int, weight registry.Millibits) uint64 {
	passes := func(shared int64) bool { return m.top(a, b, sharing, shared) >= weight }
	top := min(a.head[byFunction], b.head[byFunction])
	if !passes(top) {
		return never
	}
	// top never falls as more is shared, so the least passing weight can be
	// found by halving.
	low, high := int64(0), top // high passes
	for low < high {
		if mid := (low + high) / 2; passes(mid) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return uint64(high) << slotShift[byFunction]
}

// parts is into how many parts a shared weight is cut to see how name and
// domains may divide it.
const parts = 8

// top is the most that function, name and domains of two platforms of two
// cells can weigh, if their functions share so much of listed features.
func (m *meeting) top(a, b *box, sharing int, shared int64) registry.Millibits {
	of := func(k int, listed int64) registry.Millibits {
		return m.most[k][m.likest(a, b, k, min(listed, a.head[k], b.head[k]))]
	}
	w := of(byFunction, shared)
	name, domain := int64(math.MaxInt64), int64(math.MaxInt64)
	if m.coupled && m.presence[byFunction] == registry.BothPresent {
		name, domain = shared, shared // what both share, the functions share twice
	}
	switch {
	case sharing&sharingName == 0 && sharing&sharingDomain == 0:
		return w + of(byName, 0) + of(byDomain, 0)
	case sharing&sharingName == 0:
		return w + of(byName, 0) + of(byDomain, domain)
	case sharing&sharingDomain == 0:
		return w + of(byName, name) + of(byDomain, 0)
	case name == math.MaxInt64:
		return w + of(byName, name) + of(byDomain, domain)
	}
	// If the names share more than i parts and at most i+1, at most parts-i are
	// left for the domains.
	best := of(byName, shared/parts) + of(byDomain, shared)
	for i := int64(1); i < parts; i++ {
		best = max(best, of(byName, ((i+1)*shared+parts-1)/parts)+of(byDomain, shared-i*shared/parts))
	}
	return w + best
}

// likest is the most similar that one comparison of two cells can be.
func (m *meeting) likest(a, b *box, k int, listed int64) int {
	if m.row.bags[k] == absent {
		return 0
	}
	if a.sum[k] <= 0 || b.sum[k] <= 0 {
		return 1000
	}
	return ochiai(listed+min(a.tail[k], b.tail[k]), a.sum[k], b.sum[k])
}
