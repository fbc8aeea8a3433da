package similarity

import (
	"context"
	"testing"
)

// BenchmarkScan scores all pairs of the three real lists: one operation is one
// scan, records included. Larger lists: docs/benchmarks.md.
func BenchmarkScan(b *testing.B) {
	ps := allLists().Platforms
	for name, brute := range map[string]bool{"join": false, "brute": true} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Default().Scan(context.Background(), ps, ScanOptions{AsOf: day, Brute: brute}, func(Scored) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRecord prepares the platforms of the real lists, one by one.
func BenchmarkRecord(b *testing.B) {
	ps := allLists().Platforms
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		Default().Record(&ps[i%len(ps)])
		i++
	}
}
