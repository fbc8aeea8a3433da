package similarity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"runtime"
	"sync"

	"trunglap/registry"
)

// ScanOptions steer a scan; none of them changes a finding.
type ScanOptions struct {
	Workers  int                     // 0: one per processor
	Min      registry.Millibits      // pairs from this score up are emitted; see Every
	Brute    bool                    // score every pair in full, use no bound
	AsOf     registry.Date           // owners as of this day
	Progress func(done, total int64) // pairs; called from one goroutine
}

// Every is a Min below any score.
const Every registry.Millibits = -1 << 40

// Scan scores every pair of the platforms and calls emit, in the order of ids,
// for each pair from opt.Min up. The certificate covers all pairs; its digest
// covers the findings (pairs from the settings' threshold up), whatever Min is.
// The platforms must be sorted by id (see registry.NewSnapshot).
func (e *Engine) Scan(ctx context.Context, platforms []registry.Platform, opt ScanOptions, emit func(Scored) error) (registry.Certificate, error) {
	records, err := e.Records(ctx, platforms, opt.Workers)
	if err != nil {
		return registry.Certificate{}, err
	}
	n := int64(len(platforms))
	cert := registry.Certificate{Platforms: len(platforms), Expected: n * (n - 1) / 2, Threshold: e.settings.Finding}
	digest := sha256.New()
	err = inOrder(ctx, len(records), opt.Workers, func(i int) rowResult {
		return e.scanRow(records, i, opt)
	}, func(i int, r rowResult) error {
		cert.Compared += r.compared
		for _, s := range r.found {
			if s.Score >= e.settings.Finding {
				writeDigest(digest, records[s.A], records[s.B], &s)
			}
			if s.Score >= opt.Min {
				if err := emit(s); err != nil {
					return err
				}
			}
		}
		if opt.Progress != nil {
			opt.Progress(cert.Compared+cert.Bounded, cert.Expected)
		}
		return nil
	})
	cert.Digest = hex.EncodeToString(digest.Sum(nil))
	cert.Skipped = cert.Expected - cert.Compared - cert.Bounded
	return cert, err
}

type rowResult struct {
	found    []Scored
	compared int64
}

// scanRow compares platform i with every later one.
func (e *Engine) scanRow(records []*Record, i int, opt ScanOptions) rowResult {
	var r rowResult
	low := min(opt.Min, e.settings.Finding)
	for j := i + 1; j < len(records); j++ {
		s := e.Compare(records[i], records[j], opt.AsOf)
		s.A, s.B = i, j
		r.compared++
		if s.Score >= low {
			r.found = append(r.found, s)
		}
	}
	return r
}

// writeDigest adds a finding to the digest: ids, score, evidence, relation.
func writeDigest(h hash.Hash, a, b *Record, s *Scored) {
	fmt.Fprintf(h, "%s\t%s\t%d\t%s\t%s", a.Platform.ID, b.Platform.ID, s.Score, s.Relation, s.Owners)
	for _, m := range s.Measures {
		fmt.Fprintf(h, "\t%s %d %d", m.Presence, m.Similarity, m.Weight)
	}
	h.Write([]byte{'\n'})
}

// Records prepares all platforms, in their order, which must be that of their
// ids: a platform makes no pair with itself.
func (e *Engine) Records(ctx context.Context, platforms []registry.Platform, workers int) ([]*Record, error) {
	for i := 1; i < len(platforms); i++ {
		if platforms[i-1].ID >= platforms[i].ID {
			return nil, registry.Invalid(registry.Tf("các nền tảng phải được xếp theo mã, mỗi mã một lần: %s", "platforms must be sorted by id, each id once: %s", platforms[i].ID))
		}
	}
	return e.prepare(ctx, platforms, workers)
}

// inOrder runs work(0..n-1) on several workers and takes the results in order
// on the calling goroutine, with a bounded number waiting.
func inOrder[T any](ctx context.Context, n, workers int, work func(i int) T, take func(i int, r T) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type slot struct {
		i   int
		out chan T
	}
	todo := make(chan slot)
	waiting := make(chan slot, 8*workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for s := range todo {
				s.out <- work(s.i)
			}
		})
	}
	wg.Go(func() {
		defer close(todo)
		defer close(waiting)
		for i := range n {
			s := slot{i, make(chan T, 1)}
			select {
			case <-ctx.Done():
				return
			case waiting <- s:
			}
			todo <- s
		}
	})
	var err error
	for s := range waiting {
		if r := <-s.out; err == nil && ctx.Err() == nil {
			if err = take(s.i, r); err != nil {
				cancel()
			}
		}
	}
	wg.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	return err
}
