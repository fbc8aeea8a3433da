package intake

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"trunglap/registry"
)

// sheetFacts is what one pass over a sheet's XML finds.
type sheetFacts struct {
	merged   []area
	numbers  map[cellRef]numberStyle // cells whose number is shown as a date or with leading zeros
	unsaved  map[cellRef]bool        // formulas saved without a value
	formulas int
	rows     []int // hidden ones
	columns  int   // hidden ones
	date1904 bool
}

// A cellRef is the place of a cell, both counted from 1.
type cellRef struct{ row, column int32 }

// An area is a range of merged cells, all ends included.
type area struct{ top, left, bottom, right int }

// The limits of a sheet.
const (
	maxMerged = 100000 // areas
	maxRow    = 1 << 20
)

// facts reads the XML of a sheet to its end: what is not well formed, or
// points to texts that do not exist, is refused rather than read in part.
func (w *workbook) facts(ctx context.Context, name string) (*sheetFacts, error) {
	rc, err := w.a.open(w.paths[name])
	if err != nil {
		return nil, damaged(w.rd.name)
	}
	defer rc.Close()
	props, err := w.f.GetWorkbookProps()
	if err != nil {
		return nil, damaged(w.rd.name)
	}
	p := sheetPass{w: w, sheet: name, facts: &sheetFacts{numbers: map[cellRef]numberStyle{}, unsaved: map[cellRef]bool{}, date1904: props.Date1904 != nil && *props.Date1904}}
	d := xml.NewDecoder(rc)
	for n := 0; ; n++ {
		if n%10000 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		t, err := d.Token()
		if err == io.EOF {
			return p.facts, nil
		}
		if err != nil {
			return nil, damaged(w.rd.name)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := p.start(t); err != nil {
				return nil, err
			}
		case xml.CharData:
			if p.inValue {
				p.value = append(p.value, t...)
			}
		case xml.EndElement:
			if err := p.end(t.Name.Local); err != nil {
				return nil, err
			}
		}
	}
}

// A sheetPass is the state of the pass: the row and cell it is in.
type sheetPass struct {
	w       *workbook
	sheet   string
	facts   *sheetFacts
	at      cellRef
	kind    string // of the cell: "" or "n" a number, "s" a shared text...
	style   int
	formula bool
	inValue bool
	value   []byte
}

func (p *sheetPass) start(t xml.StartElement) error {
	get := func(name string) string {
		for _, a := range t.Attr {
			if a.Name.Local == name {
				return a.Value
			}
		}
		return ""
	}
	switch t.Name.Local {
	case "row":
		return p.row(get("r"), get("hidden"))
	case "c":
		p.kind, p.formula, p.value = get("t"), false, p.value[:0]
		p.style, _ = strconv.Atoi(get("s"))
		return p.cell(get("r"))
	case "f":
		p.formula = true
	case "v", "is":
		p.inValue = true
	case "mergeCell":
		return p.merge(get("ref"))
	case "col":
		if get("hidden") == "1" || get("hidden") == "true" {
			p.facts.columns++
		}
	}
	return nil
}

func (p *sheetPass) row(number, hidden string) error {
	p.at.row++
	p.at.column = 0
	if number != "" {
		n, err := strconv.Atoi(number)
		if err != nil || n < int(p.at.row) || n > maxRow {
			return damaged(p.w.rd.name)
		}
		p.at.row = int32(n)
	}
	if hidden == "1" || hidden == "true" {
		p.facts.rows = append(p.facts.rows, int(p.at.row))
	}
	return nil
}

func (p *sheetPass) cell(ref string) error {
	p.at.column++
	if ref != "" {
		column, row, err := excelize.CellNameToCoordinates(ref)
		if err != nil || row != int(p.at.row) || column < int(p.at.column) {
			return damaged(p.w.rd.name)
		}
		p.at.column = int32(column)
	}
	return nil
}

func (p *sheetPass) end(name string) error {
	switch name {
	case "v", "is":
		p.inValue = false
	case "c":
		return p.endCell()
	}
	return nil
}

