package main

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/similarity"
	"trunglap/store"
	"trunglap/text"
)

// A diffing holds the flags of diff.
type diffing struct {
	kinds  []string
	limit  int
	list   bool
	failOn string
	format *string
	out    string
	force  bool

	restricted bool // also changes of restricted platforms
}

func (a *app) diffCommand() *cobra.Command {
	c := a.command(a.say("diff [LƯỢT-CŨ] [LƯỢT-MỚI] [tùy chọn]", "diff [OLD-RUN] [NEW-RUN] [flags]"),
		registry.T("So hai lượt quét, nêu nguyên nhân", "Compare two runs, with causes"),
		registry.T(
			`So lượt quét gần nhất với lượt trước đó (hoặc hai lượt nêu ra): phát hiện mới, không còn, mạnh hơn, yếu hơn, đổi quan hệ.
Mỗi thay đổi kèm nguyên nhân, tìm bằng cách tính lại với từng yếu tố thay đổi lần lượt; các phần cộng lại đúng bằng chênh lệch.`,
			`Compares the latest run with the one before (or two runs named): findings new, gone, stronger, weaker, of another relation.
Each with its causes, found by scoring again with one factor changed after another; the parts add up to the difference.`))
	c.Example = "  trunglap diff\n  trunglap diff 3 5 --format json\n  trunglap diff --out thay-doi.html\n  trunglap diff --list"
	c.Args = count(0, 2)
	var o diffing
	f := c.Flags()
	f.StringSliceVar(&o.kinds, "kind", nil, a.say("chỉ loại `WORD,...`: new, gone, relation, stronger, weaker, owners", "only kinds `WORD,...`: new, gone, relation, stronger, weaker, owners"))
	f.IntVar(&o.limit, "limit", 50, a.say("số thay đổi tối đa `N` in ra; 0 là tất cả", "print at most `N` changes; 0 is all"))
	f.BoolVar(&o.list, "list", false, a.say("liệt kê các lượt quét đã lưu", "list the runs"))
	f.Var(choice{&o.failOn, []string{"new", "change"}}, "fail-on", a.say("thoát với mã 3 nếu có phát hiện mới, hoặc thay đổi bất kỳ", "exit 3 if there is a new finding, or any change"))
	f.StringVar(&o.out, "out", "", a.say("ghi trang HTML `FILE`", "write an HTML page to `FILE`"))
	f.BoolVar(&o.force, "force", false, a.say("ghi đè tệp đã có", "overwrite existing files"))
	a.restrictedFlag(c, &o.restricted)
	o.format = a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if o.list {
			return a.listRuns(cmd.Context(), *o.format)
		}
		return a.diff(cmd.Context(), &o, args)
	}
	return c
}

func (a *app) diff(ctx context.Context, o *diffing, args []string) error {
	kinds, err := wordsOf("kind", o.kinds, registry.ChangeKinds[:])
	if err != nil {
		return err
	}
	if err := refuseToOverwrite(o.out, o.force); o.out != "" && err != nil {
		return err
	}
	var d registry.RunDiff
	var names func(string) string
	var older, newer registry.Run
	var platform func(string) (registry.Platform, bool)
	err = a.reading(ctx, func(db *store.DB) error {
		if older, newer, err = runsOf(ctx, db, args); err != nil {
			return err
		}
		if d, err = compareRuns(ctx, db, older, newer, o.restricted); err != nil {
			return err
		}
		platform, err = platformsOf(ctx, db, older, newer)
		names = func(id string) string { p, _ := platform(id); return p.Name(a.lang) }
		return err
	})
	if err != nil {
		return err
	}
	if len(kinds) > 0 {
		var kept []registry.PairChange
		for _, c := range d.Changes {
			for _, k := range kinds {
				if c.Kind == k {
					kept = append(kept, c)
				}
			}
		}
		d.Changes = append([]registry.PairChange{}, kept...)
	}
	if o.out != "" {
		if err := a.writeFile(o.out, func(w io.Writer) error { return a.writeDiffPage(w, older, newer, &d, platform) }); err != nil || o.out == "-" {
			return err
		}
	}
	if *o.format == formatJSON {
		err = a.json(d)
	} else {
		a.printDiff(&d, o.limit, names)
	}
	if err == nil && (o.failOn == "new" && d.Count[registry.ChangeNew] > 0 || o.failOn == "change" && len(d.Count) > 0) {
		err = errFound
	}
	return err
}

// runsOf finds the two runs to compare: by number, or the latest and the one
// before; with one number, that one and the latest.
func runsOf(ctx context.Context, db *store.DB, args []string) (older, newer registry.Run, err error) {
	var numbers []int64
	for _, s := range args {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 1 {
			return older, newer, usage(registry.Tf("%q không phải là số của lượt quét", "%q is not the number of a run", s))
		}
		numbers = append(numbers, n)
	}
	if len(numbers) == 2 {
		if older, err = db.Run(ctx, numbers[0]); err == nil {
			newer, err = db.Run(ctx, numbers[1])
		}
		return older, newer, err
	}
	if newer, err = db.Run(ctx, 0); err != nil {
		return older, newer, err
	}
	if len(numbers) == 1 {
		older, err = db.Run(ctx, numbers[0])
		return older, newer, err
	}
	older, ok, err := runBefore(ctx, db, newer.ID)
	if err == nil && !ok {
		err = &registry.Error{Kind: registry.ErrNotFound, Say: registry.T("mới có một lượt quét; chưa có gì để so", "there is only one run; there is nothing to compare it with")}
	}
	return older, newer, err
}

// runBefore finds the run before one.
func runBefore(ctx context.Context, db *store.DB, id int64) (registry.Run, bool, error) {
	runs, err := db.Runs(ctx)
	if err != nil {
		return registry.Run{}, false, err
	}
	for _, r := range runs {
		if r.ID < id {
			return r, true, nil
		}
	}
	return registry.Run{}, false, nil
}

