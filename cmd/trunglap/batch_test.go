package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"trunglap/notify"
	"trunglap/registry"
	"trunglap/similarity"
	"trunglap/store"
)

// mailbox is an SMTP server on this machine that takes letters, or is deaf.
func mailbox(t *testing.T, deaf *atomic.Bool) (port int, letters *atomic.Int32) {
	t.Helper()
	letters = new(atomic.Int32)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	serve := func(c net.Conn) {
		defer c.Close()
		if deaf.Load() {
			return
		}
		io.WriteString(c, "220 here\r\n")
		buf := make([]byte, 1<<16)
		inData := false
		for {
			n, err := c.Read(buf)
			if err != nil {
				return
			}
			switch s := string(buf[:n]); {
			case inData:
				if strings.HasSuffix(s, "\r\n.\r\n") {
					inData = false
					letters.Add(1)
					io.WriteString(c, "250 taken\r\n")
				}
			case strings.HasPrefix(s, "DATA"):
				inData = true
				io.WriteString(c, "354 go on\r\n")
			case strings.HasPrefix(s, "QUIT"):
				io.WriteString(c, "221 bye\r\n")
				return
			default:
				io.WriteString(c, "250 ok\r\n")
			}
		}
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
	return l.Addr().(*net.TCPAddr).Port, letters
}

// twin are two platforms that are alike; words make the second differ.
func twin(secret, words string) string {
	return fmt.Sprintf(`id,agency,name_vi,function_vi,domains
BTC-1,BTC,Hệ thống hồ sơ sức khỏe điện tử %s,"Quản lý hồ sơ sức khỏe điện tử của người dân, kết nối bệnh viện",hồ sơ sức khỏe
BYT-2,BYT,Nền tảng hồ sơ sức khỏe điện tử,"Quản lý hồ sơ sức khỏe điện tử của người dân %s",hồ sơ sức khỏe
`, secret, words)
}

// A batchHome is a folder with a configuration and a watched folder.
type batchHome struct {
	t   *testing.T
	dir string
}

func newBatchHome(t *testing.T, more string) batchHome {
	t.Helper()
	h := batchHome{t, t.TempDir()}
	h.put("trunglap.yaml", "data: data\nwatch:\n  folder: inbox\n  list: national\nreports:\n  folder: reports\n  formats: [json, html]\nmetrics: trunglap.prom\n"+more)
	h.put("secret", "bí mật\n")
	return h
}

func (h batchHome) put(name, content string) {
	h.t.Helper()
	path := filepath.Join(h.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		h.t.Fatal(err)
	}
}

func (h batchHome) run(want int) (res batchResult, log string) {
	h.t.Helper()
	code, stdout, stderr := call(h.t.Context(), "batch", "--config", filepath.Join(h.dir, "trunglap.yaml"), "--format", "json")
	if code != want {
		h.t.Fatalf("exit %d, want %d\n%s%s", code, want, stdout, stderr)
	}
	if code == 0 {
		if err := json.Unmarshal([]byte(stdout), &res); err != nil {
			h.t.Fatal(err)
		}
	}
	for line := range strings.Lines(stderr) {
		if !json.Valid([]byte(line)) {
			h.t.Errorf("not JSON in the log: %s", line)
		}
	}
	return res, stderr
}

func (h batchHome) file(name string) string {
	h.t.Helper()
	data, err := os.ReadFile(filepath.Join(h.dir, name))
	if err != nil {
		h.t.Fatal(err)
	}
	return string(data)
}

// A month and the next: import, scan, diff, reports, a signed event, a mail.
// Called again nothing changes. What a dead receiver missed it gets later, once.
func TestBatch(t *testing.T) {
	var deaf atomic.Bool
	port, letters := mailbox(t, &deaf)
	var events []event
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get("X-Trunglap-Signature") != notify.Sign([]byte("bí mật"), r.Header.Get("X-Trunglap-Timestamp"), body) {
			t.Errorf("the event is not signed with the secret")
		}
		var e event
		if err := json.Unmarshal(body, &e); err != nil {
			t.Error(err)
		}
		events = append(events, e)
	}))
	defer hook.Close()
	h := newBatchHome(t, fmt.Sprintf(`notify:
  attempts: 2
  pause: 1ms
  folder: notices
  mail: {host: 127.0.0.1, port: %d, security: none, from: tl@example.vn, to: [a@example.vn]}
  webhook: {url: %q, secret_file: secret}
`, port, hook.URL))
	h.put("inbox/platforms-2025-01-01.csv", twin("", "tại bệnh viện"))
	res, _ := h.run(0)
	if res.Run != 1 || !res.Changed || res.Sent != 3 || res.Open != 1 || letters.Load() != 1 || len(events) != 1 {
		t.Fatalf("first call: %+v, %d letters, %d events", res, letters.Load(), len(events))
	}

	before := tree(t, h.dir)
	code, stdout, _ := call(t.Context(), "batch", "--config", filepath.Join(h.dir, "trunglap.yaml"), "--lang", "en")
	if code != 0 || !strings.HasPrefix(stdout, "no change; the latest run is 1\n") {
		t.Errorf("second call: exit %d, %s", code, stdout)
	}
	if d := cmp.Diff(before, tree(t, h.dir)); d != "" || letters.Load() != 1 || len(events) != 1 {
		t.Errorf("the second call changed something: %s", d)
	}

	deaf.Store(true)
	h.put("inbox/platforms-2025-02-01.csv", twin("", "tại phòng khám"))
	_, log := h.run(1)
	if !strings.Contains(log, `"receiver":"mail"`) || len(events) != 2 || events[1].Run != 2 || events[1].Previous != 1 {
		t.Errorf("a dead receiver: %d events, log %s", len(events), log)
	}
	want := []registry.CauseKind{registry.CauseEdited}
	if len(events[1].Changes) != 1 || cmp.Diff(want, events[1].Changes[0].Causes) != "" {
		t.Errorf("event %+v", events[1])
	}
	h.file("reports/run-000002/report.html")
	h.file("notices/run-000002.json")
	if prom := h.file("trunglap.prom"); !strings.Contains(prom, "trunglap_notices_waiting 1\n") || !strings.Contains(prom, "trunglap_batch_failed 1\n") {
		t.Errorf("metrics:\n%s", prom)
	}

	deaf.Store(false)
	if res, _ = h.run(0); res.Changed || res.Sent != 1 || letters.Load() != 2 || len(events) != 2 {
		t.Errorf("the receiver lives again: %+v, %d letters, %d events", res, letters.Load(), len(events))
	}
	if prom := h.file("trunglap.prom"); !strings.Contains(prom, "trunglap_notices_waiting 0\n") || !strings.Contains(prom, "trunglap_batch_failed 0\n") ||
		!strings.Contains(prom, `trunglap_findings{relation="`) {
		t.Errorf("metrics:\n%s", prom)
	}
}

