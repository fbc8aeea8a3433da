package registry

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// A Check answers, for one proposal, whether something like it exists already.
// It holds what its reader may see and nothing else: of restricted platforms
// only Restricted. Its JSON is a contract: fields are added, never renamed.
type Check struct {
	ID          string      `json:"id"` // of the proposal; made from its content where it has none
	Verdict     Verdict     `json:"verdict"`
	Probability Probability `json:"probability"` // of the strongest match that carries the verdict; 0 without matches
	Relation    Relation    `json:"relation,omitempty"`
	Matches     []Match     `json:"matches"` // strongest first: all that overlap, and at least the nearest few
	Found       int         `json:"found"`   // platforms whose own verdict is duplication or overlap, listed or not
	Restricted  bool        `json:"restricted"`

	Missing  []string `json:"missing"`             // fields of Asked that the proposal does not state
	TooShort []string `json:"too_short,omitempty"` // fields of Asked that say too little to be judged

	// Uncomparable counts the platforms whose own description is too short.
	Uncomparable int          `json:"uncomparable,omitempty"`
	Suggestion   *Suggestion  `json:"suggestion,omitempty"`
	Coverage     *Denominator `json:"coverage,omitempty"`

	Snapshot   string   `json:"snapshot"`
	AsOf       Date     `json:"as_of,omitempty"`
	Settings   string   `json:"settings"`
	Lexicon    string   `json:"lexicon,omitempty"`
	Statistics string   `json:"statistics,omitempty"`
	Engine     string   `json:"engine,omitempty"`
	Proposal   Platform `json:"proposal"`
}

// Asked are the five things the law asks of a proposal, by the names of the
// fields that hold them. Purpose and function are one text.
var Asked = [...]string{"name", "function", "data_domains", "users", "scope"}

// FieldText is the wording of a field of Asked.
func FieldText(field string) Text {
	switch field {
	case "name":
		return T("tên gọi", "name")
	case "function":
		return T("mục đích, chức năng", "purpose and function")
	case "data_domains":
		return T("nhóm dữ liệu", "data groups")
	case "users":
		return T("đối tượng sử dụng", "users")
	case "scope":
		return T("phạm vi sử dụng", "scope of use")
	}
	return T(field, field)
}

// A Match is one platform of the registry beside the proposal.
type Match struct {
	ID          string      `json:"id"`
	Score       Bits        `json:"score"`
	Probability Probability `json:"probability"`
	Relation    Relation    `json:"relation"`
	Verdict     Verdict     `json:"verdict"`
	SameID      bool        `json:"same_id,omitempty"`   // the proposal bears this platform's id
	Identical   bool        `json:"identical,omitempty"` // the compared texts are the same
	Agency      string      `json:"agency,omitempty"`
	NameVI      string      `json:"name_vi,omitempty"`
	NameEN      string      `json:"name_en,omitempty"`

	Platform *Platform `json:"platform,omitempty"`
	Finding  *Finding  `json:"finding,omitempty"` // the arithmetic; side A is the proposal
}

// Brief is the check without records and arithmetic, for lists of many.
func (c Check) Brief() Check {
	matches := make([]Match, len(c.Matches))
	for i, m := range c.Matches {
		m.Platform, m.Finding = nil, nil
		matches[i] = m
	}
	c.Matches = matches
	return c
}

// Graver reports whether a verdict is graver than another: duplication before
// overlap before the two that name no platform.
func (v Verdict) Graver(than Verdict) bool { return v.weight() > than.weight() }

func (v Verdict) weight() int {
	switch v {
	case VerdictDuplication:
		return 2
	case VerdictOverlap:
		return 1
	}
	return 0
}

