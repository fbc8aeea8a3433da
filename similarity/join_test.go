package similarity

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trunglap/registry"
	"trunglap/testdata/gen/synthetic"
)

// byJoin scans with given sizes of the join's parts.
func byJoin(t interface{ Fatal(...any) }, e *Engine, ps []registry.Platform, low registry.Millibits, workers int, tune tuning) ([]Scored, registry.Certificate) {
	var out []Scored
	s := newScanning(e, len(ps), &ScanOptions{Min: low, AsOf: day, Workers: workers}, func(s Scored) error {
		out = append(out, s)
		return nil
	})
	b, err := e.build(context.Background(), workers, true, ps)
	if err != nil {
		t.Fatal(err)
	}
	j, err := newJoiner(context.Background(), b, s.low, day, selfJoin(), tune)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := s.end(j.rows(context.Background(), workers, selfJoin(), upTo(0, len(ps)), func(i int) int64 { return int64(len(ps) - 1 - i) }, s.take))
	if err != nil {
		t.Fatal(err)
	}
	return out, cert
}

// sizes that make every part of the join work on lists of a few platforms.
func smallTuning(t *rapid.T) tuning {
	return tuning{
		common: rapid.SampledFrom([]int{1, 2, 3, 5, 10, 1000}).Draw(t, "common"),
		block:  rapid.SampledFrom([]int{1, 2, 7, 64}).Draw(t, "block"),
		cell:   rapid.SampledFrom([]int{1, 2, 5, 100}).Draw(t, "cell"),
		cells:  rapid.SampledFrom([]int{1, 3, 1000}).Draw(t, "cells"),
		unread: rapid.SampledFrom([]int{0, 30, 70, 100}).Draw(t, "unread"),
		home:   rapid.SampledFrom([]int{1, 2, 4, 1000}).Draw(t, "home"),
	}
}

// sameFindings compares a join with brute force.
func sameFindings(t interface{ Fatalf(string, ...any) }, got, want []Scored, a, b registry.Certificate) {
	if !slices.Equal(got, want) {
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i] != want[i] {
				t.Fatalf("%d findings, brute force finds %d; from number %d: %+v, want %+v", len(got), len(want), i, got[i:min(len(got), i+1)], want[i:min(len(want), i+1)])
			}
		}
	}
	if a.Digest != b.Digest || a.Compared+a.Bounded != a.Expected || a.Skipped != 0 {
		t.Fatalf("certificates: %+v, brute force %+v", a, b)
	}
}

// TestJoinRealLists: the join finds what comparing all pairs of the real lists
// finds, from any threshold.
func TestJoinRealLists(t *testing.T) {
	ps := allLists().Platforms
	for _, low := range []registry.Millibits{-8000, -2000, 0, 3000} {
		e := Default()
		want, brute := scan(t, ps, ScanOptions{Min: low, Brute: true})
		got, cert := byJoin(t, e, ps, low, 2, usual)
		sameFindings(t, got, want, cert, brute)
		if low >= 0 && cert.Compared > cert.Expected/20 {
			t.Errorf("from %s: %d of %d pairs scored in full", low, cert.Compared, cert.Expected)
		}
	}
}

// TestJoinProvinces: the same for a made-up list of provinces and communes,
// most pairs of which serve two different bodies.
func TestJoinProvinces(t *testing.T) {
	made, _ := synthetic.New(synthetic.Spec{N: 900, Seed: 7, Provinces: 90}).Platforms()
	ps := registry.NewSnapshot(made, nil, "").Platforms
	for _, low := range []registry.Millibits{-4000, 0} {
		want, brute := scan(t, ps, ScanOptions{Min: low, Brute: true})
		for _, tune := range []tuning{usual, {common: 10, block: 100, cell: 8, cells: 40, unread: 90, home: 10}} {
			got, cert := byJoin(t, Default(), ps, low, 2, tune)
			sameFindings(t, got, want, cert, brute)
		}
	}
}

