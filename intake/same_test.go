package intake

import (
	"context"
	"encoding/binary"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"trunglap/registry"
)

// One list in every form in which it may arrive gives one digest.
func TestOneListOneDigest(t *testing.T) {
	path := filepath.Join("..", "testdata", "vn", "platforms-2025.csv")
	data, err := os.ReadFile(path)
	must(t, err)
	rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	must(t, err)
	var sheet [][]any
	var doc []string
	for _, r := range rows {
		var cells []any
		var escaped []string
		for _, s := range r {
			cells = append(cells, s)
			escaped = append(escaped, strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(s))
		}
		sheet, doc = append(sheet, cells), append(doc, plainRow(escaped...))
	}
	s := string(data)
	forms := map[string]string{
		"ds.csv":        s,
		"nfd.csv":       norm.NFD.String(s),
		"bom.csv":       "\ufeff" + s,
		"crlf.csv":      strings.ReplaceAll(s, "\n", "\r\n"),
		"utf16le.csv":   utf16Bytes(s, binary.LittleEndian, true),
		"utf16be.csv":   utf16Bytes(s, binary.BigEndian, true),
		"tcvn3.csv":     asBytes(t, charsetNamed("TCVN3").encode(s)),
		"vni.csv":       asBytes(t, charsetNamed("VNI").encode(s)),
		"cp1258.csv":    encode1258(t, s),
		"ds.xlsx":       string(book(t, newTable(t, sheet...))),
		"ds.docx":       string(document(t, tbl(doc...))),
		"semicolon.csv": withDelimiter(t, rows, ';'),
		"tab.csv":       withDelimiter(t, rows, '\t'),
	}
	want := ""
	for _, name := range append([]string{"ds.csv"}, keys(forms)...) {
		res := readNamed(t, name, forms[name], Options{})
		got := registry.NewSnapshot(res.Platforms, nil, "").Digest
		if want == "" {
			want = got
		}
		if got != want || len(res.Platforms) != 14 || len(res.Errors) > 0 {
			t.Errorf("%s: %d platforms, digest %.8s, want %.8s; %s", name, len(res.Platforms), got, want, messages(res.Errors, registry.EN))
		}
	}
}

// The lists themselves, in the three charsets of fonts: not a letter is lost,
// although TCVN3 has no marked capitals.
func TestLegacyListsKeepTheirDigest(t *testing.T) {
	for _, year := range []string{"2024", "2025", "2026"} {
		data, err := os.ReadFile(filepath.Join("..", "testdata", "vn", "platforms-"+year+".csv"))
		must(t, err)
		want := registry.NewSnapshot(readNamed(t, "ds.csv", string(data), Options{}).Platforms, nil, "").Digest
		for _, name := range []string{"TCVN3", "VNI", "VPS"} {
			res := readNamed(t, "ds.csv", asBytes(t, charsetNamed(name).encode(string(data))), Options{})
			if got := registry.NewSnapshot(res.Platforms, nil, "").Digest; res.Encoding != name || got != want {
				t.Errorf("%s in %s: read as %s, digest %.8s, want %.8s", year, name, res.Encoding, got, want)
			}
		}
	}
}

func keys(m map[string]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}

func withDelimiter(t *testing.T, rows [][]string, delim rune) string {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = delim
	must(t, w.WriteAll(rows))
	return b.String()
}

func TestMappingFile(t *testing.T) {
	m, err := ReadMapping("m.yaml", strings.NewReader("Ký hiệu: id\nĐơn vị: agency\nTên HT: name # tên\nĐiểm: \"-\"\n"))
	must(t, err)
	res := read(t, "KÝ HIỆU,Đơn vị,Tên HT,Điểm\nA,BTC,Cổng thuế,5\n", Options{Mapping: m})
	wantText(t, "platforms", dump(res.Platforms), "2:A BTC vi=Cổng thuế [Điểm]=5\n")
	for data, want := range map[string]string{"A: nmae\n": `no field "nmae"`, "A: id\nA: name\n": "already defined", "- A\n": "write header: field", "Mã: id\nmã: name\n": "are one header"} {
		if _, err := ReadMapping("m.yaml", strings.NewReader(data)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", data, err, want)
		}
	}
}

func TestView(t *testing.T) {
	res, err := Read(context.Background(), "ds.csv", strings.NewReader("Mã;Cơ quan;Tên;Chức năng;Ghi chú\nA;BTC;Cổng;\"Nộp\nthuế\";x\n;BTC;thiếu mã;;\n"), Options{})
	must(t, err)
	var b strings.Builder
	must(t, WriteView(&b, res, 5, registry.VI))
	wantText(t, "view", b.String(), `ds.csv: CSV, UTF-8, dấu chấm phẩy
1 nền tảng, 0 bản ghi tham chiếu, 1 dòng lỗi

Cột
  1 "Mã" -> id
  2 "Cơ quan" -> agency
  3 "Tên" -> name
  4 "Chức năng" -> function
  5 "Ghi chú" -> (giữ nguyên, không tính điểm)

Dòng 2
  id            A
  agency        BTC
  name_vi       Cổng
  function_vi   Nộp
                thuế
  extra         Ghi chú: x
`)
}
