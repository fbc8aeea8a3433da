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
	// Found by reading the codified law and looking at the words beside each phrase.
	{"chủ trương, chính sách, pháp luật của Nhà nước", "sách pháp luật"},
	{"được xem xét xử lý theo thẩm quyền", "xét xử"},
	{"kinh phí được giao hàng năm", "giao hàng"},
	{"mẫu số hóa đơn", "số hóa"},
	{"hồ sơ đề nghị quyết toán", "nghị quyết"},
	{"chuyển giao, tiếp nhận tài liệu", "giao tiếp"},
	{"phục hồi, phát triển, khai thác", "triển khai"},
	{"tên hàng hóa, đơn vị tính", "hóa đơn"},
	{"trang thiết bị đơn giản", "bị đơn"},
	{"diện tích hợp đồng dầu khí", "tích hợp"},
	{"thực trạng tài chính, xác định giá trị", "chính xác"},
	{"nghiên cứu, sản xuất, nhập khẩu thiết bị", "xuất nhập khẩu"},
	{"thời gian thực hiện dự án", "thời gian thực"},
	{"cấp tỉnh quyết định mức chi", "định mức chi"},
	{"thời gian, trình tự đánh giá", "tự đánh giá"},
	{"văn phòng điều hành", "phòng điều hành"},
	{"trên cơ sở xây dựng hệ thống", "Sở Xây dựng"},
	{"cung cấp lại thông tin", "cấp lại"},
	{"quỹ dự phòng tài chính", "phòng tài chính"},
	{"dịch vụ công cộng", "dịch vụ công"},
	{"quản lý đô thị thông minh", "quản lý đô thị"},
	{"thông tin thương mại điện tử", "thông tin thương mại"},
	{"chuyển giao thông tin", "giao thông"},
	{"bàn giao thông báo", "giao thông"},
	{"tài sản, số lượng tài sản", "tài sản số"},
	{"tài sản công nghệ thông tin", "tài sản công"},
	{"đầu tư công trình", "đầu tư công"},
	{"theo Luật Hải quan số 54/2014/QH13", "hải quan số"},
	{"Luật Tổ chức Chính phủ số 63", "Chính phủ số"},
	{"học tập trung", "học tập"},
	{"người dân tộc Mông", "người dân"},
	{"xác định tại một cửa khẩu", "một cửa"},
	{"phù hợp nhất với điều kiện", "hợp nhất"},
	{"trường hợp đồng ý cấp tài khoản", "hợp đồng"},
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

func BenchmarkNewLexicon(b *testing.B) {
	parts := defaultThesaurus()
	for b.Loop() {
		if _, err := NewLexicon(vocabularyCSV, parts...); err != nil {
			b.Fatal(err)
		}
	}
}
