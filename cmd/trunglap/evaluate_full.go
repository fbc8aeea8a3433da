package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"trunglap/registry"
	"trunglap/similarity"
)

// A fullResult is what `evaluate --full --format json` prints. Other programs
// read it: fields may be added, never renamed.
type fullResult struct {
	Gold     string `json:"gold"`
	Labelled int    `json:"gold_pairs"`
	Snapshot string `json:"snapshot"`
	similarity.Quality

	platforms map[string]*registry.Platform
	notes     map[registry.Pair]string
	scored    map[registry.Pair]similarity.Judged
	examined  []similarity.Examined
}

// evaluateInFull prints all that evaluateFull gathers.
func (a *app) evaluateInFull(ctx context.Context, s *scoring, gold, proposals string, files []string, format string) error {
	if len(files) > 0 {
		return usage(registry.T("--full và --proposals đo danh mục đã nạp, không đi cùng hai tệp", "--full and --proposals measure the registry and take no two files"))
	}
	res, err := a.evaluateFull(ctx, s, gold, proposals)
	switch {
	case err != nil:
		return err
	case format == formatJSON:
		return a.json(res)
	}
	a.printFull(res)
	return nil
}

// evaluateFull gathers every figure of quality: of pairs, and of proposals if
// there are labelled ones.
func (a *app) evaluateFull(ctx context.Context, s *scoring, goldFile, proposals string) (fullResult, error) {
	engine, err := a.engine(s)
	if err != nil {
		return fullResult{}, err
	}
	gold, err := readGold(goldFile, false)
	if err != nil {
		return fullResult{}, err
	}
	snapshot, err := a.snapshot(ctx, s.asOf)
	if err != nil {
		return fullResult{}, err
	}
	res := fullResult{Gold: filepath.Base(goldFile), Labelled: len(gold), Snapshot: snapshot.Digest,
		platforms: map[string]*registry.Platform{}, notes: map[registry.Pair]string{}, scored: map[registry.Pair]similarity.Judged{}}
	for i := range snapshot.Platforms {
		res.platforms[snapshot.Platforms[i].ID] = &snapshot.Platforms[i]
	}
	if res.examined, err = res.examine(ctx, engine, snapshot.Platforms, gold, s); err != nil {
		return res, err
	}
	if res.Quality, err = engine.Settings().Examine(res.examined); err != nil {
		return res, err
	}
	if proposals != "" {
		res.Quality.Proposals, err = a.answerExpected(ctx, engine, snapshot, proposals, s)
	}
	return res, err
}

// examine scores every pair and puts beside it what its label says.
func (r *fullResult) examine(ctx context.Context, e *similarity.Engine, ps []registry.Platform, gold []similarity.Gold, s *scoring) ([]similarity.Examined, error) {
	labels := make(map[registry.Pair]similarity.Gold, len(gold))
	for _, g := range gold {
		labels[g.Pair], r.notes[g.Pair] = g, g.Note
	}
	var out []similarity.Examined
	opt := similarity.ScanOptions{Workers: s.workers, Min: similarity.Every, AsOf: s.asOf}
	_, err := e.Scan(ctx, ps, opt, func(p similarity.Scored) error {
		x := similarity.Examined{Measures: p.Measures, Between: p.Owners == registry.Between}
		x.Judged = similarity.Judged{Pair: registry.Pair{A: ps[p.A].ID, B: ps[p.B].ID}, Score: p.Score, Relation: p.Relation, Gold: registry.Unrelated}
		if g, ok := labels[x.Pair]; ok {
			x.Gold, x.Outside = g.Relation, g.OutsideRows()
		}
		r.scored[x.Pair] = x.Judged
		out = append(out, x)
		return nil
	})
	return out, err
}

// answerExpected checks the proposals of a file whose columns style,
// expected_ids and expected_relation say what the answer should be.
func (a *app) answerExpected(ctx context.Context, e *similarity.Engine, snapshot registry.Snapshot, file string, s *scoring) (*similarity.ProposalQuality, error) {
	read, err := a.readProposals(ctx, file)
	if err != nil {
		return nil, err
	}
	checker, err := e.NewChecker(ctx, snapshot, similarity.CheckOptions{Workers: s.workers, AsOf: s.asOf})
	if err != nil {
		return nil, err
	}
	q := &similarity.ProposalQuality{}
	for _, p := range read.Platforms {
		x, err := expectedOf(file, &p)
		if err != nil {
			return nil, err
		}
		p.List = "" // a proposal stands in no list
		c := checker.Check(p)
		q.Take(x, &c)
	}
	return q, ctx.Err()
}

func expectedOf(file string, p *registry.Platform) (similarity.Expected, error) {
	x := similarity.Expected{ID: p.ID}
	relation := ""
	for _, extra := range p.Extra {
		switch extra.Column {
		case "style":
			x.Style = extra.Value
		case "expected_ids":
			x.Right = registry.SplitList(extra.Value)
		case "expected_relation":
			relation = extra.Value
		}
	}
	var ok bool
	if x.Relation, ok = similarity.GoldRelation(relation); !ok {
		return x, registry.Invalid(registry.Tf("%s, đề xuất %s: cột expected_relation không nêu quan hệ nào được biết: %q",
			"%s, proposal %s: the column expected_relation names no known relation: %q", filepath.Base(file), p.ID, relation))
	}
	return x, nil
}

