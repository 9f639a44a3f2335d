package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"

	"github.com/jackc/pgx/v5"

	"sotay/layers"
)

// load fills the database once: bench.parcels as bench/gen writes it, for the query
// to compare with, and the layer with the same parcels in the same order.
func (b *bench) load(ctx context.Context) error {
	if err := layers.Sync(ctx, b.db.Owner); err != nil {
		return err
	}
	var have int
	if err := b.db.Owner.QueryRow(ctx, `SELECT count(*) FROM data.parcels`).Scan(&have); err != nil || have == b.rows {
		return err
	}
	fmt.Fprintf(os.Stderr, "loading %d parcels …\n", b.rows)
	if _, err := b.db.Owner.Exec(ctx, `
		DROP SCHEMA IF EXISTS bench CASCADE;
		CREATE SCHEMA bench;
		CREATE TABLE bench.parcels (gid bigint, commune_code text, sheet_no int, parcel_no int, land_type text,
			area_m2 float8, address text, owner text, geom geometry(Polygon, 4326));
		TRUNCATE data.parcels`); err != nil {
		return err
	}
	if err := b.copyParcels(ctx); err != nil {
		return err
	}
	_, err := b.db.Owner.Exec(ctx, `
		ALTER TABLE bench.parcels ADD PRIMARY KEY (gid);
		CREATE INDEX ON bench.parcels USING gist (geom);
		INSERT INTO data.parcels (id, commune_code, sheet_no, parcel_no, land_use, land_types, geom)
			SELECT gid, commune_code, sheet_no, parcel_no, land_type, ARRAY[land_type], geom FROM bench.parcels ORDER BY gid`)
	if err != nil {
		return err
	}
	_, err = b.db.Owner.Exec(ctx, `VACUUM ANALYZE`)
	return err
}

func (b *bench) copyParcels(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "go", "run", "sotay/bench/gen", "-table", "parcels", "-n", strconv.Itoa(b.rows))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	conn, err := b.db.Owner.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Conn().PgConn().CopyFrom(ctx, io.Reader(out), `COPY bench.parcels FROM STDIN`); err != nil {
		return err
	}
	return cmd.Wait()
}

// list is the fixed list of tiles of a zoom, z/x/y, chosen by the hash of the parcels in
// them, so that where many parcels are many tiles are.
func (b *bench) list(ctx context.Context, zoom, n int) ([]string, error) {
	rows, err := b.db.Owner.Query(ctx, `
		WITH p AS (SELECT gid, st_transform(st_centroid(geom), 3857) AS c FROM bench.parcels WHERE hashint8(gid) % 25 = 0),
		t AS (SELECT gid,
		             floor((st_x(c) + 20037508.342789244) / 40075016.68557849 * (1 << $1))::int AS x,
		             floor((20037508.342789244 - st_y(c)) / 40075016.68557849 * (1 << $1))::int AS y
		      FROM p)
		SELECT $1 || '/' || x || '/' || y FROM t GROUP BY x, y ORDER BY min(hashint8extended(gid, 7)) LIMIT $2`, zoom, n)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
