package synthetic

import (
	"bytes"
	"encoding/csv"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trunglap/registry"
	"trunglap/text"
)

var update = flag.Bool("update", false, "rewrite the expected output")

// The same Spec writes the same bytes, on every machine and in every release:
// benchmarks compare figures of different days.
func TestGolden(t *testing.T) {
	var platforms, labels bytes.Buffer
	if err := New(Spec{N: 60, Seed: 1, Planted: 25, Provinces: 40}).WriteCSV(&platforms, &labels); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"platforms.csv": platforms.Bytes(), "labels.csv": labels.Bytes()} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what it was", name)
		}
	}
}

func TestRowsAndNumbersArePermutations(t *testing.T) {
	for n := 1; n < 400; n++ {
		r := New(Spec{N: n, Seed: uint64(n)})
		seen := make([]bool, n)
		for row := range n {
			k := r.number(row)
			if seen[k] || r.rowOf(k) != row {
				t.Fatalf("n %d: row %d is number %d, seen %v, whose row is %d", n, row, k, seen[k], r.rowOf(k))
			}
			seen[k] = true
		}
	}
}

// Any row can be made alone, and size changes neither ids nor uniqueness.
func TestRows(t *testing.T) {
	r := New(Spec{N: 500, Seed: 3})
	platforms, _ := r.Platforms()
	for i, p := range platforms {
		again, _ := r.Row(i)
		if again.Digest() != p.Digest() {
			t.Fatalf("row %d made alone is another", i)
		}
		if i > 0 && p.ID <= platforms[i-1].ID {
			t.Fatalf("%s after %s", p.ID, platforms[i-1].ID)
		}
		if p.NameVI == "" || p.FunctionVI == "" || len(p.Domains) < 2 || len(p.Users) == 0 || p.Agency == "" {
			t.Errorf("%+v", p)
		}
	}
	if other, _ := New(Spec{N: 500, Seed: 4}).Row(0); other.NameVI == platforms[0].NameVI {
		t.Error("another seed made the same platform")
	}
}

func TestLabels(t *testing.T) {
	const n = 20000
	platforms, labels := New(Spec{N: n, Seed: 1, Provinces: 50}).Platforms()
	byID := map[string]registry.Platform{}
	for _, p := range platforms {
		byID[p.ID] = p
	}
	if len(labels) != n/20 {
		t.Errorf("%d labels", len(labels))
	}
	kinds := map[Kind]int{}
	seen := map[string]bool{}
	for _, l := range labels {
		a, b := byID[l.A], byID[l.B]
		if l.A >= l.B || a.ID == "" || b.ID == "" || seen[l.A] || seen[l.B] {
			t.Fatalf("label %+v", l)
		}
		seen[l.A], seen[l.B] = true, true
		kinds[l.Kind]++
		check(t, l, a, b)
	}
	for _, p := range plants {
		share := float64(kinds[p.kind]) / float64(len(labels))
		if math.Abs(share-float64(p.weight)/100) > 0.03 {
			t.Errorf("%s: %d of %d, want %d%%", p.kind, kinds[p.kind], len(labels), p.weight)
		}
	}
}

// check holds each kind to what it promises.
func check(t *testing.T, l Label, a, b registry.Platform) {
	t.Helper()
	sameText := a.NameVI == b.NameVI && a.FunctionVI == b.FunctionVI
	sameFolded := text.Folded(a.NameVI) == text.Folded(b.NameVI) && text.Folded(a.FunctionVI) == text.Folded(b.FunctionVI)
	ok := true
	switch l.Kind {
	case Verbatim:
		ok = sameText && a.Agency != b.Agency
	case Reworded:
		ok = !sameText && a.Agency != b.Agency
	case Unmarked:
		ok = sameFolded && !sameText
	case Misspelt:
		ok = !sameText && len(a.FunctionVI) == len(b.FunctionVI)
	case Successor:
		ok = slices.Contains(a.Replaces, b.ID) || slices.Contains(b.Replaces, a.ID)
	case Channel:
		ok = a.Parent == b.ID || b.Parent == a.ID
	case SameData:
		ok = slices.Equal(a.Domains, b.Domains) && a.FunctionVI != b.FunctionVI
	case TrapMarks:
		pair := func(c [2]string) bool {
			return strings.Contains(a.NameVI+b.NameVI, c[0]) && strings.Contains(a.NameVI+b.NameVI, c[1]) && text.Folded(c[0]) == text.Folded(c[1])
		}
		ok = slices.ContainsFunc(confusable, pair)
	}
	if trap := strings.HasPrefix(string(l.Kind), "trap-"); trap != (l.Grade == 0) || trap != (l.Relation == "none") {
		ok = false
	}
	if !ok {
		t.Errorf("%+v\n%+v\n%+v", l, a, b)
	}
}

