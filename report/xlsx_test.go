package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"trunglap/intake"
	"trunglap/registry"
)

func openBook(t testing.TB, data string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func rowsOf(t testing.TB, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestXLSXHoldsTheCases(t *testing.T) {
	r := fixture(t)
	f := openBook(t, write(t, XLSX, r, registry.VI))
	if got, want := f.GetSheetList(), []string{"Tổng quan", "Ma trận", "Phát hiện", "Căn cứ", "Nền tảng", "Phương pháp"}; !slices.Equal(got, want) {
		t.Fatalf("sheets %q, want %q", got, want)
	}
	found := rowsOf(t, f, "Phát hiện")
	if len(found) != len(r.Findings)+1 {
		t.Fatalf("%d rows of findings, want %d", len(found)-1, len(r.Findings))
	}
	for i, finding := range r.Findings {
		row := found[i+1]
		if score, err := registry.ParseMillibits(row[2]); err != nil || score != finding.Score || row[4] != finding.Pair.A || row[7] != finding.Pair.B {
			t.Errorf("row %d is %q", i+1, row[:9])
		}
	}
	if head := found[0]; head[printedFindings-1] != "Kết luận" {
		t.Errorf("the last printed column is %q", head[printedFindings-1])
	}
	var names []string
	for _, n := range f.GetDefinedName() {
		names = append(names, n.Name+" "+n.RefersTo)
	}
	if want := fmt.Sprintf("_xlnm.Print_Area 'Phát hiện'!$A$1:$K$%d", len(r.Findings)+1); !slices.Contains(names, want) || !slices.Contains(names, "_xlnm.Print_Titles 'Phát hiện'!$1:$1") {
		t.Errorf("printed: %q, want %q", names, want)
	}
	if n := len(rowsOf(t, f, "Nền tảng")) - 1; n != len(r.Snapshot.Platforms) {
		t.Errorf("%d platforms, want %d", n, len(r.Snapshot.Platforms))
	}
	checkEvidence(t, rowsOf(t, f, "Căn cứ"), r)
}

// checkEvidence adds each case's parts up again.
func checkEvidence(t *testing.T, rows [][]string, r *Report) {
	t.Helper()
	var sum registry.Millibits
	totals := 0
	for _, row := range rows[1:] {
		bits, err := registry.ParseMillibits(row[5])
		if err != nil {
			t.Fatal(err)
		}
		switch row[3] {
		case "tổng điểm":
			if bits != sum || bits != r.Findings[totals].Score {
				t.Errorf("case %d: the parts add up to %s, the total says %s", totals+1, sum, bits)
			}
			totals++
			sum = 0
		default:
			sum += bits
		}
	}
	if totals != len(r.Findings) {
		t.Errorf("%d totals, want %d", totals, len(r.Findings))
	}
}

// TestXLSXInert (fault 47): no cell is a formula, and none begins like one.
func TestXLSXInert(t *testing.T) {
	r := hostile(t)
	for i, attack := range []string{`=HYPERLINK("http://x")`, "+1", "-1", "@SUM(A1)", "\tx", "\rx"} {
		r.Snapshot.Platforms[i].NameVI = attack
		r.Snapshot.Platforms[i].Extra = []registry.Extra{{Column: attack, Value: attack}, {Column: "id", Value: attack}, {Column: "", Value: attack}}
	}
	f := openBook(t, write(t, XLSX, r, registry.VI))
	for _, sheet := range f.GetSheetList() {
		for i, row := range rowsOf(t, f, sheet) {
			for j, v := range row {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if formula, _ := f.GetCellFormula(sheet, at); formula != "" {
					t.Errorf("%s!%s holds a formula", sheet, at)
				}
				kind, _ := f.GetCellType(sheet, at)
				if text := kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString; text && v != "" && strings.ContainsAny(v[:1], "=+-@\t\r") {
					t.Errorf("%s!%s holds %q", sheet, at, v)
				}
			}
		}
	}
}

// TestXLSXLimits (fault 52): long texts are cut, surplus rows left out, and
// both are said on the first sheet.
func TestXLSXLimits(t *testing.T) {
	r := fixture(t)
	r.Snapshot.Platforms[3].FunctionVI = strings.Repeat("chức năng 😀 ", 10_000)
	d, err := newDocument(r, registry.VI)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := writeBook(&b, d, 11); err != nil {
		t.Fatal(err)
	}
	f := openBook(t, b.String())
	var said string
	for _, row := range rowsOf(t, f, "Tổng quan") {
		said += strings.Join(row, " ") + "\n"
	}
	for _, want := range []string{"1 ô dài hơn 32.767 ký tự đã bị cắt", "Trang “Phát hiện” không chứa hết: còn 2 dòng", "Trang “Nền tảng” không chứa hết: còn 139 dòng"} {
		if !strings.Contains(said, want) {
			t.Errorf("the overview does not say %q", want)
		}
	}
	if n := len(rowsOf(t, f, "Phát hiện")); n != 11 {
		t.Errorf("%d rows, want 11", n)
	}
}

// TestXLSXImportsAgain: the sheet of platforms gives the platforms back, also
// with texts that look like formulas.
func TestXLSXImportsAgain(t *testing.T) {
	r := fixture(t)
	r.Snapshot.Platforms[0].NameVI = "=1+1"
	r.Snapshot.Platforms[1].FunctionVI = "'=không phải công thức"
	r.Snapshot.Platforms[2].Scope, r.Snapshot.Platforms[2].Status = "national", registry.Operating
	f := openBook(t, write(t, XLSX, r, registry.VI))
	for _, sheet := range f.GetSheetList() {
		if sheet != "Nền tảng" {
			if err := f.DeleteSheet(sheet); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	res, err := intake.Read(t.Context(), "platforms.xlsx", &b, intake.Options{Agencies: r.Agencies})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range res.Errors {
		t.Error(e)
	}
	if len(res.Platforms) != len(r.Snapshot.Platforms) {
		t.Fatalf("%d platforms, want %d", len(res.Platforms), len(r.Snapshot.Platforms))
	}
	for i, got := range res.Platforms {
		want := r.Snapshot.Platforms[i]
		got.List, got.Source, want.List, want.Source = "", registry.Source{}, "", registry.Source{}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.SortSlices(func(a, b registry.Extra) bool { return a.Column < b.Column })); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.ID, diff)
		}
	}
}
