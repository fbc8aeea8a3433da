package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output in testdata/script and docs/model-card.md")

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
			"exit":    exitCmd,
			"mklist":  mklistCmd,
			"field":   fieldCmd,
			"flip":    flipCmd,
			"lines":   linesCmd,
			"reorder": reorderCmd,
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

// mklistCmd implements "mklist FILE LINES [LINE AGENCY]": a list with that many
// lines, header included, in which one line may name another agency.
func mklistCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 && len(args) != 4 {
		ts.Fatalf("usage: mklist FILE LINES [LINE AGENCY]")
	}
	lines, err := strconv.Atoi(args[1])
	ts.Check(err)
	var b strings.Builder
	b.WriteString("id,agency,name_vi,function_vi\n")
	for line := 2; line <= lines; line++ {
		agency := "BTC"
		if len(args) == 4 && args[2] == strconv.Itoa(line) {
			agency = args[3]
		}
		fmt.Fprintf(&b, "P-%03d,%s,Hệ thống số %d,Quản lý hồ sơ loại %d của cơ quan tài chính\n", line, agency, line, line)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o644))
}

// fieldCmd implements "field NAME FILE": the value of that field of the JSON
// document on the last command's stdout goes into the file.
func fieldCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: field NAME FILE")
	}
	var doc map[string]json.RawMessage
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &doc))
	value, ok := doc[args[0]]
	if !ok {
		ts.Fatalf("there is no field %s", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), append(value, '\n'), 0o644))
}

// reorderCmd implements "reorder IN OUT": the same CSV with its rows in
// another order, the last first.
func reorderCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: reorder IN OUT")
	}
	rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(args[0]))).ReadAll()
	ts.Check(err)
	slices.Reverse(rows[1:])
	var b strings.Builder
	ts.Check(csv.NewWriter(&b).WriteAll(rows))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o644))
}

// flipCmd implements "flip IN AT OUT": the same file with one bit of the byte
// at that place flipped.
func flipCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: flip IN AT OUT")
	}
	data := []byte(ts.ReadFile(args[0]))
	at, err := strconv.Atoi(args[1])
	ts.Check(err)
	if at >= len(data) {
		ts.Fatalf("%s has %d bytes", args[0], len(data))
	}
	data[at] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), data, 0o644))
}

// linesCmd implements "lines FILE N": the file has that many lines.
func linesCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: lines FILE N")
	}
	if got := strings.Count(ts.ReadFile(args[0]), "\n"); strconv.Itoa(got) != args[1] {
		ts.Fatalf("%s has %d lines, want %s", args[0], got, args[1])
	}
}
