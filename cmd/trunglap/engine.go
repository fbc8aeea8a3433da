package main

import (
	"bytes"
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/similarity"
	"trunglap/store"
	"trunglap/text"
)

// A scoring holds the flags that decide how pairs are scored and written.
type scoring struct {
	settings string
	stats    string // file of term statistics
	workers  int
	min      registry.Millibits
	minSet   bool
	asOf     registry.Date
	out      string
}

// scoringFlags adds the flags that scan, link and evaluate share.
func (a *app) scoringFlags(c *cobra.Command, s *scoring) {
	f := c.Flags()
	f.StringVar(&s.settings, "settings", "", a.say("tệp cấu hình `FILE` thay cho cấu hình kèm theo", "settings `FILE` instead of the embedded ones"))
	f.StringVar(&s.stats, "statistics", "", a.say("tệp thống kê từ ngữ `FILE` thay cho thống kê kèm theo", "term statistics `FILE` instead of the embedded ones"))
	f.IntVar(&s.workers, "workers", 0, a.say("số luồng `N` (mặc định: mọi nhân)", "`N` workers (default: every core)"))
	f.Var(date{&s.asOf}, "as-of", a.say("chủ quản tính theo ngày này", "owners as of this day"))
}

// pairFlags adds the flags of commands that write scored pairs.
func (a *app) pairFlags(c *cobra.Command, s *scoring) {
	f := c.Flags()
	f.StringVar(&s.out, "out", "", a.say("ghi các cặp ra tệp CSV `FILE`", "write the pairs as CSV to `FILE`"))
	f.Var(bits{&s.min, &s.minSet}, "min", a.say("ghi mọi cặp từ số bit này trở lên; --min=-1000 là mọi cặp", "write every pair from this score up; --min=-1000 is every pair"))
}

// check refuses flags that cannot be meant.
func (s *scoring) check() error {
	if s.workers < 0 {
		return usage(registry.T("--workers không nhận số âm", "--workers takes no negative number"))
	}
	return nil
}

// engine prepares the comparison with the settings asked for.
func (a *app) engine(s *scoring) (*similarity.Engine, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	set := similarity.DefaultSettings()
	if s.settings != "" {
		f, err := os.Open(s.settings)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if set, err = similarity.LoadSettings(f); err != nil {
			return nil, err
		}
	}
	return a.engineWith(s, set)
}

// engineWith prepares the comparison with settings at hand.
func (a *app) engineWith(s *scoring, set *similarity.Settings) (*similarity.Engine, error) {
	stats, err := statisticsIn(s.stats)
	if err != nil {
		return nil, err
	}
	return similarity.NewEngine(text.Default(), stats, set, registry.DefaultAgencies(text.Folded)), nil
}

// engineOfRun prepares the comparison with the settings of a run, which are
// stored with it, and with all else as this program has it. Settings of another
// release may lack a key of this one's; then they are this program's.
func engineOfRun(ctx context.Context, db *store.DB, run *registry.Run) (*similarity.Engine, error) {
	if run.Settings == similarity.DefaultSettings().Hash() {
		return similarity.Default(), nil
	}
	model, err := db.Settings(ctx, run.Settings)
	if err != nil {
		return nil, err
	}
	set, err := similarity.LoadSettings(bytes.NewReader(model))
	if err != nil || set.Hash() != run.Settings {
		return similarity.Default(), nil
	}
	return similarity.NewEngine(text.Default(), text.DefaultStats(), set, registry.DefaultAgencies(text.Folded)), nil
}

// statisticsIn reads a file of term statistics; without one they are the embedded ones.
func statisticsIn(file string) (*text.Stats, error) {
	if file == "" {
		return text.DefaultStats(), nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	stats, err := text.ReadStats(f)
	var told *text.StatsError
	if errors.As(err, &told) {
		return nil, registry.Invalid(registry.T(file+": "+told.VI, file+": "+told.EN))
	}
	return stats, err
}
