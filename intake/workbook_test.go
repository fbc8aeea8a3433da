package intake

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"trunglap/registry"
)

// book makes a workbook; fill gets it with one sheet, "Sheet1".
func book(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// table writes rows from A1 of a sheet, which is made if need be.
func table(t testing.TB, f *excelize.File, sheet string, rows ...[]any) {
	t.Helper()
	if _, err := f.NewSheet(sheet); err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
}

func cells(s ...any) []any { return s }

// must fails the test on an error of a setup call.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func readBytes(t *testing.T, name string, data []byte, opts Options) Result {
	t.Helper()
	res, err := Read(context.Background(), name, bytes.NewReader(data), opts)
	if err != nil {
		t.Fatalf("Read %s: %v", name, err)
	}
	return res
}

// sheetDump is dump with the sheet's name before each row.
func sheetDump(ps []registry.Platform) string {
	var b strings.Builder
	for i := range ps {
		b.WriteString(ps[i].Source.Sheet + "!" + dump(ps[i:i+1]))
	}
	return b.String()
}

// The same list saved by LibreOffice as XLSX and as DOCX is the same list.
func TestOtherPrograms(t *testing.T) {
	want, err := ReadFile(context.Background(), filepath.Join("..", "testdata", "vn", "platforms-2025.csv"), Options{})
	must(t, err)
	for _, name := range []string{"libreoffice-2025.xlsx", "libreoffice-2025.docx"} {
		got, err := ReadFile(context.Background(), filepath.Join("testdata", name), Options{})
		must(t, err)
		wantText(t, name, digests(got.Platforms), digests(want.Platforms))
		wantText(t, name+" errors", messages(got.Errors, registry.EN), "")
	}
}

func digests(ps []registry.Platform) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.ID + " " + p.Digest() + "\n")
	}
	return b.String()
}

// Every visible sheet with a table is read, its header wherever it stands.
func TestWorkbookSheets(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		table(t, f, "Sheet1", cells("Ghi chú chung"), cells("không phải bảng"))
		table(t, f, "Bộ Tài chính", cells("DANH MỤC"), cells(), cells("", "Mã", "Tên nền tảng", "Cơ quan"), cells("", "A", "Cổng", "BTC"), cells(), cells("", "B", "Kho", "BTC"))
		table(t, f, "Bộ Y tế", cells("Cơ quan", "Tên", "ID", "Khác"), cells("BYT", "Sổ", "C", "x"), cells("BYT", "Sổ", "A"))
		table(t, f, "Ẩn", cells("id", "agency", "name"), cells("D", "BTC", "Ẩn"))
		must(t, f.SetSheetVisible("Ẩn", false))
	})
	res := readBytes(t, "ds.xlsx", data, Options{})
	wantText(t, "platforms", sheetDump(res.Platforms), "Bộ Tài chính!4:A BTC vi=Cổng\nBộ Tài chính!6:B BTC vi=Kho\nBộ Y tế!2:C BYT vi=Sổ [Khác]=x\n")
	wantText(t, "errors", messages(res.Errors, registry.VI), "ds.xlsx, trang \"Bộ Y tế\", dòng 3, cột 3 (ID): mã bị lặp: đã có ở trang \"Bộ Tài chính\", dòng 4: \"A\"; mỗi nền tảng một mã riêng\n")
	wantIn(t, "notes", noteText(res), `sheet "Sheet1" has no header`, `hidden sheet "Ẩn" was not read`, `sheet "Bộ Tài chính": lines above the header`)
	if res.Format != XLSX {
		t.Errorf("format %q", res.Format)
	}
}

