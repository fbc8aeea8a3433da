package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/intake"
	"trunglap/registry"
	"trunglap/similarity"
	"trunglap/store"
	"trunglap/text"
)

func (a *app) weightsCommand() *cobra.Command {
	c := a.command("weights show|pin",
		registry.T("Xem trọng số; ghim lại thống kê từ ngữ", "Show what weighs how much; pin term statistics anew"),
		registry.T(
			`Thống kê từ ngữ (từ nào hiếm, từ nào có ở khắp nơi) được ghim: thêm một nền tảng vào danh mục không làm đổi điểm của hai
nền tảng khác. Muốn đổi phải ghim lại, có người chịu trách nhiệm và được ghi nhật ký.`,
			`Term statistics (which words are rare, which are everywhere) are pinned: a platform that joins the registry changes no
score of two others. To change them is an act: somebody pins them anew, answers for it, and it is logged.`))
	c.RunE = func(*cobra.Command, []string) error {
		return usage(registry.T("nêu lệnh con: trunglap weights show hoặc trunglap weights pin", "name the subcommand: trunglap weights show or trunglap weights pin"))
	}
	c.AddCommand(a.weightsShowCommand(), a.weightsPinCommand())
	return c
}

// A weightsInfo is what `weights show --format json` prints. Other programs read
// it: fields may be added, never renamed.
type weightsInfo struct {
	Statistics string             `json:"statistics"`
	Paragraphs int                `json:"paragraphs"` // of the corpus
	Platforms  int                `json:"platforms"`  // texts of the domain
	Model      registry.Model     `json:"model"`
	Terms      []text.TermFigures `json:"terms,omitempty"`
	Pins       []registry.Pin     `json:"pins,omitempty"`
}

func (a *app) weightsShowCommand() *cobra.Command {
	c := a.command(a.say("show [CỤM TỪ...] [tùy chọn]", "show [PHRASE...] [flags]"),
		registry.T("Xem mô hình đang dùng và độ hiếm của từ", "Show the model in use, and how rare words are"),
		registry.T(
			`In mức khởi điểm, ngưỡng, đường cong trọng số, thống kê từ ngữ và nhật ký ghim lại. Với mỗi cụm từ nêu ra: từng từ và từng
cặp từ liền nhau có trong bao nhiêu đoạn luật, bao nhiêu mô tả nền tảng, và độ hiếm tính ra từ đó.`,
			`Prints prior, thresholds, weight curves, term statistics and the log of pinning. For each phrase given: in how many paragraphs
of law and in how many platform descriptions each word and each two neighbouring words occur, and the rarity that follows.`))
	c.Example = "  trunglap weights show\n  trunglap weights show 'quản lý đất đai' 'tàu cá'"
	c.Args = count(0, -1)
	var s scoring
	f := c.Flags()
	f.StringVar(&s.settings, "settings", "", a.say("tệp cấu hình `FILE` thay cho cấu hình kèm theo", "settings `FILE` instead of the embedded ones"))
	f.StringVar(&s.stats, "statistics", "", a.say("tệp thống kê từ ngữ `FILE` thay cho thống kê kèm theo", "term statistics `FILE` instead of the embedded ones"))
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, phrases []string) error {
		w, err := a.weights(cmd.Context(), &s, phrases)
		if err != nil {
			return err
		}
		if *format == formatJSON {
			return a.json(w)
		}
		a.printWeights(&w, len(phrases) > 0)
		return nil
	}
	return c
}

func (a *app) weights(ctx context.Context, s *scoring, phrases []string) (weightsInfo, error) {
	engine, err := a.engine(s)
	if err != nil {
		return weightsInfo{}, err
	}
	stats, err := statisticsIn(s.stats)
	if err != nil {
		return weightsInfo{}, err
	}
	w := weightsInfo{Statistics: stats.Hash(), Model: engine.Settings().Model()}
	w.Paragraphs, w.Platforms = stats.Size()
	for _, p := range phrases {
		w.Terms = append(w.Terms, stats.Figures(p)...)
	}
	err = a.reading(ctx, func(db *store.DB) error {
		w.Pins, err = db.Pins(ctx)
		return err
	})
	if errors.Is(err, registry.ErrNotFound) {
		err = nil // without a registry there is no log
	}
	return w, err
}

