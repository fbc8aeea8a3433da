package index

import (
	"context"
	"math"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

const (
	// tonedBonus puts every hit that has all its words with their marks before
	// every hit that has some only without: hải quan before hải quân. No
	// relevance comes near it: the weights of a query are normalised to length
	// one, so its score is at most the square root of the number of clauses
	// times the largest tf-idf of a clause, far below a thousand.
	tonedBonus = 1 << 20
	// scoreSteps per unit: scores are rounded before hits are ordered. Bleve
	// adds the shares of the clauses in an order that depends on how segments
	// lie on disk; without rounding, the last bit would order equal hits
	// differently after a rebuild.
	scoreSteps = 1e6
)

// tiered joins what a hit must match with the bonus for matching it toned.
func tiered(match, toned query.Query) query.Query {
	bonus := rescored{toned, func(float64) float64 { return tonedBonus }}
	return bleve.NewDisjunctionQuery(match, bonus)
}

// untiered takes the bonus off a score again: folded hits never had it.
func untiered(score float64) (relevance float64, folded bool) {
	if score < tonedBonus {
		return score, true
	}
	return roundScore(score - tonedBonus), false
}

// rounded rounds the scores of a query.
func rounded(q query.Query) query.Query {
	return rescored{q, roundScore}
}

func roundScore(s float64) float64 { return math.Round(s*scoreSteps) / scoreSteps }

// rescored is a query whose scores pass through a function.
type rescored struct {
	query.Query
	score func(float64) float64
}

// Searcher wraps the searcher of the inner query.
func (q rescored) Searcher(ctx context.Context, r bleveindex.IndexReader, m mapping.IndexMapping, o search.SearcherOptions) (search.Searcher, error) {
	s, err := q.Query.Searcher(ctx, r, m, o)
	if err != nil {
		return nil, err
	}
	return rescorer{s, q.score}, nil
}

type rescorer struct {
	search.Searcher
	score func(float64) float64
}

// Next is the next hit with its score changed.
func (s rescorer) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	return s.change(s.Searcher.Next(ctx))
}

// Advance is the next hit from an id on with its score changed.
func (s rescorer) Advance(ctx *search.SearchContext, id bleveindex.IndexInternalID) (*search.DocumentMatch, error) {
	return s.change(s.Searcher.Advance(ctx, id))
}

func (s rescorer) change(hit *search.DocumentMatch, err error) (*search.DocumentMatch, error) {
	if hit != nil {
		hit.Score = s.score(hit.Score)
	}
	return hit, err
}
