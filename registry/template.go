package registry

import "strings"

// This file is data: the workbook of the 2026 guidance on digital architecture
// frameworks (draft of the Ministry of Science and Technology under Decision
// 1425/QĐ-TTg), its sheets, columns and closed lists, with the official wording
// of each. Intake reads by these tables and reports write by them, so that an
// export re-imports unchanged.

// The sheets of the workbook.
const (
	SheetObjects    = "DM_DOITUONG"    // the objects: one row per platform
	SheetLinks      = "QH_KETNOI"      // relations and exchanges between objects
	SheetMapping    = "ANHXA"          // objects against reference figures and documents
	SheetTasks      = "HOANTHIEN_NV"   // gaps, treatment and tasks
	SheetGuide      = "HUONG_DAN"      // how to fill it in
	SheetValues     = "DM_GIATRI"      // the closed lists
	SheetDictionary = "TU_DIEN_TRUONG" // what each column means
)

// TemplateSheets lists the sheets in the order of the workbook.
var TemplateSheets = [...]string{SheetGuide, SheetObjects, SheetLinks, SheetMapping, SheetTasks, SheetValues, SheetDictionary}

// The official wordings of a value that is not given: no cell is left blank.
const (
	Undetermined  = "Chưa xác định"
	NotApplicable = "Không áp dụng"
)

// The two kinds of record on the sheet of objects. Only an original describes
// a platform; a reference points to the owner's record by its code.
const (
	OriginalRecord  = "Bản ghi gốc"
	ReferenceRecord = "Bản ghi tham chiếu"
)

// A TemplateColumn is one column of a sheet.
type TemplateColumn struct {
	Header   string
	Field    string // JSON name of the Platform or Link field; empty: kept in Platform.Extra under Header
	Official bool   // stands in the guidance; the others are added on the right
	Required bool
	Values   []Value // the closed list, if any
	Meaning  Text    // for the sheet TU_DIEN_TRUONG
}

// Closed lists of columns that Trunglap keeps but gives no meaning to.
var (
	recordKinds = []Value{{"original", T(OriginalRecord, "original record"), nil}, {"reference", T(ReferenceRecord, "reference record"), nil}}
	objectKinds = values("thành phần logic", "hạ tầng số", "hệ thống số/hệ thống thông tin", "nền tảng số", "CSDL/tài sản dữ liệu", "dịch vụ số", "loại khác|khác")
	layerParts  = values("Hạ tầng số", "An ninh mạng", "Dữ liệu", "Nền tảng lõi", "Ứng dụng và nghiệp vụ dùng chung", "Kênh tương tác", "Đo lường hiệu quả")
	modelStates = values("hiện trạng", "mục tiêu", "đồng thời hiện trạng và mục tiêu|cả hai|hiện trạng & mục tiêu|hiện trạng và mục tiêu")
	sharing     = values("dùng chung quốc gia cho các ngành, lĩnh vực - Nhóm A|Nhóm A", "dùng chung quốc gia cho ngành, lĩnh vực - Nhóm B|Nhóm B",
		"dùng chung cấp bộ|cấp bộ", "dùng chung cấp tỉnh|cấp tỉnh", "dùng chung nội bộ|nội bộ", "dùng riêng/đặc thù|dùng riêng|đặc thù")
	useStates  = values("chưa khai thác", "đang kết nối", "đang khai thác", "khai thác một phần|một phần", "tạm dừng", "không còn sử dụng|không còn dùng")
	treatments = values("tiếp tục sử dụng|tiếp tục|tiếp tục dùng", "chuẩn hóa/kết nối/tích hợp", "nâng cấp/mở rộng", "hợp nhất/tổ chức lại", "thay thế/kết thúc", "bổ sung mới|bổ sung")
)

// values makes a closed list whose codes are its wordings; after a bar stand
// other spellings that are met.
func values(wordings ...string) []Value {
	out := make([]Value, len(wordings))
	for i, w := range wordings {
		all := strings.Split(w, "|")
		out[i] = Value{all[0], T(all[0], all[0]), all[1:]}
	}
	return out
}

// Headers of the sheet of objects that code refers to.
const (
	ColumnRecordKind = "Loại bản ghi"
	ColumnSourceCode = "Mã định danh gốc/mã nguồn"
	ColumnObjectKind = "Loại đối tượng"
)

