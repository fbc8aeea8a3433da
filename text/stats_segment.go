package text

// Compound reports whether two neighbouring syllables form a word: "đất đai",
// but not "dụng đất" (of "sử dụng đất").
func (s *Stats) Compound(a, b string) bool {
	i, ok := s.index[a]
	if !ok {
		return false
	}
	j, ok := s.index[b]
	return ok && s.bond(i, j) > 0
}

func (s *Stats) bond(a, b int32) uint8 {
	if p, ok := s.pair(a, b); ok {
		return s.pairs[p].bond
	}
	return 0
}

// Segment joins the toned syllables of a phrase to words of one or two
// syllables, so that the bonds inside the words are firmest in sum: "quyền",
// "sử dụng", "đất đai". It returns the number of syllables of each word.
func (s *Stats) Segment(syllables []string) []int {
	ids := make([]int32, len(syllables))
	for i, w := range syllables {
		ids[i] = -1
		if id, ok := s.index[w]; ok {
			ids[i] = id
		}
	}
	bonds := make([]uint8, len(ids))
	for i := 1; i < len(ids); i++ {
		if ids[i-1] >= 0 && ids[i] >= 0 {
			bonds[i] = s.bond(ids[i-1], ids[i])
		}
	}
	return segment(bonds)
}

// Words are the words of a phrase, as [Stats.Segment] joins them.
func (s *Stats) Words(syllables []string) []string {
	out := make([]string, 0, len(syllables))
	i := 0
	for _, n := range s.Segment(syllables) {
		if n == 2 {
			out = append(out, syllables[i]+" "+syllables[i+1])
		} else {
			out = append(out, syllables[i])
		}
		i += n
	}
	return out
}

// segment finds the heaviest choice of bonds of which no two touch the same
// syllable; bonds[i] joins syllables i-1 and i. Of equal choices the one that
// joins earlier syllables is taken.
func segment(bonds []uint8) []int {
	n := len(bonds)
	best := make([]int, n+2) // best[i]: sum over the syllables from i on
	for i := n - 2; i >= 0; i-- {
		best[i] = best[i+1]
		if b := int(bonds[i+1]); b > 0 {
			best[i] = max(best[i], b+best[i+2])
		}
	}
	lengths := make([]int, 0, n)
	for i := 0; i < n; {
		if i+1 < n && bonds[i+1] > 0 && int(bonds[i+1])+best[i+2] == best[i] {
			lengths = append(lengths, 2)
			i += 2
		} else {
			lengths = append(lengths, 1)
			i++
		}
	}
	return lengths
}