func TestFault14_Cells(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		table(t, f, "Sheet1",
			cells("id", "agency", "name", "launched", "ended", "Số", "Ghi chú"),
			cells("007", "BTC", "Một", 43602, 39814, 7, "a"),
			cells(8, "BTC", "Hai", 39814, nil, 12.5, nil),
			cells("9", nil, "Ba", "05/2019", nil, nil, nil),
			cells("10", "BYT", nil, nil, nil, nil, nil))
		style := func(format string) int {
			id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			must(t, err)
			return id
		}
		day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err)
		must(t, f.SetCellStyle("Sheet1", "D2", "D2", day))
		must(t, f.SetCellStyle("Sheet1", "E2", "E2", style(`mm/yyyy`)))
		must(t, f.SetCellStyle("Sheet1", "D3", "D3", style(`"năm" yyyy`)))
		must(t, f.SetCellStyle("Sheet1", "A3", "A3", style("000")))
		must(t, f.MergeCell("Sheet1", "B3", "B4")) // the owner of rows 3 and 4
		must(t, f.SetCellFormula("Sheet1", "C5", `"Bốn"`))
		must(t, f.SetRowVisible("Sheet1", 4, false))
	})
	res := readBytes(t, "ds.xlsx", data, Options{})
	wantText(t, "platforms", dump(res.Platforms), `2:007 BTC vi=Một launched=2019-05-17 ended=2009-01 [Số]=7 [Ghi chú]=a
3:008 BTC vi=Hai launched=2009 [Số]=12.5
4:9 BTC vi=Ba launched=2019-05
`)
	wantText(t, "errors", messages(res.Errors, registry.EN), "ds.xlsx, sheet \"Sheet1\", row 5, column 3 (name): the formula has no saved value; open and save the file in a spreadsheet program, or write the value\n")
	wantIn(t, "notes", noteText(res), "hidden rows were read all the same (line 4)", "merged cell counts", "1 formulas were read")

	// A formula with a saved value, an error and 1904 dates, as other programs write them.
	raw := rawBook(`<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>agency</t></is></c><c r="C1" t="inlineStr"><is><t>name</t></is></c></row>
<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><f>"B"&amp;"TC"</f><v>BTC</v></c><c r="C2" t="str"><f>A1</f><v>Cổng</v></c></row>
<row r="3"><c r="A3"><v>2</v></c><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C3" t="str"><v>Kho</v></c></row>`)
	res = readBytes(t, "ds.xlsx", raw, Options{})
	wantText(t, "cached values", dump(res.Platforms), "2:1 BTC vi=Cổng\n")
	wantIn(t, "errors", messages(res.Errors, registry.EN), "row 3, column 2 (agency): the cell holds a spreadsheet's formula error")
}

// Headers of two rows with merged cells, and headings across the table that
// name the owner of the rows below.
func TestMergedTable(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		table(t, f, "Sheet1",
			cells("DANH MỤC NỀN TẢNG SỐ"),
			cells("STT", "Mã", "Tên nền tảng", nil, "Chức năng"),
			cells(nil, nil, "Tiếng Việt", "Tiếng Anh", nil),
			cells("(1)", "(2)", "(3)", "(4)", "(5)"),
			cells("I. BỘ TÀI CHÍNH"),
			cells("1", "A", "Cổng", "Portal", "Nộp thuế"),
			cells("II. Bộ Y tế"),
			cells("2", "B", "Sổ", "Book", "Hồ sơ"))
		for _, m := range [][2]string{{"A1", "E1"}, {"A2", "A3"}, {"B2", "B3"}, {"C2", "D2"}, {"E2", "E3"}, {"A5", "E5"}, {"A7", "E7"}} {
			must(t, f.MergeCell("Sheet1", m[0], m[1]))
		}
	})
	res := readBytes(t, "ds.xlsx", data, Options{})
	wantText(t, "errors", messages(res.Errors, registry.EN), "")
	wantText(t, "platforms", dump(res.Platforms), "6:A BTC vi=Cổng en=Portal fvi=Nộp thuế [STT]=1\n8:B BYT vi=Sổ en=Book fvi=Hồ sơ [STT]=2\n")
	wantIn(t, "notes", noteText(res), "headings across the table", "numbers the columns")
}

// A cell beyond the header is kept, a merged cell drawn to the last column of
// the sheet costs nothing.
func TestWideMerge(t *testing.T) {
	row := func(n int, texts ...string) string {
		out := fmt.Sprintf(`<row r="%d">`, n)
		for _, s := range texts {
			out += `<c t="inlineStr"><is><t>` + s + `</t></is></c>`
		}
		return out + `</row>`
	}
	data := rawBook(row(1, "tiêu đề") + row(2, "id", "agency", "name") + row(3, "A", "BTC", "Cổng", "lề") + row(1048576) +
		`</sheetData><mergeCells><mergeCell ref="A1:XFD1"/><mergeCell ref="A5:XFD1048576"/></mergeCells><sheetData>`)
	res := readBytes(t, "ds.xlsx", data, Options{})
	wantText(t, "platforms", dump(res.Platforms), "3:A BTC vi=Cổng [(4)]=lề\n")
}

