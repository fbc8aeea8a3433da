package intake

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"trunglap/registry"
)

// Word documents: every table of the body is read like a sheet, named "bảng 1",
// "bảng 2" and so on; text outside tables is not looked at. A table without a
// header whose first row fits the one before goes on with that one's. A cell spanning
// columns or rows counts for each of them, as in a workbook. Text that tracked
// changes delete is left out, text they insert is read. A table inside a cell
// is read as text of that cell.

// maxDocument bounds the XML of a document, some 20,000 rows of a list.
const maxDocument = 64 << 20

// docxRecords reads the tables of a document.
func (rd *Reader) docxRecords(ctx context.Context, a *archive, part string) (iter.Seq2[record, error], error) {
	if a.parts[strings.ToLower(part)].UncompressedSize64 > maxDocument {
		return nil, refuse(rd.name, registry.Tf("có phần văn bản lớn hơn %d MB", "has a text of more than %d MB", maxDocument>>20), registry.T("lưu bảng dưới dạng XLSX hoặc CSV UTF-8", "save the table as XLSX or CSV UTF-8"))
	}
	sample, err := docxSample(a, part)
	if err != nil {
		return nil, damaged(rd.name)
	}
	rd.settleGarbled(sample)
	return func(yield func(record, error) bool) {
		rc, err := a.open(part)
		if err != nil {
			yield(record{}, damaged(rd.name))
			return
		}
		defer rc.Close()
		p := docxPass{rd: rd, d: xml.NewDecoder(rc)}
		for {
			rows, err := p.table(ctx)
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(record{}, err)
				return
			}
			p.tables++
			for _, rec := range rd.docxRows(fmt.Sprintf("bảng %d", p.tables), rows) {
				if !yield(rec, nil) {
					return
				}
			}
		}
	}, nil
}

// docxSample is the first text of the document, for legacy fonts.
func docxSample(a *archive, part string) (string, error) {
	rc, err := a.open(part)
	if err != nil {
		return "", err
	}
	defer rc.Close()
	d := xml.NewDecoder(rc)
	var b strings.Builder
	for b.Len() < sampleSize {
		t, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.EndElement:
			if t.Name.Local == "p" {
				b.WriteByte('\n')
			}
		}
	}
	return b.String(), nil
}

// A docxCell is a cell as the document has it.
type docxCell struct {
	text string
	span int  // columns
	more bool // continues the cell above
}

// A docxRow is a row; before is the number of columns left out at its start.
type docxRow struct {
	cells  []docxCell
	before int
}

// A docxPass reads a document forward.
type docxPass struct {
	rd     *Reader
	d      *xml.Decoder
	tables int
}

// table reads the next outermost table; io.EOF when there is none.
func (p *docxPass) table(ctx context.Context) ([]docxRow, error) {
	for {
		t, err := p.token()
		if err != nil {
			return nil, err
		}
		if s, ok := t.(xml.StartElement); ok && s.Name.Local == "tbl" {
			return p.rows(ctx)
		}
	}
}

func (p *docxPass) token() (xml.Token, error) {
	t, err := p.d.Token()
	if err != nil && err != io.EOF {
		return nil, damaged(p.rd.name)
	}
	return t, err
}

// rows reads a table up to its end.
func (p *docxPass) rows(ctx context.Context) ([]docxRow, error) {
	var rows []docxRow
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t, err := p.token()
		if err != nil {
			return nil, unexpected(err, p.rd.name)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "tr":
				row, deleted, err := p.row()
				if err != nil {
					return nil, err
				}
				if !deleted {
					rows = append(rows, row)
				}
			case "Fallback":
				if err := p.skip(); err != nil {
					return nil, err
				}
			}
		case xml.EndElement:
			if t.Name.Local == "tbl" {
				return rows, nil
			}
		}
	}
}

// row reads a row up to its end; deleted tells of a row that a tracked change
// takes out.
func (p *docxPass) row() (row docxRow, deleted bool, err error) {
	properties := false
	for {
		t, err := p.token()
		if err != nil {
			return row, false, unexpected(err, p.rd.name)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "trPr":
				properties = true
			case "del":
				deleted = deleted || properties
			case "gridBefore":
				row.before = clamp(wordAttr(t, "val"), p.rd.opts.Limits.Columns)
			case "tc":
				cell, err := p.cell()
				if err != nil {
					return row, false, err
				}
				row.cells = append(row.cells, cell)
			case "Fallback":
				if err := p.skip(); err != nil {
					return row, false, err
				}
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "trPr":
				properties = false
			case "tr":
				return row, deleted, nil
			}
		}
	}
}

// cell reads a cell up to its end. Nested tables only add text.
func (p *docxPass) cell() (docxCell, error) {
	cell := docxCell{span: 1}
	var b strings.Builder
	inText := false
	for depth := 1; ; {
		t, err := p.token()
		if err != nil {
			return cell, unexpected(err, p.rd.name)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "tc":
				depth++
			case "gridSpan":
				if depth == 1 {
					cell.span = max(1, clamp(wordAttr(t, "val"), p.rd.opts.Limits.Columns))
				}
			case "vMerge":
				cell.more = cell.more || depth == 1 && wordAttr(t, "val") != "restart"
			case "t":
				inText = true
			case "tab":
				b.WriteByte(' ')
			case "br", "cr":
				b.WriteByte('\n')
			case "noBreakHyphen":
				b.WriteByte('-')
			case "tabs", "del", "Fallback":
				if err := p.skip(); err != nil {
					return cell, err
				}
			}
		case xml.CharData:
			if inText {
				b.Write(t)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				inText = false
			case "p":
				b.WriteByte('\n')
			case "tc":
				if depth--; depth == 0 {
					cell.text = strings.TrimSpace(b.String())
					return cell, nil
				}
			}
		}
	}
}

func (p *docxPass) skip() error {
	if err := p.d.Skip(); err != nil {
		return damaged(p.rd.name)
	}
	return nil
}

// unexpected: the document ends inside a table.
func unexpected(err error, name string) error {
	if err == io.EOF {
		return damaged(name)
	}
	return err
}

func wordAttr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func clamp(s string, most int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return min(n, most)
}

// docxRows lays the cells of a table on its grid.
func (rd *Reader) docxRows(sheet string, rows []docxRow) []record {
	out := make([]record, len(rows))
	above := map[int]string{} // by column, the cell that may go on below
	starts := map[int]*grid{} // by column, the row in which it started
	depth := map[int]int{}
	for n, row := range rows {
		rec := record{source: registry.Source{File: rd.name, Sheet: sheet, Row: n + 1}, grid: &grid{depth: 1}}
		for range row.before {
			rec.add("", false)
		}
		for _, c := range row.cells {
			at := len(rec.cells)
			if c.more {
				c.text = above[at]
				depth[at]++
				if g := starts[at]; g != nil {
					g.depth = max(g.depth, min(depth[at], maxStacked))
				}
			} else {
				starts[at], depth[at], above[at] = rec.grid, 1, c.text
			}
			if len(c.text) > rd.opts.Limits.Cell || at+c.span > rd.opts.Limits.Columns {
				rec.fault = &registry.RowError{Source: rec.source, Index: at + 1, Found: shorten(c.text), Reason: longCell.reason, Remedy: longCell.remedy}
				break
			}
			for i := range c.span {
				rec.add(c.text, i > 0)
			}
		}
		out[n] = rec
	}
	return out
}

func (r *record) add(text string, across bool) {
	r.cells = append(r.cells, text)
	r.grid.across = append(r.grid.across, across)
}
