package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"trunglap/registry"
	"trunglap/text"
)

// maxTelling is the number of words a proposal is looked up by. The time grows
// with the words, and common ones add hits rather than neighbours.
const maxTelling = 16

// Candidates lists the platforms most like p in words and concepts, most alike
// first, at most limit, never p itself. It is for an interactive check that
// wants the likely neighbours at once; restricted platforms are among them,
// and the caller must not show them to those who may not see them. Platforms
// not listed may still be alike: package similarity judges all of them.
func (ix *Index) Candidates(ctx context.Context, p registry.Platform, limit int) ([]Hit, error) {
	var hits []Hit
	err := ix.read(func(g *generation) (err error) {
		if g.bleve != nil {
			hits, err = ix.candidates(ctx, g, p, min(max(limit, 1), MaxLimit))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find candidates for %s: %w", p.ID, err)
	}
	return hits, nil
}

func (ix *Index) candidates(ctx context.Context, g *generation, p registry.Platform, limit int) ([]Hit, error) {
	words, concepts := ix.telling(&p)
	words, err := g.rarest(ctx, words, maxTelling)
	if err != nil {
		return nil, err
	}
	var any []query.Query
	for _, w := range words {
		any = append(any, termQueries(w.Toned, w.Folded, tierOf(w))...)
	}
	for _, id := range concepts {
		any = append(any, term(fieldConcept, id, 1))
	}
	if len(any) == 0 {
		return nil, nil
	}
	b := bleve.NewBooleanQuery()
	b.AddMust(rounded(bleve.NewDisjunctionQuery(any...)))
	b.AddMustNot(bleve.NewDocIDQuery([]string{p.ID}))
	req := bleve.NewSearchRequestOptions(b, limit, 0, false)
	req.SortBy([]string{"-_score", "_id"})
	out, err := g.bleve.SearchInContext(ctx, req)
	if err != nil {
		return nil, err
	}
	return hitsOf(out, false), failures(out.Status)
}

// tierOf says how a word of a proposal is looked up: one written with marks
// by its marks alone, any other without.
func tierOf(w text.Token) tier {
	if w.Marked {
		return tonedTier
	}
	return anyTier
}

// telling is the words and concepts of a platform, each once, without the
// generic ones. Of an overlong text only the beginning is read.
func (ix *Index) telling(p *registry.Platform) (words []text.Token, concepts []string) {
	seen := map[string]bool{}
	for _, s := range slices.Concat([]string{p.NameVI, p.NameEN, p.FunctionVI, p.FunctionEN}, ix.taxonomy.texts(p.Domains)) {
		cut, _ := cutText(s, maxQueryBytes)
		form := ix.lex.Analyze(cut)
		generic := genericWords(ix.lex, form, form.Tokens)
		for i, w := range form.Tokens {
			if !generic[i] && !seen[w.Toned] {
				seen[w.Toned] = true
				words = append(words, w)
			}
		}
		for _, m := range form.Concepts {
			if !isGeneric(ix.lex, m) && !slices.Contains(concepts, m.Concept) {
				concepts = append(concepts, m.Concept)
			}
		}
	}
	return words, concepts
}

// rarest picks the n words that are rarest in the index, leaving those that no
// platform has.
func (g *generation) rarest(ctx context.Context, words []text.Token, n int) ([]text.Token, error) {
	count, done, err := g.counter(ctx)
	if err != nil {
		return nil, err
	}
	counts := make(map[string]uint64, len(words))
	for _, w := range words {
		if counts[w.Toned], err = count(w.Folded); err != nil {
			return nil, errors.Join(err, done())
		}
	}
	words = slices.DeleteFunc(words, func(w text.Token) bool { return counts[w.Toned] == 0 })
	slices.SortFunc(words, func(a, b text.Token) int {
		return cmp.Or(cmp.Compare(counts[a.Toned], counts[b.Toned]), strings.Compare(a.Toned, b.Toned))
	})
	return words[:min(len(words), n)], done()
}

// counter counts in how many names and functions a folded word stands; done
// must be called after the last count.
func (g *generation) counter(ctx context.Context) (count func(word string) (uint64, error), done func() error, err error) {
	r, done, err := g.reader()
	if err != nil {
		return nil, nil, err
	}
	count = func(word string) (uint64, error) {
		names, err1 := termCount(ctx, r, fieldName+foldedSuffix, word)
		functions, err2 := termCount(ctx, r, fieldFunction+foldedSuffix, word)
		return names + functions, errors.Join(err1, err2)
	}
	return count, done, nil
}

// reader opens Bleve's own view of the generation, which counts terms.
func (g *generation) reader() (r bleveindex.IndexReader, done func() error, err error) {
	advanced, err := g.bleve.Advanced()
	if err != nil {
		return nil, nil, err
	}
	if r, err = advanced.Reader(); err != nil {
		return nil, nil, err
	}
	return r, r.Close, nil
}

func termCount(ctx context.Context, r bleveindex.IndexReader, field, word string) (uint64, error) {
	t, err := r.TermFieldReader(ctx, []byte(word), field, false, false, false)
	if err != nil {
		return 0, err
	}
	return t.Count(), t.Close()
}
