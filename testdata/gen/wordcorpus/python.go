package wordcorpus

import (
	"math"
	"math/bits"
	"sort"
)

// A python is the random number generator of CPython's module random, and the
// functions of it that the corpus needs, number for number: the Mersenne
// twister MT19937 of Matsumoto and Nishimura, seeded by init_by_array.
type python struct {
	state   [624]uint32
	at      int
	spare   float64 // the second number of a pair of normal ones
	isSpare bool
}

// newPython is random.Random(seed).
func newPython(seed uint64) *python {
	p := &python{at: 624}
	key := []uint32{uint32(seed)}
	if seed>>32 != 0 {
		key = append(key, uint32(seed>>32))
	}
	p.initByArray(key)
	return p
}

func (p *python) initByArray(key []uint32) {
	s := &p.state
	s[0] = 19650218
	for i := 1; i < 624; i++ {
		s[i] = 1812433253*(s[i-1]^s[i-1]>>30) + uint32(i)
	}
	i, j := 1, 0
	for range max(624, len(key)) {
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*1664525) + key[j] + uint32(j)
		if i++; i >= 624 {
			s[0], i = s[623], 1
		}
		if j++; j >= len(key) {
			j = 0
		}
	}
	for range 623 {
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*1566083941) - uint32(i)
		if i++; i >= 624 {
			s[0], i = s[623], 1
		}
	}
	s[0] = 0x80000000
}

// uint32 is the next word of the twister.
func (p *python) uint32() uint32 {
	s := &p.state
	if p.at >= 624 {
		for k := range 624 {
			y := s[k]&0x80000000 | s[(k+1)%624]&0x7fffffff
			s[k] = s[(k+397)%624] ^ y>>1 ^ -(y&1)&0x9908b0df
		}
		p.at = 0
	}
	y := s[p.at]
	p.at++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// random is random.random().
func (p *python) random() float64 {
	a, b := p.uint32()>>5, p.uint32()>>6
	return (float64(a)*67108864 + float64(b)) * (1.0 / 9007199254740992)
}

// below is random._randbelow(n), n below 2^32.
func (p *python) below(n int) int {
	k := bits.Len(uint(n))
	for {
		if r := int(p.uint32() >> (32 - k)); r < n {
			return r
		}
	}
}

// between is random.randint(a, b).
func (p *python) between(a, b int) int { return a + p.below(b-a+1) }

// uniform is random.uniform(a, b).
func (p *python) uniform(a, b float64) float64 { return a + (b-a)*p.random() }

// gauss is random.gauss(mu, sigma).
func (p *python) gauss(mu, sigma float64) float64 {
	z, had := p.spare, p.isSpare
	p.isSpare = false
	if !had {
		x := p.random() * 2 * math.Pi
		g := math.Sqrt(-2 * math.Log(1-p.random()))
		z = math.Cos(x) * g
		p.spare, p.isSpare = math.Sin(x)*g, true
	}
	return mu + z*sigma
}

// choice is random.choice(s).
func choice[T any](p *python, s []T) T { return s[p.below(len(s))] }

// shuffle is random.shuffle(s).
func shuffle[T any](p *python, s []T) {
	for i := len(s) - 1; i > 0; i-- {
		j := p.below(i + 1)
		s[i], s[j] = s[j], s[i]
	}
}

// sample is random.sample(s, k).
func sample[T any](p *python, s []T, k int) []T {
	out := make([]T, k)
	set := 21
	if k > 5 {
		set += 1 << (2 * int(math.Ceil(math.Log(float64(k*3))/math.Log(4))))
	}
	if len(s) <= set {
		pool := append([]T(nil), s...)
		for i := range out {
			j := p.below(len(s) - i)
			out[i] = pool[j]
			pool[j] = pool[len(s)-i-1]
		}
		return out
	}
	taken := map[int]bool{}
	for i := range out {
		j := p.below(len(s))
		for taken[j] {
			j = p.below(len(s))
		}
		taken[j] = true
		out[i] = s[j]
	}
	return out
}

// A sampler draws by rank, as often as 1/(rank+2.7)^s.
type sampler[T any] struct {
	items []T
	upto  []float64
}

func newSampler[T any](items []T, s float64) sampler[T] {
	out := sampler[T]{items: items, upto: make([]float64, len(items))}
	total := 0.0
	for i := range items {
		total += 1 / math.Pow(float64(i)+2.7, s)
		out.upto[i] = total
	}
	return out
}

// draw is random.choices(items, cum_weights=upto, k=k).
func (s sampler[T]) draw(p *python, k int) []T {
	out := make([]T, k)
	total := s.upto[len(s.upto)-1]
	for i := range out {
		x := p.random() * total
		out[i] = s.items[sort.Search(len(s.items)-1, func(j int) bool { return x < s.upto[j] })]
	}
	return out
}

// round is Python's round(x): halves go to the even neighbour.
func round(x float64) int { return int(math.RoundToEven(x)) }
