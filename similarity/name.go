package similarity

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/adrg/strutil"
	"github.com/adrg/strutil/metrics"

	"trunglap/registry"
	"trunglap/text"
)

// An oddWord is a word of a name that is no well-formed Vietnamese syllable:
// an English word, a proper name, or a slip of the keyboard. Only such a word
// may meet another by likeness: "thuế" and "thuê" are one stroke apart and
// have nothing to do with each other.
type oddWord struct {
	word string
	w    uint32
	odd  bool // false: a well-formed syllable, which an odd word may have been meant to be
}

// nearEnough is the Levenshtein similarity from which two words count as
// near: one slip in four letters ("thốg"/"thống" 0.80, "nation"/"national" 0.75).
const nearEnough = 0.75

// oddWords lists the words of at least four letters of a name, in the language
// that is compared first, each once, sorted.
func (e *Engine) oddWords(vi, en segment) []oddWord {
	s := vi
	if len(s.form.Tokens) == 0 {
		s = en
	}
	var out []oddWord
	for i := range s.form.Tokens {
		t := &s.form.Tokens[i]
		k := key(t, s.lang)
		if utf8.RuneCountInString(k) < 4 || strings.ContainsAny(k, "0123456789") {
			continue
		}
		out = append(out, oddWord{k, e.wordWeight(k, e.settings.Views.Syllable), !text.IsSyllable(t.Toned)})
	}
	slices.SortFunc(out, func(a, b oddWord) int { return strings.Compare(a.word, b.word) })
	return slices.CompactFunc(out, func(a, b oddWord) bool { return a.word == b.word })
}

// A nearPair is two words that count as near, with the weight they share.
type nearPair struct {
	a, b   string
	common int64
}

// near pairs the left-over words of two names by likeness, best first, each
// word once. Words that both names hold are not left over.
func near(a, b *Record) []nearPair {
	if len(a.odd) == 0 || len(b.odd) == 0 {
		return nil
	}
	type candidate struct {
		i, j int
		sim  float64
	}
	var cs []candidate
	lev := metrics.NewLevenshtein()
	for i, x := range a.odd {
		if has(b.odd, x.word) {
			continue
		}
		for j, y := range b.odd {
			if !x.odd && !y.odd || has(a.odd, y.word) {
				continue
			}
			if s := strutil.Similarity(x.word, y.word, lev); s >= nearEnough {
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
	usedA, usedB := make([]bool, len(a.odd)), make([]bool, len(b.odd))
	var out []nearPair
	for _, c := range cs {
		if usedA[c.i] || usedB[c.j] {
			continue
		}
		usedA[c.i], usedB[c.j] = true, true
		x, y := a.odd[c.i], b.odd[c.j]
		out = append(out, nearPair{x.word, y.word, int64(min(x.w, y.w)) * int64(c.sim*1000) / 1000})
	}
	return out
}

func has(words []oddWord, w string) bool {
	_, ok := slices.BinarySearchFunc(words, w, func(o oddWord, w string) int { return strings.Compare(o.word, w) })
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

// side chooses the bags in which two fields are compared: Vietnamese with
// marks if both have it, without marks if one was typed without, else English,
// else across the languages, where only concepts can meet.
func side(a, b *field) (x, y Bag, folded bool) {
	switch {
	case len(a.vi.Terms) > 0 && len(b.vi.Terms) > 0:
		if a.unmarked || b.unmarked {
			return a.folded, b.folded, true
		}
		return a.vi, b.vi, false
	case len(a.en.Terms) > 0 && len(b.en.Terms) > 0:
		return a.en, b.en, false
	case len(a.vi.Terms) > 0:
		return a.vi, b.en, false
	}
	return a.en, b.vi, false
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
