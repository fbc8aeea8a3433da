package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"trunglap/registry"
)

// The child does one writing act after another. Act k is a function of k alone,
// and k is the number of changes the database counts, so the parent knows from
// that number what must be in it: an act is there whole or not at all.

func nthImport(k int64) []registry.Platform {
	ps := platforms(20)
	for i := range ps {
		ps[i].NameEN = fmt.Sprint("as of ", k)
	}
	return ps[:10+k%10]
}

func nthPair(k int64) registry.Pair {
	return registry.Pair{A: fmt.Sprintf("A-%d", k%7), B: "B"}
}

func nthAct(ctx context.Context, d *DB, k int64) error {
	switch k % 4 {
	case 0:
		_, err := d.Import(ctx, ImportRequest{List: registry.List{ID: "L"}, Platforms: nthImport(k)})
		return err
	case 1:
		s, err := d.Snapshot(ctx, "")
		if err != nil {
			return err
		}
		var fs []registry.Finding
		for i := range 10 {
			fs = append(fs, finding("BTC-000000", fmt.Sprintf("BTC-%06d", i+1), registry.Millibits(k), registry.Overlap))
		}
		_, err = d.SaveRun(ctx, registry.Run{Snapshot: s.Digest, Settings: "h"}, nil, AllOf(fs))
		return err
	}
	acts := make([]registry.Act, 1+2*(k%4-2)) // one ruling, or three at once
	for i := range acts {
		p := nthPair(k + int64(i))
		now, err := d.Decision(ctx, p)
		if err != nil {
			return err
		}
		acts[i] = registry.Act{Entry: says(p, "Minh", registry.Confirmed), Seen: now.Seq}
	}
	_, err := d.DecideAll(ctx, acts)
	return err
}

// work is the child: it says after each act how many changes there are, and
// goes on until it is killed.
func work(dir string) {
	ctx := context.Background()
	d, err := Open(ctx, dir, Options{Now: fixedClock})
	for err == nil {
		var have anchor
		if have, err = currentState(ctx, d.read); err != nil {
			break
		}
		if err = nthAct(ctx, d, have.Changes); err == nil {
			fmt.Println(have.Changes + 1)
		}
	}
	fmt.Fprintln(os.Stderr, "child:", err)
	os.Exit(1)
}

func TestFault35_KilledAtAnyMoment(t *testing.T) {
	const kills, perFolder = 210, 15
	rnd := rand.New(rand.NewPCG(35, 1))
	var dir string
	var acts int64
	for round := range kills {
		if round%perFolder == 0 {
			dir = t.TempDir()
		}
		cmd, out := child(t, "work", dir)
		promised := int64(-1)
		if round%5 > 0 { // else it is killed while it starts, opens, or creates the database
			out.Scan()
			promised, _ = strconv.ParseInt(out.Text(), 10, 64)
		}
		time.Sleep(time.Duration(rnd.Int64N(int64(30 * time.Millisecond))))
		cmd.Process.Kill()
		for out.Scan() {
			promised, _ = strconv.ParseInt(out.Text(), 10, 64)
		}
		if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
			t.Fatalf("round %d: the child ended by itself", round)
		}
		done := beforeOrAfter(t, dir, promised)
		if round%perFolder == perFolder-1 {
			acts += done
		}
		if t.Failed() {
			t.Fatalf("after kill %d", round+1)
		}
	}
	if acts < kills {
		t.Errorf("only %d acts in %d folders: the child hardly worked", acts, kills/perFolder)
	}
}

// beforeOrAfter opens what the killed child left and compares it, whole, with
// what so many acts make. It returns their number.
func beforeOrAfter(t *testing.T, dir string, promised int64) int64 {
	t.Helper()
	ctx := context.Background()
	d, err := Open(ctx, dir, Options{Now: fixedClock})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	sound(t, d)
	have, err := currentState(ctx, d.read)
	if err != nil {
		t.Fatal(err)
	}
	if have.Changes < promised {
		t.Errorf("%d changes, but the child was told of %d", have.Changes, promised)
	}
	var want struct{ editions, runs, findings, entries int64 }
	last := int64(-1)
	for k := range have.Changes {
		switch k % 4 {
		case 0:
			want.editions++
			last = k
		case 1:
			want.runs++
			want.findings += 10
		default:
			want.entries += 1 + 2*(k%4-2)
		}
	}
	got := want
	row := d.read.QueryRow(`SELECT (SELECT count(*) FROM edition), (SELECT count(*) FROM run), (SELECT count(*) FROM finding), (SELECT count(*) FROM ledger)`)
	if err := row.Scan(&got.editions, &got.runs, &got.findings, &got.entries); err != nil || got != want {
		t.Errorf("after %d acts: %+v, want %+v, %v", have.Changes, got, want, err)
	}
	var ps []registry.Platform
	if last >= 0 {
		ps = nthImport(last)
	}
	if s := mustSnapshot(t, d, ""); s.Digest != registry.NewSnapshot(ps, nil, "").Digest {
		t.Errorf("after %d acts: not the platforms of import %d", have.Changes, last)
	}
	return have.Changes
}
