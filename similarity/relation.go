package similarity

import (
	"slices"
	"strings"

	"trunglap/registry"
)

// The decision table: the first row that holds decides. Each row has a name
// (its place in docs/relations.md and in the explanation), a relation and a
// test. Rows 1-4 rest on what the records state, 5-8 on how the texts relate,
// 9-12 on the score alone.
//
//	 1 states that it replaces the other                        succession
//	 2 states that it is a part of the other                    part-of
//	 3 states a link to the other                               integration
//	 4 same name, same decision, different bodies               lawful-parallel
//	 5 both serve only their own body, alike otherwise          lawful-parallel
//	 6 same name and like function in another list              succession
//	 7 too little text on one side                              insufficient
//	 8 below the threshold                                      unrelated
//	 9 one is named as a channel or module of the other         part-of
//	10 one names the other as a source or partner               integration
//	11 top score, functions alike in more than one view         duplication
//	12 functions overlap                                        overlap
//	13 same data, other task, different bodies                  fragmentation
//	14 anything else above the threshold                        overlap
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
	{"function", registry.Overlap, functions},
	{"same-data", registry.Fragmentation, sameData},
	{"score", registry.Overlap, func(*Engine, *Record, *Record, *Scored) bool { return true }},
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
		s.Measures[0].Similarity >= e.cut().SameName
}

func ownBodies(e *Engine, a, b *Record, s *Scored) bool {
	return a.scope.body != "" && b.scope.body != "" && a.scope.body != b.scope.body &&
		(s.Score >= e.settings.Finding || s.Measures[0].Similarity >= e.cut().SameName/2)
}

// relisted: the same platform in two lists, under the same name, or renamed
// with the same function; the owner may have changed with the task.
func relisted(e *Engine, a, b *Record, s *Scored) bool {
	if a.Platform.List == "" || b.Platform.List == "" || a.Platform.List == b.Platform.List {
		return false
	}
	name, function := s.Measures[0].Similarity, s.Measures[1].Similarity
	return s.Score >= e.settings.Finding && name >= e.cut().SameName && function >= e.cut().Function
}

func tooLittle(e *Engine, a, b *Record, s *Scored) bool {
	return (a.said < e.settings.MinFunction || b.said < e.settings.MinFunction) && s.Score < e.settings.Duplication
}

// channelWords name a second way into the same service.
var channelWords = []string{" tren thiet bi di dong ", " mobile ", " phien ban di dong ", " phan he ", " module ", " mo dun "}

func channel(e *Engine, a, b *Record, s *Scored) bool {
	if a.Platform.Agency != b.Platform.Agency {
		return false
	}
	is := func(r *Record) bool {
		n := " " + r.foldedName + " "
		return slices.ContainsFunc(channelWords, func(w string) bool { return strings.Contains(n, w) })
	}
	return is(a) != is(b) && s.Measures[0].Similarity >= e.cut().SameName/4
}

func mentions(_ *Engine, a, b *Record, _ *Scored) bool { return a.names(b) || b.names(a) }

// names reports whether r's function text calls o by one of its names.
func (r *Record) names(o *Record) bool {
	return slices.ContainsFunc(o.aliases, func(alias string) bool {
		return strings.Contains(r.functionKey, " "+alias+" ")
	})
}

func same(e *Engine, _, _ *Record, s *Scored) bool {
	return s.Score >= e.settings.Duplication && s.Measures[1].Similarity >= e.cut().SameFunction &&
		!(s.Measures[0].Folded || s.Measures[1].Folded)
}

func functions(e *Engine, _, _ *Record, s *Scored) bool {
	return s.Measures[1].Presence == registry.BothPresent && s.Measures[1].Similarity >= e.cut().Function
}

func sameData(e *Engine, _, _ *Record, s *Scored) bool {
	return s.Owners != registry.Within && s.Measures[2].Similarity >= e.cut().Domain
}
