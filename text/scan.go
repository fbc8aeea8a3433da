package text

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The scanner cuts a string into words, each already lower case, NFC and
// repaired, in one pass and linear time.
//
// A word is a run of letters and digits with their combining marks ("C06",
// "1132", "PSLX350H" are one word each). Everything else separates. Inside a
// word are passed over, as if they were not there: zero-width characters, soft
// hyphens, direction controls, variation selectors, and an apostrophe between
// two letters (H'Mông -> hmông); the English possessive 's is dropped
// (driver's -> driver).
//
// Bounds, so that no input is costly: a word is cut after maxWord letters and
// goes on as the next word; a letter keeps at most maxMarks combining marks.
const (
	maxWord     = 64 // the longest German compounds stay whole; base64 does not matter
	maxMarks    = 8  // Vietnamese needs 2, pointed Hebrew 4
	maxRawMarks = 16 // read before normalisation; below the limit where norm inserts joiners
)

type class uint8

const (
	separates class = iota
	ends            // separates, and ends a phrase
	point           // a full stop or colon: ends a phrase unless between digits
	character       // letter or digit
	mark            // combining mark
	ignorable
	apostrophe
)

// A glyph is what the scanner must know of a rune: its class, the rune it stands
// for, and its case.
type glyph struct {
	class        class
	upper, small bool
	rune         rune // plain: full-width forms and superscript digits mapped
	lower        rune // in lower case
}

// glyphs answers for the runes of Latin writing without a walk through the
// Unicode tables.
var glyphs = buildGlyphs()

func buildGlyphs() *[letterLimit]glyph {
	var t [letterLimit]glyph
	for r := range t {
		t[r] = lookUpGlyph(rune(r))
	}
	return &t
}

func glyphOf(r rune) glyph {
	if r >= 0 && r < letterLimit {
		return glyphs[r]
	}
	return lookUpGlyph(r)
}

func lookUpGlyph(r rune) glyph {
	c, plain := classify(r)
	return glyph{c, unicode.IsUpper(plain), unicode.IsLower(plain), plain, lower(plain)}
}

// classify also maps compatibility letters that scans and keyboards produce
// (full-width forms, superscript digits) to plain ones.
func classify(r rune) (class, rune) {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFEE0
	}
	if r < utf8.RuneSelf {
		return classifyASCII(r), r
	}
	switch r {
	case '\u0085', '\u2028', '\u2029', '…', '•', '●', '▪', '■', '◦', '·', '。', '¿', '¡':
		return ends, r
	case '¹':
		return character, '1'
	case '²':
		return character, '2'
	case '³':
		return character, '3'
	case '\'', '‘', '’', 'ʼ', '\u02B9', '\u0374', '′', '´', '‛':
		return apostrophe, r
	case '\u00AD', '\u200B', '\u200C', '\u200D', '\u200E', '\u200F', '\u2060', '\uFEFF', '\u034F', '\u180E':
		return ignorable, r
	}
	switch {
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Nl, r):
		return character, r
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, unicode.Is(unicode.Variation_Selector, r):
		return ignorable, r
	case unicode.IsMark(r):
		return mark, r
	}
	return separates, r
}

func classifyASCII(r rune) class {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return character
	}
	switch r {
	case '.', ':':
		return point
	case '\'':
		return apostrophe
	case '\n', '\r', '\v', '\f', ';', '!', '?', '(', ')', '[', ']', '{', '}', '|', '*':
		return ends
	}
	return separates
}

// ligatures are the ones typesetters leave in extracted text.
func ligature(r rune) string {
	if r < 0xFB00 || r > 0xFB06 {
		return ""
	}
	return [...]string{"ff", "fi", "fl", "ffi", "ffl", "st", "st"}[r-0xFB00]
}

type scanner struct {
	s          string
	pos        int
	start, end int    // of the word, bytes of s
	word       []rune // the word, lower case and NFC; as it stands if it is no syllable
	syllable   *spelling
	tone       uint8
	broken     bool // a phrase ended between the last word and this one
	slow       bool // the word needs Unicode normalisation
	letters    int  // letters and digits of the word so far
	upper      int  // capitals among them
	small      int  // small letters among them
	firstUpper bool // it begins with a capital
	marks      int  // combining marks since the last letter
}

// next reads the next word; false at the end, with broken telling whether the
// text ended on a stop.
func (sc *scanner) next() bool {
	*sc = scanner{s: sc.s, pos: sc.pos, word: sc.word[:0]}
	sc.skip()
	if sc.pos >= len(sc.s) {
		return false
	}
	sc.start = sc.pos
	for sc.pos < len(sc.s) && sc.take() {
	}
	sc.finish()
	return true
}