// ObjectColumns are the columns of DM_DOITUONG: the official ones, then those
// without which overlap cannot be judged (the guidance has no function column).
var ObjectColumns = [...]TemplateColumn{
	{"Mã đối tượng", "id", true, true, nil, T("mã riêng, không đổi qua các lần cập nhật", "own code, the same in every update")},
	{ColumnRecordKind, "", true, true, recordKinds, T("bản ghi của cơ quan chủ quản, hay tham chiếu của cơ quan sử dụng", "the owner's record, or a user's reference to it")},
	{ColumnSourceCode, "", true, false, nil, T("mã chính thức do cơ quan chủ quản cấp; bắt buộc với bản ghi tham chiếu", "the owner's official code; required in a reference record")},
	{"Tên đối tượng", "name_vi", true, true, nil, T("tên chính thức", "official name")},
	{ColumnObjectKind, "", true, true, objectKinds, T("loại đối tượng kiến trúc", "kind of architectural object")},
	{"Lớp kiến trúc/thành phần xuyên suốt", "", true, true, nil, T("lớp hoặc thành phần xuyên suốt trong khung kiến trúc", "layer or cross-cutting part of the framework")},
	{"Thành phần trong lớp", "", true, true, layerParts, T("thành phần trong lớp", "part within the layer")},
	{"Trạng thái mô hình", "", true, true, modelStates, T("thuộc mô hình hiện trạng, mục tiêu hay cả hai", "in the present model, the target model or both")},
	{"Phạm vi sử dụng", "scope", true, true, Scopes[:], T("phạm vi sử dụng", "scope of use")},
	{"Phạm vi/hình thức dùng chung", "", true, true, sharing, T("phạm vi, hình thức dùng chung", "how it is shared")},
	{"Cơ quan chủ quản", "agency", true, true, nil, T("mã hoặc tên cơ quan chủ quản", "code or name of the owner agency")},
	{"Đơn vị vận hành", "operator", true, false, nil, T("đơn vị vận hành", "operator")},
	{"Đầu mối kỹ thuật/vận hành", "contact", true, false, nil, T("đầu mối hỗ trợ kỹ thuật", "support contact")},
	{"Chủ quản dữ liệu", "", true, false, nil, T("cơ quan chủ quản dữ liệu", "data owner")},
	{"Trạng thái vòng đời", "status", true, true, Statuses[:], T("trạng thái vòng đời", "life-cycle state")},
	{"Tình trạng khai thác tại cơ quan", "", true, false, useStates, T("tình trạng khai thác, với bản ghi tham chiếu", "state of use, in a reference record")},
	{"Phương án hoàn thiện", "", true, false, treatments, T("phương án hoàn thiện", "intended treatment")},
	{"Nguồn/minh chứng", "", true, true, nil, T("nguồn, minh chứng", "source, evidence")},
	{"Đầu mối xác nhận", "", true, true, nil, T("người, đơn vị xác nhận", "who confirms")},
	{"Ghi chú", "", true, false, nil, T("ghi chú", "notes")},

	{"Tên tiếng Anh", "name_en", false, false, nil, T("tên tiếng Anh", "name in English")},
	{"Chức năng", "function_vi", false, false, nil, T("mục đích, chức năng chính: cần để xét trùng lặp", "purpose and main functions: needed to judge overlap")},
	{"Chức năng tiếng Anh", "function_en", false, false, nil, T("chức năng bằng tiếng Anh", "function in English")},
	{"Nhóm dữ liệu", "data_domains", false, false, nil, T("các nhóm dữ liệu, cách nhau bằng dấu chấm phẩy", "data groups, separated by semicolons")},
	{"Đối tượng sử dụng", "users", false, false, UserGroups[:], T("các đối tượng sử dụng, cách nhau bằng dấu chấm phẩy", "groups of users, separated by semicolons")},
	{"Đường dẫn", "url", false, false, nil, T("địa chỉ truy cập", "address")},
	{"Thời điểm vận hành", "launched", false, false, nil, T("ngày, tháng hoặc năm đưa vào vận hành", "day, month or year of going into operation")},
	{"Thời điểm kết thúc", "ended", false, false, nil, T("ngày, tháng hoặc năm kết thúc", "day, month or year of the end")},
	{"Căn cứ", "mandate", false, false, nil, T("văn bản quy định hoặc phê duyệt", "decision or law that requires it")},
	{"Thuộc nền tảng", "parent", false, false, nil, T("mã nền tảng mà đối tượng là bộ phận", "code of the platform it is part of")},
	{"Thay thế cho", "replaces", false, false, nil, T("mã các nền tảng được thay thế, cách nhau bằng dấu chấm phẩy", "codes of the platforms it replaces, separated by semicolons")},
	{"Hạn chế tiếp cận", "restricted", false, false, values("có", "không"), T("chỉ hiển thị là mục hạn chế với cơ quan khác", "shown to others only as a restricted entry")},
}

