package similarity

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"trunglap/registry"
)

// Usage is the third view of a text: words that are used alike in law, though
// they share no syllable and no concept ("kê biên" and "thi hành án"). The
// simple idea, the angle between two average vectors, says neither which words
// meet nor that more in common is more alike. So every word of one text looks
// for the word of the other that is used most like it, and the text is covered
// to the degree that its words, by weight, find one. What is alike in usage is
// the geometric mean of how far each covers the other.
//
// A cosine below usageFloor counts as nothing: half of all words of the same
// field reach it. Words that are equal count in full. All numbers are whole.

// usageFloor is the cosine, of 255, from which two words count as used alike;
// what is above is stretched to [0,1].
const usageFloor = 51

// A usage is a word of a text in the numbers of the statistics.
type usage struct {
	use uint16 // among the words whose use is known
	w   uint32
}

// usages lists the words of segments whose use is known, each once, by number.
func (e *Engine) usages(segs []segment) []usage {
	var out []usage
	e.eachUsage(segs, func(u usage, _ string, _, _, _ int) { out = append(out, u) })
	slices.SortFunc(out, func(a, b usage) int { return cmp.Compare(a.use, b.use) })
	return slices.CompactFunc(out, func(a, b usage) bool { return a.use == b.use })
}

// eachUsage yields the words of Vietnamese segments whose use is known, with
// the segment and tokens they stand on.
func (e *Engine) eachUsage(segs []segment, yield func(u usage, word string, seg, from, to int)) {
	for i, s := range segs {
		if s.lang != registry.VI {
			continue
		}
		toks := s.form.Tokens
		for from := 0; from < len(toks); {
			end := from + 1
			for end < len(toks) && !toks[end-1].Break {
				end++
			}
			syllables := make([]string, 0, end-from)
			for _, t := range toks[from:end] {
				syllables = append(syllables, t.Toned)
			}
			at := from
			for _, n := range e.stats.Segment(syllables) {
				word := strings.Join(syllables[at-from:at-from+n], " ")
				if w := e.wordWeight(word, 100); w > 0 {
					if use, ok := e.stats.Use(word); ok {
						yield(usage{use, w}, word, i, at, at+n)
					}
				}
				at += n
			}
			from = end
		}
	}
}

// cover is how far the words of b find words of a that are used like them: the
// sum over b of weight times likeness, and the sum of all weights, both times 1000.
func (e *Engine) cover(a, b []usage) (found, all int64) {
	for _, u := range b {
		all += int64(u.w) * 1000
		found += int64(u.w) * e.mostAlike(a, u.use)
	}
	return found, all
}

// mostAlike is the likeness, in thousandths, of a word to the word of a that
// is used most like it.
func (e *Engine) mostAlike(a []usage, use uint16) int64 {
	if _, ok := slices.BinarySearchFunc(a, use, func(u usage, use uint16) int { return cmp.Compare(u.use, use) }); ok {
		return 1000
	}
	near, cosines := e.stats.UsedLike(use)
	best := 0
	for i, j := 0, 0; i < len(a) && j < len(near); {
		switch {
		case a[i].use < near[j]:
			i++
		case a[i].use > near[j]:
			j++
		default:
			best = max(best, int(cosines[j]))
			i++
			j++
		}
	}
	return usageLikeness(best)
}

// usageSimilarity is the geometric mean of the two covers, in thousandths.
func (e *Engine) usageSimilarity(a, b []usage) int {
	f, all := e.cover(a, b)
	g, other := e.cover(b, a)
	return geometric(f, all, g, other)
}

// functionSimilarity compares what two platforms do: by what they say in the
// same words and concepts, and where that is less, by words used alike. Usage
// counts for a share only (settings, views.vector) and never adds more than
// views.vector_most, so that it can order and support, but not make a finding of two texts that
// have no words, concepts or data in common.
func (e *Engine) functionSimilarity(a, b *Record) (sim int, folded bool) {
	said, folded := fieldSimilarity(&a.function, &b.function)
	return e.withUsage(said, a, b), folded
}

func (e *Engine) withUsage(said int, a, b *Record) int {
	v := &e.settings.Views
	if v.Vector == 0 || len(a.used) == 0 || len(b.used) == 0 {
		return said
	}
	if la, lb := languages(&a.function, &b.function); la != registry.VI || lb != registry.VI {
		return said // the words were compared in another language
	}
	return v.addUsage(said, e.usageSimilarity(a.used, b.used))
}

// usagePhrases names the words that are used most alike, with what usage adds
// to the similarity divided among them.
func (e *Engine) usagePhrases(a, b *Record, ra, rb reading, added int) []registry.Phrase {
	if added <= 0 {
		return nil
	}
	type word struct {
		usage
		name, raw string
	}
	list := func(r reading) []word {
		var ws []word
		e.eachUsage(r.segs, func(u usage, name string, seg, from, to int) {
			if !slices.ContainsFunc(ws, func(w word) bool { return w.use == u.use }) {
				ws = append(ws, word{u, name, raw(r.segs[seg], from, to)})
			}
		})
		return ws
	}
	type meeting struct {
		a, b word
		w    int64
		cos  uint8
	}
	var ms []meeting
	left := list(ra)
	for _, y := range list(rb) {
		near, cosines := e.stats.UsedLike(y.use)
		var best meeting
		for _, x := range left {
			if k, ok := slices.BinarySearch(near, x.use); ok && cosines[k] > max(best.cos, usageFloor) {
				best = meeting{x, y, int64(min(x.w, y.w)) * int64(cosines[k]-usageFloor), cosines[k]}
			}
		}
		if best.w > 0 && !slices.ContainsFunc(left, func(x word) bool { return x.use == y.use }) {
			ms = append(ms, best)
		}
	}
	slices.SortStableFunc(ms, func(p, q meeting) int { return cmp.Compare(q.w, p.w) })
	ms = ms[:min(4, len(ms))]
	var sum int64
	for _, m := range ms {
		sum += m.w
	}
	var out []registry.Phrase
	for _, m := range ms {
		out = append(out, registry.Phrase{A: m.a.raw, B: m.b.raw, Via: registry.ViaVector,
			Source: fmt.Sprintf("%s ~ %s %.2f", m.a.name, m.b.name, float64(m.cos)/255), Share: int(int64(added) * m.w / sum)})
	}
	return out
}
