// Command tiles measures the tile server beside PostGIS itself, nginx and a minimal Go
// server, in one run on one machine: see README.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"sotay/postgis"
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
	b := &bench{results: map[string][]float64{}}
	flag.StringVar(&b.dir, "dir", filepath.Join(os.TempDir(), "sotay-bench-tiles"), "folder for the private server and the tiles")
	flag.IntVar(&b.rows, "rows", 1_000_000, "parcels")
	flag.IntVar(&b.rounds, "rounds", 5, "rounds; the table shows medians")
	flag.IntVar(&b.clients, "c", 8, "clients at a time")
	flag.IntVar(&b.commits, "commits", 300, "commits until a fresh tile")
	only := flag.String("only", "", "uncached, cached or fresh; all where empty")
	role := flag.String("role", "", "used by the program itself: sotay or minimal")
	listen := flag.String("listen", "", "used by the program itself: where a server listens")
	cache := flag.Uint64("cache", 256<<20, "used by the program itself: bytes of cache")
	flag.Parse()
	switch *role {
	case "sotay":
		return serve(ctx, b.dir, *listen, *cache)
	case "minimal":
		return serveMinimal(ctx, b.tileDir(), *listen)
	}
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		return err
	}
	db, err := postgis.Open(ctx, postgis.Config{DataDir: b.data()})
	if err != nil {
		return err
	}
	defer db.Close()
	b.db = db
	if err := b.load(ctx); err != nil {
		return err
	}
	for _, m := range []struct {
		name string
		run  func(context.Context) error
	}{{"uncached", b.uncached}, {"cached", b.cached}, {"fresh", b.fresh}} {
		if *only != "" && *only != m.name {
			continue
		}
		if err := m.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	b.print(os.Stdout)
	return nil
}

// bench holds the set-up and what was measured, by name, one value a round.
type bench struct {
	dir                            string
	rows, rounds, clients, commits int
	db                             *postgis.DB
	names                          []string // in the order measured first
	results                        map[string][]float64
}

func (b *bench) data() string    { return filepath.Join(b.dir, "data") }
func (b *bench) tileDir() string { return filepath.Join(b.dir, "tiles") }
