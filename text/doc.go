// Package text turns Vietnamese and English wording into comparable forms.
//
// A string becomes tokens (about one per Vietnamese syllable or English word);
// every token has two written forms, the two tiers of evidence:
//
//	toned   lower case, Unicode NFC, Vietnamese spelling repaired: "Hoà" -> "hòa"
//	folded  the toned form without tone and vowel marks, đ as d:     "hòa" -> "hoa"
//
// A [Lexicon] then expands abbreviations from a vocabulary and finds the
// concepts of a thesaurus, so that "nhân sự", "cán bộ công chức" and "HR
// records" meet. Everything here is a pure function of its input and of the
// embedded data (provenance in DATA.md): no clock, no file, no network, safe
// for concurrent use, and total: any bytes at all give an answer.
package text
