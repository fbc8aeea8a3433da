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
		return []segment{e.segment(p.FunctionVI, registry.VI), e.segment(p.NameVI, registry.VI)},
			[]segment{e.segment(p.FunctionEN, registry.EN), e.segment(p.NameEN, registry.EN)}
	case registry.ByDomain:
		vi, en := e.domainSegments(p.Domains)
		return []segment{vi}, []segment{en}
	}
	return nil, nil
}

// sides picks the segments that side (name.go) compares.
func (e *Engine) sides(a, b *registry.Platform, c registry.Comparison, fa, fb *field) (x, y []segment, folded bool) {
	avi, aen := e.texts(a, c)
	bvi, ben := e.texts(b, c)
	switch {
	case len(fa.vi.Terms) > 0 && len(fb.vi.Terms) > 0:
		return avi, bvi, fa.unmarked || fb.unmarked
	case len(fa.en.Terms) > 0 && len(fb.en.Terms) > 0:
		return aen, ben, false
	case len(fa.vi.Terms) > 0:
		return avi, ben, false
	}
	return aen, bvi, false
}

// An occurrence is where a term stands: segment and token range.
type occurrence struct {
	seg, from, to int
	w             uint32
	view          byte
}

// occurrences lists, per feature, where a side says it first.
func (e *Engine) occurrences(segs []segment, folded bool) map[Feature]occurrence {
	m := map[Feature]occurrence{}
	for i, s := range segs {
		e.each(s, folded, func(t Term, from, to int, view byte) {
			if _, ok := m[t.F]; !ok && t.W > 0 {
				m[t.F] = occurrence{i, from, to, t.W, view}
			}
		})
	}
	return m
}

