package similarity

import (
	"cmp"
	"slices"
	"strings"

	"trunglap/registry"
	"trunglap/text"
)

// maxPhrases is how many shared phrases, and how many differing ones a side,
// are shown: a reader checks a handful, the rest is in the raw texts.
const maxPhrases = 12

// texts are the segments of one comparison of one platform, read again for
// explanation; records keep only bags.
func (e *Engine) texts(p *registry.Platform, c registry.Comparison) (vi, en []segment) {
	switch c {
	case registry.ByName:
		return []segment{e.segment(p.NameVI, registry.VI)}, []segment{e.segment(p.NameEN, registry.EN)}
	case registry.ByFunction:
		if p.FunctionVI == "" && p.FunctionEN == "" {
			return nil, nil
		}
		vi, en := e.domainSegments(p.Domains)
		return []segment{e.segment(p.FunctionVI, registry.VI), e.segment(p.NameVI, registry.VI), vi},
			[]segment{e.segment(p.FunctionEN, registry.EN), e.segment(p.NameEN, registry.EN), en}
	case registry.ByDomain:
		vi, en := e.domainSegments(p.Domains)
		return []segment{vi}, []segment{en}
	}
	return nil, nil
}

// sides reads the segments of the languages that are compared (name.go).
func (e *Engine) sides(a, b *registry.Platform, c registry.Comparison, fa, fb *field) (x, y reading, folded bool) {
	la, lb := languages(fa, fb)
	_, _, folded = side(fa, fb)
	pick := func(p *registry.Platform, l registry.Lang) []segment {
		vi, en := e.texts(p, c)
		if l == registry.VI {
			return vi
		}
		return en
	}
	return e.read(pick(a, la), folded), e.read(pick(b, lb), folded), folded
}

// A reading is one side of a comparison: its segments, and for each of their
// tokens the terms that begin there. It is made once, so that explaining a long
// text does not take the square of its length.
type reading struct {
	segs []segment
	said [][][]span
	word [][]bool // by segment and token: a word starts here
}

// A span is a term with the token before which it ends.
type span struct {
	Term
	to   int
	view byte
}

func (e *Engine) read(segs []segment, folded bool) reading {
	r := reading{segs: segs}
	for _, s := range segs {
		at := make([][]span, len(s.form.Tokens))
		e.each(s, folded, func(t Term, from, to int, view byte) {
			at[from] = append(at[from], span{t, to, view})
		})
		r.said = append(r.said, at)
		r.word = append(r.word, e.wordStarts(s))
	}
	return r
}

// wordStarts says of each token, and of the end, whether a word starts there:
// a quotation must not cut "mục lục" in two.
func (e *Engine) wordStarts(s segment) []bool {
	toks := s.form.Tokens
	starts := make([]bool, len(toks)+1)
	starts[len(toks)] = true
	for from := 0; from < len(toks); {
		end := from + 1
		for end < len(toks) && !separated(&s.form, end-1) {
			end++
		}
		if s.lang == registry.EN {
			for i := from; i < end; i++ {
				starts[i] = true
			}
			from = end
			continue
		}
		syllables := make([]string, 0, end-from)
		for _, t := range toks[from:end] {
			syllables = append(syllables, t.Toned)
		}
		at := from
		for _, n := range e.stats.Segment(syllables) {
			starts[at] = true
			at += n
		}
		from = end
	}
	return starts
}

// An occurrence is where a term stands: segment and token range.
type occurrence struct {
	seg, from, to int
}

// occurrences lists, per concept, where a side says it first.
func (r reading) occurrences() map[Feature]occurrence {
	m := map[Feature]occurrence{}
	for i, at := range r.said {
		for from, spans := range at {
			for _, t := range spans {
				if _, ok := m[t.F]; !ok && t.W > 0 && t.view == viewConcept {
					m[t.F] = occurrence{i, from, t.to}
				}
			}
		}
	}
	return m
}

