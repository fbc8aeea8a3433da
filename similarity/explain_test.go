package similarity

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"trunglap/registry"
)

// The sentences of a finding are checked by somebody who has only the finding
// and the raw rows: every number must stand in the evidence, every quotation in
// a row, the thesaurus or the directory of agencies.

// allowed collects what a finding's sentences may say.
type allowed struct {
	a, b    *registry.Platform
	f       *registry.Finding
	numbers []float64 // similarities as shares, weights and scores in bits, percentages
}

func allow(a, b *registry.Platform, f *registry.Finding) allowed {
	w := allowed{a: a, b: b, f: f}
	w.numbers = append(w.numbers, f.Score.Bits(), 100*f.Probability(), f.Counterfactual.Score.Bits())
	for i, ev := range f.Evidence {
		top := Default().settings.Curves[i].Knots
		w.numbers = append(w.numbers, float64(ev.Similarity)/1000, (top[len(top)-1].Weight - ev.Weight).Bits())
	}
	if p := f.Probability(); p > 0.999 || p < 0.001 {
		w.numbers = append(w.numbers, 99.9, 0.1)
	}
	return w
}

var (
	quotation = regexp.MustCompile(`“([^”]*)”`)
	number    = regexp.MustCompile(`−?[0-9]+(?:[.,][0-9]+)?`)
)

// unproved lists the numbers and quotations of a sentence that cannot be derived.
func (w allowed) unproved(sentence string, l registry.Lang) []string {
	var out []string
	for _, q := range quotation.FindAllStringSubmatch(sentence, -1) {
		if !w.quotable(q[1], l) {
			out = append(out, "“"+q[1]+"”")
		}
	}
	rest := quotation.ReplaceAllString(sentence, "")
	for _, s := range []string{w.a.ID, w.b.ID, bodyName(w.a.Agency, l), bodyName(w.b.Agency, l)} {
		rest = strings.ReplaceAll(rest, s, "")
	}
	for _, n := range number.FindAllString(rest, -1) {
		v, err := strconv.ParseFloat(strings.NewReplacer(",", ".", "−", "-").Replace(n), 64)
		digits := 0
		if i := strings.IndexAny(n, ".,"); i >= 0 {
			digits = len(n) - i - 1
		}
		near := func(x float64) bool { return digits > 0 && math.Abs(x-v) <= 0.500001*math.Pow10(-digits) }
		if err != nil || !slices.ContainsFunc(w.numbers, near) {
			out = append(out, n)
		}
	}
	return out
}

// quotable: a name, a piece of a text as written, a user group, or an agency.
func (w allowed) quotable(q string, l registry.Lang) bool {
	if slices.ContainsFunc(append(raws(w.a), raws(w.b)...), func(raw string) bool { return strings.Contains(raw, q) }) {
		return true
	}
	for _, g := range registry.UserGroups {
		if q == g.In(l) {
			return true
		}
	}
	return q == bodyName(w.a.Agency, l) || q == bodyName(w.b.Agency, l)
}

func bodyName(code string, l registry.Lang) string { return Default().agencyName(code, l) }

// raws are a platform's texts; data groups are quoted from their list.
func raws(p *registry.Platform) []string {
	out := []string{p.NameVI, p.NameEN, p.FunctionVI, p.FunctionEN}
	out = append(append(out, p.Domains...), p.Users...)
	for _, d := range p.Domains {
		if words, ok := Default().domains[d]; ok {
			out = append(out, words)
		}
	}
	return out
}

// TestEverySentenceIsProved over all findings of the real lists.
func TestEverySentenceIsProved(t *testing.T) {
	c := allLists()
	index := c.Index()
	for _, f := range c.findings() {
		w := allow(&c.Platforms[index[f.Pair.A]], &c.Platforms[index[f.Pair.B]], &f)
		if len(f.Explain) != 2 || f.Explain[registry.VI] == f.Explain[registry.EN] {
			t.Errorf("%v: %d languages", f.Pair, len(f.Explain))
		}
		for l, x := range f.Explain {
			for i, s := range sentences(x) {
				if s == "" || strings.Contains(s, "%!") {
					t.Errorf("%v %s: sentence %d is %q", f.Pair, l, i, s)
				}
				if bad := w.unproved(s, l); len(bad) > 0 {
					t.Errorf("%v %s: %s not in the evidence of %q", f.Pair, l, strings.Join(bad, ", "), s)
				}
			}
		}
	}
}

// TestUnprovedIsSeen: the check above would see an invented number or word.
func TestUnprovedIsSeen(t *testing.T) {
	c := allLists()
	f := c.findings()[0]
	index := c.Index()
	w := allow(&c.Platforms[index[f.Pair.A]], &c.Platforms[index[f.Pair.B]], &f)
	for sentence, want := range map[string]int{
		"Điểm 77,123 bit.": 1, "“chuyện khác”": 1, "alike 0.977 by 3": 2,
		w.f.Explain[registry.EN].Summary: 0,
	} {
		if got := w.unproved(sentence, registry.EN); len(got) != want {
			t.Errorf("%q: %q, want %d", sentence, got, want)
		}
	}
}

