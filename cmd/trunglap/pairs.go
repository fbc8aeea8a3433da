package main

import (
	"encoding/csv"
	"io"
	"strconv"

	"trunglap/registry"
	"trunglap/similarity"
)

// pairColumns head every file of scored pairs. Other programs read them:
// columns may be added at the end, never renamed.
var pairColumns = [...]string{"a_id", "b_id", "score", "probability", "name", "function", "domain", "scope", "relation", "verdict"}

// A pairWriter writes scored pairs as CSV.
type pairWriter struct{ csv *csv.Writer }

func newPairWriter(w io.Writer) (*pairWriter, error) {
	p := &pairWriter{csv.NewWriter(w)}
	return p, p.csv.Write(pairColumns[:])
}

// write adds one pair: the score in bits, the similarities in [0,1], empty
// where one side or both did not state what is compared.
func (p *pairWriter) write(a, b string, s *similarity.Scored) error {
	row := []string{registry.InertCell(a), registry.InertCell(b), s.Score.String(),
		strconv.FormatFloat(s.Score.Probability(), 'f', 6, 64)}
	for _, m := range s.Measures {
		cell := ""
		if m.Presence == registry.BothPresent {
			cell = registry.Millibits(m.Similarity).String() // thousandths either way
		}
		row = append(row, cell)
	}
	return p.csv.Write(append(row, string(s.Relation), string(s.Verdict)))
}

func (p *pairWriter) flush() error {
	p.csv.Flush()
	return p.csv.Error()
}
