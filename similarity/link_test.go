package similarity

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"trunglap/registry"
)

// link runs Link for every pair, or from the settings' threshold up.
func link(t interface{ Fatalf(string, ...any) }, as, bs []registry.Platform, opt LinkOptions) []Scored {
	opt.AsOf = day
	out, cert, err := Default().Link(context.Background(), as, bs, opt)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if n := int64(len(as)) * int64(len(bs)); cert.Expected != n || cert.Compared+cert.Bounded != n || cert.Skipped != 0 || cert.Platforms != len(as)+len(bs) {
		t.Fatalf("%d x %d: %+v", len(as), len(bs), cert)
	}
	return out
}

func every() *registry.Millibits { m := Every; return &m }

// TestLinkIsComparing: Link is Compare on every pair across, best first, the
// same for any number of workers.
func TestLinkIsComparing(t *testing.T) {
	c, e := list2024(), Default()
	as, bs := c.Platforms[:30], c.Platforms[20:75] // ten are in both
	got := link(t, as, bs, LinkOptions{Min: every(), Workers: 1})
	if len(got) != len(as)*len(bs) {
		t.Fatalf("%d pairs", len(got))
	}
	for i, s := range got {
		a, b := &as[s.A], &bs[s.B]
		if a.ID != b.ID {
			if want := e.Compare(c.records[s.A], c.records[20+s.B], day); apart(s) != want {
				t.Fatalf("%s %s: %+v, compared %+v", a.ID, b.ID, s, want)
			}
		} else if !wholly(s) {
			t.Errorf("%s in both lists: %+v", a.ID, s)
		}
		if i > 0 {
			before := got[i-1]
			if order := cmp.Or(cmp.Compare(s.Score, before.Score), cmp.Compare(as[before.A].ID, a.ID), cmp.Compare(bs[before.B].ID, b.ID)); order >= 0 {
				t.Fatalf("%s %s comes after a pair that is no better", a.ID, b.ID)
			}
		}
	}
	for _, workers := range []int{0, 2, 8} {
		if again := link(t, as, bs, LinkOptions{Min: every(), Workers: workers}); !slices.Equal(again, got) {
			t.Errorf("%d workers: another result", workers)
		}
	}
	from := Default().settings.Finding
	matches := slices.DeleteFunc(slices.Clone(got), func(s Scored) bool { return s.Score < from })
	if again := link(t, as, bs, LinkOptions{}); !slices.Equal(again, matches) {
		t.Errorf("%d matches, want %d", len(again), len(matches))
	}
}

// TestLinkBothWays: exchanging the lists exchanges the sides.
func TestLinkBothWays(t *testing.T) {
	as, bs := list2024().Platforms[:40], list2024().Platforms[100:]
	there := link(t, as, bs, LinkOptions{Min: every()})
	scores := map[[2]int]Scored{}
	for _, s := range link(t, bs, as, LinkOptions{Min: every()}) {
		scores[[2]int{s.B, s.A}] = apart(s)
	}
	for _, s := range there {
		if scores[[2]int{s.A, s.B}] != apart(s) {
			t.Fatalf("%+v, the other way %+v", s, scores[[2]int{s.A, s.B}])
		}
	}
}

// TestLinkSmall: empty lists, and lists that use the same ids for other things.
func TestLinkSmall(t *testing.T) {
	p, q := full("1"), registry.Platform{ID: "1", NameVI: "Học liệu số", FunctionVI: "Kho bài giảng cho học sinh phổ thông."}
	for _, lists := range [][2][]registry.Platform{{nil, nil}, {nil, {p}}, {{p}, nil}} {
		if got := link(t, lists[0], lists[1], LinkOptions{Min: every()}); len(got) > 0 {
			t.Errorf("%d pairs", len(got))
		}
	}
	got := link(t, []registry.Platform{p, q}, []registry.Platform{q, p}, LinkOptions{})
	if len(got) != 2 || got[0].A+got[0].B != 1 || got[1].A+got[1].B != 1 {
		t.Errorf("the same ids in both lists: %+v", got)
	}
}

// TestOneToOne: each platform in at most one match; no pair that was left out
// is better than both of what its sides got; what is kept keeps its order.
func TestOneToOne(t *testing.T) {
	check := func(t interface{ Fatalf(string, ...any) }, as, bs []registry.Platform) {
		all := link(t, as, bs, LinkOptions{Min: every()})
		kept := link(t, as, bs, LinkOptions{Min: every(), OneToOne: true})
		left, right := map[int]int{}, map[int]int{} // platform -> place of its match
		for i, s := range kept {
			if _, again := left[s.A]; again {
				t.Fatalf("%s twice", as[s.A].ID)
			}
			if _, again := right[s.B]; again {
				t.Fatalf("%s twice", bs[s.B].ID)
			}
			left[s.A], right[s.B] = i, i
		}
		if len(kept) != min(len(as), len(bs)) {
			t.Fatalf("%d matches of %d and %d platforms", len(kept), len(as), len(bs))
		}
		for _, s := range all {
			i, j := left[s.A], right[s.B]
			_, hasA := left[s.A]
			_, hasB := right[s.B]
			better := func(i int, has bool) bool { return has && slices.Index(all, kept[i]) <= slices.Index(all, s) }
			if !better(i, hasA) && !better(j, hasB) {
				t.Fatalf("%s %s left out for worse", as[s.A].ID, bs[s.B].ID)
			}
		}
	}
	check(t, list2024().Platforms[:12], list2024().Platforms[6:14])
	rapid.Check(t, func(t *rapid.T) {
		var as, bs []registry.Platform
		for range rapid.IntRange(0, 4).Draw(t, "left") {
			as = append(as, plainPlatform("a"+string(rune('0'+len(as)))).Draw(t, "a"))
		}
		for range rapid.IntRange(0, 4).Draw(t, "right") {
			bs = append(bs, plainPlatform("b"+string(rune('0'+len(bs)))).Draw(t, "b"))
		}
		check(t, as, bs)
	})
}

// TestLinkStops: a cancelled context ends it with its error, and no result.
func TestLinkStops(t *testing.T) {
	c := list2024()
	ctx, cancel := context.WithCancel(context.Background())
	got, _, err := Default().Link(ctx, c.Platforms, c.Platforms, LinkOptions{Workers: 2, Progress: func(done, total int64) {
		if total != int64(len(c.Platforms)*len(c.Platforms)) {
			t.Errorf("progress of %d", total)
		}
		cancel()
	}})
	if !errors.Is(err, context.Canceled) || got != nil {
		t.Errorf("%v with %d pairs", err, len(got))
	}
}
