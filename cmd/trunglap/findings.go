package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/store"
	"trunglap/text"
)

// A selection is the flags that say which findings are meant.
type selection struct {
	run                int64
	relations, states  []string
	agencies           []string
	platform           string
	min                registry.Millibits
	minSet             bool
	restricted         bool // also findings with restricted platforms
	limit, offset      int
	verdicts, owners   []string
	outcomes, remedies []string
}

// A findingList is what `findings --format json` prints.
type findingList struct {
	Run      int64      `json:"run"`
	Total    int        `json:"total"` // that pass the filter, shown or not
	Offset   int        `json:"offset"`
	Findings []standing `json:"findings"`
	Hidden   int        `json:"restricted,omitempty"` // of the whole run, left out: one platform at least is restricted
}

// A standing is a finding with where people stand on it.
type standing struct {
	registry.Finding
	NameA    string            `json:"name_a"`
	NameB    string            `json:"name_b"`
	AgencyA  string            `json:"agency_a"`
	AgencyB  string            `json:"agency_b"`
	State    registry.State    `json:"state"`
	Decision registry.Decision `json:"decision"`
}

func (a *app) findingsCommand() *cobra.Command {
	c := a.command(a.say("findings [PHÁT-HIỆN | MÃ-A MÃ-B] [tùy chọn]", "findings [FINDING | ID-A ID-B] [flags]"),
		registry.T("Liệt kê hoặc xem phát hiện và kết luận", "List or show findings and where they stand"),
		registry.T(
			`Liệt kê phát hiện của lượt quét gần nhất, mạnh nhất trước, kèm trạng thái kết luận; hoặc xem đầy đủ một phát hiện:
căn cứ, giải thích, ý kiến các cơ quan, và phần nội dung đã thay đổi nếu phát hiện được mở lại.`,
			`Lists the findings of the latest run, the strongest first, with where people stand on them; or shows one in full:
evidence, explanation, what the agencies answered, and the text that changed if it was reopened.`))
	c.Example = "  trunglap findings --state open --relation duplication\n  trunglap findings F-1a2b3c4d5e\n  trunglap findings BTC-001 BYT-004"
	c.Args = count(0, 2)
	var s selection
	a.selectionFlags(c, &s)
	f := c.Flags()
	f.IntVar(&s.limit, "limit", 50, a.say("số phát hiện tối đa `N`; 0 là tất cả", "at most `N` findings; 0 is all"))
	f.IntVar(&s.offset, "offset", 0, a.say("bỏ qua `N` phát hiện đầu", "leave out the first `N`"))
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return a.showFinding(cmd.Context(), &s, args, *format)
		}
		return a.listFindings(cmd.Context(), s, *format)
	}
	return c
}

// selectionFlags adds the flags that findings and decide share.
func (a *app) selectionFlags(c *cobra.Command, s *selection) {
	f := c.Flags()
	f.Int64Var(&s.run, "run", 0, a.say("số `N` của lượt quét (mặc định: lượt gần nhất)", "number `N` of the run (default: the latest)"))
	f.StringSliceVar(&s.relations, "relation", nil, a.say("chỉ quan hệ `WORD,...`", "only relations `WORD,...`"))
	f.StringSliceVar(&s.verdicts, "verdict", nil, a.say("chỉ nhận định `WORD,...`", "only verdicts `WORD,...`"))
	f.StringSliceVar(&s.owners, "owners", nil, a.say("chỉ giữa chủ quản `WORD,...`: between (hai cơ quan), within (một cơ quan), merged (đã sáp nhập)", "only owners `WORD,...`: between, within, merged"))
	f.StringSliceVar(&s.states, "state", nil, a.say("chỉ trạng thái `WORD,...`: open, asked, answered, settled, reopened, conflict", "only states `WORD,...`: open, asked, answered, settled, reopened, conflict"))
	f.StringSliceVar(&s.outcomes, "outcome-is", nil, a.say("chỉ kết luận `WORD,...`", "only outcomes `WORD,...`"))
	f.StringSliceVar(&s.remedies, "remedy-status", nil, a.say("chỉ tình trạng xử lý `WORD,...`: addressed, partially-addressed, not-addressed, no-longer-tracked", "only remedy statuses `WORD,...`: addressed, partially-addressed, not-addressed, no-longer-tracked"))
	f.StringSliceVar(&s.agencies, "agency", nil, a.say("chỉ có cơ quan `CODE,...` ở một trong hai bên", "only with agency `CODE,...` on either side"))
	f.StringVar(&s.platform, "platform", "", a.say("chỉ của nền tảng `ID`", "only of platform `ID`"))
	f.Var(bits{&s.min, &s.minSet}, "min", a.say("chỉ từ số bit này trở lên", "only from this score up"))
	a.restrictedFlag(c, &s.restricted)
}

