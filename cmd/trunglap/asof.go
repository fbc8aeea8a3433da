package main

import (
	"context"
	"os"

	"trunglap/index"
	"trunglap/registry"
	"trunglap/store"
	"trunglap/text"
)

// What a command shows as of a day comes from the registry of that day, with
// the owners of that day.

// A scanned is a run with all that a report is made of.
type scanned struct {
	run      registry.Run
	snapshot registry.Snapshot
	findings []registry.Finding
	model    []byte // its settings
}

// runOf reads a saved run; 0 is the latest.
func runOf(ctx context.Context, db *store.DB, id int64) (s scanned, err error) {
	if s.run, err = db.Run(ctx, id); err != nil {
		return s, err
	}
	if s.snapshot, err = db.RunSnapshot(ctx, s.run.ID); err != nil {
		return s, err
	}
	if s.findings, err = db.Findings(ctx, s.run.ID, store.Filter{}); err != nil {
		return s, err
	}
	s.model, err = db.Settings(ctx, s.run.Settings)
	return s, err
}

// runAsOf finds the latest run of a day, or makes one that is not saved: a
// report must not change which run is the latest. A saved run counts only if
// it is of the day's registry as it is known now, by the present program.
func (a *app) runAsOf(ctx context.Context, db *store.DB, day registry.Date) (s scanned, err error) {
	if s.snapshot, err = db.Snapshot(ctx, day); err != nil {
		return s, err
	}
	e, err := a.engine(&scoring{})
	if err != nil {
		return s, err
	}
	s.run = registry.Run{Snapshot: s.snapshot.Digest, AsOf: day, Engine: version, Started: a.now()}
	e.Stamp(&s.run)
	runs, err := db.Runs(ctx)
	if err != nil {
		return s, err
	}
	for _, r := range runs {
		if r.AsOf == day && r.Snapshot == s.run.Snapshot && r.Settings == s.run.Settings && r.Engine == s.run.Engine {
			if saved, err := runOf(ctx, db, r.ID); err == nil { // else its findings are no longer kept
				return saved, nil
			}
		}
	}
	s.model = e.Settings().JSON()
	found, err := a.score(ctx, e, s.snapshot, &scoring{asOf: day}, false, &s.run)
	if err != nil {
		return s, err
	}
	for f, err := range found {
		if err != nil {
			return s, err
		}
		s.findings = append(s.findings, f)
	}
	return s, nil
}

// indexAside makes an index of another day's registry in a folder of its own,
// so that the present one need not be built anew afterwards.
func (a *app) indexAside(ctx context.Context, snapshot registry.Snapshot) (*index.Index, func(), error) {
	dir, err := os.MkdirTemp("", "trunglap-index-")
	if err != nil {
		return nil, nil, err
	}
	ix, err := index.Open(ctx, dir, text.Default())
	if err == nil {
		_, err = ix.Sync(ctx, snapshot, nil)
	}
	closeIndex := func() {
		if ix != nil {
			ix.Close()
		}
		os.RemoveAll(dir)
	}
	if err != nil {
		closeIndex()
		return nil, nil, err
	}
	return ix, closeIndex, nil
}
