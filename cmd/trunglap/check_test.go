package main

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"trunglap/registry"
)

const vnLists = "../../testdata/vn/"

// registryOf imports lists into a new data folder.
func registryOf(t *testing.T, files ...string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "D")
	for _, f := range files {
		if code, _, stderr := call(t.Context(), "--data", dir, "import", f, "--date", "2024-07-20"); code != exitDone {
			t.Fatalf("import %s: exit %d\n%s", f, code, stderr)
		}
	}
	return dir
}

// A wanted is what is known of a proposal of proposals-dev.csv.
type wanted struct {
	style, relation string
	ids             []string
}

func wantedOf(t *testing.T) map[string]wanted {
	t.Helper()
	f, err := os.Open(vnLists + "proposals-dev.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]wanted{}
	for _, r := range rows[1:] {
		get := func(column string) string { return r[slices.Index(rows[0], column)] }
		out[get("id")] = wanted{get("style"), get("expected_relation"), registry.SplitList(get("expected_ids"))}
	}
	return out
}

// TestCheckQuality: the quality promised for proposals holds through the
// command that people use: all sixty in one call.
func TestCheckQuality(t *testing.T) {
	dir := registryOf(t, vnLists+"platforms-2024.csv")
	code, stdout, stderr := call(t.Context(), "--data", dir, "check", "--from", vnLists+"proposals-dev.csv", "--format", "jsonl")
	if code != exitDone {
		t.Fatalf("exit %d\n%s", code, stderr)
	}
	want := wantedOf(t)
	var first, five, expected, novel, alarms, short int
	for line := range strings.Lines(stdout) {
		var c registry.Check
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		w, ok := want[c.ID]
		if !ok {
			t.Fatalf("nobody asked about %q", c.ID)
		}
		delete(want, c.ID)
		hit := slices.IndexFunc(c.Matches, func(m registry.Match) bool { return slices.Contains(w.ids, m.ID) })
		switch {
		case w.relation == "insufficient":
			if short++; c.Verdict != registry.VerdictInsufficient || !slices.Contains(c.Missing, "function") {
				t.Errorf("%s says too little: %s, missing %q", c.ID, c.Verdict, c.Missing)
			}
		case len(w.ids) == 0:
			if novel++; c.Verdict.Graver(registry.VerdictNone) {
				alarms++
			}
		default:
			expected++
			if hit == 0 {
				first++
			}
			if hit >= 0 && hit < 5 {
				five++
			}
		}
	}
	if len(want) > 0 || expected != 43 || novel != 14 || short != 3 {
		t.Fatalf("%d left, %d expected, %d novel, %d short", len(want), expected, novel, short)
	}
	t.Logf("first %d of %d, in five %d, false alarms %d of %d", first, expected, five, alarms, novel)
	if 100*first < 88*expected || 100*five < 97*expected || 10*alarms > novel {
		t.Errorf("first %d of %d, in five %d, false alarms %d of %d", first, expected, five, alarms, novel)
	}
}

// secretList is a list with one restricted platform that reads like the
// proposal of TestFault59_RestrictedInEveryFormat, and one open one.
func secretList(id, agency, name, contact string) string {
	return "id,agency,name_vi,function_vi,data_domains,users,contact,restricted,parent\n" +
		`P-1,BTC,Cơ sở dữ liệu giá,"Thu thập, tổng hợp giá hàng hóa, dịch vụ do Nhà nước định giá; công bố cho người dân.",giá hàng hóa,agencies,,không,` + id + "\n" +
		id + "," + agency + "," + name + `,"Theo dõi quân trang, cấp phát quần áo, giày mũ cho hạ sĩ quan và binh sĩ tại kho của quân khu.",quân trang,agencies,` + contact + ",có,\n"
}

// TestFault59_RestrictedInEveryFormat: whichever restricted platform it is that
// a proposal overlaps with, no form, flag or stream tells a reader without the
// right anything but that there is one. The digest of the registry, and what is
// computed from it, are masked: they change with every record.
func TestFault59_RestrictedInEveryFormat(t *testing.T) {
	home := t.TempDir()
	key := filepath.Join(home, "k")
	if code, _, stderr := call(t.Context(), "keys", "new", key); code != exitDone {
		t.Fatal(stderr)
	}
	proposal := []string{"--id", "DX-1", "--name", "Phần mềm quản lý quân trang", "--function", "Cấp phát quần áo, giày mũ cho hạ sĩ quan và binh sĩ; theo dõi quân trang tại kho của quân khu.", "--domain", "quân trang", "--users", "agencies", "--agency", "BQP"}
	answers := func(list string, more ...string) map[string]string {
		file := filepath.Join(t.TempDir(), "list.csv")
		if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
		dir := registryOf(t, file)
		out := map[string]string{}
		for _, format := range checkFormatNames() {
			for name, flags := range map[string][]string{"": nil, " explained": {"--explain"}, " signed": {"--sign", key}, " in English": {"--lang", "en"}} {
				args := slices.Concat([]string{"--data", dir, "check", "--format", format, "--fail-on", "overlap"}, proposal, flags, more)
				code, stdout, stderr := call(t.Context(), args...)
				if code != exitFound {
					t.Fatalf("%s%s: exit %d, overlap is found all the same\n%s%s", format, name, code, stdout, stderr)
				}
				out[format+name] = masked(stdout) + masked(stderr)
			}
		}
		return out
	}
	first := answers(secretList("BQP-777", "BQP", "Hệ thống quân nhu Alpha", "Tổ Bravo"))
	second := answers(secretList("X9", "BCA", "Kho Zulu", "Yankee"))
	for format, text := range first {
		if text != second[format] {
			t.Errorf("%s: the answer tells which restricted platform it is:\n%s\n---\n%s", format, text, second[format])
		}
		for _, secret := range []string{"777", "Alpha", "Bravo", "X9", "Zulu", "Yankee"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %q", format, secret)
			}
		}
		if !strings.Contains(text, "cơ quan điều phối") && !strings.Contains(text, "coordinating body") && !strings.Contains(text, `"restricted":true`) && !strings.Contains(text, `"restricted": true`) {
			t.Errorf("%s does not say that there is a restricted entry:\n%s", format, text)
		}
	}
	if shown := answers(secretList("BQP-777", "BQP", "Hệ thống quân nhu Alpha", "Tổ Bravo"), "--show-restricted"); !strings.Contains(shown["text"], "BQP-777") || !strings.Contains(shown["json"], "Alpha") {
		t.Error("the owner of the data folder is not shown the entry either")
	}
}

