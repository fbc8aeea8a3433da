package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/similarity"
)

// An evaluateResult is what `evaluate --format json` prints. Other programs
// read it: fields may be added, never renamed.
type evaluateResult struct {
	Gold     string              `json:"gold"`
	Labelled int                 `json:"gold_pairs"`
	Absent   int                 `json:"gold_absent"` // labelled pairs with an id that the registry lacks
	Positive []registry.Relation `json:"positive"`
	Snapshot string              `json:"snapshot,omitempty"`
	Settings string              `json:"settings"`      // empty where two files were linked by what they say themselves
	Fit      *similarity.LinkFit `json:"fit,omitempty"` // and then how the threshold was found
	similarity.Evaluation
	Missed []judgedPair `json:"missed"`
	False  []judgedPair `json:"false"`
}

// A judgedPair is a pair that was judged wrongly, with the names of its sides.
type judgedPair struct {
	similarity.Judged
	Score *registry.Millibits `json:"score"` // null: a pair that link did not report
	NameA string              `json:"a_name"`
	NameB string              `json:"b_name"`
	Note  string              `json:"note,omitempty"`
}

func (a *app) evaluateCommand() *cobra.Command {
	c := a.command(a.say("evaluate [A B] --gold TỆP [tùy chọn]", "evaluate [A B] --gold FILE [flags]"),
		registry.T("Đo chất lượng trên các cặp đã gán nhãn", "Measure quality on labelled pairs"),
		registry.T(
			`Chấm điểm mọi cặp trong danh mục và so với tệp nhãn (cột a_id, b_id, relation). Cặp không có trong tệp là không liên quan.
Không lưu lượt quét. Nếu nêu hai tệp A và B thì đo kết quả của "trunglap link A B".`,
			`Scores every pair of the registry and compares with a file of labels (columns a_id, b_id, relation). A pair that is not in
the file is unrelated. No run is saved. With two files A and B it measures what "trunglap link A B" finds.`))
	c.Example = "  trunglap evaluate --gold testdata/vn/gold-pairs-2024.csv\n  trunglap evaluate --gold gold.csv --positive duplication,overlap --format json\n  trunglap evaluate a.csv b.csv --gold gold.csv --one-to-one"
	c.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return count(2, 2)(cmd, args)
	}
	var s scoring
	a.scoringFlags(c, &s)
	gold := c.Flags().String("gold", "", a.say("tệp nhãn `FILE`", "file of labels `FILE`"))
	positive := c.Flags().String("positive", "duplication,overlap,succession", a.say("các quan hệ `R,R...` được tính là đúng", "relations `R,R...` that count as true"))
	l := linking{scoring: &s}
	a.linkFlags(c, &l)
	full := c.Flags().Bool("full", false, a.say("mọi con số về chất lượng: kiểm chéo, giữa các cơ quan, độ tin cậy của xác suất", "every figure of quality: cross-validated, between agencies, reliability of probabilities"))
	proposals := c.Flags().String("proposals", "", a.say("đo thêm lệnh check trên các đề xuất đã biết đáp án trong `FILE` (cùng --full)", "measure check too, on the proposals with known answers in `FILE` (with --full)"))
	brief := c.Flags().Bool("brief", false, a.say("chỉ in các con số, không liệt kê cặp", "print the figures only, no pairs"))
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, files []string) error {
		if *gold == "" {
			return usage(registry.T("thiếu --gold", "--gold is missing"))
		}
		relations, err := parseRelations(*positive)
		if err != nil {
			return err
		}
		if *full || *proposals != "" {
			return a.evaluateInFull(cmd.Context(), &s, *gold, *proposals, files, *format)
		}
		evaluate := a.evaluate
		if len(files) == 2 {
			evaluate = func(ctx context.Context, _ *scoring, gold string, positive []registry.Relation) (evaluateResult, error) {
				return a.evaluateLink(ctx, &l, files, gold, positive)
			}
		}
		res, err := evaluate(cmd.Context(), &s, *gold, relations)
		if err != nil {
			return err
		}
		if *format == formatJSON {
			return a.json(res)
		}
		a.printEvaluation(res, *brief)
		return nil
	}
	return c
}

func parseRelations(s string) ([]registry.Relation, error) {
	var out []registry.Relation
	for word := range strings.SplitSeq(s, ",") {
		r, ok := similarity.GoldRelation(strings.TrimSpace(word))
		if !ok {
			return nil, usage(registry.Tf("--positive: không có quan hệ %q", "--positive: there is no relation %q", word))
		}
		out = append(out, r)
	}
	return out, nil
}

func (a *app) evaluate(ctx context.Context, s *scoring, path string, positive []registry.Relation) (evaluateResult, error) {
	engine, err := a.engine(s)
	if err != nil {
		return evaluateResult{}, err
	}
	gold, err := readGold(path, false)
	if err != nil {
		return evaluateResult{}, err
	}
	snapshot, err := a.snapshot(ctx, s.asOf)
	if err != nil {
		return evaluateResult{}, err
	}
	labels := make(map[registry.Pair]similarity.Gold, len(gold))
	for _, g := range gold {
		labels[g.Pair] = g
	}
	judged, err := judge(ctx, engine, snapshot.Platforms, labels, s)
	if err != nil {
		return evaluateResult{}, err
	}
	res := evaluateResult{Gold: filepath.Base(path), Labelled: len(gold), Positive: positive, Snapshot: snapshot.Digest, Settings: engine.Settings().Hash(),
		Evaluation: similarity.Evaluate(judged, positive, engine.Settings().Finding)}
	at := snapshot.Index()
	for _, g := range gold {
		_, okA := at[g.Pair.A]
		_, okB := at[g.Pair.B]
		if !okA || !okB {
			res.Absent++
		}
	}
	if res.Absent > 0 {
		a.tell("%d cặp trong tệp nhãn có mã không có trong danh mục; không tính các cặp này", "%d labelled pairs have an id that the registry lacks; they do not count", res.Absent)
	}
	res.nameSides(snapshot.Platforms, snapshot.Platforms, labels, a.lang)
	return res, nil
}

