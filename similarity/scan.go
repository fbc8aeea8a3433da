package similarity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"runtime"
	"strconv"
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
//
// Pairs that a bound proves to be below both are not scored; see join.go.
// Scan keeps no more of the findings than its workers have under way.
func (e *Engine) Scan(ctx context.Context, platforms []registry.Platform, opt ScanOptions, emit func(Scored) error) (registry.Certificate, error) {
	if err := sorted(platforms); err != nil {
		return registry.Certificate{}, err
	}
	s := newScanning(e, len(platforms), &opt, emit)
	if opt.Brute || !e.prunes(s.low) {
		return s.brute(ctx, platforms)
	}
	b, err := e.build(ctx, opt.Workers, true, platforms)
	if err != nil {
		return s.cert, err
	}
	j, err := newJoiner(ctx, b, s.low, opt.AsOf, selfJoin(), usual)
	if err != nil {
		return s.cert, err
	}
	return s.end(j.rows(ctx, opt.Workers, selfJoin(), upTo(0, len(platforms)), func(i int) int64 { return int64(len(platforms) - 1 - i) }, s.take))
}

// scanning is one scan under way: it counts, digests and emits.
type scanning struct {
	e      *Engine
	opt    *ScanOptions
	low    registry.Millibits // pairs from here up are wanted
	emit   func(Scored) error
	cert   registry.Certificate
	digest hash.Hash
}

func newScanning(e *Engine, platforms int, opt *ScanOptions, emit func(Scored) error) *scanning {
	n := int64(platforms)
	return &scanning{e: e, opt: opt, low: min(opt.Min, e.settings.Finding), emit: emit, digest: sha256.New(),
		cert: registry.Certificate{Platforms: platforms, Expected: n * (n - 1) / 2, Threshold: e.settings.Finding}}
}

// take takes the next findings in the order of ids.
func (s *scanning) take(b batch) error {
	b.count.report(&s.cert)
	if err := s.put(b); err != nil {
		return err
	}
	if s.opt.Progress != nil {
		s.opt.Progress(s.cert.Compared+s.cert.Bounded, s.cert.Expected)
	}
	return nil
}

// put digests and emits findings.
func (s *scanning) put(b batch) error {
	s.digest.Write(b.digest)
	for _, f := range b.found {
		if f.Score >= s.opt.Min {
			if err := s.emit(f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *scanning) end(err error) (registry.Certificate, error) {
	s.cert.Digest = hex.EncodeToString(s.digest.Sum(nil))
	s.cert.Skipped = s.cert.Expected - s.cert.Compared - s.cert.Bounded
	return s.cert, err
}

// brute compares every pair in full.
func (s *scanning) brute(ctx context.Context, platforms []registry.Platform) (registry.Certificate, error) {
	records, err := s.e.prepare(ctx, platforms, s.opt.Workers)
	if err != nil {
		return s.cert, err
	}
	return s.end(inOrder(ctx, len(records), s.opt.Workers, func(i int) batch {
		return s.bruteRow(records, i)
	}, func(_ int, b batch) error { return s.take(b) }))
}

// bruteRow compares platform i with every later one.
func (s *scanning) bruteRow(records []*Record, i int) batch {
	b := batch{count: counts{compared: int64(len(records) - 1 - i)}}
	for j := i + 1; j < len(records); j++ {
		f := s.e.Compare(records[i], records[j], s.opt.AsOf)
		f.A, f.B = i, j
		if f.Score >= s.low {
			b.found = append(b.found, f)
		}
		if f.Score >= s.e.settings.Finding {
			b.digest = appendDigest(b.digest, records[i].Platform.ID, records[j].Platform.ID, &f)
		}
	}
	return b
}

// appendDigest adds a finding to what is digested: ids, score, relation,
// owners, evidence.
func appendDigest(to []byte, a, b string, s *Scored) []byte {
	to = append(to, a...)
	to = append(append(to, '\t'), b...)
	to = strconv.AppendInt(append(to, '\t'), int64(s.Score), 10)
	to = append(append(to, '\t'), s.Relation...)
	to = append(append(to, '\t'), s.Owners...)
	for i := range s.Measures {
		m := &s.Measures[i]
		to = append(append(to, '\t'), m.Presence...)
		to = strconv.AppendInt(append(to, ' '), int64(m.Similarity), 10)
		to = strconv.AppendInt(append(to, ' '), int64(m.Weight), 10)
	}
	return append(to, '\n')
}

// sorted refuses platforms that are not in the order of their ids, each once:
// a platform makes no pair with itself.
func sorted(platforms []registry.Platform) error {
	for i := 1; i < len(platforms); i++ {
		if platforms[i-1].ID >= platforms[i].ID {
			return registry.Invalid(registry.Tf("các nền tảng phải được xếp theo mã, mỗi mã một lần: %s", "platforms must be sorted by id, each id once: %s", platforms[i].ID))
		}
	}
	return nil
}

// Records prepares all platforms, in their order, which must be that of their
// ids: a platform makes no pair with itself.
func (e *Engine) Records(ctx context.Context, platforms []registry.Platform, workers int) ([]*Record, error) {
	if err := sorted(platforms); err != nil {
		return nil, err
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
