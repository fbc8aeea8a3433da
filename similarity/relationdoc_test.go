package similarity

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"trunglap/registry"
)

// ifStated are the examples of docs/relations.md that the lists do not state:
// what the page says would be stated.
var ifStated = map[string]func(a, b *registry.Platform){
	"replaces":        func(a, b *registry.Platform) { b.Replaces = []string{a.ID} },
	"parent":          func(a, b *registry.Platform) { b.Parent = a.ID },
	"link":            func(a, b *registry.Platform) { a.Links = []registry.Link{{Target: b.ID}} },
	"too-little-text": func(a, _ *registry.Platform) { a.FunctionVI, a.FunctionEN = "", "" },
}

// TestRelationsPage: docs/relations.md has the rows of the decision table, in
// order, with their relations, and each example is decided by its row.
func TestRelationsPage(t *testing.T) {
	page, err := os.ReadFile("../docs/relations.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^\| (\d+) \| ([a-z-]+) \| ([a-z-]+) \| [^|]+ \| (\S+) × (\S+),([^|]*) \|$`).FindAllStringSubmatch(string(page), -1)
	if len(lines) != len(table) {
		t.Fatalf("%d rows with an example on the page, %d in the code", len(lines), len(table))
	}
	c := allLists()
	for i, m := range lines {
		row := table[i]
		if m[1] != strconv.Itoa(i+1) || m[2] != row.name || registry.Relation(m[3]) != row.relation {
			t.Errorf("row %d of the page: %q, %s; in the code: %s, %s", i+1, m[2], m[3], row.name, row.relation)
		}
		a, b := *c.record(t, m[4]).Platform, *c.record(t, m[5]).Platform
		if state := ifStated[row.name]; state != nil {
			state(&a, &b)
		}
		if supposed := regexp.MustCompile(`^ if `).MatchString(m[6]); supposed != (ifStated[row.name] != nil) {
			t.Errorf("row %d: the page must say whether its example is stated in the lists", i+1)
		}
		x, y := Default().Record(&a), Default().Record(&b)
		s := Default().measure(x, y)
		if _, decided := Default().relation(x, y, &s); decided != row.name {
			t.Errorf("row %d: %s × %s is decided by %s, not by %s", i+1, m[4], m[5], decided, row.name)
		}
	}
	cuts := Default().settings
	for _, said := range []struct {
		words string
		is    float64
	}{
		{`\*finding\* ([0-9.]+) bits`, cuts.Finding.Bits()}, {`\*duplication\* ([0-9.]+) bits`, cuts.Duplication.Bits()},
		{`\*overlap\* ([0-9.]+) bits between`, cuts.Relations.Overlap.Bits()}, {`between two bodies, ([0-9.]+) bits within`, cuts.Relations.OverlapWithin.Bits()},
		{`\*same name\* ([0-9.]+)`, float64(cuts.Relations.SameName) / 1000}, {`\*same function\* ([0-9.]+)`, float64(cuts.Relations.SameFunction) / 1000},
		{`\*subject in the name\* ([0-9.]+[0-9])`, float64(cuts.Relations.Name) / 1000},
	} {
		m := regexp.MustCompile(said.words).FindStringSubmatch(string(page))
		if m == nil || !slices.Contains([]string{strconv.FormatFloat(said.is, 'f', -1, 64), strconv.FormatFloat(said.is, 'f', 2, 64)}, m[1]) {
			t.Errorf("%s: the page says %v, the settings %v", said.words, m, said.is)
		}
	}
}
