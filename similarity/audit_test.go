package similarity

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"trunglap/registry"
)

func manyPlatforms(n int) (ps []registry.Platform) {
	for i := range n {
		ps = append(ps, registry.Platform{ID: fmt.Sprintf("P-%03d", i), Agency: "BTC", NameVI: fmt.Sprint("hệ thống ", i)})
	}
	return ps
}

// The sample follows from the run, holds no finding and no pair twice, a longer
// one begins with the shorter, and every pair comes up as often as any other.
func TestSample(t *testing.T) {
	ps := manyPlatforms(12)
	findings := map[registry.Pair]bool{{A: "P-000", B: "P-001"}: true, {A: "P-003", B: "P-007"}: true}
	all := Default().Sample(ps, findings, "run", 1000, "")
	if len(all) != 66-2 {
		t.Fatalf("%d pairs of %d", len(all), 66-2)
	}
	seen := map[registry.Pair]bool{}
	for _, s := range all {
		p := registry.Pair{A: ps[s.A].ID, B: ps[s.B].ID}
		if s.A >= s.B || findings[p] || seen[p] {
			t.Errorf("drew %v", p)
		}
		seen[p] = true
	}
	if short := Default().Sample(ps, findings, "run", 10, ""); !slices.Equal(short, all[:10]) {
		t.Error("a longer sample does not begin with the shorter one")
	}
	if other := Default().Sample(ps, findings, "another run", 10, ""); slices.Equal(other, all[:10]) {
		t.Error("two runs drew the same sample")
	}
	const rounds = 4000
	count := map[[2]int]int{}
	for i := range rounds {
		for _, s := range Default().Sample(ps, findings, fmt.Sprint(i), 4, "") {
			count[[2]int{s.A, s.B}]++
		}
	}
	want := float64(rounds*4) / 64
	for p, n := range count {
		if math.Abs(float64(n)-want) > 6*math.Sqrt(want) {
			t.Errorf("pair %v drawn %d times, expected about %.0f", p, n, want)
		}
	}
}

func TestBoundMisses(t *testing.T) {
	for _, c := range []struct {
		below           int64
		sampled, missed int
		rate            float64
		most            int64
	}{
		{100000, 300, 0, 0.009936, 993}, // the rule of three: 1-0.05^(1/300)
		{100000, 60, 0, 0.048703, 4870},
		{100000, 100, 3, 0.075712, 7571}, // the published table of Clopper and Pearson
		{50, 50, 2, 0.04, 2},             // everything was looked at: no doubt is left
		{0, 0, 0, 0, 0},
		{100, 0, 0, 1, 100}, // nothing was looked at: nothing is known
		{100, 90, 0, 0.032740, 3},
		{100, 5, 5, 1, 100},
	} {
		b := BoundMisses(c.below, c.sampled, c.missed, 0.95)
		if math.Abs(b.Rate-c.rate) > 1e-5 || b.Most != c.most {
			t.Errorf("%+v: rate %.6f, most %d", c, b.Rate, b.Most)
		}
	}
}

// On registries whose misses are known the stated bound holds at least as
// often as it says.
func TestBoundHoldsAsOftenAsItSays(t *testing.T) {
	rnd := rand.New(rand.NewPCG(23, 1))
	const rounds = 4000
	for _, confidence := range []float64{0.9, 0.95, 0.99} {
		for _, c := range []struct{ below, truth, sampled int }{{5000, 0, 100}, {5000, 5, 100}, {5000, 50, 100}, {5000, 150, 300}, {5000, 2500, 60}, {200, 10, 150}} {
			held := 0
			for range rounds {
				missed := 0 // draw without replacement: the first truth pairs are the misses
				for left, of, k := c.sampled, c.below, c.truth; left > 0; left, of = left-1, of-1 {
					if rnd.IntN(of) < k {
						k--
						missed++
					}
				}
				if BoundMisses(int64(c.below), c.sampled, missed, confidence).Most >= int64(c.truth) {
					held++
				}
			}
			// three standard deviations of the simulation itself
			if got, slack := float64(held)/rounds, 3*math.Sqrt(confidence*(1-confidence)/rounds); got < confidence-slack {
				t.Errorf("%+v at %.2f: held in %.4f", c, confidence, got)
			}
		}
	}
}
