package text

import "testing"

func FuzzTokenize(f *testing.F) {
	for _, s := range []string{"", "Hoà bình, khoẻ; Ðề án 06: CSDL", "e\u0301\u0323 o\u031B\u0300\u00ADa", "\xff\xc3 ＡＢ ﬁ don't driver’s", "x.y 3.5\n(z)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkLaws(t, s) })
}

func FuzzAnalyze(f *testing.F) {
	for _, s := range []string{"", "CSDL quốc gia về dân cư, VNeID. TT 06", "csdl dan cu va KT-XH", "population databases of DN", "C/O, GD&ĐT; AI AI ai", "QUẢN LÝ AI VÀ CSDL"} {
		f.Add(s)
	}
	l := Default()
	f.Fuzz(func(t *testing.T, s string) { checkForm(t, l, l.Analyze(s)) })
}

// FuzzLexicon: any files either make a lexicon that works or an error.
func FuzzLexicon(f *testing.F) {
	f.Add("term,expansion_vi,expansion_en,kind\nAB,an bình,peace,abbreviation\n", conceptHeader+"\na,object,,x,y,an bình;AB,peace,\n", rulingHeader+"\n")
	f.Add("term,expansion_vi,expansion_en,kind\n", conceptHeader+"\na,object,b,x,y,p q,r,\nb,action,a,x,y,p q,r s,\n", rulingHeader+"\nmerge,a,b,,\nkeep,a,b,p q,\n")
	f.Add("", "", "")
	f.Fuzz(func(t *testing.T, vocabulary, concepts, rulings string) {
		l, err := NewLexicon(vocabulary, concepts, rulings)
		if err != nil {
			return
		}
		for _, c := range l.Concepts() {
			if got, ok := l.Concept(c.ID); !ok || got.ID != c.ID {
				t.Errorf("concept %q is lost", c.ID)
			}
		}
		checkForm(t, l, l.Analyze(concepts+" "+vocabulary))
	})
}

// checkForm: whatever the text, a form hangs together.
func checkForm(t interface{ Errorf(string, ...any) }, l *Lexicon, f Form) {
	checkTokens(t, f.Raw, f.Tokens)
	if f.English && f.Unmarked {
		t.Errorf("%q is English and unmarked Vietnamese", f.Raw)
	}
	for i, m := range f.Concepts {
		if m.From < 0 || m.From >= m.To || m.To > len(f.Tokens) {
			t.Errorf("mention %+v of %q is out of range", m, f.Raw)
			continue
		}
		if i > 0 && m.From < f.Concepts[i-1].From {
			t.Errorf("mentions of %q are not in order: %+v", f.Raw, f.Concepts)
		}
		for _, tok := range f.Tokens[m.From : m.To-1] {
			if tok.Break {
				t.Errorf("mention %+v of %q runs over a stop", m, f.Raw)
			}
		}
		if _, ok := l.Concept(m.Concept); !ok || m.Phrase == "" || m.Folded && !f.Unmarked {
			t.Errorf("mention %+v of %q", m, f.Raw)
		}
	}
}
