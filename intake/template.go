package intake

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"trunglap/registry"
)

// The official workbook (registry/template.go). Its sheet of objects is read
// like any other table, with three rules of its own:
//
//   - a reference record points to another body's platform and is no platform
//     of this list: it goes to Result.References;
//   - the closed lists are checked;
//   - the wordings of "not given" leave nothing behind, because every cell of
//     the workbook must be filled.
//
// The sheets QH_KETNOI, ANHXA and HOANTHIEN_NV are read before the objects, so
// that each platform comes out with its links and remarks.

// isTemplateSheet compares names of sheets without case and spaces.
func isTemplateSheet(name, sheet string) bool {
	return strings.EqualFold(strings.TrimSpace(name), sheet)
}

// templateColumns finds an official column by the key of its header.
var templateColumns = sync.OnceValue(func() map[string]*registry.TemplateColumn {
	m := map[string]*registry.TemplateColumn{}
	for i := range registry.ObjectColumns {
		m[fold(registry.ObjectColumns[i].Header)] = &registry.ObjectColumns[i]
	}
	return m
})

// templateCodes are the codebooks of the closed lists, by the key of the header.
var templateCodes = sync.OnceValue(func() map[string]codebook {
	m := map[string]codebook{}
	for k, col := range templateColumns() {
		if col.Values != nil && col.Field == "" {
			m[k] = newCodebook(col.Values)
		}
	}
	return m
})

// isCheck recognises the columns by which the official file checks itself.
func isCheck(header string) bool {
	return strings.HasPrefix(strings.ToUpper(nfc(header)), registry.ColumnCheck)
}

// official drops the wordings of "not given" in the official columns of the
// official sheet, and the columns of checks; columns that somebody added keep
// every word.
func (c *converter) official(i int, v string) string {
	if v == "" || !isTemplateSheet(c.sheet.name, registry.SheetObjects) {
		return v
	}
	switch name := c.columnName(i); {
	case isCheck(name):
		return ""
	case templateColumns()[fold(name)] != nil:
		return stated(v)
	}
	return v
}

// closedValue checks a value of a closed list on the official sheet.
func (c *converter) closedValue(src registry.Source, i int, v string) *registry.RowError {
	if !isTemplateSheet(src.Sheet, registry.SheetObjects) || c.rd.opts.Loose {
		return nil
	}
	k := fold(c.columnName(i))
	codes, ok := templateCodes()[k]
	if !ok || codes[fold(v)] != "" {
		return nil
	}
	w := wordings(templateColumns()[k].Values)
	return c.fault(src, i, v, registry.T("giá trị không có trong danh mục của biểu mẫu", "the value is not in the template's list"),
		registry.T("dùng một trong: "+w.VI, "use one of: "+w.VI))
}

// recordKind tells originals from references. The source code of an original
// is kept; that of a reference is what it refers to, and must be there.
func (c *converter) recordKind(e *entry, cells []string) *registry.RowError {
	get := func(f field) (string, int) {
		if i, ok := c.sheet.head.field[f]; ok {
			return stated(cells[i]), i
		}
		return "", -1
	}
	kind, at := get(fRecordKind)
	source, sourceAt := get(fSourceCode)
	switch fold(kind) {
	case "", fold(registry.OriginalRecord):
	case fold(registry.ReferenceRecord):
		e.reference = true
		if sourceAt < 0 || cells[sourceAt] == "" { // "Chưa xác định" is an answer
			return c.fault(e.Source, sourceAt, "", registry.T("bản ghi tham chiếu thiếu mã nguồn", "the reference record has no source code"), registry.T("ghi mã chính thức do cơ quan chủ quản cấp", "give the official code of the owner"))
		}
	default:
		if !c.rd.opts.Loose {
			return c.fault(e.Source, at, kind, registry.T("loại bản ghi không có trong danh mục", "the kind of record is not one of the list"), registry.T("dùng Bản ghi gốc hoặc Bản ghi tham chiếu", "use Bản ghi gốc or Bản ghi tham chiếu"))
		}
		e.Extra = append(e.Extra, registry.Extra{Column: c.columnName(at), Value: kind})
	}
	if source != "" {
		e.Extra = append(e.Extra, registry.Extra{Column: c.columnName(sourceAt), Value: source})
	}
	return nil
}