// Meaning says in one sentence what the verdict on a proposal claims.
func (v Verdict) Meaning() Text {
	switch v {
	case VerdictDuplication:
		return T("Danh mục đã có nền tảng cùng chức năng, cùng dữ liệu, cho cùng đối tượng sử dụng.",
			"The registry already holds a platform with the same function and data for the same users.")
	case VerdictOverlap:
		return T("Danh mục đã có nền tảng giống một phần đáng kể về chức năng, dữ liệu hoặc đối tượng sử dụng.",
			"The registry already holds a platform alike to a notable part in function, data or users.")
	case VerdictNone:
		return T("Chưa phát hiện nền tảng trùng lặp hoặc chồng lấn trong phạm vi đã so.",
			"No duplicate or overlapping platform was found within what was compared.")
	case VerdictInsufficient:
		return T("Chưa đủ thông tin để kết luận; không có nghĩa là không trùng lặp.",
			"There is too little information to judge; it does not mean there is no overlap.")
	}
	return Text{}
}

// RestrictedText is all that is said of a restricted platform to a reader
// without the right to see it.
var RestrictedText = T("Có thể chồng lấn với một mục hạn chế; liên hệ cơ quan điều phối.",
	"Possible overlap with a restricted entry; contact the coordinating body.")

// A Denominator says what an answer rests on: a negative answer is worth no
// more than the lists it looked through. Restricted platforms are compared but
// not counted.
type Denominator struct {
	AsOf      Date          `json:"as_of,omitempty"`
	Required  int           `json:"bodies_required"` // bodies that have to report
	Reported  int           `json:"bodies_reported"` // of those, bodies that did
	Silent    []string      `json:"bodies_silent"`   // codes of those that did not
	Platforms int           `json:"platforms"`
	Lists     []CoveredList `json:"lists"`
}

// A CoveredList is a list that was looked through, with the platforms it holds
// in the snapshot.
type CoveredList struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Authority string `json:"authority,omitempty"`
	Date      Date   `json:"date,omitempty"`
	Platforms int    `json:"platforms"`
}

// A Suggestion is what the two records let one propose. It binds nobody.
type Suggestion struct {
	Treatment Treatment `json:"treatment"`
	Reuse     *Reuse    `json:"reuse,omitempty"`
	// Statement is a draft of "how this proposal differs", built from facts of
	// the two records alone; empty where nothing differs.
	Statement Text `json:"statement,omitzero"`
}

// A Treatment is one of the four official ways to treat functions that meet.
type Treatment string

// The treatments, in the order of the guidance.
const (
	ChooseOne   Treatment = "choose-one"
	Standardise Treatment = "standardise"
	KeepModule  Treatment = "keep-module"
	Retire      Treatment = "retire"
)

// Treatments lists them in printing order.
var Treatments = [...]Treatment{ChooseOne, Standardise, KeepModule, Retire}

// Text is the treatment's official wording in both languages.
func (t Treatment) Text() Text {
	switch t {
	case ChooseOne:
		return T("giống hoàn toàn: lựa chọn một nền tảng để tiếp tục sử dụng", "wholly the same: choose one to carry on")
	case Standardise:
		return T("tương tự: chuẩn hóa hoặc cấu hình trên nền tảng đã có", "similar: standardise, or configure the existing one")
	case KeepModule:
		return T("đặc thù và còn cần thiết: giữ lại hoặc xây dựng thành mô-đun", "specific and still needed: keep, or make it a module")
	case Retire:
		return T("không còn cần thiết: kết thúc sử dụng, lưu trữ dữ liệu", "no longer needed: retire, with its data archived")
	}
	return T(string(t), string(t))
}

