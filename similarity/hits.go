package similarity

import (
	"context"
	"iter"
	"slices"

	"trunglap/registry"
)

// Hits keeps scored pairs, in the order in which they are added, in a tenth of
// their memory: weights follow from similarities, and words from small numbers.
// A registry of a hundred thousand platforms has millions of them.
type Hits struct {
	e      *Engine
	chunks [][]hitOf
	n      int
}

// hitOf is a Scored with words as numbers.
type hitOf struct {
	a, b     uint32
	score    int32
	sims     [4]uint16
	presence [4]uint8 // place in presences, and foldedBit
	relation uint8
	owners   uint8
}

const foldedBit = 1 << 7

// hitsPerChunk keeps what is copied when a list grows small.
const hitsPerChunk = 1 << 16

var (
	presences = []registry.Presence{registry.BothPresent, registry.OneMissing, registry.BothMissing}
	relations = registry.Relations[:]
	ownership = []registry.OwnerRelation{registry.Between, registry.Within, registry.Merged}
)

// NewHits is an empty list for pairs that the engine scored.
func NewHits(e *Engine) *Hits { return &Hits{e: e} }

// Add appends a pair.
func (h *Hits) Add(s *Scored) {
	x := hitOf{a: uint32(s.A), b: uint32(s.B), score: int32(s.Score),
		relation: uint8(slices.Index(relations, s.Relation)), owners: uint8(slices.Index(ownership, s.Owners))}
	for k, m := range s.Measures {
		x.sims[k], x.presence[k] = uint16(m.Similarity), uint8(slices.Index(presences, m.Presence))
		if m.Folded {
			x.presence[k] |= foldedBit
		}
	}
	if h.n%hitsPerChunk == 0 {
		h.chunks = append(h.chunks, make([]hitOf, 0, hitsPerChunk))
	}
	last := &h.chunks[len(h.chunks)-1]
	*last = append(*last, x)
	h.n++
}

// Len is how many pairs there are.
func (h *Hits) Len() int { return h.n }

func (h *Hits) at(i int) *hitOf { return &h.chunks[i/hitsPerChunk][i%hitsPerChunk] }

// At is pair number i.
func (h *Hits) At(i int) Scored {
	x := h.at(i)
	s := Scored{A: int(x.a), B: int(x.b), Score: registry.Millibits(x.score), Relation: relations[x.relation], Owners: ownership[x.owners]}
	s.Verdict = verdict(s.Relation)
	for k := range s.Measures {
		p := presences[x.presence[k]&^foldedBit]
		s.Measures[k] = h.e.one(k, p, func() (int, bool) { return int(x.sims[k]), x.presence[k]&foldedBit != 0 })
	}
	return s
}

// Findings turns the pairs into findings, in their order. The strongest ones,
// explain in number (ties by place), get phrases and sentences before this
// returns: a sentence costs a thousand times what a score costs, and of a
// hundred thousand findings nobody reads all. The others are Brief, made as
// they are asked for; see Explained.
func (h *Hits) Findings(ctx context.Context, platforms []registry.Platform, explain, workers int) (iter.Seq2[registry.Finding, error], error) {
	strong := h.strongest(explain)
	full := make(map[int]registry.Finding, len(strong))
	err := inOrder(ctx, len(strong), workers, func(n int) registry.Finding {
		s := h.At(strong[n])
		return h.e.Finding(h.e.Record(&platforms[s.A]), h.e.Record(&platforms[s.B]), s)
	}, func(n int, f registry.Finding) error {
		full[strong[n]] = f
		return nil
	})
	return func(yield func(registry.Finding, error) bool) {
		for i := range h.n {
			f, ok := full[i]
			if !ok {
				s := h.At(i)
				f = h.e.brief(&platforms[s.A], &platforms[s.B], s)
			}
			if !yield(f, nil) {
				return
			}
		}
	}, err
}

// strongest are the places of the n pairs of the highest scores.
func (h *Hits) strongest(n int) []int {
	order := make([]int, h.n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return int(h.at(j).score) - int(h.at(i).score) })
	return slices.Clone(order[:min(n, len(order))])
}
