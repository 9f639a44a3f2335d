package main

import (
	"context"
	_ "embed"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// The same merge in SQL, of what COPY has brought into data.stage.
//
//go:embed merge.sql
var mergeSQL string

// atOnce is how many rows a request and a transaction hold.
const atOnce = 20_000

// speed stores readings over HTTP by two connections, and as many by the merge in SQL over one
// and over two connections, in the same run.
func speed(ctx context.Context, o options) error {
	t, err := start(ctx, o.bin)
	if err != nil {
		return err
	}
	defer t.stop()
	total := or(o.rows, 400_000)
	_, err = t.db.Owner.Exec(ctx, `
		CREATE TABLE data.stage_ids AS SELECT code, id FROM data.stations;
		CREATE UNLOGGED TABLE data.stage (connection int, station bigint, parameter smallint, at timestamptz, value float8, status smallint);
		SELECT sotay.make_readings_month(m) FROM generate_series('2026-03-01 00:00+07'::timestamptz, '2026-11-01 00:00+07', '1 month') AS m`)
	if err != nil {
		return err
	}
	bodies := map[int][]byte{} // made before, so that it is not measured
	for n := 0; n < 2*total; n += atOnce {
		bodies[n] = bodyOf(n, n+atOnce)
	}
	var over [3]float64
	for i, connections := range []int{1, 2} {
		over[i+1] = timed(i*total, total, connections, func(_, n int) error {
			a, err := t.send(ctx, "text/csv", bodies[n])
			if err == nil && (a.status != 200 || a.counts.Stored != atOnce) {
				err = fmt.Errorf("answer %+v", a)
			}
			return err
		})
		fmt.Printf("over HTTP, CSV, %d connections: %.0f rows/s\n", connections, over[connections])
	}
	for _, connections := range []int{1, 2} {
		rate := timed((1+connections)*total, total, connections, func(connection, n int) error { return t.mergeInSQL(ctx, connection, n) })
		fmt.Printf("merge in SQL, %d connections: %.0f rows/s; HTTP is %.0f %% of it\n", connections, rate, 100*over[connections]/rate)
	}
	fmt.Printf("peak memory of the program %.0f MB\n", t.peak())
	return nil
}

// timed does work for rows from one number on, in pieces, and gives rows a second; 0 where it failed.
func timed(from, rows, connections int, do func(connection, n int) error) float64 {
	pieces := make(chan int, rows/atOnce+1)
	for n := from; n < from+rows; n += atOnce {
		pieces <- n
	}
	close(pieces)
	var all sync.WaitGroup
	began := time.Now()
	for c := range connections {
		all.Go(func() {
			for n := range pieces {
				if err := do(c, n); err != nil {
					fmt.Println(err)
				}
			}
		})
	}
	all.Wait()
	return float64(rows) / time.Since(began).Seconds()
}

// mergeInSQL stores the rows from a number on by COPY and SQL alone, in one transaction.
func (t *target) mergeInSQL(ctx context.Context, connection, from int) error {
	ids := []int16{1, 2, 4, 5, 8, 9} // of parameters
	return pgx.BeginFunc(ctx, t.db.Owner, func(tx pgx.Tx) error {
		n := from
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"data", "stage"}, []string{"connection", "station", "parameter", "at", "value", "status"}, pgx.CopyFromFunc(func() ([]any, error) {
			if n == from+atOnce {
				return nil, nil
			}
			series := n % (stations * 6)
			at := time.Date(2026, 3, 1, 0, 5, 0, 0, time.FixedZone("", 7*3600)).Add(time.Duration(n/(stations*6)) * 5 * time.Minute)
			n++
			return []any{int32(connection), int64(1 + series/6), ids[series%6], at, float64(10 + n%90), int16(0)}, nil
		}))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, fmt.Sprintf(mergeSQL, connection), pgx.QueryExecModeSimpleProtocol)
		return err
	})
}