// zipOf makes an archive of parts, in order: name, content, name, content...
func zipOf(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		p, err := w.Create(parts[i])
		must(t, err)
		_, err = io.WriteString(p, parts[i+1])
		must(t, err)
	}
	must(t, w.Close())
	return b.Bytes()
}

const (
	contentTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`
	rootRels     = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	workbookXML  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`
	workbookRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
	sheetHead    = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetFoot    = `</sheetData></worksheet>`
)

// rawBook is the smallest workbook with the rows as XML; more are further parts.
func rawBook(rows string, more ...string) []byte {
	parts := append([]string{"[Content_Types].xml", contentTypes, "_rels/.rels", rootRels, "xl/workbook.xml", workbookXML, "xl/_rels/workbook.xml.rels", workbookRels,
		"xl/worksheets/sheet1.xml", sheetHead + rows + sheetFoot}, more...)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		p, _ := w.Create(parts[i])
		_, _ = io.WriteString(p, parts[i+1])
	}
	_ = w.Close()
	return b.Bytes()
}

const goodRows = `<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>agency</t></is></c><c r="C1" t="inlineStr"><is><t>name</t></is></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c><c r="B2" t="inlineStr"><is><t>BTC</t></is></c><c r="C2" t="inlineStr"><is><t>Cổng</t></is></c></row>`

// bomb is a workbook in which one part, a sheet or another, expands to size
// bytes of rows.
func bomb(t testing.TB, part string, size int64) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	for _, p := range [...][2]string{{"[Content_Types].xml", contentTypes}, {"_rels/.rels", rootRels}, {"xl/workbook.xml", workbookXML}, {"xl/_rels/workbook.xml.rels", workbookRels}} {
		f, err := w.Create(p[0])
		must(t, err)
		_, err = io.WriteString(f, p[1])
		must(t, err)
	}
	f, err := w.Create(part)
	must(t, err)
	row := []byte(`<row><c t="inlineStr"><is><t>` + strings.Repeat("x", 4000) + `</t></is></c></row>`)
	_, err = io.WriteString(f, sheetHead)
	must(t, err)
	for n := int64(0); n < size; n += int64(len(row)) {
		_, err = f.Write(row)
		must(t, err)
	}
	_, err = io.WriteString(f, sheetFoot)
	must(t, err)
	must(t, w.Close())
	return b.Bytes()
}

// A workbook of a few megabytes that expands to 512 MB is refused from its
// directory. Without the guard the refusal has another reason, and without the
// library's limits behind it there is none and memory grows by all of it.
func TestFault11_ZipBomb(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	for _, part := range []string{"xl/worksheets/sheet1.xml", "xl/media/image1.png"} {
		data := bomb(t, part, 512<<20)
		if len(data) > 8<<20 {
			t.Fatalf("the bomb has %d bytes", len(data))
		}
		var err error
		grown := peak(func() {
			_, err = Read(context.Background(), "ds.xlsx", bytes.NewReader(data), Options{})
		})
		if !errors.Is(err, registry.ErrInvalid) || !strings.Contains(err.Error(), "expands to more than 192 MB") {
			t.Errorf("%s: got %v", part, err)
		}
		if grown > 64<<20 {
			t.Errorf("%s: memory grew by %d MB", part, grown>>20)
		}
	}
	wantEmpty(t, tmp)

	// Under the limit of size, but compressed like a bomb.
	_, err := Read(context.Background(), "ds.xlsx", bytes.NewReader(bomb(t, "xl/worksheets/sheet1.xml", 16<<20)), Options{})
	if !errors.Is(err, registry.ErrInvalid) || !strings.Contains(err.Error(), "200 times") {
		t.Errorf("ratio: got %v", err)
	}
	// A directory that lies: the entry stops at its stated size.
	lie := lieAboutSize(t, bomb(t, "xl/worksheets/sheet1.xml", 16<<20))
	if _, err = Read(context.Background(), "ds.xlsx", bytes.NewReader(lie), Options{}); !errors.Is(err, registry.ErrInvalid) {
		t.Errorf("a lying directory: got %v", err)
	}
}

