package intake

import (
	"bufio"
	"bytes"
	"io"
	"iter"
	"strings"

	"trunglap/registry"
)

// CSV as it arrives. The rules are RFC 4180's with any of , ; TAB | between
// cells and LF, CRLF or CR between rows. The simple reader fails on one
// forgotten quote: it swallows the rest of the file into one cell. Here a quoted
// cell is given up as unclosed when
//
//   - its closing quote is followed by anything but a delimiter or a line end,
//   - it runs over more than Limits.QuotedLines lines or Limits.Cell bytes,
//   - the file ends inside it, or
//   - it runs over a line end and its row has not as many cells as the header.
//
// The fault names the line on which the quote opened and reading goes on at
// the next line, so that one slip costs one row. For this the bytes from the
// start of a row are kept until the row is complete; Limits.Record bounds them.

// A csvScanner cuts a stream of UTF-8 into records.
type csvScanner struct {
	file  string
	src   io.Reader
	delim byte
	limit Limits
	width int // cells of the header; 0: not known yet

	buf  []byte // unread bytes are buf[pos:]
	pos  int
	eof  bool
	err  error // of src
	line int   // of buf[pos], from 1
	row  int   // of the last record
}

func newCSVScanner(file string, src io.Reader, delim byte, limit Limits) *csvScanner {
	return &csvScanner{file: file, src: src, delim: delim, limit: limit, line: 1}
}

// at returns the byte i places after pos, reading on as needed; false at the end.
func (s *csvScanner) at(i int) (byte, bool) {
	for s.pos+i >= len(s.buf) {
		if s.eof || s.err != nil {
			return 0, false
		}
		s.fill()
	}
	return s.buf[s.pos+i], true
}

// fill reads some more, first dropping what was consumed.
func (s *csvScanner) fill() {
	if s.pos > 0 {
		s.buf = s.buf[:copy(s.buf, s.buf[s.pos:])]
		s.pos = 0
	}
	if cap(s.buf)-len(s.buf) < chunk {
		grown := make([]byte, len(s.buf), 2*cap(s.buf)+chunk)
		copy(grown, s.buf)
		s.buf = grown
	}
	n, err := s.src.Read(s.buf[len(s.buf) : len(s.buf)+chunk])
	s.buf = s.buf[:len(s.buf)+n]
	if err == io.EOF {
		s.eof = true
	} else if err != nil {
		s.err = err
	}
}

// A slip is a place where a row breaks the rules of CSV.
type slip struct {
	offset int // from the start of the row, of the quote or cell at fault
	column int // from 1
	reason registry.Text
	remedy registry.Text
}

var (
	bareQuote = slip{reason: registry.T("dấu ngoặc kép nằm giữa ô không được đặt trong ngoặc kép", "a quote stands inside a cell that is not quoted"),
		remedy: registry.T(`đặt cả ô trong dấu ngoặc kép và viết đôi dấu bên trong ("")`, `quote the whole cell and double the quotes inside ("")`)}
	openQuote = slip{reason: registry.T("dấu ngoặc kép mở ở dòng này không được đóng", "the quote opened on this line is not closed"),
		remedy: registry.T(`thêm dấu đóng, hoặc viết đôi dấu ngoặc kép nằm trong ô ("")`, `close it, or double a quote that belongs to the text ("")`)}
	longCell = slip{reason: registry.T("ô hoặc dòng dài quá giới hạn", "the cell or row is longer than the limit"),
		remedy: registry.T("rút ngắn nội dung; mỗi ô tối đa 1 MB", "shorten it; a cell may hold 1 MB")}
)

func (sl slip) in(offset, column int) *slip {
	sl.offset, sl.column = offset, column
	return &sl
}

// next cuts the next record. It ends with io.EOF, or with the error of the source.
func (s *csvScanner) next() (record, error) {
	if _, ok := s.at(0); !ok {
		if s.err != nil {
			return record{}, s.err
		}
		return record{}, io.EOF
	}
	s.row++
	rec := record{source: registry.Source{File: s.file, Row: s.row, Line: s.line}}
	cells, length, wrapped, bad := s.parse()
	if s.err != nil {
		return record{}, s.err
	}
	if bad == nil && wrapped != nil && s.width > 0 && len(cells) != s.width {
		bad = wrapped
	}
	if bad != nil {
		rec.fault = s.faultOf(rec.source, bad)
		return rec, s.err
	}
	s.consume(length)
	rec.cells = cells
	return rec, nil
}

// parse reads cells up to the end of the row without consuming it. wrapped is
// the first quoted cell that runs over a line end: the suspect if the row
// turns out ragged.
func (s *csvScanner) parse() (cells []string, length int, wrapped, bad *slip) {
	cells = make([]string, 0, max(s.width, 8))
	for i := 0; ; {
		start := i
		c, ok := s.at(i)
		var cell string
		if ok && c == '"' {
			var lines int
			if cell, i, lines, bad = s.quoted(i, len(cells)+1); bad != nil {
				return nil, 0, nil, bad
			}
			if lines > 0 && wrapped == nil {
				wrapped = openQuote.in(start, len(cells)+1)
			}
		} else if cell, i, bad = s.plain(i, len(cells)+1); bad != nil {
			return nil, 0, nil, bad
		}
		if i > s.limit.Record || len(cells) >= s.limit.Columns {
			return nil, 0, nil, longCell.in(start, len(cells)+1)
		}
		cells = append(cells, cell)
		c, ok = s.at(i)
		switch {
		case !ok:
			return cells, i, wrapped, nil
		case c == s.delim:
			i++
		default: // a line end
			return cells, i + s.lineEnd(i), wrapped, nil
		}
	}
}

