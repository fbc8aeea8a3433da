package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"trunglap/registry"
)

// ErrStorage means that the disk, its space or its permissions are at fault,
// not the input: exit 1, HTTP 500.
var ErrStorage = errors.New("storage")

// explain turns an error of the database into one a person can act on. A
// cancelled context wins over whatever SQLite says about being interrupted.
func explain(ctx context.Context, act string, err error) error {
	var said *registry.Error
	var lite sqlite3.Error
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", act, ctx.Err())
	case errors.As(err, &said) || !errors.As(err, &lite):
		return fmt.Errorf("%s: %w", act, err)
	}
	say, kind := diagnose(lite.Code)
	return fmt.Errorf("%s: %w", act, &registry.Error{Kind: kind, Say: say, Err: err})
}

// explain also names the file that is damaged.
func (d *DB) explain(ctx context.Context, act string, err error) error {
	return named(filepath.Join(d.dir, FileName), explain(ctx, act, err))
}

// named puts the path into an error that says damaged.
func named(path string, err error) error {
	var said *registry.Error
	if !errors.As(err, &said) || said.Say != damaged {
		return err
	}
	return &registry.Error{Kind: said.Kind, Err: said.Err, Say: registry.Tf(
		"tệp %[1]s bị hỏng và không bị ghi đè; hãy khôi phục từ bản sao lưu bằng trunglap restore",
		"%[1]s is damaged and was not written to; restore a backup with trunglap restore", path)}
}

// diagnose says what a class of SQLite errors means and what to do.
func diagnose(code sqlite3.ErrNo) (registry.Text, error) {
	switch code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return registry.T(
			"cơ sở dữ liệu đang được một tiến trình khác ghi; hãy thử lại sau ít giây",
			"another process is writing to the database; try again in a few seconds"), registry.ErrBusy
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return damaged, registry.ErrCorrupt
	case sqlite3.ErrFull:
		return registry.T(
			"ổ đĩa đã đầy; không có gì bị thay đổi, hãy giải phóng dung lượng rồi chạy lại",
			"the disk is full; nothing was changed, free some space and run again"), ErrStorage
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrAuth, sqlite3.ErrCantOpen:
		return unwritable, ErrStorage
	case sqlite3.ErrIoErr:
		return registry.T(
			"ổ đĩa báo lỗi khi đọc hoặc ghi cơ sở dữ liệu; hãy kiểm tra ổ đĩa, rồi chạy trunglap doctor",
			"the disk reported an error while the database was read or written; check the disk, then run trunglap doctor"), ErrStorage
	}
	return registry.T("cơ sở dữ liệu báo lỗi", "the database reported an error"), ErrStorage
}

var (
	damaged = registry.T(
		"tệp cơ sở dữ liệu bị hỏng và không bị ghi đè; hãy khôi phục từ bản sao lưu bằng trunglap restore",
		"the database file is damaged and was not written to; restore a backup with trunglap restore")
	unwritable = registry.T(
		"không ghi được vào thư mục dữ liệu; hãy kiểm tra quyền ghi của thư mục và của tệp registry.db",
		"the data folder cannot be written to; check the permissions of the folder and of registry.db")
)

// corrupt is a damage found by our own checks.
func corrupt(vi, en string, args ...any) error {
	return &registry.Error{Kind: registry.ErrCorrupt, Say: registry.Tf(vi, en, args...)}
}
