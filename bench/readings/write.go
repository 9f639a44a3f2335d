package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"sotay/postgis"
)

// way is one way to write batches of readings.
type way struct {
	name string
	// prepare makes what is sent, before the clock runs.
	prepare func(batch) ([]byte, error)
	// write writes a batch durably and tells how many readings are new.
	write func(ctx context.Context, conn *pgxpool.Conn, sent []byte) (int64, error)
}

// write measures the ways in turns, each on readings that nobody wrote before.
func write(ctx context.Context, out io.Writer, db *postgis.DB, s *server, o options) error {
	ways := []way{
		{"HTTP: POST /api/readings, gzip NDJSON", ndjson, s.send},
		{"SQL: staging COPY, insert, latest, aggregates", binaryCopy, mergeInSQL},
		{"binary COPY into a table with the key", binaryCopy, copyInto("data.bench_keyed")},
		{"binary COPY into a bare table", binaryCopy, copyInto("data.bench_bare")},
	}
	w := writer{db: db, options: o, ids: map[int]int64{}}
	if err := w.begin(ctx); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%d rounds of %d readings by each way, in turns; %d connections, %d readings in a request or transaction\n\n", o.rounds, w.perRound(), o.clients, w.perBatch())
	rates := make([][]float64, len(ways))
	for round := range o.rounds {
		for k := range ways {
			i := (round + k) % len(ways)
			rate, err := w.measure(ctx, ways[i])
			if err != nil {
				return fmt.Errorf("%s: %w", ways[i].name, err)
			}
			rates[i] = append(rates[i], rate)
		}
	}
	fmt.Fprintf(out, "%-48s %10s %10s %10s %12s\n", "readings a second", "median", "least", "most", "HTTP is … of")
	for i, each := range ways {
		fmt.Fprintf(out, "%-48s %10.0f %10.0f %10.0f %11.0f%%\n", each.name, median(rates[i]), slices.Min(rates[i]), slices.Max(rates[i]), 100*median(ratios(rates[0], rates[i])))
	}
	return w.check(ctx, out)
}

func median(values []float64) float64 {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}

func ratios(a, b []float64) (out []float64) {
	for i := range a {
		out = append(out, a[i]/b[i])
	}
	return out
}

// writer writes readings of later and later times.
type writer struct {
	db      *postgis.DB
	options options
	ids     map[int]int64 // of stations, by their numbers
	first   time.Time     // of all that is written
	next    time.Time     // not written yet
}

func (w *writer) begin(ctx context.Context) error {
	err := w.db.Owner.QueryRow(ctx, `SELECT max(at) + interval '5 minutes' FROM data.readings_latest`).Scan(&w.first)
	if err != nil {
		return err
	}
	w.next = w.first
	if end := w.first.Add(time.Duration(4*w.options.rounds*w.stamps()) * interval); end.After(time.Now()) {
		return errors.New("there is no room for so much before now: fill another folder, or write less")
	}
	for n := 1; n <= stationCount; n++ {
		var id int64
		if err := w.db.Owner.QueryRow(ctx, `SELECT id FROM data.stations WHERE code = $1`, code(n)).Scan(&id); err != nil {
			return err
		}
		w.ids[n] = id
	}
	_, err = w.db.Owner.Exec(ctx, `
		DROP TABLE IF EXISTS data.bench_keyed, data.bench_bare;
		CREATE TABLE data.bench_bare (LIKE data.readings);
		CREATE TABLE data.bench_keyed (LIKE data.readings INCLUDING ALL)`)
	return err
}

// stamps are the times of a way in a round: all stations send at each.
func (w *writer) stamps() int { return max(1, w.options.rows/stationCount/len(measured)) }

func (w *writer) perRound() int { return w.stamps() * stationCount * len(measured) }

// stations in a batch, so that no two batches write for the same.
func (w *writer) stations() int {
	return min(stationCount, max(1, w.options.batch/w.stamps()/len(measured)))
}

func (w *writer) perBatch() int { return w.stamps() * w.stations() * len(measured) }

// batch is the readings of some stations at some times.
type batch struct {
	from, until int // stations, by number
	ids         map[int]int64
	first       time.Time
	stamps      int
}

// each calls do for each reading, in the order in which a station's files hold them.
func (b batch) each(do func(station int, parameter int, at time.Time, value float64)) {
	for n := b.from; n < b.until; n++ {
		for k := range b.stamps {
			at := b.first.Add(time.Duration(k) * interval)
			for p := range measured {
				do(n, p, at, float64(8+p)+float64((n*7+k*3+p)%50)/10)
			}
		}
	}
}

func (b batch) rows() int64 { return int64((b.until - b.from) * b.stamps * len(measured)) }

// measure writes a round in one way and gives readings a second.
func (w *writer) measure(ctx context.Context, by way) (float64, error) {
	var sent [][]byte
	var rows []int64
	for n := 1; n <= stationCount; n += w.stations() {
		b := batch{n, min(n+w.stations(), stationCount+1), w.ids, w.next, w.stamps()}
		body, err := by.prepare(b)
		if err != nil {
			return 0, err
		}
		sent, rows = append(sent, body), append(rows, b.rows())
	}
	w.next = w.next.Add(time.Duration(w.stamps()) * interval)
	queue := make(chan int, len(sent))
	for i := range sent {
		queue <- i
	}
	close(queue)
	conns, err := w.connections(ctx)
	if err != nil {
		return 0, err
	}
	defer release(conns)
	began := time.Now()
	work, within := errgroup.WithContext(ctx)
	for _, conn := range conns {
		work.Go(func() error {
			for i := range queue {
				n, err := by.write(within, conn, sent[i])
				if err == nil && n != rows[i] {
					err = fmt.Errorf("%d readings of %d were new", n, rows[i])
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return 0, err
	}
	return float64(w.perRound()) / time.Since(began).Seconds(), nil
}

// connections to the database, each with its staging table.
func (w *writer) connections(ctx context.Context) (conns []*pgxpool.Conn, err error) {
	for range w.options.clients {
		conn, err := w.db.Owner.Acquire(ctx)
		if err == nil {
			conns = append(conns, conn)
			_, err = conn.Exec(ctx, stagingSQL)
		}
		if err != nil {
			release(conns)
			return nil, err
		}
	}
	return conns, nil
}

func release(conns []*pgxpool.Conn) {
	for _, conn := range conns {
		conn.Release()
	}
}
