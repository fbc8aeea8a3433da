package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/notify"
	"trunglap/registry"
	"trunglap/report"
	"trunglap/similarity"
	"trunglap/store"
)

// A batch is one call of the scheduler:
//
//	files -> import -> scan, if anything changed -> diff, reports, notices of the run -> deliver -> let go of what is old
//
// Each step is whole or not done, and is found done by the next call: an import
// by its digest, a scan by what the latest run was made from, the reports by their
// folder, a notice by its name in the outbox, and a run that was seen to the end by
// its number in batch.json. So a batch can be killed anywhere and called again.
type batch struct {
	*app
	conf   *batchConfig
	log    *slog.Logger
	db     *store.DB
	outbox *notify.Outbox
	to     []notify.Receiver
	state  batchState
	res    batchResult
}

// A batchResult is what `batch --format json` prints.
type batchResult struct {
	Run      int64        `json:"run"`      // the latest
	Changed  bool         `json:"changed"`  // this call made the run
	Previous int64        `json:"previous"` // the run it was compared with; 0: none
	Lists    []batchList  `json:"lists"`
	Refused  int          `json:"refused"` // files that were not taken
	Diff     *batchDiff   `json:"diff,omitempty"`
	Reports  []string     `json:"reports"`
	Sent     int          `json:"sent"`    // notices that were taken
	Pending  int          `json:"pending"` // notices that wait
	Failed   []string     `json:"failed"`  // receivers that took none
	Open     int          `json:"open"`    // findings that wait for people, reopened ones included
	Reopened int          `json:"reopened"`
	Scan     *scanResult  `json:"scan,omitempty"`
	Pruned   []int64      `json:"pruned"`
	run      registry.Run // of Scan or the latest before
	diff     registry.RunDiff
}

type batchList struct {
	File      string `json:"file"`
	List      string `json:"list"`
	Added     int    `json:"added"`
	Changed   int    `json:"changed"`
	Withdrawn int    `json:"withdrawn"`
	Rejected  int    `json:"rejected"`
	Written   bool   `json:"written"`
}

type batchDiff struct {
	Count     map[registry.ChangeKind]int `json:"count"`
	Factors   []registry.CauseKind        `json:"factors"`
	Unchanged int                         `json:"unchanged"`
}

func (a *app) batchCommand() *cobra.Command {
	c := a.command(a.say("batch --config TỆP [tùy chọn]", "batch --config FILE [flags]"),
		registry.T("Chạy định kỳ: nạp, quét, so sánh, báo cáo, thông báo", "For a scheduler: import, scan, diff, report, notify"),
		registry.T(
			`Nạp các tệp nêu trong cấu hình (hoặc trong thư mục được theo dõi), quét nếu có gì thay đổi, so với lượt trước, xuất báo cáo
và thông báo. Mỗi lúc chỉ một lần chạy trên một thư mục dữ liệu. Có thể bị ngắt ở bất kỳ đâu và chạy lại. Nhật ký JSON ở stderr.
Nơi nhận không phản hồi thì thông báo được giữ lại, gửi lại ở lần sau, và lệnh thoát với mã 1.`,
			`Imports the files that the configuration names (or those in a watched folder), scans if anything changed, compares with
the run before, writes reports and tells people. One at a time per data folder. Can be killed anywhere and called again.
The log is JSON on stderr. What a dead receiver has not taken is kept and sent by a later call; the command then exits 1.`))
	c.Example = "  trunglap batch --config /etc/trunglap/trunglap.yaml\n  trunglap batch --config trunglap.yaml --check"
	var path string
	c.Flags().StringVar(&path, "config", "", a.say("tệp cấu hình YAML `FILE`", "configuration `FILE` (YAML)"))
	check := c.Flags().Bool("check", false, a.say("chỉ kiểm tra cấu hình", "only check the configuration"))
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if path == "" {
			return usage(registry.T("thiếu --config TỆP", "--config FILE is missing"))
		}
		conf, err := readBatchConfig(path)
		if err != nil {
			return err
		}
		if conf.Data != "" && !cmd.Flags().Changed("data") {
			a.data = conf.Data
		}
		if conf.Lang != "" && !cmd.Flags().Changed("lang") {
			if a.lang, err = registry.ParseLang(conf.Lang); err != nil {
				return err
			}
		}
		to, err := conf.receivers(a.now)
		if err != nil {
			return err
		}
		if *check {
			a.printf("%s: hợp lệ\n", "%s: good\n", path)
			return nil
		}
		a.bars = false
		b := &batch{app: a, conf: conf, to: to, log: slog.New(slog.NewJSONHandler(a.errw, nil))}
		return b.call(cmd.Context(), *format)
	}
	return c
}

