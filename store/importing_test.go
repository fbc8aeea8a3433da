package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trunglap/registry"
)

func TestImportReportsEveryKindOfChange(t *testing.T) {
	d := fresh(t)
	first := mustImport(t, d, list("L", "2024"), platform("BTC-1", "thuế"), platform("BYT-1", "khám bệnh"), platform("BCA-1", "dân cư"))
	if got := first.Added; !slices.Equal(got, []string{"BCA-1", "BTC-1", "BYT-1"}) || !first.Written {
		t.Fatalf("first import: %+v", first)
	}
	edited := platform("BTC-1", "thuế điện tử")
	edited.FunctionVI = "Quản lý thuế"
	edited.Domains = []string{"thuế"}
	edited.Extra = []registry.Extra{{Column: "ghi chú", Value: "mới"}}
	second := mustImport(t, d, list("L", "2025"), edited, platform("BYT-1", "khám bệnh"), platform("BXD-1", "nhà ở"))
	want := []Change{{ID: "BTC-1", From: "L", Fields: []FieldChange{
		{Field: "data_domains", Old: "dân cư; hộ tịch", New: "thuế"},
		{Field: "extra:ghi chú", Old: "", New: "mới"},
		{Field: "name_vi", Old: "thuế", New: "thuế điện tử"},
	}}}
	if diff := cmp.Diff(want, second.Changed); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	if !slices.Equal(second.Added, []string{"BXD-1"}) || !slices.Equal(second.Withdrawn, []string{"BCA-1"}) || second.Unchanged != 1 {
		t.Errorf("second import: %+v", second)
	}
	sound(t, d)
}

func TestFault17_ImportTwiceWritesOnce(t *testing.T) {
	d := fresh(t)
	ps := []registry.Platform{platform("BTC-1", "thuế"), platform("BYT-1", "khám bệnh")}
	a := mustImport(t, d, list("L", "2024"), ps...)
	slices.Reverse(ps)
	l := list("L", "2024")
	l.File = "the same list under another name.csv"
	b := mustImport(t, d, l, ps...)
	if b.Written || b.Edition != a.Edition || b.Unchanged != 2 || b.Snapshot != a.Snapshot {
		t.Errorf("second import wrote: %+v", b)
	}
	all, err := d.Editions(context.Background())
	if err != nil || len(all) != 1 {
		t.Errorf("editions: %v, %v", all, err)
	}
}

func TestChangedBackIsTheOldVersion(t *testing.T) {
	d := fresh(t)
	a := mustImport(t, d, list("L", "2024"), platform("BTC-1", "thuế"))
	mustImport(t, d, list("L", "2024"), platform("BTC-1", "hải quan"))
	c := mustImport(t, d, list("L", "2024"), platform("BTC-1", "thuế"))
	if !c.Written || c.Snapshot != a.Snapshot {
		t.Errorf("changed back: %+v", c)
	}
	var n int
	if err := d.read.QueryRow("SELECT count(*) FROM version").Scan(&n); err != nil || n != 2 {
		t.Errorf("%d versions stored, %v", n, err)
	}
	sound(t, d)
}

func TestBadRowsWriteNothingUnlessAccepted(t *testing.T) {
	d := fresh(t)
	ctx := context.Background()
	before := mustImport(t, d, list("L", "2024"), platform("BTC-1", "thuế"), platform("BTC-2", "hải quan"))
	req := ImportRequest{List: list("L", "2025"), Platforms: []registry.Platform{platform("BTC-1", "thuế mới")}, Rejected: 1}
	if _, err := d.Import(ctx, req); !errors.Is(err, registry.ErrInvalid) {
		t.Fatalf("rejected rows: %v", err)
	}
	if got := mustSnapshot(t, d, "").Digest; got != before.Snapshot {
		t.Error("the registry changed")
	}
	req.AcceptGoodRows = true
	r, err := d.Import(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Kept, []string{"BTC-2"}) || len(r.Withdrawn) != 0 || len(r.Changed) != 1 {
		t.Errorf("a row that could not be read withdrew its platform: %+v", r)
	}
	sound(t, d)
}

