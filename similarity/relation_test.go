package similarity

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trunglap/registry"
)

// A decision is a case of the decision table: two platforms and a score, and
// the row that has to decide.
type decision struct {
	row    string
	why    string
	change func(a, b *registry.Platform, s *Scored)
}

// decisions has at least one case a row, with the near misses that belong to a
// later row beside it. A case changes two platforms of different bodies that
// say enough, have nothing in common and score just below the threshold.
var decisions = []decision{
	{"replaces", "a replaces b", func(a, b *registry.Platform, _ *Scored) { a.Replaces = []string{"x", b.ID} }},
	{"replaces", "b replaces a", func(a, b *registry.Platform, _ *Scored) { b.Replaces = []string{a.ID} }},
	{"replaces", "a stated inheritance", func(a, b *registry.Platform, _ *Scored) {
		a.Links = []registry.Link{{Kind: "inheritance", Target: b.ID}}
	}},
	{"replaces", "before anything else", func(a, b *registry.Platform, s *Scored) {
		a.Replaces, a.Parent, s.Score = []string{b.ID}, b.ID, maxWeight
	}},
	{"parent", "a is a part of b", func(a, b *registry.Platform, _ *Scored) { a.Parent = b.ID }},
	{"parent", "b is a part of a", func(a, b *registry.Platform, _ *Scored) { b.Parent = a.ID }},
	{"link", "a is connected to b", func(a, b *registry.Platform, _ *Scored) {
		a.Links = []registry.Link{{Kind: "data-exchange", Target: b.ID}}
	}},
	{"link", "b is connected to a", func(a, b *registry.Platform, s *Scored) {
		b.Links = []registry.Link{{Target: a.ID}}
		s.Score = maxWeight
	}},
	{"below", "a is connected to another", func(a, b *registry.Platform, _ *Scored) { a.Links = []registry.Link{{Target: "zz"}} }},
	{"same-decision", "one decision, one name, two bodies", func(a, b *registry.Platform, s *Scored) {
		a.Mandate, b.Mandate, s.Measures[0].Similarity = "1/QĐ-TTg", "1/QĐ-TTg", 800
	}},
	{"same-decision", "one decision, one name, something added", func(a, b *registry.Platform, _ *Scored) {
		a.Mandate, b.Mandate, b.NameVI = "1/QĐ-TTg", "1/QĐ-TTg", a.NameVI+" của Đảng"
	}},
	{"below", "two decisions", func(a, b *registry.Platform, s *Scored) {
		a.Mandate, b.Mandate, s.Measures[0].Similarity = "1/QĐ-TTg", "2/QĐ-TTg", 1000
	}},
	{"below", "no decision", func(_, _ *registry.Platform, s *Scored) { s.Measures[0].Similarity = 1000 }},
	{"below", "one decision, two names", func(a, b *registry.Platform, s *Scored) {
		a.Mandate, b.Mandate, s.Measures[0].Similarity = "1/QĐ-TTg", "1/QĐ-TTg", 799
	}},
	{"below", "one decision, one name, one body", func(a, b *registry.Platform, s *Scored) {
		a.Mandate, b.Mandate, s.Measures[0].Similarity, b.Agency = "1/QĐ-TTg", "1/QĐ-TTg", 1000, a.Agency
	}},
	{"own-bodies", "two portals, each of its own ministry", func(a, b *registry.Platform, s *Scored) {
		a.NameVI, b.NameVI = "Cổng dịch vụ công Bộ Tài chính", "Cổng dịch vụ công Bộ Công an"
		s.Score = maxWeight
	}},
	{"own-bodies", "by name alone", func(a, b *registry.Platform, s *Scored) {
		a.NameVI, b.NameVI = "Cổng dịch vụ công Bộ Tài chính", "Cổng dịch vụ công Bộ Công an"
		s.Measures[0].Similarity = 800
	}},
	{"overlap", "one portal of its own ministry, one for all", func(a, _ *registry.Platform, s *Scored) {
		a.NameVI, s.Score = "Cổng dịch vụ công Bộ Tài chính", 1000
	}},
	{"relisted", "the same name in two lists", func(a, b *registry.Platform, s *Scored) {
		a.List, b.List, s.Score, s.Measures[0].Similarity, s.Measures[1].Similarity = "2024", "2026", 0, 800, 1000
	}},
	{"relisted", "renamed by a merged body, nearly the same function", func(a, b *registry.Platform, s *Scored) {
		a.List, b.List, a.Agency, b.Agency, s.Score, s.Measures[1].Similarity = "2024", "2026", "BKHDT", "BTC", 0, 450
	}},
	{"relisted", "renamed by one body, the same data and users", func(a, b *registry.Platform, s *Scored) {
		a.List, b.List, a.Agency, s.Score, s.Measures[2].Similarity, s.Measures[3].Similarity = "2024", "2026", b.Agency, 0, 800, 1000
	}},
	{"one-body", "renamed by one body, the same data, other users", func(a, b *registry.Platform, s *Scored) {
		a.List, b.List, a.Agency, s.Score, s.Measures[2].Similarity, s.Measures[3].Similarity = "2024", "2026", b.Agency, 0, 1000, 999
	}},
	{"same-data", "nearly the same function of two bodies", func(a, b *registry.Platform, s *Scored) {
		a.List, b.List, s.Score, s.Measures[1].Similarity = "2024", "2026", 0, 450
	}},
	{"same-data", "nearly the same function, nobody's and nobody's", func(a, b *registry.Platform, s *Scored) {
		a.List, b.List, a.Agency, b.Agency, s.Score, s.Measures[1].Similarity = "2024", "2026", "", "", 0, 450
	}},
	{"relisted", "the task went to the other body", func(a, b *registry.Platform, s *Scored) {
		a.List, b.List, a.Agency, b.Agency, s.Score, s.Measures[1].Similarity = "2024", "2026", "BNV", "BDTTG", 0, 450
		a.NameVI = "Cơ sở dữ liệu tôn giáo"
	}},
	{"same-data", "another task went to the other body", func(a, b *registry.Platform, s *Scored) {
		a.List, b.List, a.Agency, b.Agency, s.Score, s.Measures[1].Similarity = "2024", "2026", "BNV", "BDTTG", 0, 450
	}},
	{"same", "the same name in one list", func(a, b *registry.Platform, s *Scored) {
		a.List, b.List, s.Score, s.Measures[0].Similarity, s.Measures[1].Similarity = "2024", "2024", 4000, 800, 1000
	}},
	{"same", "the same name in a list and in none", func(a, _ *registry.Platform, s *Scored) {
		a.List, s.Score, s.Measures[0].Similarity, s.Measures[1].Similarity = "2024", 4000, 800, 1000
	}},
	{"too-little-text", "a function of one word", func(a, _ *registry.Platform, s *Scored) {
		a.FunctionVI, a.FunctionEN, s.Score = "Báo cáo.", "", 3999
	}},
	{"too-little-text", "no function", func(_, b *registry.Platform, _ *Scored) { b.FunctionVI, b.FunctionEN = "", "" }},
	{"same", "little text that agrees in everything", func(a, _ *registry.Platform, s *Scored) {
		a.FunctionVI, a.FunctionEN = "Báo cáo.", ""
		s.Score, s.Measures[1].Similarity = 4000, 1000
	}},
	{"below", "nothing in common", func(_, _ *registry.Platform, s *Scored) { s.Score = -1 }},
	{"channel", "a mobile version in one body", func(a, b *registry.Platform, s *Scored) {
		b.Agency, b.NameVI, s.Score, s.Measures[0].Similarity = a.Agency, "Quản lý tài sản công trên thiết bị di động", 1000, 500
	}},
	{"overlap", "two mobile versions in one body", func(a, b *registry.Platform, s *Scored) {
		a.NameVI, b.NameVI = "Ví điện tử trên thiết bị di động", "Quản lý tài sản công trên thiết bị di động"
		b.Agency, s.Score, s.Measures[0].Similarity = a.Agency, 1000, 500
	}},
	{"overlap", "a mobile version of another body", func(a, b *registry.Platform, s *Scored) {
		b.NameVI, s.Score, s.Measures[0].Similarity = "Quản lý tài sản công trên thiết bị di động", 1000, 500
	}},
	{"mention", "a's function names b", func(a, b *registry.Platform, s *Scored) {
		b.NameVI, s.Score = "Nền tảng VNeID", 0
		a.FunctionVI += " Lấy thông tin định danh từ VNeID."
	}},
	{"mention", "b's function names a by its whole name", func(a, b *registry.Platform, s *Scored) {
		a.FunctionVI = "Đăng ký, tra cứu, kiểm kê, thống kê nhà đất, xe công và máy móc."
		b.FunctionVI += " Nhận dữ liệu từ " + strings.ToLower(a.NameVI) + "."
		s.Score = 3999
	}},
	{"same", "a copy of what names itself", func(a, b *registry.Platform, s *Scored) {
		a.NameVI, a.FunctionVI = "Nền tảng VNeID", "Nền tảng VNeID cấp tài khoản định danh cho người dân và xác thực."
		b.NameVI, b.FunctionVI, s.Score, s.Measures[1].Similarity = a.NameVI, a.FunctionVI, 4000, 1000
	}},
	{"overlap", "b speaks of what a's name is about", func(a, b *registry.Platform, s *Scored) {
		b.FunctionVI, s.Score = "Đăng ký, tra cứu, bán đấu giá tài sản công và các tài sản khác.", 1000
	}},
	{"same", "top score, functions nearly the same", func(_, _ *registry.Platform, s *Scored) {
		s.Score, s.Measures[1].Similarity = 4000, 400
	}},
	{"overlap", "top score, functions not the same", func(_, _ *registry.Platform, s *Scored) {
		s.Score, s.Measures[1].Similarity = maxWeight, 399
	}},
	{"overlap", "the same but for the marks that are missing", func(_, _ *registry.Platform, s *Scored) {
		s.Score, s.Measures[1].Similarity, s.Measures[1].Folded = maxWeight, 1000, true
	}},
	{"overlap", "two bodies", func(_, _ *registry.Platform, s *Scored) { s.Score = 1000 }},
	{"overlap", "one body, much alike", func(a, b *registry.Platform, s *Scored) { b.Agency, s.Score = a.Agency, 2000 }},
	{"overlap", "one body, the subject in both names", func(a, b *registry.Platform, s *Scored) {
		b.Agency, s.Score, s.Measures[0].Similarity = a.Agency, 1000, 250
	}},
	{"same-data", "two bodies, less alike", func(_, _ *registry.Platform, s *Scored) { s.Score = 999 }},
	{"same-data", "two bodies, just a finding", func(_, _ *registry.Platform, s *Scored) { s.Score = 0 }},
	{"same-data", "less alike, nobody's", func(a, b *registry.Platform, s *Scored) {
		a.Agency, b.Agency, s.Score, s.Measures[0].Similarity = "", "", 999, 249
	}},
	{"overlap", "a mobile version, nobody's", func(a, b *registry.Platform, s *Scored) {
		a.Agency, b.Agency, b.NameVI, s.Score, s.Measures[0].Similarity = "", "", "Quản lý tài sản công trên thiết bị di động", 1000, 249
	}},
	{"one-body", "one body, less alike", func(a, b *registry.Platform, s *Scored) {
		b.Agency, s.Score, s.Measures[0].Similarity = a.Agency, 1999, 249
	}},
}

