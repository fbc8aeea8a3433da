package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// The browser tests open what a person opens. They need Chromium: `make test`
// installs it where it can, and BROWSER=0 leaves them out (they are the tests
// whose name begins with TestBrowser).

var pictures = flag.String("pictures", "", "write pictures of the real report into this folder")

// A tab is a page under watch: what it asked of the network, and what it
// complained about.
type tab struct {
	context.Context
	mu       sync.Mutex
	requests []string
	errors   []string
}

// openTab starts a browser of its own, with every host unreachable.
func openTab(t *testing.T) *tab {
	t.Helper()
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(chromium(t)),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
	)
	p := &tab{}
	ctx, stop := chromedp.NewContext(alloc, chromedp.WithListener(p.hear))
	p.Context = ctx
	t.Cleanup(func() { stop(); stopAlloc() })
	enable := chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
		_, err := cdp.Call(ctx, to, network.Enable, network.EnableParams{})
		_, err2 := cdp.Call(ctx, to, log.Enable, cdp.Empty{})
		return errors.Join(err, err2)
	})
	if err := chromedp.Do(ctx, enable); err != nil {
		t.Fatal("start Chromium:", err)
	}
	return p
}

// chromium is the browser to use; without one a browser test fails in one line.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("browser tests need Chromium: install chromium, set CHROMIUM=/path, or leave them out with BROWSER=0 make test")
	return ""
}

// hear notes what must not happen.
func (p *tab) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		p.errors = append(p.errors, e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			p.errors = append(p.errors, "console."+string(e.Type))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.errors = append(p.errors, e.Entry.Text)
		}
	}
}

// open goes to a file and waits until it is there.
func (p *tab) open(t *testing.T, file string) {
	t.Helper()
	address := (&url.URL{Scheme: "file", Path: file}).String()
	if err := chromedp.Do(p, chromedp.Navigate(address)); err != nil {
		t.Fatalf("open %s: %v", file, err)
	}
}

// eval asks the page.
func eval[T any](t *testing.T, p *tab, script string) T {
	t.Helper()
	v, err := chromedp.Run(p, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return v
}

// quiet checks that the page asked for nothing but itself and never complained.
func (p *tab) quiet(t *testing.T) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.requests {
		if !strings.HasPrefix(r, "file://") && !strings.HasPrefix(r, "data:") {
			t.Errorf("the page asked the network for %s", r)
		}
	}
	for _, e := range p.errors {
		t.Errorf("the page complained: %s", e)
	}
}

