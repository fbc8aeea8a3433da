package main

import (
	"context"
	"slices"
	"strings"

	"trunglap/registry"
	"trunglap/store"
	"trunglap/text"
)

// A lineage tells which platform took another one's place: as a list states it,
// or as a person ruled on a succession that the engine proposed. What nobody
// has confirmed is no part of it.
type lineage struct {
	next, prev map[string][]string
	ruled      map[[2]string]string // older and newer platform -> who confirmed it
}

// lineageOf reads the successions of a snapshot. Of two platforms the one of
// the later list is the newer one; where the lists are of one day nothing can
// be said.
func lineageOf(ctx context.Context, db *store.DB, s *registry.Snapshot) (lineage, error) {
	l := lineage{map[string][]string{}, map[string][]string{}, map[[2]string]string{}}
	place := s.Index()
	for i := range s.Platforms {
		for _, old := range s.Platforms[i].Replaces {
			if _, ok := place[old]; ok {
				l.add(old, s.Platforms[i].ID)
			}
		}
	}
	decided, err := db.DecisionsOn(ctx, s, text.Toned)
	if err != nil {
		return l, err
	}
	dates := map[string]registry.Date{}
	for _, list := range s.Lists {
		dates[list.ID] = list.Date
	}
	for _, d := range decided {
		a, okA := place[d.Pair.A]
		b, okB := place[d.Pair.B]
		if d.State != registry.StateSettled || d.Reason != "succession" || !okA || !okB {
			continue
		}
		was, is := dates[s.Platforms[a].List], dates[s.Platforms[b].List]
		older, newer := d.Pair.A, d.Pair.B
		switch {
		case is.Before(was):
			older, newer = newer, older
		case !was.Before(is):
			continue
		}
		l.add(older, newer)
		l.ruled[[2]string{older, newer}] = d.Author
	}
	for _, m := range []map[string][]string{l.next, l.prev} {
		for id := range m {
			slices.Sort(m[id])
			m[id] = slices.Compact(m[id])
		}
	}
	return l, nil
}

func (l *lineage) add(older, newer string) {
	if older != newer {
		l.next[older], l.prev[newer] = append(l.next[older], newer), append(l.prev[newer], older)
	}
}

// chain is everything that a platform came from and became, generation by
// generation; nil for one that stands alone. A circle, which only a mistake
// makes, is cut where it closes.
func (l *lineage) chain(id string) [][]string {
	depth := map[string]int{}
	var walk func(id string, steps map[string][]string, by, at int, path []string)
	walk = func(id string, steps map[string][]string, by, at int, path []string) {
		if slices.Contains(path, id) {
			return
		}
		if d, ok := depth[id]; !ok || by*(at-d) > 0 {
			depth[id] = at
		}
		for _, n := range steps[id] {
			walk(n, steps, by, at+by, append(slices.Clone(path), id))
		}
	}
	walk(id, l.prev, -1, 0, nil)
	walk(id, l.next, 1, 0, nil)
	if len(depth) == 1 {
		return nil
	}
	first, last := 0, 0
	for _, d := range depth {
		first, last = min(first, d), max(last, d)
	}
	out := make([][]string, last-first+1)
	for n, d := range depth {
		out[d-first] = append(out[d-first], n)
	}
	for i := range out {
		slices.Sort(out[i])
	}
	return slices.DeleteFunc(out, func(ids []string) bool { return len(ids) == 0 })
}

// chainText writes a chain on one line: A → B, C → D.
func chainText(chain [][]string) string {
	var steps []string
	for _, ids := range chain {
		steps = append(steps, strings.Join(ids, ", "))
	}
	return strings.Join(steps, " → ")
}
