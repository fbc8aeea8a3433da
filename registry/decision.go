package registry

import (
	"slices"
	"strings"
	"time"
)

// A Decision is where people stand on a finding: the ruling in force and what
// was said and done about it. It is folded from the ledger's entries about the
// pair and outlives every rescoring. Outcome is empty while nobody has ruled.
type Decision struct {
	Finding string    `json:"finding"`
	Pair    Pair      `json:"pair"`
	Outcome string    `json:"outcome"` // see Outcomes
	Reason  string    `json:"reason"`  // reason code, see Reasons
	Text    string    `json:"text,omitempty"`
	Author  string    `json:"author"`
	At      time.Time `json:"at"`

	Seq       int64     `json:"seq,omitempty"` // number of the last entry about the pair: give it back when acting on what was seen
	State     State     `json:"state,omitempty"`
	Asked     []string  `json:"asked,omitempty"` // agencies asked to answer
	Replies   []Reply   `json:"replies,omitempty"`
	Remedy    *Remedy   `json:"remedy,omitempty"`
	On        Basis     `json:"on,omitzero"`         // what the ruling was made on
	Changed   []Edit    `json:"changed,omitempty"`   // why it was reopened: the compared text, then and now
	Conflicts []Ruling  `json:"conflicts,omitempty"` // rulings and remedies of others made without knowing of these
	Rulings   []Ruling  `json:"rulings,omitempty"`   // every ruling still standing in the history, oldest first
	Updated   time.Time `json:"updated,omitzero"`    // when the last entry was made
}

// A State says what a finding waits for.
type State string

// The states. Settled is the only one that is not shown again as open work.
const (
	StateOpen     State = "open"     // nobody has ruled, or more information is needed
	StateAsked    State = "asked"    // the agencies were asked and have not all answered
	StateAnswered State = "answered" // all asked agencies have answered; a ruling is due
	StateSettled  State = "settled"  // ruled
	StateReopened State = "reopened" // ruled, but the compared text has changed since
	StateConflict State = "conflict" // two offices ruled differently
)

// Text is the state's word in both languages.
func (s State) Text() Text {
	switch s {
	case StateOpen:
		return T("chưa kết luận", "open")
	case StateAsked:
		return T("chờ cơ quan trả lời", "waiting for answers")
	case StateAnswered:
		return T("đã trả lời, chờ kết luận", "answered, ruling due")
	case StateSettled:
		return T("đã kết luận", "settled")
	case StateReopened:
		return T("mở lại do nội dung thay đổi", "reopened: the text changed")
	case StateConflict:
		return T("kết luận trái nhau", "conflicting rulings")
	}
	return T(string(s), string(s))
}

// The outcomes of a ruling.
const (
	Confirmed        = "confirmed"         // it is built twice
	Dismissed        = "dismissed"         // it is not
	Lawful           = "lawful"            // it is, and the law wants it so
	NeedsInformation = "needs-information" // cannot be said yet: stays open
)

// Outcomes lists them in printing order.
var Outcomes = [...]string{Confirmed, Dismissed, Lawful, NeedsInformation}

// OutcomeText is an outcome's wording in both languages.
func OutcomeText(outcome string) Text {
	switch outcome {
	case Confirmed:
		return T("xác nhận trùng lặp", "confirmed")
	case Dismissed:
		return T("không trùng lặp", "dismissed")
	case Lawful:
		return T("được phép song song", "lawful parallel")
	case NeedsInformation:
		return T("cần bổ sung thông tin", "needs information")
	}
	return T(outcome, outcome)
}

// A Reason is a code for why, and the outcomes it can carry.
type Reason struct {
	Code     string
	Outcomes []string
	Text     Text
}

