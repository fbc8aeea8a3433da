package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"trunglap/registry"
)

// document makes the smallest DOCX with a body.
func document(t testing.TB, body string) []byte {
	return zipOf(t, "[Content_Types].xml", contentTypes, "_rels/.rels", strings.Replace(rootRels, "xl/workbook.xml", "word/document.xml", 1),
		"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>`+body+`</w:body></w:document>`)
}

// tc is a cell; props is what stands in its properties.
func tc(text, props string) string {
	return `<w:tc><w:tcPr>` + props + `</w:tcPr><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:tc>`
}

func tr(cells ...string) string { return `<w:tr>` + strings.Join(cells, "") + `</w:tr>` }

func plainRow(texts ...string) string {
	var cells []string
	for _, s := range texts {
		cells = append(cells, tc(s, ""))
	}
	return tr(cells...)
}

func tbl(rows ...string) string { return `<w:tbl>` + strings.Join(rows, "") + `</w:tbl>` }

const (
	span2    = `<w:gridSpan w:val="2"/>`
	span5    = `<w:gridSpan w:val="5"/>`
	startsV  = `<w:vMerge w:val="restart"/>`
	goesOn   = `<w:vMerge/>`
	titleRow = `<w:p><w:r><w:t>DANH MỤC</w:t></w:r></w:p>`
)

func TestDocumentTables(t *testing.T) {
	data := document(t, titleRow+tbl(plainRow("Nơi nhận", "Số"))+
		tbl(
			tr(tc("STT", startsV), tc("Mã", startsV), tc("Tên nền tảng", span2), tc("Cơ quan", startsV)),
			tr(tc("", goesOn), tc("", goesOn), tc("Tiếng Việt", ""), tc("Tiếng Anh", ""), tc("", goesOn)),
			plainRow("(1)", "(2)", "(3)", "(4)", "(5)"),
			tr(tc("A. Nền tảng của Bộ", span5)),
			tr(tc("1", ""), tc("A", ""), tc("Cổng", ""), tc("Portal", ""), tc("Bộ Tài chính", startsV)),
			tr(tc("2", ""), tc("B", ""), tc("Kho", ""), tc("Store", ""), tc("", goesOn)),
			tr(tc("I. Bộ Y tế", span5)),
			plainRow("3", "C", "Sổ", "Book", ""),
			plainRow("4", "D", "thiếu")))
	res := readBytes(t, "ds.docx", data, Options{})
	wantText(t, "platforms", sheetDump(res.Platforms), `bảng 2!5:A BTC vi=Cổng en=Portal [STT]=1
bảng 2!6:B BTC vi=Kho en=Store [STT]=2
bảng 2!8:C BYT vi=Sổ en=Book [STT]=3
bảng 2!9:D BYT vi=thiếu [STT]=4
`)
	wantText(t, "errors", messages(res.Errors, registry.EN), "")
	wantIn(t, "notes", noteText(res), `sheet "bảng 1" has no header`, "headings across the table")
	if res.Format != DOCX {
		t.Errorf("format %q", res.Format)
	}
}

// Runs are joined, breaks kept, deletions left out, insertions and nested
// tables read, fallbacks of drawings not read twice.
func TestDocumentText(t *testing.T) {
	cell := func(inner string) string { return `<w:tc>` + inner + `</w:tc>` }
	run := func(s string) string { return `<w:r><w:t xml:space="preserve">` + s + `</w:t></w:r>` }
	for _, tt := range []struct{ inner, want string }{
		{`<w:p>` + run("Cổng ") + run("thuế") + `</w:p><w:p>` + run("điện tử") + `</w:p>`, "Cổng thuế\nđiện tử"},
		{`<w:p>` + run("a") + `<w:r><w:br/></w:r>` + run("b") + `<w:r><w:tab/></w:r>` + run("c") + `<w:r><w:noBreakHyphen/></w:r>` + run("d") + `</w:p>`, "a\nb c-d"},
		{`<w:p><w:del>` + `<w:r><w:delText>cũ</w:delText></w:r></w:del><w:ins>` + run("mới") + `</w:ins></w:p>`, "mới"},
		{`<w:p><w:hyperlink>` + run("liên kết") + `</w:hyperlink><w:r><w:instrText>HYPERLINK x</w:instrText></w:r></w:p>`, "liên kết"},
		{`<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>` + run("x") + `</w:p>`, "x"},
		{`<w:p>` + run("ngoài") + `</w:p>` + tbl(tr(tc("trong", ""))), "ngoài\ntrong"},
		{`<w:p><mc:AlternateContent><mc:Choice>` + run("một") + `</mc:Choice><mc:Fallback>` + run("một") + `</mc:Fallback></mc:AlternateContent></w:p>`, "một"},
	} {
		data := document(t, tbl(plainRow("id", "agency", "name_vi"), `<w:tr>`+tc("A", "")+tc("BTC", "")+cell(tt.inner)+`</w:tr>`,
			`<w:tr><w:trPr><w:del/></w:trPr>`+tc("X", "")+tc("BTC", "")+tc("bỏ", "")+`</w:tr>`))
		res := readBytes(t, "ds.docx", data, Options{})
		var got []string
		for _, p := range res.Platforms {
			got = append(got, p.ID+"="+strings.ReplaceAll(strings.Join(strings.Fields(strings.ReplaceAll(p.NameVI, "\n", " ¶ ")), " "), " ¶ ", "\n"))
		}
		wantText(t, tt.inner, strings.Join(got, "|"), "A="+tt.want)
	}
}

func TestDocumentFaults(t *testing.T) {
	good := document(t, tbl(plainRow("id", "agency", "name_vi"), plainRow("A", "BTC", "Cổng")))
	for name, data := range map[string][]byte{
		"cut XML":     document(t, "<w:tbl><w:tr><w:tc>"),
		"entity":      document(t, tbl(plainRow("id", "agency", "name_vi"), plainRow("A", "BTC", "&evil;"))),
		"cut archive": good[:len(good)/2],
	} {
		if res, err := Read(context.Background(), "ds.docx", bytes.NewReader(data), Options{}); !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("%s: %v, %s", name, err, dump(res.Platforms))
		}
	}
	// Spans beyond any table cost one row, not memory.
	wide := ""
	for range 2000 {
		wide += tc("x", `<w:gridSpan w:val="1000"/>`)
	}
	res := readBytes(t, "ds.docx", document(t, tbl(plainRow("id", "agency", "name_vi"), tr(wide), plainRow("A", "BTC", "Cổng"))), Options{})
	wantText(t, "after a wide row", dump(res.Platforms), "3:A BTC vi=Cổng\n")
	if len(res.Errors) != 1 || res.Errors[0].Row != 2 {
		t.Errorf("errors:\n%s", messages(res.Errors, registry.EN))
	}
	none := readBytes(t, "ds.docx", document(t, titleRow), Options{})
	wantIn(t, "notes", noteText(none), "empty")
}

// A document and a workbook typed for TCVN3 fonts.
func TestLegacyFontsInOffice(t *testing.T) {
	c := charsetNamed("TCVN3")
	rows := [][]any{cells("id", "agency", "name_vi", "function_vi")}
	var doc []string
	doc = append(doc, plainRow("id", "agency", "name_vi", "function_vi"))
	want := ""
	for i := range 5 {
		name, function := "Hệ thống quản lý hộ tịch", "Đăng ký khai sinh, kết hôn và cấp bản sao trích lục"
		id := fmt.Sprintf("A%d", i)
		rows = append(rows, cells(id, "BTP", c.encode(name), c.encode(function)))
		doc = append(doc, plainRow(id, "BTP", c.encode(name), c.encode(function)))
		want += fmt.Sprintf("%d:%s BTP vi=%s fvi=%s\n", i+2, id, name, function)
	}
	book := book(t, newTable(t, rows...))
	wantText(t, "workbook", dump(readBytes(t, "ds.xlsx", book, Options{}).Platforms), want)
	wantText(t, "document", dump(readBytes(t, "ds.docx", document(t, tbl(doc...)), Options{}).Platforms), want)
}
