package report

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"trunglap/registry"
)

// The official workbook of the 2026 guidance (its sheets, columns and closed
// lists are the data of registry/template.go). Exported platforms import again
// unchanged: see package intake.
//
//   - DM_DOITUONG has one row per platform: the official columns, then those
//     that judging overlap needs, then the unknown columns of the lists.
//   - QH_KETNOI has the links; ANHXA and HOANTHIEN_NV what was read from them,
//     kept with the platforms as "ANHXA 1: column".
//   - No official cell is left blank: what is not given is "Chưa xác định".
//   - The closed lists can be chosen from in the cells.

// WriteTemplate exports every platform of a snapshot as the official workbook.
// Restricted platforms are exported too: hand over what the reader may have.
// at is written as the time of making; zero means none is.
func WriteTemplate(w io.Writer, s *registry.Snapshot, agencies *registry.Agencies, at time.Time) error {
	d := &document{Report: &Report{Snapshot: *s, Agencies: agencies, Generated: at}, printer: printer{registry.VI}}
	b := &book{document: d, file: excelize.NewFile(), styles: map[string]int{}, rows: xlsxRows}
	defer b.file.Close()
	b.try(b.file.SetSheetName("Sheet1", registry.TemplateSheets[0]))
	for _, name := range registry.TemplateSheets[1:] {
		_, err := b.file.NewSheet(name)
		b.try(err)
	}
	b.templateValues()
	b.templateObjects()
	b.templateLinks()
	b.templateRemarks(registry.SheetMapping)
	b.templateRemarks(registry.SheetTasks)
	b.templateDictionary()
	b.templateGuide()
	b.file.SetActiveSheet(1)
	b.try(b.file.SetDocProps(&excelize.DocProperties{Title: "Danh mục đối tượng kiến trúc", Creator: "Trunglap", Created: at.UTC().Format("2006-01-02T15:04:05Z"), Modified: at.UTC().Format("2006-01-02T15:04:05Z"), Language: "vi"}))
	if len(b.left) > 0 && b.err == nil {
		b.err = registry.Invalid(registry.T(strings.Join(b.left, " "), "the snapshot does not fit the official workbook"))
	}
	if b.cut > 0 && b.err == nil {
		b.err = registry.Invalid(registry.Tf("%d ô dài hơn 32.767 ký tự, biểu mẫu không chứa được", "%d cells are over 32,767 characters and do not fit the workbook", b.cut))
	}
	if b.err != nil {
		return fmt.Errorf("export the official workbook: %w", b.err)
	}
	var packed bytes.Buffer
	if err := b.file.Write(&packed); err != nil {
		return fmt.Errorf("pack the official workbook: %w", err)
	}
	return sortArchive(w, packed.Bytes())
}

// remark recognises what was read from ANHXA and HOANTHIEN_NV.
var remark = regexp.MustCompile(`^(` + registry.SheetMapping + `|` + registry.SheetTasks + `) (\d+): (.*)$`)

func (b *book) templateObjects() {
	var columns []column
	for _, c := range registry.ObjectColumns {
		width := fieldWidth(c.Field)
		if c.Field == "" {
			width = 22
		}
		columns = append(columns, column{c.Header, width, ""})
	}
	extra := b.surplusColumns()
	for _, name := range extra {
		columns = append(columns, column{b.text(name), 24, "soft"})
	}
	ps := b.Snapshot.Platforms
	b.choices(len(ps))
	b.table(registry.SheetObjects, columns, len(ps), func(i int) []any {
		row := make([]any, len(columns))
		for j, c := range registry.ObjectColumns {
			row[j] = valueOrNil(b.templateCell(&ps[i], &c))
		}
		for _, e := range ps[i].Extra {
			if at := slices.Index(extra, e.Column); at >= 0 {
				row[len(registry.ObjectColumns)+at] = valueOrNil(e.Value)
			}
		}
		return row
	})
}

// surplusColumns are the unknown columns that no sheet of the workbook has.
func (b *book) surplusColumns() []string {
	var out []string
	for _, name := range b.extraColumns() {
		official := slices.ContainsFunc(registry.ObjectColumns[:], func(c registry.TemplateColumn) bool { return c.Field == "" && c.Header == name })
		if !official && !remark.MatchString(name) {
			out = append(out, name)
		}
	}
	return out
}