// A Reuse names the platform to reuse, or to connect to.
type Reuse struct {
	ID        string   `json:"id"`
	Connect   bool     `json:"connect,omitempty"` // connect to it; do not put it in the proposal's place
	Agency    string   `json:"agency,omitempty"`
	NameVI    string   `json:"name_vi,omitempty"`
	NameEN    string   `json:"name_en,omitempty"`
	Status    Status   `json:"status,omitempty"`
	Scope     string   `json:"scope,omitempty"`
	List      string   `json:"list,omitempty"`
	Mandate   string   `json:"mandate,omitempty"`
	Launched  Date     `json:"launched,omitempty"`
	Operator  string   `json:"operator,omitempty"`
	Contact   string   `json:"contact,omitempty"`
	URL       string   `json:"url,omitempty"`
	Unstated  []string `json:"unstated"`             // of status, scope, mandate, launched, contact: what the list does not say
	DecidedBy string   `json:"decided_by,omitempty"` // the rule that put it before the next one; see ReuseRules
	Over      []string `json:"over,omitempty"`       // the other candidates, best first
}

// ReuseRules are the rules by which the platform to reuse is chosen among those
// that overlap; the first that tells two apart decides. A platform that has
// ended, or that ends before the day of the check, is never chosen.
func ReuseRules() []ReuseRule {
	return []ReuseRule{
		{"in-service", T("đang vận hành trước đang xây dựng, trước dự kiến, trước sắp thay thế", "in operation before being built, before planned, before being replaced")},
		{"list-rank", T("danh mục có thẩm quyền cao hơn", "the list of higher authority")},
		{"list-date", T("danh mục mới hơn", "the newer list")},
		{"scope", T("phạm vi sử dụng rộng hơn", "the wider scope of use")},
		{"score", T("giống đề xuất hơn", "the one more like the proposal")},
		{"id", T("theo thứ tự mã", "by order of id")},
	}
}

// A ReuseRule is a rule by its name and in both languages.
type ReuseRule struct {
	Name string
	Text Text
}

// Bits is an amount of evidence that JSON writes in bits: 5.210.
type Bits Millibits

// MarshalJSON writes the amount in bits, exactly.
func (b Bits) MarshalJSON() ([]byte, error) { return []byte(Millibits(b).String()), nil }

// UnmarshalJSON reads a number of bits.
func (b *Bits) UnmarshalJSON(data []byte) error {
	m, err := ParseMillibits(string(data))
	*b = Bits(m)
	return err
}

// A Probability is written with six decimals. Scores are whole thousandths of
// a bit, and none of them lies near a rounding edge (TestProbabilityEdges), so
// every machine writes the same six.
type Probability float64

// String writes the six decimals.
func (p Probability) String() string { return strconv.FormatFloat(float64(p), 'f', 6, 64) }

// MarshalJSON writes a number with six decimals.
func (p Probability) MarshalJSON() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalJSON reads a number.
func (p *Probability) UnmarshalJSON(data []byte) error {
	var f float64
	if err := json.Unmarshal(data, &f); err != nil {
		return fmt.Errorf("read a probability: %w", err)
	}
	*p = Probability(f)
	return nil
}

// Without is the platform without what it states about others.
func (p Platform) Without(others func(id string) bool) Platform {
	if others(p.Parent) {
		p.Parent = ""
	}
	p.Replaces = slices.DeleteFunc(slices.Clone(p.Replaces), others)
	p.Links = slices.DeleteFunc(slices.Clone(p.Links), func(l Link) bool { return others(l.Target) })
	return p
}

// SeenLists are the lists that a reader may be told of: those of whose
// platforms he may see one at least, and those without any. Of the others even
// the date would tell that they are there.
func SeenLists(lists []List, platforms []Platform, sees func(*Platform) bool) []List {
	held, seen := map[string]bool{}, map[string]bool{}
	for i := range platforms {
		p := &platforms[i]
		held[p.List] = true
		seen[p.List] = seen[p.List] || sees(p)
	}
	return slices.DeleteFunc(slices.Clone(lists), func(l List) bool { return held[l.ID] && !seen[l.ID] })
}

// NewestList is the date of the newest of some lists.
func NewestList(lists []List) Date {
	var newest Date
	for _, l := range lists {
		if newest.First() < l.Date.First() {
			newest = l.Date
		}
	}
	return newest
}
