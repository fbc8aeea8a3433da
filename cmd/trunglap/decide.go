package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/registry"
	"trunglap/store"
)

// A ruling holds the flags of decide: what is to be recorded, on what.
type ruling struct {
	selection
	entry   registry.Entry
	ask     []string
	reply   string
	seen    int64
	seenSet bool
	all     bool
	apply   string // code of the preview that is to be carried out
	undo    string
	format  *string
}

// A preview is what a bulk act would do: every row, and the code with which
// exactly these rows are carried out.
type preview struct {
	Rows    []registry.Act `json:"rows"`
	Refused int            `json:"refused"` // rows with a problem
	Apply   string         `json:"apply"`   // empty: it cannot be carried out
}

func (a *app) decideCommand() *cobra.Command {
	c := a.command(a.say("decide [PHÁT-HIỆN | MÃ-A MÃ-B] [tùy chọn]", "decide [FINDING | ID-A ID-B] [flags]"),
		registry.T("Ghi kết luận, trả lời, biện pháp xử lý", "Record a ruling, an answer, a remedy"),
		registry.T(
			`Ghi vào sổ kết luận: kết luận (--outcome, --reason), hỏi cơ quan (--ask), trả lời của cơ quan (--reply), biện pháp
(--remedy, --status), hoặc thu hồi (--undo). Sổ chỉ được ghi thêm. Nếu người khác vừa ghi trước thì lệnh dừng, nêu cả hai.
Với --all, lệnh áp dụng cho mọi phát hiện đã lọc: lần đầu chỉ in đúng các dòng sẽ ghi, kèm mã để thực hiện bằng --apply.`,
			`Adds to the decision ledger: a ruling (--outcome, --reason), a question to agencies (--ask), an agency's answer
(--reply), a remedy (--remedy, --status), or an undo (--undo). Nothing is ever removed. If somebody else recorded first
the command stops and shows both. With --all it acts on every finding of the selection: at first it only prints the exact
rows, with the code that carries them out by --apply.`))
	c.Example = `  trunglap decide F-1a2b3c4d5e --outcome confirmed --reason same-service --author 'Lê Thị Minh'
  trunglap decide F-1a2b3c4d5e --ask BTC,BCA --author 'Lê Thị Minh'
  trunglap decide --all --relation fragmentation --outcome dismissed --reason different-function --author 'Lê Thị Minh'
  trunglap decide --undo B-0123456789 --author 'Lê Thị Minh'`
	c.Args = count(0, 2)
	var r ruling
	a.decideFlags(c, &r)
	c.RunE = func(cmd *cobra.Command, args []string) error {
		r.seenSet = cmd.Flags().Changed("seen")
		if err := a.readRuling(&r, args); err != nil {
			return err
		}
		switch {
		case r.undo != "":
			return a.undo(cmd.Context(), &r)
		case r.all:
			return a.decideAll(cmd.Context(), &r)
		}
		return a.decideOne(cmd.Context(), &r, args)
	}
	return c
}

func (a *app) decideFlags(c *cobra.Command, r *ruling) {
	f := c.Flags()
	f.StringVar(&r.entry.Outcome, "outcome", "", a.say("kết luận `WORD`: confirmed, dismissed, lawful, needs-information", "ruling `WORD`: confirmed, dismissed, lawful, needs-information"))
	f.StringVar(&r.entry.Reason, "reason", "", a.say("lý do `CODE`: ", "reason `CODE`: ")+reasonCodes())
	f.StringVar(&r.entry.Text, "text", "", a.say("lời giải thích `TEXT`", "explanation `TEXT`"))
	f.StringVar(&r.entry.Author, "author", os.Getenv("TRUNGLAP_AUTHOR"), a.say("người chịu trách nhiệm `NAME` (hoặc biến TRUNGLAP_AUTHOR)", "person `NAME` who answers for it (or TRUNGLAP_AUTHOR)"))
	f.StringVar(&r.entry.Override, "override", "", a.say("vì sao kết luận khi chưa đủ trả lời `TEXT`", "why it is closed before all answers are in `TEXT`"))
	f.StringSliceVar(&r.ask, "ask", nil, a.say("hỏi cơ quan `CODE,CODE`", "ask agencies `CODE,CODE`"))
	f.StringVar(&r.reply, "reply", "", a.say("trả lời của cơ quan `CODE` (nội dung ở --text)", "answer of agency `CODE` (its words in --text)"))
	f.StringVar(&r.entry.Document, "document", "", a.say("số văn bản `TEXT` của trả lời", "number `TEXT` of the official letter"))
	f.StringVar(&r.entry.Remedy, "remedy", "", a.say("biện pháp `WORD`: merge, reuse, connect, divide-scope, keep", "remedy `WORD`: merge, reuse, connect, divide-scope, keep"))
	f.StringVar(&r.entry.Status, "status", "", a.say("tình trạng xử lý `WORD`: addressed, partially-addressed, not-addressed, no-longer-tracked", "its status `WORD`: addressed, partially-addressed, not-addressed, no-longer-tracked"))
	f.Int64Var(&r.seen, "seen", 0, a.say("số `N` của mục cuối đã xem (0: chưa có mục nào); dừng nếu có mục mới hơn", "number `N` of the last entry seen (0: none); stops if there is a later one"))
	f.BoolVar(&r.all, "all", false, a.say("mọi phát hiện đã lọc", "every finding of the selection"))
	f.StringVar(&r.apply, "apply", "", a.say("mã `CODE` của bản xem trước cần thực hiện", "`CODE` of the preview to carry out"))
	f.StringVar(&r.undo, "undo", "", a.say("thu hồi mục số N hoặc lần ghi hàng loạt `N|B-...`", "take back entry N or the bulk act `N|B-...`"))
	a.selectionFlags(c, &r.selection)
	r.format = a.formatFlag(c)
}

