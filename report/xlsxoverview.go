package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"trunglap/registry"
)

// platforms: one row per platform, under headers that import recognises, then
// the unknown columns of the lists in order of first appearance.
func (b *book) platforms() {
	var fields []registry.TemplateColumn
	columns := []column{}
	for _, c := range registry.ObjectColumns {
		if c.Field != "" {
			fields = append(fields, c)
			columns = append(columns, column{b.tr(c.Header, c.Field), fieldWidth(c.Field), ""})
		}
	}
	extra := b.extraColumns()
	for _, name := range extra {
		columns = append(columns, column{b.text(name), 24, "soft"})
	}
	b.table(b.sheetName(sheetPlatforms), columns, len(b.Snapshot.Platforms), func(i int) []any {
		p := &b.Snapshot.Platforms[i]
		row := make([]any, len(columns))
		for j, c := range fields {
			row[j] = valueOrNil(b.field(p, c.Field))
		}
		for _, e := range p.Extra {
			row[len(fields)+slices.Index(extra, e.Column)] = valueOrNil(e.Value)
		}
		return row
	})
}

func valueOrNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func fieldWidth(field string) float64 {
	switch field {
	case "name_vi", "name_en":
		return 42
	case "function_vi", "function_en":
		return 64
	case "data_domains", "url", "mandate":
		return 34
	}
	return 16
}

// extraColumns are the unknown columns, each once, in the order in which the
// platforms have them: a column that only some platforms fill stands where it
// stood in their file, so that an export imports again in the same order.
func (b *book) extraColumns() []string {
	var out []string
	for i := range b.Snapshot.Platforms {
		next := 0
		for _, e := range b.Snapshot.Platforms[i].Extra {
			at := slices.Index(out, e.Column)
			if at < 0 {
				at = next
				out = slices.Insert(out, at, e.Column)
			}
			next = at + 1
		}
	}
	return out
}

// field is a field of a platform by its JSON name: lists separated by
// semicolons, codes of closed lists by their words, which import knows.
func (d *document) field(p *registry.Platform, name string) string {
	switch name {
	case "id":
		return p.ID
	case "agency":
		return p.Agency
	case "name_vi":
		return p.NameVI
	case "name_en":
		return p.NameEN
	case "function_vi":
		return p.FunctionVI
	case "function_en":
		return p.FunctionEN
	case "data_domains":
		return strings.Join(p.Domains, "; ")
	case "users":
		return strings.Join(d.each(registry.UserGroups[:], p.Users), "; ")
	case "scope":
		return d.scope(p.Scope)
	case "url":
		return p.URL
	case "launched":
		return d.date(p.Launched)
	case "ended":
		return d.date(p.Ended)
	case "status":
		return d.listed(registry.Statuses[:], string(p.Status))
	case "operator":
		return p.Operator
	case "contact":
		return p.Contact
	case "mandate":
		return p.Mandate
	case "parent":
		return p.Parent
	case "replaces":
		return strings.Join(p.Replaces, "; ")
	case "restricted":
		if p.Restricted {
			return d.tr("có", "yes")
		}
	}
	return ""
}

func (p printer) each(list []registry.Value, codes []string) []string {
	var out []string
	for _, c := range codes {
		out = append(out, p.listed(list, c))
	}
	return out
}

// overview is the first sheet: title, headline, counts, coverage, certificate.
func (b *book) overview() {
	o := &overview{book: b, sheet: b.sheetName(sheetOverview)}
	b.printed(o.sheet)
	for i, width := range []float64{44, 18, 16, 16, 16, 18, 24} {
		letter, err := excelize.ColumnNumberToName(i + 1)
		b.try(err)
		b.try(b.file.SetColWidth(o.sheet, letter, letter, width))
	}
	h := b.headline()
	o.line("title", b.title())
	if !b.Generated.IsZero() {
		o.line("aside", b.tr("Lập lúc ", "Made ")+b.moment(b.Generated))
	}
	for _, s := range []string{h.Platforms, h.Reported, h.Compared, h.Found, b.restrictedLine()} {
		if s != "" {
			o.line("line", s)
		}
	}
	o.line("aside", b.tr("Phát hiện là căn cứ để xem xét, không phải kết luận.", "A finding is grounds for review, not a ruling."))
	o.line("aside", fmt.Sprintf(b.tr("Trang “%s” in trên giấy A4 các cột đầu, đến cột “Kết luận”; các cột sau để xem trên màn hình.", "Sheet “%s” prints its first columns on A4, up to “Decision”; the columns behind are for the screen."), b.sheetName(sheetFindings)))
	o.counts()
	o.bodies()
	o.certificate()
	if b.cut > 0 {
		b.left = append(b.left, fmt.Sprintf(b.tr("%s ô dài hơn 32.767 ký tự đã bị cắt, xem tệp JSON.", "%s cells over 32,767 characters were cut; see the JSON file."), b.num(int64(b.cut))))
	}
	for _, s := range b.left {
		o.line("warn", s)
	}
	b.try(b.file.SetSheetView(o.sheet, 0, &excelize.ViewOptions{ShowGridLines: new(bool)}))
}

