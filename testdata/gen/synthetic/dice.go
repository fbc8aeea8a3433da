package synthetic

import (
	"math/bits"
	"math/rand/v2"
	"sort"
)

// dice are random numbers that no Go release changes: a PCG, whose stream is
// specified, and the arithmetic written out here.
type dice struct{ pcg *rand.PCG }

// throw makes the dice for one purpose; equal arguments, equal numbers.
func throw(seed, purpose, n uint64) dice {
	return dice{rand.NewPCG(seed^purpose*0x9e3779b97f4a7c15, n*0xbf58476d1ce4e5b9+purpose)}
}

// below is a number in [0,n); its bias for our small n is below 2^-40.
func (d dice) below(n int) int {
	hi, _ := bits.Mul64(d.pcg.Uint64(), uint64(n))
	return int(hi)
}

// between is a number in [from,to].
func (d dice) between(from, to int) int { return from + d.below(to-from+1) }

// percent is true in p of a hundred throws.
func (d dice) percent(p int) bool { return d.below(100) < p }

func pick[T any](d dice, from []T) T { return from[d.below(len(from))] }

// shuffle orders s at random, in place.
func shuffle[T any](d dice, s []T) {
	for i := len(s) - 1; i > 0; i-- {
		j := d.below(i + 1)
		s[i], s[j] = s[j], s[i]
	}
}

// An urn draws items as often as their weights say.
type urn[T any] struct {
	items []T
	upto  []int // sum of the weights up to and with each item
}

func (u *urn[T]) add(item T, weight int) {
	total := weight
	if n := len(u.upto); n > 0 {
		total += u.upto[n-1]
	}
	u.items, u.upto = append(u.items, item), append(u.upto, total)
}

func (u *urn[T]) draw(d dice) T {
	at := d.below(u.upto[len(u.upto)-1])
	return u.items[sort.SearchInts(u.upto, at+1)]
}
