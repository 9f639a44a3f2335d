package parcels_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/testdb"
	"sotay/postgis"
)

// TestSheetsFollowTheirParcels: whatever plain SQL does, each sheet counts its parcels and
// covers them to some metre, without being much larger.
func TestSheetsFollowTheirParcels(t *testing.T) {
	_, db := newFinder(t)
	for _, sql := range []string{
		`SELECT`,
		`UPDATE data.parcels SET sheet_no = '13' WHERE sheet_no = '12' AND parcel_no IN ('5', '6')`,
		`UPDATE data.parcels SET survey_geom = st_translate(survey_geom, 0, 900) WHERE sheet_no = '1' AND parcel_no = '60'`,
		`UPDATE data.parcels SET commune_code = '26572', geom = st_translate(geom, 0.01, 0) WHERE commune_code = '26659' AND parcel_no = '1'`,
		`UPDATE data.parcels SET address = 'khác'`,
		`DELETE FROM data.parcels WHERE sheet_no = '2' AND parcel_no <> '7'`,
		`DELETE FROM data.parcels WHERE sheet_no = '13'`,
		`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) SELECT '26506', '2', '61', st_translate(geom, 0.001, 0) FROM data.parcels WHERE sheet_no = '2'`,
	} {
		if _, err := db.App.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		var wrong, sheets int
		err := db.Owner.QueryRow(t.Context(), `
			SELECT count(*) FILTER (WHERE s.parcels IS DISTINCT FROM p.n OR s.rough OR NOT st_isvalid(s.geom)
			                           OR NOT st_covers(st_buffer(s.geom, 0.000015), p.geom) OR NOT st_covers(p.around, s.geom)), count(*)
			FROM  (SELECT commune_code, sheet_no, count(*) AS n, st_collect(geom) AS geom, st_buffer(st_collect(geom), 0.0001) AS around
			       FROM data.parcels GROUP BY 1, 2) AS p
			FULL   JOIN data.sheets s USING (commune_code, sheet_no)`).Scan(&wrong, &sheets)
		if err != nil || wrong > 0 || sheets == 0 {
			t.Errorf("after %s: %d of %d sheets are not what their parcels make them, %v", sql, wrong, sheets, err)
		}
	}
}

// combs are two sheets whose parcels interlock like combs, each in teeth of 30 m; sheet 1 has
// a road of 12 m through it and a far part of its own, sheet 3 is a ring around a lake.
const combs = `
	INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom)
	SELECT '26506', CASE WHEN y = 0 OR y < 9 AND x % 2 = 0 THEN '1' ELSE '2' END, (x * 100 + y)::text,
	       st_makeenvelope(107.1 + x * 0.00027 + (x / 6) * 0.00011, 10.4 + y * 0.00027, 107.1 + (x + 1) * 0.00027 + (x / 6) * 0.00011, 10.4 + (y + 1) * 0.00027, 4326)
	FROM   generate_series(0, 11) AS x, generate_series(0, 9) AS y
	UNION ALL SELECT '26506', '1', 'far', st_makeenvelope(107.11, 10.4, 107.111, 10.401, 4326)
	UNION ALL
	SELECT '26506', '3', 'r' || x * 10 + y, st_makeenvelope(107.2 + x * 0.001, 10.4 + y * 0.001, 107.201 + x * 0.001, 10.401 + y * 0.001, 4326)
	FROM   generate_series(0, 2) AS x, generate_series(0, 2) AS y WHERE (x, y) <> (1, 1)`

