package synthetic

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"trunglap/registry"
	"trunglap/text"
)

// A Kind is a way in which one platform is planted beside another.
type Kind string

// The kinds. What makes each a duplicate, or not one, stands in plants.
const (
	Verbatim   Kind = "verbatim"
	Reworded   Kind = "reworded"
	Unmarked   Kind = "unmarked"
	Misspelt   Kind = "misspelt"
	PartlySame Kind = "partly-same"
	Successor  Kind = "successor"
	Connected  Kind = "connected"
	Channel    Kind = "channel"
	SameData   Kind = "same-data"
	TrapObject Kind = "trap-object"
	TrapStock  Kind = "trap-stock"
	TrapMarks  Kind = "trap-marks"
	sharedData      = "shared-data" // the gold files' word for fragmentation
	noRelation      = "none"
)

// A planting says how often a kind is planted, what its label is, and what it
// makes of the original: prepare may change the original first, plant changes
// a copy of it.
type planting struct {
	kind     Kind
	weight   int
	relation string
	grade    int
	prepare  func(*material, dice, *draft)
	plant    func(*material, dice, *draft, original)
}

// An original is what a planted platform may refer to.
type original struct {
	id, name string
}

var plants = []planting{
	{Verbatim, 15, string(registry.Duplication), 3, nil, (*material).verbatim},
	{Reworded, 25, string(registry.Duplication), 3, nil, (*material).reword},
	{Unmarked, 5, string(registry.Duplication), 3, nil, (*material).verbatim}, // marks go when it is worded
	{Misspelt, 5, string(registry.Duplication), 3, nil, (*material).verbatim}, // so do letters
	{PartlySame, 20, string(registry.Overlap), 2, nil, (*material).overlap},
	{Successor, 8, string(registry.Succession), 2, nil, (*material).succeed},
	{Connected, 8, string(registry.Integration), 1, nil, (*material).connect},
	{Channel, 4, string(registry.PartOf), 1, nil, (*material).channel},
	{SameData, 4, sharedData, 1, nil, (*material).shareData},
	{TrapObject, 2, noRelation, 0, nil, (*material).otherObject},
	{TrapStock, 2, noRelation, 0, (*material).onlyStock, (*material).otherButStock},
	{TrapMarks, 2, noRelation, 0, (*material).confuse, (*material).otherMarks},
}

// owner moves a planted platform to another owner.
func (m *material) otherOwner(d dice, x *draft) {
	before, whose := x.owner, x.whose
	for x.owner == before {
		m.own(d, x)
	}
	if x.scope != "province" && x.scope != "district" {
		x.whose = whose // a ministry's copy keeps the name
	}
}

// verbatim: the same words, another owner.
func (m *material) verbatim(d dice, x *draft, _ original) {
	whose, scope := x.whose, x.scope
	m.otherOwner(d, x)
	x.whose, x.scope = whose, scope
}

// reword: the same subject and acts in other words and another order, one
// clause less, other stock.
func (m *material) reword(d dice, x *draft, _ original) {
	m.otherOwner(d, x)
	x.head = head{words: x.head.alike}
	x.acronym, x.launched = "", 0
	for i := range x.clauses {
		c := &x.clauses[i]
		if c.act.words != "" && d.percent(70) {
			c.act.words = c.act.alike
		}
		if c.ending = ""; d.percent(40) {
			c.ending = pick(d, endings)
		}
	}
	if len(x.clauses) > 3 {
		x.clauses = x.clauses[:len(x.clauses)-1]
	}
	shuffle(d, x.clauses)
	x.stock = []string{pick(d, stock)}
	shuffle(d, x.domains)
}

// overlap: the subject and half of the acts, the rest of the same field.
func (m *material) overlap(d dice, x *draft, _ original) {
	m.otherOwner(d, x)
	x.head, x.acronym = m.heads.draw(d), ""
	second := m.things[x.field].draw(d)
	x.more = []string{second}
	half := x.clauses[:(len(x.clauses)+1)/2]
	fresh := m.functions(d, x.field, second, length(d)/2)
	x.clauses = slices.Concat(half, fresh)
	shuffle(d, x.clauses)
	x.domains = m.data(d, x)
}

// succeed: the same task under a newer name, which says what it replaces.
func (m *material) succeed(d dice, x *draft, o original) {
	m.otherOwner(d, x)
	x.whose = strings.TrimSpace(x.whose + " " + pick(d, []string{"thế hệ mới", "phiên bản mới", "giai đoạn 2"}))
	x.launched = min(2026, max(x.launched, 2015)+d.between(1, 9))
	x.replaces, x.note = o.id, "thay thế "+lower(o.name)
	if len(x.clauses) > 2 {
		x.clauses[len(x.clauses)-1] = m.clause(d, m.things[x.field].draw(d))
	}
}