func (a *app) printWeights(w *weightsInfo, termsOnly bool) {
	for _, t := range w.Terms {
		a.printf("%-24s độ hiếm %.3f; khoảng %d đoạn luật, %d nền tảng\n", "%-24s rarity %.3f; some %d paragraphs of law, %d platforms\n", t.Term, t.Rarity, t.Paragraphs, t.Platforms)
	}
	if termsOnly {
		return
	}
	m := &w.Model
	a.printf("cấu hình %s %.12s: khởi điểm %s bit, ngưỡng phát hiện %s, ngưỡng trùng lặp %s\n", "settings %s %.12s: prior %s bits, finding from %s, duplication from %s\n",
		m.Version, m.Hash, m.Prior, m.Finding, m.Duplication)
	for _, c := range m.Curves {
		var knots []string
		for _, k := range c.Knots {
			knots = append(knots, fmt.Sprintf("%.3f: %s", float64(k.Similarity)/1000, k.Weight))
		}
		a.printf("  %s, độ giống: trọng số bit %s; một bên thiếu %s, cả hai thiếu %s\n", "  %s, similarity: weight in bits %s; one side missing %s, both %s\n",
			c.Comparison.Text().In(a.lang), strings.Join(knots, ", "), c.OneMissing, c.BothMissing)
	}
	a.printf("thống kê từ ngữ %.12s: %d đoạn luật, %d mô tả nền tảng\n", "term statistics %.12s: %d paragraphs of law, %d platform descriptions\n", w.Statistics, w.Paragraphs, w.Platforms)
	for i := range w.Pins {
		a.printPin(&w.Pins[i])
	}
}

func (a *app) printPin(p *registry.Pin) {
	var names []string
	for _, s := range p.Sources {
		names = append(names, fmt.Sprintf("%s (%d)", s.File, s.Platforms))
	}
	a.printf("lần ghim %d, %s, %s: %.12s -> %.12s, tệp %s, từ %s\n", "pin %d, %s, %s: %.12s -> %.12s, file %s, from %s\n",
		p.Seq, a.day(p.At), p.Author, p.Before, p.After, p.File, strings.Join(names, ", "))
}

// A pinning holds the flags of weights pin.
type pinning struct {
	scoring
	author string
	force  bool
	limit  int
}

// A pinResult is what `weights pin --format json` prints. Other programs read it:
// fields may be added, never renamed.
type pinResult struct {
	Pin    registry.Pin     `json:"pin"`
	Effect registry.RunDiff `json:"effect"`
}

func (a *app) weightsPinCommand() *cobra.Command {
	c := a.command(a.say("pin DANH_MỤC... --out TỆP --author TÊN [tùy chọn]", "pin LIST... --out FILE --author NAME [flags]"),
		registry.T("Ghim lại thống kê từ ngữ theo các danh mục", "Pin term statistics anew from lists"),
		registry.T(
			`Đếm lại từ nào có trong bao nhiêu mô tả nền tảng của các danh mục nêu ra, thay cho các danh mục đã đếm trước; phần học từ luật
giữ nguyên. Ghi ra một tệp mới, ghi vào nhật ký của danh mục, và nêu phát hiện nào sẽ mới có, không còn hoặc đổi quan hệ.
Chưa có gì thay đổi cho đến khi dùng --statistics TỆP. Cùng danh mục thì cùng tệp, đến từng byte.`,
			`Counts again which words occur in how many platform descriptions of the lists named, in place of the lists counted before;
what was learnt from law stays. Writes a new file, logs the act in the registry, and says which findings would be new, be gone
or be called otherwise. Nothing changes until --statistics FILE is given. The same lists give the same bytes.`))
	c.Example = "  trunglap weights pin platforms-2026.csv --out stats.bin --author 'Lê Thị Minh'\n  trunglap scan --statistics stats.bin"
	c.Args = count(1, -1)
	var p pinning
	f := c.Flags()
	a.scoringFlags(c, &p.scoring)
	f.StringVar(&p.out, "out", "", a.say("ghi thống kê mới vào `FILE`", "write the new statistics to `FILE`"))
	f.StringVar(&p.author, "author", os.Getenv("TRUNGLAP_AUTHOR"), a.say("người chịu trách nhiệm `NAME` (hoặc biến TRUNGLAP_AUTHOR)", "person `NAME` who answers for it (or TRUNGLAP_AUTHOR)"))
	f.BoolVar(&p.force, "force", false, a.say("ghi đè tệp đã có", "overwrite an existing file"))
	f.IntVar(&p.limit, "limit", 20, a.say("số thay đổi tối đa `N` in ra; 0 là tất cả", "print at most `N` changes; 0 is all"))
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, lists []string) error {
		if p.out == "" || p.out == "-" || strings.TrimSpace(p.author) == "" || p.limit < 0 {
			return usage(registry.T("cần --out TỆP và --author TÊN; --limit không nhận số âm", "--out FILE and --author NAME are needed; --limit takes no negative number"))
		}
		if err := refuseToOverwrite(p.out, p.force); err != nil {
			return err
		}
		res, names, err := a.pin(cmd.Context(), &p, lists)
		switch {
		case err != nil:
			return err
		case *format == formatJSON:
			return a.json(res)
		}
		a.printEffect(&res.Effect, p.limit, names)
		a.printPin(&res.Pin)
		a.printf("điểm chưa có gì thay đổi; muốn dùng thì nêu --statistics %s\n", "no score has changed; to use them, give --statistics %s\n", res.Pin.File)
		return nil
	}
	return c
}

