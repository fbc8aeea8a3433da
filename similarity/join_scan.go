package similarity

import (
	"context"

	"trunglap/registry"
)

// Reasons for which a certificate says a pair was not scored in full.
const (
	boundedByFunction = "function" // too little shared in the function for any name, domain and users
	boundedByEvidence = "evidence" // too little shared in function, name and domain for these users
)

// report puts counts into a certificate.
func (c *counts) report(cert *registry.Certificate) {
	cert.Compared += c.compared
	for reason, n := range map[string]int64{boundedByFunction: c.function, boundedByEvidence: c.evidence, unchanged: c.unchanged} {
		if n == 0 {
			continue
		}
		if cert.BoundedBy == nil {
			cert.BoundedBy = map[string]int64{}
		}
		cert.Bounded += n
		cert.BoundedBy[reason] += n
	}
}

// prunes reports whether there is any pair that a join from a score up could
// leave out; if not, it is quicker to compare all pairs.
func (e *Engine) prunes(low registry.Millibits) bool {
	least := e.settings.Prior
	for _, c := range e.settings.Curves {
		least += min(c.Knots[0].Weight, c.OneMissing, c.BothMissing)
	}
	return low > least
}

// build gives a builder the records of some platforms.
func (e *Engine) build(ctx context.Context, workers int, strip bool, lists ...[]registry.Platform) (*builder, error) {
	n := 0
	for _, ps := range lists {
		n += len(ps)
	}
	b := newBuilder(e, n, strip)
	at := 0
	for _, ps := range lists {
		err := inOrder(ctx, (len(ps)+prepared-1)/prepared, workers, func(part int) []*Record {
			var rs []*Record
			for i := part * prepared; i < min(len(ps), (part+1)*prepared); i++ {
				rs = append(rs, e.Record(&ps[i]))
			}
			return rs
		}, func(_ int, rs []*Record) error {
			for _, r := range rs {
				b.set(at, r)
				at++
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

// prepared is how many records a worker makes at a time.
const prepared = 16

// A batch is the findings of some rows.
type batch struct {
	found  []Scored
	digest []byte // what they add to the digest
	count  counts
}

// rows joins the rows of a side in order; take gets the findings of some rows
// at a time, by row and column.
func (j *joiner) rows(ctx context.Context, workers int, s sides, rows []int, expected func(i int) int64, take func(batch) error) error {
	size := min(64, max(1, (1<<22)/max(1, j.columns)))
	spare := make(chan *scratch, 64)
	return inOrder(ctx, (len(rows)+size-1)/size, workers, func(n int) batch {
		var sc *scratch
		select {
		case sc = <-spare:
		default:
			sc = &scratch{}
		}
		var b batch
		for _, i := range rows[n*size : min(len(rows), (n+1)*size)] {
			if ctx.Err() != nil {
				break
			}
			var c counts
			b.found, c = j.row(i, &s, sc, b.found)
			c.function = expected(i) - c.compared - c.evidence
			b.count.add(c)
		}
		select {
		case spare <- sc:
		default:
		}
		for k := range b.found {
			if f := &b.found[k]; f.Score >= j.e.settings.Finding {
				b.digest = appendDigest(b.digest, j.records[f.A].Platform.ID, j.records[f.B].Platform.ID, f)
			}
		}
		return b
	}, func(_ int, b batch) error { return take(b) })
}

// upTo are from..to-1.
func upTo(from, to int) []int {
	out := make([]int, to-from)
	for i := range out {
		out[i] = from + i
	}
	return out
}

func everyone(int) bool { return true }

// selfJoin are the sides of a list joined with itself.
func selfJoin() sides { return sides{row: everyone, column: everyone, after: true} }

// twoLists are the sides of two lists that stand one after the other.
func twoLists(first int) sides {
	return sides{row: func(i int) bool { return i < first }, column: func(i int) bool { return i >= first }}
}