func TestOwners(t *testing.T) {
	known := registry.DefaultAgencies(text.Folded)
	platforms, _ := New(Spec{N: 2000, Seed: 1}).Platforms()
	owners := map[string]bool{}
	for _, p := range platforms {
		owners[p.Agency] = true
		if _, ok := known.ByCode(p.Agency); !ok {
			t.Errorf("owner %s is nobody", p.Agency)
		}
	}
	if len(owners) != 30 {
		t.Errorf("%d owners", len(owners))
	}
	provinces := Provinces()
	if len(provinces) != 63 {
		t.Errorf("%d provinces", len(provinces))
	}
	var b bytes.Buffer
	if err := WriteAgencies(&b); err != nil {
		t.Fatal(err)
	}
	header := "code,name_vi,name_en,abbrev_en,kind,aliases,valid_from,valid_to,successor_code,legal_basis\n"
	d, err := registry.ReadAgencies(header+b.String(), text.Folded)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range provinces {
		if got, ok := d.Find(p.NameVI); !ok || got.Code != p.Code {
			t.Errorf("%s is found as %s", p.NameVI, got.Code)
		}
	}
}

// The made texts are as the real ones: lengths, and how much of a text its
// commonest syllables are.
func TestLikeTheRealLists(t *testing.T) {
	real := realTexts(t)
	platforms, _ := New(Spec{N: len(real), Seed: 1}).Platforms()
	var made [][2]string
	for _, p := range platforms {
		made = append(made, [2]string{p.NameVI, p.FunctionVI})
	}
	for _, top := range []int{10, 50, 100, 300} {
		if r, m := share(real, top), share(made, top); math.Abs(r-m) > 0.06 {
			t.Errorf("the %d commonest syllables are %.3f of the real texts, %.3f of the made ones", top, r, m)
		}
	}
	for i, what := range []string{"name", "function"} {
		r, m := median(real, i), median(made, i)
		if math.Abs(float64(r-m)) > 5 {
			t.Errorf("median %s: %d syllables in the real lists, %d made", what, r, m)
		}
	}
}

func realTexts(t *testing.T) (out [][2]string) {
	t.Helper()
	for _, name := range []string{"platforms-2024.csv", "platforms-2025.csv", "platforms-2026.csv"} {
		f, err := os.Open(filepath.Join("..", "..", "vn", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		name, function := slices.Index(rows[0], "name_vi"), slices.Index(rows[0], "function_vi")
		for _, r := range rows[1:] {
			out = append(out, [2]string{r[name], r[function]})
		}
	}
	return out
}

func share(texts [][2]string, top int) float64 {
	counts, total := map[string]int{}, 0
	for _, s := range texts {
		for _, w := range text.Tokenize(s[0] + ". " + s[1]) {
			counts[w.Toned]++
			total++
		}
	}
	var all []int
	for _, c := range counts {
		all = append(all, c)
	}
	slices.Sort(all)
	sum := 0
	for _, c := range all[max(0, len(all)-top):] {
		sum += c
	}
	return float64(sum) / float64(total)
}

func median(texts [][2]string, i int) int {
	var all []int
	for _, s := range texts {
		all = append(all, len(strings.Fields(s[i])))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

func BenchmarkRow(b *testing.B) {
	r := New(Spec{N: 1_000_000, Seed: 1})
	for i := 0; b.Loop(); i++ {
		r.Row(i % 1_000_000)
	}
}

func TestLocalShare(t *testing.T) {
	for n, want := range map[int]int{0: 0, 239: 0, 3000: 0, 10000: 70, 100000: 97, 1000000: 99} {
		if got := LocalShare(n); got != want {
			t.Errorf("of %d: %d, want %d", n, got, want)
		}
	}
}
