package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"unicode/utf8"

	"trunglap/registry"
)

// The page of groups: one drawing per group, agencies as columns, platforms as
// cards under their agency, a line per finding, thicker where the score is
// higher, the weakest link dashed. The layout is fixed (columns by code, cards by id),
// so that two prints of one run are equal and two runs can be compared by eye.
// Like the report it is one file that fetches nothing and runs nothing.

//go:embed page/groups.html
var groupsHTML string

const (
	groupColumn  = 250 // width of a column
	groupCard    = 46  // height of a card
	groupGap     = 22  // between cards
	groupHead    = 34  // room for the agencies' codes
	groupName    = 26  // runes of a name on a card
	groupInset   = 34  // between the edge of a column and its cards
	groupDip     = 26  // how much lower a bow runs for each column it passes
	groupDrawn   = 40  // platforms of a group that is still drawn; a larger one is listed
	groupThinner = 2500
)

// Visible are the findings that the reader of the report may see: groups are
// to be made of no others.
func Visible(r *Report) []registry.Finding { return visible(r).Findings }

// VisiblePairs tells whether the reader of the report may see a pair.
func VisiblePairs(r *Report) func(registry.Pair) bool {
	at := r.Snapshot.Index()
	return func(p registry.Pair) bool { return r.seesPair(p, at) }
}

type groupsPage struct {
	Lang, Policy, Title string
	Style               template.CSS
	Run                 registry.Run
	Hidden              int
	Groups              []groupView
}

type groupView struct {
	registry.Group
	Rank          int
	Width, Height int
	Columns       []gridLabel
	Cards         []groupCardView
	Lines         []groupLine
	Rows          []groupLine
	Members       []groupCardView
}

type groupCardView struct {
	ID, Name, Short, Agency string
	X, Y, W, H              int
}

type groupLine struct {
	registry.GroupLink
	NameA, NameB   string
	Path           string
	Width          string
	Weakest        bool
	Symbol, Word   string
	Class, Bits    string
	LabelX, LabelY int
}

// WriteGroups writes the page of groups of a run.
func WriteGroups(w io.Writer, r *Report, groups []registry.Group, lang registry.Lang) error {
	d, err := newDocument(r, lang)
	if err != nil {
		return fmt.Errorf("page of groups: %w", err)
	}
	page := groupsPage{Lang: string(lang), Title: d.tr("Các nhóm nền tảng giống nhau", "Groups of platforms that are alike"), Run: d.Run, Hidden: d.restricted(),
		Style: template.CSS(groupStyle()), Policy: fmt.Sprintf("default-src 'none'; style-src %s; base-uri 'none'; form-action 'none'", hashSource(groupStyle()))}
	for i := range groups {
		v, err := d.group(i+1, &groups[i])
		if err != nil {
			return fmt.Errorf("page of groups: %w", err)
		}
		page.Groups = append(page.Groups, v)
	}
	funcs := template.FuncMap{"tr": d.tr, "word": func(v interface{ Text() registry.Text }) string { return v.Text().In(lang) }}
	t, err := template.New("groups").Funcs(funcs).Parse(groupsHTML)
	if err != nil {
		return fmt.Errorf("parse the page of groups: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, page); err != nil {
		return fmt.Errorf("fill the page of groups: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

//go:embed page/groups.css
var groupsCSS string

func groupStyle() string { return groupsCSS + paletteCSS() }

// group lays one group out.
func (d *document) group(rank int, g *registry.Group) (groupView, error) {
	v := groupView{Group: *g, Rank: rank}
	at := d.Snapshot.Index()
	place := map[string]groupCardView{}
	filled := map[string]int{}
	for _, id := range g.Platforms {
		i, ok := at[id]
		if !ok {
			return v, registry.Invalid(registry.Tf("nhóm %s có nền tảng %s mà người đọc không được xem", "group %s holds platform %s, which the reader may not see", g.ID, id))
		}
		p := &d.Snapshot.Platforms[i]
		column := slices.Index(g.Agencies, p.Agency)
		c := groupCardView{ID: id, Name: p.Name(d.lang), Short: shortened(p.Name(d.lang), groupName), Agency: d.agency(p.Agency),
			X: column*groupColumn + groupInset, Y: groupHead + filled[p.Agency]*(groupCard+groupGap), W: groupColumn - 2*groupInset, H: groupCard}
		filled[p.Agency]++
		place[id] = c
		v.Members = append(v.Members, c)
		v.Height = max(v.Height, c.Y+groupCard+8)
	}
	v.Width = len(g.Agencies) * groupColumn
	for i, code := range g.Agencies {
		v.Columns = append(v.Columns, gridLabel{Code: code, Name: d.agency(code), X: i*groupColumn + groupColumn/2, Y: 20})
	}
	for _, l := range g.Links {
		line := d.groupLine(l, place, l.ID == g.Weakest.ID)
		v.Height = max(v.Height, line.LabelY+12)
		v.Rows = append(v.Rows, line)
	}
	if len(g.Platforms) <= groupDrawn {
		v.Cards, v.Lines = v.Members, slices.Clone(v.Rows)
		slices.Reverse(v.Lines) // the strongest on top
	}
	return v, nil
}

func (d *document) groupLine(l registry.GroupLink, place map[string]groupCardView, weakest bool) groupLine {
	a, b := place[l.Pair.A], place[l.Pair.B]
	line := groupLine{GroupLink: l, NameA: a.Name, NameB: b.Name, Weakest: weakest, Symbol: l.Relation.Symbol(), Word: l.Relation.Text().In(d.lang),
		Class: relationClass(l.Relation), Bits: d.bits(l.Score)}
	tenths := 12 + int(max(0, min(l.Score, 20*groupThinner)))/(groupThinner/10)
	line.Width = fmt.Sprintf("%d.%d", tenths/10, tenths%10)
	if a.X > b.X {
		a, b = b, a
	}
	ay, by := a.Y+a.H/2, b.Y+b.H/2
	if a.X == b.X { // one agency: a bow beside the column
		x := a.X + a.W
		line.Path = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, ay, x+30, ay, x+30, by, x, by)
		line.LabelX, line.LabelY = x+8, (ay+by)/2
		return line
	}
	if span := (b.X - a.X) / groupColumn; span > 1 { // over other columns: a bow below the cards
		low := max(ay, by) + a.H/2
		dip := low + groupDip*span
		ax, bx := a.X+a.W/2+8*span, b.X+b.W/2-8*span
		line.Path = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", ax, a.Y+a.H, ax, dip, bx, dip, bx, b.Y+b.H)
		line.LabelX, line.LabelY = (ax+bx)/2, low+(dip-low)*3/4+5
		return line
	}
	line.Path = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", a.X+a.W, ay, a.X+a.W+groupInset, ay, b.X-groupInset, by, b.X, by)
	line.LabelX, line.LabelY = (a.X+a.W+b.X)/2, (ay+by)/2-4
	return line
}

// shortened cuts a name at so many runes.
func shortened(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
