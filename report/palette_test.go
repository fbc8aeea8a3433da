package report

import (
	"math"
	"strconv"
	"testing"

	"trunglap/registry"
)

// luminance and contrast are those of WCAG 2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	var sum float64
	for i, share := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.03928 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += share * c
	}
	return sum
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestPaletteContrast(t *testing.T) {
	symbols := map[string]registry.Relation{}
	for _, r := range registry.Relations {
		s := shadeOf(r)
		if c := contrast(t, s.Tone, s.Tint); c < 4.5 {
			t.Errorf("%s: contrast %.2f", r, c)
		}
		if c := contrast(t, s.Tone, "ffffff"); c < 4.5 {
			t.Errorf("%s on white: contrast %.2f", r, c)
		}
		if other, ok := symbols[r.Symbol()]; ok {
			t.Errorf("%s and %s share a symbol", r, other)
		}
		symbols[r.Symbol()] = r
	}
}
