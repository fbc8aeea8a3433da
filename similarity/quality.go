package similarity

import (
	"strings"

	"trunglap/registry"
)

// An Examined is a pair with everything that figures of quality ask of it.
type Examined struct {
	Judged
	Measures [4]Measure
	Between  bool // its owners are two bodies
	// Outside: the label rests on facts that the two rows do not state.
	Outside bool
}

// OutsideRows reports whether a label rests on facts outside the rows, which its
// note says at the beginning: "[known]" for general knowledge, "[table 3]" for a
// table of another document. "[table 20; record]" can be read off the rows too.
func (g *Gold) OutsideRows() bool {
	ground, _, _ := strings.Cut(strings.TrimPrefix(g.Note, "["), "]")
	return strings.HasPrefix(g.Note, "[") && !strings.Contains(ground, "record") &&
		(strings.Contains(ground, "known") || strings.HasPrefix(ground, "table "))
}

// The relations that count as true for the two kinds of figure: overlap (grades
// 2 and 3 of a label file), and any relation (grades 1 to 3).
var (
	overlapping = []registry.Relation{registry.Duplication, registry.Overlap, registry.Succession}
	related     = []registry.Relation{registry.Duplication, registry.Overlap, registry.Succession, registry.PartOf, registry.Integration, registry.Fragmentation, registry.Parallel}
)

// A Quality is how well a ranking and its relations agree with labels.
type Quality struct {
	Settings string   `json:"settings"`
	Figures  []Figure `json:"figures"`
	// Overlaps looks at the pairs labelled overlap, Related at all labelled ones;
	// Readable is Overlaps without the labels that rest on facts outside the rows.
	Overlaps    Evaluation         `json:"overlaps"`
	Readable    Evaluation         `json:"readable"`
	Related     Evaluation         `json:"related"`
	Reliability []ReliabilityRange `json:"reliability"`
	Proposals   *ProposalQuality   `json:"proposals,omitempty"`
}

// A Figure is the average precision over some of the pairs.
type Figure struct {
	Related  bool `json:"related"`  // any relation counts as true, not only overlap
	Between  bool `json:"between"`  // pairs of two bodies only
	Readable bool `json:"readable"` // without pairs whose label rests on facts outside the rows

	Positives int     `json:"positives"`
	InSample  float64 `json:"in_sample"` // by the settings as they are
	// Crossed is by weights learnt without the platforms of the pair, the curves
	// keeping their shape; Straight the same with every curve a straight line, as
	// if nobody had chosen a shape by looking at these pairs.
	Crossed  float64 `json:"cross_validated"`
	Straight float64 `json:"cross_validated_straight"`
}

// A ReliabilityRange compares what scores promise with what labels say.
type ReliabilityRange struct {
	From     float64 `json:"from"` // bits; up to the next range
	Pairs    int     `json:"pairs"`
	Promised float64 `json:"promised"` // mean probability
	Related  float64 `json:"related"`  // share labelled with any relation
	Overlaps float64 `json:"overlaps"` // share labelled overlap
}

// Examine measures the settings against labelled pairs.
func (s *Settings) Examine(all []Examined) (Quality, error) {
	q := Quality{Settings: s.hash, Reliability: reliability(all)}
	q.Overlaps = Evaluate(judgedOf(all, nil), overlapping, s.Finding)
	q.Readable = Evaluate(judgedOf(all, func(x *Examined) bool { return !x.Outside }), overlapping, s.Finding)
	q.Related = Evaluate(judgedOf(all, nil), related, s.Finding)
	for _, any := range []bool{false, true} {
		positive := overlapping
		if any {
			positive = related
		}
		crossed, straight, err := s.crossed(all, positive)
		if err != nil {
			return q, err
		}
		for _, readable := range []bool{false, true} {
			for _, between := range []bool{false, true} {
				if any && between {
					continue
				}
				f := Figure{Related: any, Between: between, Readable: readable}
				average := func(x []Examined) float64 {
					e := Evaluate(judgedOf(x, f.counts), positive, s.Finding)
					f.Positives = e.Positives
					return e.AveragePrecision
				}
				f.InSample, f.Crossed, f.Straight = average(all), average(crossed), average(straight)
				q.Figures = append(q.Figures, f)
			}
		}
	}
	return q, nil
}

// counts reports whether a pair is one of those that a figure is about.
func (f *Figure) counts(x *Examined) bool {
	return (x.Between || !f.Between) && !(x.Outside && f.Readable)
}

func judgedOf(all []Examined, want func(*Examined) bool) []Judged {
	var out []Judged
	for i := range all {
		if want == nil || want(&all[i]) {
			out = append(out, all[i].Judged)
		}
	}
	return out
}

// crossed scores all pairs by settings learnt without their platforms: from the
// curves as they are, and from straight lines.
func (s *Settings) crossed(all []Examined, positive []registry.Relation) (crossed, straight []Examined, err error) {
	lessons := make([]Lesson, len(all))
	for i := range all {
		lessons[i] = Lesson{Pair: all[i].Pair, Measures: all[i].Measures}
		for _, r := range positive {
			lessons[i].True = lessons[i].True || all[i].Gold == r
		}
	}
	rescored := func(s *Settings) ([]Examined, error) {
		scores, err := s.CrossValidate(lessons)
		if err != nil {
			return nil, err
		}
		out := make([]Examined, len(all))
		for i := range all {
			out[i] = all[i]
			out[i].Score = scores[i]
		}
		return out, nil
	}
	if crossed, err = rescored(s); err != nil {
		return nil, nil, err
	}
	flat, err := s.straightened()
	if err == nil {
		straight, err = rescored(flat)
	}
	return crossed, straight, err
}