// phrases explains one comparison: what both sides say, with the words of
// each, and the weightiest of what only one says. The shares of all shared
// phrases add up to the similarity, but for rounding and the cut at maxPhrases.
func (e *Engine) phrases(a, b *Record, c registry.Comparison, fa, fb *field) (both []registry.Phrase, onlyA, onlyB []string) {
	ra, rb, folded := e.sides(a.Platform, b.Platform, c, fa, fb)
	x, y, _ := side(fa, fb)
	common := commonTerms(x, y)
	norm := shareNorm(x, y)
	used := map[Feature]bool{}
	both = append(wordPhrases(ra, rb, folded, common, used, norm), e.conceptPhrases(ra, rb, common, used, norm)...)
	if c == registry.ByName {
		for _, n := range near(a, b) {
			both = append(both, registry.Phrase{A: n.a, B: n.b, Via: registry.ViaNear, Share: norm(n.common)})
		}
	}
	if c == registry.ByFunction && len(a.used) > 0 && len(b.used) > 0 {
		said := ochiai(shared(x, y), x.Sum, y.Sum)
		both = append(both, e.usagePhrases(a, b, ra, rb, e.withUsage(said, a, b)-said)...)
	}
	both = outermost(both)
	slices.SortStableFunc(both, func(p, q registry.Phrase) int { return cmp.Compare(q.Share, p.Share) })
	both = slices.DeleteFunc(both, func(p registry.Phrase) bool { return p.Share < 2 })
	return both[:min(len(both), maxPhrases)], ra.only(common), rb.only(common)
}

// outermost gives the share of a phrase that stands inside another one, on both
// sides, to that one: beside "khai báo y tế" nobody wants to read "khai báo".
// A phrase that quotes its source stays.
func outermost(ps []registry.Phrase) []registry.Phrase {
	within := func(p, q string) bool {
		return strings.Contains(" "+strings.ToLower(q)+" ", " "+strings.ToLower(p)+" ")
	}
	out := slices.Clone(ps)
	for i := 0; i < len(out); {
		p := out[i]
		j := slices.IndexFunc(out, func(q registry.Phrase) bool { return q != p && within(p.A, q.A) && within(p.B, q.B) })
		if twin := slices.Index(out[:i], p); j < 0 && twin >= 0 {
			j = twin
		}
		if p.Source != "" || j < 0 {
			i++
			continue
		}
		out[j].Share += p.Share
		out = slices.Delete(out, i, i+1)
	}
	return out
}

// commonTerms maps each feature that both bags hold to the weight they share.
func commonTerms(x, y Bag) map[Feature]uint32 {
	m := map[Feature]uint32{}
	for i, j := 0, 0; i < len(x.Terms) && j < len(y.Terms); {
		switch {
		case x.Terms[i].F < y.Terms[j].F:
			i++
		case x.Terms[i].F > y.Terms[j].F:
			j++
		default:
			m[x.Terms[i].F] = min(x.Terms[i].W, y.Terms[j].W)
			i++
			j++
		}
	}
	return m
}

// shareNorm turns shared weight into thousandths of similarity.
func shareNorm(x, y Bag) func(common int64) int {
	return func(common int64) int { return ochiai(common, x.Sum, y.Sum) }
}

// wordPhrases finds the longest runs of side A's tokens that side B says too,
// in the same order, and gives each run the weight of the terms inside it,
// which are used then.
func wordPhrases(a, b reading, folded bool, common map[Feature]uint32, used map[Feature]bool, norm func(int64) int) []registry.Phrase {
	var out []registry.Phrase
	places := b.places(folded)
	for i, s := range a.segs {
		for from := 0; from < len(s.form.Tokens); {
			n, at := longest(s, from, b.segs, places, folded)
			if n == 0 {
				from++
				continue
			}
			if w := a.take(i, from, from+n, common, used); w > 0 && (n > 1 || a.whole(i, from) && b.whole(at.seg, at.token)) {
				first, last := trim(s.form.Tokens, from, from+n)
				if first == last {
					first, last = from, from+n
				}
				d := at.token - from
				out = append(out, registry.Phrase{A: raw(s, first, last), B: raw(b.segs[at.seg], first+d, last+d), Via: viaWords(folded), Share: norm(w)})
			}
			from += n
		}
	}
	return out
}

