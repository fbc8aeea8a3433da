package report

import (
	"fmt"
	"html/template"
	"slices"

	"trunglap/registry"
)

// page is what the page template fills in.
type page struct {
	Lang      registry.Lang
	Policy    string
	Style     template.CSS
	Script    template.JS
	Title     string
	Generated string
	AsOf      string
	Headline  headline
	Found     int
	Left      int // cases not shown
	Shown     int
	Hidden    string // about restricted cases

	Run      registry.Run
	Started  string
	Digest   string // of the snapshot
	Lists    []listView
	Coverage Coverage
	Bodies   []bodyView
	Silent   []bodyView
	Bars     []barView
	Grid     gridView
	Counts   []countView
	Index    []indexRow
	Choices  []choice // agencies to filter by
	Cards    template.HTML

	Model   registry.Model
	Curves  []curve
	Holds   bool
	Bounded []boundView
	Quality []fact
}

type listView struct {
	Title, Authority, Date, File string
	Platforms                    int
}

type bodyView struct {
	Code, Name string
	Reported   bool
	Platforms  int
}

// A barView is one agency's bar: announced and not announced, in pixels.
type barView struct {
	Code, Name              string
	Announced, NotAnnounced int
	W1, W2                  int
	Note                    string
}

type countView struct {
	Relation registry.Relation
	Count    int
	Width    int
}

type indexRow struct {
	Rank               int
	ID                 string
	Relation           registry.Relation
	Hidden             bool
	Score, Probability string
	A, B               string
	AgencyA, AgencyB   string
	Decision           string
}

type choice struct{ Code, Name string }

type fact struct{ Label, Value, Raw string }

type boundView struct {
	Name  string
	Count int64
}

const (
	barWidth  = 260 // of the longest agency bar
	countBar  = 220 // of the longest relation bar
	indexRows = 25  // rows of the summary table: about one A4 page
)

func (d *document) page(cards template.HTML, shown int) *page {
	cert := &d.Run.Certificate
	p := &page{
		Lang: d.lang, Policy: policy(), Style: template.CSS(styleSheet()), Script: template.JS(scriptJS),
		Title: d.title(), Generated: d.moment(d.Generated), AsOf: d.date(d.coverage.AsOf), Headline: d.headline(),
		Found: len(d.cases), Shown: shown, Left: len(d.cases) - shown, Hidden: d.restrictedLine(),
		Run: d.Run, Started: d.moment(d.Run.Started), Digest: d.Snapshot.Digest, Lists: d.listViews(),
		Coverage: d.coverage, Bars: d.bars(), Grid: d.grid(shown), Counts: d.countViews(), Index: d.index(shown),
		Choices: d.choices(shown), Cards: cards, Model: d.Model, Curves: d.curves(), Holds: holds(cert), Quality: d.qualityFacts(),
	}
	for _, b := range d.coverage.Bodies {
		if b.Required {
			v := bodyView{b.Code, d.agency(b.Code), b.Reported, b.Platforms()}
			p.Bodies = append(p.Bodies, v)
			if !b.Reported {
				p.Silent = append(p.Silent, v)
			}
		}
	}
	for _, name := range sortedKeys(cert.BoundedBy, func(string) bool { return true }) {
		p.Bounded = append(p.Bounded, boundView{name, cert.BoundedBy[name]})
	}
	return p
}

func (d *document) listViews() []listView {
	count := map[string]int{}
	for i := range d.Snapshot.Platforms {
		count[d.Snapshot.Platforms[i].List]++
	}
	var out []listView
	for _, l := range d.Snapshot.Lists {
		out = append(out, listView{l.Title, l.Authority, d.date(l.Date), l.File, count[l.ID]})
	}
	return out
}

// bars are the owners by number of platforms, in directory order among equals.
func (d *document) bars() []barView {
	most := 1
	var out []barView
	for _, b := range d.coverage.Bodies {
		if b.Platforms() == 0 {
			continue
		}
		most = max(most, b.Platforms())
		out = append(out, barView{Code: b.Code, Name: d.agency(b.Code), Announced: b.Announced, NotAnnounced: b.NotAnnounced, Note: d.statedNote(&b)})
	}
	for i := range out {
		out[i].W1, out[i].W2 = out[i].Announced*barWidth/most, out[i].NotAnnounced*barWidth/most
	}
	slices.SortStableFunc(out, func(a, b barView) int {
		return b.Announced + b.NotAnnounced - a.Announced - a.NotAnnounced
	})
	return out
}

// statedNote tells where a list's own count differs from what was read.
func (d *document) statedNote(b *Body) string {
	if b.Stated == nil || *b.Stated == *b.Read {
		return ""
	}
	return fmt.Sprintf(d.tr("danh mục ghi %d, đọc được %d", "the list states %d, %d were read"), *b.Stated, *b.Read)
}

func (d *document) countViews() []countView {
	most := 1
	var out []countView
	for _, r := range d.relationCounts() {
		most = max(most, r.Count)
		out = append(out, countView{Relation: r.Relation, Count: r.Count})
	}
	for i := range out {
		out[i].Width = max(out[i].Count*countBar/most, 2)
	}
	return out
}

func (d *document) index(shown int) []indexRow {
	var out []indexRow
	for i := range min(shown, indexRows) {
		k := &d.cases[i]
		row := indexRow{Rank: i + 1, ID: k.ID, Hidden: k.hidden, A: k.a.Name(d.lang), AgencyA: d.agencyIf(k.a.Agency)}
		if !k.hidden {
			row.Relation, row.Score, row.Probability = k.Relation, d.bits(k.Score), d.percent(k.Probability())
			row.B, row.AgencyB = k.b.Name(d.lang), d.agency(k.b.Agency)
			if decision, ok := d.Decisions[k.ID]; ok {
				row.Decision = d.stance(decision)
			}
		}
		out = append(out, row)
	}
	return out
}

// choices are the agencies that own a platform on a card.
func (d *document) choices(shown int) []choice {
	codes := map[string]bool{}
	for _, k := range d.cases[:shown] {
		codes[k.a.Agency], codes[k.b.Agency] = true, true
	}
	var out []choice
	for _, code := range sortedKeys(codes, func(c string) bool { return c != "" }) {
		out = append(out, choice{code, d.agency(code)})
	}
	return out
}

func (d *document) qualityFacts() []fact {
	q := d.Quality
	if q == nil {
		return nil
	}
	share := func(f float64) string { return d.percent(f) }
	return []fact{
		{d.tr("bộ cặp đã gán nhãn", "labelled pairs"), fmt.Sprintf("%s (%s / %s)", q.Gold, d.num(int64(q.Positives)), d.num(int64(q.Pairs))), ""},
		{d.tr("độ chính xác trung bình", "average precision"), share(q.AveragePrecision), ""},
		{d.tr("độ chính xác", "precision"), share(q.Precision), ""},
		{d.tr("độ bao phủ", "recall"), share(q.Recall), ""},
		{"F1", share(q.F1), ""},
	}
}