// An overview writes its sheet from the top down.
type overview struct {
	*book
	sheet string
	row   int
}

func (o *overview) line(style string, values ...any) {
	o.row++
	switch style {
	case "title":
		o.try(o.file.SetRowHeight(o.sheet, o.row, 32))
	case "part":
		o.try(o.file.SetRowHeight(o.sheet, o.row, 22))
	}
	for i, v := range values {
		at, err := excelize.CoordinatesToCellName(i+1, o.row)
		o.try(err)
		if s, ok := v.(string); ok {
			v = o.text(s)
		}
		cellStyle := style
		if r, ok := v.(relationCell); ok {
			v, cellStyle = registry.Relation(r).Symbol()+" "+registry.Relation(r).Text().In(o.lang), "rel:"+string(r)
		}
		o.try(o.file.SetCellValue(o.sheet, at, v))
		o.try(o.file.SetCellStyle(o.sheet, at, at, o.style(cellStyle)))
	}
}

func (o *overview) counts() {
	o.row++
	o.line("part", o.tr("Phát hiện theo quan hệ", "Findings by relation"))
	for _, c := range o.relationCounts() {
		o.line("int", relationCell(c.Relation), c.Count)
	}
}

// bodies is the coverage: every body that had to report or owns a platform,
// with a bar in the cell of its number of platforms.
func (o *overview) bodies() {
	o.row++
	o.line("part", o.tr("Cơ quan", "Agencies"))
	o.line("head", o.tr("Cơ quan", "Agency"), o.tr("Mã", "Code"), o.tr("Số nền tảng", "Platforms"), o.tr("Phải công bố", "Has to announce"), o.tr("Đã công bố", "Announced"), o.tr("Danh mục ghi", "Stated by the list"))
	first := o.row + 1
	yes := func(b bool) string {
		if b {
			return o.tr("có", "yes")
		}
		return o.tr("chưa", "no")
	}
	for _, b := range o.coverage.Bodies {
		required, reported, stated := o.tr("không", "no"), "", any(nil)
		if b.Required {
			required, reported = o.tr("có", "yes"), yes(b.Reported)
		}
		if b.Stated != nil {
			stated = *b.Stated
		}
		o.line("", o.agency(b.Code), b.Code, b.Platforms(), required, reported, stated)
	}
	if o.row >= first {
		o.try(o.file.SetConditionalFormat(o.sheet, fmt.Sprintf("C%d:C%d", first, o.row), []excelize.ConditionalFormatOptions{
			{Type: "data_bar", Criteria: "=", BarColor: "#9DB9D3", BarSolid: true, MinType: "num", MinValue: "0", MaxType: "max"},
		}))
	}
}

func (o *overview) certificate() {
	c := &o.Run.Certificate
	o.row++
	o.line("part", o.tr("Chứng nhận so đủ", "Certificate of completeness"))
	for _, f := range []struct {
		label string
		value any
	}{
		{o.tr("nền tảng", "platforms"), c.Platforms}, {o.tr("cặp phải so", "pairs expected"), c.Expected}, {o.tr("so đầy đủ", "compared in full"), c.Compared},
		{o.tr("chứng minh dưới ngưỡng", "proved below the threshold"), c.Bounded}, {o.tr("bỏ qua", "skipped"), c.Skipped},
		{o.tr("mã của mọi phát hiện", "digest of all findings"), c.Digest}, {o.tr("ảnh chụp danh mục", "snapshot"), o.Snapshot.Digest},
		{o.tr("cấu hình", "settings"), o.Run.Settings}, {o.tr("phiên bản", "engine"), o.Run.Engine}, {o.tr("lượt quét", "run"), o.RunNumber()}, {o.tr("quét lúc", "scanned"), o.moment(o.Run.Started)},
	} {
		o.line("line", f.label, f.value)
	}
	if !holds(c) {
		o.line("warn", o.tr("Chứng nhận không khớp: đừng dùng báo cáo này.", "The certificate does not add up: do not use this report."))
	}
	o.row++
}
