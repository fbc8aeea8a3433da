// Command trunglap finds duplication between the digital platforms of
// ministries: it loads lists of platforms, scores every pair, explains what it
// finds and writes reports. `trunglap --help` lists what it does.
//
// This package wires the others together and holds no rule of the domain.
// Results go to stdout and everything else to stderr; the exit code says how
// it ended (exit.go). One file per subcommand.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// version is stamped by the linker (`make build`); it is never assigned.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole command in this process: it returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a, err := newApp(args, os.Getenv, stdin, stdout, stderr)
	if err != nil {
		return a.exit(ctx, err)
	}
	root := a.root()
	root.SetArgs(args)
	err = root.ExecuteContext(ctx)
	if err == nil {
		err = a.out.err
	}
	return a.exit(ctx, err)
}
