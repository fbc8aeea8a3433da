package similarity

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trunglap/registry"
)

// scan runs a scan and collects what it emits.
func scan(t testing.TB, ps []registry.Platform, opt ScanOptions) ([]Scored, registry.Certificate) {
	t.Helper()
	var out []Scored
	opt.AsOf = day
	cert, err := Default().Scan(context.Background(), ps, opt, func(s Scored) error {
		out = append(out, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, cert
}

// TestScanAgreesWithComparing: the scan is nothing but Compare on every pair,
// in the order of ids, and its certificate counts them all.
func TestScanAgreesWithComparing(t *testing.T) {
	c, e := list2024(), Default()
	at := 0
	for i := range c.records {
		for j := i + 1; j < len(c.records); j++ {
			want := e.Compare(c.records[i], c.records[j], day)
			want.A, want.B = i, j
			if at == len(c.pairs) || c.pairs[at] != want {
				t.Fatalf("pair %d: not %+v", at, want)
			}
			at++
		}
	}
	if at != len(c.pairs) {
		t.Errorf("%d pairs emitted, %d compared here", len(c.pairs), at)
	}
	if c.cert.Platforms != 146 || c.cert.Expected != 10585 {
		t.Errorf("certificate: %+v", c.cert)
	}
}

// complete checks what every certificate promises.
func complete(t interface{ Errorf(string, ...any) }, cert registry.Certificate, n int) {
	if cert.Platforms != n || cert.Expected != int64(n)*int64(n-1)/2 || cert.Compared+cert.Bounded != cert.Expected ||
		cert.Skipped != 0 || cert.Threshold != Default().settings.Finding || len(cert.Digest) != 64 {
		t.Errorf("%d platforms: %+v", n, cert)
	}
}

// TestDigest: neither workers, processors, the order of the rows, the lowest
// score emitted nor brute force change the digest or a finding.
func TestDigest(t *testing.T) {
	complete(t, allLists().cert, len(allLists().Platforms))
	c := list2024()
	at := Default().settings.Finding
	want, _ := scan(t, c.Platforms, ScanOptions{Min: at, Workers: 1})
	for _, opt := range []ScanOptions{
		{Workers: 1, Min: Every}, {Workers: 2, Min: at}, {Workers: 8, Min: at}, {Workers: 1, Min: at, Brute: true}, {Workers: 100, Min: 1 << 40},
	} {
		for _, procs := range []int{1, 2} {
			if procs == 2 && opt.Workers == 1 {
				continue
			}
			before := runtime.GOMAXPROCS(procs)
			got, cert := scan(t, c.Platforms, opt)
			runtime.GOMAXPROCS(before)
			complete(t, cert, len(c.Platforms))
			if cert.Digest != c.cert.Digest {
				t.Errorf("%+v, %d processors: digest %s, want %s", opt, procs, cert.Digest, c.cert.Digest)
			}
			got = slices.DeleteFunc(got, func(s Scored) bool { return s.Score < at })
			if opt.Min <= at && !slices.Equal(got, want) {
				t.Errorf("%+v, %d processors: other findings", opt, procs)
			}
		}
	}
}

// TestMin: pairs from the asked score up are emitted, that score included.
func TestMin(t *testing.T) {
	list := list2024().Platforms[:8]
	pairs, _ := scan(t, list, ScanOptions{Min: Every})
	for _, s := range pairs {
		got, _ := scan(t, list, ScanOptions{Min: s.Score})
		want := slices.DeleteFunc(slices.Clone(pairs), func(o Scored) bool { return o.Score < s.Score })
		if !slices.Equal(got, want) {
			t.Errorf("from %s: %d pairs, want %d", s.Score, len(got), len(want))
		}
	}
}

// TestRowOrder: a list in another order is the same list.
func TestRowOrder(t *testing.T) {
	c := list2024()
	r := rand.New(rand.NewPCG(3, 4))
	for range 3 {
		shuffled := slices.Clone(c.Platforms)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		snapshot := registry.NewSnapshot(shuffled, nil, day)
		got, cert := scan(t, snapshot.Platforms, ScanOptions{Min: Every})
		if snapshot.Digest != c.Digest || cert.Digest != c.cert.Digest || !slices.Equal(got, c.pairs) {
			t.Error("the order of the rows shows")
		}
		if _, err := Default().Scan(context.Background(), shuffled, ScanOptions{}, nil); !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("platforms out of order: %v", err)
		}
	}
}

// TestNoPairWithItself: two rows with one id are refused, not compared.
func TestNoPairWithItself(t *testing.T) {
	p := list2024().Platforms[0]
	_, err := Default().Scan(context.Background(), []registry.Platform{p, p}, ScanOptions{}, nil)
	if !errors.Is(err, registry.ErrInvalid) || !strings.Contains(err.Error(), p.ID) {
		t.Errorf("%v", err)
	}
}

// TestDigestSees: what a digest is for.
func TestDigestSees(t *testing.T) {
	c := list2024()
	changed := slices.Clone(c.Platforms)
	i := c.pairs[slices.IndexFunc(c.pairs, func(s Scored) bool { return s.Score >= Default().settings.Finding })].A
	changed[i].FunctionVI = "Một việc khác hẳn."
	changed[i].FunctionEN = ""
	if _, cert := scan(t, changed, ScanOptions{}); cert.Digest == c.cert.Digest {
		t.Error("another finding, the same digest")
	}
}

// TestSmallScans: lists of no, one and two platforms are lists, too.
func TestSmallScans(t *testing.T) {
	for n := range 4 {
		got, cert := scan(t, list2024().Platforms[:n], ScanOptions{Min: Every})
		complete(t, cert, n)
		if len(got) != n*(n-1)/2 {
			t.Errorf("%d platforms: %d pairs", n, len(got))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 9).Draw(t, "n")
		var ps []registry.Platform
		for i := range n {
			ps = append(ps, anyPlatform(fmt.Sprintf("p%d", i)).Draw(t, "platform"))
		}
		one, err1 := Default().Scan(context.Background(), ps, ScanOptions{Workers: 1, Min: Every}, func(Scored) error { return nil })
		two, err2 := Default().Scan(context.Background(), ps, ScanOptions{Workers: 3, Brute: true}, func(Scored) error { return nil })
		if err1 != nil || err2 != nil || one.Digest != two.Digest {
			t.Fatalf("%v %v, digests %s %s", err1, err2, one.Digest, two.Digest)
		}
		complete(t, one, n)
		complete(t, two, n)
	})
}

// TestScanStops: a cancelled context and a refusing receiver end the scan with
// their own error, at once or in the middle, and nothing is emitted after.
func TestScanStops(t *testing.T) {
	c := list2024()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Default().Scan(ctx, c.Platforms, ScanOptions{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
	because := errors.New("because")
	for _, workers := range []int{1, 2, 8} {
		ctx, cancel := context.WithCancelCause(context.Background())
		n := 0
		_, err := Default().Scan(ctx, c.Platforms, ScanOptions{Workers: workers, Min: Every}, func(Scored) error {
			if n++; n == 1000 {
				cancel(because)
			}
			return nil
		})
		if !errors.Is(err, because) && !errors.Is(err, context.Canceled) || n == len(c.pairs) {
			t.Errorf("%d workers, cancelled in the middle: %v after %d pairs", workers, err, n)
		}
		cancel(nil)
		n = 0
		_, err = Default().Scan(context.Background(), c.Platforms, ScanOptions{Workers: workers, Min: Every}, func(Scored) error {
			if n++; n == 1000 {
				return because
			}
			return nil
		})
		if !errors.Is(err, because) || n != 1000 {
			t.Errorf("%d workers, refused: %v after %d pairs", workers, err, n)
		}
	}
}

// TestProgress rises to the end, from one goroutine at a time.
func TestProgress(t *testing.T) {
	c := list2024()
	last := int64(0)
	_, err := Default().Scan(context.Background(), c.Platforms, ScanOptions{Workers: 4, Progress: func(done, total int64) {
		if done < last || total != c.cert.Expected {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
	}}, func(Scored) error { return nil })
	if err != nil || last != c.cert.Expected {
		t.Errorf("%v, progress ended at %d", err, last)
	}
}