// templateCell is one official cell of a platform.
func (b *book) templateCell(p *registry.Platform, c *registry.TemplateColumn) string {
	v := ""
	switch {
	case c.Field == "agency":
		v = b.ownerCell(p.Agency)
	case c.Field == "restricted" && !p.Restricted:
		v = "không"
	case c.Field != "":
		v = b.field(p, c.Field)
	default:
		for _, e := range p.Extra {
			if e.Column == c.Header {
				v = e.Value
			}
		}
	}
	switch {
	case v != "" || !c.Official:
		return v
	case c.Header == registry.ColumnRecordKind:
		return registry.OriginalRecord
	}
	return registry.Undetermined
}

// ownerCell is the agency's name, where it is recognised again, or its code.
func (b *book) ownerCell(code string) string {
	name := b.agency(code)
	if a, ok := b.Agencies.Find(name); ok && a.Code == code {
		return name
	}
	return code
}

func (b *book) templateLinks() {
	var columns []column
	for _, c := range registry.LinkColumns {
		columns = append(columns, column{c.Header, 24, ""})
	}
	type row struct {
		id   string
		link registry.Link
	}
	var rows []row
	for i := range b.Snapshot.Platforms {
		for _, l := range b.Snapshot.Platforms[i].Links {
			rows = append(rows, row{b.Snapshot.Platforms[i].ID, l})
		}
	}
	b.table(registry.SheetLinks, columns, len(rows), func(i int) []any {
		var cells []any
		for _, c := range registry.LinkColumns {
			v := rows[i].link.Get(c.Field)
			switch {
			case c.Header == registry.ColumnLinkSource:
				v = rows[i].id
			case c.Field == "kind":
				v = b.listed(registry.LinkKinds[:], v)
			case v == "":
				v = registry.Undetermined
			}
			cells = append(cells, v)
		}
		return cells
	})
}

// templateRemarks writes back the rows of a sheet that Trunglap only keeps.
func (b *book) templateRemarks(sheet string) {
	object := registry.ColumnObject
	if sheet == registry.SheetTasks {
		object = registry.ColumnTaskObjects
	}
	columns := []column{{object, 18, "bold"}}
	var headers []string
	type row struct {
		id, number string
		cells      map[string]string
	}
	var rows []row
	for i := range b.Snapshot.Platforms {
		p := &b.Snapshot.Platforms[i]
		for _, e := range p.Extra {
			m := remark.FindStringSubmatch(e.Column)
			if m == nil || m[1] != sheet {
				continue
			}
			if n := len(rows); n == 0 || rows[n-1].id != p.ID || rows[n-1].number != m[2] {
				rows = append(rows, row{p.ID, m[2], map[string]string{}})
			}
			rows[len(rows)-1].cells[m[3]] = e.Value
			if !slices.Contains(headers, m[3]) {
				headers = append(headers, m[3])
			}
		}
	}
	for _, h := range headers {
		columns = append(columns, column{b.text(h), 30, ""})
	}
	b.table(sheet, columns, len(rows), func(i int) []any {
		cells := []any{rows[i].id}
		for _, h := range headers {
			cells = append(cells, valueOrNil(rows[i].cells[h]))
		}
		return cells
	})
}

// closedLists are the columns that are chosen from a list, sheet by sheet.
func closedLists() (headers []string, lists [][]registry.Value) {
	for _, c := range slices.Concat(registry.ObjectColumns[:], registry.LinkColumns[:]) {
		if c.Values != nil {
			headers, lists = append(headers, c.Header), append(lists, c.Values)
		}
	}
	return headers, lists
}

// templateValues writes the closed lists, one per column of DM_GIATRI.
func (b *book) templateValues() {
	headers, lists := closedLists()
	var columns []column
	longest := 0
	for i, h := range headers {
		columns = append(columns, column{h, 28, ""})
		longest = max(longest, len(lists[i])+2)
	}
	b.table(registry.SheetValues, columns, longest, func(i int) []any {
		row := make([]any, len(lists))
		for j, list := range lists {
			row[j] = valueOrNil(wording(list, i))
		}
		return row
	})
}

