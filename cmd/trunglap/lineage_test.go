package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A line is told from its first platform to its last, seen from any of them;
// one that splits or closes in a circle is told too.
func TestChain(t *testing.T) {
	for _, c := range []struct {
		name  string
		edges [][2]string
		from  string
		want  string
	}{
		{"alone", nil, "A", ""},
		{"first", [][2]string{{"A", "B"}, {"B", "C"}}, "A", "A → B → C"},
		{"middle", [][2]string{{"A", "B"}, {"B", "C"}}, "B", "A → B → C"},
		{"last", [][2]string{{"A", "B"}, {"B", "C"}}, "C", "A → B → C"},
		{"a shortcut", [][2]string{{"A", "B"}, {"B", "C"}, {"A", "C"}}, "A", "A → B → C"},
		{"split", [][2]string{{"A", "C"}, {"A", "B"}}, "A", "A → B, C"},
		{"merged", [][2]string{{"A", "C"}, {"B", "C"}, {"C", "D"}}, "D", "A, B → C → D"},
	} {
		l := lineage{next: map[string][]string{}, prev: map[string][]string{}}
		for _, e := range c.edges {
			l.add(e[0], e[1])
		}
		if d := cmp.Diff(c.want, chainText(l.chain(c.from))); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
	circle := lineage{next: map[string][]string{}, prev: map[string][]string{}}
	circle.add("A", "B")
	circle.add("B", "A")
	circle.add("A", "A")
	if got := circle.chain("A"); len(got) == 0 {
		t.Error("a circle has no chain")
	}
}
