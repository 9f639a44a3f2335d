package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// The layers: the one of viewports, the one of tiles, and those of imports with cells and without.
const (
	crowd  = "bench_crowd"
	spread = "bench_tiles"
	binned = "bench_binned"
	bare   = "bench_bare"
)

// described is a layer of points with a time and two numbers.
func described(name string) layers.Layer {
	field := func(name, kind string) layers.Field {
		return layers.Field{Name: name, Type: kind, TitleVi: name, TitleEn: name, Visibility: layers.Public, Filterable: true}
	}
	return layers.Layer{
		Name: name, Audience: layers.Public, TitleVi: "Điểm thử", TitleEn: "Bench points", Theme: "facility", Geometry: "Point", Time: "seen", MinZoom: 14,
		Fields: []layers.Field{field("seen", "timestamp"), field("price", "real"), field("floors", "integer"), field("kind", "text")},
	}
}

// pointsSQL lays points over a province: six in seven in or around one of 400 towns, of which the
// first is the largest and the n-th has a share of 1/n; the others anywhere. Times are of two years.
const pointsSQL = `
	INSERT INTO data.%s (seen, price, floors, kind, geom)
	SELECT '2025-01-01 00:00+07'::timestamptz + random() * interval '730 days', round((100 * exp(3 * random()))::numeric, 2)::float8, 1 + floor(9 * random() * random()),
	       'k' || n %% 8, st_setsrid(st_makepoint(lon, lat), 4326)
	FROM  (SELECT n, floor(401 ^ random())::int AS town, sqrt(-2 * ln(1 - random())) AS far, 2 * pi() * random() AS way, random() AS x, random() AS y FROM generate_series(1, $1::int) AS n) AS r
	CROSS  JOIN LATERAL (SELECT hashint4(town)::bigint & 1023 AS east, hashint4(town + 1000)::bigint & 1023 AS north, 0.003 + 0.03 / sqrt(town) AS wide OFFSET 0) AS t
	CROSS  JOIN LATERAL (
	       SELECT CASE WHEN n %% 7 = 0 THEN 107.0 + 0.6 * x ELSE 107.0 + 0.6 * east / 1023 + wide * far * cos(way) END AS lon,
	              CASE WHEN n %% 7 = 0 THEN 10.3 + 0.5 * y ELSE 10.3 + 0.5 * north / 1023 + wide * far * sin(way) END AS lat OFFSET 0) AS p`

// fill makes the layers and their points where there are none, and the cells.
func (b *bench) fill(ctx context.Context) error {
	for _, l := range []struct {
		name   string
		points int
	}{{crowd, b.points}, {spread, b.tilePoints}} {
		var there bool
		if err := b.db.Owner.QueryRow(ctx, `SELECT to_regclass('data.' || $1) IS NOT NULL`, l.name).Scan(&there); err != nil {
			return err
		}
		if there {
			continue
		}
		if err := b.create(ctx, l.name); err != nil {
			return err
		}
		began := time.Now()
		if err := b.scatter(ctx, l.name, l.points); err != nil {
			return err
		}
		fmt.Fprintf(b.out, "%s: %d points written in %.0f s\n", l.name, l.points, time.Since(began).Seconds())
	}
	if _, _, err := b.open(ctx); err != nil {
		return err
	}
	began := time.Now()
	if err := b.bins.Fill(ctx); err != nil {
		return err
	}
	if took := time.Since(began).Seconds(); took > 1 {
		fmt.Fprintf(b.out, "cells and roll-ups made in %.0f s\n", took)
	}
	for _, table := range []string{"data." + crowd, "data." + crowd + "_cells", "data." + spread, "data." + spread + "_cells", "sotay.cell_sums", "sotay.cell_deltas"} {
		if _, err := b.db.Owner.Exec(ctx, "VACUUM ANALYZE "+table); err != nil {
			return err
		}
	}
	return b.sizes(ctx)
}

func (b *bench) create(ctx context.Context, name string) error {
	return pgx.BeginFunc(ctx, b.db.Owner, func(tx pgx.Tx) error { return layers.Create(ctx, tx, described(name)) })
}

// scatter writes points in pieces. The spatial indexes, of which nothing here is asked but the extent, are made behind them.
func (b *bench) scatter(ctx context.Context, name string, points int) error {
	var makeAgain []string
	rows, err := b.db.Owner.Query(ctx, `SELECT 'DROP INDEX data.' || quote_ident(indexname), indexdef FROM pg_indexes WHERE schemaname = 'data' AND tablename = $1 AND indexdef LIKE '%USING gist%'`, name)
	if err != nil {
		return err
	}
	var drop, definition string
	var drops []string
	if _, err := pgx.ForEachRow(rows, []any{&drop, &definition}, func() error {
		drops, makeAgain = append(drops, drop), append(makeAgain, definition)
		return nil
	}); err != nil {
		return err
	}
	for _, sql := range drops {
		if _, err := b.db.Owner.Exec(ctx, sql); err != nil {
			return err
		}
	}
	for done := 0; done < points; {
		n := min(500_000, points-done)
		if _, err := b.db.Owner.Exec(ctx, fmt.Sprintf(pointsSQL, name), n); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		done += n
	}
	for _, sql := range makeAgain {
		if _, err := b.db.Owner.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// sizes says how large things are.
func (b *bench) sizes(ctx context.Context) error {
	var records, cells, sums string
	var rows int64
	err := b.db.Owner.QueryRow(ctx, `
		SELECT pg_size_pretty(pg_total_relation_size('data.`+crowd+`')), pg_size_pretty(pg_total_relation_size('data.`+crowd+`_cells')),
		       pg_size_pretty(pg_total_relation_size('sotay.cell_sums')), (SELECT count(*) FROM sotay.cell_sums)`).Scan(&records, &cells, &sums, &rows)
	if err == nil {
		fmt.Fprintf(b.out, "%s: records %s, cells %s; all roll-ups %s in %d rows\n", crowd, records, cells, sums, rows)
	}
	return err
}
