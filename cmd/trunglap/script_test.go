package main

import (
	"errors"
	"flag"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata/script")

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"trunglap": main}) }

// TestScript runs testdata/script/*.txtar: each is a list of commands and the
// files they need. A new case is a new file.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exit": exitCmd,
		},
	})
}

// setup gives every script an empty environment of ours and the real lists as $VN.
func setup(env *testscript.Env) error {
	vn, err := filepath.Abs("../../testdata/vn")
	if err != nil {
		return err
	}
	env.Setenv("VN", vn)
	env.Setenv("TRUNGLAP_DATA", "")
	env.Setenv("TRUNGLAP_LANG", "")
	return nil
}

// exitCmd implements "exit CODE cmd args...": the command must end with that code.
func exitCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exit CODE cmd args...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var ended interface{ ExitCode() int }
	if errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
