package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"text/template"
	"time"

	"trunglap/registry"
	"trunglap/similarity"
	"trunglap/text"
)

const modelCard = "../../docs/model-card.md"

// TestModelCard computes every figure of docs/model-card.md again and compares
// the page. The words around the figures are testdata/model-card.md.tmpl; a pair
// that it shows as a failure must still be one. -update writes the page.
func TestModelCard(t *testing.T) {
	dir := registryOf(t, vnLists+"platforms-2024.csv")
	a := &app{out: &output{w: io.Discard}, errw: io.Discard, lang: registry.EN, data: dir, now: time.Now}
	res, err := a.evaluateFull(t.Context(), &scoring{}, vnLists+"gold-pairs-2024.csv", vnLists+"proposals-dev.csv")
	if err != nil {
		t.Fatal(err)
	}
	card := &card{t: t, fullResult: res, shown: map[registry.Pair]bool{},
		Vocabulary: text.Default().Hash(), Statistics: text.DefaultStats().Hash(), Version: similarity.DefaultSettings().Version,
		Platforms: len(res.platforms), ProposalCount: res.Proposals.Proposals + res.Proposals.Novel + res.Proposals.Short}
	page := template.Must(template.New("model-card.md.tmpl").Funcs(template.FuncMap{
		"short": func(hash string) string { return hash[:12] }, "figures": card.figures, "judgements": card.judgements,
		"confusion": card.confusion, "reliability": card.reliability, "wrong": card.wrong, "missed": card.missed, "unlabelled": card.unlabelled,
	}).ParseFiles("testdata/model-card.md.tmpl"))
	var out bytes.Buffer
	if err := page.Execute(&out, card); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(modelCard, out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if have := read(t, modelCard); have != out.String() {
		t.Errorf("docs/model-card.md is out of date; make quality writes it again, look at the difference:\n%s", strings.Join(textDiff(have, out.String()), "\n"))
	}
}

// A card fills the template of the model card.
type card struct {
	t *testing.T
	fullResult
	Version, Vocabulary, Statistics string
	Platforms, ProposalCount        int
	shown                           map[registry.Pair]bool // failures told by hand
}

// table writes rows as Markdown; the first is the header.
func table(rows ...[]string) string {
	rows = slices.Insert(rows, 1, strings.Split(strings.Repeat("---|", len(rows[0])), "|")[:len(rows[0])])
	var b strings.Builder
	for _, r := range rows {
		b.WriteString("| " + strings.Join(r, " | ") + " |\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

func three(x float64) string { return fmt.Sprintf("%.3f", x) }

func (c *card) figures() string {
	a := &app{lang: registry.EN}
	rows := [][]string{{"true pairs", "number", "in sample", "crossed", "straight"}}
	for _, f := range c.Figures {
		rows = append(rows, []string{strings.Replace(a.figureName(&f), "labels readable from the rows", "readable", 1), fmt.Sprint(f.Positives), three(f.InSample), three(f.Crossed), three(f.Straight)})
	}
	return table(rows...)
}

func (c *card) judgements() string {
	rows := [][]string{{"true pairs", "precision", "recall", "F1", "right relation"}}
	for _, e := range []struct {
		name string
		of   similarity.Evaluation
	}{{"grades 2-3", c.Overlaps}, {"grades 2-3, readable", c.Readable}, {"grades 1-3", c.Related}} {
		rows = append(rows, []string{e.name, three(e.of.Precision), three(e.of.Recall), three(e.of.F1), three(e.of.RelationAccuracy)})
	}
	return table(rows...)
}

func (c *card) confusion() string {
	rows := [][]string{{"label", "called"}}
	for _, gold := range registry.Relations {
		var cells []string
		for _, said := range registry.Relations {
			if n := c.Related.Confusion[gold][said]; n > 0 {
				cells = append(cells, fmt.Sprintf("%s %d", said.Text().EN, n))
			}
		}
		if len(cells) > 0 {
			rows = append(rows, []string{gold.Text().EN, strings.Join(cells, ", ")})
		}
	}
	return table(rows...)
}

func (c *card) reliability() string {
	rows := [][]string{{"score in bits", "pairs", "probability printed", "related by the labels", "overlap by the labels"}}
	for i, r := range c.Reliability {
		name := fmt.Sprintf("%.0f to %.0f", r.From, r.From+2)
		switch i {
		case 0:
			name = fmt.Sprintf("below %.0f", r.From+2)
		case len(c.Reliability) - 1:
			name = fmt.Sprintf("from %.0f", r.From)
		}
		rows = append(rows, []string{name, fmt.Sprint(r.Pairs), three(r.Promised), three(r.Related), three(r.Overlaps)})
	}
	return table(rows...)
}

// wrong shows a pair that is judged wrongly, with the reason as told by hand.
func (c *card) wrong(x, y, why string) string {
	p, err := registry.NewPair(x, y)
	if err != nil {
		c.t.Fatal(err)
	}
	at := slices.IndexFunc(slices.Concat(c.Overlaps.Missed, c.Overlaps.False), func(j similarity.Judged) bool { return j.Pair == p })
	if at < 0 {
		c.t.Errorf("%s x %s is shown as a failure and is none any more: change testdata/model-card.md.tmpl", x, y)
	}
	c.shown[p] = true
	j := c.scored[p]
	return fmt.Sprintf("- %s × %s, *%s* and *%s*: labelled %s, called %s at %s bits. %s", x, y,
		c.platforms[p.A].Name(registry.EN), c.platforms[p.B].Name(registry.EN), j.Gold.Text().EN, j.Relation.Text().EN, j.Score, why)
}

// unlabelled says how settings fitted by EM, without labels, would do.
func (c *card) unlabelled() string {
	now, mixer := similarity.DefaultSettings(), similarity.DefaultSettings().NewMixer()
	for i := range c.examined {
		mixer.Take(&c.examined[i].Measures)
	}
	fitted, err := mixer.Fit()
	if err != nil {
		c.t.Fatal(err)
	}
	var js []similarity.Judged
	before, after := 0, 0
	for _, x := range c.examined {
		if x.Score >= now.Finding {
			before++
		}
		if x.Score = fitted.Settings.Score(&x.Measures); x.Score >= fitted.Settings.Finding {
			after++
		}
		js = append(js, x.Judged)
	}
	e := similarity.Evaluate(js, c.positive(), fitted.Settings.Finding)
	return fmt.Sprintf("%.3f for grades 2-3 and reports %d pairs instead of %d", e.AveragePrecision, after, before)
}

func (c *card) positive() []registry.Relation {
	return []registry.Relation{registry.Duplication, registry.Overlap, registry.Succession}
}

// missed lists the missed pairs that were not told by hand.
func (c *card) missed() string {
	rows := [][]string{{"pair", "bits", "called", "ground of the label"}}
	for _, j := range c.Overlaps.Missed {
		if c.shown[j.Pair] {
			continue
		}
		rows = append(rows, []string{j.Pair.A + " × " + j.Pair.B, j.Score.String(), j.Relation.Text().EN, c.notes[j.Pair]})
	}
	return table(rows...)
}
