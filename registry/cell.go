package registry

import "strings"

// Spreadsheet programs run a cell that begins like a formula. What Trunglap
// exports is therefore made inert with a leading apostrophe, in every table it
// writes, and what it imports has that apostrophe taken off again:
//
//	OpenCell(InertCell(s)) == s   for every s
//
// A text that itself begins with an apostrophe before such a character, or
// before another apostrophe, gets one more, so that nothing is lost either way.

// formulaStart are the characters with which a cell is taken for a formula or
// a command (OWASP ASVS 1.2.10, CWE-1236), with the full-width forms that
// East Asian versions of Excel accept.
const formulaStart = "=+-@\t\r\n\x00＝＋－＠"

// InertCell makes a text safe to open in a spreadsheet program.
func InertCell(s string) string {
	if startsFormula(s) || strings.HasPrefix(s, "'") && quotable(s[1:]) {
		return "'" + s
	}
	return s
}

// OpenCell gives back the text that InertCell made safe.
func OpenCell(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && quotable(rest) {
		return rest
	}
	return s
}

func quotable(s string) bool { return strings.HasPrefix(s, "'") || startsFormula(s) }

func startsFormula(s string) bool {
	for _, r := range s {
		return strings.ContainsRune(formulaStart, r)
	}
	return false
}
