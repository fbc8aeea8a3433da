package report

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rsc.io/qr"

	"trunglap/registry"
)

// checkFixture is a signed check that meets two platforms of the fixture, and
// an unsigned one that meets nothing.
func checkFixture(t testing.TB) *CheckReport {
	t.Helper()
	r := fixture(t)
	at := r.Snapshot.Index()
	platform := func(id string) registry.Platform { return r.Snapshot.Platforms[at[id]] }
	proposal := platform(r.Findings[0].Pair.A)
	proposal.ID = "DX-1"
	c := registry.Check{ID: "DX-1", Verdict: registry.VerdictDuplication, Relation: registry.Duplication, Found: 1, Missing: []string{"scope"},
		Snapshot: r.Snapshot.Digest, Settings: r.Run.Settings, Lexicon: strings.Repeat("1e", 32), Statistics: strings.Repeat("57", 32), Engine: "v0", Proposal: proposal,
		Coverage: Denominate(r.Snapshot, r.Agencies, false)}
	for _, f := range r.Findings[:2] {
		p := platform(f.Pair.B)
		c.Matches = append(c.Matches, registry.Match{ID: p.ID, Score: registry.Bits(f.Score), Probability: registry.Probability(f.Probability()),
			Relation: f.Relation, Verdict: f.Verdict, Agency: p.Agency, NameVI: p.NameVI, NameEN: p.NameEN, Platform: &p, Finding: &f})
	}
	c.Probability = c.Matches[0].Probability
	first := c.Matches[0].Platform
	c.Suggestion = &registry.Suggestion{Treatment: registry.ChooseOne, Statement: registry.T("So với “A”, đề xuất “B” có điểm riêng: “C”.", "Compared with “A”, “B” has of its own: “C”."),
		Reuse: &registry.Reuse{ID: first.ID, Agency: first.Agency, NameVI: first.NameVI, NameEN: first.NameEN, Contact: "Tổ hỗ trợ, 024 3936 xxxx",
			Unstated: []string{"status", "scope"}, DecidedBy: "list-date", Over: []string{c.Matches[1].ID}}}
	cert := registry.NewCheckCertificate(c)
	cert.Issued, cert.ValidUntil, cert.Issuer = "2024-07-20", "2025-01-20", "Cục Chuyển đổi số quốc gia"
	key, err := registry.NewSigningKey(bytes.NewReader(bytes.Repeat([]byte{7}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := cert.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	none := registry.Check{ID: "DX-2", Verdict: registry.VerdictNone, Missing: []string{}, Matches: []registry.Match{}, Snapshot: c.Snapshot, Settings: c.Settings,
		Proposal: registry.Platform{ID: "DX-2", NameVI: "Mạng điều phối ghép tạng", FunctionVI: "So khớp người chờ và người hiến."}, Coverage: c.Coverage}
	return &CheckReport{Agencies: r.Agencies, Model: r.Model, Proposals: []Checked{{Check: c, Certificate: &cert, Digest: registry.FileDigest(file)}, {Check: none}}}
}

func checked(t testing.TB, f Format, r *CheckReport, l registry.Lang) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteCheck(&b, f, r, l); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestCheckGolden holds every readable form in both languages, of one proposal
// and of two.
func TestCheckGolden(t *testing.T) {
	both := checkFixture(t)
	one := *both
	one.Proposals = both.Proposals[:1]
	explained := one
	explained.Explain = true
	for name, r := range map[string]*CheckReport{"check-one": &one, "check-two": both, "check-explained": &explained} {
		for _, l := range []registry.Lang{registry.VI, registry.EN} {
			for _, f := range []Format{Terminal, JSON, JSONL, CSV, HTML} {
				if f != Terminal && (l == registry.EN && f != HTML || name == "check-explained") {
					continue // the same in both languages, or held by the other cases
				}
				got := checked(t, f, r, l)
				path := filepath.Join("testdata", name+"-"+string(l)+"."+string(f))
				if *update {
					if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if got != string(want) {
					t.Errorf("%s differs; look at the change and run go test -update", path)
				}
			}
		}
	}
}

// TestCheckContract: what other programs read of a check on one line.
func TestCheckContract(t *testing.T) {
	line, _, _ := strings.Cut(checked(t, JSONL, checkFixture(t), registry.VI), "\n")
	var got struct {
		ID, Verdict string
		Probability float64
		Matches     []struct {
			ID                 string
			Score, Probability float64
			Relation           string
		}
	}
	if err := json.Unmarshal([]byte(line), &got); err != nil {
		t.Fatal(err)
	}
	f := fixture(t).Findings[0]
	if got.ID != "DX-1" || got.Verdict != "duplication" || len(got.Matches) != 2 || got.Matches[0].ID != f.Pair.B ||
		got.Matches[0].Score != f.Score.Bits() || got.Matches[0].Relation != string(f.Relation) || got.Probability < 0.5 {
		t.Errorf("%+v", got)
	}
	if strings.Contains(line, `"finding"`) {
		t.Error("a line of many holds the arithmetic")
	}
	none := strings.Split(checked(t, JSONL, checkFixture(t), registry.VI), "\n")[1]
	if !strings.Contains(none, `"bodies_required":29`) || !strings.Contains(none, `"matches":[]`) {
		t.Errorf("a negative answer without its denominator: %s", none)
	}
}

// TestCheckSaysTheSame: every form for reading shows the matches in one order,
// the denominator, the digests, and what is missing.
func TestCheckSaysTheSame(t *testing.T) {
	r := checkFixture(t)
	r.Proposals = r.Proposals[:1]
	c := &r.Proposals[0]
	pdf, _ := drawnCheck(t, r, registry.VI)
	for form, text := range map[string]string{"text": checked(t, Terminal, r, registry.VI), "html": checked(t, HTML, r, registry.VI), "pdf": pdf} {
		text = strings.Join(strings.Fields(text), " ")
		at := 0
		for _, want := range []string{c.Matches[0].ID, c.Matches[1].ID} {
			next := strings.Index(text[at:], want)
			if next < 0 {
				t.Fatalf("%s: %q is missing or out of order", form, want)
			}
			at += next
		}
		for _, want := range []string{"29 cơ quan đã báo cáo", "phạm vi sử dụng", c.Digest, c.Check.Snapshot, string(c.Certificate.Key), "20/01/2025", "Tổ hỗ trợ"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing", form, want)
			}
		}
		if !strings.Contains(strings.ToUpper(text), "TRÙNG LẶP") {
			t.Errorf("%s: no verdict", form)
		}
	}
}

// drawnCheck is the text of the printed form and its number of pages.
func drawnCheck(t testing.TB, r *CheckReport, l registry.Lang) (text string, pages int) {
	t.Helper()
	var all strings.Builder
	for i := range r.Proposals {
		d := r.document(i, l)
		p := newPen(d.document)
		p.pdf.SetCompression(false)
		if err := (checkPen{p, d}).whole(); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := p.pdf.Output(&b); err != nil {
			t.Fatal(err)
		}
		all.WriteString(pdfText(b.Bytes()))
	}
	return all.String(), len(regexp.MustCompile(`/Type /Page\s`).FindAllString(checked(t, PDF, r, l), -1))
}

// TestCheckPDFStaysOnePage: whatever the texts are, what is drawn ends above
// the seal, and there is one page for each proposal.
func TestCheckPDFStaysOnePage(t *testing.T) {
	long := strings.Repeat("Tiếp nhận, xử lý và trả lời phản ánh, kiến nghị của người dân; ", 300)
	for name, change := range map[string]func(c *registry.Check){
		"as it is": func(*registry.Check) {},
		"nothing said": func(c *registry.Check) {
			c.Proposal = registry.Platform{ID: "X"}
			c.Matches, c.Suggestion, c.Coverage = nil, nil, nil
		},
		"long texts": func(c *registry.Check) {
			c.Proposal.NameVI, c.Proposal.FunctionVI, c.Proposal.Domains, c.Proposal.Users, c.Proposal.Scope = long, long, []string{long, long}, []string{long}, long
			c.Suggestion.Statement, c.Suggestion.Reuse.NameVI, c.Suggestion.Reuse.Contact, c.Suggestion.Reuse.Over = registry.T(long, long), long, long, strings.Fields(long)
			c.Matches[0].NameVI, c.Coverage.Lists[0].Title, c.Coverage.Silent = long, long, strings.Fields(long)
			c.Missing, c.Restricted, c.Found = registry.Asked[:], true, 99
			for l, e := range c.Matches[0].Finding.Explain {
				e.Shared, e.Differs, e.Counterfactual = long, long, long
				c.Matches[0].Finding.Explain[l] = e
			}
		},
		"one long word": func(c *registry.Check) {
			c.Proposal.NameVI = strings.Repeat("w", 5000)
			c.Proposal.FunctionVI = c.Proposal.NameVI
		},
	} {
		r := checkFixture(t)
		r.Proposals = r.Proposals[:1]
		change(&r.Proposals[0].Check)
		for _, signed := range []bool{true, false} {
			if !signed {
				r.Proposals[0].Certificate = nil
			}
			d := r.document(0, registry.VI)
			c := checkPen{newPen(d.document), d}
			sealed, err := c.seal()
			if err != nil {
				t.Fatal(err)
			}
			room := pageHeight - 12 - sealed.height - marginTop
			if h := c.body(c.fitted(room)).height; h > room {
				t.Errorf("%s, signed %v: %.0f mm drawn in %.0f mm", name, signed, h, room)
			}
			if _, pages := drawnCheck(t, r, registry.VI); pages != 1 {
				t.Errorf("%s: %d pages", name, pages)
			}
		}
	}
	if _, pages := drawnCheck(t, checkFixture(t), registry.EN); pages != 2 {
		t.Errorf("two proposals: %d pages", pages)
	}
}

// TestCheckBytes: the bytes of every form depend on the check alone.
func TestCheckBytes(t *testing.T) {
	for _, f := range CheckFormats() {
		once := checked(t, f, checkFixture(t), registry.VI)
		if again := checked(t, f, checkFixture(t), registry.VI); once != again {
			t.Errorf("%s: two runs differ", f)
		}
	}
	if err := WriteCheck(&bytes.Buffer{}, XLSX, checkFixture(t), registry.VI); err == nil {
		t.Error("a form that does not exist was written")
	}
}

// TestQR: the bars are the dark modules of the code of the digest, no more, no fewer.
func TestQR(t *testing.T) {
	digest := strings.Repeat("0f", 32)
	got, err := newQR(digest)
	if err != nil {
		t.Fatal(err)
	}
	want, err := qr.Encode("sha256:"+digest, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	dark := map[[2]int]int{}
	got.bars(func(at, row, length int) {
		for x := at; x < at+length; x++ {
			dark[[2]int{x, row}]++
		}
	})
	for y := range want.Size {
		for x := range want.Size {
			n := dark[[2]int{x, y}]
			if (n == 1) != want.Black(x, y) || n > 1 {
				t.Fatalf("module %d,%d drawn %d times, dark %v", x, y, n, want.Black(x, y))
			}
		}
	}
}

// TestCheckIsSafe: what a platform says stays text in every form.
func TestCheckIsSafe(t *testing.T) {
	r := checkFixture(t)
	evil := `</script><script>alert(1)</script><img src=x onerror=alert(2)>` + "\x1b[31m\u202e"
	c := &r.Proposals[0]
	c.Proposal.NameVI, c.Proposal.Agency, c.Matches[0].NameVI, c.Suggestion.Reuse.URL = evil, evil, evil, "javascript:alert(1)"
	page := checked(t, HTML, r, registry.VI)
	for _, bad := range []string{"<script", "<img", `href="javascript`} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if text := checked(t, Terminal, r, registry.VI); strings.ContainsAny(text, "\x1b\u202e") {
		t.Error("the terminal would obey the text")
	}
}

// TestCheckPageOffline: the page opens without a request or a complaint, and
// its links lead somewhere.
func TestCheckPageOffline(t *testing.T) {
	var broken, width int
	requests, complaints := open(t, checked(t, HTML, checkFixture(t), registry.VI), func(ctx context.Context) {
		broken = value[int](t, ctx, `[...document.querySelectorAll('a[href^="#"]')].filter(a => !document.getElementById(a.getAttribute('href').slice(1))).length`)
		width = value[int](t, ctx, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
	})
	if len(requests)+len(complaints)+broken+width > 0 {
		t.Errorf("requests %v, complaints %v, %d broken links, %d pixels too wide", requests, complaints, broken, width)
	}
}

// TestDenominate: restricted platforms, and lists of which nothing may be seen,
// are not counted.
func TestDenominate(t *testing.T) {
	ps := []registry.Platform{
		{ID: "A", Agency: "BTC", List: "open", NameVI: "a"}, {ID: "B", Agency: "BYT", List: "open", NameVI: "b"},
		{ID: "C", Agency: "BQP", List: "secret", NameVI: "c", Restricted: true},
	}
	s := registry.NewSnapshot(ps, []registry.List{{ID: "open", Title: "Công khai", Date: "2024-07-20"}, {ID: "secret", Title: "Mật", Date: "2026-01-01"}}, "")
	agencies := fixture(t).Agencies
	got := Denominate(s, agencies, false)
	if got.Platforms != 2 || len(got.Lists) != 1 || got.Lists[0].ID != "open" || got.AsOf != "2024-07-20" || got.Reported != 2 || got.Required != 29 || got.Reported+len(got.Silent) != got.Required {
		t.Errorf("%+v", got)
	}
	if all := Denominate(s, agencies, true); all.Platforms != 3 || len(all.Lists) != 2 || all.Reported != 3 {
		t.Errorf("with the right: %+v", all)
	}
}
