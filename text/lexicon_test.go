package text

import (
	"slices"
	"testing"
)

// traps are the readings across word borders that the thesaurus's authors
// listed: the phrase must not be found in the text.
var traps = []struct{ text, phrase string }{
	{"hệ thống kê khai", "thống kê"},
	{"hành khách hàng không", "khách hàng"},
	{"hỗ trợ cấp phép", "trợ cấp"},
	{"đăng ký số thuê bao", "ký số"},
	{"phân tích hợp đồng", "tích hợp"},
	{"tra cứu hộ nghèo", "cứu hộ"},
	{"danh mục tiêu chuẩn", "mục tiêu"},
	{"xác định vị trí việc làm", "định vị"},
	{"nhà cung cấp nước ngoài", "cấp nước"},
	{"Nhà nước Mặt trận", "nước mặt"},
	{"chức năng định danh", "năng định"},
	{"yêu cầu đường truyền", "cầu đường"},
	{"biến động đất đai", "động đất"},
	{"ngân hàng không dùng tiền mặt", "hàng không"},
	{"tìm kiếm cứu nạn", "tìm kiếm"},
	{"Ủy ban nhân dân", "nhân dân"},
	{"Công an nhân dân", "nhân dân"},
	{"hội nghị truyền hình", "truyền hình"},
	{"căn cước công dân", "công dân"},
	{"dịch vụ công chứng", "dịch vụ công"},
}

func TestTraps(t *testing.T) {
	for _, c := range traps {
		f := Default().Analyze(c.text)
		if slices.ContainsFunc(f.Concepts, func(m Mention) bool { return m.Phrase == c.phrase }) {
			t.Errorf("%q was read as %q: %+v", c.text, c.phrase, f.Concepts)
		}
	}
}

func BenchmarkAnalyze(b *testing.B) {
	const s = "Hệ thống cung cấp CSDL dân cư phục vụ giải quyết thủ tục hành chính, quản lý cán bộ công chức và cấp giấy phép lái xe cho người dân trên toàn quốc."
	l := Default()
	b.ReportAllocs()
	for b.Loop() {
		l.Analyze(s)
	}
}
