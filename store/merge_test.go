package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"trunglap/registry"
)

// offices are registries of their own that exchange exports.
type offices struct {
	t     *testing.T
	dbs   []*DB
	clock time.Time
}

func newOffices(t *testing.T, n int) *offices {
	o := &offices{t: t, clock: noon}
	for range n {
		d, err := Open(context.Background(), t.TempDir(), Options{Now: func() time.Time { o.clock = o.clock.Add(time.Second); return o.clock }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		o.dbs = append(o.dbs, d)
	}
	return o
}

// send merges one office's export into another.
func (o *offices) send(from, to int) MergeReport {
	o.t.Helper()
	ctx := context.Background()
	var out bytes.Buffer
	format := []string{JSONLines, CSV}[(from+to)%2]
	if err := o.dbs[from].ExportLedger(ctx, &out, format); err != nil {
		o.t.Fatal(err)
	}
	es, err := ReadLedger(&out, format, "x")
	if err != nil {
		o.t.Fatal(err)
	}
	r, err := o.dbs[to].MergeLedger(ctx, es, fmt.Sprintf("office %d", from))
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

// everybody tells everybody, twice, so that all know all.
func (o *offices) talk() {
	for range 2 {
		for i := range o.dbs {
			for j := range o.dbs {
				if i != j {
					o.send(i, j)
				}
			}
		}
	}
}

func (o *offices) known(i int) []string {
	es, err := o.dbs[i].Entries(context.Background(), registry.Pair{})
	if err != nil {
		o.t.Fatal(err)
	}
	var out []string
	for k := range es {
		out = append(out, es[k].Identity())
	}
	slices.Sort(out)
	return out
}

// claims are the rulings that compete in an office: the one in force and the others.
func (o *offices) claims(i int) map[string][]string {
	all, err := o.dbs[i].Decisions(context.Background())
	if err != nil {
		o.t.Fatal(err)
	}
	out := map[string][]string{}
	for id, d := range all {
		c := []string{d.Outcome + " " + d.Reason}
		for _, r := range d.Conflicts {
			c = append(c, r.Outcome+" "+r.Reason)
		}
		slices.Sort(c)
		out[id] = slices.Compact(c)
	}
	return out
}

func TestMergeShowsBothRulingsAndHeals(t *testing.T) {
	ctx := context.Background()
	o := newOffices(t, 2)
	mustDecide(t, o.dbs[0], says(ab, "Minh", registry.Confirmed))
	o.send(0, 1)
	if dec := decisionOn(t, o.dbs[1], ab); dec.State != registry.StateSettled || dec.Author != "Minh" {
		t.Fatalf("taken over: %+v", dec)
	}
	mustDecide(t, o.dbs[1], says(ab, "Lan", registry.Dismissed)) // knew Minh's: no conflict
	if r := o.send(1, 0); r.Added != 1 || len(r.Conflicts) != 0 || decisionOn(t, o.dbs[0], ab).Author != "Lan" {
		t.Fatalf("the later word does not count: %+v", r)
	}
	mustDecide(t, o.dbs[0], says(ab, "Minh", registry.Lawful)) // neither knows of the other
	mustDecide(t, o.dbs[1], says(ab, "Lan", registry.Confirmed))
	r := o.send(1, 0)
	if len(r.Conflicts) != 1 || r.Conflicts[0].Outcome != registry.Lawful || r.Conflicts[0].Conflicts[0].Outcome != registry.Confirmed || r.Conflicts[0].Conflicts[0].Office != "office 1" {
		t.Fatalf("conflict: %+v", r)
	}
	o.send(0, 1)
	if diff := cmp.Diff(o.claims(0), o.claims(1)); diff != "" {
		t.Errorf("the offices see other conflicts:\n%s", diff)
	}
	mustDecide(t, o.dbs[1], says(ab, "Lan", registry.Lawful))
	if r := o.send(1, 0); len(r.Conflicts) != 0 {
		t.Errorf("not healed: %+v", r)
	}
	for _, d := range o.dbs {
		if dec := decisionOn(t, d, ab); dec.State != registry.StateSettled || dec.Outcome != registry.Lawful {
			t.Errorf("healed: %+v", dec)
		}
		sound(t, d)
		if problems, err := d.VerifyLedger(ctx); err != nil || len(problems) > 0 {
			t.Error(problems, err)
		}
	}
}

func TestMergeTakesRemediesInConflict(t *testing.T) {
	o := newOffices(t, 2)
	mustDecide(t, o.dbs[0], says(ab, "Minh", registry.Confirmed))
	o.send(0, 1)
	mustDecide(t, o.dbs[0], registry.Entry{Action: registry.Mend, Pair: ab, Author: "Minh", Remedy: registry.RemedyMerge, Status: registry.NotAddressed})
	mustDecide(t, o.dbs[1], registry.Entry{Action: registry.Mend, Pair: ab, Author: "Lan", Remedy: registry.RemedyConnect, Status: registry.NotAddressed})
	r := o.send(1, 0)
	if len(r.Conflicts) != 1 || r.Conflicts[0].Remedy.Kind != registry.RemedyMerge || r.Conflicts[0].Conflicts[0].Remedy.Kind != registry.RemedyConnect {
		t.Fatalf("%+v", r)
	}
}

// The laws of merging, on random histories of three offices: once everybody
// has told everybody, all know the same entries, none was lost or doubled, all
// see the same competing rulings, and every ledger verifies.
func TestMergeLaws(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(8) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		o := newOffices(t, 3)
		made := map[string]bool{}
		for range 40 {
			i := rnd.IntN(3)
			p := registry.Pair{A: "A-" + string(rune('0'+rnd.IntN(3))), B: "B"}
			switch rnd.IntN(4) {
			case 0:
				o.send(i, (i+1+rnd.IntN(2))%3)
			case 1:
				dec := decisionOn(t, o.dbs[i], p)
				if len(dec.Rulings) == 0 {
					continue
				}
				u, err := o.dbs[i].UndoEntry(ctx, dec.Rulings[rnd.IntN(len(dec.Rulings))].Seq, "undoer", "")
				if err != nil {
					t.Fatal(err)
				}
				made[u.Identity()] = true
			default:
				e := mustDecide(t, o.dbs[i], says(p, fmt.Sprint("office ", i), registry.Outcomes[rnd.IntN(4)]))
				made[e.Identity()] = true
			}
		}
		o.talk()
		var want []string
		for id := range made {
			want = append(want, id)
		}
		slices.Sort(want)
		for i, d := range o.dbs {
			if diff := cmp.Diff(want, o.known(i)); diff != "" {
				t.Fatalf("seed %d, office %d does not know what was made:\n%s", seed, i, diff)
			}
			if diff := cmp.Diff(o.claims(0), o.claims(i)); diff != "" {
				t.Fatalf("seed %d, office %d sees other rulings:\n%s", seed, i, diff)
			}
			sound(t, d)
		}
	}
}

// What another ledger's hashes do not vouch for is not taken over.
func TestMergeRefusesForgeries(t *testing.T) {
	ctx := context.Background()
	o := newOffices(t, 2)
	mustDecide(t, o.dbs[0], says(ab, "Minh", registry.Confirmed))
	es, err := o.dbs[0].Entries(ctx, registry.Pair{})
	if err != nil {
		t.Fatal(err)
	}
	es[0].Author = "Forger"
	if _, err := o.dbs[1].MergeLedger(ctx, es, "office 0"); !errors.Is(err, registry.ErrCorrupt) {
		t.Errorf("taken over: %v", err)
	}
	if all, _ := o.dbs[1].Entries(ctx, registry.Pair{}); len(all) != 0 {
		t.Error("something was written")
	}
	o.send(0, 1)
	script := `DROP TRIGGER ledger_keeps_content; UPDATE ledger SET content = replace(content, '"seq":1', '"seq":2')`
	if _, err := o.dbs[1].write.Exec(script); err != nil {
		t.Fatal(err)
	}
	problems, err := o.dbs[1].VerifyLedger(ctx)
	if err != nil || len(problems) == 0 || !strings.Contains(problems[0].Say.EN, "entry 1") {
		t.Error(problems, err)
	}
}
