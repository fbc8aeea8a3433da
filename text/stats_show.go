package text

// TermFigures are what the statistics know of a term.
type TermFigures struct {
	Term       string  `json:"term"`
	Paragraphs int     `json:"paragraphs"` // of law that have it, to within a few percent
	Platforms  int     `json:"platforms"`  // in-domain texts that have it
	Rarity     float64 `json:"rarity"`     // in [0,1]; see IDF
}

// Figures looks terms up: of a text, every word and every two words that stand
// side by side, in the form in which they are compared.
func (s *Stats) Figures(text string) []TermFigures {
	toks := Tokenize(text)
	var out []TermFigures
	for i := range toks {
		out = append(out, s.figures(toks[i].Toned))
		if i+1 < len(toks) && !toks[i].Break {
			out = append(out, s.figures(toks[i].Toned+" "+toks[i+1].Toned))
		}
	}
	return out
}

func (s *Stats) figures(name string) TermFigures {
	t, _ := s.find(name)
	f := TermFigures{Term: name, Platforms: int(t.lists), Rarity: s.IDF(name)}
	if t.law > 0 {
		f.Paragraphs = int(s.frequency[t.law])
	}
	return f
}
