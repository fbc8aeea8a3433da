package main

import (
	"context"
	"errors"

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
// of both after fn. There must be a registry already: locking or opening a folder
// for writing would make an empty one. One of an earlier release is migrated.
func (a *app) writing(ctx context.Context, fn func(*store.DB) error) error {
	if err := store.Exists(ctx, a.data); err != nil {
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
	if err := store.Exists(ctx, a.data); err != nil {
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
// A hidden one is refused as if it were not there.
func pairOf(ctx context.Context, db *store.DB, run int64, args []string, hidden veil) (registry.Pair, error) {
	if len(args) == 2 {
		p, err := registry.NewPair(args[0], args[1])
		for _, id := range []string{p.A, p.B} {
			if err == nil && hidden.hides(id) {
				err = noSuchPlatform(id, run)
			}
		}
		return p, err
	}
	f, err := db.Finding(ctx, run, args[0])
	if errors.Is(err, registry.ErrNotFound) {
		decided, err2 := db.Decisions(ctx) // a settled pair may be a finding no more
		if d, ok := decided[args[0]]; err2 == nil && ok {
			f.Pair, err = d.Pair, nil
		}
	}
	if errors.Is(err, registry.ErrNotFound) || err == nil && hidden.covers(f.Pair) {
		err = &registry.Error{Kind: registry.ErrNotFound, Say: registry.Tf("lượt quét số %d không có phát hiện %s", "run %d has no finding %s", run, args[0])}
	}
	return f.Pair, err
}

func noSuchPlatform(id string, run int64) error {
	return &registry.Error{Kind: registry.ErrNotFound, Say: registry.Tf(
		"không có nền tảng %s trong lượt quét %d; hãy chạy trunglap scan nếu mới nạp danh mục",
		"there is no platform %s in run %d; run trunglap scan if a list has just come in", id, run)}
}
