package similarity

import (
	"context"
	"encoding/csv"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// naiveCosines are the pairs by the definition: maps, and every pair.
func naiveCosines(texts []string, threshold float64) map[[2]int]float64 {
	counts := make([]map[string]float64, len(texts))
	df := map[string]float64{}
	for i, s := range texts {
		counts[i] = map[string]float64{}
		for _, w := range strings.Fields(strings.ToLower(s)) {
			counts[i][w]++
		}
		for w := range counts[i] {
			df[w]++
		}
	}
	value := func(i int, w string) float64 {
		return counts[i][w] * (math.Log(float64(1+len(texts))/(1+df[w])) + 1)
	}
	length := func(i int) float64 {
		sum := 0.0
		for w := range counts[i] {
			sum += value(i, w) * value(i, w)
		}
		return math.Sqrt(sum)
	}
	out := map[[2]int]float64{}
	for i := range texts {
		for j := i + 1; j < len(texts); j++ {
			dot := 0.0
			for w := range counts[i] {
				dot += value(i, w) * value(j, w)
			}
			if c := dot / (length(i) * length(j)); c >= threshold {
				out[[2]int{i, j}] = c
			}
		}
	}
	return out
}

// sameCosines compares Cosines with the definition; a pair within 10^-9 of the
// threshold may stand on either side.
func sameCosines(t interface{ Fatalf(string, ...any) }, texts []string, threshold float64, workers int) {
	got := map[[2]int]float64{}
	last := [2]int{-1, -1}
	err := Cosines(context.Background(), texts, threshold, workers, func(p CosinePair) error {
		at := [2]int{p.A, p.B}
		if at[0] < last[0] || at[0] == last[0] && at[1] <= last[1] || p.A >= p.B {
			t.Fatalf("%v after %v", at, last)
		}
		last = at
		got[at] = p.Cosine
		return nil
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
	for at, c := range naiveCosines(texts, threshold-1e-9) {
		if found, ok := got[at]; math.Abs(found-c) > 1e-9 && (ok || c > threshold+1e-9) {
			t.Fatalf("threshold %v, %q, %q: %v, want %v", threshold, texts[at[0]], texts[at[1]], found, c)
		}
		delete(got, at)
	}
	for at, c := range got {
		t.Fatalf("threshold %v, %q, %q: %v, which is too much", threshold, texts[at[0]], texts[at[1]], c)
	}
}

func TestCosines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := strings.Fields("a b c d e f g h i j k l m n o p q r s t u v w x y z")
		var texts []string
		for range rapid.IntRange(0, 40).Draw(t, "texts") {
			var b strings.Builder
			for range rapid.IntRange(0, 15).Draw(t, "words") {
				n := rapid.IntRange(0, len(words)-1).Draw(t, "rank")
				b.WriteString(words[rapid.IntRange(0, n).Draw(t, "word")] + " ")
			}
			texts = append(texts, b.String())
		}
		sameCosines(t, texts, rapid.SampledFrom([]float64{0.05, 0.3, 0.6, 0.9, 1}).Draw(t, "threshold"), rapid.IntRange(1, 3).Draw(t, "workers"))
	})
}

// TestCosinesMany: some hundred texts with near copies, as many words as make
// the index matter.
func TestCosinesMany(t *testing.T) {
	texts := wordTexts(600)
	for _, threshold := range []float64{0.4, 0.6, 0.8} {
		sameCosines(t, texts, threshold, 2)
	}
}

// wordTexts are texts of 25 words with frequencies like those of a language,
// one in five a changed copy of another.
func wordTexts(n int) []string {
	r := rand.New(rand.NewPCG(5, 6))
	word := func() string {
		w := int(math.Exp(r.Float64() * math.Log(20000)))
		return "w" + string(rune('a'+w%26)) + string(rune('a'+w/26%26)) + string(rune('a'+w/676%26))
	}
	var texts []string
	for i := range n {
		words := make([]string, 25)
		if i > 0 && r.IntN(5) == 0 {
			words = strings.Fields(texts[r.IntN(i)])
		}
		for k := range words {
			if words[k] == "" || r.IntN(6) == 0 {
				words[k] = word()
			}
		}
		texts = append(texts, strings.Join(words, " "))
	}
	return texts
}

// BenchmarkCosines joins a corpus of gen -words: TRUNGLAP_CORPUS names it.
// Without one, it joins made-up texts.
func BenchmarkCosines(b *testing.B) {
	texts := wordTexts(10000)
	if path := os.Getenv("TRUNGLAP_CORPUS"); path != "" {
		texts = columnOf(b, path, "function")
	}
	for b.Loop() {
		n := 0
		if err := Cosines(context.Background(), texts, 0.6, 0, func(CosinePair) error { n++; return nil }); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n), "pairs")
	}
}

func columnOf(t testing.TB, path, column string) []string {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	at := -1
	for i, h := range head {
		if h == column {
			at = i
		}
	}
	var out []string
	for {
		row, err := r.Read()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row[at])
	}
}
