package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"trunglap/registry"
)

// The page of what changed between two runs: how many findings of each kind of
// change, the causes with how often each, and every change with its causes and
// the texts that were edited. One file that fetches nothing and runs nothing.

//go:embed page/diff.html
var diffHTML string

// A Comparison is what the page of a comparison is made of. The changes are
// those that the reader may see.
type Comparison struct {
	Old, New registry.Run
	Diff     *registry.RunDiff
	Agencies *registry.Agencies
	Platform func(id string) (registry.Platform, bool) // as the later run has it, or else the earlier
}

type diffPage struct {
	Lang, Policy, Title, Lead string
	Style                     template.CSS
	Runs                      []string
	Causes                    []diffCount
	Kinds                     []diffKind
}

type diffCount struct {
	Word  string
	Count int
}

type diffKind struct {
	Kind                 registry.ChangeKind
	Word, Heading, Count string
	Changes              []diffChange
	Cut                  string // what is not shown
}

// diffShown is how many changes of each kind the page shows: some 200 sheets.
const diffShown = 1000

type diffChange struct {
	ID, From, To string
	A, B         diffSide
	Causes       []diffCause
}

type diffSide struct{ ID, Name, Agency string }

type diffCause struct{ Say, Old, New string }

type diffView struct {
	*Comparison
	printer
}

