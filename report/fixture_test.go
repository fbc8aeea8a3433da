package report

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"trunglap/registry"
)

// The fixture: the real 2024 list with two rows of the 2026 list, and a dozen
// findings written by hand, one or more of every relation and way of sharing.
// Weights follow from the similarities by the fixture's model, so that the
// arithmetic on every page is right.

func fixture(t testing.TB) *Report {
	t.Helper()
	platforms := append(readList(t, "../testdata/vn/platforms-2024.csv", "ds2024", nil),
		readList(t, "../testdata/vn/platforms-2026.csv", "qd1132", []string{"QD1132-A08", "QD1132-B02", "QD1132-B03"})...)
	lists := []registry.List{
		{
			ID: "ds2024", Title: "Danh mục nền tảng số do các bộ, ngành triển khai (công văn 2765/BTTTT-CĐSQG)", Authority: "Bộ Thông tin và Truyền thông", Date: "2024-07-03", File: "platforms-2024.csv",
			Stated: map[string]int{"BTC": 31, "BCA": 11, "BXD": 10, "BNV": 9, "BTP": 9, "BGTVT": 8, "BKHDT": 7, "BGDDT": 7, "BQP": 3, "BKHCN": 2, "TTCP": 2, "UBDT": 2, "VTV": 1, "VOV": 1},
		},
		{ID: "qd1132", Title: "Quyết định 1132/QĐ-TTg (trích)", Authority: "Thủ tướng Chính phủ", Date: "2026-06-24", File: "platforms-2026.csv"},
	}
	r := &Report{
		Generated: time.Date(2024, 7, 19, 2, 30, 0, 0, time.UTC),
		Snapshot:  registry.NewSnapshot(platforms, lists, "2024-07-15"),
		Agencies:  registry.DefaultAgencies(strings.ToLower),
		Model:     fixtureModel(),
		Decisions: map[string]registry.Decision{},
		Quality:   &Quality{Gold: "gold-pairs-2024.csv", Pairs: 10585, Positives: 44, AveragePrecision: 0.534, Precision: 0.61, Recall: 0.545, F1: 0.576},
	}
	r.Findings = fixtureFindings(t, r.Model)
	r.Run = fixtureRun(r)
	first := r.Findings[1]
	r.Decisions[first.ID] = registry.Decision{
		Finding: first.ID, Pair: first.Pair, Outcome: "confirmed", Reason: "cùng chức năng, cùng đối tượng",
		Text: "Giao Bộ Y tế chọn một ứng dụng để duy trì, chuyển dữ liệu trước 31/12.", Author: "Nguyễn Thị Minh", At: time.Date(2024, 7, 18, 3, 0, 0, 0, time.UTC),
	}
	return r
}

func fixtureRun(r *Report) registry.Run {
	run := registry.Run{
		ID: 3, Snapshot: r.Snapshot.Digest, AsOf: r.Snapshot.AsOf, Settings: r.Model.Hash, Engine: "0.1.0",
		Started: time.Date(2024, 7, 19, 2, 0, 0, 0, time.UTC), Seconds: 0.4, Count: map[registry.Relation]int{},
	}
	n := int64(len(r.Snapshot.Platforms))
	run.Certificate = registry.Certificate{
		Platforms: int(n), Expected: n * (n - 1) / 2, Compared: n*(n-1)/2 - 9000, Bounded: 9000,
		BoundedBy: map[string]int64{"function-prefix": 7200, "name-length": 1800}, Threshold: r.Model.Finding,
		Digest: "5f1d7a84b2c94cf0a3f18e5bd0c6a7729be2f2a4c8a1d5e7f60913c4b8a2d6e1",
	}
	for _, f := range r.Findings {
		run.Count[f.Relation]++
	}
	return run
}

func fixtureModel() registry.Model {
	knots := func(at ...int) (ks []registry.Knot) {
		for i := 0; i < len(at); i += 2 {
			ks = append(ks, registry.Knot{Similarity: at[i], Weight: registry.Millibits(at[i+1])})
		}
		return ks
	}
	return registry.Model{
		Hash: "9c0b1f6a2d7e4853b6a1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f50617", Version: "2024.1",
		Prior: -4300, Finding: 1000, Duplication: 6000,
		Curves: []registry.Curve{
			{Comparison: registry.ByName, Knots: knots(0, -1200, 300, 0, 600, 2600, 1000, 5400), OneMissing: -300, BothMissing: 0},
			{Comparison: registry.ByFunction, Knots: knots(0, -3800, 200, -600, 500, 3900, 1000, 8200), OneMissing: -500, BothMissing: 0},
			{Comparison: registry.ByDomain, Knots: knots(0, -2000, 300, 900, 1000, 4200), OneMissing: 0, BothMissing: 0},
			{Comparison: registry.ByScope, Knots: knots(0, -900, 500, 200, 1000, 1300), OneMissing: 0, BothMissing: 0},
		},
	}
}

