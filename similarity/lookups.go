package similarity

import "sync"

// A lookup is what vocabulary and statistics say of a word or compound.
type lookup struct {
	rarity float64
	kind   termKind
}

type termKind uint8

const (
	genericTerm termKind = iota + 1
	bareNumber
)

// lookups remember what was looked up: the words of a list come again and
// again, and asking vocabulary and statistics takes several times as long.
type lookups struct {
	mu    sync.RWMutex
	terms map[string]lookup
}

// mostLookups bounds the memory: lists of a million platforms do not hold as
// many words.
const mostLookups = 1 << 20

func newLookups() *lookups { return &lookups{terms: map[string]lookup{}} }

func (l *lookups) find(term []byte) (lookup, bool) {
	l.mu.RLock()
	found, ok := l.terms[string(term)]
	l.mu.RUnlock()
	return found, ok
}

// put remembers and returns what a term is.
func (l *lookups) put(term string, is lookup) lookup {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.terms) < mostLookups {
		l.terms[term] = is
	}
	return is
}
