package trunglap_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestToolchainSaysWhatIsMissing runs .ci/toolchain where something is
// missing: one line that names it and what to install.
func TestToolchainSaysWhatIsMissing(t *testing.T) {
	oldGo := "#!/bin/sh\ncase \"$*\" in 'env GOVERSION') echo go1.19.8;; *) echo go;; esac\n"
	noCgo := "#!/bin/sh\ncase \"$*\" in 'env GOVERSION') echo go9.9.9;; 'env CC') echo cat;; *) echo 0;; esac\n"
	noCC := "#!/bin/sh\ncase \"$*\" in 'env GOVERSION') echo go9.9.9;; 'env CC') echo gcc-none -m64;; *) echo 1;; esac\n"
	good := "#!/bin/sh\ncase \"$*\" in 'env GOVERSION') echo go9.9.9;; 'env CC') echo cat -m64;; *) echo 1;; esac\n"
	for _, c := range []struct{ name, fakeGo, want string }{
		{"no Go", "", "there is no go command: install it from https://go.dev/dl/"},
		{"old Go", oldGo, "this is Go 1.19.8: install a newer one from https://go.dev/dl/"},
		{"no C compiler", noCC, "there is no gcc-none: install it (Debian, Ubuntu: apt-get install gcc"},
		{"cgo off", noCgo, "CGO_ENABLED=1"},
		{"all there", good, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			said, ok := toolchain(t, c.fakeGo)
			if ok != (c.want == "") || !strings.Contains(said, c.want) || strings.Count(said, "\n") > 1 {
				t.Errorf("ok %v, said:\n%s", ok, said)
			}
		})
	}
}

// toolchain runs the script on a PATH that holds what it uses, and this go.
func toolchain(t *testing.T, fakeGo string) (said string, ok bool) {
	t.Helper()
	bin := t.TempDir()
	for _, tool := range []string{"bash", "sh", "sed", "sort", "tail", "dirname", "cat"} {
		path, err := exec.LookPath(tool)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(bin, tool)); err != nil {
			t.Fatal(err)
		}
	}
	if fakeGo != "" {
		if err := os.WriteFile(filepath.Join(bin, "go"), []byte(fakeGo), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(filepath.Join(bin, "bash"), ".ci/toolchain")
	cmd.Env = []string{"PATH=" + bin}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err == nil
}
