package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/report"
	"trunglap/store"
	"trunglap/text"
)

// A profile is what `show` tells of one platform, for those who use it.
type profile struct {
	Platform   registry.Platform   `json:"platform"`
	OwnerThen  string              `json:"owner_listed"`
	OwnerNow   string              `json:"owner_now"`
	InUse      bool                `json:"in_use"`
	Connected  bool                `json:"connection_stated"` // to the data-sharing platform, by a link or a text
	LinkedFrom []linkedFrom        `json:"linked_from"`       // links that other platforms state to this one
	ReplacedBy []neighbour         `json:"replaced_by"`       // stated, or confirmed by a person
	Chain      [][]string          `json:"chain,omitempty"`   // of successions, generation by generation
	MaybeBy    []neighbour         `json:"maybe_replaced_by"` // proposed by the latest run: a person has to confirm it
	Modules    []neighbour         `json:"modules"`
	Transfers  []registry.Transfer `json:"transfers"`
	Versions   []store.Version     `json:"versions"`
}

type neighbour struct {
	ID     string `json:"id"`
	NameVI string `json:"name_vi,omitempty"`
	NameEN string `json:"name_en,omitempty"`
	Agency string `json:"agency"`
	By     string `json:"confirmed_by,omitempty"` // who confirmed that it replaced the platform
}

type linkedFrom struct {
	neighbour
	Kind string `json:"kind"`
}

func (a *app) showCommand() *cobra.Command {
	c := a.command(a.say("show MÃ [tùy chọn]", "show ID [flags]"),
		registry.T("Xem một nền tảng", "Show one platform"),
		registry.T(
			`Cho biết một nền tảng làm gì, chủ quản trước và nay, đầu mối hỗ trợ, kết nối, nền tảng thay thế nó, các lần thay đổi.`,
			`Tells what a platform does, its owner then and now, whom to ask for help, its connections, what replaced it, its versions.`))
	c.Example = "  trunglap show BGTVT-001\n  trunglap show BTP-003 --as-of 2025-04-01 --format json"
	c.Args = count(1, 1)
	var asOf registry.Date
	f := c.Flags()
	f.Var(date{&asOf}, "as-of", a.say("danh mục và chủ quản của ngày này (mặc định: hôm nay)", "the registry and the owners of this day (default: today)"))
	var restricted bool
	a.restrictedFlag(c, &restricted)
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if asOf == "" {
			asOf = a.today()
		}
		p, err := a.profileOf(cmd.Context(), args[0], asOf, restricted)
		if err != nil {
			return err
		}
		if *format == formatJSON {
			return a.json(p)
		}
		a.printProfile(&p, asOf)
		return nil
	}
	return c
}

// profileOf gathers what the registry of a day says of a platform. What a
// reader may not see is not found.
func (a *app) profileOf(ctx context.Context, id string, on registry.Date, restricted bool) (profile, error) {
	out := profile{LinkedFrom: []linkedFrom{}, ReplacedBy: []neighbour{}, MaybeBy: []neighbour{}, Modules: []neighbour{}}
	err := a.reading(ctx, func(db *store.DB) error {
		s, err := db.Snapshot(ctx, on)
		if err != nil {
			return err
		}
		hidden := veilOf(restricted, s)
		s.Platforms = hidden.over(s.Platforms)
		place := s.Index()
		i, ok := place[id]
		if !ok {
			return &registry.Error{Kind: registry.ErrNotFound, Say: registry.Tf(
				"không có nền tảng %s trong danh mục ngày %s; hãy tra mã bằng trunglap search", "there is no platform %s in the registry of %s; find its id with trunglap search", id, on)}
		}
		agencies := registry.DefaultAgencies(text.Folded)
		p := s.Platforms[i]
		out.Platform, out.OwnerThen, out.OwnerNow = p, p.Agency, agencies.Current(p.Agency, on)
		out.InUse, out.Connected = p.InUse(on), report.Connected(&p)
		out.Transfers = append([]registry.Transfer{}, registry.TransfersOf(&p, on, text.Toned)...)
		out.around(&s)
		if err := out.confirmed(ctx, db, &s); err != nil {
			return err
		}
		if err := out.proposed(ctx, db, &s, place); err != nil {
			return err
		}
		all, err := db.History(ctx, id)
		out.Versions = hidden.past(slices.DeleteFunc(all, func(v store.Version) bool { return on.Before(v.List.Date) }), restricted)
		return err
	})
	return out, err
}

