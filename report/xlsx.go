package report

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"trunglap/registry"
)

// The XLSX report holds all cases: an overview, the matrix, the findings, their
// evidence, the platforms and the method, each on a sheet of its own, with the
// header row frozen and filters set.
//
// Texts are inert (registry.InertCell), also where a sheet is saved as CSV
// later. A text over the 32,767 characters that a cell can hold is cut, and
// rows over the 1,048,576 that a sheet can hold are left out; the overview
// says how many. The sheet of platforms has headers that import recognises.
//
// The library writes the parts of the file in any order, so the archive is
// packed again by name: equal reports are equal bytes.

const (
	xlsxCell = 32767   // UTF-16 units in a cell
	xlsxRows = 1048576 // rows of a sheet, header included
)

// A book is a workbook under construction.
type book struct {
	*document
	file   *excelize.File
	styles map[string]int
	rows   int // of a sheet at most
	cut    int // cells cut at the limit
	tables int // written so far
	left   []string
	err    error // the first failure; all later steps do nothing
}

func writeXLSX(w io.Writer, d *document) error { return writeBook(w, d, xlsxRows) }

func writeBook(w io.Writer, d *document, rows int) error {
	b := &book{document: d, file: excelize.NewFile(), styles: map[string]int{}, rows: rows}
	defer b.file.Close()
	b.try(b.file.SetSheetName("Sheet1", b.sheetName(sheetOverview)))
	for _, s := range []sheetKey{sheetMatrix, sheetFindings, sheetEvidence, sheetPlatforms, sheetMethods} {
		_, err := b.file.NewSheet(b.sheetName(s))
		b.try(err)
	}
	b.findings()
	b.evidence()
	b.platforms()
	b.methods()
	b.matrix()
	b.overview()
	b.try(b.file.SetDocProps(b.properties()))
	b.file.SetActiveSheet(0)
	if b.err != nil {
		return fmt.Errorf("build the workbook: %w", b.err)
	}
	var packed bytes.Buffer
	if err := b.file.Write(&packed); err != nil {
		return fmt.Errorf("pack the workbook: %w", err)
	}
	return sortArchive(w, packed.Bytes())
}

func (b *book) try(err error) {
	if b.err == nil {
		b.err = err
	}
}

// properties name the document; the times are the report's, not the clock's.
func (b *book) properties() *excelize.DocProperties {
	at := b.moment0().UTC().Format("2006-01-02T15:04:05Z")
	return &excelize.DocProperties{Title: b.title(), Creator: "Trunglap " + b.Run.Engine, LastModifiedBy: "Trunglap", Created: at, Modified: at, Language: string(b.lang)}
}

// moment0 is when the report was made, or the run where that is not said.
func (d *document) moment0() time.Time {
	if d.Generated.IsZero() {
		return d.Run.Started
	}
	return d.Generated
}

// sortArchive packs the parts of a zip archive again, by name and without times.
func sortArchive(w io.Writer, packed []byte) error {
	r, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return fmt.Errorf("reopen the workbook: %w", err)
	}
	slices.SortFunc(r.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	out := zip.NewWriter(w)
	for _, f := range r.File {
		h := zip.FileHeader{Name: f.Name, Method: f.Method, CRC32: f.CRC32, CompressedSize64: f.CompressedSize64, UncompressedSize64: f.UncompressedSize64}
		part, err := out.CreateRaw(&h)
		if err != nil {
			return fmt.Errorf("pack %s: %w", f.Name, err)
		}
		raw, err := f.OpenRaw()
		if err != nil {
			return fmt.Errorf("pack %s: %w", f.Name, err)
		}
		if _, err := io.Copy(part, raw); err != nil {
			return fmt.Errorf("pack %s: %w", f.Name, err)
		}
	}
	return out.Close()
}

// A column of a table sheet.
type column struct {
	Header string
	Width  float64
	Style  string // of its cells
}

// table writes one sheet as a table: header frozen, filters on, rows as given.
// A row is values by column; a nil value is an empty cell.
func (b *book) table(name string, columns []column, total int, row func(i int) []any) {
	if b.err != nil {
		return
	}
	b.printed(name)
	w, err := b.file.NewStreamWriter(name)
	b.try(err)
	if b.err != nil {
		return
	}
	for i := len(columns); i > 0; i-- { // the library writes the last one first, and the format wants them in order
		b.try(w.SetColWidth(i, i, columns[i-1].Width))
	}
	header := make([]any, len(columns))
	for i, name := range distinct(columns) {
		header[i] = excelize.Cell{StyleID: b.style("head"), Value: name}
	}
	b.try(w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	b.try(w.SetRow("A1", header))
	n := min(total, b.rows-1)
	for i := range n {
		cells, lines := make([]any, len(columns)), 1
		for j, v := range row(i) {
			cells[j] = b.cell(columns[j].Style, v)
			if c, ok := cells[j].(excelize.Cell); ok {
				lines = max(lines, linesIn(c.Value, columns[j].Width))
			}
		}
		b.try(w.SetRow(fmt.Sprintf("A%d", i+2), cells, excelize.RowOpts{Height: float64(min(lines, 26)*15 + 3)}))
	}
	if n > 0 {
		last, err := excelize.CoordinatesToCellName(len(columns), n+1)
		b.try(err)
		stripes := false
		b.try(w.AddTable(&excelize.Table{Range: "A1:" + last, Name: b.tableName(), StyleName: "TableStyleLight1", ShowRowStripes: &stripes}))
	}
	b.try(w.Flush())
	if n < total {
		b.left = append(b.left, fmt.Sprintf(b.tr("Trang “%s” không chứa hết: còn %s dòng, xem tệp JSON.", "Sheet “%s” is full: %s more rows are in the JSON file."), name, b.num(int64(total-n))))
	}
}

// tableName numbers the tables: their names must differ and be plain letters.
func (b *book) tableName() string {
	b.tables++
	return fmt.Sprintf("table_%d", b.tables)
}

// linesIn guesses how many lines a text takes in a column: the programs that
// open the file do not fit the height of rows by themselves. The guess is on
// the side of too many.
func linesIn(v any, width float64) int {
	s, ok := v.(string)
	if !ok {
		return 1
	}
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		n += 1 + int(float64(utf8.RuneCountInString(line))/(width-2))
	}
	return n
}

