package similarity

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trunglap/registry"
	"trunglap/text"
)

// linkLists runs LinkLists and checks what always holds.
func linkLists(t interface{ Fatalf(string, ...any) }, as, bs []registry.Platform, opt LinkOptions) *Linking {
	l, err := LinkLists(context.Background(), as, bs, opt)
	if err != nil {
		t.Fatalf("%v", err)
	}
	n := int64(len(as)) * int64(len(bs))
	if c := l.Certificate; c.Expected != n || c.Compared != n || c.Skipped != 0 || c.Platforms != len(as)+len(bs) {
		t.Fatalf("%+v", c)
	}
	usedA, usedB := map[int]bool{}, map[int]bool{}
	matches := 0
	for i, p := range l.Pairs {
		if (p.Verdict == registry.VerdictMatch) != (p.Score >= 0) || p.Verdict == registry.VerdictNone && opt.Min == nil && !opt.Considered {
			t.Fatalf("%+v", p)
		}
		if p.Verdict == registry.VerdictMatch {
			matches++
		}
		if i > 0 && (p.Score > l.Pairs[i-1].Score || p.Score == l.Pairs[i-1].Score && p.Likeness > l.Pairs[i-1].Likeness) {
			t.Fatalf("%+v after %+v", p, l.Pairs[i-1])
		}
		if opt.OneToOne && (usedA[p.A] || usedB[p.B] || p.Layer != 1) {
			t.Fatalf("one to one: %+v", p)
		}
		usedA[p.A], usedB[p.B] = true, true
	}
	if matches != l.Fit.Matches {
		t.Fatalf("%d matches, the fit says %d", matches, l.Fit.Matches)
	}
	return l
}

// naiveLikeness computes all likenesses from the definition, in floating point:
// scikit-learn's TfidfVectorizer with sublinear_tf, smooth idf and l2, of words
// and of char_wb (3,5), over four texts.
func naiveLikeness(as, bs []registry.Platform) [][]float64 {
	out := make([][]float64, len(as))
	for i := range out {
		out[i] = make([]float64, len(bs))
	}
	for _, of := range [][]int{{0}, {0, 1}, {0, 2}, {0, 1, 2}} {
		for _, terms := range []func(string) []string{naiveTokens, naiveGrams} {
			var docs []map[string]float64
			df := map[string]float64{}
			for _, ps := range [][]registry.Platform{as, bs} {
				for i := range ps {
					doc := map[string]float64{}
					for _, field := range of {
						for _, term := range terms(fieldText(&ps[i], field)) {
							doc[term]++
						}
					}
					for term := range doc {
						df[term]++
					}
					docs = append(docs, doc)
				}
			}
			for _, doc := range docs {
				sum := 0.0
				for term, n := range doc {
					doc[term] = (1 + math.Log(n)) * (math.Log(float64(1+len(docs))/(1+df[term])) + 1)
					sum += doc[term] * doc[term]
				}
				for term := range doc {
					doc[term] /= math.Sqrt(sum)
				}
			}
			for i := range as {
				for j := range bs {
					for term, w := range docs[i] {
						out[i][j] += w * docs[len(as)+j][term] / 8
					}
				}
			}
		}
	}
	return out
}

func naiveTokens(s string) []string { return strings.Fields(text.Folded(s)) }

func naiveGrams(s string) []string {
	var out []string
	for _, w := range naiveTokens(s) {
		r := []rune(" " + w + " ")
		for size := 3; size <= 5; size++ {
			for i := 0; i == 0 || i+size <= len(r); i++ {
				out = append(out, string(r[i:min(len(r), i+size)]))
			}
			if len(r) <= size {
				break
			}
		}
	}
	return out
}

// fewWords draws a text over a small vocabulary, so that texts share words.
func fewWords(t *rapid.T, least int, label string) string {
	words := []string{"hóa", "đơn", "điện", "tử", "cổng", "dữ", "liệu", "quốc", "gia", "máy", "KX-100", "kx100", "a", "Ω", "camera", "cameras"}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), least, 6).Draw(t, label), " ")
}