// call runs the batch and says how it ended, in the log and in the metrics.
func (b *batch) call(ctx context.Context, format string) error {
	began := b.now()
	b.log.Info("batch started", "data", b.data, "version", version)
	release, err := store.Lock(b.data)
	if err != nil {
		b.log.Error("batch refused", "error", logged(err))
		return errors.Join(errTold, err)
	}
	defer release()
	b.res = batchResult{Lists: []batchList{}, Reports: []string{}, Failed: []string{}, Pruned: []int64{}}
	err = b.run(ctx)
	if merr := b.writeMetrics(began, err); err == nil {
		err = merr
	}
	if err != nil {
		b.log.Error("batch failed", "error", logged(err), "run", b.res.Run)
		return errors.Join(errTold, err)
	}
	b.log.Info("batch done", "run", b.res.Run, "changed", b.res.Changed, "seconds", b.now().Sub(began).Seconds())
	if format == formatJSON {
		return b.json(b.res)
	}
	b.print()
	return nil
}

// logged is an error without the text of any record: what our own errors say
// names files, rows and ids; of a row it is the place.
func logged(err error) string {
	var row *registry.RowError
	if errors.As(err, &row) {
		return fmt.Sprintf("%s: row %d", row.File, row.Row)
	}
	return explain(err, registry.EN)
}

func (b *batch) run(ctx context.Context) (err error) {
	if b.db, err = store.Open(ctx, b.data, store.Options{Now: b.now}); err != nil {
		return err
	}
	defer b.db.Close()
	if b.outbox, err = notify.OpenOutbox(filepath.Join(b.data, "outbox")); err != nil {
		return err
	}
	if b.state, err = readBatchState(b.data); err != nil {
		return err
	}
	if err := b.importFiles(ctx); err != nil {
		return err
	}
	if err := b.scanIfChanged(ctx); err != nil {
		return err
	}
	if err := b.seeThrough(ctx); err != nil {
		return err
	}
	if err := b.deliver(ctx); err != nil {
		return err
	}
	if err := b.letGo(ctx); err != nil {
		return err
	}
	return b.verdict()
}

// verdict is an error if something was left undone although the run is safe.
func (b *batch) verdict() error {
	if b.res.Refused > 0 {
		return registry.Invalid(registry.Tf("số tệp không nạp được: %d; xem nhật ký", "files that could not be imported: %d; see the log", b.res.Refused))
	}
	if len(b.res.Failed) > 0 {
		list := strings.Join(b.res.Failed, ", ")
		return registry.Invalid(registry.Tf("nơi nhận không phản hồi: %s; lượt quét đã lưu, thông báo được giữ lại để gửi lại",
			"receivers that did not answer: %s; the run is saved, the notices are kept and will be sent again", list))
	}
	return nil
}

// scanIfChanged makes a run unless the latest was made from the same.
func (b *batch) scanIfChanged(ctx context.Context) error {
	s := scoring{settings: b.conf.Scan.Settings, stats: b.conf.Scan.Statistics, workers: b.conf.Scan.Workers, asOf: b.conf.asOf(b.now())}
	engine, err := b.engine(&s)
	if err != nil {
		return err
	}
	snapshot, err := b.db.Snapshot(ctx, s.asOf)
	if err != nil {
		return err
	}
	want := registry.Run{Snapshot: snapshot.Digest, AsOf: s.asOf, Engine: version}
	engine.Stamp(&want)
	last, err := b.db.Run(ctx, 0)
	switch {
	case errors.Is(err, registry.ErrNotFound):
	case err != nil:
		return err
	default:
		b.res.Run, b.res.run = last.ID, last
		if sameInputs(&last, &want) {
			b.log.Info("nothing changed", "run", last.ID)
			return nil
		}
	}
	run, err := b.makeRun(ctx, engine, snapshot, &s, &last, &want)
	if err != nil {
		return err
	}
	res := resultOf(run)
	b.res.Run, b.res.Changed, b.res.Scan, b.res.run = run.ID, true, &res, run
	c := run.Certificate
	b.log.Info("scanned", "run", run.ID, "platforms", c.Platforms, "pairs_expected", c.Expected, "pairs_compared", c.Compared,
		"pairs_bounded", c.Bounded, "pairs_skipped", c.Skipped, "digest", c.Digest, "seconds", run.Seconds)
	return nil
}

// sameInputs: a scan now would give what the run has.
func sameInputs(r, want *registry.Run) bool {
	return r.Snapshot == want.Snapshot && r.AsOf == want.AsOf && sameModel(r, want)
}

