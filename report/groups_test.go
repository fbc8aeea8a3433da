package report

import (
	"bytes"
	"strings"
	"testing"

	"trunglap/registry"
)

// Whatever a platform is called, the page shows it as text; what the reader
// may not see is refused rather than shown.
func TestGroupsPageIsInert(t *testing.T) {
	attack := `</ScRiPt><img src=x onerror=alert(1)>{{7*7}}`
	r := &Report{Agencies: registry.DefaultAgencies(strings.ToLower), Snapshot: registry.NewSnapshot([]registry.Platform{
		{ID: "A", Agency: "BTC", NameVI: attack}, {ID: "B", Agency: "BCA", NameVI: attack}, {ID: "C", Agency: "BCA", NameVI: "ba"}}, nil, "")}
	link := func(a, b string) registry.GroupLink {
		p := registry.Pair{A: a, B: b}
		return registry.GroupLink{ID: p.ID(), Pair: p, Score: 4000, Relation: registry.Overlap}
	}
	g := registry.Group{ID: "G-1", Shape: registry.ShapeChain, Platforms: []string{"A", "B", "C"}, Agencies: []string{"BCA", "BTC"},
		Links: []registry.GroupLink{link("A", "B"), link("B", "C")}, Weakest: link("B", "C"), Parts: [][]string{{"A", "B"}, {"C"}}}
	write := func() (string, error) {
		var b bytes.Buffer
		err := WriteGroups(&b, r, []registry.Group{g}, registry.VI)
		return b.String(), err
	}
	page, err := write()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page, "<img") || !strings.Contains(page, "&lt;img") || strings.Contains(page, "ZgotmplZ") {
		t.Error("the page is not inert, or the name is not shown")
	}
	if again, _ := write(); again != page {
		t.Error("two pages of one run differ")
	}
	for i := range r.Snapshot.Platforms {
		r.Snapshot.Platforms[i].Restricted = r.Snapshot.Platforms[i].ID == "C"
	}
	if page, err := write(); err == nil {
		t.Errorf("a restricted platform is shown: %.80s", page)
	}
}
