package intake

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"trunglap/text"
)

// Vietnamese before Unicode. Three ways of writing it are still met in files
// of offices, besides windows-1258: TCVN3 (ABC, the .Vn fonts), VNI for Windows
// and VPS. Each gives its own meaning to the characters of windows-1252, so
// that such a text reaches us in two ways: as bytes, or already turned into
// Unicode by a program that took it for Western text ("HÖ thèng" for "Hệ
// thống"). Both are read by the same tables over windows-1252 characters.
//
// The tables are facts of the encodings: TCVN3 after TCVN 5712:1993 (checked
// against glibc's TCVN5712-1, whose upper half it shares), VNI after its rule of
// composition (a base letter, then one character that carries mark and tone),
// VPS after its code chart; VPS puts eleven capitals on control characters,
// which no file survives, and they are left out.

// A charset is a legacy encoding.
type charset struct {
	name   string
	single map[rune]rune    // windows-1252 character -> letter
	pairs  map[[2]rune]rune // base and mark -> letter
	small  bool             // capitals with marks are small letters in a font of capitals
	bytes  [256]rune        // byte -> windows-1252 character, or utf8.RuneError where the encoding has none
}

// charsets lists the legacy encodings, likeliest first.
var charsets = sync.OnceValue(func() []*charset {
	return []*charset{tcvn3(), vni(), windows1258(), vps()}
})

// western is windows-1252 as the web reads it: its five gaps are controls.
var western = sync.OnceValue(func() *[256]rune {
	var t [256]rune
	for i := range t {
		if t[i] = charmap.Windows1252.DecodeByte(byte(i)); t[i] == utf8.RuneError {
			t[i] = rune(i)
		}
	}
	return &t
})

// codes are letters with their bytes: "à B5 ả B6".
func singles(codes string) map[rune]rune {
	m := map[rune]rune{}
	f := strings.Fields(codes)
	for i := 0; i+1 < len(f); i += 2 {
		var b int
		for _, d := range f[i+1] {
			b = 16*b + strings.IndexRune("0123456789ABCDEF", d)
		}
		letter, _ := utf8.DecodeRuneInString(f[i])
		m[western()[b]] = letter
	}
	return m
}

func tcvn3() *charset {
	c := &charset{name: "TCVN3", small: true, single: singles(`
à B5 ả B6 ã B7 á B8 ạ B9 ă A8 ằ BB ẳ BC ẵ BD ắ BE ặ C6 â A9 ầ C7 ẩ C8 ẫ C9 ấ CA ậ CB đ AE
è CC ẻ CE ẽ CF é D0 ẹ D1 ê AA ề D2 ể D3 ễ D4 ế D5 ệ D6 ì D7 ỉ D8 ĩ DC í DD ị DE
ò DF ỏ E1 õ E2 ó E3 ọ E4 ô AB ồ E5 ổ E6 ỗ E7 ố E8 ộ E9 ơ AC ờ EA ở EB ỡ EC ớ ED ợ EE
ù EF ủ F1 ũ F2 ú F3 ụ F4 ư AD ừ F5 ử F6 ữ F7 ứ F8 ự F9 ỳ FA ỷ FB ỹ FC ý FD ỵ FE
Ă A1 Â A2 Ê A3 Ô A4 Ơ A5 Ư A6 Đ A7`)}
	c.allow(func(b int) bool {
		_, ok := c.single[western()[b]]
		return ok || b >= 0x91 && b <= 0x97 || b == 0x85 || b == 0xa0
	})
	return c
}