func (p *sheetPass) endCell() error {
	if p.formula {
		p.facts.formulas++
		if len(p.value) == 0 {
			p.facts.unsaved[p.at] = true
		}
	}
	if len(p.value) > 0 && int(p.at.column) > p.w.rd.opts.Limits.Columns {
		return refuse(p.w.rd.name, registry.Tf("có hơn %d cột ở trang %q", "has more than %d columns on sheet %q", p.w.rd.opts.Limits.Columns, p.sheet),
			registry.T("bỏ các cột thừa", "remove the needless columns"))
	}
	switch p.kind {
	case "s":
		if i, err := strconv.Atoi(string(p.value)); len(p.value) > 0 && (err != nil || i < 0 || i >= p.w.texts) {
			return damaged(p.w.rd.name)
		}
	case "", "n":
		if s := p.w.styles.of(p.style); s != (numberStyle{}) && len(p.value) > 0 {
			p.facts.numbers[p.at] = s
		}
	}
	return nil
}

func (p *sheetPass) merge(ref string) error {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		to = from
	}
	left, top, err1 := excelize.CellNameToCoordinates(from)
	right, bottom, err2 := excelize.CellNameToCoordinates(to)
	if err1 != nil || err2 != nil || len(p.facts.merged) >= maxMerged {
		return damaged(p.w.rd.name)
	}
	p.facts.merged = append(p.facts.merged, area{top: min(top, bottom), left: min(left, right), bottom: max(top, bottom), right: max(left, right)})
	return nil
}

// tell notes what is hidden or computed on the sheet.
func (f *sheetFacts) tell(rd *Reader, sheet string) {
	for _, r := range f.rows {
		rd.note.row("hidden row", registry.Source{Sheet: sheet, Row: r}, registry.T("dòng ẩn vẫn được đọc", "hidden rows were read all the same"))
	}
	if f.columns > 0 {
		rd.note.add(registry.Tf("trang %q: cột ẩn vẫn được đọc", "sheet %q: hidden columns were read all the same", sheet))
	}
	if f.formulas > 0 {
		rd.note.add(registry.Tf("trang %q: %d công thức được đọc theo giá trị đã lưu", "sheet %q: %d formulas were read by their saved values", sheet, f.formulas))
	}
	if len(f.merged) > 0 {
		rd.note.add(registry.Tf("trang %q: giá trị của ô gộp được tính cho mọi dòng và cột mà ô phủ", "sheet %q: a merged cell counts for every row and column it covers", sheet))
	}
}

// settle turns the numbers of a row into dates and codes as they are shown,
// and finds what cannot be read or was not saved.
func (f *sheetFacts) settle(rec *record, cells []string, limits Limits) *registry.RowError {
	for i := range cells {
		at := cellRef{int32(rec.source.Row), int32(i + 1)}
		fault := func(reason, remedy registry.Text) *registry.RowError {
			return &registry.RowError{Source: rec.source, Index: i + 1, Found: shorten(cells[i]), Reason: reason, Remedy: remedy}
		}
		switch {
		case len(cells[i]) > limits.Cell:
			return fault(longCell.reason, longCell.remedy)
		case f.unsaved[at] && cells[i] == "":
			rec.unsaved = append(rec.unsaved, i)
		}
		if s, ok := f.numbers[at]; ok {
			cells[i] = s.show(cells[i], f.date1904)
		}
	}
	return nil
}

// A numberStyle says how a number is shown, where that changes its meaning.
type numberStyle struct {
	date   string // layout of package time; empty: no date
	digits int    // shown with at least so many digits; 0: as it is
}

// show writes a number as its style shows it.
func (s numberStyle) show(raw string, date1904 bool) string {
	if s.date == "" {
		if n, err := strconv.ParseUint(raw, 10, 64); err == nil {
			return fmt.Sprintf("%0*d", s.digits, n)
		}
		return raw
	}
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsNaN(v) || v < 0 || v > 2958466 { // the year 9999
		return raw
	}
	t, err := excelize.ExcelDateToTime(v, date1904)
	if err != nil {
		return raw
	}
	// A time of day is kept where there is one and it is shown.
	if t = t.Round(time.Second); s.date == time.DateOnly && v != math.Trunc(v) {
		return t.Format("2006-01-02 15:04:05")
	}
	return t.Format(s.date)
}

