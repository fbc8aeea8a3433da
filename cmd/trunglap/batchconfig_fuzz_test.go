package main

import (
	"os"
	"path/filepath"
	"testing"
)

// Whatever a configuration holds, it is read or refused with a reason; one that
// is read can be used.
func FuzzBatchConfig(f *testing.F) {
	example, err := os.ReadFile("../../deploy/trunglap.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(example))
	f.Add("watch: {folder: x, settle: 1h}\nscan: {as_of: today}\n")
	f.Add("lists: [{file: x, stated: {BTC: 1}}]\n? {a: b}\n: c\n")
	f.Add("&a [*a]")
	f.Add("<<: {watch: {folder: x}}\n")
	path := filepath.Join(f.TempDir(), "c.yaml")
	f.Fuzz(func(t *testing.T, yaml string) {
		if err := os.WriteFile(path, []byte(yaml), 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := readBatchConfig(path)
		if err != nil {
			return
		}
		c.asOf(fixedNow())
		if len(c.Lists) == 0 && c.Watch.Folder == "" {
			t.Error("read, and has nothing to import")
		}
	})
}
