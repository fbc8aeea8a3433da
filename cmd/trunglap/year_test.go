package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"trunglap/registry"
	"trunglap/similarity"
	"trunglap/store"
	"trunglap/testdata/gen/synthetic"
	"trunglap/text"
)

// A year is a generated registry that changes from month to month, and what the
// test itself remembers of it.
type year struct {
	t      *testing.T
	a      *app
	db     *store.DB
	rnd    *rand.Rand
	listed []registry.Platform
	spare  []registry.Platform // to be listed later
	ruled  map[registry.Pair][2]string
	twins  []synthetic.Label // planted word for word
}

// month changes the list as a month does: some go, some come, some are edited in
// a field that is compared and some in one that is not. It returns the ids whose
// compared text changed.
func (y *year) month(m int) {
	y.rnd.Shuffle(len(y.listed), func(i, j int) { y.listed[i], y.listed[j] = y.listed[j], y.listed[i] })
	y.listed = append(y.listed[20:], y.spare[:25]...)
	y.spare = y.spare[25:]
	for i := range 60 {
		p := &y.listed[i]
		if i < 20 {
			p.FunctionVI += fmt.Sprintf("; từ tháng %d phục vụ thêm việc tra cứu hồ sơ", m)
		} else {
			p.Contact = fmt.Sprintf("tháng %d", m)
		}
	}
}

func (y *year) check(err error) {
	y.t.Helper()
	if err != nil {
		y.t.Fatal(err)
	}
}

// compared names the text of both sides of a pair.
func compared(ps []registry.Platform, place map[string]int, p registry.Pair) (d [2]string, here bool) {
	for i, id := range []string{p.A, p.B} {
		at, ok := place[id]
		if !ok {
			return d, false
		}
		d[i] = ps[at].ComparedDigest(text.Toned)
	}
	return d, true
}

// settle checks every state against what the test remembers, then rules on the
// strongest findings that wait.
func (y *year) settle(run registry.Run, s *registry.Snapshot, found []registry.Finding) (reopened int) {
	ctx, place := y.t.Context(), s.Index()
	stands, err := y.db.DecisionsOn(ctx, s, text.Toned)
	y.check(err)
	var acts []registry.Act
	for _, f := range found {
		is, _ := compared(s.Platforms, place, f.Pair)
		was, decided := y.ruled[f.Pair]
		want := registry.StateOpen
		switch {
		case decided && was == is:
			want = registry.StateSettled
		case decided:
			want = registry.StateReopened
			reopened++
		}
		d, ok := stands[f.ID]
		if !ok {
			d.State = registry.StateOpen
		}
		if d.State != want {
			y.t.Errorf("run %d, %v: %s, want %s", run.ID, f.Pair, d.State, want)
		}
		if (d.State == registry.StateReopened) != (len(d.Changed) > 0) {
			y.t.Errorf("run %d, %v: %s with %d changes shown", run.ID, f.Pair, d.State, len(d.Changed))
		}
		if want != registry.StateSettled && len(acts) < 150 {
			e := registry.Entry{Action: registry.Rule, Pair: f.Pair, Outcome: registry.Dismissed, Reason: "wording-only", Author: "Minh"}
			y.check(basis(s, place, run.ID, &e))
			acts = append(acts, registry.Act{Entry: e, Seen: d.Seq})
			y.ruled[f.Pair] = is
		}
	}
	_, err = y.db.DecideAll(ctx, acts)
	y.check(err)
	return reopened
}

// told checks the diff against the two lists of findings, set against set.
func (y *year) told(d *registry.RunDiff, before, after []registry.Finding) {
	was, is := map[registry.Pair]bool{}, map[registry.Pair]bool{}
	for _, f := range before {
		was[f.Pair] = true
	}
	for _, f := range after {
		is[f.Pair] = true
	}
	for _, c := range d.Changes {
		if len(c.Causes) == 0 {
			y.t.Errorf("run %d, %v: %s for no cause", d.New, c.Pair, c.Kind)
		}
		for _, x := range c.Causes {
			if x.Kind == registry.CauseEngine || x.Kind == registry.CauseSettings || x.Kind == registry.CauseVocabulary {
				y.t.Errorf("run %d, %v: blamed on %s, which is the same", d.New, c.Pair, x.Kind)
			}
		}
		if (c.Kind == registry.ChangeNew) != (is[c.Pair] && !was[c.Pair]) || (c.Kind == registry.ChangeGone) != (was[c.Pair] && !is[c.Pair]) {
			y.t.Errorf("run %d, %v: told as %s", d.New, c.Pair, c.Kind)
		}
		delete(is, c.Pair)
		delete(was, c.Pair)
	}
	for p := range is {
		if !was[p] {
			y.t.Errorf("run %d: %v is new and not told", d.New, p)
		}
	}
}

