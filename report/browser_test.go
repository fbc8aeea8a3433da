package report

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"trunglap/registry"
)

// open opens a page in headless Chromium with every host name blocked, calls
// do, and returns every request but the page itself, and every complaint of the
// console. CHROMIUM names the browser; it is found on the path otherwise.
func open(t *testing.T, page string, do func(ctx context.Context)) (requests, complaints []string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.WindowSize(1280, 900),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"))
	if browser := os.Getenv("CHROMIUM"); browser != "" {
		options = append(options, chromedp.ExecPath(browser))
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	ctx, stop = chromedp.NewContext(ctx)
	defer stop()
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, "file://"+path) {
				requests = append(requests, e.Request.URL)
			}
		case *runtime.EventExceptionThrown:
			complaints = append(complaints, e.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			complaints = append(complaints, "console."+string(e.Type))
		case *log.EventEntryAdded:
			complaints = append(complaints, e.Entry.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	call(t, ctx, network.Enable, network.EnableParams{})
	call(t, ctx, log.Enable, cdp.Empty{})
	if err := chromedp.Do(ctx, chromedp.Navigate("file://"+path)); err != nil {
		t.Fatal(err)
	}
	do(ctx)
	return requests, complaints
}

func call[P, R any](t *testing.T, ctx context.Context, command cdp.Command[P, R], params P) {
	t.Helper()
	if _, err := chromedp.Call(ctx, command, params); err != nil {
		t.Fatal(err)
	}
}

// value evaluates an expression in the page.
func value[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// TestBrowserOffline (faults 48 and 50): with the network off the page is
// complete, asks for nothing, complains of nothing and runs no smuggled script.
func TestBrowserOffline(t *testing.T) {
	for name, r := range map[string]*Report{"plain": fixture(t), "hostile": hostile(t)} {
		requests, complaints := open(t, write(t, HTML, r, registry.VI), func(ctx context.Context) {
			if value[bool](t, ctx, `"pwned" in window`) {
				t.Errorf("%s: a smuggled script ran", name)
			}
			if value[bool](t, ctx, `document.getElementById("tools").hidden`) {
				t.Errorf("%s: the page's own script did not run", name)
			}
			if n := value[int](t, ctx, `document.querySelectorAll(".card").length`); n != len(r.Findings) {
				t.Errorf("%s: %d cards", name, n)
			}
			if w := value[int](t, ctx, `document.documentElement.scrollWidth`); w > 1280 {
				t.Errorf("%s: the page is %d pixels wide in a window of 1280", name, w)
			}
		})
		if len(requests) > 0 || len(complaints) > 0 {
			t.Errorf("%s: requests %q, complaints %q", name, requests, complaints)
		}
	}
}

// TestBrowserTools: filter, sort and keys work and lose no card.
func TestBrowserTools(t *testing.T) {
	r := fixture(t)
	_, complaints := open(t, write(t, HTML, r, registry.VI), func(ctx context.Context) {
		set := func(id, v string) {
			value[bool](t, ctx, `(e => { e.value = "`+v+`"; e.dispatchEvent(new Event("input", {bubbles: true})); return true })(document.getElementById("`+id+`"))`)
		}
		press := func(k string) string {
			return value[string](t, ctx, `(document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "`+k+`", bubbles: true})), document.activeElement.id)`)
		}
		shown := func() int {
			return value[int](t, ctx, `[...document.querySelectorAll(".card")].filter(c => !c.hidden).length`)
		}
		set("q", "khieu nai to cao")
		if n := shown(); n != 1 {
			t.Errorf("%d cards by text typed without marks, want 1", n)
		}
		set("q", "")
		set("relation", "succession")
		if n := shown(); n != 1 {
			t.Errorf("%d cards by relation, want 1", n)
		}
		set("relation", "")
		set("sort", "agency")
		set("sort", "rank")
		if n := shown(); n != len(r.Findings) {
			t.Errorf("%d cards after all", n)
		}
		value[bool](t, ctx, `(window.scrollTo(0, 0), true)`)
		first, second, back := press("j"), press("j"), press("k")
		if first != r.Findings[0].ID || second != r.Findings[1].ID || back != first {
			t.Errorf("keys led to %s, %s, %s", first, second, back)
		}
		press("o")
		if !value[bool](t, ctx, `document.activeElement.querySelector("details").open`) {
			t.Error("the key o does not open the raw data")
		}
	})
	if len(complaints) > 0 {
		t.Errorf("complaints %q", complaints)
	}
}
