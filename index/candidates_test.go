package index

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"trunglap/registry"
)

// Of the pairs that people labelled as overlapping or duplicate, nearly all
// are proposed among the first twenty candidates, from one side or the other.
func TestCandidatesProposeLabelledPairs(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "testdata", "vn", "gold-pairs-2024.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := func(name string) int { return slices.Index(rows[0], name) }
	s := real2024(t)
	ix := opened(t, t.TempDir(), s)
	at := s.Index()
	proposed, pairs := 0, 0
	for _, r := range rows[1:] {
		a, b := r[col("a_id")], r[col("b_id")]
		if rel := r[col("relation")]; rel != "duplication" && rel != "overlap" {
			continue
		}
		pairs++
		if candidate(t, ix, s.Platforms[at[a]], b) || candidate(t, ix, s.Platforms[at[b]], a) {
			proposed++
		}
	}
	if t.Logf("%d of %d", proposed, pairs); proposed*100 < pairs*90 {
		t.Errorf("%d of %d labelled pairs are proposed", proposed, pairs)
	}
}

func candidate(t *testing.T, ix *Index, p registry.Platform, id string) bool {
	t.Helper()
	hits, err := ix.Candidates(context.Background(), p, 20)
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(ids(hits), p.ID) {
		t.Errorf("%s is a candidate of itself", p.ID)
	}
	return slices.Contains(ids(hits), id)
}

func TestCandidatesOfNothing(t *testing.T) {
	ix := opened(t, t.TempDir(), real2024(t))
	for _, p := range []registry.Platform{{}, {ID: "X"}, {ID: "X", NameVI: "***"}, {ID: "X", NameVI: "Hệ thống thông tin"}, {ID: "X", NameVI: "xyzzy"}} {
		hits, err := ix.Candidates(context.Background(), p, 20)
		if err != nil || len(hits) != 0 {
			t.Errorf("%+v: %v, %v", p, ids(hits), err)
		}
	}
}

// A proposal that is word for word a listed platform has it first.
func TestCandidatesFindTheSame(t *testing.T) {
	s := real2024(t)
	ix := opened(t, t.TempDir(), s)
	for _, p := range s.Platforms {
		want := p.ID
		p.ID = "PROPOSAL"
		hits, err := ix.Candidates(context.Background(), p, 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(hits) == 0 || hits[0].ID != want {
			t.Errorf("%s: %v", want, ids(hits))
		}
	}
}