// phrases explains one comparison: what both sides say, with the words of
// each, and the weightiest of what only one says. The shares of all shared
// phrases add up to the similarity, but for rounding and the cut at maxPhrases.
func (e *Engine) phrases(a, b *Record, c registry.Comparison, fa, fb *field) (both []registry.Phrase, onlyA, onlyB []string) {
	sa, sb, folded := e.sides(a.Platform, b.Platform, c, fa, fb)
	x, y, _ := side(fa, fb)
	oa, ob := e.occurrences(sa, folded), e.occurrences(sb, folded)
	common := commonTerms(x, y)
	norm := shareNorm(x, y)
	words := e.wordPhrases(sa, sb, folded, oa, ob, common, norm)
	covered := coveredConcepts(words, oa, common)
	both = append(words, e.conceptPhrases(sa, sb, oa, ob, common, covered, norm)...)
	if c == registry.ByName {
		for _, n := range near(a, b) {
			both = append(both, registry.Phrase{A: n.a, B: n.b, Via: registry.ViaNear, Share: norm(n.common)})
		}
	}
	slices.SortStableFunc(both, func(p, q registry.Phrase) int { return cmp.Compare(q.Share, p.Share) })
	both = slices.DeleteFunc(both, func(p registry.Phrase) bool { return p.Share < 2 })
	return both[:min(len(both), maxPhrases)], e.only(sa, folded, common), e.only(sb, folded, common)
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
// in the same order, and gives each run the weight of the terms inside it.
func (e *Engine) wordPhrases(sa, sb []segment, folded bool, oa, ob map[Feature]occurrence, common map[Feature]uint32, norm func(int64) int) []registry.Phrase {
	var out []registry.Phrase
	used := map[Feature]bool{}
	for i, s := range sa {
		toks := s.form.Tokens
		for from := 0; from < len(toks); {
			to, j, at := e.longest(s, from, sb, folded)
			if to == from {
				from++
				continue
			}
			if w := e.take(s, from, to, folded, common, used); w > 0 {
				out = append(out, registry.Phrase{A: raw(sa[i], from, to), B: raw(sb[j], at, at+to-from), Via: viaWords(folded), Share: norm(w)})
			}
			from = to
		}
	}
	return out
}

func viaWords(folded bool) registry.Via {
	if folded {
		return registry.ViaFolded
	}
	return registry.ViaWords
}

// longest is the longest run from token from of s that stands in one of the
// segments, with the segment and place; to == from if there is none.
func (e *Engine) longest(s segment, from int, in []segment, folded bool) (to, seg, at int) {
	to = from
	toks := s.form.Tokens
	for j, o := range in {
		for k := range o.form.Tokens {
			n := 0
			for from+n < len(toks) && k+n < len(o.form.Tokens) &&
				spell(&toks[from+n], s.lang, folded) == spell(&o.form.Tokens[k+n], o.lang, folded) {
				n++
				if toks[from+n-1].Break {
					break
				}
			}
			if from+n > to {
				to, seg, at = from+n, j, k
			}
		}
	}
	return to, seg, at
}

// take adds up the shared weight of the terms inside tokens [from,to), each once.
func (e *Engine) take(s segment, from, to int, folded bool, common map[Feature]uint32, used map[Feature]bool) int64 {
	var sum int64
	e.each(s, folded, func(t Term, f, g int, view byte) {
		if w, ok := common[t.F]; ok && view != viewVector && f >= from && g <= to && !used[t.F] {
			used[t.F] = true
			sum += int64(w)
		}
	})
	return sum
}

// raw is the text of tokens [from,to) as written.
func raw(s segment, from, to int) string {
	return strings.TrimSpace(s.form.Raw[s.form.Tokens[from].Start:s.form.Tokens[to-1].End])
}

// coveredConcepts are the shared concepts that already stand inside a shared phrase.
func coveredConcepts(words []registry.Phrase, oa map[Feature]occurrence, common map[Feature]uint32) func(a string) bool {
	return func(a string) bool {
		return slices.ContainsFunc(words, func(p registry.Phrase) bool {
			return strings.Contains(" "+text.Folded(p.A)+" ", " "+text.Folded(a)+" ")
		})
	}
}

// conceptPhrases pairs the mentions of a shared concept that are worded
// differently, and quotes the thesaurus line.
func (e *Engine) conceptPhrases(sa, sb []segment, oa, ob map[Feature]occurrence, common map[Feature]uint32, covered func(string) bool, norm func(int64) int) []registry.Phrase {
	type meeting struct {
		a, b, source string
		w            int64
	}
	var ms []meeting
	for id, c := range e.concepts {
		f := feature(viewConcept, id)
		w, ok := common[f]
		if !ok {
			continue
		}
		x, y := oa[f], ob[f]
		if x.w == 0 || y.w == 0 {
			continue
		}
		a, b := raw(sa[x.seg], x.from, x.to), raw(sb[y.seg], y.from, y.to)
		if covered(a) && text.Folded(a) == text.Folded(b) {
			continue
		}
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
func (e *Engine) only(segs []segment, folded bool, common map[Feature]uint32) []string {
	type run struct {
		s string
		w uint32
	}
	var runs []run
	for _, s := range segs {
		toks := s.form.Tokens
		shared := make([]bool, len(toks))
		weigh := make([]uint32, len(toks))
		e.each(s, folded, func(t Term, from, to int, view byte) {
			_, ok := common[t.F]
			for i := from; i < to; i++ {
				shared[i] = shared[i] || ok
			}
			if to == from+1 && view != viewConcept {
				weigh[from] = t.W
			}
		})
		for from := 0; from < len(toks); from++ {
			to, w := from, uint32(0)
			for to < len(toks) && to < from+5 && !shared[to] {
				w += weigh[to]
				to++
				if toks[to-1].Break || boundary(s, to) {
					break
				}
			}
			if to > from {
				runs = append(runs, run{raw(s, from, to), w})
				from = to - 1
			}
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

// boundary reports that something other than a space stands before token i.
func boundary(s segment, i int) bool {
	if i >= len(s.form.Tokens) {
		return true
	}
	a, b := s.form.Tokens[i-1].End, s.form.Tokens[i].Start
	return a > b || strings.TrimSpace(s.form.Raw[a:b]) != ""
}
