// Command import measures imports beside ogr2ogr in one run, on one private server:
// see README.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"sotay/internal/audit"
	"sotay/layers"
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
	b := &bench{}
	flag.StringVar(&b.dir, "dir", filepath.Join(os.TempDir(), "sotay-bench-import"), "folder for the shapefile and the private server")
	flag.IntVar(&b.rows, "rows", 1_000_000, "parcels in the shapefile")
	flag.IntVar(&b.rounds, "rounds", 3, "rounds; the table shows medians")
	flag.Parse()
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		return err
	}
	if err := b.makeShapefile(ctx); err != nil {
		return err
	}
	db, err := postgis.Open(ctx, postgis.Config{DataDir: filepath.Join(b.dir, "data")})
	if err != nil {
		return err
	}
	defer db.Close()
	b.db = db
	key, err := audit.Key(ctx, filepath.Join(b.dir, "audit.key"), db.Owner)
	if err != nil {
		return err
	}
	b.audit = audit.New(key, filepath.Join(b.dir, "audit.head"), nil)
	if err := layers.Sync(ctx, db.Owner); err != nil {
		return err
	}
	for round := range b.rounds {
		steps := []func(context.Context) error{b.ogr2ogr, b.loadAndIndex, b.journal, b.changeSet, b.replaceCommune}
		if round%2 == 1 { // what comes first finds the machine as the load left it
			steps[2], steps[3], steps[4] = b.changeSet, b.replaceCommune, b.journal
		}
		for _, m := range steps {
			if err := m(ctx); err != nil {
				return fmt.Errorf("round %d: %w", round+1, err)
			}
		}
	}
	return b.print(os.Stdout)
}
