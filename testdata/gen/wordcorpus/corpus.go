// Package wordcorpus writes the corpus that published all-pairs joins are
// compared on: short descriptions of invented words with planted
// near-duplicates.
//
// It repeats gen_corpus.py number for number, CPython's random numbers
// included, so that figures measured on either file compare. The model: words
// with rank frequencies of Zipf (exponent 1.07) over 40,000; 48 domains, each
// with 700 words of its own; a name of about 6 words, a function of about 25;
// 15 of 100 records begin with one of their domain's stock phrases; 5 of 100
// are copies of an earlier record with a typo, edits, another order, or about
// half of the words.
package wordcorpus

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

const (
	functionWords = "the of and to a in for is on that by this with from or as are be an at it which can will has have " +
		"not all their its into per via up out when more other any each also only such using used based through between " +
		"within across new one two data system"
	onsets  = "b c d f g h j k l m n p r s t v w z b c d f g l m n p r s t br cr dr gr pl pr st tr ch sh"
	nuclei  = "a e i o u a e i o u ea io ou"
	codas   = ",,,,n,r,s,t,l,m,nd,st"
	letters = "abcdefghijklmnoprstuvw" // no q: as in the original

	domains  = 48
	copies   = 0.05
	boiler   = 0.15
	topical  = 0.45
	allWords = 40000
)

// A record is one description.
type record struct {
	domain         int
	name, function []string
}

// A planted pair: the copy, what it was copied from, and how.
type planted struct {
	source, copy int
	kind         string
	edits        int
	jaccard      float64
}

// A maker holds the tables that records are drawn from.
type maker struct {
	p       *python
	vocab   []string
	global  sampler[string]
	topics  []sampler[string]
	stock   [][][]string
	names   []string
	domains sampler[int]
}

// Write writes n records and the planted pairs.
func Write(corpus, pairs io.Writer, n int, seed uint64) error {
	m := newMaker(newPython(seed))
	records, plants := m.all(n)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	shuffle(m.p, order)
	c, g := bufio.NewWriter(corpus), bufio.NewWriter(pairs)
	fmt.Fprintln(c, "id,name,function,domain")
	for _, k := range order {
		r := records[k]
		fmt.Fprintf(c, "p%07d,%s,%s,%s\n", k, strings.Join(r.name, " "), strings.Join(r.function, " "), m.names[r.domain])
	}
	fmt.Fprintln(g, "a_id,b_id,kind,edits,jaccard")
	for _, x := range plants {
		fmt.Fprintf(g, "p%07d,p%07d,%s,%d,%.3f\n", x.source, x.copy, x.kind, x.edits, x.jaccard)
	}
	if err := c.Flush(); err != nil {
		return fmt.Errorf("write corpus: %w", err)
	}
	if err := g.Flush(); err != nil {
		return fmt.Errorf("write planted pairs: %w", err)
	}
	return nil
}

func newMaker(p *python) *maker {
	m := &maker{p: p, vocab: strings.Fields(functionWords)}
	m.vocab = append(m.vocab, invent(p, allWords, m.vocab)...)
	m.global = newSampler(m.vocab, 1.07)
	for d := range domains {
		own := sample(p, m.vocab[200:], 700)
		m.topics = append(m.topics, newSampler(own, 0.9))
		m.names = append(m.names, own[0]+" "+own[1])
		var stock [][]string
		for range 40 {
			first := m.topics[d].draw(p, p.between(3, 6))
			stock = append(stock, slices.Concat(first, m.global.draw(p, p.between(5, 8))))
		}
		m.stock = append(m.stock, stock)
	}
	all := make([]int, domains)
	for i := range all {
		all[i] = i
	}
	m.domains = newSampler(all, 0.8)
	return m
}

// invent makes n pronounceable words that are new.
func invent(p *python, n int, known []string) []string {
	taken := map[string]bool{}
	for _, w := range known {
		taken[w] = true
	}
	ons, nuc, cod := strings.Fields(onsets), strings.Fields(nuclei), strings.Split(codas, ",")
	var out []string
	for len(out) < n {
		w := ""
		for range choice(p, []int{1, 2, 2, 2, 2, 3}) {
			w += choice(p, ons)
			w += choice(p, nuc)
			w += choice(p, cod)
		}
		if len(w) > 2 && !taken[w] {
			taken[w] = true
			out = append(out, w)
		}
	}
	return out
}

func (m *maker) all(n int) (records []record, plants []planted) {
	for i := range n {
		if i > 20 && m.p.random() < copies {
			r, x := m.copy(records)
			x.copy = i
			records, plants = append(records, r), append(plants, x)
			continue
		}
		records = append(records, m.fresh())
	}
	return records, plants
}