// tableEngine has round cut-offs, so that the cases do not depend on the model.
func tableEngine(t testing.TB) *Engine {
	return engineWith(t, func(s *Settings) {
		s.Finding, s.Duplication, s.MinFunction = 0, 4000, 2000
		s.Relations = Cuts{SameName: 800, SameFunction: 400, Name: 250, Overlap: 1000, OverlapWithin: 2000}
	})
}

// TestDecisionTable: each case is decided by its row, whichever side comes first.
func TestDecisionTable(t *testing.T) {
	e := tableEngine(t)
	relations := map[string]registry.Relation{}
	for _, r := range table {
		relations[r.name] = r.relation
	}
	for _, c := range decisions {
		a, b := full("a"), full("b")
		b.Agency, b.NameVI, b.NameEN = "BCA", "Hệ thống cấp giấy phép lái xe", "Driving licences"
		b.FunctionVI, b.FunctionEN = "Cấp, đổi và thu hồi giấy phép lái xe; sát hạch lái xe; tra cứu giấy phép.", "Licences of drivers."
		s := Scored{Score: -1, Owners: registry.Between}
		for i := range s.Measures {
			s.Measures[i].Presence = registry.BothPresent
		}
		c.change(&a, &b, &s)
		if a.Agency == b.Agency {
			s.Owners = registry.Within
		}
		x, y := e.Record(&a), e.Record(&b)
		relation, row := e.relation(x, y, &s)
		back, _ := e.relation(y, x, &s)
		if row != c.row || relation != relations[c.row] || back != relation {
			t.Errorf("%s (%s): decided by %s: %s; the other way %s", c.row, c.why, row, relation, back)
		}
	}
	for _, r := range table {
		if !slices.ContainsFunc(decisions, func(d decision) bool { return d.row == r.name }) {
			t.Errorf("no case for row %s", r.name)
		}
	}
}