// connect: another task that takes data from the original.
func (m *material) connect(d dice, x *draft, o original) {
	subject := x.subject
	*x = m.compose(d, x.local)
	x.note = "nhận dữ liệu về " + subject + " từ " + lower(o.name)
}

// channel: a mobile front end of the original.
func (m *material) channel(d dice, x *draft, o original) {
	x.head = head{words: "Ứng dụng di động"}
	x.clauses = x.clauses[:min(2, len(x.clauses))]
	x.users, x.parent, x.note = "citizens;businesses", o.id, "là kênh trên điện thoại của "+lower(o.name)
	x.stock = nil
}

// shareData: the same data groups, another task and owner.
func (m *material) shareData(d dice, x *draft, _ original) {
	domains, field := x.domains, x.field
	*x = m.compose(d, x.local)
	x.clauses = m.functions(d, field, domains[len(domains)-1], length(d))
	x.domains = domains
}

// otherObject: every word but those for the object.
func (m *material) otherObject(d dice, x *draft, _ original) {
	m.otherOwner(d, x)
	field := m.otherField(d, x.field)
	x.field, x.subject = field, m.things[field].draw(d)
	m.exchange(d, x)
	for i := range x.clauses {
		x.clauses[i].thing = m.things[field].draw(d)
	}
	x.clauses[0].thing = x.subject
	x.domains = m.data(d, x)
}

// exchange draws the further subjects of a name anew.
func (m *material) exchange(d dice, x *draft) {
	x.more = slices.Clone(x.more)
	for i := range x.more {
		x.more[i] = m.things[x.field].draw(d)
	}
}

// onlyStock fills the original with stock sentences.
func (m *material) onlyStock(d dice, x *draft) {
	all := slices.Clone(stock)
	shuffle(d, all)
	x.stock, x.clauses = all[:3], x.clauses[:1]
}

// otherButStock: another platform with the original's stock sentences.
func (m *material) otherButStock(d dice, x *draft, _ original) {
	head, sentences, field := x.head, x.stock, m.otherField(d, x.field)
	*x = m.compose(d, x.local)
	x.field, x.subject = field, m.things[field].draw(d)
	m.exchange(d, x)
	x.head, x.stock, x.clauses = head, sentences, []clause{m.clause(d, x.subject)}
	x.domains = m.data(d, x)
}

// confuse gives the original a subject that has a double, and otherMarks gives
// the planted one the double: marks alone tell them apart.
func (m *material) confuse(d dice, x *draft) {
	x.subject, x.more = pick(d, confusable)[0], nil
	x.clauses[0].thing, x.domains[0] = x.subject, x.subject
}

func (m *material) otherMarks(d dice, x *draft, _ original) {
	double := ""
	for _, c := range confusable {
		if c[0] == x.subject {
			double = c[1]
		}
	}
	head := x.head
	*x = m.compose(d, x.local)
	x.head, x.more, x.subject = head, nil, double
	x.clauses[0].thing, x.domains[0] = double, double
}

func (m *material) otherField(d dice, not string) string {
	for {
		if f := m.fields.draw(d); f != not {
			return f
		}
	}
}

// respell changes the words of a planted platform where its kind is a matter
// of letters.
func respell(k Kind, d dice, p *registry.Platform) {
	switch k {
	case Unmarked:
		p.NameVI, p.FunctionVI = capital(text.Folded(p.NameVI)), unmark(p.FunctionVI)
		for i, s := range p.Domains {
			p.Domains[i] = text.Folded(s)
		}
	case Misspelt:
		p.NameVI, p.FunctionVI = misspell(d, p.NameVI, 1), misspell(d, p.FunctionVI, 3)
	}
}

// unmark drops the marks and keeps the sentences.
func unmark(s string) string {
	clauses := strings.Split(s, ", ")
	for i := range clauses {
		clauses[i] = text.Folded(clauses[i])
	}
	return capital(strings.Join(clauses, ", ")) + "."
}

// misspell swaps two neighbouring letters in some words; every swap changes
// its word.
func misspell(d dice, s string, times int) string {
	w := strings.Fields(s)
	for done := 0; done < times; {
		i := d.below(len(w))
		r := []rune(w[i])
		if len(r) < 3 {
			continue
		}
		if k := d.between(0, len(r)-2); r[k] != r[k+1] {
			r[k], r[k+1] = r[k+1], r[k]
			w[i] = string(r)
			done++
		}
	}
	return strings.Join(w, " ")
}

// lower is a name inside a sentence.
func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}
