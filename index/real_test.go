package index

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"trunglap/registry"
	"trunglap/text"
)

// realPlatforms reads a real list without package intake, which stands above
// this one.
func realPlatforms(t testing.TB, names ...string) []registry.Platform {
	t.Helper()
	var out []registry.Platform
	for _, name := range names {
		f, err := os.Open(filepath.Join("..", "testdata", "vn", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		at := map[string]int{}
		for i, h := range rows[0] {
			at[h] = i
		}
		for _, r := range rows[1:] {
			get := func(h string) string {
				if i, ok := at[h]; ok {
					return r[i]
				}
				return ""
			}
			out = append(out, registry.Platform{ID: get("id"), Agency: get("agency_code"), NameVI: get("name_vi"), NameEN: get("name_en"),
				FunctionVI: get("function_vi"), FunctionEN: get("function_en"), Domains: registry.SplitList(get("data_domains"))})
		}
	}
	return out
}

func real2024(t testing.TB) registry.Snapshot {
	t.Helper()
	return snapshotOf(realPlatforms(t, "platforms-2024.csv"))
}

func snapshotOf(ps []registry.Platform) registry.Snapshot { return registry.NewSnapshot(ps, nil, "") }

// opened is an index over a snapshot, closed when the test ends.
func opened(t testing.TB, dir string, s registry.Snapshot) *Index {
	t.Helper()
	ix, err := Open(context.Background(), dir, text.Default())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := ix.Sync(context.Background(), s, nil); err != nil {
		t.Fatal(err)
	}
	return ix
}

func found(t testing.TB, ix *Index, q Query) Result {
	t.Helper()
	res, err := ix.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func ids(hits []Hit) []string {
	out := []string{}
	for _, h := range hits {
		out = append(out, h.ID)
	}
	return out
}
