package text

import (
	"context"
	"fmt"
	"io"
)

// Training, once over a corpus of millions of words, in five steps:
//
//  1. read: paragraphs become numbers (train_read.go)
//  2. count: in how many paragraphs each word and each pair of words stands
//  3. join: a pair is a word of two syllables if the two attract each other and
//     it wins against the pairs that overlap it (train_join.go)
//  4. relate: which words stand in the same paragraphs; a matrix of pointwise
//     mutual information, its main directions, a vector for each word, the
//     nearest words (train_relate.go, train_matrix.go)
//  5. pack: figures to bytes, the in-domain counts beside them
//
// The same input gives the same bytes, on any machine and with any number of
// processors: sums run in one fixed order, products are rounded before they
// are added, and logarithms are our own. What was tried instead, with figures:
// data/README.md.

// TrainOptions are the knobs of [Train]. The zero value has the figures that
// suit a corpus of millions of words; a small one needs smaller counts.
type TrainOptions struct {
	// InDomain are texts of the kind that will be compared, one for each
	// platform, for the rarity of terms among them. Without any, the counts of
	// the embedded statistics are kept.
	InDomain []string

	MinParagraphs int // a term counts as seen from so many paragraphs on; 3
	MinWins       int // a pair is a word only if it won so often; 20
	MinRelated    int // a word has neighbours only if seen so often; 30
	Dimensions    int // of the vectors; 256
	Nearest       int // neighbours that each word chooses; 24

	// Progress, if any, hears how far the work has come; total is 0 while it
	// cannot be known.
	Progress func(done, total int64)
}

func (o TrainOptions) withDefaults() TrainOptions {
	for _, d := range []struct {
		knob *int
		n    int
	}{{&o.MinParagraphs, 3}, {&o.MinWins, 20}, {&o.MinRelated, 30}, {&o.Dimensions, 256}, {&o.Nearest, 24}} {
		if *d.knob <= 0 {
			*d.knob = d.n
		}
	}
	if o.Progress == nil {
		o.Progress = func(done, total int64) {}
	}
	return o
}

// Train learns statistics from a corpus: lines of plain text, a paragraph
// each, or of "heading<TAB>paragraph"; gzip is recognised. It keeps four bytes
// for each word of the corpus in memory.
func Train(ctx context.Context, corpus io.Reader, opts TrainOptions) (*Stats, error) {
	opts = opts.withDefaults()
	c, err := readCorpus(ctx, corpus, opts.Progress)
	if err != nil {
		return nil, fmt.Errorf("read corpus: %w", err)
	}
	s, err := c.learn(ctx, opts)
	if err != nil {
		return nil, fmt.Errorf("learn statistics: %w", err)
	}
	return s, nil
}

// TrainFile is [Train] with the default knobs, writing the statistics to out.
func TrainFile(ctx context.Context, in io.Reader, out io.Writer, progress func(done, total int64), inDomain ...string) error {
	s, err := Train(ctx, in, TrainOptions{InDomain: inDomain, Progress: progress})
	if err != nil {
		return err
	}
	_, err = s.WriteTo(out)
	return err
}

// learn does the steps after reading.
func (c *corpus) learn(ctx context.Context, opts TrainOptions) (*Stats, error) {
	done := func(tenths int64) { opts.Progress(c.size*(10+tenths)/10, 2*c.size) }
	n := c.count()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	done(1)
	c.join(n, opts.MinWins)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	done(2)
	p := newPacking(c, n, inDomainCounts(opts.InDomain), opts)
	links, names, err := c.relate(ctx, n, opts, done)
	if err != nil {
		return nil, err
	}
	return p.stats(links, names), nil
}
