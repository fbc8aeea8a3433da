package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"trunglap/registry"
)

// TestSameCasesInEveryFormat: same cases, same order.
func TestSameCasesInEveryFormat(t *testing.T) {
	r := fixture(t)
	var want []string
	for _, f := range r.Findings {
		want = append(want, f.ID)
	}
	page := write(t, HTML, r, registry.VI)
	rows := readCSV(t, write(t, CSV, r, registry.VI))
	var doc jsonReport
	if err := json.Unmarshal([]byte(write(t, JSON, r, registry.VI)), &doc); err != nil {
		t.Fatal(err)
	}
	terminal := write(t, Terminal, r, registry.VI)
	at, line := 0, 0
	for i, id := range want {
		next := strings.Index(page[at:], `<article class="card `+relationClass(r.Findings[i].Relation)+`" id="`+id+`"`)
		if next < 0 {
			t.Fatalf("html: %s is missing or out of order", id)
		}
		at += next + 1
		if rows[i+1][1] != id {
			t.Errorf("csv row %d is %s, want %s", i+1, rows[i+1][1], id)
		}
		if doc.Findings[i].ID != id || doc.Findings[i].Rank != i+1 {
			t.Errorf("json finding %d is %s, want %s", i+1, doc.Findings[i].ID, id)
		}
		next = strings.Index(terminal[line:], "│ "+r.Findings[i].Pair.A)
		if next < 0 {
			t.Fatalf("terminal: %s is missing or out of order", id)
		}
		line += next
	}
}

func readCSV(t testing.TB, s string) [][]string {
	t.Helper()
	rest, ok := strings.CutPrefix(s, "\ufeff")
	if !ok {
		t.Error("no byte-order mark")
	}
	rows, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestFormulasAreInert (fault 47): no text cell begins like a formula, and
// taking the apostrophe off gives the text back.
func TestFormulasAreInert(t *testing.T) {
	for _, attack := range []string{`=HYPERLINK("http://x")`, "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\x00x", "'=1", "＝1"} {
		r := fixture(t)
		f := &r.Findings[0]
		for i := range r.Snapshot.Platforms {
			if p := &r.Snapshot.Platforms[i]; p.ID == f.Pair.A {
				p.NameVI, p.NameEN, p.Agency = attack, attack, attack
			}
		}
		f.Explain = map[registry.Lang]registry.Explanation{registry.VI: {Summary: attack, Shared: attack, Differs: attack, WhyNotHigher: attack, Counterfactual: attack}}
		r.Decisions[f.ID] = registry.Decision{Outcome: attack, Reason: attack, Text: attack, Author: attack}
		rows := readCSV(t, write(t, CSV, r, registry.VI))
		numeric := map[string]bool{"score": true, "margin": true}
		found := 0
		for i, cell := range rows[1] {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n\x00") && !numeric[rows[0][i]] {
				t.Errorf("%q: column %s holds %q", attack, rows[0][i], cell)
			}
			if registry.OpenCell(cell) == attack {
				found++
			}
		}
		if found != 12 {
			t.Errorf("%q: %d of 12 cells give the text back", attack, found)
		}
	}
}

// TestBytesDependOnTheReportAlone (fault 54): two reports of one run are equal
// but for the line that says when they were made.
func TestBytesDependOnTheReportAlone(t *testing.T) {
	for _, f := range Formats() {
		a, b := fixture(t), fixture(t)
		for i := range b.Snapshot.Platforms {
			b.Snapshot.Platforms[i].Source = registry.Source{File: "elsewhere.csv", Row: i}
		}
		if write(t, f, a, registry.VI) != write(t, f, b, registry.VI) {
			t.Errorf("%s: two reports of one run differ", f)
		}
		if f == XLSX || f == PDF {
			continue // binary: the moment stands in several places
		}
		b.Generated = b.Generated.Add(48 * time.Hour).In(time.UTC)
		x, y := strings.Split(write(t, f, a, registry.VI), "\n"), strings.Split(write(t, f, b, registry.VI), "\n")
		differ := 0
		for i := range min(len(x), len(y)) {
			if x[i] != y[i] {
				differ++
			}
		}
		if differ > 1 || len(x) != len(y) {
			t.Errorf("%s: %d lines differ by the clock", f, differ)
		}
	}
}

