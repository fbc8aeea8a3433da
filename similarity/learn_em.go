package similarity

import (
	"cmp"
	"math"
	"slices"

	"trunglap/registry"
)

// Learning settings from pairs nobody ruled on.
//
// The model is that of Fellegi and Sunter (1969): the pairs are a mixture of few
// that have to do with each other and many that have not; how alike they are is
// said by levels of each comparison, and among either kind the comparisons are
// independent. The share of the few (lambda) and how often each level occurs
// among the few (m) and the many (u) are found by expectation and maximisation
// (Dempster, Laird, Rubin 1977); the weight of a level is log2(m/u).
//
// A level is a corner of the comparison's curve: every similarity belongs to its
// nearest corner, so that the new curve has its corners where the old one had.
//
// What fails without care, and what is done:
//
//   - a level that hardly occurs would weigh anything: mixtureFaith related
//     pairs are given in advance, shared out as the present curves say, and a
//     tenth of all pairs (mixtureUsual) as unrelated, shared out as all pairs are;
//   - the two kinds that differ most need not be those that are meant: any shared
//     word against none splits a list of platforms best, and then a sixth of all
//     pairs are "related". So lambda stays within a factor of four (mixtureOdds)
//     of what the present prior says;
//   - m/u may fall as similarity rises, by chance: neighbouring levels are pooled
//     until it does not;
//   - a column that is empty teaches nothing, its curve stays; one that says the
//     same of all pairs tells none from another: its curve is moved so that what
//     all have weighs nothing;
//   - missing is not different: what is missing counts in neither kind.
//
// The comparisons are not independent in truth (the function text holds name and
// data too), so the scores come out too sure of themselves: what that does to the
// list of 2024 stands in docs/model-card.md. That is why the result is a file to look at, beside what it would
// change, and not the default: it is for lists of another kind than the shipped.

// See above.
const (
	mixtureFaith = 5
	mixtureUsual = 0.1
	mixtureOdds  = 4
)

// A Mixture are settings fitted to unlabelled pairs, and what was found.
type Mixture struct {
	Settings *Settings       `json:"-"`
	Pairs    int64           `json:"pairs"`
	Lambda   float64         `json:"lambda"` // share of pairs that have to do with each other
	Rounds   int             `json:"rounds"`
	Columns  []MixtureColumn `json:"columns"`
	AtBound  bool            `json:"at_bound"` // lambda would go on if it were let: the two kinds are hardly those that are meant
}

// A MixtureColumn is one comparison.
type MixtureColumn struct {
	Comparison registry.Comparison `json:"comparison"`
	State      MixtureState        `json:"state"`
	Levels     []MixtureLevel      `json:"levels"`
}

// A MixtureState says what a column teaches.
type MixtureState string

// The states.
const (
	MixtureLearnt   MixtureState = "learnt"
	MixtureEmpty    MixtureState = "empty"    // no pair has it on both sides
	MixtureConstant MixtureState = "constant" // all pairs are alike in it
)

// A MixtureLevel is one level of a comparison.
type MixtureLevel struct {
	Similarity int                `json:"similarity"` // of the corner, thousandths
	Pairs      int64              `json:"pairs"`
	M          float64            `json:"m"`
	U          float64            `json:"u"`
	Weight     registry.Millibits `json:"weight"`
}

// A Mixer counts pairs by their levels; then Fit finds the mixture. Its memory
// does not grow with the pairs.
type Mixer struct {
	s     *Settings
	count map[pattern]int64
}

// A pattern is the level of a pair in each comparison; -1 is missing.
type pattern [4]int8

// NewMixer begins with the settings that are to be moved.
func (s *Settings) NewMixer() *Mixer { return &Mixer{s: s, count: map[pattern]int64{}} }

// Take counts a pair.
func (x *Mixer) Take(ms *[4]Measure) {
	var p pattern
	for c := range ms {
		p[c] = -1
		if ms[c].Presence == registry.BothPresent {
			p[c] = int8(x.s.level(c, ms[c].Similarity))
		}
	}
	x.count[p]++
}

// level is the nearest corner of a curve, the lower one of two.
func (s *Settings) level(c, similarity int) int {
	k := s.Curves[c].Knots
	i := 0
	for i+1 < len(k) && 2*similarity > k[i].Similarity+k[i+1].Similarity {
		i++
	}
	return i
}

// Fit finds the mixture; the order in which pairs were taken does not matter.
func (x *Mixer) Fit() (Mixture, error) {
	em := x.begin()
	rounds := em.run()
	m := Mixture{Pairs: em.pairs, Lambda: em.lambda, Rounds: rounds, AtBound: em.pairs > 0 && (em.lambda >= em.prior*mixtureOdds || em.lambda <= em.prior/mixtureOdds)}
	t := x.s.clone()
	t.Version += "+em"
	if em.pairs > 0 {
		t.Prior = limited(registry.Millibits(math.Round(1000 * math.Log2(em.lambda/(1-em.lambda)))))
	}
	for c := range t.Curves {
		column := em.column(c, x.s)
		curve := &t.Curves[c]
		curve.OneMissing, curve.BothMissing = 0, 0
		for l := range curve.Knots {
			curve.Knots[l].Weight = column.Levels[l].Weight
		}
		if top := curve.Knots[len(curve.Knots)-1].Weight; top < 0 { // what is missing weighs no more than what is identical
			curve.OneMissing, curve.BothMissing = top, top
		}
		m.Columns = append(m.Columns, column)
	}
	var err error
	m.Settings, err = t.named()
	return m, err
}

