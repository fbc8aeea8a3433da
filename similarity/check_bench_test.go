package similarity

import (
	"context"
	"testing"

	"trunglap/registry"
	"trunglap/testdata/gen/synthetic"
)

// BenchmarkCheck answers the proposals of testdata/vn against a generated
// registry, one after another: "answer" is what a person waits for, "start" is
// what has to be made ready before the first, with and without kept sketches.
func BenchmarkCheck(b *testing.B) {
	const n = 10_000
	ps, _ := synthetic.New(synthetic.Spec{N: n, Seed: 1, Planted: 5}).Platforms()
	s := registry.NewSnapshot(ps, nil, day)
	proposals := proposals(b)
	made := checker(b, s, CheckOptions{})
	kept := made.Sketches()
	b.Run("answer/10000", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			made.Check(proposals[i%len(proposals)])
		}
	})
	for name, kept := range map[string][]byte{"start/10000": nil, "start-kept/10000": kept} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Default().NewChecker(context.Background(), s, CheckOptions{Kept: kept}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
