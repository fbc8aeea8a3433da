package main

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"iter"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/similarity"
	"trunglap/store"
)

// A scanResult is what `scan --format json` prints. Other programs read it:
// fields may be added, never renamed.
type scanResult struct {
	Run       int64                     `json:"run"`
	Snapshot  string                    `json:"snapshot"`
	AsOf      registry.Date             `json:"as_of,omitempty"`
	Settings  string                    `json:"settings"`
	Engine    string                    `json:"engine"`
	Platforms int                       `json:"platforms"`
	Expected  int64                     `json:"pairs_expected"`
	Compared  int64                     `json:"pairs_compared"`
	Bounded   int64                     `json:"pairs_bounded"`
	BoundedBy map[string]int64          `json:"bounded_by,omitempty"`
	Skipped   int64                     `json:"pairs_skipped"`
	Threshold float64                   `json:"threshold"` // bits
	Digest    string                    `json:"digest"`
	Findings  map[registry.Relation]int `json:"findings"`
	Seconds   float64                   `json:"seconds"`
	Audit     *auditOfScan              `json:"audit,omitempty"`
}

// An auditOfScan tells of pairs drawn at random among those that were proved
// to be below the threshold, and then scored in full all the same.
type auditOfScan struct {
	Drawn   int             `json:"drawn"`
	Highest float64         `json:"highest"` // bits
	Above   []registry.Pair `json:"above"`   // not below: the proof would be wrong

	highest registry.Millibits
}

func (a *app) scanCommand() *cobra.Command {
	c := a.command(a.say("scan [tùy chọn]", "scan [flags]"),
		registry.T("Chấm điểm mọi cặp nền tảng", "Score every pair of platforms"),
		registry.T(
			`Chấm điểm mọi cặp trong danh mục, lưu lượt quét, in tóm tắt và chứng nhận: số cặp phải xét bằng số cặp đã
chấm điểm đầy đủ cộng số cặp đã chứng minh là dưới ngưỡng; không cặp nào bị bỏ qua.`,
			`Scores every pair of the registry, saves the run, prints a summary and the certificate: the pairs expected are
the pairs scored in full plus the pairs proved below the threshold; none is skipped.`))
	c.Example = "  trunglap scan\n  trunglap scan --out pairs.csv --min=-1000 --format json\n  trunglap scan --fail-on duplication"
	var s scoring
	var failOn string
	a.scoringFlags(c, &s)
	a.pairFlags(c, &s)
	audit := c.Flags().Int("audit", 0, a.say("rút ngẫu nhiên `N` cặp đã chứng minh dưới ngưỡng và chấm điểm đầy đủ để đối chứng", "draw `N` pairs proved below the threshold at random and score them in full, as a check"))
	brute := c.Flags().Bool("brute", false, a.say("chấm điểm đầy đủ mọi cặp, không dùng cận trên (để đối chứng)", "score every pair in full, use no bound (to check)"))
	c.Flags().Var(choice{&failOn, []string{"duplication", "overlap"}}, "fail-on", a.say("thoát với mã 3 nếu có phát hiện loại này hoặc nặng hơn", "exit 3 if there is a finding of this kind or a graver one"))
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if *audit < 0 {
			return usage(registry.T("--audit không nhận số âm", "--audit takes no negative number"))
		}
		res, err := a.scan(cmd.Context(), &s, *brute)
		if err == nil && *audit > 0 {
			res.Audit, err = a.auditScan(cmd.Context(), &s, &res, *audit)
		}
		if err != nil {
			return err
		}
		if *format == formatJSON {
			err = a.json(res)
		} else {
			a.printScan(res)
		}
		if err == nil && failed(failOn, res.Findings) {
			err = errFound
		}
		return err
	}
	return c
}

// failed reports whether the findings hold what --fail-on names.
func failed(failOn string, found map[registry.Relation]int) bool {
	switch failOn {
	case "duplication":
		return found[registry.Duplication] > 0
	case "overlap":
		return found[registry.Duplication]+found[registry.Overlap] > 0
	}
	return false
}

// scan is the main line: snapshot, every pair, findings, run.
func (a *app) scan(ctx context.Context, s *scoring, brute bool) (res scanResult, err error) {
	engine, err := a.engine(s)
	if err != nil {
		return res, err
	}
	err = a.writing(ctx, func(db *store.DB) error {
		run, err := a.scanInto(ctx, db, engine, s, brute)
		res = resultOf(run)
		return err
	})
	return res, err
}

// scanInto scores the snapshot of an open registry and saves the run.
func (a *app) scanInto(ctx context.Context, db *store.DB, engine *similarity.Engine, s *scoring, brute bool) (registry.Run, error) {
	snapshot, err := db.Snapshot(ctx, s.asOf)
	if err != nil {
		return registry.Run{}, err
	}
	run := registry.Run{Snapshot: snapshot.Digest, AsOf: s.asOf, Engine: version, Started: a.now()}
	engine.Stamp(&run)
	if n := len(snapshot.Platforms); brute && n > mostBrute {
		return registry.Run{}, registry.Invalid(registry.Tf("--brute dành cho tối đa %d nền tảng; danh mục có %d: hãy dùng --audit",
			"--brute is for %d platforms at most; the registry has %d: use --audit", mostBrute, n))
	}
	findings, err := a.score(ctx, engine, snapshot, s, brute, &run)
	if err != nil {
		return registry.Run{}, err
	}
	run.Seconds = a.now().Sub(run.Started).Seconds()
	run.ID, err = db.SaveRun(ctx, run, engine.Settings().JSON(), findings)
	return run, err
}

