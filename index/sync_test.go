package index

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"trunglap/registry"
)

// An index brought up to date step by step answers as one built at once, and
// the order of the platforms does not matter.
func TestPatchedEqualsBuilt(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	all := realPlatforms(t, "platforms-2024.csv", "platforms-2025.csv", "platforms-2026.csv")
	have := append([]registry.Platform(nil), all[:200]...)
	spare := all[200:]
	dir := t.TempDir()
	ix := opened(t, dir, snapshotOf(have))
	patched := false
	for step := range 6 {
		for range 1 + rng.IntN(4) {
			i := rng.IntN(len(have))
			switch rng.IntN(3) {
			case 0:
				have[i].NameVI += fmt.Sprintf(" dân cư %d", step)
			case 1:
				have[i] = have[len(have)-1]
				have = have[:len(have)-1]
			default:
				if len(spare) > 0 {
					have, spare = append(have, spare[0]), spare[1:]
				}
			}
		}
		rng.Shuffle(len(have), func(i, j int) { have[i], have[j] = have[j], have[i] })
		s := snapshotOf(have)
		if _, err := ix.Sync(context.Background(), s, nil); err != nil {
			t.Fatal(err)
		}
		patched = patched || ix.current.seal.Patched > 0
		sameAnswers(t, fmt.Sprintf("after step %d", step), answers(t, ix), answers(t, opened(t, t.TempDir(), s)))
		onlyGeneration(t, dir)
	}
	if !patched {
		t.Error("no step was a patch: the test compares nothing")
	}
}

// A patched index opens again: its seal covers what Bleve wrote.
func TestPatchedReopens(t *testing.T) {
	ps := realPlatforms(t, "platforms-2024.csv")
	dir := t.TempDir()
	ix := opened(t, dir, snapshotOf(ps))
	ps[0].NameVI = "Tên mới"
	s := snapshotOf(ps)
	if _, err := ix.Sync(context.Background(), s, nil); err != nil {
		t.Fatal(err)
	}
	if ix.current.seal.Patched != 1 {
		t.Fatalf("patched %d", ix.current.seal.Patched)
	}
	want := answers(t, ix)
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	again := reopened(t, dir)
	if st, why := again.State(); st != Ready {
		t.Fatalf("%s: %s", st, why.EN)
	}
	sameAnswers(t, "after reopening", answers(t, again), want)
}

func TestWorthPatching(t *testing.T) {
	c := changes{put: map[string]bool{"a": true}, drop: []string{"b"}}
	g := func(patched int) *generation {
		return &generation{seal: seal{Patched: patched}, bleve: opened(t, t.TempDir(), real2024(t)).current.bleve}
	}
	for _, x := range []struct {
		g    *generation
		n    int
		want bool
	}{{nil, 1000, false}, {&generation{}, 1000, false}, {g(0), 1000, true}, {g(0), 20, false}, {g(97), 1000, true}, {g(98), 1000, false}, {g(0), 0, false}} {
		if got := c.worthPatching(x.g, x.n); got != x.want {
			t.Errorf("%+v of %d: %v", x.g, x.n, got)
		}
	}
}

func TestBadIDs(t *testing.T) {
	ix := opened(t, t.TempDir(), real2024(t))
	for _, ps := range [][]registry.Platform{
		{{ID: ""}}, {{ID: "a\nb"}}, {{ID: "A"}, {ID: "A"}},
	} {
		if _, err := ix.Sync(context.Background(), snapshotOf(ps), nil); !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("%v: %v", ps, err)
		}
	}
	odd := []registry.Platform{{ID: "a b", NameVI: "dân cư"}, {ID: "ệ/../x", NameVI: "dân cư"}, {ID: "%00", NameVI: "dân cư"}}
	if _, err := ix.Sync(context.Background(), snapshotOf(odd), nil); err != nil {
		t.Fatal(err)
	}
	if r := found(t, ix, Query{Text: "dân cư"}); r.Total != 3 {
		t.Errorf("%+v", r)
	}
}

func TestProgress(t *testing.T) {
	ix := opened(t, t.TempDir(), snapshotOf(nil))
	last := -1
	_, err := ix.Sync(context.Background(), real2024(t), func(done, total int) {
		if total != 146 || done < last {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
	})
	if err != nil || last != 146 {
		t.Errorf("ended at %d, %v", last, err)
	}
}

// Searches during a sync answer from one state or the other, never between.
func TestSearchDuringSync(t *testing.T) {
	states := twoStates()
	ix := opened(t, t.TempDir(), states[0])
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				r, err := ix.Search(context.Background(), Query{Text: "dân cư"})
				want := 60
				if r.Snapshot == states[1].Digest {
					want = 0
				}
				if err != nil || r.Total != want {
					t.Errorf("%d hits in state %.8s, %v", r.Total, r.Snapshot, err)
				}
			}
		})
	}
	for i := range 6 {
		if _, err := ix.Sync(context.Background(), states[(i+1)%2], nil); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	wg.Wait()
}
