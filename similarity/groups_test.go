package similarity

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trunglap/registry"
)

// linksOf reads "A-B:5 B-C:3" as findings.
func linksOf(s string) []registry.Finding {
	var out []registry.Finding
	for _, word := range strings.Fields(s) {
		ids, score, _ := strings.Cut(word, ":")
		a, b, _ := strings.Cut(ids, "-")
		p, err := registry.NewPair(a, b)
		if err != nil {
			panic(err)
		}
		m, err := registry.ParseMillibits(score)
		if err != nil {
			panic(err)
		}
		out = append(out, registry.Finding{ID: p.ID(), Pair: p, Score: m, Relation: registry.Overlap})
	}
	return out
}

func ownBody(id string) string { return "B" + id[:1] }

// TestGroupShapes: chain, star and clique are told apart, and the weakest link
// is the one that holds the group together.
func TestGroupShapes(t *testing.T) {
	for _, c := range []struct {
		links   string
		shape   registry.Shape
		centre  string
		apart   int
		weakest string
		parts   [][]string
		cores   [][]string
	}{
		{"a-b:5", registry.ShapePair, "", 0, "a-b", [][]string{{"a"}, {"b"}}, nil},
		{"a-b:5 b-c:3", registry.ShapeChain, "", 1, "b-c", [][]string{{"a", "b"}, {"c"}}, nil},
		{"a-b:5 b-c:3 c-d:4", registry.ShapeChain, "", 3, "b-c", [][]string{{"a", "b"}, {"c", "d"}}, nil},
		{"a-b:5 a-c:3 a-d:4", registry.ShapeStar, "a", 3, "a-c", [][]string{{"a", "b", "d"}, {"c"}}, nil},
		{"a-b:5 b-c:3 a-c:1", registry.ShapeClique, "", 0, "b-c", [][]string{{"a", "b"}, {"c"}}, [][]string{{"a", "b", "c"}}},
		{"a-b:5 b-c:3 a-c:4 c-d:2", registry.ShapeMixed, "", 2, "c-d", [][]string{{"a", "b", "c"}, {"d"}}, [][]string{{"a", "b", "c"}}},
		{"a-b:5 b-c:5 c-d:5 a-d:5", registry.ShapeMixed, "", 2, "b-c", [][]string{{"a", "b", "d"}, {"c"}}, nil},
		// two cliques that one weak finding joins: two cores, and it says where to cut
		{"a-b:9 b-c:9 a-c:9 d-e:8 e-f:8 d-f:8 c-d:1", registry.ShapeMixed, "", 8, "c-d",
			[][]string{{"a", "b", "c"}, {"d", "e", "f"}}, [][]string{{"a", "b", "c"}, {"d", "e", "f"}}},
	} {
		gs := Groups(linksOf(c.links), ownBody, nil, Every, 2)
		if len(gs) != 1 {
			t.Fatalf("%s: %d groups", c.links, len(gs))
		}
		g := gs[0]
		if got := g.Weakest.Pair.A + "-" + g.Weakest.Pair.B; g.Shape != c.shape || g.Centre != c.centre || g.Apart != c.apart || got != c.weakest {
			t.Errorf("%s: shape %s, centre %q, apart %d, weakest %s", c.links, g.Shape, g.Centre, g.Apart, got)
		}
		if d := cmp.Diff(c.parts, g.Parts); d != "" {
			t.Errorf("%s: parts %s", c.links, d)
		}
		if len(c.cores)+len(g.Cores) > 0 && cmp.Diff(c.cores, g.Cores) != "" {
			t.Errorf("%s: cores %v", c.links, g.Cores)
		}
	}
}

// A chain is never a clique, whatever the order of the findings; the order of
// the groups is theirs, not that of the findings.
func TestGroupsOrder(t *testing.T) {
	fs := linksOf("a-b:5 b-c:3 x-y:9 y-z:9 x-z:9 p-q:1 m-n:2 n-o:2 o-k:2")
	want := Groups(fs, ownBody, nil, Every, 3)
	var names []string
	for _, g := range want {
		names = append(names, strings.Join(g.Platforms, ""))
	}
	if got := strings.Join(names, " "); got != "kmno xyz abc" {
		t.Errorf("groups %s", got)
	}
	rnd := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		rnd.Shuffle(len(fs), func(i, j int) { fs[i], fs[j] = fs[j], fs[i] })
		if d := cmp.Diff(want, Groups(fs, ownBody, nil, Every, 3)); d != "" {
			t.Fatal(d)
		}
	}
}

func TestGroupsFilter(t *testing.T) {
	fs := linksOf("a-b:5 b-c:3")
	fs[0].Relation = registry.Succession
	if gs := Groups(fs, ownBody, []registry.Relation{registry.Overlap}, Every, 2); len(gs) != 1 || len(gs[0].Platforms) != 2 {
		t.Errorf("by relation: %+v", gs)
	}
	if gs := Groups(fs, ownBody, nil, 4000, 2); len(gs) != 1 || !slices.Equal(gs[0].Platforms, []string{"a", "b"}) {
		t.Errorf("by score: %+v", gs)
	}
	if gs := Groups(nil, ownBody, nil, Every, 2); gs == nil || len(gs) != 0 {
		t.Errorf("of nothing: %#v", gs)
	}
}

// The cores are the maximal cliques: an oracle tries every subset.
func TestCoresAgainstEverySubset(t *testing.T) {
	rnd := rand.New(rand.NewPCG(21, 1))
	letters := "abcdefgh"
	for range 300 {
		var s strings.Builder
		linked := map[string]bool{}
		for i := range letters {
			for j := i + 1; j < len(letters); j++ {
				if rnd.IntN(2) == 0 {
					s.WriteString(letters[i:i+1] + "-" + letters[j:j+1] + ":1 ")
					linked[letters[i:i+1]+letters[j:j+1]] = true
				}
			}
		}
		clique := func(mask int) bool {
			for i := range letters {
				for j := i + 1; j < len(letters); j++ {
					if mask>>i&1 == 1 && mask>>j&1 == 1 && !linked[letters[i:i+1]+letters[j:j+1]] {
						return false
					}
				}
			}
			return true
		}
		want := map[string]bool{}
		for mask := range 1 << len(letters) {
			maximal := clique(mask)
			var set string
			for i := range letters {
				if mask>>i&1 == 1 {
					set += letters[i : i+1]
				} else if clique(mask | 1<<i) {
					maximal = false
				}
			}
			if maximal && len(set) >= 3 {
				want[set] = true
			}
		}
		got := map[string]bool{}
		for _, g := range Groups(linksOf(s.String()), ownBody, nil, Every, 2) {
			for _, c := range g.Cores {
				got[strings.Join(c, "")] = true
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%s: %s", s.String(), d)
		}
	}
}