// Reasons lists the reason codes. "other" needs words of its own.
func Reasons() []Reason {
	return []Reason{
		{"same-service", []string{Confirmed}, T("cùng chức năng, cùng đối tượng sử dụng", "the same service for the same users")},
		{"same-platform", []string{Confirmed, Dismissed}, T("một nền tảng được kê hai lần", "one platform listed twice")},
		{"partly-same", []string{Confirmed}, T("trùng một phần chức năng", "the same in part")},
		{"different-function", []string{Dismissed}, T("chức năng khác nhau", "another function")},
		{"different-data", []string{Dismissed}, T("dữ liệu quản lý khác nhau", "other data")},
		{"different-users", []string{Dismissed}, T("đối tượng sử dụng khác nhau", "other users")},
		{"wording-only", []string{Dismissed}, T("chỉ giống cách diễn đạt", "alike in wording only")},
		{"succession", []string{Confirmed, Dismissed, Lawful}, T("nền tảng sau thay thế nền tảng trước", "one replaces the other")},
		{"part-of", []string{Dismissed, Lawful}, T("một bên là mô-đun hoặc bản triển khai của bên kia", "one is a module or an instance of the other")},
		{"mandated", []string{Lawful}, T("pháp luật giao mỗi cơ quan xây dựng", "the law orders one of each agency")},
		{"security", []string{Lawful}, T("yêu cầu quốc phòng, an ninh hoặc bí mật nhà nước", "defence, security or state secrets require it")},
		{"text-too-short", []string{NeedsInformation}, T("mô tả quá ngắn", "too little text")},
		{"awaiting-answer", []string{NeedsInformation}, T("chờ cơ quan giải trình", "waiting for an agency's answer")},
		{"other", Outcomes[:], T("lý do khác", "another reason")},
	}
}

// ReasonText is a reason code's wording; an unknown code speaks for itself.
func ReasonText(code string) Text {
	for _, r := range Reasons() {
		if r.Code == code {
			return r.Text
		}
	}
	return T(code, code)
}

// The remedies of a confirmed finding.
const (
	RemedyMerge   = "merge"        // hợp nhất
	RemedyReuse   = "reuse"        // dùng lại nền tảng đã có
	RemedyConnect = "connect"      // kết nối qua nền tảng chia sẻ dữ liệu
	RemedyDivide  = "divide-scope" // phân định phạm vi
	RemedyKeep    = "keep"         // giữ lại, có giải trình
)

// Remedies lists them in printing order.
var Remedies = [...]string{RemedyMerge, RemedyReuse, RemedyConnect, RemedyDivide, RemedyKeep}

// RemedyText is a remedy's wording in both languages.
func RemedyText(kind string) Text {
	switch kind {
	case RemedyMerge:
		return T("hợp nhất", "merge")
	case RemedyReuse:
		return T("dùng lại nền tảng đã có", "reuse the existing one")
	case RemedyConnect:
		return T("kết nối qua nền tảng chia sẻ dữ liệu", "connect through the data-sharing platform")
	case RemedyDivide:
		return T("phân định phạm vi", "divide the scope")
	case RemedyKeep:
		return T("giữ lại, có giải trình", "keep, with justification")
	}
	return T(kind, kind)
}

// How far a remedy has come, in the words of GAO's action tracker.
const (
	Addressed          = "addressed"
	PartiallyAddressed = "partially-addressed"
	NotAddressed       = "not-addressed"
	NoLongerTracked    = "no-longer-tracked"
)

// RemedyStatuses lists them in printing order.
var RemedyStatuses = [...]string{Addressed, PartiallyAddressed, NotAddressed, NoLongerTracked}

// RemedyStatusText is a remedy status's wording in both languages.
func RemedyStatusText(status string) Text {
	switch status {
	case Addressed:
		return T("đã xử lý", "addressed")
	case PartiallyAddressed:
		return T("đã xử lý một phần", "partially addressed")
	case NotAddressed:
		return T("chưa xử lý", "not addressed")
	case NoLongerTracked:
		return T("không còn theo dõi", "no longer tracked")
	}
	return T(status, status)
}

