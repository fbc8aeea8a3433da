package registry

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"
)

// A Transfer is one task that moved from a body to another while the rest of
// the body stayed or went elsewhere.
type Transfer struct {
	Task       Text     `json:"task"`
	From       string   `json:"from"`
	To         string   `json:"to"`
	Date       Date     `json:"date"` // first day with the new body
	Words      []string `json:"words"`
	LegalBasis string   `json:"legal_basis"`
	Certainty  string   `json:"certainty"` // sourced or known, see transfers.md
	Source     string   `json:"source,omitempty"`
}

// Sure says in both languages how sure a transfer is.
func (t *Transfer) Sure() Text {
	if t.Certainty == "sourced" {
		return T("theo nguồn đã công bố", "as published")
	}
	return T("theo hiểu biết chung, cần đối chiếu văn bản", "general knowledge, to be checked against the text")
}

//go:embed transfers.csv
var transfersCSV string

// Transfers is the embedded table of task transfers (provenance in transfers.md).
var Transfers = sync.OnceValue(func() []Transfer {
	rows, err := csv.NewReader(strings.NewReader(transfersCSV)).ReadAll()
	if err != nil {
		panic("registry: embedded transfers.csv: " + err.Error())
	}
	var out []Transfer
	for _, r := range rows[1:] {
		out = append(out, Transfer{T(r[0], r[1]), r[2], r[3], Date(r[4]), SplitList(r[5]), r[6], r[7], r[8]})
	}
	return out
})

// TransfersOf lists the transfers in force on a day that touch a platform: its
// owner as listed gave the task away, and its name or function speaks of it.
// key is the form in which texts are compared; an unknown day is every day.
func TransfersOf(p *Platform, on Date, key func(string) string) []Transfer {
	said := " " + key(p.NameVI+" . "+p.FunctionVI) + " "
	var out []Transfer
	for _, t := range Transfers() {
		about := func(word string) bool { return strings.Contains(said, " "+key(word)+" ") }
		if t.From == p.Agency && !on.Before(t.Date) && slices.ContainsFunc(t.Words, about) {
			out = append(out, t)
		}
	}
	return out
}

// InUse reports whether a platform may be suggested on a day: it is not out of
// use, and its stated end has not passed.
func (p *Platform) InUse(on Date) bool { return p.Status != Retired && !p.Ended.Before(on) }
