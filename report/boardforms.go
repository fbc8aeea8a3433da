package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/xuri/excelize/v2"

	"trunglap/registry"
)

// The board for people: a table for the terminal, one HTML file, a workbook.
// All have the same columns in the same order.

//go:embed page/board.html
var boardHTML string

// WriteBoard writes a board as text, HTML or XLSX; as JSON a Board is itself.
func WriteBoard(w io.Writer, f Format, b *Board, lang registry.Lang) error {
	v := boardView{Board: b, printer: printer{lang}}
	switch f {
	case Terminal:
		return v.text(w)
	case HTML:
		return v.html(w)
	case XLSX:
		return v.xlsx(w)
	}
	return &registry.Error{Kind: registry.ErrUsage, Say: registry.Tf(
		"bảng theo dõi công bố không có dạng %q; dùng text, json, html hoặc xlsx", "the coverage board has no form %q; use text, json, html or xlsx", f)}
}

type boardView struct {
	*Board
	printer
}

func (v *boardView) title() string {
	return v.tr("Bảng theo dõi công bố nền tảng số", "Coverage board of digital platforms")
}

// lead says the board in two sentences.
func (v *boardView) lead() string {
	s := fmt.Sprintf(v.tr("%s nền tảng đã công bố; %d/%d cơ quan phải công bố đã công bố, %d chưa.", "%s platforms announced; %d of %d bodies that have to announce did, %d did not."),
		v.num(int64(v.Announced)), v.Reported, v.Required, v.Required-v.Reported)
	if v.Unnamed > 0 {
		s += " " + fmt.Sprintf(v.tr("Trong số đã công bố có %d cơ quan mà danh mục không nêu tên.", "%d of those that did are not named by the list."), v.Unnamed)
	}
	return s
}

// asOf says for which day, and without whom.
func (v *boardView) asOf() string {
	return fmt.Sprintf(v.tr("Tình trạng ngày %s, không tính cơ quan lập danh mục (%s).", "As of %s, without the body that keeps the list (%s)."), v.date(v.AsOf), v.Compiler)
}

// columns are the headers of the board.
func (v *boardView) columns() []string {
	return []string{v.tr("Cơ quan", "Agency"), v.tr("Mã", "Code"), v.tr("Tình trạng", "State"), v.tr("Công bố", "Announced"),
		v.tr("Gần nhất", "Latest"), v.tr("Có trong danh mục", "Entries"), v.tr("Đủ thông tin", "Complete"), v.tr("Có đầu mối hỗ trợ", "With contact"),
		v.tr("Nêu kết nối chia sẻ", "Connection stated"), v.tr("Mô tả quá ngắn", "Text too short")}
}

// cells are a line under the headers.
func (v *boardView) cells(l *BoardLine) []any {
	return []any{registry.T(l.NameVI, l.NameEN).In(v.lang), l.Code, v.state(l), l.Count, v.date(l.Last), l.Entries, l.Complete, l.Contact, l.Connected, l.TooShort}
}

// state tells apart what no list says: while some bodies that answered are not
// named, a silent one is not known to be silent, unless a list says of one of
// its platforms that the owner did not announce it.
func (v *boardView) state(l *BoardLine) string {
	if v.Unnamed > 0 && l.Required && !l.Reported && l.NotAnnounced == 0 {
		return v.tr("chưa rõ", "not known")
	}
	return l.State().In(v.lang)
}

func (v *boardView) notes() []string {
	var unknown []string
	if v.Unnamed > 0 {
		unknown = append(unknown, fmt.Sprintf(v.tr("“Chưa rõ”: danh mục nêu số cơ quan đã công bố nhưng không nêu hết tên; %d cơ quan đã công bố nằm trong số này.",
			"“Not known”: the list says how many bodies announced but does not name them all; %d that did are among these."), v.Unnamed))
	}
	return append(unknown,
		v.tr("“Công bố” là số danh mục tự nêu, nếu có; nếu không, số đọc được.", "“Announced” is the list's own count where it states one, else what was read."),
		v.tr("“Đủ thông tin”: có tên gọi, chức năng, chủ quản, dữ liệu và đối tượng sử dụng (các mục GAO-16-511 đòi hỏi ở một danh mục đầy đủ).",
			"“Complete”: name, function, owner, data and users are all given (what GAO-16-511 asks of an inventory)."),
		v.tr("“Nêu kết nối chia sẻ”: mục có nhắc NDXP, NDOP, LGSP hoặc LDOP; không nêu không có nghĩa là chưa kết nối.",
			"“Connection stated”: the entry names NDXP, NDOP, LGSP or LDOP; not stated does not mean not connected."))
}