// whole reports that a token is a word by itself, not one syllable of a longer
// one: "cửa" of "một cửa" is nothing to show beside "cửa" of "cửa khẩu".
func (r reading) whole(seg, token int) bool { return r.word[seg][token] && r.word[seg][token+1] }

func viaWords(folded bool) registry.Via {
	if folded {
		return registry.ViaFolded
	}
	return registry.ViaWords
}

// A place is a token of a reading.
type place struct{ seg, token int }

// maxPlaces is how many places of one word are tried for the start of a shared
// phrase: what a text repeats more often than that is no longer worth quoting
// at its best, and the time stays proportional to the length of the text.
const maxPlaces = 64

// places lists where each word stands, as far as it is tried.
func (r reading) places(folded bool) map[string][]place {
	m := map[string][]place{}
	for i, s := range r.segs {
		for k := range s.form.Tokens {
			if w := spell(&s.form.Tokens[k], s.lang, folded); len(m[w]) < maxPlaces {
				m[w] = append(m[w], place{i, k})
			}
		}
	}
	return m
}

// longest is the length of the longest run from token from of s that stands in
// one of the segments, with its place; 0 if there is none.
func longest(s segment, from int, in []segment, places map[string][]place, folded bool) (n int, at place) {
	toks := s.form.Tokens
	for _, p := range places[spell(&toks[from], s.lang, folded)] {
		others, k := in[p.seg].form.Tokens, 0
		for from+k < len(toks) && p.token+k < len(others) &&
			spell(&toks[from+k], s.lang, folded) == spell(&others[p.token+k], in[p.seg].lang, folded) {
			k++
			if toks[from+k-1].Break || others[p.token+k-1].Break {
				break // what stands in two sentences, or two data groups, cannot be quoted as one
			}
		}
		if k > n {
			n, at = k, p
		}
	}
	return n, at
}

// take adds up the shared weight of the terms inside tokens [from,to) of a
// segment, each once.
func (r reading) take(seg, from, to int, common map[Feature]uint32, used map[Feature]bool) int64 {
	var sum int64
	for _, spans := range r.said[seg][from:to] {
		for _, t := range spans {
			if w, ok := common[t.F]; ok && t.view != viewVector && t.to <= to && !used[t.F] {
				used[t.F] = true
				sum += int64(w)
			}
		}
	}
	return sum
}

// raw is the text of tokens [from,to) as written.
func raw(s segment, from, to int) string {
	return strings.TrimSpace(s.form.Raw[s.form.Tokens[from].Start:s.form.Tokens[to-1].End])
}

// conceptPhrases pairs the mentions of a shared concept that no shared run of
// words has used, and quotes the thesaurus line.
func (e *Engine) conceptPhrases(ra, rb reading, common map[Feature]uint32, used map[Feature]bool, norm func(int64) int) []registry.Phrase {
	type meeting struct {
		a, b, source string
		w            int64
	}
	var ms []meeting
	oa, ob := ra.occurrences(), rb.occurrences()
	for f, w := range common { // fewer than there are concepts
		id, ok := e.named[f]
		if !ok || used[f] {
			continue
		}
		c := e.concepts[id]
		x, inA := oa[f]
		y, inB := ob[f]
		if !inA || !inB {
			continue
		}
		a, b := raw(ra.segs[x.seg], x.from, x.to), raw(rb.segs[y.seg], y.from, y.to)
		ms = append(ms, meeting{a, b, c.LabelVI + " / " + c.LabelEN + " [" + id + "]", int64(w)})
	}
	slices.SortFunc(ms, func(p, q meeting) int {
		return cmp.Or(cmp.Compare(q.w, p.w), cmp.Compare(p.source, q.source))
	})
	var out []registry.Phrase
	for _, m := range ms {
		if i := slices.IndexFunc(out, func(p registry.Phrase) bool { return p.A == m.a && p.B == m.b }); i >= 0 {
			out[i].Share += norm(m.w) // a broader concept of the same two phrases
			continue
		}
		out = append(out, registry.Phrase{A: m.a, B: m.b, Via: registry.ViaConcept, Source: m.source, Share: norm(m.w)})
	}
	return out
}

