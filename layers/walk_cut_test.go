package layers_test

import (
	"context"
	"testing"
	"time"

	"sotay/internal/testdb"
	"sotay/layers"
)

// TestFeaturesCutOffBeforeTheFirstRow: a query that ends before the server has said a word
// is an error, not a panic, although its statement is prepared and its columns are known.
func TestFeaturesCutOffBeforeTheFirstRow(t *testing.T) {
	db := testdb.New(t)
	mustSync(t, db)
	mustExec(t, db, `INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) VALUES ('26506', '1', '1', st_makeenvelope(107, 10, 107.1, 10.1, 4326))`)
	parcels := mustLayer(t, db, "parcels")
	box := layers.Box{106, 9, 108, 11}
	if n, err := layers.ReadLeaf(t.Context(), db.Public, parcels, box); err != nil || n != 1 {
		t.Fatalf("%d features, %v", n, err)
	}
	lock, err := db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Rollback(context.Background()) }()
	if _, err := lock.Exec(t.Context(), `LOCK TABLE data.parcels IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if n, err := layers.ReadLeaf(ctx, db.Public, parcels, box); err == nil {
		t.Errorf("%d features of a locked table", n)
	}
}
