package report

import (
	"slices"
	"testing"

	"trunglap/registry"
)

// fixtureFindings are the findings of the fixture, strongest first.
func fixtureFindings(t testing.TB, m registry.Model) []registry.Finding {
	type ex = registry.Explanation
	w, folded, near, concept, vector, code := registry.ViaWords, registry.ViaFolded, registry.ViaNear, registry.ViaConcept, registry.ViaVector, registry.ViaCode
	name, function, domain, scope := registry.ByName, registry.ByFunction, registry.ByDomain, registry.ByScope
	within, between, merged := registry.Within, registry.Between, registry.Merged

	fs := []registry.Finding{
		finding(t, m, "BYT-001", "BYT-002", registry.Duplication, within,
			ex{Summary: "Ứng dụng khai báo y tế NCOVI và Hệ thống khai báo y tế điện tử, cùng của Bộ Y tế, đều để người dân tự khai báo y tế trong dịch COVID-19.",
				Shared: "Giống nhau: khai báo y tế; COVID-19; người dân.", Differs: "Khác nhau: NCOVI có thông tin dịch bệnh; VHD có kiểm soát nhập cảnh và mã QR.",
				WhyNotHigher:   "Một bên kiểm soát nhập cảnh tại cửa khẩu, bên kia thông tin dịch bệnh.",
				Counterfactual: "Nếu chức năng không giống nhau, điểm còn 2,950 bit, vẫn là phát hiện.",
				Relation:       "Cùng việc (khai báo), cùng đối tượng dữ liệu (sức khỏe), cùng người dùng."},
			ex{Summary: "The NCOVI health-declaration app and the electronic health declaration system, both of the Ministry of Health, let people declare their health during COVID-19.",
				WhyNotHigher: "One checks entry at borders, the other informs about the disease.", Relation: "The same action on the same object for the same users."},
			ev(name, 640, same(w, "khai báo y tế"), []string{"NCOVI"}, []string{"điện tử", "tờ khai", "VHD"}),
			ev(function, 655, append(same(w, "khai báo"), meet(concept, "Người dân", "Người nhập cảnh và người đi lại", "party.citizen: người dân = người đi lại"), meet(vector, "dịch bệnh", "cửa khẩu", "dịch bệnh ~ kiểm dịch ~ cửa khẩu")), []string{"thông tin dịch bệnh", "tự nguyện"}, []string{"mã QR", "kiểm soát tại cửa khẩu"}),
			ev(domain, 720, same(w, "khai báo y tế", "COVID-19"), []string{"sức khỏe người dân"}, []string{"nhập cảnh"}),
			ev(scope, 1000, same(code, "citizens", "agencies"), nil, nil)),

		finding(t, m, "BTP-005", "BTC-022", registry.Overlap, between,
			ex{Summary: "Cổng Đấu giá tài sản quốc gia (Bộ Tư pháp) và Hệ thống giao dịch điện tử về tài sản công (Bộ Tài chính) đều đăng thông tin và đưa việc đấu giá tài sản lên trực tuyến; tài sản công phải đăng ở cả hai nơi.",
				WhyNotHigher:   "Một bên chỉ nhận tài sản công và có cả cho thuê, chuyển nhượng; bên kia quản lý tổ chức đấu giá và đấu giá viên.",
				Counterfactual: "Nếu dữ liệu không giống nhau, điểm còn −1,061 bit, dưới ngưỡng.",
				Relation:       "Chức năng giống nhau một phần, cùng đối tượng dữ liệu, hai cơ quan khác nhau."},
			ex{Summary: "The National Asset Auction Portal (Ministry of Justice) and the electronic transaction system for public assets (Ministry of Finance) both announce auctions and bring them online.",
				WhyNotHigher: "One takes public assets only; the other keeps auction houses and auctioneers.", Relation: "Function alike in part, same data, two agencies."},
			ev(name, 410, append(same(w, "tài sản"), meet(concept, "Hệ thống giao dịch điện tử", "Cổng Đấu giá", "channel.portal: cổng < hệ thống giao dịch")), []string{"giao dịch điện tử", "công"}, []string{"Đấu giá", "quốc gia"}),
			ev(function, 545, append(same(w, "đấu giá"), meet(concept, "Đăng tải thông tin", "Đăng thông báo công khai", "action.publish: đăng tải = đăng thông báo"), meet(folded, "trực tuyến", "trực tuyến", "")), []string{"bán", "cho thuê", "chuyển nhượng"}, []string{"lựa chọn tổ chức đấu giá", "đấu giá viên"}),
			ev(domain, 810, same(w, "đấu giá tài sản", "thông tin đấu giá"), []string{"tài sản công"}, []string{"đấu giá viên"}),
			ev(scope, 1000, same(code, "agencies", "businesses", "citizens"), nil, nil)),

		finding(t, m, "BTTTT-001", "QD1132-A08", registry.Succession, merged,
			ex{Summary: "Nền tảng tích hợp, chia sẻ dữ liệu quốc gia (NDXP) có trong danh mục 2024 và được đưa lại vào Quyết định 1132/QĐ-TTg: cùng một nền tảng, chủ quản đã đổi.",
				Relation: "Cùng tên, cùng chức năng, hai danh mục khác thời điểm: đăng ký lại, không phải trùng lặp."},
			ex{Summary: "The National Data Exchange Platform (NDXP) of the 2024 list is listed again by Decision 1132/QĐ-TTg: the same platform under a new owner.", Relation: "Same name and function in two lists of different dates: re-listed, not duplicated."},
			ev(name, 960, same(w, "Nền tảng tích hợp, chia sẻ dữ liệu quốc gia"), []string{"NDXP"}, nil),
			ev(function, 905, append(same(w, "bộ, ngành, địa phương", "trao đổi dữ liệu", "dùng chung"), meet(near, "hệ thống thông tin", "hệ thống thông tin", "")), []string{"qua"}, []string{"cung cấp"}),
			ev(domain, 1000, same(w, "tích hợp dữ liệu", "chia sẻ dữ liệu", "API"), nil, nil),
			ev(scope, 1000, same(code, "agencies", "localities"), nil, nil)),

		finding(t, m, "BYT-001", "BTTTT-009", registry.Overlap, between,
			ex{Summary: "NCOVI (Bộ Y tế) và Bluezone (Bộ Thông tin và Truyền thông) đều cho người dân khai báo y tế trên điện thoại.", WhyNotHigher: "Bluezone ghi nhận tiếp xúc gần bằng Bluetooth; NCOVI không có.", Relation: "Chức năng giống nhau một phần, cùng người dùng."},
			ex{Summary: "NCOVI (Ministry of Health) and Bluezone (Ministry of Information and Communications) both let people declare their health by telephone."},
			ev(name, 300, same(w, "Ứng dụng"), []string{"Bluezone", "khẩu trang điện tử"}, []string{"khai báo y tế", "NCOVI"}),
			ev(function, 470, append(same(w, "khai báo"), meet(concept, "COVID-19", "dịch bệnh", "object.epidemic: COVID-19 < dịch bệnh")), []string{"tiếp xúc gần", "Bluetooth", "quét QR"}, []string{"tự nguyện"}),
			ev(domain, 760, same(w, "khai báo y tế", "COVID-19"), []string{"truy vết tiếp xúc"}, []string{"sức khỏe người dân"}),
			ev(scope, 1000, same(code, "citizens", "agencies"), nil, nil)),

		finding(t, m, "BCA-006", "BCA-007", registry.Overlap, within,
			ex{Summary: "Hai phần mềm của Bộ Công an buộc cùng một cơ sở lưu trú khai khách hai lần: khách trong nước ở ASM, khách nước ngoài ở hệ thống khai báo tạm trú.", WhyNotHigher: "Đối tượng khai khác nhau: mọi khách so với người nước ngoài.", Relation: "Cùng việc, cùng người khai, khác nhóm khách."},
			ex{Summary: "Two programs of the Ministry of Public Security make the same lodging report its guests twice."},
			ev(name, 330, []registry.Phrase{meet(concept, "lưu trú", "tạm trú", "object.residence: lưu trú ~ tạm trú")}, []string{"ASM"}, []string{"người nước ngoài", "trực tuyến"}),
			ev(function, 520, same(w, "Cơ sở lưu trú"), []string{"bệnh viện", "nhà trọ", "công an cấp xã"}, []string{"người nước ngoài", "quản lý xuất nhập cảnh"}),
			ev(domain, 690, same(w, "lưu trú", "cơ sở lưu trú"), []string{"khách lưu trú"}, []string{"hộ chiếu", "người nước ngoài"}),
			ev(scope, 830, same(code, "businesses", "agencies"), []string{"citizens"}, nil)),

		finding(t, m, "BXD-002", "BKHDT-005", registry.Overlap, between,
			ex{Summary: "Cổng quy hoạch xây dựng (Bộ Xây dựng) và cơ sở dữ liệu quy hoạch (Bộ Kế hoạch và Đầu tư) đều công khai bản đồ và hồ sơ quy hoạch để tra cứu."},
			ex{Summary: "The construction planning portal and the planning database both publish planning maps for look-up."},
			ev(name, 480, same(w, "thông tin", "quy hoạch"), []string{"cơ sở dữ liệu quốc gia"}, []string{"xây dựng", "đô thị"}),
			ev(function, 500, append(same(w, "bản đồ", "tra cứu"), meet(near, "công khai", "Công bố", "")), []string{"quy hoạch quốc gia, vùng, tỉnh", "đối chiếu chồng lấn"}, []string{"thuyết minh đồ án"}),
			ev(domain, 520, same(w, "bản đồ quy hoạch"), []string{"quy hoạch quốc gia", "quy hoạch tỉnh"}, []string{"quy hoạch xây dựng", "quy hoạch đô thị"}),
			ev(scope, 830, same(code, "citizens", "localities"), []string{"agencies"}, []string{"businesses"})),

		finding(t, m, "QD1132-B02", "QD1132-B03", registry.Parallel, between,
			ex{Summary: "Hai hệ thống cùng tên “Hệ thống thông tin giải quyết thủ tục hành chính”; Quyết định 1132/QĐ-TTg yêu cầu mỗi cơ quan một hệ thống.", Relation: "Cùng tên theo quyết định, khác thẩm quyền giải quyết."},
			ex{Summary: "Two systems of one name; Decision 1132/QĐ-TTg requires one of every body."},
			ev(name, 1000, same(w, "Hệ thống thông tin giải quyết thủ tục hành chính"), nil, nil),
			ev(function, 430, same(w, "hồ sơ thủ tục hành chính"), nil, nil),
			ev(domain, 600, same(w, "thủ tục hành chính", "hồ sơ trực tuyến"), nil, nil),
			ev(scope, 900, same(code, "citizens", "businesses", "agencies"), nil, nil)),

		finding(t, m, "BNNPTNT-003", "BCT-003", registry.Overlap, between,
			ex{Summary: "Hệ thống truy xuất nguồn gốc nông lâm thủy sản (Bộ Nông nghiệp và Phát triển nông thôn) và Verigoods (Bộ Công Thương) đều quản lý mã để tra nguồn gốc hàng hóa.", WhyNotHigher: "Nông sản và hàng công thương do hai luật khác nhau quản lý."},
			ex{Summary: "Two traceability systems of two ministries manage codes to look up where goods come from."},
			ev(name, 560, same(w, "truy xuất nguồn gốc"), []string{"Verigoods", "sản phẩm, hàng hóa", "ngành Công Thương"}, []string{"nông lâm thủy sản"}),
			func() registry.Evidence {
				e := ev(function, 390, append([]registry.Phrase{meet(folded, "tra nguồn gốc", "tra nguồn gốc", "")}, meet(vector, "chuỗi cung ứng", "vùng trồng, lô hàng", "chuỗi cung ứng ~ lô hàng ~ nguồn cung")), []string{"chống hàng giả"}, []string{"chất lượng"})
				e.Folded = true
				return e
			}(),
			ev(domain, 450, same(w, "truy xuất nguồn gốc"), []string{"hàng hóa", "chống hàng giả"}, []string{"nông sản", "vùng trồng"}),
			ev(scope, 800, same(code, "businesses", "citizens"), nil, []string{"localities"})),

		finding(t, m, "BTC-023", "BGTVT-005", registry.Fragmentation, between,
			ex{Summary: "Cùng dữ liệu đường, cầu, hầm: Bộ Tài chính theo dõi giá trị tài sản, Bộ Giao thông vận tải theo dõi để bảo trì.", Relation: "Cùng lĩnh vực dữ liệu, khác chức năng."},
			ex{Summary: "The same roads and bridges: one ministry keeps their value, the other maintains them."},
			ev(name, 520, same(w, "hạ tầng giao thông"), []string{"Cơ sở dữ liệu", "kết cấu"}, []string{"tài sản", "đường bộ"}),
			ev(function, 350, same(w, "đường", "cầu"), []string{"bảo trì", "bản đồ số"}, []string{"nguyên giá", "giá trị còn lại"}),
			ev(domain, 900, append(same(w, "đường bộ", "cầu"), meet(near, "kết cấu hạ tầng giao thông", "tài sản kết cấu hạ tầng", "")), []string{"bản đồ số"}, []string{"hầm"}),
			ev(scope, 1000, same(code, "agencies", "localities"), nil, nil)),

		finding(t, m, "TTCP-001", "VPCP-005", registry.Overlap, between,
			ex{Summary: "Cơ sở dữ liệu khiếu nại, tố cáo (Thanh tra Chính phủ) và hệ thống phản ánh, kiến nghị (Văn phòng Chính phủ) đều nhận ý kiến của dân và phân công xử lý."},
			ex{Summary: "Complaints and petitions: both take in what people write and assign it."},
			ev(name, 320, nil, []string{"khiếu nại", "tố cáo"}, []string{"phản ánh", "kiến nghị"}),
			ev(function, 440, []registry.Phrase{meet(concept, "đơn thư", "phản ánh, kiến nghị", "document.petition: đơn thư > phản ánh, kiến nghị"), meet(vector, "giải quyết", "phân công xử lý", "giải quyết ~ xử lý")}, []string{"tiếp công dân"}, []string{"công khai trả lời"}),
			registry.Evidence{Comparison: domain, Presence: registry.BothPresent, Similarity: 480, Shared: []registry.Phrase{meet(concept, "đơn thư", "phản ánh kiến nghị", "document.petition")}},
			ev(scope, 640, same(code, "agencies"), []string{"localities"}, []string{"citizens", "businesses"})),

		finding(t, m, "BGDDT-001", "BGDDT-005", registry.PartOf, within,
			ex{Summary: "Phổ cập giáo dục là một phần việc của cơ sở dữ liệu ngành giáo dục, cùng của Bộ Giáo dục và Đào tạo."},
			ex{Summary: "Universal education is a part of the sector's education database."},
			ev(name, 430, same(w, "giáo dục", "phổ"), nil, nil),
			ev(function, 420, []registry.Phrase{meet(concept, "học sinh", "người trong độ tuổi phổ cập", "party.pupil")}, nil, nil),
			ev(domain, 520, same(w, "học sinh"), nil, nil),
			ev(scope, 700, same(code, "localities"), []string{"agencies"}, nil)),

		finding(t, m, "BQP-001", "BCA-003", registry.Integration, between,
			ex{Summary: "Chữ ký số chuyên dùng và định danh điện tử được dùng cùng nhau."},
			ex{Summary: "Official signatures and electronic identity are used together."},
			ev(name, 500, nil, nil, nil), ev(function, 450, same(w, "xác thực"), nil, nil),
			registry.Evidence{Comparison: domain, Presence: registry.OneMissing}, ev(scope, 900, same(code, "agencies"), nil, nil)),
	}
	slices.SortStableFunc(fs, func(a, b registry.Finding) int { return int(b.Score - a.Score) })
	return fs
}