func vps() *charset {
	c := &charset{name: "VPS", single: singles(`
à E0 á E1 ả E4 ã E3 ạ E5 â E2 ầ C0 ấ C3 ẩ C4 ẫ C5 ậ C6 ă E6 ằ A2 ắ A1 ẳ A3 ẵ A4 ặ A5 đ C7
è E8 é E9 ẻ C8 ẽ EB ẹ CB ê EA ề 8A ế 89 ể 8B ễ CD ệ 8C ì EC í ED ỉ CC ĩ EF ị CE
ò F2 ó F3 ỏ D5 õ F5 ọ 86 ô F4 ồ D2 ố D3 ổ B0 ỗ 87 ộ B6 ơ D6 ờ A9 ớ A7 ở AA ỡ AB ợ AE
ù F9 ú FA ủ FB ũ DB ụ F8 ư DC ừ D8 ứ D9 ử BA ữ BB ự BF ỳ FF ý 9A ỷ 9B ỹ CF ỵ 9C
À 80 Á C1 Ả 81 Ã 82 Â C2 Ầ 84 Ấ 83 Ẩ 85 Ă 88 Ằ 8E Ắ 8D Ẳ 8F Ẵ F0 Đ F1
È D7 É C9 Ẻ DE Ẽ FE Ê CA Ề 93 Ế 90 Ể 94 Ễ 95 Ì B5 Í B4 Ỉ B7 Ĩ B8
Ò BC Ó B9 Ỏ BD Õ BE Ô D4 Ồ 97 Ố 96 Ổ 98 Ỗ 99 Ơ F7 Ờ 9E Ớ 9D Ở 9F Ỡ A6
Ù A8 Ú DA Ủ D1 Ũ AC Ư D0 Ừ AF Ứ AD Ử B1 Ỳ B2 Ý DD Ỷ FD Ỹ B3`)}
	c.allow(func(b int) bool { _, ok := c.single[western()[b]]; return ok || b == 0xa0 })
	return c
}

// vni composes the tables from the rule. The marks with a breve go on a only,
// those with a circumflex on a, e and o, bare tones on every vowel but i.
func vni() *charset {
	c := &charset{name: "VNI", single: map[rune]rune{}, pairs: map[[2]rune]rune{}}
	single := func(from, to string) {
		t := []rune(to)
		for i, r := range []rune(from) {
			c.single[r] = t[i]
			c.single[unicode.ToUpper(r)] = unicode.ToUpper(t[i])
		}
	}
	single("ñíìæóòôöî", "đíìỉĩịơưỵ")
	pair := func(base rune, marks string, letters string) {
		to := []rune(letters)
		for i, m := range []rune(marks) {
			for _, b := range []rune{base, unicode.ToUpper(base)} {
				letter := to[i]
				if b != base {
					letter = unicode.ToUpper(letter)
				}
				c.pairs[[2]rune{b, m}] = letter
				c.pairs[[2]rune{b, unicode.ToUpper(m)}] = letter
			}
		}
	}
	tones := "ùøûõï"
	pair('a', tones+"âáàåãä"+"êéèúüë", "áàảãạ"+"âấầẩẫậ"+"ăắằẳẵặ")
	pair('e', tones+"âáàåãä", "éèẻẽẹ"+"êếềểễệ")
	pair('o', tones+"âáàåãä", "óòỏõọ"+"ôốồổỗộ")
	pair('u', tones, "úùủũụ")
	pair('y', tones[:len(tones)-len("ï")], "ýỳỷỹ")
	pair('ô', tones, "ớờởỡợ")
	pair('ö', tones, "ứừửữự")
	marks := map[rune]bool{}
	for k := range c.pairs {
		marks[k[0]], marks[k[1]] = true, true
	}
	c.allow(func(b int) bool {
		_, ok := c.single[western()[b]]
		return ok || marks[western()[b]] || b >= 0x91 && b <= 0x97 || b == 0x85 || b == 0xa0
	})
	return c
}

// windows1258 is Microsoft's encoding: letters, then tones as combining marks.
func windows1258() *charset {
	c := &charset{name: enc1258, single: map[rune]rune{}}
	for b := 0x80; b < 0x100; b++ {
		if r := charmap.Windows1258.DecodeByte(byte(b)); r != utf8.RuneError {
			c.single[western()[b]] = r
		}
	}
	c.allow(func(b int) bool { return charmap.Windows1258.DecodeByte(byte(b)) != utf8.RuneError })
	return c
}

// allow fills the table of bytes: ASCII and the bytes that ok accepts.
func (c *charset) allow(ok func(b int) bool) {
	for b := range c.bytes {
		c.bytes[b] = utf8.RuneError
		if b < 0x80 || ok(b) {
			c.bytes[b] = western()[b]
		}
	}
}

