package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// A ChangeKind says how a pair stands in a run against an earlier one.
type ChangeKind string

// The kinds, the first that fits: a pair whose relation changed is not also
// told as stronger.
const (
	ChangeNew      ChangeKind = "new"      // a finding now, none before
	ChangeGone     ChangeKind = "gone"     // a finding before, none now
	ChangeRelation ChangeKind = "relation" // another relation
	ChangeStronger ChangeKind = "stronger" // a higher score
	ChangeWeaker   ChangeKind = "weaker"   // a lower score
	ChangeOwners   ChangeKind = "owners"   // the same score, but the owners have merged or changed
)

// ChangeKinds lists them in printing order.
var ChangeKinds = [...]ChangeKind{ChangeNew, ChangeGone, ChangeRelation, ChangeStronger, ChangeWeaker, ChangeOwners}

// Text is the kind's word in both languages.
func (k ChangeKind) Text() Text {
	switch k {
	case ChangeNew:
		return T("mới", "new")
	case ChangeGone:
		return T("không còn", "gone")
	case ChangeRelation:
		return T("đổi quan hệ", "relation changed")
	case ChangeStronger:
		return T("mạnh hơn", "stronger")
	case ChangeWeaker:
		return T("yếu hơn", "weaker")
	case ChangeOwners:
		return T("đổi chủ quản", "owners changed")
	}
	return T(string(k), string(k))
}

// A CauseKind is something that differs between two runs.
type CauseKind string

// The causes, in the order in which they are applied one after another to get
// from the earlier run to the later one.
const (
	CauseRetired    CauseKind = "retired"    // the platform is no longer listed
	CauseAdded      CauseKind = "added"      // the platform is newly listed
	CauseEdited     CauseKind = "edited"     // a field of the platform
	CauseAgencies   CauseKind = "agencies"   // the directory of agencies
	CauseMerged     CauseKind = "merged"     // the day as of which owners count
	CauseVocabulary CauseKind = "vocabulary" // vocabulary or thesaurus
	CauseStatistics CauseKind = "statistics" // how rare words are
	CauseSettings   CauseKind = "settings"   // weights and thresholds
	CauseEngine     CauseKind = "engine"     // the program
)

// CauseKinds lists them in that order.
var CauseKinds = [...]CauseKind{CauseRetired, CauseAdded, CauseEdited, CauseAgencies, CauseMerged,
	CauseVocabulary, CauseStatistics, CauseSettings, CauseEngine}

// Text is the cause's word in both languages.
func (k CauseKind) Text() Text {
	switch k {
	case CauseRetired:
		return T("nền tảng không còn trong danh mục", "platform no longer listed")
	case CauseAdded:
		return T("nền tảng mới trong danh mục", "platform newly listed")
	case CauseEdited:
		return T("nội dung được sửa", "text edited")
	case CauseAgencies:
		return T("danh bạ cơ quan thay đổi", "agency directory changed")
	case CauseMerged:
		return T("cơ quan sáp nhập theo ngày tính chủ quản", "agencies merged as of the day")
	case CauseVocabulary:
		return T("từ vựng, từ điển khái niệm thay đổi", "vocabulary or thesaurus changed")
	case CauseStatistics:
		return T("số liệu thống kê từ ngữ thay đổi", "word statistics changed")
	case CauseSettings:
		return T("cấu hình chấm điểm thay đổi", "settings changed")
	case CauseEngine:
		return T("phiên bản chương trình thay đổi", "program version changed")
	}
	return T(string(k), string(k))
}

// A PairState is what a run says, or would say, of a pair.
type PairState struct {
	Score    Millibits     `json:"score"`
	Relation Relation      `json:"relation"`
	Owners   OwnerRelation `json:"owners"`
	Finding  bool          `json:"finding"` // it passes the threshold
}

// A Cause is one step from the earlier run to the later, taken alone, and what
// it did to the pair. From or To is absent where a platform is not listed.
type Cause struct {
	Kind     CauseKind   `json:"kind"`
	With     []CauseKind `json:"with,omitempty"` // changed at the same time and cannot be told apart from it
	Platform string      `json:"platform,omitempty"`
	Field    string      `json:"field,omitempty"` // JSON name
	Old      string      `json:"old,omitempty"`   // the field, the day, or what names the factor
	New      string      `json:"new,omitempty"`
	Delta    Millibits   `json:"delta"` // what it did to the score; 0 where a platform comes or goes
	From     *PairState  `json:"from,omitempty"`
	To       *PairState  `json:"to,omitempty"`
}

// A PairChange is a pair that stands differently, and why. From Old the deltas
// of the causes add up to New, exactly.
type PairChange struct {
	ID     string     `json:"id"`
	Pair   Pair       `json:"pair"`
	Kind   ChangeKind `json:"kind"`
	Old    *PairState `json:"old,omitempty"` // absent: a platform was not listed
	New    *PairState `json:"new,omitempty"`
	Causes []Cause    `json:"causes"`
}

// A RunDiff compares two runs.
type RunDiff struct {
	Old       int64              `json:"old"` // numbers of the runs
	New       int64              `json:"new"`
	Factors   []CauseKind        `json:"factors"` // what differs between the runs, whether or not it changed a pair
	Count     map[ChangeKind]int `json:"count"`
	Unchanged int                `json:"unchanged"` // findings of both runs that stand the same
	Changes   []PairChange       `json:"changes"`
}

// Hash names the directory: its agencies in their order.
func (d *Agencies) Hash() string {
	data, err := json.Marshal(d.all)
	if err != nil {
		panic("registry: an agency holds only strings: " + err.Error())
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
