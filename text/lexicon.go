package text

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

//go:embed vocabulary.csv
var vocabularyCSV string

//go:embed thesaurus/*.csv
var thesaurusFiles embed.FS

// A Lexicon is a vocabulary and a thesaurus, ready to read texts with. It is
// immutable and safe for concurrent use.
type Lexicon struct {
	hash          string
	abbreviations *abbreviations
	thesaurus     *thesaurus
	toned, folded *trie
	inner         map[int32][]inner // by phrase
	generic       map[string]bool
}

// Default is the embedded lexicon (provenance and rulings in DATA.md).
var Default = sync.OnceValue(func() *Lexicon {
	l, err := NewLexicon(vocabularyCSV, defaultThesaurus()...)
	if err != nil {
		panic("text: embedded data: " + err.Error())
	}
	return l
})

func defaultThesaurus() []string {
	names, err := fs.Glob(thesaurusFiles, "thesaurus/*.csv")
	if err != nil {
		panic("text: embedded thesaurus: " + err.Error())
	}
	var parts []string
	for _, name := range names {
		data, err := thesaurusFiles.ReadFile(name)
		if err != nil {
			panic("text: embedded thesaurus: " + err.Error())
		}
		parts = append(parts, string(data))
	}
	return parts
}

// NewLexicon reads a vocabulary and the parts of a thesaurus.
func NewLexicon(vocabularyCSV string, thesaurusCSV ...string) (*Lexicon, error) {
	rows, err := readVocabulary(vocabularyCSV)
	if err != nil {
		return nil, err
	}
	t, err := readThesaurus(thesaurusCSV)
	if err != nil {
		return nil, err
	}
	l := &Lexicon{
		hash:          digest(append([]string{vocabularyCSV}, thesaurusCSV...)),
		abbreviations: newAbbreviations(rows),
		thesaurus:     t, toned: newTrie(), folded: newTrie(), generic: map[string]bool{},
	}
	for _, row := range rows {
		if row.kind == "generic" {
			l.generic[Toned(row.term)] = true
		}
	}
	if err := l.addPhrases(); err != nil {
		return nil, err
	}
	l.addVocabulary(rows)
	l.inner = l.innerPhrases()
	return l, nil
}

func joinWords(words []string) string { return strings.Join(words, " ") }