// A styleBook finds the number style of a cell style, once each.
type styleBook struct {
	f     *excelize.File
	known map[int]numberStyle
}

func newStyleBook(f *excelize.File) *styleBook {
	return &styleBook{f: f, known: map[int]numberStyle{}}
}

func (b *styleBook) of(id int) numberStyle {
	if s, ok := b.known[id]; ok {
		return s
	}
	var s numberStyle
	if st, err := b.f.GetStyle(id); err == nil && st != nil {
		if st.CustomNumFmt != nil {
			s = styleOf(*st.CustomNumFmt)
		} else if slices.Contains([]int{14, 15, 16, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58}, st.NumFmt) {
			s.date = time.DateOnly // the built-in formats with a day
		} else if st.NumFmt == 17 || st.NumFmt == 55 {
			s.date = "2006-01"
		}
	}
	b.known[id] = s
	return s
}

// styleOf reads a number format: the letters y, m, d outside quotes, brackets
// and escapes make a date of that precision; zeros alone make a code.
func styleOf(format string) numberStyle {
	first, _, _ := strings.Cut(format, ";")
	var plain strings.Builder
	for i := 0; i < len(first); i++ {
		switch c := first[i]; c {
		case '"':
			if j := strings.IndexByte(first[i+1:], '"'); j >= 0 {
				i += j + 1
			}
		case '[':
			if j := strings.IndexByte(first[i:], ']'); j >= 0 {
				i += j
			}
		case '\\', '_', '*':
			i++
		default:
			plain.WriteByte(c)
		}
	}
	s := strings.ToLower(plain.String())
	year, day := strings.Contains(s, "y"), strings.Contains(s, "d")
	switch {
	case s != "" && strings.Trim(s, "0") == "" && len(s) > 1:
		return numberStyle{digits: min(len(s), 40)}
	case strings.Contains(s, "general"):
		return numberStyle{}
	case day:
		return numberStyle{date: time.DateOnly}
	case year && strings.Contains(s, "m"):
		return numberStyle{date: "2006-01"}
	case year:
		return numberStyle{date: "2006"}
	}
	return numberStyle{}
}

// A merger fills merged cells while rows go by from the top.
type merger struct {
	areas  []area // sorted by top once the first row comes
	sorted bool
	next   int
	open   []openArea
}

// An openArea is an area that the present row is in, with its text.
type openArea struct {
	area
	text string
}

// row gives the cells of row n with merged texts filled in. Rows that have no
// cells of their own must come too.
func (m *merger) row(n int, cells []string) ([]string, *grid) {
	if !m.sorted {
		slices.SortFunc(m.areas, func(a, b area) int { return a.top - b.top })
		m.sorted = true
	}
	m.open = slices.DeleteFunc(m.open, func(a openArea) bool { return a.bottom < n })
	for ; m.next < len(m.areas) && m.areas[m.next].top <= n; m.next++ {
		if a := m.areas[m.next]; a.bottom >= n {
			text := ""
			if a.left <= len(cells) {
				text = cells[a.left-1]
			}
			m.open = append(m.open, openArea{a, text})
		}
	}
	g := &grid{depth: 1}
	if len(m.open) == 0 {
		return cells, g
	}
	width := len(cells)
	for _, a := range m.open {
		if a.text != "" {
			// A merged heading may be drawn far beyond the table.
			width = max(width, min(a.right, max(len(cells), a.left)+maxFilled))
		}
	}
	out := make([]string, width)
	copy(out, cells)
	g.across = make([]bool, width)
	for _, a := range m.open {
		if a.top == n && a.text != "" {
			g.depth = max(g.depth, min(a.bottom-a.top+1, maxStacked))
		}
		for i := a.left - 1; i < min(a.right, width); i++ {
			out[i] = a.text
			g.across[i] = i > a.left-1
		}
	}
	return out, g
}

const (
	maxFilled  = 100 // columns that a merged cell fills beyond the last cell of its row
	maxStacked = 4   // rows that a header may have
)