var (
	hexDigits  = regexp.MustCompile(`[0-9a-f]{12,128}`)
	svgPath    = regexp.MustCompile(`d="M[0-9hvz M-]+"`)
	pdfStream  = regexp.MustCompile(`(?s)stream\r?\n(.*?)endstream`)
	pdfStrings = regexp.MustCompile(`(?s)\(((?:[^\\()]|\\.)*)\) ?Tj`)
)

// masked takes digests out of an answer; of a PDF it keeps the text.
func masked(s string) string {
	if strings.HasPrefix(s, "%PDF") {
		s = pdfText(s)
	}
	return svgPath.ReplaceAllString(hexDigits.ReplaceAllString(s, "#"), "")
}

func pdfText(s string) string {
	var out strings.Builder
	for _, m := range pdfStream.FindAllStringSubmatch(s, -1) {
		r, err := zlib.NewReader(strings.NewReader(m[1]))
		if err != nil {
			continue
		}
		data, err := io.ReadAll(r)
		if err != nil {
			continue
		}
		for _, t := range pdfStrings.FindAllSubmatch(data, -1) {
			raw := strings.NewReplacer(`\\`, `\`, `\(`, `(`, `\)`, `)`, `\r`, "\r").Replace(string(t[1]))
			var units []uint16
			for i := 0; i+1 < len(raw); i += 2 {
				units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
			}
			out.WriteString(string(utf16.Decode(units)) + "\n")
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// TestCheckNeverWritesTheRegistry: the registry's file is the same before and after.
func TestCheckNeverWritesTheRegistry(t *testing.T) {
	dir := registryOf(t, vnLists+"platforms-2024.csv")
	before, err := os.ReadFile(filepath.Join(dir, "registry.db"))
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--data", dir, "check", "--from", vnLists + "proposals-dev.csv", "--format", "jsonl"}
	_, first, _ := call(t.Context(), args...)
	_, second, _ := call(t.Context(), args...) // now with what the first kept
	after, err := os.ReadFile(filepath.Join(dir, "registry.db"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, after) {
		t.Error("the registry's file changed")
	}
	if first != second || first == "" {
		t.Error("the second answer differs from the first")
	}
	if err := os.WriteFile(filepath.Join(dir, "sketches.bin"), []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, third, _ := call(t.Context(), args...); third != first {
		t.Error("with a spoilt sketches.bin the answer differs")
	}
}

// TestFault56_OneSnapshot: an answer names the snapshot that it was computed
// from, and a change of the registry changes that name.
func TestFault56_OneSnapshot(t *testing.T) {
	dir := registryOf(t, vnLists+"platforms-2024.csv")
	ask := func() registry.Check {
		_, stdout, _ := call(t.Context(), "--data", dir, "check", "--format", "json", "--name", "Cổng đấu giá đất", "--function", "Tổ chức đấu giá quyền sử dụng đất trực tuyến cho người dân và doanh nghiệp cả nước")
		var c registry.Check
		if err := json.Unmarshal([]byte(stdout), &c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	before := ask()
	if code, _, stderr := call(context.Background(), "--data", dir, "import", vnLists+"platforms-2025.csv", "--date", "2025-09-11"); code != exitDone {
		t.Fatal(stderr)
	}
	after := ask()
	if before.Snapshot == after.Snapshot || before.Coverage.Platforms+14 != after.Coverage.Platforms || len(after.Coverage.Lists) != 2 {
		t.Errorf("before %.8s of %d, after %.8s of %d", before.Snapshot, before.Coverage.Platforms, after.Snapshot, after.Coverage.Platforms)
	}
}
