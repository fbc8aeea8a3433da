package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	makeTarget = regexp.MustCompile(`(?m)^([a-z-]+):`)
)

// TestReadme runs the command lines that README.md shows, in order, in a fresh
// folder; of `make` lines it checks that the targets exist.
func TestReadme(t *testing.T) {
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	makefile := read(t, filepath.Join(top, "Makefile"))
	targets := map[string]bool{}
	for _, m := range makeTarget.FindAllStringSubmatch(makefile, -1) {
		targets[m[1]] = true
	}
	lines := commandLines(read(t, filepath.Join(top, "README.md")))
	if len(lines) < 5 {
		t.Fatalf("README.md shows %d commands", len(lines))
	}
	t.Chdir(t.TempDir())
	if err := os.Symlink(filepath.Join(top, "testdata"), "testdata"); err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		words := strings.Fields(line)
		switch words[0] {
		case "make":
			if !targets[words[1]] {
				t.Errorf("README.md: %s: there is no such target", line)
			}
		case "bin/trunglap":
			var stdout, stderr bytes.Buffer
			args, into, toFile := cutWord(words[1:], ">")
			if code := run(t.Context(), args, nil, &stdout, &stderr); code != exitDone {
				t.Errorf("README.md: %s: exit %d\n%s", line, code, stderr.String())
			}
			if toFile {
				if err := os.WriteFile(into[0], stdout.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		default:
			t.Errorf("README.md: %s: neither make nor bin/trunglap", line)
		}
	}
}

// TestPagesLinkToWhatIsThere: no page of the repository points to a file that does not exist.
func TestPagesLinkToWhatIsThere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`)
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, page := range append(pages, "../../README.md", "../../DESIGN.md", "../../testdata/README.md") {
		for _, m := range link.FindAllStringSubmatch(read(t, page), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			seen++
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", page, m[1], err)
			}
		}
	}
	if seen < 5 {
		t.Errorf("only %d links were found", seen)
	}
}

// cutWord parts words around the first that is the given one.
func cutWord(words []string, at string) (before, after []string, found bool) {
	if i := slices.Index(words, at); i >= 0 {
		return words[:i], words[i+1:], true
	}
	return words, nil, false
}

// commandLines are the lines of all sh blocks, without comments.
func commandLines(markdown string) []string {
	var lines []string
	for _, block := range shellBlock.FindAllStringSubmatch(markdown, -1) {
		for line := range strings.Lines(block[1]) {
			line, _, _ = strings.Cut(line, "#")
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestReadmeLinks: every file that README.md points to is there.
func TestReadmeLinks(t *testing.T) {
	for _, m := range regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllStringSubmatch(read(t, "../../README.md"), -1) {
		if _, err := os.Stat(filepath.Join("../..", m[1])); err != nil && !strings.Contains(m[1], "://") {
			t.Errorf("README.md points to %s: %v", m[1], err)
		}
	}
}

// TestDesignNamesEveryCommand: the table of DESIGN.md section 6 knows all of them.
func TestDesignNamesEveryCommand(t *testing.T) {
	_, table, _ := strings.Cut(read(t, "../../DESIGN.md"), "| command | does |")
	table, _, _ = strings.Cut(table, "Exit codes")
	a, err := newApp(nil, func(string) string { return "" }, nil, &bytes.Buffer{}, &bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range a.commands() {
		if !regexp.MustCompile("`" + c.Name() + "[ `]").MatchString(table) {
			t.Errorf("the command table of DESIGN.md does not name %s", c.Name())
		}
	}
}
