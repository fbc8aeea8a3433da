package similarity

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"trunglap/registry"
	"trunglap/text"
)

// longTexts are two long texts of n words each that are hard in some way.
func longTexts(n int) map[string][2]string {
	var words []string
	for _, p := range list2024().Platforms {
		words = append(words, strings.Fields(p.FunctionVI)...)
	}
	r := rand.New(rand.NewPCG(1, 2))
	shuffled := func() string {
		var b strings.Builder
		for range n {
			b.WriteString(words[r.IntN(len(words))] + " ")
		}
		return b.String()
	}
	return map[string][2]string{
		"one word repeated":    {strings.Repeat("dữ ", n), strings.Repeat("dữ ", n)},
		"one phrase repeated":  {strings.Repeat("dữ liệu dữ ", n/3), strings.Repeat("dữ ", n)},
		"ordinary words":       {shuffled(), shuffled()},
		"one word without end": {strings.Repeat("a", 5*n), strings.Repeat("a", 5*n)},
	}
}

// cost is the time that preparing, comparing and explaining two such functions takes.
func cost(texts [2]string) time.Duration {
	e := Default()
	start := time.Now()
	a := e.Record(&registry.Platform{ID: "a", NameVI: "Một", FunctionVI: texts[0]})
	b := e.Record(&registry.Platform{ID: "b", NameVI: "Hai", FunctionVI: texts[1]})
	e.Finding(a, b, e.Compare(a, b, day))
	return time.Since(start)
}

// TestLongTextsAreNotSquared: sixteen times the text takes some sixteen times
// the time, where a square would take 256. Only the ratio of the shortest times
// is looked at, so that a slow or busy machine does not matter.
func TestLongTextsAreNotSquared(t *testing.T) {
	short, long := longTexts(1250), longTexts(20000)
	for what := range short {
		few, many := time.Hour, time.Hour
		for try := 0; try == 0 || try < 8 && many > 100*few; try++ {
			few, many = min(few, cost(short[what])), min(many, cost(long[what]))
		}
		if many > 100*few {
			t.Errorf("%s: %v for 1,250 words, %v for 20,000", what, few, many)
		}
	}
}

// countingStatistics counts how often a rarity is looked up.
type countingStatistics struct {
	Statistics
	lookups *int
}

func (s countingStatistics) IDF(term string) float64 { *s.lookups++; return s.Statistics.IDF(term) }

// TestLookupsGrowWithTheText, counted: exactly as many again for as much text
// again. Every line has words of its own, since an engine asks about a word once.
func TestLookupsGrowWithTheText(t *testing.T) {
	count := func(n int) int {
		lookups := 0
		e := NewEngine(text.Default(), countingStatistics{text.DefaultStats(), &lookups}, DefaultSettings(), registry.DefaultAgencies(text.Folded))
		lookups = 0
		var words strings.Builder
		for i := range n {
			words.WriteString("quản lý hồ sơ tàu cá số " + strconv.Itoa(1000+i) + ". ")
		}
		a := e.Record(&registry.Platform{ID: "a", FunctionVI: words.String()})
		b := e.Record(&registry.Platform{ID: "b", FunctionVI: words.String()})
		e.Finding(a, b, e.Compare(a, b, day))
		return lookups
	}
	one, two, four := count(100), count(200), count(400)
	if one < 100 || four-two != 2*(two-one) {
		t.Errorf("%d, %d and %d lookups for one, two and four times the text", one, two, four)
	}
}

// TestLongNamesAreNotSquared: nor does a page of slips in the name column.
func TestLongNamesAreNotSquared(t *testing.T) {
	names := func(n int) [2]*Record {
		var out [2]*Record
		for side := range out {
			var b strings.Builder
			for i := range n {
				b.WriteString(strings.Repeat(string(rune('b'+side)), i%20) + "wxzfj" + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + " ")
			}
			out[side] = Default().Record(&registry.Platform{ID: string(rune('a' + side)), NameVI: b.String()})
		}
		return out
	}
	aligning := func(p [2]*Record) time.Duration {
		start := time.Now()
		near(p[0], p[1])
		return time.Since(start)
	}
	short, long := names(500), names(8000)
	few, many := time.Hour, time.Hour
	for try := 0; try < 2 || try < 8 && many > 64*few; try++ {
		few, many = min(few, aligning(short)), min(many, aligning(long))
	}
	if many > 64*few {
		t.Errorf("%v for 500 slips, %v for 8,000", few, many)
	}
}

// TestOneWordAHundredThousandTimes says no more than saying it once.
func TestOneWordAHundredThousandTimes(t *testing.T) {
	once := registry.Platform{ID: "a", NameVI: "Hệ thống hộ tịch", FunctionVI: "hộ tịch"}
	often := registry.Platform{ID: "b", NameVI: "Hệ thống hộ tịch", FunctionVI: strings.Repeat("hộ tịch. ", 100_000)}
	e := Default()
	a, b := e.Record(&once), e.Record(&often)
	s := e.Compare(a, b, day)
	if s.Measures[1].Similarity != 1000 {
		t.Errorf("said once and said often: %+v", s.Measures[1])
	}
	f := e.Finding(a, b, s)
	for _, x := range f.Explain {
		for _, s := range sentences(x) {
			if len(s) > 2000 {
				t.Errorf("a sentence of %d bytes", len(s))
			}
		}
	}
}
