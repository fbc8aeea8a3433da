package similarity

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"trunglap/registry"
)

// scored compares two platforms.
func scored(a, b registry.Platform) Scored {
	e := Default()
	return e.Compare(e.Record(&a), e.Record(&b), day)
}

// explained is the finding of two platforms, whatever its score.
func explained(a, b registry.Platform) registry.Finding {
	e := Default()
	if a.ID > b.ID {
		a, b = b, a
	}
	x, y := e.Record(&a), e.Record(&b)
	return e.Finding(x, y, e.Compare(x, y, day))
}

func sum(s Scored) registry.Millibits {
	total := Default().settings.Prior
	for _, m := range s.Measures {
		total += m.Weight
	}
	return total
}

// TestScoreIsItsEvidence: what is printed adds up, for every pair.
func TestScoreIsItsEvidence(t *testing.T) {
	for _, s := range allLists().pairs {
		if s.Score != sum(s) {
			t.Fatalf("pair %d,%d: score %s, evidence adds up to %s", s.A, s.B, s.Score, sum(s))
		}
	}
	for _, f := range allLists().findings() {
		total := f.Prior
		for i, ev := range f.Evidence {
			total += ev.Weight
			if ev.Comparison != registry.Comparisons[i] {
				t.Errorf("%v: evidence %d is %s", f.Pair, i, ev.Comparison)
			}
		}
		if total != f.Score || f.Margin != f.Score-Default().settings.Finding {
			t.Errorf("%v: score %s, margin %s, evidence %s", f.Pair, f.Score, f.Margin, total)
		}
	}
}

// TestComparisonIsSymmetric: which record is named first changes nothing.
func TestComparisonIsSymmetric(t *testing.T) {
	c := allLists()
	for i, s := range c.pairs {
		if i%3 > 0 {
			continue
		}
		back := Default().Compare(c.records[s.B], c.records[s.A], day)
		if back != apart(s) {
			t.Fatalf("%s %s: %+v, the other way %+v", c.Platforms[s.A].ID, c.Platforms[s.B].ID, s, back)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPlatform("a").Draw(t, "a"), anyPlatform("b").Draw(t, "b")
		if there, back := scored(a, b), scored(b, a); there != back {
			t.Fatalf("%+v, the other way %+v", there, back)
		}
	})
}

// TestIdsChangeNothing: with the ids exchanged, the same two contents get the
// same score and relation, and evidence whose numbers and one-sided phrases are
// the mirror image. (Shared phrases are the longest runs as read from the first
// platform's text; read from the second they may be cut elsewhere.)
func TestIdsChangeNothing(t *testing.T) {
	mirrored := func(t rapidOrTesting, a, b registry.Platform) {
		there := explained(a, b)
		a.ID, b.ID = b.ID, a.ID
		back := explained(a, b)
		if there.Score != back.Score || there.Relation != back.Relation || there.Owners != back.Owners || there.Counterfactual != back.Counterfactual {
			t.Fatalf("%s %s %s, mirrored %s %s %s", there.Score, there.Relation, there.Owners, back.Score, back.Relation, back.Owners)
		}
		for i := range there.Evidence {
			if d := cmp.Diff(numbers(there.Evidence[i]), mirror(numbers(back.Evidence[i]))); d != "" {
				t.Fatalf("%v %s: not the mirror image:\n%s", there.Pair, there.Evidence[i].Comparison, d)
			}
		}
	}
	c := allLists()
	for i, s := range c.pairs {
		if s.Score >= Default().settings.Finding && i%3 == 0 {
			mirrored(t, c.Platforms[s.A], c.Platforms[s.B])
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		mirrored(t, anyPlatform("a").Draw(t, "a"), anyPlatform("b").Draw(t, "b"))
	})
}

type rapidOrTesting interface{ Fatalf(string, ...any) }

// numbers is an evidence without its shared phrases.
func numbers(ev registry.Evidence) registry.Evidence {
	ev.Shared = nil
	return ev
}

// mirror exchanges the two sides of an evidence.
func mirror(ev registry.Evidence) registry.Evidence {
	ev.OnlyA, ev.OnlyB = ev.OnlyB, ev.OnlyA
	return ev
}

// TestWeightNeverFalls: a higher similarity never lowers a weight; the curve
// goes through its knots and stays between them.
func TestWeightNeverFalls(t *testing.T) {
	check := func(t rapidOrTesting, c *registry.Curve) {
		last := weight(c, 0)
		for sim := 1; sim <= 1000; sim++ {
			w := weight(c, sim)
			if w < last {
				t.Fatalf("%s: weight %s at %d, %s at %d", c.Comparison, last, sim-1, w, sim)
			}
			last = w
			if off := math.Abs(float64(w) - line(c, sim)); off > 0.5000001 {
				t.Fatalf("%s: weight %s at %d is %v millibits off the line", c.Comparison, w, sim, off)
			}
		}
		for _, k := range c.Knots {
			if w := weight(c, k.Similarity); w != k.Weight {
				t.Fatalf("%s: weight %s at the knot %+v", c.Comparison, w, k)
			}
		}
	}
	for i := range Default().settings.Curves {
		check(t, &Default().settings.Curves[i])
	}
	rapid.Check(t, func(t *rapid.T) {
		c := registry.Curve{Comparison: "invented"}
		at := rapid.SliceOfNDistinct(rapid.IntRange(1, 999), 0, 6, rapid.ID[int]).Draw(t, "similarities")
		slices.Sort(at)
		w := registry.Millibits(-3000)
		for _, sim := range append(append([]int{0}, at...), 1000) {
			w += registry.Millibits(rapid.IntRange(0, 1500).Draw(t, "rise"))
			c.Knots = append(c.Knots, registry.Knot{Similarity: sim, Weight: w})
		}
		check(t, &c)
	})
}