// TestPhrasesAreQuoted: what is shared and what differs stands in the raw texts
// of the comparison, on its own side; the shares do not exceed the similarity.
func TestPhrasesAreQuoted(t *testing.T) {
	c := allLists()
	index := c.Index()
	for _, f := range c.findings() {
		a, b := &c.Platforms[index[f.Pair.A]], &c.Platforms[index[f.Pair.B]]
		for _, ev := range f.Evidence {
			total := 0
			for _, p := range ev.Shared {
				if !within(a, ev.Comparison, p.A) || !within(b, ev.Comparison, p.B) || p.A == "" || p.B == "" {
					t.Errorf("%v %s: %q ~ %q is not quoted", f.Pair, ev.Comparison, p.A, p.B)
				}
				if (p.Via == registry.ViaConcept || p.Via == registry.ViaVector) != (p.Source != "") || p.Share < 1 {
					t.Errorf("%v %s: %+v", f.Pair, ev.Comparison, p)
				}
				total += p.Share
			}
			if total > ev.Similarity+len(ev.Shared) {
				t.Errorf("%v %s: the shares add up to %d of %d", f.Pair, ev.Comparison, total, ev.Similarity)
			}
			for side, only := range [][]string{ev.OnlyA, ev.OnlyB} {
				p := []*registry.Platform{a, b}[side]
				for _, s := range only {
					if !within(p, ev.Comparison, s) && s != bodyName(p.Agency, registry.VI) {
						t.Errorf("%v %s: %q is not in %s", f.Pair, ev.Comparison, s, p.ID)
					}
				}
			}
		}
	}
}

// within reports whether a piece stands in the texts of a comparison.
func within(p *registry.Platform, c registry.Comparison, piece string) bool {
	texts := raws(p)
	switch c {
	case registry.ByName:
		texts = []string{p.NameVI, p.NameEN}
	case registry.ByDomain:
		texts = raws(&registry.Platform{Domains: p.Domains})
	case registry.ByScope:
		return slices.Contains(p.Users, piece)
	}
	return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, piece) })
}

// TestIdenticalTextsShareAll: the phrases of two equal texts are the text, and
// nothing differs.
func TestIdenticalTextsShareAll(t *testing.T) {
	for _, p := range list2024().Platforms[:40] {
		copied := p
		copied.ID, copied.Agency = "zz", "BNG"
		f := explained(p, copied)
		for _, ev := range f.Evidence {
			total := 0
			for _, s := range ev.Shared {
				total += s.Share
			}
			if len(ev.OnlyA)+len(ev.OnlyB) > 0 || len(ev.Shared) < maxPhrases && total < 950 {
				t.Errorf("%s %s copied: %+v", p.ID, ev.Comparison, ev)
			}
		}
		if highest := "already the highest"; !strings.Contains(f.Explain[registry.EN].WhyNotHigher, highest) {
			t.Errorf("%s copied: %s", p.ID, f.Explain[registry.EN].WhyNotHigher)
		}
	}
}

// TestCounterfactual: without the strongest evidence the score is what the
// arithmetic says, no other single evidence takes more, and the sentence says
// whether it would still be a finding.
func TestCounterfactual(t *testing.T) {
	e := Default()
	for _, f := range allLists().findings() {
		least := f.Score
		for i, ev := range f.Evidence {
			if ev.Presence == registry.BothPresent {
				least = min(least, f.Score-ev.Weight+e.settings.Curves[i].Knots[0].Weight)
			}
		}
		cf := f.Counterfactual
		if cf.Score != least || cf.Finding != (least >= e.settings.Finding) {
			t.Errorf("%v: %+v, want %s", f.Pair, cf, least)
		}
		if still := strings.Contains(f.Explain[registry.EN].Counterfactual, "still above"); still != cf.Finding {
			t.Errorf("%v: %s", f.Pair, f.Explain[registry.EN].Counterfactual)
		}
	}
}

// TestRobust: a finding is robust if a tenth of no single weight could take it
// below the threshold.
func TestRobust(t *testing.T) {
	for _, f := range allLists().findings() {
		robust := true
		for _, ev := range f.Evidence {
			robust = robust && math.Abs(float64(ev.Weight))/10 < float64(f.Margin)+1
		}
		if f.Robust != robust {
			t.Errorf("%v: robust %v, margin %s, %+v", f.Pair, f.Robust, f.Margin, f.Evidence)
		}
	}
}

// TestFindingStandsAlone: explaining twice, or from records made anew, is the same.
func TestFindingStandsAlone(t *testing.T) {
	c, e := list2024(), Default()
	for _, f := range c.findings()[:20] {
		index := c.Index()
		a, b := c.Platforms[index[f.Pair.A]], c.Platforms[index[f.Pair.B]]
		if again := explained(a, b); fmt.Sprint(again) != fmt.Sprint(f) {
			t.Errorf("%v: explained twice, two ways", f.Pair)
		}
		if f.ID != f.Pair.ID() || f.Settings != e.settings.Hash() {
			t.Errorf("%v: id %s, settings %s", f.Pair, f.ID, f.Settings)
		}
	}
}
