package store

import (
	"context"
	"testing"

	"trunglap/registry"
)

// TestWasInState: every state the registry went through is known again, also
// one that a later import of an earlier list put between; no other is.
func TestWasInState(t *testing.T) {
	d := fresh(t)
	ctx := context.Background()
	var went []string
	note := func() { went = append(went, mustSnapshot(t, d, "").Digest) }
	note() // empty, before any import: not a state that a check can have seen
	mustImport(t, d, list("a", "2024-07-20"), platform("A-1", "một"), platform("A-2", "hai"))
	note()
	mustImport(t, d, list("a", "2024-07-20"), platform("A-1", "một, sửa"), platform("A-2", "hai"))
	note()
	mustImport(t, d, list("b", "2026-01-01"), platform("B-1", "ba"))
	note()
	mustImport(t, d, list("c", "2025-01-01"), platform("C-1", "bốn"))
	note()
	went = append(went, mustSnapshot(t, d, "2025-06").Digest)
	for i, digest := range went {
		was, err := d.WasInState(ctx, digest)
		if err != nil || was != (i > 0) {
			t.Errorf("state %d: %v, %v", i, was, err)
		}
	}
	other := registry.NewSnapshot([]registry.Platform{platform("X", "x")}, nil, "")
	if was, err := d.WasInState(ctx, other.Digest); err != nil || was {
		t.Errorf("another registry: %v, %v", was, err)
	}
}
