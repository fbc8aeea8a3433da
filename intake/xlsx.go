package intake

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"

	"trunglap/registry"
)

// Workbooks. excelize opens the workbook and gives the values; before that,
// each sheet's XML is read once by sheetfacts.go for what the library does not
// tell while streaming: whether it is whole, merged cells, dates, formulas.
//
// The rules, each told in a note where it applies:
//
//   - Every visible sheet with a header is read, in order. Hidden sheets are not.
//   - Hidden rows and columns are read: a filter hides rows of a list.
//   - A merged cell counts for every row and column it covers. A row that is
//     one cell merged across the table is a heading; if it names an agency, the
//     rows below that name none belong to it.
//   - Formulas count by the value that was saved with them. A formula saved
//     with an error, or in a column with a meaning without a value, is a row error.
//   - Dates are read by the number format of their cell, as years, months or
//     days. Numbers shown with leading zeros keep them.
//   - Macros, external links, pictures and comments are not looked at, and
//     nothing is fetched.

// xlsxRecords reads a workbook sheet by sheet.
func (rd *Reader) xlsxRecords(ctx context.Context, br *bufio.Reader) (iter.Seq2[record, error], error) {
	a, err := openArchive(rd.name, br)
	if err != nil {
		return nil, err
	}
	main := a.mainPart()
	if strings.HasPrefix(main, "word/") {
		rd.res.Format = DOCX
		return rd.docxRecords(ctx, a, main)
	}
	if !strings.HasPrefix(main, "xl/") || path.Ext(main) == ".bin" {
		return nil, refuse(rd.name, otherArchive(a), registry.T("lưu lại dưới dạng XLSX, DOCX hoặc CSV UTF-8", "save it as XLSX, DOCX or CSV UTF-8"))
	}
	return func(yield func(record, error) bool) {
		w, err := rd.openWorkbook(a, main)
		if err == nil {
			err = w.sheets(ctx, yield)
			err = errors.Join(err, w.close())
		}
		if err != nil && !errors.Is(err, errStop) {
			yield(record{}, err)
		}
	}, nil
}

// otherArchive names what a zip file is that we do not read.
func otherArchive(a *archive) registry.Text {
	switch {
	case a.has("xl/workbook.bin"):
		return registry.T("là bảng tính nhị phân (.xlsb)", "is a binary workbook (.xlsb)")
	case a.has("content.xml"):
		return registry.T("là tài liệu OpenDocument (.ods, .odt)", "is an OpenDocument file (.ods, .odt)")
	case a.has("ppt/presentation.xml"):
		return registry.T("là bản trình chiếu (.pptx)", "is a presentation (.pptx)")
	}
	return registry.T("là tệp nén, không phải XLSX hay DOCX", "is an archive, not XLSX or DOCX")
}

// A workbook is an open XLSX file.
type workbook struct {
	rd     *Reader
	a      *archive
	main   string // the part that is the workbook
	f      *excelize.File
	dir    string // of the library's temporary files
	names  []string
	hidden map[string]bool
	paths  map[string]string // sheet -> part of the archive
	styles *styleBook

	strings string // the part of the shared strings; empty: none
	texts   int    // how many there are
}

func (rd *Reader) openWorkbook(a *archive, main string) (*workbook, error) {
	dir, err := os.MkdirTemp("", "trunglap-xlsx-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary folder: %w", err)
	}
	w := &workbook{rd: rd, a: a, main: main, dir: dir}
	if err := w.open(); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *workbook) open() error {
	if err := w.structure(); err != nil {
		return err
	}
	f, err := excelize.OpenReader(bytes.NewReader(w.a.data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxExpanded, UnzipXMLSizeLimit: 4 << 20, TmpDir: w.dir})
	if err != nil {
		return damaged(w.rd.name)
	}
	w.f, w.styles = f, newStyleBook(f)
	return nil
}

func (w *workbook) close() error {
	var err error
	if w.f != nil {
		err = w.f.Close()
	}
	return errors.Join(err, os.RemoveAll(w.dir))
}

