package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"trunglap/index"
	"trunglap/registry"
	"trunglap/store"
	"trunglap/text"
)

// A searchResult is what `search --format json` prints: the index's answer
// with the platforms themselves, which only the store holds.
type searchResult struct {
	index.Result
	Query string      `json:"query"`
	Hits  []searchHit `json:"hits"`
}

type searchHit struct {
	index.Hit
	Platform registry.Platform `json:"platform"`
	OwnerNow string            `json:"owner_now"` // on the day asked for
	InUse    bool              `json:"in_use"`
	Replaced []string          `json:"replaced_by,omitempty"` // stated or confirmed
}

func (a *app) searchCommand() *cobra.Command {
	c := a.command(a.say("search TỪ... [tùy chọn]", "search WORD... [flags]"),
		registry.T("Tra cứu nền tảng", "Look platforms up"),
		registry.T(
			"Tìm nền tảng theo tên gọi, chức năng, dữ liệu; có dấu hoặc không dấu, tiếng Việt hoặc tiếng Anh.",
			"Finds platforms by name, function and data, with or without diacritics, in Vietnamese or English."))
	c.Example = "  trunglap search dân cư\n  trunglap search CSDL dan cu --agency BCA\n  trunglap search population database --format json"
	c.Args = count(1, -1)
	var q index.Query
	var asOf registry.Date
	f := c.Flags()
	f.StringVar(&q.Agency, "agency", "", a.say("chỉ của cơ quan `CODE`", "only of agency `CODE`"))
	f.StringVar(&q.Domain, "domain", "", a.say("chỉ có nhóm dữ liệu `TEXT`", "only with data domain `TEXT`"))
	f.IntVar(&q.Limit, "limit", index.DefaultLimit, a.say("số kết quả tối đa `N`", "at most `N` results"))
	f.IntVar(&q.Offset, "offset", 0, a.say("bỏ qua `N` kết quả đầu", "leave out the first `N` results"))
	a.restrictedFlag(c, &q.Restricted)
	f.Var(date{&asOf}, "as-of", a.say("danh mục và chủ quản của ngày này (mặc định: hôm nay)", "the registry and the owners of this day (default: today)"))
	format := a.formatFlag(c)
	c.RunE = func(cmd *cobra.Command, words []string) error {
		q.Text = strings.Join(words, " ")
		if q.Limit < 1 || q.Limit > index.MaxLimit || q.Offset < 0 {
			return usage(registry.Tf("--limit nhận từ 1 đến %d, --offset từ 0", "--limit takes 1 to %d, --offset 0 and up", index.MaxLimit))
		}
		if err := a.resolveAgency(&q.Agency); err != nil {
			return err
		}
		res, err := a.search(cmd.Context(), q, asOf)
		if err != nil {
			return err
		}
		if *format == formatJSON {
			return a.json(res)
		}
		a.printHits(res, q)
		return nil
	}
	return c
}

// resolveAgency turns any spelling of an agency into its code.
func (a *app) resolveAgency(s *string) error {
	if *s == "" {
		return nil
	}
	agencies := registry.DefaultAgencies(text.Folded)
	found, ok := agencies.Find(*s)
	if local, is := registry.LocalCode(*s, text.Folded); !ok && is {
		*s = local
		return nil
	}
	if !ok {
		var near []string
		for _, n := range agencies.Nearest(*s, 3) {
			near = append(near, n.Code+" ("+n.Name(a.lang)+")")
		}
		list := strings.Join(near, ", ")
		return usage(registry.Tf("không có cơ quan %q; gần nhất: %s", "there is no agency %q; nearest: %s", *s, list))
	}
	*s = found.Code
	return nil
}

// snapshot reads the registry as of a day; blank is its present state.
func (a *app) snapshot(ctx context.Context, asOf registry.Date) (registry.Snapshot, error) {
	db, err := store.Open(ctx, a.data, store.Options{ReadOnly: true})
	if err != nil {
		return registry.Snapshot{}, err
	}
	defer db.Close()
	return db.Snapshot(ctx, asOf)
}