func fewPlatforms(t *rapid.T, prefix string, most int) []registry.Platform {
	var ps []registry.Platform
	for i := range rapid.IntRange(0, most).Draw(t, prefix) {
		p := registry.Platform{ID: fmt.Sprintf("%s%d", prefix, i), NameVI: fewWords(t, 1, "name"), FunctionVI: fewWords(t, 0, "function")}
		if d := fewWords(t, 0, "domain"); d != "" {
			p.Domains = []string{d}
		}
		ps = append(ps, p)
	}
	return ps
}

// TestLinkLikeness: on small lists the sparse sums of whole numbers are the
// dense definition, for every pair.
func TestLinkLikeness(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		as, bs := fewPlatforms(t, "a", 7), fewPlatforms(t, "b", 7)
		want := naiveLikeness(as, bs)
		l := linkLists(t, as, bs, LinkOptions{Min: every()})
		if len(l.Pairs) != len(as)*len(bs) {
			t.Fatalf("%d pairs of %d x %d", len(l.Pairs), len(as), len(bs))
		}
		for _, p := range l.Pairs {
			if diff := math.Abs(float64(p.Likeness)/million - want[p.A][p.B]); diff > 5e-4 {
				t.Fatalf("%+v, %+v: %d, by definition %.6f", as[p.A], bs[p.B], p.Likeness, want[p.A][p.B])
			}
		}
	})
}

// mostLike is the largest total likeness of any one-to-one assignment, by trying all.
func mostLike(like [][]uint32, row int, used int) uint64 {
	if row == len(like) {
		return 0
	}
	best := mostLike(like, row+1, used)
	for j, l := range like[row] {
		if used&(1<<j) == 0 && l > 0 {
			best = max(best, uint64(l)+mostLike(like, row+1, used|1<<j))
		}
	}
	return best
}

// TestAssignment: every layer is a best assignment of what the layers above it
// left, by trying every assignment.
func TestAssignment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(0, 5).Draw(t, "rows"), rapid.IntRange(0, 7).Draw(t, "columns")
		like := make([][]uint32, n)
		near := make([][]edge, n)
		for i := range like {
			like[i] = rapid.SliceOfN(rapid.SampledFrom([]uint32{0, 0, 1, 2, 3, 10, 500_000, 999_999, million}), m, m).Draw(t, "row")
			for j, l := range like[i] {
				if l > 0 {
					near[i] = append(near[i], edge{int32(j), l})
				}
			}
			slices.SortFunc(near[i], func(x, y edge) int { return cmp.Or(cmp.Compare(y.like, x.like), cmp.Compare(x.col, y.col)) })
		}
		layers, err := makeLayers(context.Background(), near, m)
		if err != nil || len(layers) != linkLayers {
			t.Fatalf("%d layers: %v", len(layers), err)
		}
		for k, layer := range layers {
			sum, rows, cols := uint64(0), map[int32]bool{}, map[int32]bool{}
			for _, p := range layer {
				if rows[p.row] || cols[p.col] || like[p.row][p.col] != p.like || p.like == 0 {
					t.Fatalf("layer %d: %v of %v", k, layer, like)
				}
				rows[p.row], cols[p.col] = true, true
				sum += uint64(p.like)
			}
			if want := mostLike(like, 0, 0); sum != want {
				t.Fatalf("layer %d: %v of %v: %d, possible %d", k, layer, like, sum, want)
			}
			for _, p := range layer {
				like[p.row][p.col] = 0
			}
		}
	})
}

// TestIsotonic: pooling adjacent violators gives, at each place, the smallest
// over all beginnings of the largest over all ends of the weighted mean.
func TestIsotonic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "n")
		ys := rapid.SliceOfN(rapid.Float64Range(0, 1), n, n).Draw(t, "ys")
		ws := rapid.SliceOfN(rapid.Float64Range(0.1, 3), n, n).Draw(t, "ws")
		got := isotonic(ys, ws)
		for i := range ys {
			want := math.Inf(1)
			for a := 0; a <= i; a++ {
				most, sum, weight := math.Inf(-1), 0.0, 0.0
				for b := a; b < n; b++ {
					sum += ys[b] * ws[b]
					weight += ws[b]
					if b >= i {
						most = max(most, sum/weight)
					}
				}
				want = min(want, most)
			}
			if math.Abs(got[i]-want) > 1e-9 {
				t.Fatalf("%v %v: at %d %v, want %v", ys, ws, i, got[i], want)
			}
		}
	})
}

