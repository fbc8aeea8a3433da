package report

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"trunglap/registry"
)

// A sheetKey names a sheet in the program; its name in the book is in the
// report's language and never made from data.
type sheetKey string

const (
	sheetOverview  sheetKey = "overview"
	sheetMatrix    sheetKey = "matrix"
	sheetFindings  sheetKey = "findings"
	sheetEvidence  sheetKey = "evidence"
	sheetPlatforms sheetKey = "platforms"
	sheetMethods   sheetKey = "methods"
)

func (d *document) sheetName(s sheetKey) string {
	switch s {
	case sheetOverview:
		return d.tr("Tổng quan", "Overview")
	case sheetMatrix:
		return d.tr("Ma trận", "Matrix")
	case sheetFindings:
		return d.tr("Phát hiện", "Findings")
	case sheetEvidence:
		return d.tr("Căn cứ", "Evidence")
	case sheetPlatforms:
		return d.tr("Nền tảng", "Platforms")
	}
	return d.tr("Phương pháp", "Methods")
}

// findings: one row per case, in the order of the report.
func (b *book) findings() {
	columns := []column{
		{"#", 6, "int"}, {b.tr("Quan hệ", "Relation"), 17, ""}, {b.tr("Điểm (bit)", "Score (bits)"), 11, "bits"}, {b.tr("Xác suất", "Probability"), 11, "percent"},
		{b.tr("Mã A", "Id A"), 14, ""}, {b.tr("Nền tảng A", "Platform A"), 40, "bold"}, {b.tr("Cơ quan A", "Agency A"), 24, ""},
		{b.tr("Mã B", "Id B"), 14, ""}, {b.tr("Nền tảng B", "Platform B"), 40, "bold"}, {b.tr("Cơ quan B", "Agency B"), 24, ""}, {b.tr("Kết luận", "Decision"), 16, "bold"},
		{b.tr("Nay A", "Now A"), 22, "soft"}, {b.tr("Nay B", "Now B"), 22, "soft"}, {b.tr("Chủ quản", "Owners"), 20, ""}, {b.tr("Tóm tắt", "Summary"), 110, ""},
		{b.tr("Tên gọi", "Name"), 12, "bits"}, {b.tr("Chức năng", "Function"), 14, "bits"}, {b.tr("Dữ liệu", "Data domain"), 13, "bits"}, {b.tr("Phạm vi", "Scope"), 12, "bits"},
		{b.tr("Khác nhau", "Differences"), 95, ""}, {b.tr("Vì sao không cao hơn", "Why not higher"), 60, ""},
		{b.tr("Tới ngưỡng (bit)", "Margin (bits)"), 12, "signed"}, {b.tr("Độ vững", "Robustness"), 12, ""},
		{b.tr("Lý do", "Reason"), 36, ""}, {b.tr("Người kết luận", "Decided by"), 20, ""}, {b.tr("Ngày", "Date"), 12, ""},
		{b.tr("Mã phát hiện", "Finding"), 15, "soft"},
	}
	b.table(b.sheetName(sheetFindings), columns, len(b.cases), func(i int) []any {
		k := &b.cases[i]
		thenA, nowA := b.ownerIf(k.a.Agency)
		if k.hidden {
			return []any{i + 1, b.tr("hạn chế", "restricted"), nil, nil, k.a.ID, k.a.Name(b.lang), thenA, nil, hiddenText.In(b.lang), nil, nil, nowA}
		}
		thenB, nowB := b.owner(k.b.Agency)
		e := k.Explain[b.lang]
		row := []any{
			i + 1, relationCell(k.Relation), k.Score.Bits(), share(k.Probability()),
			k.a.ID, k.a.Name(b.lang), thenA, k.b.ID, k.b.Name(b.lang), thenB, nil, nowA, nowB, k.Owners.Text().In(b.lang), e.Summary,
			b.similarityCell(k, registry.ByName), b.similarityCell(k, registry.ByFunction), b.similarityCell(k, registry.ByDomain), b.similarityCell(k, registry.ByScope),
			e.Differs, e.WhyNotHigher, k.Margin.Bits(), b.robustWord(k.Robust), nil, nil, nil, k.ID,
		}
		if v := b.decision(k.ID); v != nil {
			row[10], row[23], row[24], row[25] = v.Outcome, strings.TrimSpace(v.Reason+" "+v.Text), v.Author, v.Date
		}
		return row
	})
	b.onPaper(b.sheetName(sheetFindings), printedFindings, len(b.cases)+1)
}

// printedFindings are the columns of findings that print, up to the decision:
// all 27 across one sheet of A4 would be too small to read.
const printedFindings = 11

// share rounds a probability to six decimals, as every machine format does.
func share(p float64) float64 { return float64(int64(p*1e6+0.5)) / 1e6 }

func (d *document) robustWord(robust bool) string {
	if robust {
		return d.tr("vững", "robust")
	}
	return d.tr("sát ngưỡng", "borderline")
}

// similarityCell is a similarity in [0,1], or nothing where it is missing.
func (d *document) similarityCell(k *kase, c registry.Comparison) any {
	for i := range k.Evidence {
		if e := &k.Evidence[i]; e.Comparison == c && e.Presence == registry.BothPresent {
			return registry.Millibits(e.Similarity).Bits()
		}
	}
	return nil
}

