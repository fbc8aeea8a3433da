package text

import "fmt"

// A DataError is a fault in a vocabulary or thesaurus file, told in both
// languages, with where it stands and what to do.
type DataError struct {
	Part   int // part of the thesaurus, from 1; 0: the vocabulary
	Row    int // row of the file, the header is 1; 0: the whole file
	VI, EN string
}

// Error speaks English.
func (e *DataError) Error() string {
	where := "vocabulary"
	if e.Part > 0 {
		where = fmt.Sprintf("thesaurus part %d", e.Part)
	}
	if e.Row > 0 {
		where += fmt.Sprintf(", row %d", e.Row)
	}
	return where + ": " + e.EN
}

// Vietnamese says the same in Vietnamese.
func (e *DataError) Vietnamese() string {
	where := "từ vựng"
	if e.Part > 0 {
		where = fmt.Sprintf("phần %d của bộ từ điển khái niệm", e.Part)
	}
	if e.Row > 0 {
		where += fmt.Sprintf(", dòng %d", e.Row)
	}
	return where + ": " + e.VI
}

// A place is where a row stands.
type place struct{ part, row int }

// fault makes a DataError; both formats take the same arguments.
func (p place) fault(vi, en string, args ...any) *DataError {
	return &DataError{Part: p.part, Row: p.row, VI: fmt.Sprintf(vi, args...), EN: fmt.Sprintf(en, args...)}
}
