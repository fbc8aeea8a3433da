package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"trunglap/registry"
)

// An app is one run of the command: where it speaks, in which language, and
// on which data folder.
type app struct {
	in   io.Reader
	out  *output   // results
	errw io.Writer // everything else
	lang registry.Lang
	data string
	now  func() time.Time
	bars bool // stderr is a terminal: progress may be drawn
}

// An output remembers the first failure to write, so that a full disk under
// a redirected stdout is not taken for success.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("write the result: %w", err)
	}
	return n, err
}

// newApp settles the language before any flag is parsed: help and usage
// errors already speak it.
func newApp(args []string, env func(string) string, stdin io.Reader, stdout, stderr io.Writer) (*app, error) {
	a := &app{in: stdin, out: &output{w: stdout}, errw: stderr, lang: registry.VI, now: time.Now}
	a.data = cmp.Or(env("TRUNGLAP_DATA"), "trunglap-data")
	if f, ok := stderr.(*os.File); ok {
		a.bars = term.IsTerminal(int(f.Fd()))
	}
	lang, err := registry.ParseLang(cmp.Or(langFlag(args), env("TRUNGLAP_LANG"), string(registry.VI)))
	if err != nil {
		return a, usage(registry.T(err.(*registry.Error).Say.VI, err.(*registry.Error).Say.EN))
	}
	a.lang = lang
	return a, nil
}

// langFlag finds the value of --lang among raw arguments; the last one counts.
func langFlag(args []string) string {
	found := ""
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if v, ok := strings.CutPrefix(arg, "--lang="); ok {
			found = v
		}
		if arg == "--lang" && i+1 < len(args) {
			found = args[i+1]
		}
	}
	return found
}

// say picks the user's language.
func (a *app) say(vi, en string) string { return registry.T(vi, en).In(a.lang) }

// printf writes a part of the result.
func (a *app) printf(vi, en string, args ...any) { fmt.Fprintf(a.out, a.say(vi, en), args...) }

// count writes a number with what it counts, in the user's language.
func (a *app) count(n int, vi, one, many string) string { return a.lang.Count(int64(n), vi, one, many) }

// tell writes a remark to stderr, on a line of its own.
func (a *app) tell(vi, en string, args ...any) { fmt.Fprintf(a.errw, a.say(vi, en)+"\n", args...) }

// indexDir is the search index in the data folder; it can be deleted at any
// time. Restricted platforms are in an index of their own readers: even where no
// hit shows them, their words would count in the scores.
func (a *app) indexDir(seen registry.Snapshot) string {
	name := "index.bleve"
	if slices.ContainsFunc(seen.Platforms, func(p registry.Platform) bool { return p.Restricted }) {
		name = "index-restricted.bleve"
	}
	return filepath.Join(a.data, name)
}