// evidence: one row per part of a score, so that the sum can be checked: the
// prior, each comparison, the total.
func (b *book) evidence() {
	type part struct {
		rank  int
		k     *kase
		e     *registry.Evidence // nil: the prior or the total
		total bool
	}
	var parts []part
	for i := range b.cases {
		k := &b.cases[i]
		if k.hidden {
			continue
		}
		parts = append(parts, part{i + 1, k, nil, false})
		for j := range k.Evidence {
			parts = append(parts, part{i + 1, k, &k.Evidence[j], false})
		}
		parts = append(parts, part{i + 1, k, nil, true})
	}
	columns := []column{
		{"#", 6, "int"}, {b.tr("Mã A", "Id A"), 14, ""}, {b.tr("Mã B", "Id B"), 14, ""}, {b.tr("Tiêu chí", "Comparison"), 18, "bold"},
		{b.tr("Mức giống", "Similarity"), 11, "bits"}, {b.tr("Bit", "Bits"), 11, "signed"}, {b.tr("Giống nhau", "Shared"), 70, ""},
		{b.tr("Chỉ A có", "Only A"), 40, ""}, {b.tr("Chỉ B có", "Only B"), 40, ""}, {b.tr("Ghi chú", "Note"), 24, "soft"},
	}
	b.table(b.sheetName(sheetEvidence), columns, len(parts), func(i int) []any {
		p := parts[i]
		row := []any{p.rank, p.k.a.ID, p.k.b.ID}
		switch {
		case p.total:
			return append(row, b.tr("tổng điểm", "total"), nil, p.k.Score.Bits())
		case p.e == nil:
			return append(row, b.tr("điểm khởi đầu", "prior"), nil, p.k.Prior.Bits())
		}
		r := b.compareRow(p.e)
		var similarity any
		var note string
		if r.Present {
			similarity = registry.Millibits(p.e.Similarity).Bits()
		} else {
			note = r.Presence.Text().In(b.lang)
		}
		if r.Folded {
			note = registry.ViaFolded.Text().In(b.lang)
		}
		return append(row, r.Comparison.Text().In(b.lang), similarity, p.e.Weight.Bits(), b.sharedText(r.Shared), strings.Join(r.OnlyA, "; "), strings.Join(r.OnlyB, "; "), note)
	})
}

// sharedText lists shared phrases in one line each: A = B (why).
func (d *document) sharedText(shared []registry.Phrase) string {
	var lines []string
	for _, p := range shared {
		s := p.A
		if p.B != p.A {
			s += " ↔ " + p.B
		}
		s += " (" + p.Via.Text().In(d.lang)
		if p.Source != "" {
			s += ": " + p.Source
		}
		lines = append(lines, s+")")
	}
	return strings.Join(lines, "\n")
}

// methods: the model in full, then the certificate.
func (b *book) methods() {
	type line struct {
		what, at string
		value    any
		style    string
	}
	m := &b.Model
	lines := []line{
		{b.tr("điểm khởi đầu", "prior"), "", m.Prior.Bits(), ""},
		{b.tr("ngưỡng phát hiện", "threshold of a finding"), "", m.Finding.Bits(), ""},
		{b.tr("ngưỡng có thể gọi là trùng lặp", "threshold of duplication"), "", m.Duplication.Bits(), ""},
	}
	for _, c := range m.Curves {
		name := c.Comparison.Text().In(b.lang)
		for _, k := range c.Knots {
			lines = append(lines, line{name, b.tr("mức giống ", "similarity ") + b.similarity(k.Similarity), k.Weight.Bits(), ""})
		}
		lines = append(lines, line{name, b.tr("một bên chưa khai", "one side missing"), c.OneMissing.Bits(), ""}, line{name, b.tr("hai bên chưa khai", "both missing"), c.BothMissing.Bits(), ""})
	}
	columns := []column{{b.tr("Tiêu chí", "Comparison"), 34, "bold"}, {b.tr("Tại", "At"), 26, ""}, {b.tr("Bit", "Bits"), 12, "signed"}}
	b.table(b.sheetName(sheetMethods), columns, len(lines), func(i int) []any { return []any{lines[i].what, lines[i].at, lines[i].value} })
}

// matrix: agencies by agencies, clustered as on the page.
func (b *book) matrix() {
	m := matrixOf(b.cases)
	columns := []column{{b.tr("Cơ quan", "Agency"), 40, "bold"}}
	for _, code := range m.Codes {
		columns = append(columns, column{code, 9, "middle"})
	}
	rows := make([][]any, len(m.Codes))
	for i, code := range m.Codes {
		rows[i] = make([]any, len(m.Codes)+1)
		rows[i][0] = code + " · " + b.agency(code)
	}
	for _, c := range m.Cells {
		rows[c.Row][c.Column+1] = matrixCell{c.Count, c.Strongest}
	}
	b.grid(columns, rows)
}

type matrixCell struct {
	count    int
	relation registry.Relation
}

// grid writes the matrix cell by cell: it is small and no table.
func (b *book) grid(columns []column, rows [][]any) {
	name := b.sheetName(sheetMatrix)
	b.printed(name)
	b.try(b.file.SetRowHeight(name, 1, 64))
	set := func(row, col int, style string, v any) {
		at, err := excelize.CoordinatesToCellName(col, row)
		b.try(err)
		b.try(b.file.SetCellValue(name, at, v))
		b.try(b.file.SetCellStyle(name, at, at, b.style(style)))
	}
	for j, c := range columns {
		letter, err := excelize.ColumnNumberToName(j + 1)
		b.try(err)
		b.try(b.file.SetColWidth(name, letter, letter, c.Width))
		style := "turn"
		if j == 0 {
			style = "bold"
		}
		set(1, j+1, style, b.text(c.Header))
	}
	for i, row := range rows {
		for j, v := range row {
			switch v := v.(type) {
			case string:
				set(i+2, j+1, "bold", b.text(v))
			case matrixCell:
				set(i+2, j+1, "rel:"+string(v.relation), fmt.Sprintf("%s %d", v.relation.Symbol(), v.count))
			}
		}
	}
	b.try(b.file.SetPanes(name, &excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}))
}
