package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"trunglap/registry"
)

var noon = time.Date(2024, 7, 30, 12, 0, 0, 0, time.UTC)

func fixedClock() time.Time { return noon }

// openIn opens a registry in a folder for the length of a test.
func openIn(t *testing.T, dir string) *DB {
	t.Helper()
	d, err := Open(context.Background(), dir, Options{Now: fixedClock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func fresh(t *testing.T) *DB { t.Helper(); return openIn(t, t.TempDir()) }

// platform makes a small one; the id's letters before "-" are the owner.
func platform(id, name string) registry.Platform {
	agency := id
	for i := range id {
		if id[i] == '-' {
			agency = id[:i]
			break
		}
	}
	return registry.Platform{ID: id, Agency: agency, NameVI: name, FunctionVI: "Quản lý " + name, Domains: []string{"dân cư", "hộ tịch"}}
}

func platforms(n int) []registry.Platform {
	out := make([]registry.Platform, n)
	for i := range out {
		out[i] = platform(fmt.Sprintf("BTC-%06d", i), fmt.Sprintf("hệ thống số %d", i))
	}
	return out
}

func list(id string, date registry.Date) registry.List {
	return registry.List{ID: id, Title: "Danh mục " + id, Authority: "BTTTT", Date: date}
}

func mustImport(t *testing.T, d *DB, l registry.List, ps ...registry.Platform) ImportReport {
	t.Helper()
	r, err := d.Import(context.Background(), ImportRequest{List: l, Platforms: ps, WithdrawAll: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func mustSnapshot(t *testing.T, d *DB, asOf registry.Date) registry.Snapshot {
	t.Helper()
	s, err := d.Snapshot(context.Background(), asOf)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sound fails the test when Check finds anything.
func sound(t *testing.T, d *DB) {
	t.Helper()
	problems, err := d.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("check: %s: %s", p.Kind, p.Say.EN)
	}
}

// finding makes one between two platforms.
func finding(a, b string, score registry.Millibits, r registry.Relation) registry.Finding {
	p, err := registry.NewPair(a, b)
	if err != nil {
		panic(err)
	}
	return registry.Finding{ID: p.ID(), Pair: p, Prior: -9000, Score: score, Relation: r, Verdict: registry.VerdictOverlap,
		Owners: registry.Between, Settings: "hash-1", Evidence: []registry.Evidence{
			{Comparison: registry.ByName, Presence: registry.BothPresent, Similarity: 700, Weight: score + 9000,
				Shared: []registry.Phrase{{A: "dân cư", B: "dân cư", Via: registry.ViaWords, Share: 700}}}},
		Explain: map[registry.Lang]registry.Explanation{registry.VI: {Summary: "giống nhau"}, registry.EN: {Summary: "alike"}}}
}

func mustSaveRun(t *testing.T, d *DB, fs ...registry.Finding) int64 {
	t.Helper()
	s := mustSnapshot(t, d, "")
	id, err := d.SaveRun(context.Background(), registry.Run{Snapshot: s.Digest, Settings: "hash-1", Engine: "test", Started: noon},
		[]byte(`{"prior":-9000}`), AllOf(fs))
	if err != nil {
		t.Fatal(err)
	}
	return id
}
