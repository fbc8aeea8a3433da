package store

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"trunglap/registry"
)

// realistic platforms hold about a kilobyte of text each, like the real list's.
func realistic(n int) []registry.Platform {
	ps := platforms(n)
	for i := range ps {
		ps[i].FunctionVI = fmt.Sprintf("%d ", i) + strings.Repeat("tiếp nhận, xử lý hồ sơ trực tuyến; ", 12)
		ps[i].FunctionEN = fmt.Sprintf("%d ", i) + strings.Repeat("receives and handles dossiers online; ", 8)
	}
	return ps
}

func BenchmarkImport(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		ps := realistic(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				d, err := OpenTemp(context.Background(), Options{})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := d.Import(context.Background(), ImportRequest{List: list("L", "2024"), Platforms: ps}); err != nil {
					b.Fatal(err)
				}
				d.Close()
			}
		})
	}
}

func BenchmarkAgain(b *testing.B) {
	ctx := context.Background()
	ps := realistic(100_000)
	d, err := OpenTemp(ctx, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Import(ctx, ImportRequest{List: list("L", "2024"), Platforms: ps}); err != nil {
		b.Fatal(err)
	}
	b.Run("import unchanged", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.Import(ctx, ImportRequest{List: list("L", "2024"), Platforms: ps}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("snapshot", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.Snapshot(ctx, ""); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			x, err := Open(ctx, d.Dir(), Options{})
			if err != nil {
				b.Fatal(err)
			}
			x.Close()
		}
	})
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			if ps, err := d.Check(ctx); err != nil || len(ps) > 0 {
				b.Fatal(ps, err)
			}
		}
	})
}
