package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestOfficeReadsTheTemplate: LibreOffice opens the exported workbook and saves
// it again, and what it saved imports to the very registry that was exported.
// .ci/office installs LibreOffice where it can; OFFICE=0 leaves this test out
// (it is the one whose name begins with TestOffice).
func TestOfficeReadsTheTemplate(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if named := os.Getenv("SOFFICE"); named != "" {
		soffice, err = exec.LookPath(named)
	}
	if err != nil {
		t.Fatal("the test needs LibreOffice: install libreoffice-calc, set SOFFICE=/path, or leave it out with OFFICE=0 make test")
	}
	dir := t.TempDir()
	book, saved := filepath.Join(dir, "danh-muc.xlsx"), filepath.Join(dir, "saved")
	must := func(args ...string) string {
		t.Helper()
		code, stdout, stderr := call(t.Context(), args...)
		if code != 0 {
			t.Fatalf("%q: exit %d\n%s", args, code, stderr)
		}
		return stdout
	}
	digest := func(data string) string {
		t.Helper()
		var res struct{ Snapshot string }
		if err := json.Unmarshal([]byte(must("scan", "--data", data, "--format", "json")), &res); err != nil || res.Snapshot == "" {
			t.Fatalf("no digest: %v", err)
		}
		return res.Snapshot
	}
	first, again := filepath.Join(dir, "first"), filepath.Join(dir, "again")
	must("import", "../../testdata/vn/platforms-2026.csv", "--data", first)
	must("export", "--template", book, "--data", first)
	profile := "-env:UserInstallation=file://" + filepath.Join(dir, "profile")
	out, err := exec.CommandContext(t.Context(), soffice, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", saved, book).CombinedOutput()
	if err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
	must("import", filepath.Join(saved, "danh-muc.xlsx"), "--data", again)
	if a, b := digest(first), digest(again); a != b {
		t.Errorf("digest %.12s before, %.12s after LibreOffice saved it", a, b)
	}
}
