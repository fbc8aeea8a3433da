package similarity

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trunglap/registry"
	"trunglap/text"
)

// proposals are the invented proposals of testdata/vn.
func proposals(t testing.TB) []registry.Platform {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", "vn", "proposals-dev.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []registry.Platform
	for _, row := range rows[1:] {
		get := func(column string) string { return row[slices.Index(rows[0], column)] }
		p := registry.Platform{ID: get("id"), Agency: get("agency_code"), Domains: registry.SplitList(get("data_domains")), Users: registry.SplitList(get("users"))}
		if get("language") == "en" {
			p.NameEN, p.FunctionEN = get("name"), get("function")
		} else {
			p.NameVI, p.FunctionVI = get("name"), get("function")
		}
		out = append(out, p)
	}
	return out
}

var (
	findingID = regexp.MustCompile(`F-[0-9a-f]{10}`)
	quoted    = regexp.MustCompile(`“([^”]*)”`)
)

func checker(t testing.TB, s registry.Snapshot, opt CheckOptions) *Checker {
	t.Helper()
	c, err := Default().NewChecker(context.Background(), s, opt)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCheckEqualsScan: a check gives each platform the score, relation and
// verdict that a scan would give were the proposal a platform, and lists the
// strongest of them.
func TestCheckEqualsScan(t *testing.T) {
	list, ps := list2024(), proposals(t)
	both := registry.NewSnapshot(append(slices.Clone(list.Platforms), ps...), nil, day)
	scanned := map[registry.Pair]Scored{}
	_, err := Default().Scan(context.Background(), both.Platforms, ScanOptions{Min: Every, AsOf: day}, func(s Scored) error {
		scanned[registry.Pair{A: both.Platforms[s.A].ID, B: both.Platforms[s.B].ID}] = apart(s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{1, 3} {
		c := checker(t, list.Snapshot, CheckOptions{Workers: workers})
		for _, p := range ps {
			got := c.Check(p)
			var want []registry.Match
			found := 0
			for _, q := range list.Platforms {
				pair, err := registry.NewPair(p.ID, q.ID)
				if err != nil {
					t.Fatal(err)
				}
				s := scanned[pair]
				if s.Verdict.Graver(registry.VerdictNone) {
					found++
				}
				want = append(want, registry.Match{ID: q.ID, Score: registry.Bits(s.Score), Relation: s.Relation, Verdict: s.Verdict})
			}
			slices.SortFunc(want, func(a, b registry.Match) int {
				return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.ID, b.ID))
			})
			if len(got.Matches) < 5 || got.Found != found {
				t.Fatalf("%s: %d matches, %d found, want at least 5 and %d", p.ID, len(got.Matches), got.Found, found)
			}
			for i, m := range got.Matches[:5] {
				if m.ID != want[i].ID || m.Score != want[i].Score || m.Relation != want[i].Relation || m.Verdict != want[i].Verdict {
					t.Errorf("%s, place %d: %s %v %s, a scan says %s %v %s", p.ID, i+1, m.ID, m.Score, m.Relation, want[i].ID, want[i].Score, want[i].Relation)
				}
				if registry.Bits(m.Finding.Score) != m.Score || m.Finding.Pair != (registry.Pair{A: p.ID, B: m.ID}) {
					t.Errorf("%s: the arithmetic of %s is about %v, %s bits", p.ID, m.ID, m.Finding.Pair, m.Finding.Score)
				}
			}
		}
	}
}

// TestCheckListsAllThatOverlap: a platform that overlaps is listed however many
// stand before it, and the nearest few are listed even if nothing overlaps.
func TestCheckListsAllThatOverlap(t *testing.T) {
	source := list2024().record(t, "BTC-025").Platform
	var ps []registry.Platform
	for i := range 9 {
		p := *source
		p.ID = "COPY-" + string(rune('1'+i))
		ps = append(ps, p)
	}
	proposal := *source
	proposal.ID = "DX-1"
	got := checker(t, registry.NewSnapshot(ps, nil, day), CheckOptions{}).Check(proposal)
	if len(got.Matches) != 9 || got.Found != 9 || got.Verdict != registry.VerdictDuplication {
		t.Errorf("%d matches, %d found, %s", len(got.Matches), got.Found, got.Verdict)
	}
	if !got.Matches[0].Identical || got.Matches[0].SameID {
		t.Errorf("a copy: %+v", got.Matches[0])
	}
	proposal.ID = "COPY-3"
	got = checker(t, registry.NewSnapshot(ps, nil, day), CheckOptions{Top: 1}).Check(proposal)
	for _, m := range got.Matches {
		if m.SameID != (m.ID == "COPY-3") {
			t.Errorf("%s: same id %v", m.ID, m.SameID)
		}
	}
	novel := registry.Platform{ID: "DX-2", NameVI: "Cơ sở dữ liệu đài thiên văn", FunctionVI: "Lưu ảnh chụp sao chổi, thiên hà qua kính viễn vọng, tính quỹ đạo tiểu hành tinh và công bố lịch quan sát cho nhà thiên văn nghiệp dư.",
		Domains: []string{"quan sát thiên văn", "quỹ đạo tiểu hành tinh"}}
	if got := checker(t, list2024().Snapshot, CheckOptions{}).Check(novel); len(got.Matches) != 5 || got.Verdict != registry.VerdictNone {
		t.Errorf("nothing alike: %d matches, %s", len(got.Matches), got.Verdict)
	}
}

// TestMost: the bound that spares a full comparison is never below the score.
func TestMost(t *testing.T) {
	e, list := Default(), allLists()
	var rs []*Record
	for _, p := range proposals(t) {
		rs = append(rs, e.Record(&p))
	}
	spared := 0
	for i, r := range append(rs, list.records...) {
		for _, o := range list.records[:min(i, len(list.records))] {
			s, most := e.Compare(r, o, day), bound(e, r, o)
			if s.Score > most {
				t.Fatalf("%s and %s: score %s, bound %s", r.Platform.ID, o.Platform.ID, s.Score, most)
			}
			if most < e.settings.Finding {
				spared++
			}
		}
	}
	if spared == 0 {
		t.Error("the bound spares nothing")
	}
}

func bound(e *Engine, a, b *Record) registry.Millibits {
	o := sketchOf(b)
	return e.ask(a).most(&o)
}

// TestLaidBag: looking up gives what merging gives.
func TestLaidBag(t *testing.T) {
	for _, r := range list2024().records[:40] {
		for _, o := range list2024().records {
			for _, pair := range [][2]Bag{{r.function.vi, o.function.vi}, {r.name.folded, o.function.folded}, {r.domain.en, o.name.vi}, {Bag{}, o.name.vi}, {r.name.vi, Bag{}}} {
				l := lay(pair[0])
				if got, want := l.shared(pair[1]), shared(pair[0], pair[1]); got != want {
					t.Fatalf("%s and %s: %d looked up, %d merged", r.Platform.ID, o.Platform.ID, got, want)
				}
			}
		}
	}
}

// cutWord drops the last word of a text.
func cutWord(s string) string {
	f := strings.Fields(s)
	return strings.Join(f[:max(0, len(f)-1)], " ")
}

// rungs are a platform's description with one word less each time, its fields
// cut from the end in the given order; the name keeps its last word.
func rungs(p registry.Platform, order string) []registry.Platform {
	var out []registry.Platform
	for _, field := range order {
		for {
			before := p
			switch field {
			case 'f':
				p.FunctionVI = cutWord(p.FunctionVI)
			case 'd':
				p.Domains = registry.SplitList(cutWord(strings.Join(p.Domains, "; ")))
			case 'n':
				if strings.Contains(p.NameVI, " ") {
					p.NameVI = cutWord(p.NameVI)
				}
			}
			if reflect.DeepEqual(p, before) {
				break
			}
			out = append(out, p)
		}
	}
	return out
}

// TestTooLittleBeforeClear: the description of every platform of 2024, proposed
// again by another body and cut word by word, is called insufficient before it
// is ever cleared; once all function text is gone, it is never cleared. Every
// other one is also cut name first.
func TestTooLittleBeforeClear(t *testing.T) {
	list := list2024()
	c := checker(t, list.Snapshot, CheckOptions{})
	verdict := func(p registry.Platform) registry.Verdict {
		r := c.e.Record(&p)
		h := c.hits(r)
		var out registry.Check
		out.Missing, out.TooShort = c.unstated(r)
		c.judge(&out, h)
		return out.Verdict
	}
	for i, p := range list.Platforms {
		p.ID, p.List, p.Mandate, p.Agency, p.NameEN, p.FunctionEN = "DX-1", "", "", "UBND-X", "", ""
		if v := verdict(p); !v.Graver(registry.VerdictNone) {
			t.Errorf("%s: whole, it is %s", p.NameVI, v)
			continue
		}
		for _, order := range []string{"fdn", "ndf"}[:1+i%2] {
			short := false
			for _, q := range rungs(p, order) {
				v := verdict(q)
				short = short || v == registry.VerdictInsufficient
				if v == registry.VerdictNone && (!short || q.FunctionVI == "") {
					t.Errorf("%s: cleared on name %q, function %q, data %q", p.NameVI, q.NameVI, q.FunctionVI, q.Domains)
					break
				}
			}
			if !short {
				t.Errorf("%s, cut in order %s: never insufficient", p.NameVI, order)
			}
		}
	}
}

// TestCheckVerdicts: what clears a proposal and what does not.
func TestCheckVerdicts(t *testing.T) {
	full := registry.Platform{ID: "DX-1", NameVI: "Cơ sở dữ liệu tàu cá", FunctionVI: "Đăng ký tàu cá, cấp giấy phép khai thác thủy sản, giám sát hành trình và xử lý vi phạm trên biển.",
		Domains: []string{"tàu cá"}, Users: []string{"businesses"}, Scope: "national"}
	other := registry.Platform{ID: "P-1", Agency: "BYT", List: "l", NameVI: "Sổ sức khỏe", FunctionVI: "Lưu lịch sử khám chữa bệnh, tiêm chủng, đơn thuốc của người dân và chia sẻ với bệnh viện."}
	nameless := registry.Platform{ID: "P-2", Agency: "BNNPTNT", List: "l", NameVI: "Cơ sở dữ liệu tàu cá"}
	short := full
	short.FunctionVI = "Quản lý tàu."
	bare := full
	bare.FunctionVI, bare.Domains, bare.Users, bare.Scope = "", nil, nil, ""
	for name, tt := range map[string]struct {
		proposal       registry.Platform
		registry       []registry.Platform
		want           registry.Verdict
		missing, short []string
	}{
		"nothing alike":                       {full, []registry.Platform{other}, registry.VerdictNone, nil, nil},
		"no function":                         {bare, []registry.Platform{other}, registry.VerdictInsufficient, []string{"function", "data_domains", "users", "scope"}, nil},
		"too short a function":                {short, []registry.Platform{other}, registry.VerdictInsufficient, nil, []string{"function"}},
		"an empty registry":                   {full, nil, registry.VerdictInsufficient, nil, nil},
		"a registry of names only":            {full, []registry.Platform{nameless}, registry.VerdictInsufficient, nil, nil},
		"a name alike, without a description": {full, []registry.Platform{other, nameless}, registry.VerdictInsufficient, nil, nil},
	} {
		got := checker(t, registry.NewSnapshot(tt.registry, nil, day), CheckOptions{}).Check(tt.proposal)
		if got.Verdict != tt.want || !slices.Equal(got.Missing, append([]string{}, tt.missing...)) || !slices.Equal(got.TooShort, tt.short) {
			t.Errorf("%s: %s, missing %q, too short %q", name, got.Verdict, got.Missing, got.TooShort)
		}
	}
}

// TestVeiled: a proposal that reads the same as a platform is not cleared
// because its wording passes for a mention of it.
func TestVeiled(t *testing.T) {
	p := *list2024().record(t, "BTC-028").Platform
	p.ID, p.List, p.Mandate, p.Agency, p.NameEN, p.FunctionEN = "DX-1", "", "", "UBND-X", "", ""
	p.FunctionVI = cutWord(p.FunctionVI)
	if got := checker(t, list2024().Snapshot, CheckOptions{}).Check(p); !got.Verdict.Graver(registry.VerdictNone) {
		t.Errorf("%s; nearest %s, %s", got.Verdict, got.Matches[0].ID, got.Matches[0].Relation)
	}
}

// TestFault59_RestrictedCheck: to a reader without the right, all restricted
// platforms are one: whichever it is, whatever is stated about it, and whether
// the proposal guesses its id, the answer is the same.
func TestFault59_RestrictedCheck(t *testing.T) {
	open := list2024().Platforms[:60]
	proposal := *list2024().record(t, "BTC-025").Platform
	proposal.ID, proposal.List = "DX-1", ""
	secret := proposal
	secret.Restricted = true
	answer := func(secrets []registry.Platform, change func(ps []registry.Platform), proposal registry.Platform, see bool) string {
		ps := append(slices.Clone(open), secrets...)
		change(ps)
		c := checker(t, registry.NewSnapshot(ps, nil, day), CheckOptions{ShowRestricted: see})
		got := c.Check(proposal)
		got.Snapshot, got.Proposal = "", registry.Platform{} // the digest names the whole registry; the proposal is the reader's own
		data, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	entry := func(id, agency, name string) registry.Platform {
		p := secret
		p.ID, p.Agency, p.NameVI, p.Contact = id, agency, name, "đầu mối mật"
		return p
	}
	keep := func([]registry.Platform) {}
	first := entry("BQP-900", "BQP", "Cơ sở dữ liệu giá của quân đội")
	want := answer([]registry.Platform{first}, keep, proposal, false)
	if !strings.Contains(want, `"restricted":true`) || strings.Contains(want, "BQP-900") || strings.Contains(want, "quân đội") || strings.Contains(want, "đầu mối mật") {
		t.Fatalf("the answer: %s", want)
	}
	second := entry("X-1", "BCA", "Kho giá nội bộ")
	guess := func(change func(p *registry.Platform)) registry.Platform { p := proposal; change(&p); return p }
	states := func(ps []registry.Platform) {
		ps[0].Parent, ps[1].Replaces, ps[2].Links = first.ID, []string{first.ID}, []registry.Link{{Kind: "connection", Target: first.ID}}
	}
	for name, got := range map[string]string{
		"another":                   answer([]registry.Platform{second}, keep, proposal, false),
		"two":                       answer([]registry.Platform{first, second}, keep, proposal, false),
		"what others state of it":   answer([]registry.Platform{first}, states, proposal, false),
		"the proposal names it":     answer([]registry.Platform{first}, keep, guess(func(p *registry.Platform) { p.Replaces = []string{first.ID} }), false),
		"the proposal is a part":    answer([]registry.Platform{first}, keep, guess(func(p *registry.Platform) { p.Parent = first.ID }), false),
		"the proposal links to it":  answer([]registry.Platform{first}, keep, guess(func(p *registry.Platform) { p.Links = []registry.Link{{Target: first.ID}} }), false),
		"the entry links to itself": answer([]registry.Platform{func() registry.Platform { p := first; p.Replaces = []string{"DX-1"}; return p }()}, keep, proposal, false),
	} {
		if got != want {
			t.Errorf("%s: the answer differs:\n%s\n%s", name, got, want)
		}
	}
	bearsID := strings.ReplaceAll(answer([]registry.Platform{first}, keep, guess(func(p *registry.Platform) { p.ID = first.ID }), false), first.ID, "DX-1")
	// The id also names the pair; nothing else may differ.
	if normal := findingID.ReplaceAllString(want, ""); findingID.ReplaceAllString(bearsID, "") != normal {
		t.Errorf("a guessed id changes the answer:\n%s\n%s", bearsID, want)
	}
	if shown := answer([]registry.Platform{first}, keep, proposal, true); !strings.Contains(shown, "BQP-900") || strings.Contains(shown, `"restricted":true,"missing"`) {
		t.Errorf("a reader with the right: %s", shown)
	}
	away := secret
	away.NameVI, away.FunctionVI, away.NameEN, away.FunctionEN, away.Domains = "Kho quân nhu", "Cấp phát quần áo, giày mũ cho hạ sĩ quan và binh sĩ tại các kho của quân khu.", "", "", []string{"quân trang"}
	if got := answer([]registry.Platform{away}, keep, proposal, false); strings.Contains(got, `"restricted":true`) {
		t.Errorf("no overlap with it, yet told: %s", got)
	}
}

// TestFault59_DateOfAHiddenList: a list of restricted platforms alone does not
// make the day of a check a later one, by which an open platform has ended.
func TestFault59_DateOfAHiddenList(t *testing.T) {
	lists := []registry.List{{ID: "open", Date: "2024-07-20"}, {ID: "secret", Date: "2026-01-01"}}
	p, hidden := *list2024().record(t, "BTC-025").Platform, *list2024().record(t, "BTC-001").Platform
	p.List, p.Ended, hidden.List, hidden.Restricted = "open", "2025-06-30", "secret", true
	proposal := p
	proposal.ID, proposal.List = "DX-1", ""
	s := registry.NewSnapshot([]registry.Platform{p, hidden}, lists, "")
	for show, reused := range map[bool]bool{false: true, true: false} {
		got := checker(t, s, CheckOptions{ShowRestricted: show}).Check(proposal).Suggestion
		if got == nil || (got.Reuse != nil) != reused {
			t.Errorf("with the right %v: %+v", show, got)
		}
	}
}

// TestReuseRules: the order in which the platform to reuse is chosen, rule by
// rule; what has ended is never chosen.
func TestReuseRules(t *testing.T) {
	base := *list2024().record(t, "BTC-025").Platform
	proposal := base
	proposal.ID, proposal.List = "DX-1", ""
	lists := []registry.List{{ID: "old", Date: "2024-07"}, {ID: "new", Date: "2026-06-24"}, {ID: "law", Date: "2020", Rank: 9}}
	in := func(id, list string, status registry.Status, scope string) registry.Platform {
		p := base
		p.ID, p.List, p.Status, p.Scope = id, list, status, scope
		return p
	}
	for name, tt := range map[string]struct {
		ps        []registry.Platform
		want      string
		rule      string
		treatment registry.Treatment
	}{
		"one":                   {[]registry.Platform{in("B", "old", "", "")}, "B", "", registry.ChooseOne},
		"in service":            {[]registry.Platform{in("A", "law", registry.Building, "national"), in("B", "old", registry.Operating, "unit")}, "B", "in-service", registry.ChooseOne},
		"planned last":          {[]registry.Platform{in("A", "law", registry.Planned, ""), in("B", "old", registry.Pilot, "")}, "B", "in-service", registry.ChooseOne},
		"being replaced last":   {[]registry.Platform{in("A", "law", registry.Replacing, ""), in("B", "old", registry.Planned, "")}, "B", "in-service", registry.ChooseOne},
		"rank":                  {[]registry.Platform{in("A", "new", "", "national"), in("B", "law", "", "unit")}, "B", "list-rank", registry.ChooseOne},
		"date":                  {[]registry.Platform{in("A", "old", "", "national"), in("B", "new", "", "unit")}, "B", "list-date", registry.ChooseOne},
		"scope":                 {[]registry.Platform{in("A", "new", "", "ministry"), in("B", "new", "", "sector")}, "B", "scope", registry.ChooseOne},
		"scope not stated last": {[]registry.Platform{in("A", "new", "", ""), in("B", "new", "", "unit")}, "B", "scope", registry.ChooseOne},
		"id":                    {[]registry.Platform{in("C", "new", "", ""), in("B", "new", "", "")}, "B", "id", registry.ChooseOne},
		"retired never":         {[]registry.Platform{in("A", "law", registry.Retired, "national"), in("B", "old", registry.Planned, "")}, "B", "", registry.ChooseOne},
		"only retired":          {[]registry.Platform{in("A", "law", registry.Retired, "national")}, "", "", registry.Retire},
	} {
		s := checker(t, registry.NewSnapshot(tt.ps, lists, day), CheckOptions{}).Check(proposal).Suggestion
		if s == nil || s.Treatment != tt.treatment || (tt.want == "") != (s.Reuse == nil) {
			t.Errorf("%s: %+v", name, s)
			continue
		}
		if s.Reuse != nil && (s.Reuse.ID != tt.want || s.Reuse.DecidedBy != tt.rule) {
			t.Errorf("%s: %s by %q, want %s by %q", name, s.Reuse.ID, s.Reuse.DecidedBy, tt.want, tt.rule)
		}
	}
	ended := in("A", "law", "", "national")
	ended.Ended = "2025-12"
	successor := in("B", "old", "", "")
	replaced := in("C", "law", "", "national")
	heir := in("D", "old", "", "")
	heir.Replaces = []string{"C"}
	for want, ps := range map[string][]registry.Platform{"B": {ended, successor}, "D": {replaced, heir}} {
		s := checker(t, registry.NewSnapshot(ps, lists, day), CheckOptions{}).Check(proposal).Suggestion
		if s == nil || s.Reuse == nil || s.Reuse.ID != want {
			t.Errorf("want %s: %+v", want, s)
		}
	}
}

// TestStatement: the draft of how a proposal differs quotes the proposal alone,
// and is empty where nothing differs.
func TestStatement(t *testing.T) {
	c := checker(t, list2024().Snapshot, CheckOptions{})
	written := 0
	for _, p := range proposals(t) {
		got := c.Check(p)
		if got.Suggestion == nil || got.Suggestion.Statement == (registry.Text{}) {
			continue
		}
		written++
		said := strings.Join(append(append([]string{p.NameVI, p.NameEN, p.FunctionVI, p.FunctionEN}, p.Domains...), userWordings(p.Users)...), "\n")
		rest := got.Suggestion.Statement.VI
		_, rest, _ = strings.Cut(rest, "), ") // the platform it is compared with stands before
		for _, quote := range quoted.FindAllStringSubmatch(rest, -1) {
			if !strings.Contains(said, quote[1]) {
				t.Errorf("%s: %q does not stand in the proposal: %s", p.ID, quote[1], got.Suggestion.Statement.VI)
			}
		}
	}
	if written < 10 {
		t.Errorf("only %d of 60 proposals have a statement", written)
	}
	for _, p := range list2024().Platforms[:20] {
		p.ID, p.Agency, p.List, p.NameVI = "DX-1", "UBND-X", "", "Hệ thống mới: "+p.NameVI
		got := c.Check(p)
		if got.Suggestion != nil && got.Suggestion.Statement.VI != "" {
			t.Errorf("another name and owner alone: %s", got.Suggestion.Statement.VI)
		}
	}
	differs := *list2024().record(t, "BTC-025").Platform
	differs.ID, differs.List, differs.Users, differs.Scope = "DX-1", "", []string{"agencies", "thương nhân"}, "province"
	differs.Domains = append([]string{"giá vàng trang sức"}, differs.Domains...)
	got := c.Check(differs).Suggestion.Statement
	for _, want := range []string{"thương nhân", "giá vàng trang sức"} {
		if !strings.Contains(got.VI, want) || !strings.Contains(got.EN, want) {
			t.Errorf("%q is not told: %s / %s", want, got.VI, got.EN)
		}
	}
	if strings.Contains(got.VI, "phạm vi sử dụng") {
		t.Errorf("the platform states no scope, so none differs: %s", got.VI)
	}
}

func userWordings(users []string) []string {
	w := writer{Default(), registry.VI}
	var out []string
	for _, u := range users {
		out = append(out, w.user(u))
	}
	return out
}

// TestCheckSentences: they call the proposal that, not by its id, leave out
// brackets around no agency, and begin with capital letters.
func TestCheckSentences(t *testing.T) {
	c := checker(t, list2024().Snapshot, CheckOptions{})
	told := 0
	for _, p := range proposals(t)[:15] {
		p.Agency = ""
		for _, m := range c.Check(p).Matches {
			for l, x := range m.Finding.Explain {
				all := strings.Join([]string{x.Summary, x.Shared, x.Differs, x.WhyNotHigher, x.Counterfactual, x.Relation}, " ")
				if strings.Contains(all, "()") || strings.Contains(x.Differs, p.ID) || smallStart.MatchString(all) {
					t.Errorf("%s and %s: %s", p.ID, m.ID, all)
				}
				if strings.Contains(x.Differs, map[registry.Lang]string{registry.VI: "chỉ đề xuất có “", registry.EN: "only the proposal has “"}[l]) {
					told++
				}
			}
		}
	}
	if told < 30 {
		t.Errorf("only %d sentences name the proposal", told)
	}
}

var smallStart = regexp.MustCompile(`[”)] *\. [a-zđ]`)

// TestProposalWithoutID: it is named by its content, and an empty id is nobody's parent.
func TestProposalWithoutID(t *testing.T) {
	p := *list2024().record(t, "BTC-025").Platform
	p.ID, p.List = "", ""
	got := checker(t, list2024().Snapshot, CheckOptions{}).Check(p)
	if !strings.HasPrefix(got.ID, "DX-") || got.Verdict != registry.VerdictDuplication || got.Matches[0].ID != "BTC-025" {
		t.Errorf("%s: %s, nearest %s", got.ID, got.Verdict, got.Matches[0].ID)
	}
	if !got.Matches[0].Identical || text.Toned(got.Matches[0].NameVI) != text.Toned(p.NameVI) {
		t.Errorf("%+v", got.Matches[0])
	}
}

// TestNamesakes: a name is found while it is typed, with marks or without, and
// restricted platforms never are.
func TestNamesakes(t *testing.T) {
	c := checker(t, list2024().Snapshot, CheckOptions{})
	for _, typed := range []string{"Cơ sở dữ liệu quốc gia về giá", "co so du lieu quoc gia ve gia", "CSDL quốc gia về giá"} {
		got := c.Namesakes(typed, 3)
		if len(got) == 0 || got[0].Platform.ID != "BTC-025" {
			t.Errorf("%q: %v", typed, got)
		}
	}
	for _, typed := range []string{"", " ", "Hệ thống", "Cơ sở dữ liệu quốc gia", "zzz"} {
		if got := c.Namesakes(typed, 3); len(got) > 0 {
			t.Errorf("%q is like %s", typed, got[0].Platform.NameVI)
		}
	}
	secret := *list2024().record(t, "BTC-025").Platform
	secret.Restricted = true
	s := registry.NewSnapshot([]registry.Platform{secret}, nil, day)
	if got := checker(t, s, CheckOptions{}).Namesakes(secret.NameVI, 3); len(got) > 0 {
		t.Error("a restricted platform was named")
	}
	if got := checker(t, s, CheckOptions{ShowRestricted: true}).Namesakes(secret.NameVI, 3); len(got) != 1 {
		t.Error("a reader with the right was not told")
	}
}
