package report

import (
	"fmt"
	"strings"

	"trunglap/registry"
)

// A shade is the colour of a relation: a dark tone for letters and edges, a
// light tint for areas. Tone on tint has a contrast of at least 4.5 : 1, and no
// relation is told by its colour alone.
type shade struct{ Tone, Tint string } // six hexadecimal digits each

// shadeOf is the palette, the same on every kind of page.
func shadeOf(r registry.Relation) shade {
	switch r {
	case registry.Duplication:
		return shade{"8d1722", "fae6e5"}
	case registry.Overlap:
		return shade{"8a4b00", "fdf0db"}
	case registry.Succession:
		return shade{"174f86", "e3eef9"}
	case registry.Fragmentation:
		return shade{"55560f", "f4f4da"}
	case registry.PartOf:
		return shade{"453a8c", "ecebf9"}
	case registry.Integration:
		return shade{"0a5d53", "def3ee"}
	case registry.Parallel:
		return shade{"3e4a56", "e9edf1"}
	case registry.Insufficient:
		return shade{"6a3a6c", "f6eaf6"}
	}
	return shade{"4b5560", "f1f2f4"}
}

// paletteCSS gives each relation's class its colours.
func paletteCSS() string {
	var b strings.Builder
	rule := func(class string, s shade) {
		fmt.Fprintf(&b, ".%s{--tone:#%s;--tint:#%s}\n", class, s.Tone, s.Tint)
	}
	for _, r := range registry.Relations {
		rule(relationClass(r), shadeOf(r))
	}
	rule("rel-unknown", shadeOf(""))
	rule("rel-hidden", shadeOf(""))
	return b.String()
}
