package similarity

import (
	"cmp"
	"math"
	"slices"

	"trunglap/registry"
)

// The three text comparisons, as registry.Comparisons numbers them.
const (
	byName = iota
	byFunction
	byDomain
)

// A packed word holds a weight of the function, of the name and of the domain:
// 23, 20 and 20 bits. Sums of packed words are packed sums as long as no field
// overflows; that is why more text is compared in full. The top bit marks a
// pair whose names may hold near words.
const (
	packedDomain   = 1<<20 - 1
	packedName     = packedDomain << 20
	packedFunction = (1<<23 - 1) << 40
	mayBeNear      = 1 << 63
)

var (
	slotShift = [3]uint{byName: 20, byFunction: 40, byDomain: 0}
	slotMask  = [3]uint64{byName: packedName, byFunction: packedFunction, byDomain: packedDomain}
	slotLimit = [3]int64{byName: 1 << 20, byFunction: 1 << 23, byDomain: 1 << 20}
)

func unpack(w uint64, k int) int64 { return int64(w & slotMask[k] >> slotShift[k]) }

// lesser is the smaller weight of each field.
func lesser(a, b uint64) uint64 {
	return min(a&packedFunction, b&packedFunction) | min(a&packedName, b&packedName) | min(a&packedDomain, b&packedDomain)
}

// The bags that a field can be compared in; see side.
const (
	bagVI = iota
	bagFolded
	bagEN
)

func (f *field) bag(b int) *Bag {
	return [...]*Bag{&f.vi, &f.folded, &f.en}[b]
}

// A state says in which bags a field can be compared.
type state uint8

const (
	hasVI state = 1 << iota
	hasEN
	isUnmarked
)

func stateOf(f *field) state {
	var s state
	if len(f.vi.Terms) > 0 {
		s |= hasVI
		if f.unmarked {
			s |= isUnmarked
		}
	}
	if len(f.en.Terms) > 0 {
		s |= hasEN
	}
	return s
}

// chosen are the bags in which two fields meet: what side and languages decide,
// from the states alone.
func chosen(a, b state) (x, y int, p registry.Presence, folded bool) {
	p = presence(a&(hasVI|hasEN) == 0, b&(hasVI|hasEN) == 0)
	switch {
	case a&b&hasVI != 0 && (a|b)&isUnmarked != 0:
		return bagFolded, bagFolded, p, true
	case a&b&hasVI != 0:
		return bagVI, bagVI, p, false
	case a&b&hasEN != 0:
		return bagEN, bagEN, p, false
	case a&hasVI != 0:
		return bagVI, bagEN, p, false
	}
	return bagEN, bagVI, p, false
}

// A signature is the states of name, function and domain.
type signature uint16

func (s signature) state(k int) state { return state(s >> (3 * k) & 7) }

// A term is a feature by its number and a class by its number: 32 bits each.
type term uint64

func (t term) feature() uint32 { return uint32(t >> 32) }
func (t term) class() uint32   { return uint32(t) }

// A compact record is what the join needs of a Record: per bag kind the
// features of its three fields in one list.
type compact struct {
	terms [3][]term
	sums  [3][3]uint32 // by bag, by comparison
	words []uint32     // of the name, those that others may be near to
	users uint32
	body  uint32 // 0: not confined
	sig   signature
	// plain: what name and domains say, the function says with at least the
	// sum of their weights.
	plain bool
	heavy bool
}

// A builder takes records one by one.
type builder struct {
	e       *Engine
	terms   *termTable
	words   *wordTable
	users   map[string]uint32
	groups  []scope // one of each user group
	bodies  map[string]uint32
	records []*Record
	compact []compact
	strip   bool // drop from each record what the join keeps itself
}

func newBuilder(e *Engine, n int, strip bool) *builder {
	return &builder{e: e, terms: newTermTable(), words: newWordTable(), users: map[string]uint32{}, bodies: map[string]uint32{},
		records: make([]*Record, n), compact: make([]compact, n), strip: strip}
}

