package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"trunglap/registry"
)

// The exit codes, the same for every command and every output format.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitFound       = 3
	exitBusy        = 4
	exitInterrupted = 130
)

// errFound ends a command that did its work and was asked to fail on what it found.
var errFound = errors.New("found what --fail-on names")

// errTold marks a failure that was told already, as batch does in its log.
var errTold = errors.New("told already")

// exitCodes is the list with which every command's help ends.
var exitCodes = registry.T(
	`  0    xong
  1    thất bại; lý do ghi ở stderr
  2    dùng sai lệnh; cách dùng ghi ở stderr
  3    xong, và điều kiện nêu trong --fail-on đã xảy ra
  4    tiến trình khác đang giữ thư mục dữ liệu
  130  bị ngắt`,
	`  0    done
  1    failed; the reason is on stderr
  2    used wrongly; how to use it is on stderr
  3    done, and what --fail-on names was found
  4    another process holds the data folder
  130  interrupted`)

// usage is the error of a command used wrongly.
func usage(t registry.Text) error { return &registry.Error{Kind: registry.ErrUsage, Say: t} }

// exit tells the user why a command failed and returns its exit code. It is
// the only place where an error becomes a code.
func (a *app) exit(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFound):
		return exitFound
	case ctx.Err() != nil:
		a.tell("trunglap: đã bị ngắt; kết quả trước đó còn nguyên", "trunglap: interrupted; earlier results are untouched")
		return exitInterrupted
	}
	if !errors.Is(err, errTold) {
		a.tell("trunglap: %s", "trunglap: %s", explain(err, a.lang))
	}
	switch {
	case errors.Is(err, registry.ErrUsage):
		a.tell("Xem cách dùng: trunglap --help, hoặc trunglap LỆNH --help", "For how to use it: trunglap --help, or trunglap COMMAND --help")
		return exitUsage
	case errors.Is(err, registry.ErrBusy):
		return exitBusy
	}
	return exitFailed
}

// explain renders an error for a person: errors of ours and the everyday
// errors of the file system speak the user's language.
func explain(err error, l registry.Lang) string {
	var ours *registry.Error
	var row *registry.RowError
	var path *fs.PathError
	var told interface{ Vietnamese() string } // of package text, which knows no Text
	if errors.As(err, &row) {
		return row.Message(l)
	}
	if errors.As(err, &ours) {
		return registry.Explain(err, l)
	}
	if errors.As(err, &path) {
		return fsReason(path).In(l)
	}
	plain := strings.TrimSpace(err.Error())
	switch {
	case l != registry.VI:
		return plain
	case errors.As(err, &told):
		return told.Vietnamese()
	}
	return "lỗi kỹ thuật: " + plain
}

// fsReason says in both languages what is the matter with a file.
func fsReason(e *fs.PathError) registry.Text {
	switch {
	case errors.Is(e, fs.ErrNotExist):
		return registry.Tf("không có tệp hoặc thư mục %s", "there is no file or folder %s", e.Path)
	case errors.Is(e, fs.ErrPermission):
		return registry.Tf("không được phép truy cập %s; kiểm tra quyền của tệp và thư mục", "not allowed to access %s; check the permissions of the file and its folder", e.Path)
	case errors.Is(e, syscall.EISDIR):
		return registry.Tf("%s là thư mục, không phải tệp", "%s is a folder, not a file", e.Path)
	case errors.Is(e, fs.ErrExist):
		return registry.Tf("%s đã tồn tại", "%s exists already", e.Path)
	}
	return registry.T(fmt.Sprintf("không dùng được %s (%v)", e.Path, e.Err), e.Error())
}
