package index

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"trunglap/text"
)

// A query is plain text: nothing in it is an operator. These bounds keep a
// pasted document from becoming ten thousand clauses; what is cut off is
// announced in Result.Truncated.
const (
	maxQueryBytes = 4096
	maxQueryWords = 32
	maxRelaxed    = 12
)

// texts are the searched texts and how much a word found there counts.
var texts = [...]struct {
	field string
	boost float64
}{{fieldName, 4}, {fieldFunction, 1}, {fieldData, 1}}

// foldedBoost makes a word met only without its marks count for less; whole
// hits met so come after all others anyway, see tiers.
const foldedBoost = 0.3

// A unit is what one part of a query asks for: all of its words, or a concept
// that they name.
type unit struct {
	words    []text.Token
	concepts []string // several when the words, typed without marks, name several
	folded   bool     // the concepts were recognised without marks
}

// A plan is a query understood: the units asked for, and words that only
// order the hits.
type plan struct {
	units     []unit
	generic   []text.Token // "hệ thống", "quản lý": nobody searches for these
	pairs     []string     // neighbours, as indexed
	whole     string       // the query as one code
	truncated bool
}

// newPlan reads a query text.
func newPlan(lex *text.Lexicon, s string) plan {
	cut, truncated := cutText(s, maxQueryBytes)
	form := lex.Analyze(strings.Map(plain, cut))
	p := plan{whole: codeTerm(cut), truncated: truncated}
	tokens := form.Tokens
	if len(tokens) > maxQueryWords {
		tokens, p.truncated = tokens[:maxQueryWords], true
	}
	generic := genericWords(lex, form, tokens)
	for i := 1; i < len(tokens); i++ {
		if !tokens[i-1].Break {
			p.pairs = append(p.pairs, tokens[i-1].Folded+pairMark+tokens[i].Folded)
		}
	}
	for from := 0; from < len(tokens); {
		u, to := unitAt(lex, form, tokens, from)
		p.add(u, generic[from:to])
		from = to
	}
	if len(p.units) == 0 { // nothing but generic words: then they are what is asked for
		for _, w := range p.generic {
			p.units = append(p.units, unit{words: []text.Token{w}})
		}
		p.generic = nil
	}
	return p
}

// plain makes a space of the characters that are operators elsewhere, and that
// would part a phrase here: "dân* cư*" is dân cư.
func plain(r rune) rune {
	if strings.ContainsRune("*?!\"“”()[]{}<>~^&|\\+=:;", r) {
		return ' '
	}
	return r
}

// unitAt is the unit that begins at a word: the longest concept mentioned
// there, else the word alone.
func unitAt(lex *text.Lexicon, form text.Form, tokens []text.Token, from int) (u unit, to int) {
	to = from + 1
	for _, m := range form.Concepts {
		if m.From != from || m.To > len(tokens) || m.To < to || isGeneric(lex, m) {
			continue
		}
		if m.To > to {
			u.concepts = nil
		}
		u.concepts, u.folded, to = append(u.concepts, m.Concept), m.Folded, m.To
	}
	u.words = tokens[from:to]
	return u, to
}

// add takes a unit into the plan without its generic words, unless these are
// all that its concept has.
func (p *plan) add(u unit, generic []bool) {
	var telling []text.Token
	for i, w := range u.words {
		if generic[i] {
			p.generic = append(p.generic, w)
			continue
		}
		telling = append(telling, w)
	}
	if len(telling) == 0 && len(u.concepts) == 0 {
		return
	}
	if len(telling) > 0 {
		u.words = telling
	}
	same := func(o unit) bool { return joinToned(o.words) == joinToned(u.words) }
	if !slices.ContainsFunc(p.units, same) {
		p.units = append(p.units, u)
	}
}

// genericWords marks the words that belong to a generic concept, or to a
// generic word or phrase of the vocabulary, longest phrase first.
func genericWords(lex *text.Lexicon, form text.Form, tokens []text.Token) []bool {
	const longest = 6 // "cơ sở dữ liệu quốc gia"
	out := make([]bool, len(tokens))
	for _, m := range form.Concepts {
		if isGeneric(lex, m) {
			for i := m.From; i < min(m.To, len(tokens)); i++ {
				out[i] = true
			}
		}
	}
	for i := 0; i < len(tokens); {
		n := min(longest, len(tokens)-i)
		for n > 0 && !lex.Generic(joinToned(tokens[i:i+n])) {
			n--
		}
		for j := range n {
			out[i+j] = true
		}
		i += max(n, 1)
	}
	return out
}

