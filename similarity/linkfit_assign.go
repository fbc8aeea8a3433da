package similarity

import (
	"container/heap"
	"context"
	"slices"
)

// assigned is a pair of an assignment, by the ranks of its sides.
type assigned struct {
	row, col int32
	like     uint32
}

// linkLayers is how many assignments are made: six that may hold matches, and
// two below them that show what non-matches look like.
const linkLayers = 8

// makeLayers assigns, takes the assigned pairs away, and assigns what is left.
func makeLayers(ctx context.Context, near [][]edge, cols int) ([][]assigned, error) {
	rows := make([][]edge, len(near))
	for i := range near {
		rows[i] = slices.Clone(near[i])
	}
	layers := make([][]assigned, linkLayers)
	for k := range layers {
		match := newMatching(rows, cols)
		for i := range rows {
			if err := ctx.Err(); err != nil {
				return nil, context.Cause(ctx)
			}
			match.add(int32(i))
		}
		for i, at := range match.edgeOf {
			if at < 0 {
				continue
			}
			e := rows[i][at]
			layers[k] = append(layers[k], assigned{int32(i), e.col, e.like})
			rows[i] = slices.Delete(rows[i], int(at), int(at)+1)
		}
	}
	return layers, nil
}

// A matching is the assignment of some rows to columns with the largest total
// likeness, each row and column at most once; a row may stay alone. Rows are
// added one by one along shortest augmenting paths (Jonker and Volgenant 1987),
// on the candidates only. Whatever is alike costs less than staying alone.
type matching struct {
	rows   [][]edge
	edgeOf []int32 // row -> place of its edge, or -1
	rowOf  []int32 // column -> row, or -1
	price  []int64 // of columns, never above 0

	// of the search under way
	far     []int64 // distance of a column
	from    []int32 // the row from which it was reached
	via     []int32 // and the place of the edge
	mark    []int32 // the search that saw the column, doubled; plus one once it is settled
	settled []int32
	queue   distances
	search  int32
	end     int32 // the free column at which the best path so far ends, or -1
	alone   int32 // and then the row that stays alone
	best    int64 // the length of that path
}

func newMatching(rows [][]edge, cols int) *matching {
	m := &matching{rows: rows, edgeOf: make([]int32, len(rows)), rowOf: make([]int32, cols), price: make([]int64, cols),
		far: make([]int64, cols), from: make([]int32, cols), via: make([]int32, cols), mark: make([]int32, cols)}
	for i := range m.edgeOf {
		m.edgeOf[i] = -1
	}
	for j := range m.rowOf {
		m.rowOf[j] = -1
	}
	return m
}

func edgeCost(e edge) int64 { return million - int64(e.like) }

// add finds the cheapest way of adding a row: a path of edges, by turns new
// and given up, that ends at a free column or at a row that then stays alone.
func (m *matching) add(row int32) {
	m.search += 2
	m.settled, m.queue = m.settled[:0], m.queue[:0]
	m.end, m.alone, m.best = -1, row, million
	m.reach(row, 0)
	for len(m.queue) > 0 {
		next := heap.Pop(&m.queue).(distance)
		if next.far >= m.best {
			break
		}
		if m.mark[next.col] == m.search+1 || next.far > m.far[next.col] {
			continue
		}
		m.mark[next.col] = m.search + 1
		m.settled = append(m.settled, next.col)
		r := m.rowOf[next.col]
		base := next.far - (edgeCost(m.rows[r][m.edgeOf[r]]) - m.price[next.col])
		if base+million < m.best {
			m.end, m.alone, m.best = -1, r, base+million
		}
		m.reach(r, base)
	}
	for _, c := range m.settled {
		m.price[c] += m.far[c] - m.best
	}
	m.turn(row)
}

// reach looks at the columns that a row leads to, the likest first: prices are
// never above 0, so that the rest need not be looked at once the cost alone is
// too high.
func (m *matching) reach(row int32, base int64) {
	for at, e := range m.rows[row] {
		if base+edgeCost(e) > m.best {
			return
		}
		far := base + edgeCost(e) - m.price[e.col]
		if far > m.best || m.mark[e.col] == m.search+1 || m.mark[e.col] == m.search && far >= m.far[e.col] {
			continue
		}
		if m.rowOf[e.col] >= 0 {
			if far < m.best {
				m.mark[e.col], m.far[e.col], m.from[e.col], m.via[e.col] = m.search, far, row, int32(at)
				heap.Push(&m.queue, distance{far, e.col})
			}
			continue
		}
		if far < m.best || m.end >= 0 && e.col < m.end {
			m.mark[e.col], m.far[e.col], m.from[e.col], m.via[e.col] = m.search, far, row, int32(at)
			m.end, m.best = e.col, far
		}
	}
}

// turn exchanges the edges along the path back from its end.
func (m *matching) turn(row int32) {
	col := m.end
	if col < 0 {
		if m.alone == row {
			return
		}
		col = m.rows[m.alone][m.edgeOf[m.alone]].col
		m.edgeOf[m.alone] = -1
	}
	for {
		r, before := m.from[col], int32(-1)
		if at := m.edgeOf[r]; at >= 0 {
			before = m.rows[r][at].col
		}
		m.edgeOf[r], m.rowOf[col] = m.via[col], r
		if r == row {
			return
		}
		col = before
	}
}

// distances is a queue of columns, the nearest first and of equal ones the
// smaller.
type distances []distance

type distance struct {
	far int64
	col int32
}

func (q distances) Len() int { return len(q) }
func (q distances) Less(i, j int) bool {
	return q[i].far < q[j].far || q[i].far == q[j].far && q[i].col < q[j].col
}
func (q distances) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *distances) Push(x any)   { *q = append(*q, x.(distance)) }
func (q *distances) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}
