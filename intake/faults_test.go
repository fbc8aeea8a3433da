package intake

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"trunglap/registry"
)

// The numbers are those of the project's list of faults (docs/faults.md).

func TestFault01_ByteOrderMark(t *testing.T) {
	res := read(t, "\ufeff"+sampleCSV, Options{})
	wantText(t, "platforms", dump(res.Platforms), sampleOut)
	res = read(t, "\ufeff"+strings.Replace(sampleCSV, "id,agency", `"id","agency"`, 1), Options{})
	wantText(t, "quoted header", dump(res.Platforms), sampleOut)
}

func TestFault02_Delimiters(t *testing.T) {
	for delim, name := range map[string]string{";": "semicolon", "\t": "TAB", "|": "vertical bar"} {
		res := read(t, strings.ReplaceAll(sampleCSV, ",", delim), Options{})
		wantText(t, name, dump(res.Platforms), sampleOut)
		wantIn(t, "notes", noteText(res), name)
		if res.Delimiter != delim {
			t.Errorf("delimiter %q, want %q", res.Delimiter, delim)
		}
	}
	// More commas than semicolons, but the semicolons make the known header.
	res := read(t, "id;bộ, ngành;tên, tên khác, tên cũ;chức năng\nX;BTC;a, b, c;d, e\n", Options{Mapping: map[string]string{"tên, tên khác, tên cũ": "name_vi"}})
	wantText(t, "commas in cells", dump(res.Platforms), "2:X BTC vi=a, b, c fvi=d, e\n")
	res = read(t, "sep=;\nid;agency;name_vi\nX;BTC;T\n", Options{})
	wantText(t, "sep line", dump(res.Platforms), "3:X BTC vi=T\n")
	res = read(t, strings.ReplaceAll(sampleCSV, ",", "#"), Options{})
	if len(res.Platforms) != 0 || len(res.Errors) == 0 {
		t.Errorf("unknown delimiter: %d platforms, %d errors", len(res.Platforms), len(res.Errors))
	}
}

func TestFault03_Quotes(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,agency,name_vi,function_vi\n")
	for i := 2; i <= 5000; i++ {
		if i == 4017 {
			b.WriteString("R-4017,BTC,\"Tên không đóng,Làm\n")
			continue
		}
		fmt.Fprintf(&b, "R-%d,BTC,\"Tên, có phẩy\",Làm\n", i)
	}
	res := read(t, b.String(), Options{})
	if len(res.Platforms) != 4998 || len(res.Errors) != 1 {
		t.Fatalf("%d platforms, errors:\n%s", len(res.Platforms), messages(res.Errors, registry.EN))
	}
	wantIn(t, "message", res.Errors[0].Message(registry.EN), "line 4017, column 3 (name_vi)", "quote opened on this line is not closed")

	tests := []struct{ name, rows, good, faults string }{
		{"at the end of the file", "A,BTC,Tên,\"Làm\nB,BTC,Tên,Làm\n", "3:B BTC vi=Tên fvi=Làm\n", "2:4"},
		{"closed by a later cell, ragged", "A,BTC,\"Tên,Làm\nB,BTC,Tên,Làm\nC,BTC,Tên,\"\nD,BTC,Tên,Làm\n", "3:B BTC vi=Tên fvi=Làm\n5:D BTC vi=Tên fvi=Làm\n", "2:3 4:4"},
		{"bare", "A,BTC,Tên \"B\",Làm\nB,BTC,Tên,Làm\n", "3:B BTC vi=Tên fvi=Làm\n", "2:3"},
		{"text after a closing quote", "A,BTC,\"Tên\" B,Làm\nB,BTC,Tên,Làm\n", "3:B BTC vi=Tên fvi=Làm\n", "2:3"},
		{"a good cell over lines", "A,BTC,Tên,\"Làm\nvà \"\"làm\"\"\"\nB,BTC,Tên,Làm\n", "2:A BTC vi=Tên fvi=Làm\nvà \"làm\"\n4:B BTC vi=Tên fvi=Làm\n", ""},
		{"opened on the second line of a row", "A,BTC,\"Tên\ndài\",\"Làm\nB,BTC,Tên,Làm\n", "4:B BTC vi=Tên fvi=Làm\n", "3:4"},
		{"CRLF", "A,BTC,\"Tên,Làm\r\nB,BTC,\"Tên\",Làm\r\n", "3:B BTC vi=Tên fvi=Làm\n", "2:3"},
		{"CR alone", "A,BTC,\"Tên,Làm\rB,BTC,\"Tên\",Làm\r", "3:B BTC vi=Tên fvi=Làm\n", "2:3"},
		{"too many lines", "A,BTC,Tên,\"" + strings.Repeat("\n", 300) + "\"\nB,BTC,Tên,Làm\n", "303:B BTC vi=Tên fvi=Làm\n", "2:4 302:1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := read(t, "id,agency,name_vi,function_vi\n"+tt.rows, Options{})
			wantText(t, "good rows", dump(res.Platforms), tt.good)
			var at []string
			for _, f := range res.Errors {
				at = append(at, fmt.Sprintf("%d:%d", f.Line, f.Index))
			}
			wantText(t, "faults", strings.Join(at, " "), tt.faults)
		})
	}
}

