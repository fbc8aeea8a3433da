package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"trunglap/intake"
	"trunglap/registry"
	"trunglap/similarity"
)

// A linkResult is what `link --format json` prints.
type linkResult struct {
	A        registry.List             `json:"a"`
	B        registry.List             `json:"b"`
	Settings string                    `json:"settings"`
	OneToOne bool                      `json:"one_to_one"`
	Expected int64                     `json:"pairs_expected"`
	Compared int64                     `json:"pairs_compared"`
	Bounded  int64                     `json:"pairs_bounded"`
	Skipped  int64                     `json:"pairs_skipped"`
	Written  int                       `json:"pairs_written"`
	Found    map[registry.Relation]int `json:"findings"`
	Seconds  float64                   `json:"seconds"`
}

func (a *app) linkCommand() *cobra.Command {
	c := a.command(a.say("link A B [tùy chọn]", "link A B [flags]"),
		registry.T("So hai danh mục với nhau", "Compare two lists with each other"),
		registry.T(
			`Chấm điểm mọi nền tảng của tệp A với mọi nền tảng của tệp B, không đụng đến danh mục đã lưu. Các cột có thể chỉ gồm
id, name, function, domain. Chỉ ghi các cặp khớp, trừ khi nêu --min. Không có --out thì in CSV ra màn hình.`,
			`Scores every platform of file A against every platform of file B, without touching the registry. The columns may be just
id, name, function, domain. Only matches are written, unless --min is given. Without --out the CSV goes to stdout.`))
	c.Example = "  trunglap link province.csv national.csv --out pairs.csv\n  trunglap link a.csv b.csv --out pairs.csv --one-to-one --format json"
	c.Args = count(2, 2)
	var s scoring
	a.scoringFlags(c, &s)
	a.pairFlags(c, &s)
	one := c.Flags().Bool("one-to-one", false, a.say("mỗi nền tảng thuộc nhiều nhất một cặp", "each platform in at most one pair"))
	good := c.Flags().Bool("accept-good-rows", false, a.say("so các dòng đúng dù có dòng sai", "compare the good rows although others are wrong"))
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, files []string) error {
		if *format == formatJSON && (s.out == "" || s.out == "-") {
			return usage(registry.T("--format json cần --out TỆP cho các cặp", "--format json needs --out FILE for the pairs"))
		}
		res, err := a.link(cmd.Context(), &s, files, *one, *good)
		switch {
		case err != nil:
			return err
		case *format == formatJSON:
			return a.json(res)
		case s.out != "" && s.out != "-":
			a.printf("%s × %s: %d cặp đã so, ghi %d cặp vào %s\n", "%s × %s: %d pairs compared, %d written to %s\n",
				res.A.File, res.B.File, res.Compared+res.Bounded, res.Written, s.out)
		}
		return nil
	}
	return c
}

func (a *app) link(ctx context.Context, s *scoring, files []string, one, good bool) (linkResult, error) {
	engine, err := a.engine(s)
	if err != nil {
		return linkResult{}, err
	}
	sides, err := a.readSides(ctx, files, good)
	if err != nil {
		return linkResult{}, err
	}
	start := a.now()
	as, bs := sides[0].Platforms, sides[1].Platforms
	pairs, cert, err := a.linkSides(ctx, engine, s, as, bs, one)
	if err != nil {
		return linkResult{}, err
	}
	res := linkResult{A: sides[0].List, B: sides[1].List, Settings: engine.Settings().Hash(), OneToOne: one, Expected: cert.Expected, Compared: cert.Compared,
		Bounded: cert.Bounded, Skipped: cert.Skipped, Written: len(pairs), Found: map[registry.Relation]int{}}
	for _, p := range pairs {
		res.Found[p.Relation]++
	}
	res.Seconds = a.now().Sub(start).Seconds()
	return res, a.writeLink(s.out, as, bs, pairs)
}

// readSides reads the two lists; bad rows stop it unless good rows are accepted.
func (a *app) readSides(ctx context.Context, files []string, good bool) (sides [2]intake.Result, err error) {
	for i, name := range files {
		if sides[i], err = a.readFile(ctx, name, intake.Options{Loose: true}); err != nil {
			return sides, err
		}
		a.showIntake(sides[i])
		if n := sides[i].Rejected; n > 0 && !good {
			return sides, registry.Invalid(registry.Tf("%s: số dòng có lỗi: %d; hãy sửa tệp hoặc dùng --accept-good-rows",
				"%s: rows with errors: %d; mend the file or use --accept-good-rows", name, n))
		}
	}
	return sides, nil
}

// linkSides compares the two lists and draws how far it is.
func (a *app) linkSides(ctx context.Context, e *similarity.Engine, s *scoring, as, bs []registry.Platform, one bool) ([]similarity.Scored, registry.Certificate, error) {
	advance, done := a.progress(a.say("so sánh các cặp", "comparing pairs"))
	defer done()
	opt := similarity.LinkOptions{Workers: s.workers, OneToOne: one, AsOf: s.asOf, Progress: advance}
	if s.minSet {
		opt.Min = &s.min
	}
	return e.Link(ctx, as, bs, opt)
}

func (a *app) writeLink(path string, as, bs []registry.Platform, pairs []similarity.Scored) error {
	if path == "" {
		path = "-"
	}
	return a.writeFile(path, func(w io.Writer) error {
		p, err := newPairWriter(w)
		if err != nil {
			return err
		}
		for i := range pairs {
			if err := p.write(as[pairs[i].A].ID, bs[pairs[i].B].ID, &pairs[i]); err != nil {
				return fmt.Errorf("write the pairs: %w", err)
			}
		}
		return p.flush()
	})
}
