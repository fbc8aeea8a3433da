package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"trunglap/registry"
)

// changes is a comparison with one change of an edited text, one of owners and
// so many new ones.
func changes(t *testing.T, fresh int) *Comparison {
	t.Helper()
	r := fixture(t)
	a, b := r.Snapshot.Platforms[0], r.Snapshot.Platforms[1]
	pair, err := registry.NewPair(a.ID, b.ID)
	check(t, err)
	at := func(score registry.Millibits, o registry.OwnerRelation) *registry.PairState {
		return &registry.PairState{Score: score, Relation: registry.Overlap, Owners: o, Finding: true}
	}
	d := &registry.RunDiff{Old: 1, New: 2, Unchanged: 7, Changes: []registry.PairChange{
		{ID: "F-1", Pair: pair, Kind: registry.ChangeWeaker, Old: at(3100, registry.Between), New: at(2350, registry.Between), Causes: []registry.Cause{
			{Kind: registry.CauseEdited, Platform: a.ID, Field: "function_vi", Old: "</span><script>x</script>", New: "mới", Delta: -500, From: at(3100, ""), To: at(2600, "")},
			{Kind: registry.CauseEngine, With: []registry.CauseKind{registry.CauseVocabulary}, Delta: -250, From: at(2600, ""), To: at(2350, "")}}},
		{ID: "F-2", Pair: pair, Kind: registry.ChangeOwners, Old: at(3100, registry.Between), New: at(3100, registry.Merged),
			Causes: []registry.Cause{{Kind: registry.CauseMerged, From: at(3100, ""), To: at(3100, "")}}},
	}}
	for i := range fresh {
		d.Changes = append(d.Changes, registry.PairChange{ID: fmt.Sprint("N-", i), Pair: pair, Kind: registry.ChangeNew, New: at(100, registry.Between), Causes: []registry.Cause{{Kind: registry.CauseAdded, Platform: b.ID}}})
	}
	at2 := r.Snapshot.Index()
	return &Comparison{Old: registry.Run{ID: 1, Engine: "v1"}, New: registry.Run{ID: 2, Engine: "v2", AsOf: "2025-04-01"}, Diff: d, Agencies: r.Agencies,
		Platform: func(id string) (registry.Platform, bool) { i, ok := at2[id]; return r.Snapshot.Platforms[i], ok }}
}

// TestDiffPage: each change with its causes, in both languages; what was
// written in a list never becomes markup.
func TestDiffPage(t *testing.T) {
	c := changes(t, 1)
	for lang, want := range map[registry.Lang][]string{
		registry.VI: {"Lượt quét 2 so với lượt 1: 3 phát hiện thay đổi, 7 giữ nguyên.", "∩ chồng lấn, 3,100 bit", "∩ chồng lấn, 2,350 bit", "Nội dung được sửa: " + c.Diff.Changes[0].Pair.A + ", chức năng (−0,500 bit)",
			"Phiên bản chương trình thay đổi &#43; từ vựng, từ điển khái niệm thay đổi (−0,250 bit)", "&lt;/span&gt;&lt;script&gt;", "chủ quản ngày 01/04/2025", "không có"},
		registry.EN: {"Run 2 against run 1: 3 findings changed, 7 stand as they were.", "3.100 bits", "Text edited: " + c.Diff.Changes[0].Pair.A + ", function in Vietnamese (−0.500 bits)", "not listed"},
	} {
		var out bytes.Buffer
		check(t, WriteDiff(&out, c, lang))
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%s: not said: %s", lang, w)
			}
		}
		if strings.Contains(out.String(), "<script") {
			t.Errorf("%s: a script on the page", lang)
		}
	}
}

// TestDiffPageSize: a page is bounded, and says what it left out; one without
// changes says so.
func TestDiffPageSize(t *testing.T) {
	var out bytes.Buffer
	check(t, WriteDiff(&out, changes(t, diffShown+5), registry.EN))
	if n := strings.Count(out.String(), `id="N-`); n != diffShown || !strings.Contains(out.String(), "5 more changes of this kind") || !strings.Contains(out.String(), ">1,005<") {
		t.Errorf("%d new changes are shown", n)
	}
	none := changes(t, 0)
	none.Diff.Changes = nil
	out.Reset()
	check(t, WriteDiff(&out, none, registry.VI))
	if !strings.Contains(out.String(), "Không có thay đổi.") {
		t.Error("nothing changed, and it is not said")
	}
}
