package similarity

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strconv"

	"trunglap/registry"
)

// Learning settings from rulings.
//
// The simple idea is to fit every corner of every curve to what people ruled.
// It fails at the number of rulings there will ever be: a list of 150
// platforms has some forty true pairs, and four curves have twenty corners.
// So five numbers are learnt and no more: by how much the weights of each
// comparison are multiplied, and by how much the prior moves. The curves keep
// their shape, so that they cannot begin to fall; each number is held near where
// it is now, as if it were known already to within learnScale and learnPrior.
// What is minimised is the surprise of the rulings (the logistic loss), which
// has one minimum.
//
// Rulings are made about findings, hence about high scores. That does not spoil
// the fit: what is asked is how often a pair with such evidence is true, and the
// evidence is all that made it a finding.
//
// Left out: cut-offs between relations (too few rulings name a wrong one) and
// the views within a text, which decide similarities and not what these weigh.

// How well the present settings are taken to be known: the weight of a
// comparison to within a quarter, the prior to within one bit (a factor of two
// in the odds). Ten rulings then move little, two hundred decide.
const (
	learnScale = 0.25
	learnPrior = 1.0
)

// A comparison's weight is at least a quarter and at most three times what it is.
const (
	leastScale = 0.25
	mostScale  = 3
)

// A Lesson is a pair with what is known of it: that it is built twice, or not.
type Lesson struct {
	Pair     registry.Pair
	Measures [4]Measure
	True     bool
}

// Teaches says what a ruling teaches about the score, which asks whether two
// platforms have to do with each other: confirmed and lawful pairs have, and so
// have those dismissed because one replaces the other, is a part of it or is the
// same one listed twice: there the relation was wrong, not the score. The other
// dismissed pairs have not. Nothing is taught (ok is false) by what is open,
// disputed, or was ruled on another text than the present one.
func Teaches(d *registry.Decision) (related, ok bool) {
	if d.State != registry.StateSettled {
		return false, false
	}
	switch d.Outcome {
	case registry.Confirmed, registry.Lawful:
		return true, true
	case registry.Dismissed:
		return d.Reason == "succession" || d.Reason == "part-of" || d.Reason == "same-platform", true
	}
	return false, false
}

// Surprise is the mean of what the lessons' outcomes cost under scores, in bits:
// 0 if every score was sure and right, 1 if every score was 0. scores stand in
// the order of the lessons.
func Surprise(lessons []Lesson, scores []registry.Millibits) float64 {
	if len(lessons) == 0 {
		return 0
	}
	sum := 0.0
	for i := range lessons {
		p := scores[i].Probability()
		if !lessons[i].True {
			p = (-scores[i]).Probability()
		}
		sum -= math.Log2(p)
	}
	return sum / float64(len(lessons))
}

// Learnt are settings fitted to lessons, and how far they moved.
type Learnt struct {
	Settings *Settings
	Prior    registry.Millibits // added to the prior
	Percent  [4]int             // of the weights of each comparison; 100: as before
}

// Learn fits the settings to lessons. The order of the lessons does not matter.
func (s *Settings) Learn(lessons []Lesson) (Learnt, error) {
	f := newFit(s, lessons)
	f.minimise()
	l := Learnt{Prior: registry.Millibits(10 * math.Round(100*f.at[0]))}
	for c := range l.Percent {
		l.Percent[c] = int(math.Round(100 * f.at[1+c]))
	}
	var err error
	l.Settings, err = s.moved(l)
	return l, err
}

// moved are settings with other weights and another prior.
func (s *Settings) moved(l Learnt) (*Settings, error) {
	t := s.clone()
	t.Version += "+learnt"
	t.Prior = limited(t.Prior + l.Prior)
	for c := range t.Curves {
		scale := func(w *registry.Millibits) {
			*w = limited(registry.Millibits(math.Round(float64(*w) * float64(l.Percent[c]) / 100)))
		}
		curve := &t.Curves[c]
		for k := range curve.Knots {
			scale(&curve.Knots[k].Weight)
		}
		scale(&curve.OneMissing)
		scale(&curve.BothMissing)
	}
	return t.named()
}

func limited(w registry.Millibits) registry.Millibits { return max(-maxWeight, min(maxWeight, w)) }

// clone copies settings, so that the copy may be changed.
func (s *Settings) clone() *Settings {
	t := *s
	t.Curves = slices.Clone(s.Curves)
	for i := range t.Curves {
		t.Curves[i].Knots = slices.Clone(s.Curves[i].Knots)
	}
	return &t
}

// named checks changed settings and gives them their hash.
func (s *Settings) named() (*Settings, error) { return LoadSettings(bytes.NewReader(s.JSON())) }

// Score is what other measures of similarity weigh together under these settings.
func (s *Settings) Score(ms *[4]Measure) registry.Millibits {
	score := s.Prior
	for c := range ms {
		score += s.weigh(c, &ms[c])
	}
	return score
}

func (s *Settings) weigh(c int, m *Measure) registry.Millibits {
	switch m.Presence {
	case registry.OneMissing:
		return s.Curves[c].OneMissing
	case registry.BothMissing:
		return s.Curves[c].BothMissing
	}
	return weight(&s.Curves[c], m.Similarity)
}

