package intake

import (
	"slices"
	"strings"

	"trunglap/registry"
)

// A converter turns records into platforms: it finds the header, maps the
// columns and checks every row. One converter serves one file.
type converter struct {
	rd      *Reader
	mapping map[string]field // by header key, from Options.Mapping
	sheet   sheetState
	columns []ColumnMap // of every table so far
	tables  int         // sheets in which a header was found
	best    *header     // the row most like a header, should there be none
	before  *header     // of the table before this one
	broken  *registry.RowError

	sheets   []string          // names of the sheets seen, for seen
	seen     map[string]int    // id -> place of its first row: sheet<<32 | line
	agencies map[string]string // spelling -> code, of the agencies met
	near     map[string]registry.Text
	side     *sideSheets // of the official workbook; nil: none
	rejected int
	told     map[string]bool // columns without meaning, already told
}

// A sheetState is what is known of the sheet being read; a text file is one
// sheet without a name.
type sheetState struct {
	name    string
	started bool
	head    *header  // nil: not found yet
	waiting []record // rows read before the header is found
	stack   []record // rows that a header of several rows may be made of
	closed  bool     // no header in the first rows: the rest is not read
	section string   // agency named by the last heading across the table
	rows    int      // data rows, blank ones not counted

	first *record    // the row that became the header, of a sheet
	heads [][]string // the rows of the header, to know them again
	below []record   // rows that are remarks if no data follows
	gap   bool       // the last row was blank, a total or a remark
}

func newConverter(rd *Reader) *converter {
	c := &converter{rd: rd, seen: map[string]int{}, agencies: map[string]string{}, near: map[string]registry.Text{},
		mapping: map[string]field{}, told: map[string]bool{}}
	for h, f := range rd.opts.Mapping {
		c.mapping[fold(h)] = field(f)
	}
	return c
}

// width is the number of cells a row must have, 0 while the header is unknown.
func (c *converter) width() int {
	if c.sheet.head == nil {
		return 0
	}
	return len(c.sheet.head.names)
}

type yieldFunc = func(registry.Platform, error) bool

// take handles one record of the file.
func (c *converter) take(rec record, yield yieldFunc) error {
	if rec.item != nil {
		return c.takeItem(rec, yield)
	}
	if !c.sheet.started || rec.source.Sheet != c.sheet.name {
		c.endSheet()
		if c.sheet.head != nil {
			c.before = c.sheet.head
		}
		c.sheet = sheetState{name: rec.source.Sheet, started: true}
		c.sheets = append(c.sheets, rec.source.Sheet)
	}
	switch {
	case c.sheet.closed:
		return nil
	case c.sheet.head != nil:
		return c.row(rec, yield)
	case rec.grid != nil && (rec.grid.depth > 1 || len(c.sheet.stack) > 0):
		return c.takeStacked(rec, yield)
	}
	return c.takeHeading(rec, rec.headerCells(), yield)
}

// takeHeading handles a row while the header is still looked for.
func (c *converter) takeHeading(rec record, cells []string, yield yieldFunc) error {
	if rec.fault == nil {
		h := c.mapHeader(cells, nil)
		h.source = rec.source
		if h.isHeader() {
			if rec.grid != nil {
				c.sheet.first = &rec
			}
			return c.found(h, []record{rec}, yield)
		}
		if len(c.sheet.waiting) == 0 && c.continues(rec) {
			c.goOn(rec)
			return c.row(rec, yield)
		}
		if !blank(cells) && (c.best == nil || len(h.field) > len(c.best.field)) {
			c.best = &h
		}
	} else if c.broken == nil {
		c.broken = rec.fault
	}
	if rec.fault == nil && blank(cells) {
		return nil
	}
	if c.sheet.waiting = append(c.sheet.waiting, rec); len(c.sheet.waiting) < headerRows {
		return nil
	}
	c.sheet.closed = true
	if rec.source.Sheet != "" {
		return nil
	}
	if err := c.end(yield); err != nil {
		return err
	}
	return errStop
}

// takeStacked gathers the rows of a header whose cells are merged downwards
// and reads them as one: "Tên nền tảng" over "Tiếng Anh" is
// "Tên nền tảng Tiếng Anh".
func (c *converter) takeStacked(rec record, yield yieldFunc) error {
	c.sheet.stack = append(c.sheet.stack, rec)
	if len(c.sheet.stack) < c.sheet.stack[0].grid.depth {
		return nil
	}
	return c.unstack(yield)
}

