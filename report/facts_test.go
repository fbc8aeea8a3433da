package report

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"trunglap/registry"
)

// TestCoverageOf2024: 29 bodies had to report in July 2024, 14 own announced platforms.
func TestCoverageOf2024(t *testing.T) {
	r := fixture(t)
	c := Cover(r)
	if c.Required != 29 || c.Reported != 14 || c.Compiler != "BTTTT" {
		t.Errorf("%d of %d without %s, want 14 of 29 without BTTTT", c.Reported, c.Required, c.Compiler)
	}
	if c.Platforms != 149 || c.Announced != 105 {
		t.Errorf("%d platforms, %d announced", c.Platforms, c.Announced)
	}
	silent := map[string]bool{}
	for _, b := range c.Silent() {
		silent[b.Code] = true
	}
	for _, code := range []string{"BCT", "BLDTBXH", "BNNPTNT", "BYT", "BVHTTDL", "BTNMT"} { // said so in 2024
		if !silent[code] {
			t.Errorf("%s counts as having announced", code)
		}
	}
}

// TestStatedZeroIsAnAnswer: a body for which the list states a count of zero
// has reported; with the four that had nothing to list the figure is 18 of 29.
func TestStatedZeroIsAnAnswer(t *testing.T) {
	r := fixture(t)
	for _, code := range []string{"TTXVN", "VHLKHCN", "VHLKHXH", "BQLLCT"} {
		r.Snapshot.Lists[0].Stated[code] = 0
	}
	if c := Cover(r); c.Reported != 18 || c.Required != 29 {
		t.Errorf("%d of %d, want 18 of 29", c.Reported, c.Required)
	}
	if line := write(t, Terminal, r, registry.VI); !strings.Contains(line, "18/29 cơ quan đã công bố nền tảng; 11 cơ quan chưa.") {
		t.Error("the headline does not say 18/29")
	}
}

// TestCoverageAfterTheMergers: on 01/04/2025 there are 22 such bodies, one of
// which keeps the list, and platforms count for the successor.
func TestCoverageAfterTheMergers(t *testing.T) {
	r := fixture(t)
	r.Snapshot.AsOf = "2025-04-01"
	c := Cover(r)
	if c.Required != 21 || c.Compiler != "BKHCN" {
		t.Errorf("%d required without %s, want 21 without BKHCN", c.Required, c.Compiler)
	}
	for _, b := range c.Bodies {
		if b.Code == "BKHDT" || b.Code == "BGTVT" {
			t.Errorf("%s still has a line", b.Code)
		}
		if b.Code == "BTC" && b.Announced != 31+7 {
			t.Errorf("BTC has %d announced platforms, want its 31 and BKHDT's 7", b.Announced)
		}
	}
}

// TestStatedCounts: where a list's own count differs from what was read, both are kept.
func TestStatedCounts(t *testing.T) {
	d, err := newDocument(fixture(t), registry.VI)
	if err != nil {
		t.Fatal(err)
	}
	var notes []string
	for _, b := range d.bars() {
		if b.Note != "" {
			notes = append(notes, b.Code+": "+b.Note)
		}
	}
	if want := []string{"BXD: danh mục ghi 10, đọc được 9"}; !slices.Equal(notes, want) {
		t.Errorf("notes %q, want %q", notes, want)
	}
}

func TestMark(t *testing.T) {
	w, c, f := registry.ViaWords, registry.ViaConcept, registry.ViaFolded
	for _, test := range []struct {
		raw     string
		needles []needle
		want    string
	}{
		{"Đăng thông báo đấu giá tài sản", []needle{{"đấu giá", w}}, "Đăng thông báo [words:đấu giá] tài sản"},
		{"ĐẤU GIÁ và đấu giá", []needle{{"đấu giá", w}}, "[words:ĐẤU GIÁ] và [words:đấu giá]"},
		{"hải quan, hải quân", []needle{{"hải quan", w}}, "[words:hải quan], hải quân"},
		{"an toàn", []needle{{"an", w}}, "[words:an] toàn"},
		{"toàn dân", []needle{{"an", w}}, "toàn dân"},
		{"cấp thẻ căn cước", []needle{{"thẻ căn cước", c}, {"căn cước", w}}, "cấp [concept:thẻ ][words:căn cước]"},
		{"đất  đai", []needle{{"đất đai", f}}, "[folded:đất  đai]"},
		{"CSDL đất đai", []needle{{"CSDL", w}, {"", w}, {" ", w}}, "[words:CSDL] đất đai"},
		{"", []needle{{"đất", w}}, ""},
		{"a\xffb đất", []needle{{"đất", w}}, "a\xffb [words:đất]"},
	} {
		var b strings.Builder
		joined := ""
		for _, p := range mark(test.raw, test.needles) {
			joined += p.Text
			if p.Via == "" {
				b.WriteString(p.Text)
			} else {
				b.WriteString("[" + string(p.Via) + ":" + p.Text + "]")
			}
		}
		if b.String() != test.want {
			t.Errorf("%q: %q, want %q", test.raw, b.String(), test.want)
		}
		if joined != test.raw {
			t.Errorf("%q became %q", test.raw, joined)
		}
	}
}

