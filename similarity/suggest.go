package similarity

import (
	"cmp"
	"slices"
	"strings"

	"trunglap/registry"
)

// What a check suggests. The guidance treats functions that meet in four ways
// (registry.Treatments); which one is suggested follows from the verdict:
//
//	duplication with a platform in service           choose one: reuse it
//	overlap with a platform in service               standardise, or configure it
//	duplication or overlap with ended platforms only retire what has ended
//	no overlap, but part of, feeding or sharing data keep or make a module: connect
//	no overlap, but one continues the other          retire the older
//	nothing from the threshold up                    no suggestion
//
// The platform to reuse is the first by registry.ReuseRules among those with
// the check's verdict. Nothing is suggested about restricted platforms.

// suggest returns nil where there is nothing to suggest.
func (c *Checker) suggest(out *registry.Check, r *Record, h hits) *registry.Suggestion {
	candidates, treatment := c.candidates(out)
	if treatment == "" {
		return nil
	}
	s := &registry.Suggestion{Treatment: treatment}
	beside := candidates[0]
	if live := slices.DeleteFunc(slices.Clone(candidates), func(m *registry.Match) bool { return c.ended(m.Platform) }); len(live) > 0 {
		s.Reuse = c.choose(live)
		s.Reuse.Connect = treatment == registry.KeepModule
		beside = live[0]
	} else {
		s.Treatment = registry.Retire
	}
	for i := range out.Matches {
		if &out.Matches[i] == beside {
			s.Statement = c.e.statement(r, c.e.recordOf(c.open[h.listed[i].B]))
		}
	}
	return s
}

// candidates are the matches that a suggestion is about, with the treatment.
func (c *Checker) candidates(out *registry.Check) ([]*registry.Match, registry.Treatment) {
	var same, beside, older []*registry.Match
	for i := range out.Matches {
		m := &out.Matches[i]
		switch {
		case m.Verdict.Graver(registry.VerdictNone):
			if m.Verdict == out.Verdict {
				same = append(same, m)
			}
		case registry.Millibits(m.Score) < c.e.settings.Finding:
		case m.Relation == registry.PartOf, m.Relation == registry.Integration, m.Relation == registry.Fragmentation:
			beside = append(beside, m)
		case m.Relation == registry.Succession:
			older = append(older, m)
		}
	}
	switch {
	case len(same) > 0 && out.Verdict == registry.VerdictDuplication:
		return same, registry.ChooseOne
	case len(same) > 0:
		return same, registry.Standardise
	case len(beside) > 0:
		return beside, registry.KeepModule
	case len(older) > 0:
		return older, registry.Retire
	}
	return nil, ""
}

// ended reports that a platform is no longer used, or will not be on the day
// of the check.
func (c *Checker) ended(p *registry.Platform) bool {
	return p.Status == registry.Retired || p.Ended.Before(c.day())
}

// day is the day of the check: the one asked for, or else the newest list's.
func (c *Checker) day() registry.Date {
	if c.opt.AsOf.Known() {
		return c.opt.AsOf
	}
	return registry.NewestList(c.snapshot.Lists)
}

// choose puts the candidates in the order of registry.ReuseRules and takes the first.
func (c *Checker) choose(live []*registry.Match) *registry.Reuse {
	slices.SortStableFunc(live, func(a, b *registry.Match) int {
		order, _ := c.prefer(a, b)
		return order
	})
	p := live[0].Platform
	r := &registry.Reuse{ID: p.ID, Agency: p.Agency, NameVI: p.NameVI, NameEN: p.NameEN, Status: p.Status, Scope: p.Scope, List: p.List,
		Mandate: p.Mandate, Launched: p.Launched, Operator: p.Operator, Contact: p.Contact, URL: p.URL, Unstated: []string{}}
	for _, f := range []struct{ name, value string }{{"status", string(p.Status)}, {"scope", p.Scope}, {"mandate", p.Mandate},
		{"launched", string(p.Launched)}, {"contact", p.Contact}} {
		if f.value == "" {
			r.Unstated = append(r.Unstated, f.name)
		}
	}
	if len(live) > 1 {
		_, r.DecidedBy = c.prefer(live[0], live[1])
	}
	for _, m := range live[1:] {
		r.Over = append(r.Over, m.ID)
	}
	return r
}

// prefer compares two candidates and names the rule that decided.
func (c *Checker) prefer(a, b *registry.Match) (order int, rule string) {
	la, lb := c.lists[a.Platform.List], c.lists[b.Platform.List]
	for i, o := range []int{
		cmp.Compare(c.service(a.Platform), c.service(b.Platform)),
		cmp.Compare(lb.Rank, la.Rank),
		strings.Compare(string(lb.Date.First()), string(la.Date.First())),
		cmp.Compare(width(a.Platform.Scope), width(b.Platform.Scope)),
		cmp.Compare(b.Score, a.Score),
		strings.Compare(a.ID, b.ID),
	} {
		if o != 0 {
			return o, registry.ReuseRules()[i].Name
		}
	}
	return 0, ""
}

