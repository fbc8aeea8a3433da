package similarity

import (
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
	for _, s := range c.pairs {
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
	for _, s := range c.pairs {
		if s.Score >= Default().settings.Finding {
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
