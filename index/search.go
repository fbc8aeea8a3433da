package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"trunglap/text"
)

// DefaultLimit is the page size when none is given, MaxLimit the largest.
const (
	DefaultLimit = 20
	MaxLimit     = 1000
	maxFacets    = 200 // values listed of each facet; the rest is counted together
)

// A Query asks for platforms. The zero Query lists all, by id.
type Query struct {
	Text       string // plain text in either language, with or without marks; blank: everything
	Agency     string // owner's code, exactly; empty: any
	Domain     string // a data domain, as phrase or code; empty: any
	Restricted bool   // also find restricted platforms: only for those who may see them
	Limit      int    // hits on a page; DefaultLimit if not positive, at most MaxLimit
	Offset     int    // hits to skip
}

// A Result is one page of hits: best first and by id where equal, but those out
// of use (registry.Retired) after all others.
type Result struct {
	Total     int    `json:"total"` // hits on all pages
	Hits      []Hit  `json:"hits"`
	Agencies  Facet  `json:"agencies"`
	Domains   Facet  `json:"domains"`
	Snapshot  string `json:"snapshot"`            // digest of the state answered from
	Relaxed   bool   `json:"relaxed,omitempty"`   // no platform has all that was asked for: these have a part
	Truncated bool   `json:"truncated,omitempty"` // the query was too long: only its beginning was used
}

// A Hit is a platform found.
type Hit struct {
	ID     string   `json:"id"`
	Score  float64  `json:"score"`            // relevance, comparable within one result and one value of Folded
	Folded bool     `json:"folded,omitempty"` // some word was met only without its marks: weaker
	On     []string `json:"on,omitempty"`     // where: name, function, data, concept, code; name_folded etc. when only without marks
}

// A Facet counts all hits by one property, most frequent value first.
type Facet struct {
	Values []FacetValue `json:"values,omitempty"`
	Other  int          `json:"other,omitempty"` // hits of values not listed
	None   int          `json:"none,omitempty"`  // hits without a value
}

// A FacetValue is the code of an agency or of a data domain (registry.Domains),
// whose parents are counted too.
type FacetValue struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// Search finds platforms. A hit has every telling word of the text, in any of
// its texts, or the concept that the words name; if no platform does, those
// that have a part (Result.Relaxed). Every hit is on some page.
func (ix *Index) Search(ctx context.Context, q Query) (Result, error) {
	var res Result
	err := ix.read(func(g *generation) (err error) {
		res, err = ix.search(ctx, g, q)
		return err
	})
	if err != nil {
		return Result{}, fmt.Errorf("search index: %w", err)
	}
	return res, nil
}

func (ix *Index) search(ctx context.Context, g *generation, q Query) (Result, error) {
	none := Result{Snapshot: g.seal.Snapshot}
	if g.bleve == nil {
		return none, nil
	}
	if strings.TrimSpace(q.Text) == "" {
		return g.page(ctx, q, ix.filtered(q, bleve.NewMatchAllQuery()), nil)
	}
	p := newPlan(ix.lex, q.Text)
	none.Truncated = p.truncated
	if p.empty() {
		return none, nil
	}
	res, err := g.page(ctx, q, ix.filtered(q, p.query(false)), &p)
	if err == nil && res.Total == 0 && len(p.units) > 1 {
		res, err = ix.relaxed(ctx, g, q, &p)
	}
	res.Truncated = p.truncated
	return res, err
}

// relaxed is the second try, for any of the units.
func (ix *Index) relaxed(ctx context.Context, g *generation, q Query, p *plan) (Result, error) {
	count, done, err := g.counter(ctx)
	if err != nil {
		return Result{}, err
	}
	err = errors.Join(p.relax(count), done())
	if err != nil {
		return Result{}, err
	}
	res, err := g.page(ctx, q, ix.filtered(q, p.query(true)), p)
	res.Relaxed = res.Total > 0
	return res, err
}

// query is the whole plan as a Bleve query.
func (p *plan) query(relaxed bool) query.Query {
	match := bleve.NewBooleanQuery()
	match.AddMust(p.matching(anyTier, relaxed))
	match.AddShould(p.ordering()...)
	return rounded(tiered(match, p.matching(tonedTier, relaxed)))
}

// filtered keeps the hits that the query's properties allow.
func (ix *Index) filtered(q Query, found query.Query) query.Query {
	var keep []query.Query
	if q.Agency != "" {
		keep = append(keep, term(fieldAgency, q.Agency, 1))
	}
	if q.Domain != "" {
		keep = append(keep, ix.inDomain(q.Domain))
	}
	if q.Restricted && len(keep) == 0 {
		return found
	}
	b := bleve.NewBooleanQuery()
	b.AddMust(found)
	if len(keep) > 0 {
		b.AddFilter(bleve.NewConjunctionQuery(keep...))
	}
	if !q.Restricted {
		b.AddMustNot(term(fieldRestricted, "yes", 1))
	}
	return b
}

// inDomain is the platforms of a domain of the taxonomy, given by its code,
// or with a data domain written so.
func (ix *Index) inDomain(s string) query.Query {
	if d, ok := ix.taxonomy.code(s); ok {
		return term(fieldDomain, d.Code, 1)
	}
	return term(fieldPhrase, text.Toned(s), 1)
}

