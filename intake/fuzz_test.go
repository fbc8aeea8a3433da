package intake

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"trunglap/registry"
)

// The fuzz targets check what holds for any bytes: no panic, and a result in
// which every row is a sound platform or a told error, never half of each.

// fuzzLimits make the limits easy to reach.
var fuzzLimits = Limits{File: 1 << 20, Cell: 2000, Record: 8000, QuotedLines: 5, Columns: 40, Errors: 50}

func checkAny(t *testing.T, name string, data []byte, opts Options) {
	t.Helper()
	opts.Limits = fuzzLimits
	res, err := Read(context.Background(), name, bytes.NewReader(data), opts)
	if err != nil {
		if !errors.Is(err, registry.ErrInvalid) || registry.Explain(err, registry.VI) == "" {
			t.Fatalf("an error that is not told to a person: %v", err)
		}
		if len(res.Platforms) > 0 {
			t.Fatalf("%d platforms beside %v", len(res.Platforms), err)
		}
		return
	}
	seen := map[string]bool{}
	for _, p := range append(res.Platforms, res.References...) {
		if p.ID == "" || p.NameVI == "" && p.NameEN == "" || p.Agency == "" && !opts.Loose || seen[p.ID] {
			t.Fatalf("not a sound platform: %+v", p)
		}
		seen[p.ID] = true
		for _, s := range [...]string{p.ID, p.NameVI, p.NameEN, p.FunctionVI, p.FunctionEN, p.URL} {
			if !utf8.ValidString(s) || controlChar(s) >= 0 || clean(s) != s {
				t.Fatalf("not a clean text: %q", s)
			}
		}
	}
	rows := map[registry.Source]bool{}
	for _, e := range res.Errors {
		rows[e.Source] = true
		if e.Reason.VI == "" || e.Reason.EN == "" || e.File != name || place(e.Source) == 0 {
			t.Fatalf("a fault without reason or place: %#v", e)
		}
	}
	if res.Rejected < len(rows) || res.Rejected > 0 != (len(res.Errors) > 0) || res.Size != int64(len(data)) && res.Rejected == 0 {
		t.Fatalf("rejected %d, %d errors in %d rows, size %d of %d", res.Rejected, len(res.Errors), len(rows), res.Size, len(data))
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		sampleCSV, "", "\ufeff" + sampleCSV, strings.ReplaceAll(sampleCSV, ",", ";"), "sep=|\nid|agency|name\nA|BTC|T\n",
		"id,agency,name\nA,BTC,\"x\ny\"\nB,BTC,\"open\nC,BTC,z\n", "id,agency,name,name\n", "id,name\n\"\"\"", "id\tagency\tname\r\nA\tBTC\tT\r\n",
		"\xff\xfei\x00d\x00,\x00", "id,agency,name\nA,BTC,ViÖt Nam\n",
	} {
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, loose bool) {
		checkAny(t, "x.csv", data, Options{Format: CSV, Loose: loose})
	})
}

// FuzzCSVLines: whatever surrounds it, a row after a line without quotes is
// never lost: the last row is read or told of.
func FuzzCSVLines(f *testing.F) {
	f.Add("A,BTC,\"x")
	f.Add("A,BTC,x\"\n\"")
	f.Add("\"\n\n\n\n\n\n\n\n")
	f.Fuzz(func(t *testing.T, middle string) {
		if !utf8.ValidString(middle) || strings.ContainsAny(middle, "\x00") || len(middle) > 2000 {
			return
		}
		sc := newCSVScanner("x", strings.NewReader("a,b\n"+middle+"\nlast,row\n"), ',', fuzzLimits.withDefaults())
		sc.width = 2
		line, told := 0, false
		for {
			rec, err := sc.next()
			if err != nil {
				break
			}
			if rec.source.Line < line {
				t.Fatalf("line %d after line %d", rec.source.Line, line)
			}
			line = rec.source.Line
			if rec.fault != nil {
				line = rec.fault.Line
			}
			told = rec.fault != nil || strings.Join(rec.cells, ",") == "last,row" || strings.Contains(strings.Join(rec.cells, ""), "last,row")
		}
		if !told {
			t.Fatalf("the last row is lost after %q", middle)
		}
	})
}

