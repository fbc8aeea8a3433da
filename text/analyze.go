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
// listed once each, in order of appearance; and so does one that only repeats
// the words written before it: "cơ sở dữ liệu giáo dục đại học (HEMIS)".
func (l *Lexicon) expand(s string, tokens []Token, capitals, english bool) (out []Token, ambiguous []string) {
	out = tokens
	copied := false
	for i := 0; i < len(tokens); {
		ab, n := l.abbreviations.at(s, tokens, i, capitals), 1
		if ab != nil {
			n = ab.words
			if len(ab.meanings) > 1 && !slices.Contains(ambiguous, ab.term) {
				ambiguous = append(ambiguous, ab.term)
			}
		}
		before := tokens[:i]
		if copied {
			before = out
		}
		write := ab != nil && len(ab.meanings) == 1 && !ab.repeats(before)
		if write && !copied {
			out, copied = append(make([]Token, 0, len(tokens)+8), tokens[:i]...), true
		}
		if write {
			out = append(out, ab.written(s, tokens[i], tokens[i+n-1], english)...)
		} else if copied {
			out = append(out, tokens[i:i+n]...)
		}
		i += n
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

// repeats reports whether the tokens before end in what the abbreviation means.
func (ab *abbreviation) repeats(before []Token) bool {
	for _, words := range [][]Token{ab.vi, ab.en} {
		if len(words) == 0 || len(words) > len(before) {
			continue
		}
		tail := before[len(before)-len(words):]
		if tail[0].Abbrev == "" && joinToned(tail) == joinToned(words) {
			return true
		}
	}
	return false
}