// TestLinkCurve: curves never fall, are read linearly between their corners and
// level beyond, and no score is more certain than the number of pairs allows.
func TestLinkCurve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		draws := func(label string) []float64 {
			ds := make([]float64, n)
			for i := range ds {
				ds[i] = float64(rapid.IntRange(0, million).Draw(t, label))
			}
			slices.SortFunc(ds, func(x, y float64) int { return cmp.Compare(y, x) })
			return ds
		}
		likes := draws("layer")
		p, share := posterior(likes, draws("below"), draws("below that"))
		if share < 0 || share > 1 || !slices.IsSortedFunc(p, func(x, y float64) int { return cmp.Compare(y, x) }) {
			t.Fatalf("share %v, %v", share, p)
		}
		curve := linkCurve(likes, p)
		most := registry.Millibits(math.Ceil(1000 * math.Log2(float64(2*n+1))))
		for i, c := range curve {
			if c.Score < -most || c.Score > most || i > 0 && (c.Likeness <= curve[i-1].Likeness || c.Score < curve[i-1].Score) {
				t.Fatalf("%v", curve)
			}
			if score(curve, c.Likeness) != c.Score {
				t.Fatalf("%v at %d: %d", curve, c.Likeness, score(curve, c.Likeness))
			}
		}
		for i, like := range likes {
			q := min(1-0.5/float64(n+1), max(0.5/float64(n+1), p[i]))
			if s := score(curve, int(like)); math.Abs(s.Probability()-q) > 1e-3 {
				t.Fatalf("%v at %v: %v, posterior %v", curve, like, s.Probability(), q)
			}
		}
		x, y := rapid.IntRange(0, million).Draw(t, "x"), rapid.IntRange(0, million).Draw(t, "y")
		if x <= y && score(curve, x) > score(curve, y) {
			t.Fatalf("%v falls from %d to %d", curve, x, y)
		}
	})
}

// TestLinkListsOrder: row order, number of workers and which list is named
// first change nothing.
func TestLinkListsOrder(t *testing.T) {
	as, bs := slices.Clone(list2024().Platforms[:60]), readLists("platforms-2026").Platforms
	key := func(l *Linking, as, bs []registry.Platform, back bool) []string {
		var out []string
		for _, p := range l.Pairs {
			a, b := as[p.A].ID, bs[p.B].ID
			if back {
				a, b = b, a
			}
			out = append(out, fmt.Sprint(a, " ", b, " ", p.Score, p.Likeness, p.Layer, p.Measures, p.Verdict))
		}
		if back {
			slices.Sort(out)
		}
		return out
	}
	for _, one := range []bool{true, false} {
		opt := LinkOptions{OneToOne: one, Considered: true, Workers: 1}
		want := key(linkLists(t, as, bs, opt), as, bs, false)
		r := rand.New(rand.NewPCG(1, 2))
		for _, workers := range []int{1, 2, 8} {
			xs, ys := slices.Clone(as), slices.Clone(bs)
			r.Shuffle(len(xs), func(i, j int) { xs[i], xs[j] = xs[j], xs[i] })
			r.Shuffle(len(ys), func(i, j int) { ys[i], ys[j] = ys[j], ys[i] })
			opt.Workers = workers
			if got := key(linkLists(t, xs, ys, opt), xs, ys, false); !slices.Equal(got, want) {
				t.Errorf("%d workers, other order: another result", workers)
			}
			back := key(linkLists(t, ys, xs, opt), ys, xs, true)
			if sorted := slices.Sorted(slices.Values(want)); !slices.Equal(back, sorted) {
				t.Errorf("%d workers: exchanging the lists gives another result", workers)
			}
		}
	}
}