func TestFault04_RaggedRows(t *testing.T) {
	res := read(t, "id,agency,name_vi\nA,BTC\nB,BTC,Tên\nC,BTC,Tên,thừa\nD\n", Options{})
	wantText(t, "good rows", dump(res.Platforms), "3:B BTC vi=Tên\n")
	wantText(t, "errors", messages(res.Errors, registry.EN), `ds.csv, line 2: the row has 2 cells but the header has 3 columns; add or remove cells; quote a cell that contains the delimiter
ds.csv, line 4: the row has 4 cells but the header has 3 columns; add or remove cells; quote a cell that contains the delimiter
ds.csv, line 5: the row has 1 cells but the header has 3 columns; add or remove cells; quote a cell that contains the delimiter
`)
}

// utf16Bytes encodes s; mark puts the byte order mark first.
func utf16Bytes(s string, order binary.AppendByteOrder, mark bool) string {
	if mark {
		s = "\ufeff" + s
	}
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

// encode1258 encodes composed Vietnamese: the letters that the encoding has,
// then the tone as a mark of its own, as Windows wrote it.
func encode1258(t *testing.T, s string) string {
	t.Helper()
	var out []byte
	for _, r := range s {
		if b, ok := charmap.Windows1258.EncodeRune(r); ok {
			out = append(out, b)
			continue
		}
		parts := []rune(norm.NFD.String(string(r)))
		tone := len(parts) - 1
		for i, p := range parts {
			if i > 0 && strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", p) {
				tone = i
			}
		}
		letter := norm.NFC.String(string(parts[:tone]) + string(parts[tone+1:]))
		for _, p := range letter + string(parts[tone]) {
			b, ok := charmap.Windows1258.EncodeRune(p)
			if !ok {
				t.Fatalf("windows-1258 has no %q of %q", p, r)
			}
			out = append(out, b)
		}
	}
	return string(out)
}

