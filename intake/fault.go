package intake

import (
	"fmt"
	"slices"
	"strings"

	"trunglap/registry"
)

// faults are what is wrong with one row: of each column the first thing only,
// since a cell that cannot be read often looks empty as well.
type faults []*registry.RowError

func (fs *faults) add(f *registry.RowError) {
	if f == nil || f.Index > 0 && slices.ContainsFunc(*fs, func(g *registry.RowError) bool { return g.Index == f.Index }) {
		return
	}
	*fs = append(*fs, f)
}

// faultIn makes a row error about the column of a field.
func (c *converter) faultIn(src registry.Source, f field, found string, reason, remedy registry.Text) *registry.RowError {
	i, ok := c.sheet.head.field[f]
	if !ok {
		i = -1
	}
	return c.fault(src, i, found, reason, remedy)
}

// fault makes a row error about column i, from 0, or about the row if i < 0.
func (c *converter) fault(src registry.Source, i int, found string, reason, remedy registry.Text) *registry.RowError {
	e := &registry.RowError{Source: src, Found: shorten(found), Reason: reason, Remedy: remedy}
	if i >= 0 {
		e.Index = i + 1
		if c.sheet.head != nil {
			e.Column = c.columnName(i)
		}
	}
	return e
}

// place is the line of a row, or its number where there are no lines.
func place(s registry.Source) int {
	if s.Line > 0 {
		return s.Line
	}
	return s.Row
}

// shorten cuts what is quoted in a message to 60 characters.
func shorten(s string) string {
	n := 0
	for i := range s {
		if n == 60 {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

func blank(cells []string) bool {
	for _, s := range cells {
		if clean(s) != "" {
			return false
		}
	}
	return true
}

// columnNumbers recognises the row (1) (2) (3) that official tables have
// under the header.
func columnNumbers(cells []string) bool {
	if len(cells) < 3 || !strings.HasSuffix(strings.TrimSpace(cells[0]), "1)") && !strings.HasSuffix(strings.TrimSpace(cells[0]), "1]") {
		return false
	}
	for i, s := range cells {
		if s = strings.TrimSpace(s); s != fmt.Sprintf("(%d)", i+1) && s != fmt.Sprintf("[%d]", i+1) {
			return false
		}
	}
	return true
}

// brokenFormula recognises what a spreadsheet shows for a formula that failed.
func brokenFormula(s string) bool {
	if len(s) < 4 || s[0] != '#' {
		return false
	}
	switch s {
	case "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!":
		return true
	}
	return false
}

// spoiltNumber recognises an id of many digits that a spreadsheet has turned
// into a number such as 1.23457E+15: the last digits are lost.
func spoiltNumber(s string) bool {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(s), "E+")
	return ok && mantissa != "" && exponent != "" && strings.Trim(mantissa, "0123456789.,") == "" && strings.Trim(exponent, "0123456789") == ""
}
