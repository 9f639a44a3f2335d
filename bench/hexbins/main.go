// Command hexbins measures numbers by H3 cell over five million points: see README.md.
//
//	go run ./bench/hexbins -data DIR
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"time"

	"sotay/environment"
	"sotay/geoapi"
	"sotay/hexbins"
	"sotay/incidents"
	"sotay/layers"
	"sotay/parcels"
	"sotay/postgis"
)

// options are what is asked for.
type options struct {
	data        string
	points      int // of the layer of viewports
	tilePoints  int // of the layer of tiles
	importRows  int
	asks        int // viewports of each kind
	months      int // of a period
	fillOnly    bool
	skipImports bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var o options
	flag.StringVar(&o.data, "data", "", "folder of the private server, made and filled where it is not there")
	flag.IntVar(&o.points, "points", 5_000_000, "points of the layer of which viewports are asked")
	flag.IntVar(&o.tilePoints, "tile-points", 1_000_000, "points of the layer of which tiles are asked")
	flag.IntVar(&o.importRows, "import-rows", 100_000, "points that each import adds")
	flag.IntVar(&o.asks, "asks", 100, "viewports of each resolution and value")
	flag.IntVar(&o.months, "months", 1, "months of a period, 12 at most")
	flag.BoolVar(&o.fillOnly, "fill", false, "fill only")
	flag.BoolVar(&o.skipImports, "no-imports", false, "leave the imports out")
	most := flag.Duration("most", time.Hour, "stop after so long")
	flag.Parse()
	if o.data == "" || o.months < 1 || o.months > 12 {
		fmt.Fprintln(os.Stderr, "-data is needed, and 1 to 12 months")
		os.Exit(2)
	}
	ctx, cancel := context.WithTimeout(ctx, *most)
	defer cancel()
	if err := run(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, o options) error {
	db, err := postgis.Open(ctx, postgis.Config{DataDir: o.data})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := errors.Join(db.Up(ctx), layers.Sync(ctx, db.Owner)); err != nil {
		return err
	}
	b := &bench{options: o, out: out, db: db}
	if err := b.fill(ctx); err != nil || o.fillOnly {
		return err
	}
	if err := b.serve(ctx); err != nil {
		return err
	}
	defer b.stop()
	if err := errors.Join(b.viewports(ctx), b.tiles(ctx)); err != nil || o.skipImports {
		return err
	}
	return b.imports(ctx)
}

// bench is a private database and the program over it.
type bench struct {
	options
	out    io.Writer
	db     *postgis.DB
	server *geoapi.Server
	bins   *hexbins.Bins
	stop   func()
	cpu    time.Duration // used when the last row was printed
}

// open reads the catalogue and makes what bins.
func (b *bench) open(ctx context.Context) (*layers.Catalogue, *postgis.Journal, error) {
	catalogue := layers.NewCatalogue(b.db.App)
	if err := catalogue.Refresh(ctx); err != nil {
		return nil, nil, err
	}
	journal := postgis.NewJournal(postgis.JournalConfig{Pool: b.db.App, Catalogue: catalogue.Refresh})
	b.bins = hexbins.New(hexbins.Config{DB: b.db, Catalogue: catalogue, Journal: journal})
	return catalogue, journal, nil
}

// serve makes the server as sotay serve does, without limits on how often it is asked.
func (b *bench) serve(ctx context.Context) error {
	catalogue, journal, err := b.open(ctx)
	if err != nil {
		return err
	}
	zone, err := parcels.ZoneOf(107.75)
	if err != nil {
		return err
	}
	b.server, err = geoapi.New(geoapi.Config{
		DB: b.db, Catalogue: catalogue, Journal: journal, Zone: zone, Readings: environment.New(b.db), Reports: &incidents.Store{DB: b.db}, Bins: b.bins,
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	group.Go(func() { _ = journal.Run(ctx) })
	b.stop = func() { cancel(); group.Wait() }
	return nil
}