// service ranks how surely a platform can be used: 0 is best. A state that is
// not stated counts as in operation, since lists hold platforms in use.
func (c *Checker) service(p *registry.Platform) int {
	if c.replaced[p.ID] {
		return 3
	}
	switch p.Status {
	case registry.Building, registry.Pilot:
		return 1
	case registry.Planned:
		return 2
	case registry.Replacing, registry.Merging:
		return 3
	}
	return 0
}

// width ranks a scope of use, the widest first; the order is that of
// registry.Scopes, and what is not stated or not known comes last.
func width(scope string) int {
	for i, v := range registry.Scopes {
		if v.Code == scope {
			return i
		}
	}
	return len(registry.Scopes)
}

// maxFacts is how many quotations of one field a statement makes.
const maxFacts = 3

// statement drafts in both languages how a proposal differs from a platform.
// Another name or another owner is no difference: the guidance says so.
func (e *Engine) statement(r, o *Record) registry.Text {
	facts := e.differing(r, o)
	if len(facts) == 0 {
		return registry.Text{}
	}
	in := func(l registry.Lang) string {
		w := writer{e, l}
		var parts []string
		for _, f := range facts {
			parts = append(parts, f.in(w))
		}
		return w.say("So với %s (%s, %s), đề xuất %s có các điểm riêng sau: %s.", "Compared with %s (%s, %s), the proposal %s has of its own: %s.",
			w.quote(o.Platform.Name(l)), o.Platform.ID, e.agencyName(o.Platform.Agency, l), w.quote(r.Platform.Name(l)), strings.Join(parts, "; "))
	}
	return registry.T(in(registry.VI), in(registry.EN))
}

// A difference is one field in which only the proposal says something.
type difference struct {
	field string   // of registry.Asked
	own   []string // as the proposal words it
	other string   // for a field with one value: the other's
}

func (d *difference) in(w writer) string {
	if d.field == "scope" {
		return w.say("%s %s (nền tảng kia: %s)", "%s %s (the other: %s)", registry.FieldText(d.field).In(w.l),
			scopeWord(d.own[0], w.l), scopeWord(d.other, w.l))
	}
	return registry.FieldText(d.field).In(w.l) + " " + w.list(d.own)
}

func scopeWord(code string, l registry.Lang) string {
	for _, v := range registry.Scopes {
		if v.Code == code {
			return v.Text.In(l)
		}
	}
	return code
}

// differing lists what the proposal states and the platform does not. A field
// that one side leaves out is no difference.
func (e *Engine) differing(r, o *Record) []difference {
	var out []difference
	add := func(field string, own []string, other string) {
		if len(own) > 0 {
			out = append(out, difference{field, own[:min(len(own), maxFacts)], other})
		}
	}
	p, q := r.Platform, o.Platform
	add("function", e.ownClauses(r, o, registry.ByFunction, &r.function, &o.function), "")
	add("data_domains", e.ownClauses(r, o, registry.ByDomain, &r.domain, &o.domain), "")
	if len(q.Users) > 0 {
		add("users", keep(p.Users, func(u string) bool {
			return !slices.ContainsFunc(q.Users, func(v string) bool { return userWord(u) == userWord(v) })
		}), "")
	}
	if p.Scope != "" && q.Scope != "" && p.Scope != q.Scope {
		add("scope", []string{p.Scope}, q.Scope)
	}
	return out
}

// ownClauses are the clauses of a proposal's text, as written, most of whose
// weight the other side does not share; weightiest first.
func (e *Engine) ownClauses(r, o *Record, c registry.Comparison, fr, fo *field) []string {
	if lr, lo := languages(fr, fo); presence(fr.empty(), fo.empty()) != registry.BothPresent || lr != lo {
		return nil // in two languages only concepts meet: what is left over is no difference
	}
	mine, _, _ := e.sides(r.Platform, o.Platform, c, fr, fo)
	if len(mine.segs) == 0 {
		return nil
	}
	x, y, _ := side(fr, fo)
	type clause struct {
		text string
		own  uint32
	}
	var cs []clause
	s := mine.segs[0] // the text itself; the comparison of functions adds name and data groups
	shared, weigh := mine.tokens(0, commonTerms(x, y))
	from, own, all := 0, uint32(0), uint32(0)
	for i := range s.form.Tokens {
		all += weigh[i]
		if !shared[i] {
			own += weigh[i]
		}
		if s.form.Tokens[i].Break || clauseEnds(s, i+1) {
			if 2*own > all && own >= unit/2 {
				cs = append(cs, clause{raw(s, from, i+1), own})
			}
			from, own, all = i+1, 0, 0
		}
	}
	slices.SortStableFunc(cs, func(a, b clause) int { return cmp.Compare(b.own, a.own) })
	var out []string
	for _, c := range cs {
		if !slices.Contains(out, c.text) {
			out = append(out, c.text)
		}
	}
	return out
}

// clauseEnds reports whether a comma or its like stands before token i; hyphens
// and slashes stand inside clauses.
func clauseEnds(s segment, i int) bool {
	if i >= len(s.form.Tokens) {
		return true
	}
	a, b := s.form.Tokens[i-1].End, s.form.Tokens[i].Start
	return a <= b && strings.ContainsAny(s.form.Raw[a:b], ",;:.()[]–—\n")
}

func keep(all []string, ok func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !ok(s) })
}