// TestSheetsDoNotOverlap: outlines follow the parcels into each other's bays, and take in
// roads and nothing else.
func TestSheetsDoNotOverlap(t *testing.T) {
	db := testdb.New(t)
	if _, err := db.App.Exec(t.Context(), combs); err != nil {
		t.Fatal(err)
	}
	var ratio, overlap float64
	var parts []int32
	err := db.Owner.QueryRow(t.Context(), `
		SELECT (SELECT sum(st_area(geom)) FROM data.sheets) / (SELECT sum(st_area(geom)) FROM data.parcels),
		       (SELECT st_area(st_intersection(a.geom, b.geom)) / st_area(a.geom) FROM data.sheets a, data.sheets b WHERE (a.sheet_no, b.sheet_no) = ('1', '2')),
		       (SELECT array_agg(st_numgeometries(geom) * 10 + st_nrings(geom) ORDER BY sheet_no) FROM data.sheets)`).Scan(&ratio, &overlap, &parts)
	if err != nil || ratio < 1 || ratio > 1.05 || overlap > 0.01 {
		t.Errorf("sheets cover %.3f times their parcels and each other by %.3f, %v", ratio, overlap, err)
	}
	if want := []int32{22, 11, 12}; !slices.Equal(parts, want) { // two parts, one, one with a hole
		t.Errorf("parts and rings %v, want %v", parts, want)
	}
}

// TestOddParcelsStillHaveSheets: whatever shape is let into parcels gets a sheet.
func TestOddParcelsStillHaveSheets(t *testing.T) {
	db := testdb.New(t)
	for n, shape := range []string{
		"POLYGON((107 10, 107.000001 10, 107.000001 10.000001, 107 10))",
		"POLYGON((107 10, 107.1 10, 107.05 10, 107 10))",
		"POLYGON((107 10, 107.1 10.1, 107.1 10, 107 10.1, 107 10))",
		"POLYGON((107 10, 107 10, 107 10, 107 10))",
		"POLYGON EMPTY",
		"POLYGON((107 10, 107.1 10, 107.1 NaN, 107 10))",
		"POLYGON((107 10, 107.1 10, 107.1 10.1, 107 10), (107.5 10, 107.6 10, 107.6 10.1, 107.5 10))",
	} {
		_, err := db.App.Exec(t.Context(), `
			INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) VALUES ('26506', $1, '1', st_geomfromtext($2, 4326))`, fmt.Sprint(n), shape)
		if err != nil {
			t.Errorf("%s: %v", shape, err)
		}
	}
	if _, err := db.App.Exec(t.Context(), `UPDATE data.parcels SET geom = st_translate(geom, 0.1, 0); DELETE FROM data.parcels`); err != nil {
		t.Error(err)
	}
}