// only lists the weightiest runs of a side that the other does not say.
func (r reading) only(common map[Feature]uint32) []string {
	type run struct {
		s string
		w uint32
	}
	var runs []run
	for i, s := range r.segs {
		toks := s.form.Tokens
		shared, weigh := r.tokens(i, common)
		for from := 0; from < len(toks); {
			to, w := r.ownRun(i, from, shared, weigh)
			if first, last := trim(toks, from, to); first < last && w > 0 {
				runs = append(runs, run{raw(s, first, last), w})
			}
			from = max(to, from+1)
		}
	}
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(b.w, a.w) })
	var out []string
	for _, r := range runs {
		if r.w >= unit/5 && !slices.Contains(out, r.s) && len(out) < 6 {
			out = append(out, r.s)
		}
	}
	return out
}

// maxOwn is how many tokens a differing phrase may have before it is cut, at
// the end of a word.
const maxOwn = 6

// ownRun is the run of whole words from a token on that hold something only
// this side says, with its weight: to == from if the word there is shared.
func (r reading) ownRun(seg, from int, shared []bool, weigh []uint32) (to int, w uint32) {
	s, to := r.segs[seg], from
	for to < len(s.form.Tokens) && to < from+maxOwn {
		end, own := to+1, !shared[to]
		for end < len(s.form.Tokens) && !r.word[seg][end] {
			own = own || !shared[end]
			end++
		}
		if !own {
			break
		}
		for ; to < end; to++ {
			if !shared[to] {
				w += weigh[to]
			}
		}
		if s.form.Tokens[to-1].Break || boundary(s, to) {
			break
		}
	}
	return to, w
}

// small are words that say nothing at either end of a quotation.
var small = map[string]bool{"và": true, "của": true, "các": true, "cho": true, "tại": true, "theo": true, "từ": true, "với": true,
	"về": true, "để": true, "là": true, "có": true, "được": true, "do": true, "trên": true, "trong": true, "khi": true, "những": true, "như": true,
	"and": true, "of": true, "the": true, "for": true, "to": true, "in": true, "on": true, "with": true, "by": true, "a": true}

// trim takes small words off both ends of tokens [from,to).
func trim(toks []text.Token, from, to int) (first, last int) {
	for from < to && small[toks[from].Toned] {
		from++
	}
	for to > from && small[toks[to-1].Toned] {
		to--
	}
	return from, to
}

// tokens says of each token of a segment whether it stands in a shared term,
// and what it weighs as a word.
func (r reading) tokens(seg int, common map[Feature]uint32) (shared []bool, weigh []uint32) {
	shared, weigh = make([]bool, len(r.said[seg])), make([]uint32, len(r.said[seg]))
	for from, spans := range r.said[seg] {
		for _, t := range spans {
			_, ok := common[t.F]
			for i := from; i < t.to; i++ {
				shared[i] = shared[i] || ok
			}
			if t.to == from+1 && t.view != viewConcept {
				weigh[from] = t.W
			}
		}
	}
	return shared, weigh
}

// boundary reports that something other than a space stands before token i.
func boundary(s segment, i int) bool {
	if i >= len(s.form.Tokens) {
		return true
	}
	a, b := s.form.Tokens[i-1].End, s.form.Tokens[i].Start
	return a > b || strings.TrimSpace(s.form.Raw[a:b]) != ""
}
