package main

import (
	"runtime"

	"github.com/spf13/cobra"

	"trunglap/registry"
)

// A versionInfo names everything that decides a result.
type versionInfo struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func (a *app) versionCommand() *cobra.Command {
	short := registry.T("Phiên bản của chương trình và của mô hình", "The version of the program and of its model")
	c := a.command(a.say("version [tùy chọn]", "version [flags]"), short, short)
	format := a.formatFlag(c)
	c.RunE = func(*cobra.Command, []string) error {
		v := versionInfo{version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
		if *format == formatJSON {
			return a.json(v)
		}
		a.printf("trunglap %s\n%s %s\n", "trunglap %s\n%s %s\n", v.Version, v.Go, v.Platform)
		return nil
	}
	return c
}
