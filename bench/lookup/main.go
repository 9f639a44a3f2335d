// Command lookup measures the look-ups of the land handbook: it asks a sotay server in
// the same process as clients would, and prints how long the server took.
//
//	go run ./bench/lookup -url postgres://sotay_owner@host/database
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"slices"
	"strings"
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

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	url := flag.String("url", os.Getenv("SOTAY_DATABASE"), "database with the parcels, as for sotay --database")
	data := flag.String("data", "", "folder of the private server with them, as for sotay --data")
	count := flag.Int("n", 2000, "requests of each kind")
	clients := flag.Int("c", 2, "requests at the same time")
	seed := flag.Uint64("seed", 1, "of the random choice")
	only := flag.String("only", "", "kinds of requests whose name holds this text")
	flag.Parse()
	if err := run(ctx, os.Stdout, postgis.Config{URL: *url, DataDir: *data}, *only, *count, *clients, *seed); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, where postgis.Config, only string, count, clients int, seed uint64) error {
	db, err := postgis.Open(ctx, where)
	if err != nil {
		return err
	}
	defer db.Close()
	server, stop, err := serve(ctx, db)
	if err != nil {
		return err
	}
	defer stop()
	asks, err := questions(ctx, db, count, rand.New(rand.NewPCG(seed, seed)))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%-36s %8s %8s %8s %8s %8s\n", "ms of server time", "n", "p50", "p95", "p99", "max")
	for _, kind := range asks {
		if !strings.Contains(kind.name, only) {
			continue
		}
		measure(server, kind.asks[:min(len(kind.asks), 50)], clients) // connections and plans
		times, failed := measure(server, kind.asks, clients)
		if failed != "" {
			return fmt.Errorf("%s: %s", kind.name, failed)
		}
		slices.Sort(times)
		at := func(q float64) float64 {
			return float64(times[int(q*float64(len(times)-1))].Microseconds()) / 1000
		}
		fmt.Fprintf(out, "%-36s %8d %8.2f %8.2f %8.2f %8.2f\n", kind.name, len(times), at(.5), at(.95), at(.99), at(1))
	}
	return nil
}

// serve makes the server as sotay serve does, without a limit on look-ups.
func serve(ctx context.Context, db *postgis.DB) (*geoapi.Server, func(), error) {
	if err := layers.Sync(ctx, db.Owner); err != nil {
		return nil, nil, err
	}
	catalogue := layers.NewCatalogue(db.App)
	if err := catalogue.Refresh(ctx); err != nil {
		return nil, nil, err
	}
	journal := postgis.NewJournal(postgis.JournalConfig{Pool: db.App, Catalogue: catalogue.Refresh})
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	group.Go(func() { _ = journal.Run(ctx) })
	zone, err := parcels.ZoneOf(107.75)
	if err == nil {
		var server *geoapi.Server
		server, err = geoapi.New(geoapi.Config{
			DB: db, Catalogue: catalogue, Journal: journal, Zone: zone,
			Readings: environment.New(db), Reports: &incidents.Store{DB: db}, Bins: hexbins.New(hexbins.Config{DB: db, Catalogue: catalogue, Journal: journal}),
			Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
		})
		if err == nil {
			return server, func() { cancel(); group.Wait() }, nil
		}
	}
	cancel()
	return nil, nil, err
}

// measure asks each once and gives the time of each.
func measure(server http.Handler, asks []ask, clients int) (times []time.Duration, failed string) {
	var mu sync.Mutex
	var group sync.WaitGroup
	next := make(chan ask)
	for range clients {
		group.Go(func() {
			for a := range next {
				method := http.MethodGet
				if a.body != "" {
					method = http.MethodPost
				}
				w, r := httptest.NewRecorder(), httptest.NewRequest(method, a.path, strings.NewReader(a.body))
				r.Header.Set("Accept-Encoding", "gzip")
				r.Header.Set("Content-Type", "application/json")
				start := time.Now()
				server.ServeHTTP(w, r)
				took := time.Since(start)
				mu.Lock()
				times = append(times, took)
				if w.Code != http.StatusOK {
					failed = fmt.Sprintf("%s %s: %d %s", method, a.path, w.Code, w.Body)
				}
				mu.Unlock()
			}
		})
	}
	for _, a := range asks {
		next <- a
	}
	close(next)
	group.Wait()
	return times, failed
}
