package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"

	"trunglap/registry"
)

const (
	// batchSize is the number of documents Bleve gets at once: 100 halves the
	// speed, 5000 gains nothing (dependencies measured on 100,000 records).
	batchSize = 1000
	// mergeMax is the number of parts merged at once: up to 128,000 platforms
	// are merged in one go, and no build opens more files than that.
	mergeMax = 128
	// patchShare: a full build is cheaper to search and costs about ten times
	// a patch per changed document, so we patch while the documents changed
	// since the last full build are fewer than one in patchShare.
	patchShare = 10
)

// Progress is told how many of the platforms are indexed.
type Progress func(done, total int)

// Sync makes the index answer from the given snapshot. When it already does
// (same digest), nothing is touched and changed is false. A few changes are
// patched into a copy, anything else is built anew; in both cases aside, and
// put in place by one rename. On any error, and when ctx ends, what was
// current stays current. progress may be nil.
func (ix *Index) Sync(ctx context.Context, snapshot registry.Snapshot, progress Progress) (changed bool, err error) {
	ix.syncing.Lock()
	defer ix.syncing.Unlock()
	if snapshot.Digest == "" {
		snapshot = registry.NewSnapshot(snapshot.Platforms, snapshot.Lists, snapshot.AsOf)
	}
	if ix.lock == nil || ix.isClosed() {
		return false, errClosed
	}
	if st, _ := ix.State(); st == Ready && ix.Digest() == snapshot.Digest {
		return false, nil
	}
	if err := checkIDs(snapshot.Platforms); err != nil {
		return false, err
	}
	name, err := nextGeneration(ix.dir)
	if err != nil {
		return false, err
	}
	g, err := ix.make(ctx, name, snapshot, progress)
	if err != nil {
		return false, errors.Join(fmt.Errorf("build index: %w", err), os.RemoveAll(generationDir(ix.dir, name)))
	}
	return true, errors.Join(ix.swap(g), removeOthers(ix.dir, name))
}

func (ix *Index) isClosed() bool {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return ix.closed
}

// make builds, seals and opens the generation of that name.
func (ix *Index) make(ctx context.Context, name string, snapshot registry.Snapshot, progress Progress) (*generation, error) {
	dir := generationDir(ix.dir, name)
	list, digests := documentList(snapshot.Platforms)
	s := seal{Generation: name, Fingerprint: ix.fingerprint, Snapshot: snapshot.Digest, Count: len(snapshot.Platforms)}
	c, err := ix.changes(digests)
	if err != nil {
		return nil, err
	}
	b := builder{reader: newReader(ix.lex, ix.taxonomy), progress: progress}
	if c.worthPatching(ix.current, s.Count) {
		s.Patched = ix.current.seal.Patched + len(c.put) + len(c.drop)
		err = b.patch(ctx, ix.current.dir, dir, snapshot.Platforms, c)
	} else {
		err = b.build(ctx, dir, snapshot.Platforms)
	}
	if err != nil {
		return nil, err
	}
	if err := writeFile(filepath.Join(dir, documentsName), []byte(list)); err != nil {
		return nil, err
	}
	if s.Files, err = sealFiles(dir); err != nil {
		return nil, err
	}
	if err := syncPath(dir); err != nil {
		return nil, err
	}
	g, err := openGeneration(ctx, ix.dir, s)
	if err != nil {
		return nil, err
	}
	if err := writeSeal(ix.dir, s); err != nil {
		return nil, errors.Join(err, g.close())
	}
	return g, nil
}

// changes says what differs between the current generation and a snapshot.
type changes struct {
	put  map[string]bool // ids to index, new or changed
	drop []string        // ids to remove, sorted
}

func (ix *Index) changes(want map[string]string) (changes, error) {
	c := changes{put: map[string]bool{}}
	have := map[string]string{}
	if ix.current != nil {
		data, err := os.ReadFile(filepath.Join(ix.current.dir, documentsName))
		if err != nil {
			return c, fmt.Errorf("read indexed ids: %w", err)
		}
		have = parseDocuments(string(data))
	}
	for id, d := range want {
		if have[id] != d {
			c.put[id] = true
		}
	}
	for id := range have {
		if _, ok := want[id]; !ok {
			c.drop = append(c.drop, id)
		}
	}
	slices.Sort(c.drop)
	return c, nil
}

