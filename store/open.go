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
	"strconv"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver
	"trunglap/registry"
)

// FileName is the database in the data folder.
const FileName = "registry.db"

const (
	applicationID  = 0x54524c50      // "TRLP", as in migrations/0001_registry.sql
	defaultTimeout = 5 * time.Second // a person waits that long without wondering
	readers        = 4               // reading connections: the web pages of a few people at once
)

// Options are the edges of the store; the zero value is right for a command.
type Options struct {
	ReadOnly    bool             // never write, not even to create or migrate
	Now         func() time.Time // the clock for the times shown to people; nil: time.Now
	BusyTimeout time.Duration    // how long to wait for another writer; 0: five seconds
}

// A DB is an open registry. It is safe for concurrent use: one connection
// writes, a few read, each reading one consistent state.
type DB struct {
	dir      string
	write    *sql.DB // one connection, every transaction immediate
	read     *sql.DB // query_only
	now      func() time.Time
	readOnly bool
	scratch  bool // the folder is removed on Close
}

// Open opens the registry of a data folder, creating the folder and the
// database where there are none, and migrating an older schema after setting a
// copy aside. It refuses, without writing, what it should not touch: a damaged
// file, a newer schema, another program's file, a file older than the folder's
// last known state.
func Open(ctx context.Context, dir string, o Options) (*DB, error) {
	d, err := open(ctx, dir, o)
	if err != nil {
		return nil, explain(ctx, "open "+filepath.Join(dir, FileName), err)
	}
	return d, nil
}

// OpenTemp opens an empty registry in a new folder that Close removes.
func OpenTemp(ctx context.Context, o Options) (*DB, error) {
	dir, err := os.MkdirTemp("", "trunglap-")
	if err != nil {
		return nil, err
	}
	d, err := Open(ctx, dir, o)
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	d.scratch = true
	return d, nil
}

// Dir is the data folder.
func (d *DB) Dir() string { return d.dir }

// Close frees the connections; the last one out folds the -wal file back in.
func (d *DB) Close() error {
	err := d.read.Close()
	if d.write != nil {
		err = errors.Join(err, d.write.Close())
	}
	if d.scratch {
		err = errors.Join(err, os.RemoveAll(d.dir))
	}
	return err
}

func open(ctx context.Context, dir string, o Options) (*DB, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	d := &DB{dir: dir, now: o.Now, readOnly: o.ReadOnly}
	if d.now == nil {
		d.now = time.Now
	}
	if o.BusyTimeout == 0 {
		o.BusyTimeout = defaultTimeout
	}
	note, noted, err := readAnchor(dir) // before the database, which may only be ahead of it
	if err != nil {
		return nil, err
	}
	if err := present(ctx, dir, o, noted); err != nil {
		return nil, err
	}
	if err := d.connect(ctx, o); err != nil {
		d.closeQuietly()
		return nil, err
	}
	if err := d.verify(ctx, note, noted); err != nil {
		d.closeQuietly()
		return nil, err
	}
	return d, nil
}

func (d *DB) closeQuietly() {
	for _, pool := range []*sql.DB{d.read, d.write} {
		if pool != nil {
			pool.Close()
		}
	}
}

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

// dsn names a file to the driver; the path may hold any character.
func dsn(path string, v url.Values) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
}

// pragmas that hold on every pooled connection, because the driver sets them
// from the DSN each time it opens one.
func pragmas(o Options) url.Values {
	return url.Values{
		"_busy_timeout": {strconv.FormatInt(o.BusyTimeout.Milliseconds(), 10)},
		"_foreign_keys": {"on"},
		"_synchronous":  {"FULL"}, // a decision that was confirmed survives a power cut
	}
}

// connect opens the two pools. The writing one comes first: it alone may turn
// the journal to WAL, recover after a crash and migrate.
func (d *DB) connect(ctx context.Context, o Options) error {
	path := filepath.Join(d.dir, FileName)
	r := pragmas(o)
	r.Set("_query_only", "on")
	if d.readOnly {
		r.Set("mode", "ro")
		return d.connectReadOnly(ctx, path, r)
	}
	w := pragmas(o)
	w.Set("_txlock", "immediate") // a deferred transaction that turns to writing cannot wait (SQLITE_BUSY_SNAPSHOT)
	var err error
	if d.write, err = pool(ctx, dsn(path, w), 1); err != nil {
		return err
	}
	if err := ours(ctx, d.write); err != nil {
		return err
	}
	if err := useWAL(ctx, d.write); err != nil {
		return err
	}
	if err := d.upgrade(ctx); err != nil {
		return err
	}
	r.Set("_journal_mode", "WAL")
	d.read, err = pool(ctx, dsn(path, r), readers)
	return err
}

