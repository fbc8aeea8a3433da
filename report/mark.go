package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trunglap/registry"
)

// Highlighting. A phrase that two texts share is marked where it stands in the
// raw text, each way of sharing in a style of its own. The raw text is never
// changed: the pieces joined are the text.

// A piece is a stretch of raw text, marked if via is not empty.
type piece struct {
	Text string
	Via  registry.Via
}

// A needle is a phrase to look for.
type needle struct {
	text string
	via  registry.Via
}

// strength orders the ways of sharing: where two overlap the stronger shows.
func strength(v registry.Via) int {
	switch v {
	case registry.ViaCode, registry.ViaWords:
		return 5
	case registry.ViaNear:
		return 4
	case registry.ViaFolded:
		return 3
	case registry.ViaConcept:
		return 2
	case registry.ViaVector:
		return 1
	}
	return 0
}

// needles are one side's phrases of one comparison, longest first among equals.
func needles(e *registry.Evidence, sideB bool) []needle {
	var out []needle
	for _, p := range e.Shared {
		n := needle{p.A, p.Via}
		if sideB {
			n.text = p.B
		}
		if strings.TrimSpace(n.text) != "" {
			out = append(out, n)
		}
	}
	return out
}

// mark cuts raw into pieces: every whole-word occurrence of a needle, whatever
// its case, is marked.
func mark(raw string, ns []needle) []piece {
	via := make([]registry.Via, len(raw))
	for _, n := range ns {
		for at, length := range occurrences(raw, n.text) {
			for i := at; i < at+length; i++ {
				if strength(via[i]) < strength(n.via) {
					via[i] = n.via
				}
			}
		}
	}
	return pieces(raw, via)
}

func pieces(raw string, via []registry.Via) []piece {
	var out []piece
	for i := 0; i < len(raw); {
		j := i + 1
		for j < len(raw) && via[j] == via[i] {
			j++
		}
		out = append(out, piece{raw[i:j], via[i]})
		i = j
	}
	return out
}

// occurrences yields where word begins in raw and how many bytes it takes
// there, without overlaps. The time is linear in practice: a comparison stops
// at the first rune that differs.
func occurrences(raw, word string) func(yield func(at, length int) bool) {
	word = strings.TrimSpace(word)
	return func(yield func(at, length int) bool) {
		if word == "" {
			return
		}
		for i := 0; i < len(raw); {
			_, size := utf8.DecodeRuneInString(raw[i:])
			n := foldedPrefix(raw[i:], word)
			if n > 0 && startsWord(raw, i) && startsWord(raw, i+n) {
				if !yield(i, n) {
					return
				}
				size = n
			}
			i += size
		}
	}
}

// occurs reports whether raw holds word as a whole word, whatever its case.
func occurs(raw, word string) bool {
	for range occurrences(raw, word) {
		return true
	}
	return false
}

// startsWord reports whether no word runs across position i of s.
func startsWord(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	return i == 0 || i == len(s) || !inWord(before) || !inWord(after)
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}

// foldedPrefix is how many bytes of s spell word, letter case aside; a space
// in word stands for any run of spaces. Zero: s does not begin with word.
func foldedPrefix(s, word string) int {
	i := 0
	for _, w := range word {
		if unicode.IsSpace(w) {
			rest := strings.TrimLeftFunc(s[i:], unicode.IsSpace)
			if len(rest) == len(s[i:]) {
				return 0
			}
			i = len(s) - len(rest)
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if size == 0 || unicode.ToLower(r) != unicode.ToLower(w) {
			return 0
		}
		i += size
	}
	return i
}
