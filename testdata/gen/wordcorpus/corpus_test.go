package wordcorpus

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"testing"
)

// The digests are those of what gen_corpus.py writes (CPython 3.11).
func TestSameBytesAsThePythonProgram(t *testing.T) {
	for _, c := range []struct {
		n             int
		seed          uint64
		corpus, pairs string
	}{
		{21, 1, "cdcfad18ea703fee", "c6d6358010863037"},
		{2000, 1, "ead15d0171a428ef", "58be1e02c7e4aebb"},
		{5000, 7, "d16061bf335cba0f", "df247bbfd4de7dd6"},
	} {
		var corpus, pairs bytes.Buffer
		if err := Write(&corpus, &pairs, c.n, c.seed); err != nil {
			t.Fatal(err)
		}
		if got := digest(corpus.Bytes()); got != c.corpus {
			t.Errorf("corpus of %d, seed %d: %s", c.n, c.seed, got)
		}
		if got := digest(pairs.Bytes()); got != c.pairs {
			t.Errorf("pairs of %d, seed %d: %s", c.n, c.seed, got)
		}
	}
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// The first numbers of random.Random(1), from CPython.
func TestPython(t *testing.T) {
	p := newPython(1)
	if a, b := p.random(), p.random(); a != 0.13436424411240122 || b != 0.8474337369372327 {
		t.Errorf("random: %v, %v", a, b)
	}
	p = newPython(1 << 40)
	if a := p.random(); a != 0.1036394562812375 {
		t.Errorf("seed above 32 bits: %v", a)
	}
	p = newPython(1)
	if a, b := p.gauss(0, 1), p.gauss(0, 1); math.Abs(a-1.2881847531554629) > 1e-14 || math.Abs(b-1.449445608699771) > 1e-14 {
		t.Errorf("gauss: %v, %v", a, b)
	}
}
