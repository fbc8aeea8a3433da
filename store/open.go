package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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
		return nil, named(filepath.Join(dir, FileName), explain(ctx, "open "+filepath.Join(dir, FileName), err))
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

// Exists says with an error that a folder holds no registry. It opens none, so
// it makes none and migrates none.
func Exists(ctx context.Context, dir string) error {
	if err := mayBeFolder(dir); err != nil {
		return err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	_, noted, err := readAnchor(dir)
	if err != nil {
		return err
	}
	return present(ctx, dir, Options{ReadOnly: true}, noted)
}

func open(ctx context.Context, dir string, o Options) (*DB, error) {
	if err := mayBeFolder(dir); err != nil {
		return nil, err
	}
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
	have, err := inspect(ctx, dir, o, note)
	if err != nil {
		return nil, err
	}
	if !noted && !o.ReadOnly {
		if err := writeAnchor(dir, have); err != nil {
			return nil, err
		}
	}
	if err := d.connect(ctx, o); err != nil {
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
func (d *DB) connect(ctx context.Context, o Options) (err error) {
	path := filepath.Join(d.dir, FileName)
	r := pragmas(o)
	r.Set("_query_only", "on")
	if d.readOnly {
		d.read, err = openToRead(ctx, path, r, readers)
		return err
	}
	w := pragmas(o)
	w.Set("_txlock", "immediate")  // a deferred transaction that turns to writing cannot wait (SQLITE_BUSY_SNAPSHOT)
	w.Set("_cache_size", "-65536") // KiB: pages of a long transaction that do not fit are written and read again
	if d.write, err = pool(ctx, dsn(path, w), 1); err != nil {
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

// openToRead opens a pool that cannot write. On a medium that cannot be written
// to, SQLite cannot make the files that WAL needs; without a -wal file nothing
// is pending there, and the database file alone is the state.
func openToRead(ctx context.Context, path string, v url.Values, n int) (*sql.DB, error) {
	v.Set("mode", "ro")
	db, err := pool(ctx, dsn(path, v), n)
	if err == nil {
		return db, nil
	}
	if info, e := os.Stat(path + "-wal"); e == nil && info.Size() > 0 {
		return nil, err
	}
	v.Set("immutable", "1")
	return pool(ctx, dsn(path, v), n)
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

// change runs fn in one immediate transaction: all of it or nothing. The state
// counter and, after the commit, the anchor go with it. Nothing is written to a
// registry whose ledger lacks entries known to have been there: that would
// bury them.
func (d *DB) change(ctx context.Context, act string, fn func(*sql.Tx) error) error {
	if d.readOnly {
		return fmt.Errorf("%s: %w", act, &registry.Error{Kind: ErrStorage, Say: registry.T(
			"cơ sở dữ liệu được mở chỉ để đọc", "the database was opened for reading only")})
	}
	note, _, err := readAnchor(d.dir)
	if err != nil {
		return fmt.Errorf("%s: %w", act, err)
	}
	var have anchor
	err = transact(ctx, d.write, func(tx *sql.Tx) (err error) {
		if err := holds(ctx, tx, note.Ledger); err != nil {
			return err
		}
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
		return d.explain(ctx, act, err)
	}
	_ = writeAnchor(d.dir, have) // committed is committed: an older anchor only notices less
	return nil
}

// view runs fn on one consistent state.
func (d *DB) view(ctx context.Context, act string, fn func(*sql.Tx) error) error {
	return d.explain(ctx, act, transact(ctx, d.read, fn))
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