// A Remedy is what is to be done about a finding and how far it has come.
type Remedy struct {
	Kind   string    `json:"kind"`
	Status string    `json:"status"`
	Text   string    `json:"text,omitempty"`
	Author string    `json:"author"`
	At     time.Time `json:"at"`
}

// A Reply is one agency's answer.
type Reply struct {
	Agency   string    `json:"agency"`
	Reason   string    `json:"reason,omitempty"`
	Text     string    `json:"text"`
	Document string    `json:"document,omitempty"` // number of the official letter
	Author   string    `json:"author"`
	At       time.Time `json:"at"`
}

// A Ruling is one person's outcome on a pair.
type Ruling struct {
	Seq     int64     `json:"seq"` // number of its ledger entry
	Outcome string    `json:"outcome"`
	Reason  string    `json:"reason"`
	Text    string    `json:"text,omitempty"`
	Author  string    `json:"author"`
	At      time.Time `json:"at"`
	Office  string    `json:"office,omitempty"` // whose ledger it came from; empty: made here
	Remedy  *Remedy   `json:"remedy,omitempty"` // in a conflict about remedies, the other remedy
}

// A Basis is what a ruling was made on. ComparedA and ComparedB name the
// compared text of the two sides (Platform.ComparedDigest); a settled finding
// reopens when either has changed. VersionA and VersionB name their full
// content, which the store keeps, so that old and new can be shown.
type Basis struct {
	Run       int64     `json:"run,omitempty"`
	Score     Millibits `json:"score,omitempty"`
	Relation  Relation  `json:"relation,omitempty"`
	ComparedA string    `json:"compared_a,omitempty"`
	ComparedB string    `json:"compared_b,omitempty"`
	VersionA  string    `json:"version_a,omitempty"`
	VersionB  string    `json:"version_b,omitempty"`
}

// A FieldChange is one field, by its JSON name, before and after. Unknown
// columns are named "extra:COLUMN"; an empty side was not stated.
type FieldChange struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// An Edit is a change of one field of one platform.
type Edit struct {
	Platform string `json:"platform"`
	FieldChange
}

// An Action is what a ledger entry does.
type Action string

// The actions.
const (
	Rule   Action = "decide" // a ruling
	Ask    Action = "ask"    // the agencies are asked to answer
	Answer Action = "reply"  // one of them answers
	Mend   Action = "remedy" // a remedy is set, or its status changes
	Undo   Action = "undo"   // an entry is taken back; it stays in the ledger
)

