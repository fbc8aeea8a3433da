package text

import "slices"

// A Form is everything that is known about the wording of one text.
type Form struct {
	Raw       string
	Tokens    []Token   // abbreviations written out
	Unmarked  bool      // Vietnamese typed without marks: compare on tier 2
	English   bool      // compare as English
	Concepts  []Mention // in order of the text
	Ambiguous []string  // abbreviations that stand for several things and were left as they are
}

// Analyze reads a text: tokens, abbreviations written out in the language of
// the text, language, concepts.
func (l *Lexicon) Analyze(s string) Form {
	tokens := Tokenize(s)
	c := count(tokens)
	f := Form{Raw: s, Unmarked: c.unmarked(), English: c.english()}
	capitals := c.allCapitals(tokens)
	f.Tokens, f.Ambiguous = l.expand(s, tokens, capitals, f.English)
	f.Concepts = l.mentions(f.Tokens, f.Unmarked, capitals)
	return f
}

// expand writes abbreviations out, longest first. Ambiguous ones stay and are
// listed once each, in order of appearance.
func (l *Lexicon) expand(s string, tokens []Token, capitals, english bool) (out []Token, ambiguous []string) {
	out = tokens
	copied := false
	for i := 0; i < len(tokens); {
		ab := l.abbreviations.at(s, tokens, i, capitals)
		switch {
		case ab == nil:
			if copied {
				out = append(out, tokens[i])
			}
			i++
			continue
		case len(ab.meanings) > 1:
			if !slices.Contains(ambiguous, ab.term) {
				ambiguous = append(ambiguous, ab.term)
			}
			if copied {
				out = append(out, tokens[i:i+ab.words]...)
			}
			i += ab.words
			continue
		case !copied:
			out, copied = append(make([]Token, 0, len(tokens)+8), tokens[:i]...), true
		}
		out = append(out, ab.written(s, tokens[i], tokens[i+ab.words-1], english)...)
		i += ab.words
	}
	return out, ambiguous
}

// written is the expansion as tokens that point at the abbreviation.
func (ab *abbreviation) written(s string, first, last Token, english bool) []Token {
	words := ab.vi
	if english && len(ab.en) > 0 {
		words = ab.en
	}
	out := slices.Clone(words)
	for i := range out {
		out[i].Start, out[i].End, out[i].Raw = first.Start, last.End, s[first.Start:last.End]
		out[i].Break, out[i].Abbrev = false, ab.term
	}
	out[len(out)-1].Break = last.Break
	return out
}