func TestFault05_Encodings(t *testing.T) {
	for name, data := range map[string]string{
		"UTF-16LE":         utf16Bytes(sampleCSV, binary.LittleEndian, true),
		"UTF-16BE":         utf16Bytes(sampleCSV, binary.BigEndian, true),
		"UTF-16LE no mark": utf16Bytes(sampleCSV, binary.LittleEndian, false),
		"UTF-16BE no mark": utf16Bytes(sampleCSV, binary.BigEndian, false),
		"windows-1258":     encode1258(t, sampleCSV),
	} {
		res := read(t, data, Options{})
		wantText(t, name, dump(res.Platforms), sampleOut)
		if enc, _, _ := strings.Cut(name, " "); res.Encoding != enc {
			t.Errorf("%s: encoding %q", name, res.Encoding)
		}
		wantIn(t, "notes", noteText(res), "was converted to UTF-8")
	}
	bad := []struct {
		name, data string
		offset     int
	}{
		{"one bad byte", strings.Replace(sampleCSV, "A-2", "A\xff2", 1), strings.Index(sampleCSV, "A-2") + 1},
		{"western text", "id,agency,name_en\nA,BTC,caf\xe9 fran\xe7ais \xe0 la carte\n", 27},
		{"half a UTF-16 character", utf16Bytes(sampleCSV, binary.LittleEndian, true) + "a", 2 + 2*len(utf16.Encode([]rune(sampleCSV)))},
		{"cut UTF-8", sampleCSV + "A-3,BTC,\xc4", len(sampleCSV) + 8},
		{"bad byte after the sample", sampleCSV + strings.Repeat("#,,,\n", sampleSize/4) + "\xff", len(sampleCSV) + 5*(sampleSize/4)},
		{"lone surrogate", utf16Bytes(sampleCSV, binary.LittleEndian, true) + "\x00\xd8\x41\x00", 2 + 2*len(utf16.Encode([]rune(sampleCSV)))},
	}
	for _, tt := range bad {
		res, err := Read(context.Background(), "ds.csv", strings.NewReader(tt.data), Options{})
		if !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("%s: %v, %d platforms", tt.name, err, len(res.Platforms))
			continue
		}
		if len(res.Platforms) != 0 {
			t.Errorf("%s: %d platforms beside an error", tt.name, len(res.Platforms))
		}
		wantIn(t, tt.name, registry.Explain(err, registry.EN), fmt.Sprintf("at offset %d ", tt.offset))
		wantIn(t, tt.name, registry.Explain(err, registry.VI), fmt.Sprintf("ở vị trí %d ", tt.offset))
	}
	if _, err := Read(context.Background(), "x", strings.NewReader(sampleCSV), Options{Encoding: "latin1"}); !errors.Is(err, registry.ErrInvalid) {
		t.Errorf("unknown encoding: %v", err)
	}
}

func TestFault06_ControlAndHiddenCharacters(t *testing.T) {
	for _, c := range []string{"\x00", "\x01", "\x1b", "\x7f", "\u0085"} {
		res := read(t, "id,agency,name_vi\nA,BTC,Cổng"+c+"thuế\n", Options{})
		if len(res.Platforms) != 0 || len(res.Errors) != 1 || res.Errors[0].Index != 3 {
			t.Errorf("%q: %d platforms, errors:\n%s", c, len(res.Platforms), messages(res.Errors, registry.EN))
		}
	}
	for _, c := range []string{"\u202e", "\u200b", "\u200d", "\u2066", "\ufeff", "\u00ad"} {
		res := read(t, "id,agency,name_vi\nA,BTC,Cổng"+c+"thuế\n", Options{})
		if len(res.Platforms) != 1 || res.Platforms[0].NameVI != "Cổng"+c+"thuế" {
			t.Errorf("%q: the original is not preserved: %q", c, dump(res.Platforms))
		}
		wantIn(t, "notes", noteText(res), "hidden characters", "line 2")
	}
}

func TestFault07_Decomposed(t *testing.T) {
	composed, decomposed := read(t, sampleCSV, Options{}), read(t, norm.NFD.String(sampleCSV), Options{})
	for i := range composed.Platforms {
		if composed.Platforms[i].Digest() != decomposed.Platforms[i].Digest() {
			t.Errorf("NFC and NFD differ:\n%s%s", dump(composed.Platforms[i:i+1]), dump(decomposed.Platforms[i:i+1]))
		}
	}
}

