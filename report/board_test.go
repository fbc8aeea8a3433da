package report

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trunglap/intake"
	"trunglap/registry"
)

func never(*registry.Platform) bool { return false }

// seedBoard is the board of the list of July 2024 with the counts that the
// press gave for it, as of the day of the reminder.
func seedBoard(t *testing.T) (Board, *Report) {
	t.Helper()
	r := fixture(t)
	f, err := os.Open("../testdata/vn/seed-2024-totals.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	totals, err := intake.ReadTotals(t.Context(), f.Name(), f, r.Agencies)
	if err != nil {
		t.Fatal(err)
	}
	list := registry.List{ID: "seed", Title: "2765/BTTTT-CĐSQG", Date: "2024-07-03", Stated: totals}
	ps := readList(t, "../testdata/vn/platforms-2024.csv", "seed", nil)
	for i := range ps {
		ps[i].List = "seed"
	}
	r.Snapshot = registry.NewSnapshot(ps, []registry.List{list}, "2024-07-19")
	return BoardOf(r, never), r
}

// TestBoardOfTheSeed: the numbers that were announced in July 2024, from the
// list of them.
func TestBoardOfTheSeed(t *testing.T) {
	b, _ := seedBoard(t)
	if b.Announced != 103 || b.Reported != 18 || b.Required != 29 || b.Unnamed != 4 || b.Compiler != "BTTTT" {
		t.Errorf("%d platforms, %d of %d bodies, %d unnamed, without %s; want 103, 18 of 29, 4, BTTTT", b.Announced, b.Reported, b.Required, b.Unnamed, b.Compiler)
	}
	var counts []int
	var codes []string
	for _, l := range b.Lines[:8] {
		counts, codes = append(counts, l.Count), append(codes, l.Code)
	}
	if want := []int{31, 11, 10, 9, 9, 8, 7, 7}; !slices.Equal(counts, want) {
		t.Errorf("the eight named counts are %v of %v, want %v", counts, codes, want)
	}
	if want := []string{"BTC", "BCA", "BXD", "BNV", "BTP", "BGTVT", "BKHDT", "BGDDT"}; !slices.Equal(codes, want) {
		t.Errorf("they belong to %v, want %v", codes, want)
	}
	if n := len(b.Silent()); n != 15 {
		t.Errorf("%d bodies without an answer by name, want 29 - 14", n)
	}
	for _, l := range b.Lines {
		if l.Code == "BXD" && (l.Entries != 9 || l.Last != "2024-07-03") {
			t.Errorf("BXD: %d entries, last %s", l.Entries, l.Last)
		}
	}
}

// TestSeedTableInEveryForm: the table of July 2024, body by body, stands with
// the same numbers in the terminal, on the page and in the JSON.
func TestSeedTableInEveryForm(t *testing.T) {
	want := map[string]string{"BTC": "31", "BCA": "11", "BXD": "10", "BNV": "9", "BTP": "9", "BGTVT": "8", "BKHDT": "7", "BGDDT": "7",
		"BQP": "3", "BKHCN": "2", "TTCP": "2", "UBDT": "2", "VTV": "1", "VOV": "1"}
	b, _ := seedBoard(t)
	forms := map[string]*regexp.Regexp{
		"terminal": regexp.MustCompile(`│ ([A-Z]+) +│[^│]+│ +(\d+) │`),
		"page":     regexp.MustCompile(`<td>([A-Z]+)</td><td>[^<]+</td><td>(\d+)</td>`),
		"JSON":     regexp.MustCompile(`"agency":"([A-Z]+)".*?"count":(\d+),`),
	}
	for form, line := range forms {
		var out bytes.Buffer
		switch form {
		case "terminal":
			check(t, WriteBoard(&out, Terminal, &b, registry.VI))
		case "page":
			check(t, WriteBoard(&out, HTML, &b, registry.VI))
		default:
			check(t, json.NewEncoder(&out).Encode(b))
		}
		got := map[string]string{}
		for _, m := range line.FindAllStringSubmatch(out.String(), -1) {
			if m[2] != "0" {
				got[m[1]] = m[2]
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", form, d)
		}
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestLetterDay: months are written without a zero, but for the first two.
func TestLetterDay(t *testing.T) {
	for d, want := range map[registry.Date]string{"2024-07-19": "19/7/2024", "2024-02-05": "05/02/2024", "2024-12-01": "01/12/2024", "2024-07": "07/2024"} {
		if got := letterDay(d); got != want {
			t.Errorf("%s: %s, want %s", d, got, want)
		}
	}
}

// TestBoardForms: every form tells the same numbers.
func TestBoardForms(t *testing.T) {
	b, _ := seedBoard(t)
	for _, f := range []Format{Terminal, HTML} {
		var out bytes.Buffer
		if err := WriteBoard(&out, f, &b, registry.VI); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"18/29", "103", "19/07/2024", "4 cơ quan mà danh mục không nêu tên", "chưa rõ", "chưa công bố"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s does not say %q", f, want)
			}
		}
	}
	var out bytes.Buffer
	if err := WriteBoard(&out, XLSX, &b, registry.EN); err != nil {
		t.Fatal(err)
	}
	rows := rowsOf(t, openBook(t, out.String()), "Coverage")
	if got := strings.Join(rows[1][:4], "|"); got != "Ministry of Finance|BTC|announced|31" || len(rows) != len(b.Lines)+1 {
		t.Errorf("first row %q of %d", got, len(rows))
	}
	data, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Bodies []struct {
			Agency string
			Count  int
		}
	}
	if err := json.Unmarshal(data, &back); err != nil || len(back.Bodies) != len(b.Lines) || back.Bodies[0].Count != 31 {
		t.Errorf("JSON %v: %+v", err, back)
	}
	if err := WriteBoard(&out, PDF, &b, registry.VI); err == nil {
		t.Error("a form that the board has not was written")
	}
}

// TestBoardCompleteness: each of the five things counts, and words that name
// the data-sharing platform.
func TestBoardCompleteness(t *testing.T) {
	_, r := seedBoard(t)
	full := registry.Platform{ID: "A", Agency: "BYT", NameVI: "Sổ", FunctionVI: "ghi", Domains: []string{"d"}, Users: []string{"citizens"}, Contact: "024"}
	ps := []registry.Platform{full}
	for i, spoil := range []func(*registry.Platform){
		func(p *registry.Platform) { p.NameVI = "" }, func(p *registry.Platform) { p.FunctionVI = "" },
		func(p *registry.Platform) { p.Domains = nil }, func(p *registry.Platform) { p.Users = nil },
		func(p *registry.Platform) { p.Contact = "" },
	} {
		p := full
		p.ID = string(rune('B' + i))
		spoil(&p)
		ps = append(ps, p)
	}
	ps[1].Links = []registry.Link{{Kind: "connection", Target: "X", Channel: "qua NDXP"}}
	ps[0].FunctionEN = "connects through the provincial LGSP"
	r.Snapshot = registry.NewSnapshot(ps, nil, "2024-07-19")
	b := BoardOf(r, func(p *registry.Platform) bool { return p.ID == "A" })
	for _, l := range b.Lines {
		if l.Code != "BYT" {
			continue
		}
		if l.Entries != 6 || l.Complete != 2 || l.Contact != 5 || l.Connected != 2 || l.Function != 5 || l.TooShort != 1 || l.Data != 5 || l.Users != 5 {
			t.Errorf("%+v", l)
		}
		return
	}
	t.Error("no line for BYT")
}

// TestReminders: a letter to each body without an answer, in the layout of an
// official letter; codes and names cannot get out of file or page.
func TestReminders(t *testing.T) {
	b, r := seedBoard(t)
	letters := b.Reminders(r.Agencies, r.Snapshot.Lists)
	if len(letters) != 15 {
		t.Fatalf("%d letters, want 15", len(letters))
	}
	i := slices.IndexFunc(letters, func(l Reminder) bool { return l.To.Code == "BYT" })
	var out bytes.Buffer
	if err := WriteReminder(&out, &letters[i]); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"BỘ THÔNG TIN VÀ TRUYỀN THÔNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "/BTTTT-CĐSQG",
		"V/v công bố nền tảng số", "Kính gửi: Bộ Y tế", "28/NQ-CP", "2765/BTTTT-CĐSQG", "18/29", "6 nền tảng số của Quý cơ quan", "Nơi nhận:", "Như trên", "năm 2024"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the letter lacks %q", want)
		}
	}
	bad := letters[i]
	bad.To = registry.Agency{Code: "../../x<y>", NameVI: "<script>alert(1)</script>"}
	out.Reset()
	if err := WriteReminder(&out, &bad); err != nil || strings.Contains(out.String(), "<script") {
		t.Errorf("%v: a name became markup", err)
	}
	if got := bad.FileName(); strings.ContainsAny(got, "/<>\\") || strings.Contains(got, "..") {
		t.Errorf("file name %q", got)
	}
}

// TestReminderGrounds: a letter does not rest on what came later, or was over.
func TestReminderGrounds(t *testing.T) {
	for on, want := range map[registry.Date]int{"2024-01-01": 0, "2024-07-01": 1, "2024-07-15": 2, "2025-04-01": 0, "2026-07-01": 1} {
		if got := (&Reminder{AsOf: on}).bases(); len(got) != want {
			t.Errorf("%s: %q, want %d", on, got, want)
		}
	}
}