func reasonCodes() string {
	var codes []string
	for _, r := range registry.Reasons() {
		codes = append(codes, r.Code)
	}
	return strings.Join(codes, ", ")
}

// readRuling settles what is to be recorded, and refuses flags that do not go
// together.
func (a *app) readRuling(r *ruling, args []string) error {
	acts := 0
	for action, given := range map[registry.Action]bool{
		registry.Rule: r.entry.Outcome != "" || r.entry.Reason != "", registry.Ask: len(r.ask) > 0, registry.Answer: r.reply != "",
		registry.Mend: r.entry.Remedy != "" || r.entry.Status != "", registry.Undo: r.undo != "",
	} {
		if given {
			acts++
			r.entry.Action = action
		}
	}
	switch {
	case acts != 1:
		return usage(registry.T("nêu đúng một việc: --outcome, --ask, --reply, --remedy hoặc --undo", "name one act: --outcome, --ask, --reply, --remedy or --undo"))
	case r.undo != "" && (len(args) > 0 || r.all):
		return usage(registry.T("--undo không đi cùng phát hiện hay --all", "--undo takes no finding and no --all"))
	case r.undo == "" && r.all == (len(args) > 0):
		return usage(registry.T("nêu một phát hiện, hoặc --all với điều kiện lọc", "name a finding, or --all with a selection"))
	case r.all && !r.any():
		return usage(registry.T("--all cần ít nhất một điều kiện lọc, ví dụ --relation", "--all needs a selection, for example --relation"))
	case r.any() && !r.all, r.apply != "" && !r.all:
		return usage(registry.T("điều kiện lọc và --apply chỉ dùng với --all", "a selection and --apply go with --all"))
	case strings.TrimSpace(r.entry.Author) == "":
		return usage(registry.T("mỗi kết luận phải có người chịu trách nhiệm; hãy ghi --author", "every entry needs a named person; give --author"))
	}
	for i := range r.ask {
		if err := a.resolveAgency(&r.ask[i]); err != nil {
			return err
		}
	}
	r.entry.Asked = r.ask
	err := a.resolveAgency(&r.reply)
	r.entry.Agency = r.reply
	return err
}

func (a *app) decideOne(ctx context.Context, r *ruling, args []string) error {
	return a.recording(ctx, func(db *store.DB) error {
		run, err := db.Run(ctx, r.run)
		if err != nil {
			return err
		}
		hidden, snapshot, err := runVeil(ctx, db, run.ID, r.restricted)
		if err != nil {
			return err
		}
		pair, err := pairOf(ctx, db, run.ID, args, hidden)
		if err != nil {
			return err
		}
		r.entry.Pair = pair
		if err := basis(&snapshot, snapshot.Index(), run.ID, &r.entry); err != nil {
			return err
		}
		if f, err := db.Finding(ctx, run.ID, pair.ID()); err == nil {
			r.entry.On.Score, r.entry.On.Relation = f.Score, f.Relation
		}
		now, err := db.Decision(ctx, pair)
		if err != nil {
			return err
		}
		seen := now.Seq
		if r.seenSet {
			seen = r.seen
		}
		made, err := db.Decide(ctx, r.entry, seen)
		if err != nil {
			return err
		}
		return a.recorded(*r.format, []registry.Entry{made})
	})
}

// basis notes which texts the person looked at: both platforms must be there.
func basis(s *registry.Snapshot, place map[string]int, run int64, e *registry.Entry) error {
	e.On.Run = run
	for _, side := range []struct {
		id      string
		version *string
	}{{e.Pair.A, &e.On.VersionA}, {e.Pair.B, &e.On.VersionB}} {
		i, ok := place[side.id]
		if !ok {
			return noSuchPlatform(side.id, run)
		}
		*side.version = s.Platforms[i].Digest()
	}
	return nil
}