func TestFault08_Headers(t *testing.T) {
	res := read(t, "id,agency,name_vi, NAME_VI \nA,BTC,một,hai\n", Options{})
	if len(res.Platforms) != 0 || len(res.Errors) != 1 {
		t.Fatalf("repeated header: %d platforms, %d errors", len(res.Platforms), len(res.Errors))
	}
	wantIn(t, "message", res.Errors[0].Message(registry.EN), "line 1, column 4 (NAME_VI)", "repeated", "column 3")
	res = read(t, "agency,name_vi\nBTC,một\n", Options{})
	if len(res.Platforms) != 0 || len(res.Errors) != 1 {
		t.Fatalf("no id column: %d platforms, %d errors", len(res.Platforms), len(res.Errors))
	}
	wantIn(t, "message", res.Errors[0].Message(registry.EN), "no column for id", "agency | name_vi")
}

func TestFault09_EmptyAndShort(t *testing.T) {
	for data, note := range map[string]string{"": "empty", "\n\n": "empty", "\ufeff": "empty", "id,agency,name_vi\n": "no rows", "id,agency,name_vi": "no rows"} {
		res := read(t, data, Options{})
		if len(res.Platforms) != 0 || len(res.Errors) != 0 {
			t.Errorf("%q: %d platforms, %d errors", data, len(res.Platforms), len(res.Errors))
		}
		wantIn(t, fmt.Sprintf("notes of %q", data), noteText(res), note)
	}
	res := read(t, "id,agency,name_vi\nA,BTC,Một", Options{})
	wantText(t, "one row", dump(res.Platforms), "2:A BTC vi=Một\n")
}

// repeated is n bytes of c without the memory for them.
func repeated(c byte, n int64) io.Reader { return io.LimitReader(endless(c), n) }

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// peak is the most memory that f keeps or turns over between collections,
// measured as growth of the heap taken from the system.
func peak(f func()) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.HeapSys) - int64(before.HeapSys)
}

func TestFault10_GiantCell(t *testing.T) {
	const giant = 500 << 20
	for name, first := range map[string]string{"plain": "A,BTC,", "quoted": `A,BTC,"`} {
		var res Result
		var err error
		grown := peak(func() {
			res, err = Read(context.Background(), "ds.csv", io.MultiReader(strings.NewReader("id,agency,name_vi\n"+first), repeated('x', giant), strings.NewReader("\nB,BTC,Tên\n")), Options{Limits: Limits{File: 1 << 30}})
		})
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, name, dump(res.Platforms), "3:B BTC vi=Tên\n")
		if len(res.Errors) != 1 || res.Errors[0].Line != 2 || res.Errors[0].Index != 3 {
			t.Errorf("%s: errors:\n%s", name, messages(res.Errors, registry.EN))
		}
		if grown > 64<<20 {
			t.Errorf("%s: memory grew by %d MB", name, grown>>20)
		}
	}
	_, err := Read(context.Background(), "ds.csv", repeated('x', 20<<20), Options{Limits: Limits{File: 10 << 20}})
	if !errors.Is(err, registry.ErrInvalid) {
		t.Errorf("file over the limit: %v", err)
	}
}

// Numbers where ids are expected keep their leading zeros (the CSV half of 14).
func TestFault14_LeadingZerosCSV(t *testing.T) {
	res := read(t, "id,agency,name_vi\n007,BTC,Một\n7,BTC,Hai\n", Options{})
	wantText(t, "platforms", dump(res.Platforms), "2:007 BTC vi=Một\n3:7 BTC vi=Hai\n")
}

