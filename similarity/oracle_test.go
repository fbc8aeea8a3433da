package similarity

import (
	"maps"
	"math"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/adrg/strutil"
	"github.com/adrg/strutil/metrics"

	"trunglap/registry"
	"trunglap/text"
)

// The oracle: what doc.go and bag.go define, written down without hashing,
// sorting or merging. A bag is a map from spelling to weight. The weights of
// single words and concepts are the model's; how they make a similarity is what
// is checked.

type naiveBag map[string]int64

// naiveText is what one text says, each thing once with its largest weight.
func naiveText(e *Engine, s string, lang registry.Lang, folded bool) naiveBag {
	bag := naiveBag{}
	seg := e.segment(s, lang)
	say := func(what string, w uint32) {
		if w > 0 {
			bag[what] = max(bag[what], int64(w))
		}
	}
	spelled := func(t text.Token) (as, weighed string) {
		switch {
		case lang == registry.EN:
			return stem(t.Toned), stem(t.Toned)
		case folded:
			return t.Folded, t.Toned
		}
		return t.Toned, t.Toned
	}
	toks := seg.form.Tokens
	for i, t := range toks {
		as, weighed := spelled(t)
		say("word "+as, e.wordWeight(weighed, e.settings.Views.Syllable))
		if i+1 < len(toks) && !t.Break && (t.End >= toks[i+1].Start || !strings.ContainsAny(s[t.End:toks[i+1].Start], ",:()")) {
			nextAs, nextWeighed := spelled(toks[i+1])
			say("word "+as+" "+nextAs, e.wordWeight(weighed+" "+nextWeighed, e.settings.Views.Compound))
		}
	}
	for _, m := range seg.form.Concepts {
		naiveConcept(e, m.Concept, e.settings.Views.Concept, 3, say)
	}
	return bag
}

// naiveConcept says a concept and, weaker by a step, what is broader.
func naiveConcept(e *Engine, id string, percent, steps int, say func(string, uint32)) {
	c, ok := e.concepts[id]
	if !ok || steps == 0 || percent == 0 {
		return
	}
	say("concept "+id, e.conceptWeight(c.Concept, percent))
	for _, b := range c.Broader {
		naiveConcept(e, b, percent*e.settings.Views.Step/100, steps-1, say)
	}
}

// plus adds what several texts say.
func plus(bags ...naiveBag) naiveBag {
	sum := naiveBag{}
	for _, b := range bags {
		for what, w := range b {
			sum[what] += w
		}
	}
	return sum
}

// naiveOchiai is common/sqrt(a*b) in thousandths, rounded half up, in whole
// numbers: the largest s with s - 1/2 <= 1000*common/sqrt(a*b).
func naiveOchiai(common, a, b int64) int {
	if common <= 0 || a <= 0 || b <= 0 {
		return 0
	}
	square := func(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), big.NewInt(n)) }
	right := square(2000 * common)
	s := 0
	for s < 1000 {
		left := square(int64(2*s + 1))
		if left.Mul(left, new(big.Int).Mul(big.NewInt(a), big.NewInt(b))).Cmp(right) > 0 {
			break
		}
		s++
	}
	return s
}

func naiveSimilarity(a, b naiveBag, extra int64) int {
	common, sumA, sumB := extra, int64(0), int64(0)
	for what, w := range a {
		common += min(w, b[what])
		sumA += w
	}
	for _, w := range b {
		sumB += w
	}
	return naiveOchiai(common, sumA, sumB)
}

// A naiveField is one text comparison of one platform.
type naiveField struct {
	vi, folded, en naiveBag
	unmarked       bool // a Vietnamese text of it was typed without marks
}

