package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"sotay/postgis"
)

// What is filled in: so many stations that send so many parameters every five minutes.
var stationCount = 300

const interval = 5 * time.Minute

// measured are the parameters, by the numbers and symbols of data.parameters.
var measured = []struct {
	id   int16
	code string
}{{1, "PM2.5"}, {2, "PM10"}, {4, "O3"}, {5, "NO2"}, {6, "NO"}, {7, "NOX"}, {8, "SO2"}, {9, "CO"}}

func parameterIDs() (ids []int16) {
	for _, p := range measured {
		ids = append(ids, p.id)
	}
	return ids
}

// code of the station n, from 1.
func code(n int) string { return fmt.Sprintf("B%03d", n) }

// stationsSQL lays the stations over the province, twenty to a row.
const stationsSQL = `
	INSERT INTO data.stations (code, name, kind, operator, interval_s, geom)
	SELECT 'B' || lpad(n::text, 3, '0'), 'Trạm đo thử ' || n, 'air', 'Đo thử', 300, st_setsrid(st_makepoint(107.05 + 0.025 * (n % 20), 10.40 + 0.02 * (n / 20)), 4326)
	FROM   generate_series(1, $1) AS n`

// meanSQL is the mean of an hour by the Unix time e of its label: a day's wave, far from all limits.
const meanSQL = `(10 + p.id + 4 * sin($1::bigint + e * pi() / 43200))`

// Of each station: readings up to a moment that average to the hours, hours of a year, days.
const (
	readingsSQL = `
		INSERT INTO data.readings (station, parameter, at, value, status)
		SELECT $1::bigint, p.id, at, ` + meanSQL + ` + 0.1 * (extract(epoch FROM at)::bigint / 300 % 12 - 5.5), 0
		FROM   unnest($2::smallint[]) AS p (id)
		CROSS  JOIN generate_series($3::timestamptz, $4::timestamptz, interval '5 minutes') AS at
		CROSS  JOIN LATERAL (SELECT (extract(epoch FROM at)::bigint + 3599) / 3600 * 3600 AS e OFFSET 0) AS label`
	hoursSQL = `
		INSERT INTO data.readings_hourly (station, parameter, hour, received, counted, expected, mean, lowest, highest)
		SELECT $1::bigint, p.id, hour, 12, 12, 12, ` + meanSQL + `, ` + meanSQL + ` - 0.55, ` + meanSQL + ` + 0.55
		FROM   unnest($2::smallint[]) AS p (id)
		CROSS  JOIN generate_series($3::timestamptz, $4::timestamptz, interval '1 hour') AS hour
		CROSS  JOIN LATERAL (SELECT extract(epoch FROM hour)::bigint AS e OFFSET 0) AS label`
	daysSQL = `
		INSERT INTO data.readings_daily (station, parameter, day, received, counted, expected, mean, lowest, highest, highest_8h)
		SELECT $1::bigint, p.id, day, 288, 24, 288, 10 + p.id, 6 + p.id, 14 + p.id, 13 + p.id
		FROM   unnest($2::smallint[]) AS p (id)
		CROSS  JOIN generate_series($3::date, $4::date - 1, interval '1 day') AS day`
	latestSQL = `
		INSERT INTO data.readings_latest (station, parameter, at, value, status, received)
		SELECT r.station, r.parameter, r.at, r.value, r.status, now()
		FROM   data.readings r
		WHERE  r.station = $1 AND r.parameter = ANY ($2::smallint[]) AND r.at = $3`
)

// fill makes stations and readings where there are none. The newest are four days old, so that
// there is room for what is written later.
func fill(ctx context.Context, out io.Writer, db *postgis.DB, readings int) error {
	var there int
	if err := db.Owner.QueryRow(ctx, `SELECT count(*) FROM data.stations`).Scan(&there); err != nil || there > 0 {
		return err
	}
	began := time.Now()
	end := began.UTC().Truncate(time.Hour).AddDate(0, 0, -4)
	each := readings / stationCount / len(measured)
	first := end.Add(-time.Duration(each-1) * interval)
	for at := first; at.Before(began.AddDate(0, 1, 0)); at = at.AddDate(0, 0, 27) {
		if _, err := db.Owner.Exec(ctx, `SELECT sotay.make_readings_month(least($1, now() + interval '20 days'))`, at); err != nil {
			return err
		}
	}
	if _, err := db.Owner.Exec(ctx, stationsSQL, stationCount); err != nil {
		return err
	}
	year := end.AddDate(-1, 0, 0)
	work, within := errgroup.WithContext(ctx)
	work.SetLimit(2)
	for n := 1; n <= stationCount; n++ {
		work.Go(func() error { return fillStation(within, db, code(n), first, year, end) })
	}
	if err := work.Wait(); err != nil {
		return err
	}
	for _, table := range []string{"readings", "readings_hourly", "readings_daily", "readings_latest", "stations"} {
		if _, err := db.Owner.Exec(ctx, "VACUUM ANALYZE data."+table); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "filled in %.0f s\n", time.Since(began).Seconds())
	return forget(ctx, db)
}

// forget keeps the program from following up what was filled in: a year of all stations would
// keep it busy while it is measured.
func forget(ctx context.Context, db *postgis.DB) error {
	var there bool
	err := db.Owner.QueryRow(ctx, `SELECT to_regclass('data.readings_touched') IS NOT NULL`).Scan(&there)
	if err == nil && there {
		_, err = db.Owner.Exec(ctx, `TRUNCATE data.readings_touched`)
	}
	return err
}

func fillStation(ctx context.Context, db *postgis.DB, code string, first, year, end time.Time) error {
	var id int64
	if err := db.Owner.QueryRow(ctx, `SELECT id FROM data.stations WHERE code = $1`, code).Scan(&id); err != nil {
		return err
	}
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{readingsSQL, []any{first, end}}, {hoursSQL, []any{year.Add(time.Hour), end}}, {daysSQL, []any{year, end}}, {latestSQL, []any{end}},
	} {
		if _, err := db.Owner.Exec(ctx, step.sql, append([]any{id, parameterIDs()}, step.args...)...); err != nil {
			return fmt.Errorf("fill %s: %w", code, err)
		}
	}
	return nil
}
