package main

import (
	"context"

	"trunglap/registry"
	"trunglap/store"
)

// reading opens the registry to look at it, and closes it after fn.
func (a *app) reading(ctx context.Context, fn func(*store.DB) error) error {
	db, err := store.Open(ctx, a.data, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer db.Close()
	return fn(db)
}

// writing holds the data folder, opens its registry to change it, and lets go
// of both after fn. There must be a registry already.
func (a *app) writing(ctx context.Context, fn func(*store.DB) error) error {
	if err := a.haveRegistry(ctx); err != nil {
		return err
	}
	release, err := store.Lock(a.data)
	if err != nil {
		return err
	}
	defer release()
	db, err := store.Open(ctx, a.data, store.Options{Now: a.now})
	if err != nil {
		return err
	}
	defer db.Close()
	return fn(db)
}

// recording opens the registry to add to its ledger. Unlike an import or a
// scan it does not hold the folder: people decide while a long scan runs, the
// transaction keeps them apart.
func (a *app) recording(ctx context.Context, fn func(*store.DB) error) error {
	if err := a.haveRegistry(ctx); err != nil {
		return err
	}
	db, err := store.Open(ctx, a.data, store.Options{Now: a.now})
	if err != nil {
		return err
	}
	defer db.Close()
	return fn(db)
}

// pairOf reads what names a finding: its id, or the ids of the two platforms.
func pairOf(ctx context.Context, db *store.DB, run int64, args []string) (registry.Pair, error) {
	if len(args) == 2 {
		return registry.NewPair(args[0], args[1])
	}
	f, err := db.Finding(ctx, run, args[0])
	if err == nil {
		return f.Pair, nil
	}
	decided, err2 := db.Decisions(ctx) // a settled pair may be a finding no more
	if d, ok := decided[args[0]]; err2 == nil && ok {
		return d.Pair, nil
	}
	return registry.Pair{}, err
}
