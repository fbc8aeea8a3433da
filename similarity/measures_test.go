package similarity

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trunglap/registry"
)

// TestMeasuresAgreeWithTheOracle on every pair of the 2024 list.
func TestMeasuresAgreeWithTheOracle(t *testing.T) {
	c, e := list2024(), Default()
	naive := make([]naiveRecord, len(c.Platforms))
	for i := range c.Platforms {
		naive[i] = newNaiveRecord(e, &c.Platforms[i])
	}
	for _, s := range c.pairs {
		if want := naiveMeasures(e, naive[s.A], naive[s.B]); !sameMeasures(s, want) {
			t.Fatalf("%s %s: %+v, oracle %+v", c.Platforms[s.A].ID, c.Platforms[s.B].ID, s.Measures, want)
		}
	}
}

func TestInventedMeasuresAgreeWithTheOracle(t *testing.T) {
	e := Default()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPlatform("a").Draw(t, "a"), anyPlatform("b").Draw(t, "b")
		got, want := scored(a, b), naiveMeasures(e, newNaiveRecord(e, &a), newNaiveRecord(e, &b))
		if !sameMeasures(got, want) {
			t.Fatalf("%+v, oracle %+v", got.Measures, want)
		}
	})
}

// TestNearWords holds the alignment of left-over words to the plain one, and
// shows what it is for.
func TestNearWords(t *testing.T) {
	e := Default()
	for _, c := range []struct {
		a, b  registry.Platform
		pairs [][2]string // as written
	}{
		{named("Nền tảng thốg kê"), named("Nền tảng thống kê"), [][2]string{{"thốg", "thống"}}},
		{named("Cổng Telemedicine"), named("Hệ thống telemedicin"), [][2]string{{"Telemedicine", "telemedicin"}}},
		{english("National Licences"), english("Nation licence"), [][2]string{{"National", "Nation"}}},                    // licences/licence are the same word
		{named("Quản lý thuế"), named("Quản lý thuê"), nil},                                                               // two good words
		{named("Quản lý thuế"), named("Quan ly thue"), nil},                                                               // the same letters once folded: not counted twice
		{named("quan ly nghien cuu"), named("quan ly nghiem cuu"), nil},                                                   // unmarked words are no slips
		{named("Phiên bản 20245"), named("Phiên bản 20246"), nil},                                                         // numbers are exact
		{registry.Platform{ID: "x", NameVI: "Cổng Telemedicine", NameEN: "Remote health"}, english("Telemedicines"), nil}, // English is compared
		{named("Cổng Telemedicine"), english("Telemedicines"), [][2]string{{"Telemedicine", "Telemedicines"}}},
	} {
		var got [][2]string
		for _, n := range near(e.Record(&c.a), e.Record(&c.b)) {
			got = append(got, [2]string{n.a, n.b})
		}
		if !slices.Equal(got, c.pairs) {
			t.Errorf("%s | %s: near words %q, want %q", c.a.NameVI+c.a.NameEN, c.b.NameVI+c.b.NameEN, got, c.pairs)
		}
	}
}

// TestNearWordsAgreeWithTheOracle on the names of all lists, and invented ones.
func TestNearWordsAgreeWithTheOracle(t *testing.T) {
	e := Default()
	check := func(t interface{ Fatalf(string, ...any) }, a, b *Record) {
		x, y := newNaiveRecord(e, a.Platform), newNaiveRecord(e, b.Platform)
		la, lb := languages(&a.name, &b.name)
		if got, want := near(a, b), naiveNear(e, x.odd[la], y.odd[lb]); !slices.Equal(got, want) {
			t.Fatalf("%q %q: %v, oracle %v", a.Platform.NameVI, b.Platform.NameVI, got, want)
		}
	}
	c := allLists()
	for _, s := range c.pairs {
		if len(near(c.records[s.A], c.records[s.B])) > 0 {
			check(t, c.records[s.A], c.records[s.B])
		}
	}
	slips := sentence(strings.Fields("thốg thống thồng kê hệ hệe nghiệp nghiệpp licence licences licencee telemed telemedi"), 8)
	rapid.Check(t, func(t *rapid.T) {
		a, b := registry.Platform{NameVI: slips.Draw(t, "a")}, registry.Platform{NameVI: slips.Draw(t, "b")}
		check(t, e.Record(&a), e.Record(&b))
	})
}

func named(vi string) registry.Platform   { return registry.Platform{ID: vi, NameVI: vi} }
func english(en string) registry.Platform { return registry.Platform{ID: en, NameEN: en} }

// TestOchiai against whole-number arithmetic.
func TestOchiai(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64Range(0, 1<<30).Draw(t, "a"), rapid.Int64Range(0, 1<<30).Draw(t, "b")
		common := rapid.Int64Range(0, min(a, b)).Draw(t, "common")
		if got, want := ochiai(common, a, b), naiveOchiai(common, a, b); got != want {
			t.Fatalf("ochiai(%d, %d, %d) = %d, want %d", common, a, b, got, want)
		}
	})
	for _, c := range []struct {
		common, a, b int64
		want         int
	}{{0, 0, 0, 0}, {0, 5, 5, 0}, {5, 5, 5, 1000}, {1, 4, 1, 500}, {1, 1 << 40, 1, 0}, {7, 2, 2, 1000}, {-1, 3, 3, 0}} {
		if got := ochiai(c.common, c.a, c.b); got != c.want {
			t.Errorf("ochiai(%d, %d, %d) = %d, want %d", c.common, c.a, c.b, got, c.want)
		}
	}
}

// TestStem: forms of one English word meet, different words do not.
func TestStem(t *testing.T) {
	for _, words := range [][]string{
		{"register", "registers", "registered", "registering"},
		{"service", "services"}, {"licence", "licences"}, {"registry", "registries"},
		{"manage", "manages", "managed", "managing"}, {"class", "classes"},
	} {
		for _, w := range words[1:] {
			if stem(w) != stem(words[0]) {
				t.Errorf("stem(%q) = %q, stem(%q) = %q", w, stem(w), words[0], stem(words[0]))
			}
		}
	}
	for _, w := range []string{"", "s", "es", "ing", "bus", "gas", "process", "e"} {
		if w != "" && stem(w) == "" {
			t.Errorf("stem(%q) is empty", w)
		}
	}
}

// TestUsageOnlySupports: words used alike never lower a similarity, never add
// more than the settings allow, and never make an overlap a duplication.
func TestUsageOnlySupports(t *testing.T) {
	c, e := list2024(), Default()
	silent := engineWith(t, func(s *Settings) { s.Views.Vector = 0 })
	records := make([]*Record, len(c.Platforms))
	for i := range c.Platforms {
		records[i] = silent.Record(&c.Platforms[i])
	}
	supported := 0
	for _, s := range c.pairs {
		without := silent.Compare(records[s.A], records[s.B], day)
		added := s.Measures[1].Similarity - without.Measures[1].Similarity
		if added < 0 || added > e.settings.Views.VectorMost {
			t.Errorf("%s %s: usage adds %d", c.Platforms[s.A].ID, c.Platforms[s.B].ID, added)
		}
		if s.Relation == registry.Duplication && without.Relation != registry.Duplication {
			t.Errorf("%s %s: duplication by usage alone", c.Platforms[s.A].ID, c.Platforms[s.B].ID)
		}
		supported += min(added, 1)
	}
	if supported == 0 {
		t.Error("usage says nothing of any pair")
	}
}
