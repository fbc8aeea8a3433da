package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"trunglap/intake"
	"trunglap/registry"
)

func templateOf(t testing.TB, s *registry.Snapshot, d *registry.Agencies) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteTemplate(&b, s, d, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestTemplateImportsAgain: the 2026 list, with every field, link and remark
// filled somewhere, comes back the same from the official workbook.
func TestTemplateImportsAgain(t *testing.T) {
	agencies := fixture(t).Agencies
	s := registry.NewSnapshot(readList(t, "../testdata/vn/platforms-2026.csv", "", nil), nil, "")
	p := &s.Platforms[0]
	p.Scope, p.Status, p.Launched, p.Ended, p.Operator, p.Contact = "national", registry.Operating, "2020-05", "2030-01-31", "C12", "024 3333"
	p.Parent, p.Replaces, p.Restricted = s.Platforms[1].ID, []string{s.Platforms[2].ID, s.Platforms[3].ID}, true
	p.Links = []registry.Link{
		{Kind: "data-exchange", Target: s.Platforms[4].ID, Data: "dữ liệu dân cư", Channel: "NDXP", Status: "đang kết nối", Frequency: "hằng ngày", Basis: "278/2025/NĐ-CP", Class: "nội bộ", Contact: "C06"},
		{Kind: "dependency", Target: s.Platforms[5].ID},
	}
	p.Extra = append(p.Extra,
		registry.Extra{Column: registry.ColumnObjectKind, Value: "nền tảng số"}, registry.Extra{Column: "Chủ quản dữ liệu", Value: "Bộ Công an"},
		registry.Extra{Column: "ANHXA 1: Hình tham chiếu", Value: "H.2"}, registry.Extra{Column: "ANHXA 1: Văn bản", Value: "1425/QĐ-TTg"}, registry.Extra{Column: "ANHXA 2: Hình tham chiếu", Value: "H.3"},
		registry.Extra{Column: "HOANTHIEN_NV 1: Nhiệm vụ", Value: "=nâng cấp"})
	s.Platforms[6].NameVI, s.Platforms[6].Users = "=HYPERLINK(1)", []string{"citizens", "kiều bào"}
	res, err := intake.Read(t.Context(), "danh-muc.xlsx", bytes.NewReader(templateOf(t, &s, agencies)), intake.Options{Agencies: agencies})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range res.Errors {
		t.Error(e)
	}
	if len(res.Platforms) != len(s.Platforms) {
		t.Fatalf("%d platforms, want %d", len(res.Platforms), len(s.Platforms))
	}
	byColumn := cmpopts.SortSlices(func(a, b registry.Extra) bool { return a.Column < b.Column })
	for i, got := range res.Platforms {
		got.List, got.Source = "", registry.Source{}
		if diff := cmp.Diff(s.Platforms[i], got, cmpopts.EquateEmpty(), byColumn); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s.Platforms[i].ID, diff)
		}
	}
}

// TestTemplateKeepsDigests: every real list comes back with the digest it had.
func TestTemplateKeepsDigests(t *testing.T) {
	agencies := fixture(t).Agencies
	for _, name := range []string{"platforms-2024.csv", "platforms-2025.csv", "platforms-2026.csv"} {
		s := registry.NewSnapshot(readList(t, "../testdata/vn/"+name, "", nil), nil, "")
		res, err := intake.Read(t.Context(), "danh-muc.xlsx", bytes.NewReader(templateOf(t, &s, agencies)), intake.Options{Agencies: agencies})
		if err != nil {
			t.Fatal(err)
		}
		if got := registry.NewSnapshot(res.Platforms, nil, "").Digest; got != s.Digest || len(res.Errors) > 0 {
			t.Errorf("%s: digest %.8s, want %.8s; errors %v", name, got, s.Digest, res.Errors)
		}
	}
}

// TestTemplateFillsOfficialCells: no official cell of an object is blank.
func TestTemplateFillsOfficialCells(t *testing.T) {
	r := fixture(t)
	data := templateOf(t, &r.Snapshot, r.Agencies)
	if !bytes.Equal(data, templateOf(t, &r.Snapshot, r.Agencies)) {
		t.Error("two exports differ")
	}
	f := openBook(t, string(data))
	if got := strings.Join(f.GetSheetList(), " "); got != strings.Join(registry.TemplateSheets[:], " ") {
		t.Errorf("sheets %s", got)
	}
	rows := rowsOf(t, f, registry.SheetObjects)
	for i, row := range rows[1:] {
		for j, c := range registry.ObjectColumns {
			if c.Official && (j >= len(row) || row[j] == "") {
				t.Errorf("row %d: %s is blank", i+2, c.Header)
			}
		}
	}
	if len(rows) != len(r.Snapshot.Platforms)+1 {
		t.Errorf("%d rows", len(rows))
	}
}
