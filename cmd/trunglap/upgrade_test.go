package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"trunglap/store"
)

// TestScanUpgrades: the first scan after an upgrade of the program migrates
// the registry; a command that only reads says what to do.
func TestScanUpgrades(t *testing.T) {
	dir := registryOf(t, vnLists+"platforms-2026.csv")
	db, err := sql.Open("sqlite3", filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"DROP TABLE pin", "PRAGMA user_version = 2", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := call(t.Context(), "--data", dir, "findings"); code != exitFailed || !strings.Contains(stderr, "scan, import") {
		t.Errorf("findings: exit %d, %s", code, stderr)
	}
	if code, _, stderr := call(t.Context(), "--data", dir, "scan"); code != exitDone {
		t.Errorf("scan: exit %d, %s", code, stderr)
	}
	if code, _, stderr := call(t.Context(), "--data", dir, "findings"); code != exitDone {
		t.Errorf("findings after the scan: exit %d, %s", code, stderr)
	}
}
