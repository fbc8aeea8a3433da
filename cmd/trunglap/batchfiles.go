package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"trunglap/intake"
	"trunglap/registry"
	"trunglap/store"
)

// An incoming is a file to import and what the configuration says about it.
type incoming struct {
	listConfig
	watched bool
	date    registry.Date
}

// importFiles takes every file in, in the order of the days they state. One
// that cannot be read whole is refused and told; the others are taken.
func (b *batch) importFiles(ctx context.Context) error {
	files, err := b.incoming()
	if err != nil {
		return err
	}
	known, err := b.takenBefore(ctx)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.importFile(ctx, &f, known); err != nil {
			if ctx.Err() != nil || errors.Is(err, store.ErrStorage) || errors.Is(err, registry.ErrCorrupt) {
				return err
			}
			b.res.Refused++
			b.log.Error("file refused", "file", f.File, "error", logged(err))
		}
	}
	return nil
}

// incoming lists the files: those named, then those in the watched folder.
func (b *batch) incoming() ([]incoming, error) {
	var out []incoming
	for _, l := range b.conf.Lists {
		d, err := registry.ParseDate(l.Date)
		if err != nil {
			return nil, err
		}
		out = append(out, incoming{listConfig: l, date: d})
	}
	w := &b.conf.Watch
	if w.Folder == "" {
		return out, nil
	}
	entries, err := os.ReadDir(w.Folder)
	if err != nil {
		return nil, err
	}
	var watched []incoming
	for _, e := range entries {
		info, err := e.Info()
		name := e.Name()
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || !matches(w.Patterns, name) {
			continue
		}
		if !dueAfter(info, w.settle, b.now()) {
			b.log.Info("file left for the next call: it may still be arriving", "file", name)
			continue
		}
		watched = append(watched, incoming{watched: true, date: dateInName(name), listConfig: listConfig{File: filepath.Join(w.Folder, name),
			List: w.List, Agency: w.Agency, AcceptGoodRows: w.AcceptGoodRows}})
	}
	slices.SortStableFunc(watched, func(x, y incoming) int { return cmp.Or(cmp.Compare(x.date, y.date), cmp.Compare(x.File, y.File)) })
	return append(out, watched...), nil
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, err := filepath.Match(p, strings.ToLower(name))
		return err == nil && ok
	})
}

// taken names a file of a list by its content.
type taken struct {
	list   string
	date   registry.Date
	digest string
}

// takenBefore are the files that made an edition. A watched folder keeps its
// files: of one list under two names the earlier must not come back each night.
func (b *batch) takenBefore(ctx context.Context) (map[taken]bool, error) {
	editions, err := b.db.Editions(ctx)
	if err != nil {
		return nil, err
	}
	out := map[taken]bool{}
	for _, e := range editions {
		out[taken{e.List.ID, e.List.Date, e.FileDigest}] = true
	}
	return out, nil
}

func (b *batch) importFile(ctx context.Context, f *incoming, known map[taken]bool) error {
	im := importing{list: f.List, title: f.Title, authority: f.Authority, date: f.date, mapping: f.Mapping, goodRows: f.AcceptGoodRows}
	im.read.Encoding, im.read.Agency, im.read.MakeIDs = f.Encoding, f.Agency, f.MakeIDs
	if err := b.prepare(&im); err != nil {
		return err
	}
	res, err := intake.ReadFile(ctx, f.File, im.read)
	if err != nil {
		return err
	}
	if err := im.describe(ctx, &res.List, res.Platforms); err != nil {
		return err
	}
	if f.Stated != nil {
		res.List.Stated = f.Stated
	}
	if f.watched && known[taken{res.List.ID, res.List.Date, res.SHA256}] {
		return nil
	}
	for i, e := range res.Errors {
		if i == shownRows {
			break
		}
		b.log.Error("row refused", "file", filepath.Base(f.File), "sheet", e.Sheet, "row", e.Row, "line", e.Line, "column", e.Column)
	}
	if res.Rejected > 0 && !f.AcceptGoodRows {
		return registry.Invalid(registry.Tf("%d dòng có lỗi; tệp không được nạp", "rows with errors: %d; the file was not taken", res.Rejected))
	}
	r, err := b.db.Import(ctx, store.ImportRequest{List: res.List, Platforms: res.Platforms, Rejected: res.Rejected, FileDigest: res.SHA256, AcceptGoodRows: f.AcceptGoodRows})
	if err != nil {
		return err
	}
	b.res.Lists = append(b.res.Lists, batchList{f.File, r.List.ID, len(r.Added), len(r.Changed), len(r.Withdrawn), r.Rejected, r.Written})
	b.log.Info("imported", "file", filepath.Base(f.File), "list", r.List.ID, "added", len(r.Added), "changed", len(r.Changed),
		"unchanged", r.Unchanged, "withdrawn", len(r.Withdrawn), "rejected", r.Rejected, "written", r.Written)
	return nil
}

// A batchState is what batch remembers between calls, in batch.json: it can be
// deleted, then the latest run is seen through once more and no notice is sent
// twice.
type batchState struct {
	Finished    int64     `json:"finished"` // the last run that was compared, reported and told
	LastSuccess time.Time `json:"last_success,omitzero"`
}

const batchStateName = "batch.json"

func readBatchState(dir string) (s batchState, err error) {
	data, err := os.ReadFile(filepath.Join(dir, batchStateName))
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	if json.Unmarshal(data, &s) != nil {
		return batchState{}, nil // a damaged note is as good as none: see batchState
	}
	return s, nil
}

func (s batchState) write(dir string) error {
	a := &app{}
	return a.writeFile(filepath.Join(dir, batchStateName), func(w io.Writer) error { return writeJSON(w, s) })
}

func writeJSON(w io.Writer, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

func (b *batch) print() {
	r := &b.res
	switch {
	case r.Run == 0:
		b.printf("chưa có gì để quét\n", "there is nothing to scan yet\n")
	case !r.Changed:
		b.printf("không có thay đổi; lượt quét gần nhất: %d\n", "no change; the latest run is %d\n", r.Run)
	default:
		b.printScan(*r.Scan)
	}
	if r.Diff != nil {
		d := r.diff
		d.Changes = nil
		b.printDiff(&d, 0, nil)
	}
	for _, f := range r.Reports {
		b.printf("báo cáo: %s\n", "report: %s\n", f)
	}
	if r.Sent+r.Pending > 0 {
		b.printf("thông báo: đã gửi %d, còn chờ %d\n", "notices: %d sent, %d waiting\n", r.Sent, r.Pending)
	}
}

// dueAfter: a watched file that was touched a moment ago may still be arriving.
func dueAfter(info os.FileInfo, settle time.Duration, now time.Time) bool {
	return now.Sub(info.ModTime()) >= settle
}
