package main

import (
	"runtime"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/similarity"
	"trunglap/text"
)

// A versionInfo names everything that decides a result.
type versionInfo struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
	// What decides a score, by digest: equal digests, equal scores.
	Settings   string `json:"settings"`
	Vocabulary string `json:"vocabulary"`
	Statistics string `json:"statistics"`
}

func (a *app) versionCommand() *cobra.Command {
	short := registry.T("Phiên bản của chương trình và của mô hình", "The version of the program and of its model")
	c := a.command(a.say("version [tùy chọn]", "version [flags]"), short, short)
	format := a.formatFlag(c)
	c.RunE = func(*cobra.Command, []string) error {
		v := versionInfo{version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH,
			similarity.DefaultSettings().Hash(), text.Default().Hash(), text.DefaultStats().Hash()}
		if *format == formatJSON {
			return a.json(v)
		}
		a.printf("trunglap %s\n%s %s\n", "trunglap %s\n%s %s\n", v.Version, v.Go, v.Platform)
		a.printf("cấu hình %s\ntừ vựng %s\nthống kê %s\n", "settings %s\nvocabulary %s\nstatistics %s\n", v.Settings, v.Vocabulary, v.Statistics)
		return nil
	}
	return c
}
