package index

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"trunglap/registry"
	"trunglap/text"
)

// Some faults need a second process. The test binary starts itself again with
// childRole set; main_test then plays that role instead of running tests.
const (
	childRole = "TRUNGLAP_INDEX_TEST_ROLE"
	childDir  = "TRUNGLAP_INDEX_TEST_DIR"
)

func TestMain(m *testing.M) {
	roles := map[string]func(string) error{"hold": hold, "sync-forever": syncForever, "full-disk": fullDisk}
	if role, ok := roles[os.Getenv(childRole)]; ok {
		if err := role(os.Getenv(childDir)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// A child is a second process of this test binary.
type child struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func start(t *testing.T, role, dir string) child {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := child{Cmd: exec.Command(exe)}
	c.Env = append(os.Environ(), childRole+"="+role, childDir+"="+dir)
	c.Stderr = os.Stderr
	if c.in, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.out = bufio.NewReader(out)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// expect waits for a line of the child's output.
func (c child) expect(t *testing.T, want string) {
	t.Helper()
	line, err := c.out.ReadString('\n')
	if err != nil || strings.TrimSpace(line) != want {
		t.Fatalf("child said %q (%v), want %q", line, err, want)
	}
}

// hold keeps an index open until its input ends.
func hold(dir string) error {
	ix, err := Open(context.Background(), dir, text.Default())
	if err != nil {
		return err
	}
	fmt.Println("holding")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return ix.Close()
}

// syncForever switches an index between two snapshots until it is killed.
func syncForever(dir string) error {
	ix, err := Open(context.Background(), dir, text.Default())
	if err != nil {
		return err
	}
	fmt.Println("syncing")
	for i := 0; ; i++ {
		if _, err := ix.Sync(context.Background(), twoStates()[i%2], nil); err != nil {
			return err
		}
	}
}

// twoStates are two snapshots far enough apart for a full build.
func twoStates() [2]registry.Snapshot {
	var a, b []registry.Platform
	for i := range 60 {
		id := fmt.Sprintf("P%03d", i)
		a = append(a, registry.Platform{ID: id, Agency: "BCA", NameVI: "Cơ sở dữ liệu dân cư " + id})
		b = append(b, registry.Platform{ID: id, Agency: "BTC", NameVI: "Hệ thống hải quan " + id})
	}
	return [2]registry.Snapshot{snapshotOf(a), snapshotOf(b)}
}