// connectReadOnly also reads from a medium that cannot be written to, where
// SQLite cannot make the files that WAL needs: without a -wal file nothing is
// pending there, and the database file alone is the state.
func (d *DB) connectReadOnly(ctx context.Context, path string, v url.Values) (err error) {
	d.read, err = pool(ctx, dsn(path, v), readers)
	if info, e := os.Stat(path + "-wal"); err != nil && (e != nil || info.Size() == 0) {
		v.Set("immutable", "1")
		d.read, err = pool(ctx, dsn(path, v), readers)
	}
	if err != nil {
		return err
	}
	if err := ours(ctx, d.read); err != nil {
		return err
	}
	have, err := schemaVersion(ctx, d.read)
	if err != nil {
		return err
	}
	return knownSchema(have)
}

// knownSchema refuses what a read-only opener may not migrate.
func knownSchema(have int) error {
	steps, err := migrations(migrationFiles)
	switch {
	case err != nil:
		return err
	case have > len(steps):
		return newer(have, len(steps))
	case have < len(steps):
		return registry.Invalid(registry.Tf(
			"cơ sở dữ liệu thuộc phiên bản cũ %d; hãy mở một lần bằng lệnh có quyền ghi để nâng cấp lên phiên bản %d",
			"the database has the older schema version %d; open it once with a command that may write to bring it to version %d", have, len(steps)))
	}
	return nil
}

// useWAL checks the answer: SQLite stays silent on a file system that cannot.
func useWAL(ctx context.Context, db *sql.DB) error {
	var mode string
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return &registry.Error{Kind: ErrStorage, Say: registry.T(
			"hệ thống tệp của thư mục dữ liệu không hỗ trợ chế độ WAL; hãy dùng ổ đĩa cục bộ",
			"the file system of the data folder does not support WAL; use a local disk")}
	}
	return nil
}

func pool(ctx context.Context, dsn string, n int) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	var pages int // the first read finds out whether this is a database at all
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&pages); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
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

// upgrade migrates, with a copy set aside first.
func (d *DB) upgrade(ctx context.Context) error {
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	return migrate(ctx, d.write, steps, func(from int) error {
		name := fmt.Sprintf("registry-v%d-%s.db", from, d.now().UTC().Format("20060102T150405Z"))
		return vacuumInto(ctx, d.write, filepath.Join(d.dir, name))
	})
}

// verify looks for damage before anything is answered from the file.
func (d *DB) verify(ctx context.Context, note anchor, noted bool) error {
	var verdict string
	if err := d.read.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return &registry.Error{Kind: registry.ErrCorrupt, Say: damaged, Err: errors.New(verdict)}
	}
	have, err := currentState(ctx, d.read)
	if err != nil {
		return err
	}
	if noted {
		return behind(note, have)
	}
	if d.readOnly {
		return nil
	}
	return writeAnchor(d.dir, have)
}

// change runs fn in one immediate transaction: all of it or nothing. The state
// counter and, after the commit, the anchor go with it.
func (d *DB) change(ctx context.Context, act string, fn func(*sql.Tx) error) error {
	if d.readOnly {
		return fmt.Errorf("%s: %w", act, &registry.Error{Kind: ErrStorage, Say: registry.T(
			"cơ sở dữ liệu được mở chỉ để đọc", "the database was opened for reading only")})
	}
	var have anchor
	err := transact(ctx, d.write, func(tx *sql.Tx) (err error) {
		if err := fn(tx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE state SET changes = changes + 1"); err != nil {
			return err
		}
		have, err = currentState(ctx, tx)
		return err
	})
	if err != nil {
		return explain(ctx, act, err)
	}
	_ = writeAnchor(d.dir, have) // committed is committed: an older anchor only notices less
	return nil
}

// view runs fn on one consistent state.
func (d *DB) view(ctx context.Context, act string, fn func(*sql.Tx) error) error {
	return explain(ctx, act, transact(ctx, d.read, fn))
}

func transact(ctx context.Context, db *sql.DB, fn func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}