// WriteDiff writes the page.
func WriteDiff(w io.Writer, c *Comparison, lang registry.Lang) error {
	v := diffView{c, printer{lang}}
	css := styleCSS + diffCSS
	page := diffPage{Lang: string(lang), Title: v.tr("Thay đổi giữa hai lượt quét", "What changed between two runs"), Lead: v.lead(),
		Style: template.CSS(css), Policy: fmt.Sprintf("default-src 'none'; style-src %s; base-uri 'none'; form-action 'none'", hashSource(css)),
		Runs: []string{v.run(v.tr("Lượt trước", "Earlier run"), &c.Old), v.run(v.tr("Lượt sau", "Later run"), &c.New)}, Causes: v.causes(), Kinds: v.kinds()}
	t, err := template.New("diff").Funcs(template.FuncMap{"tr": v.tr}).Parse(diffHTML)
	if err != nil {
		return fmt.Errorf("parse the page of changes: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, page); err != nil {
		return fmt.Errorf("fill the page of changes: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

func (v *diffView) lead() string {
	return fmt.Sprintf(v.tr("Lượt quét %d so với lượt %d: %s phát hiện thay đổi, %s giữ nguyên.", "Run %d against run %d: %s findings changed, %s stand as they were."),
		v.New.ID, v.Old.ID, v.num(int64(len(v.Diff.Changes))), v.num(int64(v.Diff.Unchanged)))
}

// run names a run by what it was computed from.
func (v *diffView) run(which string, r *registry.Run) string {
	s := fmt.Sprintf(v.tr("%s: số %d, ảnh chụp danh mục %.12s, cấu hình %.12s, phiên bản %s", "%s: number %d, snapshot %.12s, settings %.12s, version %s"),
		which, r.ID, r.Snapshot, r.Settings, r.Engine)
	if r.AsOf.Known() {
		s += v.tr(", chủ quản ngày ", ", owners as of ") + v.date(r.AsOf)
	}
	return s
}

// causes counts how many changes each cause has a part in.
func (v *diffView) causes() []diffCount {
	count := map[registry.CauseKind]int{}
	for i := range v.Diff.Changes {
		seen := map[registry.CauseKind]bool{}
		for _, c := range v.Diff.Changes[i].Causes {
			for _, k := range append([]registry.CauseKind{c.Kind}, c.With...) {
				if !seen[k] {
					seen[k] = true
					count[k]++
				}
			}
		}
	}
	var out []diffCount
	for _, k := range registry.CauseKinds {
		if n := count[k]; n > 0 {
			out = append(out, diffCount{capital(k.Text().In(v.lang)), n})
		}
	}
	slices.SortStableFunc(out, func(a, b diffCount) int { return b.Count - a.Count })
	return out
}

func (v *diffView) kinds() []diffKind {
	var out []diffKind
	for _, k := range registry.ChangeKinds {
		word := k.Text().In(v.lang)
		kind := diffKind{Kind: k, Word: word, Heading: capital(word)}
		n := 0
		for i := range v.Diff.Changes {
			if c := &v.Diff.Changes[i]; c.Kind == k {
				if n++; n <= diffShown {
					kind.Changes = append(kind.Changes, v.change(c))
				}
			}
		}
		if n > diffShown {
			kind.Cut = fmt.Sprintf(v.tr("Còn %s thay đổi loại này không in ở đây; xem đủ bằng trunglap diff --format json.", "%s more changes of this kind are not shown here; trunglap diff --format json has all."), v.num(int64(n-diffShown)))
		}
		if kind.Count = v.num(int64(n)); n > 0 {
			out = append(out, kind)
		}
	}
	return out
}

func (v *diffView) change(c *registry.PairChange) diffChange {
	out := diffChange{ID: c.ID, From: v.state(c.Old), To: v.state(c.New), A: v.side(c.Pair.A), B: v.side(c.Pair.B)}
	if c.Kind == registry.ChangeOwners {
		out.From, out.To = c.Old.Owners.Text().In(v.lang), c.New.Owners.Text().In(v.lang)
	}
	for i := range c.Causes {
		out.Causes = append(out.Causes, v.cause(&c.Causes[i]))
	}
	return out
}

func (v *diffView) side(id string) diffSide {
	s := diffSide{ID: id}
	if p, ok := v.Platform(id); ok {
		s.Name, s.Agency = p.Name(v.lang), p.Agency
		if a, ok := v.Agencies.ByCode(p.Agency); ok {
			s.Agency = a.Name(v.lang)
		}
	}
	return s
}

// state says how a pair stands in a run.
func (v *diffView) state(s *registry.PairState) string {
	switch {
	case s == nil:
		return v.tr("không có", "not listed")
	case !s.Finding:
		return v.bits(s.Score) + v.tr(" bit, dưới ngưỡng", " bits, below the threshold")
	}
	return s.Relation.Symbol() + " " + s.Relation.Text().In(v.lang) + ", " + v.bits(s.Score) + v.tr(" bit", " bits")
}

// maxEdited is how much of an edited text the page quotes.
const maxEdited = 400

func (v *diffView) cause(c *registry.Cause) diffCause {
	var say strings.Builder
	say.WriteString(capital(c.Kind.Text().In(v.lang)))
	for _, k := range c.With {
		say.WriteString(" + " + k.Text().In(v.lang))
	}
	if c.Platform != "" {
		say.WriteString(": " + c.Platform)
	}
	out := diffCause{}
	if c.Field != "" {
		say.WriteString(", " + v.field(c.Field))
		out.Old, out.New = shortened(c.Old, maxEdited), shortened(c.New, maxEdited)
	}
	if c.From != nil && c.To != nil && c.Delta != 0 {
		say.WriteString(" (" + v.signed(c.Delta) + v.tr(" bit)", " bits)"))
	}
	out.Say = say.String()
	return out
}

// capital begins a sentence.
func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// diffCSS adds what only this page needs.
const diffCSS = `.tiles.kinds{grid-template-columns:repeat(auto-fit,minmax(130px,1fr))}
.why-table{border-collapse:collapse;margin:4px 0 10px}.why-table th,.why-table td{text-align:left;padding:5px 22px 5px 0;border-bottom:1px solid var(--hair)}.why-table .n{text-align:right;padding-right:0}
.change{padding:12px 0 10px;border-bottom:1px solid var(--line)}.change .line{margin:0 0 4px;display:flex;flex-wrap:wrap;gap:4px 18px;align-items:baseline}.step{font-weight:600}
.pair{margin:0 0 6px}.pair b{font-size:14px}.because{margin:0;padding:0 0 0 18px;color:var(--soft);font-size:15px}
.was,.is{display:block;margin:2px 0;padding:2px 10px;border-left:3px solid #b9c2cc;color:var(--ink);font-size:14.5px;white-space:pre-wrap;overflow-wrap:anywhere}
.was{border-left-color:#9c1c20;background:#fdf3f2}.was::before{content:"− "}.is{border-left-color:#1d6b3a;background:#f1f8f3}.is::before{content:"+ "}
@media(max-width:640px){.tiles.kinds{grid-template-columns:1fr 1fr}}
@media print{.change{break-inside:avoid;padding:2mm 0}.because,.was,.is{font-size:8.5pt}.was,.is{background:none}}
`

// field names a field of a platform for a person; an unknown one speaks for itself.
func (p printer) field(name string) string {
	switch name {
	case "name_vi":
		return p.tr("tên gọi", "Vietnamese name")
	case "name_en":
		return p.tr("tên tiếng Anh", "English name")
	case "function_vi":
		return p.tr("chức năng", "function in Vietnamese")
	case "function_en":
		return p.tr("chức năng (tiếng Anh)", "function in English")
	case "agency":
		return p.tr("cơ quan chủ quản", "owner agency")
	case "parent":
		return p.tr("thuộc nền tảng", "part of")
	case "replaces":
		return p.tr("thay thế cho", "replaces")
	case "links":
		return p.tr("kết nối", "links")
	case "status":
		return p.tr("trạng thái", "status")
	case "launched":
		return p.tr("vận hành từ", "launched")
	case "ended":
		return p.tr("kết thúc", "ended")
	case "mandate":
		return p.tr("căn cứ", "mandate")
	case "list":
		return p.tr("danh mục", "list")
	}
	return registry.FieldText(name).In(p.lang)
}