// recorded tells what was added to the ledger.
func (a *app) recorded(format string, made []registry.Entry) error {
	if format == formatJSON {
		return a.json(made)
	}
	for i := range made {
		a.printf("%s (%s, %s)\n", "%s (%s, %s)\n", made[i].Finding, made[i].Pair.A, made[i].Pair.B)
		a.printEntry(&made[i])
	}
	if len(made) > 0 && made[0].Batch != "" {
		a.printf("%s, lần ghi %s; thu hồi: trunglap decide --undo %[2]s\n", "%s, bulk act %s; to take back: trunglap decide --undo %[2]s\n", a.count(len(made), "mục", "entry", "entries"), made[0].Batch)
	}
	return nil
}

// decideAll shows what would be recorded, or records exactly what was shown.
func (a *app) decideAll(ctx context.Context, r *ruling) error {
	return a.recording(ctx, func(db *store.DB) error {
		p, err := a.previewed(ctx, db, r)
		if err != nil {
			return err
		}
		if r.apply == "" {
			return a.showPreview(*r.format, &p)
		}
		if r.apply != p.Apply || p.Apply == "" {
			return &registry.Error{Kind: registry.ErrConflict, Say: registry.T(
				"các dòng đã khác với bản xem trước; hãy xem lại (bỏ --apply) rồi thực hiện với mã mới",
				"the rows are no longer those of the preview; look again (without --apply) and use the new code")}
		}
		made, err := db.DecideAll(ctx, p.Rows)
		if err != nil {
			return err
		}
		return a.recorded(*r.format, made)
	})
}

// previewed makes the rows of a bulk act. Rows whose state the selection
// leaves out are not among them.
func (a *app) previewed(ctx context.Context, db *store.DB, r *ruling) (preview, error) {
	p := preview{Rows: []registry.Act{}}
	run, meant, err := a.stands(ctx, db, &r.selection)
	if err != nil {
		return p, err
	}
	chosen := map[string]bool{}
	for i := range meant {
		chosen[meant[i].ID] = true
	}
	f, err := a.filter(&r.selection)
	if err != nil {
		return p, err
	}
	acts, err := db.Preview(ctx, run.ID, f, r.entry)
	if err != nil {
		return p, err
	}
	snapshot, err := db.RunSnapshot(ctx, run.ID)
	if err != nil {
		return p, err
	}
	place := snapshot.Index()
	var rows strings.Builder
	for i := range acts {
		act := &acts[i]
		if !chosen[act.Entry.Finding] {
			continue
		}
		if err := basis(&snapshot, place, run.ID, &act.Entry); err != nil {
			return p, err
		}
		if act.Problem != nil {
			p.Refused++
		}
		fmt.Fprintf(&rows, "%+v %d\n", act.Entry, act.Seen)
		p.Rows = append(p.Rows, *act)
	}
	if p.Refused == 0 && len(p.Rows) > 0 {
		sum := sha256.Sum256([]byte(rows.String()))
		p.Apply = hex.EncodeToString(sum[:6])
	}
	return p, nil
}

func (a *app) showPreview(format string, p *preview) error {
	if format == formatJSON {
		return a.json(p)
	}
	for i := range p.Rows {
		act := &p.Rows[i]
		now := cmp.Or(act.Now.State, registry.StateOpen).Text().In(a.lang)
		a.printf("%s %s, %s | hiện tại: %s | sẽ ghi: %s %s %s\n", "%s %s, %s | now: %s | to record: %s %s %s\n",
			act.Entry.Finding, act.Entry.Pair.A, act.Entry.Pair.B, now, act.Entry.Action, act.Entry.Outcome, act.Entry.Reason)
		if act.Problem != nil {
			a.printf("    không ghi được: %s\n", "    cannot be recorded: %s\n", act.Problem.In(a.lang))
		}
	}
	a.printf("%s, %d không ghi được; chưa có gì được ghi\n", "%s, %d cannot be recorded; nothing was recorded yet\n", a.count(len(p.Rows), "dòng", "row", "rows"), p.Refused)
	if p.Apply != "" {
		a.printf("thực hiện: lặp lại lệnh này với --apply %s\n", "to carry it out: the same command with --apply %s\n", p.Apply)
	}
	return nil
}

func (a *app) undo(ctx context.Context, r *ruling) error {
	return a.recording(ctx, func(db *store.DB) error {
		if strings.HasPrefix(r.undo, "B-") {
			made, err := db.UndoBatch(ctx, r.undo, r.entry.Author, r.entry.Text)
			if err != nil {
				return err
			}
			return a.recorded(*r.format, made)
		}
		seq, err := strconv.ParseInt(r.undo, 10, 64)
		if err != nil {
			return usage(registry.Tf("--undo nhận số của mục hoặc mã B-...; %q không phải", "--undo takes the number of an entry or a code B-...; %q is neither", r.undo))
		}
		made, err := db.UndoEntry(ctx, seq, r.entry.Author, r.entry.Text)
		if err != nil {
			return err
		}
		return a.recorded(*r.format, []registry.Entry{made})
	})
}