// tree is what a folder holds, but for what tells the time of the last call
// and for SQLite's own files, whose content is read through SQLite elsewhere.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		name := filepath.Base(path)
		if err != nil || d.IsDir() || name == "trunglap.prom" || name == batchStateName || strings.HasPrefix(name, "registry.") {
			return err
		}
		data, err := os.ReadFile(path)
		out[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Two at once: the second ends at once with 4.
func TestFault60_BatchTwiceAtOnce(t *testing.T) {
	h := newBatchHome(t, "")
	h.put("inbox/a-2025-01-01.csv", twin("", ""))
	release, err := store.Lock(filepath.Join(h.dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	h.run(exitBusy)
	release()
	h.run(0)
}

// A bad file is refused and told by name and row, the good ones are taken, and
// the call fails; the log holds no text of any record, whatever happens.
func TestFault63_LogHoldsNoRecordText(t *testing.T) {
	h := newBatchHome(t, "")
	h.put("inbox/a-2025-01-01.csv", twin("XYZZYTEXT", "PLUGHTEXT"))
	h.put("inbox/b-2025-02-01.csv", "id,agency,name_vi\nB-1,FROTZAGENCY,XYZZYTEXT\n")
	h.put("inbox/c-2025-03-01.csv", "\x00\xff XYZZYTEXT")
	code, stdout, log := call(t.Context(), "batch", "--config", filepath.Join(h.dir, "trunglap.yaml"))
	if code != exitFailed || stdout != "" {
		t.Errorf("exit %d, %s", code, stdout)
	}
	for _, text := range []string{"XYZZY", "PLUGH", "FROTZ", "sức khỏe"} {
		if strings.Contains(log, text) {
			t.Errorf("the log holds %q:\n%s", text, log)
		}
	}
	for _, line := range []string{`"file":"b-2025-02-01.csv","sheet":"","row":`, `"msg":"imported","file":"a-2025-01-01.csv"`, `"msg":"scanned","run":1`} {
		if !strings.Contains(log, line) {
			t.Errorf("the log does not hold %s:\n%s", line, log)
		}
	}
	for line := range strings.Lines(log) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
}

// A configuration with a key that is not known is refused with the nearest.
func TestBatchConfig(t *testing.T) {
	for _, c := range []struct{ yaml, want string }{
		{"watch: {folder: x}\n", ""},
		{"lists: [{file: x}]\nnotify: {mail: {host: h, from: a@b, to: [c@d]}}\n", ""},
		{"wach: {folder: x}\n", "line 1: there is no key wach; nearest: watch"},
		{"watch: {folder: x}\nnotify:\n  mail:\n    hots: x\n", "line 4: there is no key notify.mail.hots; nearest: notify.mail.host"},
		{"lists:\n- file: x\n  titel: y\n", "line 3: there is no key lists.titel; nearest: lists.title"},
		{"watch: {folder: x}\nwatch: {folder: y}\n", "watch"},
		{"watch: {folder: x, folder: y}\n", "folder"},
		{"", "there is nothing to import"},
		{"lists: [{list: x}]", "file is missing"},
		{"lists: [{file: x, date: soon}]", "is not a day"},
		{"watch: {folder: x, settle: soon}", "watch.settle"},
		{"watch: {folder: x}\nscan: {as_of: soon}", "scan.as_of"},
		{"watch: {folder: x}\nscan: {workers: -1}", "scan.workers"},
		{"watch: {folder: x}\nscan: {workers: many}", "many"},
		{"watch: {folder: x}\nreports: {formats: [docx]}", "docx"},
		{"watch: {folder: x}\nnotify: {when: never}", "notify.when"},
		{"watch: {folder: x}\nnotify: {mail: {host: h}}", "needs from and to"},
		{"watch: {folder: x}\nnotify: {mail: {host: h, from: a, to: [b], security: ssl}}", "notify.mail.security"},
		{"watch: {folder: x}\nnotify: {webhook: {url: 'https://h'}}", "always signed"},
		{"watch: {folder: x}\nnotify: {webhook: {url: 'ftp://h', secret_file: s}}", "https://"},
		{"watch: &a {folder: x}\nscan: *a\n", "aliases"},
		{"\t:", "not valid YAML"},
	} {
		path := filepath.Join(t.TempDir(), "c.yaml")
		if err := os.WriteFile(path, []byte(c.yaml), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := readBatchConfig(path)
		if got := fmt.Sprint(err); c.want == "" && err != nil || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%q: %v, want %q", c.yaml, err, c.want)
		}
	}
}

// The example that is shipped is a good configuration, and names every key.
func TestBatchConfigExample(t *testing.T) {
	if _, err := readBatchConfig("../../deploy/trunglap.yaml"); err != nil {
		t.Error(err)
	}
}

// Scoring only what changed gives the run that scoring everything gives.
func TestScanChangedIsScan(t *testing.T) {
	ctx := t.Context()
	a := &app{errw: &bytes.Buffer{}, out: &output{w: &bytes.Buffer{}}, lang: registry.VI, data: t.TempDir(), now: fixedNow}
	db, err := store.Open(ctx, a.data, store.Options{Now: fixedNow})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	e := similarity.Default()
	put := func(ps ...registry.Platform) {
		t.Helper()
		if _, err := db.Import(ctx, store.ImportRequest{List: registry.List{ID: "l"}, Platforms: ps}); err != nil {
			t.Fatal(err)
		}
	}
	list := func(n int) (ps []registry.Platform) {
		words := strings.Fields("tiêm chủng hộ tịch đất đai hóa đơn hải quan giấy phép lái xe dân cư doanh nghiệp")
		for i := range n {
			ps = append(ps, registry.Platform{ID: fmt.Sprintf("P-%02d", i), Agency: []string{"BTC", "BYT", "BCA"}[i%3], NameVI: "Cơ sở dữ liệu " + words[i%len(words)] + " " + words[(i+1)%len(words)],
				FunctionVI: "Quản lý " + strings.Join(words[i%8:i%8+5], " ") + ", cung cấp cho người dân", Domains: []string{words[i%5]}})
		}
		return ps
	}
	ps := list(30)
	put(ps...)
	if _, err := a.scanInto(ctx, db, e, &scoring{}, false); err != nil {
		t.Fatal(err)
	}
	ps = append(ps[3:], registry.Platform{ID: "Z-1", Agency: "BTP", NameVI: ps[9].NameVI, FunctionVI: ps[9].FunctionVI})
	ps[5].FunctionVI = ps[9].FunctionVI
	put(ps...)
	s, err := db.Snapshot(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	part, err := a.scanChanged(ctx, db, e, s, &scoring{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := a.scanInto(ctx, db, e, &scoring{}, true)
	if err != nil {
		t.Fatal(err)
	}
	if part.Certificate.Digest != whole.Certificate.Digest || part.Certificate.Skipped != 0 || part.Certificate.Compared >= whole.Certificate.Compared {
		t.Errorf("part %+v\nwhole %+v", part.Certificate, whole.Certificate)
	}
	x, err1 := db.Findings(ctx, part.ID, store.Filter{})
	y, err2 := db.Findings(ctx, whole.ID, store.Filter{})
	if err1 != nil || err2 != nil || len(x) == 0 {
		t.Fatal(err1, err2, len(x))
	}
	if d := cmp.Diff(x, y); d != "" {
		t.Error(d)
	}
}

// SIGTERM in the middle: exit 130, and the next call ends well.
func TestFault61_BatchInterrupted(t *testing.T) {
	h := newBatchHome(t, "")
	h.put("inbox/a-2025-01-01.csv", twin("", ""))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code, _, stderr := call(ctx, "batch", "--config", filepath.Join(h.dir, "trunglap.yaml")); code != exitInterrupted {
		t.Errorf("exit %d: %s", code, stderr)
	}
	if res, _ := h.run(0); res.Run != 1 {
		t.Errorf("%+v", res)
	}
}

// Old runs and reports go; the newest stay, and two runs always do.
func TestBatchRetention(t *testing.T) {
	h := newBatchHome(t, "retention: {runs: 1, reports: 2}\n")
	for month := 1; month <= 4; month++ {
		h.put(fmt.Sprintf("inbox/a-2025-%02d-01.csv", month), twin("", fmt.Sprint("loại ", month)))
		h.run(0)
	}
	folders, err := filepath.Glob(filepath.Join(h.dir, "reports", "run-*"))
	if err != nil || len(folders) != 2 || filepath.Base(folders[1]) != "run-000004" {
		t.Errorf("reports kept: %v, %v", folders, err)
	}
	data := filepath.Join(h.dir, "data")
	if code, _, stderr := call(t.Context(), "diff", "--data", data); code != 0 {
		t.Errorf("the last two runs can be compared: exit %d %s", code, stderr)
	}
	if code, _, _ := call(t.Context(), "findings", "--run", "1", "--data", data); code != exitFailed {
		t.Errorf("the findings of the first run are gone: exit %d", code)
	}
}

func fixedNow() time.Time { return time.Date(2026, 7, 1, 5, 0, 0, 0, time.UTC) }
