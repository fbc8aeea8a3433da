package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"trunglap/registry"
)

// Decisions tells where every finding that people acted on stands, by finding
// id, from the ledger alone.
func (d *DB) Decisions(ctx context.Context) (out map[string]registry.Decision, err error) {
	err = d.view(ctx, "read the decisions", func(tx *sql.Tx) error {
		out, err = decisions(ctx, tx)
		return err
	})
	return out, err
}

// Decision tells where one pair stands.
func (d *DB) Decision(ctx context.Context, p registry.Pair) (registry.Decision, error) {
	thread, err := d.Entries(ctx, p)
	return fold(p, thread), err
}

func decisions(ctx context.Context, q queryer) (map[string]registry.Decision, error) {
	all, err := entries(ctx, q, "ORDER BY seq")
	if err != nil {
		return nil, err
	}
	threads := map[registry.Pair][]registry.Entry{}
	for _, e := range all {
		threads[e.Pair] = append(threads[e.Pair], e)
	}
	out := make(map[string]registry.Decision, len(threads))
	for p, thread := range threads {
		out[p.ID()] = fold(p, thread)
	}
	return out, nil
}

// DecisionsOn is Decisions seen from a snapshot: a settled finding is reopened
// if the compared text of either platform is no longer what was ruled on, with
// the change shown. form is the form in which texts are compared, so that
// spacing, case or the place of a tone mark reopen nothing; both texts are put
// into it now, so that a new form reopens nothing either. A new ruling settles
// the finding on the new text. A platform absent from the snapshot reopens
// nothing.
func (d *DB) DecisionsOn(ctx context.Context, s *registry.Snapshot, form func(string) string) (out map[string]registry.Decision, err error) {
	place := s.Index()
	err = d.view(ctx, "read the decisions", func(tx *sql.Tx) error {
		if out, err = decisions(ctx, tx); err != nil {
			return err
		}
		for id, dec := range out {
			if dec.State != registry.StateSettled {
				continue
			}
			if err := reopen(ctx, tx, &dec, s, place, form); err != nil {
				return err
			}
			out[id] = dec
		}
		return nil
	})
	return out, err
}

func reopen(ctx context.Context, q queryer, d *registry.Decision, s *registry.Snapshot, place map[string]int, form func(string) string) error {
	for _, side := range []struct{ id, version, compared string }{
		{d.Pair.A, d.On.VersionA, d.On.ComparedA}, {d.Pair.B, d.On.VersionB, d.On.ComparedB},
	} {
		i, ok := place[side.id]
		if !ok || side.version == "" && side.compared == "" {
			continue
		}
		edits, changed, err := comparedEdits(ctx, q, side.version, side.compared, &s.Platforms[i], form)
		if err != nil {
			return err
		}
		if changed {
			d.State = registry.StateReopened
			d.Changed = append(d.Changed, edits...)
		}
	}
	return nil
}

// comparedEdits compares a platform with the version ruled on. A version ruled
// on in another office may not be here; then only its digest can speak.
func comparedEdits(ctx context.Context, q queryer, version, compared string, now *registry.Platform, form func(string) string) ([]registry.Edit, bool, error) {
	if version == now.Digest() {
		return nil, false, nil
	}
	var seq int64
	err := q.QueryRowContext(ctx, "SELECT v.seq FROM version v JOIN platform p ON p.key = v.platform WHERE p.id = ? AND v.digest = ?", now.ID, version).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, compared != "" && compared != now.ComparedDigest(form), nil
	}
	if err != nil {
		return nil, false, err
	}
	then, err := readVersion(ctx, q, seq)
	if err != nil || then.ComparedDigest(form) == now.ComparedDigest(form) {
		return nil, false, err
	}
	var out []registry.Edit
	for _, c := range Diff(then, *now) {
		if slices.Contains(registry.ComparedFields[:], c.Field) {
			out = append(out, registry.Edit{Platform: now.ID, FieldChange: c})
		}
	}
	return out, true, nil
}

// Preview shows what one entry would do to every finding of a run that passes
// a filter: the rows for DecideAll, with what stands now, and the problem where
// a row would be refused. The entry's pair and basis are filled in per row.
func (d *DB) Preview(ctx context.Context, runID int64, f Filter, e registry.Entry) ([]registry.Act, error) {
	found, err := d.Findings(ctx, runID, f)
	if err != nil {
		return nil, err
	}
	run, err := d.Run(ctx, runID)
	if err != nil {
		return nil, err
	}
	now, err := d.Decisions(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]registry.Act, 0, len(found))
	for _, x := range found {
		a := registry.Act{Entry: e, Now: now[x.ID]}
		if a.Now.Finding == "" {
			a.Now = fold(x.Pair, nil)
		}
		a.Seen = a.Now.Seq
		a.Entry.Pair, a.Entry.Finding = x.Pair, x.ID
		a.Entry.On.Run, a.Entry.On.Score, a.Entry.On.Relation = run.ID, x.Score, x.Relation
		var said *registry.Error
		if errors.As(checkEntry(&a.Entry, a.Now), &said) {
			a.Problem = &said.Say
		}
		out = append(out, a)
	}
	return out, nil
}
