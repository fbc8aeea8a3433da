package intake

import (
	"fmt"
	"strings"

	"trunglap/registry"
	"trunglap/text"
)

// A converter turns records into platforms: it finds the header, maps the
// columns and checks every row. One converter serves one file.
type converter struct {
	rd       *Reader
	mapping  map[string]field  // by header key, from Options.Mapping
	head     *header           // nil: not found yet in this sheet
	waiting  []record          // rows read before the header is found
	columns  []ColumnMap       // of every sheet so far
	seen     map[string]int    // id -> line of its first row
	agencies map[string]string // spelling -> code, of the agencies met
	near     map[string]registry.Text
	rows     int // data rows, blank ones not counted
	rejected int
}

func newConverter(rd *Reader) *converter {
	c := &converter{rd: rd, seen: map[string]int{}, agencies: map[string]string{}, near: map[string]registry.Text{}, mapping: map[string]field{}}
	for h, f := range rd.opts.Mapping {
		c.mapping[fold(h)] = field(f)
	}
	return c
}

// width is the number of cells a row must have, 0 while the header is unknown.
func (c *converter) width() int {
	if c.head == nil {
		return 0
	}
	return len(c.head.names)
}

type yieldFunc = func(registry.Platform, error) bool

// take handles one record of the file.
func (c *converter) take(rec record, yield yieldFunc) error {
	if c.head != nil {
		return c.row(rec, yield)
	}
	h := c.mapHeader(rec.cells)
	if rec.fault == nil && h.isHeader() {
		return c.found(rec, h, yield)
	}
	if c.waiting = append(c.waiting, rec); len(c.waiting) < headerRows {
		return nil
	}
	return c.noHeader(yield)
}

// end handles what is left when the file ends.
func (c *converter) end(yield yieldFunc) error {
	if c.head == nil {
		return c.noHeader(yield)
	}
	if c.rows == 0 {
		c.rd.note.add(registry.T("tệp chỉ có dòng tiêu đề, không có dòng dữ liệu nào", "the file has a header and no rows"))
	}
	return nil
}

// found takes the header row: what stands above it is told, what is wrong with
// it ends the reading, because every row would be misread.
func (c *converter) found(rec record, h header, yield yieldFunc) error {
	h.source = rec.source
	c.head = &h
	c.columns = append(c.columns, h.columnMaps()...)
	for _, w := range c.waiting {
		if w.fault != nil || !blank(w.cells) {
			c.rd.note.row("above", place(w.source), registry.T("dòng phía trên tiêu đề không phải dữ liệu, đã bỏ qua", "lines above the header are not data and were skipped"))
		}
	}
	c.waiting = nil
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
	if _, ok := h.field[fID]; !ok {
		out = append(out, c.missingColumn(h, "mã (id)", "id", "mã"))
	}
	if !h.hasName() {
		out = append(out, c.missingColumn(h, "tên (name)", "name", "tên nền tảng"))
	}
	if _, ok := h.field[fAgency]; !ok && !c.rd.opts.Loose && c.rd.opts.Agency == "" {
		out = append(out, c.missingColumn(h, "cơ quan (agency)", "agency", "cơ quan chủ quản"))
	}
	return out
}

func (c *converter) missingColumn(h *header, vi, en, header string) *registry.RowError {
	return &registry.RowError{Source: h.source, Found: shorten(strings.Join(h.names, " | ")),
		Reason: registry.Text{VI: "không có cột " + vi, EN: "there is no column for " + en},
		Remedy: registry.Text{
			VI: fmt.Sprintf("thêm cột có tiêu đề %q hoặc %q, hoặc dùng tệp ánh xạ cột", en, header),
			EN: fmt.Sprintf("add a column headed %q or %q, or use a mapping file", en, header)}}
}

// noHeader explains a file in which no header was found.
func (c *converter) noHeader(yield yieldFunc) error {
	for _, w := range c.waiting {
		if w.fault != nil {
			if err := c.reject(w.fault, yield); err != nil {
				return err
			}
			return errStop
		}
		if blank(w.cells) {
			continue
		}
		h := c.mapHeader(w.cells)
		h.source = w.source
		for _, f := range c.headerFaults(&h) {
			if err := c.reject(f, yield); err != nil {
				return err
			}
		}
		return errStop
	}
	c.rd.note.add(registry.T("tệp rỗng, không có dòng nào", "the file is empty"))
	return nil
}

func (c *converter) tellColumns(h *header) {
	if u := h.unknown(); len(u) > 0 {
		c.rd.note.add(registry.Tf("cột không rõ nghĩa, được giữ nguyên và không tính điểm: %s", "columns without a known meaning, kept and not scored: %s", strings.Join(u, ", ")))
	}
	if len(h.passed) > 0 {
		c.rd.note.add(registry.Tf("cột trùng nghĩa với một cột khác, được giữ nguyên và không tính điểm: %s", "columns that mean the same as another one, kept and not scored: %s", strings.Join(h.passed, ", ")))
	}
}

// row handles one data row.
func (c *converter) row(rec record, yield yieldFunc) error {
	if rec.fault != nil {
		c.rows++
		if i := rec.fault.Index - 1; i >= 0 && i < len(c.head.names) {
			rec.fault.Column = c.head.names[i]
		}
		return c.reject(rec.fault, yield)
	}
	if blank(rec.cells) {
		if len(rec.cells) > 1 {
			c.rd.note.row("blank", place(rec.source), registry.T("dòng trống, đã bỏ qua", "blank lines were skipped"))
		}
		return nil
	}
	if columnNumbers(rec.cells) {
		c.rd.note.row("numbers", place(rec.source), registry.T("dòng đánh số cột, đã bỏ qua", "a line that numbers the columns was skipped"))
		return nil
	}
	c.rows++
	p, fault := c.platform(rec)
	if fault != nil {
		return c.reject(fault, yield)
	}
	if !yield(p, nil) {
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

// platform converts the cells of one row, or says the first thing that is
// wrong with it.
func (c *converter) platform(rec record) (registry.Platform, *registry.RowError) {
	h := c.head
	if len(rec.cells) != len(h.names) {
		return registry.Platform{}, c.fault(rec.source, -1, "",
			registry.Tf("dòng có %d ô nhưng tiêu đề có %d cột", "the row has %d cells but the header has %d columns", len(rec.cells), len(h.names)),
			registry.T("thêm hoặc bớt ô; ô có chứa dấu phân cách phải đặt trong dấu ngoặc kép", "add or remove cells; quote a cell that contains the delimiter"))
	}
	cells := make([]string, len(rec.cells))
	for i, raw := range rec.cells {
		if r := controlChar(raw); r >= 0 {
			return registry.Platform{}, c.fault(rec.source, i, raw,
				registry.Tf("ô có ký tự điều khiển U+%04X", "the cell holds the control character U+%04X", r),
				registry.T("xóa ký tự đó", "remove the character"))
		}
		cells[i] = clean(raw)
		if r := hidden(cells[i]); r >= 0 {
			c.rd.note.row("hidden", place(rec.source), registry.T("ô có ký tự ẩn (đảo chiều hoặc độ rộng bằng không), giữ nguyên trong dữ liệu gốc", "a cell holds hidden characters (bidirectional or zero-width), kept in the original value"))
		}
	}
	p := registry.Platform{Source: rec.source}
	if f := c.fill(&p, cells); f != nil {
		return registry.Platform{}, f
	}
	for _, i := range h.extra {
		if cells[i] != "" {
			p.Extra = append(p.Extra, registry.Extra{Column: c.columnName(i), Value: cells[i]})
		}
	}
	return p, c.admit(&p)
}

// columnName is the header of a column, or its place where it has none.
func (c *converter) columnName(i int) string {
	if n := c.head.names[i]; n != "" {
		return n
	}
	return fmt.Sprintf("(%d)", i+1)
}

// fill sets the fields of p from cells.
func (c *converter) fill(p *registry.Platform, cells []string) *registry.RowError {
	get := func(f field) string {
		if i, ok := c.head.field[f]; ok {
			return stated(cells[i])
		}
		return ""
	}
	p.ID = get(fID)
	p.NameVI, p.NameEN = get(fNameVI), get(fNameEN)
	p.FunctionVI, p.FunctionEN = get(fFunctionVI), get(fFunctionEN)
	p.Domains, p.Users, p.Scope = list(get(fDomains)), users(get(fUsers)), scope(get(fScope))
	p.URL, p.Operator, p.Contact, p.Mandate = get(fURL), get(fOperator), get(fContact), get(fMandate)
	p.Parent, p.Replaces = get(fParent), list(get(fReplaces))
	if f := c.language(p, get(fName), get(fFunction), get(fLanguage)); f != nil {
		return f
	}
	if f := c.coded(p, get); f != nil {
		return f
	}
	return c.agency(p, get(fAgency))
}

// language puts texts without a language where they belong: by the language
// column, or by the words of the row; a text of no clear language follows the
// language of the header.
func (c *converter) language(p *registry.Platform, name, function, lang string) *registry.RowError {
	english := false
	switch code := languages()[fold(lang)]; {
	case code != "":
		english = code == string(registry.EN)
	case lang != "" && !c.rd.opts.Loose:
		return c.faultIn(p.Source, fLanguage, lang, registry.T("ngôn ngữ không hợp lệ", "the language is not valid"), registry.T("viết vi hoặc en", "write vi or en"))
	case name != "" || function != "":
		english = !text.LooksVietnamese(beginning(name+" "+function)) && !c.head.vi[fName] && !c.head.vi[fFunction]
	}
	put := func(vi, en *string, s string) {
		switch {
		case s == "":
		case english:
			*en = s
		default:
			*vi = s
		}
	}
	put(&p.NameVI, &p.NameEN, name)
	put(&p.FunctionVI, &p.FunctionEN, function)
	return nil
}

// beginning is the first words of a text, some 150 bytes: enough to tell the
// language, and the cost does not grow with the text.
func beginning(s string) string {
	if len(s) <= 150 {
		return s
	}
	if i := strings.IndexByte(s[150:], ' '); i >= 0 {
		return s[:150+i]
	}
	return s
}

// coded sets dates, status and the restricted mark. In a loose file an odd
// value is kept among the extra columns instead of refusing the row.
func (c *converter) coded(p *registry.Platform, get func(field) string) *registry.RowError {
	odd := func(f field, found string, reason, remedy registry.Text) *registry.RowError {
		if !c.rd.opts.Loose {
			return c.faultIn(p.Source, f, found, reason, remedy)
		}
		p.Extra = append(p.Extra, registry.Extra{Column: c.columnName(c.head.field[f]), Value: found})
		return nil
	}
	for _, d := range [...]struct {
		field field
		to    *registry.Date
	}{{fLaunched, &p.Launched}, {fEnded, &p.Ended}} {
		v, err := date(get(d.field))
		if *d.to = v; err != nil {
			if f := odd(d.field, get(d.field), registry.T("ngày không hợp lệ", "the date is not valid"), registry.T("viết 17/05/2009, 05/2009 hoặc 2009", "write 2009-05-17, 2009-05 or 2009")); f != nil {
				return f
			}
		}
	}
	if s := get(fStatus); s != "" {
		p.Status = registry.Status(statuses()[fold(s)])
		if p.Status == "" {
			w := wordings(registry.Statuses[:])
			if f := odd(fStatus, s, registry.T("trạng thái không có trong danh mục", "the status is not one of the list"), registry.T("dùng một trong: "+w.VI, "use one of: "+w.EN)); f != nil {
				return f
			}
		}
	}
	if s := get(fRestricted); s != "" {
		answer := yesNo()[fold(s)]
		if p.Restricted = answer == "yes"; answer == "" {
			// A mark that is not understood must not open an entry, even in a loose file.
			return c.faultIn(p.Source, fRestricted, s, registry.T("không rõ mục này có hạn chế hay không", "it is not clear whether the entry is restricted"), registry.T("viết có hoặc không", "write yes or no"))
		}
	}
	return nil
}

// agency recognises the owner; a spelling is looked up once per file.
func (c *converter) agency(p *registry.Platform, s string) *registry.RowError {
	if s == "" {
		s = c.rd.opts.Agency
	}
	if s == "" {
		if c.rd.opts.Loose {
			return nil
		}
		return c.faultIn(p.Source, fAgency, "", registry.T("thiếu cơ quan chủ quản", "the owner agency is missing"), registry.T("ghi mã hoặc tên cơ quan", "give the code or name of the agency"))
	}
	code, ok := c.agencies[s]
	if !ok {
		code = findAgency(c.rd.opts.Agencies, s)
		if len(c.agencies) < 10000 {
			c.agencies[s] = code
		}
	}
	if p.Agency = code; code != "" {
		return nil
	}
	if c.rd.opts.Loose {
		p.Agency = s
		return nil
	}
	return c.faultIn(p.Source, fAgency, s, registry.T("không nhận ra cơ quan", "the agency is not known"), c.nearest(s))
}

// findAgency also reads "Bộ Tài chính (BTC)": the words outside or inside the brackets.
func findAgency(d *registry.Agencies, s string) string {
	if a, ok := d.Find(s); ok {
		return a.Code
	}
	if before, inside, ok := strings.Cut(s, "("); ok {
		inside, _, _ = strings.Cut(inside, ")")
		for _, part := range []string{before, inside} {
			if a, ok := d.Find(part); ok {
				return a.Code
			}
		}
	}
	return ""
}

// nearest proposes agencies for a spelling that is not known. The search is
// slow, so that its answers are remembered for the spellings that repeat.
func (c *converter) nearest(s string) registry.Text {
	if t, ok := c.near[s]; ok {
		return t
	}
	var vi, en []string
	for _, a := range c.rd.opts.Agencies.Nearest(shorten(s), 3) {
		vi = append(vi, a.Code+" ("+a.NameVI+")")
		en = append(en, a.Code+" ("+a.NameEN+")")
	}
	t := registry.Text{VI: "gần nhất: " + strings.Join(vi, ", "), EN: "nearest: " + strings.Join(en, ", ")}
	if len(c.near) < 1000 {
		c.near[s] = t
	}
	return t
}

// admit makes the last checks that concern the row as a whole and remembers its id.
func (c *converter) admit(p *registry.Platform) *registry.RowError {
	if p.ID == "" {
		return c.faultIn(p.Source, fID, "", registry.T("thiếu mã", "the id is missing"), registry.T("ghi mã riêng, không đổi qua các lần cập nhật", "give an id that stays the same in every update"))
	}
	if r := hidden(p.ID); r >= 0 || strings.ContainsAny(p.ID, "\n\t") || len(p.ID) > 200 {
		return c.faultIn(p.Source, fID, p.ID, registry.T("mã có ký tự ẩn, xuống dòng hoặc dài quá 200 byte", "the id holds hidden characters or line ends, or is longer than 200 bytes"), registry.T("viết mã bằng chữ, số và dấu gạch", "write the id with letters, digits and hyphens"))
	}
	if p.NameVI == "" && p.NameEN == "" {
		f := fName
		for _, n := range [...]field{fNameEN, fNameVI} {
			if _, ok := c.head.field[n]; ok {
				f = n
			}
		}
		return c.faultIn(p.Source, f, "", registry.T("thiếu tên", "the name is missing"), registry.T("ghi tên nền tảng", "give the name of the platform"))
	}
	if first, ok := c.seen[p.ID]; ok {
		return c.faultIn(p.Source, fID, p.ID, registry.Tf("mã bị lặp: đã có ở dòng %d", "the id is repeated: it stands on line %d already", first), registry.T("mỗi nền tảng một mã riêng", "give each platform an id of its own"))
	}
	c.seen[p.ID] = place(p.Source)
	return nil
}

// faultIn makes a row error about the column of a field.
func (c *converter) faultIn(src registry.Source, f field, found string, reason, remedy registry.Text) *registry.RowError {
	i, ok := c.head.field[f]
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
		if c.head != nil {
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
