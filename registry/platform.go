package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
)

// A Status is the life-cycle state of a platform (column "Trạng thái vòng đời"
// of the official template); empty means not stated.
type Status string

// The official states.
const (
	Planned    Status = "planned"   // dự kiến
	Building   Status = "building"  // đang xây dựng
	Pilot      Status = "pilot"     // thử nghiệm
	Operating  Status = "operating" // đang vận hành
	Upgrading  Status = "upgrading" // nâng cấp
	Merging    Status = "merging"   // hợp nhất
	Replacing  Status = "replacing" // thay thế
	Retired    Status = "retired"   // kết thúc sử dụng
	OtherState Status = "other"     // khác
)

// A Platform is one entry of a list: a digital platform, information system or
// app. Texts are kept exactly as read (after decoding); comparison forms are
// made elsewhere. An empty field was not stated: missing is never "different".
type Platform struct {
	ID         string   `json:"id"`
	Agency     string   `json:"agency"` // owner's code, as listed
	NameVI     string   `json:"name_vi,omitempty"`
	NameEN     string   `json:"name_en,omitempty"`
	FunctionVI string   `json:"function_vi,omitempty"`
	FunctionEN string   `json:"function_en,omitempty"`
	Domains    []string `json:"data_domains,omitempty"` // data groups held, as phrases or domain codes
	Users      []string `json:"users,omitempty"`        // citizens, businesses, agencies, localities, or free words
	Scope      string   `json:"scope,omitempty"`        // scope of use: national, sector, ministry, province...
	URL        string   `json:"url,omitempty"`
	Launched   Date     `json:"launched,omitempty"`
	Ended      Date     `json:"ended,omitempty"`
	Status     Status   `json:"status,omitempty"`
	Operator   string   `json:"operator,omitempty"`
	Contact    string   `json:"contact,omitempty"`
	Mandate    string   `json:"mandate,omitempty"` // decision or law that requires it, e.g. 1132/QĐ-TTg
	Parent     string   `json:"parent,omitempty"`  // id of the platform this is a module or instance of
	Replaces   []string `json:"replaces,omitempty"`
	Links      []Link   `json:"links,omitempty"`
	Restricted bool     `json:"restricted,omitempty"` // shown to others only as "a restricted entry"
	Extra      []Extra  `json:"extra,omitempty"`      // unknown columns: kept and shown, never scored

	List   string `json:"list,omitempty"` // id of the list this version came from
	Source Source `json:"-"`              // where it was read
}

// A Link is a stated relation to another platform (sheet QH_KETNOI).
type Link struct {
	Kind   string `json:"kind"`           // connection, data-exchange, service-use, dependency, sharing, inheritance, other
	Target string `json:"target"`         // id of the other platform
	Data   string `json:"data,omitempty"` // data or service exchanged

	Code      string `json:"code,omitempty"`      // of the relation itself
	Channel   string `json:"channel,omitempty"`   // NDXP, LGSP, API...
	Status    string `json:"status,omitempty"`    // state of the connection, as written
	Frequency string `json:"frequency,omitempty"` // frequency or service level
	Basis     string `json:"basis,omitempty"`     // legal basis
	Class     string `json:"class,omitempty"`     // data classification
	Contact   string `json:"contact,omitempty"`
	Note      string `json:"note,omitempty"`
}

// An Extra is a column this version of Trunglap gives no meaning to.
type Extra struct {
	Column string `json:"column"`
	Value  string `json:"value"`
}

// A Source is the place a row was read from. Row and Column count from 1; Line
// is the line of the file on which the row starts, 0 where there are no lines.
type Source struct {
	File  string `json:"file,omitempty"`
	Sheet string `json:"sheet,omitempty"`
	Row   int    `json:"row,omitempty"`
	Line  int    `json:"line,omitempty"`
}

// Name is the name in the asked language, or the other if that is missing.
func (p *Platform) Name(l Lang) string { return Text{p.NameVI, p.NameEN}.In(l) }

// Function is the function text in the asked language, or the other.
func (p *Platform) Function(l Lang) string { return Text{p.FunctionVI, p.FunctionEN}.In(l) }

// Digest names the content of a platform: the hex SHA-256 of its JSON without
// the list and the place it was read from. Equal digests mean equal content.
func (p Platform) Digest() string {
	p.List, p.Source = "", Source{}
	data, err := json.Marshal(p)
	if err != nil {
		panic("registry: a platform holds only strings: " + err.Error())
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// A List is a published or submitted list of platforms.
type List struct {
	ID        string         `json:"id"`
	Title     string         `json:"title"`
	Authority string         `json:"authority,omitempty"`
	Date      Date           `json:"date,omitempty"`
	Rank      int            `json:"rank,omitempty"`   // authority: higher wins when a platform to reuse is suggested
	Stated    map[string]int `json:"stated,omitempty"` // the list's own count per agency code, where given; see StatedTotal
	File      string         `json:"file,omitempty"`
}

// Keys of List.Stated that are no agency: the list's count of all platforms,
// and of all bodies that answered, also those it does not name.
const (
	StatedTotal  = ""
	StatedBodies = "bodies"
)

// A Snapshot is the exact state of the registry that an answer was computed
// from. Platforms are sorted by id.
type Snapshot struct {
	Digest    string     `json:"digest"`
	AsOf      Date       `json:"as_of,omitempty"`
	Lists     []List     `json:"lists"`
	Platforms []Platform `json:"platforms"`
}

// NewSnapshot sorts the platforms and names their content. The digest depends
// on ids and content alone: not on row order, file or time.
func NewSnapshot(platforms []Platform, lists []List, asOf Date) Snapshot {
	ps := slices.Clone(platforms)
	slices.SortFunc(ps, func(a, b Platform) int { return strings.Compare(a.ID, b.ID) })
	h := sha256.New()
	for i := range ps {
		h.Write([]byte(ps[i].ID + " " + ps[i].Digest() + "\n"))
	}
	return Snapshot{Digest: hex.EncodeToString(h.Sum(nil)), AsOf: asOf, Lists: slices.Clone(lists), Platforms: ps}
}

// Index maps each platform id to its place in the snapshot.
func (s *Snapshot) Index() map[string]int {
	m := make(map[string]int, len(s.Platforms))
	for i := range s.Platforms {
		m[s.Platforms[i].ID] = i
	}
	return m
}

// hexSum is the hex SHA-256 of a text.
func hexSum(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
