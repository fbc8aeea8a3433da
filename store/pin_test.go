package store

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trunglap/registry"
)

// TestPins: acts of pinning are numbered and kept as they were made; nobody can
// change, drop or slip in one, and none is without a name.
func TestPins(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	p := registry.Pin{Author: "Minh", Before: "a", After: "b", File: "s.bin", Platforms: 2,
		Sources: []registry.PinSource{{File: "x.csv", SHA256: "c", Platforms: 2}}}
	var want []registry.Pin
	for n := int64(1); n <= 2; n++ {
		made, err := d.RecordPin(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		p.Seq, p.At = n, noon
		if diff := cmp.Diff(p, made); diff != "" {
			t.Error(diff)
		}
		want = append(want, p)
	}
	have, err := d.Pins(ctx)
	if diff := cmp.Diff(want, have); err != nil || diff != "" {
		t.Error(err, diff)
	}
	for _, act := range []string{"DELETE FROM pin", "UPDATE pin SET content = '{}'",
		"INSERT INTO pin VALUES (9, '', '', '', '{}')", "INSERT OR REPLACE INTO pin VALUES (1, '', '', '', '{}')"} {
		if _, err := d.write.Exec(act); err == nil {
			t.Errorf("%s: done", act)
		}
	}
	p.Author = " "
	if _, err := d.RecordPin(ctx, p); !errors.Is(err, registry.ErrInvalid) {
		t.Errorf("nobody's pin: %v", err)
	}
}