// TestMuchIsOutlinedLater: a transaction that touches more than it should wait for leaves
// hulls behind, which the journal's reader has drawn properly.
func TestMuchIsOutlinedLater(t *testing.T) {
	db := testdb.New(t)
	rough := func() (n int) {
		if err := db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM data.sheets WHERE rough`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	err := pgx.BeginFunc(t.Context(), db.App, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `SELECT set_config('sotay.outlined', '99880', true)`) // as after so many parcels
		if err == nil {
			_, err = tx.Exec(t.Context(), combs) // 129
		}
		return err
	})
	var hulls bool
	if err == nil {
		err = db.Owner.QueryRow(t.Context(), `
			SELECT bool_and(st_equals(s.geom, (SELECT st_convexhull(st_collect(p.geom)) FROM data.parcels p WHERE p.sheet_no = s.sheet_no)))
			FROM   data.sheets s`).Scan(&hulls)
	}
	if err != nil || rough() != 3 || !hulls {
		t.Fatalf("%d sheets are rough, hulls %v, want 3, %v", rough(), hulls, err)
	}
	if _, err := db.App.Exec(t.Context(), `UPDATE data.parcels SET sheet_no = '2' WHERE parcel_no = 'far'`); err != nil { // another transaction
		t.Fatal(err)
	}
	if n := rough(); n != 1 {
		t.Errorf("%d sheets are rough after an edit of the two others", n)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- postgis.NewJournal(postgis.JournalConfig{Pool: db.App}).Run(ctx) }()
	defer func() { stop(); <-done }()
	for deadline := time.Now().Add(time.Minute); rough() > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("sheets stay rough")
		}
	}
}

// TestTheBudgetOfOutlinesIsATransactions: statements of one transaction share it, a
// savepoint that is rolled back gives back its part.
func TestTheBudgetOfOutlinesIsATransactions(t *testing.T) {
	db := testdb.New(t)
	for range 2 {
		err := pgx.BeginFunc(t.Context(), db.App, func(tx pgx.Tx) error {
			for n, step := range []struct {
				sql   string
				drawn int64
			}{
				{`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) SELECT '26506', '7', n, st_expand(st_point(107, 10, 4326), n * 0.001) FROM generate_series(1, 3) AS n`, 3},
				{`SAVEPOINT s`, 3},
				{`UPDATE data.parcels SET geom = st_translate(geom, 1, 0) WHERE parcel_no = '1'`, 8}, // the sheet's 3, and one as it was and as it is
				{`ROLLBACK TO s`, 3},
				{`UPDATE data.parcels SET address = 'x'`, 3},
				{`DELETE FROM data.parcels`, 9},
			} {
				var drawn int64
				_, err := tx.Exec(t.Context(), step.sql)
				if err == nil {
					err = tx.QueryRow(t.Context(), `SELECT current_setting('sotay.outlined')::bigint`).Scan(&drawn)
				}
				if err != nil || drawn != step.drawn {
					return fmt.Errorf("step %d: %d parcels, want %d: %w", n, drawn, step.drawn, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestEditsOfOneSheetDoNotWait: two people edit parcels of a sheet in each other's order,
// neither waiting for the other's commit; only reshaping and renumbering touch the sheet.
func TestEditsOfOneSheetDoNotWait(t *testing.T) {
	_, db := newFinder(t)
	begin := func() pgx.Tx {
		tx, err := db.App.Begin(t.Context())
		if err == nil {
			_, err = tx.Exec(t.Context(), `SET LOCAL lock_timeout = '5s'`)
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = tx.Rollback(t.Context()) })
		return tx
	}
	one, two := begin(), begin()
	for _, edit := range []struct {
		tx        pgx.Tx
		sheet, no string
	}{{one, "1", "5"}, {two, "2", "5"}, {one, "2", "6"}, {two, "1", "6"}} {
		_, err := edit.tx.Exec(t.Context(), `UPDATE data.parcels SET land_use = 'CLN' WHERE sheet_no = $1 AND parcel_no = $2`, edit.sheet, edit.no)
		if err != nil {
			t.Fatalf("parcel %s of sheet %s: %v", edit.no, edit.sheet, err)
		}
	}
}

// TestSheetsAreRightAfterConcurrentMoves: two people move parcels out of one sheet and into
// another that is new, and neither sees what the other has not committed.
func TestSheetsAreRightAfterConcurrentMoves(t *testing.T) {
	_, db := newFinder(t)
	move := func(tx pgx.Tx, parcel string) error {
		_, err := tx.Exec(t.Context(), `UPDATE data.parcels SET sheet_no = '40' WHERE commune_code = '26506' AND sheet_no = '12' AND parcel_no = $1`, parcel)
		return err
	}
	one, err := db.App.Begin(t.Context())
	if err == nil {
		err = move(one, "1")
	}
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		done <- pgx.BeginFunc(t.Context(), db.App, func(tx pgx.Tx) error { return move(tx, "2") })
	}()
	for waits := false; !waits; {
		err := db.Owner.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database())`).Scan(&waits)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := one.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	var left, moved int
	err = db.Owner.QueryRow(t.Context(), `
		SELECT (SELECT parcels FROM data.sheets WHERE commune_code = '26506' AND sheet_no = '12'),
		       (SELECT parcels FROM data.sheets WHERE commune_code = '26506' AND sheet_no = '40')`).Scan(&left, &moved)
	if err != nil || left != 58 || moved != 2 {
		t.Errorf("sheets of %d and %d parcels, want 58 and 2: %v", left, moved, err)
	}
}