func newNaiveField(e *Engine, vi, en []string) naiveField {
	f := naiveField{naiveBag{}, naiveBag{}, naiveBag{}, false}
	for _, s := range vi {
		f.vi = plus(f.vi, naiveText(e, s, registry.VI, false))
		f.folded = plus(f.folded, naiveText(e, s, registry.VI, true))
		f.unmarked = f.unmarked || e.segment(s, registry.VI).form.Unmarked
	}
	for _, s := range en {
		f.en = plus(f.en, naiveText(e, s, registry.EN, false))
	}
	return f
}

// A naiveRecord is a platform as the oracle compares it.
type naiveRecord struct {
	fields [3]naiveField // name, function, domain
	odd    map[registry.Lang]map[string]text.Token
	used   map[string]int64 // Vietnamese words whose use is known, with their weights
}

func newNaiveRecord(e *Engine, p *registry.Platform) naiveRecord {
	var vi, en []string
	for _, d := range p.Domains {
		if words, ok := e.domains[strings.TrimSpace(d)]; ok {
			d = words
		}
		if text.LooksVietnamese(d) {
			vi = append(vi, d)
		} else {
			en = append(en, d)
		}
	}
	domainVI, domainEN := strings.Join(vi, ". "), strings.Join(en, ". ")
	var r naiveRecord
	r.fields[0] = newNaiveField(e, []string{p.NameVI}, []string{p.NameEN})
	if p.FunctionVI != "" || p.FunctionEN != "" {
		textVI, textEN := []string{p.NameVI, p.FunctionVI, domainVI}, []string{p.NameEN, p.FunctionEN, domainEN}
		if p.FunctionVI == "" {
			textVI = nil
		}
		if p.FunctionEN == "" {
			textEN = nil
		}
		r.fields[1] = newNaiveField(e, textVI, textEN)
		r.used = naiveUsed(e, textVI...)
	}
	r.fields[2] = newNaiveField(e, []string{domainVI}, []string{domainEN})
	r.odd = map[registry.Lang]map[string]text.Token{
		registry.VI: naiveOdd(e, p.NameVI, registry.VI),
		registry.EN: naiveOdd(e, p.NameEN, registry.EN),
	}
	return r
}

// naiveMeasures are the three text comparisons by the oracle: Vietnamese with
// Vietnamese if both have it (without marks if one was typed so), else English
// with English, else across; missing if a side says nothing at all.
func naiveMeasures(e *Engine, a, b naiveRecord) (out [3]Measure) {
	for i := range out {
		f, g := a.fields[i], b.fields[i]
		switch none := [2]bool{len(f.vi)+len(f.en) == 0, len(g.vi)+len(g.en) == 0}; {
		case none[0] && none[1]:
			out[i] = Measure{Presence: registry.BothMissing}
			continue
		case none[0] || none[1]:
			out[i] = Measure{Presence: registry.OneMissing}
			continue
		}
		x, y, la, lb, folded := f.vi, g.vi, registry.VI, registry.VI, false
		switch {
		case len(f.vi) > 0 && len(g.vi) > 0:
			if folded = f.unmarked || g.unmarked; folded {
				x, y = f.folded, g.folded
			}
		case len(f.en) > 0 && len(g.en) > 0:
			x, y, la, lb = f.en, g.en, registry.EN, registry.EN
		case len(f.vi) > 0:
			y, lb = g.en, registry.EN
		default:
			x, la = f.en, registry.EN
		}
		extra := int64(0)
		if registry.Comparisons[i] == registry.ByName {
			for _, n := range naiveNear(e, a.odd[la], b.odd[lb]) {
				extra += n.common
			}
		}
		sim := naiveSimilarity(x, y, extra)
		if registry.Comparisons[i] == registry.ByFunction && la == registry.VI && lb == registry.VI {
			alike := naiveUsage(a.used, b.used) * e.settings.Views.Vector / 100
			sim = min(1000, max(sim, min(alike, sim+e.settings.Views.VectorMost)))
		}
		out[i] = Measure{registry.BothPresent, sim, 0, folded}
	}
	return out
}

