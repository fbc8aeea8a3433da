package report

import (
	"testing"

	"trunglap/registry"
)

// A decision that waits for people says so, wherever it is printed.
func TestStance(t *testing.T) {
	for _, c := range []struct {
		d    registry.Decision
		want string
	}{
		{registry.Decision{Outcome: registry.Dismissed}, "dismissed"},
		{registry.Decision{Outcome: registry.Dismissed, State: registry.StateSettled}, "dismissed"},
		{registry.Decision{Outcome: registry.Dismissed, State: registry.StateReopened}, "dismissed (reopened: the text changed)"},
		{registry.Decision{State: registry.StateAsked}, "waiting for answers"},
		{registry.Decision{}, "open"},
	} {
		if got := (printer{registry.EN}).stance(c.d); got != c.want {
			t.Errorf("%v: %q, want %q", c.d, got, c.want)
		}
	}
}
