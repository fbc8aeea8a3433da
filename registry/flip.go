package registry

// A Flip says how little would have to change for a pair to be a finding no
// more (or to become one). It is exact, because a score is a sum. What no
// change of weights reaches is absent: all weights are zero.
type Flip struct {
	By         Millibits  `json:"by"`         // the least change of the score that flips it, whichever weights bear it
	Comparison Comparison `json:"comparison"` // that bears it with the least relative change
	Percent    int64      `json:"percent"`    // tenths of a percent by which its weight must change, at least; 0: no weight can
	Together   int64      `json:"together"`   // tenths of a percent by which all weights must change against it, at least
}

// Flip works the finding's Flip out from its evidence. A finding stands from
// the threshold up, so it must lose its margin and a thousandth of a bit more.
func (f *Finding) Flip() Flip {
	flip := Flip{By: -f.Margin - 1}
	if f.Margin < 0 {
		flip.By = -f.Margin
	}
	var sum, most Millibits
	for _, e := range f.Evidence {
		w := max(e.Weight, -e.Weight)
		sum += w
		if w > most {
			most, flip.Comparison = w, e.Comparison
		}
	}
	need := max(flip.By, -flip.By)
	flip.Percent, flip.Together = tenths(need, most), tenths(need, sum)
	return flip
}

// tenths is need as tenths of a percent of a weight, rounded up.
func tenths(need, of Millibits) int64 {
	if of == 0 {
		return 0
	}
	return int64((1000*need + of - 1) / of)
}
