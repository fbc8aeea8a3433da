package similarity

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"trunglap/registry"
)

// The tests of this package state laws and oracles, not the numbers of the
// present model: another settings file must pass them too. They run over the
// real lists of testdata/vn and over invented records (invented_test.go).

// day is after the mergers of 2025, so that every owner relation occurs.
const day registry.Date = "2026-07-01"

// readLists reads lists of testdata/vn into one snapshot, column by column, so
// that these tests do not wait for package intake.
func readLists(names ...string) registry.Snapshot {
	var all []registry.Platform
	for _, name := range names {
		f, err := os.Open(filepath.Join("..", "testdata", "vn", name+".csv"))
		if err != nil {
			panic(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			panic(err)
		}
		if err := f.Close(); err != nil {
			panic(err)
		}
		for _, row := range rows[1:] {
			all = append(all, platformOf(name, rows[0], row))
		}
	}
	return registry.NewSnapshot(all, nil, day)
}

func platformOf(list string, header, row []string) registry.Platform {
	get := func(column string) string {
		if i := slices.Index(header, column); i >= 0 {
			return row[i]
		}
		return ""
	}
	return registry.Platform{
		ID: get("id"), Agency: get("agency_code"), List: list, Mandate: get("decision"),
		NameVI: get("name_vi"), NameEN: get("name_en"), FunctionVI: get("function_vi"), FunctionEN: get("function_en"),
		Domains: registry.SplitList(get("data_domains")), Users: registry.SplitList(get("users")),
		URL: get("url"), Launched: registry.Date(get("launched")),
	}
}

// A corpus is a snapshot with its records and every scored pair, made once:
// many tests look at all pairs of the real lists.
type corpus struct {
	registry.Snapshot
	records []*Record
	pairs   []Scored // in the order of ids
	cert    registry.Certificate
	found   func() []registry.Finding
}

// list2024 is the 146 platforms of 2024, allLists the 239 of all three lists.
var (
	list2024 = sync.OnceValue(func() *corpus { return newCorpus("platforms-2024") })
	allLists = sync.OnceValue(func() *corpus { return newCorpus("platforms-2024", "platforms-2025", "platforms-2026") })
)

func newCorpus(names ...string) *corpus {
	c := &corpus{Snapshot: readLists(names...)}
	ctx := context.Background()
	var err error
	if c.records, err = Default().Records(ctx, c.Platforms, 0); err != nil {
		panic(err)
	}
	c.cert, err = Default().Scan(ctx, c.Platforms, ScanOptions{Min: Every, AsOf: day}, func(s Scored) error {
		c.pairs = append(c.pairs, s)
		return nil
	})
	if err != nil {
		panic(err)
	}
	c.found = sync.OnceValue(c.explainAll)
	return c
}

// findings explains every pair from the threshold up.
func (c *corpus) findings() []registry.Finding { return c.found() }

func (c *corpus) explainAll() []registry.Finding {
	var fs []registry.Finding
	for _, s := range c.pairs {
		if s.Score >= Default().settings.Finding {
			fs = append(fs, Default().Finding(c.records[s.A], c.records[s.B], s))
		}
	}
	return fs
}

// record finds a platform's record by id.
func (c *corpus) record(t testing.TB, id string) *Record {
	t.Helper()
	i := slices.IndexFunc(c.Platforms, func(p registry.Platform) bool { return p.ID == id })
	if i < 0 {
		t.Fatalf("no platform %s", id)
	}
	return c.records[i]
}

// apart is a scored pair without the places of its platforms.
func apart(s Scored) Scored { s.A, s.B = 0, 0; return s }
