package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"trunglap/registry"
)

const lockName = "registry.lock"

// Lock makes this process the only one that works on the data folder, until
// release is called or the process ends in any way, kill -9 included: the lock
// is flock(2), which the kernel frees; the file only says who holds it.
//
// A second holder gets registry.ErrBusy, naming the first, at once.
func Lock(dir string) (release func() error, err error) {
	if err := mayBeFolder(dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, noFolder(dir, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, noFolder(dir, err)
	}
	if err := flock(f); err != nil {
		defer f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, heldBy(dir, f)
		}
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	if err := sign(f); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	return func() error {
		f.Truncate(0) // a courtesy: the next reader finds no old name; closing is what frees
		return f.Close()
	}, nil
}

// flock tries again when a signal interrupts it.
func flock(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// sign writes who holds the lock.
func sign(f *os.File) error {
	who := fmt.Sprintf("%d %s\n", os.Getpid(), filepath.Base(os.Args[0]))
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(who), 0)
	return err
}

// heldBy names the process that holds the lock.
func heldBy(dir string, f *os.File) error {
	who := make([]byte, 200)
	n, _ := f.ReadAt(who, 0) // nobody signed yet: the message says so
	pid, program, _ := strings.Cut(strings.TrimSpace(string(who[:n])), " ")
	if pid == "" {
		pid, program = "?", "?"
	}
	return &registry.Error{Kind: registry.ErrBusy, Say: registry.Tf(
		"thư mục dữ liệu %s đang được tiến trình %s (%s) sử dụng; hãy đợi tiến trình đó kết thúc rồi chạy lại",
		"the data folder %s is held by process %s (%s); wait until it ends, then run again", dir, pid, program)}
}

// mayBeFolder refuses a path that is a file, or that lies inside one.
func mayBeFolder(dir string) error {
	for p := filepath.Clean(dir); ; p = filepath.Dir(p) {
		info, err := os.Stat(p)
		switch {
		case err == nil && !info.IsDir():
			return &registry.Error{Kind: registry.ErrUsage, Say: registry.Tf(
				"%s là tệp, không phải thư mục dữ liệu; hãy nêu một thư mục bằng --data", "%s is a file, not a data folder; name a folder with --data", p)}
		case err == nil || p == filepath.Dir(p):
			return nil
		}
	}
}

func noFolder(dir string, err error) error {
	return &registry.Error{Kind: ErrStorage, Say: registry.Tf(
		"không tạo hoặc không ghi được thư mục dữ liệu %s",
		"the data folder %s cannot be made or written to", dir), Err: err}
}
