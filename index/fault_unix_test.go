//go:build unix

package index

import (
	"context"
	"fmt"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"trunglap/text"
)

// fullDisk tries a sync that cannot write more than a few kilobytes to any
// file, as on a full disk, and then shows that the old index still answers.
func fullDisk(dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	ctx := context.Background()
	ix, err := Open(ctx, dir, text.Default())
	if err != nil {
		return err
	}
	before := ix.Digest()
	limit := unix.Rlimit{Cur: 4 << 10, Max: 4 << 10}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	// Bleve does not wrap the system's error.
	if _, err := ix.Sync(ctx, twoStates()[1], nil); err == nil || !strings.Contains(err.Error(), syscall.EFBIG.Error()) {
		return fmt.Errorf("sync on a full disk: %v", err)
	}
	res, err := ix.Search(ctx, Query{Text: "dân cư"})
	if err != nil || res.Total != 60 || ix.Digest() != before {
		return fmt.Errorf("the old index does not answer: %d hits, %v", res.Total, err)
	}
	fmt.Println("still answering")
	return ix.Close()
}

func TestFault44_FullDisk(t *testing.T) {
	dir := t.TempDir()
	ix := opened(t, dir, twoStates()[0])
	want := answers(t, ix)
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	c := start(t, "full-disk", dir)
	c.expect(t, "still answering")
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
	again := reopened(t, dir)
	if st, why := again.State(); st != Ready {
		t.Fatalf("after a full disk the index is %s: %s", st, why.EN)
	}
	sameAnswers(t, "after a full disk", answers(t, again), want)
	onlyGeneration(t, dir)
}
