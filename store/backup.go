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
	"time"

	"trunglap/registry"
)

// Backup writes a copy of the registry, as of one moment, to a new file while
// others go on reading and writing. An existing file is not overwritten.
func (d *DB) Backup(ctx context.Context, dst string) error {
	act := "back up to " + dst
	if _, err := os.Lstat(dst); err == nil {
		return fmt.Errorf("%s: %w", act, registry.Invalid(registry.Tf(
			"tệp %s đã tồn tại; hãy chọn tên khác", "file %s exists already; choose another name", dst)))
	}
	part := dst + ".part"
	defer os.Remove(part)
	os.Remove(part)
	if err := copyDatabase(ctx, filepath.Join(d.dir, FileName), part); err != nil {
		return explain(ctx, act, err)
	}
	if err := os.Rename(part, dst); err != nil {
		return fmt.Errorf("%s: %w", act, err)
	}
	return syncDir(filepath.Dir(dst))
}

// vacuumInto copies within one reading transaction, into a compact new file.
func vacuumInto(ctx context.Context, db *sql.DB, path string) error {
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return err
	}
	return syncFile(path)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncDir makes renames in a folder outlast a power cut.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Restore puts a backup in the place of a folder's registry. The backup is
// copied and checked in full first; what it replaces is kept beside it, under
// the name returned ("" if there was nothing). The folder is locked meanwhile,
// and a database that another process has open is not replaced (ErrBusy).
func Restore(ctx context.Context, src, dir string, o Options) (kept string, err error) {
	act := "restore " + src
	release, err := Lock(dir)
	if err != nil {
		return "", fmt.Errorf("%s: %w", act, err)
	}
	defer release()
	staged, err := stage(ctx, src, dir, o)
	if err != nil {
		return "", explain(ctx, act, err)
	}
	defer os.RemoveAll(filepath.Dir(staged))
	path := filepath.Join(dir, FileName)
	now := o.Now
	if now == nil {
		now = time.Now
	}
	if err := foldIn(ctx, path); err != nil {
		return "", explain(ctx, act, err)
	}
	if kept, err = setAside(path, now()); err != nil {
		return "", fmt.Errorf("%s: keep the present database: %w", act, err)
	}
	if err := replace(staged, path); err != nil {
		return kept, fmt.Errorf("%s: %w", act, err)
	}
	return kept, nil
}

// stage copies the backup into a folder of its own beside the target, brings
// it to this program's schema and checks all of it.
func stage(ctx context.Context, src, dir string, o Options) (path string, err error) {
	if info, err := os.Stat(src); err != nil || !info.Mode().IsRegular() {
		return "", &registry.Error{Kind: registry.ErrNotFound, Say: registry.Tf(
			"không có bản sao lưu %s", "there is no backup %s", src), Err: err}
	}
	tmp, err := os.MkdirTemp(dir, ".registry-restore-")
	if err != nil {
		return "", noFolder(dir, err)
	}
	defer func() {
		if err != nil {
			os.RemoveAll(tmp)
		}
	}()
	if err := copyDatabase(ctx, src, filepath.Join(tmp, FileName)); err != nil {
		return "", err
	}
	db, err := Open(ctx, tmp, o)
	if err != nil {
		return "", err
	}
	problems, err := db.Check(ctx)
	if err = errors.Join(err, db.Close()); err != nil {
		return "", err
	}
	if len(problems) > 0 {
		return "", &registry.Error{Kind: registry.ErrCorrupt, Say: registry.Text{
			VI: "bản sao lưu bị hỏng, dữ liệu hiện tại không bị thay đổi: " + problems[0].Say.VI,
			EN: "the backup is damaged, the present data were not changed: " + problems[0].Say.EN}}
	}
	return filepath.Join(tmp, FileName), nil
}

// copyDatabase reads through SQLite, so that a -wal file beside src counts, on a
// connection of its own: query_only, which our readers have, forbids copying.
func copyDatabase(ctx context.Context, src, dst string) error {
	src, err := filepath.Abs(src)
	if err != nil {
		return err
	}
	db, err := openToRead(ctx, src, pragmas(Options{BusyTimeout: defaultTimeout}), 1)
	if err != nil {
		return err
	}
	defer db.Close()
	return vacuumInto(ctx, db, dst)
}

// foldIn brings the present database's -wal file into it and leaves WAL, which
// SQLite grants only if nobody else has the file open. A database that cannot
// be read is left as it is: it is what the backup replaces.
func foldIn(ctx context.Context, path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	db, err := pool(ctx, dsn(path, url.Values{"_busy_timeout": {"0"}}), 1)
	if err != nil {
		return ignoreDamage(ctx, err)
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "PRAGMA journal_mode = DELETE")
	if err = explain(ctx, "close "+path, err); errors.Is(err, registry.ErrBusy) {
		return &registry.Error{Kind: registry.ErrBusy, Say: registry.T(
			"một tiến trình khác đang mở cơ sở dữ liệu; hãy dừng tiến trình đó (ví dụ trunglap serve) rồi chạy lại",
			"another process has the database open; stop it (trunglap serve, for example), then run again"), Err: err}
	}
	return ignoreDamage(ctx, err)
}

func ignoreDamage(ctx context.Context, err error) error {
	if errors.Is(explain(ctx, "", err), registry.ErrCorrupt) {
		return nil
	}
	return err
}

// setAside gives the present database a second name, and its -wal file too if
// it could not be folded in.
func setAside(path string, at time.Time) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	kept := filepath.Join(filepath.Dir(path), "registry-replaced-"+at.UTC().Format("20060102T150405Z")+".db")
	for n := 2; ; n++ {
		err := os.Link(path, kept)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
		kept = filepath.Join(filepath.Dir(path), fmt.Sprintf("registry-replaced-%s-%d.db", at.UTC().Format("20060102T150405Z"), n))
	}
	err := os.Link(path+"-wal", kept+"-wal")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	return kept, nil
}

// replace puts the checked copy in place. The anchor goes first and comes back
// when the folder is next opened, so that a crash in between leaves a folder
// that opens, before or after. A -wal file left by a damaged database must go:
// SQLite would play it into the new file.
func replace(staged, path string) error {
	dir := filepath.Dir(path)
	for _, name := range []string{filepath.Join(dir, anchorName), path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(staged, path); err != nil {
		return err
	}
	return syncDir(dir)
}
