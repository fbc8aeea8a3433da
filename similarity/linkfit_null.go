package similarity

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"trunglap/registry"
)

// How a likeness becomes a probability, without labels.
//
// The simple idea is to compare the first layer with the second: what the
// first has more of, at a likeness, are matches. It fails where few records
// have a counterpart, for the best of all strangers is a little more alike than
// the second best, and that little is then taken for matches. So the strangers
// of the first layer are put together from two kinds: a record that has a
// counterpart meets its best stranger in the second layer; one that has none
// met it in the first already, as far above the second as the second is above
// the third. The shares of the two kinds are the share of unmatched records, so
// that it and the strangers are found together, by iteration.
//
// The unmatched share itself is bounded from above (Storey 2002, with all
// thresholds instead of one and a margin for chance): below any likeness there
// cannot be more strangers than records. Scores rest on the bound.
//
// Where a list repeats its records, the second layer holds matches too and would
// be taken for strangers. That shows: likeness falls far below a deeper layer,
// for nearly every record, and little below the first. Strangers are then taken
// from below that layer. And in a list that repeats only some records, pairs of
// deeper layers are matches as far as they are as alike as matches are.
//
// Left out: a parametric mixture (Gaussian, beta), which is wrong in the tails
// where it matters; a threshold that maximises the expected F1 alone, which
// reports rubbish where little can be expected.
//
// What no list can tell by itself: whether two records alike as twins are one
// thing or two models of one series. Where catalogues leave models out at random,
// the expected precision is too high.

const (
	// Where the sample is large, chance is granted one standard deviation; where
	// it is small, three more, which is what a count of nought may hide with 95 %
	// certainty (the rule of three).
	hidden = 3
	// A share is not read from less than this much of a sample: 2 % of the
	// strangers, for counts of one or two say nothing; half of the matches, for the
	// best counterparts are in layers above and those below are somewhat less alike.
	leastStrangers, leastMatches = 0.02, 0.5
	// A layer stands out if it has matches for three records in four, and likeness
	// falls below it more than twice as far as below any layer above it.
	nearlyAll = 0.75
	// The tail of the strangers begins at their upper quarter, and is drawn in at
	// least this many parts.
	upperQuarter, tailParts = 0.75, 8
)

// A draw is the likeness of a pair of a sample, with its weight.
type draw struct{ like, weight float64 }

// A layerFit is what the layers say: for the first layers, as far as they hold
// matches, the curve from likeness to score.
type layerFit struct {
	layers    [][]assigned
	curves    [][]LinkPoint
	unmatched float64
	repeats   int
}

// fitLayers judges the layers of n rows. Layers are padded with pairs of
// likeness 0: a row that stayed alone met nothing.
func fitLayers(layers [][]assigned, n int) *layerFit {
	fit := &layerFit{layers: layers, unmatched: 1, repeats: 1}
	if n == 0 {
		return fit
	}
	likes := make([][]float64, len(layers))
	for k := range layers {
		likes[k] = layerLikes(layers[k], n)
	}
	last := len(layers) - 2
	alone := make([][]float64, last) // posteriors of each layer against the next
	for k := range alone {
		alone[k], _ = posterior(likes[k], likes[k+1], likes[k+2])
	}
	fit.repeats = repeats(alone, likes, n)
	deepest := fit.repeats
	var matches []draw
	for k := range deepest {
		p, share := posterior(likes[k], likes[deepest], likes[deepest+1])
		fit.curves = append(fit.curves, linkCurve(likes[k], p))
		if k == 0 {
			fit.unmatched = share
		}
		if k == deepest-1 {
			matches = weighed(likes[k], p)
		}
	}
	for k := deepest; k < last; k++ {
		p := alongMatches(likes[k], matches)
		for i := range p {
			p[i] = min(p[i], alone[k][i])
		}
		if p[0] < 0.5 {
			break
		}
		fit.curves = append(fit.curves, linkCurve(likes[k], p))
	}
	return fit
}

// layerLikes are the likenesses of a layer, falling.
func layerLikes(layer []assigned, n int) []float64 {
	out := make([]float64, n)
	for i, p := range layer {
		out[i] = float64(p.like)
	}
	slices.SortFunc(out, func(x, y float64) int { return cmp.Compare(y, x) })
	return out
}

func weighed(likes, weights []float64) []draw {
	ds := make([]draw, len(likes))
	for i := range likes {
		ds[i] = draw{likes[i], weights[i]}
	}
	return ds
}

// repeats is the last layer that stands out, or 1. A few records could stand
// out by chance.
func repeats(alone, likes [][]float64, n int) int {
	found, steepest := 1, 0.0
	for k, p := range alone {
		drop := totalLike(likes[k]) - totalLike(likes[k+1])
		if k > 0 && n >= linkFew && float64(atLeastEven(p)) >= nearlyAll*float64(n) && drop > 2*steepest {
			found = k + 1
		}
		steepest = max(steepest, drop)
	}
	return found
}

