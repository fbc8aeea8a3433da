package registry

import (
	"slices"
)

// NearestWord is the word that s was most likely meant to be, by edit
// distance, the first in alphabetical order of several; "" of none.
func NearestWord(s string, known []string) string {
	best, least := "", 1<<30
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := editDistance([]rune(s), []rune(k)); d < least {
			best, least = k, d
		}
	}
	return best
}
