package similarity

import (
	"slices"
	"strings"
	"unicode"

	"trunglap/registry"
	"trunglap/text"
)

// A Record is a platform in the form in which it is compared: its texts turned
// into bags once. It does not change after NewRecord.
type Record struct {
	Platform *registry.Platform

	name, function, domain field
	scope                  scope
	used                   []usage   // words of the Vietnamese function bag whose use is known
	odd                    []oddWord // words of the name that may hold a spelling slip
	said                   int64     // weight of the function text alone: is there enough to judge?

	// What the decision table asks.
	foldedName    string    // the name without marks
	aliases       []string  // folded spellings by which others may mention it
	functionKey   string    // the function's folded words between spaces
	aliasWords    []wordSet // of each alias
	functionWords wordSet   // of functionKey
}

// A field is one text in the bags that its language allows.
type field struct {
	vi, folded, en Bag
	unmarked       bool // the Vietnamese text was typed without marks
}

// empty reports that the field says nothing in either language.
func (f *field) empty() bool { return len(f.vi.Terms) == 0 && len(f.en.Terms) == 0 }

// A segment is a text with the language it is read in.
type segment struct {
	form text.Form
	lang registry.Lang
}

// Record prepares a platform for comparison.
func (e *Engine) Record(p *registry.Platform) *Record {
	nameVI, nameEN := e.segment(p.NameVI, registry.VI), e.segment(p.NameEN, registry.EN)
	funcVI, funcEN := e.segment(p.FunctionVI, registry.VI), e.segment(p.FunctionEN, registry.EN)
	domVI, domEN := e.domainSegments(p.Domains)
	r := &Record{Platform: p}
	nameV, nameE, domV, domE := e.say(nameVI), e.say(nameEN), e.say(domVI), e.say(domEN)
	r.name, r.domain = bagsOf([]saying{nameV}, []saying{nameE}), bagsOf([]saying{domV}, []saying{domE})
	if p.FunctionVI != "" || p.FunctionEN != "" {
		funcV, funcE := e.say(funcVI), e.say(funcEN)
		vi, en := []saying{nameV, funcV, domV}, []saying{nameE, funcE, domE}
		if p.FunctionVI == "" {
			vi = nil // a name is no function text: compare in the language in which there is one
		}
		if p.FunctionEN == "" {
			en = nil
		}
		r.function = bagsOf(vi, en)
		if vi != nil {
			r.used = e.usages([]segment{nameVI, funcVI, domVI})
		}
		r.said = max(sumOf(funcV.toned), sumOf(funcE.toned))
	}
	r.odd = e.oddWords(nameVI, nameEN)
	r.foldedName = joined(nameVI.form.Tokens, true) + " " + joined(nameEN.form.Tokens, true)
	r.functionKey = " " + joined(funcVI.form.Tokens, true) + " " + joined(funcEN.form.Tokens, true) + " "
	r.aliases = e.aliases(p, r.functionKey, nameVI, nameEN)
	for _, alias := range r.aliases {
		r.aliasWords = append(r.aliasWords, wordsIn(alias))
	}
	r.functionWords = wordsIn(r.functionKey)
	r.scope = e.scopeOf(p, nameVI, funcVI)
	return r
}

func (e *Engine) segment(s string, lang registry.Lang) segment {
	if strings.TrimSpace(s) == "" {
		return segment{lang: lang}
	}
	f := e.lex.Analyze(s)
	if f.Unmarked && lang == registry.VI {
		f = e.restored(f)
	}
	return segment{form: f, lang: lang}
}

