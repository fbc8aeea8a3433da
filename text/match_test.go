package text

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// lexiconOf makes a small lexicon: every phrase is a concept of its own name.
func lexiconOf(t testing.TB, phrases ...string) *Lexicon {
	t.Helper()
	var b strings.Builder
	b.WriteString(conceptHeader + "\n")
	for i, p := range phrases {
		fmt.Fprintf(&b, "c%d,object,,,,%s,,\n", i, p)
	}
	l, err := NewLexicon("term,expansion_vi,expansion_en,kind\n", b.String())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// oracle reads a text as the head of match.go says, by trying every way to lay
// phrases side by side.
func oracle(words []string, phrases map[string]bool) []string {
	type reading struct {
		worth int64
		ends  []int // by position: where a phrase that begins here ends, 0: passed over
		found []string
	}
	var best *reading
	var try func(at int, r reading)
	try = func(at int, r reading) {
		if at < len(words) {
			skipped := r
			skipped.ends = append(slices.Clone(r.ends), 0)
			try(at+1, skipped)
			for end := at + 1; end <= len(words); end++ {
				if p := strings.Join(words[at:end], " "); phrases[p] {
					taken := r
					taken.worth = r.worth + int64(math.Round(100*math.Pow(float64(end-at), 1.55)))
					taken.ends = append(slices.Clone(r.ends), end)
					for range end - at - 1 {
						taken.ends = append(taken.ends, 0)
					}
					taken.found = append(slices.Clone(r.found), p)
					try(end, taken)
				}
			}
			return
		}
		if best == nil || r.worth > best.worth || r.worth == best.worth && slices.Compare(r.ends, best.ends) > 0 {
			best = &r
		}
	}
	try(0, reading{})
	return best.found
}

func TestMatcherAgainstOracle(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		word := rapid.SampledFrom([]string{"ba", "ca", "da"})
		line := rapid.SliceOfNDistinct(rapid.Map(rapid.SliceOfN(word, 1, 4), func(w []string) string { return strings.Join(w, " ") }), 1, 8, rapid.ID[string])
		phrases := line.Draw(r, "phrases")
		words := rapid.SliceOfN(word, 0, 9).Draw(r, "words")
		set := map[string]bool{}
		for _, p := range phrases {
			set[p] = true
		}
		l := lexiconOf(t, phrases...)
		var got []string
		for _, m := range l.mentions(Tokenize(strings.Join(words, " ")), false, false) {
			got = append(got, m.Phrase)
		}
		if want := oracle(words, set); !slices.Equal(got, want) {
			r.Errorf("%v with %q: got %q, want %q", words, phrases, got, want)
		}
	})
}

// phrasesInUse lists the phrases that the rulings left standing.
func phrasesInUse(l *Lexicon) []int32 {
	var out []int32
	for _, ends := range l.toned.ends {
		for _, e := range ends {
			out = append(out, e.phrase)
		}
	}
	slices.Sort(out)
	return out
}

// Every phrase of the thesaurus, written alone, is read as its concept.
func TestEveryPhraseIsFound(t *testing.T) {
	l := Default()
	for _, i := range phrasesInUse(l) {
		p := l.thesaurus.phrases[i]
		c := l.thesaurus.concepts[p.concept]
		f := l.Analyze(p.text)
		found := slices.ContainsFunc(f.Concepts, func(m Mention) bool {
			return m.Concept == c.ID && m.From == 0 && m.To == len(f.Tokens)
		})
		if !found && c.Kind != "guard" && !slices.ContainsFunc(f.Tokens, func(t Token) bool { return t.Break }) {
			t.Errorf("%q (%s) is read as %+v", p.text, c.ID, f.Concepts)
		}
	}
}

// The traps of the README are of one kind: words A B and C D hide the word B C.
// No such pair of the thesaurus's own words may be read across its border.
func TestNoTwoWordsHideAThird(t *testing.T) {
	l := Default()
	starts, ends := map[string][]string{}, map[string][]string{}
	pairs := map[string]bool{}
	for _, i := range phrasesInUse(l) {
		words, _ := l.phraseWords(l.thesaurus.phrases[i])
		if len(words) == 2 && !l.thesaurus.phrases[i].english {
			pairs[joinWords(words)] = true
			starts[words[0]] = append(starts[words[0]], joinWords(words))
			ends[words[1]] = append(ends[words[1]], joinWords(words))
		}
	}
	checked := 0
	for pair := range pairs {
		b, c, _ := strings.Cut(pair, " ")
		for _, left := range ends[b] {
			for _, right := range starts[c] {
				checked++
				tokens := Tokenize(left + " " + right)
				for _, m := range l.mentions(tokens, false, false) {
					if m.From == 1 && m.To == 3 {
						t.Errorf("%q + %q is read as %q", left, right, pair)
					}
				}
			}
		}
	}
	if checked < 1000 {
		t.Errorf("only %d pairs checked", checked)
	}
}