// LinkKinds are the kinds of relation on QH_KETNOI ("Loại quan hệ").
var LinkKinds = [...]Value{
	{"connection", T("kết nối kỹ thuật", "technical connection"), []string{"kết nối"}},
	{"data-exchange", T("trao đổi dữ liệu", "data exchange"), []string{"chia sẻ dữ liệu", "exchange"}},
	{"service-use", T("sử dụng dịch vụ", "use of a service"), nil},
	{"dependency", T("phụ thuộc", "dependency"), nil},
	{"sharing", T("dùng chung", "shared use"), nil},
	{"inheritance", T("kế thừa", "inheritance"), nil},
	{"other", T("quan hệ khác", "another relation"), []string{"khác"}},
}

// ColumnLinkSource heads the column of the object a link starts from: the
// sender of data, the user of a service, the one that depends.
const ColumnLinkSource = "Đối tượng nguồn"

// LinkColumns are the columns of QH_KETNOI; Field is the JSON name in Link.
var LinkColumns = [...]TemplateColumn{
	{"Mã quan hệ", "code", true, false, nil, T("mã QH-x, nếu quan hệ được quản lý độc lập", "code QH-x, if the relation is managed by itself")},
	{ColumnLinkSource, "", true, true, nil, T("mã đối tượng: bên gửi dữ liệu, bên sử dụng dịch vụ hoặc bên phụ thuộc", "code of the object that sends data, uses a service or depends")},
	{"Loại quan hệ", "kind", true, true, LinkKinds[:], T("loại quan hệ", "kind of relation")},
	{"Đối tượng đích", "target", true, true, nil, T("mã đối tượng: bên nhận dữ liệu, bên cung cấp dịch vụ hoặc bên được phụ thuộc", "code of the object that receives data, offers the service or is depended on")},
	{"Dữ liệu/dịch vụ trao đổi", "data", true, false, nil, T("dữ liệu hoặc dịch vụ được trao đổi", "data or service exchanged")},
	{"Cơ chế/kênh kết nối", "channel", true, false, nil, T("kênh: NDXP, NDOP, LGSP, LDOP, API...", "channel: NDXP, NDOP, LGSP, LDOP, API...")},
	{"Trạng thái", "status", true, true, nil, T("trạng thái kết nối", "state of the connection")},
	{"Tần suất/mức dịch vụ", "frequency", true, false, nil, T("tần suất, mức dịch vụ", "frequency, service level")},
	{"Căn cứ/nguồn xác nhận", "basis", true, true, nil, T("văn bản, thỏa thuận hoặc nguồn xác nhận", "text, agreement or who confirms")},
	{"Phân loại và yêu cầu bảo vệ dữ liệu", "class", true, false, nil, T("phân loại, yêu cầu bảo vệ dữ liệu", "classification and protection of the data")},
	{"Cơ quan/đầu mối phối hợp", "contact", true, false, nil, T("cơ quan, đầu mối phối hợp", "agency or contact")},
	{"Ghi chú", "note", true, false, nil, T("ghi chú", "notes")},
}

// Get is the link's text for a field of LinkColumns.
func (l *Link) Get(field string) string {
	if to := l.at(field); to != nil {
		return *to
	}
	return ""
}

// Set puts a text into a field of LinkColumns; false if there is no such field.
func (l *Link) Set(field, value string) bool {
	to := l.at(field)
	if to != nil {
		*to = value
	}
	return to != nil
}

