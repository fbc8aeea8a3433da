package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"trunglap/registry"
)

func TestRunComesBackAsSaved(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	mustImport(t, d, list("L", "2024"), platform("BTC-1", "thuế"), platform("BYT-1", "y tế"), platform("BCA-1", "dân cư"))
	s := mustSnapshot(t, d, "2024-12")
	run := registry.Run{Snapshot: s.Digest, AsOf: "2024-12", Settings: "hash-1", Engine: "v1", Started: noon, Seconds: 0.25,
		Certificate: registry.Certificate{Platforms: 3, Expected: 3, Compared: 3, Digest: "d"}, Count: map[registry.Relation]int{registry.Overlap: 2}}
	fs := []registry.Finding{
		finding("BTC-1", "BYT-1", 1500, registry.Overlap),
		finding("BCA-1", "BTC-1", 7250, registry.Duplication),
		finding("BCA-1", "BYT-1", 1500, registry.Overlap),
	}
	id, err := d.SaveRun(ctx, run, []byte(`{"x":1}`), AllOf(fs))
	if err != nil || id != 1 {
		t.Fatal(id, err)
	}
	run.ID = id
	got, err := d.Run(ctx, 0)
	if diff := cmp.Diff(run, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	found, err := d.Findings(ctx, 0, Filter{})
	if diff := cmp.Diff([]registry.Finding{fs[1], fs[2], fs[0]}, found); err != nil || diff != "" {
		t.Error(err, diff)
	}
	one, err := d.Finding(ctx, id, fs[0].ID)
	if diff := cmp.Diff(fs[0], one); err != nil || diff != "" {
		t.Error(err, diff)
	}
	model, err := d.Settings(ctx, "hash-1")
	if err != nil || string(model) != `{"x":1}` {
		t.Error(string(model), err)
	}
	sound(t, d)
}

func TestFilters(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	mustImport(t, d, list("L", "2024"), platform("BTC-1", "thuế"), platform("BYT-1", "y tế"), platform("BCA-1", "dân cư"))
	low := registry.Millibits(-500)
	high := registry.Millibits(2000)
	mustSaveRun(t, d, finding("BTC-1", "BYT-1", -700, registry.Unrelated), finding("BCA-1", "BTC-1", 3000, registry.Duplication),
		finding("BCA-1", "BYT-1", 0, registry.Overlap))
	for name, c := range map[string]struct {
		f    Filter
		want int
	}{
		"all":           {Filter{}, 3},
		"from -0.5":     {Filter{MinScore: &low}, 2},
		"from 2":        {Filter{MinScore: &high}, 1},
		"relation":      {Filter{Relations: []registry.Relation{registry.Overlap, registry.Unrelated}}, 2},
		"verdict":       {Filter{Verdicts: []registry.Verdict{registry.VerdictNone}}, 0},
		"owners":        {Filter{Owners: []registry.OwnerRelation{registry.Between}}, 3},
		"agency":        {Filter{Agencies: []string{"BYT"}}, 2},
		"agencies":      {Filter{Agencies: []string{"BYT", "BCA"}}, 3},
		"no such":       {Filter{Agencies: []string{"x') OR 1=1 --"}}, 0},
		"platform":      {Filter{Platform: "BTC-1"}, 2},
		"both at once":  {Filter{Platform: "BTC-1", Agencies: []string{"BCA"}}, 1},
		"second and on": {Filter{Offset: 1}, 2},
		"only one":      {Filter{Limit: 1, Offset: 1}, 1},
	} {
		got, err := d.Findings(ctx, 0, c.f)
		if err != nil || len(got) != c.want {
			t.Errorf("%s: %d findings, want %d, %v", name, len(got), c.want, err)
		}
		c.f.Limit, c.f.Offset = 0, 0
		all, _ := d.Findings(ctx, 0, c.f)
		if n, err := d.CountFindings(ctx, 0, c.f); err != nil || n != len(all) {
			t.Errorf("%s: count %d of %d, %v", name, n, len(all), err)
		}
	}
}

func TestNoRunIsSaid(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	_, a := d.Run(ctx, 0)
	_, b := d.Findings(ctx, 7, Filter{})
	_, c := d.RunSnapshot(ctx, 0)
	_, e := d.Settings(ctx, "x")
	for i, err := range []error{a, b, c, e} {
		if !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// A cancelled, failing or impossible save leaves the runs before it as they were.
func TestFault31_FailedSaveLeavesNoTrace(t *testing.T) {
	d := fresh(t)
	mustImport(t, d, list("L", "2024"), platform("BTC-1", "thuế"), platform("BYT-1", "y tế"))
	good := finding("BTC-1", "BYT-1", 1500, registry.Overlap)
	mustSaveRun(t, d, good)
	broken := errors.New("broken")
	for name, stop := range map[string]func(cancel func(), yield func(registry.Finding, error) bool){
		"cancelled": func(cancel func(), yield func(registry.Finding, error) bool) { cancel(); yield(good, nil) },
		"failed":    func(_ func(), yield func(registry.Finding, error) bool) { yield(registry.Finding{}, broken) },
		"twice":     func(_ func(), yield func(registry.Finding, error) bool) { yield(good, nil) },
	} {
		ctx, cancel := context.WithCancel(context.Background())
		_, err := d.SaveRun(ctx, registry.Run{Settings: "hash-2"}, []byte("{}"), func(yield func(registry.Finding, error) bool) {
			if yield(good, nil) {
				stop(cancel, yield)
			}
		})
		cancel()
		if err == nil || name == "failed" && !errors.Is(err, broken) || name == "cancelled" && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	runs, err := d.Runs(context.Background())
	if err != nil || len(runs) != 1 {
		t.Errorf("runs: %v, %v", runs, err)
	}
	if fs, err := d.Findings(context.Background(), 0, Filter{}); err != nil || len(fs) != 1 {
		t.Errorf("findings: %v, %v", fs, err)
	}
	if _, err := d.Settings(context.Background(), "hash-2"); !errors.Is(err, registry.ErrNotFound) {
		t.Error("the settings of a failed run stayed")
	}
	sound(t, d)
}

func TestRunSnapshotIsWhatTheRunSaw(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	mustImport(t, d, list("L", "2024"), platform("BTC-1", "thuế"), platform("BYT-1", "y tế"))
	saw := mustSnapshot(t, d, "")
	mustImport(t, d, list("M", "2025"), platform("BCA-1", "dân cư")) // comes in while the run is under way
	id, err := d.SaveRun(ctx, registry.Run{Snapshot: saw.Digest, Settings: "h"}, nil, AllOf(nil))
	if err != nil {
		t.Fatal(err)
	}
	mustImport(t, d, list("L", "2026"), platform("BTC-1", "thuế mới"))
	got, err := d.RunSnapshot(ctx, id)
	if diff := cmp.Diff(saw, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	foreign, err := d.SaveRun(ctx, registry.Run{Snapshot: "not of this registry", Settings: "h"}, nil, AllOf(nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.RunSnapshot(ctx, foreign); !errors.Is(err, registry.ErrNotFound) {
		t.Error(err)
	}
}

// The clock jumps back between runs; their order is that of their numbers.
func TestFault60_RunsAreOrderedBySequence(t *testing.T) {
	ctx := context.Background()
	clock := noon
	d, err := OpenTemp(ctx, Options{Now: func() time.Time { clock = clock.Add(-time.Hour); return clock }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for i := range 3 {
		run := registry.Run{Settings: "h", Started: noon.Add(-time.Duration(i) * 24 * time.Hour)}
		if _, err := d.SaveRun(ctx, run, nil, AllOf(nil)); err != nil {
			t.Fatal(err)
		}
	}
	runs, err := d.Runs(ctx)
	if err != nil || len(runs) != 3 || runs[0].ID != 3 || runs[2].ID != 1 || !runs[2].Started.Equal(noon) {
		t.Errorf("%+v, %v", runs, err)
	}
	if last, err := d.Run(ctx, 0); err != nil || last.ID != 3 {
		t.Errorf("latest: %+v, %v", last, err)
	}
}
