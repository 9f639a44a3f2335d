package postgis_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"sotay/internal/testdb"
	"sotay/layers"
	"sotay/postgis"
)

// plots are three squares under ids 1 to 3, with staff and restricted fields.
const plots = `
	INSERT INTO data.parcels (id, commune_code, sheet_no, parcel_no, land_use, geom)
	SELECT n, '26506', '1', n::text, 'ODT', st_makeenvelope(107 + n * 0.001, 10.3, 107.001 + n * 0.001, 10.301, 4326)
	FROM   generate_series(1, 3) AS n;
	INSERT INTO data.parcels_staff (id, legal_area) SELECT n, 100 FROM generate_series(1, 3) AS n;
	INSERT INTO data.parcels_restricted (id, owner_name) SELECT n, 'Nguyễn Văn Mẫu (hư cấu)' FROM generate_series(1, 3) AS n;`

func mustRows(t *testing.T, db *postgis.DB, sql string) []string {
	t.Helper()
	rows, err := db.Owner.Query(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// kept says what stands in the tables of former versions: every version's end is the
// beginning of what followed.
const kept = `
	SELECT concat_ws(' ', h.id, h.parcel_no, h.land_use, CASE WHEN h.removed THEN 'removed' END, h.made_by, h.ended_by)
	FROM   data.parcels_history h ORDER BY h.id, h.valid_to`

// TestHistoryKeepsWhatStatementsEnd edits parcels as other programs do, each statement in a
// transaction of its own.
func TestHistoryKeepsWhatStatementsEnd(t *testing.T) {
	for _, tt := range []struct {
		name, sql string
		want      []string
	}{
		{"an update", `UPDATE data.parcels SET land_use = 'CLN' WHERE id = 2`, []string{"2 2 ODT"}},
		{"an update of a shape", `UPDATE data.parcels SET geom = st_translate(geom, 0.0001, 0) WHERE id = 1`, []string{"1 1 ODT"}},
		{"an update that changes nothing", `UPDATE data.parcels SET land_use = land_use, geom = geom`, nil},
		{"an update of nothing", `UPDATE data.parcels SET land_use = 'x' WHERE id > 9`, nil},
		{"a removal", `DELETE FROM data.parcels WHERE id = 3`, []string{"3 3 ODT removed"}},
		{"all", `TRUNCATE data.parcels`, []string{"1 1 ODT removed", "2 2 ODT removed", "3 3 ODT removed"}},
		{"an insert", `INSERT INTO data.parcels (id, commune_code, sheet_no, parcel_no, geom) SELECT 4, '26506', '1', '4', geom FROM data.parcels WHERE id = 1`, nil},
		{"two updates of one transaction", `BEGIN; UPDATE data.parcels SET land_use = 'A' WHERE id = 1; UPDATE data.parcels SET land_use = 'B' WHERE id = 1; COMMIT`, []string{"1 1 ODT"}},
		{"two updates of two", `UPDATE data.parcels SET land_use = 'A' WHERE id = 1; UPDATE data.parcels SET land_use = 'B' WHERE id = 1`, []string{"1 1 ODT", "1 1 A"}},
		{"what came and went at once", `BEGIN; INSERT INTO data.parcels (id, commune_code, sheet_no, parcel_no, geom) SELECT 4, '26506', '1', '4', geom FROM data.parcels WHERE id = 1;
			UPDATE data.parcels SET land_use = 'A' WHERE id = 4; DELETE FROM data.parcels WHERE id = 4; COMMIT`, nil},
		{"another id", `UPDATE data.parcels SET id = 9 WHERE id = 1`, []string{"1 1 ODT removed"}},
		{"a change set", `BEGIN; SET LOCAL sotay.change_set = '7'; UPDATE data.parcels SET land_use = 'A' WHERE id = 1; COMMIT;
			BEGIN; SET LOCAL sotay.change_set = '-7'; DELETE FROM data.parcels WHERE id = 1; COMMIT`, []string{"1 1 ODT 7", "1 1 A removed 7 -7"}},
		{"a change taken back", `BEGIN; UPDATE data.parcels SET land_use = 'A'; ROLLBACK`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db := testdb.New(t)
			mustExec(t, db, plots)
			conn := connectAs(t, db, postgis.OwnerLogin)
			for _, sql := range strings.Split(tt.sql, ";") { // one message each: those of one have one time
				if _, err := conn.Exec(t.Context(), sql); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(tt.want, mustRows(t, db, kept), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			broken := mustRows(t, db, `
				SELECT format('%s: [%s, %s)', id, valid_from, valid_to) FROM (
					SELECT *, lag(valid_to) OVER (PARTITION BY id ORDER BY valid_to) AS before FROM data.parcels_history) AS h
				WHERE  valid_from IS NULL OR valid_from >= valid_to OR before <> valid_from`)
			if len(broken) > 0 {
				t.Errorf("versions that do not follow each other: %v", broken)
			}
		})
	}
}

// TestHistoryOfAnOlderTransaction: who began earlier and writes later ends a version no
// sooner than it began.
func TestHistoryOfAnOlderTransaction(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, plots)
	err := pgx.BeginFunc(t.Context(), db.Owner, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `SELECT now()`); err != nil {
			return err
		}
		mustExec(t, db, `UPDATE data.parcels SET land_use = 'LATER' WHERE id = 1`)
		_, err := tx.Exec(t.Context(), `UPDATE data.parcels SET land_use = 'OLDER' WHERE id = 1`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1 ODT t", "1 LATER t"}
	got := mustRows(t, db, `SELECT concat_ws(' ', id, land_use, valid_from < valid_to) FROM data.parcels_history ORDER BY valid_to`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPrivateHistoryStaysPrivate: former staff and restricted fields stand apart, and former
// owners are the database owner's alone.
func TestPrivateHistoryStaysPrivate(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, plots)
	for _, sql := range []string{
		`UPDATE data.parcels_staff SET legal_area = 120 WHERE id = 1`,
		`UPDATE data.parcels_staff SET legal_area = legal_area`,
		`UPDATE data.parcels_restricted SET owner_name = 'Trần Thị Mẫu (hư cấu)' WHERE id = 1`,
		`DELETE FROM data.parcels WHERE id = 2`,
	} {
		mustExec(t, db, sql)
	}
	const sides = `
		SELECT concat_ws(' ', 'staff', id, record ->> 'legal_area') FROM data.parcels_staff_history
		UNION ALL SELECT concat_ws(' ', 'restricted', id, record ->> 'owner_name') FROM data.parcels_restricted_history ORDER BY 1`
	want := []string{"restricted 1 Nguyễn Văn Mẫu (hư cấu)", "restricted 2 Nguyễn Văn Mẫu (hư cấu)", "staff 1 100", "staff 2 100"}
	if diff := cmp.Diff(want, mustRows(t, db, sides)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	public := mustRows(t, db, `SELECT attname::text FROM pg_attribute WHERE attrelid = 'data.parcels_history'::regclass AND attname ~ 'owner|legal|certificate'`)
	if len(public) > 0 {
		t.Errorf("the history of public fields has %v", public)
	}
}

// TestHistoryOfATableMadeAnew drops parcels and makes it again, as ogr2ogr -overwrite does:
// ids now mean other parcels, and the history begins anew; it is kept again at once.
func TestHistoryOfATableMadeAnew(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, plots)
	mustExec(t, db, `UPDATE data.parcels SET land_use = 'CLN' WHERE id = 1`)
	begun := mustRows(t, db, `SELECT at::text FROM sotay.history_start`)
	ogr2ogr(t, db, "data.parcels", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{
		"commune_code":"26506","sheet_no":5,"parcel_no":6,"recorded_at":"2020-01-01"},
		"geometry":{"type":"Polygon","coordinates":[[[107.1,10.3],[107.101,10.3],[107.101,10.301],[107.1,10.3]]]}}]}`)
	if err := layers.Sync(t.Context(), db.Owner); err != nil {
		t.Fatal(err)
	}
	if got := mustRows(t, db, `SELECT at::text FROM sotay.history_start`); got[0] <= begun[0] {
		t.Errorf("the history began at %s, before %s too", got, begun)
	}
	if err := layers.Sync(t.Context(), db.Owner); err != nil { // changes nothing
		t.Fatal(err)
	}
	mustExec(t, db, `UPDATE data.parcels SET land_use = 'LUC'`)
	want := []string{"-1 1 ODT", "1 6"}
	if diff := cmp.Diff(want, mustRows(t, db, kept)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := mustRows(t, db, `SELECT h.valid_from::text FROM data.parcels_history h, sotay.history_start s WHERE h.id = 1 AND h.valid_from = s.at`); len(got) != 1 {
		t.Error("the new parcel was not born when it was found")
	}
}

// TestMigratedParcelsAreOfBefore: what was there when the history began has been since ever.
func TestMigratedParcelsAreOfBefore(t *testing.T) {
	db := testdb.Empty(t)
	mustUp(t, db)
	mustDownTo(t, db, 10)
	mustExec(t, db, strings.Split(plots, ";")[0])
	mustUp(t, db)
	mustExec(t, db, `UPDATE data.parcels SET land_use = 'CLN' WHERE id = 1`)
	mustExec(t, db, `UPDATE data.parcels SET land_use = 'LUC' WHERE id = 1`)
	want := []string{"ODT t", "CLN f"}
	if diff := cmp.Diff(want, mustRows(t, db, `SELECT concat_ws(' ', land_use, valid_from IS NULL) FROM data.parcels_history ORDER BY valid_to`)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
