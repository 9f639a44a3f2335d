package hexbins_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/hexbins"
	"sotay/layers"
)

const square = `st_makeenvelope(107.08 + n * 0.001, 10.35, 107.0805 + n * 0.001, 10.3505, 4326)`

// Whatever a statement does to a table, and whoever wrote it, its cells are known to be incomplete
// until they are filled in, and then they are those of the records.
func TestCellsFollowEveryWriter(t *testing.T) {
	w := newWorld(t)
	w.fill()
	for _, step := range []struct{ what, table, sql string }{
		{"points are added", "wells", `INSERT INTO data.wells (id, geom) SELECT n, st_point(107 + n * 0.003, 10.3, 4326) FROM generate_series(1, 200) AS n`},
		{"points move", "wells", `UPDATE data.wells SET geom = st_translate(geom, 0.01, 0.02) WHERE id <= 50`},
		{"a point moves by a hair", "wells", `UPDATE data.wells SET geom = st_translate(geom, 0.0002, 0) WHERE id = 60`},
		{"ids change", "wells", `UPDATE data.wells SET id = id + 1000 WHERE id > 190`},
		{"points go", "wells", `DELETE FROM data.wells WHERE id % 3 = 0`},
		{"a point has no place", "wells", `UPDATE data.wells SET geom = 'SRID=4326;POINT EMPTY' WHERE id = 61`},
		{"more points are added than are noted", "wells", `INSERT INTO data.wells (id, geom) SELECT n, st_point(107 + n * 0.00002, 10.4, 4326) FROM generate_series(2001, 32000) AS n`},
		{"more points move than are noted", "wells", `UPDATE data.wells SET geom = st_translate(geom, -0.01, 0.003) WHERE id > 10`},
		{"more points go than are noted", "wells", `DELETE FROM data.wells WHERE id % 2 = 0`},
		{"all go", "wells", `TRUNCATE data.wells CASCADE`},
		{"points stand in several places", "wells", `INSERT INTO data.wells (id, geom) VALUES (1, 'SRID=4326;MULTIPOINT(107.1 10.3, 107.2 10.4)')`},
		{"a station comes", "stations", `INSERT INTO data.stations (code, name, kind, geom) VALUES ('KK1', 'Trạm', 'air', 'SRID=4326;POINT(107.1 10.4)')`},
		{"parcels come", "parcels", `INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) SELECT '26506', '1', n::text, ` + square + ` FROM generate_series(1, 40) AS n`},
		{"a parcel is cut", "parcels", `UPDATE data.parcels SET geom = st_makeenvelope(107.081, 10.35, 107.0815, 10.3502, 4326) WHERE parcel_no = '1'`},
		{"parcels go", "parcels", `DELETE FROM data.parcels WHERE parcel_no > '3'`},
	} {
		w.exec(step.sql)
		if w.complete(step.table) {
			t.Errorf("%s: the cells are said to be complete", step.what)
		}
		w.fill()
		if !w.complete(step.table) {
			t.Errorf("%s: the cells are not complete", step.what)
		}
		w.mustHaveCells(step.table)
	}
}

// What neither moves a record nor changes one of its numbers makes nothing due.
func TestCellsOfWhatStaysAreNotComputedAgain(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 50)
	w.fill()
	w.exec(`UPDATE data.wells SET kind = kind || 'x', geom = geom`)
	if !w.complete("wells") {
		t.Error("cells are due though nothing moved")
	}
	w.exec(`UPDATE data.wells SET depth = depth + 1`)
	if w.complete("wells") {
		t.Error("numbers that changed are said to be rolled up")
	}
}

// A table that another program drops and makes anew has other records under the same ids.
func TestATableMadeAnewIsBinnedAnew(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 50)
	w.fill()
	w.exec(`DROP TABLE data.wells CASCADE`)
	must(t, w.Fill(t.Context()))
	w.exec(`CREATE TABLE data.wells (ogc_fid serial PRIMARY KEY, depth float8, wkb_geometry geometry(Point, 4326))`)
	w.exec(`INSERT INTO data.wells (depth, wkb_geometry) SELECT n, st_point(107.3, 10.3 + n * 0.01, 4326) FROM generate_series(1, 30) AS n`)
	if w.complete("wells") {
		t.Error("the cells of the table that was dropped are said to be complete")
	}
	must(t, layers.Sync(t.Context(), w.db.Owner))
	if w.complete("wells") {
		t.Error("the cells of a table made anew are said to be complete")
	}
	w.fill()
	w.mustHaveCells("wells")
	w.exec(`INSERT INTO data.wells (depth, geom) VALUES (1, 'SRID=4326;POINT(107.4 10.5)')`)
	w.fill()
	w.mustHaveCells("wells")
}

