package registry

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestInertCell(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"Bộ Tài chính":           "Bộ Tài chính",
		`=HYPERLINK("http://x")`: `'=HYPERLINK("http://x")`,
		"+1":                     "'+1",
		"-1":                     "'-1",
		"@SUM(A1)":               "'@SUM(A1)",
		"\tx":                    "'\tx",
		"\rx":                    "'\rx",
		"\x00x":                  "'\x00x",
		"＝1+1":                   "'＝1+1",
		"'":                      "'",
		"'a":                     "'a",
		"'=1":                    "''=1",
		"''":                     "'''",
	} {
		if got := InertCell(in); got != want {
			t.Errorf("InertCell(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCellRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := rapid.StringOf(rapid.RuneFrom([]rune("'=+-@\t\ra\x00＝"))).Draw(t, "head")
		s := head + rapid.String().Draw(t, "tail")
		cell := InertCell(s)
		if got := OpenCell(cell); got != s {
			t.Fatalf("OpenCell(InertCell(%q)) = %q", s, got)
		}
		if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\x00") {
			t.Fatalf("InertCell(%q) = %q still begins like a formula", s, cell)
		}
	})
}
