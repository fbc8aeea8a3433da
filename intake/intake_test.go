package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"trunglap/registry"
)

// read reads text as a file and fails the test if the file as a whole is refused.
func read(t *testing.T, data string, opts Options) Result {
	t.Helper()
	res, err := Read(context.Background(), "ds.csv", strings.NewReader(data), opts)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return res
}

// dump prints platforms one per line, empty fields left out.
func dump(ps []registry.Platform) string {
	var b strings.Builder
	for _, p := range ps {
		fmt.Fprintf(&b, "%d:%s %s", place(p.Source), p.ID, p.Agency)
		for _, f := range [...]struct{ k, v string }{
			{"vi", p.NameVI}, {"en", p.NameEN}, {"fvi", p.FunctionVI}, {"fen", p.FunctionEN},
			{"domains", strings.Join(p.Domains, "+")}, {"users", strings.Join(p.Users, "+")}, {"scope", p.Scope}, {"url", p.URL},
			{"launched", string(p.Launched)}, {"ended", string(p.Ended)}, {"status", string(p.Status)}, {"operator", p.Operator},
			{"contact", p.Contact}, {"mandate", p.Mandate}, {"parent", p.Parent}, {"replaces", strings.Join(p.Replaces, "+")},
		} {
			if f.v != "" {
				fmt.Fprintf(&b, " %s=%s", f.k, f.v)
			}
		}
		if p.Restricted {
			b.WriteString(" restricted")
		}
		for _, x := range p.Extra {
			fmt.Fprintf(&b, " [%s]=%s", x.Column, x.Value)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func messages(faults []*registry.RowError, l registry.Lang) string {
	var b strings.Builder
	for _, f := range faults {
		b.WriteString(f.Message(l) + "\n")
	}
	return b.String()
}

func noteText(res Result) string {
	var b strings.Builder
	for _, n := range res.Notes {
		b.WriteString(n.EN + "\n")
	}
	return b.String()
}

func wantText(t *testing.T, what, got, want string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func wantIn(t *testing.T, what, got string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(got, p) {
			t.Errorf("%s does not say %q:\n%s", what, p, got)
		}
	}
}

const (
	sampleCSV = "id,agency,name_vi,function_vi\nA-1,BTC,Cổng thuế điện tử,Kê khai và nộp thuế\nA-2,Bộ Y tế,Sổ sức khỏe điện tử,Lưu hồ sơ bệnh án\n"
	sampleOut = "2:A-1 BTC vi=Cổng thuế điện tử fvi=Kê khai và nộp thuế\n3:A-2 BYT vi=Sổ sức khỏe điện tử fvi=Lưu hồ sơ bệnh án\n"
)

func TestRealLists(t *testing.T) {
	for file, want := range map[string]int{"platforms-2024.csv": 146, "platforms-2025.csv": 14, "platforms-2026.csv": 79} {
		res, err := ReadFile(context.Background(), filepath.Join("..", "testdata", "vn", file), Options{})
		if err != nil || len(res.Platforms) != want || len(res.Errors) != 0 {
			t.Errorf("%s: %d platforms, %v, errors:\n%s", file, len(res.Platforms), err, messages(res.Errors, registry.EN))
		}
		for _, p := range res.Platforms {
			if p.NameVI == "" || p.NameEN == "" || p.FunctionVI == "" || len(p.Domains) == 0 || len(p.Extra) == 0 {
				t.Errorf("%s: %s is not whole: %+v", file, p.ID, p)
			}
		}
		if id := strings.TrimSuffix(file, ".csv"); res.List.ID != id || res.List.Title != id || res.List.File != file {
			t.Errorf("%s: list %+v", file, res.List)
		}
	}
}

// Proposals carry bodies that are not in the directory and texts in either
// language; all go in, in the language their file states.
func TestProposals(t *testing.T) {
	res, err := ReadFile(context.Background(), filepath.Join("..", "testdata", "vn", "proposals-dev.csv"), Options{Loose: true})
	if err != nil || len(res.Platforms) != 60 || len(res.Errors) != 0 {
		t.Fatalf("%d platforms, %v\n%s", len(res.Platforms), err, messages(res.Errors, registry.EN))
	}
	english := 0
	for _, p := range res.Platforms {
		if (p.NameEN == "") == (p.NameVI == "") || p.FunctionEN != "" && p.FunctionVI != "" {
			t.Errorf("%s: one language and one name, got %+v", p.ID, p)
		}
		if p.NameEN != "" {
			english++
		}
	}
	if english != 6 {
		t.Errorf("%d proposals are English, want the 6 whose language column says so", english)
	}
}

func TestHeaders(t *testing.T) {
	tests := []struct{ name, header, row, want string }{
		{"english", "id,agency_code,name_vi,name_en,function_vi,function_en,data_domains,users,url,launched", "X,BTC,Tên,Name,Làm,Does,a; b,citizens;businesses,http://x,2009",
			"X BTC vi=Tên en=Name fvi=Làm fen=Does domains=a+b users=citizens+businesses url=http://x launched=2009"},
		{"vietnamese", "Mã đối tượng,Cơ quan chủ quản,Tên đối tượng,Chức năng,Nhóm dữ liệu,Đối tượng sử dụng,Phạm vi sử dụng,Thời điểm vận hành,Trạng thái vòng đời,Đơn vị vận hành,Đầu mối kỹ thuật,Căn cứ",
			`X,Bộ Tài chính,Tên,Làm,đất;nhà,"người dân, doanh nghiệp",Quốc gia,05/2019,Đang vận hành,Cục A,a@b.vn,1132/QĐ-TTg`,
			"X BTC vi=Tên fvi=Làm domains=đất+nhà users=citizens+businesses scope=national launched=2019-05 status=operating operator=Cục A contact=a@b.vn mandate=1132/QĐ-TTg"},
		{"no marks, any case and order", "TEN NEN TANG,CO QUAN,MA SO,CHUC NANG", "Tên,Bộ Y tế,X,Làm", "X BYT vi=Tên fvi=Làm"},
		{"spaces and brackets", " Mã ,Bộ  ngành ,Tên nền tảng (đầy đủ),Chức năng chính (tóm tắt)", "X,BTC,Tên,Làm", "X BTC vi=Tên fvi=Làm"},
		{"brackets naming a language", "id,agency,Tên nền tảng (tiếng Việt),Tên nền tảng (tiếng Anh)", "X,BTC,Tên,Name", "X BTC vi=Tên en=Name"},
		{"name beside name_en", "id,agency,name,name_en", "X,BTC,VNeID,VNeID", "X BTC vi=VNeID en=VNeID"},
		{"tên beside name", "id,agency,name,tên", "X,BTC,Tax,Thuế", "X BTC vi=Thuế en=Tax"},
		{"second meaning kept", "id,agency,name,mục đích,chức năng", "X,BTC,Cổng thuế,Nộp thuế,Kê khai", "X BTC vi=Cổng thuế fvi=Kê khai [mục đích]=Nộp thuế"},
		{"unknown columns in file order", "z col,id,agency,name_vi,a col,", "1,X,BTC,Tên,2,3", "X BTC vi=Tên [z col]=1 [a col]=2 [(6)]=3"},
		{"parent and others", "id,agency,name_vi,parent,replaces,restricted,ended", "X,BTC,Tên,P,R1; R2,có,31/12/2024", "X BTC vi=Tên ended=2024-12-31 parent=P replaces=R1+R2 restricted"},
		{"unstated", "id,agency,name_vi,function_vi,launched,status", "X,BTC,Tên,Chưa xác định,Không áp dụng,-", "X BTC vi=Tên"},
		{"a number stays a text", "id,agency,name_vi,code2", "007,BTC,Tên,0012", "007 BTC vi=Tên [code2]=0012"},
		{"agency with code in brackets", "id,agency,name_vi", "X,Bộ Tài chính (BTC),Tên", "X BTC vi=Tên"},
		{"agency in english", "id,agency,name_vi", "X,ministry of FINANCE,Tên", "X BTC vi=Tên"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := read(t, tt.header+"\n"+tt.row+"\n", Options{})
			wantText(t, "platform", dump(res.Platforms), "2:"+tt.want+"\n")
			wantText(t, "errors", messages(res.Errors, registry.EN), "")
		})
	}
}

// A text without a language column goes to Vietnamese unless it is English.
func TestLanguageOfTexts(t *testing.T) {
	tests := []struct{ header, row, want string }{
		{"id,name,function", "X,Cổng thuế điện tử,Nộp thuế", "X  vi=Cổng thuế điện tử fvi=Nộp thuế"},
		{"id,name,function", "X,He thong quan ly dan cu,Dang ky thuong tru", "X  vi=He thong quan ly dan cu fvi=Dang ky thuong tru"},
		{"id,name,function", "X,Electronic tax portal,File and pay taxes online", "X  en=Electronic tax portal fen=File and pay taxes online"},
		{"id,tên,chức năng", "X,VNeID,", "X  vi=VNeID"},
		{"id,name,function,language", "X,VNeID,,vi", "X  vi=VNeID"},
		{"id,name,function,language", "X,Cổng thuế,,en", "X  en=Cổng thuế"},
	}
	for _, tt := range tests {
		res := read(t, tt.header+"\n"+tt.row+"\n", Options{Loose: true})
		wantText(t, tt.row, dump(res.Platforms), "2:"+tt.want+"\n")
	}
}

// Vietnamese text in an English column, by its header or by the header beside
// it, is told and not taken for English.
func TestVietnameseInEnglishColumn(t *testing.T) {
	tests := []struct{ header, row, want, note string }{
		{"id,tên,chức năng,function", "X,Cổng thuế,Nộp thuế qua mạng,Tiếp nhận tờ khai và thu thuế qua mạng",
			"X  vi=Cổng thuế fvi=Nộp thuế qua mạng [function]=Tiếp nhận tờ khai và thu thuế qua mạng", `the English column "function" holds Vietnamese text beside the Vietnamese column`},
		{"id,tên,chức năng,function", "X,Cổng thuế,,Tiếp nhận tờ khai", "X  vi=Cổng thuế fvi=Tiếp nhận tờ khai", "which was read as Vietnamese"},
		{"id,tên,chức năng,function", "X,Cổng thuế,Nộp thuế,File and pay taxes", "X  vi=Cổng thuế fvi=Nộp thuế fen=File and pay taxes", ""},
		{"id,name_vi,name_en,function", "X,Cổng Đà Nẵng,Đà Nẵng portal,Tra cứu", "X  vi=Cổng Đà Nẵng en=Đà Nẵng portal fvi=Tra cứu", ""},
		{"id,name_en", "X,Hệ thống quản lý thuế điện tử", "X  vi=Hệ thống quản lý thuế điện tử", "which was read as Vietnamese"},
		{"id,tên,chức năng,function", "X,Cổng thuế,Tiếp nhận tờ khai thuế,Tiếp nhận tờ khai thuế", "X  vi=Cổng thuế fvi=Tiếp nhận tờ khai thuế", "kept and not scored"},
	}
	for _, tt := range tests {
		res := read(t, tt.header+"\n"+tt.row+"\n", Options{Loose: true})
		wantText(t, tt.row, dump(res.Platforms), "2:"+tt.want+"\n")
		if notes := noteText(res); tt.note == "" && strings.Contains(notes, "English column") || !strings.Contains(notes, tt.note) {
			t.Errorf("%s: notes %q", tt.row, notes)
		}
	}
}

// Every kind of bad row: one line per error, all told together, good rows kept.
func TestRowErrors(t *testing.T) {
	tests := []struct{ name, row, vi, en string }{
		{"unknown agency", "X,BTCC,Tên,,", `ds.csv, dòng 3, cột 2 (agency): không nhận ra cơ quan: "BTCC"; gần nhất: BTC (Bộ Tài chính), `, `ds.csv, line 3, column 2 (agency): the agency is not known: "BTCC"; nearest: BTC (Ministry of Finance), `},
		{"no agency", "X,,Tên,,", "cột 2 (agency): thiếu cơ quan chủ quản", "the owner agency is missing"},
		{"no id", ",BTC,Tên,,", "cột 1 (id): thiếu mã", "the id is missing"},
		{"no name", "X,BTC,,,", "cột 3 (name): thiếu tên", "the name is missing"},
		{"id twice", "G,BTC,Tên,,", `cột 1 (id): mã bị lặp: đã có ở dòng 2: "G"`, "it stands on line 2 already"},
		{"bad date", "X,BTC,Tên,31/02/2020,", `cột 4 (launched): ngày không hợp lệ: "31/02/2020"; viết 17/05/2009`, "the date is not valid"},
		{"bad status", "X,BTC,Tên,,chạy tốt", `cột 5 (status): trạng thái không có trong danh mục: "chạy tốt"; dùng một trong: dự kiến,`, "use one of: planned, building,"},
		{"control character", "X,BTC,Tên\x07,,", "cột 3 (name): ô có ký tự điều khiển U+0007", "control character U+0007"},
		{"too few cells", "X,BTC,Tên", "dòng 3: dòng có 3 ô nhưng tiêu đề có 5 cột", "the row has 3 cells but the header has 5 columns"},
		{"too many cells", "X,BTC,Tên,,,", "dòng 3: dòng có 6 ô nhưng tiêu đề có 5 cột", "the row has 6 cells"},
		{"bare quote", `X,BTC,Cổng "A" B,,`, "cột 3 (name): dấu ngoặc kép nằm giữa ô", "a quote stands inside a cell"},
		{"hidden in id", "X\u200b1,BTC,Tên,,", "mã có ký tự ẩn", "the id holds hidden characters"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := read(t, "id,agency,name,launched,status\nG,BTC,Tốt,,\n"+tt.row+"\nH,BYT,Tốt,,\n", Options{})
			wantText(t, "good rows", dump(res.Platforms), "2:G BTC vi=Tốt\n4:H BYT vi=Tốt\n")
			if len(res.Errors) != 1 || res.Rejected != 1 {
				t.Fatalf("%d errors:\n%s", len(res.Errors), messages(res.Errors, registry.EN))
			}
			wantIn(t, "message", res.Errors[0].Message(registry.VI), tt.vi, "ds.csv, dòng 3")
			wantIn(t, "message", res.Errors[0].Message(registry.EN), tt.en, "ds.csv, line 3")
			if !errors.Is(res.Errors[0], registry.ErrInvalid) || res.Errors[0].Reason.VI == "" {
				t.Errorf("%#v", res.Errors[0])
			}
		})
	}
}

// All that is wrong with a row is told at once, of each column one thing; the
// row counts once, and its id is free for another.
func TestAllFaultsOfARow(t *testing.T) {
	res := read(t, "id,agency,name,launched,status\nX,BTCC,Tên\x07,31/02/2020,chạy tốt\nX,BTC,Tên,,\nX,BTC,,,\n", Options{})
	wantText(t, "good rows", dump(res.Platforms), "3:X BTC vi=Tên\n")
	var told []string
	for _, e := range res.Errors {
		told = append(told, fmt.Sprintf("%d %s: %s", e.Line, e.Column, e.Reason.EN))
	}
	wantText(t, "errors", strings.Join(told, "\n"), `2 agency: the agency is not known
2 name: the cell holds the control character U+0007
2 launched: the date is not valid
2 status: the status is not one of the list
4 id: the id is repeated: it stands on line 3 already
4 name: the name is missing`)
	if res.Rejected != 2 {
		t.Errorf("%d rows rejected", res.Rejected)
	}
}

// A proposal states its purpose beside its function: both are one text, in
// whatever order the columns stand; a purpose alone is the function.
func TestPurpose(t *testing.T) {
	res := read(t, "name,function\nCổng thuế,Kê khai\nCổng giá,Công bố giá\n", Options{Loose: true, Proposal: true})
	wantText(t, "without ids", dump(res.Platforms), "2:  vi=Cổng thuế fvi=Kê khai\n3:  vi=Cổng giá fvi=Công bố giá\n")
	for in, want := range map[string]string{
		"id,agency,name,mục đích,chức năng\nX,BTC,Cổng thuế,Nộp thuế,Kê khai\n":                    "2:X BTC vi=Cổng thuế fvi=Nộp thuế. Kê khai\n",
		"id,agency,name_vi,function_vi,purpose\nX,BTC,Cổng thuế,Kê khai,Để nộp thuế.\n":            "2:X BTC vi=Cổng thuế fvi=Để nộp thuế. Kê khai\n",
		"id,agency,name_en,function_en,purpose\nX,BTC,Tax portal,Filing,Paying taxes online\n":     "2:X BTC en=Tax portal fen=Paying taxes online. Filing\n",
		"id,agency,name,mục đích sử dụng\nX,BTC,Cổng thuế,Nộp thuế\n":                              "2:X BTC vi=Cổng thuế fvi=Nộp thuế\n",
		"id,agency,name,mục đích,chức năng\nX,BTC,Cổng thuế,,Kê khai\nY,BTC,Cổng thuế,Nộp thuế,\n": "2:X BTC vi=Cổng thuế fvi=Kê khai\n3:Y BTC vi=Cổng thuế fvi=Nộp thuế\n",
	} {
		res := read(t, in, Options{Proposal: true})
		wantText(t, in, dump(res.Platforms), want)
		if strings.Contains(noteText(res), "purpose") || strings.Contains(noteText(res), "mục đích") {
			t.Errorf("%q: %s", in, noteText(res))
		}
	}
}

// What a compared file may hold that a registered one may not.
func TestLoose(t *testing.T) {
	res := read(t, "id,name,agency,launched,status\nX,Cổng thuế,UBND-HN,sắp tới,chạy tốt\n", Options{Loose: true})
	wantText(t, "platform", dump(res.Platforms), "2:X UBND-HN vi=Cổng thuế [launched]=sắp tới [status]=chạy tốt\n")
	res = read(t, "id,name\nX,Cổng thuế\n", Options{Agency: "Bộ Tài chính"})
	wantText(t, "agency by option", dump(res.Platforms), "2:X BTC vi=Cổng thuế\n")
}

// Lists of anything, as link compares them: rows and whole tables without
// names, and the headers of catalogues, which a list of platforms may use for
// other things.
func TestForeign(t *testing.T) {
	foreign := Options{Loose: true, Foreign: true}
	res := read(t, "id,name,function\nX,,Belt drive turntable\nY,,\n", foreign)
	wantText(t, "rows", dump(res.Platforms), "2:X  fen=Belt drive turntable\n3:Y \n")
	wantIn(t, "notes", noteText(res), "rows without a name")
	res = read(t, "id,description\nX,Belt drive turntable\n", foreign)
	wantText(t, "table", dump(res.Platforms), "2:X  fen=Belt drive turntable\n")
	catalogue := "id,product name,details,brand\nX,Turntable,Belt drive,Sony\n"
	res = read(t, catalogue, foreign)
	wantText(t, "catalogue", dump(res.Platforms), "2:X  en=Turntable fen=Belt drive domains=Sony\n")
	if res = read(t, catalogue, Options{Loose: true}); res.Rejected != 1 {
		t.Errorf("a list of platforms without a name column: %d rejected", res.Rejected)
	}
}

// TestWholeFileRead: a header that cannot be right ends the reading early; that is
// no sign that the file is still being written.
func TestWholeFileRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte("id,colour\n"+strings.Repeat("X,red\n", 1<<18)), 0o666); err != nil {
		t.Fatal(err)
	}
	res, err := ReadFile(context.Background(), path, Options{})
	if err != nil || res.Rejected == 0 || res.Size != 10+6<<18 {
		t.Errorf("%v; %d rejected, %d bytes", err, res.Rejected, res.Size)
	}
}

