package similarity

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trunglap/registry"
	"trunglap/text"
)

// aRun is what a scan of the platforms with an engine stores.
func aRun(t *testing.T, id int64, e *Engine, asOf registry.Date, ps ...registry.Platform) Side {
	t.Helper()
	s := registry.NewSnapshot(ps, nil, asOf)
	run := registry.Run{ID: id, Snapshot: s.Digest, AsOf: asOf, Engine: "v1"}
	e.Stamp(&run)
	var found []Scored
	opt := ScanOptions{Workers: 1, AsOf: asOf, Min: e.settings.Finding}
	_, err := e.Scan(context.Background(), s.Platforms, opt, func(p Scored) error { found = append(found, p); return nil })
	if err != nil {
		t.Fatal(err)
	}
	side := Side{Run: run, Snapshot: s, Lexicon: e.lex, Statistics: e.stats, Settings: e.settings, Agencies: e.bodies}
	for _, p := range found {
		side.Findings = append(side.Findings, e.Finding(e.Record(&s.Platforms[p.A]), e.Record(&s.Platforms[p.B]), p))
	}
	return side
}

func health(id string, words string) registry.Platform {
	agency, _, _ := strings.Cut(id, "-")
	return registry.Platform{ID: id, Agency: agency, NameVI: "Hệ thống hồ sơ sức khỏe điện tử " + words,
		FunctionVI: "Quản lý hồ sơ sức khỏe điện tử của người dân tại bệnh viện " + words, Domains: []string{"hồ sơ sức khỏe"}, Users: []string{"citizens"}}
}

