package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"trunglap/registry"
	"trunglap/text"
)

// What stands around the rows of a real list and is none: the header again on
// the next page, the sum of a column, the name of a ministry above its rows,
// remarks and signatures below the last one, a table that a page break cut in
// two. Each is recognised by its shape, so that no platform can look like it,
// skipped and told with its line. What has any other shape stays a row error.

// maxBelow is how many rows of remarks may stand below a table.
const maxBelow = 50

// aside handles a row that is no data; it tells whether the row was one.
func (c *converter) aside(rec record) bool {
	if c.plainlyData(rec.cells) {
		return false
	}
	cells := make([]string, len(rec.cells))
	for i, s := range rec.cells {
		cells[i] = clean(s)
	}
	stand := standing(cells)
	switch {
	case c.repeatsHeader(cells, len(stand)):
		c.rd.note.row("header again", rec.source, registry.T("dòng lặp lại tiêu đề, đã bỏ qua", "rows that repeat the header were skipped"))
	case total(cells, stand):
		c.rd.note.row("total", rec.source, registry.T("dòng tổng cộng, đã bỏ qua", "rows of totals were skipped"))
		c.sheet.gap = true
	case c.agencyAlone(cells, stand) != "":
		c.section(rec, c.agencyAlone(cells, stand))
	case c.remark(rec, cells, stand):
		c.sheet.below, c.sheet.gap = append(c.sheet.below, rec), true
	default:
		return false
	}
	return true
}

// plainlyData tells of most rows, at little cost, that they are data: more than
// two cells, and the first begins neither like the header nor like a total.
func (c *converter) plainlyData(cells []string) bool {
	n, first := 0, 0
	for i, s := range cells {
		if strings.TrimSpace(s) == "" {
			continue
		}
		if n++; n == 1 {
			first = i
		}
	}
	if n <= 2 || strings.ContainsRune("TtCcSs", firstRune(strings.TrimSpace(cells[first]))) {
		return false
	}
	return !slices.ContainsFunc(c.sheet.heads, func(head []string) bool {
		return first < len(head) && strings.EqualFold(strings.TrimSpace(cells[first]), head[first])
	})
}

// standing are the places of the cells that are not blank.
func standing(cells []string) []int {
	var out []int
	for i, s := range cells {
		if s != "" {
			out = append(out, i)
		}
	}
	return out
}

// repeatsHeader: every cell says what the header, or a row of it, says there.
func (c *converter) repeatsHeader(cells []string, n int) bool {
	return n >= 2 && slices.ContainsFunc(c.sheet.heads, func(head []string) bool {
		for i, s := range cells {
			if i >= len(head) && s != "" || i < len(head) && !strings.EqualFold(s, head[i]) {
				return false
			}
		}
		return len(standing(head)) == n
	})
}

// total recognises "Tổng cộng | | 103": the word, and nothing else but numbers.
func total(cells []string, stand []int) bool {
	if len(stand) == 0 || len(cells[stand[0]]) > 100 {
		return false
	}
	first := fold(cells[stand[0]])
	counted := strings.ContainsAny(first, "0123456789")
	switch {
	case slices.Contains([]string{"tong", "tong cong", "tong so", "cong", "total", "sum"}, first):
	case counted && slices.ContainsFunc([]string{"tong cong ", "tong so ", "total "}, func(w string) bool { return strings.HasPrefix(first, w) }):
	default:
		return false
	}
	for _, i := range stand[1:] {
		if strings.Trim(cells[i], "0123456789.,% ") != "" && cells[i] != cells[stand[0]] {
			return false
		}
	}
	return true
}

// agencyAlone is the agency's name in a row that is otherwise blank but for a
// number: "II | Bộ Tư pháp". A code alone could be the id of a half-filled row,
// and an id with a name is a platform, whatever it is called.
func (c *converter) agencyAlone(cells []string, stand []int) string {
	if len(stand) == 0 || len(stand) > 2 || len(stand) == 2 && !numbering(cells[stand[0]]) {
		return ""
	}
	title := cells[stand[len(stand)-1]]
	if c.cellOf(cells, fID) != "" && c.named(cells) {
		return ""
	}
	if !strings.Contains(title, " ") || c.headedAgency(title) == "" {
		return ""
	}
	return title
}

// numbering recognises "I", "2.", "a)".
func numbering(s string) bool {
	return len(s) <= 6 && !strings.ContainsAny(s, " \n") && fold(s) != ""
}

// headedAgency is the code of the agency that a heading names, also after a
// number: "I. Bộ Tài chính".
func (c *converter) headedAgency(title string) string {
	name := strings.TrimSpace(title)
	if before, after, ok := strings.Cut(name, " "); ok && len(before) <= 6 && strings.ContainsAny(before[len(before)-1:], ".)/:-") {
		name = after
	}
	return findAgency(c.rd.opts.Agencies, name)
}

// bodyWords begin the names of bodies. A heading with one of them that is not
// recognised ends the section before it: its rows must not go to that owner.
var bodyWords = [...]string{"bo ", "uy ban ", "thanh tra ", "ngan hang ", "van phong ", "dai ", "vien ", "bao hiem ", "cuc ", "tong cuc ", "so ", "ban ", "tinh ", "thanh pho ", "thong tan xa "}

