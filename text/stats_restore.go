package text

// Restoring marks. A syllable typed without marks ("quan") stands for several
// toned ones (quan, quân, quản, quận...). The likeliest sequence is found by
// Viterbi's algorithm over pairs: the probability of b after a is
//
//	follow·count(a b)/count(a) + (1-follow)·count(b)/total
//
// with the counts of the corpus (the number of paragraphs, as the file keeps
// it); an in-domain text counts like listWorth paragraphs, so that "cổng" (portal)
// has a chance against "công". Left out: longer contexts, which law alone cannot
// fill. Accuracy and the choice of the constants: data/README.md.
const (
	follow    = 0.995
	listWorth = 20
)

// restorations maps a folded syllable to the toned ones, as word numbers.
type restorations map[string][]int32

func (s *Stats) newRestorations() restorations {
	out := restorations{}
	for i, w := range s.words {
		if s.ones[i].law > 0 && IsSyllable(w) {
			f := Fold(w)
			out[f] = append(out[f], int32(i))
		}
	}
	return out
}

// Restore puts marks back on the syllables of a text typed without them. Words
// that are no Vietnamese syllables stay as they are.
func (s *Stats) Restore(folded []string) []string {
	out := make([]string, len(folded))
	copy(out, folded)
	table := s.candidates()
	for from := 0; from < len(folded); {
		if len(table[folded[from]]) == 0 {
			from++
			continue
		}
		to := from
		for to < len(folded) && len(table[folded[to]]) > 0 {
			to++
		}
		s.restore(table, out[from:to])
		from = to
	}
	return out
}

// restore replaces a run of syllables that all have candidates.
func (s *Stats) restore(table restorations, run []string) {
	type step struct {
		likely []float64 // of the best path that ends in the candidate, the best of all being 1
		back   []int
	}
	steps := make([]step, len(run))
	for i, w := range run {
		now := table[w]
		st := step{make([]float64, len(now)), make([]int, len(now))}
		for k, b := range now {
			alone := (1 - follow) * s.often(s.ones[b]) / float64(s.paragraphs)
			if i == 0 {
				st.likely[k] = alone
				continue
			}
			for j, a := range table[run[i-1]] {
				p := float64(steps[i-1].likely[j] * (float64(follow*s.afterwards(a, b)) + alone))
				if p > st.likely[k] {
					st.likely[k], st.back[k] = p, j
				}
			}
		}
		scale(st.likely)
		steps[i] = st
	}
	k := largest(steps[len(run)-1].likely)
	for i := len(run) - 1; i >= 0; i-- {
		run[i], k = s.words[table[run[i]][k]], steps[i].back[k]
	}
}

// afterwards is the share of the paragraphs with a that have "a b".
func (s *Stats) afterwards(a, b int32) float64 {
	p, ok := s.pair(a, b)
	if !ok {
		return 0
	}
	return s.often(s.pairs[p]) / s.often(s.ones[a])
}

func scale(xs []float64) {
	most := xs[largest(xs)]
	for i := range xs {
		if most > 0 {
			xs[i] /= most
		}
	}
}

func largest(xs []float64) int {
	best := 0
	for i, x := range xs {
		if x > xs[best] {
			best = i
		}
	}
	return best
}

// often is how often a term stands, in paragraphs of the corpus.
func (s *Stats) often(t term) float64 { return s.frequency[t.law] + float64(listWorth*int(t.lists)) }
