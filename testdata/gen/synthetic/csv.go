package synthetic

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteCSV writes the platforms as a list that intake reads, and their labels
// in the columns of the gold files. labels may be nil.
func (r *Registry) WriteCSV(platforms, labels io.Writer) error {
	if labels == nil {
		labels = io.Discard
	}
	p, l := newCSV(platforms), newCSV(labels)
	p.row("id", "agency_code", "name_vi", "function_vi", "data_domains", "users", "scope", "launched", "parent", "replaces")
	l.row("a_id", "b_id", "relation", "grade", "note")
	for x, label := range r.All() {
		p.row(x.ID, x.Agency, x.NameVI, x.FunctionVI, strings.Join(x.Domains, "; "), strings.Join(x.Users, ";"), x.Scope, string(x.Launched), x.Parent, strings.Join(x.Replaces, ";"))
		if label != nil {
			l.row(label.A, label.B, label.Relation, strconv.Itoa(label.Grade), string(label.Kind))
		}
	}
	if err := p.flush(); err != nil {
		return fmt.Errorf("write platforms: %w", err)
	}
	if err := l.flush(); err != nil {
		return fmt.Errorf("write labels: %w", err)
	}
	return nil
}

// WriteAgencies writes the provinces as lines of an agencies file.
func WriteAgencies(w io.Writer) error {
	c := newCSV(w)
	for _, a := range Provinces() {
		c.row(a.Code, a.NameVI, a.NameEN, "", a.Kind, "", "", "", "", "")
	}
	return c.flush()
}

// csvFile remembers the first error until flush.
type csvFile struct {
	buffer *bufio.Writer
	csv    *csv.Writer
	err    error
}

func newCSV(w io.Writer) *csvFile {
	b := bufio.NewWriterSize(w, 1<<16)
	return &csvFile{buffer: b, csv: csv.NewWriter(b)}
}

func (f *csvFile) row(cells ...string) {
	if f.err == nil {
		f.err = f.csv.Write(cells)
	}
}

func (f *csvFile) flush() error {
	f.csv.Flush()
	for _, err := range []error{f.err, f.csv.Error(), f.buffer.Flush()} {
		if err != nil {
			return err
		}
	}
	return nil
}
