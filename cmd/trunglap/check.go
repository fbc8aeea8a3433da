package main

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/report"
	"trunglap/similarity"
	"trunglap/text"
)

// A checking holds the flags of one call of check.
type checking struct {
	scoring
	proposed proposal // from flags
	from     string   // file of proposals
	goodRows bool

	top        int
	restricted bool
	explain    bool
	failOn     string

	out    []string
	format string
	force  bool

	sign       string // file of the signing key
	issuer     string
	date       registry.Date
	validUntil registry.Date
}

func (a *app) checkCommand() *cobra.Command {
	c := a.command(a.say("check [tùy chọn]", "check [flags]"),
		registry.T("Kiểm tra một đề xuất trước khi công bố", "Check a proposal before it is announced"),
		registry.T(
			`So đề xuất với từng nền tảng trong danh mục, không ghi gì vào danh mục, và trả lời: trùng lặp, có thể chồng lấn,
chưa phát hiện, hoặc chưa đủ cơ sở; kèm căn cứ, gợi ý xử lý và phạm vi đã so. Đề xuất lấy từ tùy chọn, từ tệp
(--from: YAML, JSON, CSV, XLSX; nhiều đề xuất một lần), hoặc hỏi lần lượt nếu chạy trên màn hình lệnh.
--sign ký kết quả thành chứng nhận; trunglap verify kiểm tra chứng nhận mà không cần danh mục.`,
			`Compares a proposal with every platform of the registry, writes nothing into it, and answers: duplication, possible
overlap, none found, or insufficient; with evidence, a suggestion, and what was compared. The proposal comes from flags,
from a file (--from: YAML, JSON, CSV, XLSX; many at once), or is asked for at a terminal.
--sign makes the answer a certificate; trunglap verify checks one without the registry.`))
	c.Example = `  trunglap check
  trunglap check --name 'Cổng đấu giá quyền sử dụng đất' --function 'Đăng thông báo, nhận hồ sơ và tổ chức đấu giá trực tuyến'
  trunglap check --from proposal.yaml --sign signing.key --out check.json --out check.pdf
  trunglap check --from proposals.csv --format jsonl --fail-on duplication`
	k := checking{format: string(report.Terminal)}
	a.proposalFlags(c, &k)
	a.answerFlags(c, &k)
	a.scoringFlags(c, &k.scoring)
	c.RunE = func(cmd *cobra.Command, _ []string) error { return a.check(cmd.Context(), k) }
	return c
}

// answerFlags adds the flags that say what becomes of the answer.
func (a *app) answerFlags(c *cobra.Command, k *checking) {
	f := c.Flags()
	f.Var(choice{&k.format, checkFormatNames()}, "format", a.say("dạng kết quả", "form of the result"))
	f.StringArrayVar(&k.out, "out", nil, a.say("ghi ra tệp `FILE`, dạng theo phần mở rộng; có thể lặp lại", "write to `FILE`, in the form of its extension; may be repeated"))
	f.BoolVar(&k.force, "force", false, a.say("ghi đè tệp đã có", "overwrite existing files"))
	f.BoolVar(&k.explain, "explain", false, a.say("in toàn bộ phép tính của mọi nền tảng gần nhất", "print the full arithmetic of every nearest platform"))
	f.IntVar(&k.top, "top", 5, a.say("luôn nêu ít nhất `N` nền tảng gần nhất", "always list at least the `N` nearest platforms"))
	f.Var(choice{&k.failOn, []string{"duplication", "overlap"}}, "fail-on", a.say("thoát với mã 3 nếu có kết quả này hoặc nặng hơn", "exit 3 on this verdict or a graver one"))
	f.BoolVar(&k.restricted, "show-restricted", false, a.say("nêu cả mục hạn chế (dành cho người giữ thư mục dữ liệu)", "show restricted entries too (for the owner of the data folder)"))
	f.StringVar(&k.sign, "sign", "", a.say("ký bằng khóa trong tệp `KEY` (xem trunglap keys)", "sign with the key in file `KEY` (see trunglap keys)"))
	f.StringVar(&k.issuer, "issuer", "", a.say("tên cơ quan ký `NAME` ghi trong chứng nhận", "name `NAME` of the signing body, for the certificate"))
	f.Var(date{&k.date}, "date", a.say("ngày lập chứng nhận (mặc định: ngày của danh mục)", "day of the certificate (default: the day of the registry)"))
	f.Var(date{&k.validUntil}, "valid-until", a.say("ngày cuối chứng nhận có giá trị (mặc định: đến khi danh mục thay đổi)", "last day of the certificate (default: until the registry changes)"))
}

func checkFormatNames() []string {
	var names []string
	for _, f := range report.CheckFormats() {
		names = append(names, string(f))
	}
	return names
}