func sameModel(r, want *registry.Run) bool {
	return r.Settings == want.Settings && r.Engine == want.Engine && r.Vocabulary == want.Vocabulary &&
		r.Statistics == want.Statistics && r.Agencies == want.Agencies
}

// makeRun scores only pairs with a changed platform where the run before was
// made by the same program with the same model and day; the result is that of a
// full scan. A program without a release number is never the same.
func (b *batch) makeRun(ctx context.Context, e *similarity.Engine, s registry.Snapshot, sc *scoring, last, want *registry.Run) (registry.Run, error) {
	if b.conf.Scan.Full || version == "dev" || last.ID == 0 || last.AsOf != want.AsOf || !sameModel(last, want) {
		return b.scanInto(ctx, b.db, e, sc, false)
	}
	return b.scanChanged(ctx, b.db, e, s, sc, last.ID)
}

// scanChanged is scanInto for a registry of which most is as in an earlier run.
func (a *app) scanChanged(ctx context.Context, db *store.DB, e *similarity.Engine, s registry.Snapshot, sc *scoring, last int64) (registry.Run, error) {
	run := registry.Run{Snapshot: s.Digest, AsOf: sc.asOf, Engine: version, Started: a.now()}
	e.Stamp(&run)
	before, err := db.RunSnapshot(ctx, last)
	if err != nil {
		return run, err
	}
	known, err := db.Findings(ctx, last, store.Filter{})
	if err != nil {
		return run, err
	}
	slices.SortFunc(known, func(x, y registry.Finding) int {
		return strings.Compare(x.Pair.A+"\x00"+x.Pair.B, y.Pair.A+"\x00"+y.Pair.B)
	})
	previous := func(yield func(similarity.Known, error) bool) {
		for i := range known {
			if !yield(similarity.KnownFinding(&known[i]), nil) {
				return
			}
		}
	}
	found := similarity.NewHits(e)
	run.Count = map[registry.Relation]int{}
	opt := similarity.ScanOptions{Workers: sc.workers, Min: e.Settings().Finding, AsOf: sc.asOf}
	run.Certificate, err = e.ScanChanged(ctx, s.Platforms, changedPlatforms(&before, &s), previous, opt, func(p similarity.Scored) error {
		found.Add(&p)
		run.Count[p.Relation]++
		return nil
	})
	if err != nil {
		return run, err
	}
	findings, err := found.Findings(ctx, s.Platforms, explainedAtOnce, sc.workers)
	if err != nil {
		return run, err
	}
	run.Seconds = a.now().Sub(run.Started).Seconds()
	run.ID, err = db.SaveRun(ctx, run, e.Settings().JSON(), findings)
	return run, err
}

// changedPlatforms are those of a snapshot that another did not hold, or not so.
func changedPlatforms(before, now *registry.Snapshot) map[string]bool {
	place := before.Index()
	out := map[string]bool{}
	for i := range now.Platforms {
		p := &now.Platforms[i]
		j, ok := place[p.ID]
		if !ok || before.Platforms[j].List != p.List || before.Platforms[j].Digest() != p.Digest() {
			out[p.ID] = true
		}
	}
	return out
}

// seeThrough compares, reports and puts notices into the outbox for every run
// that no call has seen to the end; of a folder that batch has never seen, for
// the latest alone.
func (b *batch) seeThrough(ctx context.Context) error {
	if b.res.Run == 0 {
		return nil
	}
	runs, err := b.db.Runs(ctx)
	if err != nil {
		return err
	}
	slices.Reverse(runs)
	for i := range runs {
		id := runs[i].ID
		if id <= b.state.Finished || b.state.Finished == 0 && id < b.res.Run {
			continue
		}
		var before *registry.Run
		if i > 0 {
			before = &runs[i-1]
		}
		if err := b.finish(ctx, &runs[i], before); err != nil {
			return fmt.Errorf("run %d: %w", id, err)
		}
		b.state.Finished = id
		if err := b.state.write(b.data); err != nil {
			return err
		}
	}
	return nil
}

// finish does for one run what comes after the scan.
func (b *batch) finish(ctx context.Context, run, before *registry.Run) error {
	doc, err := b.documentOf(ctx, b.db, reporting{run: run.ID, restricted: b.conf.Reports.ShowRestricted})
	if err != nil {
		return err
	}
	var d registry.RunDiff
	if before != nil {
		if d, err = compareRuns(ctx, b.db, *before, *run, b.conf.Reports.ShowRestricted); err != nil {
			return err
		}
		b.log.Info("compared", "run", run.ID, "with", before.ID, "changes", d.Count, "unchanged", d.Unchanged, "factors", d.Factors)
		b.res.Previous, b.res.diff = before.ID, d
		b.res.Diff = &batchDiff{d.Count, d.Factors, d.Unchanged}
	}
	b.countOpen(doc)
	if err := b.writeReports(ctx, doc, before, &d); err != nil {
		return err
	}
	return b.putNotices(doc, before, &d)
}

