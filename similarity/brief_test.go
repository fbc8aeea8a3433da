package similarity

import (
	"context"
	"reflect"
	"testing"

	"trunglap/registry"
)

// TestBriefFindingsAreExplainedLater: a brief finding holds every number of the
// full one, and is the full one once it is explained; what cannot be made again
// stays as it is.
func TestBriefFindingsAreExplainedLater(t *testing.T) {
	c, e, ctx := list2024(), Default(), context.Background()
	var found []Scored
	for _, s := range c.pairs {
		if s.Score >= e.Settings().Finding {
			found = append(found, s)
		}
	}
	full, some := findingsOf(t, c.Platforms, found, len(found), 2), findingsOf(t, c.Platforms, found, 10, 1)
	explained := 0
	for i := range some {
		if len(some[i].Explain) > 0 {
			explained++
			continue
		}
		if some[i].Score != full[i].Score || some[i].Counterfactual != full[i].Counterfactual || some[i].Evidence[1].Weight != full[i].Evidence[1].Weight {
			t.Errorf("%v: %+v, full %+v", some[i].Pair, some[i], full[i])
		}
	}
	if explained != 10 {
		t.Errorf("%d explained, want 10", explained)
	}
	strange := some[len(some)-1]
	strange.Settings, strange.Explain = "other settings", nil
	snapshot := registry.NewSnapshot(c.Platforms, nil, "")
	if err := e.Explained(ctx, &snapshot, day, some, 2); err != nil {
		t.Fatal(err)
	}
	for i := range some {
		if !reflect.DeepEqual(some[i], full[i]) {
			t.Errorf("explained later: %+v, at once %+v", some[i], full[i])
		}
	}
	left := []registry.Finding{strange}
	if err := e.Explained(ctx, &snapshot, day, left, 1); err != nil || len(left[0].Explain) > 0 {
		t.Errorf("a finding of other settings was explained: %v", err)
	}
}

func findingsOf(t *testing.T, platforms []registry.Platform, found []Scored, explain, workers int) []registry.Finding {
	t.Helper()
	h := NewHits(Default())
	for i := range found {
		h.Add(&found[i])
	}
	fs, err := h.Findings(context.Background(), platforms, explain, workers)
	if err != nil {
		t.Fatal(err)
	}
	var out []registry.Finding
	for f, err := range fs {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

// TestHits: a pair comes out as it went in: every pair of the real lists, and
// pairs with sides missing.
func TestHits(t *testing.T) {
	ps := allLists().Platforms
	ps = append(ps, registry.Platform{ID: "zz1", NameVI: "Tên"}, registry.Platform{ID: "zz2", NameEN: "Name"}, registry.Platform{ID: "zz3", FunctionVI: "quan ly dat dai"})
	all, _ := scan(t, ps, ScanOptions{Min: Every, Brute: true})
	h := NewHits(Default())
	for i := range all {
		h.Add(&all[i])
	}
	if h.Len() != len(all) {
		t.Fatalf("%d of %d", h.Len(), len(all))
	}
	for i := range all {
		if got := h.At(i); got != all[i] {
			t.Fatalf("went in %+v, came out %+v", all[i], got)
		}
	}
}