// lieAboutSize writes 1000 bytes as the expanded size of every large entry.
func lieAboutSize(t testing.TB, data []byte) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range zr.File {
		h := f.FileHeader
		h.UncompressedSize64 = min(h.UncompressedSize64, 1000)
		h.Flags &^= 8
		p, err := w.CreateRaw(&h)
		must(t, err)
		raw, err := f.OpenRaw()
		must(t, err)
		_, err = io.Copy(p, raw)
		must(t, err)
	}
	must(t, w.Close())
	return b.Bytes()
}

// replacePart gives a part of an archive other content.
func replacePart(t testing.TB, data []byte, name, content string) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var parts []string
	for _, f := range zr.File {
		rc, err := f.Open()
		must(t, err)
		old, err := io.ReadAll(rc)
		must(t, err)
		if f.Name == name {
			old = []byte(content)
		}
		parts = append(parts, f.Name, string(old))
	}
	return zipOf(t, parts...)
}

func wantEmpty(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left in the temporary folder: %v, %v", left, err)
	}
}

func TestFault12_Archives(t *testing.T) {
	many := []string{}
	for i := range 10000 {
		many = append(many, fmt.Sprintf("xl/media/%d.txt", i), "")
	}
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"10,000 entries":  {rawBook(goodRows, many...), "entries, over the limit"},
		"up and out":      {rawBook(goodRows, "../../evil.xml", "x"), "unsafe path"},
		"hidden up":       {rawBook(goodRows, "xl/../../evil.xml", "x"), "unsafe path"},
		"absolute":        {rawBook(goodRows, "/etc/passwd", "x"), "unsafe path"},
		"backslash":       {rawBook(goodRows, `..\evil.xml`, "x"), "unsafe path"},
		"drive":           {rawBook(goodRows, "C:evil.xml", "x"), "unsafe path"},
		"nested archive":  {rawBook(goodRows, "xl/inner.zip", "PK\x03\x04"), "an archive inside"},
		"two of one name": {rawBook(goodRows, "xl/WORKBOOK.xml", workbookXML), "two entries of one name"},
		"no workbook":     {zipOf(t, "a.txt", "x"), "is an archive, not XLSX"},
		"opendocument":    {zipOf(t, "mimetype", "x", "content.xml", "<x/>"), "OpenDocument"},
		"binary workbook": {zipOf(t, "xl/workbook.bin", "x"), ".xlsb"},
	} {
		_, err := Read(context.Background(), "ds.xlsx", bytes.NewReader(tt.data), Options{})
		if !errors.Is(err, registry.ErrInvalid) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
	}
	wantText(t, "the same without faults", dump(readBytes(t, "ds.xlsx", rawBook(goodRows), Options{}).Platforms), "2:A BTC vi=Cổng\n")
	wantEmpty(t, tmp)
}