// line is the weight between two knots before rounding.
func line(c *registry.Curve, sim int) float64 {
	i := slices.IndexFunc(c.Knots, func(k registry.Knot) bool { return k.Similarity >= sim })
	lo, hi := c.Knots[i-1], c.Knots[i]
	share := float64(sim-lo.Similarity) / float64(hi.Similarity-lo.Similarity)
	return float64(lo.Weight) + share*float64(hi.Weight-lo.Weight)
}

// TestSharedFunctionNeverHurts: when both sides get the same further function,
// their functions do not become less alike.
func TestSharedFunctionNeverHurts(t *testing.T) {
	c, e := list2024(), Default()
	for _, phrase := range []string{"cấp giấy phép lái xe", "dịch vụ công trực tuyến quốc gia", "chuỗi khối"} {
		more := make([]*Record, len(c.Platforms))
		for i, p := range c.Platforms {
			p.FunctionVI += ". " + phrase
			more[i] = e.Record(&p)
		}
		for _, s := range c.pairs {
			now := e.Compare(more[s.A], more[s.B], day).Measures[1]
			if now.Similarity < s.Measures[1].Similarity || now.Weight < s.Measures[1].Weight {
				t.Fatalf("%s %s: %+v, both with %q: %+v", c.Platforms[s.A].ID, c.Platforms[s.B].ID, s.Measures[1], phrase, now)
			}
		}
	}
	// A word that stands in one side's name already weighs more there: the law
	// is for phrases that neither name and neither data group holds.
	rapid.Check(t, func(t *rapid.T) {
		a, b := plainPlatform("a").Draw(t, "a"), plainPlatform("b").Draw(t, "b")
		phrase := vietnamese(8).Draw(t, "phrase")
		if a.FunctionVI == "" || b.FunctionVI == "" || holds(&a, phrase) || holds(&b, phrase) {
			return
		}
		before := scored(a, b).Measures[1]
		a.FunctionVI += ". " + phrase
		b.FunctionVI += ". " + phrase
		after := scored(a, b).Measures[1]
		if !before.Folded && !after.Folded && after.Similarity < before.Similarity {
			t.Fatalf("%+v, both with %q: %+v", before, phrase, after)
		}
	})
}

// holds reports whether a platform's name or data groups say something of the phrase.
func holds(p *registry.Platform, phrase string) bool {
	e := Default()
	said := e.terms(e.segment(phrase, registry.VI), false)
	vi, _ := e.domainSegments(p.Domains)
	for _, s := range []segment{e.segment(p.NameVI, registry.VI), vi} {
		for _, t := range e.terms(s, false) {
			if slices.ContainsFunc(said, func(o Term) bool { return o.F == t.F }) {
				return true
			}
		}
	}
	return false
}

// TestOthersDoNotMatter: what else is in the list never changes a pair.
func TestOthersDoNotMatter(t *testing.T) {
	c := list2024()
	all := map[registry.Pair]Scored{}
	for _, s := range c.pairs {
		all[registry.Pair{A: c.Platforms[s.A].ID, B: c.Platforms[s.B].ID}] = apart(s)
	}
	rapid.Check(t, func(t *rapid.T) {
		list := slices.Clone(rapid.Permutation(c.Platforms).Draw(t, "order")[:rapid.IntRange(0, 12).Draw(t, "size")])
		for i := range rapid.IntRange(0, 4).Draw(t, "strangers") {
			list = append(list, anyPlatform("stranger-"+string(rune('a'+i))).Draw(t, "stranger"))
		}
		snapshot := registry.NewSnapshot(list, nil, day)
		_, err := Default().Scan(context.Background(), snapshot.Platforms, ScanOptions{Min: Every, AsOf: day}, func(s Scored) error {
			pair := registry.Pair{A: snapshot.Platforms[s.A].ID, B: snapshot.Platforms[s.B].ID}
			if want, real := all[pair]; real && apart(s) != want {
				t.Fatalf("%v: %+v among %d, %+v among %d", pair, apart(s), len(list), want, len(c.Platforms))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestIdenticalContent: the same content under another id and another body is
// a finding, wholly alike in all that is stated, and no other pair of that
// platform scores higher.
func TestIdenticalContent(t *testing.T) {
	c, e := allLists(), Default()
	best := make([]registry.Millibits, len(c.Platforms))
	for i := range best {
		best[i] = Every
	}
	for _, s := range c.pairs {
		best[s.A], best[s.B] = max(best[s.A], s.Score), max(best[s.B], s.Score)
	}
	for i, p := range c.Platforms {
		for _, body := range []string{"BNG", "UBND-001", ""} {
			copied := p
			copied.ID, copied.Agency = "zz", body
			s := scored(p, copied)
			if !wholly(s) || s.Score < best[i] || s.Score < e.settings.Finding {
				t.Errorf("%s copied by %q: %+v, best of the others %s", p.ID, body, s, best[i])
			}
			if p.Mandate == "" && s.Relation != registry.Duplication {
				t.Errorf("%s copied by %q: %s, want duplication", p.ID, body, s.Relation)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, other := anyPlatform("a").Draw(t, "a"), anyPlatform("other").Draw(t, "other")
		copied := a
		copied.ID, copied.Agency = "b", "BNG"
		s := scored(a, copied)
		if o := scored(a, other); !wholly(s) || o.Score > s.Score {
			t.Fatalf("copied: %+v, another: %+v", s, o)
		}
	})
}

// wholly alike: 1000 wherever both sides say something, and no side says less.
func wholly(s Scored) bool {
	for _, m := range s.Measures {
		if m.Presence == registry.OneMissing || m.Presence == registry.BothPresent && m.Similarity != 1000 {
			return false
		}
	}
	return true
}