// restored puts marks back on a text typed without them, so that concepts are
// found; the form stays marked as unmarked, and words are compared folded.
func (e *Engine) restored(f text.Form) text.Form {
	folded := make([]string, len(f.Tokens))
	for i := range f.Tokens {
		folded[i] = f.Tokens[i].Folded
	}
	toned := e.stats.Restore(folded)
	var b strings.Builder
	for i := range f.Tokens {
		b.WriteString(toned[i])
		if f.Tokens[i].Break {
			b.WriteByte('.')
		}
		b.WriteByte(' ')
	}
	again := e.lex.Analyze(b.String())
	if len(again.Tokens) != len(f.Tokens) {
		return f
	}
	for i := range f.Tokens {
		f.Tokens[i].Toned = again.Tokens[i].Toned
	}
	f.Concepts = again.Concepts
	for i := range f.Concepts {
		f.Concepts[i].Folded = true
	}
	return f
}

// A saying is a segment with what it says, each thing once.
type saying struct {
	segment
	toned, folded []Term // folded: of Vietnamese only
}

func (e *Engine) say(s segment) saying {
	said := saying{segment: s, toned: e.terms(s, false)}
	if s.lang == registry.VI {
		said.folded = e.terms(s, true)
	}
	return said
}

func sumOf(ts []Term) int64 {
	var sum int64
	for _, t := range ts {
		sum += int64(t.W)
	}
	return sum
}

// bagsOf makes the bags of a text: every segment counts each thing it says once.
func bagsOf(vi, en []saying) field {
	var f field
	var toned, folded, english []Term
	for _, s := range vi {
		f.unmarked = f.unmarked || s.form.Unmarked
		toned = append(toned, s.toned...)
		folded = append(folded, s.folded...)
	}
	for _, s := range en {
		english = append(english, s.toned...)
	}
	f.vi, f.folded, f.en = newBag(toned), newBag(folded), newBag(english)
	return f
}

// domainSegments reads the data groups of a platform as one text, a group a
// phrase; a domain code stands for its words.
func (e *Engine) domainSegments(domains []string) (vi, en segment) {
	var v, n []string
	for _, d := range domains {
		if words, ok := e.domains[strings.TrimSpace(d)]; ok {
			d = words
		}
		if text.LooksVietnamese(d) {
			v = append(v, d)
			continue
		}
		n = append(n, d)
	}
	return e.segment(strings.Join(v, ". "), registry.VI), e.segment(strings.Join(n, ". "), registry.EN)
}

// terms lists what a segment says, each thing once.
func (e *Engine) terms(s segment, folded bool) []Term {
	if len(s.form.Tokens) == 0 {
		return nil
	}
	ts := make([]Term, 0, 4*len(s.form.Tokens))
	e.each(s, folded, func(t Term, _, _ int, _ byte) { ts = append(ts, t) })
	slices.SortFunc(ts, func(a, b Term) int {
		switch {
		case a.F != b.F && a.F < b.F:
			return -1
		case a.F != b.F:
			return 1
		}
		return int(int64(b.W) - int64(a.W)) // the heaviest first: it is the one kept
	})
	return slices.CompactFunc(ts, func(a, b Term) bool { return a.F == b.F })
}

// each yields every term of a segment with the tokens it stands on and its
// view. Bags and explanations are both made from it, so they cannot disagree.
func (e *Engine) each(s segment, folded bool, yield func(t Term, from, to int, view byte)) {
	toks, v := s.form.Tokens, e.settings.Views
	view := viewWord
	if folded {
		view = viewFolded
	}
	for i := range toks {
		one, as := key(&toks[i], s.lang), spell(&toks[i], s.lang, folded)
		yield(Term{feature(view, as), e.wordWeight(one, v.Syllable)}, i, i+1, view)
		if i+1 == len(toks) || separated(&s.form, i) {
			continue
		}
		next, nextAs := key(&toks[i+1], s.lang), spell(&toks[i+1], s.lang, folded)
		yield(Term{compound(view, as, nextAs), e.compoundWeight(one, next, v.Compound)}, i, i+2, view)
	}
	for _, m := range s.form.Concepts {
		for _, t := range e.concepts[m.Concept].terms {
			yield(t, m.From, m.To, viewConcept)
		}
	}
}