func TestFault13_ActiveContent(t *testing.T) {
	entity := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`
	for name, data := range map[string][]byte{
		"entities in the sheet": rawBook(goodRows + `<row r="3"><c r="A3" t="inlineStr"><is><t>&b;&c;</t></is></c></row>`),
		"declared entities":     zipOf(t, "[Content_Types].xml", contentTypes, "_rels/.rels", rootRels, "xl/workbook.xml", entity+strings.Replace(workbookXML, `name="S"`, `name="&c;"`, 1), "xl/_rels/workbook.xml.rels", workbookRels, "xl/worksheets/sheet1.xml", sheetHead+goodRows+sheetFoot),
	} {
		if res, err := Read(context.Background(), "ds.xlsx", bytes.NewReader(data), Options{}); !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("%s: %v, %s", name, err, dump(res.Platforms))
		}
	}
	active := rawBook(strings.Replace(goodRows, `<c r="C2" t="inlineStr"><is><t>Cổng</t></is></c>`, `<c r="C2" t="str"><f>cmd|'/c calc'!A0</f><v>Cổng</v></c>`, 1),
		"xl/vbaProject.bin", "macro", "xl/externalLinks/externalLink1.xml", `<externalLink/>`)
	active = replacePart(t, active, "xl/_rels/workbook.xml.rels", strings.Replace(workbookRels, "</Relationships>",
		`<Relationship Id="rId2" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>`+
			`<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>`, 1))
	res := readBytes(t, "ds.xlsx", active, Options{})
	wantText(t, "saved value of a DDE formula", dump(res.Platforms), "2:A BTC vi=Cổng\n")
	wantIn(t, "notes", noteText(res), "macros; they were not run", "external links; nothing was fetched")
}

func TestFault15_DamagedWorkbooks(t *testing.T) {
	good := rawBook(goodRows)
	for n := 8; n < len(good); n += 37 {
		if res, err := Read(context.Background(), "ds.xlsx", bytes.NewReader(good[:n]), Options{}); !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("cut at %d: %v, %s", n, err, dump(res.Platforms))
		}
	}
	for name, rows := range map[string]string{
		"cut XML":              strings.Repeat(goodRows, 1) + `<row r="3"><c`,
		"shared text missing":  goodRows + `<row r="3"><c r="A3" t="s"><v>5</v></c></row>`,
		"rows out of order":    goodRows + `<row r="1"><c r="A1"><v>1</v></c></row>`,
		"cell of another row":  goodRows + `<row r="3"><c r="A9"><v>1</v></c></row>`,
		"row beyond the sheet": goodRows + `<row r="99999999"/>`,
	} {
		if res, err := Read(context.Background(), "ds.xlsx", bytes.NewReader(rawBook(rows)), Options{}); !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("%s: %v, %s", name, err, dump(res.Platforms))
		}
	}
	_, err := Read(context.Background(), "ds.xlsx", strings.NewReader("<html><table></table></html>"), Options{})
	if !errors.Is(err, registry.ErrInvalid) {
		t.Errorf("HTML named .xlsx: %v", err)
	}
	_, err = Read(context.Background(), "ds.xlsx", strings.NewReader(sampleCSV), Options{})
	if !errors.Is(err, registry.ErrInvalid) {
		t.Errorf("CSV named .xlsx: %v", err)
	}
}

// What an export makes inert comes back as it was (the import half of 47).
func TestFault47_InertCells(t *testing.T) {
	names := []string{`=HYPERLINK("http://x")`, "+1", "-1", "@SUM(A1)", "'=1", "''x", "'x", "＝1"}
	var csv strings.Builder
	csv.WriteString("id,agency,name_vi\n")
	rows := [][]any{cells("id", "agency", "name_vi")}
	for i, n := range names {
		inert := registry.InertCell(n)
		fmt.Fprintf(&csv, "R%d,BTC,\"%s\"\n", i, strings.ReplaceAll(inert, `"`, `""`))
		rows = append(rows, cells(fmt.Sprintf("R%d", i), "BTC", inert))
	}
	data := book(t, func(f *excelize.File) { table(t, f, "Sheet1", rows...) })
	for _, res := range []Result{read(t, csv.String(), Options{}), readBytes(t, "ds.xlsx", data, Options{})} {
		if len(res.Platforms) != len(names) {
			t.Fatalf("%d platforms, errors:\n%s", len(res.Platforms), messages(res.Errors, registry.EN))
		}
		for i, p := range res.Platforms {
			if p.NameVI != names[i] {
				t.Errorf("%q came back as %q", names[i], p.NameVI)
			}
		}
	}
}

func TestNumberFormats(t *testing.T) {
	for format, want := range map[string]numberStyle{
		"dd/mm/yyyy": {date: "2006-01-02"}, "mm/yyyy": {date: "2006-01"}, "yyyy": {date: "2006"}, `"ngày" dd`: {date: "2006-01-02"},
		"[$-42A]d mmmm yyyy;@": {date: "2006-01-02"}, "000": {digits: 3}, "0": {}, "0.00": {}, "General": {}, "#,##0": {}, "[h]:mm": {}, `"day" 0`: {}, `0\d`: {}, "@": {},
	} {
		if got := styleOf(format); got != want {
			t.Errorf("%s: got %+v, want %+v", format, got, want)
		}
	}
}
