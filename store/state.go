package store

import (
	"context"
	"database/sql"

	"trunglap/registry"
)

// WasInState reports whether the registry ever was in the state that a
// snapshot's digest names: after one of the imports, or as of the date of one
// of the lists that are here now.
func (d *DB) WasInState(ctx context.Context, digest string) (was bool, err error) {
	err = d.view(ctx, "look for an earlier state of the registry", func(tx *sql.Tx) error {
		all, err := editions(ctx, tx)
		if err != nil {
			return err
		}
		var states [][]Edition
		for n := range all {
			states = append(states, current(all[:n+1], ""))
		}
		for _, day := range dates(all) {
			states = append(states, current(all, day))
		}
		for i := len(states) - 1; i >= 0 && !was; i-- {
			found, _, err := stateDigest(ctx, tx, states[i])
			if err != nil {
				return err
			}
			was = found == digest
		}
		return nil
	})
	return was, err
}

// dates are the dates of lists, each once.
func dates(es []Edition) []registry.Date {
	seen := map[registry.Date]bool{}
	var out []registry.Date
	for _, e := range es {
		if e.List.Date.Known() && !seen[e.List.Date] {
			seen[e.List.Date] = true
			out = append(out, e.List.Date)
		}
	}
	return out
}
