package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/report"
	"trunglap/similarity"
)

// A grouping holds the flags of groups.
type grouping struct {
	run        int64
	relations  []string
	min        registry.Millibits
	minSet     bool
	size       int
	out        string
	force      bool
	restricted bool
}

// A groupList is what `groups --format json` prints.
type groupList struct {
	Run    int64            `json:"run"`
	Groups []registry.Group `json:"groups"`
}

func (a *app) groupsCommand() *cobra.Command {
	c := a.command(a.say("groups [tùy chọn]", "groups [flags]"),
		registry.T("Các nhóm nền tảng giống nhau", "Groups of platforms that are alike"),
		registry.T(
			`Nối các phát hiện thành nhóm. Sự giống nhau không bắc cầu: mỗi nhóm nêu rõ là dây chuyền, hình sao hay mọi cặp đều
giống nhau, liên kết yếu nhất giữ nhóm lại, và các tập con mà mọi cặp đều giống nhau. --out ghi trang HTML có sơ đồ.`,
			`Connects findings into groups. Likeness is not handed on: each group says whether it is a chain, a star, or all alike,
which weakest link holds it together, and the sets inside it in which each is like every other. --out writes an HTML page
with drawings.`))
	c.Example = "  trunglap groups\n  trunglap groups --relation duplication,overlap,fragmentation --min 2\n  trunglap groups --out groups.html"
	var g grouping
	f := c.Flags()
	f.Int64Var(&g.run, "run", 0, a.say("số `N` của lượt quét (mặc định: lượt gần nhất)", "number `N` of the run (default: the latest)"))
	f.StringSliceVar(&g.relations, "relation", []string{string(registry.Duplication), string(registry.Overlap)}, a.say("nối bằng quan hệ `WORD,...`", "connect by relations `WORD,...`"))
	f.Var(bits{&g.min, &g.minSet}, "min", a.say("chỉ nối bằng phát hiện từ số bit này trở lên", "connect only by findings from this score up"))
	f.IntVar(&g.size, "size", 3, a.say("chỉ nhóm có ít nhất `N` nền tảng", "only groups of at least `N` platforms"))
	f.StringVar(&g.out, "out", "", a.say("ghi trang HTML `FILE`", "write an HTML page to `FILE`"))
	f.BoolVar(&g.force, "force", false, a.say("ghi đè tệp đã có", "overwrite an existing file"))
	a.restrictedFlag(c, &g.restricted)
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, _ []string) error { return a.groups(cmd.Context(), &g, *format) }
	return c
}

func (a *app) groups(ctx context.Context, g *grouping, format string) error {
	if g.size < 2 {
		return usage(registry.T("--size nhận từ 2 trở lên", "--size takes 2 and up"))
	}
	if err := refuseToOverwrite(g.out, g.force); g.out != "" && err != nil {
		return err
	}
	doc, err := a.document(ctx, reporting{run: g.run, restricted: g.restricted})
	if err != nil {
		return err
	}
	groups, err := groupsIn(doc, g)
	if err != nil {
		return err
	}
	if g.out != "" {
		err := a.writeFile(g.out, func(w io.Writer) error { return report.WriteGroups(w, doc, groups, a.lang) })
		if err != nil || g.out == "-" {
			return err
		}
	}
	if format == formatJSON {
		return a.json(groupList{doc.Run.ID, groups})
	}
	a.printGroups(doc, groups)
	return nil
}

// groupsIn makes groups of what the reader of a report may see.
func groupsIn(doc *report.Report, g *grouping) ([]registry.Group, error) {
	relations, err := wordsOf("relation", g.relations, registry.Relations[:])
	if err != nil {
		return nil, err
	}
	from := similarity.Every
	if g.minSet {
		from = g.min
	}
	place := doc.Snapshot.Index()
	owner := func(id string) string { return doc.Snapshot.Platforms[place[id]].Agency }
	return similarity.Groups(report.Visible(doc), owner, relations, from, g.size), nil
}

func (a *app) printGroups(doc *report.Report, groups []registry.Group) {
	place := doc.Snapshot.Index()
	for i := range groups {
		g := &groups[i]
		a.printf("%s  %s, %s (%s), %s\n", "%s  %s, %s (%s), %s\n",
			g.ID, a.count(len(g.Platforms), "nền tảng", "platform", "platforms"), a.count(len(g.Agencies), "cơ quan", "agency", "agencies"), strings.Join(g.Agencies, ", "), g.Shape.Text().In(a.lang))
		for _, id := range g.Platforms {
			a.printf("    %s %s\n", "    %s %s\n", id, doc.Snapshot.Platforms[place[id]].Name(a.lang))
		}
		a.printf("    %s, %s không phải là phát hiện\n", "    %s, %s below the threshold\n",
			a.count(len(g.Links), "phát hiện", "finding", "findings"), a.count(g.Apart, "cặp", "pair", "pairs"))
		w := g.Weakest
		a.printf("    liên kết yếu nhất: %s %s %s (%s bit)\n", "    weakest link: %s %s %s (%s bits)\n", w.Pair.A, w.Relation.Symbol(), w.Pair.B, a.bits(w.Score))
		for _, c := range g.Cores {
			a.printf("    cùng giống nhau từng đôi một: %s\n", "    each like every other: %s\n", strings.Join(c, ", "))
		}
	}
	a.printf("lượt quét %d: %s\n", "run %d: %s\n", doc.Run.ID, a.count(len(groups), "nhóm", "group", "groups"))
}
