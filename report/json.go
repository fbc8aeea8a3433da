package report

import (
	"encoding/json"
	"io"
	"time"

	"trunglap/registry"
)

// The JSON report: everything the HTML report shows, for programs. Its schema
// is docs/schema/report.schema.json. Scores and weights are whole thousandths
// of a bit, similarities whole thousandths. Fields are added, never renamed;
// a change that would break a reader changes the name in "format".

const jsonFormat = "trunglap-report-1"

type jsonReport struct {
	Format    string                       `json:"format"`
	Title     string                       `json:"title"`
	Lang      registry.Lang                `json:"lang"`
	Generated *time.Time                   `json:"generated,omitempty"`
	Run       registry.Run                 `json:"run"`
	Snapshot  jsonSnapshot                 `json:"snapshot"`
	Coverage  Coverage                     `json:"coverage"`
	Model     registry.Model               `json:"model"`
	Quality   *Quality                     `json:"quality,omitempty"`
	Agencies  []registry.Agency            `json:"agencies"`
	Platforms []registry.Platform          `json:"platforms"`
	Findings  []jsonFinding                `json:"findings"`
	Decisions map[string]registry.Decision `json:"decisions"`
	Matrix    []jsonCell                   `json:"matrix"`
}

type jsonSnapshot struct {
	Digest string          `json:"digest"`
	AsOf   registry.Date   `json:"as_of,omitempty"`
	Lists  []registry.List `json:"lists"`
}

// A jsonFinding is a finding with its place and probability, or, for a
// restricted case, its visible side alone.
type jsonFinding struct {
	Rank int `json:"rank"`
	*registry.Finding
	Probability json.Number `json:"probability,omitempty"`
	Restricted  *jsonHidden `json:"restricted,omitempty"`
}

type jsonHidden struct {
	ID       string `json:"id"`
	Platform string `json:"platform,omitempty"`
	Note     string `json:"note"`
}

type jsonCell struct {
	A         string            `json:"a"`
	B         string            `json:"b"`
	Count     int               `json:"count"`
	Strongest registry.Relation `json:"strongest"`
}

func writeJSON(w io.Writer, d *document) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(d.json())
}

func (d *document) json() jsonReport {
	r := jsonReport{
		Format: jsonFormat, Title: d.title(), Lang: d.lang, Run: d.Run,
		Snapshot: jsonSnapshot{d.Snapshot.Digest, d.Snapshot.AsOf, d.Snapshot.Lists},
		Coverage: d.coverage, Model: d.Model, Quality: d.Quality,
		Agencies: d.agenciesUsed(), Platforms: d.Snapshot.Platforms,
		Findings: []jsonFinding{}, Decisions: d.decisionsShown(), Matrix: []jsonCell{},
	}
	if !d.Generated.IsZero() {
		at := d.Generated.UTC()
		r.Generated = &at
	}
	for i := range d.cases {
		r.Findings = append(r.Findings, d.jsonFinding(i))
	}
	m := matrixOf(d.cases)
	for _, c := range m.Cells {
		if c.Row <= c.Column {
			r.Matrix = append(r.Matrix, jsonCell{m.Codes[c.Row], m.Codes[c.Column], c.Count, c.Strongest})
		}
	}
	return r
}

func (d *document) jsonFinding(i int) jsonFinding {
	k := &d.cases[i]
	if k.hidden {
		return jsonFinding{Rank: i + 1, Restricted: &jsonHidden{k.ID, k.a.ID, hiddenText.In(d.lang)}}
	}
	return jsonFinding{Rank: i + 1, Finding: &k.Finding, Probability: json.Number(probability(k.Score))}
}

// agenciesUsed lists the agencies of the coverage with their successors, in
// directory order.
func (d *document) agenciesUsed() []registry.Agency {
	used := map[string]bool{}
	for _, b := range d.coverage.Bodies {
		used[b.Code] = true
	}
	for i := range d.Snapshot.Platforms {
		used[d.Snapshot.Platforms[i].Agency] = true
	}
	out := []registry.Agency{}
	for _, a := range d.Agencies.All() {
		if used[a.Code] {
			out = append(out, a)
		}
	}
	return out
}

// decisionsShown leaves out the decisions on cases that are not shown in full.
func (d *document) decisionsShown() map[string]registry.Decision {
	out := map[string]registry.Decision{}
	for i := range d.cases {
		if decision, ok := d.Decisions[d.cases[i].ID]; ok && !d.cases[i].hidden {
			out[d.cases[i].ID] = decision
		}
	}
	return out
}
