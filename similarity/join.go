package similarity

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"trunglap/registry"
)

// # The exact join
//
// It finds every pair that scores at least a threshold, with its score,
// without scoring every pair.
//
// The simple idea is two nested loops around Compare: four comparisons of some
// 130 weighted features, about 4 microseconds a pair. Five thousand million
// pairs of a hundred thousand platforms would take five hours. Almost all that
// time goes into pairs that share a few common words.
//
// What is done instead, for one platform (the row) and all later ones (the
// columns):
//
//  1. An inverted index lists for each feature the platforms that say it.
//     Walking the lists of the row's features adds up what the row shares with
//     every column, in function, name and domain at once: the three sums stand
//     side by side in one 64-bit word (packed, in join_terms.go).
//  2. The few features that a tenth of all platforms say ("quản lý", "dữ
//     liệu") would make up most of that work and hardly weigh. They have no
//     lists. Each platform has the weight of its common features (its tail)
//     and a bit set of them.
//  3. A score never falls when something shared is added: ochiai rises with the
//     shared weight, curves never fall, a score is a sum. So Compare's own
//     arithmetic, fed with more than a pair can share, gives a bound, rounding
//     included. Platforms alike in size and users stand together in a cell; for
//     two cells the least shared listed weight with which any of their pairs
//     could still pass is worked out once, for pairs whose names or domains
//     share some of it and for pairs whose do not (join_cells.go). Most columns
//     fall to that one comparison ("function" in the certificate).
//  4. For the others the same bound is taken with the column's own sums and
//     users ("evidence"). For those that still stand, the bit sets give the
//     shared tail, and with it the exact score.
//
// Nothing is lost: what a pair shares is what it shares of listed features,
// counted exactly, and of the tail, at most the smaller of two tails. A feature
// that one platform alone says is never shared. Names with words that are
// near each other ("thốg", "thống") share more than features: which words of
// all names are near is found beforehand (join_near.go), and pairs that hold
// two such words pass step 3 and 4 unseen. A pair of platforms that says things
// in different languages, or without marks, is compared in other bags: columns
// are kept apart by what they can be compared in, with an index for each
// (join_views.go). Platforms of more text than the packed sums hold are
// compared in full with all others.
//
// Platforms that serve only their own body, as those of provinces do, meet those
// of other bodies with a bar so high that the longest lists need not be read at
// all (join_foreign.go).
//
// What was left out: prefix filters as in AllPairs and L2AP for all other pairs:
// they pay at cosines of a half and more, while here a function a tenth alike
// can make a finding; grouping of identical platforms, which are pairs to be reported one
// by one all the same; wider words of the machine (SIMD), which Go does not
// have yet without a build flag.

// A joiner is a set of platforms made ready to be joined.
type joiner struct {
	e       *Engine
	low     registry.Millibits // pairs from here up are found
	asOf    registry.Date
	records []*Record
	compact []compact
	terms   *termTable
	near    *nearGraph
	tables  [3]*[1001]registry.Millibits
	scopes  *scopeTable
	current map[string]string // what each agency has become by asOf
	groups  []*group
	place   []standing // of each record, in its group
	heavy   []int32    // records that are compared in full, among the columns
	columns int        // how many records are columns
	pairs   map[[2]int]*meeting
	homes   homes
	tuning  tuning
	scored  map[int32]bool // for an audit: the columns of a row that were scored in full
}

// tuning are the sizes on which nothing depends but time; tests vary them.
type tuning struct {
	common int // features that 1/common of all platforms say are tail
	block  int // columns per block
	cell   int // platforms per cell, at least
	cells  int // cells per group, about
	unread int // percent of a bar that the lists left unread may weigh
	home   int // platforms of one body that are joined by themselves, at least
}

var usual = tuning{common: 10, block: 1 << 13, cell: 64, cells: 256, unread: 50, home: 128}

// A standing is where a record stands: its group, and its number in it. A record
// that is compared in full has no group.
type standing struct{ group, at int32 }

// sides says which pairs are joined: every row with every column for which
// wanted holds. Places are places in records.
type sides struct {
	row    func(i int) bool
	column func(j int) bool
	after  bool // only columns after the row
	wanted func(i, j int) bool
}

// newJoiner makes records ready, which add has been given to b.
func newJoiner(ctx context.Context, b *builder, low registry.Millibits, asOf registry.Date, s sides, t tuning) (*joiner, error) {
	j := &joiner{e: b.e, low: low, asOf: asOf, records: b.records, compact: b.compact, terms: b.terms, tuning: t, pairs: map[[2]int]*meeting{}}
	for k := range j.tables {
		j.tables[k] = curveTable(&b.e.settings.Curves[k])
	}
	j.near = b.words.graph()
	j.terms.choose(j.compact, t)
	j.scopes = newScopeTable(b)
	j.current = map[string]string{}
	for _, r := range b.records {
		if code := r.Platform.Agency; code != "" {
			if _, known := j.current[code]; !known {
				j.current[code] = b.e.bodies.Current(code, asOf)
			}
		}
	}
	j.group(s)
	return j, j.meet(ctx)
}

func curveTable(c *registry.Curve) *[1001]registry.Millibits {
	var t [1001]registry.Millibits
	for s := range t {
		t[s] = weight(c, s)
	}
	return &t
}

func constant(w registry.Millibits) *[1001]registry.Millibits {
	var t [1001]registry.Millibits
	for s := range t {
		t[s] = w
	}
	return &t
}

// A role is a signature with the sides that its records stand on.
type role struct {
	sig         signature
	row, column bool
	confined    bool // they serve only their own body
}

// group puts records that can be compared in the same bags together.
func (j *joiner) group(s sides) {
	j.place = make([]standing, len(j.compact))
	byRole := map[role][]int32{}
	for i := range j.compact {
		j.place[i] = standing{-1, -1}
		r := role{j.compact[i].sig, s.row(i), s.column(i), j.compact[i].body != 0}
		if r.column {
			j.columns++
		}
		switch {
		case !j.compact[i].heavy:
			byRole[r] = append(byRole[r], int32(i))
		case r.column:
			j.heavy = append(j.heavy, int32(i))
		}
	}
	order := slices.SortedFunc(maps.Keys(byRole), func(a, b role) int { return cmp.Compare(byRole[a][0], byRole[b][0]) })
	for n, r := range order {
		g := newGroup(j, r, byRole[r])
		for at, i := range g.docs {
			j.place[i] = standing{int32(n), int32(at)}
		}
		j.groups = append(j.groups, g)
	}
	j.settle()
}
