package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A Pair is two distinct platforms in canonical order, A < B. It is a valid map key.
type Pair struct {
	A string `json:"a"`
	B string `json:"b"`
}

// NewPair orders the two ids; a platform makes no pair with itself.
func NewPair(x, y string) (Pair, error) {
	switch {
	case x == y:
		return Pair{}, Invalid(Tf("nền tảng %s không thể so với chính nó", "platform %s makes no pair with itself", x))
	case x > y:
		x, y = y, x
	}
	return Pair{x, y}, nil
}

// ID names the finding of a pair on every machine and in every run.
func (p Pair) ID() string {
	sum := sha256.Sum256([]byte(p.A + "\x00" + p.B))
	return "F-" + hex.EncodeToString(sum[:5])
}

// Millibits is an amount of evidence in whole thousandths of a bit.
type Millibits int64

// Bits returns the amount in bits.
func (m Millibits) Bits() float64 { return float64(m) / 1000 }

// String prints the amount in bits with three decimals, exactly.
func (m Millibits) String() string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	return fmt.Sprintf("%s%d.%03d", sign, m/1000, m%1000)
}

// ParseMillibits reads what String prints, or any decimal number of bits.
func ParseMillibits(s string) (Millibits, error) {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > 1e9 {
		return 0, Invalid(Tf("%q không phải là số bit", "%q is not a number of bits", s))
	}
	return Millibits(math.Round(f * 1000)), nil
}

// Probability is 2^s/(1+2^s) for a score of s bits.
func (m Millibits) Probability() float64 { return 1 / (1 + math.Exp2(-m.Bits())) }

// A Comparison is one of the aspects two platforms are compared by.
type Comparison string

// The comparisons, in the order in which they are printed.
const (
	ByName     Comparison = "name"
	ByFunction Comparison = "function"
	ByDomain   Comparison = "domain"
	ByScope    Comparison = "scope"
)

// Comparisons lists them in printing order.
var Comparisons = [...]Comparison{ByName, ByFunction, ByDomain, ByScope}

// A Presence says whether both sides stated what is compared: missing is not different.
type Presence string

// The three outcomes.
const (
	BothPresent Presence = "present"
	OneMissing  Presence = "one-missing"
	BothMissing Presence = "both-missing"
)

// A Phrase is something the two texts share, with the words as each side
// wrote them and the reason they count as shared.
type Phrase struct {
	A      string `json:"a"`
	B      string `json:"b"`
	Via    Via    `json:"via"`
	Source string `json:"source,omitempty"` // the vocabulary or thesaurus line used, or the nearest terms
	Share  int    `json:"share"`            // its part of the similarity, in thousandths
}

// Via is the view in which two phrases meet.
type Via string

// The views, strongest first.
const (
	ViaWords   Via = "words"   // the same words, marks and all
	ViaFolded  Via = "folded"  // the same letters once marks are removed: weaker
	ViaNear    Via = "near"    // a spelling slip or an inflected form
	ViaConcept Via = "concept" // the same thesaurus concept, or a broader one
	ViaVector  Via = "vector"  // used alike in law: the nearest terms are named
	ViaCode    Via = "code"    // the same domain code, user group or scope
)

// Evidence is one comparison's share of a score.
type Evidence struct {
	Comparison Comparison `json:"comparison"`
	Presence   Presence   `json:"presence"`
	Similarity int        `json:"similarity"` // in [0,1000], thousandths; 0 unless both present
	Weight     Millibits  `json:"weight"`
	Folded     bool       `json:"folded,omitempty"` // rests on letters without marks
	Shared     []Phrase   `json:"shared,omitempty"`
	OnlyA      []string   `json:"only_a,omitempty"`
	OnlyB      []string   `json:"only_b,omitempty"`
}

// A Relation is what two platforms are to each other.
type Relation string

// The relations; see the decision table in package similarity.
const (
	Duplication   Relation = "duplication"
	Overlap       Relation = "overlap"
	Fragmentation Relation = "fragmentation"
	Succession    Relation = "succession"
	PartOf        Relation = "part-of"
	Integration   Relation = "integration"
	Parallel      Relation = "lawful-parallel"
	Unrelated     Relation = "unrelated"
	Insufficient  Relation = "insufficient"
)

// Relations lists them in printing order.
var Relations = [...]Relation{Duplication, Overlap, Succession, Fragmentation, PartOf, Integration, Parallel, Insufficient, Unrelated}

// A Verdict answers the question "is it built twice?".
type Verdict string