func isGeneric(lex *text.Lexicon, m text.Mention) bool {
	c, _ := lex.Concept(m.Concept)
	return c.Kind == "generic"
}

func joinToned(tokens []text.Token) string {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Toned
	}
	return strings.Join(words, " ")
}

// cutText shortens s to at most n bytes, between runes.
func cutText(s string, n int) (string, bool) {
	if len(s) <= n {
		return s, false
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n], true
}

// empty reports whether the plan asks for nothing, as a query of punctuation
// does.
func (p *plan) empty() bool { return len(p.units) == 0 }

// A tier is how surely a word must be met.
type tier int

const (
	anyTier   tier = iota // with its marks or without
	tonedTier             // marks and all
)

// relax keeps the units that are rarest in the index, most telling first: a
// query of any of thirty common words would weigh half the registry.
func (p *plan) relax(count func(word string) (uint64, error)) error {
	rarest := make(map[string]uint64, len(p.units))
	for _, u := range p.units {
		for i, w := range u.words {
			n, err := count(w.Folded)
			if err != nil {
				return err
			}
			if key := joinToned(u.words); i == 0 || n < rarest[key] {
				rarest[key] = n
			}
		}
	}
	slices.SortStableFunc(p.units, func(a, b unit) int {
		return cmp.Compare(rarest[joinToned(a.words)], rarest[joinToned(b.words)])
	})
	p.units = p.units[:min(len(p.units), maxRelaxed)]
	return nil
}

// matching is the Bleve query for the units: all of them, or in a relaxed
// plan at least one.
func (p *plan) matching(t tier, relaxed bool) query.Query {
	all := make([]query.Query, len(p.units))
	for i, u := range p.units {
		all[i] = u.query(t)
	}
	found := query.Query(bleve.NewConjunctionQuery(all...))
	if relaxed {
		found = bleve.NewDisjunctionQuery(all...)
	}
	return bleve.NewDisjunctionQuery(found, term(fieldCode, p.whole, 8))
}

func (u unit) query(t tier) query.Query {
	words := make([]query.Query, len(u.words))
	for i, w := range u.words {
		words[i] = wordQuery(w, t)
	}
	any := []query.Query{bleve.NewConjunctionQuery(words...)}
	if !u.folded || t == anyTier {
		for _, id := range u.concepts {
			any = append(any, u.conceptQueries(id, t)...)
		}
	}
	return bleve.NewDisjunctionQuery(any...)
}

// conceptQueries meet a concept, or with less weight a narrower one. A concept
// recognised without marks counts as little as words so met.
func (u unit) conceptQueries(id string, t tier) []query.Query {
	weight := 1.0
	if u.folded {
		weight = foldedBoost
	}
	out := []query.Query{term(fieldConcept, id, weight), term(fieldConceptBroader, id, weight/4)}
	if t == anyTier {
		out = append(out, term(fieldConceptFolded, id, foldedBoost))
	}
	return out
}

// wordQuery meets a word in any text or as part of a code.
func wordQuery(w text.Token, t tier) query.Query {
	return bleve.NewDisjunctionQuery(append(termQueries(w.Toned, w.Folded, t), term(fieldCode, w.Toned, 1))...)
}

// termQueries meet a word in any of the texts.
func termQueries(toned, folded string, t tier) []query.Query {
	var out []query.Query
	for _, x := range texts {
		out = append(out, term(x.field, toned, x.boost))
		if t == anyTier {
			out = append(out, term(x.field+foldedSuffix, folded, x.boost*foldedBoost))
		}
	}
	return out
}

// ordering is what moves a hit up without being asked for: neighbouring words
// that are neighbours there too, and generic words in the name.
func (p *plan) ordering() []query.Query {
	var out []query.Query
	for _, pair := range p.pairs {
		out = append(out, term(fieldPair, pair, 1))
	}
	for _, w := range p.generic {
		out = append(out, term(fieldName, w.Toned, 0.2), term(fieldName+foldedSuffix, w.Folded, 0.1))
	}
	return out
}

// term is an exact word in a field.
func term(field, word string, boost float64) query.Query {
	q := bleve.NewTermQuery(word)
	q.SetField(field)
	q.SetBoost(boost)
	return q
}