func namesBody(title string) bool {
	k := fold(title) + " "
	if before, after, ok := strings.Cut(k, " "); ok && len(before) <= 4 && !slices.Contains(bodyWords[:], before+" ") {
		k = after
	}
	return slices.ContainsFunc(bodyWords[:], func(w string) bool { return strings.HasPrefix(k, w) })
}

// remark recognises what may stand below a table: one or two cells, none of
// them an id or a name, nor a function unless a gap or a remark came before. A
// row like it that is followed by data is a faulty row.
func (c *converter) remark(rec record, cells []string, stand []int) bool {
	if len(stand) > 2 || len(c.sheet.below) >= maxBelow || rec.grid == nil && len(cells) != c.width() {
		return false
	}
	id := c.cellOf(cells, fID)
	switch {
	case c.named(cells):
		return false
	case id != "" && (len(stand) > 1 || len(strings.Fields(id)) < 3):
		return false
	case c.cellOf(cells, fFunction)+c.cellOf(cells, fFunctionVI)+c.cellOf(cells, fFunctionEN) != "":
		return c.sheet.gap
	}
	return true
}

// cellOf is the cell of a field; blank where the table has no such column.
func (c *converter) cellOf(cells []string, f field) string {
	if i, ok := c.sheet.head.field[f]; ok && i < len(cells) {
		return cells[i]
	}
	return ""
}

func (c *converter) named(cells []string) bool {
	return c.cellOf(cells, fName)+c.cellOf(cells, fNameVI)+c.cellOf(cells, fNameEN) != ""
}

// resume hands on the rows that looked like remarks below the table, now that
// data follows them: they are rows, and faulty.
func (c *converter) resume(yield yieldFunc) error {
	rows := c.sheet.below
	c.sheet.below, c.sheet.gap = nil, false
	for _, rec := range rows {
		c.sheet.rows++
		if err := c.emit(rec, yield); err != nil {
			return err
		}
	}
	return nil
}

// secondHead takes the row under a header whose cells are merged across as a
// part of it: "Thông tin" over "Chức năng" and "Người dùng".
func (c *converter) secondHead(rec record) bool {
	s := &c.sheet
	if s.rows > 0 || s.first == nil || rec.fault != nil || rec.source.Row != s.first.source.Row+1 || !slices.Contains(s.first.grid.across, true) {
		return false
	}
	for _, f := range [...]field{fID, fName, fNameVI, fNameEN} {
		if i, ok := s.head.field[f]; ok && i < len(rec.cells) && clean(rec.cells[i]) != "" {
			return false
		}
	}
	h := c.mapHeader(stackedCells([]record{*s.first, rec}), lowest([]record{*s.first, rec}))
	if len(h.field) <= len(s.head.field) || !h.isHeader() || len(c.headerFaults(&h)) > 0 {
		return false
	}
	h.source = s.head.source
	c.columns = append(c.columns[:len(c.columns)-len(s.head.names)], h.columnMaps()...)
	s.head, s.first = &h, nil
	s.heads = append(s.heads, trimmed(rec.cells))
	c.tellColumns(&h)
	return true
}

// lowest are the texts nearest to the data in a header of several rows.
func lowest(rows []record) []string {
	var out []string
	for _, r := range rows {
		for i, s := range r.cells {
			for len(out) <= i {
				out = append(out, "")
			}
			if s = clean(s); s != "" {
				out[i] = s
			}
		}
	}
	return out
}

func trimmed(cells []string) []string {
	out := make([]string, len(cells))
	for i, s := range cells {
		out[i] = clean(s)
	}
	return out
}

// continues takes a table without a header as the rest of the one before, if
// its first row fits: as wide, with an id, a name and a known owner.
func (c *converter) continues(rec record) bool {
	before := c.before
	if before == nil || rec.source.Sheet == "" || len(rec.cells) > len(before.names) {
		return false
	}
	get := func(f field) (string, bool) {
		i, ok := before.field[f]
		if !ok || i >= len(rec.cells) {
			return "", ok
		}
		return clean(rec.cells[i]), true
	}
	id, _ := get(fID)
	vi, _ := get(fNameVI)
	en, _ := get(fNameEN)
	name, _ := get(fName)
	owner, has := get(fAgency)
	return id != "" && name+vi+en != "" && (!has || findAgency(c.rd.opts.Agencies, owner) != "")
}

// goOn gives the sheet the header of the table before.
func (c *converter) goOn(rec record) {
	h := *c.before
	h.source = rec.source
	c.sheet.head = &h
	c.tables++
	c.columns = append(c.columns, h.columnMaps()...)
	c.rd.note.add(registry.Tf("trang %q không có dòng tiêu đề, được đọc tiếp theo tiêu đề của bảng trước", "sheet %q has no header and was read on with that of the table before", rec.source.Sheet))
}

// idOf derives an id from owner and name, for lists that have none: the same
// in every edition as long as both stay as they are. A platform that is renamed
// or handed on becomes another one, for which the engine proposes succession.
func idOf(p *registry.Platform) string {
	name := p.NameVI
	if name == "" {
		name = p.NameEN
	}
	sum := sha256.Sum256([]byte(text.Toned(name)))
	return p.Agency + "-" + hex.EncodeToString(sum[:4])
}