// skip passes over separators, up to the first letter or digit.
func (sc *scanner) skip() {
	for sc.pos < len(sc.s) {
		r, size := utf8.DecodeRuneInString(sc.s[sc.pos:])
		switch glyphOf(r).class {
		case character:
			return
		case ends:
			sc.broken = true
		case point:
			sc.broken = sc.broken || !sc.betweenDigits(sc.pos)
		}
		sc.pos += size
	}
}

// betweenDigits tells 3.5, 10:30 and 1.132 from the end of a sentence.
func (sc *scanner) betweenDigits(at int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(sc.s) && sc.s[i] >= '0' && sc.s[i] <= '9' }
	return digit(at-1) && digit(at+1)
}

// take reads one rune into the word; false when the word ends before it.
func (sc *scanner) take() bool {
	raw, size := utf8.DecodeRuneInString(sc.s[sc.pos:])
	g := glyphOf(raw)
	switch g.class {
	case character:
		if !sc.letter(g) {
			return false
		}
		sc.pos += size
		sc.end = sc.pos
	case mark:
		if sc.marks < maxRawMarks {
			sc.word = append(sc.word, g.rune)
			sc.marks++
		}
		sc.slow = true
		sc.pos += size
		sc.end = sc.pos
	case ignorable:
		sc.pos += size
	case apostrophe:
		return sc.apostrophe(size)
	default:
		return false
	}
	return true
}

// letter appends one letter or digit, lower case; false when the word is full.
func (sc *scanner) letter(g glyph) bool {
	if lig := ligature(g.rune); lig != "" {
		if sc.letters+len(lig) > maxWord {
			return false
		}
		for _, l := range lig {
			sc.add(glyphOf(l))
		}
		return true
	}
	if sc.letters == maxWord {
		return false
	}
	sc.add(g)
	return true
}

func (sc *scanner) add(g glyph) {
	r := g.lower
	if r >= utf8.RuneSelf && letterOf(r).plain == 0 || g.rune == 'İ' { // İ is I with a dot above, which only NFD shows
		sc.slow, r = true, g.rune
	}
	sc.word = append(sc.word, r)
	sc.letters++
	sc.marks = 0
	if g.upper {
		sc.firstUpper = sc.firstUpper || sc.upper+sc.small == 0
		sc.upper++
	} else if g.small {
		sc.small++
	}
}

// written is the case of the word as it was written.
func (sc *scanner) written() letterCase {
	switch {
	case sc.upper == 0:
		return lowerCase
	case sc.small == 0:
		return upperCase
	case sc.upper == 1 && sc.firstUpper:
		return titleCase
	}
	return mixedCase
}

// lower is the lower-case letter, with the two look-alikes of Đ that keyboards
// and old fonts produce, Icelandic Ð and African Ɖ, read as Đ.
func lower(r rune) rune {
	switch r = unicode.ToLower(r); r {
	case 'ð', 'ɖ':
		return 'đ'
	}
	return r
}

// apostrophe joins two letters, drops a possessive s, else ends the word.
func (sc *scanner) apostrophe(size int) bool {
	rest := sc.s[sc.pos+size:]
	r, n := utf8.DecodeRuneInString(rest)
	before := sc.word[len(sc.word)-1]
	if glyphOf(r).class != character || !unicode.IsLetter(r) || !unicode.IsLetter(before) && !unicode.IsMark(before) {
		return false
	}
	if r == 's' || r == 'S' {
		after, _ := utf8.DecodeRuneInString(rest[n:])
		if c := glyphOf(after).class; c == separates || c == ends || c == point {
			sc.pos += size + n
			sc.end = sc.pos
			return false
		}
	}
	sc.pos += size
	return true
}

// finish normalises the collected runes and looks the syllable up.
func (sc *scanner) finish() {
	if sc.slow {
		sc.normalise()
	}
	sc.syllable, sc.tone = analyse(sc.word)
}

// toned is the finished word.
func (sc *scanner) toned() string {
	if sc.syllable != nil {
		return sc.syllable.toned[sc.tone]
	}
	return string(sc.word)
}

func (sc *scanner) normalise() {
	marks := 0
	var kept []rune
	for _, r := range norm.NFD.String(string(sc.word)) {
		if !unicode.IsMark(r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			continue
		}
		kept = append(kept, lower(r))
	}
	sc.word = append(sc.word[:0], []rune(norm.NFC.String(string(kept)))...)
}
