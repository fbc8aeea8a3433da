package trunglap_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const module = "trunglap"

// layers lists, for each package, the packages of this module it may import.
// It is the diagram of DESIGN.md in executable form: change both together.
var layers = map[string][]string{
	".":            {},
	"registry":     {},
	"text":         {},
	"intake":       {"registry", "text"},
	"index":        {"registry", "text"},
	"similarity":   {"registry", "text"},
	"store":        {"registry"},
	"report":       {"registry"},
	"server":       {"registry", "report"},
	"notify":       {},
	"cmd/trunglap": {"index", "intake", "notify", "registry", "report", "server", "similarity", "store", "text"},
}

// owners names, for each costly dependency, the packages that may import it.
// Whoever replaces the dependency has one package to change.
var owners = map[string][]string{
	"codeberg.org/go-pdf/fpdf":            {"report"},
	"database/sql":                        {"store"},
	"github.com/adrg/strutil":             {"similarity"},
	"github.com/blevesearch/bleve":        {"index"},
	"github.com/chromedp/chromedp":        {}, // tests only
	"github.com/jedib0t/go-pretty":        {"cmd/trunglap", "report"},
	"github.com/mattn/go-sqlite3":         {"store"},
	"github.com/prometheus/client_golang": {"server"},
	"github.com/schollz/progressbar":      {"cmd/trunglap"},
	"github.com/spf13/cobra":              {"cmd/trunglap"},
	"github.com/xuri/excelize":            {"intake", "report"},
	"gonum.org/v1/gonum":                  {"similarity", "text"},
	"golang.org/x/text":                   {"intake", "text"},
	"net/http":                            {"notify", "server"},
}

// vague are package names that say nothing about what is inside.
var vague = []string{"util", "utils", "common", "helpers", "helper", "misc", "models", "types", "pkg", "internal"}

// fileLimit is where a file has to be looked at twice; none has passed that
// look yet. Tests may be longer: they are read case by case.
const fileLimit = 500

func TestLayers(t *testing.T) {
	found, err := violations(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Error(v)
	}
}

// TestLayersCatch plants one violation of each kind: a checker that has never
// failed proves nothing.
func TestLayersCatch(t *testing.T) {
	long := "package text\n" + strings.Repeat("// line\n", fileLimit)
	planted := fstest.MapFS{
		"similarity/a.go":         {Data: []byte("package similarity\nimport _ \"trunglap/index\"\n")},
		"registry/b.go":           {Data: []byte("package registry\nimport _ \"trunglap/text\"\n")},
		"report/c.go":             {Data: []byte("package report\nimport _ \"database/sql\"\n")},
		"server/d.go":             {Data: []byte("package server\nimport _ \"github.com/blevesearch/bleve/v2\"\n")},
		"util/e.go":               {Data: []byte("package util\n")},
		"text/f.go":               {Data: []byte("package text\nfunc init() {}\n")},
		"text/g_test.go":          {Data: []byte("package text\nimport \"testing\"\nfunc TestG(t *testing.T) { t.Skip() }\n")},
		"text/h.go":               {Data: []byte(long)},
		"store/i.go":              {Data: []byte("package store\n// TO" + "DO: later\n")},
		"store/fine.go":           {Data: []byte("package store\nimport _ \"database/sql\"\nimport _ \"trunglap/registry\"\n")},
		"store/fine_test.go":      {Data: []byte("package store\nimport _ \"trunglap/intake\"\n")},
		"store/testdata/x/gen.go": {Data: []byte("package anything\nimport _ \"net/http\"\n")},
		"deploy/beam/go.mod":      {Data: []byte("module beam\n")},
		"deploy/beam/main.go":     {Data: []byte("package main\nimport _ \"trunglap/similarity\"\n")},
	}
	want := []string{
		"registry/b.go: registry may not import text",
		"report/c.go: only store may import database/sql",
		"server/d.go: only index may import github.com/blevesearch/bleve",
		"similarity/a.go: similarity may not import index",
		"store/i.go:2: unfinished: say it in an issue, not in the code",
		"text/f.go:2: no init functions",
		"text/g_test.go:3: no skipped tests",
		"text/h.go: 501 lines, over 500",
		"util/e.go: package util is not in the layers table",
		"util/e.go: the name util says nothing",
	}
	got, err := violations(planted)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// violations reads every Go file of the module in fsys, in this process (a
// version that asked the go command was answered from its cache and missed a
// planted violation), and lists what breaks the rules, sorted.
func violations(fsys fs.FS) ([]string, error) {
	var found []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && elsewhere(fsys, name):
			return fs.SkipDir
		case d.IsDir(), !strings.HasSuffix(name, ".go"):
			return nil
		}
		v, err := fileViolations(fsys, name)
		found = append(found, v...)
		return err
	})
	slices.Sort(found)
	return found, err
}

// elsewhere reports whether a folder is no part of this module's packages.
func elsewhere(fsys fs.FS, dir string) bool {
	base := path.Base(dir)
	_, err := fs.Stat(fsys, path.Join(dir, "go.mod"))
	return base == "testdata" || base == "out" || base == "bin" || strings.HasPrefix(base, ".") || err == nil
}

func fileViolations(fsys fs.FS, name string) ([]string, error) {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	var found []string
	isTest := strings.HasSuffix(name, "_test.go")
	if n := strings.Count(string(src), "\n"); n > fileLimit && !isTest {
		found = append(found, fmt.Sprintf("%s: %d lines, over %d", name, n, fileLimit))
	}
	found = append(found, habits(fset, f)...)
	if !isTest {
		found = append(found, imports(name, f)...)
	}
	return found, nil
}

// imports checks one file against layers and owners.
func imports(name string, f *ast.File) []string {
	var found []string
	pkg := path.Dir(name)
	allowed, known := layers[pkg]
	if !known {
		found = append(found, fmt.Sprintf("%s: package %s is not in the layers table", name, pkg))
	}
	if slices.Contains(vague, path.Base(pkg)) {
		found = append(found, fmt.Sprintf("%s: the name %s says nothing", name, path.Base(pkg)))
	}
	for _, spec := range f.Imports {
		imp, _ := strconv.Unquote(spec.Path.Value)
		if rel, ours := strings.CutPrefix(imp, module+"/"); ours && !slices.Contains(allowed, rel) {
			found = append(found, fmt.Sprintf("%s: %s may not import %s", name, pkg, rel))
		}
		for dep, who := range owners {
			if (imp == dep || strings.HasPrefix(imp, dep+"/")) && !slices.Contains(who, pkg) {
				found = append(found, fmt.Sprintf("%s: only %s may import %s", name, cmp.Or(strings.Join(who, ", "), "tests"), dep))
			}
		}
	}
	return found
}

// habits checks what is refused everywhere, tests included.
func habits(fset *token.FileSet, f *ast.File) []string {
	var found []string
	say := func(pos token.Pos, what string) {
		p := fset.Position(pos)
		found = append(found, fmt.Sprintf("%s:%d: %s", p.Filename, p.Line, what))
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Recv == nil && n.Name.Name == "init" {
				say(n.Pos(), "no init functions")
			}
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "t" && strings.HasPrefix(n.Sel.Name, "Skip") {
				say(n.Pos(), "no skipped tests")
			}
		}
		return true
	})
	for _, group := range f.Comments {
		for _, c := range group.List {
			for _, word := range []string{"TO" + "DO", "FIX" + "ME", "X" + "XX"} {
				if strings.HasPrefix(strings.TrimLeft(c.Text, "/* \t"), word) {
					say(c.Pos(), "unfinished: say it in an issue, not in the code")
				}
			}
		}
	}
	return found
}