// set gives the builder record number i.
func (b *builder) set(i int, r *Record) {
	b.records[i] = r
	fields := [3]*field{&r.name, &r.function, &r.domain}
	c := compact{plain: true, users: b.usersOf(&r.scope)}
	for k, f := range fields {
		c.sig |= signature(stateOf(f)) << (3 * k)
		for kind := range 3 {
			sum := f.bag(kind).Sum
			c.heavy = c.heavy || sum >= slotLimit[k]
			c.sums[kind][k] = uint32(min(sum, math.MaxUint32))
		}
	}
	if r.scope.body != "" {
		c.body = numbered(b.bodies, r.scope.body) + 1
	}
	if !c.heavy {
		for kind := range 3 {
			c.terms[kind] = b.terms.list(fields, kind, &c.plain)
		}
	}
	c.words = b.words.list(r.odd)
	b.compact[i] = c
	if b.strip && !c.heavy {
		r.name, r.function, r.domain = field{}, field{}, field{}
	}
}

func numbered[K comparable](in map[K]uint32, k K) uint32 {
	n, ok := in[k]
	if !ok {
		n = uint32(len(in))
		in[k] = n
	}
	return n
}

func (b *builder) usersOf(s *scope) uint32 {
	key := make([]byte, 0, 64)
	for _, t := range s.users.Terms {
		for i := range 8 {
			key = append(key, byte(t.F>>(8*i)))
		}
	}
	n, known := b.users[string(key)]
	if !known {
		n = uint32(len(b.groups))
		b.users[string(key)] = n
		b.groups = append(b.groups, scope{users: s.users})
	}
	return n
}

// A termTable numbers features and classes. A class is a packed word: the
// weights that one feature has in function, name and domain of one platform.
type termTable struct {
	features featureNumbers
	classes  []uint64
	class    map[uint64]uint32

	// What choose decides for each feature: its number among the listed, or
	// none; and for the tail its bits.
	listed []uint32
	lists  int
	length []uint32 // by list, in how many bags its feature is
	tail   map[uint32][]tailBit
	bits   []uint64 // packed weight of each bit
}

// none: the feature has no list.
const none = ^uint32(0)

// A tailBit says: in one field the feature weighs at least so much.
type tailBit struct {
	comparison int
	least      int64
	bit        int
}

func newTermTable() *termTable {
	return &termTable{class: map[uint64]uint32{}, features: newFeatureNumbers()}
}

// list merges the three bags of one kind.
func (t *termTable) list(fields [3]*field, kind int, plain *bool) []term {
	var at [3][]Term
	most := 0
	for k, f := range fields {
		at[k] = f.bag(kind).Terms
		most = max(most, len(at[k]))
	}
	if most == 0 {
		return nil
	}
	out := make([]term, 0, most+4)
	for {
		var f Feature
		found := false
		for _, ts := range at {
			if len(ts) > 0 && (!found || ts[0].F < f) {
				f, found = ts[0].F, true
			}
		}
		if !found {
			return slices.Clip(out)
		}
		var w [3]uint64
		for k := range at {
			if len(at[k]) > 0 && at[k][0].F == f {
				w[k] = uint64(at[k][0].W)
				at[k] = at[k][1:]
			}
		}
		*plain = *plain && w[byFunction] >= w[byName]+w[byDomain]
		packed := w[byFunction]<<slotShift[byFunction] | w[byName]<<slotShift[byName] | w[byDomain]<<slotShift[byDomain]
		class, known := t.class[packed]
		if !known {
			class = uint32(len(t.classes))
			t.classes = append(t.classes, packed)
			t.class[packed] = class
		}
		out = append(out, term(t.features.of(f))<<32|term(class))
	}
}

// choose decides which features get lists: those that at least two platforms
// say, but not the most common ones, as long as these have few different
// weights.
func (t *termTable) choose(records []compact, tune tuning) {
	n := t.features.len()
	df, most := make([]uint32, n), make([]uint32, n)
	one := make([]uint32, n)
	for kind := range 3 {
		clear(one)
		for i := range records {
			for _, x := range records[i].terms[kind] {
				one[x.feature()]++
			}
		}
		for f, c := range one {
			df[f] += c
			most[f] = max(most[f], c)
		}
	}
	t.chooseTail(records, most, tune)
	t.listed = make([]uint32, n)
	for f := range t.listed {
		t.listed[f] = none
		if _, isTail := t.tail[uint32(f)]; !isTail && df[f] > 1 {
			t.listed[f] = uint32(t.lists)
			t.length = append(t.length, df[f])
			t.lists++
		}
	}
}

