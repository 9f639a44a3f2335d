// Command sotay is the whole program: it serves the land handbook, imports files into
// it, and looks after its database. Each command is a file of this package; main.go and
// program.go hold what they share.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(realMain()) }

// realMain also serves the script tests, which run this program under its own name.
func realMain() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	p := newProgram(os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	return p.run(ctx, os.Args[1:])
}