// compareRuns reads both runs as they were and finds the causes.
// Restricted platforms are left out of both, unless they are to be shown: no
// pair's score depends on a third platform.
func compareRuns(ctx context.Context, db *store.DB, older, newer registry.Run, restricted bool) (registry.RunDiff, error) {
	now := similarity.NewEngine(text.Default(), text.DefaultStats(), similarity.DefaultSettings(), registry.DefaultAgencies(text.Folded))
	before, err := sideOf(ctx, db, now, older)
	if err != nil {
		return registry.RunDiff{}, err
	}
	after, err := sideOf(ctx, db, now, newer)
	if err != nil {
		return registry.RunDiff{}, err
	}
	hidden := veilOf(restricted, before.Snapshot, after.Snapshot)
	for _, side := range []*similarity.Side{&before, &after} {
		side.Snapshot.Platforms = hidden.over(side.Snapshot.Platforms)
		side.Findings = slices.DeleteFunc(side.Findings, func(f registry.Finding) bool { return hidden.covers(f.Pair) })
	}
	return similarity.Diff(ctx, before, after, now)
}

// sideOf gathers what a run was computed from, as far as it is at hand: its
// settings are stored, the words are those of this program or none.
func sideOf(ctx context.Context, db *store.DB, now *similarity.Engine, run registry.Run) (similarity.Side, error) {
	s, err := db.RunSnapshot(ctx, run.ID)
	if err != nil {
		return similarity.Side{}, err
	}
	fs, err := db.Findings(ctx, run.ID, store.Filter{})
	if err != nil {
		return similarity.Side{}, err
	}
	side := now.SideOf(run, s, fs)
	if side.Settings == nil {
		model, err := db.Settings(ctx, run.Settings)
		if err != nil {
			return side, err
		}
		// Settings of another release may lack a key of this one's; then their
		// effect is told by elimination.
		if set, err := similarity.LoadSettings(bytes.NewReader(model)); err == nil && set.Hash() == run.Settings {
			side.Settings = set
		}
	}
	return side, nil
}

func (a *app) printDiff(d *registry.RunDiff, limit int, name func(string) string) {
	for i := range d.Changes {
		if limit > 0 && i == limit {
			a.printf("… và %s; --limit 0 in đủ\n", "… and %s; --limit 0 prints all\n", a.count(len(d.Changes)-i, "thay đổi khác", "more change", "more changes"))
			break
		}
		a.printChange(&d.Changes[i], name)
	}
	a.printf("lượt quét %d so với %d:", "run %d against %d:", d.New, d.Old)
	if len(d.Count) == 0 {
		a.printf(" không có thay đổi", " no change")
	}
	for _, k := range registry.ChangeKinds {
		if n := d.Count[k]; n > 0 {
			a.printf(" %s %d;", " %s %d;", k.Text().In(a.lang), n)
		}
	}
	a.printf(" giữ nguyên %d\n", " unchanged %d\n", d.Unchanged)
}

func (a *app) printChange(c *registry.PairChange, name func(string) string) {
	a.printf("%s %s: %s -> %s\n    %s %s\n    %s %s\n", "%s %s: %s -> %s\n    %s %s\n    %s %s\n",
		c.ID, c.Kind.Text().In(a.lang), a.stateText(c.Old), a.stateText(c.New), c.Pair.A, name(c.Pair.A), c.Pair.B, name(c.Pair.B))
	for i := range c.Causes {
		a.printf("    vì: %s\n", "    because: %s\n", a.causeText(&c.Causes[i]))
	}
}

// stateText says how a pair stands in a run.
func (a *app) stateText(s *registry.PairState) string {
	switch {
	case s == nil:
		return a.say("không có", "not listed")
	case !s.Finding:
		return a.bits(s.Score) + a.say(" (dưới ngưỡng)", " (below the threshold)")
	}
	return a.bits(s.Score) + " " + s.Relation.Text().In(a.lang)
}

// causeText says in a line what a cause is and what it did.
func (a *app) causeText(c *registry.Cause) string {
	out := c.Kind.Text().In(a.lang)
	for _, k := range c.With {
		out += " + " + k.Text().In(a.lang)
	}
	if c.Platform != "" {
		out += ": " + c.Platform
	}
	if c.Field != "" {
		out += ", " + c.Field
	}
	if c.From == nil || c.To == nil {
		return out
	}
	sign := ""
	if c.Delta >= 0 {
		sign = "+"
	}
	out += " (" + sign + a.bits(c.Delta) + a.say(" bit", " bits")
	if c.From.Relation != c.To.Relation {
		out += "; " + c.From.Relation.Text().In(a.lang) + " -> " + c.To.Relation.Text().In(a.lang)
	}
	if c.From.Owners != c.To.Owners {
		out += "; " + c.From.Owners.Text().In(a.lang) + " -> " + c.To.Owners.Text().In(a.lang)
	}
	return out + ")"
}

func (a *app) listRuns(ctx context.Context, format string) error {
	return a.reading(ctx, func(db *store.DB) error {
		runs, err := db.Runs(ctx)
		if err != nil {
			return err
		}
		if format == formatJSON {
			return a.json(append([]registry.Run{}, runs...))
		}
		for _, r := range runs {
			total := 0
			for _, n := range r.Count {
				total += n
			}
			a.printf("%d  %s  %s, %s, %s\n", "%d  %s  %s, %s, %s\n", r.ID, a.day(r.Started), a.count(r.Certificate.Platforms, "nền tảng", "platform", "platforms"),
				a.count(total, "phát hiện", "finding", "findings"), r.Engine)
		}
		return nil
	})
}
