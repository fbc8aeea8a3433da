package text

import (
	"encoding/csv"
	"slices"
	"strings"
)

// The vocabulary is a CSV of term, expansion_vi, expansion_en, kind:
//
//	abbreviation  CSDL, cơ sở dữ liệu: written out before anything is compared
//	generic       hệ thống: weighs next to nothing, see Lexicon.Generic
//	synonym       đất đai, địa chính: both are phrases of one concept
//	translation   dân cư, population: likewise, across languages
//
// An abbreviation with two rows of different expansions is ambiguous and is
// never written out (Form.Ambiguous lists it). The simple rule "replace what
// matches" fails on case ("ai" is the word who, AI is not; "etc" is no toll
// gate), on marks (HDND is HĐND typed on an English keyboard) and on texts
// written in capitals throughout; see accepts.

// An abbreviation is one spelling with everything it may stand for.
type abbreviation struct {
	term      string
	words     int
	mixed     bool // VNeID, IoT: lower-case letters are part of the spelling
	joined    bool // C/O, GD&ĐT: written with a sign between the letters
	comma     bool // VH,TT&DL
	vi, en    []Token
	meanings  []string // distinct expansions, toned
	lowerable bool     // may be typed in small letters: csdl, ubnd
	syllable  bool     // also readable as a Vietnamese syllable: AI
}

type vocabularyRow struct{ term, vi, en, kind string }

