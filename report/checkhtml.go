package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strconv"
	"strings"

	"trunglap/registry"
)

// The HTML form of checks: one file that fetches nothing and runs nothing, with
// the cards of the report. Matches too weak to be findings stand in the table
// only, unless all is to be explained.

//go:embed page/check.html
var checkPageHTML string

//go:embed page/check.css
var checkCSS string

// hexadecimal are the values that are set in letters of one width.
var hexadecimal = regexp.MustCompile(`^[0-9a-f]{12,}$`)

// checkPage is what the template fills in.
type checkPage struct {
	Lang   registry.Lang
	Policy string
	Style  template.CSS
	Title  string
	Items  []checkItem
}

// checkItem is one proposal.
type checkItem struct {
	*checkDocument
	Anchor     string
	Class      string
	Symbol     string
	Word       string
	Meaning    string
	Proposer   string
	Measure    string
	Remarks    []string
	Asked      []fact
	Caveat     string
	Rows       []checkRow
	Cards      template.HTML
	Left       int // matches without a card
	Advice     string
	Reuse      []fact
	Treatments []treatmentView
	Statement  string
	Grounds    []string
	Seal       []fact
	QR         *qrView
}

type checkRow struct {
	registry.Match
	Rank                       int
	Name, Agency, Score, Share string
	Card                       string // anchor of its card, if it has one
}

type qrView struct {
	Size int
	Path string
}

func writeCheckHTML(w io.Writer, r *CheckReport, lang registry.Lang) error {
	style := styleCSS + checkCSS + paletteCSS()
	page := checkPage{Lang: lang, Style: template.CSS(style),
		Policy: fmt.Sprintf("default-src 'none'; style-src %s; base-uri 'none'; form-action 'none'", hashSource(style))}
	head := &document{Report: &Report{}, printer: printer{lang}}
	t, err := head.templates()
	if err != nil {
		return err
	}
	t.Funcs(template.FuncMap{"digest": hexadecimal.MatchString, "suggested": func(v treatmentView) string { return map[bool]string{true: "☑", false: "☐"}[v.Suggested] }})
	if _, err := t.New("check").Parse(checkPageHTML); err != nil {
		return fmt.Errorf("parse template check: %w", err)
	}
	for i := range r.Proposals {
		item, err := r.item(i, lang, t)
		if err != nil {
			return err
		}
		page.Title = item.title()
		page.Items = append(page.Items, item)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "check", page); err != nil {
		return fmt.Errorf("fill the page: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

func (r *CheckReport) item(i int, lang registry.Lang, t *template.Template) (checkItem, error) {
	d := r.document(i, lang)
	v := checkItem{
		checkDocument: d, Anchor: "p" + strconv.Itoa(i+1), Class: d.class(), Symbol: d.symbol(), Word: d.Verdict.Text().In(lang),
		Meaning: d.Verdict.Meaning().In(lang), Proposer: d.proposer(),
		Measure: sentence(d.measured()), Remarks: d.remarks(), Asked: d.asked(), Caveat: d.caveat(), Advice: d.advice(), Reuse: d.reuseFacts(),
		Treatments: d.treatments(), Grounds: d.grounds(), Seal: d.seal(),
	}
	if d.Suggestion != nil {
		v.Statement = d.Suggestion.Statement.In(lang)
	}
	if d.Certificate != nil {
		code, err := newQR(d.Digest)
		if err != nil {
			return v, err
		}
		v.QR = &qrView{code.size, code.path()}
	}
	var cards bytes.Buffer
	s := fallScale(d.cases, d.Model)
	for j, m := range d.Matches {
		row := checkRow{Match: m, Rank: j + 1, Name: registry.T(m.NameVI, m.NameEN).In(lang), Agency: d.agency(m.Agency),
			Score: d.bits(registry.Millibits(m.Score)), Share: d.percent(float64(m.Probability))}
		if k := d.caseOf(m.ID); k >= 0 && (r.Explain || j == 0 || d.cases[k].Margin >= 0) {
			c := d.card(k, s)
			c.ID = v.Anchor + "-" + c.ID
			c.Fall.ID = "w-" + c.ID
			for b := range c.Fall.Bars {
				c.Fall.Bars[b].Link = "" // the curves are not on this page
			}
			row.Card = c.ID
			if err := t.ExecuteTemplate(&cards, "card", c); err != nil {
				return v, fmt.Errorf("fill the card of %s: %w", m.ID, err)
			}
		} else {
			v.Left++
		}
		v.Rows = append(v.Rows, row)
	}
	v.Cards = template.HTML(cards.String())
	return v, nil
}

// caseOf is the place of a match's case; -1 if it has none.
func (d *checkDocument) caseOf(id string) int {
	for i := range d.cases {
		if d.cases[i].b.ID == id {
			return i
		}
	}
	return -1
}

// class is the style class of the verdict.
func (d *checkDocument) class() string {
	switch d.Verdict {
	case registry.VerdictDuplication:
		return relationClass(registry.Duplication)
	case registry.VerdictOverlap:
		return relationClass(registry.Overlap)
	case registry.VerdictInsufficient:
		return relationClass(registry.Insufficient)
	}
	return relationClass(registry.Integration)
}

// sentence makes a phrase a sentence.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:]) + "."
}