func (a *app) printFull(r fullResult) {
	a.printf("%d cặp theo %s, cấu hình %.12s\n\n", "%d pairs by %s, settings %.12s\n\n", r.Overlaps.Pairs, r.Gold, r.Settings)
	a.printFigures(r.Figures)
	a.printJudgement(&r)
	a.printReliability(r.Reliability)
	if r.Proposals != nil {
		a.printProposals(r.Proposals)
	}
	a.printWrongPairs(a.say("cặp đúng bị sót", "true pairs missed"), r.Overlaps.Missed, &r)
	a.printWrongPairs(a.say("cặp báo nhầm là trùng lặp, chồng lấn hoặc kế thừa", "pairs wrongly called duplication, overlap or succession"), r.Overlaps.False, &r)
}

func (a *app) printFigures(figures []similarity.Figure) {
	a.printf("%-62s %10s  %8s  %9s  %9s\n", "%-62s %10s  %8s  %9s  %9s\n", a.say("độ chính xác trung bình", "average precision"), a.say("cặp đúng", "true"),
		a.say("trên mẫu", "in sample"), a.say("kiểm chéo", "crossed"), a.say("thẳng", "straight"))
	a.printf("  kiểm chéo: trọng số học từ các nền tảng khác; thẳng: như vậy, với đường cong là đường thẳng\n",
		"  crossed: weights learnt from other platforms only; straight: the same, with straight lines for curves\n")
	for _, f := range figures {
		fmt.Fprintf(a.out, "  %-60s %10d  %8.3f  %9.3f  %9.3f\n", a.figureName(&f), f.Positives, f.InSample, f.Crossed, f.Straight)
	}
}

func (a *app) figureName(f *similarity.Figure) string {
	name := a.say("mức 2-3", "grades 2-3")
	if f.Related {
		name = a.say("mức 1-3", "grades 1-3")
	}
	if f.Between {
		name += a.say(", giữa các cơ quan", ", between agencies")
	}
	if f.Readable {
		name += a.say(", trừ nhãn ngoài bản ghi", ", labels readable from the rows")
	}
	return name
}

func (a *app) printJudgement(r *fullResult) {
	a.printf("\nở ngưỡng %.3f bit\n", "\nat the threshold of %.3f bits\n", r.Overlaps.ThresholdBits)
	line := func(name string, e *similarity.Evaluation) {
		a.printf("  %-48s chính xác %.3f, đầy đủ %.3f, F1 %.3f, đúng quan hệ %.3f\n", "  %-48s precision %.3f, recall %.3f, F1 %.3f, right relation %.3f\n",
			name, e.Precision, e.Recall, e.F1, e.RelationAccuracy)
	}
	line(a.say("mức 2-3", "grades 2-3"), &r.Overlaps)
	line(a.say("mức 2-3, trừ nhãn ngoài bản ghi", "grades 2-3, labels readable from the rows"), &r.Readable)
	line(a.say("mức 1-3", "grades 1-3"), &r.Related)
	a.printConfusion(r.Related.Confusion)
}

func (a *app) printReliability(ranges []similarity.ReliabilityRange) {
	a.printf("\n  từ bit   số cặp  xác suất nêu ra  có quan hệ  chồng lấn\n", "\n  from bits   pairs  probability given    related   overlap\n")
	for _, r := range ranges {
		fmt.Fprintf(a.out, "  %6.0f  %9d  %15.3f  %10.3f  %9.3f\n", r.From, r.Pairs, r.Promised, r.Related, r.Overlaps)
	}
}

func (a *app) printProposals(q *similarity.ProposalQuality) {
	a.printf("\nđề xuất: nền tảng đúng đứng đầu %d/%d, trong năm đầu %d/%d, được gọi là trùng lặp hoặc chồng lấn %d/%d\n",
		"\nproposals: a right platform first %d/%d, among the first five %d/%d, called duplication or overlap %d/%d\n",
		q.First, q.Proposals, q.FirstFive, q.Proposals, q.Named, q.Proposals)
	a.printf("  diễn đạt khác hẳn: đứng đầu %d/%d, trong năm đầu %d/%d\n", "  deep paraphrases: first %d/%d, among the first five %d/%d\n",
		q.DeepFirst, q.Deep, q.DeepFive, q.Deep)
	a.printf("  mới, bị gọi là trùng lặp hoặc chồng lấn: %d/%d\n", "  novel, called duplication or overlap: %d/%d\n", q.FalseAlarm, q.Novel)
	a.printf("  quá ngắn, được trả lời chưa đủ cơ sở: %d/%d\n", "  too short, answered insufficient: %d/%d\n", q.ToldShort, q.Short)
	for _, w := range q.Wrong {
		a.printf("  %s (%s): %s; đứng đầu %s; đúng là %s, đứng thứ %d\n", "  %s (%s): %s; first %s; right %s, in place %d\n",
			w.ID, w.Style, w.Verdict.Text().In(a.lang), w.First, strings.Join(w.Right, ", "), w.Place)
	}
}

func (a *app) printWrongPairs(title string, pairs []similarity.Judged, r *fullResult) {
	fmt.Fprintf(a.out, "\n%s: %d\n", title, len(pairs))
	for _, p := range pairs {
		fmt.Fprintf(a.out, "  %7s  %s × %s\n           %s | %s\n           %s -> %s; %s\n", p.Score, p.Pair.A, p.Pair.B,
			r.platforms[p.Pair.A].Name(a.lang), r.platforms[p.Pair.B].Name(a.lang), p.Gold.Text().In(a.lang), p.Relation.Text().In(a.lang), r.notes[p.Pair])
	}
}
