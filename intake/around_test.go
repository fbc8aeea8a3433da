package intake

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"trunglap/registry"
)

// tableHead is the header of the tables below.
const tableHead = "STT,Mã,Tên nền tảng,Cơ quan,Chức năng\n"

// What stands around the rows of a list is skipped and told; what only looks
// a little like it stays a row error. Each case in a CSV and in a workbook.
func TestAround(t *testing.T) {
	for _, c := range []struct{ name, rows, platforms, faults, note string }{
		{"header again", "1,A,Cổng,BTC,x\nSTT,Mã,Tên nền tảng,Cơ quan,Chức năng\nstt,MÃ,Tên Nền Tảng,cơ quan,CHỨC NĂNG\n2,B,Sổ,BTC,y\n",
			"A B", "", "repeat the header were skipped (2 lines: 3, 4)"},
		{"half a header", "1,A,Cổng,BTC,x\nSTT,Mã,Tên nền tảng,Bộ gì,Chức năng\n", "A", "line 3: the agency is not known", ""},
		{"total", "1,A,Cổng,BTC,x\nTổng cộng,,1,,\n", "A", "", "rows of totals were skipped (line 3)"},
		{"total in words", "1,A,Cổng,BTC,x\n,,Tổng số: 1 nền tảng,,\n2,B,Sổ,BTC,y\n", "A B", "", "rows of totals were skipped (line 3)"},
		{"a platform called total", "1,A,Tổng số hóa,BTC,x\n2,B,Tổng cộng,BTC,y\n", "A B", "", ""},
		{"agencies between", "I,,Bộ Tài chính,,\n1,A,Cổng,,x\nII.,,II. Bộ Tư pháp,,\n2,B,Sổ,,y\nBộ Y tế,,,,\n3,C,Hồ sơ,,z\n", "A/BTC B/BTP C/BYT", "", "headings across the table are not data and were skipped (3 lines: 2, 4, 6)"},
		{"a code is no heading", "1,BTC,,,\n", "", "line 2: the owner agency is missing", ""},
		{"notes below", "1,A,Cổng,BTC,x\nGhi chú: số liệu tháng 6,,,,\n,,,,TL. BỘ TRƯỞNG\n,,,,Nguyễn Văn A\n", "A", "", "below the table are not data and were skipped (3 lines: 3, 4, 5)"},
		{"notes between are faults", "1,A,Cổng,BTC,x\nGhi chú,,,,\n2,B,Sổ,BTC,y\n", "A B", "line 3: the owner agency is missing", ""},
		{"half a platform at the end", "1,A,Cổng,BTC,x\n2,,Sổ,,\n", "A", "line 3: the owner agency is missing", ""},
		{"an id alone at the end", "1,A,Cổng,BTC,x\n,B,,,\n", "A", "line 3: the owner agency is missing", ""},
		{"the rest of a text at the end", "1,A,Cổng,BTC,x\n,,,,và theo dõi\n", "A", "line 3: the owner agency is missing", ""},
	} {
		check := func(form string, res Result) {
			t.Helper()
			var got []string
			for _, p := range res.Platforms {
				id := p.ID
				if strings.Contains(c.platforms, "/") {
					id += "/" + p.Agency
				}
				got = append(got, id)
			}
			faults := messages(res.Errors, registry.EN)
			faults = strings.ReplaceAll(faults, `sheet "Sheet1", row`, "line")
			if strings.Join(got, " ") != c.platforms || c.faults == "" && faults != "" || !strings.Contains(strings.ReplaceAll(faults, ", column 4 (Cơ quan)", ""), c.faults) || !strings.Contains(noteText(res), c.note) {
				t.Errorf("%s, %s: platforms %q, want %q\n%s%s", c.name, form, got, c.platforms, faults, noteText(res))
			}
		}
		check("CSV", read(t, tableHead+c.rows, Options{}))
		var rows [][]any
		for line := range strings.Lines(tableHead + c.rows) {
			var r []any
			for cell := range strings.SplitSeq(strings.TrimSpace(line), ",") {
				r = append(r, cell)
			}
			rows = append(rows, r)
		}
		check("XLSX", readBytes(t, "ds.xlsx", book(t, newTable(t, rows...)), Options{}))
	}
}

// A list of bodies, as link may compare them, is no list of headings.
func TestBodiesAreNoHeadings(t *testing.T) {
	res := read(t, "id,name\nB1,Bộ Tài chính\nB2,Bộ Tư pháp\n", Options{Loose: true})
	wantText(t, "platforms", dump(res.Platforms), "2:B1  vi=Bộ Tài chính\n3:B2  vi=Bộ Tư pháp\n")
}

// A heading that names a body nobody knows ends the section before it: the
// rows below it go to nobody, and never to the ministry above.
func TestUnknownSectionOwnsNothing(t *testing.T) {
	res := readBytes(t, "ds.xlsx", book(t, func(f *excelize.File) {
		table(t, f, "Sheet1", cells("Mã", "Tên", "Cơ quan", "Chức năng"),
			cells("Bộ Tài chính"), cells("A", "Cổng", "", "x"), cells("1. Dùng chung"), cells("B", "Sổ", "", "y"), cells("III. Bộ Không có thật"), cells("C", "Hồ sơ", "", "z"))
		for _, at := range [][2]string{{"A2", "D2"}, {"A4", "D4"}, {"A6", "D6"}} {
			must(t, f.MergeCell("Sheet1", at[0], at[1]))
		}
	}), Options{})
	wantText(t, "platforms", dump(res.Platforms), "3:A BTC vi=Cổng fvi=x\n5:B BTC vi=Sổ fvi=y\n")
	if len(res.Errors) != 1 || res.Errors[0].Source.Row != 7 {
		t.Error(messages(res.Errors, registry.EN))
	}
}

