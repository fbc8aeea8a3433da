package registry_test

import (
	"maps"
	"strings"
	"testing"

	"trunglap/registry"
)

// TestBodiesOfTheGovernment holds the embedded directory to the published
// numbers: 30 bodies in July 2024, 22 from 01/03/2025.
func TestBodiesOfTheGovernment(t *testing.T) {
	agencies := registry.DefaultAgencies(strings.ToLower)
	for _, c := range []struct {
		on   registry.Date
		want map[string]int
	}{
		{"2024-07-01", map[string]int{"ministry": 18, "ministerial-level agency": 4, "government agency": 8}},
		{"2025-02-28", map[string]int{"ministry": 18, "ministerial-level agency": 4, "government agency": 8}},
		{"2025-03-01", map[string]int{"ministry": 14, "ministerial-level agency": 3, "government agency": 5}},
	} {
		got := map[string]int{}
		for _, a := range agencies.All() {
			if a.Kind != "other" && a.ValidOn(c.on) {
				got[a.Kind]++
			}
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.on, got, c.want)
		}
	}
}

// TestSuccessorsStandReady: whoever ends names a successor that exists the day after.
func TestSuccessorsStandReady(t *testing.T) {
	agencies := registry.DefaultAgencies(strings.ToLower)
	for _, a := range agencies.All() {
		if a.ValidTo.Known() != (a.Successor != "") {
			t.Errorf("%s: valid_to %q but successor %q", a.Code, a.ValidTo, a.Successor)
		}
		if s, ok := agencies.ByCode(a.Successor); a.Successor != "" && (!ok || !s.ValidOn("2025-03-01")) {
			t.Errorf("%s: its successor %s does not exist on 2025-03-01", a.Code, a.Successor)
		}
	}
}

// TestEverySpellingIsSomebodys: each code, name, abbreviation and alias is recognised as its own agency.
func TestEverySpellingIsSomebodys(t *testing.T) {
	agencies := registry.DefaultAgencies(strings.ToLower)
	for _, a := range agencies.All() {
		for _, s := range append([]string{a.Code, a.NameVI, a.NameEN, a.AbbrevEN}, a.Aliases...) {
			if got, ok := agencies.Find(s); s != "" && (!ok || got.Code != a.Code) {
				t.Errorf("%q of %s is recognised as %q", s, a.Code, got.Code)
			}
		}
	}
}
