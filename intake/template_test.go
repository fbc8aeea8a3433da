package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"trunglap/registry"
)

// newTable fills Sheet1.
func newTable(t testing.TB, rows ...[]any) func(*excelize.File) {
	return func(f *excelize.File) { table(t, f, "Sheet1", rows...) }
}

// objectRow is a row of DM_DOITUONG with the given cells by header; the others
// say that nothing is known, as the guidance wants.
func objectRow(values map[string]string) []any {
	var out []any
	for _, c := range registry.ObjectColumns {
		v, ok := values[c.Header]
		if !ok {
			v = registry.Undetermined
		}
		out = append(out, v)
	}
	return out
}

func headersOf(columns []registry.TemplateColumn) []any {
	var out []any
	for _, c := range columns {
		out = append(out, c.Header)
	}
	return out
}

func officialBook(t *testing.T, change func(f *excelize.File)) []byte {
	return book(t, func(f *excelize.File) {
		table(t, f, registry.SheetGuide, cells("Hướng dẫn"))
		table(t, f, registry.SheetObjects, headersOf(registry.ObjectColumns[:]),
			objectRow(map[string]string{"Mã đối tượng": "KT-1", "Loại bản ghi": "Bản ghi gốc", "Tên đối tượng": "Cổng thuế", "Cơ quan chủ quản": "Bộ Tài chính",
				"Loại đối tượng": "Nền tảng số", "Phạm vi sử dụng": "Quốc gia", "Phạm vi/hình thức dùng chung": "Nhóm A", "Trạng thái vòng đời": "Đang vận hành", "Chức năng": "Nộp thuế", "Nhóm dữ liệu": "thuế; hóa đơn",
				"Đối tượng sử dụng": "người dân; doanh nghiệp", "Hạn chế tiếp cận": "không", "Ghi chú": "rà soát"}),
			objectRow(map[string]string{"Mã đối tượng": "QG-1", "Loại bản ghi": "Bản ghi tham chiếu", "Mã định danh gốc/mã nguồn": "QD1132-A17", "Tên đối tượng": "Cổng dữ liệu", "Cơ quan chủ quản": "BCA"}),
			objectRow(map[string]string{"Mã đối tượng": "KT-2", "Loại bản ghi": "Bản ghi gốc", "Tên đối tượng": "Kho số", "Cơ quan chủ quản": "BTC", "Loại đối tượng": "máy chủ"}),
			objectRow(map[string]string{"Mã đối tượng": "KT-3", "Loại bản ghi": "Bản ghi tham chiếu", "Mã định danh gốc/mã nguồn": "", "Tên đối tượng": "Kho", "Cơ quan chủ quản": "BTC"}),
			objectRow(map[string]string{"Mã đối tượng": "QG-2", "Loại bản ghi": "bản ghi tham chiếu", "Tên đối tượng": "Sổ", "Cơ quan chủ quản": "BYT"}))
		must(t, f.SetCellStr(registry.SheetObjects, "AI1", "KIỂM TRA"))
		must(t, f.SetCellFormula(registry.SheetObjects, "AI2", `IF(A2="","thiếu","OK")`))
		table(t, f, registry.SheetLinks, headersOf(registry.LinkColumns[:]),
			cells("QH-1", "KT-1", "Trao đổi dữ liệu", "QG-1", "mã số thuế", "NDXP", "đang chạy", "hằng ngày", "Chưa xác định", "mở", "a@b.vn", "hai chiều"),
			cells("", "KT-1", "kế thừa", "BTC-9"),
			cells("", "KT-1", "quen biết", "KT-2"),
			cells("", "KT-7", "dùng chung", "KT-1"))
		table(t, f, registry.SheetMapping, cells("Mã đối tượng", "Mô hình khái quát"), cells("KT-1", "Hình 3"))
		table(t, f, registry.SheetTasks, cells("Mã nội dung", "Đối tượng liên quan", "Hiện trạng", "KIỂM TRA"), cells("ND-1", "KT-1; QG-1", "thiếu API", "OK"), cells("ND-2", "KT-1", "", "OK"))
		table(t, f, registry.SheetValues, cells("Trường", "Giá trị"))
		must(t, f.DeleteSheet("Sheet1"))
		if change != nil {
			change(f)
		}
	})
}

