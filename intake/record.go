package intake

import (
	"slices"
	"strings"

	"trunglap/registry"
)

// A record is one row as the file has it, or the reason why it has no cells.
type record struct {
	source  registry.Source
	cells   []string
	fault   *registry.RowError
	unsaved []int // columns, from 0, whose formula has no saved value
	grid    *grid // of spreadsheets and documents: how the cells are merged
	item    *item // of JSON and YAML: cells with names of their own
}

// A grid tells which cells of a row repeat a merged cell. The text of a merged
// cell counts for every row and column it covers.
type grid struct {
	across []bool // the cell repeats the one to its left
	depth  int    // rows covered by the deepest cell that starts in this row; 1: none is merged downwards
}

// headerCells are the cells as headers of one row: a cell merged across heads
// its first column only.
func (r *record) headerCells() []string {
	if r.grid == nil {
		return r.cells
	}
	cells := slices.Clone(r.cells)
	for i := range cells {
		if i < len(r.grid.across) && r.grid.across[i] {
			cells[i] = ""
		}
	}
	return cells
}

// stackedCells joins the rows of a header column by column, leaving repeats out.
func stackedCells(rows []record) []string {
	width := 0
	for _, r := range rows {
		width = max(width, len(r.cells))
	}
	out := make([]string, width)
	for i := range out {
		var parts []string
		for _, r := range rows {
			if i >= len(r.cells) || r.fault != nil {
				continue
			}
			if s := clean(r.cells[i]); s != "" && (len(parts) == 0 || parts[len(parts)-1] != s) {
				parts = append(parts, s)
			}
		}
		out[i] = strings.Join(parts, " ")
	}
	for i := len(out) - 1; i > 0; i-- {
		if out[i] == out[i-1] && i < len(rows[0].grid.across) && rows[0].grid.across[i] {
			out[i] = ""
		}
	}
	return out
}

// heading recognises a row that is one cell merged across at least half of the
// table: its text is a heading, not a platform.
func (r *record) heading(width int) (string, bool) {
	if r.grid == nil || len(r.cells) == 0 {
		return "", false
	}
	first := -1
	covered := 0
	for i, s := range r.cells {
		switch {
		case i < len(r.grid.across) && r.grid.across[i]:
			covered++
		case clean(s) == "":
		case first >= 0:
			return "", false
		default:
			first = i
			covered++
		}
	}
	if first < 0 || covered < 2 || 2*covered < width {
		return "", false
	}
	return clean(r.cells[first]), true
}
