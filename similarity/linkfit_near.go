package similarity

import (
	"cmp"
	"context"
	"slices"

	"trunglap/registry"
)

// linkNear is how many of the likest records of the other list a record is
// linked to at most; every pair within that of one of its sides is a
// candidate. A pair that is not stands behind 64 others on both sides.
const linkNear = 64

// An edge is a candidate of a record of the smaller list.
type edge struct {
	col  int32
	like uint32
}

// near compares all pairs and keeps the candidates of each record of the smaller
// list, the likest first.
func (t *linkTexts) near(ctx context.Context, opt LinkOptions) ([][]edge, error) {
	rows := make([][]edge, len(t.sides.a))
	cols := make([][]edge, len(t.sides.b)) // here col is the row
	done := int64(0)
	err := t.sweep(ctx, opt.Workers, func(i int, likes []uint32) error {
		for j, like := range likes {
			if like > 0 {
				rows[i] = keepBest(rows[i], edge{int32(j), like})
				cols[j] = keepBest(cols[j], edge{int32(i), like})
			}
		}
		if done += int64(len(likes)); opt.Progress != nil {
			opt.Progress(done, int64(len(rows))*int64(len(cols)))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for j, best := range cols {
		for _, e := range best {
			rows[e.col] = append(rows[e.col], edge{int32(j), e.like})
		}
	}
	for i := range rows {
		slices.SortFunc(rows[i], func(x, y edge) int { return cmp.Compare(x.col, y.col) })
		rows[i] = slices.Compact(rows[i])
		slices.SortFunc(rows[i], func(x, y edge) int { return cmp.Or(cmp.Compare(y.like, x.like), cmp.Compare(x.col, y.col)) })
	}
	return rows, nil
}

// keepBest puts an edge into a list of the best, the likest first and of equal
// ones the smaller rank.
func keepBest(best []edge, e edge) []edge {
	if n := len(best); n == linkNear {
		if !likelier(e, best[n-1]) {
			return best
		}
		best = best[:n-1]
	}
	at, _ := slices.BinarySearchFunc(best, e, func(x, y edge) int {
		if likelier(x, y) {
			return -1
		}
		return 1
	})
	return slices.Insert(best, at, e)
}

func likelier(x, y edge) bool { return x.like > y.like || x.like == y.like && x.col < y.col }

// certificate says that every pair was compared.
func (t *linkTexts) certificate(opt LinkOptions) registry.Certificate {
	n := int64(len(t.sides.a)) * int64(len(t.sides.b))
	c := registry.Certificate{Platforms: t.n, Expected: n, Compared: n}
	if opt.Min != nil {
		c.Threshold = *opt.Min
	}
	return c
}
