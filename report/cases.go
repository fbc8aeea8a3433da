package report

import (
	"slices"
	"strconv"
	"strings"

	"trunglap/registry"
)

// Restricted platforms. A platform may be marked as restricted; it is compared
// like any other, but a reader without the right learns only that a case with
// a restricted entry exists and whom to ask. So a restricted platform is taken
// out before any format sees the report:
//
//   - a case with one keeps the other side alone: no relation, score, evidence,
//     sentence, decision or id that could be traced back;
//   - such cases come last, ordered by the side that is shown, because a place
//     among the scores would tell the score;
//   - counts by relation, platforms per agency and links of other platforms
//     leave restricted platforms out.

// A kase ("case" is a Go keyword) is a finding with its two platforms at hand.
type kase struct {
	registry.Finding
	a, b   registry.Platform
	hidden bool // one side at least is restricted; b, or both, is empty
}

// casesOf joins the findings with their platforms, in the order of the report.
func casesOf(r *Report) ([]kase, error) {
	at := r.Snapshot.Index()
	var shown, hidden []kase
	for _, f := range r.Findings {
		i, okA := at[f.Pair.A]
		j, okB := at[f.Pair.B]
		if !okA || !okB {
			return nil, registry.Invalid(registry.Tf(
				"phát hiện %s nói về cặp %s và %s, nhưng ảnh chụp danh mục không có đủ hai nền tảng",
				"finding %s is about %s and %s, but the snapshot does not hold both", f.ID, f.Pair.A, f.Pair.B))
		}
		k := kase{Finding: f, a: r.Snapshot.Platforms[i], b: r.Snapshot.Platforms[j]}
		if r.sees(&k.a) && r.sees(&k.b) {
			k.a, k.b = r.withoutRestrictedLinks(k.a, at), r.withoutRestrictedLinks(k.b, at)
			shown = append(shown, k)
			continue
		}
		hidden = append(hidden, r.hide(k, at))
	}
	slices.SortStableFunc(hidden, func(x, y kase) int { return strings.Compare(x.a.ID, y.a.ID) })
	for i := range hidden {
		hidden[i].ID = "R-" + strconv.Itoa(i+1)
	}
	return append(shown, hidden...), nil
}

func (r *Report) sees(p *registry.Platform) bool { return r.ShowRestricted || !p.Restricted }

// hide keeps the one side of a case that may be shown, if any, as side a.
func (r *Report) hide(k kase, at map[string]int) kase {
	h := kase{hidden: true}
	for _, p := range []registry.Platform{k.a, k.b} {
		if r.sees(&p) {
			h.a = r.withoutRestrictedLinks(p, at)
			h.Pair.A = p.ID
		}
	}
	return h
}

// withoutRestrictedLinks drops what a platform says about restricted ones.
func (r *Report) withoutRestrictedLinks(p registry.Platform, at map[string]int) registry.Platform {
	return p.Without(func(id string) bool {
		i, ok := at[id]
		return ok && !r.sees(&r.Snapshot.Platforms[i])
	})
}

// visible is the report without what its reader may not see. The certificate
// stays whole: it speaks of all pairs and names none.
func visible(r *Report) *Report {
	at := r.Snapshot.Index()
	v := *r
	v.Snapshot.Lists = registry.SeenLists(r.Snapshot.Lists, r.Snapshot.Platforms, r.sees)
	v.Snapshot.Platforms = nil
	for _, p := range r.Snapshot.Platforms {
		if r.sees(&p) {
			v.Snapshot.Platforms = append(v.Snapshot.Platforms, r.withoutRestrictedLinks(p, at))
		}
	}
	v.Findings = nil
	v.Run.Count = map[registry.Relation]int{}
	for relation, n := range r.Run.Count {
		v.Run.Count[relation] = n
	}
	for _, f := range r.Findings {
		if !r.seesPair(f.Pair, at) {
			v.Run.Count[f.Relation]--
			continue
		}
		v.Findings = append(v.Findings, f)
	}
	return &v
}

func (r *Report) seesPair(p registry.Pair, at map[string]int) bool {
	for _, id := range []string{p.A, p.B} {
		if i, ok := at[id]; ok && !r.sees(&r.Snapshot.Platforms[i]) {
			return false
		}
	}
	return true
}

// restricted counts the cases that are shown without their content.
func (d *document) restricted() int {
	n := 0
	for i := range d.cases {
		if d.cases[i].hidden {
			n++
		}
	}
	return n
}

// hiddenText is all that is said about a restricted entry.
var hiddenText = registry.T(
	"Một mục hạn chế; liên hệ cơ quan điều phối.",
	"A restricted entry; contact the coordinating body.")
