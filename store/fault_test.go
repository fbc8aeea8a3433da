package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"trunglap/registry"
)

// The numbers are those of the list of faults in docs/faults.md.

// A writer and readers in two processes (two handles stand for them) never see
// "database is locked" while the wait is below the timeout; beyond it the error
// says what to do, and trying again succeeds.
func TestFault32_BusyIsWaitedForThenExplained(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	job, web := openIn(t, dir), openIn(t, dir)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 10 {
				if _, err := web.Snapshot(ctx, ""); err != nil {
					t.Errorf("reader: %v", err)
				}
				l := list(fmt.Sprintf("web-%d-%d", w, i), "2024")
				if _, err := web.Import(ctx, ImportRequest{List: l}); err != nil {
					t.Errorf("second writer: %v", err)
				}
			}
		})
	}
	for i := range 10 {
		mustImport(t, job, list("job", "2024"), platforms(100+i)...)
	}
	wg.Wait()

	hasty, err := Open(ctx, dir, Options{BusyTimeout: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer hasty.Close()
	tx, err := job.write.Begin() // immediate: holds the write lock
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	_, err = hasty.Import(ctx, ImportRequest{List: list("late", "2024")})
	var said *registry.Error
	if !errors.Is(err, registry.ErrBusy) || !errors.As(err, &said) || !strings.Contains(said.Say.EN, "try again") || said.Say.VI == "" {
		t.Fatalf("beyond the timeout: %v", err)
	}
	tx.Rollback()
	if _, err := hasty.Import(ctx, ImportRequest{List: list("late", "2024")}); err != nil {
		t.Fatalf("tried again: %v", err)
	}
}

// Reading, then writing what follows from it, in one transaction: no write is
// lost and none fails, whoever comes in between.
func TestFault33_ReadThenWriteIsImmediate(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	handles := []*DB{openIn(t, dir), openIn(t, dir), openIn(t, dir)}
	const each = 40
	var wg sync.WaitGroup
	for _, d := range handles {
		wg.Go(func() {
			for range each {
				err := d.change(ctx, "count", func(tx *sql.Tx) error {
					have, err := currentState(ctx, tx)
					if err != nil {
						return err
					}
					runtime.Gosched()
					_, err = tx.Exec("UPDATE state SET changes = ?", have.Changes) // change adds one
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	have, err := currentState(ctx, handles[0].read)
	if err != nil || have.Changes != int64(each*len(handles)) {
		t.Errorf("%d changes counted, want %d, %v", have.Changes, each*len(handles), err)
	}
}

func TestFault34_PragmasHoldOnEveryConnection(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	d.read.SetMaxOpenConns(8)
	d.write.SetMaxOpenConns(8)
	for name, pool := range map[string]*sql.DB{"reading": d.read, "writing": d.write} {
		for i := range 8 {
			c, err := pool.Conn(ctx) // held, so that each turn opens another
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			var keys, wait int
			var mode string
			for query, into := range map[string]any{"PRAGMA foreign_keys": &keys, "PRAGMA busy_timeout": &wait, "PRAGMA journal_mode": &mode} {
				if err := c.QueryRowContext(ctx, query).Scan(into); err != nil {
					t.Fatal(err)
				}
			}
			if keys != 1 || wait != 5000 || mode != "wal" {
				t.Errorf("%s connection %d: foreign_keys %d, busy_timeout %d, journal_mode %s", name, i, keys, wait, mode)
			}
			if _, err := c.ExecContext(ctx, "INSERT INTO run VALUES (9,'no such settings','','[]',0,'','','')"); err == nil {
				t.Errorf("%s connection %d took an orphan", name, i)
			}
			_, err = c.ExecContext(ctx, "INSERT INTO settings VALUES (?, '')", fmt.Sprint(i))
			if (err == nil) != (name == "writing") {
				t.Errorf("%s connection %d, a write: %v", name, i, err)
			}
		}
	}
}

// used makes a folder with a list, a run and a second list, closed cleanly.
func used(t *testing.T) (dir string, digest string) {
	t.Helper()
	dir = t.TempDir()
	d := openIn(t, dir)
	mustImport(t, d, list("L", "2024"), platforms(200)...)
	mustSaveRun(t, d, finding("BTC-000001", "BTC-000002", 1000, registry.Overlap))
	digest = mustSnapshot(t, d, "").Digest
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, digest
}

// refused opens a folder, wants the kind of error, and wants the file untouched.
func refused(t *testing.T, dir string, kind error) {
	t.Helper()
	path := filepath.Join(dir, FileName)
	before, _ := os.ReadFile(path)
	for _, o := range []Options{{}, {ReadOnly: true}} {
		d, err := Open(context.Background(), dir, o)
		if err == nil {
			d.Close()
			t.Fatalf("read only %v: opened", o.ReadOnly)
		}
		var said *registry.Error
		if !errors.Is(err, kind) || !errors.As(err, &said) || said.Say.VI == "" || said.Say.EN == "" {
			t.Errorf("read only %v: %v", o.ReadOnly, err)
		}
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the file was written to")
	}
}

func TestFault36_DamageIsRefusedAndNotTouched(t *testing.T) {
	type damage func(t *testing.T, dir string, data []byte) []byte
	for name, c := range map[string]struct {
		kind error
		do   damage
	}{
		"empty":            {registry.ErrCorrupt, func(*testing.T, string, []byte) []byte { return nil }},
		"cut in page one":  {registry.ErrCorrupt, func(_ *testing.T, _ string, b []byte) []byte { return b[:90] }},
		"cut in half":      {registry.ErrCorrupt, func(_ *testing.T, _ string, b []byte) []byte { return b[:len(b)/2] }},
		"last page gone":   {registry.ErrCorrupt, func(_ *testing.T, _ string, b []byte) []byte { return b[:len(b)-4096] }},
		"first byte":       {registry.ErrCorrupt, func(_ *testing.T, _ string, b []byte) []byte { b[0] ^= 1; return b }},
		"page of a table":  {registry.ErrCorrupt, func(_ *testing.T, _ string, b []byte) []byte { clear(b[8192:12288]); return b }},
		"another program":  {registry.ErrCorrupt, func(_ *testing.T, _ string, b []byte) []byte { copy(b[68:72], "ABCD"); return b }},
		"not SQLite":       {registry.ErrCorrupt, func(*testing.T, string, []byte) []byte { return bytes.Repeat([]byte("id,name\n"), 2000) }},
		"anchor unread":    {registry.ErrCorrupt, writes(anchorName, "{")},
		"another registry": {registry.ErrCorrupt, writes(anchorName, `{"registry":"other","changes":1}`)},
	} {
		t.Run(name, func(t *testing.T) {
			dir, _ := used(t)
			path := filepath.Join(dir, FileName)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, c.do(t, dir, data), 0o644); err != nil {
				t.Fatal(err)
			}
			refused(t, dir, c.kind)
		})
	}
}

func writes(name, content string) func(*testing.T, string, []byte) []byte {
	return func(t *testing.T, dir string, b []byte) []byte {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return b
	}
}

func TestFault36_MissingDatabaseIsNotStartedAnew(t *testing.T) {
	dir, _ := used(t)
	if err := os.Remove(filepath.Join(dir, FileName)); err != nil {
		t.Fatal(err)
	}
	refused(t, dir, registry.ErrCorrupt)
	if _, err := Open(context.Background(), t.TempDir(), Options{ReadOnly: true}); !errors.Is(err, registry.ErrNotFound) {
		t.Errorf("reading a folder never used: %v", err)
	}
}

// A -wal file with commits in it is deleted: SQLite sees a sound, older database.
func TestFault36_DeletedWalIsNoticed(t *testing.T) {
	live, dir := t.TempDir(), t.TempDir()
	d := openIn(t, live)
	mustImport(t, d, list("L", "2024"), platforms(50)...)
	if _, err := d.write.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
	mustImport(t, d, list("M", "2024"), platform("BYT-1", "y tế")) // only in the -wal file
	for _, name := range []string{FileName, FileName + "-wal", anchorName} {
		copyFile(t, filepath.Join(live, name), filepath.Join(dir, name))
	}
	whole := openIn(t, dir) // as after a crash
	if n := len(mustSnapshot(t, whole, "").Platforms); n != 51 {
		t.Fatalf("%d platforms after recovery", n)
	}
	whole.Close()

	copyFile(t, filepath.Join(live, FileName), filepath.Join(dir, FileName))
	os.Remove(filepath.Join(dir, FileName+"-wal"))
	refused(t, dir, registry.ErrCorrupt)
	os.Remove(filepath.Join(dir, anchorName)) // the person accepts the loss
	if n := len(mustSnapshot(t, openIn(t, dir), "").Platforms); n != 50 {
		t.Errorf("%d platforms after accepting", n)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Wherever a byte flips, the registry is never answered from as if it were
// whole: opening, reading or checking says so, or nothing that is read changed.
func TestFault36_FlippedBytesNeverChangeAnAnswer(t *testing.T) {
	ctx := context.Background()
	dir, digest := used(t)
	path := filepath.Join(dir, FileName)
	clean, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(36, 1))
	found := 0
	for range 150 {
		data := bytes.Clone(clean)
		at := rnd.IntN(len(data))
		data[at] ^= 1 << rnd.IntN(8)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		d, err := Open(ctx, dir, Options{ReadOnly: true})
		if err != nil {
			found++
			continue
		}
		s, err := d.Snapshot(ctx, "")
		problems, checked := d.Check(ctx)
		d.Close()
		switch {
		case err != nil || checked != nil || len(problems) > 0:
			found++
		case s.Digest != digest:
			t.Errorf("bit at %d: another registry, and nobody said so", at)
		}
	}
	if found < 50 {
		t.Errorf("only %d of 150 flips were noticed", found)
	}
}

// asNobody runs fn without the right to ignore permissions, for which root
// must put it off: on this thread alone, for the file system alone.
func asNobody(t *testing.T, fn func()) {
	t.Helper()
	if os.Getuid() != 0 {
		fn()
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const nobody = 65534
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	defer syscall.Setfsuid(0)
	fn()
}

func TestFault36_ReadOnlyFolderIsToldAndCanBeRead(t *testing.T) {
	ctx := context.Background()
	dir, digest := used(t)
	os.Chmod(filepath.Dir(dir), 0o755)
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, f := range files {
		os.Chmod(f, 0o444)
	}
	os.Chmod(dir, 0o555)
	defer os.Chmod(dir, 0o755)
	asNobody(t, func() {
		if _, err := Open(ctx, dir, Options{}); !errors.Is(err, ErrStorage) {
			t.Errorf("opened to write: %v", err)
		}
		if _, err := Open(ctx, filepath.Join(dir, "sub"), Options{}); !errors.Is(err, ErrStorage) {
			t.Errorf("created below: %v", err)
		}
		if _, err := Lock(dir); err == nil {
			t.Error("locked")
		}
		d, err := Open(ctx, dir, Options{ReadOnly: true})
		if err != nil {
			t.Errorf("opened to read: %v", err)
			return
		}
		defer d.Close()
		if s, err := d.Snapshot(ctx, ""); err != nil || s.Digest != digest {
			t.Errorf("read: %v", err)
		}
		if _, err := d.Import(ctx, ImportRequest{List: list("X", "")}); !errors.Is(err, ErrStorage) {
			t.Errorf("written to: %v", err)
		}
	})
}

// A full disk is stood for by a limit on the number of pages, which fails at
// the same place with the same code.
func TestFault36_FullDiskChangesNothing(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	before := mustImport(t, d, list("L", "2024"), platforms(50)...)
	var pages int
	if err := d.write.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		if _, err := d.write.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", n)); err != nil {
			t.Fatal(err)
		}
	}
	limit(pages + 5)
	_, err := d.Import(ctx, ImportRequest{List: list("M", "2024"), Platforms: platforms(5000)})
	if !errors.Is(err, ErrStorage) || !strings.Contains(registry.Explain(err, registry.VI), "đã đầy") {
		t.Fatalf("full disk: %v", err)
	}
	if got := mustSnapshot(t, d, "").Digest; got != before.Snapshot {
		t.Error("half a list was written")
	}
	sound(t, d)
	limit(1 << 20)
	mustImport(t, d, list("M", "2024"), platforms(5000)...)
	sound(t, d)
}

func TestFault37_BackupDuringWritesIsWhole(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	d := openIn(t, dir)
	var mu sync.Mutex
	states := map[string]bool{mustSnapshot(t, d, "").Digest: true}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			r, err := d.Import(ctx, ImportRequest{List: list("L", "2024"), Platforms: platforms(100 + i)})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			states[r.Snapshot] = true
			mu.Unlock()
		}
	}()
	var copies []string
	for i := range 5 {
		dst := filepath.Join(t.TempDir(), fmt.Sprintf("copy %d?.db", i))
		if err := d.Backup(ctx, dst); err != nil {
			t.Error(err)
			break
		}
		copies = append(copies, dst)
	}
	close(stop)
	<-done
	if err := d.Backup(ctx, copies[0]); !errors.Is(err, registry.ErrInvalid) {
		t.Errorf("a backup was overwritten: %v", err)
	}
	for _, c := range copies {
		to := t.TempDir()
		if kept, err := Restore(ctx, c, to, Options{}); err != nil || kept != "" {
			t.Fatal(kept, err)
		}
		r := openIn(t, to)
		sound(t, r)
		if !states[mustSnapshot(t, r, "").Digest] {
			t.Error("the copy is of no state that ever was")
		}
	}
}

func TestFault37_RestoreChecksBeforeItReplaces(t *testing.T) {
	ctx := context.Background()
	dir, older := used(t)
	d := openIn(t, dir)
	backup := filepath.Join(t.TempDir(), "b.db")
	if err := d.Backup(ctx, backup); err != nil {
		t.Fatal(err)
	}
	mustImport(t, d, list("M", "2025"), platform("BYT-1", "y tế"))
	newer := mustSnapshot(t, d, "").Digest

	if _, err := Restore(ctx, backup, dir, Options{}); !errors.Is(err, registry.ErrBusy) {
		t.Fatalf("replaced a database in use: %v", err)
	}
	d.Close()
	release, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(ctx, backup, dir, Options{}); !errors.Is(err, registry.ErrBusy) {
		t.Fatalf("replaced in a held folder: %v", err)
	}
	release()

	good, _ := os.ReadFile(backup)
	bad := filepath.Join(t.TempDir(), "bad.db")
	broken := bytes.ReplaceAll(good, []byte(`"hệ thống số 7"`), []byte(`"hệ thống số 8"`)) // sound to SQLite, false to the digest
	os.WriteFile(bad, broken, 0o644)
	for name, src := range map[string]string{"altered": bad, "absent": "/nowhere/b.db", "a folder": dir, "no database": filepath.Join(dir, anchorName)} {
		if _, err := Restore(ctx, src, dir, Options{}); err == nil {
			t.Fatalf("%s: restored", name)
		}
		if got := digestIn(t, dir); got != newer {
			t.Fatalf("%s: the present data were changed", name)
		}
	}
	kept, err := Restore(ctx, backup, dir, Options{Now: fixedClock})
	if err != nil {
		t.Fatal(err)
	}
	if got := digestIn(t, dir); got != older {
		t.Error("not what was backed up")
	}
	back := t.TempDir()
	if _, err := Restore(ctx, kept, back, Options{}); err != nil {
		t.Fatal(err)
	}
	if got := mustSnapshot(t, openIn(t, back), "").Digest; got != newer {
		t.Error("what was replaced is not what was kept")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".registry-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// digestIn reads the registry of a folder and lets it go.
func digestIn(t *testing.T, dir string) string {
	t.Helper()
	d, err := Open(context.Background(), dir, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	return mustSnapshot(t, d, "").Digest
}

// A damaged database, with a -wal file that belongs to it, gives way to the backup.
func TestFault37_RestoreOverDamage(t *testing.T) {
	ctx := context.Background()
	dir, digest := used(t)
	backup := filepath.Join(t.TempDir(), "b.db")
	d := openIn(t, dir)
	if err := d.Backup(ctx, backup); err != nil {
		t.Fatal(err)
	}
	mustImport(t, d, list("M", "2025"), platform("BYT-1", "y tế"))
	wal, err := os.ReadFile(filepath.Join(dir, FileName+"-wal"))
	if err != nil || len(wal) == 0 {
		t.Fatal("no -wal file", err)
	}
	d.Close()
	os.WriteFile(filepath.Join(dir, FileName), bytes.Repeat([]byte("x"), 8192), 0o644)
	os.WriteFile(filepath.Join(dir, FileName+"-wal"), wal, 0o644)
	kept, err := Restore(ctx, backup, dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := openIn(t, dir)
	sound(t, r)
	if got := mustSnapshot(t, r, "").Digest; got != digest {
		t.Error("not what was backed up")
	}
	for _, name := range []string{kept, kept + "-wal"} {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
}

func TestFault38_NewerSchemaIsRefused(t *testing.T) {
	dir, _ := used(t)
	db, err := sql.Open("sqlite3", filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	refused(t, dir, registry.ErrInvalid)
}

func TestFault38_FailedMigrationRollsBack(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	mustImport(t, d, list("L", "2024"), platforms(3)...)
	steps, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	at := len(steps)
	dump := func() string {
		var all string
		if err := d.write.QueryRow("SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)").Scan(&all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	before := dump()
	asked := 0
	ask := func(int) error { asked++; return nil }
	bad := append(steps, migration{at + 1, "CREATE TABLE extra (x TEXT) STRICT; INSERT INTO extra VALUES ('x'); DELETE FROM nowhere"})
	if err := migrate(ctx, d.write, bad, ask); err == nil {
		t.Fatal("a broken migration passed")
	}
	if v, err := schemaVersion(ctx, d.write); err != nil || v != at || dump() != before || asked != 1 {
		t.Errorf("version %d, asked %d, %v\n%s", v, asked, err, cmp.Diff(before, dump()))
	}
	refuse := errors.New("no room for a copy")
	good := append(steps, migration{at + 1, "CREATE TABLE extra (x TEXT) STRICT"})
	if err := migrate(ctx, d.write, good, func(int) error { return refuse }); !errors.Is(err, refuse) || dump() != before {
		t.Errorf("migrated without a copy: %v", err)
	}
	if err := migrate(ctx, d.write, good, ask); err != nil {
		t.Fatal(err)
	}
	if v, err := schemaVersion(ctx, d.write); err != nil || v != at+1 {
		t.Error(v, err)
	}
	sound(t, d)
}

func TestFault39_TextIsNeverCode(t *testing.T) {
	ctx := context.Background()
	d := fresh(t)
	evil := []string{`'; DROP TABLE platform; --`, `" OR 1=1`, `%_*?[a-z]`, `\'; --`, "NUL \x00 and newline\n", `{"json": [1]}`, `$.agency`, "\u202eevil", `NULL`}
	var ps []registry.Platform
	for i, e := range evil {
		ps = append(ps, registry.Platform{ID: fmt.Sprintf("%d %s", i, e), Agency: e, NameVI: e, NameEN: e, FunctionVI: e, FunctionEN: e,
			Domains: []string{e}, Users: []string{e}, Scope: e, URL: e, Operator: e, Contact: e, Mandate: e, Parent: e, Replaces: []string{e},
			Links: []registry.Link{{Kind: e, Target: e, Data: e}}, Extra: []registry.Extra{{Column: e, Value: e}}, Source: registry.Source{File: e, Sheet: e}})
	}
	l := registry.List{ID: evil[0], Title: evil[1], Authority: evil[2], File: evil[3], Stated: map[string]int{evil[0]: 1}}
	mustImport(t, d, l, ps...)
	for i := range ps {
		ps[i].List = l.ID
	}
	want := registry.NewSnapshot(ps, []registry.List{l}, "")
	if diff := cmp.Diff(want, mustSnapshot(t, d, "")); diff != "" {
		t.Errorf("not verbatim:\n%s", diff)
	}
	f := finding(ps[0].ID, ps[1].ID, 1000, registry.Overlap)
	f.Evidence[0].OnlyA = evil
	mustSaveRun(t, d, f)
	for i, e := range evil {
		got, err := d.Findings(ctx, 0, Filter{Agencies: []string{e}, Platform: ps[min(i, 1)].ID})
		if want := i < 2; err != nil || (len(got) == 1) != want {
			t.Errorf("agency %q: %d findings, %v", e, len(got), err)
		}
		if _, err := d.Finding(ctx, 0, e); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("finding %q: %v", e, err)
		}
		if h, err := d.History(ctx, ps[i].ID); err != nil || len(h) != 1 {
			t.Errorf("history %q: %v", e, err)
		}
		if _, err := d.Settings(ctx, e); !errors.Is(err, registry.ErrNotFound) {
			t.Errorf("settings %q: %v", e, err)
		}
	}
	sound(t, d)
}
