package text

import "strings"

// Stem takes off the endings that English puts on the same word: plurals,
// -ing, -ed. It only has to be the same for the forms of one word; the
// statistics know English words by their stems too.
func Stem(s string) string {
	for _, end := range []struct{ suffix, put string }{{"ies", "y"}, {"sses", "ss"}, {"ing", ""}, {"ed", ""}, {"es", "e"}, {"s", ""}} {
		if rest, ok := strings.CutSuffix(s, end.suffix); ok && len(rest) >= 3 && !strings.HasSuffix(rest, "s") {
			s = rest + end.put
			break
		}
	}
	if rest, ok := strings.CutSuffix(s, "e"); ok && len(rest) >= 3 {
		return rest
	}
	return s
}
