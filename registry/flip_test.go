package registry

import (
	"testing"
)

// TestFlip: the change flips the finding, a thousandth of a bit less does not,
// and no comparison needs a smaller share of its weight.
func TestFlip(t *testing.T) {
	const threshold = 500
	for _, weights := range [][]Millibits{{4000, 3000, -500, 0}, {9000, 1, 1, 1}, {700, 0, 0, 0}, {-300, -200, 5000, -3000}, {100, 0, -40, 0}} {
		f := Finding{}
		for i, w := range weights {
			f.Score += w
			f.Evidence = append(f.Evidence, Evidence{Comparison: Comparisons[i], Weight: w})
		}
		f.Margin = f.Score - threshold
		flip := f.Flip()
		is := func(score Millibits) bool { return score >= threshold }
		nearly := flip.By + 1
		if flip.By > 0 {
			nearly = flip.By - 1
		}
		if is(f.Score+flip.By) == is(f.Score) || is(f.Score+nearly) != is(f.Score) {
			t.Errorf("%v: by %d", weights, flip.By)
		}
		need := max(flip.By, -flip.By)
		var sum Millibits
		for i, w := range weights {
			w = max(w, -w)
			sum += w
			// the share named carries it for the comparison named; a tenth of a percent less carries it for none
			if got := w*Millibits(flip.Percent) >= 1000*need; got != true && Comparisons[i] == flip.Comparison {
				t.Errorf("%v: %d tenths of %s are too little", weights, flip.Percent, flip.Comparison)
			}
			if w*Millibits(flip.Percent-1) >= 1000*need {
				t.Errorf("%v: %s needs less than %d tenths", weights, Comparisons[i], flip.Percent)
			}
		}
		if sum*Millibits(flip.Together) < 1000*need || sum*Millibits(flip.Together-1) >= 1000*need {
			t.Errorf("%v: %d tenths together", weights, flip.Together)
		}
	}
	if flip := (&Finding{Margin: 3}).Flip(); flip.Percent != 0 || flip.By != -4 {
		t.Errorf("without weights: %+v", flip)
	}
}
