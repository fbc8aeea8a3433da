package report

import (
	"unicode/utf8"
)

// gridView is the agency x agency matrix as it is drawn.
type gridView struct {
	Width, Height int
	Side          int // of a cell
	X, Y          int // of the first cell
	Span          int // of all cells
	Rows          []gridLabel
	Columns       []gridLabel
	Cells         []gridCell
}

type gridLabel struct {
	Code, Name, Label string
	X, Y              int
}

type gridCell struct {
	X, Y, TextX, TextY int
	Count              int
	Symbol, Class      string
	Href               string // to the first card, if that card is shown
	Title              string
}

const (
	gridLabelX   = 262 // room for row labels
	gridLabelY   = 64  // room for column labels
	gridLabelMax = 38  // runes of a row label before the code stands in
)

// grid lays the matrix out; cells are smaller where agencies are many.
func (d *document) grid(shown int) gridView {
	m := matrixOf(d.cases)
	side := 40
	if len(m.Codes) > 16 {
		side = 36
	}
	g := gridView{Side: side, X: gridLabelX, Y: gridLabelY, Span: side * len(m.Codes)}
	g.Width, g.Height = g.X+g.Span+40, g.Y+g.Span+2
	for i, code := range m.Codes {
		name := d.agency(code)
		label := name
		if utf8.RuneCountInString(label) > gridLabelMax {
			label = code
		}
		at := i*side + side/2
		g.Rows = append(g.Rows, gridLabel{code, name, label, g.X - 8, g.Y + at + 4})
		g.Columns = append(g.Columns, gridLabel{code, name, code, g.X + at, g.Y - 8})
	}
	for _, c := range m.Cells {
		g.Cells = append(g.Cells, d.gridCell(&g, &m, c, shown))
	}
	return g
}

func (d *document) gridCell(g *gridView, m *matrix, c cell, shown int) gridCell {
	v := gridCell{X: g.X + c.Column*g.Side, Y: g.Y + c.Row*g.Side, Count: c.Count,
		Symbol: c.Strongest.Symbol(), Class: relationClass(c.Strongest)}
	v.TextX, v.TextY = v.X+g.Side/2, v.Y+g.Side/2
	v.Title = d.agency(m.Codes[c.Row]) + " × " + d.agency(m.Codes[c.Column]) + ": " + d.num(int64(c.Count)) + " " +
		d.tr("phát hiện, mạnh nhất là ", "findings, the strongest is ") + c.Strongest.Text().In(d.lang)
	if c.First < shown {
		v.Href = "#" + d.cases[c.First].ID
	}
	return v
}
