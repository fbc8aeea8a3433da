package text

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestAbbreviations(t *testing.T) {
	for _, c := range []struct{ in, want, ambiguous string }{
		{"CSDL đất đai", "cơ sở dữ liệu đất đai", ""},
		{"CSDLQG về dân cư", "cơ sở dữ liệu quốc gia về dân cư", ""},
		{"xây dựng csdl của ubnd tỉnh", "xây dựng cơ sở dữ liệu của ủy ban nhân dân tỉnh", ""},
		{"HDND và HĐND", "hội đồng nhân dân và hội đồng nhân dân", ""},
		{"phát triển KT-XH, KTXH", "phát triển kinh tế xã hội kinh tế xã hội", ""},
		{"đăng nhập bằng VNeID, vneid hoặc VNEID", "đăng nhập bằng ứng dụng định danh điện tử quốc gia ứng dụng định danh điện tử quốc gia hoặc ứng dụng định danh điện tử quốc gia", ""},
		{"Bộ GD&ĐT và Bộ TT&TT", "bộ giáo dục và đào tạo và bộ thông tin và truyền thông", ""},
		{"Bộ GDĐT", "bộ gdđt", "GDĐT"},
		{"Thông tư 01/2024/TT-BTTTT, TT", "thông tư 01 2024 tt btttt tt", "TT"},
		{"phát triển KTS", "phát triển kts", "KTS"},
		{"quản lý CC, CT", "quản lý cc ct", "CC CT"},
		{"ai cũng biết AI là gì", "ai cũng biết trí tuệ nhân tạo là gì", ""},
		{"AI CŨNG ĐƯỢC CẤP CSDL", "ai cũng được cấp cơ sở dữ liệu", ""},
		{"thu phí ETC; v.v. etc", "thu phí thu phí điện tử không dừng v v etc", ""},
		{"giấy C/O mẫu c o", "giấy giấy chứng nhận xuất xứ mẫu c o", ""},
		{"cơ sở dữ liệu giáo dục đại học (HEMIS)", "cơ sở dữ liệu giáo dục đại học hemis", ""},
		{"theo Đề án 06", "theo đề án 06", ""},
		{"An API for AI services of the CSDL system", "an application programming interface for artificial intelligence services of the database system", ""},
	} {
		f := Default().Analyze(c.in)
		if got := joinToned(f.Tokens); got != c.want {
			t.Errorf("%q is read as %q, want %q", c.in, got, c.want)
		}
		if got := strings.Join(f.Ambiguous, " "); got != c.ambiguous {
			t.Errorf("%q: ambiguous %q, want %q", c.in, got, c.ambiguous)
		}
	}
}

// A written-out abbreviation points at what stands in the text.
func TestExpansionKeepsOffsets(t *testing.T) {
	const s = "Xây dựng CSDL. Xong"
	f := Default().Analyze(s)
	for i, tok := range f.Tokens {
		if s[tok.Start:tok.End] != tok.Raw {
			t.Errorf("token %d: %+v", i, tok)
		}
	}
	if tok := f.Tokens[2]; tok.Toned != "cơ" || tok.Raw != "CSDL" || tok.Abbrev != "CSDL" || tok.Break {
		t.Errorf("first word of CSDL: %+v", tok)
	}
	if tok := f.Tokens[5]; tok.Toned != "liệu" || !tok.Break {
		t.Errorf("last word of CSDL: %+v", tok)
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		in                            string
		vietnamese, unmarked, english bool
	}{
		{"", false, false, false},
		{"2024 - 06", false, false, false},
		{"CSDL", false, false, false},
		{"Hệ thống thông tin đất đai", true, false, false},
		{"He thong thong tin dat dai", true, true, false},
		{"co so du lieu quoc gia ve dan cu", true, true, false},
		{"CSDL quoc gia", true, true, false},
		{"Land information system of the province", false, false, true},
		{"National population database for residents and an online portal", false, false, true},
		{"Nền tảng VTVgo streaming app", true, false, false},
		{"dan cu", true, true, false},
		{"population", false, false, true},
		{"HỆ THỐNG QUẢN LÝ", true, false, false},
	} {
		f := Default().Analyze(c.in)
		if got := LooksVietnamese(c.in); got != c.vietnamese || f.Unmarked != c.unmarked || f.English != c.english {
			t.Errorf("%q: Vietnamese %v, unmarked %v, English %v", c.in, got, f.Unmarked, f.English)
		}
	}
}

// concepts lists what a text is about: ids in order, ~ for folded.
func concepts(s string) []string {
	var out []string
	for _, m := range Default().Analyze(s).Concepts {
		id := m.Concept
		if m.Folded {
			id = "~" + id
		}
		out = append(out, id)
	}
	return out
}