// anyList draws some platforms of any kind, near copies among them, and what
// is special to the join: odd words in names, long texts.
func anyList(limit int) *rapid.Generator[[]registry.Platform] {
	return rapid.Custom(func(t *rapid.T) []registry.Platform {
		var ps []registry.Platform
		for i := range rapid.IntRange(0, limit).Draw(t, "n") {
			p := anyPlatform("x").Draw(t, "platform")
			if i > 0 && rapid.IntRange(0, 2).Draw(t, "copy") == 0 {
				like := ps[rapid.IntRange(0, i-1).Draw(t, "of")]
				for _, f := range []func(){
					func() { p.NameVI = like.NameVI }, func() { p.NameEN = like.NameEN },
					func() { p.FunctionVI = like.FunctionVI }, func() { p.FunctionEN = like.FunctionEN },
					func() { p.Domains = like.Domains }, func() { p.Users = like.Users },
				} {
					if rapid.Bool().Draw(t, "field") {
						f()
					}
				}
			}
			if rapid.IntRange(0, 2).Draw(t, "local") == 0 {
				p.Agency = rapid.SampledFrom([]string{"UBND-001", "UBND-002", "UBND-003"}).Draw(t, "province")
				p.NameVI += " tỉnh Lào Cai"
			}
			p.ID = fmt.Sprintf("p%03d", i)
			ps = append(ps, p)
		}
		return ps
	})
}

// anySettings draws settings with other curves, which rise somehow.
func anySettings(t *rapid.T) *Settings {
	s := *DefaultSettings()
	s.Curves = nil
	for _, c := range DefaultSettings().Curves {
		c.Knots = nil
		at, w := 0, registry.Millibits(rapid.IntRange(-6000, 0).Draw(t, "bottom"))
		for at <= 1000 {
			c.Knots = append(c.Knots, registry.Knot{Similarity: at, Weight: w})
			if at == 1000 {
				break
			}
			at = min(1000, at+rapid.IntRange(1, 700).Draw(t, "step"))
			w += registry.Millibits(rapid.IntRange(0, 3000).Draw(t, "rise"))
		}
		c.OneMissing = min(w, registry.Millibits(rapid.IntRange(-3000, 3000).Draw(t, "one missing")))
		c.BothMissing = min(w, registry.Millibits(rapid.IntRange(-3000, 3000).Draw(t, "both missing")))
		s.Curves = append(s.Curves, c)
	}
	s.Prior = registry.Millibits(rapid.IntRange(-12000, 1000).Draw(t, "prior"))
	return &s
}

// TestJoinIsBruteForce: any list, any settings, any threshold, any number of
// workers, whatever the sizes of the parts of the join.
func TestJoinIsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := anyList(24).Draw(t, "list")
		e := *Default()
		if rapid.Bool().Draw(t, "other settings") {
			e.settings = anySettings(t)
		}
		low := registry.Millibits(rapid.IntRange(-9000, 6000).Draw(t, "low"))
		var want []Scored
		opt := ScanOptions{Min: low, AsOf: day, Brute: true, Workers: 1}
		brute, err := e.Scan(context.Background(), ps, opt, func(s Scored) error {
			want = append(want, s)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		got, cert := byJoin(t, &e, ps, low, rapid.IntRange(1, 3).Draw(t, "workers"), smallTuning(t))
		sameFindings(t, got, want, cert, brute)
	})
}