func (c *converter) unstack(yield yieldFunc) error {
	stack := c.sheet.stack
	c.sheet.stack = nil
	if h := c.mapHeader(stackedCells(stack), lowest(stack)); h.isHeader() {
		h.source = stack[0].source
		return c.found(h, stack, yield)
	}
	for _, rec := range stack {
		switch {
		case c.sheet.head != nil:
			if err := c.row(rec, yield); err != nil {
				return err
			}
		case !c.sheet.closed:
			if err := c.takeHeading(rec, rec.headerCells(), yield); err != nil {
				return err
			}
		}
	}
	return nil
}

// endSheet settles a sheet in which no header was found.
func (c *converter) endSheet() {
	s := &c.sheet
	for _, rec := range s.below {
		c.rd.note.row("below", rec.source, registry.T("dòng phía dưới bảng không phải dữ liệu, đã bỏ qua", "rows below the table are not data and were skipped"))
	}
	s.below = nil
	if len(s.stack) > 0 { // merged cells reach below the last row
		s.closed = len(c.sheet.waiting)+len(s.stack) > 0
	}
	switch {
	case s.name == "" || s.head != nil && s.rows > 0:
	case s.head != nil:
		c.rd.note.add(registry.Tf("trang %q chỉ có dòng tiêu đề, không có dòng dữ liệu nào", "sheet %q has a header and no rows", s.name))
	case len(s.waiting) > 0 || s.closed:
		c.rd.note.add(registry.Tf("trang %q không có dòng tiêu đề nhận ra được, không đọc", "sheet %q has no header that was recognised and was not read", s.name))
	}
}

// end handles what is left when the file ends.
func (c *converter) end(yield yieldFunc) error {
	if len(c.sheet.stack) > 0 && c.sheet.head == nil && !c.sheet.closed {
		if err := c.unstack(yield); err != nil {
			return err
		}
	}
	c.endSheet()
	if c.tables > 0 {
		if c.sheet.name == "" && c.sheet.rows == 0 && c.tables == 1 {
			c.rd.note.add(registry.T("tệp chỉ có dòng tiêu đề, không có dòng dữ liệu nào", "the file has a header and no rows"))
		}
		if n := len(c.rd.res.References); n > 0 {
			c.rd.note.add(registry.Tf("%d bản ghi tham chiếu trỏ tới nền tảng của cơ quan khác, không phải nền tảng của danh mục này", "%d reference records point to platforms of other agencies and are no platforms of this list", n))
		}
		return c.endSide(yield)
	}
	switch {
	case c.broken != nil:
		return c.reject(c.broken, yield)
	case c.best != nil:
		for _, f := range c.headerFaults(c.best) {
			if err := c.reject(f, yield); err != nil {
				return err
			}
		}
		return nil
	}
	c.rd.note.add(registry.T("tệp rỗng, không có dòng nào", "the file is empty"))
	return nil
}

// found takes the header: what stands above it is told, what is wrong with it
// ends the reading, because every row would be misread.
func (c *converter) found(h header, rows []record, yield yieldFunc) error {
	c.sheet.head = &h
	for _, rec := range rows {
		c.sheet.heads = append(c.sheet.heads, trimmed(rec.cells))
	}
	c.tables++
	c.columns = append(c.columns, h.columnMaps()...)
	for _, w := range c.sheet.waiting {
		c.rd.note.row("above", w.source, registry.T("dòng phía trên tiêu đề không phải dữ liệu, đã bỏ qua", "lines above the header are not data and were skipped"))
	}
	c.sheet.waiting = nil
	faults := c.headerFaults(&h)
	for _, f := range faults {
		if err := c.reject(f, yield); err != nil {
			return err
		}
	}
	if len(faults) > 0 {
		return errStop
	}
	c.tellColumns(&h)
	return nil
}

