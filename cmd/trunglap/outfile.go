package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"trunglap/registry"
)

// writeFile writes a result to a file that is complete or not there: into a
// temporary file beside it, then renamed. "-" is standard output.
func (a *app) writeFile(path string, write func(io.Writer) error) (err error) {
	if path == "-" {
		return write(a.out)
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return writeDevice(path, info, write)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".trunglap-*")
	if errors.Is(err, fs.ErrNotExist) {
		return registry.Invalid(registry.Tf("không có thư mục %s để ghi %s", "there is no folder %s to write %s into", filepath.Dir(path), filepath.Base(path)))
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(f.Name()) // fails once renamed, as it should
	w := bufio.NewWriterSize(f, 1<<16)
	err = write(w)
	err = errors.Join(err, w.Flush(), f.Chmod(0o644), f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// writeDevice writes into what is there, a pipe or a terminal for instance:
// renaming a file over it would remove it.
func writeDevice(path string, info fs.FileInfo, write func(io.Writer) error) error {
	if info.IsDir() {
		return registry.Invalid(registry.Tf("%s là thư mục; hãy nêu tên tệp", "%s is a folder; name a file", path))
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// refuseToOverwrite keeps a report that somebody may have filed or marked up.
func refuseToOverwrite(path string, force bool) error {
	info, err := os.Stat(path)
	if force || err != nil || info.Size() == 0 || !info.Mode().IsRegular() {
		return nil
	}
	return registry.Invalid(registry.Tf(
		"tệp %s đã có; chọn tên khác hoặc dùng --force để ghi đè", "file %s exists; choose another name, or --force to overwrite it", path))
}
