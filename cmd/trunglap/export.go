package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/report"
	"trunglap/text"
)

// An exporting holds the flags of export.
type exporting struct {
	template, list    string
	asOf              registry.Date
	force, restricted bool
}

func (a *app) exportCommand() *cobra.Command {
	c := a.command(a.say("export --template TỆP.xlsx [tùy chọn]", "export --template FILE.xlsx [flags]"),
		registry.T("Xuất danh mục theo biểu mẫu chính thức", "Export the registry as the official workbook"),
		registry.T(
			`Xuất danh mục thành tệp XLSX theo biểu mẫu của hướng dẫn năm 2026 (DM_DOITUONG, QH_KETNOI, ANHXA, HOANTHIEN_NV).
Nạp lại tệp này được đúng danh mục đã xuất.`,
			`Exports the registry as an XLSX file in the form of the 2026 guidance (DM_DOITUONG, QH_KETNOI, ANHXA, HOANTHIEN_NV).
Imported again it gives the very registry that was exported.`))
	c.Example = "  trunglap export --template danh-muc.xlsx\n  trunglap export --template bo-cong-an.xlsx --list 2026 --as-of 2026-07-01"
	var e exporting
	f := c.Flags()
	f.StringVar(&e.template, "template", "", a.say("tệp `FILE` cần ghi", "`FILE` to write"))
	f.StringVar(&e.list, "list", "", a.say("chỉ các mục của danh mục `NAME`", "only the entries of list `NAME`"))
	f.Var(date{&e.asOf}, "as-of", a.say("danh mục của ngày này", "the registry on this day"))
	f.BoolVar(&e.force, "force", false, a.say("ghi đè tệp đã có", "overwrite an existing file"))
	a.restrictedFlag(c, &e.restricted)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if e.template == "" {
			return usage(registry.T("thiếu --template: tệp cần ghi", "--template is missing: the file to write"))
		}
		return a.export(cmd.Context(), e)
	}
	return c
}

func (a *app) export(ctx context.Context, e exporting) error {
	if err := refuseToOverwrite(e.template, e.force); err != nil {
		return err
	}
	s, err := a.snapshot(ctx, e.asOf)
	if err != nil {
		return err
	}
	if e.list != "" && !slices.ContainsFunc(s.Lists, func(l registry.List) bool { return l.ID == e.list }) {
		return &registry.Error{Kind: registry.ErrNotFound, Say: registry.Tf("không có danh mục %q", "there is no list %q", e.list)}
	}
	all, hidden, veiled := s.Platforms, 0, veilOf(e.restricted, s)
	s.Platforms = nil
	for _, p := range all {
		switch {
		case e.list != "" && p.List != e.list:
		case veiled.hides(p.ID):
			hidden++
		default:
			s.Platforms = append(s.Platforms, p.Without(veiled.hides))
		}
	}
	if hidden > 0 {
		a.tell("%d mục hạn chế không được xuất; dùng --show-restricted nếu được phép", "%d restricted entries were left out; --show-restricted takes them in, if you may have them", hidden)
	}
	err = a.writeFile(e.template, func(w io.Writer) error {
		return report.WriteTemplate(w, &s, registry.DefaultAgencies(text.Folded), a.now())
	})
	if err == nil && e.template != "-" {
		fmt.Fprintln(a.out, e.template)
	}
	return err
}
