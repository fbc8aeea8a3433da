package similarity

import "strings"

// A wordSet holds words of a folded text, in 256 classes: a text whose set
// lacks a class of a phrase's does not hold the phrase. It spares looking for
// names in texts that do not even have their words.
type wordSet [4]uint64

func wordsIn(folded string) wordSet {
	var s wordSet
	for word := range strings.FieldsSeq(folded) {
		h := uint64(mixed(hashed(hashStart, word)))
		s[h>>62] |= 1 << (h >> 56 & 63)
	}
	return s
}

// holds reports whether s has all classes of o.
func (s *wordSet) holds(o *wordSet) bool {
	return o[0]&^s[0]|o[1]&^s[1]|o[2]&^s[2]|o[3]&^s[3] == 0
}