// pin counts, says what would change, logs the act, and writes the file.
func (a *app) pin(ctx context.Context, p *pinning, lists []string) (res pinResult, names func(string) string, err error) {
	before, err := a.engine(&p.scoring)
	if err != nil {
		return res, nil, err
	}
	stats, err := statisticsIn(p.stats)
	if err != nil {
		return res, nil, err
	}
	var texts []string
	if texts, res.Pin.Sources, err = a.pinSources(ctx, lists); err != nil {
		return res, nil, err
	}
	pinned := stats.Pin(texts)
	res.Pin.Author, res.Pin.Before, res.Pin.After, res.Pin.File, res.Pin.Platforms = p.author, stats.Hash(), pinned.Hash(), p.out, len(texts)
	snapshot, err := a.snapshot(ctx, p.asOf)
	if err != nil {
		return res, nil, err
	}
	after := similarity.NewEngine(text.Default(), pinned, before.Settings(), registry.DefaultAgencies(text.Folded))
	if res.Effect, err = similarity.Effects(ctx, before, after, snapshot.Platforms, similarity.ScanOptions{Workers: p.workers, AsOf: p.asOf}); err != nil {
		return res, nil, err
	}
	// Logged first: there may be an entry without its file, but no file without its entry.
	err = a.recording(ctx, func(db *store.DB) error {
		res.Pin, err = db.RecordPin(ctx, res.Pin)
		return err
	})
	if err != nil {
		return res, nil, err
	}
	at := snapshot.Index()
	names = func(id string) string { return snapshot.Platforms[at[id]].Name(a.lang) }
	return res, names, a.writeFile(p.out, func(w io.Writer) error { _, err := pinned.WriteTo(w); return err })
}

// pinSources reads the texts of lists, one for each platform, and says which files they are.
func (a *app) pinSources(ctx context.Context, lists []string) (texts []string, sources []registry.PinSource, err error) {
	for _, name := range lists {
		of, res, err := a.descriptionsIn(ctx, name)
		if err != nil {
			return nil, nil, err
		}
		texts = append(texts, of...)
		sources = append(sources, registry.PinSource{File: filepath.Base(name), SHA256: res.SHA256, Platforms: len(of)})
	}
	if len(texts) == 0 {
		return nil, nil, registry.Invalid(registry.T("các danh mục không có nền tảng nào", "the lists hold no platform"))
	}
	return texts, sources, nil
}

// descriptionsIn are the texts of all platforms of a list, one for each platform.
func (a *app) descriptionsIn(ctx context.Context, name string) ([]string, intake.Result, error) {
	res, err := a.readFile(ctx, name, intake.Options{})
	if err != nil {
		return nil, res, err
	}
	a.showIntake(res)
	if res.Rejected > 0 {
		return nil, res, registry.Invalid(registry.Tf("%s: số dòng có lỗi: %d; hãy sửa tệp", "%s: rows with errors: %d; mend the file", name, res.Rejected))
	}
	var texts []string
	for _, p := range res.Platforms {
		texts = append(texts, strings.Join(append([]string{p.NameVI, p.NameEN, p.FunctionVI, p.FunctionEN}, p.Domains...), "\n"))
	}
	return texts, res, nil
}
