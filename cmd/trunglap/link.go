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

// A linkResult is what `link --format json` prints. Other programs read it:
// fields may be added, never renamed.
type linkResult struct {
	A        registry.List             `json:"a"`
	B        registry.List             `json:"b"`
	Settings string                    `json:"settings"` // of --pinned; empty without
	OneToOne bool                      `json:"one_to_one"`
	Expected int64                     `json:"pairs_expected"`
	Compared int64                     `json:"pairs_compared"`
	Bounded  int64                     `json:"pairs_bounded"`
	Skipped  int64                     `json:"pairs_skipped"`
	Written  int                       `json:"pairs_written"`
	Found    map[registry.Relation]int `json:"findings"`
	Fit      *similarity.LinkFit       `json:"fit,omitempty"` // without --pinned: how the threshold was found
	Matches  []linkMatch               `json:"matches,omitempty"`
	Seconds  float64                   `json:"seconds"`
}

// A linkMatch is a pair with what speaks for it.
type linkMatch struct {
	A           string              `json:"a"`
	B           string              `json:"b"`
	Score       registry.Millibits  `json:"score"`
	Probability float64             `json:"probability"`
	Likeness    int                 `json:"likeness"` // millionths
	Layer       int                 `json:"layer"`
	Verdict     registry.Verdict    `json:"verdict"`
	Evidence    []registry.Evidence `json:"evidence"`
}

// linking holds the flags of link, and of evaluate with two files.
type linking struct {
	*scoring
	one    bool
	pinned bool
	good   bool // take the good rows although others are wrong
}

// linkFlags adds the flags that say how two files are compared.
func (a *app) linkFlags(c *cobra.Command, l *linking) {
	f := c.Flags()
	f.BoolVar(&l.one, "one-to-one", false, a.say("với hai tệp: mỗi nền tảng thuộc nhiều nhất một cặp", "of two files: each platform in at most one pair"))
	f.BoolVar(&l.pinned, "pinned", false, a.say(`với hai tệp: hỏi "có chồng lấn không" bằng mô hình của lệnh scan, thay vì "có phải là một không"`,
		`of two files: ask "do they overlap?" with the model of scan, instead of "are they the same?"`))
}

// check refuses flags that only the pinned model knows.
func (l *linking) check() error {
	if !l.pinned && (l.settings != "" || l.stats != "" || l.asOf.Known()) {
		return usage(registry.T("--settings, --statistics và --as-of chỉ dùng cùng --pinned khi so hai tệp", "of two files, --settings, --statistics and --as-of need --pinned"))
	}
	return l.scoring.check()
}

func (a *app) linkCommand() *cobra.Command {
	c := a.command(a.say("link A B [tùy chọn]", "link A B [flags]"),
		registry.T("Tìm trong hai danh mục những mục là một", "Find what is the same in two lists"),
		registry.T(
			`So mọi dòng của tệp A với mọi dòng của tệp B, không đụng đến danh mục đã lưu, và hỏi: có phải là một không? Từ nào hiếm,
giống đến mức nào là khớp đều học từ chính hai tệp. Các cột có thể chỉ gồm id, name, function, domain. Chỉ ghi các cặp khớp,
trừ khi nêu --min. Không có --out thì in CSV ra màn hình. Muốn biết hai danh mục chồng lấn ở đâu: --pinned.`,
			`Compares every row of file A with every row of file B, without touching the registry, and asks: are they the same? Which words
are rare and how alike is alike enough is learnt from the two files. The columns may be just id, name, function, domain. Only
matches are written, unless --min is given. Without --out the CSV goes to stdout. To see where two lists overlap: --pinned.`))
	c.Example = "  trunglap link province.csv national.csv --out pairs.csv\n  trunglap link a.csv b.csv --out pairs.csv --one-to-one --format json"
	c.Args = count(2, 2)
	s := scoring{}
	l := linking{scoring: &s}
	a.scoringFlags(c, &s)
	a.pairFlags(c, &s)
	a.linkFlags(c, &l)
	c.Flags().BoolVar(&l.good, "accept-good-rows", false, a.say("so các dòng đúng dù có dòng sai", "compare the good rows although others are wrong"))
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, files []string) error {
		if *format == formatJSON && (s.out == "" || s.out == "-") {
			return usage(registry.T("--format json cần --out TỆP cho các cặp", "--format json needs --out FILE for the pairs"))
		}
		res, err := a.link(cmd.Context(), &l, files)
		switch {
		case err != nil:
			return err
		case *format == formatJSON:
			return a.json(res)
		case s.out != "" && s.out != "-":
			a.printf("%s × %s: %d cặp đã so, ghi %d cặp vào %s\n", "%s × %s: %d pairs compared, %d written to %s\n",
				res.A.File, res.B.File, res.Compared+res.Bounded, res.Written, s.out)
			a.printFit(res.Fit)
		}
		return nil
	}
	return c
}

