package similarity

import (
	"slices"
	"strings"

	"trunglap/registry"
	"trunglap/text"
)

// The decision table: the first row that holds decides. Each row has a name
// (its place in docs/relations.md and in the explanation), a relation and a
// test. Rows 1-3 rest on what the records state, 4-7 on names, scope and the amount of
// text, 8-14 on score and likeness.
//
//	 1 states that it replaces the other                        succession
//	 2 states that it is a part of the other                    part-of
//	 3 states a link to the other                               integration
//	 4 same name, same decision, different bodies               lawful-parallel
//	 5 both serve only their own body, alike otherwise          lawful-parallel
//	 6 same name in another list, or renamed by one office       succession
//	 7 too little text on one side                              insufficient
//	 8 below the threshold                                      unrelated
//	 9 one is named as a channel or module of the other         part-of
//	10 one names the other as a source or partner               integration
//	11 top score, functions nearly the same                     duplication
//	12 the evidence reaches overlap                             overlap
//	13 less than that, different bodies                         fragmentation
//	14 less than that, one body                                 integration
type row struct {
	name     string
	relation registry.Relation
	holds    func(e *Engine, a, b *Record, s *Scored) bool
}

var table = []row{
	{"replaces", registry.Succession, statedSuccession},
	{"parent", registry.PartOf, statedPart},
	{"link", registry.Integration, statedLink},
	{"same-decision", registry.Parallel, sameDecision},
	{"own-bodies", registry.Parallel, ownBodies},
	{"relisted", registry.Succession, relisted},
	{"too-little-text", registry.Insufficient, tooLittle},
	{"below", registry.Unrelated, func(e *Engine, _, _ *Record, s *Scored) bool { return s.Score < e.settings.Finding }},
	{"channel", registry.PartOf, channel},
	{"mention", registry.Integration, mentions},
	{"same", registry.Duplication, same},
	{"overlap", registry.Overlap, overlaps},
	{"same-data", registry.Fragmentation, func(_ *Engine, a, b *Record, _ *Scored) bool { return !sameBody(a.Platform, b.Platform) }},
	{"one-body", registry.Integration, func(*Engine, *Record, *Record, *Scored) bool { return true }},
}

// relation returns the relation of a pair and the name of the row that decided.
func (e *Engine) relation(a, b *Record, s *Scored) (registry.Relation, string) {
	for _, r := range table {
		if r.holds(e, a, b, s) {
			return r.relation, r.name
		}
	}
	panic("similarity: the last row of the decision table always holds")
}

func statedSuccession(_ *Engine, a, b *Record, _ *Scored) bool {
	return slices.Contains(a.Platform.Replaces, b.Platform.ID) || slices.Contains(b.Platform.Replaces, a.Platform.ID) ||
		linked(a.Platform, b.Platform, "inheritance")
}

func statedPart(_ *Engine, a, b *Record, _ *Scored) bool {
	return a.Platform.Parent == b.Platform.ID || b.Platform.Parent == a.Platform.ID
}

func statedLink(_ *Engine, a, b *Record, _ *Scored) bool { return linked(a.Platform, b.Platform, "") }

func linked(a, b *registry.Platform, kind string) bool {
	to := func(from, target *registry.Platform) bool {
		return slices.ContainsFunc(from.Links, func(l registry.Link) bool {
			return l.Target == target.ID && (kind == "" || l.Kind == kind)
		})
	}
	return to(a, b) || to(b, a)
}

func (e *Engine) cut() *Cuts { return &e.settings.Relations }

func sameDecision(e *Engine, a, b *Record, s *Scored) bool {
	p, q := a.Platform, b.Platform
	return p.Agency != q.Agency && p.Mandate != "" && p.Mandate == q.Mandate && p.List == q.List &&
		(s.Measures[0].Similarity >= e.cut().SameName || extends(p.NameVI, q.NameVI) || extends(q.NameVI, p.NameVI))
}

// extends reports that a name is another of at least four words with something
// added at the end: "Hệ thống ... thủ tục hành chính" + "của Đảng".
func extends(name, of string) bool {
	longer, shorter := text.Folded(name), text.Folded(of)
	return strings.Count(shorter, " ") >= 3 && strings.HasPrefix(longer+" ", shorter+" ")
}

