package trunglap_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestDependenciesHaveReasons: every module that the sources import, tests
// included, has a line with its licence and its reason in docs/dependencies.md.
func TestDependenciesHaveReasons(t *testing.T) {
	page, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	reasons := regexp.MustCompile(`(?m)^\| (\S+\.\S+/\S+) \| [^|]*\S[^|]* \| [^|]*\S[^|]* \|`).FindAllStringSubmatch(string(page), -1)
	if len(reasons) < 5 {
		t.Fatalf("docs/dependencies.md gives %d reasons: has the table changed its form?", len(reasons))
	}
	for file, imp := range foreignImports(t, os.DirFS(".")) {
		known := false
		for _, r := range reasons {
			known = known || imp == r[1] || strings.HasPrefix(imp, strings.TrimSuffix(r[1], "/")+"/")
		}
		if !known {
			t.Errorf("%s imports %s: say why in docs/dependencies.md", file, imp)
		}
	}
}

// foreignImports lists what the module imports from others: file by file, one
// file for each import.
func foreignImports(t *testing.T, fsys fs.FS) map[string]string {
	t.Helper()
	byFile := map[string]string{}
	seen := map[string]bool{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && elsewhere(fsys, name):
			return fs.SkipDir
		case d.IsDir(), !strings.HasSuffix(name, ".go"):
			return nil
		}
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			imp, _ := strconv.Unquote(spec.Path.Value)
			host, _, _ := strings.Cut(imp, "/")
			if strings.Contains(host, ".") && !seen[imp] {
				seen[imp] = true
				byFile[name+" ("+imp+")"] = imp
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return byFile
}