func (a *app) link(ctx context.Context, l *linking, files []string) (linkResult, error) {
	if err := l.check(); err != nil {
		return linkResult{}, err
	}
	sides, err := a.readSides(ctx, files, l.good)
	if err != nil {
		return linkResult{}, err
	}
	start := a.now()
	as, bs := sides[0].Platforms, sides[1].Platforms
	linked, err := a.linkSides(ctx, l, as, bs, false)
	if err != nil {
		return linkResult{}, err
	}
	cert := linked.cert
	res := linkResult{A: sides[0].List, B: sides[1].List, Settings: linked.settings, OneToOne: l.one, Expected: cert.Expected, Compared: cert.Compared,
		Bounded: cert.Bounded, Skipped: cert.Skipped, Written: len(linked.pairs), Found: map[registry.Relation]int{}, Fit: linked.fit}
	for _, p := range linked.pairs {
		res.Found[p.Relation]++
	}
	res.Matches = linked.matches(as, bs)
	res.Seconds = a.now().Sub(start).Seconds()
	return res, a.writeLink(l.out, as, bs, linked.pairs)
}

// readSides reads the two lists; bad rows stop it unless good rows are accepted.
func (a *app) readSides(ctx context.Context, files []string, good bool) (sides [2]intake.Result, err error) {
	for i, name := range files {
		if sides[i], err = a.readFile(ctx, name, intake.Options{Loose: true, Foreign: true}); err != nil {
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

// A linkedSides is what either model finds between two lists.
type linkedSides struct {
	pairs    []similarity.Scored
	cert     registry.Certificate
	settings string              // of the pinned model
	fit      *similarity.LinkFit // of the other
	linking  *similarity.Linking
}

// linkSides compares the two lists and draws how far it is. With considered,
// pairs that were considered and are no matches are listed too.
func (a *app) linkSides(ctx context.Context, l *linking, as, bs []registry.Platform, considered bool) (linkedSides, error) {
	advance, done := a.progress(a.say("so sánh các cặp", "comparing pairs"))
	defer done()
	opt := similarity.LinkOptions{Workers: l.workers, OneToOne: l.one, Considered: considered, AsOf: l.asOf, Progress: advance}
	if l.minSet {
		opt.Min = &l.min
	}
	if l.pinned {
		engine, err := a.engine(l.scoring)
		if err != nil {
			return linkedSides{}, err
		}
		pairs, cert, err := engine.Link(ctx, as, bs, opt)
		return linkedSides{pairs: pairs, cert: cert, settings: engine.Settings().Hash()}, err
	}
	k, err := similarity.LinkLists(ctx, as, bs, opt)
	if err != nil {
		return linkedSides{}, err
	}
	out := linkedSides{cert: k.Certificate, fit: &k.Fit, linking: k, pairs: make([]similarity.Scored, len(k.Pairs))}
	for i := range k.Pairs {
		out.pairs[i] = k.Pairs[i].Scored
	}
	return out, nil
}

// matches are the pairs called matches, with their evidence.
func (s *linkedSides) matches(as, bs []registry.Platform) []linkMatch {
	var out []linkMatch
	if s.linking == nil {
		return nil
	}
	for _, p := range s.linking.Pairs {
		if p.Verdict == registry.VerdictMatch {
			out = append(out, linkMatch{A: as[p.A].ID, B: bs[p.B].ID, Score: p.Score, Probability: p.Score.Probability(),
				Likeness: p.Likeness, Layer: p.Layer, Verdict: p.Verdict, Evidence: s.linking.Evidence(p)})
		}
	}
	return out
}

// printFit says how the threshold was found.
func (a *app) printFit(f *similarity.LinkFit) {
	if f == nil {
		return
	}
	a.printf("ngưỡng tự tìm từ hai tệp: độ giống %.3f; dự kiến chính xác %.3f, đầy đủ %.3f, F1 %.3f; nhiều nhất %.0f%% của danh mục nhỏ hơn không có trong danh mục kia\n",
		"threshold found from the two files: likeness %.3f; expected precision %.3f, recall %.3f, F1 %.3f; at most %.0f%% of the smaller list have no counterpart\n",
		f.Threshold, f.Precision, f.Recall, f.F1, 100*f.Unmatched)
	for _, n := range f.Notes {
		a.tell("%s", "%s", n.In(a.lang))
	}
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