// page runs a query and reads one page. A nil plan has no words to locate.
func (g *generation) page(ctx context.Context, q Query, found query.Query, p *plan) (Result, error) {
	limit := q.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	req := bleve.NewSearchRequestOptions(found, min(limit, MaxLimit), max(q.Offset, 0), false)
	req.SortBy([]string{fieldRetired, "-_score", "_id"})
	req.AddFacet(fieldAgency, bleve.NewFacetRequest(fieldAgency, maxFacets))
	req.AddFacet(fieldDomain, bleve.NewFacetRequest(fieldDomain, maxFacets))
	out, err := g.bleve.SearchInContext(ctx, req)
	if err != nil {
		return Result{}, err
	}
	if err := failures(out.Status); err != nil {
		return Result{}, err
	}
	res := Result{Total: int(out.Total), Hits: hitsOf(out, p != nil), Snapshot: g.seal.Snapshot,
		Agencies: facetOf(out.Facets[fieldAgency]), Domains: facetOf(out.Facets[fieldDomain])}
	if p != nil {
		err = g.locate(ctx, p, res.Hits)
	}
	return res, err
}

func hitsOf(out *bleve.SearchResult, isTiered bool) []Hit {
	hits := make([]Hit, len(out.Hits))
	for i, h := range out.Hits {
		hits[i] = Hit{ID: h.ID, Score: h.Score}
		if isTiered {
			hits[i].Score, hits[i].Folded = untiered(h.Score)
		}
	}
	return hits
}

// failures turns the part of Bleve's status that it does not return as an
// error into one: a partial answer is not an answer.
func failures(s *bleve.SearchStatus) error {
	if s == nil || s.Failed == 0 {
		return nil
	}
	var all []error
	for _, err := range s.Errors {
		all = append(all, err)
	}
	return errors.Join(all...)
}

func facetOf(f *search.FacetResult) Facet {
	if f == nil {
		return Facet{}
	}
	out := Facet{Other: f.Other, None: f.Missing}
	for _, t := range f.Terms.Terms() {
		out.Values = append(out.Values, FacetValue{t.Term, t.Count})
	}
	slices.SortFunc(out.Values, func(a, b FacetValue) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Value, b.Value)
	})
	return out
}

// locate notes on each hit of a page where the plan was met: the places that
// have a whole unit of it, or failing that, those that have any of its words.
func (g *generation) locate(ctx context.Context, p *plan, hits []Hit) error {
	for _, whole := range []bool{true, false} {
		var ids []string
		for _, h := range hits {
			if len(h.On) == 0 {
				ids = append(ids, h.ID)
			}
		}
		if len(ids) == 0 {
			return nil
		}
		for _, place := range p.places(whole) {
			if err := g.noteAll(ctx, place, ids, hits); err != nil {
				return err
			}
		}
	}
	return nil
}

// noteAll notes a place on those of the hits with the given ids that have it:
// one small query.
func (g *generation) noteAll(ctx context.Context, at place, ids []string, hits []Hit) error {
	page := bleve.NewConjunctionQuery(bleve.NewDocIDQuery(ids), bleve.NewDisjunctionQuery(at.any...))
	out, err := g.bleve.SearchInContext(ctx, bleve.NewSearchRequestOptions(page, len(ids), 0, false))
	if err != nil {
		return err
	}
	has := make(map[string]bool, len(out.Hits))
	for _, h := range out.Hits {
		has[h.ID] = true
	}
	for i := range hits {
		if has[hits[i].ID] {
			hits[i].note(at.name)
		}
	}
	return failures(out.Status)
}

// note adds a place; a folded one only if the toned one is not there already.
func (h *Hit) note(place string) {
	if !slices.Contains(h.On, strings.TrimSuffix(place, foldedSuffix)) {
		h.On = append(h.On, place)
	}
}

// A place is a field and the terms that would be met in it.
type place struct {
	name string
	any  []query.Query
}

// places lists where all words of one of a plan's units may be met (or any
// word, if whole is false), and where its concept, toned before folded.
func (p *plan) places(whole bool) []place {
	pick := func(field string, word func(text.Token) string) place {
		out := place{name: field}
		for _, u := range p.units {
			var all []query.Query
			for _, w := range u.words {
				all = append(all, term(field, word(w), 1))
			}
			if whole {
				all = []query.Query{bleve.NewConjunctionQuery(all...)}
			}
			out.any = append(out.any, all...)
		}
		return out
	}
	toned := func(w text.Token) string { return w.Toned }
	folded := func(w text.Token) string { return w.Folded }
	var out []place
	for _, t := range texts {
		out = append(out, pick(t.field, toned), pick(t.field+foldedSuffix, folded))
	}
	code := pick(fieldCode, toned)
	code.any = append(code.any, term(fieldCode, p.whole, 1))
	out = append(out, code)
	sure, weak := place{name: fieldConcept}, place{name: fieldConceptFolded}
	for _, u := range p.units {
		for _, id := range u.concepts {
			sure.any = append(sure.any, term(fieldConcept, id, 1), term(fieldConceptBroader, id, 1))
			weak.any = append(weak.any, term(fieldConceptFolded, id, 1))
		}
	}
	if len(sure.any) > 0 {
		out = append(out, sure, weak)
	}
	return out
}