// structure reads which sheets there are and where; every part must be whole.
func (w *workbook) structure() error {
	var book struct {
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	rels, err := w.a.relations(w.main)
	if w.part(w.main, &book) != nil || err != nil {
		return damaged(w.rd.name)
	}
	targets := map[string]string{}
	for _, r := range rels {
		targets[r.ID] = r.target
		switch {
		case strings.HasSuffix(r.Type, "/sharedStrings"):
			w.strings = r.target
		case strings.HasSuffix(r.Type, "/vbaProject"):
			w.rd.note.add(registry.T("tệp có macro; macro không được chạy", "the file has macros; they were not run"))
		case strings.HasSuffix(r.Type, "/externalLink"):
			w.rd.note.add(registry.T("tệp có liên kết ngoài; không tải gì từ bên ngoài", "the file has external links; nothing was fetched"))
		}
	}
	w.hidden, w.paths = map[string]bool{}, map[string]string{}
	for _, s := range book.Sheets {
		for _, at := range s.Attrs {
			if at.Name.Local == "id" {
				w.paths[s.Name] = targets[at.Value]
			}
		}
		w.names = append(w.names, s.Name)
		w.hidden[s.Name] = s.State == "hidden" || s.State == "veryHidden"
	}
	w.texts, err = w.sharedTexts()
	return err
}

func (w *workbook) part(name string, v any) error {
	data, err := w.a.read(name)
	if err != nil {
		return err
	}
	return xml.Unmarshal(data, v)
}

// sharedTexts counts the shared strings and looks at the first ones for text
// typed for legacy fonts.
func (w *workbook) sharedTexts() (int, error) {
	if w.strings == "" {
		return 0, nil
	}
	rc, err := w.a.open(w.strings)
	if err != nil {
		return 0, damaged(w.rd.name)
	}
	defer rc.Close()
	d := xml.NewDecoder(rc)
	n := 0
	var sample strings.Builder
	for {
		t, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return 0, damaged(w.rd.name)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "si" {
				n++
			}
		case xml.CharData:
			if sample.Len() < sampleSize {
				sample.Write(t)
				sample.WriteByte('\n')
			}
		}
	}
	w.rd.settleGarbled(sample.String())
	return n, nil
}

// sheets yields the rows of every sheet that is read.
func (w *workbook) sheets(ctx context.Context, yield func(record, error) bool) error {
	var tables []string
	official := false
	for _, name := range w.names {
		official = official || isTemplateSheet(name, registry.SheetObjects)
	}
	for _, name := range w.names {
		switch {
		case w.hidden[name]:
			w.rd.note.add(registry.Tf("trang ẩn %q không được đọc; bỏ ẩn nếu cần nạp", "hidden sheet %q was not read; unhide it if it is to be loaded", name))
		case w.paths[name] == "" || !w.a.has(w.paths[name]) || strings.Contains(w.paths[name], "chartsheets/"):
			w.rd.note.add(registry.Tf("trang %q không phải bảng ô, không đọc", "sheet %q is no table of cells and was not read", name))
		case official && sideSheet(name):
			if err := w.side(ctx, name, yield); err != nil {
				return err
			}
		case official && !isTemplateSheet(name, registry.SheetObjects):
			w.rd.note.add(registry.Tf("trang %q không chứa đối tượng, không đọc", "sheet %q holds no objects and was not read", name))
		default:
			tables = append(tables, name)
		}
	}
	for _, name := range tables {
		for rec, err := range w.rows(ctx, name) {
			if !yield(rec, err) || err != nil {
				return errStop
			}
		}
	}
	return nil
}

func sideSheet(name string) bool {
	for _, s := range [...]string{registry.SheetLinks, registry.SheetMapping, registry.SheetTasks} {
		if isTemplateSheet(name, s) {
			return true
		}
	}
	return false
}

// side reads a sheet that speaks about the objects. What is wrong with its
// rows is handed on as faults, in the place of rows.
func (w *workbook) side(ctx context.Context, name string, yield func(record, error) bool) error {
	c := w.rd.c
	if c.side == nil {
		c.side = newSideSheets()
	}
	s := &sideReader{c: c, sheet: name}
	for rec, err := range w.rows(ctx, name) {
		if err != nil {
			return err
		}
		if f := s.take(rec); f != nil {
			c.side.faults = append(c.side.faults, f)
		}
	}
	if s.headers == nil {
		w.rd.note.add(registry.Tf("trang %q không có dòng tiêu đề nhận ra được, không đọc", "sheet %q has no header that was recognised and was not read", name))
	}
	return nil
}

// rows yields the rows of one sheet.
func (w *workbook) rows(ctx context.Context, name string) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		facts, err := w.facts(ctx, name)
		if err != nil {
			yield(record{}, err)
			return
		}
		facts.tell(w.rd, name)
		rows, err := w.f.Rows(name)
		if err != nil {
			yield(record{}, damaged(w.rd.name))
			return
		}
		defer rows.Close()
		m := merger{areas: facts.merged}
		for n := 1; rows.Next(); n++ {
			cells, err := rows.Columns()
			if err != nil {
				yield(record{}, damaged(w.rd.name))
				return
			}
			if err := ctx.Err(); err != nil {
				yield(record{}, err)
				return
			}
			rec := record{source: registry.Source{File: w.rd.name, Sheet: name, Row: n}}
			rec.fault = facts.settle(&rec, cells, w.rd.opts.Limits)
			rec.cells, rec.grid = m.row(n, cells)
			if !yield(rec, nil) {
				return
			}
		}
		if err := rows.Error(); err != nil {
			yield(record{}, damaged(w.rd.name))
		}
	}
}
