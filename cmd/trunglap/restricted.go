package main

import (
	"context"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/store"
)

// Restricted platforms. Whoever can read the data folder can read all of it,
// but what a command prints is handed on. So a command that prints platforms or
// findings treats restricted ones as if they were not there, unless
// --show-restricted is given: not found, not listed, not named by another
// platform. A list of findings and a report say how many they left out, a check
// says one bit. What keeps the registry itself is whole: import, scan and its
// pairs, ledger, backup, doctor; coverage counts them and names none.

// restrictedFlag adds --show-restricted.
func (a *app) restrictedFlag(c *cobra.Command, show *bool) {
	c.Flags().BoolVar(show, "show-restricted", false, a.say("kể cả mục hạn chế", "restricted entries too"))
}

// A veil holds the ids that a reader may not learn.
type veil map[string]bool

// veilOf gathers the platforms that are restricted in any of some states.
func veilOf(show bool, states ...registry.Snapshot) veil {
	v := veil{}
	for _, s := range states {
		for i := range s.Platforms {
			if s.Platforms[i].Restricted && !show {
				v[s.Platforms[i].ID] = true
			}
		}
	}
	return v
}

func (v veil) hides(id string) bool { return v[id] }

// covers reports whether one side of a pair at least is hidden.
func (v veil) covers(p registry.Pair) bool { return v[p.A] || v[p.B] }

// over is a list of platforms without the hidden ones and what others state of them.
func (v veil) over(ps []registry.Platform) []registry.Platform {
	if len(v) == 0 {
		return ps
	}
	var out []registry.Platform
	for _, p := range ps {
		if !v.hides(p.ID) {
			out = append(out, p.Without(v.hides))
		}
	}
	return out
}

// past is a history without hidden states of the platform, the changes told
// anew between those that are left.
func (v veil) past(all []store.Version, show bool) []store.Version {
	if show {
		return all
	}
	var out []store.Version
	for _, x := range all {
		if x.Platform.Restricted {
			continue
		}
		x.Platform, x.Changed = x.Platform.Without(v.hides), nil
		if n := len(out); n > 0 && !x.Withdrawn {
			x.Changed = store.Diff(out[n-1].Platform, x.Platform)
		}
		out = append(out, x)
	}
	return out
}

// runVeil is the veil of a run.
func runVeil(ctx context.Context, db *store.DB, run int64, show bool) (veil, registry.Snapshot, error) {
	s, err := db.RunSnapshot(ctx, run)
	return veilOf(show, s), s, err
}
