package parcels_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestSheetsFollowTheirParcels: whatever plain SQL does, each sheet counts its parcels and
// is their convex hull.
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
			SELECT count(*) FILTER (WHERE s.parcels IS DISTINCT FROM p.n OR NOT st_equals(s.geom, p.hull)), count(*)
			FROM  (SELECT commune_code, sheet_no, count(*) AS n, st_convexhull(st_collect(geom)) AS hull
			       FROM data.parcels GROUP BY 1, 2) AS p
			FULL   JOIN data.sheets s USING (commune_code, sheet_no)`).Scan(&wrong, &sheets)
		if err != nil || wrong > 0 || sheets == 0 {
			t.Errorf("after %s: %d of %d sheets are not what their parcels make them, %v", sql, wrong, sheets, err)
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