// blamed lists the causes of every change, as "kind platform field".
func blamed(d registry.RunDiff) []string {
	var out []string
	for _, c := range d.Changes {
		for _, x := range c.Causes {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", x.Kind, x.Platform, x.Field)))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// addsUp is the law: from the old score the causes lead to the new one exactly.
func addsUp(t *testing.T, d registry.RunDiff) {
	t.Helper()
	for _, c := range d.Changes {
		if len(c.Causes) == 0 {
			t.Errorf("%v %s: no cause", c.Pair, c.Kind)
		}
		if c.Old == nil || c.New == nil {
			continue
		}
		sum := c.Old.Score
		for _, x := range c.Causes {
			sum += x.Delta
		}
		if sum != c.New.Score {
			t.Errorf("%v: %d and the causes make %d, not %d", c.Pair, c.Old.Score, sum, c.New.Score)
		}
	}
}

func mustDiff(t *testing.T, before, after Side) registry.RunDiff {
	t.Helper()
	d, err := Diff(context.Background(), before, after, Default())
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, d)
	return d
}

// otherSettings are the default ones with one place changed.
func otherSettings(t *testing.T, from, to string) *Settings {
	t.Helper()
	data := DefaultSettings().JSON()
	changed := bytes.Replace(data, []byte(from), []byte(to), 1)
	if bytes.Equal(data, changed) {
		t.Fatalf("settings hold no %s", from)
	}
	s, err := LoadSettings(bytes.NewReader(changed))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rarer says of every word that it is as rare as can be.
type rarer struct{ Statistics }

func (rarer) Hash() string       { return "rarer" }
func (rarer) IDF(string) float64 { return 1 }

// shorterLexicon is the embedded one without the concept of health records.
func shorterLexicon(t *testing.T) *text.Lexicon {
	t.Helper()
	read := func(name string) string {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	names, err := filepath.Glob("../text/thesaurus/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	var thesaurus []string
	for _, name := range names {
		var kept strings.Builder
		for line := range strings.Lines(read(name)) {
			if !strings.HasPrefix(line, "health-record,") {
				kept.WriteString(line)
			}
		}
		thesaurus = append(thesaurus, kept.String())
	}
	l, err := text.NewLexicon(read("../text/vocabulary.csv"), thesaurus...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// The directory learns of a merger that it did not know: owners change, scores do not.
func TestDiffTellsTheDirectory(t *testing.T) {
	data, err := os.ReadFile("../registry/agencies.csv")
	if err != nil {
		t.Fatal(err)
	}
	var ignorant strings.Builder
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "BTTTT,") {
			line = strings.Replace(line, ",,2025-02-28,BKHCN,", ",,,,", 1)
		}
		ignorant.WriteString(line)
	}
	bodies, err := registry.ReadAgencies(ignorant.String(), text.Folded)
	if err != nil || bodies.Hash() == Default().bodies.Hash() {
		t.Fatal("the directory did not change", err)
	}
	e := Default()
	a, b := health("BTTTT-1", ""), health("BKHCN-2", "")
	before := aRun(t, 1, NewEngine(e.lex, e.stats, e.settings, bodies), "2025-04-01", a, b)
	d := mustDiff(t, before, aRun(t, 2, e, "2025-04-01", a, b))
	if got := blamed(d); !slices.Equal(got, []string{"agencies"}) || d.Count[registry.ChangeOwners] != 1 {
		t.Errorf("blamed %q: %+v", got, d)
	}
}

// TestDiffBlamesTheOneChange: one change of one kind between two runs; the
// diff names that and nothing else. Then all of them at once, and each is named.
func TestDiffBlamesTheOneChange(t *testing.T) {
	base := []registry.Platform{health("BYT-1", ""), health("BTC-2", "quân nhân"), health("BCA-3", "trẻ em"),
		{ID: "BTP-9", Agency: "BTP", NameVI: "Cơ sở dữ liệu hộ tịch", FunctionVI: "Đăng ký khai sinh, kết hôn", Domains: []string{"hộ tịch"}}}
	edited := func(change func(*registry.Platform)) []registry.Platform {
		ps := slices.Clone(base)
		change(&ps[1])
		return ps
	}
	e := Default()
	moved := otherSettings(t, `"prior": `+fmt.Sprint(int64(DefaultSettings().Prior)), `"prior": `+fmt.Sprint(int64(DefaultSettings().Prior)-500))
	for _, c := range []struct {
		name string
		with *Engine
		asOf registry.Date
		ps   []registry.Platform
		want []string
	}{
		{"nothing", e, "", base, nil},
		{"a name", e, "", edited(func(p *registry.Platform) { p.NameVI = "Sổ sức khỏe" }), []string{"edited BTC-2 name_vi"}},
		{"a function", e, "", edited(func(p *registry.Platform) { p.FunctionVI = "Quản lý hồ sơ sức khỏe" }), []string{"edited BTC-2 function_vi"}},
		{"domains", e, "", edited(func(p *registry.Platform) { p.Domains = []string{"hộ tịch"} }), []string{"edited BTC-2 data_domains"}},
		{"users", e, "", edited(func(p *registry.Platform) { p.Users = []string{"businesses"} }), []string{"edited BTC-2 users"}},
		{"a stated relation", e, "", edited(func(p *registry.Platform) { p.Replaces = []string{"BYT-1"} }), []string{"edited BTC-2 replaces"}},
		{"what nobody compares", e, "", edited(func(p *registry.Platform) { p.Contact = "a@b" }), nil},
		{"an owner", e, "", edited(func(p *registry.Platform) { p.Agency = "BYT" }), []string{"edited BTC-2 agency"}},
		{"added", e, "", append(slices.Clone(base), health("BQP-4", "quân nhân")), []string{"added BQP-4"}},
		{"two added", e, "", append(slices.Clone(base), health("BQP-4", "quân nhân"), health("BQP-5", "cựu chiến binh")), []string{"added BQP-4", "added BQP-5"}},
		{"retired", e, "", base[1:], []string{"retired BYT-1"}},
		{"settings", NewEngine(e.lex, e.stats, moved, e.bodies), "", base, []string{"settings"}},
		{"vocabulary", NewEngine(shorterLexicon(t), e.stats, e.settings, e.bodies), "", base, []string{"vocabulary"}},
		{"statistics", NewEngine(e.lex, rarer{e.stats}, e.settings, e.bodies), "", base, []string{"statistics"}},
	} {
		d := mustDiff(t, aRun(t, 1, e, "", base...), aRun(t, 2, c.with, c.asOf, c.ps...))
		if got := blamed(d); !slices.Equal(got, c.want) {
			t.Errorf("%s: blamed %q, want %q", c.name, got, c.want)
		}
		if want := len(c.want) > 0; want != (len(d.Changes) > 0) {
			t.Errorf("%s: %d changes", c.name, len(d.Changes))
		}
	}
}

// A merger changes whose the platforms are, and no score: the diff says exactly that.
func TestDiffTellsMergers(t *testing.T) {
	a, b := health("BTTTT-1", ""), health("BKHCN-2", "")
	before, after := aRun(t, 1, Default(), "2024-07-01", a, b), aRun(t, 2, Default(), "2025-04-01", a, b)
	d := mustDiff(t, before, after)
	if len(d.Changes) != 1 || d.Changes[0].Kind != registry.ChangeOwners || !slices.Equal(blamed(d), []string{"merged"}) {
		t.Fatalf("%+v", d)
	}
	c := d.Changes[0]
	if c.Old.Owners != registry.Between || c.New.Owners != registry.Merged || c.Old.Score != c.New.Score || c.Old.Relation != c.New.Relation {
		t.Errorf("from %+v to %+v", c.Old, c.New)
	}
	if want := []registry.CauseKind{registry.CauseMerged}; !slices.Equal(d.Factors, want) {
		t.Errorf("factors %v, want %v", d.Factors, want)
	}
}

// Everything at once: every factor is named, and what each did adds up.
func TestDiffSplitsMixtures(t *testing.T) {
	e := Default()
	moved := otherSettings(t, `"prior": `+fmt.Sprint(int64(e.settings.Prior)), `"prior": `+fmt.Sprint(int64(e.settings.Prior)+250))
	a, b := health("BTTTT-1", ""), health("BKHCN-2", "")
	b2 := b
	b2.NameVI, b2.FunctionVI = "Sổ sức khỏe điện tử", "Quản lý hồ sơ sức khỏe của người dân"
	a2 := a
	a2.Users = []string{"businesses"}
	later := NewEngine(e.lex, rarer{e.stats}, moved, e.bodies)
	d := mustDiff(t, aRun(t, 1, e, "2024-07-01", a, b, health("BYT-7", "")), aRun(t, 2, later, "2025-04-01", a2, b2, health("BQP-9", "")))
	want := []string{"added BQP-9", "edited BKHCN-2 function_vi", "edited BKHCN-2 name_vi", "edited BTTTT-1 users", "merged", "retired BYT-7", "settings", "statistics"}
	if got := blamed(d); !slices.Equal(got, want) {
		t.Errorf("blamed %q\nwant   %q", got, want)
	}
	for _, c := range d.Changes {
		for _, x := range c.Causes {
			if x.Kind == registry.CauseSettings && x.Delta != 250 {
				t.Errorf("%v: the settings moved by 250, blamed for %d", c.Pair, x.Delta)
			}
		}
	}
}

// The reverse diff tells the same changes, the other way.
func TestDiffBackwards(t *testing.T) {
	a, b, c := health("BYT-1", ""), health("BTC-2", "quân nhân"), health("BCA-3", "trẻ em")
	b2 := b
	b2.FunctionVI = "Quản lý hồ sơ"
	one, two := aRun(t, 1, Default(), "", a, b), aRun(t, 2, Default(), "", a, b2, c)
	there, back := mustDiff(t, one, two), mustDiff(t, two, one)
	if there.Count[registry.ChangeNew] != back.Count[registry.ChangeGone] || there.Count[registry.ChangeWeaker] != back.Count[registry.ChangeStronger] ||
		there.Count[registry.ChangeNew] == 0 || there.Count[registry.ChangeWeaker]+there.Count[registry.ChangeRelation]+there.Count[registry.ChangeGone] == 0 {
		t.Errorf("there %v, back %v", there.Count, back.Count)
	}
}

// What was stored by another program, or with words no longer at hand, is told
// by elimination: one suspect is blamed alone, several together.
func TestDiffByElimination(t *testing.T) {
	a, b := health("BYT-1", ""), health("BTC-2", "")
	before, after := aRun(t, 1, Default(), "", a, b), aRun(t, 2, Default(), "", a, b)
	before.Findings[0].Score -= 700
	for _, c := range []struct {
		name   string
		change func(*Side)
		want   registry.CauseKind
		with   []registry.CauseKind
	}{
		{"another program", func(s *Side) { s.Run.Engine = "v0" }, registry.CauseEngine, nil},
		{"the program did not say", func(*Side) {}, registry.CauseEngine, nil},
		{"another vocabulary", func(s *Side) { s.Run.Vocabulary, s.Lexicon = "old", nil }, registry.CauseVocabulary, nil},
		{"another vocabulary and program", func(s *Side) { s.Run.Vocabulary, s.Lexicon, s.Run.Engine = "old", nil, "v0" },
			registry.CauseEngine, []registry.CauseKind{registry.CauseVocabulary}},
		{"unreadable settings", func(s *Side) { s.Run.Settings, s.Settings = "old", nil }, registry.CauseSettings, nil},
		{"an old directory of agencies", func(s *Side) { s.Run.Agencies, s.Agencies = "old", nil }, registry.CauseAgencies, nil},
		{"old statistics", func(s *Side) { s.Run.Statistics, s.Statistics = "old", nil }, registry.CauseStatistics, nil},
	} {
		old := before
		c.change(&old)
		d := mustDiff(t, old, after)
		if len(d.Changes) != 1 || len(d.Changes[0].Causes) != 1 {
			t.Fatalf("%s: %+v", c.name, d)
		}
		got := d.Changes[0].Causes[0]
		if got.Kind != c.want || !slices.Equal(got.With, c.with) || got.Delta != 700 {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// Every field of a platform can be set alone: after all of them the two are equal.
func TestPlatformFieldsAreAllOfThem(t *testing.T) {
	full := registry.Platform{}
	v := reflect.ValueOf(&full).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Slice:
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
			if f.Index(0).Kind() == reflect.String {
				f.Index(0).SetString("x")
			}
		}
	}
	full.Source = registry.Source{}
	var got registry.Platform
	for _, f := range platformFields {
		if f.get(&got) == f.get(&full) {
			t.Errorf("%s: no difference seen", f.name)
		}
		f.set(&got, &full)
	}
	got.ID = full.ID
	if d := cmp.Diff(full, got); d != "" {
		t.Error(d)
	}
}