// worthPatching weighs the changes since the last full build of g against n
// documents.
func (c changes) worthPatching(g *generation, n int) bool {
	if g == nil || g.bleve == nil || n == 0 {
		return false
	}
	return (g.seal.Patched+len(c.put)+len(c.drop))*patchShare < n
}

// checkIDs refuses what Bleve cannot hold, or what documents.txt cannot.
func checkIDs(platforms []registry.Platform) error {
	seen := make(map[string]bool, len(platforms))
	for i := range platforms {
		id := platforms[i].ID
		if id == "" || strings.ContainsAny(id, "\n\r") || seen[id] {
			return registry.Invalid(registry.Tf("mã nền tảng %q trống, lặp lại hoặc không hợp lệ",
				"platform id %q is empty, repeated or not valid", id))
		}
		seen[id] = true
	}
	return nil
}

// A builder writes one generation.
type builder struct {
	reader   *reader
	progress Progress
}

func (b *builder) report(done, total int) {
	if b.progress != nil {
		b.progress(done, total)
	}
}

// build indexes every platform into a new folder, as one segment.
func (b *builder) build(ctx context.Context, dir string, platforms []registry.Platform) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("create index folder: %w", err)
	}
	if len(platforms) == 0 {
		b.report(0, 0)
		return nil
	}
	m, err := newMapping()
	if err != nil {
		return err
	}
	// Bleve would put its parts into the system's temporary folder, which may
	// be another file system, from which the last part cannot be renamed.
	out, err := bleve.NewBuilder(dir, preparedMapping{m}, map[string]any{"batchSize": batchSize, "mergeMax": mergeMax, "buildPathPrefix": dir})
	if err != nil {
		return err
	}
	if err := b.feed(ctx, m, out, platforms); err != nil {
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	b.report(len(platforms), len(platforms))
	return nil
}

// feed gives every platform to Bleve, in order. They are prepared one batch
// ahead, beside Bleve's own work, which is as long: with two cores that halves
// the time, and more goroutines would wait for Bleve, which builds one batch
// at a time.
func (b *builder) feed(ctx context.Context, m mapping.IndexMapping, out bleve.Builder, platforms []registry.Platform) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type batch struct {
		docs []*bleveDocument
		err  error
	}
	batches := make(chan batch, 1)
	go func() {
		defer close(batches)
		for part := range slices.Chunk(platforms, batchSize) {
			var next batch
			next.docs, next.err = b.reader.prepare(m, part)
			select {
			case batches <- next:
			case <-ctx.Done():
				return
			}
		}
	}()
	done := 0
	for next := range batches {
		b.report(done, len(platforms))
		if next.err != nil {
			return next.err
		}
		for _, d := range next.docs {
			if err := out.Index(d.ID(), d); err != nil {
				return fmt.Errorf("index platform %s: %w", d.ID(), err)
			}
			done++
		}
	}
	return ctx.Err()
}

// patch copies a generation and applies changes to the copy.
func (b *builder) patch(ctx context.Context, from, dir string, platforms []registry.Platform, c changes) (err error) {
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		return fmt.Errorf("copy index: %w", err)
	}
	out, err := bleve.OpenUsing(dir, map[string]any{"bolt_timeout": "300ms"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	batch := out.NewBatch()
	done, total := 0, len(c.put)+len(c.drop)
	flush := func(atLeast int) error {
		if batch.Size() < atLeast {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := out.Batch(batch); err != nil {
			return err
		}
		done += batch.Size()
		batch.Reset()
		b.report(done, total)
		return nil
	}
	for _, id := range c.drop {
		batch.Delete(id)
		if err := flush(batchSize); err != nil {
			return err
		}
	}
	for i := range platforms {
		if !c.put[platforms[i].ID] {
			continue
		}
		if err := batch.Index(platforms[i].ID, b.reader.document(&platforms[i])); err != nil {
			return fmt.Errorf("index platform %s: %w", platforms[i].ID, err)
		}
		if err := flush(batchSize); err != nil {
			return err
		}
	}
	return flush(1)
}
