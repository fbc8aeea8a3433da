package index

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"trunglap/registry"
	"trunglap/text"
)

// The queries by which two indexes are compared.
var probes = []Query{
	{}, {Text: "dân cư"}, {Text: "dan cu"}, {Text: "CSDL dân cư"}, {Text: "population database"}, {Text: "hải quan"},
	{Text: "hải quân"}, {Text: "hệ thống thông tin", Limit: 7, Offset: 3}, {Text: "thue"}, {Text: "quản lý đất đai ở một nơi không có"},
	{Agency: "BTC"}, {Text: "cổng dịch vụ công", Agency: "BCA"}, {Domain: "X-03"}, {Text: "BCA-001"}, {Text: "P007"},
}

// answers is everything an index says to the probes, scores included.
func answers(t *testing.T, ix *Index) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", " ")
	for _, q := range probes {
		if err := enc.Encode(found(t, ix, q)); err != nil {
			t.Fatal(err)
		}
	}
	for _, typed := range []string{"d", "cơ sở d", "he thong q"} {
		hits, err := ix.Suggest(context.Background(), typed, 10)
		if err != nil {
			t.Fatal(err)
		}
		if err := enc.Encode(hits); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func sameAnswers(t *testing.T, when string, got, want []byte) {
	t.Helper()
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); d != "" {
		t.Fatalf("%s the answers differ (-want +got):\n%s", when, d)
	}
}

func reopened(t *testing.T, dir string) *Index {
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
	return ix
}

// onlyGeneration checks that nothing is left over: the lock, the seal, one generation.
func onlyGeneration(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if len(names) != 3 {
		t.Errorf("left in the folder: %v", names)
	}
}

func TestFault40_SecondProcess(t *testing.T) {
	dir := t.TempDir()
	c := start(t, "hold", dir)
	c.expect(t, "holding")
	begin := time.Now()
	ix, err := Open(context.Background(), dir, text.Default())
	took := time.Since(begin)
	if !errors.Is(err, registry.ErrBusy) {
		t.Fatalf("second opener got %v, %v", ix, err)
	}
	pid := strconv.Itoa(c.Process.Pid)
	for _, lang := range []registry.Lang{registry.VI, registry.EN} {
		if says := registry.Explain(err, lang); !strings.Contains(says, pid) {
			t.Errorf("%q does not name process %s", says, pid)
		}
	}
	if took > lockPatience+lockRetry+time.Second {
		t.Errorf("the refusal took %v", took)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Open(cancelled, dir, text.Default()); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled opener got %v", err)
	}
	if err := c.in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
	reopened(t, dir)
}

func TestFault40_SameProcess(t *testing.T) {
	dir := t.TempDir()
	reopened(t, dir)
	if _, err := Open(context.Background(), dir, text.Default()); !errors.Is(err, registry.ErrBusy) {
		t.Errorf("second open in the same process: %v", err)
	}
}

// A killed holder leaves no lock.
func TestFault40_KilledHolder(t *testing.T) {
	dir := t.TempDir()
	c := start(t, "hold", dir)
	c.expect(t, "holding")
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err == nil {
		t.Fatal("the child was not killed")
	}
	reopened(t, dir)
}

