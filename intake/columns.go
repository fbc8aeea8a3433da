package intake

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"trunglap/registry"
)

// A field is a meaning that a column can have.
type field string

// The fields, named as in the JSON of a platform. name and function carry no
// language: see converter.language.
const (
	fID         field = "id"
	fAgency     field = "agency"
	fName       field = "name"
	fNameVI     field = "name_vi"
	fNameEN     field = "name_en"
	fFunction   field = "function"
	fFunctionVI field = "function_vi"
	fFunctionEN field = "function_en"
	fDomains    field = "data_domains"
	fUsers      field = "users"
	fScope      field = "scope"
	fURL        field = "url"
	fLaunched   field = "launched"
	fEnded      field = "ended"
	fStatus     field = "status"
	fOperator   field = "operator"
	fContact    field = "contact"
	fMandate    field = "mandate"
	fParent     field = "parent"
	fReplaces   field = "replaces"
	fRestricted field = "restricted"
	fLanguage   field = "language"
	fRecordKind field = "record_kind"
	fSourceCode field = "source_code"
)

// headerNames is the table of headers: what means which field. Spellings are
// compared without marks, case and punctuation. Where two columns of a file
// mean one field, the one whose spelling stands earlier here is taken and the
// other kept as a column without meaning, which is told.
var headerNames = [...]struct {
	field field
	names []string
}{
	{fID, []string{"id", "mã đối tượng", "mã định danh", "mã nền tảng", "mã hệ thống", "mã số", "mã", "platform id", "code", "ký hiệu"}},
	{fAgency, []string{"agency code", "agency", "mã cơ quan", "mã cơ quan chủ quản", "cơ quan chủ quản", "đơn vị chủ quản", "cơ quan", "bộ, ngành", "bộ ngành", "bộ", "tên cơ quan", "cơ quan, đơn vị", "chủ quản", "owner agency", "owner", "ministry", "owning agency"}},
	{fNameVI, []string{"name vi", "tên tiếng việt", "tên nền tảng tiếng việt", "tên hệ thống tiếng việt", "vietnamese name", "name vietnamese"}},
	{fNameEN, []string{"name en", "tên tiếng anh", "tên nền tảng tiếng anh", "tên hệ thống tiếng anh", "english name", "name english"}},
	{fName, []string{"name", "tên nền tảng", "tên nền tảng số", "tên đối tượng", "tên hệ thống", "tên hệ thống thông tin", "tên phần mềm", "tên ứng dụng", "tên cơ sở dữ liệu", "tên gọi", "tên", "nền tảng", "nền tảng số", "hệ thống thông tin", "platform name", "platform", "system name", "title"}},
	{fFunctionVI, []string{"function vi", "chức năng tiếng việt", "mô tả tiếng việt", "description vi"}},
	{fFunctionEN, []string{"function en", "chức năng tiếng anh", "mô tả tiếng anh", "description en", "english description"}},
	{fFunction, []string{"function", "chức năng", "chức năng chính", "chức năng, nhiệm vụ", "mô tả chức năng", "tính năng", "mô tả", "mô tả tóm tắt", "mô tả ngắn", "mục đích", "mục đích sử dụng", "mục đích, chức năng", "nội dung", "functions", "description", "purpose"}},
	{fDomains, []string{"data domains", "domains", "domain", "data domain", "lĩnh vực dữ liệu", "nhóm dữ liệu", "dữ liệu", "dữ liệu quản lý", "loại dữ liệu", "lĩnh vực", "data", "data groups"}},
	{fUsers, []string{"users", "đối tượng sử dụng", "đối tượng phục vụ", "người dùng", "người sử dụng", "nhóm người dùng", "user groups", "beneficiaries"}},
	{fScope, []string{"scope", "phạm vi sử dụng", "phạm vi", "phạm vi triển khai", "quy mô", "scope of use"}},
	{fURL, []string{"url", "địa chỉ truy cập", "đường dẫn", "địa chỉ", "liên kết", "website", "trang web", "link", "address"}},
	{fLaunched, []string{"launched", "thời điểm vận hành", "ngày vận hành", "năm vận hành", "thời gian vận hành", "thời điểm đưa vào sử dụng", "năm đưa vào sử dụng", "ngày đưa vào sử dụng", "năm", "launch date", "launch year", "start date", "in operation since"}},
	{fEnded, []string{"ended", "thời điểm kết thúc", "ngày kết thúc", "năm kết thúc", "end date", "retired on"}},
	{fStatus, []string{"status", "trạng thái vòng đời", "trạng thái", "tình trạng", "life cycle status", "lifecycle status", "state"}},
	{fOperator, []string{"operator", "đơn vị vận hành", "đơn vị quản lý vận hành", "đơn vị quản lý, vận hành", "operated by"}},
	{fContact, []string{"contact", "đầu mối kỹ thuật/vận hành", "đầu mối kỹ thuật", "đầu mối liên hệ", "đầu mối hỗ trợ", "đầu mối", "liên hệ", "support contact"}},
	{fMandate, []string{"mandate", "căn cứ", "căn cứ pháp lý", "cơ sở pháp lý", "decision", "quyết định", "văn bản", "số quyết định", "legal basis"}},
	{fParent, []string{"parent", "thuộc nền tảng", "nền tảng cha", "thuộc hệ thống", "là thành phần của", "part of"}},
	{fReplaces, []string{"replaces", "thay thế cho", "thay thế nền tảng", "kế thừa từ", "supersedes"}},
	{fRestricted, []string{"restricted", "hạn chế", "hạn chế tiếp cận", "mật", "độ mật"}},
	{fLanguage, []string{"language", "ngôn ngữ", "lang"}},
	{fRecordKind, []string{registry.ColumnRecordKind, "record kind"}},
	{fSourceCode, []string{registry.ColumnSourceCode, "mã định danh gốc", "mã nguồn", "source code"}},
}

