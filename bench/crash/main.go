// Command crash kills imports at random moments and looks at what is left: see README.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"sotay/internal/crash"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	kills := flag.Int("kills", 50, "how many imports are killed")
	rows := flag.Int("rows", 5000, "parcels in each of the two files")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "of the random moments")
	program := flag.String("sotay", "bin/sotay", "the program")
	flag.Parse()
	dir, err := os.MkdirTemp("", "sotay-crash-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o711); err != nil { // the database may run as another user
		return err
	}
	data := filepath.Join(dir, "data")
	began := time.Now()
	r, err := crash.New(ctx, crash.Config{
		Data: data, Dir: dir, Rows: *rows, Random: rand.New(rand.NewPCG(*seed, 0)),
		Sotay: func(args ...string) *exec.Cmd {
			cmd := exec.CommandContext(ctx, *program, args...)
			cmd.Env = append(os.Environ(), "SOTAY_DATA="+data, "LANG=en_US.UTF-8")
			return cmd
		},
	})
	if err != nil {
		return err
	}
	defer r.Close()
	for i := range *kills {
		victims := crash.Victims()
		said, err := r.Kill(ctx, victims[i%len(victims)])
		if err != nil {
			return fmt.Errorf("kill %d, seed %d: %w", i+1, *seed, err)
		}
		fmt.Printf("%2d  %s\n", i+1, said)
	}
	fmt.Printf("%d kills in %s; %d readings saw the old or the new state (seed %d)\n", *kills, time.Since(began).Round(time.Second), r.Seen, *seed)
	return nil
}
