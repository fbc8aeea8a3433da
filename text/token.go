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
}

// Tokenize cuts a string into tokens, without any vocabulary. It is total,
// linear, and its output is bounded: the toned forms together are at most
// three times as long as s.
func Tokenize(s string) []Token {
	if s == "" {
		return nil
	}
	tokens := make([]Token, 0, len(s)/6+1)
	toned, folded := make([]byte, 0, len(s)+8), make([]byte, 0, len(s)+8)
	ends := make([][2]int, 0, cap(tokens))
	sc := scanner{s: s, word: make([]rune, 0, maxSyllable+1)}
	var plain []rune
	for sc.next() {
		if n := len(tokens); n > 0 {
			tokens[n-1].Break = sc.broken
		}
		plain = foldWord(plain[:0], sc.word)
		toned, folded = appendRunes(toned, sc.word), appendRunes(folded, plain)
		ends = append(ends, [2]int{len(toned), len(folded)})
		tokens = append(tokens, Token{Raw: s[sc.start:sc.end], Start: sc.start, End: sc.end, Marked: isMarked(sc.word)})
	}
	if n := len(tokens); n > 0 {
		tokens[n-1].Break = sc.broken
	}
	t, f := string(toned), string(folded)
	from := [2]int{}
	for i, end := range ends {
		tokens[i].Toned, tokens[i].Folded = t[from[0]:end[0]], f[from[1]:end[1]]
		from = end
	}
	return tokens
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
		for _, r := range sc.word {
			b.WriteRune(r)
		}
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
	var word, plain []rune
	flush := func() {
		plain = foldWord(plain[:0], word)
		for _, r := range plain {
			b.WriteRune(r)
		}
		word = word[:0]
	}
	for _, r := range toned {
		if r == ' ' {
			flush()
			b.WriteByte(' ')
			continue
		}
		word = append(word, r)
	}
	flush()
	return b.String()
}

// foldWord appends the folded word to dst. The result is canonical spelling
// again, so that folding twice is folding once.
func foldWord(dst, word []rune) []rune {
	changed := false
	for _, r := range word {
		base := foldRune(r)
		changed = changed || base != r
		if base != 0 {
			dst = append(dst, base)
		}
	}
	if !changed {
		return dst
	}
	return repair(dst)
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

func appendRunes(dst []byte, word []rune) []byte {
	for _, r := range word {
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}