func TestImportRefusesWhatIsNoList(t *testing.T) {
	d := fresh(t)
	for name, req := range map[string]ImportRequest{
		"no list id":   {List: registry.List{ID: " "}},
		"no id":        {List: list("L", ""), Platforms: []registry.Platform{{}}},
		"twice":        {List: list("L", ""), Platforms: []registry.Platform{platform("A-1", "x"), platform("A-1", "y")}},
		"not in UTF-8": {List: list("L", ""), Platforms: []registry.Platform{platform("A-1", "\xff")}},
	} {
		if _, err := d.Import(context.Background(), req); !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s := mustSnapshot(t, d, ""); len(s.Platforms) != 0 {
		t.Error("something was written")
	}
	r := mustImport(t, d, list("L", ""), platform("A-1", "a replacement character � is valid"))
	if len(r.Added) != 1 {
		t.Error(r)
	}
	sound(t, d)
}

func TestDryRunChangesNothing(t *testing.T) {
	d := fresh(t)
	ctx := context.Background()
	mustImport(t, d, list("L", "2024"), platform("BTC-1", "thuế"))
	before := mustSnapshot(t, d, "")
	req := ImportRequest{List: list("L", "2024"), Platforms: []registry.Platform{platform("BTC-1", "thuế mới"), platform("BTC-2", "hải quan")}, DryRun: true}
	dry, err := d.Import(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	if dry.Written || mustSnapshot(t, d, "").Digest != before.Digest {
		t.Error("a dry run wrote")
	}
	req.DryRun = false
	wet, err := d.Import(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	dry.Written = true
	if diff := cmp.Diff(dry, wet); diff != "" {
		t.Errorf("the dry run foretold something else (-foretold +done):\n%s", diff)
	}
}

func TestTotalsAreCompared(t *testing.T) {
	l := list("L", "2024")
	l.Stated = map[string]int{"BGTVT": 9, "BTC": 1, "BYT": 2}
	d := fresh(t)
	r := mustImport(t, d, l, platform("BGTVT-1", "đăng kiểm"), platform("BTC-1", "thuế"), platform("BCA-1", "dân cư"))
	want := []Mismatch{{"BGTVT", 9, 1}, {"BYT", 2, 0}}
	if diff := cmp.Diff(want, r.Mismatches); diff != "" {
		t.Error(diff)
	}
}

func TestFault20_SameIDInTwoLists(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	mustImport(t, d, list("2024", "2024-07"), platform("BTC-1", "thuế"), platform("BTC-2", "hải quan"))
	moved := platform("BTC-1", "thuế")
	moved.Agency = "BXD" // transferred: another owner, the same name
	renamed := platform("BTC-2", "hải quan số")
	r := mustImport(t, d, list("2025", "2025-03"), moved, renamed)
	if len(r.Changed) != 2 || r.Changed[0].From != "2024" || len(r.Collisions) != 0 {
		t.Fatalf("re-listed: %+v", r)
	}
	s := mustSnapshot(t, d, "")
	if len(s.Platforms) != 2 || s.Platforms[0].Agency != "BXD" || s.Platforms[0].List != "2025" {
		t.Errorf("the newer list does not win: %+v", s.Platforms)
	}
	if s := mustSnapshot(t, d, "2024-12-31"); s.Platforms[0].Agency != "BTC" || s.Platforms[0].List != "2024" {
		t.Errorf("the older list's version was lost: %+v", s.Platforms[0])
	}
	other := platform("BTC-1", "bệnh án")
	other.Agency = "BYT"
	req := ImportRequest{List: list("2026", "2026"), Platforms: []registry.Platform{other}}
	if _, err := d.Import(ctx, req); !errors.Is(err, registry.ErrConflict) {
		t.Fatalf("two platforms under one id: %v", err)
	}
	req.DryRun = true
	if r, err := d.Import(ctx, req); err != nil || len(r.Collisions) != 1 || r.Written {
		t.Fatalf("dry run: %+v, %v", r, err)
	}
	req.DryRun, req.AcceptCollisions = false, true
	if r, err := d.Import(ctx, req); err != nil || len(r.Collisions) != 1 {
		t.Fatalf("accepted: %+v, %v", r, err)
	}
	sound(t, d)
}

func TestAnOlderEditionGoesToItsPlaceInTime(t *testing.T) {
	d := fresh(t)
	mustImport(t, d, list("L", "2024-01"), platform("A-1", "một"))
	june := mustImport(t, d, list("L", "2024-06"), platform("A-1", "một"), platform("A-2", "hai"))
	march := mustImport(t, d, list("L", "2024-03"), platform("A-3", "ba"))
	if !march.Historic || !march.Written || march.Snapshot != june.Snapshot {
		t.Errorf("March after June: %+v", march)
	}
	for asOf, want := range map[registry.Date][]string{
		"":           {"A-1", "A-2"},
		"2023":       {},
		"2024-02-01": {"A-1"},
		"2024-05":    {"A-3"},
		"2024-06-15": {"A-1", "A-2"},
	} {
		got := []string{}
		for _, p := range mustSnapshot(t, d, asOf).Platforms {
			got = append(got, p.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("as of %q: %v, want %v", asOf, got, want)
		}
	}
	undated := mustImport(t, d, list("L", ""), platform("A-1", "một"))
	if undated.List.Date != "2024-06" || undated.Historic {
		t.Errorf("an undated list is not the newest: %+v", undated)
	}
	sound(t, d)
}

func TestHistoryTellsAll(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	mustImport(t, d, list("L", "2024-01"), platform("A-1", "một"), platform("A-2", "hai"))
	mustImport(t, d, list("L", "2024-02"), platform("A-1", "một mới"), platform("A-2", "hai"))
	mustImport(t, d, list("L", "2024-03"), platform("A-2", "hai"))
	mustImport(t, d, list("L", "2024-04"), platform("A-1", "một mới"), platform("A-2", "hai"))
	h, err := d.History(ctx, "A-1")
	if err != nil {
		t.Fatal(err)
	}
	if len(h) != 4 || h[0].Withdrawn || len(h[1].Changed) != 2 || !h[2].Withdrawn || h[2].Platform.NameVI != "một mới" || h[3].Withdrawn || h[3].Changed != nil {
		t.Errorf("history: %+v", h)
	}
	if _, err := d.History(ctx, "A-9"); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("history of nothing: %v", err)
	}
}

// The oracle keeps every edition whole in memory and answers from the definition.
type oracle struct {
	id       []string
	date     []registry.Date
	platform [][]registry.Platform
}

func (o *oracle) asOf(d registry.Date) registry.Snapshot {
	best := map[string]int{}
	later := func(i, j int) bool {
		return o.date[i].First() > o.date[j].First() || o.date[i].First() == o.date[j].First() && i > j
	}
	for i := range o.id {
		if d.Before(o.date[i]) {
			continue
		}
		if j, ok := best[o.id[i]]; !ok || later(i, j) {
			best[o.id[i]] = i
		}
	}
	from := map[string]int{}
	of := map[string]registry.Platform{}
	for _, i := range best {
		for _, p := range o.platform[i] {
			if j, ok := from[p.ID]; !ok || later(i, j) {
				from[p.ID], of[p.ID] = i, p
			}
		}
	}
	var ps []registry.Platform
	for _, p := range of {
		ps = append(ps, p)
	}
	return registry.NewSnapshot(ps, nil, d)
}

func TestSnapshotsAgreeWithTheDefinition(t *testing.T) {
	for seed := range uint64(12) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		d := fresh(t)
		var o oracle
		dates := []registry.Date{"2024-01", "2024-02-10", "2024", "2025-05", "2024-02"}
		for range 15 {
			l := list([]string{"A", "B", "C"}[rnd.IntN(3)], dates[rnd.IntN(len(dates))])
			var ps []registry.Platform
			for _, k := range rnd.Perm(8)[:rnd.IntN(8)] {
				p := platform("BTC-"+string(rune('0'+k)), []string{"thuế", "hải quan", "kho bạc"}[rnd.IntN(3)])
				ps = append(ps, p)
			}
			r := mustImport(t, d, l, ps...)
			if r.Written {
				o.id, o.date, o.platform = append(o.id, l.ID), append(o.date, l.Date), append(o.platform, ps)
			}
			for _, asOf := range append(dates, "", "2023", "2030-01-01") {
				if got, want := mustSnapshot(t, d, asOf).Digest, o.asOf(asOf).Digest; got != want {
					t.Fatalf("seed %d, as of %q: %s, want %s", seed, asOf, got, want)
				}
			}
			if r.Snapshot != o.asOf("").Digest {
				t.Fatalf("seed %d: the report names another snapshot", seed)
			}
		}
		sound(t, d)
	}
}

func TestSnapshotIsNewSnapshot(t *testing.T) {
	d := fresh(t)
	p := platform("BTC-1", "thuế <&> \u2028 \"quoted\"")
	p.Links = []registry.Link{{Kind: "connection", Target: "BCA-1"}}
	p.Source = registry.Source{File: "f.csv", Line: 7, Row: 7}
	p.Launched = "2020-05"
	l := list("L", "2024")
	l.Stated = map[string]int{"BTC": 1}
	mustImport(t, d, l, p)
	p.List = "L"
	want := registry.NewSnapshot([]registry.Platform{p}, []registry.List{l}, "2025")
	if diff := cmp.Diff(want, mustSnapshot(t, d, "2025")); diff != "" {
		t.Error(diff)
	}
}

func TestDiffIsEmptyExactlyForEqualContent(t *testing.T) {
	a := platform("A-1", "x")
	for name, edit := range map[string]func(*registry.Platform){
		"division of a list":  func(p *registry.Platform) { p.Domains = []string{"dân cư; hộ tịch"} },
		"order of columns":    func(p *registry.Platform) { p.Extra = []registry.Extra{{Column: "b"}, {Column: "a"}} },
		"restricted":          func(p *registry.Platform) { p.Restricted = true },
		"an empty column":     func(p *registry.Platform) { p.Extra = []registry.Extra{{Column: "a"}} },
		"a link":              func(p *registry.Platform) { p.Links = []registry.Link{{Kind: "k", Target: "t"}} },
		"the owner":           func(p *registry.Platform) { p.Agency = "B" },
		"a field taken away":  func(p *registry.Platform) { p.FunctionVI = "" },
		"blanks in a name":    func(p *registry.Platform) { p.NameVI = "x " },
		"nothing, but a list": func(p *registry.Platform) { p.List = "other" },
	} {
		b := a
		edit(&b)
		if got, want := len(Diff(a, b)) == 0, a.Digest() == b.Digest(); got != want {
			t.Errorf("%s: no difference shown is %v, equal content is %v: %v", name, got, want, Diff(a, b))
		}
	}
}

// TestEmptiedListIsRefused: a file that lost its rows withdraws nothing, unless
// that is asked for; a list that is empty already may stay so.
func TestEmptiedListIsRefused(t *testing.T) {
	ctx, d := context.Background(), fresh(t)
	if _, err := d.Import(ctx, ImportRequest{List: list("L", "2024")}); err != nil {
		t.Fatalf("a new list without platforms: %v", err)
	}
	mustImport(t, d, list("L", "2025"), platform("BTC-1", "thuế"), platform("BTC-2", "hải quan"))
	before := mustSnapshot(t, d, "").Digest
	empty := ImportRequest{List: list("L", "2026")}
	if _, err := d.Import(ctx, empty); !errors.Is(err, registry.ErrInvalid) || !strings.Contains(err.Error(), "--withdraw-all") {
		t.Fatalf("an emptied list: %v", err)
	}
	if after := mustSnapshot(t, d, "").Digest; after != before {
		t.Error("the refused import changed the registry")
	}
	empty.WithdrawAll = true
	r, err := d.Import(ctx, empty)
	if err != nil || len(r.Withdrawn) != 2 {
		t.Fatalf("%d withdrawn, %v", len(r.Withdrawn), err)
	}
}
