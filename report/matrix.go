package report

import (
	"slices"
	"strings"

	"trunglap/registry"
)

// The agency x agency matrix. A cell counts the findings between the owners of
// its row and column, as listed, and shows the strongest relation among them;
// it leads to the first of these findings in the report.
//
// Rows and columns stand in one order, found by average-linkage clustering on
// the numbers of findings, so that agencies that overlap stand together and
// blocks are seen along the diagonal. Every tie is broken by code: two reports
// of equal content look equal.

// A cell is one place of the matrix.
type cell struct {
	Row, Column int // places in matrix.Codes
	Count       int
	Strongest   registry.Relation
	First       int // index of the first case of this cell
}

// A matrix holds the cells that are not empty, row by row; it is symmetric.
type matrix struct {
	Codes []string
	Cells []cell
}

// matrixOf counts the cases that a reader may see in full.
func matrixOf(cases []kase) matrix {
	counts := map[[2]string]*cell{}
	weight := map[[2]string]int{}
	known := map[string]bool{}
	for i := range cases {
		k := &cases[i]
		if k.hidden {
			continue
		}
		pair := [2]string{min(k.a.Agency, k.b.Agency), max(k.a.Agency, k.b.Agency)}
		known[pair[0]], known[pair[1]] = true, true
		weight[pair]++
		c := counts[pair]
		if c == nil {
			c = &cell{First: i, Strongest: k.Relation}
			counts[pair] = c
		}
		c.Count++
		if rank(k.Relation) < rank(c.Strongest) {
			c.Strongest = k.Relation
		}
	}
	m := matrix{Codes: clustered(sortedKeys(known, func(string) bool { return true }), weight)}
	m.fill(counts)
	return m
}

func (m *matrix) fill(counts map[[2]string]*cell) {
	for i, x := range m.Codes {
		for j, y := range m.Codes {
			if c := counts[[2]string{min(x, y), max(x, y)}]; c != nil {
				placed := *c
				placed.Row, placed.Column = i, j
				m.Cells = append(m.Cells, placed)
			}
		}
	}
}

// rank is a relation's place in printing order, which is also its strength.
func rank(r registry.Relation) int {
	if i := slices.Index(registry.Relations[:], r); i >= 0 {
		return i
	}
	return len(registry.Relations)
}

// clustered orders the codes: the two groups with the highest average weight
// between their members are joined until one is left. Averages are compared as
// fractions, so that no rounding decides.
func clustered(codes []string, weight map[[2]string]int) []string {
	var groups [][]string
	for _, c := range codes {
		groups = append(groups, []string{c})
	}
	for len(groups) > 1 {
		bi, bj, bw, bn := 0, 1, -1, 1
		for i := range groups {
			for j := i + 1; j < len(groups); j++ {
				w, n := between(groups[i], groups[j], weight), len(groups[i])*len(groups[j])
				if w*bn > bw*n {
					bi, bj, bw, bn = i, j, w, n
				}
			}
		}
		groups[bi] = joined(groups[bi], groups[bj], weight)
		groups = slices.Delete(groups, bj, bj+1)
		slices.SortFunc(groups, func(a, b []string) int { return strings.Compare(slices.Min(a), slices.Min(b)) })
	}
	if len(groups) == 0 {
		return nil
	}
	return groups[0]
}

func between(a, b []string, weight map[[2]string]int) int {
	sum := 0
	for _, x := range a {
		for _, y := range b {
			sum += weight[[2]string{min(x, y), max(x, y)}]
		}
	}
	return sum
}

// joined lays two groups end to end, turned so that the ends that meet are the
// ones with most in common.
func joined(a, b []string, weight map[[2]string]int) []string {
	best, score := [2][]string{a, b}, -1
	for _, x := range [][]string{a, reversed(a)} {
		for _, y := range [][]string{b, reversed(b)} {
			if s := between(x[len(x)-1:], y[:1], weight); s > score {
				best, score = [2][]string{x, y}, s
			}
		}
	}
	return slices.Concat(best[0], best[1])
}

func reversed(s []string) []string {
	s = slices.Clone(s)
	slices.Reverse(s)
	return s
}
