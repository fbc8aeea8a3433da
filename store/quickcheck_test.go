package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"trunglap/registry"
)

// TestQuickCheck: whatever the size of the file, damage to a table is noticed
// before anything is written; in a large file that of findings is left to doctor.
func TestQuickCheck(t *testing.T) {
	for _, c := range []struct {
		table string
		whole bool
		found bool
	}{{"", true, false}, {"", false, false}, {"platform", true, true}, {"platform", false, true}, {"ledger", false, true}, {"finding", true, true}, {"finding", false, false}} {
		db := spoilt(t, c.table)
		err := quickCheck(t.Context(), db, c.whole)
		if c.found != (err != nil) || c.found && !errors.Is(err, registry.ErrCorrupt) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// spoilt opens a new registry in which the first page of a table is zeros.
func spoilt(t *testing.T, table string) *sql.DB {
	t.Helper()
	dir := t.TempDir()
	d, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var page, size int
	if table != "" {
		err = d.read.QueryRow("SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_schema WHERE type = 'table' AND name = ?", table).Scan(&page, &size)
	}
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, FileName)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if page > 0 {
		clear(data[(page-1)*size : page*size])
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := openToInspect(context.Background(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