// any reports whether the selection narrows anything.
func (s *selection) any() bool {
	return s.minSet || s.platform != "" || len(s.relations)+len(s.states)+len(s.agencies)+len(s.verdicts)+len(s.owners)+len(s.outcomes)+len(s.remedies) > 0
}

// filter turns the flags into the store's filter, refusing words it does not know.
func (a *app) filter(s *selection) (store.Filter, error) {
	f := store.Filter{Platform: s.platform}
	if s.minSet {
		f.MinScore = &s.min
	}
	for i := range s.agencies {
		if err := a.resolveAgency(&s.agencies[i]); err != nil {
			return f, err
		}
	}
	f.Agencies = s.agencies
	var err error
	if f.Relations, err = wordsOf("relation", s.relations, registry.Relations[:]); err != nil {
		return f, err
	}
	verdicts := []registry.Verdict{registry.VerdictDuplication, registry.VerdictOverlap, registry.VerdictNone, registry.VerdictInsufficient}
	if f.Verdicts, err = wordsOf("verdict", s.verdicts, verdicts); err != nil {
		return f, err
	}
	f.Owners, err = wordsOf("owners", s.owners, []registry.OwnerRelation{registry.Between, registry.Within, registry.Merged})
	if err != nil {
		return f, err
	}
	states := []registry.State{registry.StateOpen, registry.StateAsked, registry.StateAnswered, registry.StateSettled, registry.StateReopened, registry.StateConflict}
	if _, err = wordsOf("state", s.states, states); err != nil {
		return f, err
	}
	if _, err = wordsOf("outcome-is", s.outcomes, registry.Outcomes[:]); err != nil {
		return f, err
	}
	_, err = wordsOf("remedy-status", s.remedies, registry.RemedyStatuses[:])
	return f, err
}

func wordsOf[T ~string](flag string, given []string, known []T) ([]T, error) {
	var out []T
	for _, g := range given {
		if !slices.Contains(known, T(g)) {
			var names []string
			for _, k := range known {
				names = append(names, string(k))
			}
			list := strings.Join(names, ", ")
			return nil, usage(registry.Tf("--%[1]s không nhận %[2]q; dùng: %[3]s", "--%[1]s does not take %[2]q; use: %[3]s", flag, g, list))
		}
		out = append(out, T(g))
	}
	return out, nil
}

// keeps reports whether a decision passes the parts of the selection that the
// store does not filter by.
func (s *selection) keeps(d *registry.Decision) bool {
	state := cmp.Or(d.State, registry.StateOpen)
	remedy := ""
	if d.Remedy != nil {
		remedy = d.Remedy.Status
	}
	in := func(list []string, word string) bool { return len(list) == 0 || slices.Contains(list, word) }
	return in(s.states, string(state)) && in(s.outcomes, d.Outcome) && in(s.remedies, remedy)
}

// stands reads the findings that are meant, all of them, and where they stand.
func (a *app) stands(ctx context.Context, db *store.DB, s *selection) (registry.Run, []standing, error) {
	f, err := a.filter(s)
	if err != nil {
		return registry.Run{}, nil, err
	}
	run, err := db.Run(ctx, s.run)
	if err != nil {
		return run, nil, err
	}
	found, err := db.Findings(ctx, run.ID, f)
	if err != nil {
		return run, nil, err
	}
	hidden, snapshot, err := runVeil(ctx, db, run.ID, s.restricted)
	if err != nil {
		return run, nil, err
	}
	decided, err := db.DecisionsOn(ctx, &snapshot, text.Toned)
	if err != nil {
		return run, nil, err
	}
	place := snapshot.Index()
	out := []standing{}
	for _, x := range found {
		d := decided[x.ID]
		if s.keeps(&d) && !hidden.covers(x.Pair) {
			out = append(out, a.standing(x, d, snapshot.Platforms, place))
		}
	}
	return run, out, nil
}

func (a *app) standing(f registry.Finding, d registry.Decision, ps []registry.Platform, place map[string]int) standing {
	st := standing{Finding: f, State: cmp.Or(d.State, registry.StateOpen), Decision: d}
	if i, ok := place[f.Pair.A]; ok {
		st.NameA, st.AgencyA = ps[i].Name(a.lang), ps[i].Agency
	}
	if i, ok := place[f.Pair.B]; ok {
		st.NameB, st.AgencyB = ps[i].Name(a.lang), ps[i].Agency
	}
	return st
}