// TestDocumentedTable: the table in the comment of relation.go lists the rows of
// the table in the code, in order, and each row has its words in both languages.
func TestDocumentedTable(t *testing.T) {
	src, err := os.ReadFile("relation.go")
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, m := range regexp.MustCompile(`(?m)^//\t *(\d+) .+? {2,}([a-z-]+)$`).FindAllStringSubmatch(string(src), -1) {
		got = append(got, m[1]+" "+m[2])
	}
	for i, r := range table {
		want = append(want, fmt.Sprint(i+1, " ", r.relation))
		reason, ok := reasons[r.name]
		if !ok || reason.VI == "" || reason.EN == "" || reason.VI == reason.EN {
			t.Errorf("row %s has no words", r.name)
		}
		if !slices.Contains(registry.Relations[:], r.relation) {
			t.Errorf("row %s: %s is no relation", r.name, r.relation)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("documented:\n%s\nin the code:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(reasons) != len(table) {
		t.Errorf("%d reasons for %d rows", len(reasons), len(table))
	}
}

// TestChannels: what names a second way into a service, in either language.
func TestChannels(t *testing.T) {
	e := tableEngine(t)
	for name, is := range map[string]bool{
		"eTax Mobile": true, "Thuế điện tử trên thiết bị di động": true, "Thuế điện tử phiên bản di động": true,
		"Phân hệ thuế điện tử": true, "Thuế điện tử, mô-đun hoàn thuế": true, "Module hoàn thuế điện tử": true,
		"Thuế điện tử": false, "Thuế điện tử cho doanh nghiệp": false, "Thuế di động": false,
	} {
		a, b := full("a"), full("b")
		a.NameVI, a.NameEN, b.NameVI, b.NameEN = "Ứng dụng thuế", "", name, ""
		s := Scored{Score: 3000, Owners: registry.Within}
		s.Measures[0].Similarity = 500
		if got := channel(e, e.Record(&a), e.Record(&b), &s); got != is {
			t.Errorf("%s: channel %v, want %v", name, got, is)
		}
	}
}

// TestVerdicts: what each relation means for the question "is it built twice?".
func TestVerdicts(t *testing.T) {
	want := map[registry.Relation]registry.Verdict{
		registry.Duplication: registry.VerdictDuplication, registry.Overlap: registry.VerdictOverlap,
		registry.Insufficient: registry.VerdictInsufficient,
	}
	for _, r := range registry.Relations {
		w, ok := want[r]
		if !ok {
			w = registry.VerdictNone
		}
		if got := verdict(r); got != w {
			t.Errorf("%s: %s, want %s", r, got, w)
		}
	}
}

// TestOwners: as listed, and as of the day.
func TestOwners(t *testing.T) {
	e := Default()
	for _, c := range []struct {
		a, b string
		asOf registry.Date
		want registry.OwnerRelation
	}{
		{"BTC", "BTC", day, registry.Within},
		{"BTC", "BCA", day, registry.Between},
		{"BKHDT", "BTC", day, registry.Merged},
		{"BKHDT", "BTC", "2024-07-01", registry.Between},
		{"BKHDT", "BTC", "", registry.Between},
		{"BTTTT", "BKHCN", "2025-03-01", registry.Merged},
		{"UBND-001", "UBND-002", day, registry.Between},
		{"UBND-001", "UBND-001", day, registry.Within},
		{"", "", day, registry.Between}, // nobody's and nobody's: not known to be one body
		{"", "BTC", day, registry.Between},
	} {
		a, b := &registry.Platform{ID: "a", Agency: c.a}, &registry.Platform{ID: "b", Agency: c.b}
		if got, back := e.owners(a, b, c.asOf), e.owners(b, a, c.asOf); got != c.want || back != got {
			t.Errorf("%q %q on %q: %s, the other way %s, want %s", c.a, c.b, c.asOf, got, back, c.want)
		}
	}
}

// TestLawfulParallels: the systems for administrative procedures that one
// decision requires of sixteen bodies under one name, and of the Party under
// nearly that name, are parallel: nobody's duplicates.
func TestLawfulParallels(t *testing.T) {
	c := allLists()
	n := 0
	for _, s := range c.pairs {
		a, b := c.Platforms[s.A], c.Platforms[s.B]
		if a.ID < "QD1132-B01" || a.ID > "QD1132-B17" || b.ID < "QD1132-B01" || b.ID > "QD1132-B17" {
			continue
		}
		if n++; s.Relation != registry.Parallel || s.Verdict != registry.VerdictNone {
			t.Errorf("%s %s: %s, want %s", a.ID, b.ID, s.Relation, registry.Parallel)
		}
	}
	if n != 17*16/2 {
		t.Errorf("%d pairs", n)
	}
}

// TestSuccessions: the same platform in a later list, where the rows say so.
func TestSuccessions(t *testing.T) {
	c := allLists()
	for _, pair := range [][2]string{
		{"BTTTT-002", "QD1527-002"}, {"BTTTT-002", "QD1132-A17"}, {"QD1132-A17", "QD1527-002"}, // the national data portal
		{"QD1132-A03", "QD1527-012"}, // the security operations centre, renamed
		{"QD1132-A05", "QD1527-011"}, // the data dictionary, renamed
		{"QD1132-B54", "UBDT-001"},   // the database on ethnic groups, of the merged ministry
		{"BNV-009", "QD1132-B05"},    // a ministry's service portal, now its system for procedures
		{"BXD-005", "QD1132-B10"},
		{"BTC-006", "QD1132-B25"}, // the tax system, by its purpose instead of its name
		{"BTC-013", "QD1132-B23"}, // customs clearance, under a wider name
		{"BNV-008", "QD1132-B55"}, // the database on religions went to another ministry with its task
	} {
		a, b := c.record(t, pair[0]), c.record(t, pair[1])
		if s := Default().Compare(a, b, day); s.Relation != registry.Succession {
			t.Errorf("%v: %s, want succession", pair, s.Relation)
		}
	}
	for _, s := range c.pairs {
		if a, b := c.Platforms[s.A], c.Platforms[s.B]; a.List != b.List && a.NameVI == b.NameVI && s.Relation == registry.Duplication {
			t.Errorf("%s %s: listed twice, not built twice", a.ID, b.ID)
		}
	}
}