// A fitting looks for the five numbers. at[0] is what is added to the prior, in
// bits; at[1+c] what the weights of comparison c are multiplied by.
type fitting struct {
	prior  float64
	bits   [][4]float64 // of every lesson, by comparison
	yes    []bool
	at     [5]float64
	spread [5]float64
}

func newFit(s *Settings, lessons []Lesson) *fitting {
	lessons = slices.Clone(lessons)
	slices.SortFunc(lessons, func(a, b Lesson) int {
		return cmp.Or(cmp.Compare(a.Pair.A, b.Pair.A), cmp.Compare(a.Pair.B, b.Pair.B))
	})
	f := &fitting{prior: s.Prior.Bits(), at: [5]float64{0, 1, 1, 1, 1},
		spread: [5]float64{learnPrior, learnScale, learnScale, learnScale, learnScale}}
	for i := range lessons {
		var bits [4]float64
		for c := range bits {
			bits[c] = s.weigh(c, &lessons[i].Measures[c]).Bits()
		}
		f.bits, f.yes = append(f.bits, bits), append(f.yes, lessons[i].True)
	}
	return f
}

// minimise moves one number after another by Newton's step, halved until the
// loss falls. The loss is strictly convex, so it matters neither where this
// begins nor in which order it goes; it ends where no number moves by a
// thousandth, which is finer than what is kept.
func (f *fitting) minimise() {
	loss := f.loss(f.at)
	for range 200 {
		moved := 0.0
		for j := range f.at {
			slope, bend := f.slope(j)
			for step := slope / bend; math.Abs(step) > 1e-4; step /= 2 {
				next := f.at
				next[j] -= step
				if j > 0 {
					next[j] = max(leastScale, min(mostScale, next[j]))
				}
				if l := f.loss(next); l < loss {
					moved = max(moved, math.Abs(next[j]-f.at[j]))
					f.at, loss = next, l
					break
				}
			}
		}
		if moved < 1e-3 {
			return
		}
	}
}

// centre is where a number is held to.
func centre(j int) float64 {
	if j == 0 {
		return 0
	}
	return 1
}

// Products are rounded to float64 before they are added: no CPU may fuse the
// two, or the last digit would differ between machines.

func (f *fitting) score(at [5]float64, i int) float64 {
	sum := f.prior + at[0]
	for c, b := range f.bits[i] {
		sum += float64(at[1+c] * b)
	}
	return sum
}

// loss is the surprise of all lessons, and of the distance from the settings, in nats.
func (f *fitting) loss(at [5]float64) float64 {
	sum := 0.0
	for i, yes := range f.yes {
		x := float64(f.score(at, i) * math.Ln2)
		if yes {
			x = -x
		}
		sum += max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
	}
	for j := range at {
		d := (at[j] - centre(j)) / f.spread[j]
		sum += float64(d * d / 2)
	}
	return sum
}

// slope is the first and the second derivative of the loss in one number.
func (f *fitting) slope(j int) (first, second float64) {
	v := float64(f.spread[j] * f.spread[j])
	first, second = (f.at[j]-centre(j))/v, 1/v
	for i, yes := range f.yes {
		feature := math.Ln2
		if j > 0 {
			feature = float64(math.Ln2 * f.bits[i][j-1])
		}
		p := 1 / (1 + math.Exp(-float64(f.score(f.at, i)*math.Ln2)))
		err := p
		if yes {
			err = p - 1
		}
		first += float64(err * feature)
		second += float64(float64(p*(1-p)) * float64(feature*feature))
	}
	return first, second
}

// crossGroups is into how many groups platforms are dealt for cross-validation.
const crossGroups = 6

// CrossValidate scores every lesson by settings that were learnt without either
// of its platforms: platforms are dealt into groups, always in the same way,
// and a pair of two groups is scored by what all pairs of the other groups
// teach. The scores stand in the order of the lessons.
func (s *Settings) CrossValidate(lessons []Lesson) ([]registry.Millibits, error) {
	groups := dealt(lessons)
	out := make([]registry.Millibits, len(lessons))
	for i := range crossGroups {
		for j := i; j < crossGroups; j++ {
			var train []Lesson
			var test []int
			for k := range lessons {
				a, b := groups[lessons[k].Pair.A], groups[lessons[k].Pair.B]
				switch {
				case min(a, b) == i && max(a, b) == j:
					test = append(test, k)
				case a != i && a != j && b != i && b != j:
					train = append(train, lessons[k])
				}
			}
			if len(test) == 0 {
				continue
			}
			l, err := s.Learn(train)
			if err != nil {
				return nil, err
			}
			for _, k := range test {
				out[k] = l.Settings.Score(&lessons[k].Measures)
			}
		}
	}
	return out, nil
}

// dealt deals the platforms of lessons into groups of equal size, in an order
// that follows from their ids alone and has nothing to do with what they are.
func dealt(lessons []Lesson) map[string]int {
	seen := map[string]bool{}
	var ids []string
	for i := range lessons {
		for _, id := range [2]string{lessons[i].Pair.A, lessons[i].Pair.B} {
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	const seed = 2024
	order := func(id string) Feature { return mixed(hashed(hashStart, strconv.Itoa(seed)+"\x00"+id)) }
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a, b)) })
	groups := make(map[string]int, len(ids))
	for i, id := range ids {
		groups[id] = i % crossGroups
	}
	return groups
}
