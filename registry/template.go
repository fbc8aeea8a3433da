package registry

// This file is data: the closed lists of values that a platform's fields take,
// with the official wording of each (sheet DM_GIATRI of the 2026 guidance on
// digital architecture frameworks) and its English. Intake reads by these
// tables and reports write by them, so that an export re-imports unchanged.

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
	{string(OtherState), T("khác", "other"), nil},
}

// Scopes are the scopes of use ("Phạm vi sử dụng").
var Scopes = [...]Value{
	{"national", T("quốc gia", "national"), []string{"toàn quốc", "cả nước", "nationwide"}},
	{"sector", T("ngành, lĩnh vực", "sector"), []string{"ngành", "lĩnh vực", "toàn ngành"}},
	{"interprovincial", T("liên tỉnh", "several provinces"), nil},
	{"ministry", T("cấp bộ", "one ministry"), []string{"bộ", "bộ, ngành"}},
	{"province", T("cấp tỉnh", "one province"), []string{"tỉnh", "tỉnh, thành phố", "provincial"}},
	{"agency", T("cơ quan", "one agency"), []string{"nội bộ cơ quan"}},
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