// printed makes a sheet print on A4 across, as wide as the paper.
func (b *book) printed(sheet string) {
	landscape, a4, wide, tall, fit := "landscape", 9, 1, 0, true
	b.try(b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	b.try(b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &wide, FitToHeight: &tall}))
}

// onPaper prints the first columns only, with the header on every page.
func (b *book) onPaper(sheet string, columns, rows int) {
	if b.err != nil {
		return
	}
	last, err := excelize.CoordinatesToCellName(columns, min(rows, b.rows), true)
	b.try(err)
	quoted := "'" + strings.ReplaceAll(sheet, "'", "''") + "'!"
	b.try(b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: quoted + "$A$1:" + last, Scope: sheet}))
	b.try(b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: quoted + "$1:$1", Scope: sheet}))
}

// distinct are the headers with a number behind those that stood already: the
// headers of a table have to differ, whatever their case.
func distinct(columns []column) []string {
	seen := map[string]int{}
	var out []string
	for _, c := range columns {
		key := strings.ToLower(strings.TrimSpace(c.Header))
		seen[key]++
		name := c.Header
		if n := seen[key]; n > 1 || key == "" {
			name = fmt.Sprintf("%s (%d)", c.Header, n)
		}
		out = append(out, name)
	}
	return out
}

// cell makes one cell: numbers as numbers, texts inert and within the limit.
func (b *book) cell(style string, v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case relationCell:
		return excelize.Cell{StyleID: b.style("rel:" + string(v)), Value: registry.Relation(v).Symbol() + " " + registry.Relation(v).Text().In(b.lang)}
	case string:
		return excelize.Cell{StyleID: b.style(style), Value: b.text(v)}
	}
	return excelize.Cell{StyleID: b.style(style), Value: v}
}

// relationCell is a relation in its colours.
type relationCell registry.Relation

// text is a text as it may stand in a cell.
func (b *book) text(s string) string {
	s = registry.InertCell(s)
	units := utf16.Encode([]rune(s))
	if len(units) <= xlsxCell {
		return s
	}
	b.cut++
	end := b.tr(" … [bị cắt]", " … [cut]")
	return string(utf16.Decode(units[:xlsxCell-len(utf16.Encode([]rune(end)))-1])) + end
}

// style makes a named style once.
func (b *book) style(name string) int {
	if id, ok := b.styles[name]; ok {
		return id
	}
	id, err := b.file.NewStyle(styleNamed(name))
	b.try(err)
	b.styles[name] = id
	return id
}

func styleNamed(name string) *excelize.Style {
	font := &excelize.Font{Family: "Calibri", Size: 11, Color: "17212B"}
	s := &excelize.Style{Font: font, Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left", Indent: 1, WrapText: true}}
	format := func(f string) {
		s.CustomNumFmt = &f
		s.Alignment = &excelize.Alignment{Vertical: "top", Horizontal: "right", Indent: 1}
	}
	if r, ok := strings.CutPrefix(name, "rel:"); ok {
		shade := shadeOf(registry.Relation(r))
		font.Bold, font.Color = true, shade.Tone
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{shade.Tint}}
		s.Border = []excelize.Border{{Type: "left", Color: shade.Tone, Style: 5}}
		return s
	}
	switch name {
	case "head":
		font.Bold, font.Color = true, "FFFFFF"
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"123F6B"}}
		s.Alignment.Vertical = "center"
	case "title":
		s.Alignment.Indent = 0
		font.Family, font.Size, font.Bold = "Cambria", 20, true
		s.Alignment.WrapText = false
	case "part":
		font.Size, font.Bold, font.Color = 13, true, "123F6B"
		s.Alignment.WrapText = false
	case "line":
		s.Alignment.WrapText = false
	case "aside":
		font.Color, s.Alignment.WrapText = "51606F", false
	case "bold":
		font.Bold = true
	case "warn":
		font.Bold, font.Color = true, "9C1C20"
		s.Alignment.WrapText = false
	case "soft":
		font.Color = "51606F"
	case "int":
		format("#,##0")
	case "bits":
		format("0.000")
	case "signed":
		format("+0.000;-0.000;0.000")
	case "percent":
		format("0.0%")
	case "turn":
		font.Bold = true
		s.Alignment = &excelize.Alignment{TextRotation: 60, Vertical: "bottom"}
	case "middle":
		s.Alignment = &excelize.Alignment{Horizontal: "center", Vertical: "top"}
	}
	return s
}
