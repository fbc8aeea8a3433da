package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"trunglap/registry"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// A migration takes the schema from version-1 to version.
type migration struct {
	version int
	script  string
}

// migrations reads the numbered scripts of a folder; the numbers run 1, 2, 3...
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted by name
	if err != nil {
		return nil, err
	}
	var out []migration
	for _, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		v, err := strconv.Atoi(number)
		if err != nil || v != len(out)+1 {
			return nil, fmt.Errorf("migration %s: number %d expected", name, len(out)+1)
		}
		script, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		out = append(out, migration{v, string(script)})
	}
	return out, nil
}

// migrate brings the schema up to the last step, each step in one transaction
// with its new number, so that a failure or a crash leaves the step before it.
// before is called once, ahead of the first step of a database in use.
func migrate(ctx context.Context, db *sql.DB, steps []migration, before func(from int) error) error {
	have, err := schemaVersion(ctx, db)
	if err != nil {
		return err
	}
	if have > len(steps) {
		return newer(have, len(steps))
	}
	if have == len(steps) {
		return nil
	}
	if have > 0 {
		if err := before(have); err != nil {
			return fmt.Errorf("set a copy aside before migrating: %w", err)
		}
	}
	for _, m := range steps[have:] {
		if err := step(ctx, db, m); err != nil {
			return fmt.Errorf("migrate the database to version %d: %w", m.version, err)
		}
	}
	return nil
}

// step runs one migration, unless another process did so meanwhile.
func step(ctx context.Context, db *sql.DB, m migration) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	have, err := schemaVersion(ctx, tx)
	if err != nil || have >= m.version {
		return err
	}
	if _, err := tx.ExecContext(ctx, m.script); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", m.version)); err != nil {
		return err
	}
	return tx.Commit()
}

// queryer is what a connection pool and a transaction have in common.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func schemaVersion(ctx context.Context, q queryer) (v int, err error) {
	err = q.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v)
	return v, err
}

func newer(have, know int) error {
	return registry.Invalid(registry.Tf(
		"cơ sở dữ liệu thuộc phiên bản %d, mới hơn phiên bản %d mà chương trình này biết; hãy dùng bản Trunglap mới hơn",
		"the database has schema version %d, newer than version %d that this program knows; use a newer Trunglap", have, know))
}