func digest(parts []string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d\n%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// addPhrases puts every phrase of the thesaurus in the tries, abbreviations
// written out.
func (l *Lexicon) addPhrases() error {
	kept, err := l.kept()
	if err != nil {
		return err
	}
	claims := make(map[string]int32, len(l.thesaurus.phrases))
	for i := range l.thesaurus.phrases {
		p := &l.thesaurus.phrases[i]
		p.words, p.plain = l.phraseWords(*p)
		p.key = joinWords(p.words)
		if winner, ruled := kept[p.key]; p.key == "" || ruled && winner != p.concept {
			continue
		}
		if first, claimed := claims[p.key]; claimed {
			if other := l.thesaurus.phrases[first]; other.concept != p.concept {
				mine, its := l.thesaurus.concepts[p.concept].ID, l.thesaurus.concepts[other.concept].ID
				return p.at.fault("cụm từ %q đã thuộc khái niệm %s (phần %d, dòng %d), không thể thuộc %s; bỏ một nơi hoặc thêm dòng keep",
					"phrase %q means %s already (part %d, row %d), not %s; remove one or add a keep ruling",
					p.text, its, other.at.part, other.at.row, mine)
			}
			continue
		}
		claims[p.key] = int32(i)
		l.addPhrase(int32(i), p.words, p.plain)
	}
	l.addDatabaseNames(claims)
	return nil
}

// addDatabaseNames lets the three ways to name a register meet: "cơ sở dữ liệu
// hộ tịch", "cơ sở dữ liệu về hộ tịch", "cơ sở dữ liệu quốc gia về hộ tịch".
// Whoever has one has the others, unless they are somebody's own, or longer
// phrases begin with the subject (di sản, di sản văn hóa), which must not be cut.
func (l *Lexicon) addDatabaseNames(claims map[string]int32) {
	const database, of, national = "cơ sở dữ liệu ", "về ", "quốc gia về "
	for i, p := range l.thesaurus.phrases {
		subject, ok := strings.CutPrefix(p.key, database)
		if !ok || p.english || claims[p.key] != int32(i) {
			continue
		}
		subject = strings.TrimPrefix(strings.TrimPrefix(subject, national), of)
		if strings.HasPrefix(subject, "quốc gia") || strings.HasPrefix(subject, "của ") || !strings.Contains(subject, " ") {
			continue
		}
		if l.toned.parent[l.toned.walk(strings.Split(subject, " "))] {
			continue
		}
		for _, variant := range []string{database + subject, database + of + subject, database + national + subject} {
			if _, taken := claims[variant]; taken {
				continue
			}
			claims[variant] = int32(i)
			l.addPhrase(int32(i), strings.Split(variant, " "), strings.Split(Fold(variant), " "))
		}
	}
}

// kept lists whom the keep rulings give a phrase to.
func (l *Lexicon) kept() (map[string]int32, error) {
	kept := map[string]int32{}
	for _, r := range l.thesaurus.rulings {
		if r.kind != "keep" {
			continue
		}
		n := l.thesaurus.byID[r.concept]
		for _, text := range splitList(r.phrases) {
			for _, english := range []bool{false, true} {
				words, _ := l.phraseWords(phrase{text: text, english: english})
				key := joinWords(words)
				if other, ok := kept[key]; ok && other != n {
					return nil, r.at.fault("cụm từ %q được giữ hai lần", "phrase %q is kept twice", text)
				}
				kept[key] = n
			}
		}
	}
	return kept, nil
}

// phraseWords are the words of a phrase in both tiers as the tries hold them.
func (l *Lexicon) phraseWords(p phrase) (words, plain []string) {
	tokens, _ := l.expand(p.text, Tokenize(p.text), false, p.english)
	for _, t := range tokens {
		words, plain = append(words, singular(t.Toned)), append(plain, t.Folded)
	}
	return words, plain
}

// addPhrase adds phrase i to the tries. One syllable without its marks says
// too little (thue: thuế, thuê), so single words are not matched folded.
func (l *Lexicon) addPhrase(i int32, words, plain []string) {
	p := l.thesaurus.phrases[i]
	share := shareOf(l.thesaurus.concepts[p.concept].Kind)
	l.toned.add(words, ending{i, len(words) == 1 && needsCapitals(p.text), share, p.english})
	if len(words) > 1 && !p.english {
		l.folded.add(plain, ending{i, false, share, false})
	}
}

// addVocabulary makes the two sides of a synonym or translation phrases of one
// concept: the concept that has either side already, or a new one.
func (l *Lexicon) addVocabulary(rows []vocabularyRow) {
	for _, row := range rows {
		if row.kind != "synonym" && row.kind != "translation" {
			continue
		}
		c, ok := l.conceptOf(row.term)
		if !ok {
			c, ok = l.conceptOf(row.en)
		}
		if !ok {
			id := "term-" + strings.ReplaceAll(Folded(row.term), " ", "-")
			c = l.thesaurus.concept(Concept{ID: id, Kind: "object", LabelVI: row.term, LabelEN: row.en}, place{})
		}
		for k, p := range []string{row.term, row.vi, row.en} {
			if _, known := l.conceptOf(p); known || Toned(p) == "" {
				continue
			}
			added := phrase{concept: c, text: p, english: k == 2}
			added.words, added.plain = l.phraseWords(added)
			l.thesaurus.phrases = append(l.thesaurus.phrases, added)
			l.addPhrase(int32(len(l.thesaurus.phrases)-1), added.words, added.plain)
		}
	}
}

// conceptOf finds the concept whose phrase is exactly s.
func (l *Lexicon) conceptOf(s string) (int32, bool) {
	words, _ := l.phraseWords(phrase{text: s})
	p, ok := l.lookUp(words)
	if !ok {
		return 0, false
	}
	return l.thesaurus.phrases[p].concept, true
}

// Hash names the data: two lexicons with one hash read every text alike.
func (l *Lexicon) Hash() string { return l.hash }

// Concept finds a concept by id.
func (l *Lexicon) Concept(id string) (Concept, bool) {
	n, ok := l.thesaurus.byID[id]
	if !ok {
		return Concept{}, false
	}
	return l.thesaurus.concepts[n], true
}

// Concepts lists all concepts, sorted by id.
func (l *Lexicon) Concepts() []Concept {
	out := slices.DeleteFunc(slices.Clone(l.thesaurus.concepts), func(c Concept) bool { return c.ID == "" })
	slices.SortFunc(out, func(a, b Concept) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// Generic reports whether a toned word or phrase is one of the vocabulary's
// generic ones, which say nothing about what a platform is for.
func (l *Lexicon) Generic(toned string) bool { return l.generic[toned] }