// foreignNames are the headers of catalogues of anything (goods, books, places),
// understood in a file of Options.Foreign only: in a list of platforms "product"
// or "category" says nothing about names and data.
var foreignNames = [...]struct {
	field field
	names []string
}{
	{fID, []string{"record id", "row id", "key", "no"}},
	{fName, []string{"product name", "product", "item", "item name", "label", "full name"}},
	{fFunction, []string{"details", "summary", "abstract", "authors", "author", "features", "specification", "address", "notes"}},
	{fDomains, []string{"manufacturer", "brand", "maker", "vendor", "publisher", "venue", "category", "genre", "type", "cuisine"}},
}

var foreignSpellings = sync.OnceValue(func() map[string]spelling {
	m := map[string]spelling{}
	for _, h := range foreignNames {
		for rank, name := range h.names {
			m[fold(name)] = spelling{field: h.field, rank: 1000 + rank} // after every header of a list of platforms
		}
	}
	return m
})

// A spelling is an entry of headerNames under its key.
type spelling struct {
	field field
	rank  int  // place in the field's names: lower wins
	vi    bool // the header is Vietnamese, so a text of no clear language is too
}

var spellings = sync.OnceValue(func() map[string]spelling {
	m := map[string]spelling{}
	for _, h := range headerNames {
		for rank, name := range h.names {
			k := fold(name)
			if old, ok := m[k]; ok && old.field != h.field {
				panic(fmt.Sprintf("intake: header %q means %s and %s", name, old.field, h.field))
			} else if !ok {
				m[k] = spelling{h.field, rank, !isASCII(name)}
			}
		}
	}
	return m
})

// checkMapping refuses a mapping to a field that does not exist; "-" keeps a
// column without meaning.
func checkMapping(mapping map[string]string) error {
	known := []string{"-"}
	for _, h := range headerNames {
		known = append(known, string(h.field))
	}
	for _, header := range slices.Sorted(maps.Keys(mapping)) {
		if !slices.Contains(known, mapping[header]) {
			return registry.Invalid(registry.Tf("ánh xạ cột %q: không có trường %q; dùng %s", "mapping of column %q: there is no field %q; use %s",
				header, mapping[header], strings.Join(known, ", ")))
		}
	}
	return nil
}

// recognise finds the meaning of one header; a remark in brackets is looked at
// only when the whole is not known, and never when it names a language.
func (c *converter) recognise(header string) (spelling, bool) {
	k := fold(header)
	if f, ok := c.mapping[k]; ok {
		return spelling{field: f, rank: -1}, f != "-"
	}
	if s, ok := foreignSpellings()[k]; ok && c.rd.opts.Foreign {
		return s, true
	}
	if s, ok := spellings()[k]; ok {
		return s, true
	}
	before, inside, ok := strings.Cut(header, "(")
	if !ok || slices.ContainsFunc(strings.Fields(fold(inside)), func(w string) bool { return w == "anh" || w == "english" || w == "en" }) {
		return spelling{}, false
	}
	s, ok := spellings()[fold(before)]
	return s, ok
}

// recogniseUnder finds the meaning of a header by its lowest row. "Tên" under
// "Đơn vị hỗ trợ" is no name of the platform: what speaks of the platform
// itself is taken from under headings that do, the rest from under any.
func (c *converter) recogniseUnder(name, low string) (spelling, bool) {
	s, ok := c.recognise(low)
	if !ok || fold(low) == fold(name) {
		return s, false
	}
	switch s.field {
	case fFunction, fFunctionVI, fFunctionEN, fDomains, fUsers, fScope, fStatus, fLaunched, fEnded:
		return s, true
	}
	k := fold(name)
	return s, strings.HasPrefix(k, "thong tin") || strings.HasPrefix(k, "nen tang") || strings.HasPrefix(k, "he thong")
}

// A ColumnMap says how one column was understood.
type ColumnMap struct {
	Sheet  string `json:"sheet,omitempty"`
	Index  int    `json:"index"`           // from 1
	Header string `json:"header"`          // as written in the file
	Field  string `json:"field,omitempty"` // empty: no meaning, kept as it is
}