// countOpen counts the findings that wait for people.
func (b *batch) countOpen(doc *report.Report) {
	b.res.Open, b.res.Reopened = 0, 0
	for i := range doc.Findings {
		d, ok := doc.Decisions[doc.Findings[i].ID]
		if !ok || d.State != registry.StateSettled {
			b.res.Open++
		}
		if d.State == registry.StateReopened {
			b.res.Reopened++
		}
	}
}

// runName names a run in file names, so that they sort.
func runName(id int64) string { return fmt.Sprintf("run-%06d", id) }

// writeReports writes a folder for the run, whole or not at all. One that is
// there is left as it is: somebody may have filed it.
func (b *batch) writeReports(ctx context.Context, doc *report.Report, before *registry.Run, d *registry.RunDiff) error {
	if b.conf.Reports.Folder == "" {
		return nil
	}
	final := filepath.Join(b.conf.Reports.Folder, runName(doc.Run.ID))
	if _, err := os.Stat(final); err == nil {
		return nil
	}
	if err := os.MkdirAll(b.conf.Reports.Folder, 0o755); err != nil {
		return err
	}
	part, err := os.MkdirTemp(b.conf.Reports.Folder, ".part-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(part)
	if err := os.Chmod(part, 0o755); err != nil {
		return err
	}
	for _, name := range b.conf.Reports.Formats {
		f, err := report.ParseFormat(name)
		if err != nil {
			return err
		}
		ext := name
		if f == report.Terminal {
			ext = "txt"
		}
		if err := b.writeFile(filepath.Join(part, "report."+ext), func(w io.Writer) error { return report.Write(w, f, doc, b.lang) }); err != nil {
			return err
		}
	}
	groups, err := groupsIn(doc, &grouping{relations: []string{string(registry.Duplication), string(registry.Overlap)}, size: 3})
	if err != nil {
		return err
	}
	if err := b.writeFile(filepath.Join(part, "groups.html"), func(w io.Writer) error { return report.WriteGroups(w, doc, groups, b.lang) }); err != nil {
		return err
	}
	if err := b.writeFile(filepath.Join(part, "audit.csv"), func(w io.Writer) error { return b.writeSample(w, doc, auditSize) }); err != nil {
		return err
	}
	if before != nil {
		event := eventOf(doc, before, d)
		if err := b.writeFile(filepath.Join(part, "diff.json"), func(w io.Writer) error { return writeJSON(w, event) }); err != nil {
			return err
		}
		if err := b.diffFile(ctx, filepath.Join(part, "diff.html"), doc, before, d); err != nil {
			return err
		}
	}
	if err := os.Rename(part, final); err != nil {
		return err
	}
	b.res.Reports = append(b.res.Reports, final)
	b.log.Info("reported", "run", doc.Run.ID, "folder", final)
	return nil
}

// deliver sends what is in the outbox, of this run and of earlier ones.
func (b *batch) deliver(ctx context.Context) error {
	sent, failed, err := b.outbox.Deliver(ctx, b.to, b.conf.Notify.Attempts, b.conf.Notify.pause)
	if err != nil {
		return err
	}
	b.res.Sent = sent
	for _, f := range failed {
		b.res.Failed = append(b.res.Failed, f.Receiver)
		b.log.Warn("receiver did not answer; its notices are kept", "receiver", f.Receiver, "waiting", f.Waiting, "error", f.Err.Error())
	}
	b.res.Pending, err = b.outbox.Pending()
	if err == nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return err
}

// letGo removes what the configuration does not keep.
func (b *batch) letGo(ctx context.Context) error {
	if n := b.conf.Retention.Runs; n > 0 {
		pruned, err := b.db.Prune(ctx, max(n, 2)) // two, so that there is something to compare with
		if err != nil {
			return err
		}
		b.res.Pruned = append(b.res.Pruned, pruned...)
		if err := b.outbox.Prune(n); err != nil {
			return err
		}
	}
	if n := b.conf.Retention.Reports; n > 0 && b.conf.Reports.Folder != "" {
		folders, err := filepath.Glob(filepath.Join(b.conf.Reports.Folder, "run-[0-9][0-9][0-9][0-9][0-9][0-9]"))
		if err != nil {
			return err
		}
		for _, f := range folders[:max(0, len(folders)-n)] { // sorted by name
			if err := os.RemoveAll(f); err != nil {
				return err
			}
			b.log.Info("old report removed", "folder", f)
		}
	}
	return nil
}
