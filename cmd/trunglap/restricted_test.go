package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trunglap/registry"
	"trunglap/store"
)

// A covert is a restricted platform by all that could give it away.
type covert struct{ id, agency, name, function, contact string }

// secretLists are two editions of a list in which open platforms state much
// about the restricted one, which changes between them.
func secretLists(s covert) [2]string {
	const head = "id,agency,name_vi,function_vi,data_domains,users,contact,restricted,parent,replaces\n"
	const open = `P-1,BTC,Cơ sở dữ liệu giá,"Thu thập, tổng hợp giá hàng hóa, dịch vụ do Nhà nước định giá; công bố cho người dân.",giá hàng hóa,agencies,,không,PARENT,REPLACED` + "\n" +
		`P-2,BCT,Cơ sở dữ liệu giá hàng hóa,"Thu thập, tổng hợp giá hàng hóa, dịch vụ do Nhà nước định giá; công bố cho người dân, doanh nghiệp.",giá hàng hóa,agencies,,không,,` + "\n" +
		`P-3,BYT,Kho quân trang y tế,"Theo dõi quân trang, cấp phát quần áo, giày mũ cho nhân viên y tế tại kho của bệnh viện.",quân trang,agencies,,không,,` + "\n"
	hidden := s.id + "," + s.agency + "," + s.name + `,"` + s.function + `",quân trang,agencies,` + s.contact + ",có,,\n"
	first := head + strings.NewReplacer("PARENT", s.id, "REPLACED", "").Replace(open) + hidden
	second := head + strings.NewReplacer("PARENT", "", "REPLACED", s.id).Replace(strings.Replace(open, "định giá; công", "định giá và giá thị trường; công", 1)) +
		strings.Replace(hidden, "binh sĩ", "chiến sĩ", 1)
	return [2]string{first, second}
}

// TestFault59_RestrictedEverywhere: no command that prints platforms or
// findings tells which restricted platform there is: with another in its place
// it prints the same. Asked for by its id, it is not there, in the words used
// for any id that is not.
func TestFault59_RestrictedEverywhere(t *testing.T) {
	alpha := covert{"BQP-777", "BQP", "Hệ thống quân nhu Alpha", "Theo dõi quân trang, cấp phát quần áo, giày mũ cho hạ sĩ quan và binh sĩ tại kho của quân khu.", "Tổ Bravo"}
	zulu := covert{"X9", "BCA", "Kho Zulu", "Theo dõi quân trang, cấp phát quần áo, giày mũ cho hạ sĩ quan và binh sĩ tại kho của quân khu, đơn vị.", "Yankee"}
	first, second := tellings(t, alpha, ""), tellings(t, zulu, "")
	for command, text := range first {
		if text != second[command] {
			t.Errorf("%s tells which restricted platform it is:\n%s\n---\n%s", command, text, second[command])
		}
		for _, word := range []string{"777", "Alpha", "Bravo", "X9", "Zulu", "Yankee", "quân khu"} {
			if strings.Contains(text, word) {
				t.Errorf("%s prints %q", command, word)
			}
		}
	}
	shown := tellings(t, alpha, "--show-restricted")
	for command, text := range shown {
		elsewhere := strings.Contains(command, "--out") || strings.Contains(command, "--template") || strings.Contains(command, "P-1 P-2") ||
			command == "show P-3" || strings.HasPrefix(command, "search giá")
		if !elsewhere && !strings.Contains(text, "BQP-777") {
			t.Errorf("%s --show-restricted does not name it either:\n%s", command, text)
		}
	}
}

// TestFault59_RestrictedPast: of a platform that was restricted once, the past
// tells what was open alone, and no change from what was not.
func TestFault59_RestrictedPast(t *testing.T) {
	state := func(name string, restricted bool, parent string) store.Version {
		return store.Version{Platform: registry.Platform{ID: "A", NameVI: name, Restricted: restricted, Parent: parent}}
	}
	all := []store.Version{state("một", false, ""), state("mật", true, ""), state("ba", false, "X")}
	hidden := veilOf(false, registry.NewSnapshot([]registry.Platform{{ID: "X", Restricted: true}}, nil, ""))
	got := hidden.past(all, false)
	if len(got) != 2 || got[1].Platform.Parent != "" || len(got[1].Changed) != 1 || got[1].Changed[0].Old != "một" || got[1].Changed[0].New != "ba" {
		t.Errorf("%+v", got)
	}
	if whole := hidden.past(all, true); len(whole) != 3 || whole[2].Platform.Parent != "X" {
		t.Errorf("with the right: %+v", whole)
	}
}

