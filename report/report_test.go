package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"trunglap/registry"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func write(t testing.TB, f Format, r *Report, l registry.Lang) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, f, r, l); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, f := range []Format{HTML, CSV, JSON, Terminal} {
		for _, l := range []registry.Lang{registry.VI, registry.EN} {
			t.Run(string(f)+"-"+string(l), func(t *testing.T) {
				got := write(t, f, fixture(t), l)
				golden(t, "report-"+string(l)+"."+string(f), got)
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at the change and run go test -update", path)
	}
}
