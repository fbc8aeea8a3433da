package text

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// The main directions of a large sparse symmetric matrix, by subspace
// iteration (Halko, Martinsson and Tropp 2011): multiply a random block by the
// matrix a few times, making its columns orthonormal each time; the small
// matrix that remains is diagonalised by Jacobi's rotations.
//
// Every product is rounded before it is added - float64(x*y) forbids the fused
// multiply-add that some processors would use - and every sum runs in one order
// inside one goroutine, so that the result has the same bits everywhere. That,
// and no dependency, is why this is not a library's routine.
const (
	surplus = 20 // more columns than wanted, so that the wanted ones settle
	rounds  = 6  // the neighbours no longer change with more
	sweeps  = 30 // Jacobi ends long before
	seed    = 20240701
)

type entry struct {
	column int32
	value  float64
}

// symmetric is a square matrix of which only the entries other than 0 are kept.
type symmetric struct{ rows [][]entry }

// inParts calls f for parts of 0..n-1, several at a time. f may write only what
// belongs to its part, so the order of the parts does not matter.
func inParts(ctx context.Context, n int, f func(from, to int)) error {
	const part = 16
	var next atomic.Int64
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for ctx.Err() == nil {
				from := int(next.Add(part)) - part
				if from >= n {
					return
				}
				f(from, min(from+part, n))
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}

// dot has four sums, so that the processor can work ahead; their order is fixed.
func dot(x, y []float64) float64 {
	var a, b, c, d float64
	n := min(len(x), len(y))
	i := 0
	for ; i+4 <= n; i += 4 {
		a += float64(x[i] * y[i])
		b += float64(x[i+1] * y[i+1])
		c += float64(x[i+2] * y[i+2])
		d += float64(x[i+3] * y[i+3])
	}
	for ; i < n; i++ {
		a += float64(x[i] * y[i])
	}
	return a + b + (c + d)
}

// times multiplies the matrix by columns.
func (m *symmetric) times(ctx context.Context, columns [][]float64) ([][]float64, error) {
	out := make([][]float64, len(columns))
	err := inParts(ctx, len(columns), func(from, to int) {
		for c := from; c < to; c++ {
			x, y := columns[c], make([]float64, len(m.rows))
			for i, row := range m.rows {
				sum := 0.0
				for _, e := range row {
					sum += float64(e.value * x[e.column])
				}
				y[i] = sum
			}
			out[c] = y
		}
	})
	return out, err
}

// orthonormal makes columns orthogonal to one another and of length 1, by Gram
// and Schmidt, twice for accuracy. A column that depends on others becomes 0.
func orthonormal(ctx context.Context, columns [][]float64) error {
	for i, x := range columns {
		if err := ctx.Err(); err != nil {
			return err
		}
		before := length(x)
		for range 2 {
			for _, y := range columns[:i] {
				subtract(x, y, dot(x, y))
			}
		}
		n := length(x)
		if n <= 1e-12*before {
			clear(x)
			continue
		}
		for k := range x {
			x[k] /= n
		}
	}
	return nil
}

func length(x []float64) float64 { return math.Sqrt(dot(x, x)) }

func subtract(x, y []float64, factor float64) {
	for k := range x {
		x[k] -= float64(factor * y[k])
	}
}

// directions gives each row a vector of unit length in at most k dimensions:
// its part in the k largest directions, each weighted by the fourth root of its
// eigenvalue, so that the few grandest topics do not decide everything.
func (m *symmetric) directions(ctx context.Context, k int) ([][]float64, error) {
	block, err := m.settled(ctx, min(len(m.rows), k+surplus))
	if err != nil || len(block) == 0 {
		return nil, err
	}
	image, err := m.times(ctx, block)
	if err != nil {
		return nil, err
	}
	small := make([][]float64, len(block))
	for i := range block {
		small[i] = make([]float64, len(block))
		for j := range i + 1 {
			small[i][j] = dot(block[i], image[j])
			small[j][i] = small[i][j]
		}
	}
	values, turns := jacobi(small)
	return project(ctx, block, values, turns, min(k, len(values)))
}

// settled is an orthonormal block of columns that the matrix turns nearly into
// one another.
func (m *symmetric) settled(ctx context.Context, columns int) ([][]float64, error) {
	block := randomBlock(len(m.rows), columns)
	for range rounds {
		if err := orthonormal(ctx, block); err != nil {
			return nil, err
		}
		var err error
		if block, err = m.times(ctx, block); err != nil {
			return nil, err
		}
	}
	return block, orthonormal(ctx, block)
}

// randomBlock has columns of +1 and -1.
func randomBlock(n, columns int) [][]float64 {
	random := rand.New(rand.NewPCG(seed, 1))
	block := make([][]float64, columns)
	for c := range block {
		block[c] = make([]float64, n)
		for i := range n {
			block[c][i] = float64(int(random.Uint64()>>63)*2 - 1)
		}
	}
	return block
}

// project gives row i its coordinates in the k directions of the largest
// eigenvalues, weighted, and scales them to unit length.
func project(ctx context.Context, block [][]float64, values []float64, turns [][]float64, k int) ([][]float64, error) {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(values[b]), math.Abs(values[a])) })
	out := make([][]float64, len(block[0]))
	err := inParts(ctx, len(out), func(from, to int) {
		row := make([]float64, len(block))
		for i := from; i < to; i++ {
			for c := range block {
				row[c] = block[c][i]
			}
			v := make([]float64, k)
			for d := range v {
				v[d] = math.Sqrt(math.Sqrt(math.Abs(values[order[d]]))) * dot(row, turns[order[d]])
			}
			if n := length(v); n > 0 {
				for d := range v {
					v[d] /= n
				}
			}
			out[i] = v
		}
	})
	return out, err
}

// jacobi diagonalises a small symmetric matrix, which it uses up: values[i] is
// an eigenvalue, vectors[i] its eigenvector.
func jacobi(a [][]float64) (values []float64, vectors [][]float64) {
	n := len(a)
	vectors = make([][]float64, n)
	for i := range vectors {
		vectors[i] = make([]float64, n)
		vectors[i][i] = 1
	}
	for range sweeps {
		off, all := 0.0, 0.0
		for i := range a {
			for j := range a {
				all += float64(a[i][j] * a[i][j])
				if i != j {
					off += float64(a[i][j] * a[i][j])
				}
			}
		}
		if off <= 1e-20*all {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				rotate(a, vectors, p, q)
			}
		}
	}
	for i := range a {
		values = append(values, a[i][i])
	}
	return values, vectors
}

// rotate turns the plane of p and q so that a[p][q] becomes 0.
func rotate(a, vectors [][]float64, p, q int) {
	if a[p][q] == 0 {
		return
	}
	h := (a[q][q] - a[p][p]) / (2 * a[p][q])
	t := 1 / (math.Abs(h) + math.Sqrt(float64(h*h)+1))
	if h < 0 {
		t = -t
	}
	c := 1 / math.Sqrt(float64(t*t)+1)
	s := t * c
	turn := func(x, y []float64) {
		for k := range x {
			u, v := x[k], y[k]
			x[k] = float64(c*u) - float64(s*v)
			y[k] = float64(s*u) + float64(c*v)
		}
	}
	turn(a[p], a[q])
	for k := range a {
		u, v := a[k][p], a[k][q]
		a[k][p] = float64(c*u) - float64(s*v)
		a[k][q] = float64(s*u) + float64(c*v)
	}
	turn(vectors[p], vectors[q])
}
