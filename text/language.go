package text

type letterCase uint8

const (
	lowerCase letterCase = iota // also: no cased letter at all
	titleCase                   // only the first letter is a capital
	upperCase                   // no small letter
	mixedCase
)

// A census counts the words of a text by what they tell about its language.
type census struct {
	words    int // alphabetic words, acronyms aside
	marked   int // with a Vietnamese mark
	skeleton int // unmarked, but possible as an unmarked Vietnamese syllable
	capitals int // words in capitals
}

func count(tokens []Token) census {
	var c census
	for _, t := range tokens {
		if t.Toned[0] >= '0' && t.Toned[0] <= '9' || len(t.Toned) == 1 {
			continue // numbers and list letters belong to no language
		}
		upper := t.shape.written == upperCase && len(t.Folded) > 1
		if upper {
			c.capitals++
		}
		switch {
		case t.Marked && t.shape.syllable:
			c.marked++
			c.words++
		case t.shape.skeleton && !t.Marked:
			c.skeleton++
			c.words++
		case !upper:
			c.words++
		}
	}
	return c
}

// allCapitals holds for a text of several words none of which is in small letters.
func (c census) allCapitals(tokens []Token) bool {
	return len(tokens) >= 3 && c.capitals*10 >= len(tokens)*9 && c.marked+c.skeleton >= 2
}

// vietnamese: a quarter of the words carry marks, where running Vietnamese has
// three quarters and English none; or the text is unmarked Vietnamese.
func (c census) vietnamese() bool { return c.marked*4 >= c.words && c.marked > 0 || c.unmarked() }

// unmarked: typed without marks. English has few words that could be Vietnamese
// syllables (an, on, do, to: about a quarter), unmarked Vietnamese has nothing
// else but a few names.
func (c census) unmarked() bool {
	return c.words > 0 && c.marked*10 < c.words && c.skeleton*10 >= c.words*7
}

func (c census) english() bool { return c.words > 0 && !c.vietnamese() }

// LooksVietnamese guesses the language of a text, for columns that do not say:
// true for Vietnamese with or without marks, false for anything else and for
// a text without words.
func LooksVietnamese(s string) bool { return count(Tokenize(s)).vietnamese() }