// sideSheets hold what the other sheets of the workbook say about each object.
// A nil one says nothing.
type sideSheets struct {
	links map[string][]sideLink
	extra map[string][]registry.Extra
	from  map[string]registry.Source // first row about an object, for those that do not exist

	faults []*registry.RowError
}

func newSideSheets() *sideSheets {
	return &sideSheets{links: map[string][]sideLink{}, extra: map[string][]registry.Extra{}, from: map[string]registry.Source{}}
}

type sideLink struct {
	registry.Link
	source registry.Source
}

// complete adds links and remarks to a platform.
func (s *sideSheets) complete(p *registry.Platform) {
	if s == nil {
		return
	}
	for _, l := range s.links[p.ID] {
		p.Links = append(p.Links, l.Link)
	}
	p.Extra = append(p.Extra, s.extra[p.ID]...)
}

// endSide reports the rows of the side sheets that are about no object.
func (c *converter) endSide(yield yieldFunc) error {
	if c.side == nil {
		return nil
	}
	for _, f := range c.side.faults {
		if err := c.reject(f, yield); err != nil {
			return err
		}
	}
	var orphans []string
	for id := range c.side.from {
		if _, ok := c.seen[id]; !ok {
			orphans = append(orphans, id)
		}
	}
	slices.Sort(orphans)
	for _, id := range orphans {
		err := c.reject(&registry.RowError{Source: c.side.from[id], Found: shorten(id),
			Reason: registry.Tf("đối tượng không có trong trang %s, hoặc dòng của nó có lỗi", "the object is not on sheet %s, or its row has an error", registry.SheetObjects),
			Remedy: registry.T("sửa mã, hoặc thêm đối tượng", "correct the code, or add the object")}, yield)
		if err != nil {
			return err
		}
	}
	return nil
}

// linkHeaders are the spellings of the columns of QH_KETNOI; the guidance
// names what they hold, so that several wordings are met.
var linkHeaders = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	add := func(name string, spellings ...string) {
		for _, s := range spellings {
			m[fold(s)] = name
		}
	}
	for _, col := range registry.LinkColumns {
		add(col.Field, col.Header)
	}
	add("source", registry.ColumnLinkSource, "mã đối tượng nguồn", "mã nguồn", "nguồn", "source")
	add("kind", "quan hệ", "relation", "kind")
	add("target", "mã đối tượng đích", "mã đích", "đích", "target")
	add("data", "dữ liệu trao đổi", "dữ liệu, dịch vụ trao đổi", "nội dung trao đổi", "dữ liệu/dịch vụ", "data")
	add("channel", "kênh", "kênh kết nối", "phương thức kết nối", "channel")
	add("status", "trạng thái kết nối", "status")
	add("frequency", "tần suất", "tần suất/SLA", "sla", "frequency")
	add("basis", "căn cứ", "căn cứ pháp lý", "basis")
	add("class", "phân loại", "phân loại dữ liệu", "mức độ dữ liệu", "class")
	add("contact", "đầu mối", "đầu mối liên hệ", "contact")
	return m
})

var linkKinds = sync.OnceValue(func() codebook { return newCodebook(registry.LinkKinds[:]) })

// A sideReader reads one of the side sheets row by row.
type sideReader struct {
	c       *converter
	sheet   string
	columns map[string]int // of the header, by link field; "object" for the other sheets
	headers []string
	count   map[string]int // rows per object, for the numbers in Extra
}

// take reads one row; what is wrong with it is a row error.
func (s *sideReader) take(rec record) *registry.RowError {
	if rec.fault != nil {
		return rec.fault
	}
	cells := make([]string, len(rec.cells))
	for i, raw := range rec.cells {
		cells[i] = clean(s.c.rd.decoded(registry.OpenCell(raw)))
	}
	switch {
	case blank(cells) || columnNumbers(cells):
		return nil
	case s.headers == nil:
		s.header(cells)
		return nil
	case isTemplateSheet(s.sheet, registry.SheetLinks):
		return s.link(rec.source, cells)
	}
	return s.remark(rec.source, cells)
}

