package intake

import (
	"bytes"
	"strings"

	"trunglap/registry"
)

// delimiters are tried in this order; the first wins a tie.
var delimiters = [...]struct {
	char byte
	name registry.Text
}{
	{',', registry.T("dấu phẩy", "a comma")},
	{';', registry.T("dấu chấm phẩy", "a semicolon")},
	{'\t', registry.T("dấu TAB", "a TAB")},
	{'|', registry.T("dấu gạch đứng", "a vertical bar")},
}

// delimiterOf chooses the delimiter under which the sample has the header with
// the most known names; if none has any, the one that cuts the first line into
// the most cells. Excel's "sep=;" line decides. skip is the number of leading
// rows that are not part of the table.
func (rd *Reader) delimiterOf(sample []byte) (delim byte, skip int) {
	if d, ok := sepLine(sample); ok {
		rd.announce(d)
		return d, 1
	}
	best, bestScore := byte(','), 0
	for _, d := range delimiters {
		if score := rd.headerScore(sample, d.char); score > bestScore {
			best, bestScore = d.char, score
		}
	}
	rd.announce(best)
	return best, 0
}

func (rd *Reader) announce(delim byte) {
	for _, d := range delimiters {
		if d.char == delim && delim != ',' {
			rd.note.add(registry.Tf("các ô cách nhau bằng %s", "cells are separated by %s", d.name.VI))
			rd.note.list[len(rd.note.list)-1].EN = "cells are separated by " + d.name.EN
		}
	}
}

// sepLine reads the first line "sep=;" that Excel writes and obeys.
func sepLine(sample []byte) (byte, bool) {
	first, _, _ := bytes.Cut(sample, []byte{'\n'})
	s := strings.Trim(strings.TrimSuffix(string(first), "\r"), `"`)
	if v, ok := strings.CutPrefix(strings.ToLower(s), "sep="); ok && len(v) == 1 {
		return v[0], true
	}
	return 0, false
}

// headerScore is high when a delimiter shows known headers: 1000 for each
// known name in the best of the first rows, plus the number of its cells.
func (rd *Reader) headerScore(sample []byte, delim byte) int {
	s := newCSVScanner(rd.name, bytes.NewReader(sample), delim, rd.opts.Limits)
	best := 0
	for range headerRows {
		rec, err := s.next()
		if err != nil {
			break
		}
		known := len(rd.c.mapHeader(rec.cells, nil).field)
		score := 1000*known + len(rec.cells)
		if known == 0 && rec.source.Row > 1 {
			score = 0
		}
		best = max(best, score)
	}
	return best
}
