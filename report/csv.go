package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"trunglap/registry"
)

// The CSV report: one row per case, all cases, in the order of the report. It
// begins with a byte-order mark, without which Excel misreads Vietnamese.
//
// Column names and numbers are the same in both languages (decimal point), so
// that programs can read them; the four similarities are empty where one side
// or both did not state the field. Relation and verdict are the English words
// of the machine formats; sentences are in the language of the report. Every
// text cell is inert (registry.InertCell): import takes the apostrophe off again.
// A case with a restricted entry has its visible side and the relation
// "restricted", and nothing else.

var csvHeader = []string{
	"rank", "finding", "a_id", "b_id", "score", "probability", "name", "function", "domain", "scope", "relation", "verdict",
	"a_name", "b_name", "a_agency", "b_agency", "a_agency_name", "b_agency_name", "a_agency_now", "b_agency_now", "owners",
	"margin", "robust", "summary", "shared", "differs", "why_not_higher", "counterfactual",
	"decision", "decision_reason", "decision_text", "decision_author", "decision_date",
}

func writeCSV(w io.Writer, d *document) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(csvHeader); err != nil {
		return err
	}
	for i := range d.cases {
		if err := out.Write(d.csvRow(i)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// csvRow is the row of case i. Numbers are written by us and need no
// protection; texts come from files.
func (d *document) csvRow(i int) []string {
	k, text := &d.cases[i], registry.InertCell
	if k.hidden {
		row := make([]string, len(csvHeader))
		row[0], row[1], row[2], row[10] = strconv.Itoa(i+1), k.ID, text(k.a.ID), "restricted"
		row[12], row[14], row[16] = text(k.a.Name(d.lang)), text(k.a.Agency), text(d.agencyIf(k.a.Agency))
		row[23] = hiddenText.In(d.lang)
		return row
	}
	explain := k.Explain[d.lang]
	thenA, nowA := d.owner(k.a.Agency)
	thenB, nowB := d.owner(k.b.Agency)
	row := []string{
		strconv.Itoa(i + 1), k.ID, text(k.a.ID), text(k.b.ID), k.Score.String(), probability(k.Score),
		k.similarity(registry.ByName), k.similarity(registry.ByFunction), k.similarity(registry.ByDomain), k.similarity(registry.ByScope),
		string(k.Relation), string(k.Verdict),
		text(k.a.Name(d.lang)), text(k.b.Name(d.lang)), text(k.a.Agency), text(k.b.Agency), text(thenA), text(thenB), text(nowA), text(nowB), string(k.Owners),
		k.Margin.String(), strconv.FormatBool(k.Robust), text(explain.Summary), text(explain.Shared), text(explain.Differs),
		text(explain.WhyNotHigher), text(explain.Counterfactual),
	}
	decision, ok := d.Decisions[k.ID]
	if !ok {
		return append(row, "", "", "", "", "")
	}
	return append(row, text(decision.Outcome), text(decision.Reason), text(decision.Text), text(decision.Author),
		decision.At.In(vietnam).Format("2006-01-02"))
}

// agencyIf is the name of an agency, and nothing for no agency.
func (d *document) agencyIf(code string) string {
	if code == "" {
		return ""
	}
	return d.agency(code)
}

// similarity is a comparison's similarity in [0,1], empty where it is missing.
func (k *kase) similarity(c registry.Comparison) string {
	for i := range k.Evidence {
		if e := &k.Evidence[i]; e.Comparison == c && e.Presence == registry.BothPresent {
			return registry.Millibits(e.Similarity).String()
		}
	}
	return ""
}

// probability prints six decimals: more than any reader needs, and fewer than
// a processor's last bit could change.
func probability(m registry.Millibits) string {
	return strconv.FormatFloat(m.Probability(), 'f', 6, 64)
}