// TestRestricted: for a reader without the right, no byte depends on which
// platform is the restricted one, what it says, whose it is or how strong the
// case is. (Digests name the whole content and are held equal here.)
func TestRestricted(t *testing.T) {
	public := fixture(t)
	with := func(p registry.Platform, like registry.Finding) *Report {
		r := fixture(t)
		p.Restricted = true
		r.Snapshot = registry.NewSnapshot(append(r.Snapshot.Platforms, p), r.Snapshot.Lists, r.Snapshot.AsOf)
		r.Snapshot.Digest = public.Snapshot.Digest
		for i := range r.Snapshot.Platforms {
			if q := &r.Snapshot.Platforms[i]; q.ID == "BTP-005" {
				q.Parent, q.Replaces, q.Links = p.ID, []string{p.ID}, []registry.Link{{Kind: "connection", Target: p.ID}}
			}
		}
		like.Pair, _ = registry.NewPair("BTP-005", p.ID)
		like.ID = like.Pair.ID()
		r.Findings = append(r.Findings, like)
		slices.SortStableFunc(r.Findings, func(a, b registry.Finding) int { return int(b.Score - a.Score) })
		r.Run.Count[like.Relation]++
		r.Decisions[like.ID] = registry.Decision{Outcome: "confirmed", Author: "Trần Văn Kín"}
		return r
	}
	a := with(registry.Platform{ID: "BQP-900", Agency: "BQP", NameVI: "Hệ thống kín một", Domains: []string{"x"}}, public.Findings[0])
	b := with(registry.Platform{ID: "AAA-1", Agency: "BCA", NameVI: "Nền tảng kín hai"}, public.Findings[9])
	pair, _ := registry.NewPair("BTP-005", "BQP-900")
	secretID := pair.ID()
	for _, f := range Formats() {
		x, y := write(t, f, a, registry.VI), write(t, f, b, registry.VI)
		if x != y {
			t.Errorf("%s: the two documents differ", f)
		}
		if f == XLSX || f == PDF {
			continue // compressed
		}
		for _, secret := range []string{"BQP-900", "kín", "Kín", secretID} {
			if strings.Contains(x, secret) {
				t.Errorf("%s: %q is disclosed", f, secret)
			}
		}
		if !strings.Contains(x, "R-1") && f != Terminal {
			t.Errorf("%s: the case is not mentioned", f)
		}
		a.ShowRestricted = true
		if x := write(t, f, a, registry.VI); !strings.Contains(x, "BQP-900") {
			t.Errorf("%s: the reader with the right does not see the case", f)
		}
		a.ShowRestricted = false
	}
}

// TestRestrictedOrder: the place of a restricted case tells nothing.
func TestRestrictedOrder(t *testing.T) {
	r := fixture(t)
	hiddenID := r.Findings[0].Pair.A
	for i := range r.Snapshot.Platforms {
		r.Snapshot.Platforms[i].Restricted = r.Snapshot.Platforms[i].ID == hiddenID
	}
	cases, err := casesOf(r)
	if err != nil {
		t.Fatal(err)
	}
	for i := range cases {
		if cases[i].hidden != (i == len(cases)-1) {
			t.Errorf("case %d hidden: %v", i, cases[i].hidden)
		}
	}
}

// TestUnknownPlatform: a finding about a platform that the snapshot lacks is
// refused before anything is written.
func TestUnknownPlatform(t *testing.T) {
	r := fixture(t)
	r.Findings[3].Pair.A = "NOWHERE-1"
	for _, f := range Formats() {
		var b bytes.Buffer
		err := Write(&b, f, r, registry.VI)
		if !errors.Is(err, registry.ErrInvalid) || !strings.Contains(registry.Explain(err, registry.VI), "NOWHERE-1") {
			t.Errorf("%s: %v", f, err)
		}
		if b.Len() > 0 {
			t.Errorf("%s: wrote %d bytes", f, b.Len())
		}
	}
}

// TestEmpty (fault 9): a run without findings, or without platforms, says so.
func TestEmpty(t *testing.T) {
	for _, f := range Formats() {
		r := fixture(t)
		r.Findings, r.Run.Count = nil, nil
		if x := write(t, f, r, registry.VI); f == HTML && !strings.Contains(x, "Không có phát hiện nào.") {
			t.Errorf("%s does not say that there are no findings", f)
		}
		empty := &Report{Agencies: r.Agencies}
		if x := write(t, f, empty, registry.EN); x == "" {
			t.Errorf("%s of nothing is empty", f)
		}
	}
}

// TestTerminalObeysNothing: control characters of a name never reach the terminal.
func TestTerminalObeysNothing(t *testing.T) {
	r := fixture(t)
	for i := range r.Snapshot.Platforms {
		r.Snapshot.Platforms[i].NameVI = "\x1b]0;pwned\x07\x1b[2J" + strconv.Itoa(i) + "\u202e"
	}
	out := write(t, Terminal, r, registry.VI)
	if strings.ContainsAny(out, "\x1b\x07\u202e\r") {
		t.Error("a control character got through")
	}
}
