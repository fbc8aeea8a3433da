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
	Vector   int `json:"vector"`
	Generic  int `json:"generic"` // what is left of a generic word
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

// LoadSettings reads and checks a settings file. Unknown keys, curves that
// fall, missing comparisons and absurd weights are refused, with the key named.
func LoadSettings(r io.Reader) (*Settings, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	s := &Settings{}
	if err := dec.Decode(s); err != nil {
		return nil, &registry.Error{Kind: registry.ErrInvalid, Say: registry.T("tệp thiết lập không đọc được", "settings cannot be read"), Err: err}
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, badSetting("", "có dữ liệu thừa sau thiết lập", "there is something after the settings")
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("hash settings: %w", err)
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
	for key, w := range map[string]registry.Millibits{"prior": s.Prior, "finding": s.Finding, "duplication": s.Duplication} {
		if w < -maxWeight || w > maxWeight {
			return badSetting(key, "phải nằm trong khoảng ±100 bit", "must lie within ±100 bits")
		}
	}
	if s.Duplication < s.Finding {
		return badSetting("duplication", "không được nhỏ hơn finding", "must not be below finding")
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

func (v Views) check() error {
	for key, n := range map[string]int{"syllable": v.Syllable, "compound": v.Compound, "concept": v.Concept,
		"vector": v.Vector, "generic": v.Generic, "step": v.Step} {
		if n < 0 || n > 1000 {
			return badSetting("views."+key, "phải từ 0 đến 1000 phần trăm", "must be 0 to 1000 percent")
		}
	}
	if v.Syllable+v.Compound == 0 {
		return badSetting("views", "từ ngữ phải có trọng số", "words must weigh something")
	}
	for kind, n := range v.Kinds {
		if n < 0 || n > 1000 {
			return badSetting("views.kinds."+kind, "phải từ 0 đến 1000 phần trăm", "must be 0 to 1000 percent")
		}
	}
	return nil
}

func badSetting(key, vi, en string) error {
	return registry.Invalid(registry.Tf("thiết lập %s: "+vi, "settings: %s "+en, key))
}

// weight reads a curve at a similarity in thousandths: integers throughout,
// rounded half away from zero once.
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
