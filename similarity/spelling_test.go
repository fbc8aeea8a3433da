package similarity

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"trunglap/registry"
	"trunglap/text"
)

// respelled writes all that a platform says in another way.
func respelled(p registry.Platform, how func(string) string) registry.Platform {
	each := func(list []string) []string {
		out := slices.Clone(list)
		for i := range out {
			out[i] = how(out[i])
		}
		return out
	}
	p.NameVI, p.NameEN, p.FunctionVI, p.FunctionEN = how(p.NameVI), how(p.NameEN), how(p.FunctionVI), how(p.FunctionEN)
	p.Domains, p.Users = each(p.Domains), each(p.Users)
	return p
}

// words rewrites the words of a text that are ordinary words, not codes or
// short names such as VNeID, whose capitals mean something.
func words(how func(string) string) func(string) string {
	return func(s string) string {
		out := strings.Split(s, " ")
		for i, w := range out {
			if w == strings.ToLower(w) {
				out[i] = how(w)
			}
		}
		return strings.Join(out, " ")
	}
}

func capitalised(w string) string {
	r := []rune(w)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

// TestWaysToWrite: how a text was typed changes no score, no relation, no
// measure of any pair of the real lists.
func TestWaysToWrite(t *testing.T) {
	c, e := allLists(), Default()
	for way, how := range map[string]func(string) string{
		"decomposed":     norm.NFD.String,
		"old tone marks": strings.NewReplacer("hóa", "hoá", "hòa", "hoà", "thủy", "thuỷ", "tòa", "toà", "xóa", "xoá", "hủy", "huỷ", "ủy", "uỷ", "Ủy", "Uỷ").Replace,
		"i for y":        strings.NewReplacer("lý", "lí", "kỹ", "kĩ", "kỳ", "kì").Replace,
		"eth for đ":      strings.NewReplacer("Đ", "Ð", "đ", "ð").Replace,
		"spaces":         func(s string) string { return "  " + strings.ReplaceAll(s, " ", " \t ") + " " },
		"hard spaces":    func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
		"zero width":     func(s string) string { return "\ufeff" + strings.ReplaceAll(s, "ng", "n\u200bg") + "\u200d" },
		"title case":     words(capitalised),
		"full width":     strings.NewReplacer("a", "ａ", "t", "ｔ").Replace,
	} {
		records := make([]*Record, len(c.Platforms))
		for i, p := range c.Platforms {
			p = respelled(p, how)
			records[i] = e.Record(&p)
		}
		for i, s := range c.pairs {
			if i%20 > 0 && s.Score < e.settings.Finding {
				continue // all findings, and some of the others
			}
			if got := e.Compare(records[s.A], records[s.B], day); got != apart(s) {
				t.Errorf("%s: %s %s: %+v, as listed %+v", way, c.Platforms[s.A].ID, c.Platforms[s.B].ID, got, apart(s))
				break
			}
			if s.A%2 == 0 { // written so on one side only
				if got := e.Compare(records[s.A], c.records[s.B], day); got != apart(s) {
					t.Errorf("%s, one side: %s %s: %+v, as listed %+v", way, c.Platforms[s.A].ID, c.Platforms[s.B].ID, got, apart(s))
					break
				}
			}
		}
	}
}

// customs and navy are one mark apart and have nothing to do with each other.
func customs(write func(string) string) registry.Platform {
	return respelled(registry.Platform{ID: "a", Agency: "BTC", NameVI: "Hệ thống thông tin Hải quan",
		FunctionVI: "Tiếp nhận tờ khai xuất khẩu, nhập khẩu và thu thuế.", Domains: []string{"tờ khai hải quan"}, Users: []string{"businesses"}}, write)
}

func navy(write func(string) string) registry.Platform {
	return respelled(registry.Platform{ID: "b", Agency: "BQP", NameVI: "Hệ thống thông tin Hải quân",
		FunctionVI: "Quản lý lịch huấn luyện, quân nhân và tàu chiến.", Domains: []string{"hồ sơ quân nhân"}, Users: []string{"agencies"}}, write)
}

func asWritten(s string) string { return s }

// TestMarksMatter: customs and navy are no finding; typed without marks by
// both, they are at most an overlap, and flagged.
func TestMarksMatter(t *testing.T) {
	threshold := Default().settings.Finding
	marked := scored(customs(asWritten), navy(asWritten))
	if marked.Score >= threshold || marked.Measures[0].Folded {
		t.Errorf("customs and navy: %+v", marked)
	}
	plain := scored(customs(text.Folded), navy(text.Folded))
	if plain.Verdict == registry.VerdictDuplication || plain.Relation == registry.Duplication {
		t.Errorf("customs and navy without marks: %+v", plain)
	}
	if !plain.Measures[0].Folded || !plain.Measures[1].Folded {
		t.Errorf("customs and navy without marks are not flagged: %+v", plain)
	}
	f := explained(customs(text.Folded), navy(text.Folded))
	if !strings.Contains(f.Explain[registry.VI].Summary, "khớp khi bỏ dấu") || !strings.Contains(f.Explain[registry.EN].Summary, "without marks") {
		t.Errorf("the summary does not say that marks were missing: %s", f.Explain[registry.VI].Summary)
	}
}

// TestWithoutMarksNeverDuplication: letters alone are not enough for the
// strongest word, whatever pair is typed so; one side typed so is enough.
func TestWithoutMarksNeverDuplication(t *testing.T) {
	c, e := list2024(), Default()
	plain := make([]*Record, len(c.Platforms))
	for i, p := range c.Platforms {
		p = respelled(p, text.Folded)
		plain[i] = e.Record(&p)
	}
	check := func(a, b *Record) {
		s := e.Compare(a, b, day)
		if s.Relation == registry.Duplication {
			t.Errorf("%s %s without marks: %+v", a.Platform.ID, b.Platform.ID, s)
		}
		if folded := s.Measures[0].Folded; folded != (a.name.unmarked || b.name.unmarked) {
			t.Errorf("%s %s: folded %v", a.Platform.ID, b.Platform.ID, folded)
		}
	}
	for _, s := range c.pairs {
		check(plain[s.A], plain[s.B])
		check(c.records[s.A], plain[s.B])
	}
	for i := range plain { // the same platform again
		again := *plain[i].Platform
		again.ID = "zz"
		check(plain[i], e.Record(&again))
	}
}

// stock is what administrative texts say about everything.
var stock = []string{
	"Hệ thống cho phép cập nhật, khai thác, tra cứu, tổng hợp, báo cáo, thống kê thông tin, dữ liệu.",
	"Kết nối, chia sẻ dữ liệu với các bộ, ngành, địa phương.",
	"Bảo đảm an toàn thông tin, đáp ứng yêu cầu của cơ quan, đơn vị theo quy định.",
	"Phục vụ công tác quản lý nhà nước của bộ, ngành và địa phương trên phạm vi toàn quốc.",
}

// TestStockPhrases: what all texts say is no ground for a finding.
func TestStockPhrases(t *testing.T) {
	for _, phrase := range stock {
		subjects := []registry.Platform{
			{ID: "a", Agency: "BNNMT", NameVI: "Hệ thống thông tin quản lý tàu cá", FunctionVI: "Giám sát hành trình tàu cá.", Domains: []string{"tàu cá"}},
			{ID: "b", Agency: "BTP", NameVI: "Hệ thống thông tin quản lý hộ tịch", FunctionVI: "Đăng ký khai sinh, kết hôn.", Domains: []string{"hộ tịch"}},
			{ID: "c", Agency: "BYT", NameVI: "Hệ thống thông tin quản lý tiêm chủng", FunctionVI: "Ghi mũi tiêm vắc xin của trẻ.", Domains: []string{"tiêm chủng"}},
			{ID: "d", Agency: "BKHCN", NameVI: "Hệ thống thông tin quản lý tần số", FunctionVI: "Cấp phép sử dụng tần số vô tuyến điện.", Domains: []string{"tần số vô tuyến điện"}},
		}
		for i, a := range subjects {
			a.FunctionVI = phrase + " " + a.FunctionVI
			for _, b := range subjects[i+1:] {
				b.FunctionVI = phrase + " " + b.FunctionVI
				if s := scored(a, b); s.Score >= Default().settings.Finding {
					t.Errorf("%s, %s, both with %q: %+v", a.NameVI, b.NameVI, phrase, s)
				}
			}
		}
	}
}
