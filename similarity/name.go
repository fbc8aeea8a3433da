package similarity

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"trunglap/registry"
	"trunglap/text"
)

// An oddWord is a word of a name that is no well-formed Vietnamese syllable:
// an English word, a proper name, or a slip of the keyboard. Only such a word
// may meet another by likeness: "thuế" and "thuê" are one stroke apart and
// have nothing to do with each other.
type oddWord struct {
	lang    registry.Lang
	word    string // as compared
	raw     string // as written
	w       uint32
	odd     bool   // false: a well-formed syllable, which an odd word may have been meant to be
	runes   []rune // the letters of word
	letters uint64 // as a set; see lettersOf
}

// nearEnough is the Levenshtein similarity from which two words count as
// near: one slip in four letters ("thốg"/"thống" 0.80, "nation"/"national" 0.75).
const nearEnough = 0.75

// maxOdd is how many words of a name are looked at for slips. The longest name
// of the lists has 40; who writes a page into the name column gets no further.
const maxOdd = 64

// oddWords lists the words of at least four letters of a name in both
// languages, each once, sorted. Text typed without marks has none: almost all
// its words would pass for slips.
func (e *Engine) oddWords(vi, en segment) []oddWord {
	var out []oddWord
	for _, s := range []segment{vi, en} {
		if s.form.Unmarked && s.lang == registry.VI {
			continue
		}
		for i := range s.form.Tokens[:min(len(s.form.Tokens), maxOdd)] {
			t := &s.form.Tokens[i]
			k := key(t, s.lang)
			if utf8.RuneCountInString(k) < 4 || strings.ContainsAny(k, "0123456789") {
				continue
			}
			runes := []rune(k)
			out = append(out, oddWord{s.lang, k, t.Raw, e.wordWeight(k, e.settings.Views.Syllable), !text.IsSyllable(t.Toned), runes, lettersOf(runes)})
		}
	}
	slices.SortStableFunc(out, compareOdd)
	return slices.CompactFunc(out, func(a, b oddWord) bool { return compareOdd(a, b) == 0 })
}

func compareOdd(a, b oddWord) int {
	return cmp.Or(cmp.Compare(a.lang, b.lang), cmp.Compare(a.word, b.word))
}

// oddIn are the odd words of one language.
func (r *Record) oddIn(l registry.Lang) []oddWord {
	from, _ := slices.BinarySearchFunc(r.odd, oddWord{lang: l}, compareOdd)
	to := from
	for to < len(r.odd) && r.odd[to].lang == l {
		to++
	}
	return r.odd[from:to]
}

// A nearPair is two words that count as near, as written, with the weight they share.
type nearPair struct {
	a, b   string
	common int64
}

// near pairs the left-over words of two names, in the languages in which they
// are compared, by likeness, best first, each word once. Words that both names
// hold are not left over.
func near(a, b *Record) []nearPair {
	if len(a.odd) == 0 || len(b.odd) == 0 {
		return nil
	}
	la, lb := languages(&a.name, &b.name)
	return nearIn(a, b, la, lb)
}

// nearIn is near in given languages.
func nearIn(a, b *Record, la, lb registry.Lang) []nearPair {
	left, right := a.oddIn(la), b.oddIn(lb)
	type candidate struct {
		i, j int
		sim  float64
	}
	var cs []candidate
	for i, x := range left {
		if has(right, x.word) {
			continue
		}
		for j, y := range right {
			if !x.odd && !y.odd || has(left, y.word) {
				continue
			}
			if s := likeness(&x, &y); s >= nearEnough {
				cs = append(cs, candidate{i, j, s})
			}
		}
	}
	slices.SortStableFunc(cs, func(p, q candidate) int {
		switch {
		case p.sim > q.sim:
			return -1
		case p.sim < q.sim:
			return 1
		}
		return 0
	})
	usedA, usedB := make([]bool, len(left)), make([]bool, len(right))
	var out []nearPair
	for _, c := range cs {
		if usedA[c.i] || usedB[c.j] {
			continue
		}
		usedA[c.i], usedB[c.j] = true, true
		x, y := left[c.i], right[c.j]
		out = append(out, nearPair{x.raw, y.raw, int64(min(x.w, y.w)) * int64(c.sim*1000) / 1000})
	}
	return out
}

func has(words []oddWord, w string) bool {
	_, ok := slices.BinarySearchFunc(words, w, func(o oddWord, w string) int { return cmp.Compare(o.word, w) })
	return ok
}

// nameSimilarity compares two names: shared words, compounds and concepts,
// and near words on top.
func nameSimilarity(a, b *Record) (sim int, foldedOnly bool) {
	x, y, foldedOnly := side(&a.name, &b.name)
	common := shared(x, y)
	for _, n := range near(a, b) {
		common += n.common
	}
	return ochiai(common, x.Sum, y.Sum), foldedOnly
}

// languages chooses in which language each of two fields is read: Vietnamese
// if both have it, else English, else across the languages, where only concepts
// and names can meet.
func languages(a, b *field) (la, lb registry.Lang) {
	switch {
	case len(a.vi.Terms) > 0 && len(b.vi.Terms) > 0:
		return registry.VI, registry.VI
	case len(a.en.Terms) > 0 && len(b.en.Terms) > 0:
		return registry.EN, registry.EN
	case len(a.vi.Terms) > 0:
		return registry.VI, registry.EN
	}
	return registry.EN, registry.VI
}

// side chooses the bags in which two fields are compared: Vietnamese with
// marks, or without marks if one was typed without; see languages.
func side(a, b *field) (x, y Bag, folded bool) {
	la, lb := languages(a, b)
	if la == registry.VI && lb == registry.VI && (a.unmarked || b.unmarked) {
		return a.folded, b.folded, true
	}
	return a.in(la), b.in(lb), false
}

func (f *field) in(l registry.Lang) Bag {
	if l == registry.VI {
		return f.vi
	}
	return f.en
}

// fieldSimilarity compares two fields by the weight they share.
func fieldSimilarity(a, b *field) (sim int, folded bool) {
	x, y, folded := side(a, b)
	return ochiai(shared(x, y), x.Sum, y.Sum), folded
}

func presence(aEmpty, bEmpty bool) registry.Presence {
	switch {
	case aEmpty && bEmpty:
		return registry.BothMissing
	case aEmpty || bEmpty:
		return registry.OneMissing
	}
	return registry.BothPresent
}
