package index

import (
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/mapping"

	"trunglap/registry"
	"trunglap/text"
)

// The fields of a document. The three texts are searched in toned and folded
// form. Pairs of neighbours ("dan_cu") only order hits, so one folded field
// for all texts is enough: with pairs beside the words of every field the
// index was twice as large.
const (
	fieldName           = "name"
	fieldFunction       = "function"
	fieldData           = "data"
	foldedSuffix        = "_folded"
	fieldPair           = "pair"
	fieldConcept        = "concept"         // thesaurus concepts of all texts
	fieldConceptBroader = "concept_broader" // all that are broader than those
	fieldConceptFolded  = "concept_folded"  // found only without marks, and all broader
	fieldCode           = "code"            // id, its parts, owner's code
	fieldAgency         = "agency"
	fieldDomain         = "domain" // codes of the taxonomy
	fieldPhrase         = "phrase" // data domains as written, toned
	fieldRestricted     = "restricted"
	fieldRetired        = "retired" // "0" or "1": hits are ordered by it first

	pairMark = "_"
)

// A document is what Bleve gets for one platform: finished words joined by
// spaces, and exact keywords.
type document struct {
	Name           string   `json:"name"`
	NameFolded     string   `json:"name_folded"`
	Function       string   `json:"function"`
	FunctionFolded string   `json:"function_folded"`
	Data           string   `json:"data"`
	DataFolded     string   `json:"data_folded"`
	Pair           string   `json:"pair"`
	Concept        string   `json:"concept"`
	ConceptFolded  string   `json:"concept_folded"`
	ConceptBroader string   `json:"concept_broader"`
	Code           string   `json:"code"`
	Agency         string   `json:"agency"`
	Domain         []string `json:"domain"`
	Phrase         []string `json:"phrase"`
	Restricted     string   `json:"restricted"`
	Retired        string   `json:"retired"`
}

const documentType = "platform"

// BleveType selects the mapping. Without it Bleve uses the default mapping and
// answers wrongly, not with an error.
func (document) BleveType() string { return documentType }

// newMapping maps documents: words split at white space only, keywords whole,
// nothing stored, and doc values (which facets and ordering need) for three
// fields alone.
func newMapping() (*mapping.IndexMappingImpl, error) {
	m := bleve.NewIndexMapping()
	const words = "finished_words"
	err := m.AddCustomAnalyzer(words, map[string]any{"type": custom.Name, "tokenizer": whitespace.Name})
	if err != nil {
		return nil, err
	}
	field := func(analyzer string, docValues bool) *mapping.FieldMapping {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.DocValues = analyzer, docValues
		f.Store, f.IncludeInAll, f.IncludeTermVectors = false, false, false
		return f
	}
	d := bleve.NewDocumentStaticMapping()
	for _, t := range texts {
		d.AddFieldMappingsAt(t.field, field(words, false))
		d.AddFieldMappingsAt(t.field+foldedSuffix, field(words, false))
	}
	for _, name := range []string{fieldPair, fieldConcept, fieldConceptFolded, fieldConceptBroader, fieldCode} {
		d.AddFieldMappingsAt(name, field(words, false))
	}
	for _, name := range []string{fieldAgency, fieldDomain, fieldRetired} {
		d.AddFieldMappingsAt(name, field(keyword.Name, true))
	}
	for _, name := range []string{fieldPhrase, fieldRestricted} {
		d.AddFieldMappingsAt(name, field(keyword.Name, false))
	}
	d.AddSubDocumentMapping("_all", bleve.NewDocumentDisabledMapping())
	m.AddDocumentMapping(documentType, d)
	m.DefaultAnalyzer = words
	return m, nil
}

// A reader turns platforms into documents. It remembers broader concepts; it
// is not safe for concurrent use.
type reader struct {
	lex      *text.Lexicon
	taxonomy *taxonomy
	broader  map[string][]string
}

func newReader(lex *text.Lexicon, t *taxonomy) *reader {
	return &reader{lex: lex, taxonomy: t, broader: map[string][]string{}}
}

// document analyses one platform.
func (r *reader) document(p *registry.Platform) document {
	var d document
	var a analysis
	d.Name, d.NameFolded = r.words(&a, p.NameVI, p.NameEN)
	d.Function, d.FunctionFolded = r.words(&a, p.FunctionVI, p.FunctionEN)
	d.Data, d.DataFolded = r.words(&a, r.taxonomy.texts(p.Domains)...)
	d.Pair = strings.Join(a.pairs, " ")
	d.Concept, d.ConceptBroader = strings.Join(a.sure, " "), strings.Join(r.allBroader(a.sure), " ")
	d.ConceptFolded = strings.Join(slices.Concat(a.folded, r.allBroader(a.folded)), " ")
	d.Code = strings.Join(codeTerms(p.ID, p.Agency), " ")
	d.Agency = p.Agency
	d.Domain = r.taxonomy.of(p.Domains)
	for _, s := range p.Domains {
		d.Phrase = append(d.Phrase, text.Toned(s))
	}
	if p.Restricted {
		d.Restricted = "yes"
	}
	d.Retired = "0"
	if p.Status == registry.Retired {
		d.Retired = "1"
	}
	return d
}

// An analysis collects what is noted once per document: pairs of neighbours,
// concepts, and concepts found only without marks.
type analysis struct{ pairs, sure, folded []string }

func (a *analysis) mention(m text.Mention) {
	list := &a.sure
	if m.Folded {
		list = &a.folded
	}
	if !slices.Contains(*list, m.Concept) {
		*list = append(*list, m.Concept)
	}
}

// words is the toned and the folded text of some texts; pairs and concepts
// are added to a.
func (r *reader) words(a *analysis, texts ...string) (toned, folded string) {
	var t, f strings.Builder
	for _, s := range texts {
		form := r.lex.Analyze(s)
		for i, tok := range form.Tokens {
			t.WriteString(tok.Toned + " ")
			f.WriteString(tok.Folded + " ")
			if i > 0 && !form.Tokens[i-1].Break {
				a.pairs = append(a.pairs, form.Tokens[i-1].Folded+pairMark+tok.Folded)
			}
		}
		for _, m := range form.Concepts {
			a.mention(m)
		}
	}
	return t.String(), f.String()
}

// allBroader lists every concept above the given ones, each once, sorted.
func (r *reader) allBroader(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, r.above(id)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// above lists every concept above one, nearest first; a loop in the thesaurus
// ends it.
func (r *reader) above(id string) []string {
	if known, ok := r.broader[id]; ok {
		return known
	}
	var out []string
	for next := []string{id}; len(next) > 0; next = next[1:] {
		c, _ := r.lex.Concept(next[0])
		for _, b := range c.Broader {
			if b != id && !slices.Contains(out, b) {
				out, next = append(out, b), append(next, b)
			}
		}
	}
	r.broader[id] = out
	return out
}

// codeTerms are the words by which a platform's id and owner are found: "BCA-001"
// as a whole, and its parts as the tokenizer splits them.
func codeTerms(id, agency string) []string {
	out := []string{codeTerm(id), codeTerm(agency)}
	for _, tok := range text.Tokenize(id) {
		out = append(out, tok.Toned)
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// codeTerm is a code as one word.
func codeTerm(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), pairMark) }