// auditScan draws pairs of a run that a bound kept from being scored. The run
// decides which: anybody draws the same again.
func (a *app) auditScan(ctx context.Context, s *scoring, r *scanResult, n int) (*auditOfScan, error) {
	engine, err := a.engine(s)
	if err != nil {
		return nil, err
	}
	snapshot, err := a.snapshot(ctx, s.asOf)
	if err != nil {
		return nil, err
	}
	digest, err := hex.DecodeString(r.Snapshot)
	if err != nil || len(digest) < 8 {
		return nil, fmt.Errorf("audit of run %d: snapshot %q", r.Run, r.Snapshot)
	}
	opt := similarity.ScanOptions{Workers: s.workers, AsOf: s.asOf}
	found, err := engine.AuditSample(ctx, snapshot.Platforms, opt, n, binary.BigEndian.Uint64(digest))
	if err != nil {
		return nil, err
	}
	if len(found.Above) > 0 {
		return nil, fmt.Errorf("audit of run %d: %d pairs that were proved below the threshold are not: %v", r.Run, len(found.Above), found.Above)
	}
	return &auditOfScan{Drawn: found.Drawn, Highest: found.Highest.Bits(), Above: []registry.Pair{}, highest: found.Highest}, nil
}

// score scores every pair, writes those asked for, and returns the findings.
func (a *app) score(ctx context.Context, e *similarity.Engine, snapshot registry.Snapshot, s *scoring, brute bool, run *registry.Run) (iter.Seq2[registry.Finding, error], error) {
	threshold := e.Settings().Finding
	advance, done := a.progress(a.say("so sánh các cặp", "comparing pairs"))
	defer done()
	opt := similarity.ScanOptions{Workers: s.workers, Min: threshold, Brute: brute, AsOf: s.asOf, Progress: advance}
	if s.minSet && s.out != "" {
		opt.Min = s.min
	}
	found := similarity.NewHits(e)
	run.Count = map[registry.Relation]int{}
	collect := func(p *similarity.Scored) {
		if p.Score >= threshold {
			found.Add(p)
			run.Count[p.Relation]++
		}
	}
	all := func(w *pairWriter) (err error) {
		run.Certificate, err = e.Scan(ctx, snapshot.Platforms, opt, func(p similarity.Scored) error {
			collect(&p)
			if w == nil || p.Score < opt.Min {
				return nil
			}
			return w.write(snapshot.Platforms[p.A].ID, snapshot.Platforms[p.B].ID, &p)
		})
		return err
	}
	if err := a.withPairs(s.out, all); err != nil {
		return nil, err
	}
	return found.Findings(ctx, snapshot.Platforms, explainedAtOnce, s.workers)
}

// mostBrute is how many platforms are compared without bounds at most: an hour's work.
const mostBrute = 20_000

// explainedAtOnce is how many findings of a run get their sentences when they
// are made; the others get them when a report shows them.
const explainedAtOnce = 500

// withPairs runs fn with a writer of pairs, or with none if no file was asked for.
func (a *app) withPairs(path string, fn func(*pairWriter) error) error {
	if path == "" {
		return fn(nil)
	}
	return a.writeFile(path, func(w io.Writer) error {
		p, err := newPairWriter(w)
		if err != nil {
			return err
		}
		if err := fn(p); err != nil {
			return err
		}
		return p.flush()
	})
}

func resultOf(run registry.Run) scanResult {
	c := run.Certificate
	return scanResult{Run: run.ID, Snapshot: run.Snapshot, AsOf: run.AsOf, Settings: run.Settings, Engine: run.Engine,
		Platforms: c.Platforms, Expected: c.Expected, Compared: c.Compared, Bounded: c.Bounded, BoundedBy: c.BoundedBy,
		Skipped: c.Skipped, Threshold: c.Threshold.Bits(), Digest: c.Digest, Findings: run.Count, Seconds: run.Seconds}
}

func (a *app) printScan(r scanResult) {
	num := a.lang.Number
	a.printf("lượt quét %d: %s, %s = %s chấm điểm đầy đủ + %s chứng minh dưới ngưỡng; bỏ qua %s\n",
		"run %d: %s, %s = %s scored in full + %s proved below the threshold; skipped %s\n",
		r.Run, a.count(r.Platforms, "nền tảng", "platform", "platforms"), a.lang.Count(r.Expected, "cặp", "pair", "pairs"),
		num(r.Compared), num(r.Bounded), num(r.Skipped))
	total := 0
	for _, n := range r.Findings {
		total += n
	}
	a.printf("%s từ %g bit trở lên\n", "%s from %g bits up\n", a.count(total, "phát hiện", "finding", "findings"), r.Threshold)
	for _, rel := range registry.Relations {
		if n := r.Findings[rel]; n > 0 {
			a.printf("  %s %-24s %6s\n", "  %s %-24s %6s\n", rel.Symbol(), rel.Text().In(a.lang), num(int64(n)))
		}
	}
	if r.Audit != nil {
		a.printf("đối chứng: chấm điểm đầy đủ %s cặp rút ngẫu nhiên trong số đã chứng minh dưới ngưỡng; cao nhất %s bit, không cặp nào tới ngưỡng\n",
			"audit: %s pairs drawn among those proved below the threshold, scored in full; the highest has %s bits, none reaches the threshold\n", num(int64(r.Audit.Drawn)), a.bits(r.Audit.highest))
	}
	a.printf("mã phát hiện: %s\nảnh chụp danh mục: %s\ncấu hình: %s\n", "digest: %s\nsnapshot: %s\nsettings: %s\n", r.Digest, r.Snapshot, r.Settings)
}
