package intake

import (
	"fmt"
	"strconv"
	"strings"

	"trunglap/registry"
)

// notes collect what was done to a file. Remarks about rows are gathered by
// kind, with the first lines named, so that a hundred thousand rows make a
// handful of notes.
type notes struct {
	list  []registry.Text
	kinds map[string]*remark
	order []string
}

type remark struct {
	say   registry.Text
	count int // lines
	last  int
	lines []int
}

// add makes a note about the file.
func (n *notes) add(t registry.Text) { n.list = append(n.list, t) }

// row counts a remark about one row; say is the same for all rows of a kind.
func (n *notes) row(kind string, src registry.Source, say registry.Text) {
	line := place(src)
	if src.Sheet != "" {
		kind += "\x00" + src.Sheet
		say = registry.Text{VI: fmt.Sprintf("trang %q: %s", src.Sheet, say.VI), EN: fmt.Sprintf("sheet %q: %s", src.Sheet, say.EN)}
	}
	if n.kinds == nil {
		n.kinds = map[string]*remark{}
	}
	r := n.kinds[kind]
	if r == nil {
		r = &remark{say: say}
		n.kinds[kind] = r
		n.order = append(n.order, kind)
	}
	if line == r.last && r.count > 0 {
		return
	}
	r.count++
	if r.last = line; len(r.lines) < 10 {
		r.lines = append(r.lines, line)
	}
}

func (n *notes) texts() []registry.Text {
	out := append([]registry.Text(nil), n.list...)
	for _, k := range n.order {
		r := n.kinds[k]
		out = append(out, registry.Text{
			VI: fmt.Sprintf("%s (%s)", r.say.VI, r.at("dòng", "%d dòng: ")),
			EN: fmt.Sprintf("%s (%s)", r.say.EN, r.at("line", "%d lines: "))})
	}
	return out
}

// at names the first lines of a remark.
func (r *remark) at(one, several string) string {
	if r.count == 1 {
		return one + " " + joinInts(r.lines)
	}
	s := fmt.Sprintf(several, r.count) + joinInts(r.lines)
	if r.count > len(r.lines) {
		s += ", …"
	}
	return s
}

func joinInts(v []int) string {
	s := make([]string, len(v))
	for i, x := range v {
		s[i] = strconv.Itoa(x)
	}
	return strings.Join(s, ", ")
}
