package similarity

import (
	"math"
	"math/rand/v2"
	"testing"

	"trunglap/registry"
)

// levelled are settings with three levels in each comparison: alike in nothing,
// in half, in all.
func levelled(t *testing.T) *Settings {
	t.Helper()
	s := DefaultSettings().clone()
	for c := range s.Curves {
		s.Curves[c].Knots = []registry.Knot{{Similarity: 0, Weight: -1000}, {Similarity: 500, Weight: 500}, {Similarity: 1000, Weight: 2000}}
	}
	s, err := s.named()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var (
	knownM      = [4][3]float64{{0.05, 0.25, 0.70}, {0.10, 0.30, 0.60}, {0.20, 0.30, 0.50}, {0.30, 0.40, 0.30}}
	knownU      = [4][3]float64{{0.90, 0.08, 0.02}, {0.80, 0.15, 0.05}, {0.70, 0.20, 0.10}, {0.40, 0.40, 0.20}}
	knownLambda = 0.03
)

// simulated draws pairs with known m, u and lambda; spoil may change a pair.
func simulated(s *Settings, n int, spoil func(*rand.Rand, *[4]Measure)) *Mixer {
	r := rand.New(rand.NewPCG(11, 12))
	x := s.NewMixer()
	for range n {
		of := &knownU
		if r.Float64() < knownLambda {
			of = &knownM
		}
		var ms [4]Measure
		for c := range ms {
			level, at := 0, r.Float64()
			for level < 2 && at >= of[c][level] {
				at -= of[c][level]
				level++
			}
			ms[c] = Measure{Presence: registry.BothPresent, Similarity: 500 * level}
		}
		if spoil != nil {
			spoil(r, &ms)
		}
		x.Take(&ms)
	}
	return x
}

func wantMixture(t *testing.T, m Mixture, columns ...int) {
	t.Helper()
	if math.Abs(m.Lambda-knownLambda) > 0.006 {
		t.Errorf("lambda %.4f, not %.4f", m.Lambda, knownLambda)
	}
	for _, c := range columns {
		for l, level := range m.Columns[c].Levels {
			if math.Abs(level.M-knownM[c][l]) > 0.06 || math.Abs(level.U-knownU[c][l]) > 0.01 {
				t.Errorf("%s level %d: m %.3f u %.3f, not %.3f %.3f", m.Columns[c].Comparison, l, level.M, level.U, knownM[c][l], knownU[c][l])
			}
			if want := math.Log2(knownM[c][l] / knownU[c][l]); knownM[c][l] >= 0.2 && math.Abs(level.Weight.Bits()-want) > 0.4 {
				t.Errorf("%s level %d: %s bits, not %.3f", m.Columns[c].Comparison, l, level.Weight, want)
			}
		}
	}
}

// TestMixtureRecovers: m, u and lambda of simulated pairs are found again, from
// settings that hold other ones.
func TestMixtureRecovers(t *testing.T) {
	m, err := simulated(levelled(t), 60000, nil).Fit()
	if err != nil {
		t.Fatal(err)
	}
	wantMixture(t, m, 0, 1, 2, 3)
	if m.AtBound || m.Pairs != 60000 {
		t.Errorf("%+v", m)
	}
	if prior := math.Log2(knownLambda / (1 - knownLambda)); math.Abs(m.Settings.Prior.Bits()-prior) > 0.4 {
		t.Errorf("prior %s, not %.3f", m.Settings.Prior, prior)
	}
}

// TestMixtureMissing: what is missing here and there, in whichever kind of pair,
// changes nothing about what is found.
func TestMixtureMissing(t *testing.T) {
	m, err := simulated(levelled(t), 60000, func(r *rand.Rand, ms *[4]Measure) {
		for c := range ms {
			if r.Float64() < 0.25 {
				ms[c] = Measure{Presence: registry.OneMissing}
			}
		}
	}).Fit()
	if err != nil {
		t.Fatal(err)
	}
	wantMixture(t, m, 0, 1)
}

// TestMixtureSpoiltColumns: an empty column or a constant one disturbs neither
// the others nor itself.
func TestMixtureSpoiltColumns(t *testing.T) {
	s := levelled(t)
	m, err := simulated(s, 60000, func(_ *rand.Rand, ms *[4]Measure) { ms[3] = Measure{Presence: registry.BothMissing} }).Fit()
	if err != nil {
		t.Fatal(err)
	}
	wantMixture(t, m, 0, 1)
	if c := m.Columns[3]; c.State != MixtureEmpty || m.Settings.Curves[3].Knots[2].Weight != s.Curves[3].Knots[2].Weight {
		t.Errorf("empty: %+v", c)
	}
	m, err = simulated(s, 60000, func(_ *rand.Rand, ms *[4]Measure) { ms[3].Similarity = 1000 }).Fit()
	if err != nil {
		t.Fatal(err)
	}
	wantMixture(t, m, 0, 1)
	if c := m.Columns[3]; c.State != MixtureConstant || m.Settings.Curves[3].Knots[2].Weight != 0 || m.Settings.Curves[3].Knots[0].Weight != -3000 {
		t.Errorf("constant: %+v", c)
	}
}

// TestMixtureOfNothing: no pairs, pairs without any text, and pairs all alike
// give settings that can be used.
func TestMixtureOfNothing(t *testing.T) {
	s := DefaultSettings()
	x := s.NewMixer()
	m, err := x.Fit()
	if err != nil || m.Settings.Prior != s.Prior {
		t.Errorf("%+v, %v", m, err)
	}
	for _, ms := range [][4]Measure{{}, {{Presence: registry.BothPresent, Similarity: 1000}, {Presence: registry.BothPresent, Similarity: 1000}}} {
		for c := range ms {
			if ms[c].Presence == "" {
				ms[c].Presence = registry.BothMissing
			}
		}
		x := s.NewMixer()
		for range 50 {
			x.Take(&ms)
		}
		if m, err := x.Fit(); err != nil || m.Lambda <= 0 || m.Lambda > 0.5 {
			t.Errorf("%+v, %v", m, err)
		}
	}
}

// TestRising: weights never fall, and are left alone where they rise already.
func TestRising(t *testing.T) {
	got := rising([]float64{0.1, 0.2, 0.1, 0.6}, []float64{0.4, 0.2, 0.3, 0.1})
	pooled := math.Log2(0.3 / 0.5)
	for i, want := range []float64{math.Log2(0.25), pooled, pooled, math.Log2(6)} {
		if math.Abs(got[i]-want) > 1e-9 {
			t.Errorf("%d: %.4f, not %.4f", i, got[i], want)
		}
	}
}
