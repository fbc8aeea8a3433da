package registry

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// An Agency is a ministry or other body, with the period in which it existed
// under this name and the body that took over its tasks.
type Agency struct {
	Code       string   `json:"code"`
	NameVI     string   `json:"name_vi"`
	NameEN     string   `json:"name_en"`
	AbbrevEN   string   `json:"abbrev_en,omitempty"`
	Kind       string   `json:"kind"`
	Aliases    []string `json:"aliases,omitempty"`
	ValidFrom  Date     `json:"valid_from,omitempty"` // empty: before the period covered
	ValidTo    Date     `json:"valid_to,omitempty"`   // last day; empty: still valid
	Successor  string   `json:"successor,omitempty"`
	LegalBasis string   `json:"legal_basis,omitempty"`
}

// Name is the agency's name in one language.
func (a *Agency) Name(l Lang) string { return Text{a.NameVI, a.NameEN}.In(l) }

// ValidOn reports whether the agency existed on a day; an unknown day is any day.
func (a *Agency) ValidOn(d Date) bool { return !a.ValidTo.Before(d) && !d.Before(a.ValidFrom) }

// An Agencies is a directory that recognises agencies by code, abbreviation,
// alias or full name in either language. It is safe for concurrent use.
type Agencies struct {
	all   []Agency
	code  map[string]int // exact code
	key   func(string) string
	known map[string]int // every spelling, by key; -1 when two agencies share it
}

//go:embed agencies.csv
var agenciesCSV string

// DefaultAgencies is the embedded directory: the bodies of 2024 and their
// successors of 2025 (provenance in agencies.md). key maps a spelling to the
// form in which spellings are compared.
func DefaultAgencies(key func(string) string) *Agencies {
	a, err := ReadAgencies(agenciesCSV, key)
	if err != nil {
		panic("registry: embedded agencies.csv: " + err.Error())
	}
	return a
}

// ReadAgencies parses a directory: code, name_vi, name_en, abbrev_en, kind,
// aliases (;-separated), valid_from, valid_to, successor_code, legal_basis.
func ReadAgencies(data string, key func(string) string) (*Agencies, error) {
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(data, "\ufeff"))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("agencies: %w", err)
	}
	d := &Agencies{code: map[string]int{}, known: map[string]int{}, key: key}
	for i, r := range rows {
		if i == 0 {
			if len(r) < 10 || r[0] != "code" {
				return nil, Invalid(T("danh mục cơ quan: dòng tiêu đề phải bắt đầu bằng code,name_vi,…", "agencies: the header must begin with code,name_vi,…"))
			}
			continue
		}
		from, err1 := ParseDate(r[6])
		to, err2 := ParseDate(r[7])
		if err1 != nil || err2 != nil {
			return nil, Invalid(Tf("danh mục cơ quan, dòng %d: ngày không hợp lệ", "agencies, row %d: bad date", i+1))
		}
		d.add(Agency{Code: r[0], NameVI: r[1], NameEN: r[2], AbbrevEN: r[3], Kind: r[4],
			Aliases: SplitList(r[5]), ValidFrom: from, ValidTo: to, Successor: r[8], LegalBasis: r[9]})
	}
	for _, a := range d.all {
		if _, ok := d.code[a.Successor]; a.Successor != "" && !ok {
			return nil, Invalid(Tf("cơ quan %s: không có cơ quan kế thừa %s", "agency %s: no such successor %s", a.Code, a.Successor))
		}
	}
	return d, nil
}

func (d *Agencies) add(a Agency) {
	i := len(d.all)
	d.all = append(d.all, a)
	d.code[a.Code] = i
	for _, s := range append([]string{a.Code, a.NameVI, a.NameEN, a.AbbrevEN}, a.Aliases...) {
		k := d.key(s)
		if k == "" {
			continue
		}
		if j, ok := d.known[k]; ok && j != i {
			d.known[k] = -1
			continue
		}
		d.known[k] = i
	}
}

// All lists the agencies in file order.
func (d *Agencies) All() []Agency { return slices.Clone(d.all) }

// ByCode finds an agency by its exact code.
func (d *Agencies) ByCode(code string) (Agency, bool) {
	i, ok := d.code[code]
	if !ok {
		return Agency{}, false
	}
	return d.all[i], true
}

// Find recognises an agency by code, abbreviation, alias or name. A spelling
// shared by two agencies is recognised only as somebody's exact code.
func (d *Agencies) Find(s string) (Agency, bool) {
	if a, ok := d.ByCode(strings.TrimSpace(s)); ok {
		return a, true
	}
	if i, ok := d.known[d.key(s)]; ok && i >= 0 {
		return d.all[i], true
	}
	return Agency{}, false
}

// Current follows mergers: the agency that held the tasks of code on a day. An
// unknown day means today's last known successor is not applied: the code stays.
func (d *Agencies) Current(code string, on Date) string {
	for range d.all {
		a, ok := d.ByCode(code)
		if !ok || a.Successor == "" || !on.Known() || !a.ValidTo.Before(on) {
			return code
		}
		code = a.Successor
	}
	return code
}

// Nearest lists up to n agencies whose code or a spelling is closest to s by
// edit distance on keys, best first, for "did you mean" messages.
func (d *Agencies) Nearest(s string, n int) []Agency {
	k := []rune(d.key(s))
	best := make([]int, len(d.all))
	for i := range best {
		best[i] = 1 << 30
	}
	for spelling, i := range d.known {
		if i < 0 {
			continue
		}
		best[i] = min(best[i], 1000*editDistance(k, []rune(spelling))/max(len(k), len([]rune(spelling)), 1))
	}
	order := make([]int, len(d.all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return best[a] - best[b] })
	var out []Agency
	for _, i := range order[:min(n, len(order))] {
		out = append(out, d.all[i])
	}
	return out
}

// editDistance is Levenshtein's, by the textbook recurrence.
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, ra := range a {
		diag := row[0]
		row[0] = i + 1
		for j, rb := range b {
			cost := diag
			if ra != rb {
				cost++
			}
			diag = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// SplitList splits a ;-separated cell into trimmed, non-empty items.
func SplitList(s string) []string {
	var out []string
	for item := range strings.SplitSeq(s, ";") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

// A Domain is a row of the data-domain taxonomy.
type Domain struct {
	Code, Parent, NameVI, NameEN string
	KeywordsVI, KeywordsEN       []string
}

//go:embed domains.csv
var domainsCSV string

// Domains is the embedded data-domain taxonomy (provenance in domains.md).
var Domains = sync.OnceValue(func() []Domain {
	rows, err := csv.NewReader(strings.NewReader(domainsCSV)).ReadAll()
	if err != nil {
		panic("registry: embedded domains.csv: " + err.Error())
	}
	var out []Domain
	for _, r := range rows[1:] {
		out = append(out, Domain{r[0], r[1], r[2], r[3], SplitList(r[4]), SplitList(r[5])})
	}
	return out
})
