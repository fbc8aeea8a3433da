package synthetic

import (
	"fmt"
	"iter"
	"math/bits"

	"trunglap/registry"
)

// A Spec names a registry: equal Specs make equal platforms.
type Spec struct {
	N         int    // platforms
	Seed      uint64 // any number
	Planted   int    // of a hundred platforms so many are planted beside another; 0 is 5
	Provinces int    // of a hundred platforms so many belong to a province (see Provinces); the rest to ministries
}

// national is about how many platforms the ministries of a country run: 103 were
// announced in 2024, of a few thousand.
const national = 3000

// LocalShare is how many of a hundred platforms belong to provinces and
// communes in a registry of n that is like a country's: all beyond national.
func LocalShare(n int) int { return min(99, max(0, 100-100*national/max(n, 1))) }

// A Label is the known relation of two platforms, A before B, in the words of
// the gold files: relation none with grade 0 is a trap.
type Label struct {
	A, B     string
	Relation string
	Grade    int
	Kind     Kind
}

// A Registry makes the platforms of a Spec, each by its number alone. It holds
// no platforms and is safe for concurrent use.
type Registry struct {
	spec  Spec
	m     *material
	group int // platforms in a group, the last of which is planted
	half  int // bits in half of a number, for the permutation
	kinds urn[int]
}

// The purposes that dice are thrown for.
const (
	forPlatform = iota + 1
	forKind
	forPlant
	forPreparing
	forSpelling
)

// New prepares a registry; it does not make it.
func New(spec Spec) *Registry {
	if spec.Planted <= 0 {
		spec.Planted = 5
	}
	r := &Registry{spec: spec, m: materials(), group: max(2, 100/min(spec.Planted, 50))}
	for i, p := range plants {
		r.kinds.add(i, p.weight)
	}
	r.half = (bits.Len(uint(max(spec.N, 2)-1)) + 1) / 2
	return r
}

// number is the number of the platform on a row, counted from 0: a permutation
// (Feistel's, over the next power of four, walked until it falls into range).
func (r *Registry) number(row int) int {
	x := r.mix(row, 0, 1)
	for x >= r.spec.N {
		x = r.mix(x, 0, 1)
	}
	return x
}

// rowOf inverts number.
func (r *Registry) rowOf(number int) int {
	x := r.mix(number, rounds-1, -1)
	for x >= r.spec.N {
		x = r.mix(x, rounds-1, -1)
	}
	return x
}

const rounds = 4

// mix runs the rounds forwards or backwards.
func (r *Registry) mix(x, round, step int) int {
	mask := 1<<r.half - 1
	high, low := x>>r.half, x&mask
	if step < 0 {
		high, low = low, high
	}
	for range rounds {
		z := (uint64(low)+1)*0x9e3779b97f4a7c15 ^ (r.spec.Seed+uint64(round)+1)*0xbf58476d1ce4e5b9
		z = (z ^ z>>30) * 0x94d049bb133111eb
		high, low = low, (high^int(z>>33))&mask
		round += step
	}
	if step < 0 {
		high, low = low, high
	}
	return high<<r.half | low
}

// id is the id of the platform with that number. Ids follow the rows: they
// must not tell which platforms are planted.
func (r *Registry) id(number int) string { return fmt.Sprintf("T%07d", r.rowOf(number)) }

// planted reports whether a number is planted, beside which other, and how.
func (r *Registry) planted(number int) (beside int, p *planting, ok bool) {
	if number%r.group != r.group-1 {
		return 0, nil, false
	}
	return number - r.group + 1, r.plantingOf(number / r.group), true
}

func (r *Registry) plantingOf(group int) *planting {
	return &plants[r.kinds.draw(throw(r.spec.Seed, forKind, uint64(group)))]
}

// draft is the platform of a number that is not planted; the first of a whole
// group may be prepared for what is planted beside it.
func (r *Registry) draft(number int) draft {
	x := r.m.compose(throw(r.spec.Seed, forPlatform, uint64(number)), r.spec.Provinces)
	if number%r.group == 0 && number+r.group <= r.spec.N {
		if p := r.plantingOf(number / r.group); p.prepare != nil {
			p.prepare(r.m, throw(r.spec.Seed, forPreparing, uint64(number)), &x)
		}
	}
	return x
}

// make is the platform of a number, with its label if it is planted.
func (r *Registry) make(number int) (registry.Platform, *Label) {
	id := r.id(number)
	beside, p, ok := r.planted(number)
	if !ok {
		x := r.draft(number)
		return x.platform(id), nil
	}
	x := r.draft(beside)
	o := original{r.id(beside), x.name()}
	p.plant(r.m, throw(r.spec.Seed, forPlant, uint64(number)), &x, o)
	out := x.platform(id)
	respell(p.kind, throw(r.spec.Seed, forSpelling, uint64(number)), &out)
	l := Label{A: min(o.id, id), B: max(o.id, id), Relation: p.relation, Grade: p.grade, Kind: p.kind}
	return out, &l
}

// Row is the platform on a row of the file, counted from 0.
func (r *Registry) Row(row int) (registry.Platform, *Label) { return r.make(r.number(row)) }

// All makes the platforms one after the other, sorted by id, each with the
// label of the pair it was planted for, if it was.
func (r *Registry) All() iter.Seq2[registry.Platform, *Label] {
	return func(yield func(registry.Platform, *Label) bool) {
		for row := range r.spec.N {
			if !yield(r.Row(row)) {
				return
			}
		}
	}
}

// Platforms holds all platforms and labels, for tests of modest size.
func (r *Registry) Platforms() (platforms []registry.Platform, labels []Label) {
	for p, l := range r.All() {
		platforms = append(platforms, p)
		if l != nil {
			labels = append(labels, *l)
		}
	}
	return platforms, labels
}
