package registry

import (
	"fmt"
	"strings"
)

// A RowError says what is wrong with one row of a file and what to do about
// it. It is a value: reading goes on, and all row errors are shown together.
type RowError struct {
	Source
	Column string // header of the column as written in the file; empty: the whole row
	Index  int    // position of the column, from 1; 0: the whole row
	Found  string // what stood there, shortened
	Reason Text
	Remedy Text
}

// Error speaks English; see Message.
func (e *RowError) Error() string { return e.Message(EN) }

// Is makes every row error an ErrInvalid.
func (e *RowError) Is(target error) bool { return target == ErrInvalid }

// Message is one line: file, sheet, line, column, what was found, why it is
// wrong, what to do.
func (e *RowError) Message(l Lang) string {
	word := func(vi, en string) string { return Text{vi, en}.In(l) }
	var b strings.Builder
	b.WriteString(e.File)
	if e.Sheet != "" {
		fmt.Fprintf(&b, ", %s %q", word("trang", "sheet"), e.Sheet)
	}
	switch {
	case e.Line > 0:
		fmt.Fprintf(&b, ", %s %d", word("dòng", "line"), e.Line)
	case e.Row > 0:
		fmt.Fprintf(&b, ", %s %d", word("dòng", "row"), e.Row)
	}
	if e.Index > 0 {
		fmt.Fprintf(&b, ", %s %d", word("cột", "column"), e.Index)
		if e.Column != "" {
			fmt.Fprintf(&b, " (%s)", e.Column)
		}
	}
	b.WriteString(": " + e.Reason.In(l))
	if e.Found != "" {
		fmt.Fprintf(&b, ": %q", e.Found)
	}
	if r := e.Remedy.In(l); r != "" {
		b.WriteString("; " + r)
	}
	return b.String()
}
