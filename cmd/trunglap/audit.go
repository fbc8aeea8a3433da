package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/report"
	"trunglap/similarity"
	"trunglap/text"
)

// auditColumns are the columns of an audit sample; a person fills the last.
var auditColumns = []string{"a_id", "b_id", "score", "a_agency", "b_agency", "a_name", "b_name", "a_function", "b_function", "missed"}

// auditSize is the sample asked for where nobody says: none missed in 100
// means at most 3 in 100 at 95 %.
const auditSize = 100

// An auditResult is what `audit --labels F --format json` prints.
type auditResult struct {
	Run int64 `json:"run"`
	similarity.MissBound
}

func (a *app) auditCommand() *cobra.Command {
	c := a.command(a.say("audit [tùy chọn]", "audit [flags]"),
		registry.T("Ước lượng số cặp bị bỏ sót", "Bound what was missed"),
		registry.T(
			`Rút ngẫu nhiên một số cặp không phải là phát hiện của lượt quét, ghi ra CSV để người có chuyên môn điền cột missed (1 hoặc 0).
Đọc lại tệp đã điền bằng --labels thì lệnh nêu cận trên của số cặp bị bỏ sót, kèm độ tin cậy. Mẫu chỉ phụ thuộc vào lượt quét:
ai cũng rút lại được đúng mẫu đó, không ai chọn được cặp.`,
			`Draws pairs that are no findings of the run at random, as CSV for an expert to fill the column missed (1 or 0). With the
filled file as --labels it states the upper bound on what was missed, with its confidence. The sample follows from the run
alone: anybody can draw it again, nobody can choose the pairs.`))
	c.Example = "  trunglap audit --size 300 --out sample.csv\n  trunglap audit --labels sample.csv"
	var run int64
	var size int
	var out, labels string
	var confidence float64
	var restricted bool
	f := c.Flags()
	f.Int64Var(&run, "run", 0, a.say("số `N` của lượt quét (mặc định: lượt gần nhất)", "number `N` of the run (default: the latest)"))
	f.IntVar(&size, "size", auditSize, a.say("cỡ mẫu `N`", "`N` pairs"))
	f.StringVar(&out, "out", "-", a.say("ghi mẫu ra tệp `FILE`", "write the sample to `FILE`"))
	f.StringVar(&labels, "labels", "", a.say("mẫu đã điền `FILE`", "the filled sample `FILE`"))
	f.Float64Var(&confidence, "confidence", 0.95, a.say("độ tin cậy `P`, từ 0.5 đến dưới 1", "confidence `P`, from 0.5 to below 1"))
	a.restrictedFlag(c, &restricted)
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if size < 1 || confidence < 0.5 || confidence >= 1 {
			return usage(registry.T("--size nhận từ 1; --confidence nhận từ 0.5 đến dưới 1", "--size takes 1 and up, --confidence from 0.5 to below 1"))
		}
		doc, err := a.document(cmd.Context(), reporting{run: run, restricted: restricted})
		if err != nil {
			return err
		}
		a.withoutRestricted(doc, restricted)
		if labels == "" {
			return a.writeFile(out, func(w io.Writer) error { return a.writeSample(w, doc, size) })
		}
		return a.readLabels(cmd.Context(), doc, labels, confidence, *format)
	}
	return c
}

// withoutRestricted leaves the pairs to be drawn and counted that a reader may
// judge: nobody can say of a restricted platform what was missed without seeing it.
func (a *app) withoutRestricted(doc *report.Report, show bool) {
	hidden := veilOf(show, doc.Snapshot)
	if len(hidden) == 0 {
		return
	}
	a.tell("mẫu không gồm mục hạn chế; --show-restricted lấy cả các mục đó", "restricted entries are not in the sample; --show-restricted takes them in")
	doc.Snapshot.Platforms = hidden.over(doc.Snapshot.Platforms)
	doc.Findings = slices.DeleteFunc(doc.Findings, func(f registry.Finding) bool { return hidden.covers(f.Pair) })
	n := int64(len(doc.Snapshot.Platforms))
	doc.Run.Certificate.Expected = n * (n - 1) / 2
}

// sampleOf draws the sample of a run. Scores are this program's, for the
// reader; the draw does not depend on them.
func sampleOf(doc *report.Report, size int) []similarity.Scored {
	found := make(map[registry.Pair]bool, len(doc.Findings))
	for i := range doc.Findings {
		found[doc.Findings[i].Pair] = true
	}
	e := similarity.NewEngine(text.Default(), text.DefaultStats(), similarity.DefaultSettings(), doc.Agencies)
	return e.Sample(doc.Snapshot.Platforms, found, doc.Run.Snapshot+doc.Run.Certificate.Digest, size, doc.Run.AsOf)
}

