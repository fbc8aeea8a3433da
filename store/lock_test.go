package store

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"trunglap/registry"
)

func TestMain(m *testing.M) {
	switch os.Getenv("TRUNGLAP_STORE_CHILD") {
	case "lock":
		holdLock()
	case "work":
		work(os.Args[1])
	default:
		os.Exit(m.Run())
	}
}

// holdLock takes the lock, says so, and waits to be killed.
func holdLock() {
	if _, err := Lock(os.Args[1]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("held")
	select {}
}

// child starts this test binary in another role.
func child(t *testing.T, role string, args ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "TRUNGLAP_STORE_CHILD="+role)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return cmd, bufio.NewScanner(out)
}

func TestLockNamesTheHolderAndDiesWithIt(t *testing.T) {
	dir := t.TempDir() + "/new"
	cmd, out := child(t, "lock", dir)
	if !out.Scan() || out.Text() != "held" {
		t.Fatalf("child: %s", out.Text())
	}
	_, err := Lock(dir)
	if !errors.Is(err, registry.ErrBusy) || !strings.Contains(err.Error(), fmt.Sprint(cmd.Process.Pid)) {
		t.Fatalf("second holder: %v", err)
	}
	if said := registry.Explain(err, registry.VI); !strings.Contains(said, fmt.Sprint(cmd.Process.Pid)) {
		t.Errorf("in Vietnamese: %s", said)
	}
	cmd.Process.Kill() // -9: nothing of ours runs
	cmd.Wait()
	release, err := Lock(dir)
	if err != nil {
		t.Fatalf("after the holder died: %v", err)
	}
	if _, err := Lock(dir); !errors.Is(err, registry.ErrBusy) {
		t.Errorf("twice in one process: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	release, err = Lock(dir)
	if err != nil {
		t.Fatalf("after release: %v", err)
	}
	release()
}
