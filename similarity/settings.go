package similarity

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"trunglap/registry"
)

// Settings are the whole model, as data: how much each view counts, the curve
// from similarity to bits of each comparison, prior and thresholds. A Settings
// is immutable once loaded and is named by its hash in every finding.
type Settings struct {
	Version string `json:"version"`
	// Prior is the evidence before anything is compared: log2 of the odds that
	// two platforms drawn at random overlap.
	Prior registry.Millibits `json:"prior"`
	// Finding and Duplication are the scores from which a pair is reported, and
	// from which it may be called duplication.
	Finding     registry.Millibits `json:"finding"`
	Duplication registry.Millibits `json:"duplication"`
	// Views says what a view adds to a bag, in percent of its plain weight.
	Views Views `json:"views"`
	// MinFunction is the weight (see unit) of function text below which a
	// platform says too little to be judged.
	MinFunction int64 `json:"min_function"`
	// Curves has one entry per comparison, in printing order.
	Curves []registry.Curve `json:"curves"`
	// Relations are the cut-offs of the decision table.
	Relations Cuts `json:"relations"`

	hash string
}

// Views weighs the views of a text against one another, in percent.
type Views struct {
	Syllable int `json:"syllable"`
	Compound int `json:"compound"`
	Concept  int `json:"concept"`
	// Vector is what likeness of use counts, in percent of likeness of words, and
	// VectorMost how many thousandths of similarity it can add to what words say.
	Vector     int `json:"vector"`
	VectorMost int `json:"vector_most"`
	Generic    int `json:"generic"` // what is left of a generic word
	// Kinds weighs concepts by what they are: the object decides, the channel hardly matters.
	Kinds map[string]int `json:"kinds"`
	// Step is what is left of a concept one step broader.
	Step int `json:"step"`
}

// Cuts are the places at which the decision table turns: similarities in
// thousandths, scores in millibits.
type Cuts struct {
	SameName     int `json:"same_name"`     // names count as the same
	SameFunction int `json:"same_function"` // functions count as the same
	Name         int `json:"name"`          // names have their subject in common
	// From these scores up a pair of two bodies, and of one body, overlaps; below
	// it shares data. Systems of one body are made to share data, so more is asked.
	Overlap       registry.Millibits `json:"overlap"`
	OverlapWithin registry.Millibits `json:"overlap_within"`
}

//go:embed settings.json
var defaultSettings []byte

// DefaultSettings are the embedded settings.
var DefaultSettings = sync.OnceValue(func() *Settings {
	s, err := LoadSettings(bytes.NewReader(defaultSettings))
	if err != nil {
		panic("similarity: embedded settings.json: " + err.Error())
	}
	return s
})

// LoadSettings reads and checks a settings file. Unknown, missing and repeated
// keys, curves that fall, missing comparisons and absurd weights are refused,
// with the key named.
func LoadSettings(r io.Reader) (*Settings, error) {
	file, err := io.ReadAll(io.LimitReader(r, maxSettings+1))
	if err != nil {
		return nil, unreadable("", err)
	}
	if len(file) > maxSettings {
		return nil, badSetting("", "dài quá 1 MB", "are longer than 1 MB")
	}
	if _, err := keys(file); err != nil {
		return nil, err // names the key where the decoder below would not
	}
	s := &Settings{}
	var wrong *json.UnmarshalTypeError
	switch err := json.Unmarshal(file, s); {
	case errors.As(err, &wrong):
		return nil, unreadable(wrong.Field, err)
	case err != nil:
		return nil, unreadable("", err)
	}
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("hash settings: %w", err)
	}
	if err := checkKeys(file, data); err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	s.hash = hex.EncodeToString(sum[:])
	return s, nil
}

// Hash names the settings: the hex SHA-256 of their canonical JSON.
func (s *Settings) Hash() string { return s.hash }

// JSON is the canonical form, which LoadSettings reads back.
func (s *Settings) JSON() []byte {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic("similarity: settings hold only numbers and strings: " + err.Error())
	}
	return append(data, '\n')
}

// Model is what a reader needs in order to check the arithmetic.
func (s *Settings) Model() registry.Model {
	return registry.Model{Hash: s.hash, Version: s.Version, Prior: s.Prior,
		Finding: s.Finding, Duplication: s.Duplication, Curves: s.Curves}
}

// maxWeight bounds every weight: 2^100 to one is certain beyond any dispute.
const maxWeight registry.Millibits = 100_000