func totalLike(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum
}

func atLeastEven(falling []float64) int {
	return sort.Search(len(falling), func(i int) bool { return falling[i] < 0.5 })
}

// posterior is the probability, for each of the falling likenesses of a layer,
// that the pair is a match, and the share of pairs that are none. Below and
// below2 are the likenesses of the two layers from which strangers are taken.
func posterior(likes, below, below2 []float64) ([]float64, float64) {
	share := 0.0
	var strangers []draw
	for range 30 {
		strangers = strangersOf(below, below2, share)
		next := strangerShare(likes, strangers, likely)
		if math.Abs(next-share) < 1e-4 {
			break
		}
		share = (share + next) / 2
	}
	share = strangerShare(likes, strangers, atMost)
	mix := realShare(likes, smooth(strangers))
	p := make([]float64, len(likes))
	for i, g := range mix {
		p[i] = max(0, 1-share*(1-g)/g)
	}
	return p, share
}

// strangersOf mixes the two kinds of strangers.
func strangersOf(below, below2 []float64, share float64) []draw {
	ds := make([]draw, 0, 2*len(below))
	for i := range below {
		ds = append(ds, draw{below[i], 1 - share}, draw{2*below[i] - below2[i], share})
	}
	return ds
}

// likely is how many there are likely to be where k were counted, atMost how
// many there may be: see hidden.
func likely(k float64) float64 { return k + 1 }
func atMost(k float64) float64 { return k + math.Sqrt(k) + hidden }

// strangerShare is the share of strangers among the likenesses: below every
// point there are as many likenesses as the strangers' part of them, or more.
func strangerShare(falling []float64, strangers []draw, count func(float64) float64) float64 {
	ds := slices.Clone(strangers)
	slices.SortFunc(ds, func(x, y draw) int { return cmp.Compare(x.like, y.like) })
	n, total, sum, best := len(falling), weightOf(ds), 0.0, 1.0
	for i, d := range ds {
		sum += d.weight
		if sum <= leastStrangers*total || i+1 < len(ds) && ds[i+1].like == d.like {
			continue
		}
		k := float64(n - sort.Search(n, func(i int) bool { return falling[i] <= d.like }))
		best = min(best, count(k)/(float64(n)*sum/total))
	}
	return best
}

func weightOf(ds []draw) float64 {
	sum := 0.0
	for _, d := range ds {
		sum += d.weight
	}
	return sum
}

// smooth draws the upper quarter of the strangers as an exponential tail of the
// same mean, for single strangers high up are there by chance, and adds as many
// as would exceed the largest of a sample of this size, which is one.
func smooth(strangers []draw) []draw {
	ds := slices.Clone(strangers)
	slices.SortFunc(ds, func(x, y draw) int { return cmp.Compare(x.like, y.like) })
	total, below, from := weightOf(ds), 0.0, 0
	for from < len(ds)-1 && below+ds[from].weight < upperQuarter*total {
		below += ds[from].weight
		from++
	}
	start, excess, weight, count := ds[from].like, 0.0, 0.0, 0
	for _, d := range ds[from:] {
		if d.like > start && d.weight > 0 {
			excess += d.weight * (d.like - start)
			weight += d.weight
			count++
		}
	}
	mean := million / 1000.0
	if weight > 0 {
		mean = max(mean, excess/weight)
	}
	ds = slices.DeleteFunc(ds, func(d draw) bool { return d.like > start })
	if weight > 0 {
		count = max(count, tailParts)
		ds = append(ds, exponential(start, mean, weight, count)...)
		start = ds[len(ds)-count].like // the likest
	}
	return append(ds, exponential(start, mean, 1, tailParts)...)
}

// exponential spreads a weight over the middles of equal parts of an
// exponential distribution, the likest first.
func exponential(start, mean, weight float64, parts int) []draw {
	ds := make([]draw, parts)
	for k := range ds {
		ds[k] = draw{math.Floor(start - mean*math.Log((float64(k)+0.5)/float64(parts))), weight / float64(parts)}
	}
	return ds
}

// realShare is, for each falling likeness, the share of likenesses among
// likenesses and strangers there, never rising as likeness falls: isotonic
// regression, by pooling adjacent violators.
func realShare(falling []float64, strangers []draw) []float64 {
	type point struct {
		draw
		at int // of the likeness, or -1
	}
	ps := make([]point, 0, len(falling)+len(strangers))
	for i, like := range falling {
		ps = append(ps, point{draw{like, 1}, i})
	}
	for _, d := range strangers {
		if d.weight > 0 {
			ps = append(ps, point{d, -1})
		}
	}
	// Strangers first among equals, so that equal likenesses are pooled.
	slices.SortStableFunc(ps, func(x, y point) int {
		return cmp.Or(cmp.Compare(y.like, x.like), cmp.Compare(min(x.at, 0), min(y.at, 0)))
	})
	ys, ws := make([]float64, len(ps)), make([]float64, len(ps))
	for i, p := range ps {
		ws[i] = p.weight
		if p.at >= 0 {
			ys[i] = 1
		}
	}
	fitted := isotonic(ys, ws)
	out := make([]float64, len(falling))
	for i, p := range ps {
		if p.at >= 0 {
			out[p.at] = fitted[i]
		}
	}
	return out
}

