package synthetic

import (
	_ "embed"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"sync"

	"trunglap/registry"
	"trunglap/text"
)

//go:embed material.tsv
var materialTable string

// A material holds every phrase that platforms are made of.
type material struct {
	fields urn[string] // codes of the taxonomy, by the weight of their phrases
	things map[string]*urn[string]
	tasks  map[string]*urn[string]
	heads  urn[head]
	acts   urn[act]
	users  urn[string]
	owners []string // ministries and bodies of that rank
	verbs  map[string]bool
}

// materials reads the tables once.
var materials = sync.OnceValue(func() *material {
	m := &material{things: map[string]*urn[string]{}, tasks: map[string]*urn[string]{}, verbs: map[string]bool{}}
	for _, h := range heads {
		m.heads.add(h, h.count)
	}
	for _, a := range acts {
		m.acts.add(a, a.count)
		m.verbs[firstTwo(a.words)] = true
	}
	for _, u := range users {
		m.users.add(u.groups, u.count)
	}
	m.read()
	return m
})

// read fills things and tasks. A phrase of no field goes to one by its hash,
// so that every field has strange phrases as well as its own.
func (m *material) read() {
	rows := strings.Split(strings.TrimSpace(materialTable), "\n")[1:]
	var codes []string
	for _, row := range rows {
		if field := strings.Split(row, "\t")[1]; field != "-" {
			codes = append(codes, field)
		}
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	weight := map[string]int{}
	for _, row := range rows {
		c := strings.Split(row, "\t")
		count, err := strconv.Atoi(c[2])
		if err != nil {
			panic("synthetic: material.tsv: " + row)
		}
		field, into := c[1], m.things
		if field == "-" {
			field = codes[int(hash(c[3])%uint64(len(codes)))]
		}
		if c[0] == "task" {
			into = m.tasks
		}
		if into[field] == nil {
			into[field] = &urn[string]{}
		}
		w := cubeRoot(count)
		into[field].add(c[3], w)
		weight[field] += w
	}
	for _, c := range codes {
		if m.things[c] != nil && m.tasks[c] != nil {
			m.fields.add(c, weight[c])
		}
	}
}

// cubeRoot is the whole cube root of n. With the square root two platforms in
// two thousand had the same subject; the real lists are not so uniform.
func cubeRoot(n int) int {
	w := 1
	for (w+1)*(w+1)*(w+1) <= n {
		w++
	}
	return w
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

func firstTwo(s string) string {
	w := strings.Fields(s)
	return strings.Join(w[:min(2, len(w))], " ")
}

// isAct reports whether a thing already begins with an act.
func (m *material) isAct(thing string) bool { return m.verbs[firstTwo(thing)] }

// owners are the ministries of 2024 and the bodies of their rank. They are
// written out, like everything that the platforms depend on, so that another
// edition of the agencies changes no benchmark.
var owners = strings.Fields("BQP BCA BNG BNV BTP BKHDT BTC BCT BNNPTNT BGTVT BXD BTNMT BTTTT BLDTBXH BVHTTDL BKHCN BGDDT BYT UBDT NHNN TTCP VPCP " +
	"BHXHVN TTXVN VOV VTV VHLKHCN VHLKHXH UBQLV BQLLCT")

// A head begins a name; alike are heads that mean the same. Counts are over
// the 239 real names.
type head struct {
	words string
	count int
	alike string
}

var heads = []head{
	{"Hệ thống thông tin", 27, "HTTT"},
	{"Hệ thống thông tin quản lý", 10, "Phần mềm quản lý"},
	{"Hệ thống", 34, "Nền tảng"},
	{"Hệ thống quản lý", 14, "Phần mềm quản lý"},
	{"Nền tảng", 26, "Hệ thống"},
	{"Nền tảng số", 10, "Nền tảng"},
	{"Nền tảng quản lý", 8, "Hệ thống thông tin quản lý"},
	{"Cổng thông tin", 10, "Trang thông tin điện tử"},
	{"Cổng dịch vụ công", 4, "Hệ thống dịch vụ công trực tuyến"},
	{"Cơ sở dữ liệu", 9, "CSDL"},
	{"Cơ sở dữ liệu quốc gia về", 9, "CSDL quốc gia về"},
	{"Cơ sở dữ liệu về", 5, "Hệ thống cơ sở dữ liệu"},
	{"Phần mềm quản lý", 8, "Hệ thống thông tin quản lý"},
	{"Phần mềm", 5, "Hệ thống"},
	{"Ứng dụng", 6, "App"},
	{"Hệ thống đăng ký", 4, "Cổng đăng ký"},
	{"Hệ thống giám sát", 4, "Nền tảng giám sát"},
	{"Hệ thống thống kê", 3, "Hệ thống báo cáo"},
}

// An act is what is done to a thing. Counts are over the real functions.
type act struct {
	words string
	count int
	alike string
}

var acts = []act{
	{"quản lý", 57, "theo dõi và quản lý"},
	{"tiếp nhận hồ sơ về", 38, "thu nhận hồ sơ về"},
	{"xử lý hồ sơ", 27, "giải quyết hồ sơ"},
	{"cung cấp thông tin về", 25, "cung cấp dữ liệu về"},
	{"trả kết quả", 12, "thông báo kết quả"},
	{"tra cứu", 18, "tìm kiếm"},
	{"số hóa dữ liệu", 18, "số hóa hồ sơ"},
	{"đồng bộ dữ liệu", 17, "đồng bộ thông tin"},
	{"theo dõi", 16, "giám sát"},
	{"đăng ký", 15, "kê khai"},
	{"công bố", 14, "công khai"},
	{"tổng hợp", 10, "tập hợp"},
	{"kết nối dữ liệu", 9, "liên thông dữ liệu"},
	{"thu thập số liệu", 8, "thu thập dữ liệu"},
	{"thông báo", 7, "gửi thông báo"},
	{"phân tích dữ liệu", 7, "phân tích số liệu"},
	{"chia sẻ dữ liệu", 7, "trao đổi dữ liệu"},
	{"lưu trữ hồ sơ", 6, "lưu giữ hồ sơ"},
	{"thống kê", 6, "lập báo cáo thống kê"},
	{"báo cáo", 5, "gửi báo cáo"},
	{"đánh giá", 5, "chấm điểm"},
	{"cảnh báo", 5, "phát cảnh báo"},
	{"thẩm định", 4, "xét duyệt"},
	{"cập nhật", 4, "bổ sung, cập nhật"},
	{"xác thực", 4, "đối soát"},
	{"thanh toán", 4, "chi trả"},
	{"hỗ trợ", 4, "trợ giúp"},
	{"kiểm tra", 4, "rà soát"},
	{"điều hành", 3, "chỉ đạo, điều hành"},
	{"quy hoạch", 2, "lập quy hoạch"},
}

// users are the user groups of the real lists.
var users = []struct {
	groups string
	count  int
}{
	{"agencies;localities", 59}, {"citizens;businesses;agencies", 43}, {"businesses;agencies", 21}, {"citizens;agencies", 17},
	{"citizens;businesses", 18}, {"agencies", 9}, {"citizens;agencies;localities", 13}, {"citizens;localities", 16},
	{"businesses", 6}, {"citizens", 6}, {"citizens;businesses;localities", 12}, {"businesses;localities", 9}, {"businesses;agencies;localities", 5}, {"localities", 2},
}

// endings stand after a clause: whose, where, by what means, from whom.
var endings = []string{
	"của người dân", "của doanh nghiệp", "của tổ chức, cá nhân", "của cơ quan nhà nước", "của đơn vị sự nghiệp công lập", "của cán bộ, công chức",
	"của hộ kinh doanh", "của chủ đầu tư", "của cơ sở giáo dục", "của cơ sở y tế", "của hợp tác xã", "của nhà đầu tư nước ngoài", "của người lao động",
	"trên môi trường điện tử", "trên toàn quốc", "trên bản đồ số", "trên điện thoại di động", "trên phần mềm dùng chung", "qua mạng", "qua cổng dịch vụ công",
	"từ bộ, ngành, địa phương", "từ cấp xã đến trung ương", "từ các đơn vị trực thuộc", "giữa các cơ quan", "tại cửa khẩu", "tại cơ sở", "theo thời gian thực",
	"theo định kỳ", "hằng năm", "để tránh nhập trùng", "để giảm giấy tờ", "phục vụ quản lý", "phục vụ chỉ đạo, điều hành",
}

// stock are sentences that say nothing about what a platform is for.
var stock = []string{
	"phục vụ công tác quản lý nhà nước trong ngành, lĩnh vực", "kết nối với Cổng Dịch vụ công quốc gia", "kết nối, chia sẻ dữ liệu với các hệ thống thông tin liên quan",
	"cung cấp dịch vụ công trực tuyến cho người dân và doanh nghiệp", "bảo đảm an toàn, an ninh thông tin theo quy định", "dùng chung thống nhất từ trung ương đến địa phương",
	"hỗ trợ công tác báo cáo, thống kê và ra quyết định", "tích hợp chữ ký số và thanh toán trực tuyến", "đáp ứng yêu cầu chuyển đổi số và xây dựng chính phủ số",
	"nâng cao hiệu lực, hiệu quả quản lý nhà nước", "tự động hóa quy trình nghiệp vụ trên môi trường mạng", "cho phép tra cứu mọi lúc, mọi nơi trên thiết bị di động",
	"là kênh tương tác giữa cơ quan nhà nước với người dân và doanh nghiệp", "tổ chức, cá nhân đăng nhập bằng tài khoản định danh điện tử", "đồng bộ dữ liệu về kho dữ liệu dùng chung",
}

// confusable are things that differ in marks alone.
var confusable = [][2]string{
	{"nghiệp vụ hải quan", "nghiệp vụ hải quân"}, {"khai thuế nhà đất", "khai thuê nhà đất"}, {"thông tin dân cư", "thông tin dân cử"},
	{"kiểm soát muối", "kiểm soát muỗi"}, {"vùng trồng dừa", "vùng trồng dứa"}, {"làng nghề lúa", "làng nghề lụa"}, {"sản xuất cam", "sản xuất cám"},
	{"xuất khẩu bơ", "xuất khẩu bò"}, {"nhập khẩu dầu", "nhập khẩu đậu"}, {"giống trâu", "giống trầu"}, {"ngân hàng máu", "ngân hàng mẫu"}, {"chế biến cà", "chế biến cá"},
}

// A place owns platforms as a province; codes as in testdata/vn/proposals-dev.csv.
type place struct{ code, name string }

// places are the provinces of 2024.
var places = func() []place {
	const list = "AGG An Giang,BVT Bà Rịa - Vũng Tàu,BGG Bắc Giang,BKN Bắc Kạn,BLU Bạc Liêu,BNH Bắc Ninh,BTE Bến Tre,BDH Bình Định,BDG Bình Dương,BPC Bình Phước," +
		"BTN Bình Thuận,CMU Cà Mau,CTO Cần Thơ,CBG Cao Bằng,DNG Đà Nẵng,DLK Đắk Lắk,DNO Đắk Nông,DBN Điện Biên,DNI Đồng Nai,DTP Đồng Tháp,GLI Gia Lai,HGG Hà Giang," +
		"HNM Hà Nam,HN Hà Nội,HTH Hà Tĩnh,HDG Hải Dương,HPG Hải Phòng,HGI Hậu Giang,HBH Hòa Bình,HYN Hưng Yên,KHA Khánh Hòa,KGG Kiên Giang,KTM Kon Tum,LCU Lai Châu," +
		"LDG Lâm Đồng,LSN Lạng Sơn,LCI Lào Cai,LAN Long An,NDH Nam Định,NAN Nghệ An,NBH Ninh Bình,NTN Ninh Thuận,PTO Phú Thọ,PYN Phú Yên,QBH Quảng Bình,QNM Quảng Nam," +
		"QNI Quảng Ngãi,QNH Quảng Ninh,QTI Quảng Trị,STG Sóc Trăng,SLA Sơn La,TNH Tây Ninh,TBH Thái Bình,TNN Thái Nguyên,THA Thanh Hóa,TTH Thừa Thiên Huế,TGG Tiền Giang," +
		"HCM Thành phố Hồ Chí Minh,TVH Trà Vinh,TQG Tuyên Quang,VLG Vĩnh Long,VPC Vĩnh Phúc,YBI Yên Bái"
	var out []place
	for s := range strings.SplitSeq(list, ",") {
		code, name, _ := strings.Cut(s, " ")
		out = append(out, place{"UBND-" + code, name})
	}
	return out
}()

// A district is somewhere in a province: made of the syllables that most names
// of communes are made of, for platforms that are about one place.
func district(d dice) string {
	const syllables = "An Bình Châu Cường Đại Đông Đức Giang Hà Hải Hiệp Hòa Hưng Khánh Kim Lâm Long Lộc Mai Minh Mỹ Nam Nghĩa Ngọc Phong Phú Phúc Phước Quang Quý " +
		"Sơn Tân Tây Thái Thanh Thành Thạnh Thắng Thịnh Thọ Thới Thủy Thượng Tiến Trung Trường Tường Vân Văn Việt Vĩnh Xuân Yên"
	all := strings.Fields(syllables)
	return pick(d, []string{"huyện", "xã", "phường", "thị trấn"}) + " " + pick(d, all) + " " + pick(d, all)
}

// Provinces are the owners that stand in no agencies file: code and name.
func Provinces() []registry.Agency {
	var out []registry.Agency
	for _, p := range places {
		out = append(out, registry.Agency{Code: p.code, NameVI: "Ủy ban nhân dân " + p.title(), NameEN: "People's Committee of " + text.Folded(p.name), Kind: "province"})
	}
	return out
}

// cities are the provinces called "thành phố".
var cities = []string{"Cần Thơ", "Đà Nẵng", "Hà Nội", "Hải Phòng"}

func (p place) title() string {
	switch {
	case strings.HasPrefix(p.name, "Thành phố"):
		return p.name
	case slices.Contains(cities, p.name):
		return "thành phố " + p.name
	}
	return "tỉnh " + p.name
}
