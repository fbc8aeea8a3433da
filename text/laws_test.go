package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// everySyllable calls f with every way to write every syllable: each spelling,
// tone, and vowel the tone may be put on by mistake.
func everySyllable(f func(written, canonical string)) {
	back := map[uint8]rune{}
	for _, l := range letters {
		if l.plain != 0 {
			back[l.code] = l.plain
		}
	}
	for key, sp := range spellings {
		var plain []rune
		for k := key; k != 0; k >>= 6 {
			plain = append([]rune{back[uint8(k&63)]}, plain...)
		}
		for tone := uint8(level); tone <= heavy; tone++ {
			if !sp.fits(tone) {
				continue
			}
			for i, r := range plain {
				if !letterOf(r).vowel {
					continue
				}
				written := append([]rune{}, plain...)
				written[i] = withTone(r, tone)
				f(string(written), sp.toned[tone])
			}
		}
	}
}

func TestEverySyllableHasOneForm(t *testing.T) {
	n, distinct := 0, map[string]bool{}
	everySyllable(func(written, want string) {
		n++
		distinct[want] = true
		for _, s := range []string{written, norm.NFD.String(written), strings.ToUpper(written), norm.NFD.String(strings.ToUpper(written))} {
			if got := Toned(s); got != want {
				t.Fatalf("Toned(%q) = %q, want %q", s, got, want)
			}
		}
		if !IsSyllable(want) {
			t.Fatalf("%q is a syllable", want)
		}
		if got := Folded(written); got != Fold(want) || strings.ContainsFunc(got, func(r rune) bool { return r > unicode.MaxASCII }) {
			t.Fatalf("Folded(%q) = %q", written, got)
		}
	})
	if n < 30000 || len(distinct) < 17000 {
		t.Errorf("only %d spellings of %d syllables", n, len(distinct))
	}
}

// Repair may join what is one word written twice, and nothing else: two
// syllables with their tones in the right place meet only if they differ by i
// and y, in the onsets the rule names.
func TestRepairJoinsOnlyIAndY(t *testing.T) {
	seen := map[string]string{}
	for _, sp := range spellings {
		form := string(sp.canonical)
		seen[form] = form
	}
	for _, pair := range [][2]string{{"hi", "hy"}, {"ki", "ky"}, {"li", "ly"}, {"mi", "my"}, {"sy", "si"}, {"ti", "ty"}, {"qui", "quy"}, {"quit", "quyt"}} {
		if a, b := Toned(pair[0]), Toned(pair[1]); a != b || a != pair[1] {
			t.Errorf("%q -> %q, %q -> %q, want %q", pair[0], a, pair[1], b, pair[1])
		}
	}
	for _, pair := range [][2]string{{"vi", "vy"}, {"i", "y"}, {"tai", "tay"}, {"thi", "thy"}, {"ni", "ny"}, {"hinh", "hynh"}, {"mai", "may"}} {
		if a, b := Toned(pair[0]), Toned(pair[1]); a == b {
			t.Errorf("%q and %q became one: %q", pair[0], pair[1], a)
		}
	}
}

// junk draws texts of the kinds people paste: Vietnamese, marks apart, hidden
// characters, other scripts, any bytes.
func junk() *rapid.Generator[string] {
	letters := []rune("aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐEÊIOÔƠUƯYàảãáạằẳẵắặèéìíòóùúỳýÐðƉ")
	marks := []rune("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031B\u0345\u0335")
	hidden := []rune("\u00AD\u200B\u200D\uFEFF\u202E\u00A0\u0000\uFFFD'’-–/&.,;:!()\n\t  ")
	odd := []rune("ＡｂﬁßſİıǅΩΩſtйЁक़자각的①²½Ⅳª\U0001D400😀")
	piece := rapid.OneOf(
		rapid.StringOf(rapid.SampledFrom(letters)), rapid.StringOf(rapid.SampledFrom(letters)),
		rapid.StringOf(rapid.SampledFrom(marks)), rapid.StringOf(rapid.SampledFrom(hidden)),
		rapid.StringOf(rapid.SampledFrom(odd)), rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
		rapid.SampledFrom([]string{"CSDL ", "cơ sở dữ liệu ", "thủ tục hành chính ", "hoà ", "TT ", "KT-XH ", " driver's ", "AI "}),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 8), func(p []string) string { return strings.Join(p, "") })
}