// TestClusteringStable: the order is a permutation, does not depend on the
// order of its input, and keeps a block together.
func TestClusteringStable(t *testing.T) {
	weight := map[[2]string]int{{"A", "D"}: 5, {"D", "G"}: 4, {"A", "G"}: 3, {"B", "F"}: 2, {"C", "C"}: 9}
	codes := []string{"A", "B", "C", "D", "E", "F", "G"}
	want := clustered(codes, weight)
	if s := slices.Sorted(slices.Values(want)); !slices.Equal(s, codes) {
		t.Fatalf("%v is no permutation of %v", want, codes)
	}
	at := func(c string) int { return slices.Index(want, c) }
	if span := max(at("A"), at("D"), at("G")) - min(at("A"), at("D"), at("G")); span != 2 {
		t.Errorf("%v: the block A D G is torn", want)
	}
	if d := at("B") - at("F"); d != 1 && d != -1 {
		t.Errorf("%v: the pair B F is torn", want)
	}
	for range 20 {
		shuffled := slices.Clone(codes)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := clustered(slices.Sorted(slices.Values(shuffled)), weight); !slices.Equal(got, want) {
			t.Errorf("%v, then %v", want, got)
		}
	}
}

// TestMatrixCounts: the cells count every finding once per direction.
func TestMatrixCounts(t *testing.T) {
	cases, err := casesOf(fixture(t))
	if err != nil {
		t.Fatal(err)
	}
	m := matrixOf(cases)
	sum := 0
	for _, c := range m.Cells {
		if c.Row <= c.Column {
			sum += c.Count
		}
		k := &cases[c.First]
		pair := []string{m.Codes[c.Row], m.Codes[c.Column]}
		if !slices.Contains(pair, k.a.Agency) || !slices.Contains(pair, k.b.Agency) {
			t.Errorf("cell %v leads to a case of %s and %s", pair, k.a.Agency, k.b.Agency)
		}
	}
	if sum != len(cases) {
		t.Errorf("%d findings in the matrix, want %d", sum, len(cases))
	}
}

func TestSafeLink(t *testing.T) {
	for raw, want := range map[string]link{
		"":                                {},
		"https://dichvucong.gov.vn/x?y=1": {"https://dichvucong.gov.vn/x?y=1", "https://dichvucong.gov.vn/x?y=1"},
		"vneid.gov.vn":                    {"https://vneid.gov.vn", "https://vneid.gov.vn"},
		"http://vneid.gov.vn:8080/":       {"http://vneid.gov.vn:8080/", "http://vneid.gov.vn:8080/"},
		"javascript:alert(1)":             {"", "javascript:alert(1)"},
		"data:text/html,x":                {"", "data:text/html,x"},
		"https://vneid.gov.vn@evil.com/":  {"", "https://vneid.gov.vn@evil.com/"},
		"https://":                        {"", "https://"},
		"http://vneіd.gov.vn/":            {"http://xn--vned-n9d.gov.vn/", "http://xn--vned-n9d.gov.vn/"}, // Cyrillic і
	} {
		if got := safeLink(raw); got != want {
			t.Errorf("safeLink(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	vi, en := printer{registry.VI}, printer{registry.EN}
	for _, test := range []struct{ got, want string }{
		{vi.num(0), "0"}, {vi.num(999), "999"}, {vi.num(10585), "10.585"}, {en.num(10585), "10,585"}, {vi.num(-1234567), "−1.234.567"},
		{vi.bits(5210), "5,210"}, {en.bits(-61), "−0.061"}, {vi.signed(880), "+0,880"}, {vi.signed(0), "0,000"},
		{vi.percent(0.974), "97,4%"}, {vi.percent(1), "100,0%"}, {vi.percent(0.99999), ">99,9%"}, {en.percent(0.0001), "<0.1%"}, {vi.percent(0), "0,0%"},
		{vi.date("2024-07-03"), "03/07/2024"}, {en.date("2024-07-03"), "2024-07-03"}, {vi.similarity(874), "0,874"},
	} {
		if test.got != test.want {
			t.Errorf("%q, want %q", test.got, test.want)
		}
	}
}

func TestParseFormat(t *testing.T) {
	for _, f := range Formats() {
		if got, err := ParseFormat(string(f)); err != nil || got != f {
			t.Errorf("%s: %s, %v", f, got, err)
		}
	}
	if _, err := ParseFormat("docx"); err == nil || !strings.Contains(registry.Explain(err, registry.VI), "html") {
		t.Errorf("docx: %v", err)
	}
}