// An Entry is one line of the decision ledger, which is only ever added to.
// Its hash covers the entry before it and its own content, so that no line can
// be changed, left out or put in without every later hash telling.
//
// After names, by identity, the last entries about the pair that the author
// knew. It is what tells a person who changed their mind from two people who
// did not know of each other.
type Entry struct {
	Seq      int64  `json:"seq,omitempty"`      // place in the ledger, from 1 without gaps
	Previous string `json:"previous,omitempty"` // hash of the entry before; empty for the first
	Hash     string `json:"hash,omitempty"`

	Action   Action    `json:"action"`
	Finding  string    `json:"finding"`
	Pair     Pair      `json:"pair"`
	Outcome  string    `json:"outcome,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Override string    `json:"override,omitempty"` // why it is closed although an asked agency has not answered
	Agency   string    `json:"agency,omitempty"`   // whose answer
	Asked    []string  `json:"asked,omitempty"`
	Document string    `json:"document,omitempty"`
	Remedy   string    `json:"remedy,omitempty"`
	Status   string    `json:"status,omitempty"`
	Undoes   string    `json:"undoes,omitempty"` // identity of the entry taken back
	Batch    string    `json:"batch,omitempty"`  // entries made by one bulk act share it
	Text     string    `json:"text,omitempty"`
	Author   string    `json:"author"`
	At       time.Time `json:"at"`
	On       Basis     `json:"on,omitzero"`
	After    []string  `json:"after,omitempty"`
	Origin   *Origin   `json:"origin,omitempty"` // where it was brought in from; nil: made here
}

// An Origin names an entry of another ledger.
type Origin struct {
	Ledger   string `json:"ledger"`        // the office's name, or the file's
	Seq      int64  `json:"seq,omitempty"` // its place there; 0: written by hand
	Previous string `json:"previous,omitempty"`
	Hash     string `json:"hash"` // its hash there, over Previous and the entry without this origin
}

// Identity names an entry in every ledger that holds it.
func (e *Entry) Identity() string {
	if e.Origin != nil {
		return e.Origin.Hash
	}
	return e.Hash
}

// An Act is an entry to be made on what somebody saw. In a bulk act all acts are
// made or none; the preview of one is its acts, with what stands now and why an
// act would be refused.
type Act struct {
	Entry   Entry    `json:"entry"`
	Seen    int64    `json:"seen"` // Decision.Seq when it was looked at; 0: nothing was recorded
	Now     Decision `json:"now"`
	Problem *Text    `json:"problem,omitempty"`
}

// A Head names the state of a ledger: publish or file it, and nobody can later
// cut or rewrite what came before unseen.
type Head struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// A ConflictError says that somebody acted on the finding first. It is an
// ErrConflict, and carries both versions so that none is lost.
type ConflictError struct {
	Mine   Entry    // what was to be recorded
	Theirs []Entry  // the entries about the pair that its author had not seen
	Now    Decision // where the finding stands
}

// Error speaks English; see Said.
func (e *ConflictError) Error() string { return e.Said().In(EN) }

// Is makes it an ErrConflict.
func (e *ConflictError) Is(target error) bool { return target == ErrConflict }

// As lets Explain speak both languages.
func (e *ConflictError) As(target any) bool {
	to, ok := target.(**Error)
	if ok {
		*to = &Error{Kind: ErrConflict, Say: e.Said()}
	}
	return ok
}

// Said names the finding and what both sides said.
func (e *ConflictError) Said() Text {
	var authors []string
	for _, t := range e.Theirs {
		if !slices.Contains(authors, t.Author) {
			authors = append(authors, t.Author)
		}
	}
	their := OutcomeText(e.Now.Outcome)
	return Tf("phát hiện %s đã được %s cập nhật trước (hiện tại: %[3]s; của bạn: %[5]s); hãy xem lại rồi kết luận lại",
		"finding %[1]s was updated first by %[2]s (now: %[4]s; yours: %[6]s); look at it and decide again",
		e.Mine.Finding, strings.Join(authors, ", "), saidOr(their).VI, saidOr(their).EN,
		saidOr(OutcomeText(e.Mine.Outcome)).VI, saidOr(OutcomeText(e.Mine.Outcome)).EN)
}

func saidOr(t Text) Text {
	if t == (Text{}) {
		return T("chưa kết luận", "no ruling")
	}
	return t
}

// ComparedDigest names the text of a platform that comparisons look at: names,
// functions, data domains, users and scope, each in the form given (so that
// spacing, case or the place of a tone mark are no change), lists as sets.
func (p *Platform) ComparedDigest(form func(string) string) string {
	fields := [][]string{{p.NameVI}, {p.NameEN}, {p.FunctionVI}, {p.FunctionEN}, p.Domains, p.Users, {p.Scope}}
	var b strings.Builder
	for _, f := range fields {
		var forms []string
		for _, s := range f {
			if s = form(s); s != "" {
				forms = append(forms, s)
			}
		}
		slices.Sort(forms)
		b.WriteString(strings.Join(slices.Compact(forms), "\x1f") + "\x1e")
	}
	return hexSum(b.String())
}

// ComparedFields are the JSON names of what ComparedDigest covers.
var ComparedFields = [...]string{"name_vi", "name_en", "function_vi", "function_en", "data_domains", "users", "scope"}