func (v *boardView) text(w io.Writer) error {
	plainWidths()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%s\n\n", v.title(), v.asOf(), v.lead())
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	head, numbers := table.Row{}, []table.ColumnConfig{}
	for i, c := range v.columns()[1:] {
		head = append(head, text.WrapSoft(c, 10))
		if i != 0 && i != 1 && i != 3 {
			numbers = append(numbers, table.ColumnConfig{Number: i + 1, Align: text.AlignRight})
		}
	}
	t.AppendHeader(head)
	t.SetColumnConfigs(numbers)
	for i := range v.Lines {
		cells := v.cells(&v.Lines[i])[1:]
		cells[0] = printable(v.Lines[i].Code)
		t.AppendRow(cells)
	}
	fmt.Fprintln(&b, t.Render())
	for _, n := range v.notes() {
		fmt.Fprintln(&b, n)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (v *boardView) html(w io.Writer) error {
	css := styleCSS + boardCSS
	t, err := template.New("board").Funcs(template.FuncMap{"tr": v.tr}).Parse(boardHTML)
	if err != nil {
		return fmt.Errorf("parse the board's template: %w", err)
	}
	type row struct {
		Class string
		Cells []any
	}
	data := struct {
		Lang        registry.Lang
		Policy      string
		Style       template.CSS
		Title, AsOf string
		Lead        string
		Head        []string
		Rows        []row
		Lists       []string
		Notes       []string
		Board       *Board
	}{Lang: v.lang, Policy: fmt.Sprintf("default-src 'none'; style-src %s; base-uri 'none'; form-action 'none'", hashSource(css)),
		Style: template.CSS(css), Title: v.title(), AsOf: v.asOf(), Lead: v.lead(), Head: v.columns(), Notes: v.notes(), Board: v.Board}
	for i := range v.Lines {
		l, class := &v.Lines[i], "yes"
		if !l.Reported {
			class = "no"
		}
		data.Rows = append(data.Rows, row{class, v.cells(l)})
	}
	for _, l := range v.Lists {
		data.Lists = append(data.Lists, strings.TrimSuffix(fmt.Sprintf(v.tr("%s: %d nền tảng, %s", "%s: %d platforms, %s"), l.Title, l.Platforms, v.date(l.Date)), ", "))
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return fmt.Errorf("fill the board: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// boardCSS adds what only the board needs.
const boardCSS = `.scroll{margin-bottom:10px}
.board td,.board th{font-size:14px}.board td:first-child{min-width:14em}.board td:nth-child(n+6),.board td:nth-child(4){text-align:right}
.board thead th{white-space:normal}.board thead th:nth-child(n+6),.board thead th:nth-child(4){text-align:right}.board .no td{color:var(--soft);background:var(--wash)}.board td:nth-child(3),.board td:nth-child(5){white-space:nowrap}
.tiles.three{grid-template-columns:repeat(3,1fr)}.tiles li{padding:14px 20px 12px;color:var(--soft);font-size:15px}
@media screen and (max-width:640px){.tiles.three li{border-top:0;padding:10px 12px}.tiles.three li+li{border-left:1px solid var(--line)}
.board td,.board th{font-size:13px;padding:4px 5px}.board td:first-child,.board th:first-child{min-width:8.5em;position:sticky;left:0;background:var(--paper)}.board .no td:first-child{background:var(--wash)}
.board td:nth-child(2),.board th:nth-child(2){display:none}.board td:nth-child(3){white-space:normal;min-width:5em}}
@media print{.board td,.board th{font-size:7.5pt;padding:.7mm 1.2mm}.board td:first-child{min-width:0}.board .no td{background:none}.board td:nth-child(3){white-space:normal}.board tr{break-inside:avoid}}
`

func (v *boardView) xlsx(w io.Writer) error {
	d := &document{Report: &Report{}, printer: v.printer}
	b := &book{document: d, file: excelize.NewFile(), styles: map[string]int{}, rows: xlsxRows}
	defer b.file.Close()
	sheet, summary := v.tr("Công bố", "Coverage"), v.tr("Tóm tắt", "Summary")
	b.try(b.file.SetSheetName("Sheet1", summary))
	_, err := b.file.NewSheet(sheet)
	b.try(err)
	var columns []column
	for i, h := range v.columns() {
		columns = append(columns, column{h, [...]float64{44, 12, 22, 12, 14, 14, 14, 14, 14, 14}[i], ""})
	}
	b.table(sheet, columns, len(v.Lines), func(i int) []any { return v.cells(&v.Lines[i]) })
	o := &overview{book: b, sheet: summary}
	b.printed(summary)
	o.line("title", v.title())
	for _, s := range append([]string{v.asOf(), v.lead()}, v.notes()...) {
		o.line("line", s)
	}
	b.try(b.file.SetDocProps(&excelize.DocProperties{Title: v.title(), Creator: "Trunglap", Created: "2000-01-01T00:00:00Z", Modified: "2000-01-01T00:00:00Z", Language: string(v.lang)}))
	if b.err != nil {
		return fmt.Errorf("build the board's workbook: %w", b.err)
	}
	var packed bytes.Buffer
	if err := b.file.Write(&packed); err != nil {
		return fmt.Errorf("pack the board's workbook: %w", err)
	}
	return sortArchive(w, packed.Bytes())
}
