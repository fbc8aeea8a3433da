package main

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/similarity"
	"trunglap/store"
	"trunglap/text"
)

// A learning holds the flags of learn.
type learning struct {
	scoring
	em    bool
	force bool
	limit int
}

// A learnResult is what `learn --format json` prints. Other programs read it:
// fields may be added, never renamed.
type learnResult struct {
	From     string           `json:"from"` // hash of the settings that were moved
	Settings string           `json:"settings"`
	File     string           `json:"file"`
	Rulings  *rulingsLearnt   `json:"rulings,omitempty"`
	Mixture  *similarityMix   `json:"unlabelled,omitempty"`
	Effect   registry.RunDiff `json:"effect"`
}

// rulingsLearnt tells what rulings taught. Surprises are bits per ruling.
type rulingsLearnt struct {
	Related   int                `json:"related"`
	Unrelated int                `json:"unrelated"`
	Unused    int                `json:"unused"`
	Prior     registry.Millibits `json:"prior"`   // added
	Percent   map[string]int     `json:"percent"` // of each comparison's weights
	Before    float64            `json:"surprise"`
	After     float64            `json:"surprise_learnt"`
	Crossed   float64            `json:"surprise_cross_validated"`
}

// similarityMix is what unlabelled pairs taught.
type similarityMix struct {
	similarity.Mixture
	Prior registry.Millibits `json:"prior"`
}

func (a *app) learnCommand() *cobra.Command {
	c := a.command(a.say("learn --out TỆP [--em] [tùy chọn]", "learn --out FILE [--em] [flags]"),
		registry.T("Học cấu hình từ kết luận, hoặc từ các cặp chưa gán nhãn", "Learn settings from rulings, or from unlabelled pairs"),
		registry.T(
			`Dựa vào các kết luận trong sổ, tìm xem nên nhân trọng số của mỗi tiêu chí với bao nhiêu và dời mức khởi điểm bao nhiêu: ít
tham số, không bao giờ làm trọng số giảm khi độ giống tăng, luôn giữ gần cấu hình hiện có. In kết quả kiểm chéo. Với --em, lệnh
học từ mọi cặp trong danh mục, không cần kết luận nào (mô hình Fellegi - Sunter, thuật toán EM). Lệnh chỉ ghi một tệp cấu hình
mới và nêu điều gì sẽ thay đổi; muốn dùng thì nêu --settings TỆP.`,
			`Learns from the rulings in the ledger by how much to multiply the weights of each comparison and by how much to move the
prior: few parameters, monotone, held near the present settings. Prints what cross-validation says. With --em it learns from
every pair of the registry, no ruling needed (Fellegi and Sunter's model, fitted by EM). It only writes a new settings file
and says what would change; to use it, give --settings FILE.`))
	c.Example = "  trunglap learn --out settings.json\n  trunglap learn --em --out settings-em.json\n  trunglap scan --settings settings.json"
	var l learning
	a.scoringFlags(c, &l.scoring)
	f := c.Flags()
	f.StringVar(&l.out, "out", "", a.say("ghi cấu hình mới vào `FILE`", "write the new settings to `FILE`"))
	f.BoolVar(&l.em, "em", false, a.say("học từ các cặp chưa gán nhãn, không xem kết luận", "learn from unlabelled pairs, without rulings"))
	f.BoolVar(&l.force, "force", false, a.say("ghi đè tệp đã có", "overwrite an existing file"))
	f.IntVar(&l.limit, "limit", 20, a.say("số thay đổi tối đa `N` in ra; 0 là tất cả", "print at most `N` changes; 0 is all"))
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if l.out == "" || l.out == "-" || l.limit < 0 {
			return usage(registry.T("cần --out TỆP; --limit không nhận số âm", "--out FILE is needed; --limit takes no negative number"))
		}
		if err := refuseToOverwrite(l.out, l.force); err != nil {
			return err
		}
		res, names, err := a.learn(cmd.Context(), &l)
		if err != nil {
			return err
		}
		if *format == formatJSON {
			return a.json(res)
		}
		a.printLearnt(&res, l.limit, names)
		return nil
	}
	return c
}

