package report

import (
	"slices"
	"strings"

	"trunglap/registry"
)

// The coverage board: for one day, which bodies had to report, which did and
// when last, and how much their entries tell. What an inventory must hold is
// taken from GAO-16-511: every system, with name, description, owner and
// function, kept up to date.

// A Board is the coverage with one line per body.
type Board struct {
	Coverage
	Announced int         `json:"announced"` // as the lists state it where they do, else as read
	Lists     []BoardList `json:"lists"`
	Lines     []BoardLine `json:"bodies"` // required ones first, most platforms first
}

// A BoardList is a list that the board was counted from.
type BoardList struct {
	ID        string        `json:"id"`
	Title     string        `json:"title"`
	Date      registry.Date `json:"date,omitempty"`
	Platforms int           `json:"platforms"`
}

// A BoardLine is one body: who it is, what it announced, and what can be said
// of its entries. Counts of entries are of all its platforms, announced or not.
type BoardLine struct {
	Body
	NameVI    string        `json:"name_vi"`
	NameEN    string        `json:"name_en"`
	Count     int           `json:"count"`          // announced: as stated, else as read
	Last      registry.Date `json:"last,omitempty"` // of the newest list with something it announced
	Entries   int           `json:"entries"`
	Complete  int           `json:"complete"` // entries with name, function, owner, data and users
	Function  int           `json:"with_function"`
	Data      int           `json:"with_data"`
	Users     int           `json:"with_users"`
	Contact   int           `json:"with_contact"`
	Connected int           `json:"connected"` // entries that name the data-sharing platform, in a link or a text
	TooShort  int           `json:"too_short"` // entries whose text is too short to be judged
}

// State says in a word whether a body has reported.
func (l *BoardLine) State() registry.Text {
	switch {
	case l.Reported && l.Count == 0:
		return registry.T("đã trả lời: không có", "answered: none")
	case l.Reported:
		return registry.T("đã công bố", "announced")
	case l.Required:
		return registry.T("chưa công bố", "not announced")
	}
	return registry.T("không thuộc diện phải công bố", "need not announce")
}

// BoardOf counts the board of a report's snapshot. short tells whether a
// platform's text is too short to be judged.
func BoardOf(r *Report, short func(*registry.Platform) bool) Board {
	b := Board{Coverage: Cover(r), Lists: []BoardList{}, Lines: []BoardLine{}}
	lines := map[string]*BoardLine{}
	for _, body := range b.Bodies {
		line := BoardLine{Body: body, NameVI: body.Code, NameEN: body.Code, Count: body.Announced}
		if a, ok := r.Agencies.ByCode(body.Code); ok {
			line.NameVI, line.NameEN = a.NameVI, a.NameEN
		}
		if body.Stated != nil {
			line.Count = *body.Stated + body.Announced - *body.Read
		}
		b.Announced += line.Count
		b.Lines = append(b.Lines, line)
	}
	for i := range b.Lines {
		lines[b.Lines[i].Code] = &b.Lines[i]
	}
	dates := map[string]registry.Date{}
	seen := registry.SeenLists(r.Snapshot.Lists, r.Snapshot.Platforms, r.sees)
	for _, l := range r.Snapshot.Lists {
		dates[l.ID] = l.Date
		entry := BoardList{ID: l.ID, Title: l.Title, Date: l.Date}
		for code := range l.Stated {
			if line := lines[r.ownerOn(code, b.AsOf)]; line != nil {
				line.seen(l.Date)
			}
		}
		for i := range r.Snapshot.Platforms {
			if r.Snapshot.Platforms[i].List == l.ID {
				entry.Platforms++
			}
		}
		if slices.ContainsFunc(seen, func(s registry.List) bool { return s.ID == l.ID }) {
			b.Lists = append(b.Lists, entry)
		}
	}
	for i := range r.Snapshot.Platforms {
		p := &r.Snapshot.Platforms[i]
		line := lines[r.ownerOn(p.Agency, b.AsOf)]
		line.add(p, short(p))
		if announced(p) {
			line.seen(dates[p.List])
		}
	}
	slices.SortStableFunc(b.Lines, func(x, y BoardLine) int {
		return order(x) - order(y)
	})
	return b
}

// order puts bodies that reported first, by count, then the silent ones, then
// those that need not report.
func order(l BoardLine) int {
	switch {
	case l.Required && l.Reported:
		return -l.Count - 1_000_000
	case l.Required:
		return 0
	}
	return 1_000_000 - l.Count
}

func (l *BoardLine) seen(d registry.Date) {
	if l.Last.First() < d.First() {
		l.Last = d
	}
}

func (l *BoardLine) add(p *registry.Platform, short bool) {
	one := func(n *int, holds bool) {
		if holds {
			*n++
		}
	}
	function, data, users := p.FunctionVI+p.FunctionEN != "", len(p.Domains) > 0, len(p.Users) > 0
	l.Entries++
	one(&l.Function, function)
	one(&l.Data, data)
	one(&l.Users, users)
	one(&l.Contact, p.Contact != "")
	one(&l.Complete, p.NameVI+p.NameEN != "" && p.Agency != "" && function && data && users)
	one(&l.Connected, Connected(p))
	one(&l.TooShort, short)
}

// shareNames are the ways in which the national and the local data-sharing
// platforms are called.
var shareNames = [...]string{"ndxp", "ndop", "lgsp", "ldop", "tích hợp, chia sẻ dữ liệu quốc gia", "chia sẻ, điều phối dữ liệu"}

// Connected reports whether a platform is said to be connected to the national
// data-sharing platform (NDXP, now NDOP) or to a local one (LGSP, LDOP): by the
// channel of a link, or by a word in its texts. It may be connected unsaid.
func Connected(p *registry.Platform) bool {
	said := []string{p.FunctionVI, p.FunctionEN}
	for _, l := range p.Links {
		said = append(said, l.Channel, l.Target, l.Data, l.Note)
	}
	for _, e := range p.Extra {
		said = append(said, e.Value)
	}
	text := strings.ToLower(composed(strings.Join(said, "\n")))
	return slices.ContainsFunc(shareNames[:], func(name string) bool { return strings.Contains(text, name) })
}

// Silent lists the lines of bodies that had to report and are not known to.
func (b *Board) Silent() []BoardLine {
	var out []BoardLine
	for _, l := range b.Lines {
		if l.Required && !l.Reported {
			out = append(out, l)
		}
	}
	return out
}