// separated reports that tokens i and i+1 form no compound: a phrase ends between
// them, or a comma, a colon or a bracket stands there ("cấp nước, nâng cao").
func separated(f *text.Form, i int) bool {
	a, b := f.Tokens[i], f.Tokens[i+1]
	return a.Break || a.End < b.Start && strings.ContainsAny(f.Raw[a.End:b.Start], ",:()")
}

func key(t *text.Token, lang registry.Lang) string {
	if lang == registry.EN {
		return stem(t.Toned)
	}
	return t.Toned
}

func spell(t *text.Token, lang registry.Lang, folded bool) string {
	if folded {
		return t.Folded
	}
	return key(t, lang)
}

// stem takes off the endings that English puts on the same word: plurals,
// -ing, -ed. It only has to be the same for the forms of one word.
func stem(s string) string {
	for _, end := range []struct{ suffix, put string }{{"ies", "y"}, {"sses", "ss"}, {"ing", ""}, {"ed", ""}, {"es", "e"}, {"s", ""}} {
		if rest, ok := strings.CutSuffix(s, end.suffix); ok && len(rest) >= 3 && !strings.HasSuffix(rest, "s") {
			s = rest + end.put
			break
		}
	}
	if rest, ok := strings.CutSuffix(s, "e"); ok && len(rest) >= 3 {
		return rest
	}
	return s
}

func joined(toks []text.Token, folded bool) string {
	words := make([]string, len(toks))
	for i := range toks {
		words[i] = toks[i].Toned
		if folded {
			words[i] = toks[i].Folded
		}
	}
	return strings.Join(words, " ")
}

// aliases are the spellings by which another text may name this platform: its
// whole name, the name without its generic beginning, and the short names in it
// (VNeID, TABMIS). Spellings of fewer than two words that are ordinary
// syllables are left out: they would be found everywhere. So are names without
// their beginning that the platform's own function uses: there they say what it
// is about ("tài sản công"), not what it is called.
func (e *Engine) aliases(p *registry.Platform, ownFunction string, names ...segment) []string {
	var out []string
	add := func(folded string) {
		if folded != "" && !slices.Contains(out, folded) {
			out = append(out, folded)
		}
	}
	for i, name := range []string{p.NameVI, p.NameEN} {
		plain, inner := parentheses(name)
		toks := names[i].form.Tokens
		if plain != name || names[i].form.Unmarked {
			toks = e.lex.Analyze(plain).Tokens
		}
		if len(toks) >= 4 {
			add(joined(toks, true))
		}
		rest := e.withoutGeneric(toks)
		if short := joined(rest, true); len(rest) >= 3 && len(rest) < len(toks) && !strings.Contains(ownFunction, " "+short+" ") {
			add(short)
		}
		for _, word := range strings.FieldsFunc(plain+" "+inner, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if !shortName(word) || text.IsSyllable(text.Toned(word)) {
				continue
			}
			if f := text.Folded(word); len(f) >= 3 && !e.isAgency(f) {
				add(f)
			}
		}
	}
	return out
}

func (e *Engine) isAgency(folded string) bool {
	return slices.ContainsFunc(e.spelling, func(s spelling) bool { return s.folded == " "+folded+" " })
}

// withoutGeneric drops the generic words at the beginning of a name.
func (e *Engine) withoutGeneric(toks []text.Token) []text.Token {
	for len(toks) > 0 {
		n := 0
		for size := min(4, len(toks)); size > 0; size-- {
			if e.lex.Generic(joined(toks[:size], false)) {
				n = size
				break
			}
		}
		if n == 0 {
			break
		}
		toks = toks[n:]
	}
	return toks
}

// shortName: at least two capitals in one word, as in VNeID or e-TABMIS.
func shortName(word string) bool {
	n := 0
	for _, r := range word {
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n >= 2
}

// parentheses splits "Cổng ... (Verigoods)" into what stands outside and inside.
func parentheses(s string) (outside, inside string) {
	var out, in strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(':
			depth++
			in.WriteByte(' ')
		case r == ')' && depth > 0:
			depth--
		case depth > 0:
			in.WriteRune(r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String(), in.String()
}