// learn fits, writes the settings, and says what they would change.
func (a *app) learn(ctx context.Context, l *learning) (res learnResult, names func(string) string, err error) {
	engine, err := a.engine(&l.scoring)
	if err != nil {
		return res, nil, err
	}
	var snapshot registry.Snapshot
	var decided map[string]registry.Decision
	err = a.reading(ctx, func(db *store.DB) error {
		if snapshot, err = db.Snapshot(ctx, l.asOf); err != nil {
			return err
		}
		decided, err = db.DecisionsOn(ctx, &snapshot, text.Toned)
		return err
	})
	if err != nil {
		return res, nil, err
	}
	res.From, res.File = engine.Settings().Hash(), l.out
	var set *similarity.Settings
	if l.em {
		set, res.Mixture, err = learnMixture(ctx, engine, snapshot.Platforms, l)
	} else {
		set, res.Rulings, err = learnRulings(engine, &snapshot, decided, l)
	}
	if err != nil {
		return res, nil, err
	}
	res.Settings = set.Hash()
	after, err := a.engineWith(&l.scoring, set)
	if err != nil {
		return res, nil, err
	}
	res.Effect, err = similarity.Effects(ctx, engine, after, snapshot.Platforms, similarity.ScanOptions{Workers: l.workers, AsOf: l.asOf})
	if err != nil {
		return res, nil, err
	}
	err = a.writeFile(l.out, func(w io.Writer) error {
		_, err := w.Write(set.JSON())
		return err
	})
	at := snapshot.Index()
	return res, func(id string) string { return snapshot.Platforms[at[id]].Name(a.lang) }, err
}

// learnRulings fits the settings to the rulings in force.
func learnRulings(e *similarity.Engine, snapshot *registry.Snapshot, decided map[string]registry.Decision, l *learning) (*similarity.Settings, *rulingsLearnt, error) {
	lessons, unused := lessonsOf(e, snapshot, decided, l.asOf)
	out := &rulingsLearnt{Unused: unused, Percent: map[string]int{}}
	for i := range lessons {
		if lessons[i].True {
			out.Related++
		} else {
			out.Unrelated++
		}
	}
	if out.Related == 0 || out.Unrelated == 0 {
		return nil, nil, registry.Invalid(registry.Tf(
			"chưa đủ kết luận để học: %d cặp có liên quan, %d cặp không; cần cả hai loại. Ghi kết luận bằng trunglap decide, hoặc dùng --em",
			"too few rulings to learn from: %d pairs that are related, %d that are not; both kinds are needed. Rule with trunglap decide, or use --em",
			out.Related, out.Unrelated))
	}
	learnt, err := e.Settings().Learn(lessons)
	if err != nil {
		return nil, nil, err
	}
	crossed, err := e.Settings().CrossValidate(lessons)
	if err != nil {
		return nil, nil, err
	}
	for c, percent := range learnt.Percent {
		out.Percent[string(registry.Comparisons[c])] = percent
	}
	out.Prior = learnt.Prior
	out.Before, out.After = surprise(lessons, e.Settings()), surprise(lessons, learnt.Settings)
	out.Crossed = similarity.Surprise(lessons, crossed)
	return learnt.Settings, out, nil
}

func surprise(lessons []similarity.Lesson, s *similarity.Settings) float64 {
	scores := make([]registry.Millibits, len(lessons))
	for i := range lessons {
		scores[i] = s.Score(&lessons[i].Measures)
	}
	return similarity.Surprise(lessons, scores)
}

// lessonsOf compares the pairs that were ruled on, in the order of their ids,
// and counts the decisions that teach nothing.
func lessonsOf(e *similarity.Engine, snapshot *registry.Snapshot, decided map[string]registry.Decision, asOf registry.Date) (lessons []similarity.Lesson, unused int) {
	at := snapshot.Index()
	records := map[string]*similarity.Record{}
	record := func(id string) *similarity.Record {
		if records[id] == nil {
			records[id] = e.Record(&snapshot.Platforms[at[id]])
		}
		return records[id]
	}
	for _, d := range decided {
		related, ok := similarity.Teaches(&d)
		_, hasA := at[d.Pair.A]
		_, hasB := at[d.Pair.B]
		if !ok || !hasA || !hasB {
			unused++
			continue
		}
		s := e.Compare(record(d.Pair.A), record(d.Pair.B), asOf)
		lessons = append(lessons, similarity.Lesson{Pair: d.Pair, Measures: s.Measures, True: related})
	}
	slices.SortFunc(lessons, func(x, y similarity.Lesson) int {
		return cmp.Or(strings.Compare(x.Pair.A, y.Pair.A), strings.Compare(x.Pair.B, y.Pair.B))
	})
	return lessons, unused
}

// learnMixture fits the settings to all pairs of the registry.
func learnMixture(ctx context.Context, e *similarity.Engine, ps []registry.Platform, l *learning) (*similarity.Settings, *similarityMix, error) {
	mixer := e.Settings().NewMixer()
	opt := similarity.ScanOptions{Workers: l.workers, Min: similarity.Every, AsOf: l.asOf}
	if _, err := e.Scan(ctx, ps, opt, func(s similarity.Scored) error { mixer.Take(&s.Measures); return nil }); err != nil {
		return nil, nil, err
	}
	m, err := mixer.Fit()
	if err != nil {
		return nil, nil, err
	}
	if m.Pairs == 0 {
		return nil, nil, registry.Invalid(registry.T("danh mục chưa có hai nền tảng để so", "the registry has no two platforms to compare"))
	}
	return m.Settings, &similarityMix{m, m.Settings.Prior}, nil
}