func TestConcepts(t *testing.T) {
	for _, c := range []struct{ in, has, hasNot string }{
		{"quản lý nhân sự", "civil-servant-record", "party-civil-servant"},
		{"nhân sự", "civil-servant-record", ""},
		{"HR records", "civil-servant-record", ""},
		{"Cơ sở dữ liệu quốc gia về giá", "price-management", ""},
		{"cơ sở dữ liệu về đất đai", "land-administration", ""},
		{"Giải quyết thủ tục hành chính", "one-stop-shop administrative-procedure", ""},
		{"Xử lý vi phạm hành chính", "administrative-sanctioning", "process-dossier"},
		{"giám sát hành trình tàu cá", "fishing-vessel-tracking", ""},
		{"fishing vessel tracking devices", "fishing-vessel-tracking", ""},
		{"hải quan", "customs", "party-navy-coast-guard"},
		{"hải quân", "party-navy-coast-guard", "customs"},
		{"ung dung cho hai quan", "~customs ~party-navy-coast-guard", "customs party-navy-coast-guard"},
		{"quan ly dat dai", "~land-administration", ""},
		{"population databases", "population-database", ""},
		{"AI hỗ trợ người dân", "artificial-intelligence", ""},
		{"ai hỗ trợ người dân", "", "artificial-intelligence"},
		{"Bộ Giao thông vận tải", "", "transport-services sector-transport"},
		{"căn cước. công dân", "citizen-identity-card party-people", ""},
		{"căn cước công dân", "citizen-identity-card", "party-people"},
		{"cán bộ - công chức, viên chức", "party-civil-servant", ""},
		{"khiếu nại/tố cáo", "complaint-settlement", ""},
	} {
		got := concepts(c.in)
		for _, id := range strings.Fields(c.has) {
			if !slices.Contains(got, id) {
				t.Errorf("%q has no %s: %v", c.in, id, got)
			}
		}
		for _, id := range strings.Fields(c.hasNot) {
			if slices.Contains(got, id) {
				t.Errorf("%q has %s: %v", c.in, id, got)
			}
		}
	}
}

// One language leads to the other: a label in Vietnamese and the same label in
// English share a concept, for nearly all concepts.
func TestLanguagesMeet(t *testing.T) {
	l := Default()
	meet, all := 0, 0
	for _, c := range l.Concepts() {
		if c.Kind == "guard" || c.Kind == "sector" {
			continue
		}
		all++
		vi, en := l.Analyze(c.LabelVI).Concepts, l.Analyze(c.LabelEN).Concepts
		if slices.ContainsFunc(vi, func(a Mention) bool {
			return slices.ContainsFunc(en, func(b Mention) bool { return a.Concept == b.Concept })
		}) {
			meet++
		}
	}
	if meet*100 < all*80 {
		t.Errorf("%d of %d concepts meet by their labels", meet, all)
	}
}

func TestSingular(t *testing.T) {
	for in, want := range map[string]string{
		"databases": "database", "policies": "policy", "taxes": "tax", "branches": "branch", "processes": "process",
		"status": "status", "analysis": "analysis", "customs": "customs", "goods": "goods", "access": "access",
		"this": "this", "gas": "gas", "services": "service", "fees": "fee", "quán": "quán",
	} {
		if got := singular(in); got != want {
			t.Errorf("singular(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestThesaurusIsWhole(t *testing.T) {
	l := Default()
	if n := len(l.Concepts()); n < 1800 {
		t.Errorf("only %d concepts", n)
	}
	for _, c := range l.Concepts() {
		if c.LabelVI == "" || c.LabelEN == "" {
			t.Errorf("%s has no label", c.ID)
		}
		for _, b := range c.Broader {
			if _, ok := l.Concept(b); !ok {
				t.Errorf("%s: no broader %s", c.ID, b)
			}
		}
	}
	if c, ok := l.Concept("child"); !ok || c.ID != "party-child" {
		t.Errorf("a merged id leads to %+v", c)
	}
	if !l.Generic("hệ thống thông tin") || !l.Generic("quản lý") || l.Generic("đất đai") {
		t.Error("generic words are not told from others")
	}
	if len(l.Hash()) != 64 {
		t.Errorf("hash %q", l.Hash())
	}
}

func TestNewLexiconRefuses(t *testing.T) {
	const vocabulary = "term,expansion_vi,expansion_en,kind\n"
	for _, c := range []struct{ vocabulary, concepts, rulings, says string }{
		{"term,kind\n", "", "", "header"},
		{vocabulary + "x,y,z,strange\n", "", "", "unknown kind"},
		{vocabulary, "concept\n", "", "header"},
		{vocabulary, conceptHeader + "\na,thing,,x,y,p,,\n", "", "unknown kind"},
		{vocabulary, conceptHeader + "\na,object,b,x,y,p,,\n", "", "no broader"},
		{vocabulary, conceptHeader + "\na,object,b,x,y,p,,\nb,object,a,x,y,q,,\n", "", "broader than itself"},
		{vocabulary, conceptHeader + "\na,object,,x,y,hòa giải,,\nb,object,,x,y,hoà giải,,\n", "", "row 3"},
		{vocabulary, conceptHeader + "\na,object,,x,y,p,,\n", rulingHeader + "\nmerge,a,c,,\n", "no concept"},
		{vocabulary, conceptHeader + "\na,object,,x,y,p,,\nb,object,,x,y,q,,\n", rulingHeader + "\nkeep,a,b,p,\nkeep,b,a,p,\n", "kept twice"},
	} {
		parts := []string{c.concepts, c.rulings}
		if c.rulings == "" {
			parts = parts[:1]
		}
		_, err := NewLexicon(c.vocabulary, parts...)
		var fault *DataError
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q %q: %v, want %q", c.concepts, c.rulings, err, c.says)
		} else if !count(Tokenize(fault.Vietnamese())).vietnamese() {
			t.Errorf("%q is not Vietnamese", fault.Vietnamese())
		}
	}
}

// A lexicon may be used by many at once.
func TestConcurrentUse(t *testing.T) {
	const s = "CSDL quốc gia về dân cư; giải quyết TTHC, population databases"
	want := fmt.Sprint(Default().Analyze(s))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				if got := fmt.Sprint(Default().Analyze(s)); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		})
	}
	wg.Wait()
}