func (a *app) listFindings(ctx context.Context, s selection, format string) error {
	if s.limit < 0 || s.offset < 0 {
		return usage(registry.T("--limit và --offset không nhận số âm", "--limit and --offset take no negative number"))
	}
	var list findingList
	err := a.reading(ctx, func(db *store.DB) error {
		run, all, err := a.stands(ctx, db, &s)
		if err != nil {
			return err
		}
		list = findingList{Run: run.ID, Total: len(all), Offset: s.offset, Findings: all[min(s.offset, len(all)):]}
		list.Hidden, err = hiddenFindings(ctx, db, run.ID, s.restricted)
		return err
	})
	if err != nil {
		return err
	}
	if s.limit > 0 && len(list.Findings) > s.limit {
		list.Findings = list.Findings[:s.limit]
	}
	if format == formatJSON {
		return a.json(list)
	}
	for i := range list.Findings {
		a.printStanding(&list.Findings[i])
	}
	a.printf("lượt quét %d: %s trên %s\n", "run %d: %s of %s\n", list.Run, a.lang.Number(int64(len(list.Findings))), a.count(list.Total, "phát hiện", "finding", "findings"))
	if list.Hidden > 0 {
		a.printf("và %s phát hiện có mục hạn chế, không nêu ở đây; liên hệ cơ quan điều phối\n", "and %s with a restricted entry, not told here; contact the coordinating body\n", a.lang.Number(int64(list.Hidden)))
	}
	return nil
}

// hiddenFindings counts the findings of a run that a reader may not see. It
// counts all of them whatever was selected: the relation or agency of one could
// else be found out by asking for each in turn.
func hiddenFindings(ctx context.Context, db *store.DB, run int64, show bool) (n int, err error) {
	hidden, _, err := runVeil(ctx, db, run, show)
	if err != nil || len(hidden) == 0 {
		return 0, err
	}
	all, err := db.Findings(ctx, run, store.Filter{})
	for i := range all {
		if hidden.covers(all[i].Pair) {
			n++
		}
	}
	return n, err
}

func (a *app) printStanding(s *standing) {
	state := s.State.Text().In(a.lang)
	if s.Decision.Outcome != "" {
		state += ": " + registry.OutcomeText(s.Decision.Outcome).In(a.lang)
	}
	a.printf("%s %8s %s %s | %s\n", "%s %8s %s %s | %s\n", s.ID, a.bits(s.Score), s.Relation.Symbol(), s.Relation.Text().In(a.lang), state)
	a.printSides(s)
}

// printSides names the two platforms, each with its owner if it has one.
func (a *app) printSides(s *standing) {
	a.printf("    %s%s %s\n    %s%s %s\n", "    %s%s %s\n    %s%s %s\n", s.Pair.A, bracketed(s.AgencyA), s.NameA, s.Pair.B, bracketed(s.AgencyB), s.NameB)
}

// bracketed is a word in brackets after a space; nothing for no word.
func bracketed(word string) string {
	if word == "" {
		return ""
	}
	return " (" + word + ")"
}

// A dossier is one finding with all that was said about it. It may be a
// finding no more; then only the pair and the decision are there.
type dossier struct {
	standing
	Run     int64            `json:"run"`
	Present bool             `json:"present"`        // the run has it as a finding
	Flip    *registry.Flip   `json:"flip,omitempty"` // how little would change that
	Entries []registry.Entry `json:"entries"`
}

func (a *app) showFinding(ctx context.Context, s *selection, args []string, format string) error {
	var d dossier
	err := a.reading(ctx, func(db *store.DB) (err error) {
		d, err = a.dossier(ctx, db, s, args)
		return err
	})
	if err != nil {
		return err
	}
	if format == formatJSON {
		return a.json(d)
	}
	a.printDossier(&d)
	return nil
}