// check answers the proposals and writes the answer.
func (a *app) check(ctx context.Context, k checking) error {
	outputs, err := k.outputs()
	if err != nil {
		return err
	}
	key, err := k.signingKey()
	if err != nil {
		return err
	}
	if err := a.askable(&k); err != nil {
		return err
	}
	snapshot, checker, err := a.checker(ctx, &k)
	if err != nil {
		return err
	}
	proposals, err := a.proposals(ctx, &k, checker)
	if err != nil {
		return err
	}
	doc := &report.CheckReport{Agencies: registry.DefaultAgencies(text.Folded), Model: checker.Model(), Explain: k.explain}
	basis := report.Denominate(snapshot, doc.Agencies, k.restricted)
	signed := []byte{}
	for _, p := range proposals {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := checker.Check(p)
		c.Coverage, c.Engine, c.Lexicon, c.Statistics = basis, version, text.Default().Hash(), checker.StatisticsHash()
		one := report.Checked{Check: c}
		if key != nil {
			file, err := k.certify(&one, key)
			if err != nil {
				return err
			}
			signed = append(signed, file...)
		}
		doc.Proposals = append(doc.Proposals, one)
	}
	if err := a.writeAnswers(outputs, doc, signed, key != nil); err != nil {
		return err
	}
	return k.verdict(doc)
}

// checker prepares the registry to be compared with. Reading the registry and
// making the engine ready take about as long, so they go side by side.
func (a *app) checker(ctx context.Context, k *checking) (registry.Snapshot, *similarity.Checker, error) {
	type read struct {
		registry.Snapshot
		kept []byte
		err  error
	}
	got := make(chan read, 1)
	go func() {
		s, err := a.snapshot(ctx, k.asOf)
		got <- read{s, a.keptSketches(), err}
	}()
	engine, err := a.engine(&k.scoring)
	r := <-got
	switch {
	case err != nil:
		return r.Snapshot, nil, err
	case r.err != nil:
		return r.Snapshot, nil, r.err
	}
	c, err := engine.NewChecker(ctx, r.Snapshot, similarity.CheckOptions{Workers: k.workers, AsOf: k.asOf, Top: k.top,
		ShowRestricted: k.restricted, Kept: r.kept, Key: engineKey(engine)})
	if err == nil {
		a.keepSketches(c)
	}
	return r.Snapshot, c, err
}

// certify signs one answer. The day comes from the flags or the registry, not
// from the clock, so that the same answer is signed to the same bytes.
func (k *checking) certify(one *report.Checked, key *registry.SigningKey) ([]byte, error) {
	c := registry.NewCheckCertificate(one.Check)
	c.Issued, c.ValidUntil, c.Issuer, c.ShowsRestricted = k.date, k.validUntil, k.issuer, k.restricted
	if !c.Issued.Known() {
		c.Issued = one.Coverage.AsOf
	}
	file, err := c.Sign(key)
	one.Certificate, one.Digest = &c, registry.FileDigest(file)
	return file, err
}

func (k *checking) signingKey() (*registry.SigningKey, error) {
	if k.sign == "" {
		if k.issuer != "" || k.date.Known() || k.validUntil.Known() {
			return nil, usage(registry.T("--issuer, --date và --valid-until chỉ dùng cùng --sign", "--issuer, --date and --valid-until go with --sign"))
		}
		return nil, nil
	}
	if k.validUntil.Before(k.date) {
		return nil, usage(registry.T("--valid-until trước --date", "--valid-until is before --date"))
	}
	return readSigningKey(k.sign)
}

// An output is a file with its form; "-" is standard output.
type answerFile struct {
	path   string
	format report.Format
}

// outputs settles the form of every output before anything is computed.
func (k *checking) outputs() ([]answerFile, error) {
	if k.top < 1 {
		return nil, usage(registry.T("--top nhận từ 1 trở lên", "--top takes 1 and up"))
	}
	if len(k.out) == 0 {
		return []answerFile{{"-", report.Format(k.format)}}, nil
	}
	var out []answerFile
	for _, path := range k.out {
		name := strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
		if name == "" || name == "txt" {
			name = k.format
		}
		if !slices.Contains(checkFormatNames(), name) {
			list := strings.Join(checkFormatNames(), ", ")
			return nil, usage(registry.Tf("%s: phần mở rộng không phải một trong: %s", "%s: the extension is not one of: %s", path, list))
		}
		if err := refuseToOverwrite(path, k.force); err != nil {
			return nil, err
		}
		out = append(out, answerFile{path, report.Format(name)})
	}
	return out, nil
}

// writeAnswers writes every output. A signed answer as JSON is the certificate
// itself, byte for byte; several of them are lines.
func (a *app) writeAnswers(outputs []answerFile, doc *report.CheckReport, signed []byte, sealed bool) error {
	for _, o := range outputs {
		if sealed && o.format == report.JSON && len(doc.Proposals) != 1 {
			return usage(registry.T("nhiều chứng nhận trong một tệp cần dạng jsonl: mỗi dòng một chứng nhận", "several certificates in one file need the form jsonl: one on each line"))
		}
	}
	for _, o := range outputs {
		err := a.writeFile(o.path, func(w io.Writer) error {
			if sealed && (o.format == report.JSON || o.format == report.JSONL) {
				_, err := w.Write(signed)
				return err
			}
			return report.WriteCheck(w, o.format, doc, a.lang)
		})
		if err != nil {
			return err
		}
	}
	for _, o := range outputs {
		if o.path != "-" {
			a.printf("%s\n", "%s\n", o.path)
		}
	}
	return nil
}

// verdict ends the command as --fail-on asks.
func (k *checking) verdict(doc *report.CheckReport) error {
	if k.failOn == "" {
		return nil
	}
	asked := registry.Verdict(k.failOn)
	for i := range doc.Proposals {
		if v := doc.Proposals[i].Verdict; v == asked || v.Graver(asked) {
			return errFound
		}
	}
	return nil
}