func (l *Link) at(field string) *string {
	switch field {
	case "code":
		return &l.Code
	case "kind":
		return &l.Kind
	case "target":
		return &l.Target
	case "data":
		return &l.Data
	case "channel":
		return &l.Channel
	case "status":
		return &l.Status
	case "frequency":
		return &l.Frequency
	case "basis":
		return &l.Basis
	case "class":
		return &l.Class
	case "contact":
		return &l.Contact
	case "note":
		return &l.Note
	}
	return nil
}

// ColumnObject heads the column of ANHXA that names the object a row is about,
// ColumnTaskObjects that of HOANTHIEN_NV, which may name several. The other
// columns are kept in Platform.Extra as "ANHXA 1: header", numbered by row of
// the object.
const (
	ColumnObject      = "Mã đối tượng"
	ColumnTaskObjects = "Đối tượng liên quan"
)

// ColumnCheck heads the columns in which the official file checks itself by
// formulas. They hold no data.
const ColumnCheck = "KIỂM TRA"

// A Value is one entry of a closed list: the code kept in the registry, the
// official wording, and other spellings that mean the same.
type Value struct {
	Code string
	Text
	Also []string
}

// Statuses are the life-cycle states ("Trạng thái vòng đời").
var Statuses = [...]Value{
	{string(Planned), T("dự kiến", "planned"), []string{"kế hoạch", "chưa triển khai", "proposed"}},
	{string(Building), T("đang xây dựng", "being built"), []string{"đang triển khai", "đang phát triển", "in development", "under construction", "development"}},
	{string(Pilot), T("thử nghiệm", "pilot"), []string{"thí điểm", "đang thử nghiệm", "chạy thử", "piloting", "trial"}},
	{string(Operating), T("đang vận hành", "in operation"), []string{"vận hành", "đang hoạt động", "hoạt động", "đang sử dụng", "chính thức", "operational", "active", "live", "in use", "running"}},
	{string(Upgrading), T("nâng cấp", "being upgraded"), []string{"đang nâng cấp", "mở rộng"}},
	{string(Merging), T("hợp nhất", "being merged"), []string{"đang hợp nhất", "sáp nhập"}},
	{string(Replacing), T("thay thế", "being replaced"), []string{"đang thay thế", "bị thay thế", "replaced"}},
	{string(Retired), T("kết thúc sử dụng", "no longer used"), []string{"ngừng sử dụng", "dừng hoạt động", "ngừng hoạt động", "ngừng vận hành", "đã dừng", "decommissioned", "closed", "inactive"}},
	{string(OtherState), T("trạng thái khác", "other"), []string{"khác"}},
}

// Scopes are the scopes of use ("Phạm vi sử dụng").
var Scopes = [...]Value{
	{"national", T("quốc gia", "national"), []string{"toàn quốc", "cả nước", "nationwide"}},
	{"sector", T("ngành, lĩnh vực", "sector"), []string{"ngành", "lĩnh vực", "toàn ngành"}},
	{"interprovincial", T("liên tỉnh", "several provinces"), nil},
	{"ministry", T("cấp bộ", "one ministry"), []string{"bộ", "bộ, ngành"}},
	{"province", T("cấp tỉnh", "one province"), []string{"tỉnh", "tỉnh, thành phố", "provincial"}},
	{"agency", T("cơ quan/tổ chức", "one agency"), []string{"cơ quan", "tổ chức", "nội bộ cơ quan"}},
	{"unit", T("đơn vị", "one unit"), []string{"nội bộ đơn vị"}},
	{"commune", T("cấp xã", "one commune"), []string{"xã", "xã, phường"}},
	{"user-group", T("nhóm người dùng", "a group of users"), nil},
}

// UserGroups are the groups of users that lists name most ("Đối tượng sử dụng").
var UserGroups = [...]Value{
	{"citizens", T("người dân", "citizens"), []string{"công dân", "citizen", "people", "cá nhân"}},
	{"businesses", T("doanh nghiệp", "businesses"), []string{"business", "enterprises", "companies"}},
	{"agencies", T("cơ quan nhà nước", "agencies"), []string{"cơ quan", "bộ ngành", "bộ, ngành", "cán bộ công chức", "cán bộ, công chức", "công chức", "agency", "government agencies"}},
	{"localities", T("địa phương", "localities"), []string{"các địa phương", "tỉnh, thành phố", "tỉnh thành", "provinces", "locality"}},
}