func checkLaws(t interface{ Errorf(string, ...any) }, s string) {
	toned, folded := Toned(s), Folded(s)
	if again := Toned(toned); again != toned {
		t.Errorf("not idempotent: %q -> %q -> %q", s, toned, again)
	}
	if again := Folded(folded); again != folded {
		t.Errorf("folding not idempotent: %q -> %q -> %q", s, folded, again)
	}
	if Folded(toned) != folded || Fold(toned) != folded {
		t.Errorf("Folded(%q) = %q, Folded(Toned) = %q, Fold(Toned) = %q", s, folded, Folded(toned), Fold(toned))
	}
	if len(toned) > 3*len(s) || len(folded) > 3*len(s) {
		t.Errorf("%d bytes became %d and %d", len(s), len(toned), len(folded))
	}
	if !utf8.ValidString(toned) || !norm.NFC.IsNormalString(toned) {
		t.Errorf("Toned(%q) = %q is not NFC", s, toned)
	}
	tokens := Tokenize(s)
	if got := joinToned(tokens); got != toned {
		t.Errorf("tokens of %q give %q, Toned gives %q", s, got, toned)
	}
	checkTokens(t, s, tokens)
}

func checkTokens(t interface{ Errorf(string, ...any) }, s string, tokens []Token) {
	at := 0
	for i, tok := range tokens {
		if tok.Toned == "" || tok.Folded == "" || tok.Raw == "" || s[tok.Start:tok.End] != tok.Raw {
			t.Errorf("token %d of %q: %+v", i, s, tok)
		}
		if tok.Start < at && tok.Abbrev == "" {
			t.Errorf("token %d of %q goes back: %+v", i, s, tok)
		}
		at = tok.Start
		if n := utf8.RuneCountInString(tok.Toned); n > maxWord*(1+maxMarks) {
			t.Errorf("a token of %d runes", n)
		}
	}
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) { checkLaws(r, junk().Draw(r, "text")) })
}

func TestComposedOrDecomposed(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := junk().Draw(r, "text")
		if !utf8.ValidString(s) || longMarks(s) {
			return
		}
		if a, b := Toned(norm.NFC.String(s)), Toned(norm.NFD.String(s)); a != b {
			r.Errorf("%q: NFC gives %q, NFD %q", s, a, b)
		}
	})
}

// longMarks: beyond what any script writes, normal forms may be cut differently.
func longMarks(s string) bool {
	run, word := 0, 0
	for _, r := range norm.NFD.String(s) {
		if unicode.IsMark(r) {
			run++
		} else {
			run = 0
		}
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			word++
		} else {
			word = 0
		}
		if run > maxMarks || word > maxWord/3 { // ligatures count three
			return true
		}
	}
	return false
}

func TestLongLines(t *testing.T) {
	const n = 10_000_000
	for name, s := range map[string]string{
		"one word": strings.Repeat("a", n),
		"marks":    "a" + strings.Repeat("\u0301", n/2),
		"text":     strings.Repeat("cơ sở dữ liệu đất đai ", n/22),
		"bytes":    strings.Repeat("\xff", n),
		"nothing":  strings.Repeat(" ", n),
	} {
		got := Toned(s)
		if len(got) > 3*len(s) {
			t.Errorf("%s: %d bytes became %d", name, len(s), len(got))
		}
		if name == "one word" && len(got) != n+n/maxWord-1 {
			t.Errorf("%s: %d bytes", name, len(got))
		}
	}
}