// Headers of two rows, with and without cells merged downwards. The contact's
// name and number are not the platform's.
func TestTwoHeaderRows(t *testing.T) {
	for _, down := range []bool{false, true} {
		res := readBytes(t, "ds.xlsx", book(t, func(f *excelize.File) {
			table(t, f, "Sheet1", cells("STT", "Mã", "Tên nền tảng", "Cơ quan", "Thông tin", "", "Hỗ trợ", ""), cells("", "", "", "", "Chức năng", "Người dùng", "Tên", "Địa chỉ"),
				cells(1, "A", "Cổng", "BTC", "Nộp thuế", "Người dân", "Phòng 1", "Hà Nội"))
			must(t, f.MergeCell("Sheet1", "E1", "F1"))
			must(t, f.MergeCell("Sheet1", "G1", "H1"))
			for _, c := range []string{"A", "B", "C", "D"} {
				if down {
					must(t, f.MergeCell("Sheet1", c+"1", c+"2"))
				}
			}
		}), Options{})
		wantText(t, "platforms", dump(res.Platforms), "3:A BTC vi=Cổng fvi=Nộp thuế users=citizens [STT]=1 [Hỗ trợ Tên]=Phòng 1 [Hỗ trợ Địa chỉ]=Hà Nội\n")
		if len(res.Errors) > 0 {
			t.Error(messages(res.Errors, registry.EN))
		}
	}
}

// A table that a page break cut in two goes on without a header; another table
// without one is not read, and told.
func TestTableGoesOn(t *testing.T) {
	head := plainRow("STT", "Mã", "Tên nền tảng", "Cơ quan", "Chức năng")
	res := readBytes(t, "ds.docx", document(t, tbl(head, plainRow("1", "A", "Cổng", "BTC", "x"))+
		tbl(plainRow("2", "B", "Sổ", "Bộ Tư pháp", "y"), head, plainRow("3", "C", "Hồ sơ", "BYT", "z"))+
		tbl(plainRow("Nơi nhận", "Như trên", "KT. BỘ TRƯỞNG", "", ""))), Options{})
	wantText(t, "platforms", dump(res.Platforms), "2:A BTC vi=Cổng fvi=x [STT]=1\n1:B BTP vi=Sổ fvi=y [STT]=2\n3:C BYT vi=Hồ sơ fvi=z [STT]=3\n")
	for _, want := range []string{`sheet "bảng 2" has no header and was read on`, `sheet "bảng 3" has no header that was recognised and was not read`} {
		if !strings.Contains(noteText(res), want) {
			t.Errorf("not told: %s\n%s", want, noteText(res))
		}
	}
}

// Ids made of owner and name: the same at every reading, in every spelling of
// the name's tones; refused where they would meet.
func TestMadeIDs(t *testing.T) {
	res := read(t, "STT,Tên,Cơ quan,Chức năng\n1,Hệ thống hóa đơn,BTC,x\n2,Hệ thống hoá đơn,BTP,x\n", Options{MakeIDs: true})
	if len(res.Platforms) != 2 || res.Platforms[0].ID != "BTC-"+strings.TrimPrefix(res.Platforms[1].ID, "BTP-") {
		t.Fatalf("%s%s", dump(res.Platforms), messages(res.Errors, registry.EN))
	}
	again := read(t, "Cơ quan,Mã,Tên\nBTP,,Hệ thống hoá đơn\nBTC,T-1,Cổng\n", Options{MakeIDs: true})
	if again.Platforms[0].ID != res.Platforms[1].ID || again.Platforms[1].ID != "T-1" || !strings.Contains(noteText(again), "rows without an id got one, made of owner and name (line 2)") {
		t.Errorf("%s%s", dump(again.Platforms), noteText(again))
	}
	twice := read(t, "Tên,Cơ quan\nCổng,BTC\nCỔNG,BTC\n", Options{MakeIDs: true})
	if len(twice.Errors) != 1 || !strings.Contains(messages(twice.Errors, registry.EN), "the id is repeated") {
		t.Error(messages(twice.Errors, registry.EN))
	}
	if without := read(t, "Tên,Cơ quan\nCổng,BTC\n", Options{}); !strings.Contains(messages(without.Errors, registry.EN), "--make-ids") {
		t.Error(messages(without.Errors, registry.EN))
	}
}

// The old formats of Office are told apart, each with its own remedy.
func TestFault15_OldOffice(t *testing.T) {
	wide := func(s string) string { return strings.Join(strings.Split(s, ""), "\x00") + "\x00" }
	for stream, want := range map[string]string{"WordDocument": "is a Word 97-2003 (.doc) file; open it in", "Workbook": "is an Excel 97-2003 (.xls) file; open it in",
		"EncryptedPackage": "is protected by a password; save it again without", "": "(.doc) file, or is protected by a password; open it in"} {
		_, err := Read(context.Background(), "ds.xls", strings.NewReader(compound+strings.Repeat("\x00", 500)+wide(stream)), Options{})
		if !errors.Is(err, registry.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", stream, err)
		}
	}
}