func readVocabulary(data string) ([]vocabularyRow, error) {
	records, err := readCSV(data, "term,expansion_vi,expansion_en,kind", place{})
	if err != nil {
		return nil, err
	}
	var rows []vocabularyRow
	for i, r := range records {
		row := vocabularyRow{r[0], r[1], r[2], r[3]}
		if !slices.Contains([]string{"abbreviation", "generic", "synonym", "translation"}, row.kind) {
			return nil, place{row: i + 2}.fault("loại %q không có; dùng abbreviation, generic, synonym hoặc translation",
				"unknown kind %q; use abbreviation, generic, synonym or translation", row.kind)
		}
		if Toned(row.term) == "" || Toned(row.vi) == "" && row.kind == "abbreviation" {
			return nil, place{row: i + 2}.fault("thiếu từ, hoặc từ viết tắt không có dạng đầy đủ", "no term, or an abbreviation of nothing")
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// readCSV checks the header and returns the other rows.
func readCSV(data, header string, at place) ([][]string, error) {
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(data, "\ufeff"))).ReadAll()
	if err != nil {
		return nil, at.fault("không đọc được CSV: %v", "cannot read the CSV: %v", err)
	}
	if len(records) == 0 || strings.Join(records[0], ",") != header {
		return nil, at.fault("dòng tiêu đề phải là %s", "the header must be %s", header)
	}
	return records[1:], nil
}

// abbreviations finds abbreviations by their words, exactly and without marks.
type abbreviations struct {
	toned, folded map[string]*abbreviation // nil value: two terms fold alike
	longest       map[string]int           // by folded first word: words of the longest term
	wordy         bool                     // some term that small letters may spell begins with a syllable
}

func newAbbreviations(rows []vocabularyRow) *abbreviations {
	a := &abbreviations{toned: map[string]*abbreviation{}, folded: map[string]*abbreviation{}, longest: map[string]int{}}
	for _, row := range rows {
		if row.kind == "abbreviation" {
			a.add(row)
		}
	}
	return a
}

func (a *abbreviations) add(row vocabularyRow) {
	tokens := Tokenize(row.term)
	key, plain := Toned(row.term), Folded(row.term)
	ab := a.toned[key]
	if ab == nil {
		ab = &abbreviation{
			term: row.term, words: len(tokens),
			mixed:     slices.ContainsFunc(tokens, func(t Token) bool { return t.shape.written == mixedCase }),
			joined:    strings.ContainsAny(row.term, "/&"),
			comma:     strings.Contains(row.term, ","),
			lowerable: !readsAsWord(plain),
			syllable:  isSkeleton(plain),
		}
		a.toned[key] = ab
		if other, taken := a.folded[plain]; taken && other != ab {
			a.folded[plain] = nil
		} else {
			a.folded[plain] = ab
		}
	}
	ab.vi, ab.en = Tokenize(row.vi), Tokenize(row.en)
	if meaning := Toned(row.vi); !slices.Contains(ab.meanings, meaning) {
		ab.meanings = append(ab.meanings, meaning)
	}
	first := tokens[0].Folded
	a.wordy = a.wordy || isSkeleton(first) && (ab.mixed || ab.lowerable)
	a.longest[first] = max(a.longest[first], len(tokens))
}

// at finds the longest abbreviation that begins at token i.
func (a *abbreviations) at(s string, tokens []Token, i int, capitals bool) *abbreviation {
	if t := &tokens[i]; t.shape.skeleton && t.shape.written != upperCase && !a.wordy {
		return nil // the quick way out for nearly every word
	}
	for n := min(a.longest[tokens[i].Folded], len(tokens)-i); n > 0; n-- {
		run := tokens[i : i+n]
		ab, exact := a.toned[joinToned(run)]
		if ab == nil && !exact && !anyMarked(run) {
			ab = a.folded[joinFolded(run)]
		}
		if ab != nil && ab.accepts(s, run, exact, capitals) {
			return ab
		}
	}
	return nil
}

// accepts decides whether a run of words that spells the abbreviation is meant
// as one:
//
//   - in capitals, as listed: yes; typed without marks (HDND): from 3 letters up;
//   - in small letters: only when no reader could take it for a word (csdl,
//     ubnd; not etc, ai), or when small letters are part of it (vneid);
//   - in a text all in capitals, case says nothing: no, if it can be read as a
//     syllable (AI);
//   - the words must stand together: C/O, KT-XH, but not "C. O".
func (ab *abbreviation) accepts(s string, run []Token, exact, capitals bool) bool {
	for k := 1; k < len(run); k++ {
		gap := strings.TrimSpace(s[run[k-1].End:run[k].Start])
		if run[k-1].Break || !strings.Contains("-–/&", gap) && !(ab.comma && gap == ",") || ab.joined && gap == "" {
			return false
		}
	}
	if ab.mixed {
		return true
	}
	for _, t := range run {
		if t.shape.written != upperCase && letterOf(rune(t.Folded[0])).plain != 0 {
			return ab.lowerable
		}
	}
	if capitals && ab.syllable {
		return false
	}
	return exact || len(joinFolded(run)) >= 3
}

func anyMarked(run []Token) bool {
	return slices.ContainsFunc(run, func(t Token) bool { return t.Marked })
}

func joinToned(run []Token) string {
	if len(run) == 1 {
		return run[0].Toned
	}
	words := make([]string, len(run))
	for i, t := range run {
		words[i] = t.Toned
	}
	return strings.Join(words, " ")
}

func joinFolded(run []Token) string {
	if len(run) == 1 {
		return run[0].Folded
	}
	words := make([]string, len(run))
	for i, t := range run {
		words[i] = t.Folded
	}
	return strings.Join(words, " ")
}

// readsAsWord reports whether an abbreviation in small letters could be taken
// for a word of either language: ai, etc, soc; not csdl, ubnd, tabmis. A word
// has a vowel, no three consonants in a row, and short ones are common.
func readsAsWord(plain string) bool {
	if len(plain) < 3 || isSkeleton(plain) {
		return true
	}
	vowels, run, longest := 0, 0, 0
	for _, r := range plain {
		if strings.ContainsRune("aeiou", r) {
			vowels, run = vowels+1, 0
		} else if run++; run > longest {
			longest = run
		}
	}
	return vowels > 0 && longest < 3 && len(plain) < 5
}