// TestYear: twelve monthly lists of two thousand platforms, with edits,
// mergers, new platforms and rulings. Nothing settled is asked again without
// cause, nothing new is missed, and what was known in each month can be had again.
func TestYear(t *testing.T) {
	const size, months = 2000, 12
	ctx := t.Context()
	platforms, labels := synthetic.New(synthetic.Spec{N: size + 25*months, Seed: 12, Planted: 10}).Platforms()
	a := &app{errw: &bytes.Buffer{}, out: &output{w: &bytes.Buffer{}}, lang: registry.VI, data: t.TempDir(), now: fixedNow}
	db, err := store.Open(ctx, a.data, store.Options{Now: fixedNow})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	y := &year{t: t, a: a, db: db, rnd: rand.New(rand.NewPCG(12, 12)), ruled: map[registry.Pair][2]string{}}
	y.rnd.Shuffle(len(platforms), func(i, j int) { platforms[i], platforms[j] = platforms[j], platforms[i] })
	y.listed, y.spare = slices.Clone(platforms[:size]), platforms[size:]
	for _, l := range labels {
		if l.Kind == synthetic.Verbatim {
			y.twins = append(y.twins, l)
		}
	}
	e := similarity.Default()
	var before []registry.Finding
	var last registry.Run
	digests := map[registry.Date]string{}
	runs := map[registry.Date]int64{}
	reopened, owners := 0, 0
	edited := map[string]bool{}
	for m := 1; m <= months; m++ {
		day := registry.Date(fmt.Sprintf("2025-%02d-15", m))
		if m > 1 {
			y.month(m)
			for i := range 20 {
				edited[y.listed[i].ID] = true
			}
		}
		_, err := db.Import(ctx, store.ImportRequest{List: registry.List{ID: "national", Date: day}, Platforms: y.listed})
		y.check(err)
		run, err := a.scanInto(ctx, db, e, &scoring{asOf: day}, false)
		y.check(err)
		s, err := db.RunSnapshot(ctx, run.ID)
		y.check(err)
		digests[day], runs[day] = s.Digest, run.ID
		found, err := db.Findings(ctx, run.ID, store.Filter{})
		y.check(err)
		if m > 1 {
			d, err := compareRuns(ctx, db, last, run, false)
			y.check(err)
			y.told(&d, before, found)
			owners += d.Count[registry.ChangeOwners]
		}
		y.noneMissed(run, &s, found, edited)
		reopened += y.settle(run, &s, found)
		before, last = found, run
	}
	if reopened == 0 || owners == 0 || len(y.ruled) == 0 || len(y.twins) == 0 {
		t.Errorf("a dull year: %d reopened, %d owners merged, %d ruled, %d twins", reopened, owners, len(y.ruled), len(y.twins))
	}
	for day, want := range digests {
		s, err := db.Snapshot(ctx, day)
		y.check(err)
		r, err := db.RunSnapshot(ctx, runs[day])
		y.check(err)
		if s.Digest != want || r.Digest != want {
			t.Errorf("what was known on %s is no longer the same", day)
		}
	}
	problems, err := db.Check(ctx)
	if err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}
}

// noneMissed: two platforms that say the same, word for word, are a finding in
// every month in which both are listed and neither was edited.
func (y *year) noneMissed(run registry.Run, s *registry.Snapshot, found []registry.Finding, edited map[string]bool) {
	is := map[registry.Pair]bool{}
	for _, f := range found {
		is[f.Pair] = true
	}
	if c := run.Certificate; c.Skipped != 0 || c.Compared+c.Bounded != c.Expected {
		y.t.Errorf("run %d: %+v", run.ID, c)
	}
	place := s.Index()
	for _, l := range y.twins {
		p, err := registry.NewPair(l.A, l.B)
		y.check(err)
		if _, here := compared(s.Platforms, place, p); here && !edited[p.A] && !edited[p.B] && !is[p] {
			y.t.Errorf("run %d: %v, the same word for word, is no finding", run.ID, p)
		}
	}
}
