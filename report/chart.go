package report

import (
	"trunglap/registry"
)

// Charts are laid out here in whole pixels and drawn by the page template as
// inline SVG. Whole pixels keep the bytes equal on every machine.

// A scale maps evidence in thousandths of a bit to pixels.
type scale struct {
	lo, hi registry.Millibits
	x0, w  int
}

func (s scale) x(m registry.Millibits) int {
	return s.x0 + int((m-s.lo)*registry.Millibits(s.w)/max(s.hi-s.lo, 1))
}

// A tick is a labelled place on an axis.
type tick struct {
	X     int
	Label string
}

// probabilityTicks are the shares marked on the upper axis, with the score at
// which a finding has that probability: log2(p/(1-p)) bits.
var probabilityTicks = [...]struct {
	share float64
	at    registry.Millibits
}{
	{0.001, -9964}, {0.01, -6629}, {0.1, -3170}, {0.5, 0}, {0.9, 3170}, {0.99, 6629}, {0.999, 9964}, {0.9999, 13288},
}

// The waterfall's measures. It is narrow so that its letters stay readable on
// a telephone.
const (
	fallWidth  = 480
	fallPlotX  = 118
	fallPlotW  = 282
	fallTop    = 40
	fallRow    = 27
	fallBar    = 17
	fallBottom = 26
	tickApart  = 38 // least distance between two labels of an axis
)

// A waterfall shows how a score is made: the prior, one bar per comparison
// that starts where the last one ended, and the total against the threshold.
type waterfall struct {
	ID            string
	Width, Height int
	PlotX, PlotW  int
	Top, Bottom   int // of the plot
	Bars          []bar
	Threshold     tick
	Bits          []tick
	Shares        []tick
}

// A bar is one row of the waterfall.
type bar struct {
	Label, Value string
	Raw          string // the value as stored, in bits
	Class        string // prior, plus, minus, none or total
	X, Y, W, H   int
	TextY        int
	JoinX        int // where the line to the next bar goes down
	Last         bool
	Link         string // to the curve that gives the weight
}

// fallScale spans every waterfall of a report, so that cards can be compared
// by eye: from the lowest to the highest running total, in whole bits.
func fallScale(cases []kase, model registry.Model) scale {
	lo, hi := min(0, model.Finding, model.Prior), max(0, model.Finding, model.Prior)
	for i := range cases {
		sum := cases[i].Prior
		lo, hi = min(lo, sum), max(hi, sum)
		for _, e := range cases[i].Evidence {
			sum += e.Weight
			lo, hi = min(lo, sum), max(hi, sum)
		}
	}
	return scale{lo: floorBit(lo - 200), hi: -floorBit(-hi - 200), x0: fallPlotX, w: fallPlotW}
}

func floorBit(m registry.Millibits) registry.Millibits {
	if r := m % 1000; r != 0 {
		if r < 0 {
			r += 1000
		}
		m -= r
	}
	return m
}

func (d *document) waterfall(k *kase, s scale) waterfall {
	f := waterfall{ID: "w-" + k.ID, Width: fallWidth, PlotX: fallPlotX, PlotW: fallPlotW, Top: fallTop}
	f.add(s, bar{Label: d.tr("điểm khởi đầu", "prior"), Class: "prior", Link: "#prior"}, 0, k.Prior, d.signed(k.Prior))
	sum := k.Prior
	for _, e := range k.Evidence {
		b := bar{Label: e.Comparison.Text().In(d.lang), Class: weightClass(e.Weight), Link: "#curve-" + string(e.Comparison)}
		f.add(s, b, sum, e.Weight, d.signed(e.Weight))
		sum += e.Weight
	}
	f.add(s, bar{Label: d.tr("tổng điểm", "total"), Class: "total", Last: true}, 0, k.Score, d.bits(k.Score))
	f.Bottom = fallTop + len(f.Bars)*fallRow
	f.Height = f.Bottom + fallBottom
	f.Threshold = tick{s.x(d.Model.Finding), d.tr("ngưỡng ", "threshold ") + d.bits(d.Model.Finding)}
	f.Bits, f.Shares = d.bitTicks(s), d.shareTicks(s)
	return f
}

