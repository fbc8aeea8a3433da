package main

import (
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress draws how far a long task is, with rate and time left, on a
// terminal only. advance may be called from several goroutines; done clears
// the line.
func (a *app) progress(label string) (advance func(done, total int64), done func()) {
	if !a.bars {
		return func(int64, int64) {}, func() {}
	}
	bar := progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(a.errw),
		progressbar.OptionSetDescription(label),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
	advance = func(done, total int64) {
		if total != bar.GetMax64() {
			bar.ChangeMax64(total)
		}
		bar.Set64(done)
	}
	return advance, func() { bar.Finish() }
}