// An expectation is a mixture being found.
type expectation struct {
	patterns []pattern
	count    []float64
	pairs    int64
	prior    float64 // lambda as the present settings have it
	lambda   float64
	m, u     [4][]float64
	faithM   [4][]float64 // pairs given in advance
	faithU   [4][]float64
	seen     [4][]int64
}

// begin starts from the present settings: u as the pairs are, m as u times what
// the weights say.
func (x *Mixer) begin() *expectation {
	em := &expectation{}
	for p := range x.count {
		em.patterns = append(em.patterns, p)
	}
	slices.SortFunc(em.patterns, func(a, b pattern) int { return slices.Compare(a[:], b[:]) })
	for _, p := range em.patterns {
		em.count = append(em.count, float64(x.count[p]))
		em.pairs += x.count[p]
	}
	em.prior = min(0.5, x.s.Prior.Probability())
	em.lambda = em.prior
	for c := range em.m {
		n := len(x.s.Curves[c].Knots)
		em.seen[c] = make([]int64, n)
		for _, p := range em.patterns {
			if p[c] >= 0 {
				em.seen[c][p[c]] += x.count[p]
			}
		}
		u, m := make([]float64, n), make([]float64, n)
		for l := range n {
			u[l] = float64(em.seen[c][l]) + 1
			m[l] = float64(u[l] * math.Exp2(x.s.Curves[c].Knots[l].Weight.Bits()))
		}
		em.u[c], em.m[c] = proportions(u), proportions(m)
		em.faithU[c], em.faithM[c] = scaled(em.u[c], mixtureUsual*float64(em.pairs)), scaled(em.m[c], mixtureFaith)
	}
	return em
}

func proportions(x []float64) []float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return scaled(x, 1/sum)
}

func scaled(x []float64, by float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v * by)
	}
	return out
}

// bounded keeps lambda within mixtureOdds of what it was, and to half of the pairs at most.
func (em *expectation) bounded(lambda float64) float64 {
	return min(0.5, float64(em.prior*mixtureOdds), max(lambda, em.prior/mixtureOdds))
}

// run goes round until nothing moves by more than a millionth.
func (em *expectation) run() int {
	const most = 2000
	for round := 1; round <= most; round++ {
		lambda, m := em.lambda, em.m
		em.round()
		moved := math.Abs(em.lambda - lambda)
		for c := range m {
			for l := range m[c] {
				moved = max(moved, math.Abs(em.m[c][l]-m[c][l]))
			}
		}
		if moved <= 1e-6 {
			return round
		}
	}
	return most
}

// round is one expectation and one maximisation.
func (em *expectation) round() {
	var m, u [4][]float64
	for c := range m {
		m[c], u[c] = slices.Clone(em.faithM[c]), slices.Clone(em.faithU[c])
	}
	matches := 0.0
	for i, p := range em.patterns {
		yes := float64(em.count[i] * em.related(p))
		matches += yes
		for c, l := range p {
			if l >= 0 {
				m[c][l] += yes
				u[c][l] += em.count[i] - yes
			}
		}
	}
	if em.pairs > 0 {
		em.lambda = em.bounded(matches / float64(em.pairs))
	}
	for c := range m {
		em.m[c], em.u[c] = proportions(m[c]), proportions(u[c])
	}
}

// related is the probability that a pair of a pattern is one of the few.
func (em *expectation) related(p pattern) float64 {
	yes, no := em.lambda, 1-em.lambda
	for c, l := range p {
		if l >= 0 {
			yes = float64(yes * em.m[c][l])
			no = float64(no * em.u[c][l])
		}
	}
	return yes / (yes + no)
}

// column turns what was found of a comparison into weights that do not fall.
func (em *expectation) column(c int, s *Settings) MixtureColumn {
	knots := s.Curves[c].Knots
	out := MixtureColumn{Comparison: registry.Comparisons[c], State: MixtureLearnt}
	levels, only := 0, 0
	for l, n := range em.seen[c] {
		out.Levels = append(out.Levels, MixtureLevel{Similarity: knots[l].Similarity, Pairs: n, M: em.m[c][l], U: em.u[c][l]})
		if n > 0 {
			levels, only = levels+1, l
		}
	}
	switch levels {
	case 0, 1:
		out.State = MixtureEmpty
		base := registry.Millibits(0)
		if levels == 1 {
			out.State, base = MixtureConstant, knots[only].Weight
		}
		for l := range out.Levels {
			out.Levels[l].Weight = limited(knots[l].Weight - base)
		}
	default:
		for l, w := range rising(em.m[c], em.u[c]) {
			out.Levels[l].Weight = limited(registry.Millibits(math.Round(1000 * w)))
		}
	}
	return out
}

// rising are log2(m/u) with neighbours pooled until they do not fall: the
// ratios of the pooled shares, which is what maximises the likelihood under
// that condition.
func rising(m, u []float64) []float64 {
	type pool struct {
		m, u float64
		n    int
	}
	var pools []pool
	for l := range m {
		pools = append(pools, pool{m[l], u[l], 1})
		for k := len(pools) - 1; k > 0 && cmp.Less(pools[k].m*pools[k-1].u, pools[k-1].m*pools[k].u); k-- {
			pools[k-1] = pool{pools[k-1].m + pools[k].m, pools[k-1].u + pools[k].u, pools[k-1].n + pools[k].n}
			pools = pools[:k]
		}
	}
	var out []float64
	for _, p := range pools {
		for range p.n {
			out = append(out, math.Log2(p.m/p.u))
		}
	}
	return out
}
