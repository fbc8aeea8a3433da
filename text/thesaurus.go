package text

import (
	"fmt"
	"slices"
	"strings"
)

// A Concept is what several phrases mean: "nhân sự", "cán bộ công chức" and
// "HR records" are phrases of one concept.
type Concept struct {
	ID      string
	Kind    string   // action, object, party, document, channel, quality, generic, or root
	Broader []string // ids of broader concepts, nearest first
	LabelVI string
	LabelEN string
}

const thesaurusHeader = "concept,kind,broader,label_vi,label_en,phrases_vi,phrases_en,note"

var conceptKinds = []string{"action", "object", "party", "document", "channel", "quality", "generic", "root"}

// A phrase is one line of the thesaurus as the matcher uses it.
type phrase struct {
	concept int32
	text    string // as written in the thesaurus
	english bool
}

// A thesaurus is the merged concepts and their phrases, in order of reading.
type thesaurus struct {
	concepts []Concept
	byID     map[string]int32
	phrases  []phrase
}

// readThesaurus merges the parts: rows with the same id are one concept, with
// the first row's kind and labels and the broader concepts and phrases of all.
func readThesaurus(parts []string) (*thesaurus, error) {
	t := &thesaurus{byID: map[string]int32{}}
	for p, part := range parts {
		rows, err := readCSV(part, thesaurusHeader)
		if err != nil {
			return nil, fmt.Errorf("thesaurus part %d: %w", p+1, err)
		}
		for i, r := range rows {
			if err := t.add(r); err != nil {
				return nil, fmt.Errorf("thesaurus part %d row %d: %w", p+1, i+2, err)
			}
		}
	}
	return t, nil
}

func (t *thesaurus) add(r []string) error {
	id, kind := r[0], r[1]
	if id == "" || !slices.Contains(conceptKinds, kind) {
		return fmt.Errorf("concept %q has unknown kind %q", id, kind)
	}
	n := t.concept(Concept{ID: id, Kind: kind, LabelVI: r[3], LabelEN: r[4]})
	for _, b := range splitList(r[2]) {
		if c := &t.concepts[n]; !slices.Contains(c.Broader, b) {
			c.Broader = append(c.Broader, b)
		}
	}
	for _, p := range splitList(r[5]) {
		t.phrases = append(t.phrases, phrase{n, p, false})
	}
	for _, p := range splitList(r[6]) {
		t.phrases = append(t.phrases, phrase{n, p, true})
	}
	return nil
}

// concept finds or adds a concept.
func (t *thesaurus) concept(c Concept) int32 {
	if n, ok := t.byID[c.ID]; ok {
		return n
	}
	n := int32(len(t.concepts))
	t.concepts, t.byID[c.ID] = append(t.concepts, c), n
	return n
}

func splitList(s string) []string {
	var out []string
	for item := range strings.SplitSeq(s, ";") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}
