package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trunglap/registry"
)

var ab = registry.Pair{A: "BTC-1", B: "BYT-1"}

// says makes a ruling; the outcome picks a reason that fits it.
func says(p registry.Pair, author, outcome string) registry.Entry {
	reason := map[string]string{registry.Confirmed: "same-service", registry.Dismissed: "different-function",
		registry.Lawful: "mandated", registry.NeedsInformation: "text-too-short"}[outcome]
	return registry.Entry{Action: registry.Rule, Pair: p, Outcome: outcome, Reason: reason, Author: author}
}

func mustDecide(t *testing.T, d *DB, e registry.Entry) registry.Entry {
	t.Helper()
	now, err := d.Decision(context.Background(), e.Pair)
	if err != nil {
		t.Fatal(err)
	}
	e, err = d.Decide(context.Background(), e, now.Seq)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func decisionOn(t *testing.T, d *DB, p registry.Pair) registry.Decision {
	t.Helper()
	dec, err := d.Decision(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return dec
}

// Two analysts rule on what both saw, at once, in two processes: one ruling is
// taken, the other person gets both versions, and after looking again both
// rulings are in the ledger.
func TestFault57_TwoRulingsAtOnce(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	analysts := []*DB{openIn(t, dir), openIn(t, dir)}
	const rounds = 25
	for round := range rounds {
		p := registry.Pair{A: fmt.Sprintf("A-%d", round), B: "B"}
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, d := range analysts {
			wg.Go(func() {
				_, errs[i] = d.Decide(ctx, says(p, fmt.Sprintf("analyst %d", i), []string{registry.Confirmed, registry.Dismissed}[i]), 0)
			})
		}
		wg.Wait()
		lost := slices.IndexFunc(errs, func(err error) bool { return err != nil })
		if lost < 0 || errs[1-lost] != nil {
			t.Fatalf("round %d: %v", round, errs)
		}
		var c *registry.ConflictError
		if !errors.As(errs[lost], &c) || !errors.Is(errs[lost], registry.ErrConflict) {
			t.Fatalf("round %d: %v", round, errs[lost])
		}
		if len(c.Theirs) != 1 || c.Theirs[0].Author != fmt.Sprintf("analyst %d", 1-lost) || c.Mine.Author != fmt.Sprintf("analyst %d", lost) || c.Now.Seq == 0 {
			t.Fatalf("round %d: not both versions: %+v", round, c)
		}
		if vi := registry.Explain(errs[lost], registry.VI); !strings.Contains(vi, "đã được analyst") {
			t.Fatal(vi)
		}
		if _, err := analysts[lost].Decide(ctx, c.Mine, c.Now.Seq); err != nil {
			t.Fatal(err)
		}
		if dec := decisionOn(t, analysts[0], p); len(dec.Rulings) != 2 || dec.Author != c.Mine.Author || dec.State != registry.StateSettled {
			t.Fatalf("round %d: %+v", round, dec)
		}
	}
	all, err := analysts[0].Entries(ctx, registry.Pair{})
	if err != nil || len(all) != 2*rounds {
		t.Errorf("%d entries, %v", len(all), err)
	}
	sound(t, analysts[1])
}

// tampered makes a ledger of six entries and lets sql loose on it, as somebody
// would who has the file and the sqlite3 program.
func tampered(t *testing.T, script string) (*DB, registry.Head) {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	d := openIn(t, dir)
	for i := range 6 {
		mustDecide(t, d, says(registry.Pair{A: fmt.Sprintf("A-%d", i%3), B: "B"}, "Minh", registry.Confirmed))
	}
	head, err := d.LedgerHead(ctx)
	if err != nil || head.Seq != 6 {
		t.Fatal(head, err)
	}
	if problems, err := d.VerifyLedger(ctx, head); err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	script = "DROP TRIGGER ledger_keeps_entries; DROP TRIGGER ledger_keeps_content; DROP TRIGGER ledger_continues;" + script
	if _, err := d.write.Exec(script); err != nil {
		t.Fatal(err)
	}
	return d, head
}

func TestFault58_BrokenLedgerIsNamed(t *testing.T) {
	ctx := context.Background()
	const forge = `INSERT INTO ledger SELECT 7, 'x', a, b, batch, content, hash, 'x' FROM ledger WHERE seq = 6`
	for name, c := range map[string]struct{ script, want string }{
		"an entry altered":       {`UPDATE ledger SET content = replace(content, 'confirmed', 'dismissed') WHERE seq = 3`, "entry 3 of the decision ledger was altered"},
		"its hash as well":       {`UPDATE ledger SET hash = 'x' WHERE seq = 3`, "entry 3 of the decision ledger was altered"},
		"a column altered":       {`UPDATE ledger SET a = 'A-9' WHERE seq = 2`, "entry 2 of the decision ledger was altered"},
		"an entry taken out":     {`DELETE FROM ledger WHERE seq = 4`, "entry 4 of the decision ledger is missing"},
		"and the gap closed":     {`DELETE FROM ledger WHERE seq = 4; UPDATE ledger SET seq = seq - 1 WHERE seq > 4`, "entry 4 of the decision ledger does not follow"},
		"two entries exchanged":  {`UPDATE ledger SET seq = 99 WHERE seq = 2; UPDATE ledger SET seq = 2 WHERE seq = 3; UPDATE ledger SET seq = 3 WHERE seq = 99`, "entry 2 of the decision ledger does not follow"},
		"an entry put in":        {forge, "entry 7 of the decision ledger was altered"},
		"the tail cut off":       {`DELETE FROM ledger WHERE seq > 4`, "entries 5 to 6 are gone"},
		"everything cut off":     {`DELETE FROM ledger`, "entries 1 to 6 are gone"},
		"not JSON any more":      {`UPDATE ledger SET content = 'x' WHERE seq = 5`, "entry 5 of the decision ledger was altered"},
		"the first entry absent": {`DELETE FROM ledger WHERE seq = 1`, "entry 1 of the decision ledger is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := tampered(t, c.script)
			problems, err := d.VerifyLedger(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if len(problems) == 0 || !strings.Contains(problems[0].Say.EN, c.want) || problems[0].Say.VI == "" {
				t.Fatalf("found %v, want %q", problems, c.want)
			}
			all, err := d.Check(ctx)
			if err != nil || len(all) == 0 {
				t.Errorf("check: %v, %v", all, err)
			}
		})
	}
}

// A ledger rewritten from its first entry is without fault in itself. The head
// filed elsewhere tells, and so does the one noted in the data folder, which
// also stops new entries and the next opening.
func TestFault58_RewrittenAndCutLedgersMeetTheFiledHead(t *testing.T) {
	ctx := context.Background()
	d, head := tampered(t, `DELETE FROM ledger WHERE seq > 4`)
	if _, err := d.Decide(ctx, says(ab, "Minh", registry.Confirmed), 0); !errors.Is(err, registry.ErrCorrupt) {
		t.Errorf("a cut ledger was continued: %v", err)
	}
	if _, err := d.Import(ctx, ImportRequest{List: list("L", "2024")}); !errors.Is(err, registry.ErrCorrupt) {
		t.Errorf("another write would have made the anchor forget: %v", err)
	}
	if problems, err := d.VerifyLedger(ctx); err != nil || len(problems) != 1 {
		t.Errorf("forgotten after another write: %v, %v", problems, err)
	}
	d.Close()
	if _, err := Open(ctx, d.Dir(), Options{}); !errors.Is(err, registry.ErrCorrupt) || !strings.Contains(err.Error(), "entries 5 to 6 are gone") {
		t.Errorf("opened: %v", err)
	}
	os.Remove(filepath.Join(d.Dir(), anchorName)) // the forger removes the note too
	d = openIn(t, d.Dir())
	if problems, err := d.VerifyLedger(ctx); err != nil || len(problems) != 0 {
		t.Errorf("a shorter ledger without a note cannot be told: %v, %v", problems, err)
	}
	if problems, err := d.VerifyLedger(ctx, head); err != nil || len(problems) != 1 {
		t.Errorf("the filed head did not tell: %v, %v", problems, err)
	}
	for range 2 {
		mustDecide(t, d, says(ab, "Forger", registry.Dismissed))
	}
	problems, err := d.VerifyLedger(ctx, head)
	if err != nil || len(problems) != 1 || !strings.Contains(problems[0].Say.EN, "rewritten: entry 6") {
		t.Errorf("rewritten to the same length: %v, %v", problems, err)
	}
}

func TestLedgerIsOnlyAddedTo(t *testing.T) {
	d := fresh(t)
	mustDecide(t, d, says(ab, "Minh", registry.Confirmed))
	mustDecide(t, d, says(ab, "Minh", registry.Dismissed))
	for _, script := range []string{
		`UPDATE ledger SET content = '{}'`,
		`DELETE FROM ledger WHERE seq = 2`,
		`INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE seq = 1`,
		`INSERT OR REPLACE INTO ledger SELECT 3, identity, a, b, batch, content, (SELECT hash FROM ledger WHERE seq = 2), hash FROM ledger WHERE seq = 1`,
		`INSERT INTO ledger SELECT 4, 'x', a, b, batch, content, hash, 'x' FROM ledger WHERE seq = 2`,
		`INSERT INTO ledger SELECT 3, 'x', a, b, batch, content, 'y', 'x' FROM ledger WHERE seq = 2`,
		`REPLACE INTO ledger SELECT 3, identity, a, b, batch, content, hash, 'z' FROM ledger WHERE seq = 2`,
	} {
		if _, err := d.write.Exec(script); err == nil || !strings.Contains(err.Error(), "ledger") {
			t.Errorf("%s: %v", script, err)
		}
	}
	sound(t, d)
}

func TestRules(t *testing.T) {
	asked := registry.Decision{State: registry.StateAsked, Asked: []string{"BTC", "BYT"}}
	confirmed := registry.Decision{State: registry.StateSettled, Outcome: registry.Confirmed}
	entry := func(edit func(*registry.Entry)) registry.Entry {
		e := says(ab, "Minh", registry.Confirmed)
		edit(&e)
		return e
	}
	for name, c := range map[string]struct {
		e   registry.Entry
		now registry.Decision
		ok  bool
	}{
		"a ruling":                   {entry(func(e *registry.Entry) {}), registry.Decision{}, true},
		"nobody":                     {entry(func(e *registry.Entry) { e.Author = " " }), registry.Decision{}, false},
		"wrong order of the pair":    {entry(func(e *registry.Entry) { e.Pair = registry.Pair{A: "b", B: "a"} }), registry.Decision{}, false},
		"with itself":                {entry(func(e *registry.Entry) { e.Pair = registry.Pair{A: "a", B: "a"} }), registry.Decision{}, false},
		"no pair":                    {entry(func(e *registry.Entry) { e.Pair = registry.Pair{} }), registry.Decision{}, false},
		"no outcome":                 {entry(func(e *registry.Entry) { e.Outcome = "perhaps" }), registry.Decision{}, false},
		"a reason that does not fit": {entry(func(e *registry.Entry) { e.Reason = "mandated" }), registry.Decision{}, false},
		"other without words":        {entry(func(e *registry.Entry) { e.Reason = "other" }), registry.Decision{}, false},
		"other with words":           {entry(func(e *registry.Entry) { e.Reason, e.Text = "other", "vì" }), registry.Decision{}, true},
		"before the answers":         {entry(func(e *registry.Entry) {}), asked, false},
		"before, saying why":         {entry(func(e *registry.Entry) { e.Override = "quá hạn" }), asked, true},
		"still open before answers":  {says(ab, "Minh", registry.NeedsInformation), asked, true},
		"asked":                      {registry.Entry{Action: registry.Ask, Pair: ab, Author: "M", Asked: []string{"BYT", "BTC"}}, registry.Decision{}, true},
		"asked nobody":               {registry.Entry{Action: registry.Ask, Pair: ab, Author: "M"}, registry.Decision{}, false},
		"asked three":                {registry.Entry{Action: registry.Ask, Pair: ab, Author: "M", Asked: []string{"A", "B", "C"}}, registry.Decision{}, false},
		"asked a list":               {registry.Entry{Action: registry.Ask, Pair: ab, Author: "M", Asked: []string{"A;B"}}, registry.Decision{}, false},
		"an answer":                  {registry.Entry{Action: registry.Answer, Pair: ab, Author: "M", Agency: "BTC", Text: "khác"}, asked, true},
		"an answer of a stranger":    {registry.Entry{Action: registry.Answer, Pair: ab, Author: "M", Agency: "BCA", Text: "khác"}, asked, false},
		"an answer unasked":          {registry.Entry{Action: registry.Answer, Pair: ab, Author: "M", Agency: "BTC", Text: "khác"}, registry.Decision{}, false},
		"an empty answer":            {registry.Entry{Action: registry.Answer, Pair: ab, Author: "M", Agency: "BTC"}, asked, false},
		"a remedy":                   {registry.Entry{Action: registry.Mend, Pair: ab, Author: "M", Remedy: "merge", Status: "not-addressed"}, confirmed, true},
		"a remedy for nothing":       {registry.Entry{Action: registry.Mend, Pair: ab, Author: "M", Remedy: "merge", Status: "not-addressed"}, registry.Decision{}, false},
		"no such remedy":             {registry.Entry{Action: registry.Mend, Pair: ab, Author: "M", Remedy: "wait", Status: "not-addressed"}, confirmed, false},
		"no such status":             {registry.Entry{Action: registry.Mend, Pair: ab, Author: "M", Remedy: "merge", Status: "done"}, confirmed, false},
		"kept without words":         {registry.Entry{Action: registry.Mend, Pair: ab, Author: "M", Remedy: "keep", Status: "addressed"}, confirmed, false},
		"no such action":             {registry.Entry{Action: "erase", Pair: ab, Author: "M"}, registry.Decision{}, false},
		"not UTF-8":                  {entry(func(e *registry.Entry) { e.Text = "\xff" }), registry.Decision{}, false},
	} {
		err := checkEntry(&c.e, c.now)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		var said *registry.Error
		if err != nil && (!errors.As(err, &said) || said.Say.VI == "" || said.Say.EN == "") {
			t.Errorf("%s: not said in both languages: %v", name, err)
		}
	}
}

func TestTwoSidedDossier(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	state := func(want registry.State) registry.Decision {
		t.Helper()
		dec := decisionOn(t, d, ab)
		if dec.State != want {
			t.Fatalf("state %s, want %s", dec.State, want)
		}
		return dec
	}
	state(registry.StateOpen)
	mustDecide(t, d, registry.Entry{Action: registry.Ask, Pair: ab, Asked: []string{"BYT", "BTC"}, Author: "Minh"})
	state(registry.StateAsked)
	if _, err := d.Decide(ctx, says(ab, "Minh", registry.Confirmed), 1); !errors.Is(err, registry.ErrInvalid) {
		t.Fatalf("closed before the answers: %v", err)
	}
	mustDecide(t, d, registry.Entry{Action: registry.Answer, Pair: ab, Agency: "BTC", Text: "Phục vụ mục đích khác\r\n", Document: "12/BTC-THTK", Author: "Lan"})
	state(registry.StateAsked)
	mustDecide(t, d, registry.Entry{Action: registry.Answer, Pair: ab, Agency: "BYT", Text: "Sẽ dùng chung", Author: "Hà"})
	state(registry.StateAnswered)
	mustDecide(t, d, says(ab, "Minh", registry.Confirmed))
	state(registry.StateSettled)
	mustDecide(t, d, registry.Entry{Action: registry.Mend, Pair: ab, Remedy: registry.RemedyReuse, Status: registry.NotAddressed, Author: "Minh"})
	undo := mustDecide(t, d, registry.Entry{Action: registry.Mend, Pair: ab, Remedy: registry.RemedyReuse, Status: registry.Addressed, Author: "Minh"})
	dec := state(registry.StateSettled)
	if dec.Remedy.Status != registry.Addressed || len(dec.Replies) != 2 || dec.Replies[0].Document != "12/BTC-THTK" || dec.Replies[0].Text != "Phục vụ mục đích khác\n" || dec.Author != "Minh" {
		t.Errorf("dossier: %+v", dec)
	}
	if _, err := d.UndoEntry(ctx, undo.Seq, "Minh", "chưa xong"); err != nil {
		t.Fatal(err)
	}
	if got := decisionOn(t, d, ab).Remedy.Status; got != registry.NotAddressed {
		t.Errorf("after undo: %s", got)
	}
	mustDecide(t, d, registry.Entry{Action: registry.Ask, Pair: ab, Asked: []string{"BTC"}, Author: "Minh"})
	state(registry.StateAsked)
	sound(t, d)
}

func TestUndo(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	mustDecide(t, d, says(ab, "Minh", registry.Confirmed))
	second := mustDecide(t, d, says(ab, "Lan", registry.Dismissed))
	u, err := d.UndoEntry(ctx, second.Seq, "Lan", "nhầm")
	if err != nil {
		t.Fatal(err)
	}
	if dec := decisionOn(t, d, ab); dec.Outcome != registry.Confirmed || dec.Author != "Minh" || dec.Seq != u.Seq {
		t.Errorf("after undo: %+v", dec)
	}
	for name, seq := range map[string]int64{"twice": second.Seq, "an undo": u.Seq, "nothing": 99} {
		if _, err := d.UndoEntry(ctx, seq, "Lan", ""); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.UndoEntry(ctx, 1, " ", ""); !errors.Is(err, registry.ErrInvalid) {
		t.Errorf("by nobody: %v", err)
	}
	if _, err := d.UndoEntry(ctx, 1, "Minh", ""); err != nil {
		t.Fatal(err)
	}
	if dec := decisionOn(t, d, ab); dec.Outcome != "" || dec.State != registry.StateOpen || dec.Seq != 4 {
		t.Errorf("all undone: %+v", dec)
	}
	if _, err := d.Decide(ctx, says(ab, "Hà", registry.Lawful), second.Seq); !errors.Is(err, registry.ErrConflict) {
		t.Errorf("undoing is not seen as acting: %v", err)
	}
	sound(t, d)
}

func TestBulkPreviewsThenRulesThenUndoes(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	mustImport(t, d, list("L", "2024"), platform("BCA-1", "dân cư"), platform("BTC-1", "thuế"), platform("BYT-1", "y tế"))
	run := mustSaveRun(t, d, finding("BTC-1", "BYT-1", 100, registry.Overlap), finding("BCA-1", "BTC-1", 300, registry.Overlap), finding("BCA-1", "BYT-1", 200, registry.Duplication))
	before := mustDecide(t, d, says(ab, "Lan", registry.Dismissed))
	acts, err := d.Preview(ctx, run, Filter{Relations: []registry.Relation{registry.Overlap}}, says(registry.Pair{}, "Minh", registry.Confirmed))
	if err != nil {
		t.Fatal(err)
	}
	if len(acts) != 2 || acts[0].Entry.Pair.A != "BCA-1" || acts[0].Seen != 0 || acts[1].Seen != before.Seq || acts[1].Now.Outcome != registry.Dismissed || acts[0].Problem != nil {
		t.Fatalf("preview: %+v", acts)
	}
	if all, _ := d.Entries(ctx, registry.Pair{}); len(all) != 1 {
		t.Fatal("a preview wrote")
	}
	late := mustDecide(t, d, says(ab, "Lan", registry.Lawful)) // comes in between: then none is made
	if _, err := d.DecideAll(ctx, acts); !errors.Is(err, registry.ErrConflict) {
		t.Fatalf("ruled over what was not seen: %v", err)
	}
	if all, _ := d.Entries(ctx, registry.Pair{}); len(all) != 2 {
		t.Fatal("half a bulk act was made")
	}
	acts[1].Seen = late.Seq
	made, err := d.DecideAll(ctx, acts)
	if err != nil || len(made) != 2 || made[0].Batch == "" || made[0].Batch != made[1].Batch {
		t.Fatal(made, err)
	}
	if made[0].On.Run != run || made[0].On.Score != 300 || made[0].On.VersionA == "" {
		t.Errorf("basis: %+v", made[0].On)
	}
	undone, err := d.UndoBatch(ctx, made[0].Batch, "Minh", "nhầm bộ lọc")
	if err != nil || len(undone) != 2 {
		t.Fatal(undone, err)
	}
	if dec := decisionOn(t, d, ab); dec.Outcome != registry.Lawful {
		t.Errorf("not as before: %+v", dec)
	}
	if _, err := d.UndoBatch(ctx, made[0].Batch, "Minh", ""); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("undone twice: %v", err)
	}
	if _, err := d.UndoBatch(ctx, "", "Minh", ""); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("no batch is not every entry: %v", err)
	}
	bad, err := d.Preview(ctx, 0, Filter{}, registry.Entry{Action: registry.Mend, Author: "Minh", Remedy: registry.RemedyMerge, Status: registry.NotAddressed})
	if err != nil || bad[0].Problem == nil {
		t.Fatalf("a remedy for an open finding is not foretold to fail: %+v, %v", bad, err)
	}
	if _, err := d.DecideAll(ctx, bad); !errors.Is(err, registry.ErrInvalid) {
		t.Error(err)
	}
	sound(t, d)
}

func TestReopenedWhenTheComparedTextChanges(t *testing.T) {
	ctx := context.Background()
	form := func(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
	d := fresh(t)
	a, b := platform("BTC-1", "thuế"), platform("BYT-1", "y tế")
	mustImport(t, d, list("L", "2024-01"), a, b)
	mustDecide(t, d, says(ab, "Minh", registry.Dismissed))
	stand := func() registry.Decision {
		t.Helper()
		s := mustSnapshot(t, d, "")
		all, err := d.DecisionsOn(ctx, &s, form)
		if err != nil {
			t.Fatal(err)
		}
		return all[ab.ID()]
	}
	if dec := stand(); dec.State != registry.StateSettled {
		t.Fatalf("at once: %+v", dec)
	}
	a.Contact, a.URL, a.FunctionVI = "hotro@mof.gov.vn", "https://x.vn", "Quản  lý THUẾ"
	a.Domains = []string{"hộ tịch", "dân cư"}
	mustImport(t, d, list("L", "2024-02"), a, b)
	if dec := stand(); dec.State != registry.StateSettled {
		t.Errorf("reopened by what is not compared: %+v", dec)
	}
	b.FunctionVI = "Quản lý hồ sơ sức khỏe điện tử"
	mustImport(t, d, list("L", "2024-03"), a, b)
	want := []registry.Edit{{Platform: "BYT-1", FieldChange: FieldChange{Field: "function_vi", Old: "Quản lý y tế", New: "Quản lý hồ sơ sức khỏe điện tử"}}}
	dec := stand()
	if diff := cmp.Diff(want, dec.Changed); dec.State != registry.StateReopened || diff != "" || dec.Outcome != registry.Dismissed {
		t.Fatalf("not reopened with the change: %+v\n%s", dec, diff)
	}
	mustDecide(t, d, says(ab, "Minh", registry.Confirmed))
	if dec := stand(); dec.State != registry.StateSettled || len(dec.Changed) != 0 {
		t.Errorf("asked again without cause: %+v", dec)
	}
	mustImport(t, d, list("L", "2024-04"), a)
	if dec := stand(); dec.State != registry.StateSettled {
		t.Errorf("reopened by a withdrawal: %+v", dec)
	}
}

// A ruling made where the version is not known rests on the digest of the compared text.
func TestReopenedByDigestAlone(t *testing.T) {
	ctx := context.Background()
	lower := strings.ToLower
	d := fresh(t)
	a, b := platform("BTC-1", "thuế"), platform("BYT-1", "y tế")
	e := says(ab, "Minh", registry.Dismissed)
	e.On = registry.Basis{VersionA: "not here", VersionB: "nor this", ComparedA: a.ComparedDigest(lower), ComparedB: b.ComparedDigest(lower)}
	mustDecide(t, d, e)
	for name, want := range map[string]registry.State{"THUẾ": registry.StateSettled, "hải quan": registry.StateReopened} {
		a.NameVI = name
		s := registry.NewSnapshot([]registry.Platform{a, b}, nil, "")
		all, err := d.DecisionsOn(ctx, &s, lower)
		if err != nil || all[ab.ID()].State != want {
			t.Errorf("%s: %s, want %s, %v", name, all[ab.ID()].State, want, err)
		}
	}
}

func TestPruneKeepsNumbersAndDecisions(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	mustImport(t, d, list("L", "2024"), platform("BTC-1", "thuế"), platform("BYT-1", "y tế"))
	for range 5 {
		mustSaveRun(t, d, finding("BTC-1", "BYT-1", 100, registry.Overlap))
	}
	mustDecide(t, d, says(ab, "Minh", registry.Confirmed))
	if _, err := d.Prune(ctx, 0); !errors.Is(err, registry.ErrInvalid) {
		t.Error("let go of all")
	}
	got, err := d.Prune(ctx, 2)
	if err != nil || !slices.Equal(got, []int64{3, 2, 1}) {
		t.Fatal(got, err)
	}
	if again, err := d.Prune(ctx, 2); err != nil || again != nil {
		t.Error(again, err)
	}
	runs, err := d.Runs(ctx)
	if err != nil || len(runs) != 5 {
		t.Error(runs, err)
	}
	if _, err := d.Findings(ctx, 2, Filter{}); !errors.Is(err, registry.ErrNotFound) || !strings.Contains(err.Error(), "no longer kept") {
		t.Error(err)
	}
	if fs, err := d.Findings(ctx, 4, Filter{}); err != nil || len(fs) != 1 {
		t.Error(fs, err)
	}
	if s, err := d.RunSnapshot(ctx, 1); err != nil || len(s.Platforms) != 2 {
		t.Error(err)
	}
	if id := mustSaveRun(t, d); id != 6 {
		t.Errorf("run number %d was used again", id)
	}
	sound(t, d)
}

// A database as the first schema left it is migrated, keeps what it holds, and
// a copy of it is set aside that can be restored.
func TestFault38_OlderSchemaIsMigrated(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	script, err := os.ReadFile("testdata/registry-v1.sql")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(string(script)); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := Open(ctx, dir, Options{ReadOnly: true}); !errors.Is(err, registry.ErrInvalid) {
		t.Errorf("migrated although only reading: %v", err)
	}
	d := openIn(t, dir)
	sound(t, d)
	want := "fcf8832b9e61010b5bc12d18fcf4df471efcb46c0c4cc00f1ca264b8e1c141d9"
	if got := mustSnapshot(t, d, "").Digest; got[:len(want)] != want {
		t.Errorf("snapshot %s", got)
	}
	if fs, err := d.Findings(ctx, 0, Filter{}); err != nil || len(fs) != 1 {
		t.Error(fs, err)
	}
	mustDecide(t, d, says(ab, "Minh", registry.Confirmed))
	copies, _ := filepath.Glob(filepath.Join(dir, "registry-v1-*.db"))
	if len(copies) != 1 {
		t.Fatalf("copies set aside: %v", copies)
	}
	old, err := sql.Open("sqlite3", copies[0])
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if v, err := schemaVersion(ctx, old); err != nil || v != 1 {
		t.Errorf("the copy has version %d, %v", v, err)
	}
	to := t.TempDir()
	if _, err := Restore(ctx, copies[0], to, Options{}); err != nil {
		t.Fatal(err)
	}
	r := openIn(t, to)
	if got, want := mustSnapshot(t, r, "").Digest, mustSnapshot(t, d, "").Digest; got != want {
		t.Error("restored another registry")
	}
	sound(t, r)
}

func TestExportReadsBack(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	nasty := says(registry.Pair{A: "=1+1", B: "A;\"b\"\n"}, "@SUM(A1)", registry.Dismissed)
	if p, err := registry.NewPair(nasty.Pair.A, nasty.Pair.B); err != nil || p != nasty.Pair {
		t.Fatal("not a pair in order")
	}
	nasty.Reason, nasty.Text = "other", "'=HYPERLINK(\"x\")\r\n<&>\u2028 \t"
	nasty.On = registry.Basis{Run: 3, Score: -1500, Relation: registry.Overlap, VersionA: "a", ComparedB: "b"}
	mustDecide(t, d, nasty)
	mustDecide(t, d, registry.Entry{Action: registry.Ask, Pair: ab, Asked: []string{"BTC", "BYT"}, Author: "Minh"})
	mustDecide(t, d, registry.Entry{Action: registry.Answer, Pair: ab, Agency: "BTC", Document: "-1", Text: "+2", Author: "Lan"})
	last := mustDecide(t, d, registry.Entry{Action: registry.Answer, Pair: ab, Agency: "BYT", Text: "'quoted", Author: "Hà"})
	if _, err := d.UndoEntry(ctx, last.Seq, "Hà", ""); err != nil {
		t.Fatal(err)
	}
	want, err := d.Entries(ctx, registry.Pair{})
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{JSONLines, CSV} {
		var out bytes.Buffer
		if err := d.ExportLedger(ctx, &out, format); err != nil {
			t.Fatal(err)
		}
		got, err := ReadLedger(bytes.NewReader(out.Bytes()), format, "x")
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", format, err, diff)
		}
		for _, change := range [][2]string{{"different-function", "different-data"}, {"Lan", "Hoa"}, {"dismissed", "confirmed"}, {"2024-07-30", "2024-07-29"}} {
			altered := strings.Replace(out.String(), change[0], change[1], 1)
			if altered == out.String() {
				continue
			}
			if _, err := ReadLedger(strings.NewReader(altered), format, "x"); err == nil {
				t.Errorf("%s: %v was not noticed", format, change)
			}
		}
	}
	for _, bad := range []string{"x\n", `{"seq":1,"previous":"","hash":"","entry":{"news":1}}`, `{}{}`, `[]`} {
		if _, err := ReadLedger(strings.NewReader(bad), JSONLines, "x"); !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, bad := range []string{"", "a_id,b_id\n\"", "a_id;b_id\n\"A;B\n", "a_id,wrong\n", "a_id,a_id\n", "a_id,b_id\nA,B,C\n", "a_id,b_id\nA,A\n", "a_id,b_id,at\nA,B,yesterday\n", "a_id,b_id,action\nA,B,undo\n"} {
		if _, err := ReadLedger(strings.NewReader(bad), CSV, "x"); !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := d.ExportLedger(ctx, &bytes.Buffer{}, "xml"); !errors.Is(err, registry.ErrInvalid) {
		t.Error(err)
	}
}

func TestDecisionsWrittenByHand(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	ours := mustDecide(t, d, says(ab, "Minh", registry.Confirmed))
	semicolons, err := ReadLedger(strings.NewReader("a_id;b_id;outcome;reason;author;text\r\nBTC-1;BYT-1;dismissed;different-data;Lan;\"a; b\"\r\n"), CSV, "x")
	if err != nil || len(semicolons) != 1 || semicolons[0].Text != "a; b" {
		t.Errorf("with semicolons: %v, %+v", err, semicolons)
	}
	const sheet = "\ufeffA_ID, b_id ,outcome,reason,author,text\n" +
		"BYT-1,BTC-1,dismissed,different-data,Lan,\n" + // the pair in either order; differs from ours
		"BCA-1,BTC-1,lawful,mandated,Lan,\"theo luật, số 5\"\n"
	read := func() []registry.Entry {
		es, err := ReadLedger(strings.NewReader(sheet), CSV, "Sở TTTT.csv")
		if err != nil {
			t.Fatal(err)
		}
		return es
	}
	r, err := d.MergeLedger(ctx, read(), "Sở TTTT.csv")
	if err != nil || r.Added != 2 || len(r.Conflicts) != 1 {
		t.Fatal(r, err)
	}
	c := r.Conflicts[0]
	if c.Outcome != registry.Confirmed || c.State != registry.StateConflict || len(c.Conflicts) != 1 || c.Conflicts[0].Author != "Lan" || c.Conflicts[0].Office != "Sở TTTT.csv" {
		t.Errorf("conflict: %+v", c)
	}
	if r, err := d.MergeLedger(ctx, read(), "Sở TTTT.csv"); err != nil || r.Added != 0 || r.Known != 2 || len(r.Conflicts) != 1 {
		t.Errorf("read twice: %+v, %v", r, err)
	}
	if dec := decisionOn(t, d, registry.Pair{A: "BCA-1", B: "BTC-1"}); dec.State != registry.StateSettled || dec.Text != "theo luật, số 5" || !dec.At.Equal(noon) {
		t.Errorf("taken over: %+v", dec)
	}
	if _, err := d.Decide(ctx, says(ab, "Minh", registry.Dismissed), ours.Seq); !errors.Is(err, registry.ErrConflict) {
		t.Errorf("ruled without having seen the other: %v", err)
	}
	mustDecide(t, d, says(ab, "Minh", registry.Dismissed))
	if dec := decisionOn(t, d, ab); dec.State != registry.StateSettled || len(dec.Rulings) != 3 {
		t.Errorf("resolved: %+v", dec)
	}
	sound(t, d)
}