func TestMapping(t *testing.T) {
	res := read(t, "Ký hiệu riêng,Đơn vị,Tên HT,chức năng\nX,BTC,Cổng,Làm\n", Options{Mapping: map[string]string{
		"ký hiệu riêng": "id", "đơn vị": "agency", "TÊN HT": "name_vi", "Chức năng": "-"}})
	wantText(t, "platform", dump(res.Platforms), "2:X BTC vi=Cổng [chức năng]=Làm\n")
	_, err := Read(context.Background(), "x.csv", strings.NewReader("id\n"), Options{Mapping: map[string]string{"A": "nmae"}})
	if !errors.Is(err, registry.ErrInvalid) || !strings.Contains(err.Error(), `"nmae"`) {
		t.Errorf("mapping to no field: %v", err)
	}
}

func TestColumns(t *testing.T) {
	res := read(t, "Mã,Cơ quan,Tên,Ghi chú\nX,BTC,T,n\n", Options{})
	want := []ColumnMap{{"", 1, "Mã", "id"}, {"", 2, "Cơ quan", "agency"}, {"", 3, "Tên", "name"}, {"", 4, "Ghi chú", ""}}
	if d := cmp.Diff(want, res.Columns); d != "" {
		t.Error(d)
	}
	wantIn(t, "notes", noteText(res), "kept and not scored: Ghi chú")
}

