package similarity

import (
	"testing"

	"trunglap/registry"
)

// TestConfined: which platforms serve only their own body.
func TestConfined(t *testing.T) {
	for _, c := range []struct {
		agency, name, function string
		confined               bool
	}{
		{"BTC", "Cổng dịch vụ công Bộ Tài chính", "", true},
		{"BTC", "Cổng dịch vụ công", "Tiếp nhận hồ sơ thuộc thẩm quyền của Bộ Tài chính.", true},
		{"BTC", "Cổng dịch vụ công", "Tiếp nhận hồ sơ.", false},
		{"BCA", "Cổng dịch vụ công Bộ Tài chính", "", false}, // another body's name
		{"UBND-001", "Cổng dữ liệu tỉnh Lào Cai", "", true},
		{"UBND-001", "Cổng dữ liệu thành phố", "", true},
		{"UBND-001", "Quản lý hộ nghèo cấp xã", "", true},
		{"UBND-001", "Hệ thống bảo hiểm xã hội", "", false},
		{"UBND-001", "Quản lý hợp tác xã", "", false},
		{"UBND-001", "Đăng ký phương tiện", "", false},
		{"UBND-001", "Dữ liệu từ các địa phương", "", false},
		{"UBND-001", "Trung tâm tính toán", "", false},
		{"", "Cổng dữ liệu tỉnh Lào Cai", "", false}, // nobody's: it cannot be told from another's
	} {
		r := Default().Record(&registry.Platform{ID: "x", Agency: c.agency, NameVI: c.name, FunctionVI: c.function})
		if got := r.scope.body != ""; got != c.confined {
			t.Errorf("%s %q %q: confined %v, want %v", c.agency, c.name, c.function, got, c.confined)
		}
	}
}

// TestUserWords: what lists write in the users column for one group is one word.
func TestUserWords(t *testing.T) {
	for _, group := range [][]string{
		{"citizens", "Citizens", "người dân", "NGƯỜI DÂN", "nguoi dan", "công dân", "cá nhân"},
		{"businesses", "doanh nghiệp", "Doanh nghiệp "},
		{"agencies", "cơ quan nhà nước", "công chức"},
		{"localities", "địa phương"},
	} {
		for _, u := range group {
			if got := userWord(u); got != group[0] {
				t.Errorf("userWord(%q) = %q, want %q", u, got, group[0])
			}
		}
	}
	if userWord("ngư dân") == userWord("người dân") {
		t.Error("fishermen are not all citizens")
	}
}

// TestScopeOutcomes: the cases of scopeSimilarity and scopePresence.
func TestScopeOutcomes(t *testing.T) {
	province := func(agency string, users ...string) registry.Platform {
		return registry.Platform{ID: agency, Agency: agency, NameVI: "Cổng dữ liệu tỉnh", Users: users}
	}
	open := func(id string, users ...string) registry.Platform {
		return registry.Platform{ID: id, Agency: "BTC", NameVI: "Cổng dữ liệu", Users: users}
	}
	for _, c := range []struct {
		what     string
		a, b     registry.Platform
		presence registry.Presence
		low, hi  int
	}{
		{"the same users", open("a", "citizens"), open("b", "người dân"), registry.BothPresent, 1000, 1000},
		{"other users", open("a", "citizens"), open("b", "agencies"), registry.BothPresent, otherUsers, otherUsers},
		{"some users", open("a", "citizens", "agencies"), open("b", "agencies"), registry.BothPresent, otherUsers + 1, 999},
		{"none named by one", open("a", "citizens"), open("b"), registry.OneMissing, 0, 0},
		{"none named", open("a"), open("b", ""), registry.BothMissing, 0, 0},
		{"two bodies each for itself", province("UBND-001", "citizens"), province("UBND-002", "citizens"), registry.BothPresent, 0, 0},
		{"two bodies each for itself, no users", province("UBND-001"), province("UBND-002"), registry.BothPresent, 0, 0},
		{"one for itself", province("UBND-001", "citizens"), open("b", "citizens"), registry.BothPresent, 1000, 1000},
		{"twice for the same body", province("UBND-001", "citizens"), func() registry.Platform { p := province("UBND-001", "citizens"); p.ID = "b"; return p }(), registry.BothPresent, 1000, 1000},
	} {
		m := scored(c.a, c.b).Measures[3]
		if m.Presence != c.presence || m.Similarity < c.low || m.Similarity > c.hi {
			t.Errorf("%s: %s %d, want %s %d to %d", c.what, m.Presence, m.Similarity, c.presence, c.low, c.hi)
		}
	}
}