func (a *app) dossier(ctx context.Context, db *store.DB, s *selection, args []string) (d dossier, err error) {
	run, err := db.Run(ctx, s.run)
	if err != nil {
		return d, err
	}
	hidden, snapshot, err := runVeil(ctx, db, run.ID, s.restricted)
	if err != nil {
		return d, err
	}
	pair, err := pairOf(ctx, db, run.ID, args, hidden)
	if err != nil {
		return d, err
	}
	d.Run = run.ID
	f, err := db.Finding(ctx, run.ID, pair.ID())
	switch {
	case err == nil:
		d.Present = true
		flip := f.Flip()
		d.Flip = &flip
	case errors.Is(err, registry.ErrNotFound):
		f = registry.Finding{ID: pair.ID(), Pair: pair}
	default:
		return d, err
	}
	if d.Present {
		one := []registry.Finding{f}
		engine, err := engineOfRun(ctx, db, &run)
		if err != nil {
			return d, err
		}
		if err := engine.Explained(ctx, &snapshot, run.AsOf, one, 1); err != nil {
			return d, err
		}
		f = one[0]
	}
	decided, err := db.DecisionsOn(ctx, &snapshot, text.Toned)
	if err != nil {
		return d, err
	}
	if d.Entries, err = db.Entries(ctx, pair); err != nil {
		return d, err
	}
	place := snapshot.Index()
	for _, id := range []string{pair.A, pair.B} {
		if _, ok := place[id]; !ok && len(d.Entries) == 0 {
			return d, noSuchPlatform(id, run.ID)
		}
	}
	d.standing = a.standing(f, decided[pair.ID()], snapshot.Platforms, place)
	return d, nil
}

func (a *app) printDossier(d *dossier) {
	if d.Present {
		a.printStanding(&d.standing)
		a.printEvidence(&d.Finding)
	} else {
		a.printf("%s: không phải là phát hiện của lượt quét %d\n", "%s: not a finding of run %d\n", d.ID, d.Run)
		a.printSides(&d.standing)
	}
	a.printDecision(&d.Decision, d.State)
	for i := range d.Entries {
		a.printEntry(&d.Entries[i])
	}
}

func (a *app) printEvidence(f *registry.Finding) {
	a.printf("  điểm %s bit = tiên nghiệm %s", "  score %s bits = prior %s", a.bits(f.Score), a.bits(f.Prior))
	for _, e := range f.Evidence {
		a.printf("; %s %s", "; %s %s", e.Comparison.Text().In(a.lang), a.bits(e.Weight))
	}
	a.printf("\n", "\n")
	if flip := a.flipText(f); flip != "" {
		a.printf("  %s\n", "  %s\n", flip)
	}
	x := f.Explain[a.lang]
	for _, line := range []string{x.Summary, x.Shared, x.Differs, x.WhyNotHigher, x.Counterfactual, x.Relation} {
		if line != "" {
			a.printf("  %s\n", "  %s\n", line)
		}
	}
}

// printDecision prints where a finding stands and, if it was reopened, which
// text changed since it was settled.
func (a *app) printDecision(d *registry.Decision, state registry.State) {
	a.printf("trạng thái: %s\n", "state: %s\n", state.Text().In(a.lang))
	if d.Outcome != "" {
		a.printf("kết luận: %s (%s), %s, %s\n", "ruling: %s (%s), %s, %s\n", registry.OutcomeText(d.Outcome).In(a.lang),
			registry.ReasonText(d.Reason).In(a.lang), d.Author, a.day(d.At))
	}
	for _, e := range d.Changed {
		a.printf("  %s, %s:\n", "  %s, %s:\n", e.Platform, e.Field)
		for _, line := range textDiff(e.Old, e.New) {
			a.printf("    %s\n", "    %s\n", line)
		}
	}
	for _, r := range d.Conflicts {
		a.printf("  trái với: %s (%s), %s, mục %d\n", "  against: %s (%s), %s, entry %d\n", registry.OutcomeText(r.Outcome).In(a.lang),
			registry.ReasonText(r.Reason).In(a.lang), r.Author, r.Seq)
	}
	for _, r := range d.Replies {
		a.printf("  %s trả lời: %s %s\n", "  %s answered: %s %s\n", r.Agency, r.Text, r.Document)
	}
	if m := d.Remedy; m != nil {
		a.printf("biện pháp: %s, %s\n", "remedy: %s, %s\n", registry.RemedyText(m.Kind).In(a.lang), registry.RemedyStatusText(m.Status).In(a.lang))
	}
	if d.Seq > 0 {
		a.printf("mục cuối: %d\n", "last entry: %d\n", d.Seq)
	}
}

func (a *app) printEntry(e *registry.Entry) {
	said := strings.Join(slices.DeleteFunc([]string{registry.OutcomeText(e.Outcome).In(a.lang), registry.ReasonText(e.Reason).In(a.lang), e.Agency,
		strings.Join(e.Asked, ","), registry.RemedyText(e.Remedy).In(a.lang), registry.RemedyStatusText(e.Status).In(a.lang), e.Document, e.Override, e.Text},
		func(s string) bool { return s == "" }), " | ")
	a.printf("  %5d %s %-7s %s: %s\n", "  %5d %s %-7s %s: %s\n", e.Seq, a.day(e.At), e.Action, e.Author, said)
}