// wording is the i-th wording of a closed list, the two of "not given" last.
func wording(list []registry.Value, i int) string {
	switch i - len(list) {
	case 0:
		return registry.Undetermined
	case 1:
		return registry.NotApplicable
	}
	if i > len(list) {
		return ""
	}
	return list[i].VI
}

// choices offers the closed lists in the cells of DM_DOITUONG, in the rows
// filled and a thousand more. Lists of several groups of users are only advice.
func (b *book) choices(rows int) {
	headers, lists := closedLists()
	for j, c := range registry.ObjectColumns {
		k := slices.Index(headers, c.Header)
		if c.Values == nil || k < 0 || c.Field == "users" {
			continue
		}
		cell, err := excelize.ColumnNumberToName(j + 1)
		b.try(err)
		from, err := excelize.ColumnNumberToName(k + 1)
		b.try(err)
		v := excelize.NewDataValidation(true)
		v.Sqref = fmt.Sprintf("%s2:%s%d", cell, cell, min(rows+1001, xlsxRows))
		v.SetSqrefDropList(fmt.Sprintf("%s!$%s$2:$%s$%d", registry.SheetValues, from, from, len(lists[k])+3))
		v.SetError(excelize.DataValidationErrorStyleWarning, c.Header, "Nên chọn một giá trị của trang "+registry.SheetValues+".")
		b.try(b.file.AddDataValidation(registry.SheetObjects, v))
	}
}

// templateDictionary says what each column means.
func (b *book) templateDictionary() {
	type line struct {
		sheet string
		registry.TemplateColumn
	}
	var lines []line
	for _, c := range registry.ObjectColumns {
		lines = append(lines, line{registry.SheetObjects, c})
	}
	for _, c := range registry.LinkColumns {
		lines = append(lines, line{registry.SheetLinks, c})
	}
	columns := []column{{"Trang", 16, ""}, {"Trường", 34, "bold"}, {"Bắt buộc", 12, ""}, {"Nguồn", 22, ""}, {"Ý nghĩa", 60, ""}, {"Giá trị", 70, ""}}
	b.table(registry.SheetDictionary, columns, len(lines), func(i int) []any {
		l := lines[i]
		required, from := "không", "bổ sung của Trunglap"
		if l.Required {
			required = "có"
		}
		if l.Official {
			from = "hướng dẫn 2026"
		}
		var values []string
		for _, v := range l.Values {
			values = append(values, v.VI)
		}
		return []any{l.sheet, l.Header, required, from, l.Meaning.VI, valueOrNil(strings.Join(values, "; "))}
	})
}

// templateGuide says how to fill the workbook in.
func (b *book) templateGuide() {
	lines := []string{
		"Biểu mẫu danh mục đối tượng theo hướng dẫn khung kiến trúc số năm 2026 (Quyết định 1425/QĐ-TTg); đối chiếu với văn bản chính thức trước khi nộp.",
		"Trang " + registry.SheetObjects + ": mỗi nền tảng, hệ thống một dòng. Mã đối tượng giữ nguyên qua các lần cập nhật.",
		"Cơ quan chủ quản lập " + registry.OriginalRecord + "; cơ quan sử dụng lập " + registry.ReferenceRecord + " và ghi mã do cơ quan chủ quản cấp.",
		"Không để trống ô bắt buộc: ghi " + registry.Undetermined + " hoặc " + registry.NotApplicable + ".",
		"Các cột có danh mục đóng: chọn giá trị ở trang " + registry.SheetValues + ". Ý nghĩa từng cột ở trang " + registry.SheetDictionary + ".",
		"Cột Chức năng không có trong hướng dẫn nhưng cần để xét trùng lặp: ghi mục đích, chức năng chính, dữ liệu và đối tượng sử dụng.",
		"Trang " + registry.SheetLinks + ": mỗi kết nối một dòng, ghi rõ dữ liệu hoặc dịch vụ trao đổi.",
	}
	b.table(registry.SheetGuide, []column{{"Hướng dẫn", 120, ""}}, len(lines), func(i int) []any { return []any{lines[i]} })
}
