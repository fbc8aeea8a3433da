package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"trunglap/text"
)

// maxCompletions bounds the words that a prefix may stand for; the most
// frequent are taken, so that one letter still answers at once.
const maxCompletions = 16

// Suggest finds platforms by name while the name is typed: every word but the
// last must be in the name, the last may be the beginning of one, with or
// without marks. Restricted platforms are never suggested. At most limit hits,
// best first.
func (ix *Index) Suggest(ctx context.Context, typed string, limit int) ([]Hit, error) {
	var hits []Hit
	err := ix.read(func(g *generation) (err error) {
		if g.bleve != nil {
			hits, err = ix.suggest(ctx, g, typed, limit)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("suggest from index: %w", err)
	}
	return hits, nil
}

func (ix *Index) suggest(ctx context.Context, g *generation, typed string, limit int) ([]Hit, error) {
	cut, _ := cutText(typed, maxQueryBytes)
	tokens := ix.lex.Analyze(cut).Tokens
	tokens = tokens[:min(len(tokens), maxQueryWords)]
	if len(tokens) == 0 {
		return nil, nil
	}
	last := len(tokens) - 1
	var whole, toned []query.Query
	for i, w := range tokens {
		any, sure := []query.Query{}, []query.Query{term(fieldName, w.Toned, 2)}
		if i == last && open(cut, w) {
			more, err := g.completions(ctx, fieldName, w.Toned)
			if err != nil {
				return nil, err
			}
			sure = append(sure, more...)
			if any, err = g.completions(ctx, fieldName+foldedSuffix, w.Folded); err != nil {
				return nil, err
			}
		}
		any = append(any, term(fieldName+foldedSuffix, w.Folded, foldedBoost))
		toned = append(toned, bleve.NewDisjunctionQuery(sure...))
		whole = append(whole, bleve.NewDisjunctionQuery(append(any, sure...)...))
	}
	found := rounded(tiered(bleve.NewConjunctionQuery(whole...), bleve.NewConjunctionQuery(toned...)))
	req := bleve.NewSearchRequestOptions(ix.filtered(Query{}, found), min(max(limit, 1), MaxLimit), 0, false)
	req.SortBy([]string{"-_score", "_id"})
	out, err := g.bleve.SearchInContext(ctx, req)
	if err != nil {
		return nil, err
	}
	return hitsOf(out, true), failures(out.Status)
}

// open reports whether the last word may still grow: nothing follows it, and
// it is not the expansion of an abbreviation.
func open(s string, w text.Token) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return w.Abbrev == "" && !unicode.IsSpace(r) && !unicode.IsPunct(r)
}

// completions are the most frequent words of a field that begin so. The
// counts are taken anew: the dictionary's own also count replaced documents.
func (g *generation) completions(ctx context.Context, field, prefix string) (out []query.Query, err error) {
	r, done, err := g.reader()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	dict, err := g.bleve.FieldDictPrefix(field, []byte(prefix))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, dict.Close()) }()
	type entry struct {
		word  string
		count uint64
	}
	var words []entry
	for {
		e, err := dict.Next()
		if err != nil {
			return nil, err
		}
		if e == nil {
			break
		}
		n, err := termCount(ctx, r, field, e.Term)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			words = append(words, entry{e.Term, n})
		}
	}
	slices.SortFunc(words, func(a, b entry) int {
		return cmp.Or(cmp.Compare(b.count, a.count), strings.Compare(a.word, b.word))
	})
	for _, w := range words[:min(len(words), maxCompletions)] {
		out = append(out, term(field, w.word, foldedBoost))
	}
	return out, nil
}
