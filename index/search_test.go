package index

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trunglap/registry"
	"trunglap/text"
)

// What a person types and what must be the first hit of the list of 2024.
func TestSearchFinds(t *testing.T) {
	ix := opened(t, t.TempDir(), real2024(t))
	for _, c := range []struct {
		query, first string
		folded       bool
	}{
		{"dân cư", "BCA-001", false},
		{"dan cu", "BCA-001", true},
		{"CSDL dân cư", "BCA-001", false},
		{"csdl dân cư", "BCA-001", false},
		{"CSDL dan cu", "BCA-001", true},
		{"population database", "BCA-001", false},
		{"Cơ sở dữ liệu quốc gia về dân cư", "BCA-001", false},
		{"BCA-001", "BCA-001", false},
		{"bca-001", "BCA-001", false},
		{"đấu giá tài sản", "BTP-005", false},
		{"dau gia tai san", "BTP-005", true},
		{"DÂN CƯ", "BCA-001", false},
		{"  dân   cư  ", "BCA-001", false},
		{"da\u0302n cư", "BCA-001", false}, // decomposed
		{"\"dân cư\"~9 AND +(cơ* OR", "BCA-001", false},
	} {
		r := found(t, ix, Query{Text: c.query})
		if len(r.Hits) == 0 || r.Hits[0].ID != c.first || r.Hits[0].Folded != c.folded {
			t.Errorf("%q: %+v, want %s first, folded %v", c.query, r.Hits, c.first, c.folded)
		}
	}
}

func TestTonedRanksAboveFolded(t *testing.T) {
	ps := []registry.Platform{
		{ID: "A", NameVI: "Hải quân hải quân hải quân"}, // shorter and denser, yet weaker
		{ID: "B", NameVI: "Cổng tra cứu của ngành hải quan tại cửa khẩu biên giới đất liền", FunctionVI: "Tra cứu tờ khai, nộp phí"},
		{ID: "C", NameVI: "He thong hai quan"},
		{ID: "D", NameVI: "Cổng tra cứu văn bản"},
	}
	ix := opened(t, t.TempDir(), snapshotOf(ps))
	for query, want := range map[string]string{
		"hải quan": "B A~ C~", "hải quân": "A B~ C~", "hai quan": "C A~ B~",
	} {
		var got []string
		for _, h := range found(t, ix, Query{Text: query}).Hits {
			if h.Folded {
				h.ID += "~"
			}
			got = append(got, h.ID)
		}
		slices.Sort(got[1:])
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s (~ is folded)", query, got, want)
		}
	}
}

// The oracle reads every platform and asks of it what Search promises.
type oracle struct {
	toned, folded, code map[string]bool
	sure, weak          map[string]bool
}

