package similarity

import (
	"math"
	"strings"
	"testing"

	"github.com/adrg/strutil"
	"github.com/adrg/strutil/metrics"
	"pgregory.net/rapid"
)

func wordOf(s string) oddWord {
	return oddWord{word: s, runes: []rune(s), letters: lettersOf([]rune(s))}
}

// alike compares likeness with strutil, which defines it.
func alike(t interface{ Fatalf(string, ...any) }, a, b string) {
	want := strutil.Similarity(a, b, metrics.NewLevenshtein())
	x, y := wordOf(a), wordOf(b)
	got := likeness(&x, &y)
	if math.IsNaN(want) && math.IsNaN(got) {
		return // what strutil says of two words without letters; names have none
	}
	if got != want && !(got == 0 && want < nearEnough) {
		t.Fatalf("%q, %q: %v, strutil says %v", a, b, got, want)
	}
}

// TestLikenessShort: all pairs of words of up to six letters of an alphabet of
// two, and up to four of three.
func TestLikenessShort(t *testing.T) {
	for _, of := range []struct {
		alphabet string
		length   int
	}{{"aố", 6}, {"abđ", 4}} {
		words := []string{""}
		for from, n := 0, 0; n < of.length; n++ {
			to := len(words)
			for _, w := range words[from:to] {
				for _, r := range of.alphabet {
					words = append(words, w+string(r))
				}
			}
			from = to
		}
		for _, a := range words {
			for _, b := range words {
				alike(t, a, b)
			}
		}
	}
}

// TestLikenessLong: words up to and beyond one machine word, and any text.
func TestLikenessLong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(50, 80).Draw(t, "letters")
		a := rapid.StringOfN(rapid.RuneFrom([]rune("abố")), n, n, -1).Draw(t, "a")
		b := []rune(a)
		for range rapid.IntRange(0, 20).Draw(t, "changes") {
			i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				b[i] = 'b'
			case 1:
				b = append(b[:i], b[i+1:]...)
			case 2:
				b = append(b[:i], append([]rune{'c'}, b[i:]...)...)
			}
		}
		alike(t, a, string(b))
		alike(t, rapid.String().Draw(t, "x"), rapid.String().Draw(t, "y"))
	})
}

func FuzzLikeness(f *testing.F) {
	f.Add("thống", "thốg")
	f.Add("nation", "national")
	f.Add(strings.Repeat("a", 64), strings.Repeat("a", 65)+"b")
	f.Fuzz(func(t *testing.T, a, b string) { alike(t, a, b) })
}

// TestNearGraph: the pieces find every pair of words that near would pair, and
// no other among words of at most 64 letters.
func TestNearGraph(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := newWordTable()
		for range rapid.IntRange(0, 30).Draw(t, "words") {
			w := rapid.StringOfN(rapid.RuneFrom([]rune("abố")), 4, 14, -1).Draw(t, "word")
			table.list([]oddWord{{lang: "vi", word: w, odd: rapid.Bool().Draw(t, "odd")}})
		}
		g := table.graph()
		for i, a := range table.words {
			var want []uint32
			for k, b := range table.words {
				if a.word != b.word && (a.odd || b.odd) && strutil.Similarity(a.word, b.word, metrics.NewLevenshtein()) >= nearEnough {
					want = append(want, uint32(k))
				}
			}
			got := g.of(uint32(i))
			if len(got) != len(want) {
				t.Fatalf("%q: near %d words, want %d", a.word, len(got), len(want))
			}
			for k := range want {
				if got[k] != want[k] {
					t.Fatalf("%q: near %v, want %v", a.word, got, want)
				}
			}
		}
	})
}

func benchmarkWords() (words []oddWord) {
	seen := map[string]bool{}
	for _, r := range allLists().records {
		for _, w := range r.odd {
			if !seen[w.word] && len(words) < 200 {
				seen[w.word] = true
				words = append(words, w)
			}
		}
	}
	return words
}

// BenchmarkLikeness compares the words of real names: one operation is all
// pairs of 200 words.
func BenchmarkLikeness(b *testing.B) {
	words := benchmarkWords()
	b.Run("kernel", func(b *testing.B) {
		for b.Loop() {
			for i := range words {
				for j := range words {
					likeness(&words[i], &words[j])
				}
			}
		}
	})
	b.Run("strutil", func(b *testing.B) {
		lev := metrics.NewLevenshtein()
		for b.Loop() {
			for i := range words {
				for j := range words {
					strutil.Similarity(words[i].word, words[j].word, lev)
				}
			}
		}
	})
}
