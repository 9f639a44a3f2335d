// Command history measures what keeping the history of parcels costs those who write: the
// same statements with and without its triggers, in turns, on a private server.
//
//	go run ./bench/history -data DIR [-rows 90000] [-rounds 5]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
	"sotay/postgis"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	data := flag.String("data", "", "folder of the private server, made where it is not there; its parcels are replaced")
	rows := flag.Int("rows", 90_000, "parcels")
	rounds := flag.Int("rounds", 5, "rounds; medians are shown")
	flag.Parse()
	if *data == "" {
		fmt.Fprintln(os.Stderr, "-data is needed")
		os.Exit(2)
	}
	if err := run(ctx, *data, *rows, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// fill lays parcels of 20 m, a hundred to a row and a thousand to a sheet.
const fill = `
	INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, address, land_use, land_types, survey_geom, geom)
	SELECT '26506', (n / 1000)::text, (n % 1000)::text, 'Số ' || n, 'ODT', '{ODT}', g, st_transform(g, 4326)
	FROM   generate_series(1, $1) AS n,
	       LATERAL st_makeenvelope(420000 + 20 * (n % 100), 1140000 + 20 * (n / 100), 420020 + 20 * (n % 100), 1140020 + 20 * (n / 100), 910775) AS g`

func run(ctx context.Context, data string, rows, rounds int) error {
	db, err := postgis.Open(ctx, postgis.Config{DataDir: data})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := errors.Join(db.Up(ctx), layers.Sync(ctx, db.Owner)); err != nil {
		return err
	}
	conn, err := db.Owner.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	for _, sql := range []string{`SET statement_timeout = 0`, `TRUNCATE data.parcels`, `TRUNCATE data.parcels_history`} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if _, err := conn.Exec(ctx, fill, rows); err != nil {
		return err
	}
	fmt.Printf("%-24s %10s %10s %8s   medians of %d rounds over %d parcels\n", "statement", "without", "with", "ratio", rounds, rows)
	for _, s := range []struct{ name, sql string }{
		{"update of a field", `UPDATE data.parcels SET land_use = 'CLN'`},
		{"update of the shape", `UPDATE data.parcels SET survey_geom = st_translate(survey_geom, 0.5, 0), geom = st_translate(geom, 0.000005, 0)`},
		{"removal", `DELETE FROM data.parcels`},
	} {
		var times [2][]time.Duration
		for range rounds {
			for with := range 2 {
				took, err := measure(ctx, conn.Conn(), s.sql, with == 1)
				if err != nil {
					return fmt.Errorf("%s: %w", s.name, err)
				}
				times[with] = append(times[with], took)
			}
		}
		without, with := median(times[0]), median(times[1])
		fmt.Printf("%-24s %10s %10s %7.2f×\n", s.name, without.Round(time.Millisecond), with.Round(time.Millisecond), with.Seconds()/without.Seconds())
	}
	return nil
}

// measure times a statement that is taken back.
func measure(ctx context.Context, conn *pgx.Conn, sql string, history bool) (took time.Duration, err error) {
	if _, err := conn.Exec(ctx, `VACUUM ANALYZE data.parcels`); err != nil {
		return 0, err
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, tx.Rollback(ctx)) }()
	if !history {
		if _, err := tx.Exec(ctx, `ALTER TABLE data.parcels DISABLE TRIGGER history_update, DISABLE TRIGGER history_delete`); err != nil {
			return 0, err
		}
	}
	start := time.Now()
	_, err = tx.Exec(ctx, sql)
	return time.Since(start), err
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}
