package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"trunglap/registry"
	"trunglap/store"
	"trunglap/text"
)

// call runs the command in this process.
func call(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errw bytes.Buffer
	code = run(ctx, args, strings.NewReader(""), &out, &errw)
	return code, out.String(), errw.String()
}

// TestExitCodes: the table from error to exit code.
func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("anything"), 1},
		{registry.Invalid(registry.T("sai", "wrong")), 1},
		{fmt.Errorf("open: %w", &registry.Error{Kind: registry.ErrCorrupt, Say: registry.T("hỏng", "damaged")}), 1},
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, 1},
		{usage(registry.T("sai", "wrong")), 2},
		{fmt.Errorf("scan: %w", errFound), 3},
		{fmt.Errorf("lock: %w", &registry.Error{Kind: registry.ErrBusy, Say: registry.T("bận", "busy")}), 4},
	} {
		a := &app{errw: &bytes.Buffer{}, lang: registry.VI}
		if got := a.exit(t.Context(), c.err); got != c.want {
			t.Errorf("%v: exit %d, want %d", c.err, got, c.want)
		}
	}
}

// TestExplainSpeaksVietnamese: also where a package has no Text to say it with.
func TestExplainSpeaksVietnamese(t *testing.T) {
	_, err := text.NewLexicon("term\n")
	if err == nil {
		t.Fatal("a vocabulary without its columns was taken")
	}
	err = fmt.Errorf("read words: %w", err)
	if vi, en := explain(err, registry.VI), explain(err, registry.EN); !strings.HasPrefix(vi, "từ vựng") || !strings.Contains(en, "vocabulary") {
		t.Errorf("%q, %q", vi, en)
	}
	if vi := explain(errors.New("disk on fire"), registry.VI); vi != "lỗi kỹ thuật: disk on fire" {
		t.Errorf("%q", vi)
	}
}

// TestHelpEndsWithExitCodes, in both languages, for every command.
func TestHelpEndsWithExitCodes(t *testing.T) {
	a, err := newApp(nil, func(string) string { return "" }, nil, &bytes.Buffer{}, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{""}
	for _, c := range a.root().Commands() {
		names = append(names, c.Name())
	}
	for _, name := range names {
		for _, lang := range []registry.Lang{registry.VI, registry.EN} {
			args := append(strings.Fields(name), "--help", "--lang", string(lang))
			code, stdout, stderr := call(t.Context(), args...)
			if code != 0 || stderr != "" || !strings.HasSuffix(stdout, exitCodes.In(lang)+"\n") {
				t.Errorf("trunglap %v: exit %d, stderr %q, or help does not end with the exit codes", args, code, stderr)
			}
		}
	}
}

// TestBusy: a second command on a held data folder ends at once with 4 and
// says who holds it.
func TestBusy(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if code, _, stderr := call(t.Context(), "import", "../../testdata/vn/platforms-2025.csv", "--data", dir); code != 0 {
		t.Fatal(stderr)
	}
	release, err := store.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	for _, args := range [][]string{{"import", "../../testdata/vn/platforms-2025.csv"}, {"scan"}} {
		code, stdout, stderr := call(t.Context(), append(args, "--data", dir)...)
		if code != exitBusy || stdout != "" || stderr == "" {
			t.Errorf("%v: exit %d, stdout %q, stderr %q", args, code, stdout, stderr)
		}
	}
}

// TestInterrupted: a cancelled command ends with 130 and leaves what was there.
func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	if code, _, stderr := call(t.Context(), "import", "../../testdata/vn/platforms-2025.csv", "--data", dir); code != 0 {
		t.Fatal(stderr)
	}
	_, before, _ := call(t.Context(), "doctor", "--format", "json", "--data", dir)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range [][]string{
		{"import", "../../testdata/vn/platforms-2024.csv"}, {"scan"}, {"search", "x"},
		{"link", "../../testdata/vn/platforms-2025.csv", "../../testdata/vn/platforms-2024.csv"},
	} {
		code, stdout, stderr := call(cancelled, append(args, "--data", dir)...)
		if code != exitInterrupted || stdout != "" {
			t.Errorf("%v: exit %d, stdout %q, stderr %q", args, code, stdout, stderr)
		}
	}
	if _, after, _ := call(t.Context(), "doctor", "--format", "json", "--data", dir); after != before {
		t.Errorf("an interrupted command changed the data folder:\n%s\n%s", before, after)
	}
}

// TestFullDisk: a result that cannot be written is a failure.
func TestFullDisk(t *testing.T) {
	var errw bytes.Buffer
	if code := run(t.Context(), []string{"version"}, nil, brokenWriter{}, &errw); code != exitFailed {
		t.Errorf("exit %d, stderr %q", code, errw.String())
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }
