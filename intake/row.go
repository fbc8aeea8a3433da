package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"trunglap/registry"
	"trunglap/text"
)

// An entry is a platform as one row gives it, or a reference to another body's.
type entry struct {
	registry.Platform
	reference bool
}

// platform converts the cells of one row, or says all that is wrong with it.
func (c *converter) platform(rec record) (entry, faults) {
	var wrong faults
	cells := c.cells(&rec, &wrong)
	if cells == nil {
		return entry{}, wrong
	}
	e := entry{Platform: registry.Platform{Source: rec.source}}
	p := &e.Platform
	c.fill(p, cells, rec.item, &wrong)
	for i := range cells {
		if i < len(c.sheet.head.used) && c.sheet.head.used[i] {
			continue
		}
		v := c.official(i, cells[i])
		if v == "" {
			continue
		}
		wrong.add(c.closedValue(rec.source, i, v))
		p.Extra = append(p.Extra, registry.Extra{Column: c.columnName(i), Value: v})
	}
	wrong.add(c.recordKind(&e, cells))
	c.side.complete(p)
	c.admit(p, &wrong)
	slices.SortStableFunc(wrong, func(a, b *registry.RowError) int { return cmp.Compare(a.Index, b.Index) })
	return e, wrong
}

// cells checks and cleans the cells of a row; what cannot be read is left
// blank. In a text file a row must have as many as the header, else there are
// none; in a sheet the missing ones are blank.
func (c *converter) cells(rec *record, wrong *faults) []string {
	width := c.width()
	if len(rec.cells) != width && rec.grid == nil && rec.item == nil {
		wrong.add(c.fault(rec.source, -1, "",
			registry.Tf("dòng có %d ô nhưng tiêu đề có %d cột", "the row has %d cells but the header has %d columns", len(rec.cells), width),
			registry.T("thêm hoặc bớt ô; ô có chứa dấu phân cách phải đặt trong dấu ngoặc kép", "add or remove cells; quote a cell that contains the delimiter")))
		return nil
	}
	for _, i := range rec.unsaved {
		if i < width && c.sheet.head.used[i] {
			wrong.add(c.fault(rec.source, i, "", registry.T("công thức chưa có giá trị đã lưu", "the formula has no saved value"), registry.T("mở tệp bằng bảng tính rồi lưu lại, hoặc ghi giá trị", "open and save the file in a spreadsheet program, or write the value")))
			continue
		}
		c.rd.note.row("unsaved", rec.source, registry.T("công thức chưa có giá trị đã lưu ở cột không tính điểm, để trống", "formulas without a saved value in columns that are not scored were left blank"))
	}
	cells := make([]string, max(width, len(rec.cells)))
	for i, raw := range rec.cells {
		if r := controlChar(raw); r >= 0 {
			wrong.add(c.fault(rec.source, i, raw,
				registry.Tf("ô có ký tự điều khiển U+%04X", "the cell holds the control character U+%04X", r),
				registry.T("xóa ký tự đó", "remove the character")))
			continue
		}
		if rec.item == nil {
			raw = registry.OpenCell(raw)
		}
		cells[i] = clean(c.rd.decoded(raw))
		if r := hidden(cells[i]); r >= 0 {
			c.rd.note.row("hidden", rec.source, registry.T("ô có ký tự ẩn (đảo chiều hoặc độ rộng bằng không), giữ nguyên trong dữ liệu gốc", "a cell holds hidden characters (bidirectional or zero-width), kept in the original value"))
		}
		if brokenFormula(cells[i]) {
			wrong.add(c.fault(rec.source, i, cells[i], registry.T("ô chứa lỗi công thức của bảng tính", "the cell holds a spreadsheet's formula error"), registry.T("sửa công thức hoặc ghi giá trị", "repair the formula or write the value")))
			cells[i] = ""
		}
	}
	return cells
}

// columnName is the header of a column, or its place where it has none.
func (c *converter) columnName(i int) string {
	if h := c.sheet.head; i < len(h.names) && h.names[i] != "" {
		return h.names[i]
	}
	return fmt.Sprintf("(%d)", i+1)
}

// fill sets the fields of p from cells, and lists from it where it has any.
func (c *converter) fill(p *registry.Platform, cells []string, it *item, wrong *faults) {
	get := func(f field) string {
		if i, ok := c.sheet.head.field[f]; ok {
			return stated(cells[i])
		}
		return ""
	}
	p.ID = get(fID)
	sentence := func(f field) string { return c.rd.legacy.sentence(get(f)) }
	p.NameVI, p.NameEN = sentence(fNameVI), get(fNameEN)
	p.FunctionVI, p.FunctionEN = sentence(fFunctionVI), get(fFunctionEN)
	p.Domains, p.Users, p.Scope = list(get(fDomains)), users(get(fUsers)), scope(get(fScope))
	p.URL, p.Operator, p.Contact, p.Mandate = get(fURL), get(fOperator), get(fContact), get(fMandate)
	p.Parent, p.Replaces = get(fParent), list(get(fReplaces))
	it.complete(p)
	c.misfiled(p, fNameEN, &p.NameVI, &p.NameEN)
	c.misfiled(p, fFunctionEN, &p.FunctionVI, &p.FunctionEN)
	wrong.add(c.language(p, sentence(fName), sentence(fFunction), get(fLanguage)))
	if i := c.sheet.head.purpose; i > 0 {
		addPurpose(p, c.rd.legacy.sentence(stated(cells[i-1])))
	}
	c.coded(p, get, wrong)
	wrong.add(c.agency(p, get(fAgency)))
}

// addPurpose puts the purpose before the function, as a sentence of its own.
func addPurpose(p *registry.Platform, purpose string) {
	to := &p.FunctionVI
	if p.FunctionVI == "" && p.FunctionEN != "" {
		to = &p.FunctionEN
	}
	switch {
	case purpose == "" || *to == "":
		*to += purpose
	case strings.ContainsAny(purpose[len(purpose)-1:], ".;!?"):
		*to = purpose + " " + *to
	default:
		*to = purpose + ". " + *to
	}
}

// language puts texts without a language where they belong: by the language
// column, or by the words of the row; a text of no clear language follows the
// language of the header.
func (c *converter) language(p *registry.Platform, name, function, lang string) *registry.RowError {
	english := false
	var wrong *registry.RowError
	switch code := languages()[fold(lang)]; {
	case code != "":
		english = code == string(registry.EN)
	case lang != "" && !c.rd.opts.Loose:
		wrong = c.faultIn(p.Source, fLanguage, lang, registry.T("ngôn ngữ không hợp lệ", "the language is not valid"), registry.T("viết vi hoặc en", "write vi or en"))
	case name != "" || function != "":
		english = !vietnamese(name, function) && !c.sheet.head.vi[fName] && !c.sheet.head.vi[fFunction]
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
	return wrong
}

// misfiled takes plainly Vietnamese text out of an English column ("Function"
// beside "Chức năng" is taken for one) and tells it: it is the Vietnamese text
// where there is none, else it is kept and not scored. A short text in an English
// column may be a name ("Đà Nẵng portal") and stays.
func (c *converter) misfiled(p *registry.Platform, column field, vi, en *string) {
	s := *en
	if s == "" || *vi != "" && strings.Count(s, " ") < 3 || !plainlyVietnamese(s) || !text.LooksVietnamese(beginning(s)) {
		return
	}
	name := string(column)
	if i, ok := c.sheet.head.field[column]; ok {
		name = c.columnName(i)
	}
	*en = ""
	if *vi == "" {
		*vi = c.rd.legacy.sentence(s)
		c.rd.note.row("misread "+name, p.Source, registry.Tf("cột tiếng Anh %q có văn bản tiếng Việt, được đọc là tiếng Việt", "the English column %q holds Vietnamese text, which was read as Vietnamese", name))
		return
	}
	if *vi != s {
		p.Extra = append(p.Extra, registry.Extra{Column: name, Value: s})
	}
	c.rd.note.row("misfiled "+name, p.Source, registry.Tf("cột tiếng Anh %q có văn bản tiếng Việt bên cạnh cột tiếng Việt, được giữ nguyên và không tính điểm",
		"the English column %q holds Vietnamese text beside the Vietnamese column, kept and not scored", name))
}

// vietnamese tells the language of a row by its first words. Most rows are
// plainly Vietnamese and need no look at each word.
func vietnamese(name, function string) bool {
	if plainlyVietnamese(name) {
		return true
	}
	return text.LooksVietnamese(beginning(name + " " + function))
}

// plainlyVietnamese: at least every tenth letter is one that only Vietnamese
// has, which is some half of the words.
func plainlyVietnamese(s string) bool {
	own, all := 0, 0
	for _, r := range s {
		all++
		if r >= 0x1ea0 && r <= 0x1ef9 || r == 'đ' || r == 'Đ' || r == 'ơ' || r == 'ư' || r == 'Ơ' || r == 'Ư' {
			own++
		}
	}
	return own > 0 && own*10 >= all
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
func (c *converter) coded(p *registry.Platform, get func(field) string, wrong *faults) {
	odd := func(f field, found string, reason, remedy registry.Text) {
		if !c.rd.opts.Loose {
			wrong.add(c.faultIn(p.Source, f, found, reason, remedy))
			return
		}
		p.Extra = append(p.Extra, registry.Extra{Column: c.columnName(c.sheet.head.field[f]), Value: found})
	}
	for _, d := range [...]struct {
		field field
		to    *registry.Date
	}{{fLaunched, &p.Launched}, {fEnded, &p.Ended}} {
		v, err := date(get(d.field))
		if *d.to = v; err != nil {
			remedy := registry.T("viết 17/05/2009, 05/2009 hoặc 2009", "write 2009-05-17, 2009-05 or 2009")
			if daySerial(get(d.field)) {
				remedy = registry.T("đây là số ngày của bảng tính: định dạng ô là ngày rồi lưu lại", "this is the day number of a spreadsheet: format the cell as a date and save again")
			}
			odd(d.field, get(d.field), registry.T("ngày không hợp lệ", "the date is not valid"), remedy)
		}
	}
	if s := get(fStatus); s != "" {
		p.Status = registry.Status(statuses()[fold(s)])
		if p.Status == "" {
			w := wordings(registry.Statuses[:])
			odd(fStatus, s, registry.T("trạng thái không có trong danh mục", "the status is not one of the list"), registry.T("dùng một trong: "+w.VI, "use one of: "+w.EN))
		}
	}
	if s := get(fRestricted); s != "" {
		answer := yesNo()[fold(s)]
		if p.Restricted = answer == "yes"; answer == "" {
			// A mark that is not understood must not open an entry, even in a loose file.
			wrong.add(c.faultIn(p.Source, fRestricted, s, registry.T("không rõ mục này có hạn chế hay không", "it is not clear whether the entry is restricted"), registry.T("viết có hoặc không", "write yes or no")))
		}
	}
}

// daySerial recognises the number behind a date of 1954 to 2064, left bare by
// a cell that is not formatted as one.
func daySerial(s string) bool {
	return len(s) == 5 && s >= "20000" && s <= "60000" && strings.Trim(s, "0123456789") == ""
}

// agency recognises the owner; a spelling is looked up once per file.
func (c *converter) agency(p *registry.Platform, s string) *registry.RowError {
	if s == "" {
		s = cmp.Or(c.sheet.section, c.rd.opts.Agency)
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

// findAgency also reads "Bộ Tài chính (BTC)": the words outside or inside the
// brackets; and knows the committees of localities, which no directory lists.
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
	code, _ := registry.LocalCode(s, text.Folded)
	return code
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

// admit makes the last checks that concern the row as a whole and remembers
// the id of one that is taken.
func (c *converter) admit(p *registry.Platform, wrong *faults) {
	if p.ID == "" && c.rd.opts.MakeIDs && p.NameVI+p.NameEN != "" {
		p.ID = idOf(p)
		c.rd.note.row("made", p.Source, registry.T("dòng không có mã, được đặt mã theo cơ quan và tên", "rows without an id got one, made of owner and name"))
	}
	wrong.add(c.badID(p))
	switch unnamed := p.NameVI == "" && p.NameEN == ""; {
	case unnamed && c.rd.opts.Foreign:
		if c.sheet.head.hasName() {
			c.rd.note.row("unnamed", p.Source, registry.T("dòng không có tên, chỉ so bằng các cột khác", "rows without a name are compared by their other columns"))
		}
	case unnamed:
		f := fName
		for _, n := range [...]field{fNameEN, fNameVI} {
			if _, ok := c.sheet.head.field[n]; ok {
				f = n
			}
		}
		wrong.add(c.faultIn(p.Source, f, "", registry.T("thiếu tên", "the name is missing"), registry.T("ghi tên nền tảng", "give the name of the platform")))
	}
	if p.ID != "" {
		wrong.add(c.remember(p, len(*wrong) == 0))
	}
}

// badID tells an id that cannot be one.
func (c *converter) badID(p *registry.Platform) *registry.RowError {
	if p.ID == "" && c.rd.opts.Proposal {
		return nil // it will be named by its content
	}
	if p.ID == "" {
		return c.faultIn(p.Source, fID, "", registry.T("thiếu mã", "the id is missing"), registry.T("ghi mã riêng, không đổi qua các lần cập nhật", "give an id that stays the same in every update"))
	}
	if r := hidden(p.ID); r >= 0 || strings.ContainsAny(p.ID, "\n\t") || len(p.ID) > 200 {
		return c.faultIn(p.Source, fID, p.ID, registry.T("mã có ký tự ẩn, xuống dòng hoặc dài quá 200 byte", "the id holds hidden characters or line ends, or is longer than 200 bytes"), registry.T("viết mã bằng chữ, số và dấu gạch", "write the id with letters, digits and hyphens"))
	}
	if spoiltNumber(p.ID) {
		return c.faultIn(p.Source, fID, p.ID, registry.T("mã bị bảng tính đổi thành số làm tròn", "a spreadsheet made the id a rounded number"), registry.T("định dạng cột mã là văn bản rồi ghi lại mã", "format the column as text and write the id again"))
	}
	return nil
}

// remember refuses an id that another row of the file has. The id of a row
// that is refused is not remembered.
func (c *converter) remember(p *registry.Platform, taken bool) *registry.RowError {
	first, ok := c.seen[p.ID]
	if !ok {
		if taken {
			c.seen[p.ID] = (len(c.sheets)-1)<<32 | place(p.Source)
		}
		return nil
	}
	at := registry.Tf("dòng %d", "line %d", first&(1<<32-1))
	if sheet := c.sheets[max(first>>32, 0)]; sheet != "" && sheet != p.Source.Sheet {
		at = registry.Tf("trang %[2]q, dòng %[1]d", "sheet %[2]q, line %[1]d", first&(1<<32-1), sheet)
	}
	return c.faultIn(p.Source, fID, p.ID,
		registry.Text{VI: "mã bị lặp: đã có ở " + at.VI, EN: "the id is repeated: it stands on " + at.EN + " already"},
		registry.T("mỗi nền tảng một mã riêng", "give each platform an id of its own"))
}
