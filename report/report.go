// Package report writes a run for people and for programs: one HTML file,
// PDF, XLSX, CSV, JSON and a table for the terminal, all of them with the same
// cases in the same order.
//
// A report never scores, sorts or drops a finding: what it prints is what the
// run stored. It adds only facts that can be counted from the snapshot, such as
// platforms per agency and who has not reported. The one thing it takes away
// is what a reader may not see: restricted platforms (see cases.go).
//
// The bytes depend on the Report alone: no clock, locale, map order or network.
package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"trunglap/registry"
)

// A Report is everything that one document says.
type Report struct {
	Title     registry.Text // empty: the usual title
	Generated time.Time     // printed on one line of its own; zero: no such line

	Run       registry.Run
	Snapshot  registry.Snapshot
	Agencies  *registry.Agencies
	Model     registry.Model
	Findings  []registry.Finding           // strongest first, as the run stored them
	Decisions map[string]registry.Decision // by finding id
	Quality   *Quality                     // measured against labelled pairs; nil: not measured

	Compiler       string // code of the body that keeps the list and does not report to itself; empty: see Cover
	MaxFindings    int    // most findings in a document made for reading; 0: the format's own limit
	ShowRestricted bool   // the reader may see restricted platforms
}

// Quality is how well the settings did on pairs that people labelled.
type Quality struct {
	Gold             string  `json:"gold"` // name of the labelled set
	Pairs            int     `json:"pairs"`
	Positives        int     `json:"positives"`
	AveragePrecision float64 `json:"average_precision"`
	Precision        float64 `json:"precision"`
	Recall           float64 `json:"recall"`
	F1               float64 `json:"f1"`
}

// A Format is a kind of document.
type Format string

// The formats.
const (
	HTML     Format = "html"
	XLSX     Format = "xlsx"
	PDF      Format = "pdf"
	CSV      Format = "csv"
	JSON     Format = "json"
	Terminal Format = "text"
)

var formats = [...]Format{HTML, XLSX, PDF, CSV, JSON, Terminal}

// Formats lists every format in the order in which they are offered.
func Formats() []Format { return append([]Format(nil), formats[:]...) }

// ParseFormat recognises the name of a format.
func ParseFormat(s string) (Format, error) {
	var names []string
	for _, f := range formats {
		if s == string(f) {
			return f, nil
		}
		names = append(names, string(f))
	}
	known := strings.Join(names, ", ")
	return "", &registry.Error{Kind: registry.ErrUsage, Say: registry.Tf(
		"định dạng báo cáo %q không được hỗ trợ; dùng %s",
		"report format %q is not supported; use one of %s", s, known)}
}

// Write writes the report in one format and language. It fails without having
// written anything if the report refers to a platform that its snapshot lacks.
func Write(w io.Writer, f Format, r *Report, lang registry.Lang) error {
	d, err := newDocument(r, lang)
	if err != nil {
		return fmt.Errorf("report as %s: %w", f, err)
	}
	switch f {
	case HTML:
		err = writeHTML(w, d)
	case XLSX:
		err = writeXLSX(w, d)
	case PDF:
		err = writePDF(w, d)
	case CSV:
		err = writeCSV(w, d)
	case JSON:
		err = writeJSON(w, d)
	case Terminal:
		err = writeTerminal(w, d)
	default:
		_, err = ParseFormat(string(f))
	}
	if err != nil {
		return fmt.Errorf("report as %s: %w", f, err)
	}
	return nil
}

// A document is a report made ready for one language and one reader.
type document struct {
	*Report  // what the reader may see
	printer  // numbers, dates and words in the document's language
	cases    []kase
	coverage Coverage
}

func newDocument(r *Report, lang registry.Lang) (*document, error) {
	if r.Agencies == nil {
		return nil, registry.Invalid(registry.T("báo cáo thiếu danh mục cơ quan", "the report has no agency directory"))
	}
	cases, err := casesOf(r)
	if err != nil {
		return nil, err
	}
	shown := visible(r)
	return &document{Report: shown, printer: printer{lang}, cases: cases, coverage: Cover(shown)}, nil
}

// title is the report's title, or the usual one.
func (d *document) title() string {
	if t := d.Title.In(d.lang); t != "" {
		return t
	}
	return d.tr("Báo cáo trùng lặp nền tảng số", "Overlap report on digital platforms")
}

// most is how many cases a document for reading holds, at most limit.
func (d *document) most(limit int) int {
	if d.MaxFindings > 0 {
		limit = d.MaxFindings
	}
	return min(limit, len(d.cases))
}

// agency is the name of an agency, or the code where the directory lacks it.
func (d *document) agency(code string) string {
	if a, ok := d.Agencies.ByCode(code); ok {
		return a.Name(d.lang)
	}
	return code
}

// owner names a platform's owner as listed and, where a merger has moved it
// since, the owner on the day of the report.
func (d *document) owner(code string) (then, now string) {
	then = d.agency(code)
	if current := d.Agencies.Current(code, d.coverage.AsOf); current != code {
		now = d.agency(current)
	}
	return then, now
}