// reportOf imports lists, scans and writes the report, in this process, and
// returns the HTML file and the ids of all findings.
func reportOf(t *testing.T, lang string, lists ...string) (html string, findings []string) {
	t.Helper()
	dir := t.TempDir()
	html = filepath.Join(dir, "report.html")
	data := filepath.Join(dir, "report.json")
	for _, args := range [][]string{
		append([]string{"import"}, lists...),
		{"scan"},
		{"report", "--out", html, "--out", data, "--lang", lang},
	} {
		var stdout, stderr bytes.Buffer
		args = append([]string{"--data", filepath.Join(dir, "data")}, args...)
		if code := run(t.Context(), args, nil, &stdout, &stderr); code != exitDone {
			t.Fatalf("trunglap %s: exit %d\n%s", strings.Join(args, " "), code, stderr.String())
		}
	}
	raw, err := os.ReadFile(data)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Findings []struct {
			ID string `json:"id"`
		} `json:"findings"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	for _, f := range doc.Findings {
		findings = append(findings, f.ID)
	}
	return html, findings
}

// TestBrowserReport opens the report of the real list with no network: it is
// complete, asks nobody for anything, and prints on A4.
func TestBrowserReport(t *testing.T) {
	for _, lang := range []string{"vi", "en"} {
		t.Run(lang, func(t *testing.T) {
			html, findings := reportOf(t, lang, "../../testdata/vn/platforms-2024.csv")
			if len(findings) == 0 {
				t.Fatal("the real list has findings, the report has none")
			}
			p := openTab(t)
			p.open(t, html)
			shown := eval[[]string](t, p, `[...document.querySelectorAll("article.card")].map(c => c.id)`)
			if strings.Join(shown, " ") != strings.Join(findings, " ") {
				t.Errorf("the page shows %d findings, report.json has %d, or in another order", len(shown), len(findings))
			}
			if got := eval[string](t, p, `document.documentElement.lang`); got != lang {
				t.Errorf("the page says it is in %q", got)
			}
			if *pictures != "" && lang == "vi" {
				takePictures(t, p, *pictures)
			}
			printsOnA4(t, p)
			if torn := eval[int](t, p, `[...document.querySelectorAll("article.card")].filter(c => getComputedStyle(c).breakInside !== "avoid").length`); torn > 0 {
				t.Errorf("%d findings may be torn over two sheets", torn)
			}
			p.quiet(t)
		})
	}
}

// TestBrowserCheck opens the answer to the proposal that README shows, signed,
// with no network: whole, no wider than a desk's or a hand's screen, and on A4.
func TestBrowserCheck(t *testing.T) {
	dir := registryOf(t, vnLists+"platforms-2024.csv")
	page, key := filepath.Join(dir, "check.html"), filepath.Join(dir, "key")
	for _, args := range [][]string{{"keys", "new", key},
		{"--data", dir, "check", "--from", vnLists + "proposal.yaml", "--sign", key, "--issuer", "Cục Chuyển đổi số quốc gia", "--out", page}} {
		if code, _, stderr := call(t.Context(), args...); code != exitDone {
			t.Fatal(stderr)
		}
	}
	p := openTab(t)
	p.open(t, page)
	if cards := eval[int](t, p, `document.querySelectorAll("article.card").length`); cards < 2 {
		t.Errorf("%d cards", cards)
	}
	for _, width := range []int64{400, 1280} {
		if err := chromedp.Do(p, chromedp.EmulateViewport(width, 1120)); err != nil {
			t.Fatal(err)
		}
		if over := eval[int](t, p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			t.Errorf("at a width of %d the page is %d pixels too wide", width, over)
		}
	}
	if *pictures != "" {
		if err := chromedp.Do(p, chromedp.EmulateViewport(1200, 1400)); err != nil {
			t.Fatal(err)
		}
		top, err := chromedp.Run(p, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(*pictures, "check.png"), top, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	printsOnA4(t, p)
	p.quiet(t)
}

// takePictures writes what README shows: the top of the report and the first card.
func takePictures(t *testing.T, p *tab, dir string) {
	t.Helper()
	if err := chromedp.Do(p, chromedp.EmulateViewport(1200, 1120)); err != nil {
		t.Fatal(err)
	}
	top, err := chromedp.Run(p, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	// Cards off the screen are not painted until they are scrolled to.
	eval[bool](t, p, `document.querySelector("article.card").style.contentVisibility = "visible", true`)
	card, err := chromedp.Run(p, chromedp.Screenshot("article.card[data-rank='1']"))
	if err != nil {
		t.Fatal(err)
	}
	for name, png := range map[string][]byte{"report.png": top, "finding.png": card} {
		if err := os.WriteFile(filepath.Join(dir, name), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// printsOnA4 checks that nothing is wider than the page and that a PDF comes out.
func printsOnA4(t *testing.T, p *tab) {
	t.Helper()
	const width, height = 718, 1047 // A4 at 96 dpi without 10 mm margins
	asPrint := chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
		_, err := cdp.Call(ctx, to, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	})
	if err := chromedp.Do(p, asPrint, chromedp.EmulateViewport(width, height)); err != nil {
		t.Fatal(err)
	}
	if over := eval[int](t, p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
		t.Errorf("on A4 the page is %d pixels too wide", over)
	}
	pdf, err := chromedp.Run(p, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground()))
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Errorf("print: %v, %d bytes", err, len(pdf))
	}
}

// TestBrowserHostileList opens the report of a list whose every text tries to
// run as script: all of it is shown as text, none of it runs.
func TestBrowserHostileList(t *testing.T) {
	payloads := []string{
		`</script><script>window.ran=1</script>`, `</ScRiPt><img src=x onerror="window.ran=1">`, `<!--<script>window.ran=1</script>`,
		`"><svg onload=window.ran=1>`, `{{7*7}}`, "javascript:window.ran=1", "\u2028window.ran=1\u2029", "`${window.ran=1}`", `<b>đậm</b>`,
	}
	var list strings.Builder
	list.WriteString("id,agency,name_vi,function_vi,data_domains,url,ghi chú\n")
	for i, x := range payloads {
		x = strings.ReplaceAll(x, `"`, `""`)
		for _, agency := range []string{"BTC", "BYT"} {
			id := "H-" + agency + "-" + string(rune('0'+i))
			list.WriteString(id + "," + agency + `,"Cơ sở dữ liệu hóa đơn điện tử ` + x + `","Lập, gửi và tra cứu hóa đơn điện tử của doanh nghiệp ` + x +
				`","hóa đơn ` + x + `","` + x + `","` + x + "\"\n")
		}
	}
	file := filepath.Join(t.TempDir(), "hostile.csv")
	if err := os.WriteFile(file, []byte(list.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	html, findings := reportOf(t, "vi", file)
	if len(findings) == 0 {
		t.Fatal("pairs of equal platforms must be findings")
	}
	p := openTab(t)
	p.open(t, html)
	if eval[bool](t, p, `"ran" in window`) {
		t.Error("text from the list ran as a script")
	}
	if n := eval[int](t, p, `document.querySelectorAll("article.card img, article.card script, article.card [onload], article.card b > script, a[href^='javascript:']").length`); n > 0 {
		t.Errorf("%d elements were made out of text", n)
	}
	if !eval[bool](t, p, `document.body.textContent.includes("</ScRiPt><img src=x onerror=")`) {
		t.Error("the hostile text is not shown as text")
	}
	p.quiet(t)
}
