package text

import (
	"slices"
	"strings"
)

// The thesaurus is CSV in parts, each with one of two headers.
//
// Concepts, one a row; a row whose id stood in an earlier part adds to it:
//
//	concept,kind,broader,label_vi,label_en,phrases_vi,phrases_en,note
//
// Rulings, where parts written by different hands meet:
//
//	ruling,concept,other,phrases,why
//	merge    concept and other are one; other's id stays
//	broader  concept is a special case of other
//	keep     these phrases mean concept, though other has them too
//
// A concept of kind guard is never reported: its phrases are words that keep
// others from being read across their borders ("yêu cầu" against "cầu đường").
//
// After the rulings every phrase means exactly one concept, every broader
// concept exists and no chain of them is a circle: anything else is an error
// that names the row.
const (
	conceptHeader = "concept,kind,broader,label_vi,label_en,phrases_vi,phrases_en,note"
	rulingHeader  = "ruling,concept,other,phrases,why"
)

// A Concept is what several phrases mean: "nhân sự", "cán bộ công chức" and
// "HR records" are phrases of one concept.
type Concept struct {
	ID      string
	Kind    string   // action, object, party, document, channel, quality, generic; sector for a root
	Broader []string // ids of the broader concepts one step up
	LabelVI string
	LabelEN string
}

// conceptKinds, in the order in which they say something about a platform.
var conceptKinds = []string{"object", "document", "action", "party", "sector", "channel", "quality", "generic", "guard"}

// A phrase is one wording of a concept.
type phrase struct {
	concept int32
	text    string // as written in the thesaurus
	english bool
	at      place    // for errors
	words   []string // as the toned trie holds them, see phraseWords
	plain   []string // as the folded trie holds them
	key     string   // the words as one string
}

// A ruling row, with where it stands.
type ruling struct {
	kind, concept, other, phrases string
	at                            place
}

type thesaurus struct {
	concepts []Concept
	at       []place          // of each concept's first row
	byID     map[string]int32 // merged ids too
	phrases  []phrase
	rulings  []ruling
}

func readThesaurus(parts []string) (*thesaurus, error) {
	t := &thesaurus{byID: map[string]int32{}}
	for p, part := range parts {
		if err := t.readPart(part, p+1); err != nil {
			return nil, err
		}
	}
	for _, r := range t.rulings {
		if err := t.rule(r); err != nil {
			return nil, err
		}
	}
	return t, t.checkBroader()
}

func (t *thesaurus) readPart(part string, number int) error {
	header, _, _ := strings.Cut(strings.TrimPrefix(part, "\ufeff"), "\n")
	rulings := strings.TrimSpace(header) == rulingHeader
	want := conceptHeader
	if rulings {
		want = rulingHeader
	}
	rows, err := readCSV(part, want, place{part: number})
	if err != nil {
		return err
	}
	for i, r := range rows {
		at := place{number, i + 2}
		if rulings {
			t.rulings = append(t.rulings, ruling{r[0], r[1], r[2], r[3], at})
		} else if err := t.readConcept(r, at); err != nil {
			return err
		}
	}
	return nil
}

func (t *thesaurus) readConcept(r []string, at place) error {
	id, kind := r[0], r[1]
	if id == "" || !slices.Contains(conceptKinds, kind) {
		return at.fault("khái niệm %q có loại không hợp lệ %q; dùng một trong: %s", "concept %q has unknown kind %q; use one of: %s",
			id, kind, strings.Join(conceptKinds, ", "))
	}
	n := t.concept(Concept{ID: id, Kind: kind, LabelVI: r[3], LabelEN: r[4]}, at)
	for _, b := range splitList(r[2]) {
		t.addBroader(n, b)
	}
	for k, cell := range r[5:7] {
		for _, p := range splitList(cell) {
			t.phrases = append(t.phrases, phrase{concept: n, text: p, english: k == 1, at: at})
		}
	}
	return nil
}

// concept finds or adds a concept.
func (t *thesaurus) concept(c Concept, at place) int32 {
	if n, ok := t.byID[c.ID]; ok {
		return n
	}
	n := int32(len(t.concepts))
	t.concepts, t.at, t.byID[c.ID] = append(t.concepts, c), append(t.at, at), n
	return n
}

func (t *thesaurus) addBroader(n int32, id string) {
	if c := &t.concepts[n]; !slices.Contains(c.Broader, id) {
		c.Broader = append(c.Broader, id)
	}
}

// rule applies a merge or a broader link; keep is for claimPhrases.
func (t *thesaurus) rule(r ruling) error {
	n, ok := t.byID[r.concept]
	others := splitList(r.other)
	unknown := func(id string) bool { _, known := t.byID[id]; return !known }
	if !ok || len(others) == 0 || slices.ContainsFunc(others, unknown) {
		return r.at.fault("không có khái niệm %q hoặc %q", "no concept %q or %q", r.concept, r.other)
	}
	switch r.kind {
	case "merge":
		t.merge(n, t.byID[others[0]])
	case "broader":
		t.addBroader(n, others[0])
	case "keep":
	default:
		return r.at.fault("cách xử lý %q không có; dùng merge, broader hoặc keep", "unknown ruling %q; use merge, broader or keep", r.kind)
	}
	return nil
}

// merge makes concept a part of concept b.
func (t *thesaurus) merge(a, b int32) {
	if a == b {
		return
	}
	for _, id := range t.concepts[a].Broader {
		t.addBroader(b, id)
	}
	for id, n := range t.byID {
		if n == a {
			t.byID[id] = b
		}
	}
	for i := range t.phrases {
		if t.phrases[i].concept == a {
			t.phrases[i].concept = b
		}
	}
	t.concepts[a] = Concept{}
}

// checkBroader writes merged ids as what they became, and refuses unknown ids
// and circles.
func (t *thesaurus) checkBroader() error {
	for n := range t.concepts {
		c := &t.concepts[n]
		var broader []string
		for _, id := range c.Broader {
			b, ok := t.byID[id]
			if !ok {
				return t.at[n].fault("khái niệm %q: không có khái niệm rộng hơn %q", "concept %q: no broader concept %q", c.ID, id)
			}
			if id = t.concepts[b].ID; b != int32(n) && !slices.Contains(broader, id) {
				broader = append(broader, id)
			}
		}
		c.Broader = broader
	}
	state := make([]uint8, len(t.concepts))
	for n := range t.concepts {
		if err := t.walkUp(int32(n), state); err != nil {
			return err
		}
	}
	return nil
}

// walkUp follows the chains upwards: state 1 is on the path, 2 is known good.
func (t *thesaurus) walkUp(n int32, state []uint8) error {
	switch state[n] {
	case 1:
		return t.at[n].fault("khái niệm %q rộng hơn chính nó", "concept %q is broader than itself", t.concepts[n].ID)
	case 2:
		return nil
	}
	state[n] = 1
	for _, id := range t.concepts[n].Broader {
		if err := t.walkUp(t.byID[id], state); err != nil {
			return err
		}
	}
	state[n] = 2
	return nil
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
