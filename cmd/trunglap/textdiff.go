package main

import (
	"strings"
	"time"

	"trunglap/registry"
)

// day writes a moment as the day it was in Vietnam, for a person.
func (a *app) day(t time.Time) string {
	return registry.Date(t.In(vietnam()).Format("2006-01-02")).In(a.lang)
}

// bits writes an amount of evidence for a person: 5,210 in Vietnamese.
func (a *app) bits(m registry.Millibits) string { return a.decimal(m.String()) }

// decimal writes a plain decimal number as the language does.
func (a *app) decimal(s string) string {
	if a.lang == registry.VI {
		return strings.Replace(s, ".", ",", 1)
	}
	return s
}

// vietnam is the time zone in which days are told, on every machine.
func vietnam() *time.Location { return time.FixedZone("+07", 7*3600) }

// diffWords bounds the words compared one by one (the table is their product);
// longer texts are shown whole, old and new.
const diffWords = 1000

// textDiff shows what changed between two texts, word by word: "- " lines hold
// what is gone, "+ " lines what is new, "  " lines what stayed.
func textDiff(before, after string) []string {
	x, y := strings.Fields(before), strings.Fields(after)
	if len(x) > diffWords || len(y) > diffWords {
		return []string{"- " + before, "+ " + after}
	}
	common := commonSuffixes(x, y)
	var out, same, gone, added []string
	flush := func() {
		out = line(line(line(out, "  ", same), "- ", gone), "+ ", added)
		same, gone, added = nil, nil, nil
	}
	for i, j := 0, 0; i < len(x) || j < len(y); {
		switch {
		case i < len(x) && j < len(y) && x[i] == y[j]:
			if len(gone)+len(added) > 0 {
				flush()
			}
			same = append(same, x[i])
			i, j = i+1, j+1
		case j == len(y) || i < len(x) && common[i+1][j] >= common[i][j+1]:
			gone = append(gone, x[i])
			i++
		default:
			added = append(added, y[j])
			j++
		}
	}
	flush()
	return out
}

func line(out []string, sign string, words []string) []string {
	if len(words) == 0 {
		return out
	}
	return append(out, sign+strings.Join(words, " "))
}

// commonSuffixes holds the length of the longest common subsequence of x[i:]
// and y[j:], by the textbook recurrence.
func commonSuffixes(x, y []string) [][]int {
	t := make([][]int, len(x)+1)
	for i := range t {
		t[i] = make([]int, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				t[i][j] = t[i+1][j+1] + 1
				continue
			}
			t[i][j] = max(t[i+1][j], t[i][j+1])
		}
	}
	return t
}