// text reads windows-1252 characters as the charset means them.
func (c *charset) text(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	rs := []rune(s)
	up := c.small && inCapitals(s)
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		if i+1 < len(rs) {
			if letter, ok := c.pairs[[2]rune{r, rs[i+1]}]; ok {
				b.WriteRune(letter)
				i++
				continue
			}
		}
		letter, ok := c.single[r]
		switch {
		case !ok:
			b.WriteRune(r)
		case up:
			b.WriteRune(unicode.ToUpper(letter))
		default:
			b.WriteRune(letter)
		}
	}
	return norm.NFC.String(b.String())
}

// sentence gives the first letter of a name or description its capital, where
// the charset has none: "øng dông" was "Ứng dụng" in a font of capitals. Inside
// a text only "Ủy ban" gets it back, which official texts never write small.
func (c *charset) sentence(s string) string {
	if c == nil || !c.small || s == "" {
		return s
	}
	s = strings.ReplaceAll(s, " ủy ban ", " Ủy ban ")
	first, size := utf8.DecodeRuneInString(s)
	if first < utf8.RuneSelf {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// inCapitals: the text has ASCII capitals, at least three, and no small letter;
// its marked letters are then capitals too, drawn by a font of capitals.
func inCapitals(s string) bool {
	n := 0
	for i := range len(s) {
		switch {
		case s[i] >= 'a' && s[i] <= 'z':
			return false
		case s[i] >= 'A' && s[i] <= 'Z':
			n++
		}
	}
	return n >= 3
}

// legacyThreshold is the share of marked words that must be Vietnamese
// syllables: real text reaches 0.98 and more (names of programs are the rest),
// text in the wrong encoding stays under 0.5.
const legacyThreshold = 0.8

// legacyWords is the least number of marked words by which an encoding is told:
// one or two stray bytes make a syllable in some encoding by chance.
const legacyWords = 3

// garbledWords is the least number of marked words by which a Unicode text is
// called garbled: fewer could be names.
const garbledWords = 8

// legacyOf finds the charset in which bytes that are not UTF-8 are Vietnamese.
func legacyOf(sample []byte) *charset {
	return bestCharset(func(c *charset) (string, bool) {
		var b strings.Builder
		for _, x := range sample {
			r := c.bytes[x]
			if r == utf8.RuneError {
				return "", false
			}
			b.WriteRune(r)
		}
		return c.text(b.String()), true
	})
}

// garbledOf finds the charset whose text was taken for Western text and turned
// into Unicode, or nil for a text that is what it seems.
func garbledOf(sample string) *charset {
	share, words := vietnameseShare(sample)
	if words < garbledWords || share > 0.6 {
		return nil
	}
	best := bestCharset(func(c *charset) (string, bool) { return c.text(sample), true })
	if best == nil {
		return nil
	}
	if better, _ := vietnameseShare(best.text(sample)); better < share+0.3 {
		return nil
	}
	return best
}

func bestCharset(read func(*charset) (string, bool)) *charset {
	var best *charset
	top := legacyThreshold
	for _, c := range charsets() {
		s, ok := read(c)
		if !ok {
			continue
		}
		if share, words := vietnameseShare(s); words >= legacyWords && (share > top || best == nil && share >= top) {
			best, top = c, share
		}
	}
	return best
}

// vietnameseShare is the share of words with a letter outside ASCII that are
// well-formed Vietnamese syllables, and the number of such words.
func vietnameseShare(s string) (float64, int) {
	marked, good := 0, 0
	for w := range strings.FieldsFuncSeq(s, wordEnd) {
		if isASCII(w) {
			continue
		}
		marked++
		if text.IsSyllable(text.Toned(w)) {
			good++
		}
	}
	return float64(good) / float64(max(marked, 1)), marked
}

// wordEnd: between words stand ASCII signs and typographic ones; the signs of
// windows-1252 are letters in a legacy text and do not end a word.
func wordEnd(r rune) bool {
	if r < utf8.RuneSelf {
		return !unicode.IsLetter(r)
	}
	return unicode.IsSpace(r) || r >= 0x2010 && r <= 0x2026
}