// The verdicts.
const (
	VerdictDuplication  Verdict = "duplication"  // trùng lặp
	VerdictOverlap      Verdict = "overlap"      // có thể chồng lấn
	VerdictNone         Verdict = "none"         // chưa phát hiện
	VerdictInsufficient Verdict = "insufficient" // chưa đủ cơ sở
	VerdictMatch        Verdict = "match"        // khớp: of two linked lists, the same thing
)

// An OwnerRelation says whose the two platforms are, then and as of the run's date.
type OwnerRelation string

// The owner relations. Merged: two owners when listed, one as of the run's date.
const (
	Between OwnerRelation = "between"
	Within  OwnerRelation = "within"
	Merged  OwnerRelation = "merged"
)

// A Counterfactual says what the score would be if one comparison had no evidence for likeness.
type Counterfactual struct {
	Comparison Comparison `json:"comparison"`
	Score      Millibits  `json:"score"`
	Finding    bool       `json:"finding"` // would it still pass the threshold?
}

// An Explanation holds the sentences of a finding in one language.
type Explanation struct {
	Summary        string `json:"summary"`        // what is alike, between whom, how strongly
	Shared         string `json:"shared"`         // what is shared
	Differs        string `json:"differs"`        // what differs
	WhyNotHigher   string `json:"why_not_higher"` // what is missing for the top score
	Counterfactual string `json:"counterfactual"` // what would change the outcome
	Relation       string `json:"relation"`       // why this relation: the row of the decision table that decided
}

// A Finding is a scored pair with everything needed to check it.
type Finding struct {
	ID             string               `json:"id"`
	Pair           Pair                 `json:"pair"`
	Prior          Millibits            `json:"prior"`
	Score          Millibits            `json:"score"` // Prior plus every Weight
	Relation       Relation             `json:"relation"`
	Verdict        Verdict              `json:"verdict"`
	Owners         OwnerRelation        `json:"owners"`
	Evidence       []Evidence           `json:"evidence"` // one per comparison, in printing order
	Margin         Millibits            `json:"margin"`   // score minus the finding threshold
	Robust         bool                 `json:"robust"`   // no single comparison's least plausible change flips it
	Counterfactual Counterfactual       `json:"counterfactual"`
	Explain        map[Lang]Explanation `json:"explain,omitempty"`
	Settings       string               `json:"settings"` // hash of the settings that made it
}

// Probability of the finding's score.
func (f *Finding) Probability() float64 { return f.Score.Probability() }

// A Certificate states that every pair was looked at.
type Certificate struct {
	Platforms int              `json:"platforms"`
	Expected  int64            `json:"pairs_expected"` // n(n-1)/2, or |A|x|B| for two lists
	Compared  int64            `json:"pairs_compared"` // scored in full
	Bounded   int64            `json:"pairs_bounded"`  // proved below the threshold
	BoundedBy map[string]int64 `json:"bounded_by,omitempty"`
	Skipped   int64            `json:"pairs_skipped"` // always 0
	Threshold Millibits        `json:"threshold"`
	Digest    string           `json:"digest"` // of all findings, in order
}

// A Run is one scan: snapshot + settings + engine -> findings + certificate.
type Run struct {
	ID          int64            `json:"run"`
	Snapshot    string           `json:"snapshot"`
	AsOf        Date             `json:"as_of,omitempty"`
	Settings    string           `json:"settings"`
	Engine      string           `json:"engine"`
	Vocabulary  string           `json:"vocabulary,omitempty"` // hash of vocabulary and thesaurus; empty: an earlier release did not say
	Statistics  string           `json:"statistics,omitempty"`
	Agencies    string           `json:"agencies,omitempty"` // hash of the directory
	Started     time.Time        `json:"started"`
	Seconds     float64          `json:"seconds"`
	Certificate Certificate      `json:"certificate"`
	Count       map[Relation]int `json:"findings"`
}

// A Knot is one corner of a weight curve: similarity in thousandths -> weight.
type Knot struct {
	Similarity int       `json:"similarity"`
	Weight     Millibits `json:"weight"`
}

// A Curve is the weight of one comparison: piecewise linear and never falling
// between its knots, and two fixed weights for missing text.
type Curve struct {
	Comparison  Comparison `json:"comparison"`
	Knots       []Knot     `json:"knots"`
	OneMissing  Millibits  `json:"one_missing"`
	BothMissing Millibits  `json:"both_missing"`
}

// A Model is the part of the settings that a reader of a report needs in order
// to check the arithmetic.
type Model struct {
	Hash        string    `json:"hash"`
	Version     string    `json:"version"`
	Prior       Millibits `json:"prior"`
	Finding     Millibits `json:"finding"`     // from this score up a pair is a finding
	Duplication Millibits `json:"duplication"` // from this score up it may be called duplication
	Curves      []Curve   `json:"curves"`
}