func FuzzXLSX(f *testing.F) {
	f.Add(rawBook(goodRows))
	f.Add(rawBook(goodRows, "../x", "y"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) { checkAny(t, "x.xlsx", data, Options{}) })
}

// FuzzSheet puts any bytes into the sheet of a sound workbook.
func FuzzSheet(f *testing.F) {
	f.Add(goodRows)
	f.Add(`<row r="3"><c r="A3" t="s"><v>0</v></c></row>`)
	f.Add(goodRows + `</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells><sheetData>`)
	f.Fuzz(func(t *testing.T, rows string) { checkAny(t, "x.xlsx", rawBook(rows), Options{}) })
}

// FuzzDocument puts any bytes into the body of a sound document.
func FuzzDocument(f *testing.F) {
	f.Add(tbl(plainRow("id", "agency", "name_vi"), plainRow("A", "BTC", "Cổng")))
	f.Add(tbl(tr(tc("id", startsV), tc("x", span2)), tr(tc("", goesOn))))
	f.Fuzz(func(t *testing.T, body string) { checkAny(t, "x.docx", document(t, body), Options{}) })
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{`[{"id":"A","agency":"BTC","name":"T"}]`, `{"platforms":[{"id":"A"}],"list":{}}`, "{}\n{}\n", `[{"id":"A","id":"B"}]`, "[[[[", `{"links":[{"kind":"sharing","target":"B"}]}`} {
		f.Add([]byte(s), false)
		f.Add([]byte(s), true)
	}
	f.Fuzz(func(t *testing.T, data []byte, lines bool) {
		format := JSON
		if lines {
			format = JSONL
		}
		checkAny(t, "x.json", data, Options{Format: format})
	})
}

func FuzzYAML(f *testing.F) {
	for _, s := range []string{"id: A\nagency: BTC\nname: T\n", "- id: A\n- id: B\n", "a: &a [*a]\n", "? [x]\n: y\n", "--- |\n x\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkAny(t, "x.yaml", data, Options{Format: YAML}) })
}

// FuzzLegacy: the tables never panic, keep ASCII and give composed text.
func FuzzLegacy(f *testing.F) {
	f.Add("HÖ thèng")
	f.Add("Coäng hoøa")
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range charsets() {
			got := c.text(s)
			if isASCII(s) && got != s {
				t.Fatalf("%s changed ASCII %q to %q", c.name, s, got)
			}
			if utf8.ValidString(s) && nfc(got) != got && !isASCII(s) {
				t.Fatalf("%s: %q is not composed", c.name, got)
			}
		}
		garbledOf(s)
		legacyOf([]byte(s))
	})
}

// FuzzMapping: a mapping is of fields that exist, or the file is refused with a reason.
func FuzzMapping(f *testing.F) {
	for _, s := range []string{"Ký hiệu: id\nĐiểm: \"-\"\n", "a: b\n", "Mã: id\nmã: name\n", "- a\n", "? [x]\n: id\n", "a: &x id\nb: *x\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		mapping, err := ReadMapping("m.yaml", strings.NewReader(s))
		if err == nil {
			err = checkMapping(mapping)
		}
		if err != nil && (!errors.Is(err, registry.ErrInvalid) || mapping != nil && checkMapping(mapping) != nil) {
			t.Fatalf("%v, %v", mapping, err)
		}
	})
}

// FuzzTotals: the counts of known bodies, none below zero, or the file is refused.
func FuzzTotals(f *testing.F) {
	for _, s := range []string{"agency,count\nBTC,31\ntotal,103\nbodies,18\n", "Bộ Tài chính;31\n", "BTC,31\nBTC,31\n", "BTC,-1\n", "x\n", "\xff\xfeB\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		totals, err := ReadTotals(context.Background(), "t.csv", bytes.NewReader(data), embeddedAgencies())
		var row *registry.RowError
		if err != nil && !errors.Is(err, registry.ErrInvalid) && !errors.As(err, &row) {
			t.Fatalf("an error that is not told to a person: %v", err)
		}
		for code, n := range totals {
			if _, ok := embeddedAgencies().ByCode(code); n < 0 || !ok && code != registry.StatedTotal && code != registry.StatedBodies {
				t.Fatalf("%q: %d", code, n)
			}
		}
	})
}
