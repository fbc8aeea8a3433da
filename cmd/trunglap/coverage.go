package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/report"
	"trunglap/text"
)

// A covering holds the flags of coverage.
type covering struct {
	asOf             registry.Date
	compiler, remind string
	out              []string
	force            bool
	format           *string
}

func (a *app) coverageCommand() *cobra.Command {
	c := a.command(a.say("coverage [tùy chọn]", "coverage [flags]"),
		registry.T("Cơ quan nào đã công bố, công bố đủ đến đâu", "Which bodies have announced, and how completely"),
		registry.T(
			`Cho biết vào một ngày (--as-of, mặc định: hôm nay) cơ quan nào phải công bố, cơ quan nào đã công bố, lần gần nhất,
đủ thông tin đến đâu. Với --remind, lệnh soạn sẵn công văn nhắc cho từng cơ quan chưa công bố.`,
			`Tells for a day (--as-of, default: today) which bodies had to announce, which did, when last, and how complete their
entries are. With --remind it drafts a reminder letter (in Vietnamese) to each body that has not announced.`))
	c.Example = "  trunglap coverage --as-of 2024-07-19\n  trunglap coverage --out cong-bo.html --out cong-bo.xlsx\n  trunglap coverage --remind cong-van/"
	var v covering
	f := c.Flags()
	f.Var(date{&v.asOf}, "as-of", a.say("tình trạng của ngày này", "state on this day"))
	f.StringVar(&v.compiler, "compiler", "", a.say("cơ quan `CODE` lập danh mục, không phải tự công bố", "body `CODE` that keeps the list and need not announce"))
	f.StringArrayVar(&v.out, "out", nil, a.say("ghi ra tệp `FILE` (.html, .xlsx, .json, .txt); có thể lặp lại", "write to `FILE` (.html, .xlsx, .json, .txt); may be repeated"))
	f.StringVar(&v.remind, "remind", "", a.say("soạn công văn nhắc vào thư mục `DIR`", "draft reminder letters into folder `DIR`"))
	f.BoolVar(&v.force, "force", false, a.say("ghi đè tệp đã có", "overwrite existing files"))
	v.format = a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, _ []string) error { return a.coverage(cmd.Context(), &v) }
	return c
}

// today is the calendar day in Vietnam.
func (a *app) today() registry.Date {
	return registry.Date(a.now().In(time.FixedZone("ICT", 7*60*60)).Format(time.DateOnly))
}

// coverage counts the board, then writes all that was asked for, or nothing if
// one of the files stands already.
func (a *app) coverage(ctx context.Context, v *covering) error {
	if err := a.resolveAgency(&v.compiler); err != nil {
		return err
	}
	if v.asOf == "" {
		v.asOf = a.today()
	}
	v.asOf = v.asOf.Last()
	snapshot, err := a.snapshot(ctx, v.asOf)
	if err != nil {
		return err
	}
	engine, err := a.engine(&scoring{})
	if err != nil {
		return err
	}
	agencies := registry.DefaultAgencies(text.Folded)
	board := report.BoardOf(&report.Report{Snapshot: snapshot, Agencies: agencies, Compiler: v.compiler}, engine.TooShort)
	files := map[string]func(io.Writer) error{}
	names := []string{}
	for _, path := range v.out {
		write, err := a.boardWriter(path, &board)
		if err != nil {
			return err
		}
		files[path], names = write, append(names, path)
	}
	if v.remind != "" {
		for _, r := range board.Reminders(agencies, snapshot.Lists) {
			path := filepath.Join(v.remind, r.FileName())
			files[path] = func(w io.Writer) error { return report.WriteReminder(w, &r) }
			names = append(names, path)
		}
	}
	for _, path := range names {
		if err := refuseToOverwrite(path, v.force); err != nil {
			return err
		}
	}
	if err := a.writeAll(v.remind, names, files); err != nil {
		return err
	}
	switch {
	case len(names) > 0 || v.remind != "":
		return nil
	case *v.format == formatJSON:
		return a.json(board)
	}
	return report.WriteBoard(a.out, report.Terminal, &board, a.lang)
}

// boardWriter settles a file's form by its extension.
func (a *app) boardWriter(path string, b *report.Board) (func(io.Writer) error, error) {
	form := report.Format(orText(strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")))
	switch form {
	case report.JSON:
		return func(w io.Writer) error { return encodeJSON(w, b) }, nil
	case report.HTML, report.XLSX, report.Terminal:
		return func(w io.Writer) error { return report.WriteBoard(w, form, b, a.lang) }, nil
	}
	return nil, usage(registry.Tf("không ghi được %s: bảng có dạng .html, .xlsx, .json hoặc .txt", "cannot write %s: the board has the forms .html, .xlsx, .json and .txt", path))
}

// writeAll writes the files in order and names each; dir is made if need be.
func (a *app) writeAll(dir string, names []string, files map[string]func(io.Writer) error) error {
	if dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("make the folder of the letters: %w", err)
		}
	}
	for _, path := range names {
		if err := a.writeFile(path, files[path]); err != nil {
			return err
		}
		if path != "-" {
			fmt.Fprintln(a.out, path)
		}
	}
	return nil
}