// TestScanChanged: a list with some platforms changed, added and removed,
// scanned from what is known of the list before, gives what a full scan gives.
func TestScanChanged(t *testing.T) {
	e := Default()
	rapid.Check(t, func(t *rapid.T) {
		before := anyList(16).Draw(t, "before")
		low := registry.Millibits(rapid.IntRange(-6000, 2000).Draw(t, "low"))
		opt := ScanOptions{Min: low, AsOf: day, Workers: rapid.IntRange(1, 3).Draw(t, "workers")}
		var known []Known
		first := opt
		first.Min = min(low, e.settings.Finding)
		if _, err := e.Scan(context.Background(), before, first, func(s Scored) error {
			known = append(known, Known{registry.Pair{A: before[s.A].ID, B: before[s.B].ID}, s})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		var now []registry.Platform
		changed := map[string]bool{}
		for i, p := range before {
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				continue // removed
			case 1:
				id := p.ID
				p = anyPlatform("x").Draw(t, "changed")
				p.ID = id
				changed[id] = true
			case 2:
				q := anyPlatform("x").Draw(t, "added")
				q.ID = before[i].ID + "a"
				now = append(now, p)
				p = q
				changed[q.ID] = true
			}
			now = append(now, p)
		}
		var got, want []Scored
		full, err := e.Scan(context.Background(), now, ScanOptions{Min: low, AsOf: day, Brute: true}, func(s Scored) error {
			want = append(want, s)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		cert, err := e.ScanChanged(context.Background(), now, changed, func(yield func(Known, error) bool) {
			for _, k := range known {
				if !yield(k, nil) {
					return
				}
			}
		}, opt, func(s Scored) error {
			got = append(got, s)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		sameFindings(t, got, want, cert, full)
	})
}

// TestLinkIsBruteForce: the same for two lists, which may use the same ids.
func TestLinkIsBruteForce(t *testing.T) {
	e := Default()
	rapid.Check(t, func(t *rapid.T) {
		as, bs := anyList(12).Draw(t, "as"), anyList(12).Draw(t, "bs")
		low := registry.Millibits(rapid.IntRange(-6000, 3000).Draw(t, "low"))
		opt := LinkOptions{Min: &low, AsOf: day, OneToOne: rapid.Bool().Draw(t, "one to one"), Workers: rapid.IntRange(1, 3).Draw(t, "workers")}
		got, cert, err := e.Link(context.Background(), as, bs, opt)
		if err != nil {
			t.Fatal(err)
		}
		opt.Brute = true
		want, brute, err := e.Link(context.Background(), as, bs, opt)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) || cert.Compared+cert.Bounded != cert.Expected || brute.Compared != cert.Expected {
			t.Fatalf("%+v, %+v\n%+v\n%+v", cert, brute, got, want)
		}
	})
}

// FuzzJoin: two platforms and a third like either, from four texts and a
// threshold.
func FuzzJoin(f *testing.F) {
	f.Add("Hệ thống quản lý hộ tịch", "Cấp giấy khai sinh, khai tử", "hộ tịch", "Civil status", int16(0))
	f.Add("thong tin dat dai", "Land register 2024", "đất đai; dân cư", "thốg tin", int16(-3000))
	f.Fuzz(func(t *testing.T, a, b, c, d string, low int16) {
		ps := []registry.Platform{
			{ID: "1", NameVI: a, FunctionVI: b, Domains: []string{c}, Users: []string{d}, Agency: "BTC"},
			{ID: "2", NameVI: d, NameEN: a, FunctionEN: b, Domains: []string{c, a}},
			{ID: "3", NameVI: a + " " + d, FunctionVI: b + ". " + c, FunctionEN: d},
			{ID: "4", NameEN: d, FunctionVI: a + b, Users: []string{d}, Agency: "BCA"},
		}
		e := Default()
		opt := ScanOptions{Min: registry.Millibits(low), AsOf: day, Brute: true, Workers: 1}
		var want []Scored
		brute, err := e.Scan(context.Background(), ps, opt, func(s Scored) error {
			want = append(want, s)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, tune := range []tuning{usual, {common: 1, block: 1, cell: 1, cells: 9, home: 1}, {common: 1000, block: 2, cell: 1, cells: 9, unread: 100, home: 2}} {
			got, cert := byJoin(t, e, ps, registry.Millibits(low), 1, tune)
			sameFindings(t, got, want, cert, brute)
		}
	})
}

// TestAudit: the pairs that are not scored stay below, and an audit of a join
// that leaves out too much says so.
func TestAudit(t *testing.T) {
	ps := allLists().Platforms
	a, err := Default().AuditSample(context.Background(), ps, ScanOptions{AsOf: day}, 2000, 1)
	if err != nil || a.Drawn != 2000 || len(a.Above) > 0 || a.Highest >= Default().settings.Finding {
		t.Errorf("%+v, %v", a, err)
	}
	again, _ := Default().AuditSample(context.Background(), ps, ScanOptions{AsOf: day}, 2000, 1)
	if again.Highest != a.Highest {
		t.Errorf("the same seed: %v, then %v", a.Highest, again.Highest)
	}
	var wrong Audit
	j := &joiner{e: Default(), low: Every, records: allLists().records}
	if wrong.score(j, 0, 1); len(wrong.Above) != 1 {
		t.Error("a pair above is not reported")
	}
}

// TestHeavy: platforms of more text than the packed sums hold are compared all
// the same.
func TestHeavy(t *testing.T) {
	var long strings.Builder
	for i := range 14000 {
		fmt.Fprintf(&long, "xq%cz%d ", 'a'+rune(i%26), i)
	}
	ps := slices.Clone(list2024().Platforms[:40])
	ps[3].FunctionVI += long.String()
	ps[17].FunctionVI, ps[17].NameVI = ps[3].FunctionVI, ps[3].NameVI
	ps[20].NameVI = long.String()[:20000]
	want, brute := scan(t, ps, ScanOptions{Brute: true})
	got, cert := scan(t, ps, ScanOptions{})
	sameFindings(t, got, want, cert, brute)
	if cert.Compared < 2*39-1 {
		t.Errorf("%d pairs scored in full", cert.Compared)
	}
}

// TestLesser: each field by itself.
func TestLesser(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Uint64Range(0, mayBeNear-1).Draw(t, "x"), rapid.Uint64Range(0, mayBeNear-1).Draw(t, "y")
		for k := range 3 {
			if got := unpack(lesser(x, y), k); got != min(unpack(x, k), unpack(y, k)) {
				t.Fatalf("%x %x field %d: %d", x, y, k, got)
			}
		}
	})
}

// TestUsageRow: looking words up gives what searching gives.
func TestUsageRow(t *testing.T) {
	c, e := allLists(), Default()
	var row usageRow
	for i, a := range c.records {
		row.lay(e, a.used)
		for _, b := range c.records[max(0, i-40):i] {
			if got, want := row.similarity(b.used), e.usageSimilarity(a.used, b.used); len(a.used) > 0 && len(b.used) > 0 && got != want {
				t.Fatalf("%s %s: %d, want %d", a.Platform.ID, b.Platform.ID, got, want)
			}
		}
	}
}

// TestBoundsHold: what step 3 and step 4 of the join take for the most is never
// less than the score, pair by pair, with tails of every size.
func TestBoundsHold(t *testing.T) {
	ps := allLists().Platforms
	for _, common := range []int{2, 5, 30} {
		b, err := Default().build(context.Background(), 2, false, ps)
		if err != nil {
			t.Fatal(err)
		}
		j, err := newJoiner(context.Background(), b, 0, day, selfJoin(), tuning{common: common, block: 100, cell: 4, cells: 100, unread: 50, home: 1000})
		if err != nil {
			t.Fatal(err)
		}
		for i := range ps {
			for k := i + 1; k < len(ps); k++ {
				if len(near(j.records[i], j.records[k])) == 0 {
					boundHolds(t, j, i, k)
				}
			}
		}
	}
}

func boundHolds(t *testing.T, j *joiner, i, k int) {
	t.Helper()
	p, q := j.place[i], j.place[k]
	m := j.pairs[[2]int{int(p.group), int(q.group)}]
	x, y := m.row.g.cell[p.at], m.column.g.cell[q.at]
	a, c := &m.row.boxes[x], &m.column.boxes[y]
	score := j.e.measure(j.records[i], j.records[k]).Score
	if m.foreign && m.row.docs[p.at].body == m.column.docs[q.at].body {
		return // mates are held to no bar
	}
	sum := listedInCommon(j, m, i, k)
	if most := m.rest(j, a, c) + m.top(a, c, sharing(sum), unpack(sum, byFunction)); most < score {
		t.Fatalf("%s %s: bound %v, score %v", j.records[i].Platform.ID, j.records[k].Platform.ID, most, score)
	}
	if bars := m.barsFor(j, int(x))[y]; score >= j.low && (sum < bars[sharing(sum)] || sum < bars[sharingBoth]) {
		t.Fatalf("%s %s: shares %x, bars %x, score %v", j.records[i].Platform.ID, j.records[k].Platform.ID, sum, bars, score)
	}
}

// listedInCommon is what the lists would add up, by looking every term up.
func listedInCommon(j *joiner, m *meeting, i, k int) uint64 {
	column := map[uint32]uint64{}
	for _, x := range j.listedTerms(k, m.column.bags, nil) {
		column[x.list] += x.w
	}
	sum := uint64(0)
	for _, x := range j.listedTerms(i, m.row.bags, nil) {
		sum += lesser(x.w, column[x.list])
	}
	return sum
}