// noisy copies some of the platforms with words left out and slips of the pen;
// keep, drop and slip are shares.
func noisy(r *rand.Rand, ps []registry.Platform, keep, drop, slip float64) []registry.Platform {
	worse := func(s string) string {
		var out []string
		for _, w := range strings.Fields(s) {
			if r.Float64() < drop {
				continue
			}
			if rs := []rune(w); len(rs) > 3 && r.Float64() < slip {
				i := r.IntN(len(rs) - 1)
				w = string(slices.Delete(rs, i, i+1))
			}
			out = append(out, w)
		}
		if len(out) == 0 {
			return s
		}
		return strings.Join(out, " ")
	}
	var out []registry.Platform
	for i := range ps {
		if r.Float64() >= keep {
			continue
		}
		p := registry.Platform{ID: "copy of " + ps[i].ID, NameVI: worse(ps[i].NameVI), FunctionVI: worse(ps[i].FunctionVI)}
		for _, d := range ps[i].Domains {
			p.Domains = append(p.Domains, worse(d))
		}
		out = append(out, p)
	}
	return out
}

func vietnameseOnly(ps []registry.Platform) []registry.Platform {
	out := make([]registry.Platform, len(ps))
	for i, p := range ps {
		out[i] = registry.Platform{ID: p.ID, NameVI: p.NameVI, FunctionVI: p.FunctionVI, Domains: p.Domains}
	}
	return out
}

// rightly counts matches of a platform with its copy.
func rightly(l *Linking, as, bs []registry.Platform) (right int) {
	for _, p := range l.Pairs {
		if strings.HasSuffix(bs[p.B].ID, "copy of "+as[p.A].ID) {
			right++
		}
	}
	return right
}

// TestLinkSituations: what lists of very different kinds must give, without one
// setting: everything in both, half, little, nothing; a column missing in one
// list or in both; records repeated.
func TestLinkSituations(t *testing.T) {
	all := vietnameseOnly(list2024().Platforms)
	r := rand.New(rand.NewPCG(3, 4))
	without := func(ps []registry.Platform, field int) []registry.Platform {
		out := slices.Clone(ps)
		for i := range out {
			switch field {
			case fieldFunction:
				out[i].FunctionVI = ""
			case fieldDomain:
				out[i].Domains = nil
			}
		}
		return out
	}
	every := noisy(r, all, 1, 0.2, 0.1)
	half := noisy(r, all, 0.5, 0.2, 0.1)
	twice := slices.Concat(every, noisy(r, all, 1, 0.2, 0.1))
	for i := range twice[len(every):] {
		twice[len(every)+i].ID = "second " + twice[len(every)+i].ID
	}
	for _, c := range []struct {
		what              string
		as, bs            []registry.Platform
		one               bool
		true              int     // pairs
		recall, precision float64 // at least
	}{
		{"the same list", all, noisy(r, all, 1, 0, 0), true, 146, 1, 1},
		{"all in both", all, every, true, 146, 0.98, 0.98},
		{"all in both, not one to one", all, every, false, 146, 0.98, 0.95},
		{"half", all, half, true, len(half), 0.95, 0.98},
		{"few", all[:70], slices.Concat(noisy(r, all[60:70], 1, 0.2, 0.1), noisy(r, all[70:], 1, 0.2, 0.1)), true, 10, 0.9, 0.6},
		{"no function on one side", all, without(every, fieldFunction), true, 146, 0.9, 0.9},
		{"no function", without(all, fieldFunction), without(every, fieldFunction), true, 146, 0.9, 0.9},
		{"no domain on one side", without(all, fieldDomain), every, true, 146, 0.95, 0.95},
		{"names only", without(without(all, fieldFunction), fieldDomain), without(without(every, fieldFunction), fieldDomain), true, 146, 0.85, 0.85},
		{"every record twice", all, twice, false, 292, 0.9, 0.95},
		{"every record twice, one to one", all, twice, true, 146, 0.95, 0.95},
		{"a few records", all[:8], noisy(r, all[:8], 1, 0.2, 0.1), true, 8, 0.9, 0.9},
	} {
		l := linkLists(t, c.as, c.bs, LinkOptions{OneToOne: c.one})
		right := rightly(l, c.as, c.bs)
		recall, precision := float64(right)/float64(c.true), float64(right)/float64(max(1, len(l.Pairs)))
		if recall < c.recall || precision < c.precision {
			t.Errorf("%s: recall %.3f, precision %.3f; fit %+v", c.what, recall, precision, l.Fit)
		}
		if (l.Fit.Repeats > 1) != (len(c.bs) == len(twice)) {
			t.Errorf("%s: records repeat %d times", c.what, l.Fit.Repeats)
		}
	}
	for _, c := range []struct{ as, bs []registry.Platform }{{all[:70], all[76:]}, {all[:70], noisy(r, all[76:], 1, 0.2, 0.1)}} {
		if l := linkLists(t, c.as, c.bs, LinkOptions{OneToOne: true}); len(l.Pairs) > 14 {
			t.Errorf("nothing in common: %d matches of %d", len(l.Pairs), len(c.as))
		}
	}
}