func TestFault15_NotAList(t *testing.T) {
	for name, data := range map[string]string{
		"old excel": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 512),
		"html":      "\n<HTML><table><tr><td>id</td></tr></table></HTML>",
		"pdf":       "%PDF-1.7\n", "gzip": "\x1f\x8b\x08\x00", "rtf": "{\\rtf1}",
	} {
		_, err := Read(context.Background(), "ds.csv", strings.NewReader(data), Options{})
		if !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFault18_ChangedWhileRead(t *testing.T) {
	path := writeFile(t, sampleCSV)
	res, err := ReadFile(context.Background(), path, Options{})
	if err != nil || res.Size != int64(len(sampleCSV)) || len(res.SHA256) != 64 {
		t.Fatalf("%d bytes, %q, %v", res.Size, res.SHA256, err)
	}
	// A directory of agencies whose key function is called while the file is
	// read is the moment at which the file is cut.
	cut := false
	agencies := registry.DefaultAgencies(func(s string) string {
		if cut {
			if err := os.Truncate(path, 40); err != nil {
				t.Fatal(err)
			}
		}
		return fold(s)
	})
	cut = true
	if res, err = ReadFile(context.Background(), path, Options{Agencies: agencies}); !errors.Is(err, registry.ErrInvalid) || len(res.Platforms) != 0 {
		t.Errorf("cut while read: %v, %d platforms", err, len(res.Platforms))
	}
	if _, err := ReadFile(context.Background(), t.TempDir(), Options{}); !errors.Is(err, registry.ErrInvalid) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := ReadFile(context.Background(), path+"x", Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no such file: %v", err)
	}
}

func TestFault20_RepeatedID(t *testing.T) {
	res := read(t, "id,agency,name_vi\nA,BTC,Một\nA,BYT,Hai\nA,BTC,Một\n", Options{})
	wantText(t, "first one kept", dump(res.Platforms), "2:A BTC vi=Một\n")
	if len(res.Errors) != 2 {
		t.Errorf("errors:\n%s", messages(res.Errors, registry.EN))
	}
}

// naive cuts a well-formed CSV by the definition: quotes toggle.
func naive(data string) [][]string {
	var rows [][]string
	row, cell, quoted := []string{}, []byte{}, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '"' && i+1 < len(data) && data[i+1] == '"':
			cell = append(cell, '"')
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && c == ',':
			row, cell = append(row, string(cell)), cell[:0]
		case !quoted && c == '\n':
			rows, row, cell = append(rows, append(row, string(cell))), []string{}, cell[:0]
		default:
			cell = append(cell, c)
		}
	}
	return rows
}

// Every well-formed file of up to eight symbols is cut as the definition says.
func TestScannerAgainstDefinition(t *testing.T) {
	symbols := []string{"a", ",", "\n", `"b"`, `"",`, `"x""y"`, "\"l\nm\""}
	var try func(s string, left int)
	n := 0
	try = func(s string, left int) {
		if data := s + "\n"; wellFormed(data) {
			n++
			sc := newCSVScanner("x", strings.NewReader(data), ',', Limits{}.withDefaults())
			var got [][]string
			for rec, err := sc.next(); err == nil; rec, err = sc.next() {
				got = append(got, rec.cells)
			}
			if want := naive(data); fmt.Sprint(got) != fmt.Sprint(want) || sc.line != 1+bytes.Count([]byte(data), []byte{'\n'}) {
				t.Fatalf("%q: got %q, want %q; line %d", data, got, want, sc.line)
			}
		}
		if left > 0 {
			for _, sym := range symbols {
				try(s+sym, left-1)
			}
		}
	}
	try("", 5)
	if n < 1000 {
		t.Errorf("only %d files tried", n)
	}
}

// wellFormed: quotes open only at the start of a cell and close only at its end.
func wellFormed(data string) bool {
	quoted, start, closed := false, true, false
	for i := 0; i < len(data); i++ {
		c := data[i]
		switch {
		case quoted && c == '"' && i+1 < len(data) && data[i+1] == '"':
			i++
		case quoted && c == '"':
			quoted, closed = false, true
		case quoted:
		case c == '"' && !start:
			return false
		case c == '"':
			quoted, start = true, false
		case c == ',' || c == '\n':
			start, closed = true, false
		case closed:
			return false
		default:
			start = false
		}
	}
	return !quoted
}