func near(p *registry.Platform) neighbour {
	return neighbour{ID: p.ID, NameVI: p.NameVI, NameEN: p.NameEN, Agency: p.Agency}
}

// confirmed collects what is known of the platform's line, from the lists and
// from rulings.
func (out *profile) confirmed(ctx context.Context, db *store.DB, s *registry.Snapshot) error {
	l, err := lineageOf(ctx, db, s)
	if err != nil {
		return err
	}
	id, place := out.Platform.ID, s.Index()
	out.Chain = l.chain(id)
	for _, newer := range l.next[id] {
		if by := l.ruled[[2]string{id, newer}]; by != "" && !slices.ContainsFunc(out.ReplacedBy, func(n neighbour) bool { return n.ID == newer }) {
			n := near(&s.Platforms[place[newer]])
			n.By = by
			out.ReplacedBy = append(out.ReplacedBy, n)
		}
	}
	return nil
}

// around collects what other platforms state of this one.
func (out *profile) around(s *registry.Snapshot) {
	id := out.Platform.ID
	for i := range s.Platforms {
		p := &s.Platforms[i]
		if slices.Contains(p.Replaces, id) {
			out.ReplacedBy = append(out.ReplacedBy, near(p))
		}
		if p.Parent == id {
			out.Modules = append(out.Modules, near(p))
		}
		for _, l := range p.Links {
			if l.Target == id {
				out.LinkedFrom = append(out.LinkedFrom, linkedFrom{near(p), l.Kind})
			}
		}
	}
}

// proposed collects the successors that the latest run found: the other side
// of a succession whose list is the newer one. Without a run there are none.
func (out *profile) proposed(ctx context.Context, db *store.DB, s *registry.Snapshot, place map[string]int) error {
	runs, err := db.Runs(ctx)
	if err != nil || len(runs) == 0 {
		return err
	}
	found, err := db.Findings(ctx, 0, store.Filter{Relations: []registry.Relation{registry.Succession}, Platform: out.Platform.ID})
	if err != nil {
		return err
	}
	dates := map[string]registry.Date{}
	for _, l := range s.Lists {
		dates[l.ID] = l.Date
	}
	for _, f := range found {
		other := f.Pair.A
		if other == out.Platform.ID {
			other = f.Pair.B
		}
		i, ok := place[other]
		inChain := slices.ContainsFunc(out.Chain, func(ids []string) bool { return slices.Contains(ids, other) })
		if !ok || inChain || slices.ContainsFunc(out.ReplacedBy, func(n neighbour) bool { return n.ID == other }) {
			continue
		}
		if dates[out.Platform.List].Before(dates[s.Platforms[i].List]) {
			out.MaybeBy = append(out.MaybeBy, near(&s.Platforms[i]))
		}
	}
	return nil
}

// agencyLine names a body with its code.
func (a *app) agencyLine(code string) string {
	if found, ok := registry.DefaultAgencies(text.Folded).ByCode(code); ok {
		return found.Name(a.lang) + " (" + code + ")"
	}
	return code
}

func (a *app) printProfile(p *profile, on registry.Date) {
	pl := &p.Platform
	fmt.Fprintf(a.out, "%s  %s\n", pl.ID, pl.Name(a.lang))
	if !p.InUse {
		a.printf("KHÔNG CÒN SỬ DỤNG: không nên dùng cho nhu cầu mới\n", "NO LONGER IN USE: not for a new need\n")
	}
	if p.InUse && len(p.ReplacedBy) > 0 {
		a.printf("ĐÃ ĐƯỢC THAY THẾ: dùng %s\n", "REPLACED: use %s\n", strings.Join(p.Chain[len(p.Chain)-1], ", "))
	}
	line := func(vi, en, value string) {
		if value != "" {
			fmt.Fprintf(a.out, "  %s: %s\n", a.say(vi, en), value)
		}
	}
	owner := a.agencyLine(p.OwnerThen)
	if p.OwnerNow != p.OwnerThen {
		owner += a.say("; ngày ", "; on ") + on.In(a.lang) + ": " + a.agencyLine(p.OwnerNow)
	}
	status := ""
	if pl.Status != "" {
		status = pl.Status.Text().In(a.lang)
	}
	line("chức năng", "function", pl.Function(a.lang))
	line("chủ quản", "owner", owner)
	line("đơn vị vận hành", "operator", pl.Operator)
	line("đầu mối hỗ trợ", "support contact", cmp.Or(pl.Contact, a.say("chưa nêu; liên hệ cơ quan chủ quản", "not stated; ask the owner")))
	line("dữ liệu", "data", strings.Join(pl.Domains, "; "))
	line("đối tượng sử dụng", "users", strings.Join(a.each(registry.UserGroups[:], pl.Users), "; "))
	line("trạng thái", "status", status)
	line("vận hành từ", "launched", pl.Launched.In(a.lang))
	line("kết thúc", "ended", pl.Ended.In(a.lang))
	line("địa chỉ", "address", pl.URL)
	line("căn cứ", "mandate", pl.Mandate)
	a.printConnections(p)
	a.printSuccession(p)
	for _, v := range p.Versions {
		a.printVersion(&v)
	}
}

