package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"trunglap/registry"
)

// A pipe or a device named by --out is written into; a file renamed over it
// would have removed it, /dev/null included.
func TestWriteFileKeepsPipes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	go func() {
		b, _ := os.ReadFile(path)
		got <- string(b)
	}()
	if err := new(app).writeFile(path, func(w io.Writer) error { _, err := io.WriteString(w, "a,b\n"); return err }); err != nil {
		t.Fatal(err)
	}
	if s := <-got; s != "a,b\n" {
		t.Errorf("the pipe got %q", s)
	}
	if info, err := os.Stat(path); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the pipe was replaced: %v %v", info, err)
	}
}

func TestWriteFileNamesTheFolder(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Join(dir, "none", "x.csv")} {
		err := new(app).writeFile(path, func(io.Writer) error { return nil })
		if err == nil {
			t.Fatalf("%s was written", path)
		}
		for _, l := range []registry.Lang{registry.VI, registry.EN} {
			if s := registry.Explain(err, l); !strings.Contains(s, dir) || strings.Contains(s, ".trunglap-") {
				t.Errorf("%s", s)
			}
		}
	}
}