func (a *app) writeSample(w io.Writer, doc *report.Report, size int) error {
	out := csv.NewWriter(w)
	if err := out.Write(auditColumns); err != nil {
		return err
	}
	for _, s := range sampleOf(doc, size) {
		p, q := &doc.Snapshot.Platforms[s.A], &doc.Snapshot.Platforms[s.B]
		row := []string{p.ID, q.ID, s.Score.String(), p.Agency, q.Agency, p.Name(a.lang), q.Name(a.lang), p.Function(a.lang), q.Function(a.lang), ""}
		for i := range row {
			row[i] = registry.InertCell(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// readLabels checks that a filled file is the run's own sample, whole, and
// states the bound.
func (a *app) readLabels(ctx context.Context, doc *report.Report, file string, confidence float64, format string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	labels, err := labelsIn(f, file)
	if err != nil {
		return err
	}
	sample := sampleOf(doc, len(labels))
	missed := 0
	for _, s := range sample {
		p := registry.Pair{A: doc.Snapshot.Platforms[s.A].ID, B: doc.Snapshot.Platforms[s.B].ID}
		is, ok := labels[p]
		if !ok {
			return registry.Invalid(registry.Tf("%s không phải là mẫu của lượt quét %d: thiếu cặp %s, %s; hãy rút mẫu bằng trunglap audit và điền đủ mọi dòng",
				"%s is not the sample of run %d: the pair %s, %s is missing; draw it with trunglap audit and fill every row", file, doc.Run.ID, p.A, p.B))
		}
		if is {
			missed++
		}
	}
	if len(sample) < len(labels) {
		return registry.Invalid(registry.Tf("%s có %d dòng, nhiều hơn số cặp không phải là phát hiện (%d)", "%s has %d rows, more than there are pairs that are no findings (%d)", file, len(labels), len(sample)))
	}
	below := doc.Run.Certificate.Expected - int64(len(doc.Findings))
	r := auditResult{doc.Run.ID, similarity.BoundMisses(below, len(sample), missed, confidence)}
	if format == formatJSON {
		return a.json(r)
	}
	percent := strconv.FormatFloat(100*confidence, 'f', -1, 64)
	a.printf("lượt quét %d: %d cặp không phải là phát hiện; đã xem ngẫu nhiên %d cặp, bỏ sót %d\nvới độ tin cậy %s%%: bỏ sót nhiều nhất %d cặp (%s%%)\n",
		"run %d: %d pairs are no findings; %d were looked at, drawn at random, %d missed\nwith %s%% confidence at most %d pairs are missed (%s%%)\n",
		r.Run, r.Below, r.Sampled, r.Missed, a.decimal(percent), r.Most, a.decimal(strconv.FormatFloat(100*r.Rate, 'f', 3, 64)))
	return ctx.Err()
}

// labelsIn reads a filled sample: the ids and the last column count, the rest is
// for the reader.
func labelsIn(r io.Reader, file string) (map[registry.Pair]bool, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, registry.Invalid(registry.Tf("%s không đúng dạng CSV (%v); lưu lại dưới dạng CSV UTF-8, ô cách nhau bằng dấu phẩy", "%s is no proper CSV (%v); save it as CSV UTF-8 with commas", file, err))
	}
	if len(rows) < 2 {
		return nil, registry.Invalid(registry.Tf("%s không có dòng nào", "%s has no rows", file))
	}
	at := map[string]int{}
	for _, name := range []string{"a_id", "b_id", "missed"} {
		at[name] = slices.Index(rows[0], name)
		if at[name] < 0 {
			return nil, registry.Invalid(registry.Tf("%s: thiếu cột %s", "%s: column %s is missing", file, name))
		}
	}
	out := map[registry.Pair]bool{}
	for i, row := range rows[1:] {
		p, err := registry.NewPair(registry.OpenCell(row[at["a_id"]]), registry.OpenCell(row[at["b_id"]]))
		if err != nil {
			return nil, err
		}
		switch missed := strings.ToLower(strings.TrimSpace(row[at["missed"]])); missed {
		case "1", "0":
			out[p] = missed == "1"
		default:
			return nil, registry.Invalid(registry.Tf("%s, dòng %d: cột missed nhận 1 (bỏ sót) hoặc 0, không nhận %q", "%s, row %d: column missed takes 1 (missed) or 0, not %q", file, i+2, missed))
		}
	}
	if len(out) < len(rows)-1 {
		return nil, registry.Invalid(registry.Tf("%s: có cặp xuất hiện hai lần", "%s: a pair is there twice", file))
	}
	return out, nil
}

// flipText says how little would flip a finding.
func (a *app) flipText(f *registry.Finding) string {
	flip := f.Flip()
	if flip.Percent == 0 {
		return ""
	}
	tenths := func(n int64) string { return fmt.Sprintf(a.say("%d,%d%%", "%d.%d%%"), n/10, n%10) }
	return fmt.Sprintf(a.say("đổi kết quả khi điểm đổi %s bit: riêng trọng số %s đổi %s, hoặc mọi trọng số cùng đổi %s",
		"flips when the score moves by %s bits: the weight of %s alone by %s, or all weights together by %s"),
		a.bits(flip.By), flip.Comparison.Text().In(a.lang), tenths(flip.Percent), tenths(flip.Together))
}