// printConnections tells what is stated of connections, and by whom.
func (a *app) printConnections(p *profile) {
	said := a.say("không nêu", "not stated")
	if p.Connected {
		said = a.say("có nêu", "stated")
	}
	a.printf("  kết nối nền tảng tích hợp, chia sẻ dữ liệu: %s\n", "  connection to the data-sharing platform: %s\n", said)
	for _, l := range p.Platform.Links {
		parts := []string{}
		for _, s := range []string{l.Data, l.Channel, l.Status} {
			if s != "" {
				parts = append(parts, s)
			}
		}
		fmt.Fprintf(a.out, "    %s → %s  %s\n", a.linkKind(l.Kind), l.Target, strings.Join(parts, "; "))
	}
	for _, l := range p.LinkedFrom {
		fmt.Fprintf(a.out, "    %s ← %s  %s\n", a.linkKind(l.Kind), l.ID, registry.T(l.NameVI, l.NameEN).In(a.lang))
	}
}

// each puts the codes of a closed list into words; other words stay.
func (a *app) each(list []registry.Value, codes []string) []string {
	out := slices.Clone(codes)
	for i, c := range out {
		for _, v := range list {
			if v.Code == c {
				out[i] = v.Text.In(a.lang)
			}
		}
	}
	return out
}

func (a *app) linkKind(kind string) string {
	for _, v := range registry.LinkKinds {
		if v.Code == kind {
			return v.Text.In(a.lang)
		}
	}
	return kind
}

// printSuccession tells what it replaced, what replaced it, and which of its
// tasks moved to another body.
func (a *app) printSuccession(p *profile) {
	list := func(vi, en string, ns []neighbour) {
		for _, n := range ns {
			by := ""
			if n.By != "" {
				by = a.say(" (xác nhận: ", " (confirmed by ") + n.By + ")"
			}
			fmt.Fprintf(a.out, "  %s: %s  %s  %s%s\n", a.say(vi, en), n.ID, n.Agency, registry.T(n.NameVI, n.NameEN).In(a.lang), by)
		}
	}
	list("được thay thế bởi", "replaced by", p.ReplacedBy)
	if len(p.Chain) > 0 {
		a.printf("  chuỗi kế thừa: %s\n", "  line of succession: %s\n", chainText(p.Chain))
	}
	list("có thể được thay thế bởi (cần xác nhận)", "maybe replaced by (to be confirmed)", p.MaybeBy)
	list("gồm", "has the module", p.Modules)
	if len(p.Platform.Replaces) > 0 {
		a.printf("  thay thế cho: %s\n", "  replaces: %s\n", strings.Join(p.Platform.Replaces, "; "))
	}
	if p.Platform.Parent != "" {
		a.printf("  thuộc: %s\n", "  part of: %s\n", p.Platform.Parent)
	}
	for _, t := range p.Transfers {
		a.printf("  nhiệm vụ %q chuyển sang %s từ %s (%s; %s)\n", "  the task %q moved to %s on %s (%s; %s)\n",
			t.Task.In(a.lang), a.agencyLine(t.To), t.Date.In(a.lang), t.LegalBasis, t.Sure().In(a.lang))
	}
}

func (a *app) printVersion(v *store.Version) {
	what := a.say("có trong", "listed in")
	if v.Withdrawn {
		what = a.say("không còn trong", "no longer in")
	}
	fmt.Fprintf(a.out, "  %s %s %s\n", what, v.List.ID, v.List.Date.In(a.lang))
	for _, f := range v.Changed {
		fmt.Fprintf(a.out, "    %s: %q -> %q\n", f.Field, f.Old, f.New)
	}
}