// Titles above the header, the row that numbers the columns and blank rows are
// skipped and told.
func TestOfficialTable(t *testing.T) {
	res := read(t, "DANH MỤC NỀN TẢNG SỐ,,,\n,,,\nSTT,Mã,Cơ quan,Tên\n(1),(2),(3),(4)\n1,X,BTC,Cổng\n,,,\n2,Y,BYT,Sổ\n", Options{})
	wantText(t, "platforms", dump(res.Platforms), "5:X BTC vi=Cổng [STT]=1\n7:Y BYT vi=Sổ [STT]=2\n")
	wantIn(t, "notes", noteText(res), "above the header", "numbers the columns", "blank lines")
}

func TestStreamStops(t *testing.T) {
	n := 0
	for _, err := range NewReader("x.csv", strings.NewReader(sampleCSV), Options{}).Rows(context.Background()) {
		if n++; err != nil {
			t.Fatal(err)
		}
		break
	}
	if n != 1 {
		t.Errorf("%d rows after break", n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, "x.csv", strings.NewReader(sampleCSV), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestReadErrorIsNotTheEnd(t *testing.T) {
	boom := errors.New("disk on fire")
	_, err := Read(context.Background(), "x.csv", io.MultiReader(strings.NewReader(sampleCSV), failing{boom}), Options{})
	if !errors.Is(err, boom) {
		t.Errorf("got %v", err)
	}
	long := sampleCSV + strings.Repeat("B,BTC,Tên dài,Chức năng\n", 50000)
	_, err = Read(context.Background(), "x.csv", io.MultiReader(strings.NewReader(long), failing{boom}), Options{})
	if !errors.Is(err, boom) {
		t.Errorf("late: got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestReadTotals(t *testing.T) {
	agencies := embeddedAgencies()
	got, err := ReadTotals(context.Background(), "t.csv", strings.NewReader("cơ quan;số lượng\nBộ Tài chính;31\nBGTVT;8\nTổng số;103\n"), agencies)
	if d := cmp.Diff(map[string]int{"BTC": 31, "BGTVT": 8, "": 103}, got); d != "" || err != nil {
		t.Error(d, err)
	}
	for _, bad := range []string{"a,b\nBTC,nhiều\n", "BTC,1\nBTC,2\n", "BTCC,1\n", "BTC\n", "BTC,-1\nBYT,1\n"} {
		if got, err := ReadTotals(context.Background(), "t.csv", strings.NewReader(bad), agencies); err == nil {
			t.Errorf("%q: read as %v", bad, got)
		}
	}
}

func TestTexts(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"  a\u00a0 ", "a"}, {"\ufeffa", "a"}, {"a\r\nb\rc", "a\nb\nc"}, {norm.NFD.String("Hệ thống"), "Hệ thống"}, {"a\u200bb", "a\u200bb"},
	} {
		if got := clean(tt.in); got != tt.want || clean(got) != got {
			t.Errorf("clean(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	if got := users("Người dân; doanh nghiệp, địa phương; Ngân hàng; công dân"); !slices.Equal(got, []string{"citizens", "businesses", "localities", "Ngân hàng"}) {
		t.Errorf("users: %q", got)
	}
	for in, want := range map[string]registry.Date{"năm 2009": "2009", "Tháng 5/2019": "2019-05", "2020-01-02T00:00:00Z": "2020-01-02", "": ""} {
		if got, err := date(in); got != want || err != nil {
			t.Errorf("date(%q) = %q, %v", in, got, err)
		}
	}
}

func writeFile(t *testing.T, data string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ds.csv")
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// BenchmarkRead100k is a list of 100,000 rows, as large as a country has.
func BenchmarkRead100k(b *testing.B) {
	var s strings.Builder
	s.WriteString("id,agency,name,function,domain,launched\n")
	for i := range 100000 {
		fmt.Fprintf(&s, "P-%d,BTC,Hệ thống thông tin quản lý hồ sơ %d,\"Tiếp nhận, xử lý hồ sơ và trả kết quả cho người dân và doanh nghiệp qua mạng\",hồ sơ; kết quả,2019\n", i, i)
	}
	data := s.String()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		res, err := Read(context.Background(), "x.csv", strings.NewReader(data), Options{})
		if err != nil || len(res.Platforms) != 100000 {
			b.Fatal(len(res.Platforms), err)
		}
	}
}