// header takes the first row that heads an object.
func (s *sideReader) header(cells []string) {
	columns := map[string]int{}
	links := isTemplateSheet(s.sheet, registry.SheetLinks)
	for i, cell := range cells {
		name := linkHeaders()[fold(cell)]
		if !links {
			name = ""
			if k := fold(cell); k == fold(registry.ColumnObject) || k == fold(registry.ColumnTaskObjects) {
				name = "source"
			}
		}
		if _, taken := columns[name]; name != "" && !taken {
			columns[name] = i
		}
	}
	_, source := columns["source"]
	_, target := columns["target"]
	if source && (target || !links) {
		s.columns, s.headers, s.count = columns, cells, map[string]int{}
	}
}

func (s *sideReader) get(cells []string, name string) string {
	if i, ok := s.columns[name]; ok && i < len(cells) {
		return stated(cells[i])
	}
	return ""
}

func (s *sideReader) fault(src registry.Source, name, found string, reason, remedy registry.Text) *registry.RowError {
	e := &registry.RowError{Source: src, Found: shorten(found), Reason: reason, Remedy: remedy}
	if i, ok := s.columns[name]; ok {
		e.Index, e.Column = i+1, s.headers[i]
	}
	return e
}

// link reads a row of QH_KETNOI.
func (s *sideReader) link(src registry.Source, cells []string) *registry.RowError {
	id, target, kind := s.get(cells, "source"), s.get(cells, "target"), s.get(cells, "kind")
	switch {
	case id == "":
		return s.fault(src, "source", "", registry.T("thiếu đối tượng nguồn", "the source object is missing"), registry.T("ghi mã đối tượng", "give the code of the object"))
	case target == "":
		return s.fault(src, "target", "", registry.T("thiếu đối tượng đích", "the target object is missing"), registry.T("ghi mã đối tượng", "give the code of the object"))
	case id == target:
		return s.fault(src, "target", target, registry.T("đối tượng liên kết với chính nó", "the object is linked to itself"), registry.T("sửa mã đích", "correct the target code"))
	}
	code := linkKinds()[fold(kind)]
	if code == "" {
		w := wordings(registry.LinkKinds[:])
		return s.fault(src, "kind", kind, registry.T("loại quan hệ không có trong danh mục", "the kind of relation is not one of the list"), registry.T("dùng một trong: "+w.VI, "use one of: "+w.EN))
	}
	var link registry.Link
	for _, col := range registry.LinkColumns {
		link.Set(col.Field, s.get(cells, col.Field))
	}
	link.Kind = code
	s.about(id, src)
	s.c.side.links[id] = append(s.c.side.links[id], sideLink{link, src})
	return nil
}

// remark reads a row of ANHXA or HOANTHIEN_NV, which may be about several objects.
func (s *sideReader) remark(src registry.Source, cells []string) *registry.RowError {
	ids := slices.DeleteFunc(strings.FieldsFunc(s.get(cells, "source"), func(r rune) bool { return r == ';' || r == ',' || r == '\n' }),
		func(id string) bool { return strings.TrimSpace(id) == "" })
	if len(ids) == 0 {
		return s.fault(src, "source", "", registry.T("thiếu mã đối tượng", "the code of the object is missing"), registry.T("ghi mã đối tượng", "give the code of the object"))
	}
	for _, id := range ids {
		id = strings.TrimSpace(id)
		s.about(id, src)
		s.count[id]++
		for i, v := range cells {
			name := fmt.Sprintf("(%d)", i+1)
			if i < len(s.headers) && s.headers[i] != "" {
				name = s.headers[i]
			}
			if v = stated(v); v == "" || i == s.columns["source"] || isCheck(name) {
				continue
			}
			s.c.side.extra[id] = append(s.c.side.extra[id], registry.Extra{Column: fmt.Sprintf("%s %d: %s", strings.ToUpper(strings.TrimSpace(s.sheet)), s.count[id], name), Value: v})
		}
	}
	return nil
}

func (s *sideReader) about(id string, src registry.Source) {
	if _, ok := s.c.side.from[id]; !ok {
		s.c.side.from[id] = src
	}
}