// naiveNear pairs the words that only one of two names holds, the likest first,
// as long as two are alike enough; adrg/strutil says how alike two words are.
func naiveNear(e *Engine, a, b map[string]text.Token) (out []nearPair) {
	x, y := maps.Clone(a), maps.Clone(b)
	maps.DeleteFunc(x, func(w string, _ text.Token) bool { _, both := b[w]; return both })
	maps.DeleteFunc(y, func(w string, _ text.Token) bool { _, both := a[w]; return both })
	for {
		best, wa, wb := 0.0, "", ""
		for _, v := range slices.Sorted(maps.Keys(x)) {
			for _, w := range slices.Sorted(maps.Keys(y)) {
				if text.IsSyllable(x[v].Toned) && text.IsSyllable(y[w].Toned) {
					continue
				}
				if s := strutil.Similarity(v, w, metrics.NewLevenshtein()); s >= nearEnough && s > best {
					best, wa, wb = s, v, w
				}
			}
		}
		if best == 0 {
			return out
		}
		weight := min(e.wordWeight(wa, e.settings.Views.Syllable), e.wordWeight(wb, e.settings.Views.Syllable))
		out = append(out, nearPair{x[wa].Raw, y[wb].Raw, int64(weight) * int64(best*1000) / 1000})
		delete(x, wa)
		delete(y, wb)
	}
}

// naiveOdd are the words of a name that may take part, by their compared form:
// those of four letters and more, in a text that was not typed without marks.
func naiveOdd(e *Engine, name string, lang registry.Lang) map[string]text.Token {
	words := map[string]text.Token{}
	seg := e.segment(name, lang)
	if lang == registry.VI && seg.form.Unmarked {
		return words
	}
	for i, t := range seg.form.Tokens {
		w := t.Toned
		if lang == registry.EN {
			w = stem(w)
		}
		if i == maxOdd {
			break
		}
		if _, again := words[w]; !again && utf8.RuneCountInString(w) >= 4 && !strings.ContainsAny(w, "0123456789") {
			words[w] = t
		}
	}
	return words
}

// sameMeasures compares the engine's measures with the oracle's.
func sameMeasures(s Scored, want [3]Measure) bool {
	for i := range want {
		got := s.Measures[i]
		got.Weight = 0
		if got != want[i] {
			return false
		}
	}
	return true
}

// naiveUsed are the words of one or two syllables in some texts whose use is known.
func naiveUsed(e *Engine, texts ...string) map[string]int64 {
	used := map[string]int64{}
	for _, s := range texts {
		var phrase []string
		for _, t := range e.segment(s, registry.VI).form.Tokens {
			phrase = append(phrase, t.Toned)
			if t.Break {
				naiveWords(e, phrase, used)
				phrase = nil
			}
		}
		naiveWords(e, phrase, used)
	}
	return used
}

func naiveWords(e *Engine, phrase []string, used map[string]int64) {
	for _, w := range text.DefaultStats().Words(phrase) {
		if _, known := text.DefaultStats().Use(w); known && e.wordWeight(w, 100) > 0 {
			used[w] = int64(e.wordWeight(w, 100))
		}
	}
}

// naiveUsage asks the statistics about every two words.
func naiveUsage(a, b map[string]int64) int {
	cover := func(by, of map[string]int64) *big.Rat {
		found, all := int64(0), int64(0)
		for w, weight := range of {
			best := int64(0)
			for v := range by {
				cosine := int64(math.Round(255 * text.DefaultStats().Similarity(v, w)))
				best = max(best, max(0, cosine-usageFloor)*1000/(255-usageFloor))
			}
			found, all = found+weight*best, all+weight*1000
		}
		return big.NewRat(found, max(all, 1))
	}
	square, _ := new(big.Rat).Mul(cover(a, b), cover(b, a)).Float64()
	return int(math.Floor(1000*math.Sqrt(square) + 0.5))
}