func newOracle(lex *text.Lexicon, p registry.Platform) oracle {
	o := oracle{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	var above func(set map[string]bool, id string)
	above = func(set map[string]bool, id string) {
		if set[id] {
			return
		}
		set[id] = true
		c, _ := lex.Concept(id)
		for _, b := range c.Broader {
			above(set, b)
		}
	}
	for _, s := range append([]string{p.NameVI, p.NameEN, p.FunctionVI, p.FunctionEN}, p.Domains...) {
		f := lex.Analyze(s)
		for _, w := range f.Tokens {
			o.toned[w.Toned], o.folded[w.Folded] = true, true
		}
		for _, m := range f.Concepts {
			if m.Folded {
				above(o.weak, m.Concept)
			} else {
				above(o.sure, m.Concept)
			}
		}
	}
	for _, w := range append(text.Tokenize(p.ID), text.Token{Toned: strings.ToLower(p.ID)}, text.Token{Toned: strings.ToLower(p.Agency)}) {
		o.code[w.Toned] = true
	}
	return o
}

func (o oracle) matches(u unit, toned bool) bool {
	words := true
	for _, w := range u.words {
		words = words && (o.toned[w.Toned] || o.code[w.Toned] || !toned && o.folded[w.Folded])
	}
	concept := slices.ContainsFunc(u.concepts, func(id string) bool {
		return !(u.folded && toned) && (o.sure[id] || !toned && o.weak[id])
	})
	return words || concept
}

// Search finds what the oracle finds, and tells folded from toned alike.
func TestSearchEqualsOracle(t *testing.T) {
	lex := text.Default()
	s := snapshotOf(realPlatforms(t, "platforms-2024.csv", "platforms-2025.csv", "platforms-2026.csv"))
	ix := opened(t, t.TempDir(), s)
	oracles := map[string]oracle{}
	for _, p := range s.Platforms {
		oracles[p.ID] = newOracle(lex, p)
	}
	for _, query := range oracleQueries(s.Platforms) {
		p := newPlan(lex, query)
		if p.empty() {
			continue
		}
		want := map[string]bool{}
		for id, o := range oracles {
			all := func(toned bool) bool {
				return o.code[strings.ToLower(query)] || !slices.ContainsFunc(p.units, func(u unit) bool { return !o.matches(u, toned) })
			}
			if all(false) {
				want[id] = !all(true)
			}
		}
		r := found(t, ix, Query{Text: query, Limit: MaxLimit})
		got := map[string]bool{}
		for _, h := range r.Hits {
			got[h.ID] = h.Folded
		}
		if r.Relaxed != (len(want) == 0 && r.Total > 0) {
			t.Errorf("%q: relaxed is %v with %d whole hits", query, r.Relaxed, len(want))
		}
		if d := cmp.Diff(want, got); d != "" && !r.Relaxed {
			t.Errorf("%q (-oracle +index):\n%s", query, d)
		}
	}
}

// oracleQueries are names and parts of names and functions, with and without
// marks, and random words.
func oracleQueries(ps []registry.Platform) []string {
	rng := rand.New(rand.NewPCG(7, 7))
	var out, words []string
	for _, p := range ps {
		name := strings.Fields(p.NameVI)
		words = append(words, strings.Fields(p.FunctionVI)...)
		from := rng.IntN(len(name))
		part := strings.Join(name[from:min(len(name), from+1+rng.IntN(4))], " ")
		out = append(out, part, text.Folded(part), p.NameEN, p.ID)
	}
	for range 300 {
		out = append(out, words[rng.IntN(len(words))]+" "+words[rng.IntN(len(words))])
	}
	return out
}

func TestRelaxed(t *testing.T) {
	ix := opened(t, t.TempDir(), real2024(t))
	r := found(t, ix, Query{Text: "đấu giá tàu vũ trụ"})
	if !r.Relaxed || r.Total == 0 || r.Hits[0].ID != "BTP-005" {
		t.Errorf("%+v", r)
	}
	if r := found(t, ix, Query{Text: "xyzzy plugh"}); r.Relaxed || r.Total != 0 {
		t.Errorf("nothing at all: %+v", r)
	}
}

func TestMatchedOn(t *testing.T) {
	ps := []registry.Platform{
		{ID: "N", NameVI: "Cổng hải quan"},
		{ID: "F", NameVI: "Cổng", FunctionVI: "tra cứu hải quan"},
		{ID: "D", NameVI: "Cổng", Domains: []string{"hải quan"}},
		{ID: "M", NameVI: "Cổng hải quân"},
		{ID: "C", NameVI: "Customs portal"},
	}
	ix := opened(t, t.TempDir(), snapshotOf(ps))
	got := map[string][]string{}
	for _, h := range found(t, ix, Query{Text: "hải quan"}).Hits {
		got[h.ID] = h.On
	}
	want := map[string][]string{"N": {"name", "concept"}, "F": {"function", "concept"}, "D": {"data", "concept"}, "M": {"name_folded"}, "C": {"concept"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestFacetsAndFilters(t *testing.T) {
	s := real2024(t)
	ix := opened(t, t.TempDir(), s)
	all := found(t, ix, Query{})
	if all.Total != 146 || all.Agencies.Values[0] != (FacetValue{"BTC", 31}) {
		t.Errorf("%d platforms, agencies %v", all.Total, all.Agencies)
	}
	sum := all.Agencies.None + all.Agencies.Other
	for _, v := range all.Agencies.Values {
		sum += v.Count
		if r := found(t, ix, Query{Agency: v.Value}); r.Total != v.Count {
			t.Errorf("agency %s: facet %d, filter %d", v.Value, v.Count, r.Total)
		}
	}
	if sum != 146 {
		t.Errorf("agencies sum to %d", sum)
	}
	for _, v := range all.Domains.Values {
		if r := found(t, ix, Query{Domain: strings.ToLower(v.Value)}); r.Total != v.Count {
			t.Errorf("domain %s: facet %d, filter %d", v.Value, v.Count, r.Total)
		}
	}
	for _, q := range []Query{{Domain: "Hộ gia đình"}, {Domain: "hộ gia đình", Text: "dân cư"}} {
		if r := found(t, ix, q); !slices.Contains(ids(r.Hits), "BCA-001") {
			t.Errorf("%+v: %v", q, ids(r.Hits))
		}
	}
	if r := found(t, ix, Query{Agency: "NONE"}); r.Total != 0 {
		t.Errorf("an unknown agency has %d platforms", r.Total)
	}
}

func TestDomainsOfPhrases(t *testing.T) {
	tx := newTaxonomy(registry.Domains())
	for phrase, want := range map[string]string{
		"thu chi ngân sách nhà nước": "X-03 X-03.01", // the longest keyword wins over "ngân sách"
		"Hộ gia đình":                "X-01 X-01.02",
		"x-01.02":                    "X-01 X-01.02",
		"DRM001.002":                 "DRM001 DRM001.002",
		"không thuộc đâu cả":         "",
	} {
		if got := strings.Join(tx.of([]string{phrase}), " "); got != want {
			t.Errorf("%s: %s, want %s", phrase, got, want)
		}
	}
}

func TestRestrictedStaysHidden(t *testing.T) {
	ps := []registry.Platform{
		{ID: "A", Agency: "BQP", NameVI: "Cổng hậu cần", Domains: []string{"X-03"}},
		{ID: "S", Agency: "BQP", NameVI: "Cổng hậu cần bí mật", Domains: []string{"X-04"}, Restricted: true},
	}
	ix := opened(t, t.TempDir(), snapshotOf(ps))
	for _, q := range []string{"", "hậu cần", "bí mật", "S", "bqp"} {
		r := found(t, ix, Query{Text: q})
		if slices.Contains(ids(r.Hits), "S") || r.Total > 1 || len(r.Domains.Values) > 1 {
			t.Errorf("%q shows the restricted platform: %+v", q, r)
		}
		if r := found(t, ix, Query{Text: q, Restricted: true}); !slices.Contains(ids(r.Hits), "S") {
			t.Errorf("%q hides it from those who may see it: %v", q, ids(r.Hits))
		}
	}
	hits, err := ix.Suggest(context.Background(), "cổng hậu cần b", 10)
	if err != nil || len(hits) != 0 {
		t.Errorf("suggested %v, %v", hits, err)
	}
}

// Text that means something to other search engines means only its words here.
func TestFault45_PlainText(t *testing.T) {
	ix := opened(t, t.TempDir(), real2024(t))
	plain := found(t, ix, Query{Text: "dân cư"})
	for _, q := range []string{
		"dân* cư*", "\"dân cư", "'dân cư'", "+dân -cư", "dân~ cư^", "(dân (cư", "dân && cư", "dân/cư/", "[dân cư}", "dân\\cư", "<dân>cư", "dân? cư!",
	} {
		if d := cmp.Diff(plain, found(t, ix, Query{Text: q})); d != "" {
			t.Errorf("%q is not \"dân cư\":\n%s", q, d)
		}
	}
	for _, q := range []string{"***", "~9", "\"", "\x00\xff\xfe", "😀", "/.*/", "name:*", strings.Repeat("(", 1000), "\u200b\u200d", "%", "_"} {
		if r := found(t, ix, Query{Text: q}); r.Total == len(real2024(t).Platforms) {
			t.Errorf("%q found everything", q)
		}
	}
}

// However long a query is, the work is bounded, and the cut is announced.
func TestFault45_Megabyte(t *testing.T) {
	lex := text.Default()
	ix := opened(t, t.TempDir(), real2024(t))
	rng := rand.New(rand.NewPCG(1, 2))
	words := text.Tokenize(realPlatforms(t, "platforms-2024.csv")[0].FunctionVI)
	var long strings.Builder
	for long.Len() < 1<<20 {
		long.WriteString(words[rng.IntN(len(words))].Raw + " ")
	}
	for _, q := range []string{long.String(), strings.Repeat("a", 1<<20), strings.Repeat("dân cư ", 1<<17), strings.Repeat("ệ", 1<<19)} {
		p := newPlan(lex, q)
		if !p.truncated || len(p.units) > maxQueryWords || len(p.pairs) > maxQueryWords || len(p.whole) > maxQueryBytes {
			t.Errorf("a query of %d bytes gave %d units", len(q), len(p.units))
		}
		if r := found(t, ix, Query{Text: q}); !r.Truncated {
			t.Error("the cut was not announced")
		}
		if _, err := ix.Suggest(context.Background(), q, 10); err != nil {
			t.Error(err)
		}
		if _, err := ix.Candidates(context.Background(), registry.Platform{ID: "X", NameVI: q, FunctionVI: q}, 10); err != nil {
			t.Error(err)
		}
	}
}

func FuzzSearch(f *testing.F) {
	ix := opened(f, f.TempDir(), real2024(f))
	for _, q := range []string{"dân cư", "CSDL dan cu", "\"a\" AND (b*", "\xff", ""} {
		f.Add(q, 5, 3)
	}
	f.Fuzz(func(t *testing.T, q string, limit, offset int) {
		r, err := ix.Search(context.Background(), Query{Text: q, Limit: limit, Offset: offset})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Hits) > r.Total || len(r.Hits) > MaxLimit || limit > 0 && len(r.Hits) > limit {
			t.Errorf("%d hits of %d with limit %d", len(r.Hits), r.Total, limit)
		}
		if _, err := ix.Suggest(context.Background(), q, limit); err != nil {
			t.Fatal(err)
		}
	})
}

// Every hit is on exactly one page, whatever the page size.
func TestFault46_PagesReachEveryHit(t *testing.T) {
	var ps []registry.Platform
	for i := range 1100 {
		ps = append(ps, registry.Platform{ID: fmt.Sprintf("P%04d", i), Agency: "BCA", NameVI: "Cơ sở dữ liệu dân cư", FunctionVI: strings.Repeat("tra cứu ", i%3)})
	}
	ix := opened(t, t.TempDir(), snapshotOf(ps))
	for _, q := range []Query{{Text: "dân cư"}, {}, {Text: "dan cu"}, {Text: "tra cứu dân cư"}, {Agency: "BCA"}} {
		for _, limit := range []int{0, 300, MaxLimit} {
			q.Limit, q.Offset = limit, 0
			total := found(t, ix, q).Total
			seen := map[string]bool{}
			var last Hit
			for {
				r := found(t, ix, q)
				if r.Total != total {
					t.Fatalf("total %d, then %d", total, r.Total)
				}
				for _, h := range r.Hits {
					if seen[h.ID] {
						t.Fatalf("%+v: %s comes twice", q, h.ID)
					}
					if last.ID != "" && h.Folded == last.Folded && (h.Score > last.Score || h.Score == last.Score && h.ID < last.ID) {
						t.Fatalf("%+v: %v after %v", q, h, last)
					}
					seen[h.ID], last = true, h
				}
				if len(r.Hits) == 0 {
					break
				}
				q.Offset += len(r.Hits)
			}
			if len(seen) != total || total == 0 {
				t.Errorf("%+v: %d of %d hits reached", q, len(seen), total)
			}
		}
	}
	for _, q := range []Query{{Offset: 1 << 40}, {Offset: -5}, {Limit: -1}, {Limit: 1 << 40}} {
		if r := found(t, ix, q); r.Total != 1100 || len(r.Hits) > MaxLimit {
			t.Errorf("%+v: total %d, %d hits", q, r.Total, len(r.Hits))
		}
	}
}

func TestEmptySnapshot(t *testing.T) {
	dir := t.TempDir()
	ix := opened(t, dir, snapshotOf(nil))
	if r := found(t, ix, Query{Text: "dân cư"}); r.Total != 0 || r.Snapshot == "" {
		t.Errorf("%+v", r)
	}
	if hits, err := ix.Suggest(context.Background(), "d", 5); err != nil || len(hits) != 0 {
		t.Errorf("%v, %v", hits, err)
	}
	if hits, err := ix.Candidates(context.Background(), registry.Platform{NameVI: "dân cư"}, 5); err != nil || len(hits) != 0 {
		t.Errorf("%v, %v", hits, err)
	}
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	if st, why := reopened(t, dir).State(); st != Ready {
		t.Errorf("an index of nothing is %s: %s", st, why.EN)
	}
}

func TestCancelledSearch(t *testing.T) {
	ix := opened(t, t.TempDir(), real2024(t))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ix.Search(ctx, Query{Text: "dân cư"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestRetiredComesLast: a platform out of use is found, but after all others,
// on whatever page, however well it matches.
func TestRetiredComesLast(t *testing.T) {
	var ps []registry.Platform
	for i := range 5 {
		ps = append(ps, registry.Platform{ID: fmt.Sprintf("B-%d", i), NameVI: "Hệ thống theo dõi việc tiêm chủng của trẻ em"})
	}
	ps = append(ps, registry.Platform{ID: "A", NameVI: "Tiêm chủng", Status: registry.Retired})
	ix := opened(t, t.TempDir(), registry.NewSnapshot(ps, nil, ""))
	var got []string
	for offset := range len(ps) {
		r := found(t, ix, Query{Text: "tiêm chủng", Limit: 1, Offset: offset})
		got = append(got, r.Hits[0].ID)
	}
	if want := []string{"B-0", "B-1", "B-2", "B-3", "B-4", "A"}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
}
