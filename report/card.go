package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"trunglap/registry"
)

// card is what the card template fills in: one case.
type card struct {
	Rank        int
	ID          string
	Hidden      bool
	Note        string // of a hidden case
	Relation    registry.Relation
	Verdict     registry.Verdict
	Owners      registry.OwnerRelation
	Folded      bool
	Score       string
	RawScore    string
	Probability string
	Agencies    string // codes, for the filter
	Explain     registry.Explanation
	A, B        side
	Rows        []compareRow
	Fall        waterfall
	Margin      string
	RawMargin   string
	Robust      bool
	Without     string // the comparison of the counterfactual
	WithoutTo   string // and the score without it
	WithoutRaw  string
	StillFound  bool
	Decision    *decisionView
}

// side is one platform of a case.
type side struct {
	Mark                string // A or B
	ID                  string
	Name, OtherName     []piece
	Agency, Now         string
	Function, OtherFunc []piece
	Domains, Users      [][]piece
	Scope               []piece
	Facts               []fact
	Link                link
	Raw                 []fact
}

// compareRow is one comparison: what is shared and what differs.
type compareRow struct {
	Comparison   registry.Comparison
	Presence     registry.Presence
	Present      bool
	Folded       bool
	Similarity   string
	RawSimilar   string
	Weight       string
	RawWeight    string
	Class        string
	Shared       []registry.Phrase
	OnlyA, OnlyB []string
}

type decisionView struct{ Outcome, Reason, Text, Author, Date string }

func (d *document) card(i int, s scale) *card {
	k := &d.cases[i]
	c := &card{Rank: i + 1, ID: k.ID, Hidden: k.hidden, Agencies: k.a.Agency + " " + k.b.Agency}
	c.A = d.side("A", &k.a, k, false)
	if k.hidden {
		c.Note = hiddenText.In(d.lang)
		return c
	}
	c.B = d.side("B", &k.b, k, true)
	c.Relation, c.Verdict, c.Owners, c.Explain = k.Relation, k.Verdict, k.Owners, k.Explain[d.lang]
	c.Score, c.RawScore, c.Probability = d.bits(k.Score), k.Score.String(), d.percent(k.Probability())
	c.Margin, c.RawMargin, c.Robust = d.signed(k.Margin), k.Margin.String(), k.Robust
	if k.Counterfactual.Comparison != "" {
		c.Without, c.WithoutTo = k.Counterfactual.Comparison.Text().In(d.lang), d.bits(k.Counterfactual.Score)
		c.WithoutRaw, c.StillFound = k.Counterfactual.Score.String(), k.Counterfactual.Finding
	}
	for j := range k.Evidence {
		c.Rows = append(c.Rows, d.compareRow(&k.Evidence[j]))
		c.Folded = c.Folded || k.Evidence[j].Folded
	}
	c.Fall = d.waterfall(k, s)
	c.Decision = d.decision(k.ID)
	return c
}

func (d *document) decision(id string) *decisionView {
	v, ok := d.Decisions[id]
	if !ok {
		return nil
	}
	if v.At.IsZero() {
		v.At = v.Updated // nobody has ruled: the last thing that was said
	}
	return &decisionView{d.stance(v), v.Reason, v.Text, v.Author,
		v.At.In(vietnam).Format(d.tr("02/01/2006", "2006-01-02"))}
}

func (d *document) compareRow(e *registry.Evidence) compareRow {
	r := compareRow{
		Comparison: e.Comparison, Presence: e.Presence, Present: e.Presence == registry.BothPresent, Folded: e.Folded,
		Weight: d.signed(e.Weight), RawWeight: e.Weight.String(), Class: weightClass(e.Weight),
		Shared: once(e.Shared), OnlyA: e.OnlyA, OnlyB: e.OnlyB,
	}
	if r.Present {
		r.Similarity, r.RawSimilar = d.similarity(e.Similarity), registry.Millibits(e.Similarity).String()
	}
	if e.Comparison == registry.ByScope {
		r.OnlyA, r.OnlyB = d.codes(e.OnlyA), d.codes(e.OnlyB)
		for i := range r.Shared {
			r.Shared[i].A, r.Shared[i].B = d.code(r.Shared[i].A), d.code(r.Shared[i].B)
		}
	}
	return r
}

// once leaves out phrases that read like one before them: a text may say a
// thing twice, and where it stands is marked in the text itself.
func once(all []registry.Phrase) []registry.Phrase {
	out := []registry.Phrase{}
	for _, p := range all {
		if !slices.ContainsFunc(out, func(q registry.Phrase) bool {
			return strings.EqualFold(p.A, q.A) && strings.EqualFold(p.B, q.B) && p.Via == q.Via && p.Source == q.Source
		}) {
			out = append(out, p)
		}
	}
	return out
}

// code writes a code of the scope comparison: a user group or a scope of use.
func (p printer) code(code string) string { return p.scope(p.user(code)) }

func (p printer) codes(codes []string) []string {
	var out []string
	for _, c := range codes {
		out = append(out, p.code(c))
	}
	return out
}