// tellings is what each command prints of a registry with the secret in it, by
// command. What the reader typed is masked where it is the secret's id.
func tellings(t *testing.T, s covert, flag string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	data, list := filepath.Join(dir, "D"), filepath.Join(dir, "list.csv")
	run := func(args ...string) string {
		code, stdout, stderr := call(t.Context(), append([]string{"--data", data}, args...)...)
		return timeless(strings.ReplaceAll(masked(stdout)+masked(stderr), dir, "DIR")) + "exit " + string(rune('0'+code)) + "\n"
	}
	for i, edition := range secretLists(s) {
		if err := os.WriteFile(list, []byte(edition), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"import", list, "--date", []string{"2024-07-20", "2025-07-20"}[i]}, {"scan"}} {
			if out := run(args...); !strings.HasSuffix(out, "exit 0\n") {
				t.Fatal(out)
			}
		}
	}
	out := map[string]string{}
	tell := func(command ...string) {
		args := slices.Clone(command)
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "SECRET", s.id)
		}
		if flag != "" {
			args = append(args, flag)
		}
		said := run(args...)
		if flag == "" {
			said = strings.ReplaceAll(said, s.id, "SECRET")
			if !slices.ContainsFunc(command, func(c string) bool { return strings.Contains(c, "SECRET") }) && strings.Contains(said, "SECRET") {
				said += s.id // found by the caller: nobody typed it
			}
		}
		out[strings.ReplaceAll(strings.Join(command, " "), dir, "DIR")] = said
	}
	for _, format := range []string{"text", "json"} {
		tell("search", "quân trang", "--format", format)
		tell("search", "giá", "--limit", "1", "--format", format)
		tell("show", "P-1", "--format", format)
		tell("show", "SECRET", "--format", format)
		tell("findings", "--format", format)
		tell("findings", "P-3", "SECRET", "--format", format)
		tell("groups", "--size", "2", "--relation", "duplication,overlap,integration,fragmentation", "--format", format)
		tell("diff", "--format", format)
		tell("decide", "--all", "--min", "0", "--outcome", "dismissed", "--reason", "different-function", "--author", "Lê", "--format", format)
		tell("report", "--format", format)
	}
	tell("audit", "--size", "100")
	lines := strings.SplitAfter(out["audit --size 100"], "\n")
	slices.Sort(lines) // drawn in an order that follows from the snapshot
	out["audit --size 100"] = strings.Join(lines, "")
	tell("show", "P-3")
	tell("findings", "P-1", "P-2")
	tell("decide", "P-3", "SECRET", "--outcome", "dismissed", "--reason", "different-function", "--author", "Lê")
	for _, name := range []string{"r.html", "r.csv", "r.pdf", "r.xlsx"} {
		file := filepath.Join(dir, name)
		tell("report", "--out", file)
		out["file "+name] = fileText(t, file)
	}
	tell("groups", "--size", "2", "--relation", "duplication,overlap,integration,fragmentation", "--out", filepath.Join(dir, "g.html"))
	out["file g.html"] = fileText(t, filepath.Join(dir, "g.html"))
	tell("export", "--template", filepath.Join(dir, "t.xlsx"))
	out["file t.xlsx"] = fileText(t, filepath.Join(dir, "t.xlsx"))
	return out
}

var clockTimes = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?|\d\d:\d\d(:\d\d)?,? (ngày )?\d\d/\d\d/\d{4}|\d\d/\d\d/\d{4} \d\d:\d\d|"seconds": [0-9.e-]+`)

// timeless masks when something was done: two registries are made one after the other.
func timeless(s string) string { return clockTimes.ReplaceAllString(s, "TIME") }

// fileText is a document's content: of a workbook, all its parts.
func fileText(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return timeless(masked(string(data)))
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(f.Name + "\n" + timeless(masked(string(part))) + "\n")
	}
	return all.String()
}
