package text

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var updateStats = flag.Bool("update-stats", false, "rewrite testdata/stats-sample.bin")

// small are knobs that suit a sample of 180 sentences.
func small() TrainOptions {
	return TrainOptions{InDomain: []string{"Hệ thống quản lý tàu cá\nFishing vessels management systems", "Hệ thống thông tin đất đai. CSDL đất đai"},
		MinParagraphs: 2, MinWins: 3, MinRelated: 5, Dimensions: 12, Nearest: 5}
}

func sample(t testing.TB) []byte {
	b, err := os.ReadFile(filepath.Join("testdata", "stats-sample.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func train(t testing.TB, corpus []byte, opts TrainOptions) *Stats {
	t.Helper()
	s, err := Train(context.Background(), bytes.NewReader(corpus), opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func fileOf(t testing.TB, s *Stats) []byte {
	t.Helper()
	var b bytes.Buffer
	if n, err := s.WriteTo(&b); err != nil || n != int64(b.Len()) {
		t.Fatalf("WriteTo = %d, %v; wrote %d", n, err, b.Len())
	}
	return b.Bytes()
}

// The committed file was trained on amd64; any processor must reproduce it.
func TestTrainIsReproducible(t *testing.T) {
	golden := filepath.Join("testdata", "stats-sample.bin")
	got := fileOf(t, train(t, sample(t), small()))
	if *updateStats {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the sample gives other bytes than %s (rewrite with -update-stats)", golden)
	}
	for _, procs := range []int{1, 2, 7} {
		before := runtime.GOMAXPROCS(procs)
		again := fileOf(t, train(t, sample(t), small()))
		runtime.GOMAXPROCS(before)
		if !bytes.Equal(again, got) {
			t.Errorf("other bytes with GOMAXPROCS=%d", procs)
		}
	}
}

// Paragraphs are a set: their order, headings, compression and NFD change nothing.
func TestTrainIgnoresForm(t *testing.T) {
	want := fileOf(t, train(t, sample(t), small()))
	lines := strings.Split(strings.TrimSpace(string(sample(t))), "\n")
	var plain []string
	for _, l := range lines {
		_, p, _ := strings.Cut(l, "\t")
		plain = append(plain, p)
	}
	var packed bytes.Buffer
	zw := gzip.NewWriter(&packed)
	zw.Write(sample(t))
	zw.Close()
	random := rand.New(rand.NewPCG(1, 2))
	random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	for name, corpus := range map[string][]byte{
		"plain lines": []byte(strings.Join(plain, "\n\n")),
		"gzip":        packed.Bytes(),
		"shuffled":    []byte(strings.Join(lines, "\r\n")),
	} {
		if !bytes.Equal(fileOf(t, train(t, corpus, small())), want) {
			t.Errorf("%s: other bytes", name)
		}
	}
}

func TestTrainLearns(t *testing.T) {
	s := train(t, sample(t), small())
	if got := s.Words(strings.Fields("đăng ký quyền sử dụng đất đai")); !slices.Equal(got, []string{"đăng ký", "quyền", "sử dụng", "đất đai"}) {
		t.Errorf("words %q", got)
	}
	if !s.Compound("tàu", "cá") || s.Compound("cá", "phải") {
		t.Error("tàu cá is a word, cá phải is none")
	}
	var names []string
	for _, n := range s.Neighbours("tàu cá", 4) {
		names = append(names, n.Term)
	}
	for _, n := range names {
		if strings.Contains("học sinh giáo viên học bạ thửa đất thu hồi khấu trừ", n) {
			t.Errorf("neighbours of tàu cá: %q", names)
		}
	}
	if len(names) == 0 {
		t.Error("tàu cá has no neighbours")
	}
	if a, b := s.IDF("quản lý"), s.IDF("ngư dân"); a >= b {
		t.Errorf("IDF quản lý %v, ngư dân %v", a, b)
	}
	if got := strings.Join(s.Restore(strings.Fields("quan ly tau ca")), " "); got != "quản lý tàu cá" {
		t.Errorf("restored %q", got)
	}
	if paragraphs, platforms := s.Size(); paragraphs != 180 || platforms != 2 {
		t.Errorf("size %d, %d", paragraphs, platforms)
	}
}

func TestPin(t *testing.T) {
	s := train(t, sample(t), small())
	same := s.Pin(small().InDomain)
	if !bytes.Equal(fileOf(t, same), fileOf(t, s)) || same.Hash() != s.Hash() {
		t.Error("pinning the same texts changes the statistics")
	}
	pinned := s.Pin([]string{"Ngư dân", "ngư dân", "NGƯ DÂN và tàu cá"})
	if a, b := s.IDF("ngư dân"), pinned.IDF("ngư dân"); b >= a {
		t.Errorf("ngư dân in every text: IDF %v, before %v", b, a)
	}
	if s.Known("vessel") == false || pinned.Known("vessel") {
		t.Error("terms of the old texts must go")
	}
	if !slices.Equal(pinned.Neighbours("tàu cá", 3), s.Neighbours("tàu cá", 3)) {
		t.Error("pinning changes neighbours")
	}
	kept := train(t, sample(t), TrainOptions{})
	if kept.IDF("blockchain") != DefaultStats().IDF("blockchain") && kept.inDomain[1] != DefaultStats().inDomain[1] {
		t.Error("without texts the embedded in-domain counts stay")
	}
}

func TestTrainRefuses(t *testing.T) {
	for name, corpus := range map[string]string{
		"empty":        "",
		"no words":     "\n \t \n...\n",
		"broken gzip":  "\x1f\x8b\x08\x00",
		"endless line": strings.Repeat("a ", maxParagraph/2+1),
	} {
		_, err := Train(context.Background(), strings.NewReader(corpus), small())
		var told *StatsError
		if err == nil || name != "broken gzip" && (!errors.As(err, &told) || told.Vietnamese() == "" || told.Error() == "") {
			t.Errorf("%s: %v", name, err)
		}
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Train(stopped, bytes.NewReader(sample(t)), small()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// One word, one paragraph: nothing to relate, nothing to divide by.
func TestTrainTiny(t *testing.T) {
	for _, corpus := range []string{"đất", "a a a a", "đất đai\nđất đai", "1 2 3", "đất đai " + strings.Repeat("đất đai, ", 40)} {
		s := train(t, []byte(corpus), TrainOptions{InDomain: []string{"x"}, MinParagraphs: 1, MinWins: 1, MinRelated: 1, Dimensions: 3, Nearest: 2})
		if again, err := ReadStats(bytes.NewReader(fileOf(t, s))); err != nil || again.Hash() != s.Hash() {
			t.Errorf("%q: %v", corpus, err)
		}
		if v := s.IDF("đất"); v < 0 || v > 1 || math.IsNaN(v) {
			t.Errorf("%q: IDF %v", corpus, v)
		}
		s.Restore([]string{"dat", "dai"})
	}
}

func TestTrainFile(t *testing.T) {
	f, err := os.Open(filepath.Join("testdata", "stats-sample.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out bytes.Buffer
	var last, most int64
	err = TrainFile(context.Background(), f, &out, func(done, total int64) {
		if done < last || done > total {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last, most = done, total
	}, small().InDomain...)
	if err != nil {
		t.Fatal(err)
	}
	if last == 0 || last != most {
		t.Errorf("ended at %d of %d", last, most)
	}
	if _, err := ReadStats(&out); err != nil {
		t.Error(err)
	}
}

// Counting, against the definition: paragraphs that have a word, that have a
// pair within a phrase, and the times that a pair stands without a comma.
func TestCountOracle(t *testing.T) {
	text := "Đất đai, nhà ở. Đất đai; đất\nnhà ở/đất đai\n\nđất đất đất, đất"
	c, err := readCorpus(context.Background(), strings.NewReader(text), func(done, total int64) {})
	if err != nil {
		t.Fatal(err)
	}
	n := c.count()
	if c.paragraphs != 3 {
		t.Fatalf("%d paragraphs", c.paragraphs)
	}
	for _, want := range []struct {
		pair              string
		paragraphs, times int
	}{{"đất đai", 2, 3}, {"đai nhà", 1, 0}, {"ở đất", 1, 0}, {"đất đất", 1, 2}, {"nhà ở", 2, 2}} {
		a, b, _ := strings.Cut(want.pair, " ")
		i, ok := n.index[keyOf(c.index[a], c.index[b])]
		if !ok || n.pair[i].paragraphs != want.paragraphs || n.pair[i].times != want.times {
			t.Errorf("%s: %+v, want %+v", want.pair, n.pair[i], want)
		}
	}
	if _, ok := n.index[keyOf(c.index["ở"], c.index["đất"])]; !ok {
		t.Error("a slash keeps neighbours")
	}
	if got := n.one[c.index["đất"]].paragraphs; got != 3 {
		t.Errorf("đất in %d paragraphs", got)
	}
}

// The matrix, against its definition written with plain loops.
func TestInformationOracle(t *testing.T) {
	c, err := readCorpus(context.Background(), bytes.NewReader(sample(t)), func(done, total int64) {})
	if err != nil {
		t.Fatal(err)
	}
	n := c.count()
	c.join(n, 3)
	lib := c.library(n, 5)
	m, err := lib.information(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	words := len(lib.names)
	together, sum, total := make([][]float64, words), make([]float64, words), 0.0
	for i := range together {
		together[i] = make([]float64, words)
	}
	for q := range int32(len(lib.paragraphs.from) - 1) {
		own := lib.paragraphs.at(q)
		for _, i := range own {
			for _, j := range own {
				if i != j {
					w := math.Floor(float64(paragraphUnit) / float64(len(own)))
					together[i][j] += w
					sum[i] += w
					total += w
				}
			}
		}
	}
	for i := range words {
		got := make([]float64, words)
		for _, e := range m.rows[i] {
			got[e.column] = e.value
		}
		for j := range words {
			want := math.Max(0, math.Log(together[i][j]*total/(sum[i]*sum[j])))
			if math.Abs(got[j]-want) > 1e-12 {
				t.Fatalf("%s, %s: %v, want %v", lib.names[i], lib.names[j], got[j], want)
			}
		}
	}
}

// Every word keeps its nearest words and no other: against all cosines, sorted.
func TestNearestOracle(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	vectors := make([][]float64, 40)
	for i := range vectors {
		v := make([]float64, 4)
		for d := range v {
			v[d] = random.NormFloat64()
		}
		n := length(v)
		for d := range v {
			v[d] /= n
		}
		vectors[i] = v
	}
	links, err := nearest(context.Background(), vectors, 3)
	if err != nil {
		t.Fatal(err)
	}
	got := map[[2]uint16]bool{}
	for _, l := range links {
		got[[2]uint16{l.a, l.b}] = true
	}
	want := map[[2]uint16]bool{}
	for i := range vectors {
		others := make([]int, 0, len(vectors))
		for j := range vectors {
			if j != i && dot(vectors[i], vectors[j]) >= minCosine {
				others = append(others, j)
			}
		}
		slices.SortFunc(others, func(a, b int) int {
			return cmp.Compare(dot(vectors[i], vectors[b]), dot(vectors[i], vectors[a]))
		})
		for _, j := range others[:min(3, len(others))] {
			want[[2]uint16{uint16(min(i, j)), uint16(max(i, j))}] = true
		}
	}
	missing := 0
	for p := range want {
		if !got[p] {
			missing++
		}
	}
	if missing > 2 || len(got) > len(want)+2 { // cosines that agree to 1/255 may change places
		t.Errorf("%d links, want %d; %d missing", len(got), len(want), missing)
	}
}

// Eigenvalues and eigenvectors, against what makes them so.
func TestJacobi(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	const n = 9
	var a [][]float64
	for i := range n {
		a = append(a, make([]float64, n))
		for j := range i + 1 {
			a[i][j] = random.NormFloat64()
			a[j][i] = a[i][j]
		}
	}
	given := make([][]float64, n)
	for i := range a {
		given[i] = slices.Clone(a[i])
	}
	values, vectors := jacobi(a)
	for k, v := range vectors {
		if d := math.Abs(dot(v, v) - 1); d > 1e-12 {
			t.Errorf("vector %d has length off by %g", k, d)
		}
		for i := range given {
			if d := math.Abs(dot(given[i], v) - values[k]*v[i]); d > 1e-10 {
				t.Errorf("row %d of vector %d is off by %g", i, k, d)
			}
		}
	}
}

// The cosine of rows in all directions, weighted by their roots, is the cosine
// in the root of the matrix: two blocks of words never meet.
func TestDirections(t *testing.T) {
	m := &symmetric{}
	for i := range int32(12) {
		var row []entry
		for j := range int32(12) {
			if i/6 == j/6 && i != j {
				row = append(row, entry{j, 1})
			}
		}
		m.rows = append(m.rows, row)
	}
	vectors, err := m.directions(context.Background(), 2)
	if err != nil {
		t.Fatal(err)
	}
	for i := range vectors {
		for j := range vectors {
			want := 0.0
			if i/6 == j/6 {
				want = 1
			}
			if got := dot(vectors[i], vectors[j]); math.Abs(got-want) > 1e-3 {
				t.Errorf("cosine of rows %d and %d is %.6f, want %v", i, j, got, want)
			}
		}
	}
}

func TestLn(t *testing.T) {
	for x := 1.0; x < 1e15; x = x*1.37 + 0.001 {
		if d := math.Abs(ln(x) - math.Log(x)); d > 4e-16*math.Max(1, math.Log(x)) {
			t.Errorf("ln(%v) is off by %g", x, d)
		}
	}
}