// weigh reads a weight off a curve, as the model defines it.
func weigh(m registry.Model, e registry.Evidence) registry.Millibits {
	i := slices.IndexFunc(m.Curves, func(c registry.Curve) bool { return c.Comparison == e.Comparison })
	c := m.Curves[i]
	switch e.Presence {
	case registry.OneMissing:
		return c.OneMissing
	case registry.BothMissing:
		return c.BothMissing
	}
	for j := 1; j < len(c.Knots); j++ {
		a, b := c.Knots[j-1], c.Knots[j]
		if e.Similarity <= b.Similarity {
			return a.Weight + (b.Weight-a.Weight)*registry.Millibits(e.Similarity-a.Similarity)/registry.Millibits(b.Similarity-a.Similarity)
		}
	}
	return 0
}

func ev(c registry.Comparison, similarity int, shared []registry.Phrase, onlyA, onlyB []string) registry.Evidence {
	return registry.Evidence{Comparison: c, Presence: registry.BothPresent, Similarity: similarity, Shared: shared, OnlyA: onlyA, OnlyB: onlyB}
}

func same(via registry.Via, words ...string) (ps []registry.Phrase) {
	for _, w := range words {
		ps = append(ps, registry.Phrase{A: w, B: w, Via: via, Share: 300})
	}
	return ps
}

func meet(via registry.Via, a, b, source string) registry.Phrase {
	return registry.Phrase{A: a, B: b, Via: via, Source: source, Share: 200}
}

func finding(t testing.TB, m registry.Model, a, b string, relation registry.Relation, owners registry.OwnerRelation, vi, en registry.Explanation, evidence ...registry.Evidence) registry.Finding {
	t.Helper()
	pair, err := registry.NewPair(a, b)
	if err != nil {
		t.Fatal(err)
	}
	f := registry.Finding{
		ID: pair.ID(), Pair: pair, Prior: m.Prior, Score: m.Prior, Relation: relation, Owners: owners, Settings: m.Hash,
		Verdict: registry.VerdictOverlap, Explain: map[registry.Lang]registry.Explanation{registry.VI: vi, registry.EN: en},
	}
	best := 0
	for i := range evidence {
		evidence[i].Weight = weigh(m, evidence[i])
		f.Score += evidence[i].Weight
		if evidence[i].Weight > evidence[best].Weight {
			best = i
		}
	}
	f.Evidence, f.Margin = evidence, f.Score-m.Finding
	f.Counterfactual = registry.Counterfactual{Comparison: evidence[best].Comparison, Score: f.Score - evidence[best].Weight}
	f.Counterfactual.Finding = f.Counterfactual.Score >= m.Finding
	f.Robust = f.Counterfactual.Finding || f.Margin > 3000
	if relation == registry.Duplication {
		f.Verdict = registry.VerdictDuplication
	}
	return f
}

func readList(t testing.TB, path, list string, only []string) []registry.Platform {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []registry.Platform
	for _, row := range rows[1:] {
		p := platformOf(rows[0], row)
		p.List = list
		if only == nil || slices.Contains(only, p.ID) {
			out = append(out, p)
		}
	}
	return out
}

func platformOf(header, row []string) registry.Platform {
	var p registry.Platform
	for i, name := range header {
		switch v := strings.TrimPrefix(row[i], "\ufeff"); strings.TrimPrefix(name, "\ufeff") {
		case "id":
			p.ID = v
		case "agency_code":
			p.Agency = v
		case "name_vi":
			p.NameVI = v
		case "name_en":
			p.NameEN = v
		case "function_vi":
			p.FunctionVI = v
		case "function_en":
			p.FunctionEN = v
		case "data_domains":
			p.Domains = registry.SplitList(v)
		case "users":
			p.Users = registry.SplitList(v)
		case "url":
			p.URL = v
		case "launched":
			p.Launched = registry.Date(v)
		case "decision":
			p.Mandate = v
		default:
			if v != "" {
				p.Extra = append(p.Extra, registry.Extra{Column: name, Value: v})
			}
		}
	}
	return p
}