// lineEnd is the length of the line end at i: LF, CRLF or CR; 0 if there is none.
func (s *csvScanner) lineEnd(i int) int {
	switch c, _ := s.at(i); c {
	case '\n':
		return 1
	case '\r':
		if c, ok := s.at(i + 1); ok && c == '\n' {
			return 2
		}
		return 1
	}
	return 0
}

// plain reads an unquoted cell starting at i.
func (s *csvScanner) plain(i, column int) (string, int, *slip) {
	start := i
	for {
		c, ok := s.at(i)
		switch {
		case !ok, c == s.delim, c == '\n', c == '\r':
			return string(s.buf[s.pos+start : s.pos+i]), i, nil
		case c == '"':
			return "", i, bareQuote.in(i, column)
		case i-start >= s.limit.Cell:
			return "", i, longCell.in(start, column)
		}
		i++
	}
}

// quoted reads the cell whose quote opens at i; lines counts the line ends inside.
func (s *csvScanner) quoted(i, column int) (cell string, end, lines int, bad *slip) {
	start := i
	doubled := false
	for i++; ; i++ {
		c, ok := s.at(i)
		switch {
		case !ok:
			return "", i, lines, openQuote.in(start, column)
		case i-start > s.limit.Cell:
			return "", i, lines, longCell.in(start, column)
		case c == '\n':
			if lines++; lines > s.limit.QuotedLines {
				return "", i, lines, openQuote.in(start, column)
			}
		case c == '"':
			if c, ok := s.at(i + 1); ok && c == '"' {
				doubled = true
				i++
				continue
			}
			if c, ok := s.at(i + 1); ok && c != s.delim && c != '\n' && c != '\r' {
				return "", i, lines, openQuote.in(start, column)
			}
			cell = string(s.buf[s.pos+start+1 : s.pos+i])
			if doubled {
				cell = strings.ReplaceAll(cell, `""`, `"`)
			}
			return cell, i + 1, lines, nil
		}
	}
}

// faultOf makes the row error and moves on to the line after the one at fault.
func (s *csvScanner) faultOf(src registry.Source, bad *slip) *registry.RowError {
	src.Line = s.line + countLines(s.buf[s.pos:s.pos+bad.offset])
	end := bad.offset
	for end < len(s.buf)-s.pos && end < bad.offset+60 && s.buf[s.pos+end] != '\n' && s.buf[s.pos+end] != '\r' {
		end++
	}
	found := strings.ToValidUTF8(string(s.buf[s.pos+bad.offset:s.pos+end]), "")
	s.consume(bad.offset)
	s.skipLine()
	return &registry.RowError{Source: src, Index: bad.column, Found: found, Reason: bad.reason, Remedy: bad.remedy}
}

// consume moves on by n bytes that are in the buffer.
func (s *csvScanner) consume(n int) {
	s.line += countLines(s.buf[s.pos : s.pos+n])
	s.pos += n
}

// skipLine moves on past the next line end, keeping nothing of a long line.
func (s *csvScanner) skipLine() {
	for {
		if _, ok := s.at(0); !ok {
			return
		}
		rest := s.buf[s.pos:]
		if i := bytes.IndexAny(rest, "\r\n"); i >= 0 {
			s.consume(i)
			s.consume(s.lineEnd(0))
			return
		}
		s.pos = len(s.buf)
	}
}

// countLines counts line ends; a CR at the very end counts, so callers cut
// only after whole line ends or before them.
func countLines(p []byte) int {
	n := bytes.Count(p, []byte{'\n'})
	if bytes.IndexByte(p, '\r') < 0 {
		return n
	}
	return n + bytes.Count(p, []byte{'\r'}) - bytes.Count(p, []byte("\r\n"))
}

// csvRecords reads the file as CSV: encoding, then delimiter, then rows.
func (rd *Reader) csvRecords(br *bufio.Reader, head []byte) (iter.Seq2[record, error], error) {
	src, err := rd.decode(br, head)
	if err != nil {
		return nil, err
	}
	tr := bufio.NewReaderSize(src, sampleSize)
	sample, err := tr.Peek(sampleSize)
	if err != nil && err != io.EOF {
		return nil, err
	}
	rd.settleGarbled(string(sample))
	delim, skip := rd.delimiterOf(sample)
	rd.res.Delimiter = string(delim)
	scanner := newCSVScanner(rd.name, tr, delim, rd.opts.Limits)
	return func(yield func(record, error) bool) {
		for {
			rec, err := scanner.next()
			if err == io.EOF {
				return
			}
			if err == nil && rec.source.Row <= skip {
				continue
			}
			scanner.width = rd.c.width()
			if !yield(rec, err) || err != nil {
				return
			}
			scanner.width = rd.c.width()
		}
	}, nil
}
