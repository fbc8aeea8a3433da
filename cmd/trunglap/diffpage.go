package main

import (
	"context"
	"io"

	"trunglap/registry"
	"trunglap/report"
	"trunglap/store"
	"trunglap/text"
)

// platformsOf finds a platform as the later of the runs has it, or else the
// earlier one.
func platformsOf(ctx context.Context, db *store.DB, older, newer registry.Run) (func(string) (registry.Platform, bool), error) {
	all := map[string]registry.Platform{}
	for _, run := range []registry.Run{older, newer} {
		s, err := db.RunSnapshot(ctx, run.ID)
		if err != nil {
			return nil, err
		}
		for i := range s.Platforms {
			all[s.Platforms[i].ID] = s.Platforms[i]
		}
	}
	return func(id string) (registry.Platform, bool) { p, ok := all[id]; return p, ok }, nil
}

// writeDiffPage writes the page of a comparison.
func (a *app) writeDiffPage(w io.Writer, older, newer registry.Run, d *registry.RunDiff, platform func(string) (registry.Platform, bool)) error {
	return report.WriteDiff(w, &report.Comparison{Old: older, New: newer, Diff: d, Agencies: registry.DefaultAgencies(text.Folded), Platform: platform}, a.lang)
}

// diffFile writes the page of a run and the one before it among the reports of
// batch, with the changes that the reader of the reports may see.
func (b *batch) diffFile(ctx context.Context, path string, doc *report.Report, before *registry.Run, d *registry.RunDiff) error {
	platform, err := platformsOf(ctx, b.db, *before, doc.Run)
	if err != nil {
		return err
	}
	seen, shown := *d, report.VisiblePairs(doc)
	seen.Changes = nil
	for _, c := range d.Changes {
		if shown(c.Pair) {
			seen.Changes = append(seen.Changes, c)
		}
	}
	return b.writeFile(path, func(w io.Writer) error { return b.writeDiffPage(w, *before, doc.Run, &seen, platform) })
}