// A header is a mapped header row.
type header struct {
	source  registry.Source
	names   []string      // as written, trimmed
	field   map[field]int // column (from 0) of each field
	vi      map[field]bool
	used    []bool // the column has a field; the others are kept as they are
	twice   [][2]int
	purpose int      // the column of the purpose, from 1, if it is told apart from the function; 0: none
	passed  []string // headers set aside because a better one gives the same field
}

// mapHeader maps a row of cells as headers; under are the lowest texts of a
// header of several rows, or nil.
func (c *converter) mapHeader(cells, under []string) header {
	h := header{field: map[field]int{}, vi: map[field]bool{}}
	ranks := map[field]int{}
	seen := map[string]int{}
	for i, cell := range cells {
		name := clean(c.rd.decoded(registry.OpenCell(cell)))
		h.names = append(h.names, name)
		k := fold(name)
		if k == "" {
			continue
		}
		if j, ok := seen[k]; ok {
			h.twice = append(h.twice, [2]int{j, i})
			continue
		}
		seen[k] = i
		if c.rd.opts.Proposal && slices.Contains(purposes(), k) && c.mapping[k] == "" {
			h.purpose = i + 1
			continue
		}
		s, ok := c.recognise(name)
		if !ok && i < len(under) {
			s, ok = c.recogniseUnder(name, under[i])
		}
		if !ok {
			continue
		}
		j, taken := h.field[s.field]
		if taken && h.byHeaderLanguage(s, i, j) {
			continue
		}
		if taken && ranks[s.field] <= s.rank {
			h.passed = append(h.passed, name)
			continue
		}
		if taken {
			h.passed = append(h.passed, h.names[j])
		}
		h.field[s.field], ranks[s.field], h.vi[s.field] = i, s.rank, s.vi
	}
	h.settlePurpose()
	h.settleLanguages()
	h.used = make([]bool, len(cells))
	if h.purpose > 0 {
		h.used[h.purpose-1] = true
	}
	for _, i := range h.field {
		h.used[i] = true
	}
	return h
}

// purposes are the headers of a column that states the purpose.
func purposes() []string {
	return []string{fold("purpose"), fold("mục đích"), fold("mục đích sử dụng")}
}

// settlePurpose: a purpose without a function is the function.
func (h *header) settlePurpose() {
	for _, f := range [...]field{fFunction, fFunctionVI, fFunctionEN} {
		if _, ok := h.field[f]; ok || h.purpose == 0 {
			return
		}
	}
	h.field[fFunction], h.purpose = h.purpose-1, 0
}

// byHeaderLanguage settles "Tên" beside "Name": the languages of the headers
// are the languages of the texts.
func (h *header) byHeaderLanguage(s spelling, i, j int) bool {
	vi, en := fNameVI, fNameEN
	if s.field == fFunction {
		vi, en = fFunctionVI, fFunctionEN
	} else if s.field != fName {
		return false
	}
	_, takenVI := h.field[vi]
	_, takenEN := h.field[en]
	if s.vi == h.vi[s.field] || takenVI || takenEN {
		return false
	}
	delete(h.field, s.field)
	if s.vi {
		i, j = j, i
	}
	h.field[vi], h.field[en] = j, i
	return true
}

// settleLanguages: beside a column that states its language, the column
// without one is the other language; beside two, it has no place.
func (h *header) settleLanguages() {
	for _, t := range [...][3]field{{fName, fNameVI, fNameEN}, {fFunction, fFunctionVI, fFunctionEN}} {
		i, plain := h.field[t[0]]
		_, vi := h.field[t[1]]
		_, en := h.field[t[2]]
		switch {
		case !plain || !vi && !en:
			continue
		case vi && en:
			h.passed = append(h.passed, h.names[i])
		case vi:
			h.field[t[2]] = i
		case en:
			h.field[t[1]] = i
		}
		delete(h.field, t[0])
	}
}

// headerRows is how many leading rows may stand above the header: titles,
// dates and addressees of an official list.
const headerRows = 20

// isHeader: a header row names at least an identifier or a name, and another field.
func (h *header) isHeader() bool {
	_, id := h.field[fID]
	return len(h.field) >= 2 && (id || h.hasName())
}

func (h *header) hasName() bool {
	for _, f := range [...]field{fName, fNameVI, fNameEN} {
		if _, ok := h.field[f]; ok {
			return true
		}
	}
	return false
}

// columnMaps tells how each column was understood.
func (h *header) columnMaps() []ColumnMap {
	out := make([]ColumnMap, len(h.names))
	for i, n := range h.names {
		out[i] = ColumnMap{Sheet: h.source.Sheet, Index: i + 1, Header: n}
	}
	for f, i := range h.field {
		out[i].Field = string(f)
	}
	return out
}

// unknown lists the named columns without meaning.
func (h *header) unknown() []string {
	var out []string
	for i, name := range h.names {
		if !h.used[i] && name != "" && !slices.Contains(h.passed, name) {
			out = append(out, name)
		}
	}
	return out
}
