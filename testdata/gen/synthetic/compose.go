package synthetic

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"trunglap/registry"
)

// A draft is a platform before it is worded: what planting changes.
type draft struct {
	field    string
	head     head
	subject  string   // what the platform is about
	more     []string // further subjects
	whose    string   // the end of the name: "tỉnh Lào Cai", "quốc gia"
	acronym  string
	clauses  []clause
	stock    []string
	domains  []string
	users    string
	scope    string
	owner    string
	local    int // percent of provinces among owners, for whoever draws another
	launched int // year; 0: not stated
	note     string
	parent   string // id of the platform it is part of
	replaces string // id of the platform it takes over from
}

// A clause is one thing the platform does.
type clause struct {
	act    act // without words when thing says it all
	thing  string
	ending string
}

func (c clause) String() string {
	return strings.Join(strings.Fields(c.act.words+" "+c.thing+" "+c.ending), " ")
}

// compose drafts a platform from dice alone.
func (m *material) compose(d dice, provinces int) draft {
	x := draft{field: m.fields.draw(d), head: m.heads.draw(d), users: m.users.draw(d), local: provinces}
	x.subject = m.things[x.field].draw(d)
	m.own(d, &x)
	if d.percent(12) {
		x.acronym = acronym(d)
	}
	if d.percent(45) {
		x.launched = d.between(2006, 2024)
	}
	x.clauses = m.functions(d, x.field, x.subject, length(d))
	if d.percent(22) {
		x.stock = append(x.stock, pick(d, stock))
	}
	x.domains = m.data(d, &x)
	m.lengthen(d, &x, 6+d.between(0, 4)+d.between(0, 4))
	return x
}

// lengthen adds subjects until the name has at least n syllables: the real
// names have 10 as a rule, and a shorter one would be made again and again.
func (m *material) lengthen(d dice, x *draft, n int) {
	for words(x.name()) < n {
		if next := m.things[x.field].draw(d); next != x.subject && !slices.Contains(x.more, next) {
			x.more = append(x.more, next)
		}
	}
}

// own gives a draft an owner, and to its name and scope what follows from it.
func (m *material) own(d dice, x *draft) {
	if d.percent(x.local) {
		p := pick(d, places)
		x.owner, x.scope, x.whose = p.code, "province", p.title()
		if d.percent(40) {
			x.scope, x.whose = "district", district(d)
		}
		return
	}
	x.owner = pick(d, owners)
	x.scope = pick(d, []string{"national", "national", "sector", "sector", "ministry"})
	x.whose = pick(d, []string{"", "", "", "", "quốc gia", "dùng chung", "ngành dọc", "trực tuyến"})
}

// length is the number of syllables that a function has at least. With the
// last clause and the stock it comes to 15 to 45, most often about 25, as in
// the real lists.
func length(d dice) int { return 10 + d.between(0, 9) + d.between(0, 9) }

// functions draws clauses until they have about n syllables; the first is
// about the subject.
func (m *material) functions(d dice, field, subject string, n int) []clause {
	out := []clause{m.clause(d, subject)}
	for have := words(out[0].String()); have < n; {
		c := m.clause(d, m.things[field].draw(d))
		if d.percent(25) {
			c = clause{thing: m.tasks[field].draw(d), ending: c.ending}
		}
		have += words(c.String())
		out = append(out, c)
	}
	return out
}

func (m *material) clause(d dice, thing string) clause {
	c := clause{act: m.acts.draw(d), thing: thing}
	switch {
	case m.isAct(thing):
		c.act = act{}
	case strings.HasSuffix(c.act.words, firstTwo(thing)): // "xử lý hồ sơ" + "hồ sơ sức khỏe"
		c.act = m.acts.items[0]
	}
	if d.percent(50) {
		c.ending = pick(d, endings)
	}
	return c
}

// data is two to four data groups: the subject, things of the clauses, others.
func (m *material) data(d dice, x *draft) []string {
	out := []string{x.subject}
	for n := d.between(2, 4); len(out) < n; {
		next := m.things[x.field].draw(d)
		if c := pick(d, x.clauses); d.percent(60) && !slices.Contains(out, c.thing) {
			next = c.thing
		}
		if !slices.Contains(out, next) {
			out = append(out, next)
		}
	}
	return out
}

func acronym(d dice) string {
	const letters = "ABCDEGHIKLMNOPQSTUVX"
	out := make([]byte, d.between(3, 6))
	for i := range out {
		out[i] = letters[d.below(len(letters))]
	}
	return string(out)
}

func words(s string) int { return len(strings.Fields(s)) }

func (x *draft) name() string {
	subjects := x.subject
	for i, s := range x.more {
		joint := ", "
		if i == len(x.more)-1 {
			joint = " và "
		}
		subjects += joint + s
	}
	parts := []string{x.head.words, subjects}
	parts = append(parts, x.whose)
	if x.acronym != "" {
		parts = append(parts, "("+x.acronym+")")
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

func (x *draft) function() string {
	var parts []string
	for _, c := range x.clauses {
		parts = append(parts, c.String())
	}
	body := capital(strings.Join(parts, ", "))
	if len(x.stock) > 0 {
		body += "; " + strings.Join(x.stock, "; ")
	}
	if x.note != "" {
		body += "; " + x.note
	}
	return body + "."
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// platform words the draft.
func (x *draft) platform(id string) registry.Platform {
	p := registry.Platform{ID: id, Agency: x.owner, NameVI: x.name(), FunctionVI: x.function(), Domains: x.domains,
		Users: strings.Split(x.users, ";"), Scope: x.scope, Parent: x.parent}
	if x.launched > 0 {
		p.Launched = registry.Date(fmt.Sprint(x.launched))
	}
	if x.replaces != "" {
		p.Replaces = []string{x.replaces}
	}
	return p
}
