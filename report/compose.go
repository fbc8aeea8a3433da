package report

import "strings"

// Decomposed Vietnamese (NFD, as some file systems write it) is composed here
// for the PDF, whose writer puts one glyph after another and cannot stack
// marks. Package text does the same for comparison, with all of Unicode.

// vowels lists each vowel with its five toned forms: level, sharp, falling,
// asking, tumbling, heavy.
const vowels = "aáàảãạ ăắằẳẵặ âấầẩẫậ eéèẻẽẹ êếềểễệ iíìỉĩị oóòỏõọ ôốồổỗộ ơớờởỡợ uúùủũụ ưứừửữự yýỳỷỹỵ"

// tones are the combining marks of the toned forms, in the order of vowels.
var tones = [...]rune{0, '\u0301', '\u0300', '\u0309', '\u0303', '\u0323'}

// shapes are the combining marks that make another vowel.
var shapes = [...]struct {
	base, mark, made rune
}{
	{'a', '\u0306', 'ă'}, {'a', '\u0302', 'â'}, {'e', '\u0302', 'ê'}, {'o', '\u0302', 'ô'}, {'o', '\u031b', 'ơ'}, {'u', '\u031b', 'ư'},
}

// composed joins base letters and combining marks into single letters.
func composed(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x300 && r < 0x370 }) {
		return s
	}
	var out []rune
	for _, r := range s {
		if n := len(out); n > 0 {
			if made, ok := join(out[n-1], r); ok {
				out[n-1] = made
				continue
			}
		}
		out = append(out, r)
	}
	return string(out)
}

// join adds one mark to a letter, which may carry a mark of the other kind already.
func join(letter, mark rune) (rune, bool) {
	lower := []rune(strings.ToLower(string(letter)))[0]
	base, tone := untoned(lower)
	made := rune(0)
	for _, s := range shapes {
		if s.base == base && s.mark == mark {
			made = toned(s.made, tone)
		}
	}
	for i, t := range tones {
		if t == mark && i > 0 && tone == 0 {
			made = toned(base, i)
		}
	}
	if made == 0 {
		return 0, false
	}
	if lower != letter {
		made = []rune(strings.ToUpper(string(made)))[0]
	}
	return made, true
}

// untoned splits a vowel into the level vowel and the place of its tone.
func untoned(r rune) (base rune, tone int) {
	for family := range strings.FieldsSeq(vowels) {
		forms := []rune(family)
		for i, f := range forms {
			if f == r {
				return forms[0], i
			}
		}
	}
	return r, 0
}

// toned is a level vowel with a tone; 0 if it takes none.
func toned(base rune, tone int) rune {
	for family := range strings.FieldsSeq(vowels) {
		if forms := []rune(family); forms[0] == base {
			return forms[tone]
		}
	}
	return 0
}