func (s *Settings) check() error {
	for _, w := range []struct {
		key string
		is  registry.Millibits
	}{{"prior", s.Prior}, {"finding", s.Finding}, {"duplication", s.Duplication}} {
		if w.is < -maxWeight || w.is > maxWeight {
			return badSetting(w.key, "phải nằm trong khoảng ±100 bit", "must lie within ±100 bits")
		}
	}
	if s.Duplication < s.Finding {
		return badSetting("duplication", "không được nhỏ hơn finding", "must not be below finding")
	}
	if err := s.Relations.check(); err != nil {
		return err
	}
	if c := s.Relations; c.Overlap < s.Finding || c.OverlapWithin < c.Overlap || c.OverlapWithin > maxWeight {
		return badSetting("relations.overlap", "phải từ finding trở lên, và overlap_within không nhỏ hơn overlap", "must not be below finding, nor overlap_within below overlap")
	}
	if s.MinFunction < 0 {
		return badSetting("min_function", "không được âm", "must not be negative")
	}
	if len(s.Curves) != len(registry.Comparisons) {
		return badSetting("curves", "phải có đủ bốn tiêu chí name, function, domain, scope", "must hold the four comparisons name, function, domain, scope")
	}
	for i, c := range s.Curves {
		if c.Comparison != registry.Comparisons[i] {
			return badSetting("curves", "tiêu chí phải theo thứ tự name, function, domain, scope", "comparisons must come in the order name, function, domain, scope")
		}
		if err := checkCurve(c); err != nil {
			return err
		}
	}
	return s.Views.check()
}

func checkCurve(c registry.Curve) error {
	key := "curves." + string(c.Comparison)
	k := c.Knots
	if len(k) < 2 || k[0].Similarity != 0 || k[len(k)-1].Similarity != 1000 {
		return badSetting(key, "phải bắt đầu ở 0 và kết thúc ở 1000", "must begin at 0 and end at 1000")
	}
	for i := range k {
		switch {
		case k[i].Weight < -maxWeight || k[i].Weight > maxWeight:
			return badSetting(key, "trọng số phải nằm trong khoảng ±100 bit", "weights must lie within ±100 bits")
		case i > 0 && k[i].Similarity <= k[i-1].Similarity:
			return badSetting(key, "các mốc phải tăng dần", "knots must rise")
		case i > 0 && k[i].Weight < k[i-1].Weight:
			return badSetting(key, "trọng số không được giảm khi độ giống tăng", "weights must not fall as similarity rises")
		}
	}
	top := k[len(k)-1].Weight
	if c.OneMissing > top || c.BothMissing > top || c.OneMissing < -maxWeight || c.BothMissing < -maxWeight {
		return badSetting(key, "thiếu thông tin không được nặng hơn giống hệt", "missing must not weigh more than identical")
	}
	return nil
}

// percents are settings with the most that each may be.
type percents []struct {
	key     string
	is, max int
}

func (ps percents) check(unit registry.Text) error {
	for _, p := range ps {
		if p.is < 0 || p.is > p.max {
			return badSetting(p.key, fmt.Sprintf("phải từ 0 đến %d %s", p.max, unit.VI), fmt.Sprintf("must be 0 to %d %s", p.max, unit.EN))
		}
	}
	return nil
}

func (v Views) check() error {
	ps := percents{{"views.syllable", v.Syllable, 1000}, {"views.compound", v.Compound, 1000}, {"views.concept", v.Concept, 1000},
		{"views.vector", v.Vector, 100}, {"views.vector_most", v.VectorMost, 1000}, {"views.generic", v.Generic, 100}, {"views.step", v.Step, 100}}
	for _, kind := range slices.Sorted(maps.Keys(v.Kinds)) {
		ps = append(ps, percents{{"views.kinds." + kind, v.Kinds[kind], 1000}}...)
	}
	if err := ps.check(registry.T("phần trăm", "percent")); err != nil {
		return err
	}
	if v.Syllable+v.Compound == 0 {
		return badSetting("views", "từ ngữ phải có trọng số", "words must weigh something")
	}
	return nil
}

func (c Cuts) check() error {
	return percents{{"relations.same_name", c.SameName, 1000}, {"relations.same_function", c.SameFunction, 1000},
		{"relations.name", c.Name, 1000}}.check(registry.T("phần nghìn", "thousandths"))
}

// badSetting says what is wrong with a key, or with the whole file ("").
func badSetting(key, vi, en string) error {
	if key != "" {
		key = " " + key
	}
	return registry.Invalid(registry.T("thiết lập"+key+": "+vi, "settings"+key+": "+en))
}

// weight reads a curve at a similarity in thousandths: integers throughout,
// rounded half up once.
func weight(c *registry.Curve, sim int) registry.Millibits {
	k := c.Knots
	i := 1
	for i < len(k)-1 && k[i].Similarity < sim {
		i++
	}
	lo, hi := k[i-1], k[i]
	rise := int64(hi.Weight-lo.Weight) * int64(sim-lo.Similarity)
	run := int64(hi.Similarity - lo.Similarity)
	return lo.Weight + registry.Millibits((2*rise+run)/(2*run))
}