func TestOfficialWorkbook(t *testing.T) {
	res := readBytes(t, "khung.xlsx", officialBook(t, nil), Options{})
	wantText(t, "platforms", sheetDump(res.Platforms), "DM_DOITUONG!2:KT-1 BTC vi=Cổng thuế fvi=Nộp thuế domains=thuế+hóa đơn users=citizens+businesses scope=national status=operating"+
		" [Loại đối tượng]=Nền tảng số [Phạm vi/hình thức dùng chung]=Nhóm A [Ghi chú]=rà soát [ANHXA 1: Mô hình khái quát]=Hình 3 [HOANTHIEN_NV 1: Mã nội dung]=ND-1 [HOANTHIEN_NV 1: Hiện trạng]=thiếu API [HOANTHIEN_NV 2: Mã nội dung]=ND-2\n")
	wantText(t, "references", dump(res.References), "3:QG-1 BCA vi=Cổng dữ liệu [Mã định danh gốc/mã nguồn]=QD1132-A17 [HOANTHIEN_NV 1: Mã nội dung]=ND-1 [HOANTHIEN_NV 1: Hiện trạng]=thiếu API\n6:QG-2 BYT vi=Sổ\n")
	wantText(t, "links", fmt.Sprintf("%+v", res.Platforms[0].Links), "[{Kind:data-exchange Target:QG-1 Data:mã số thuế Code:QH-1 Channel:NDXP Status:đang chạy Frequency:hằng ngày Basis: Class:mở Contact:a@b.vn Note:hai chiều} {Kind:inheritance Target:BTC-9 Data: Code: Channel: Status: Frequency: Basis: Class: Contact: Note:}]")
	wantIn(t, "errors", messages(res.Errors, registry.VI),
		`trang "DM_DOITUONG", dòng 4, cột 5 (Loại đối tượng): giá trị không có trong danh mục của biểu mẫu: "máy chủ"; dùng một trong: thành phần logic,`,
		`trang "DM_DOITUONG", dòng 5, cột 3 (Mã định danh gốc/mã nguồn): bản ghi tham chiếu thiếu mã nguồn`,
		`trang "QH_KETNOI", dòng 4, cột 3 (Loại quan hệ): loại quan hệ không có trong danh mục: "quen biết"`,
		`trang "QH_KETNOI", dòng 5: đối tượng không có trong trang DM_DOITUONG`)
	if len(res.Errors) != 4 || res.Rejected != 4 {
		t.Errorf("%d errors:\n%s", len(res.Errors), messages(res.Errors, registry.EN))
	}
	wantIn(t, "notes", noteText(res), `sheet "HUONG_DAN" holds no objects`, `sheet "DM_GIATRI" holds no objects`, "2 reference records")
}

// Every column of the table is recognised as the field it says.
func TestTemplateColumns(t *testing.T) {
	c := NewReader("x", strings.NewReader(""), Options{}).c
	fields := map[string]field{"data_domains": fDomains, "name_vi": fName, "function_vi": fFunction}
	for _, col := range registry.ObjectColumns {
		s, ok := c.recognise(col.Header)
		want := field(col.Field)
		if f, ok := fields[col.Field]; ok {
			want = f
		}
		switch {
		case col.Header == registry.ColumnRecordKind, col.Header == registry.ColumnSourceCode:
			continue
		case col.Field == "" && ok:
			t.Errorf("%s: taken for %s", col.Header, s.field)
		case col.Field != "" && (!ok || s.field != want):
			t.Errorf("%s: got %q, want %q", col.Header, s.field, want)
		}
	}
	h := c.mapHeader(toTexts(headersOf(registry.ObjectColumns[:])), nil)
	if len(h.passed)+len(h.twice) > 0 {
		t.Errorf("columns that collide: %v %v", h.passed, h.twice)
	}
	for _, col := range registry.LinkColumns {
		want := col.Field
		if col.Header == registry.ColumnLinkSource {
			want = "source"
		}
		if got := linkHeaders()[fold(col.Header)]; got != want {
			t.Errorf("%s: got %q, want %q", col.Header, got, want)
		}
	}
	// Every wording of a closed list is read back as its code.
	for name, tt := range map[string]struct {
		values []registry.Value
		book   codebook
	}{"status": {registry.Statuses[:], statuses()}, "scope": {registry.Scopes[:], scopes()}, "users": {registry.UserGroups[:], userGroups()}, "kind": {registry.LinkKinds[:], linkKinds()}} {
		for _, v := range tt.values {
			for _, s := range append([]string{v.Code, v.VI, v.EN}, v.Also...) {
				if got := tt.book[fold(s)]; got != v.Code {
					t.Errorf("%s %q: got %q, want %q", name, s, got, v.Code)
				}
			}
		}
	}
}

func toTexts(cells []any) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = fmt.Sprint(c)
	}
	return out
}
