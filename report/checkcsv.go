package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"trunglap/registry"
)

// The CSV form of checks: one row per proposal, for whoever keeps a table of
// them. Like the CSV report it begins with a byte-order mark, has the words of
// the machine formats and decimal points in both languages, and inert text
// cells; name, statement and remarks are in the language of the document. The nearest
// platform is the strongest match, whatever the verdict; reuse is the suggested
// one. The arithmetic is in the other forms.

var checkCSVHeader = []string{
	"id", "name", "agency", "verdict", "probability", "relation", "found", "restricted", "missing", "too_short",
	"nearest_id", "nearest_name", "nearest_agency", "nearest_score", "nearest_probability", "nearest_relation",
	"treatment", "reuse_id", "reuse_name", "reuse_agency", "reuse_contact", "statement",
	"bodies_reported", "bodies_required", "as_of", "snapshot", "remarks",
}

func writeCheckCSV(w io.Writer, r *CheckReport, lang registry.Lang) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(checkCSVHeader); err != nil {
		return err
	}
	for i := range r.Proposals {
		if err := out.Write(checkCSVRow(r.document(i, lang))); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func checkCSVRow(doc *checkDocument) []string {
	c, lang, text := &doc.Check, doc.lang, registry.InertCell
	row := []string{text(c.ID), text(c.Proposal.Name(lang)), text(c.Proposal.Agency), string(c.Verdict), c.Probability.String(), string(c.Relation),
		strconv.Itoa(c.Found), strconv.FormatBool(c.Restricted), strings.Join(c.Missing, ";"), strings.Join(c.TooShort, ";")}
	if len(c.Matches) > 0 {
		m := &c.Matches[0]
		row = append(row, text(m.ID), text(registry.T(m.NameVI, m.NameEN).In(lang)), text(m.Agency),
			registry.Millibits(m.Score).String(), m.Probability.String(), string(m.Relation))
	} else {
		row = append(row, make([]string, 6)...)
	}
	row = append(row, suggestionCells(c.Suggestion, lang)...)
	if d := c.Coverage; d != nil {
		row = append(row, strconv.Itoa(d.Reported), strconv.Itoa(d.Required))
	} else {
		row = append(row, "", "")
	}
	return append(row, string(c.AsOf), c.Snapshot, text(strings.Join(doc.remarks(), " ")))
}

// suggestionCells are treatment, reuse and statement; empty where nothing is suggested.
func suggestionCells(s *registry.Suggestion, lang registry.Lang) []string {
	cells := make([]string, 6)
	if s == nil {
		return cells
	}
	cells[0], cells[5] = string(s.Treatment), registry.InertCell(s.Statement.In(lang))
	if r := s.Reuse; r != nil {
		for i, v := range []string{r.ID, registry.T(r.NameVI, r.NameEN).In(lang), r.Agency, r.Contact} {
			cells[1+i] = registry.InertCell(v)
		}
	}
	return cells
}
