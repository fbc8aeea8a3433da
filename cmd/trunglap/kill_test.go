package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"trunglap/registry"
	"trunglap/store"
)

// A killStep is one command, and the files it needs.
type killStep struct {
	kind   string
	args   []string
	inbox  string // a file that arrives before it
	arrive string // what is in it
}

// killSteps are some months of work: lists that change, scans, rulings, and the
// batch that does it all. The text of a month follows from its number.
func killSteps(h batchHome, months int) []killStep {
	data := filepath.Join(h.dir, "data")
	var out []killStep
	for m := range months {
		day := fmt.Sprintf("2025-%02d-%02d", 1+m/14, 1+m%14*2)
		file := "lists/m" + day + ".csv"
		h.put(file, twin(fmt.Sprint("loại ", m%5), fmt.Sprint("tại bệnh viện số ", m)))
		outcome := []string{"confirmed", "lawful"}[m%2]
		out = append(out,
			killStep{kind: "import", args: []string{"import", filepath.Join(h.dir, file), "--list", "national", "--date", day, "--data", data}},
			killStep{kind: "scan", args: []string{"scan", "--data", data}},
			killStep{kind: "decide", args: []string{"decide", "BTC-1", "BYT-2", "--outcome", outcome, "--reason", "other", "--text", fmt.Sprint("tháng ", m), "--author", "Minh", "--data", data}},
			killStep{kind: "batch", args: []string{"batch", "--config", filepath.Join(h.dir, "trunglap.yaml")},
				inbox:  fmt.Sprintf("inbox/b-2025-%02d-%02d.csv", 1+m/14, 2+m%14*2),
				arrive: twin(fmt.Sprint("đợt ", m%5), fmt.Sprint("tại phòng khám số ", m))})
	}
	return out
}

// A killCount is how much work a data folder holds.
type killCount struct {
	Editions, Runs int
	Entries        int64
}

// killState opens what a killed process left; it must be sound.
func killState(t *testing.T, dir string) (n killCount, final map[string]string) {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(dir, "data"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	problems, err := db.Check(ctx)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v %v", problems, err)
	}
	editions, err1 := db.Editions(ctx)
	runs, err2 := db.Runs(ctx)
	head, err3 := db.LedgerHead(ctx)
	s, err4 := db.Snapshot(ctx, "")
	d, err5 := db.Decision(ctx, registry.Pair{A: "BTC-1", B: "BYT-2"})
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	final = map[string]string{"snapshot": s.Digest, "ruling": d.Outcome + " " + d.Text, "run": ""}
	if len(runs) > 0 {
		final["run"] = runs[0].Certificate.Digest + " of " + runs[0].Snapshot
	}
	return killCount{len(editions), len(runs), head.Seq}, final
}

// arrives puts the step's file where batch looks for it.
func (s killStep) arrives(h batchHome) {
	if s.inbox != "" {
		h.put(s.inbox, s.arrive)
	}
}

// start begins a step in a process of its own.
func (s killStep) start(t *testing.T) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("trunglap", s.args...)
	cmd.Env = append(os.Environ(), "TRUNGLAP_DATA=", "TRUNGLAP_LANG=")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// oneMore: nothing happened, or one step of the kind did, whole. A batch may
// import and scan.
func oneMore(kind string, before, after killCount) bool {
	d := killCount{after.Editions - before.Editions, after.Runs - before.Runs, after.Entries - before.Entries}
	switch kind {
	case "import":
		return d == killCount{} || d == killCount{Editions: 1}
	case "scan":
		return d == killCount{} || d == killCount{Runs: 1}
	case "decide":
		return d == killCount{} || d == killCount{Entries: 1}
	}
	return d.Entries == 0 && d.Editions >= 0 && d.Editions <= 1 && d.Runs >= 0 && d.Runs <= 1
}

// Killed at any moment, import, scan, decide and batch leave the state before
// or after, never between; called again, they come to the state that nobody
// disturbed.
func TestFault35_CommandsKilledAtAnyMoment(t *testing.T) {
	const months, kills = 13, 4 // of each step
	conf := "notify: {folder: notices, when: always}\n"
	calm, stormy := newBatchHome(t, conf), newBatchHome(t, conf)
	for _, h := range []batchHome{calm, stormy} {
		h.put("inbox/.keep", "")
	}
	for _, s := range killSteps(calm, months) {
		s.arrives(calm)
		if code, _, stderr := call(t.Context(), s.args...); code != 0 {
			t.Fatalf("%v: exit %d %s", s.args, code, stderr)
		}
	}
	rnd := rand.New(rand.NewPCG(35, 7))
	took := map[string]time.Duration{} // the quickest that a step was seen to end by itself
	killed := 0
	for i, s := range killSteps(stormy, months) {
		s.arrives(stormy)
		for k, tries := 0, 0; k < kills && tries < 5*kills; tries++ {
			var before killCount
			if i > 0 || k > 0 {
				before, _ = killState(t, stormy.dir)
			}
			began := time.Now()
			cmd := s.start(t)
			limit := took[s.kind]
			if limit == 0 {
				limit = time.Second
			}
			wait := time.Duration(rnd.Int64N(int64(limit)))
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			select {
			case <-ended:
				if d := time.Since(began); took[s.kind] == 0 || d < took[s.kind] {
					took[s.kind] = d
				}
			case <-time.After(wait):
				cmd.Process.Kill()
				if <-ended; !cmd.ProcessState.Exited() {
					k++
					killed++
				}
			}
			if _, err := os.Stat(filepath.Join(stormy.dir, "data")); err != nil {
				continue // killed before there was anything
			}
			after, _ := killState(t, stormy.dir)
			if !oneMore(s.kind, before, after) {
				t.Fatalf("%s killed after %v: from %+v to %+v", s.kind, wait, before, after)
			}
		}
		if code, _, stderr := call(t.Context(), s.args...); code != 0 {
			t.Fatalf("%v: exit %d %s", s.args, code, stderr)
		}
	}
	if killed < 200 {
		t.Errorf("only %d processes were killed", killed)
	}
	_, want := killState(t, calm.dir)
	_, got := killState(t, stormy.dir)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, folder := range []string{"reports", "notices", "data/outbox/sent"} {
		for name := range tree(t, filepath.Join(stormy.dir, folder)) {
			if strings.Contains(filepath.Base(name), "part-") && folder != "reports" {
				t.Errorf("%s: a half-written file is taken for a whole one", name)
			}
		}
	}
	last, err := filepath.Glob(filepath.Join(stormy.dir, "reports", "run-*", "report.html"))
	folders, err2 := filepath.Glob(filepath.Join(stormy.dir, "reports", "run-*"))
	if err != nil || err2 != nil || len(last) == 0 || len(last) != len(folders) {
		t.Errorf("%d reports in %d folders", len(last), len(folders))
	}
	notices, _ := filepath.Glob(filepath.Join(stormy.dir, "notices", "run-*.json"))
	if len(notices) != len(folders) {
		t.Errorf("%d notices of %d runs reported", len(notices), len(folders))
	}
}