// headerFaults lists repeated headers and the required columns that are missing.
func (c *converter) headerFaults(h *header) []*registry.RowError {
	var out []*registry.RowError
	for _, t := range h.twice {
		f := c.fault(h.source, t[1], h.names[t[1]],
			registry.Tf("tiêu đề cột bị lặp: đã có ở cột %d", "the header is repeated: it stands in column %d already", t[0]+1),
			registry.T("đổi tên hoặc xóa một trong hai cột", "rename or remove one of the two columns"))
		f.Column = h.names[t[1]]
		out = append(out, f)
	}
	if _, ok := h.field[fID]; !ok && !c.rd.opts.MakeIDs && !c.rd.opts.Proposal {
		f := missingColumn(h, "mã (id)", "id", "mã")
		f.Remedy.VI += "; danh mục vốn không có mã: dùng --make-ids"
		f.Remedy.EN += "; for a list without ids use --make-ids"
		out = append(out, f)
	}
	if _, described := h.field[fFunction]; !h.hasName() && !(c.rd.opts.Foreign && described) {
		out = append(out, missingColumn(h, "tên (name)", "name", "tên nền tảng"))
	}
	// In a sheet, headings across the table may name the agencies.
	if _, ok := h.field[fAgency]; !ok && h.source.Sheet == "" && !c.rd.opts.Loose && c.rd.opts.Agency == "" {
		out = append(out, missingColumn(h, "cơ quan (agency)", "agency", "cơ quan chủ quản"))
	}
	return out
}

func missingColumn(h *header, vi, en, header string) *registry.RowError {
	return &registry.RowError{Source: h.source, Found: shorten(strings.Join(h.names, " | ")),
		Reason: registry.Text{VI: "không có cột " + vi, EN: "there is no column for " + en},
		Remedy: registry.Text{
			VI: `thêm cột có tiêu đề "` + en + `" hoặc "` + header + `", hoặc dùng tệp ánh xạ cột`,
			EN: `add a column headed "` + en + `" or "` + header + `", or use a mapping file`}}
}

// tellColumns tells once of each column that has no meaning or a second one.
func (c *converter) tellColumns(h *header) {
	fresh := func(names []string) string {
		names = slices.DeleteFunc(slices.Clone(names), func(n string) bool {
			told := c.told[n]
			c.told[n] = true
			return told
		})
		return strings.Join(names, ", ")
	}
	passed := fresh(h.passed)
	if u := fresh(h.unknown()); u != "" {
		c.rd.note.add(registry.Tf("cột không rõ nghĩa, được giữ nguyên và không tính điểm: %s", "columns without a known meaning, kept and not scored: %s", u))
	}
	if passed != "" {
		c.rd.note.add(registry.Tf("cột trùng nghĩa với một cột khác, được giữ nguyên và không tính điểm: %s", "columns that mean the same as another one, kept and not scored: %s", passed))
	}
}

// row handles one data row.
func (c *converter) row(rec record, yield yieldFunc) error {
	if rec.fault != nil {
		c.sheet.rows++
		if i := rec.fault.Index - 1; i >= 0 && i < len(c.sheet.head.names) {
			rec.fault.Column = c.sheet.head.names[i]
		}
		return c.reject(rec.fault, yield)
	}
	if blank(rec.cells) {
		c.sheet.gap = true
		if len(rec.cells) > 1 && rec.grid == nil {
			c.rd.note.row("blank", rec.source, registry.T("dòng trống, đã bỏ qua", "blank lines were skipped"))
		}
		return nil
	}
	if columnNumbers(rec.cells) {
		c.rd.note.row("numbers", rec.source, registry.T("dòng đánh số cột, đã bỏ qua", "a line that numbers the columns was skipped"))
		return nil
	}
	if title, ok := rec.heading(c.width()); ok {
		c.section(rec, title)
		return nil
	}
	if c.secondHead(rec) || c.aside(rec) {
		return nil
	}
	if err := c.resume(yield); err != nil {
		return err
	}
	c.sheet.rows++
	return c.emit(rec, yield)
}

// emit yields the platform of a row, or what is wrong with it.
func (c *converter) emit(rec record, yield yieldFunc) error {
	p, wrong := c.platform(rec)
	if len(wrong) > 0 {
		c.rejected++
		for _, f := range wrong {
			if !yield(registry.Platform{}, f) {
				return errStop
			}
		}
		return nil
	}
	if p.reference {
		c.rd.res.References = append(c.rd.res.References, p.Platform)
		return nil
	}
	if !yield(p.Platform, nil) {
		return errStop
	}
	return nil
}

func (c *converter) reject(f *registry.RowError, yield yieldFunc) error {
	c.rejected++
	if !yield(registry.Platform{}, f) {
		return errStop
	}
	return nil
}

// section takes a heading across the table; one that names an agency names
// the owner of the rows below that name none.
func (c *converter) section(rec record, title string) {
	if code := c.headedAgency(title); code != "" || namesBody(title) {
		c.sheet.section = code
	}
	c.rd.note.row("section", rec.source, registry.T("dòng đề mục ngang bảng không phải dữ liệu, đã bỏ qua", "headings across the table are not data and were skipped"))
}
