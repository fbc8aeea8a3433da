package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Token is one word of a text: a Vietnamese syllable, an English word, a
// number, a model code.
type Token struct {
	Raw        string // as written
	Start, End int    // byte offsets in the raw string: s[Start:End] == Raw
	Toned      string // tier 1: lower case, NFC, spelling repaired
	Folded     string // tier 2: without marks
	Marked     bool   // carries a Vietnamese mark or đ
	Break      bool   // a phrase ends after this token: full stop, semicolon, bracket, line end
	Abbrev     string // the abbreviation this token was expanded from; Raw, Start and End are then the abbreviation's

	shape shape
}

// A shape is what the scanner saw of a word, so that nobody looks it up twice.
type shape struct {
	syllable bool       // well-formed in tier 1
	skeleton bool       // could be a syllable typed without marks
	written  letterCase // of the raw word
}

// Tokenize cuts a string into tokens, without any vocabulary. It is total,
// linear, and its output is bounded: the toned forms together are at most
// three times as long as s.
func Tokenize(s string) []Token {
	if s == "" {
		return nil
	}
	tokens := make([]Token, 0, len(s)/5+1)
	sc := scanner{s: s, word: make([]rune, 0, 2*maxSyllable)}
	for sc.next() {
		if n := len(tokens); n > 0 {
			tokens[n-1].Break = sc.broken
		}
		tokens = append(tokens, sc.token())
	}
	if n := len(tokens); n > 0 {
		tokens[n-1].Break = sc.broken
	}
	return tokens
}

// token is the word just read. Syllables, nearly all words, cost no memory:
// their two forms stand in the table of spellings.
func (sc *scanner) token() Token {
	t := Token{Raw: sc.s[sc.start:sc.end], Start: sc.start, End: sc.end}
	t.shape.written = sc.written()
	if sp := sc.syllable; sp != nil {
		t.Toned, t.Folded = sp.toned[sc.tone], sp.folded
		t.Marked = sc.tone != level || sp.marked
		t.shape.syllable, t.shape.skeleton = sp.fits(sc.tone), true
		return t
	}
	t.Toned = string(sc.word)
	t.Folded = foldWord(sc.word, t.Toned)
	t.Marked = isMarked(sc.word)
	t.shape.skeleton = isSkeleton(t.Folded)
	return t
}

// Toned is the tier-1 form: the toned words of s, one space between them.
// Toned(Toned(s)) == Toned(s).
func Toned(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	sc := scanner{s: s}
	for sc.next() {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(sc.toned())
	}
	return b.String()
}

// Folded is the tier-2 form: Fold(Toned(s)).
func Folded(s string) string { return Fold(Toned(s)) }

// Fold drops the marks of already toned text and writes đ as d: "hải quan",
// "hải quân" and "hai quan" all give "hai quan".
func Fold(toned string) string {
	var b strings.Builder
	b.Grow(len(toned))
	for i, word := range strings.Split(toned, " ") {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(foldWord([]rune(word), word))
	}
	return b.String()
}

// foldWord is the word without marks, in canonical spelling again, so that
// folding twice is folding once. text is the same word.
func foldWord(word []rune, text string) string {
	plain, changed := make([]rune, 0, maxWord), false
	for _, r := range word {
		base := foldRune(r)
		changed = changed || base != r
		if base != 0 {
			plain = append(plain, base)
		}
	}
	if !changed {
		return text
	}
	if sp, _ := analyse(plain); sp != nil {
		return sp.folded
	}
	return string(plain)
}

// foldRune is the letter without its marks, 0 for a mark that stands alone.
func foldRune(r rune) rune {
	if l := letterOf(r); l.base != 0 {
		return l.base
	}
	if r < utf8.RuneSelf {
		return r
	}
	if r >= 0x300 && r <= 0x36F {
		return 0
	}
	if !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) {
		return r
	}
	var buf [utf8.UTFMax]byte
	base, _ := utf8.DecodeRune(norm.NFD.Append(nil, buf[:utf8.EncodeRune(buf[:], r)]...))
	return base
}

func isMarked(word []rune) bool {
	for _, r := range word {
		if letterOf(r).marked() {
			return true
		}
	}
	return false
}
