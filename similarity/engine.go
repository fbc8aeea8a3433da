package similarity

import (
	"math"
	"slices"
	"strings"
	"sync"

	"trunglap/registry"
	"trunglap/text"
)

// A Statistics says how rare terms are in government Vietnamese at large. It
// is pinned: it never looks at the registry, so that a new platform cannot
// change the score of two others.
type Statistics interface {
	// IDF is the inverse document frequency of a toned syllable or of a compound
	// "a b"; an unseen term gets the largest value.
	IDF(term string) float64
	// Known reports whether the term was seen.
	Known(term string) bool
	// Segment joins the syllables of a phrase to words and returns their lengths.
	Segment(syllables []string) []int
	// Use numbers a word whose use is known, UsedLike lists the words used like
	// it, ascending, with cosines of 255.
	Use(word string) (use uint16, ok bool)
	UsedLike(use uint16) (near []uint16, cosines []uint8)
	// Restore puts marks back on the syllables of a text typed without them.
	Restore(folded []string) []string
}

// An Engine turns platforms into records and compares them. It is safe for
// concurrent use, and what it answers never changes.
type Engine struct {
	lex      *text.Lexicon
	stats    Statistics
	settings *Settings
	bodies   *registry.Agencies
	maxIDF   float64
	known    *lookups
	concepts map[string]concept // by id
	named    map[Feature]string // the id of each concept's feature
	spelling []spelling         // of agencies, longest first
	domains  map[string]string  // domain code -> its words
}

// A concept with the features it says: itself and, weaker, what is broader.
type concept struct {
	text.Concept
	terms []Term
}

// A spelling is one way to write an agency's name, as folded tokens between spaces.
type spelling struct{ folded, code string }

// NewEngine prepares the weights of all concepts and the spellings of all agencies.
func NewEngine(lex *text.Lexicon, stats Statistics, set *Settings, bodies *registry.Agencies) *Engine {
	e := &Engine{lex: lex, stats: stats, settings: set, bodies: bodies,
		maxIDF: stats.IDF("\x00"), known: newLookups(), concepts: map[string]concept{}, named: map[Feature]string{}, domains: map[string]string{}}
	for _, c := range lex.Concepts() {
		e.concepts[c.ID] = concept{Concept: c}
		e.named[feature(viewConcept, c.ID)] = c.ID
	}
	for id, c := range e.concepts {
		c.terms = e.conceptTerms(id)
		e.concepts[id] = c
	}
	for _, a := range bodies.All() {
		for _, s := range append([]string{a.NameVI, a.NameEN, a.Code}, a.Aliases...) {
			if f := text.Folded(s); len([]rune(f)) >= 3 {
				e.spelling = append(e.spelling, spelling{" " + f + " ", a.Code})
			}
		}
	}
	slices.SortStableFunc(e.spelling, func(a, b spelling) int { return len(b.folded) - len(a.folded) })
	for _, d := range registry.Domains() {
		e.domains[d.Code] = d.NameVI
	}
	return e
}

// Default is the engine of the embedded vocabulary, statistics, settings and agencies.
var Default = sync.OnceValue(func() *Engine {
	return NewEngine(text.Default(), text.DefaultStats(), DefaultSettings(), registry.DefaultAgencies(text.Folded))
})

// Settings of the engine.
func (e *Engine) Settings() *Settings { return e.settings }

// rarity is a term's IDF as a share of the largest, in [0,1].
func (e *Engine) rarity(term string) float64 {
	return min(1, max(0, e.stats.IDF(term)/e.maxIDF))
}

// wordWeight is the weight of a syllable or compound said once: the square of
// its rarity (so that the measure is the cosine of plain IDF vectors), a
// remnant for generic words, half for bare numbers.
func (e *Engine) wordWeight(term string, percent int) uint32 {
	l, ok := e.known.find([]byte(term))
	if !ok {
		l = e.known.put(term, e.look(term))
	}
	return e.weigh(l, percent)
}

// compoundWeight is wordWeight(a+" "+b, percent).
func (e *Engine) compoundWeight(a, b string, percent int) uint32 {
	var space [64]byte
	term := append(append(append(space[:0], a...), ' '), b...)
	l, ok := e.known.find(term)
	if !ok {
		l = e.known.put(string(term), e.look(string(term)))
	}
	return e.weigh(l, percent)
}

func (e *Engine) look(term string) lookup {
	l := lookup{rarity: e.rarity(term)}
	switch {
	case e.lex.Generic(term):
		l.kind = genericTerm
	case strings.Trim(term, "0123456789") == "":
		l.kind = bareNumber
	}
	return l
}

func (e *Engine) weigh(l lookup, percent int) uint32 {
	w := float64(unit*percent/100) * l.rarity * l.rarity
	switch l.kind {
	case genericTerm:
		w *= float64(e.settings.Views.Generic) / 100
	case bareNumber:
		w /= 2
	}
	return uint32(math.Floor(w + 0.5))
}

// conceptTerms weighs a concept by the rarity of its label's rarest known
// word, by its kind, and its broader concepts less with each step.
func (e *Engine) conceptTerms(id string) []Term {
	v := e.settings.Views
	var ts []Term
	percent := v.Concept
	level, seen := []string{id}, map[string]bool{id: true}
	for step := 0; step < 3 && percent > 0; step++ {
		var next []string
		for _, id := range level {
			c, ok := e.concepts[id]
			if !ok {
				continue
			}
			ts = append(ts, Term{feature(viewConcept, id), e.conceptWeight(c.Concept, percent)})
			for _, b := range c.Broader {
				if !seen[b] {
					seen[b] = true
					next = append(next, b)
				}
			}
		}
		level, percent = next, percent*v.Step/100
	}
	return newBag(ts).Terms
}

func (e *Engine) conceptWeight(c text.Concept, percent int) uint32 {
	kind := e.settings.Views.Kinds[c.Kind]
	r := e.labelRarity(c.LabelVI)
	return uint32(math.Floor(float64(unit*percent*kind/10000)*r*r + 0.5))
}

// labelRarity is the rarity of the rarest known syllable or compound of a label.
func (e *Engine) labelRarity(label string) float64 {
	toks := text.Tokenize(label)
	best := 0.0
	for i := range toks {
		if e.stats.Known(toks[i].Toned) {
			best = max(best, e.rarity(toks[i].Toned))
		}
		if i+1 < len(toks) && !toks[i].Break {
			if c := toks[i].Toned + " " + toks[i+1].Toned; e.stats.Known(c) {
				best = max(best, e.rarity(c))
			}
		}
	}
	if best == 0 {
		return 0.5
	}
	return best
}