// tailBits bounds the bit set: eight words are one cache line.
const tailBits = 512

func (t *termTable) chooseTail(records []compact, df []uint32, tune tuning) {
	var common []uint32
	for f, c := range df {
		if int(c) > max(1, len(records)/tune.common) {
			common = append(common, uint32(f))
		}
	}
	slices.SortFunc(common, func(a, b uint32) int { return cmp.Or(cmp.Compare(df[b], df[a]), cmp.Compare(a, b)) })
	classes := t.classesOf(records, common)
	t.tail = map[uint32][]tailBit{}
	for _, f := range common {
		bits := t.levels(classes[f])
		if len(t.bits)+len(bits) > tailBits {
			continue
		}
		for _, b := range bits {
			b.bit = len(t.bits)
			below := int64(0)
			if mine := t.tail[f]; len(mine) > 0 && mine[len(mine)-1].comparison == b.comparison {
				below = mine[len(mine)-1].least
			}
			t.bits = append(t.bits, uint64(b.least-below)<<slotShift[b.comparison])
			t.tail[f] = append(t.tail[f], b)
		}
	}
}

// classesOf lists the classes that occur with each of the features.
func (t *termTable) classesOf(records []compact, features []uint32) map[uint32][]uint32 {
	wanted := make([]bool, t.features.len())
	for _, f := range features {
		wanted[f] = true
	}
	seen := map[term]bool{}
	out := map[uint32][]uint32{}
	for i := range records {
		for kind := range 3 {
			for _, x := range records[i].terms[kind] {
				if wanted[x.feature()] && !seen[x] {
					seen[x] = true
					out[x.feature()] = append(out[x.feature()], x.class())
				}
			}
		}
	}
	return out
}

// levels are the different weights of each field among some classes, rising.
func (t *termTable) levels(classes []uint32) []tailBit {
	var out []tailBit
	for k := range 3 {
		var ws []int64
		for _, c := range classes {
			if w := unpack(t.classes[c], k); w > 0 {
				ws = append(ws, w)
			}
		}
		slices.Sort(ws)
		for _, w := range slices.Compact(ws) {
			out = append(out, tailBit{comparison: k, least: w})
		}
	}
	return out
}

// featureNumbers numbers features in the order in which they come: a hash
// table with open addressing, since features are hashes already.
type featureNumbers struct {
	keys []Feature
	nums []uint32 // number + 1; 0: free
	n    int
}

func newFeatureNumbers() featureNumbers {
	return featureNumbers{keys: make([]Feature, 1<<10), nums: make([]uint32, 1<<10)}
}

func (t *featureNumbers) len() int { return t.n }

func (t *featureNumbers) of(f Feature) uint32 {
	mask := len(t.keys) - 1
	for i := int(f) & mask; ; i = (i + 1) & mask {
		switch {
		case t.nums[i] == 0:
			if 2*t.n >= len(t.keys) {
				t.grow()
				return t.of(f)
			}
			t.n++
			t.keys[i], t.nums[i] = f, uint32(t.n)
			return uint32(t.n - 1)
		case t.keys[i] == f:
			return t.nums[i] - 1
		}
	}
}

func (t *featureNumbers) grow() {
	keys, nums := t.keys, t.nums
	t.keys, t.nums = make([]Feature, 2*len(keys)), make([]uint32, 2*len(keys))
	mask := len(t.keys) - 1
	for at, n := range nums {
		if n == 0 {
			continue
		}
		i := int(keys[at]) & mask
		for t.nums[i] != 0 {
			i = (i + 1) & mask
		}
		t.keys[i], t.nums[i] = keys[at], n
	}
}
