package report

import (
	"strings"

	"trunglap/registry"
)

// Coverage: who has reported and who has not.
//
// The bodies that have to report are the ministries, ministerial-level agencies
// and government agencies that exist on the day of the report, without the one
// that keeps the list. In July 2024 these were 18 + 4 + 8 - 1 = 29.
//
// A body has reported if a list holds a platform that it announced, or if a
// list states a count for it (a stated 0 is an answer too). A platform that is
// known to be in use although its owner did not announce it carries the column
// list_status = other-body; it is counted, but it is nobody's report.
//
// A list may also say how many bodies answered (registry.StatedBodies) and name
// only those that had something to list, as that of July 2024 did: 18 of 29, 14
// of them by name. The others are counted as reported, but stay unnamed.

const (
	statusColumn  = "list_status"
	notAnnounced  = "other-body"
	usualCompiler = "BTTTT" // kept the national list in 2024; its successors keep it since
)

// Coverage is what can be counted of who reported.
type Coverage struct {
	AsOf      registry.Date `json:"as_of,omitempty"`
	Compiler  string        `json:"compiler,omitempty"`
	Required  int           `json:"bodies_required"`          // bodies that had to report
	Reported  int           `json:"bodies_reported"`          // of those, bodies that did
	Unnamed   int           `json:"bodies_unnamed,omitempty"` // of those, bodies that a list counts without naming them
	Owners    int           `json:"owners"`                   // bodies that own a platform here, required or not
	Platforms int           `json:"platforms"`
	Announced int           `json:"platforms_announced"` // by their owner
	Bodies    []Body        `json:"bodies"`              // required bodies and owners, in directory order
}

// A Body is one agency's line of the coverage.
type Body struct {
	Code         string `json:"agency"`
	Required     bool   `json:"required"`
	Reported     bool   `json:"reported"`
	Announced    int    `json:"announced"`
	NotAnnounced int    `json:"not_announced"`    // in use, but not announced by the owner
	Stated       *int   `json:"stated,omitempty"` // the lists' own count, where they give one
	Read         *int   `json:"read,omitempty"`   // and how many announced platforms of these lists were read
}

// Platforms is how many platforms the body owns.
func (b *Body) Platforms() int { return b.Announced + b.NotAnnounced }

// Silent lists the bodies that had to report and are not known to have done
// so. Unnamed of them did: which, no list says.
func (c *Coverage) Silent() []Body {
	var out []Body
	for _, b := range c.Bodies {
		if b.Required && !b.Reported {
			out = append(out, b)
		}
	}
	return out
}

// Cover counts who reported. Where the report names no compiler, it is the
// ministry that kept the national list in 2024, or its successor.
func Cover(r *Report) Coverage {
	c := Coverage{AsOf: day(r)}
	c.Compiler = r.compiler(c.AsOf)
	bodies := map[string]*Body{}
	body := func(code string) *Body {
		if bodies[code] == nil {
			bodies[code] = &Body{Code: code}
		}
		return bodies[code]
	}
	for i := range r.Snapshot.Platforms {
		p := &r.Snapshot.Platforms[i]
		b := body(r.ownerOn(p.Agency, c.AsOf))
		if announced(p) {
			b.Announced++
		} else {
			b.NotAnnounced++
		}
	}
	for _, l := range r.Snapshot.Lists {
		for code, n := range l.Stated {
			if code == registry.StatedTotal || code == registry.StatedBodies {
				continue
			}
			b := body(r.ownerOn(code, c.AsOf))
			b.Stated, b.Read = add(b.Stated, n), add(b.Read, r.announcedIn(l.ID, code))
		}
	}
	for _, a := range r.Agencies.All() {
		if mustReport(a, c.AsOf) && a.Code != c.Compiler {
			body(a.Code).Required = true
		}
	}
	for _, code := range inDirectoryOrder(r.Agencies, bodies) {
		c.count(bodies[code])
	}
	for _, l := range r.Snapshot.Lists {
		c.Unnamed = max(c.Unnamed, min(l.Stated[registry.StatedBodies], c.Required)-c.Reported)
	}
	c.Reported += c.Unnamed
	return c
}

func (c *Coverage) count(b *Body) {
	b.Reported = b.Announced > 0 || b.Stated != nil
	c.Platforms += b.Platforms()
	c.Announced += b.Announced
	if b.Platforms() > 0 {
		c.Owners++
	}
	if b.Required {
		c.Required++
		if b.Reported {
			c.Reported++
		}
	}
	c.Bodies = append(c.Bodies, *b)
}

// announcedIn counts the platforms that an agency announced in one list.
func (r *Report) announcedIn(list, agency string) int {
	n := 0
	for i := range r.Snapshot.Platforms {
		if p := &r.Snapshot.Platforms[i]; p.List == list && p.Agency == agency && announced(p) {
			n++
		}
	}
	return n
}

func add(n *int, more int) *int {
	if n != nil {
		more += *n
	}
	return &more
}

// day is the day the report speaks of: the snapshot's, or else the newest
// list's, or else the day of the run.
func day(r *Report) registry.Date {
	if r.Snapshot.AsOf.Known() {
		return r.Snapshot.AsOf
	}
	var newest registry.Date
	for _, l := range r.Snapshot.Lists {
		if newest.First() < l.Date.First() {
			newest = l.Date
		}
	}
	if !newest.Known() && !r.Run.Started.IsZero() {
		newest = registry.Date(r.Run.Started.In(vietnam).Format("2006-01-02"))
	}
	return newest
}

func (r *Report) compiler(on registry.Date) string {
	if r.Compiler != "" {
		return r.Compiler
	}
	return r.ownerOn(usualCompiler, on)
}

// ownerOn is who answers for a code on a day.
func (r *Report) ownerOn(code string, on registry.Date) string { return r.Agencies.Current(code, on) }

func announced(p *registry.Platform) bool {
	for _, e := range p.Extra {
		if strings.EqualFold(strings.TrimSpace(e.Column), statusColumn) && e.Value == notAnnounced {
			return false
		}
	}
	return true
}

func mustReport(a registry.Agency, on registry.Date) bool {
	switch a.Kind {
	case "ministry", "ministerial-level agency", "government agency":
		return a.ValidOn(on)
	}
	return false
}

// inDirectoryOrder lists the codes as the directory does, unknown ones last.
func inDirectoryOrder(d *registry.Agencies, bodies map[string]*Body) []string {
	var codes []string
	for _, a := range d.All() {
		if bodies[a.Code] != nil {
			codes = append(codes, a.Code)
		}
	}
	return append(codes, sortedKeys(bodies, func(code string) bool {
		_, ok := d.ByCode(code)
		return !ok
	})...)
}