func (f *waterfall) add(s scale, b bar, from, by registry.Millibits, value string) {
	x, y := s.x(min(from, from+by)), fallTop+len(f.Bars)*fallRow
	b.X, b.W = x, max(s.x(max(from, from+by))-x, 1)
	b.Y, b.H, b.TextY = y+(fallRow-fallBar)/2, fallBar, y+fallRow/2+4
	b.JoinX, b.Value, b.Raw = s.x(from+by), value, by.String()
	f.Bars = append(f.Bars, b)
}

func weightClass(m registry.Millibits) string {
	switch {
	case m > 0:
		return "plus"
	case m < 0:
		return "minus"
	}
	return "none"
}

// bitTicks labels the lower axis at every whole number of bits that fits, in
// steps of 1, 2, 5 or 10.
func (d *document) bitTicks(s scale) []tick {
	step := registry.Millibits(1000)
	for _, n := range []registry.Millibits{1, 2, 5, 10, 20, 50, 100, 1000, 1000000} {
		step = n * 1000
		if s.x(s.lo+step)-s.x(s.lo) >= tickApart {
			break
		}
	}
	var out []tick
	for m := floorBit(s.lo) / step * step; m <= s.hi; m += step {
		if m >= s.lo {
			out = append(out, tick{s.x(m), d.num(int64(m / 1000))})
		}
	}
	return out
}

func (d *document) shareTicks(s scale) []tick {
	var out []tick
	last := -tickApart
	for _, p := range probabilityTicks {
		if p.at < s.lo || p.at > s.hi || s.x(p.at)-last < tickApart {
			continue
		}
		last = s.x(p.at)
		out = append(out, tick{last, d.shareLabel(p.share)})
	}
	return out
}

// shareLabel writes a tick's share without idle decimals: 50%, 99,9%.
func (d *document) shareLabel(share float64) string {
	switch {
	case share == 0.9999:
		return d.decimal("99.99%")
	case share == 0.001 || share == 0.999:
		return d.percent(share)
	}
	return d.num(int64(share*100+0.5)) + "%"
}

// The curve's measures.
const (
	curveWidth  = 300
	curveHeight = 190
	curveX      = 40
	curveW      = 240
	curveY      = 16
	curveH      = 136
)

// A curve draws one comparison's weight over its similarity.
type curve struct {
	ID, Label               string
	Width, Height           int
	X, Y, W, H              int
	Points                  string // of the polyline
	Knots                   []knot
	Zero                    int // height of the line of no evidence
	OneMissing, BothMissing string
}

// A knot is a corner of the curve with its two values.
type knot struct {
	X, Y, LabelY  int
	Anchor        string
	Value         string
	Similarity    string
	RawSimilarity string
	RawWeight     string
}

// curves draws all comparisons on one weight axis, so that heights compare.
func (d *document) curves() []curve {
	var lo, hi registry.Millibits
	for _, c := range d.Model.Curves {
		for _, k := range c.Knots {
			lo, hi = min(lo, k.Weight), max(hi, k.Weight)
		}
	}
	var out []curve
	for _, c := range d.Model.Curves {
		out = append(out, d.curve(c, floorBit(lo), -floorBit(-hi)))
	}
	return out
}

func (d *document) curve(c registry.Curve, lo, hi registry.Millibits) curve {
	y := func(m registry.Millibits) int {
		return curveY + curveH - int((m-lo)*curveH/max(hi-lo, 1))
	}
	v := curve{
		ID: "curve-" + string(c.Comparison), Label: c.Comparison.Text().In(d.lang), Width: curveWidth, Height: curveHeight,
		X: curveX, Y: curveY, W: curveW, H: curveH, Zero: y(0), OneMissing: d.signed(c.OneMissing), BothMissing: d.signed(c.BothMissing),
	}
	for _, k := range c.Knots {
		n := knot{
			X: curveX + k.Similarity*curveW/1000, Y: y(k.Weight), Value: d.signed(k.Weight), Anchor: "middle",
			Similarity: d.similarity(k.Similarity), RawSimilarity: registry.Millibits(k.Similarity).String(), RawWeight: k.Weight.String(),
		}
		n.LabelY = n.Y - 8
		if k.Similarity == 0 {
			n.Anchor = "start"
		} else if k.Similarity == 1000 {
			n.Anchor = "end"
		}
		v.Points += d.point(n.X, n.Y)
		v.Knots = append(v.Knots, n)
	}
	return v
}