// nameSides puts names and notes beside the pairs that were judged wrongly.
func (r *evaluateResult) nameSides(as, bs []registry.Platform, labels map[registry.Pair]similarity.Gold, l registry.Lang) {
	names := func(ps []registry.Platform) map[string]string {
		m := make(map[string]string, len(ps))
		for i := range ps {
			m[ps[i].ID] = ps[i].Name(l)
		}
		return m
	}
	nameA, nameB := names(as), names(bs)
	named := func(js []similarity.Judged) []judgedPair {
		out := make([]judgedPair, 0, len(js))
		for _, j := range js {
			p := judgedPair{Judged: j, NameA: nameA[j.Pair.A], NameB: nameB[j.Pair.B], Note: labels[j.Pair].Note}
			if j.Score > similarity.Every {
				p.Score = &j.Score
			}
			out = append(out, p)
		}
		return out
	}
	r.Missed, r.False = named(r.Evaluation.Missed), named(r.Evaluation.False)
}

// judge scores every pair and puts its label beside it.
func judge(ctx context.Context, e *similarity.Engine, ps []registry.Platform, labels map[registry.Pair]similarity.Gold, s *scoring) ([]similarity.Judged, error) {
	var out []similarity.Judged
	opt := similarity.ScanOptions{Workers: s.workers, Min: similarity.Every, AsOf: s.asOf}
	_, err := e.Scan(ctx, ps, opt, func(p similarity.Scored) error {
		pair := registry.Pair{A: ps[p.A].ID, B: ps[p.B].ID}
		gold := registry.Unrelated
		if g, ok := labels[pair]; ok {
			gold = g.Relation
		}
		out = append(out, similarity.Judged{Pair: pair, Score: p.Score, Relation: p.Relation, Gold: gold})
		return nil
	})
	return out, err
}

func (a *app) printEvaluation(r evaluateResult, brief bool) {
	var names []string
	for _, p := range r.Positive {
		names = append(names, p.Text().In(a.lang))
	}
	a.printf("%s, %d cặp đúng (%s) theo %s\n", "%s, %d of them true (%s) by %s\n", a.count(r.Pairs, "cặp", "pair", "pairs"), r.Positives, strings.Join(names, ", "), r.Gold)
	a.printf("độ chính xác trung bình %.3f\n", "average precision %.3f\n", r.AveragePrecision)
	a.printf("ở ngưỡng %.3f bit: chính xác %.3f, đầy đủ %.3f, F1 %.3f, đúng quan hệ %.3f\n",
		"at the threshold of %.3f bits: precision %.3f, recall %.3f, F1 %.3f, right relation %.3f\n", r.ThresholdBits, r.Precision, r.Recall, r.F1, r.RelationAccuracy)
	a.printf("tốt nhất ở %.3f bit: chính xác %.3f, đầy đủ %.3f, F1 %.3f\n",
		"at best, %.3f bits: precision %.3f, recall %.3f, F1 %.3f\n", r.BestThreshold, r.BestPrecision, r.BestRecall, r.BestF1)
	a.printFit(r.Fit)
	if brief {
		return
	}
	a.printThresholds(r.Thresholds)
	a.printConfusion(r.Confusion)
	a.printJudged(a.say("cặp đúng bị sót", "true pairs missed"), r.Missed)
	a.printJudged(a.say("cặp báo nhầm", "pairs reported wrongly"), r.False)
}

func (a *app) printThresholds(points []similarity.Point) {
	a.printf("\n  ngưỡng  số cặp  chính xác  đầy đủ     F1\n", "\n  bits   pairs  precision  recall     F1\n")
	for _, p := range points {
		fmt.Fprintf(a.out, "%6.1f  %6d  %9.3f  %6.3f  %6.3f\n", p.Threshold, p.Found, p.Precision, p.Recall, p.F1)
	}
}

// printConfusion prints, for each labelled relation, what the engine called its pairs.
func (a *app) printConfusion(confusion map[registry.Relation]map[registry.Relation]int) {
	a.printf("\nnhãn -> kết quả\n", "\nlabel -> result\n")
	for _, gold := range registry.Relations {
		var cells []string
		for _, said := range registry.Relations {
			if n := confusion[gold][said]; n > 0 {
				cells = append(cells, fmt.Sprintf("%s %d", said.Text().In(a.lang), n))
			}
		}
		if len(cells) > 0 {
			fmt.Fprintf(a.out, "  %-24s %s\n", gold.Text().In(a.lang), strings.Join(cells, ", "))
		}
	}
}

func (a *app) printJudged(title string, pairs []judgedPair) {
	fmt.Fprintf(a.out, "\n%s: %d\n", title, len(pairs))
	for _, p := range pairs {
		score := "–"
		if p.Score != nil {
			score = p.Score.String()
		}
		fmt.Fprintf(a.out, "  %8s  %s × %s\n            %s | %s\n            %s -> %s", score, p.Pair.A, p.Pair.B, p.NameA, p.NameB,
			p.Gold.Text().In(a.lang), p.Relation.Text().In(a.lang))
		if p.Note != "" {
			fmt.Fprintf(a.out, "; %s", p.Note)
		}
		fmt.Fprintln(a.out)
	}
}
