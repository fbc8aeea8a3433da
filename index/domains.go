package index

import (
	"slices"
	"strings"

	"trunglap/registry"
	"trunglap/text"
)

// A taxonomy says to which data domains a phrase belongs, for facets: real
// lists hold a new phrase in every second entry, and a facet of single entries
// helps nobody. Only the X- tree is used for phrases, whose keywords were
// written for that; codes of any tree are taken as they stand.
type taxonomy struct {
	byCode  map[string]registry.Domain // by upper-case code
	keyword map[string][]string        // toned keyword -> codes
	longest int                        // words of the longest keyword
}

const phraseTree = "X-"

func newTaxonomy(domains []registry.Domain) *taxonomy {
	t := &taxonomy{byCode: map[string]registry.Domain{}, keyword: map[string][]string{}}
	for _, d := range domains {
		t.byCode[strings.ToUpper(d.Code)] = d
		if !strings.HasPrefix(d.Code, phraseTree) {
			continue
		}
		for _, k := range slices.Concat(d.KeywordsVI, d.KeywordsEN, []string{d.NameVI, d.NameEN}) {
			key := text.Toned(k)
			if !slices.Contains(t.keyword[key], d.Code) {
				t.keyword[key] = append(t.keyword[key], d.Code)
			}
			t.longest = max(t.longest, strings.Count(key, " ")+1)
		}
	}
	return t
}

// code finds the domain that s is a code of.
func (t *taxonomy) code(s string) (registry.Domain, bool) {
	d, ok := t.byCode[strings.ToUpper(strings.TrimSpace(s))]
	return d, ok
}

// of lists the domains of some phrases or codes with all domains above them,
// each once, sorted.
func (t *taxonomy) of(phrases []string) []string {
	var out []string
	for _, s := range phrases {
		codes := t.ofPhrase(s)
		if d, ok := t.code(s); ok {
			codes = []string{d.Code}
		}
		for _, c := range codes {
			out = append(out, t.lineage(c)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ofPhrase is the domains of the longest keyword that stands in the phrase as
// whole words; of equally long ones, the first.
func (t *taxonomy) ofPhrase(s string) []string {
	words := strings.Fields(text.Toned(s))
	for n := min(t.longest, len(words)); n > 0; n-- {
		for i := 0; i+n <= len(words); i++ {
			if codes := t.keyword[strings.Join(words[i:i+n], " ")]; codes != nil {
				return codes
			}
		}
	}
	return nil
}

// lineage is a code and all codes above it; a loop in the file ends it.
func (t *taxonomy) lineage(code string) []string {
	var out []string
	for code != "" && !slices.Contains(out, code) {
		out = append(out, code)
		code = t.byCode[strings.ToUpper(code)].Parent
	}
	return out
}

// texts replaces codes by the names they stand for.
func (t *taxonomy) texts(domains []string) []string {
	var out []string
	for _, s := range domains {
		if d, ok := t.code(s); ok {
			out = append(out, d.NameVI, d.NameEN)
			continue
		}
		out = append(out, s)
	}
	return out
}
