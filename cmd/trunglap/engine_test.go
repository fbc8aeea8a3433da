package main

import (
	"bytes"
	"testing"

	"trunglap/registry"
	"trunglap/similarity"
	"trunglap/store"
)

// TestEngineOfRun: what a run made with other settings found is explained by
// those settings, also the findings whose sentences were not made at once; a run
// whose settings this release cannot read is explained by none of them.
func TestEngineOfRun(t *testing.T) {
	ctx := t.Context()
	dir := registryOf(t, vnLists+"platforms-2025.csv")
	db, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	file := bytes.Replace(similarity.DefaultSettings().JSON(), []byte(`"prior": -7000`), []byte(`"prior": -2000`), 1)
	set, err := similarity.LoadSettings(bytes.NewReader(file))
	if err != nil || set.Hash() == similarity.DefaultSettings().Hash() {
		t.Fatal("the same settings", err)
	}
	for _, c := range []struct {
		model []byte
		hash  string
		want  string
	}{
		{similarity.DefaultSettings().JSON(), similarity.DefaultSettings().Hash(), similarity.DefaultSettings().Hash()},
		{set.JSON(), set.Hash(), set.Hash()},
		{[]byte(`{"prior": -9000, "later": true}`), "another release", similarity.DefaultSettings().Hash()},
	} {
		snapshot, err := db.Snapshot(ctx, "")
		if err != nil {
			t.Fatal(err)
		}
		run := registry.Run{Snapshot: snapshot.Digest, Settings: c.hash, Engine: "test"}
		if run.ID, err = db.SaveRun(ctx, run, c.model, store.AllOf(nil)); err != nil {
			t.Fatal(err)
		}
		e, err := engineOfRun(ctx, db, &run)
		if err != nil || e.Settings().Hash() != c.want {
			t.Errorf("%s: %v", c.hash, err)
		}
	}
}
