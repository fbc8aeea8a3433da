package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"trunglap/registry"
)

const applicationID = 0x54524c50 // "TRLP", as in migrations/0001_registry.sql

// present sees to it that there is a database file that may be opened.
func present(ctx context.Context, dir string, o Options, noted bool) error {
	path := filepath.Join(dir, FileName)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && noted:
		return corrupt("tệp %s không còn trong thư mục đã dùng; hãy khôi phục từ bản sao lưu bằng trunglap restore",
			"%s is missing from a folder that was in use; restore a backup with trunglap restore", path)
	case errors.Is(err, fs.ErrNotExist) && o.ReadOnly:
		return &registry.Error{Kind: registry.ErrNotFound, Say: registry.Tf(
			"chưa có dữ liệu trong %s; hãy nạp một danh mục bằng trunglap import",
			"there is no data in %s yet; load a list with trunglap import", dir)}
	case errors.Is(err, fs.ErrNotExist):
		return create(ctx, dir)
	case err != nil:
		return err
	case info.Size() == 0:
		return corrupt("tệp %s rỗng, dữ liệu đã mất; hãy khôi phục từ bản sao lưu bằng trunglap restore",
			"%s is empty, its data are gone; restore a backup with trunglap restore", path)
	case o.ReadOnly:
		return nil
	}
	return writable(dir)
}

// writable finds out before SQLite does, which would open the file for reading
// and fail much later.
func writable(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, FileName), os.O_RDWR, 0)
	if err != nil {
		return &registry.Error{Kind: ErrStorage, Say: unwritable, Err: err}
	}
	f.Close()
	probe, err := os.CreateTemp(dir, ".registry-probe-*")
	if err != nil {
		return &registry.Error{Kind: ErrStorage, Say: unwritable, Err: err}
	}
	probe.Close()
	return os.Remove(probe.Name())
}

// create builds the database under another name and links it into place, so
// that a crash never leaves half a database and an empty registry.db always
// means damage. If another process was faster, its file stays.
func create(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return noFolder(dir, err)
	}
	f, err := os.CreateTemp(dir, ".registry-new-*")
	if err != nil {
		return noFolder(dir, err)
	}
	f.Chmod(0o644)
	f.Close()
	defer os.Remove(f.Name())
	if err := build(ctx, f.Name()); err != nil {
		return err
	}
	path := filepath.Join(dir, FileName)
	err = os.Link(f.Name(), path)
	if _, e := os.Stat(path); err == nil || e == nil {
		return nil
	}
	return os.Rename(f.Name(), path) // a file system without hard links
}

func build(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite3", dsn(path, url.Values{"_txlock": {"immediate"}, "_foreign_keys": {"on"}}))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	return migrate(ctx, db, steps, nil)
}

// inspect looks for damage through a connection that cannot write, before any
// that can is opened: even closing one of those may write, when it folds in a
// -wal file. What is refused stays byte for byte as it was.
func inspect(ctx context.Context, dir string, o Options, note anchor) (have anchor, err error) {
	db, err := openToInspect(ctx, filepath.Join(dir, FileName), o)
	if err != nil {
		return have, err
	}
	defer db.Close()
	if err := ours(ctx, db); err != nil {
		return have, err
	}
	if err := knownSchema(ctx, db, o.ReadOnly); err != nil {
		return have, err
	}
	info, err := os.Stat(filepath.Join(dir, FileName))
	if err != nil {
		return have, err
	}
	if err := quickCheck(ctx, db, info.Size() <= wholeCheck); err != nil {
		return have, err
	}
	if have, err = currentState(ctx, db); err != nil || note == (anchor{}) {
		return have, err
	}
	if err := behind(note, have); err != nil {
		return have, err
	}
	return have, holds(ctx, db, note.Ledger)
}

// wholeCheck is the size of file up to which every page is looked at whenever
// the registry is opened: some tenths of a second. Beyond it nearly all is
// findings, which a scan can make again; they are left to doctor.
const wholeCheck = 256 << 20

// quickCheck looks for damage: in the whole file, or in all tables but findings.
func quickCheck(ctx context.Context, db *sql.DB, whole bool) error {
	parts := []string{"1"}
	if !whole {
		parts = nil
		err := each(ctx, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('finding', 'sqlite_sequence') ORDER BY name", func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			parts = append(parts, `"`+name+`"`)
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, part := range parts {
		var verdict string
		if err := db.QueryRowContext(ctx, "PRAGMA quick_check("+part+")").Scan(&verdict); err != nil {
			return err
		}
		if verdict != "ok" {
			return &registry.Error{Kind: registry.ErrCorrupt, Say: damaged, Err: errors.New(strings.Join(strings.Fields(verdict), " "))}
		}
	}
	return nil
}

// openToInspect must write only where a crash left a rollback journal (of a
// restore cut short): there SQLite has to undo before it can read.
func openToInspect(ctx context.Context, path string, o Options) (*sql.DB, error) {
	v := url.Values{"_busy_timeout": pragmas(o)["_busy_timeout"]}
	if _, err := os.Stat(path + "-journal"); err == nil && !o.ReadOnly {
		return pool(ctx, dsn(path, v), 1)
	}
	return openToRead(ctx, path, v, 1)
}

// ours refuses the file of another program.
func ours(ctx context.Context, db *sql.DB) error {
	var id int64
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if id != applicationID {
		return corrupt("registry.db là tệp SQLite của một chương trình khác; hãy chọn thư mục dữ liệu khác",
			"registry.db is the SQLite file of another program; choose another data folder")
	}
	return nil
}

// ErrOldSchema: the registry was written by an earlier release. Opening it to
// write migrates it.
var ErrOldSchema = fmt.Errorf("older schema: %w", registry.ErrInvalid)

// knownSchema refuses a newer schema, and an older one that may not be migrated.
func knownSchema(ctx context.Context, db *sql.DB, readOnly bool) error {
	have, err := schemaVersion(ctx, db)
	if err != nil {
		return err
	}
	steps, err := migrations(migrationFiles)
	switch {
	case err != nil:
		return err
	case have > len(steps):
		return newer(have, len(steps))
	case have < len(steps) && readOnly:
		return &registry.Error{Kind: ErrOldSchema, Say: registry.Tf(
			"cơ sở dữ liệu thuộc phiên bản cũ %d; hãy chạy một lần lệnh có ghi (scan, import) để nâng cấp lên phiên bản %d; bản cũ được sao lưu trước",
			"the database has the older schema version %d; run a command that writes (scan, import) once to bring it to version %d; the old one is backed up first", have, len(steps))}
	}
	return nil
}
