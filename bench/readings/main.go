// Command readings measures the environment's database at twenty million readings: how long
// the latest of all stations and a year of one parameter take over HTTP, and how many readings
// a second are taken durably over HTTP, against the same merge in SQL and a bare COPY.
//
//	go run ./bench/readings -data DIR
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"sotay/layers"
	"sotay/postgis"
)

// options are what is asked for.
type options struct {
	data, program  string
	readings       int
	asks           int
	rounds, rows   int
	batch, clients int
	fillOnly       bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var o options
	flag.StringVar(&o.data, "data", "", "folder of the private server, made and filled where it is not there")
	flag.StringVar(&o.program, "sotay", "bin/sotay", "the program")
	flag.IntVar(&o.readings, "readings", 20_000_000, "readings to fill it with")
	flag.IntVar(&stationCount, "stations", stationCount, "stations, with eight parameters each")
	flag.IntVar(&o.asks, "asks", 500, "questions of each kind")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds of writing; medians are shown")
	flag.IntVar(&o.rows, "rows", 120_000, "readings that each way writes in a round")
	flag.IntVar(&o.batch, "batch", 10_000, "readings in a request or a transaction, about")
	flag.IntVar(&o.clients, "c", 4, "connections that write at the same time")
	flag.BoolVar(&o.fillOnly, "fill", false, "fill only")
	most := flag.Duration("most", 15*time.Minute, "stop after so long")
	flag.Parse()
	if o.data == "" {
		fmt.Fprintln(os.Stderr, "-data is needed")
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
	if err := fill(ctx, out, db, o.readings); err != nil || o.fillOnly {
		return err
	}
	server, err := start(ctx, o)
	if err != nil {
		return err
	}
	defer server.stop()
	if err := ask(ctx, out, db, server, o.asks); err != nil {
		return err
	}
	return write(ctx, out, db, server, o)
}
