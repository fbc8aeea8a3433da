package registry

import (
	"strings"
)

// A Shape says how the platforms of a group hang together. Being alike is not
// handed on: of a chain A~B~C nobody said that A is like C.
type Shape string

// The shapes.
const (
	ShapePair   Shape = "pair"   // two platforms
	ShapeClique Shape = "clique" // each is like every other
	ShapeStar   Shape = "star"   // all are like one, and no two of the others are alike
	ShapeChain  Shape = "chain"  // each is like the next, and no others are alike
	ShapeMixed  Shape = "mixed"  // none of these
)

// Text is the shape's word in both languages.
func (s Shape) Text() Text {
	switch s {
	case ShapePair:
		return T("cặp", "pair")
	case ShapeClique:
		return T("cùng giống nhau", "all alike")
	case ShapeStar:
		return T("hình sao: chỉ cùng giống một nền tảng", "star: alike only to one")
	case ShapeChain:
		return T("dây chuyền: chỉ giống nền tảng kế tiếp", "chain: alike only to the next")
	case ShapeMixed:
		return T("hỗn hợp: không phải mọi cặp đều giống nhau", "mixed: not every pair is alike")
	}
	return T(string(s), string(s))
}

// A GroupLink is a finding inside a group.
type GroupLink struct {
	ID       string    `json:"id"`
	Pair     Pair      `json:"pair"`
	Score    Millibits `json:"score"`
	Relation Relation  `json:"relation"`
}

// A Group is a connected set of platforms: from each to each leads a way of
// findings. It is a set to look at together, not a set of duplicates: see
// Shape, Apart and Cores.
type Group struct {
	ID        string      `json:"id"`
	Shape     Shape       `json:"shape"`
	Centre    string      `json:"centre,omitempty"` // of a star
	Platforms []string    `json:"platforms"`        // sorted
	Agencies  []string    `json:"agencies"`         // codes of the owners as listed, sorted
	Links     []GroupLink `json:"links"`            // strongest first
	Apart     int         `json:"apart"`            // pairs of the group that are no finding
	Weakest   GroupLink   `json:"weakest"`          // the group falls apart without it and what is no stronger
	Parts     [][]string  `json:"parts"`            // what it then falls into
	Cores     [][]string  `json:"cores"`            // largest sets, of three or more, in which each is like every other
	CoresCut  bool        `json:"cores_cut,omitempty"`
}

// GroupID names a group by its members, in whatever run they meet.
func GroupID(platforms []string) string {
	return "G-" + hexSum(strings.Join(platforms, "\x00"))[:10]
}
