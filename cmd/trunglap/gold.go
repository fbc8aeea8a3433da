package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"trunglap/registry"
	"trunglap/similarity"
)

// readGold reads labelled pairs: a_id, b_id and, where there are, relation,
// grade and note, in any order. A file without a relation column lists
// matches. Between two lists a pair keeps its order, for the lists may use the
// same id for different things.
func readGold(path string, betweenLists bool) ([]similarity.Gold, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	g := goldReader{file: filepath.Base(path), seen: map[registry.Pair]int{}, ordered: betweenLists}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		line, _ := r.FieldPos(0)
		if err := g.take(line, cells); err != nil {
			return nil, err
		}
	}
	if g.columns == nil {
		return nil, registry.Invalid(registry.Tf("tệp %s trống", "file %s is empty", path))
	}
	return g.gold, nil
}

// A goldReader turns rows into labelled pairs; the first row names the columns.
type goldReader struct {
	file    string
	columns []string
	gold    []similarity.Gold
	seen    map[registry.Pair]int
	ordered bool
}

func (g *goldReader) take(line int, cells []string) error {
	if g.columns == nil {
		for _, c := range cells {
			g.columns = append(g.columns, strings.ToLower(strings.TrimSpace(strings.TrimPrefix(c, "\ufeff"))))
		}
		if !slices.Contains(g.columns, "a_id") || !slices.Contains(g.columns, "b_id") {
			return g.bad(line, "", registry.T("dòng tiêu đề phải có cột a_id và b_id", "the header must have columns a_id and b_id"))
		}
		return nil
	}
	pair, err := registry.NewPair(g.cell(cells, "a_id"), g.cell(cells, "b_id"))
	if g.ordered {
		pair, err = registry.Pair{A: g.cell(cells, "a_id"), B: g.cell(cells, "b_id")}, nil
	}
	if err != nil {
		return g.bad(line, pair.A, registry.T("một cặp cần hai mã khác nhau", "a pair needs two different ids"))
	}
	relation, known := registry.Duplication, true
	if slices.Contains(g.columns, "relation") {
		relation, known = similarity.GoldRelation(g.cell(cells, "relation"))
	}
	if !known {
		return g.bad(line, g.cell(cells, "relation"), registry.T("không có quan hệ này", "there is no such relation"))
	}
	if before := g.seen[pair]; before > 0 {
		return g.bad(line, pair.A+", "+pair.B, registry.Tf("cặp này đã có ở dòng %d", "this pair is in line %d already", before))
	}
	g.seen[pair] = line
	grade, _ := strconv.Atoi(g.cell(cells, "grade")) // a remark; the relation decides
	g.gold = append(g.gold, similarity.Gold{Pair: pair, Relation: relation, Grade: grade, Note: g.cell(cells, "note")})
	return nil
}

func (g *goldReader) cell(cells []string, column string) string {
	i := slices.Index(g.columns, column)
	if i < 0 || i >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[i])
}

func (g *goldReader) bad(line int, found string, reason registry.Text) error {
	e := &registry.RowError{Source: registry.Source{File: g.file, Line: line}, Found: found, Reason: reason}
	return registry.Invalid(registry.T(e.Message(registry.VI), e.Message(registry.EN)))
}