// isotonic is the never rising sequence nearest to ys in weighted squares.
func isotonic(ys, ws []float64) []float64 {
	type block struct {
		mean, weight float64
		size         int
	}
	var bs []block
	for i := range ys {
		b := block{ys[i], ws[i], 1}
		for len(bs) > 0 && bs[len(bs)-1].mean < b.mean {
			a := bs[len(bs)-1]
			bs = bs[:len(bs)-1]
			w := a.weight + b.weight
			b = block{(a.mean*a.weight + b.mean*b.weight) / w, w, a.size + b.size}
		}
		bs = append(bs, b)
	}
	out := make([]float64, 0, len(ys))
	for _, b := range bs {
		for range b.size {
			out = append(out, b.mean)
		}
	}
	return out
}

// alongMatches is the probability, for each falling likeness of a deeper layer,
// that the pair is a match, if matches there are as alike as in the sample. Their
// number is bounded: above no point can there be more of them than pairs.
func alongMatches(falling []float64, matches []draw) []float64 {
	p := make([]float64, len(falling))
	total, n := weightOf(matches), float64(len(falling))
	if total < 1 {
		return p
	}
	share, sum := 1.0, 0.0
	sample := make([]draw, len(matches))
	for i, d := range matches {
		sample[i] = draw{d.like, d.weight * n / total}
		if sum += d.weight; sum <= leastMatches*total {
			continue
		}
		k := float64(sort.Search(len(falling), func(j int) bool { return falling[j] < d.like }))
		share = min(share, atMost(k)/(sum/total*n))
	}
	// The other way round than for strangers: the share of the sample grows with likeness.
	for i, g := range sampleShare(falling, sample) {
		p[i] = min(1, share*g/max(1e-9, 1-g))
	}
	return p
}

// sampleShare is the share of the sample among sample and likenesses, at each
// falling likeness, never rising as likeness falls.
func sampleShare(falling []float64, sample []draw) []float64 {
	ds := make([]draw, 0, len(falling)+len(sample))
	var isSample []float64
	at := make([]int, 0, len(falling))
	i, j := 0, 0
	for i < len(falling) || j < len(sample) {
		if i < len(falling) && (j == len(sample) || falling[i] >= sample[j].like) {
			at = append(at, len(ds))
			ds, isSample = append(ds, draw{falling[i], 1}), append(isSample, 0)
			i++
			continue
		}
		if sample[j].weight > 0 {
			ds, isSample = append(ds, sample[j]), append(isSample, 1)
		}
		j++
	}
	ws := make([]float64, len(ds))
	for k, d := range ds {
		ws[k] = d.weight
	}
	fitted := isotonic(isSample, ws)
	out := make([]float64, len(falling))
	for k, place := range at {
		out[k] = fitted[place]
	}
	return out
}

// linkCurve makes the curve of a layer. Nothing is certain: with n pairs seen, no
// probability is nearer to 0 or 1 than half a pair in n+1.
func linkCurve(falling, p []float64) []LinkPoint {
	least := 0.5 / float64(len(falling)+1)
	var up []LinkPoint
	for i := len(falling) - 1; i >= 0; i-- {
		q := min(1-least, max(least, p[i]))
		pt := LinkPoint{int(falling[i]), registry.Millibits(math.Floor(1000*math.Log2(q/(1-q)) + 0.5))}
		if k := len(up); k > 0 && up[k-1].Likeness == pt.Likeness {
			continue
		} else if k > 1 && up[k-1].Score == pt.Score && up[k-2].Score == pt.Score {
			up[k-1] = pt
			continue
		}
		up = append(up, pt)
	}
	return up
}

// score reads a curve at a likeness.
func score(curve []LinkPoint, like int) registry.Millibits {
	i := sort.Search(len(curve), func(i int) bool { return curve[i].Likeness >= like })
	switch {
	case i == len(curve):
		return curve[i-1].Score
	case i == 0 || curve[i].Likeness == like:
		return curve[i].Score
	}
	lo, hi := curve[i-1], curve[i]
	return lo.Score + (hi.Score-lo.Score)*registry.Millibits(like-lo.Likeness)/registry.Millibits(hi.Likeness-lo.Likeness)
}
