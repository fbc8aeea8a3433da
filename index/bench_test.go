package index

import (
	"context"
	"testing"

	"trunglap/registry"
	"trunglap/testdata/gen/synthetic"
	"trunglap/text"
)

// The sizes of the benchmarks; for a hundred thousand platforms say
//
//	go test ./index -run '^$' -bench /100k -benchtime 1x
var sizes = []struct {
	name string
	n    int
}{{"1k", 1_000}, {"10k", 10_000}, {"100k", 100_000}}

func made(n int) registry.Snapshot {
	platforms, _ := synthetic.New(synthetic.Spec{N: n, Seed: 1, Provinces: 50}).Platforms()
	return snapshotOf(platforms)
}

func BenchmarkBuild(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			s := made(size.n)
			for b.Loop() {
				ix, err := Open(context.Background(), b.TempDir(), text.Default())
				if err != nil {
					b.Fatal(err)
				}
				if _, err := ix.Sync(context.Background(), s, nil); err != nil {
					b.Fatal(err)
				}
				if err := ix.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(size.n)*float64(b.N)/b.Elapsed().Seconds(), "platforms/s")
		})
	}
}

// BenchmarkPatch brings an index up to date after a hundred changes.
func BenchmarkPatch(b *testing.B) {
	for _, size := range sizes[1:] {
		b.Run(size.name, func(b *testing.B) {
			s := made(size.n)
			ix := opened(b, b.TempDir(), s)
			for b.Loop() {
				b.StopTimer()
				for i := range 100 {
					s.Platforms[i*size.n/100].NameVI += " mới"
				}
				s = snapshotOf(s.Platforms)
				b.StartTimer()
				if _, err := ix.Sync(context.Background(), s, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			dir := b.TempDir()
			if err := opened(b, dir, made(size.n)).Close(); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				ix, err := Open(context.Background(), dir, text.Default())
				if err != nil {
					b.Fatal(err)
				}
				if err := ix.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLookUp(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			s := made(size.n)
			ix := opened(b, b.TempDir(), s)
			ctx := context.Background()
			do := func(name string, f func() error) {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						if err := f(); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
			for name, q := range map[string]string{"two-words": "dân cư", "unmarked": "dan cu", "name": s.Platforms[7].NameVI, "common": "hệ thống thông tin", "relaxed": s.Platforms[9].FunctionVI + " xyzzy"} {
				do("search-"+name, func() error { _, err := ix.Search(ctx, Query{Text: q}); return err })
			}
			for name, typed := range map[string]string{"letter": "t", "words": "hệ thống thông tin quản lý đ"} {
				do("suggest-"+name, func() error { _, err := ix.Suggest(ctx, typed, 10); return err })
			}
			do("candidates", func() error { _, err := ix.Candidates(ctx, s.Platforms[11], 50); return err })
		})
	}
}
