package similarity

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"trunglap/registry"
	"trunglap/text"
)

// engineWith is the default engine under changed settings.
func engineWith(t testing.TB, change func(s *Settings)) *Engine {
	t.Helper()
	changed, err := LoadSettings(bytes.NewReader(DefaultSettings().JSON()))
	if err != nil {
		t.Fatal(err)
	}
	change(changed)
	data, err := json.Marshal(changed)
	if err != nil {
		t.Fatal(err)
	}
	if changed, err = LoadSettings(bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	return NewEngine(text.Default(), text.DefaultStats(), changed, registry.DefaultAgencies(text.Folded))
}

// full is a platform that states everything.
func full(id string) registry.Platform {
	return registry.Platform{ID: id, Agency: "BTC", NameVI: "Hệ thống quản lý tài sản công", NameEN: "Public asset system",
		FunctionVI: "Quản lý, theo dõi và công khai tài sản công của cơ quan, đơn vị.", FunctionEN: "Keeps track of public assets.",
		Domains: []string{"tài sản công", "đất đai"}, Users: []string{"agencies"}}
}

// TestMissing: not stated by one, by neither, and stated by both are three
// outcomes with a weight each; missing is not different.
func TestMissing(t *testing.T) {
	e := engineWith(t, func(s *Settings) {
		for i := range s.Curves {
			s.Curves[i].OneMissing = registry.Millibits(-70 - i)
			s.Curves[i].BothMissing = registry.Millibits(-30 - i)
		}
	})
	for i, drop := range []func(p *registry.Platform){
		func(p *registry.Platform) { p.NameVI, p.NameEN = "", " " },
		func(p *registry.Platform) { p.FunctionVI, p.FunctionEN = "", "" },
		func(p *registry.Platform) { p.Domains = nil },
		func(p *registry.Platform) { p.Users = []string{" "} },
	} {
		curve := e.settings.Curves[i]
		for missing, want := range []Measure{
			{Presence: registry.BothPresent, Similarity: 1000, Weight: curve.Knots[len(curve.Knots)-1].Weight},
			{Presence: registry.OneMissing, Weight: curve.OneMissing},
			{Presence: registry.BothMissing, Weight: curve.BothMissing},
		} {
			a, b := full("a"), full("b")
			if missing >= 1 {
				drop(&a)
			}
			if missing == 2 {
				drop(&b)
			}
			s := e.Compare(e.Record(&a), e.Record(&b), day)
			if s.Measures[i] != want {
				t.Errorf("%s missing %d times: %+v, want %+v", curve.Comparison, missing, s.Measures[i], want)
			}
			ev := e.Finding(e.Record(&a), e.Record(&b), s).Evidence[i]
			if said := len(ev.Shared)+len(ev.OnlyA)+len(ev.OnlyB) > 0; said != (missing == 0) {
				t.Errorf("%s missing %d times: explained by %+v", curve.Comparison, missing, ev)
			}
		}
	}
}

// TestTooLittleToJudge: a name alone is never "nothing found".
func TestTooLittleToJudge(t *testing.T) {
	a, b := registry.Platform{ID: "a", NameVI: "Quản lý tàu cá"}, full("b")
	for _, other := range []registry.Platform{b, {ID: "c", NameVI: "Quản lý tàu cá"}, {ID: "d", NameVI: "Học liệu"}} {
		if s := scored(a, other); s.Verdict != registry.VerdictInsufficient {
			t.Errorf("%q with %q: %s", a.NameVI, other.NameVI, s.Verdict)
		}
	}
}

// TestDegenerateLists: nothing divides by zero, whatever all platforms have in
// common or lack.
func TestDegenerateLists(t *testing.T) {
	for what, build := range map[string]func(i int, p *registry.Platform){
		"all names equal":      func(_ int, p *registry.Platform) { p.NameVI = "Cổng thông tin điện tử" },
		"all users equal":      func(_ int, p *registry.Platform) { p.Users = []string{"citizens"} },
		"all functions equal":  func(_ int, p *registry.Platform) { p.FunctionVI, p.FunctionEN = "Quản lý tài sản công.", "" },
		"nothing but a name":   func(_ int, p *registry.Platform) { *p = registry.Platform{NameVI: p.NameVI} },
		"nothing but one name": func(_ int, p *registry.Platform) { *p = registry.Platform{NameVI: "Cổng"} },
		"nothing at all":       func(_ int, p *registry.Platform) { *p = registry.Platform{} },
		"spaces and stops": func(_ int, p *registry.Platform) {
			*p = registry.Platform{NameVI: " . ", FunctionVI: ";;", Domains: []string{"", " "}, Users: []string{""}}
		},
		"nothing but a number":  func(i int, p *registry.Platform) { *p = registry.Platform{NameVI: fmt.Sprint(i), FunctionVI: "1"} },
		"all the same platform": func(_ int, p *registry.Platform) { *p = full("") },
	} {
		var list []registry.Platform
		for i, p := range list2024().Platforms[:12] {
			build(i, &p)
			p.ID = fmt.Sprintf("p%02d", i)
			list = append(list, p)
		}
		cert := scanAndExplain(t, what, list)
		if cert.Compared+cert.Bounded != 66 {
			t.Errorf("%s: %+v", what, cert)
		}
	}
}

// scanAndExplain scores and explains every pair of a list and checks that all
// numbers are numbers and all sentences are said.
func scanAndExplain(t *testing.T, what string, list []registry.Platform) registry.Certificate {
	t.Helper()
	e := Default()
	records, err := e.Records(context.Background(), list, 0)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := e.Scan(context.Background(), list, ScanOptions{Min: Every, AsOf: day}, func(s Scored) error {
		f := e.Finding(records[s.A], records[s.B], s)
		if p := f.Probability(); math.IsNaN(p) || p < 0 || p > 1 {
			t.Errorf("%s: %v: probability %v", what, f.Pair, p)
		}
		for _, m := range s.Measures {
			if m.Similarity < 0 || m.Similarity > 1000 {
				t.Errorf("%s: %v: %+v", what, f.Pair, m)
			}
		}
		for _, x := range f.Explain {
			for _, sentence := range sentences(x) {
				if strings.Contains(sentence, "NaN") || strings.Contains(sentence, "%!") || sentence == "" {
					t.Errorf("%s: %v: %q", what, f.Pair, sentence)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func sentences(x registry.Explanation) []string {
	return []string{x.Summary, x.Shared, x.Differs, x.WhyNotHigher, x.Counterfactual, x.Relation}
}

// TestOddTexts: other scripts, signs and regular expressions are texts like any
// other: no panic, alike with themselves, and not with one another.
func TestOddTexts(t *testing.T) {
	odd := []string{"😀🚀👩‍👩‍👧", "ប្រព័ន្ធគ្រប់គ្រងដីធ្លី", "土地管理系统", "ระบบจัดการที่ดิน", "Система учёта земель", "(a+)+$ [[:alpha:]]* \\d{1,9}",
		"%s %d {{.}} ${x}", "'; DROP TABLE platforms; --", "<script>alert(1)</script>", "\x00\x01\xff\xfe", "\u202eđất\u202c", strings.Repeat("https://example.vn/", 3)}
	var list []registry.Platform
	for i, s := range odd {
		for j := range 2 {
			list = append(list, registry.Platform{ID: fmt.Sprintf("p%02d%d", i, j), NameVI: s, FunctionVI: s + ". " + s, Domains: []string{s}, Users: []string{s}})
		}
	}
	scanAndExplain(t, "odd", list)
	for i := 0; i < len(list); i += 2 {
		if s := scored(list[i], list[i+1]); !wholly(s) {
			t.Errorf("%q with itself: %+v", list[i].NameVI, s)
		}
	}
	if s := scored(list[2], list[4]); s.Measures[0].Similarity != 0 {
		t.Errorf("%q with %q: %+v", list[2].NameVI, list[4].NameVI, s)
	}
}
