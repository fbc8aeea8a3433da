package text

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// inDomain counts in how many in-domain texts each term stands.
type inDomain struct {
	texts int
	count map[string]int
}

// inDomainCounts reads texts, each a platform; every line of a text is read in
// its own language. Without texts it takes the counts of the embedded
// statistics.
func inDomainCounts(texts []string) inDomain {
	if len(texts) == 0 {
		return DefaultStats().inDomainCounts()
	}
	d := inDomain{count: map[string]int{}}
	for _, s := range texts {
		if d.texts == math.MaxUint16 {
			break
		}
		d.texts++
		for term := range termsOf(s) {
			d.count[term]++
		}
	}
	return d
}

// termsOf are the words and pairs of a text, English words also by their stems.
// No vocabulary is asked, so that the figures do not depend on its edition.
func termsOf(s string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(s) {
		english := !LooksVietnamese(line)
		toks := Tokenize(line)
		for i := range toks {
			a := toks[i].Toned
			out[a] = true
			if english {
				out[Stem(a)] = true
			}
			if i+1 == len(toks) || toks[i].Break {
				continue
			}
			b := toks[i+1].Toned
			out[a+" "+b] = true
			if english {
				out[Stem(a)+" "+Stem(b)] = true
			}
		}
	}
	return out
}

func (s *Stats) inDomainCounts() inDomain {
	d := inDomain{texts: s.platforms, count: map[string]int{}}
	for i, t := range s.ones {
		if t.lists > 0 {
			d.count[s.words[i]] = int(t.lists)
		}
	}
	for i, t := range s.pairs {
		if t.lists > 0 {
			d.count[s.name(int32(len(s.words)+i))] = int(t.lists)
		}
	}
	return d
}

// Pin returns the same statistics with the in-domain counts of other texts, a
// platform each: an explicit act, since it changes what every comparison says.
func (s *Stats) Pin(texts []string) *Stats {
	p := packing{paragraphs: s.paragraphs, inDomain: inDomainCounts(texts), terms: map[string]term{}}
	for i, t := range s.ones {
		p.keep(s.words[i], t)
	}
	for i, t := range s.pairs {
		p.keep(s.name(int32(len(s.words)+i)), t)
	}
	names := make([]string, len(s.related.terms))
	for i, position := range s.related.terms {
		names[i] = s.name(position)
	}
	return p.stats(s.related.links(), names)
}

func (r *related) links() []link {
	var out []link
	for i := range r.terms {
		for k := r.from[i]; k < r.from[i+1]; k++ {
			if int(r.near[k]) > i {
				out = append(out, link{uint16(i), r.near[k], r.likes[k]})
			}
		}
	}
	return out
}

// A packing gathers all that goes into a file.
type packing struct {
	paragraphs int
	inDomain   inDomain
	terms      map[string]term // by spelling
}

func (p *packing) keep(name string, t term) {
	t.lists = uint16(p.inDomain.count[name])
	if t.law > 0 || t.lists > 0 {
		p.terms[name] = t
	}
}

func newPacking(c *corpus, n *counts, d inDomain, opts TrainOptions) *packing {
	p := &packing{paragraphs: c.paragraphs, inDomain: d, terms: map[string]term{}}
	for name := range d.count {
		p.keep(name, term{})
	}
	for i := range n.one {
		if n.one[i].paragraphs >= opts.MinParagraphs {
			p.keep(c.words[i], term{law: lawCode(n.one[i].paragraphs, c.paragraphs)})
		}
	}
	for i := range n.pair {
		a, b := n.keys[i].words()
		if s := &n.pair[i]; s.paragraphs >= opts.MinParagraphs || s.bond > 0 {
			p.keep(c.words[a]+" "+c.words[b], term{law: lawCode(s.paragraphs, c.paragraphs), bond: s.bond})
		}
	}
	return p
}

// stats sorts everything into place. Both words of a pair are terms too: what
// counts a pair counts them, in no fewer texts. The names are those that the
// links number.
func (p *packing) stats(links []link, names []string) *Stats {
	s := &Stats{paragraphs: p.paragraphs, platforms: p.inDomain.texts, index: map[string]int32{}}
	var seconds [][]string // of each word
	for _, name := range slices.Sorted(maps.Keys(p.terms)) {
		if !strings.Contains(name, " ") {
			s.index[name] = int32(len(s.words))
			s.words, s.ones = append(s.words, name), append(s.ones, p.terms[name])
		}
	}
	seconds = make([][]string, len(s.words))
	for name := range p.terms {
		if a, b, ok := strings.Cut(name, " "); ok {
			seconds[s.index[a]] = append(seconds[s.index[a]], b)
		}
	}
	s.from = append(s.from, 0)
	for i, list := range seconds {
		slices.Sort(list)
		for _, b := range list {
			s.next, s.pairs = append(s.next, s.index[b]), append(s.pairs, p.terms[s.words[i]+" "+b])
		}
		s.from = append(s.from, int32(len(s.next)))
	}
	s.related = s.placed(links, names)
	file := s.encode()
	s.hash = hashOf(file)
	s.finish()
	return s
}

// placed numbers the related terms by position.
func (s *Stats) placed(links []link, names []string) related {
	positions := make([]int32, len(names))
	for i, name := range names {
		positions[i], _ = s.position(name)
	}
	order := make([]int, len(names))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(positions[a], positions[b]) })
	terms, number := make([]int32, len(names)), make([]uint16, len(names))
	for i, old := range order {
		terms[i], number[old] = positions[old], uint16(i)
	}
	moved := make([]link, len(links))
	for i, l := range links {
		a, b := number[l.a], number[l.b]
		moved[i] = link{min(a, b), max(a, b), l.like}
	}
	slices.SortFunc(moved, link.order)
	return newRelated(terms, moved)
}
