package layers_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sotay/internal/testdb"
	"sotay/layers"
	"sotay/postgis"
)

// TestTablesAreMendedOnceTheirLockIsFree: whoever works with a table for long keeps Sync
// from that layer, not from the others, and not for ever: the journal has it tried again.
func TestTablesAreMendedOnceTheirLockIsFree(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, `ALTER TABLE data.parcels DROP COLUMN label_3857 CASCADE`)
	mustExec(t, db, `DROP VIEW pub.communes`)
	reader, err := db.App.Begin(t.Context())
	if err == nil {
		_, err = reader.Exec(t.Context(), `SELECT FROM data.parcels LIMIT 1`)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Rollback(context.Background()) }()

	failed := make(chan error, 100)
	ctx, stop := context.WithCancel(t.Context())
	journal := postgis.NewJournal(postgis.JournalConfig{
		Pool: db.App, Poll: 20 * time.Millisecond, Retry: 20 * time.Millisecond,
		Tables: func(ctx context.Context, _ []string) error { return layers.Sync(ctx, db.Owner) },
		Failed: func(err error) { failed <- err },
	})
	done := make(chan error)
	go func() { done <- journal.Run(ctx) }()
	defer func() { stop(); <-done }()

	err = <-failed
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "55P03" || !strings.Contains(err.Error(), "layer parcels") {
		t.Errorf("Sync beside a reader: %v, want a lock timeout that names the layer", err)
	}
	if got := relations(t, db, "pub.communes", "pub.parcels"); got != "pub.communes" {
		t.Errorf("mended beside a reader: %q, want all but parcels", got)
	}
	if err := reader.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); relations(t, db, "pub.parcels") == ""; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the table was not mended when its lock was free")
		}
	}
}

// relations keeps those of the names that there are.
func relations(t *testing.T, db *postgis.DB, names ...string) (there string) {
	t.Helper()
	err := db.Owner.QueryRow(t.Context(), `
		SELECT coalesce(string_agg(name, ' ' ORDER BY name), '') FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL`, names).Scan(&there)
	if err != nil {
		t.Fatal(err)
	}
	return there
}

// TestSyncLeavesReadersAlone: where all is as it should be, Sync waits for nobody.
func TestSyncLeavesReadersAlone(t *testing.T) {
	db := testdb.New(t)
	err := pgx.BeginFunc(t.Context(), db.App, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `SELECT FROM pub.layers, pub.fields, pub.codes, pub.parcels, pub.communes, data.parcels_staff`)
		return errors.Join(err, layers.Sync(t.Context(), db.Owner))
	})
	if err != nil {
		t.Error(err)
	}
}

// TestEnsureMakesIndexesAgain: a table has the indexes it should, whatever became of them
// or of the table, and none twice under another name.
func TestEnsureMakesIndexesAgain(t *testing.T) {
	db := testdb.New(t)
	indexes := func() (list []string) {
		err := db.Owner.QueryRow(t.Context(), `
			SELECT array_agg(indrelid::regclass || ' ' || split_part(pg_get_indexdef(indexrelid), ' USING ', 2))
			FROM   pg_index WHERE indrelid IN ('data.parcels'::regclass, 'data.communes'::regclass)`).Scan(&list)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(list)
		return list
	}
	want := indexes()
	for _, sql := range []string{
		`DROP INDEX data.parcels_number, data.parcels_sheet, data.parcels_official, data.parcels_old_number, data.communes_code`,
		`DROP INDEX data.parcels_geom_3857_idx, data.communes_geom_3857_idx`,
		`ALTER INDEX data.parcels_number RENAME TO another_name`,
		`ALTER TABLE data.parcels RENAME TO parcels_2024;
		 CREATE TABLE data.parcels (LIKE data.parcels_2024 INCLUDING DEFAULTS INCLUDING GENERATED);
		 ALTER TABLE data.communes RENAME TO communes_2024;
		 CREATE TABLE data.communes (LIKE data.communes_2024 INCLUDING DEFAULTS INCLUDING GENERATED)`,
	} {
		if _, err := db.Owner.Exec(t.Context(), sql, pgx.QueryExecModeSimpleProtocol); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		mustSync(t, db)
		mustSync(t, db)
		if diff := cmp.Diff(want, indexes()); diff != "" {
			t.Errorf("after %s (-want +got):\n%s", sql, diff)
		}
	}
}

// TestEnsureShowsTheTableOfTheName: a public view follows no table that was renamed away.
func TestEnsureShowsTheTableOfTheName(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, parcelSQL)
	mustExec(t, db, `ALTER TABLE data.parcels RENAME TO parcels_2024`)
	mustExec(t, db, `CREATE TABLE data.parcels (LIKE data.parcels_2024 INCLUDING GENERATED)`)
	mustSync(t, db)
	if rows := public(t, db, "parcels"); len(rows) > 0 {
		t.Errorf("%d records of the table that was renamed away are public", len(rows))
	}
}
