package similarity

import (
	"testing"

	"trunglap/registry"
)

// TestEffects: the difference of two settings over the real list is that of
// their findings, pair by pair; a settings file compared with itself has none.
func TestEffects(t *testing.T) {
	c := list2024()
	before := Default()
	set, err := before.settings.moved(Learnt{Prior: -1000, Percent: [4]int{100, 130, 100, 100}})
	if err != nil {
		t.Fatal(err)
	}
	after := NewEngine(before.lex, before.stats, set, before.bodies)
	d, err := Effects(t.Context(), before, after, c.Platforms, ScanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[registry.Pair]registry.ChangeKind{}
	for _, x := range d.Changes {
		kinds[x.Pair] = x.Kind
		if x.Old == nil || x.New == nil || x.Old.Finding != (x.Kind != registry.ChangeNew) || x.New.Finding != (x.Kind != registry.ChangeGone) {
			t.Errorf("%v: %+v, then %+v", x.Pair, x.Old, x.New)
		}
	}
	seen := 0
	for _, s := range c.pairs {
		a, b := c.records[s.A], c.records[s.B]
		now := after.Compare(a, b, "")
		then := before.Compare(a, b, "")
		was, is := then.Score >= before.settings.Finding, now.Score >= set.Finding
		want := registry.ChangeKind("")
		switch {
		case !was && is:
			want = registry.ChangeNew
		case was && !is:
			want = registry.ChangeGone
		case was && then.Relation != now.Relation:
			want = registry.ChangeRelation
		}
		if got := kinds[registry.Pair{A: a.Platform.ID, B: b.Platform.ID}]; got != want {
			t.Errorf("%s x %s: %q, not %q", a.Platform.ID, b.Platform.ID, got, want)
		}
		if want != "" {
			seen++
		}
	}
	if seen == 0 || seen != len(d.Changes) {
		t.Errorf("%d changes, %d told", seen, len(d.Changes))
	}
	same, err := Effects(t.Context(), before, before, c.Platforms, ScanOptions{})
	if err != nil || len(same.Count) > 0 || same.Unchanged == 0 {
		t.Errorf("%+v, %v", same.Count, err)
	}
}
