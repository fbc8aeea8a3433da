package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/report"
	"trunglap/store"
	"trunglap/text"
)

// A reporting holds the flags of one report.
type reporting struct {
	run        int64
	asOf       registry.Date
	out        []string
	format     string
	top        int
	force      bool
	restricted bool
}

func (a *app) reportCommand() *cobra.Command {
	c := a.command(a.say("report [tùy chọn]", "report [flags]"),
		registry.T("Xuất báo cáo của một lượt quét", "Write the report of a run"),
		registry.T(
			`Xuất báo cáo của lượt quét gần nhất (hoặc --run N) ra màn hình hoặc ra tệp.
Dạng báo cáo theo phần mở rộng của tệp; --out có thể lặp lại. Mọi dạng có cùng các trường hợp, theo cùng thứ tự.`,
			`Writes the report of the latest run (or --run N) to the screen or to files.
The form follows the file's extension; --out may be repeated. Every form holds the same cases in the same order.`))
	c.Example = "  trunglap report\n  trunglap report --out report.html --out report.csv --out report.json\n  trunglap report --as-of 2025-04-01\n  trunglap report --format json | jq ."
	var r reporting
	f := c.Flags()
	f.Int64Var(&r.run, "run", 0, a.say("số `N` của lượt quét (mặc định: lượt gần nhất)", "number `N` of the run (default: the latest)"))
	f.Var(date{&r.asOf}, "as-of", a.say("danh mục và chủ quản của ngày này, thay cho một lượt quét đã lưu", "the registry and the owners of this day, instead of a saved run"))
	f.StringArrayVar(&r.out, "out", nil, a.say("ghi ra tệp `FILE`", "write to `FILE`"))
	f.StringVar(&r.format, "format", "", a.say("dạng `"+formatNames()+"` (mặc định: theo phần mở rộng; text ra màn hình)", "form `"+formatNames()+"` (default: by extension; text to the screen)"))
	f.IntVar(&r.top, "top", 0, a.say("in thêm `N` phát hiện mạnh nhất ra màn hình", "also print the `N` strongest findings to the screen"))
	f.BoolVar(&r.force, "force", false, a.say("ghi đè báo cáo đã có", "overwrite an existing report"))
	f.BoolVar(&r.restricted, "show-restricted", false, a.say("kể cả nội dung của mục hạn chế", "with the content of restricted entries"))
	c.RunE = func(cmd *cobra.Command, _ []string) error { return a.report(cmd.Context(), r) }
	return c
}

func formatNames() string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, "|")
}

// report writes every file asked for, or to the screen if none was.
func (a *app) report(ctx context.Context, r reporting) error {
	if r.run != 0 && r.asOf.Known() {
		return usage(registry.T("chỉ dùng một trong --run và --as-of", "use one of --run and --as-of"))
	}
	formats, err := r.formats()
	if err != nil {
		return err
	}
	for _, path := range r.out {
		if err := refuseToOverwrite(path, r.force); err != nil {
			return err
		}
	}
	doc, err := a.document(ctx, r)
	if err != nil {
		return err
	}
	if r.top > 0 {
		top := *doc
		top.MaxFindings = r.top
		if err := report.Write(a.out, report.Terminal, &top, a.lang); err != nil {
			return err
		}
	}
	for i, path := range r.out {
		write := func(w io.Writer) error { return report.Write(w, formats[i], doc, a.lang) }
		if err := a.writeFile(path, write); err != nil {
			return err
		}
	}
	for _, path := range r.out {
		if path != "-" {
			a.printf("%s\n", "%s\n", path)
		}
	}
	if len(r.out) == 0 && r.top == 0 {
		return report.Write(a.out, formats[0], doc, a.lang)
	}
	return nil
}

// formats settles the form of every output, before anything is written.
func (r *reporting) formats() ([]report.Format, error) {
	if len(r.out) == 0 {
		f, err := report.ParseFormat(orText(r.format))
		return []report.Format{f}, err
	}
	var fs []report.Format
	for _, path := range r.out {
		name := r.format
		if name == "" {
			name = orText(strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), "."))
		}
		f, err := report.ParseFormat(name)
		if err != nil {
			return nil, err
		}
		fs = append(fs, f)
	}
	return fs, nil
}

func orText(format string) string {
	if format == "" || format == "txt" {
		return string(report.Terminal)
	}
	return format
}

// document gathers what a report of a run says, all of it from the store.
func (a *app) document(ctx context.Context, r reporting) (doc *report.Report, err error) {
	err = a.reading(ctx, func(db *store.DB) error {
		doc, err = a.documentOf(ctx, db, r)
		return err
	})
	return doc, err
}

// documentOf is document of an open registry.
func (a *app) documentOf(ctx context.Context, db *store.DB, r reporting) (*report.Report, error) {
	s, err := runOf(ctx, db, r.run)
	if r.asOf.Known() {
		s, err = a.runAsOf(ctx, db, r.asOf)
	}
	if err != nil {
		return nil, err
	}
	run, model := s.run, s.model
	doc := &report.Report{Run: run, Snapshot: s.snapshot, Findings: s.findings, Generated: a.now(), Agencies: registry.DefaultAgencies(text.Folded), ShowRestricted: r.restricted}
	engine, err := engineOfRun(ctx, db, &run)
	if err != nil {
		return nil, err
	}
	if err := engine.Explained(ctx, &doc.Snapshot, run.AsOf, doc.Findings, 0); err != nil {
		return nil, err
	}
	if doc.Decisions, err = db.DecisionsOn(ctx, &doc.Snapshot, text.Toned); err != nil {
		return nil, err
	}
	// Only what a reader needs is read, so that settings of an earlier release,
	// which may lack a key of this one's, can still be shown.
	if err := json.Unmarshal(model, &doc.Model); err != nil {
		return nil, fmt.Errorf("read the settings of run %d: %w", run.ID, err)
	}
	doc.Model.Hash = run.Settings
	return doc, nil
}