func (a *app) printLearnt(r *learnResult, limit int, names func(string) string) {
	if r.Rulings != nil {
		a.printRulings(r.Rulings)
	}
	if r.Mixture != nil {
		a.printMixture(r.Mixture)
	}
	a.printEffect(&r.Effect, limit, names)
	a.printf("đã ghi cấu hình mới %.12s vào %s; danh mục chưa có gì thay đổi, muốn dùng thì nêu --settings %[2]s\n",
		"new settings %.12s written to %s; nothing in the registry has changed, use them with --settings %[2]s\n", r.Settings, r.File)
}

func (a *app) printRulings(r *rulingsLearnt) {
	a.printf("kết luận: %d cặp có liên quan, %d cặp không liên quan, %d mục không dùng (chưa kết luận, nội dung đã đổi hoặc không còn trong danh mục)\n",
		"rulings: %d pairs related, %d not related, %d not used (open, changed since, or no longer listed)\n", r.Related, r.Unrelated, r.Unused)
	a.printf("mức khởi điểm dời %s bit; trọng số:", "prior moved by %s bits; weights:", r.Prior)
	for _, c := range registry.Comparisons {
		a.printf(" %s %d%%", " %s %d%%", c.Text().In(a.lang), r.Percent[string(c)])
	}
	a.printf("\nđộ bất ngờ trên mỗi kết luận: hiện tại %.3f bit, sau khi học %.3f, kiểm chéo %.3f\n",
		"\nsurprise per ruling: now %.3f bits, learnt %.3f, cross-validated %.3f\n", r.Before, r.After, r.Crossed)
	if r.Crossed >= r.Before {
		a.printf("kiểm chéo không tốt hơn cấu hình hiện tại: chưa nên đổi\n", "cross-validated it is no better than the present settings: do not change yet\n")
	}
}

func (a *app) printMixture(m *similarityMix) {
	a.printf("%d cặp; ước tính %.2f%% có liên quan (%.0f cặp), sau %d vòng\n", "%d pairs; an estimated %.2f%% are related (%.0f pairs), after %d rounds\n",
		m.Pairs, 100*m.Lambda, m.Lambda*float64(m.Pairs), m.Rounds)
	for i := range m.Columns {
		c := &m.Columns[i]
		a.printf("  %s%s\n", "  %s%s\n", c.Comparison.Text().In(a.lang), a.mixtureState(c.State))
		for _, l := range c.Levels {
			a.printf("    độ giống %.3f: %d cặp, m %.4f, u %.4f, trọng số %s bit\n", "    similarity %.3f: %d pairs, m %.4f, u %.4f, weight %s bits\n",
				float64(l.Similarity)/1000, l.Pairs, l.M, l.U, l.Weight)
		}
	}
	if m.AtBound {
		a.printf("tỷ lệ này đã bị chặn ở mức bốn lần (hoặc một phần tư) tỷ lệ của cấu hình hiện tại: hai nhóm tìm được có lẽ không phải là \"có liên quan\" và \"không\"; hãy xem kỹ trước khi dùng\n",
			"that share was stopped at four times (or a quarter of) what the present settings say: the two kinds that were found are hardly \"related\" and \"not\"; look closely before using this\n")
	}
}

func (a *app) mixtureState(s similarity.MixtureState) string {
	switch s {
	case similarity.MixtureEmpty:
		return a.say(": không có dữ liệu, giữ nguyên", ": empty, left as it is")
	case similarity.MixtureConstant:
		return a.say(": mọi cặp như nhau, không cho biết gì", ": the same in all pairs, tells nothing")
	}
	return ""
}

// printEffect says which findings would appear, vanish or change relation.
func (a *app) printEffect(d *registry.RunDiff, limit int, names func(string) string) {
	for i := range d.Changes {
		if limit > 0 && i == limit {
			a.printf("… và %d thay đổi khác; --limit 0 in đủ\n", "… and %d more changes; --limit 0 prints all\n", len(d.Changes)-i)
			break
		}
		a.printChange(&d.Changes[i], names)
	}
	a.printf("sẽ thay đổi: %d phát hiện mới, %d không còn, %d đổi quan hệ; %d chỉ đổi điểm, %d giữ nguyên\n",
		"would change: %d findings new, %d gone, %d of another relation; %d in score only, %d not at all\n",
		d.Count[registry.ChangeNew], d.Count[registry.ChangeGone], d.Count[registry.ChangeRelation],
		d.Count[registry.ChangeStronger]+d.Count[registry.ChangeWeaker]+d.Count[registry.ChangeOwners], d.Unchanged)
}