// damages are ways to spoil an index folder.
func damages(t *testing.T, dir string) map[string]func(t *testing.T) {
	out := map[string]func(t *testing.T){}
	edit := func(path string, change func([]byte) []byte) func(t *testing.T) {
		return func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, change(data), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(path string) func(t *testing.T) {
		return func(t *testing.T) {
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(dir, path)
		if err != nil || name == "." || name == lockName {
			return err
		}
		out["delete "+name] = remove(path)
		if d.IsDir() {
			return nil
		}
		out["truncate "+name] = edit(path, func(b []byte) []byte { return b[:len(b)/2] })
		out["empty "+name] = edit(path, func([]byte) []byte { return nil })
		out["lengthen "+name] = edit(path, func(b []byte) []byte { return append(b, 0) })
		out["garbage "+name] = edit(path, func(b []byte) []byte { return bytes.Repeat([]byte{0xa5}, len(b)) })
		for part := range 4 {
			out[fmt.Sprintf("flip %s at %d/4", name, part)] = edit(path, func(b []byte) []byte {
				b[part*len(b)/4] ^= 0x10
				return b
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFault41_DamageIsToldAndRepaired(t *testing.T) {
	s := snapshotOf(realPlatforms(t, "platforms-2025.csv"))
	dir := t.TempDir()
	ix := opened(t, dir, s)
	want := answers(t, ix)
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	healthy := t.TempDir()
	if err := os.CopyFS(healthy, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for name := range damages(t, dir) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(healthy)); err != nil {
				t.Fatal(err)
			}
			damages(t, dir)[name](t)
			ix, err := Open(context.Background(), dir, text.Default())
			if err != nil {
				t.Fatalf("a damaged index must open for repair, not fail: %v", err)
			}
			defer ix.Close()
			st, why := ix.State()
			if st != Damaged && !(st == Empty && name == "delete "+sealName) {
				t.Fatalf("state %s, %s", st, why.EN)
			}
			if why.VI == "" || why.EN == "" {
				t.Errorf("no reason: %+v", why)
			}
			if _, err := ix.Search(context.Background(), Query{Text: "dân cư"}); !errors.Is(err, registry.ErrCorrupt) || errors.Is(err, registry.ErrBusy) {
				t.Errorf("a damaged index answered, or with the wrong error: %v", err)
			}
			if changed, err := ix.Sync(context.Background(), s, nil); err != nil || !changed {
				t.Fatalf("rebuild: %v, %v", changed, err)
			}
			sameAnswers(t, "after the rebuild", answers(t, ix), want)
			onlyGeneration(t, dir)
		})
	}
}

// Damage done while the index is open is found by Check.
func TestFault41_CheckFindsDamageWhileOpen(t *testing.T) {
	dir := t.TempDir()
	ix := opened(t, dir, real2024(t))
	if err := ix.Check(context.Background()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(ix.current.dir, documentsName)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data[1:], 0o644); err != nil {
		t.Fatal(err)
	}
	if err := ix.Check(context.Background()); !errors.Is(err, registry.ErrCorrupt) || !strings.Contains(err.Error(), documentsName) {
		t.Errorf("Check said %v", err)
	}
}

// The store went on without the index: the difference is seen by the digest.
func TestFault42_StoreIsAhead(t *testing.T) {
	before, after := real2024(t), snapshotOf(realPlatforms(t, "platforms-2024.csv", "platforms-2026.csv"))
	dir := t.TempDir()
	if err := opened(t, dir, before).Close(); err != nil {
		t.Fatal(err)
	}
	ix := reopened(t, dir)
	if ix.Digest() != before.Digest || ix.Digest() == after.Digest {
		t.Fatalf("the index names snapshot %s", ix.Digest())
	}
	if r := found(t, ix, Query{}); r.Snapshot != before.Digest {
		t.Errorf("an answer of the old state is named %s", r.Snapshot)
	}
	changed, err := ix.Sync(context.Background(), after, nil)
	if err != nil || !changed || ix.Digest() != after.Digest || ix.Count() != len(after.Platforms) {
		t.Fatalf("sync: %v, %v, %d platforms", changed, err, ix.Count())
	}
	sameAnswers(t, "after catching up", answers(t, ix), answers(t, opened(t, t.TempDir(), after)))
	if changed, err := ix.Sync(context.Background(), after, nil); err != nil || changed {
		t.Errorf("a second sync of the same state: %v, %v", changed, err)
	}
}

func TestFault42_KilledWhileSyncing(t *testing.T) {
	states := twoStates()
	want := map[string][]byte{}
	for _, s := range states {
		want[s.Digest] = answers(t, opened(t, t.TempDir(), s))
	}
	dir := t.TempDir()
	for i := range 12 {
		c := start(t, "sync-forever", dir)
		c.expect(t, "syncing")
		time.Sleep(time.Duration(i) * 8 * time.Millisecond)
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := c.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}
		ix, err := Open(context.Background(), dir, text.Default())
		if err != nil {
			t.Fatal(err)
		}
		switch st, why := ix.State(); st {
		case Ready:
			sameAnswers(t, "after a kill", answers(t, ix), want[ix.Digest()])
		case Empty:
		default:
			t.Errorf("kill %d left it %s: %s", i, st, why.EN)
		}
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFault43_OtherVocabularyOrVersion(t *testing.T) {
	s := real2024(t)
	dir := t.TempDir()
	first := opened(t, dir, s)
	want := answers(t, first)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	other, err := text.NewLexicon("term,expansion_vi,expansion_en,kind\nCSDL,cơ sở dữ liệu,database,abbreviation\n")
	if err != nil {
		t.Fatal(err)
	}
	ix, err := Open(context.Background(), dir, other)
	if err != nil {
		t.Fatal(err)
	}
	if st, _ := ix.State(); st != Outdated {
		t.Errorf("with another vocabulary the index is %s", st)
	}
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	again := reopened(t, dir)
	if st, _ := again.State(); st != Ready {
		t.Fatalf("an opener with another vocabulary left the index %s", st)
	}
	old := again.current.seal
	old.Fingerprint = strings.Replace(old.Fingerprint, "bleve ", "bleve v0.0.", 1)
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if err := writeSeal(dir, old); err != nil {
		t.Fatal(err)
	}
	rebuilt := reopened(t, dir)
	if st, _ := rebuilt.State(); st != Outdated {
		t.Errorf("with another engine the index is %s", st)
	}
	if changed, err := rebuilt.Sync(context.Background(), s, nil); err != nil || !changed {
		t.Fatalf("rebuild: %v, %v", changed, err)
	}
	sameAnswers(t, "after the rebuild", answers(t, rebuilt), want)
}

func TestFingerprintNamesTheEngine(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join("..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "github.com/blevesearch/bleve/v2 " + bleveVersion; !strings.Contains(string(mod), want+"\n") && !strings.Contains(string(mod), want+" ") {
		t.Errorf("go.mod does not require %s", want)
	}
	f := fingerprint(text.Default())
	for _, want := range []string{bleveVersion, text.Default().Hash()} {
		if !strings.Contains(f, want) {
			t.Errorf("fingerprint %q lacks %s", f, want)
		}
	}
}

func TestFault44_CancelledSyncKeepsTheOld(t *testing.T) {
	s := snapshotOf(realPlatforms(t, "platforms-2024.csv", "platforms-2026.csv"))
	dir := t.TempDir()
	ix := opened(t, dir, real2024(t))
	want := answers(t, ix)
	ctx, cancel := context.WithCancel(context.Background())
	changed, err := ix.Sync(ctx, s, func(int, int) { cancel() })
	if !errors.Is(err, context.Canceled) || changed {
		t.Fatalf("cancelled sync: %v, %v", changed, err)
	}
	sameAnswers(t, "after a cancelled sync", answers(t, ix), want)
	onlyGeneration(t, dir)
	if changed, err := ix.Sync(context.Background(), s, nil); err != nil || !changed {
		t.Errorf("the next sync: %v, %v", changed, err)
	}
}

func TestClosed(t *testing.T) {
	ix := opened(t, t.TempDir(), real2024(t))
	for range 2 {
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ix.Search(context.Background(), Query{}); !errors.Is(err, errClosed) {
		t.Errorf("search after close: %v", err)
	}
	if _, err := ix.Sync(context.Background(), real2024(t), nil); !errors.Is(err, errClosed) {
		t.Errorf("sync after close: %v", err)
	}
}