func (m *maker) fresh() record {
	d := m.domains.draw(m.p, 1)[0]
	k := min(60, max(8, round(m.p.gauss(25, 7))))
	r := record{domain: d}
	if m.p.random() < boiler {
		b := choice(m.p, m.stock[d])
		r.function = slices.Concat(b, m.words(d, max(4, k-len(b))))
	} else {
		r.function = m.words(d, k)
	}
	r.name = m.name(d)
	return r
}

func (m *maker) words(d, k int) []string {
	out := make([]string, k)
	for i := range out {
		out[i] = m.word(d)
	}
	return out
}

func (m *maker) word(d int) string {
	if m.p.random() < topical {
		return m.topics[d].draw(m.p, 1)[0]
	}
	return m.global.draw(m.p, 1)[0]
}

func (m *maker) name(d int) []string {
	k := min(10, max(3, round(m.p.gauss(6, 1.4))))
	t := m.topics[d].draw(m.p, k-1)
	at := m.p.below(2)
	return slices.Insert(t, at, choice(m.p, m.vocab[5000:]))
}

// copy copies an earlier record in one of four ways.
func (m *maker) copy(records []record) (record, planted) {
	src := m.p.below(len(records))
	old := records[src]
	r := record{old.domain, slices.Clone(old.name), slices.Clone(old.function)}
	x := planted{source: src, kind: choice(m.p, []string{"typo", "edit", "reorder", "partial"})}
	switch x.kind {
	case "typo":
		x.edits = m.typos(&r)
	case "edit":
		x.edits = m.edit(&r)
	case "reorder":
		x.edits = m.reorder(&r)
	default:
		x.edits = m.partial(&r)
	}
	x.jaccard = jaccard(old.function, r.function)
	return r, x
}

func (m *maker) typos(r *record) (edits int) {
	for range m.p.between(1, 3) {
		t := r.name
		if m.p.random() < 0.7 {
			t = r.function
		}
		j := m.p.below(len(t))
		t[j] = m.typo(t[j])
		edits++
	}
	return edits
}

func (m *maker) typo(w string) string {
	if len(w) < 4 {
		return w + string(choice(m.p, []byte("aeiou")))
	}
	i := 1 + m.p.below(len(w)-2)
	switch m.p.below(3) {
	case 0:
		return w[:i] + w[i+1:]
	case 1:
		return w[:i] + w[i+1:i+2] + w[i:i+1] + w[i+2:]
	}
	return w[:i] + string(choice(m.p, []byte(letters))) + w[i:]
}

func (m *maker) edit(r *record) (edits int) {
	f := r.function
	for range max(1, round(float64(len(f))*m.p.uniform(0.10, 0.25))) {
		j := m.p.below(len(f))
		switch op := m.p.below(3); {
		case op == 0 && len(f) > 6:
			f = slices.Delete(f, j, j+1)
		case op == 1:
			f[j] = m.word(r.domain)
		default:
			f = slices.Insert(f, j, m.word(r.domain))
		}
		edits++
	}
	r.function = f
	word := m.topics[r.domain].draw(m.p, 1)[0] // before its place: Python reads the right side first
	r.name[m.p.below(len(r.name))] = word
	return edits
}

func (m *maker) reorder(r *record) (edits int) {
	f := r.function
	places := make([]int, len(f)-1)
	for i := range places {
		places[i] = i + 1
	}
	cuts := sample(m.p, places, min(3, len(f)-1))
	slices.Sort(cuts)
	var parts [][]string
	from := 0
	for _, c := range append(cuts, len(f)) {
		parts, from = append(parts, f[from:c]), c
	}
	shuffle(m.p, parts)
	f = slices.Concat(parts...)
	for range m.p.between(0, 2) {
		if len(f) > 6 {
			j := m.p.below(len(f))
			f = slices.Delete(f, j, j+1)
			edits++
		}
	}
	shuffle(m.p, r.name)
	r.function = f
	return edits
}

func (m *maker) partial(r *record) (edits int) {
	keep := m.p.uniform(0.4, 0.6)
	for i := range r.function {
		if m.p.random() >= keep {
			r.function[i] = m.word(r.domain)
		}
	}
	r.name = m.name(r.domain)
	return len(r.function)
}

func jaccard(a, b []string) float64 {
	as, bs, both := map[string]bool{}, map[string]bool{}, 0
	for _, w := range a {
		as[w] = true
	}
	for _, w := range b {
		if as[w] && !bs[w] {
			both++
		}
		bs[w] = true
	}
	return float64(both) / float64(len(as)+len(bs)-both)
}
