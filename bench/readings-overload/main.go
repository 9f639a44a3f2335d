// Command readings-overload sends readings to a sotay of its own, in a folder of its own: more than
// it can store (overload), the same again and again (replay), or as fast as it takes them
// beside the same merge in SQL (speed). It says what it found, and fails where that is wrong.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "readings-overload:", err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	bin   string
	rows  int
	times float64
	span  time.Duration
}

func run() error {
	var o options
	mode := flag.String("mode", "overload", "overload, replay or speed")
	flag.StringVar(&o.bin, "bin", "bin/sotay", "the program")
	flag.IntVar(&o.rows, "rows", 0, "rows of a request (overload: 1000), in all (replay: 1000000, speed: 400000)")
	flag.Float64Var(&o.times, "times", 10, "overload: how many times what it can store")
	flag.DurationVar(&o.span, "for", time.Minute, "overload: for how long")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute) // it stops by itself
	defer cancel()
	modes := map[string]func(context.Context, options) error{"overload": overload, "replay": replay, "speed": speed}
	do := modes[*mode]
	if do == nil {
		return errors.New("no such mode")
	}
	return do(ctx, o)
}

// or gives n, or what stands for 0.
func or(n, def int) int {
	if n == 0 {
		return def
	}
	return n
}