// side shows one platform with the shared phrases marked in its raw texts.
func (d *document) side(name string, p *registry.Platform, k *kase, b bool) side {
	found := sideNeedles(p, k, b)
	first, other := p.NameVI, p.NameEN
	does, alsoDoes := p.FunctionVI, p.FunctionEN
	if d.lang == registry.EN {
		first, other, does, alsoDoes = other, first, alsoDoes, does
	}
	if first == "" {
		first, other = other, ""
	}
	if does == "" {
		does, alsoDoes = alsoDoes, ""
	}
	s := side{
		Mark: name, ID: p.ID, Name: mark(first, found[registry.ByName]), OtherName: mark(other, found[registry.ByName]),
		Function: mark(does, found[registry.ByFunction]), OtherFunc: mark(alsoDoes, found[registry.ByFunction]),
		Scope: d.markedCode(p.Scope, found[registry.ByScope]), Facts: d.facts(p), Link: safeLink(p.URL), Raw: d.raw(p),
	}
	s.Agency, s.Now = d.ownerIf(p.Agency)
	for _, x := range p.Domains {
		s.Domains = append(s.Domains, mark(x, found[registry.ByDomain]))
	}
	for _, x := range p.Users {
		s.Users = append(s.Users, d.markedCode(x, found[registry.ByScope]))
	}
	return s
}

func (d *document) ownerIf(code string) (then, now string) {
	if code == "" {
		return "", ""
	}
	return d.owner(code)
}

// markedCode shows a user group or scope by its word, marked if its code is shared.
func (p printer) markedCode(code string, ns []needle) []piece {
	shown := p.code(code)
	for _, n := range ns {
		if strings.EqualFold(n.text, code) || strings.EqualFold(n.text, shown) {
			return []piece{{shown, n.via}}
		}
	}
	return mark(shown, ns)
}

// sideNeedles are one side's shared phrases by the field to look in. What the
// comparison of functions took from the name or the data groups is looked for
// there too.
func sideNeedles(p *registry.Platform, k *kase, b bool) map[registry.Comparison][]needle {
	found := map[registry.Comparison][]needle{}
	for i := range k.Evidence {
		found[k.Evidence[i].Comparison] = needles(&k.Evidence[i], b)
	}
	for _, n := range found[registry.ByFunction] {
		if !occurs(p.FunctionVI, n.text) && !occurs(p.FunctionEN, n.text) {
			found[registry.ByName] = append(found[registry.ByName], n)
			found[registry.ByDomain] = append(found[registry.ByDomain], n)
		}
	}
	return found
}

// facts are the short fields shown on the card itself.
func (d *document) facts(p *registry.Platform) []fact {
	all := []fact{
		{Label: d.tr("Vận hành từ", "Launched"), Value: d.date(p.Launched), Raw: string(p.Launched)},
		{Label: d.tr("Kết thúc", "Ended"), Value: d.date(p.Ended), Raw: string(p.Ended)},
		{Label: d.tr("Trạng thái", "Status"), Value: d.status(p.Status)},
		{Label: d.tr("Căn cứ", "Mandate"), Value: p.Mandate},
		{Label: d.tr("Thuộc", "Part of"), Value: p.Parent},
		{Label: d.tr("Thay thế", "Replaces"), Value: strings.Join(p.Replaces, "; ")},
	}
	if !announced(p) {
		all = append(all, fact{Label: d.tr("Công bố", "Announced"), Value: d.tr("chưa, nhưng đang dùng", "not yet, but in use")})
	}
	for _, t := range registry.TransfersOf(p, d.coverage.AsOf, plainWords) {
		all = append(all, fact{Label: d.tr("Nhiệm vụ", "Task"), Value: fmt.Sprintf(d.tr("%s: từ %s thuộc %s (%s; %s)", "%s: since %s with %s (%s; %s)"),
			t.Task.In(d.lang), d.date(t.Date), d.agency(t.To), t.LegalBasis, t.Sure().In(d.lang))})
	}
	return stated(all)
}

// plainWords is a text as lower-case words with single spaces between them.
func plainWords(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(composed(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

func (d *document) status(s registry.Status) string {
	if s == "" {
		return ""
	}
	return s.Text().In(d.lang)
}

func stated(all []fact) []fact {
	return slices.DeleteFunc(all, func(f fact) bool { return f.Value == "" })
}

// raw are all fields of a platform exactly as stored, unknown columns last.
func (d *document) raw(p *registry.Platform) []fact {
	all := []fact{
		{Label: "id", Value: p.ID}, {Label: "agency", Value: p.Agency},
		{Label: "name_vi", Value: p.NameVI}, {Label: "name_en", Value: p.NameEN},
		{Label: "function_vi", Value: p.FunctionVI}, {Label: "function_en", Value: p.FunctionEN},
		{Label: "data_domains", Value: strings.Join(p.Domains, "; ")}, {Label: "users", Value: strings.Join(p.Users, "; ")},
		{Label: "scope", Value: p.Scope}, {Label: "url", Value: p.URL},
		{Label: "launched", Value: string(p.Launched)}, {Label: "ended", Value: string(p.Ended)},
		{Label: "status", Value: string(p.Status)}, {Label: "operator", Value: p.Operator}, {Label: "contact", Value: p.Contact},
		{Label: "mandate", Value: p.Mandate}, {Label: "parent", Value: p.Parent}, {Label: "replaces", Value: strings.Join(p.Replaces, "; ")},
	}
	for _, l := range p.Links {
		parts := stated([]fact{{Value: l.Kind}, {Value: l.Target}, {Value: l.Data}, {Value: l.Channel}, {Value: l.Status}, {Value: l.Frequency}, {Value: l.Basis}, {Value: l.Class}, {Value: l.Contact}})
		var text []string
		for _, part := range parts {
			text = append(text, part.Value)
		}
		all = append(all, fact{Label: "links", Value: strings.Join(text, " · ")})
	}
	all = append(all, fact{Label: "list", Value: p.List})
	for _, e := range p.Extra {
		all = append(all, fact{Label: e.Column, Value: e.Value})
	}
	return stated(all)
}
