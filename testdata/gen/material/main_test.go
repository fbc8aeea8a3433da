package main

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Phrases that begin with a verb and visibly end are kept; those cut off in the
// middle of a word, those that speak of the law itself, and rare ones are not.
func TestTasks(t *testing.T) {
	var law strings.Builder
	for range minCount {
		law.WriteString("heading\tCơ quan cấp giấy phép xây dựng, thu hồi giấy phép xây dựng theo quy định. Quản lý quy định này.\n")
		law.WriteString("heading\tTra cứu hồ sơ bệnh án điện tử quốc gia; kiểm tra của cơ quan.\n")
	}
	law.WriteString("heading\tTra cứu giấy tờ quý hiếm.\n")
	name := filepath.Join(t.TempDir(), "law.tsv.gz")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	zw := gzip.NewWriter(f)
	if _, err := zw.Write([]byte(law.String())); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	things := map[string]*line{"hồ sơ bệnh án": {"thing", "hồ sơ bệnh án", 1}}
	tasks, err := tasksOf(name, things)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range tasks {
		got = append(got, l.phrase)
	}
	want := "cấp giấy phép xây dựng;thu hồi giấy phép xây dựng"
	if strings.Join(got, ";") != want {
		t.Errorf("tasks %q, want %q", got, want)
	}
	if c := things["hồ sơ bệnh án"].count; c != 1+minCount {
		t.Errorf("the thing is counted %d times", c)
	}
}
