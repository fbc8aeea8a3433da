package index

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"trunglap/registry"
)

const (
	lockName = "lock"
	// lockPatience is how long Open waits for a holder that is just leaving,
	// such as a command that ended a moment ago.
	lockPatience = 300 * time.Millisecond
	lockRetry    = 20 * time.Millisecond
)

// A lock is an exclusive hold of the folder. The kernel lets go of it when the
// process ends in any way, so there is no stale lock to clean up. The id in
// the file is only for the message.
type lock struct{ file *os.File }

// acquire takes the lock or returns an ErrBusy naming the holder.
func acquire(ctx context.Context, dir string) (*lock, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open index lock: %w", err)
	}
	deadline := time.Now().Add(lockPatience)
	for {
		switch err := tryLock(f); {
		case err == nil:
			return &lock{f}, signLock(f)
		case !errors.Is(err, errHeld):
			return nil, errors.Join(fmt.Errorf("lock index: %w", err), f.Close())
		case time.Now().After(deadline):
			return nil, errors.Join(busy(dir, holder(f)), f.Close())
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), f.Close())
		case <-time.After(lockRetry):
		}
	}
}

// errHeld is what tryLock returns when another process has the lock.
var errHeld = errors.New("lock is held")

// signLock writes this process's id into the lock file.
func signLock(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return fmt.Errorf("sign index lock: %w", err)
	}
	if _, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return fmt.Errorf("sign index lock: %w", err)
	}
	return nil
}

// holder reads the id of the process that signed the lock, or "".
func holder(f *os.File) string {
	data, err := io.ReadAll(io.NewSectionReader(f, 0, 32))
	if err != nil {
		return ""
	}
	id := strings.TrimSpace(string(data))
	if _, err := strconv.Atoi(id); err != nil {
		return ""
	}
	return id
}

func busy(dir, pid string) error {
	if pid == "" {
		return &registry.Error{Kind: registry.ErrBusy, Say: registry.Tf(
			"chỉ mục %s đang được một tiến trình khác sử dụng", "index %s is held by another process", dir)}
	}
	return &registry.Error{Kind: registry.ErrBusy, Say: registry.Tf(
		"chỉ mục %s đang do tiến trình %s giữ; hãy chờ hoặc dừng tiến trình đó",
		"index %s is held by process %s; wait for it or stop it", dir, pid)}
}

// release lets go. The file stays: removing it would let two processes lock
// two different files of the same name.
func (l *lock) release() error { return l.file.Close() }