func ownBodies(e *Engine, a, b *Record, s *Scored) bool {
	return a.scope.body != "" && b.scope.body != "" && a.scope.body != b.scope.body &&
		(s.Score >= e.settings.Finding || s.Measures[0].Similarity >= e.cut().SameName/2)
}

// relisted: the same platform in two lists, under the same name; or by one
// office, which may have been merged or have handed the task over, under another
// name: then the score must reach duplication and the names still have their
// subject in common, or the functions be nearly the same, or the data groups and
// the users. One office does not build the same thing twice from list to list.
func relisted(e *Engine, a, b *Record, s *Scored) bool {
	p, q := a.Platform, b.Platform
	if p.List == "" || q.List == "" || p.List == q.List || s.Score < e.settings.Finding {
		return false
	}
	c, name, function, domain, scope := e.cut(), s.Measures[0].Similarity, s.Measures[1].Similarity, s.Measures[2].Similarity, s.Measures[3].Similarity
	if name >= c.SameName {
		return true
	}
	alike := s.Score >= e.settings.Duplication && name >= c.Name || function >= c.SameFunction || domain >= c.SameName && scope == 1000
	return alike && e.oneOffice(p, q)
}

// oneOffice reports that two platforms are, after all known mergers, of one
// body, or that the task of one went from its body to the other's.
func (e *Engine) oneOffice(p, q *registry.Platform) bool {
	handed := func(from, to *registry.Platform) bool {
		return slices.ContainsFunc(registry.TransfersOf(from, "", text.Folded), func(t registry.Transfer) bool { return e.heir(t.To) == e.heir(to.Agency) })
	}
	return p.Agency != "" && q.Agency != "" && (e.heir(p.Agency) == e.heir(q.Agency) || handed(p, q) || handed(q, p))
}

// heir is the body that holds a body's tasks after all known mergers; it does
// not depend on the day a scan looks at.
func (e *Engine) heir(code string) string { return e.bodies.Current(code, "2200-01-01") }

func tooLittle(e *Engine, a, b *Record, s *Scored) bool {
	return (a.said < e.settings.MinFunction || b.said < e.settings.MinFunction) && s.Score < e.settings.Duplication
}

// channelWords name a second way into the same service.
var channelWords = []string{" tren thiet bi di dong ", " mobile ", " phien ban di dong ", " phan he ", " module ", " mo dun "}

func channel(e *Engine, a, b *Record, s *Scored) bool {
	if !sameBody(a.Platform, b.Platform) {
		return false
	}
	is := func(r *Record) bool {
		n := " " + r.foldedName + " "
		return slices.ContainsFunc(channelWords, func(w string) bool { return strings.Contains(n, w) })
	}
	return is(a) != is(b) && s.Measures[0].Similarity >= e.cut().SameName/4
}

func mentions(_ *Engine, a, b *Record, _ *Scored) bool { return a.names(b) || b.names(a) }

// names reports whether r's function text calls o by one of its names. A name
// that r bears too is no name of another: a platform that mentions itself, copied
// by another body, is still a copy.
func (r *Record) names(o *Record) bool {
	for i, alias := range o.aliases {
		if r.functionWords.holds(&o.aliasWords[i]) && strings.Contains(r.functionKey, " "+alias+" ") && !slices.Contains(r.aliases, alias) {
			return true
		}
	}
	return false
}

func same(e *Engine, _, _ *Record, s *Scored) bool {
	return s.Score >= e.settings.Duplication && s.Measures[1].Similarity >= e.cut().SameFunction &&
		!(s.Measures[0].Folded || s.Measures[1].Folded)
}

// overlaps: systems of one body are built to pass data to one another, so they
// must have more in common, or their subject in the name, to count as overlap.
func overlaps(e *Engine, a, b *Record, s *Scored) bool {
	c := e.cut()
	if sameBody(a.Platform, b.Platform) && s.Measures[0].Similarity < c.Name {
		return s.Score >= c.OverlapWithin
	}
	return s.Score >= c.Overlap
}