// search brings the index up to the registry if need be, and asks it.
func (a *app) search(ctx context.Context, q index.Query, asOf registry.Date) (searchResult, error) {
	snapshot, err := a.snapshot(ctx, asOf)
	if err != nil {
		return searchResult{}, err
	}
	snapshot.Platforms = veilOf(q.Restricted, snapshot).over(snapshot.Platforms)
	ix, closeIndex, err := a.indexOf(ctx, snapshot, asOf)
	if err != nil {
		return searchResult{}, err
	}
	defer closeIndex()
	found, err := ix.Search(ctx, q)
	if err != nil {
		return searchResult{}, err
	}
	line, err := a.lineageSeen(ctx, snapshot)
	if err != nil {
		return searchResult{}, err
	}
	res := searchResult{Result: found, Query: q.Text, Hits: []searchHit{}}
	at, day, agencies := snapshot.Index(), cmp.Or(asOf, a.today()), registry.DefaultAgencies(text.Folded)
	for _, h := range found.Hits {
		p := snapshot.Platforms[at[h.ID]]
		res.Hits = append(res.Hits, searchHit{h, p, agencies.Current(p.Agency, day), p.InUse(day), line.next[h.ID]})
	}
	// The index knows the stated status, not the day: an end that has passed
	// moves a hit to the end of its page.
	slices.SortStableFunc(res.Hits, func(x, y searchHit) int { return cmp.Compare(rankOf(x), rankOf(y)) })
	return res, nil
}

func rankOf(h searchHit) int {
	if h.InUse && len(h.Replaced) == 0 {
		return 0
	}
	return 1
}

// lineageSeen is the lineage of what a reader may see.
func (a *app) lineageSeen(ctx context.Context, seen registry.Snapshot) (l lineage, err error) {
	err = a.reading(ctx, func(db *store.DB) error {
		l, err = lineageOf(ctx, db, &seen)
		return err
	})
	return l, err
}

// indexOf is the index of the present registry, or one made for another day's.
func (a *app) indexOf(ctx context.Context, seen registry.Snapshot, asOf registry.Date) (*index.Index, func(), error) {
	if asOf.Known() {
		return a.indexAside(ctx, seen)
	}
	return a.openIndex(ctx, seen)
}

// openIndex opens the index of what a reader may see and makes it answer from
// it, whatever state it was left in. A folder that cannot be written into is no
// fault: then the index is made for this one call.
func (a *app) openIndex(ctx context.Context, seen registry.Snapshot) (*index.Index, func(), error) {
	ix, err := index.Open(ctx, a.indexDir(seen), text.Default())
	if err == nil || errors.Is(err, registry.ErrBusy) || ctx.Err() != nil {
		return a.synced(ctx, ix, seen, err, func() {})
	}
	a.tell("không dùng được %s (%s); lập chỉ mục tạm cho lần tra cứu này", "%s cannot be used (%s); indexing for this search alone", a.indexDir(seen), explain(err, a.lang))
	dir, err := os.MkdirTemp("", "trunglap-index-")
	if err != nil {
		return nil, nil, err
	}
	ix, err = index.Open(ctx, dir, text.Default())
	return a.synced(ctx, ix, seen, err, func() { os.RemoveAll(dir) })
}

// synced makes an index that was opened, or was not, answer from a snapshot.
func (a *app) synced(ctx context.Context, ix *index.Index, seen registry.Snapshot, err error, after func()) (*index.Index, func(), error) {
	if err != nil {
		after()
		return nil, nil, err
	}
	closeIndex := func() { ix.Close(); after() }
	if state, why := ix.State(); state == index.Damaged || state == index.Outdated {
		a.tell("dựng lại chỉ mục: %s", "rebuilding the index: %s", why.In(a.lang))
	}
	advance, done := a.progress(a.say("lập chỉ mục", "indexing"))
	_, err = ix.Sync(ctx, seen, func(d, total int) { advance(int64(d), int64(total)) })
	done()
	if err != nil {
		closeIndex()
		return nil, nil, err
	}
	return ix, closeIndex, nil
}

// spaced is a word and the space after it; nothing for no word.
func spaced(word string) string {
	if word == "" {
		return ""
	}
	return word + "  "
}

func (a *app) printHits(res searchResult, q index.Query) {
	a.printf("%s cho %q\n", "%s for %q\n", a.count(res.Total, "kết quả", "result", "results"), res.Query)
	if res.Relaxed {
		a.printf("không nền tảng nào có đủ các từ; sau đây là những nền tảng có một phần\n", "no platform has all the words; these have a part of them\n")
	}
	for i, h := range res.Hits {
		mark := ""
		if h.Folded {
			mark = a.say(" [khớp khi bỏ dấu]", " [same without marks]")
		}
		if !h.InUse {
			mark += a.say(" [không còn sử dụng]", " [no longer in use]")
		}
		if len(h.Replaced) > 0 {
			mark += a.say(" [đã được thay thế bởi ", " [replaced by ") + strings.Join(h.Replaced, ", ") + "]"
		}
		owner := h.Platform.Agency
		if h.OwnerNow != owner {
			owner += " → " + h.OwnerNow
		}
		fmt.Fprintf(a.out, "\n%3d. %s  %s%s%s\n", q.Offset+i+1, h.ID, spaced(owner), h.Platform.Name(a.lang), mark)
		if f := h.Platform.Function(a.lang); f != "" {
			fmt.Fprintf(a.out, "     %s\n", f)
		}
	}
}