// TestLinkListsSmall: empty lists, single rows, empty texts, the same ids.
func TestLinkListsSmall(t *testing.T) {
	p, q := full("1"), registry.Platform{ID: "1", NameVI: "Học liệu số", FunctionVI: "Kho bài giảng cho học sinh phổ thông."}
	for _, lists := range [][2][]registry.Platform{{nil, nil}, {nil, {p}}, {{p}, nil}, {{registry.Platform{ID: "x"}}, {registry.Platform{ID: "y"}}}} {
		if l := linkLists(t, lists[0], lists[1], LinkOptions{}); len(l.Pairs) > 0 {
			t.Errorf("%+v", l.Pairs)
		}
	}
	l := linkLists(t, []registry.Platform{p, q}, []registry.Platform{q, p}, LinkOptions{Min: every()})
	if len(l.Pairs) != 4 || l.Pairs[0].A+l.Pairs[0].B != 1 || l.Pairs[1].A+l.Pairs[1].B != 1 {
		t.Errorf("the same ids in both lists: %+v", l.Pairs)
	}
	if len(l.Fit.Notes) == 0 {
		t.Error("nothing said about lists of two rows")
	}
}

// TestLinkEvidence: phrases stand in the texts they are quoted from, fields are
// stated as missing where they are, and the fit adds up.
func TestLinkEvidence(t *testing.T) {
	as, bs := list2024().Platforms, readLists("platforms-2026").Platforms
	l := linkLists(t, as, bs, LinkOptions{OneToOne: true})
	shown := 0
	for _, p := range l.Pairs {
		for field, ev := range l.Evidence(p) {
			a, b := fieldText(&as[p.A], field), fieldText(&bs[p.B], field)
			share := 0
			for _, ph := range ev.Shared {
				if !strings.Contains(a, ph.A) || !strings.Contains(b, ph.B) || text.Folded(ph.A) != text.Folded(ph.B) {
					t.Errorf("%q and %q of %q and %q", ph.A, ph.B, a, b)
				}
				share += ph.Share
				shown++
			}
			if share > 1003 || ev.Presence != registry.BothPresent && len(ev.Shared) > 0 || len(ev.Shared) > linkPhrases || ev.Similarity != p.Measures[field].Similarity {
				t.Errorf("%+v", ev)
			}
		}
	}
	if len(l.Pairs) < 20 || shown < len(l.Pairs) {
		t.Errorf("%d pairs, %d phrases", len(l.Pairs), shown)
	}
	sum := 0.0
	for _, p := range l.Pairs {
		sum += p.Score.Probability()
	}
	if want := sum / float64(len(l.Pairs)); math.Abs(l.Fit.Precision-want) > 0.001 {
		t.Errorf("expected precision %v, the scores say %v", l.Fit.Precision, want)
	}
}

// TestLinkTooLarge: lists that would not fit are refused with advice, at once.
func TestLinkTooLarge(t *testing.T) {
	_, err := LinkLists(context.Background(), make([]registry.Platform, 40_000), make([]registry.Platform, 60_000), LinkOptions{})
	if err == nil || !strings.Contains(registry.Explain(err, registry.VI), "chia nhỏ") {
		t.Errorf("%v", err)
	}
}
