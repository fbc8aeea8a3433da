package similarity

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"trunglap/registry"
)

// TestKeptSketches: with what was kept the answers are the same, byte for byte.
func TestKeptSketches(t *testing.T) {
	list, ps := allLists(), proposals(t)
	made := checker(t, list.Snapshot, CheckOptions{Key: "k"})
	kept := made.Sketches()
	again := checker(t, list.Snapshot, CheckOptions{Key: "k", Kept: kept})
	if !made.Fresh() || again.Fresh() {
		t.Fatalf("fresh: %v, then %v", made.Fresh(), again.Fresh())
	}
	if !bytes.Equal(kept, again.Sketches()) {
		t.Error("kept again, the bytes differ")
	}
	for _, p := range ps {
		a, err := json.Marshal(made.Check(p))
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(again.Check(p))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s: the answer differs:\n%s\n%s", p.ID, a, b)
		}
	}
}

// TestSpoiltSketches: what is damaged, of another engine or of another registry
// is not used; what is right for a reader with the right to restricted
// platforms is right for one without.
func TestSpoiltSketches(t *testing.T) {
	s := list2024().Snapshot
	made := checker(t, s, CheckOptions{Key: "k"})
	kept := made.Sketches()
	use := func(kept []byte, key string, s registry.Snapshot, see bool) bool {
		return !checker(t, s, CheckOptions{Key: key, Kept: kept, ShowRestricted: see}).Fresh()
	}
	if !use(kept, "k", s, true) {
		t.Error("not used for another reader")
	}
	if use(kept, "other", s, false) {
		t.Error("used by another engine")
	}
	if use(kept, "k", registry.NewSnapshot(s.Platforms[1:], nil, day), false) {
		t.Error("used for another registry")
	}
	for _, at := range []int{0, 10, 60, len(kept) / 2, len(kept) - 1} {
		spoilt := slices.Clone(kept)
		spoilt[at] ^= 1
		if use(spoilt, "k", s, false) {
			t.Errorf("used although byte %d is wrong", at)
		}
	}
	for _, n := range []int{0, 5, 60, 100, len(kept) / 2, len(kept) - 1} {
		if use(kept[:n], "k", s, false) {
			t.Errorf("used although cut after %d bytes", n)
		}
	}
}
