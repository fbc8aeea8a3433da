package similarity

import (
	"cmp"
	"slices"
	"strings"

	"trunglap/registry"
)

// Groups of platforms that findings connect.
//
// The simple idea is to call a connected component a set of duplicates. It
// fails because likeness is not handed on: one weak finding joins two groups
// that have nothing to do with each other. So a group says how it hangs
// together: its shape, how many of its pairs are no finding, the link whose
// loss breaks it apart, and the sets inside it in which each is like every
// other. Nothing is left out and nothing is added to the findings.

// maxCores bounds the sets listed of one group; a group of twenty can have
// thousands.
const maxCores = 50

// Groups connects findings of the given relations (none: of all), from the
// given score up, into groups of at least size platforms. The groups with most
// agencies come first, then the largest, then the strongest.
func Groups(fs []registry.Finding, owner func(id string) string, relations []registry.Relation, from registry.Millibits, size int) []registry.Group {
	var links []registry.GroupLink
	for i := range fs {
		f := &fs[i]
		if f.Score >= from && (len(relations) == 0 || slices.Contains(relations, f.Relation)) {
			links = append(links, registry.GroupLink{ID: f.ID, Pair: f.Pair, Score: f.Score, Relation: f.Relation})
		}
	}
	slices.SortFunc(links, strongerLink)
	out := []registry.Group{}
	for _, part := range components(links) {
		if g := groupOf(part, owner); len(g.Platforms) >= size {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b registry.Group) int {
		return cmp.Or(len(b.Agencies)-len(a.Agencies), len(b.Platforms)-len(a.Platforms),
			cmp.Compare(b.Links[0].Score, a.Links[0].Score), slices.Compare(a.Platforms, b.Platforms))
	})
	return out
}

func strongerLink(a, b registry.GroupLink) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Pair.A, b.Pair.A), strings.Compare(a.Pair.B, b.Pair.B))
}

// A forest is a union-find over platform ids.
type forest map[string]string

func (f forest) root(id string) string {
	for f[id] != "" && f[id] != id {
		id = f[id]
	}
	return id
}

// join reports whether the two were apart.
func (f forest) join(a, b string) bool {
	a, b = f.root(a), f.root(b)
	if a == b {
		return false
	}
	f[max(a, b)] = min(a, b)
	return true
}

// components splits links, in their order, into those that hang together.
func components(links []registry.GroupLink) [][]registry.GroupLink {
	f := forest{}
	for _, l := range links {
		f.join(l.Pair.A, l.Pair.B)
	}
	at := map[string]int{}
	var out [][]registry.GroupLink
	for _, l := range links {
		root := f.root(l.Pair.A)
		i, ok := at[root]
		if !ok {
			i = len(out)
			at[root] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], l)
	}
	return out
}

// groupOf describes connected links, given strongest first.
func groupOf(links []registry.GroupLink, owner func(string) string) registry.Group {
	g := registry.Group{Links: links, Platforms: members(links)}
	for _, id := range g.Platforms {
		g.Agencies = append(g.Agencies, owner(id))
	}
	slices.Sort(g.Agencies)
	g.Agencies = slices.Compact(g.Agencies)
	g.ID = registry.GroupID(g.Platforms)
	n := len(g.Platforms)
	g.Apart = n*(n-1)/2 - len(links)
	g.Weakest, g.Parts = weakest(links, g.Platforms)
	g.Shape, g.Centre = shape(links, n)
	g.Cores, g.CoresCut = cores(links, g.Platforms)
	return g
}

func members(links []registry.GroupLink) []string {
	var ids []string
	for _, l := range links {
		ids = append(ids, l.Pair.A, l.Pair.B)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// weakest finds the link that holds the group together last: joining by the
// strongest first, the one with which it becomes one group.
func weakest(links []registry.GroupLink, ids []string) (registry.GroupLink, [][]string) {
	f := forest{}
	left := len(ids) - 1
	for _, l := range links {
		if left == 1 && f.root(l.Pair.A) != f.root(l.Pair.B) {
			return l, sets(f, ids)
		}
		if f.join(l.Pair.A, l.Pair.B) {
			left--
		}
	}
	panic("similarity: the links of a group connect it")
}

// sets lists what a forest joins, in the order of ids.
func sets(f forest, ids []string) [][]string {
	at := map[string]int{}
	var out [][]string
	for _, id := range ids {
		root := f.root(id)
		i, ok := at[root]
		if !ok {
			i = len(out)
			at[root] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], id)
	}
	return out
}

func shape(links []registry.GroupLink, n int) (registry.Shape, string) {
	degree := map[string]int{}
	most, centre := 0, ""
	for _, l := range links {
		for _, id := range []string{l.Pair.A, l.Pair.B} {
			degree[id]++
			if degree[id] > most {
				most, centre = degree[id], id
			}
		}
	}
	switch {
	case n == 2:
		return registry.ShapePair, ""
	case len(links) == n*(n-1)/2:
		return registry.ShapeClique, ""
	case len(links) == n-1 && most == 2:
		return registry.ShapeChain, ""
	case len(links) == n-1 && most == n-1:
		return registry.ShapeStar, centre
	}
	return registry.ShapeMixed, ""
}

// cores lists the maximal sets of three or more in which every pair is a
// finding, by the algorithm of Bron and Kerbosch (1973) with a pivot, the
// largest first.
func cores(links []registry.GroupLink, ids []string) (out [][]string, cut bool) {
	near := map[string]map[string]bool{}
	for _, id := range ids {
		near[id] = map[string]bool{}
	}
	for _, l := range links {
		near[l.Pair.A][l.Pair.B], near[l.Pair.B][l.Pair.A] = true, true
	}
	within := func(set []string, id string) []string {
		return slices.DeleteFunc(slices.Clone(set), func(x string) bool { return !near[id][x] })
	}
	var grow func(chosen, open, done []string)
	grow = func(chosen, open, done []string) {
		if len(out) > maxCores {
			return
		}
		if len(open)+len(done) == 0 {
			if len(chosen) >= 3 {
				out = append(out, slices.Sorted(slices.Values(chosen)))
			}
			return
		}
		pivot := slices.MaxFunc(slices.Concat(open, done), func(a, b string) int { return len(within(open, a)) - len(within(open, b)) })
		for _, id := range slices.Clone(open) {
			if near[pivot][id] {
				continue
			}
			grow(append(slices.Clone(chosen), id), within(open, id), within(done, id))
			open = slices.DeleteFunc(slices.Clone(open), func(x string) bool { return x == id })
			done = append(slices.Clone(done), id)
		}
	}
	out = [][]string{}
	grow(nil, ids, nil)
	slices.SortFunc(out, func(a, b []string) int { return cmp.Or(len(b)-len(a), slices.Compare(a, b)) })
	if len(out) > maxCores {
		return out[:maxCores], true
	}
	return out, false
}