// A table whose triggers were away for a while is due as a whole; Sync puts them back once.
func TestMissingTriggersArePutBack(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 20)
	w.fill()
	w.exec(`DROP TRIGGER sotay_cells_update ON data.wells`)
	w.exec(`UPDATE data.wells SET geom = st_translate(geom, 0.1, 0)`)
	must(t, layers.Sync(t.Context(), w.db.Owner))
	if w.complete("wells") {
		t.Error("the cells are said to be complete")
	}
	w.fill()
	w.mustHaveCells("wells")
	must(t, layers.Sync(t.Context(), w.db.Owner))
	if !w.complete("wells") {
		t.Error("a second Sync makes the table due again")
	}
}

// A layer that is dropped takes its cells along, and the names that tables of cells have are not
// to be had.
func TestDroppingALayerDropsItsCells(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 20)
	in := func(do func(pgx.Tx) error) error { return pgx.BeginFunc(t.Context(), w.db.Owner, do) }
	must(t, in(func(tx pgx.Tx) error { return layers.Drop(t.Context(), tx, "wells") }))
	var left int
	must(t, w.db.Owner.QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM pg_class WHERE relname LIKE 'wells%') + (SELECT count(*) FROM sotay.cells_due WHERE table_name = 'wells')
		     + (SELECT count(*) FROM sotay.cell_tables WHERE table_name = 'wells')`).Scan(&left))
	if left > 0 {
		t.Errorf("%d things of the layer are left", left)
	}
	w.make(wells("wells", layers.Public))
	if err := in(func(tx pgx.Tx) error { return layers.Create(t.Context(), tx, wells("wells_cells", layers.Public)) }); err == nil {
		t.Error("a layer takes the name of a table of cells")
	}
}

// Several write, and several fill in, at the same time; in the end the cells are those of the
// records.
func TestCellsUnderManyWritersAndFillers(t *testing.T) {
	w := newWorld(t)
	ctx, stop := context.WithCancel(t.Context())
	var fillers, writers sync.WaitGroup
	for range 2 {
		b := w.bins()
		fillers.Go(func() {
			for ctx.Err() == nil {
				if err := b.Fill(ctx); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
	}
	for n := range 3 {
		rng := rand.New(rand.NewPCG(21, uint64(n)))
		writers.Go(func() {
			for range 60 {
				id, to := rng.IntN(30), fmt.Sprintf("st_point(%f, %f, 4326)", 107+rng.Float64()/2, 10.3+rng.Float64()/2)
				sql := fmt.Sprintf(`INSERT INTO data.wells (id, geom) VALUES (%d, %s) ON CONFLICT (id) DO UPDATE SET geom = EXCLUDED.geom`, id, to)
				switch rng.IntN(12) {
				case 0, 1, 2:
					sql = fmt.Sprintf(`DELETE FROM data.wells WHERE id = %d`, id)
				case 3:
					sql = fmt.Sprintf(`INSERT INTO data.wells (id, geom) SELECT 1000000 + n, %s FROM generate_series(1, 10001) AS n ON CONFLICT (id) DO UPDATE SET geom = EXCLUDED.geom`, to)
				}
				if _, err := w.db.App.Exec(ctx, sql); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	stop()
	fillers.Wait()
	w.fill()
	if !w.complete("wells") {
		t.Error("the cells are not complete")
	}
	w.mustHaveCells("wells")
}

// One of the processes fills in what others write without being told: it looks again after less than
// a second, by its own clock, and one look is enough for whatever was written before.
func TestWorkFillsInWithinASecond(t *testing.T) {
	w := newWorld(t)
	w.fill()
	pauses, over := make(chan time.Duration), make(chan time.Time)
	w.SetAfter(func(d time.Duration) <-chan time.Time {
		if d == hexbins.WholePause {
			return time.After(d)
		}
		pauses <- d
		return over
	})
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	work.Go(func() { w.Work(ctx, func(err error) { t.Error(err) }) })
	defer work.Wait()
	defer stop()
	<-pauses
	for n, step := range []string{
		`INSERT INTO data.wells (id, geom) SELECT n, st_point(107 + n * 0.001, 10.3, 4326) FROM generate_series(1, 10) AS n`,
		`UPDATE data.wells SET geom = st_translate(geom, 0.1, 0)`,
		`INSERT INTO data.wells (id, geom) SELECT n, st_point(107 + n * 0.00001, 10.4, 4326) FROM generate_series(100, 30100) AS n`,
		`DELETE FROM data.wells WHERE id % 3 = 0`,
	} {
		w.exec(step)
		if w.complete("wells") {
			t.Fatalf("step %d: filled in while nobody looks", n)
		}
		over <- time.Now()
		if d := <-pauses; d > time.Second/2 {
			t.Errorf("it looks again after %v", d)
		}
		if !w.complete("wells") {
			t.Errorf("step %d: one look does not fill in", n)
		}
		w.mustHaveCells("wells")
	}
}