// straightened are settings whose curves run straight from end to end.
func (s *Settings) straightened() (*Settings, error) {
	t := s.clone()
	for i := range t.Curves {
		k := t.Curves[i].Knots
		t.Curves[i].Knots = []registry.Knot{k[0], k[len(k)-1]}
	}
	return t.named()
}

// reliability groups pairs by score, two bits a range, everything below -6 bits
// and everything from 4 bits up together.
func reliability(all []Examined) []ReliabilityRange {
	const lowest, step, ranges = -8, 2, 7
	out := make([]ReliabilityRange, ranges)
	for i := range out {
		out[i].From = float64(lowest + step*i)
	}
	count := make([][2]int, ranges)
	for i := range all {
		x := &all[i]
		k := 0
		for k+1 < ranges && x.Score.Bits() >= out[k+1].From {
			k++
		}
		out[k].Pairs++
		out[k].Promised += x.Score.Probability()
		if among(related, x.Gold) {
			count[k][0]++
		}
		if among(overlapping, x.Gold) {
			count[k][1]++
		}
	}
	for k := range out {
		if n := float64(out[k].Pairs); n > 0 {
			out[k].Promised /= n
			out[k].Related, out[k].Overlaps = float64(count[k][0])/n, float64(count[k][1])/n
		}
	}
	return out
}

func among(rs []registry.Relation, r registry.Relation) bool {
	for _, x := range rs {
		if x == r {
			return true
		}
	}
	return false
}

// An Expected is a proposal whose answer is known: the platforms it duplicates or
// overlaps with, none of them, or that it says too little to be judged.
type Expected struct {
	ID       string
	Style    string
	Right    []string // ids, any of which is right
	Relation registry.Relation
}

// A ProposalQuality is how well proposals were answered.
type ProposalQuality struct {
	Proposals  int `json:"proposals"` // with a right platform
	First      int `json:"first"`     // a right one stood first
	FirstFive  int `json:"first_five"`
	Deep       int `json:"deep"` // of those, told in everyday words
	DeepFirst  int `json:"deep_first"`
	DeepFive   int `json:"deep_first_five"`
	Novel      int `json:"novel"`       // nothing like it exists
	FalseAlarm int `json:"false_alarm"` // of those, called duplication or overlap
	Short      int `json:"short"`       // too little text
	ToldShort  int `json:"told_short"`  // of those, answered insufficient
	Named      int `json:"named"`       // with a right platform, and called duplication or overlap

	Wrong []WrongAnswer `json:"wrong"`
}

// A WrongAnswer is a proposal with a wrong platform in the first place, or none
// of the right verdict.
type WrongAnswer struct {
	ID      string           `json:"id"`
	Style   string           `json:"style"`
	Verdict registry.Verdict `json:"verdict"`
	First   string           `json:"first,omitempty"`
	Right   []string         `json:"right,omitempty"`
	Place   int              `json:"place"` // of the best right platform among those listed; 0: not listed
}

// Take counts one answered proposal.
func (q *ProposalQuality) Take(x Expected, c *registry.Check) {
	alarm := c.Verdict == registry.VerdictDuplication || c.Verdict == registry.VerdictOverlap
	wrong := WrongAnswer{ID: x.ID, Style: x.Style, Verdict: c.Verdict, Right: x.Right}
	if len(c.Matches) > 0 {
		wrong.First = c.Matches[0].ID
	}
	good := false
	switch {
	case x.Relation == registry.Insufficient:
		good = c.Verdict == registry.VerdictInsufficient
		q.Short, q.ToldShort = q.Short+1, q.ToldShort+count1(good)
	case x.Relation == registry.Unrelated:
		good = !alarm
		q.Novel, q.FalseAlarm = q.Novel+1, q.FalseAlarm+count1(alarm)
	default:
		wrong.Place = placeOf(x.Right, c.Matches)
		first, five := count1(wrong.Place == 1), count1(wrong.Place >= 1 && wrong.Place <= 5)
		q.Proposals, q.First, q.FirstFive, q.Named = q.Proposals+1, q.First+first, q.FirstFive+five, q.Named+count1(alarm)
		if x.Style == "deep" {
			q.Deep, q.DeepFirst, q.DeepFive = q.Deep+1, q.DeepFirst+first, q.DeepFive+five
		}
		good = first == 1 && alarm
	}
	if !good {
		q.Wrong = append(q.Wrong, wrong)
	}
}

func count1(b bool) int {
	if b {
		return 1
	}
	return 0
}

// placeOf is where the first right platform stands, from 1.
func placeOf(right []string, matches []registry.Match) int {
	for i := range matches {
		for _, id := range right {
			if matches[i].ID == id {
				return i + 1
			}
		}
	}
	return 0
}
