package similarity

import (
	"cmp"
	"slices"
	"strings"

	"trunglap/registry"
)

// A Namesake is a platform whose name is like another.
type Namesake struct {
	Platform   *registry.Platform
	Similarity int // thousandths, of the two names
}

// Namesakes lists the platforms whose name has its subject in common with a
// name, the most alike first. It is quick enough to be asked at every word
// while the name is typed, and looks at names alone: it judges nothing.
func (c *Checker) Namesakes(name string, limit int) []Namesake {
	if strings.TrimSpace(name) == "" {
		return nil
	}
	typed := c.e.Record(&registry.Platform{NameVI: name})
	var out []Namesake
	for _, o := range c.open {
		if o.name.empty() || typed.name.empty() {
			continue
		}
		x, y, _ := side(&typed.name, &o.name)
		common := shared(x, y)
		if s := ochiai(common, x.Sum, y.Sum); s >= c.e.cut().Name && common >= 2*unit { // more than stock words
			out = append(out, Namesake{o.platform, s})
		}
	}
	slices.SortFunc(out, func(a, b Namesake) int {
		return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), strings.Compare(a.Platform.ID, b.Platform.ID))
	})
	return out[:min(len(out), limit)]
}
