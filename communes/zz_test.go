package communes_test

import (
	"testing"

	"sotay/internal/testdb"
	"sotay/layers"
	"sotay/postgis"
)

func mustOpen(t *testing.T) *postgis.DB {
	db := testdb.New(t)
	if err := layers.Sync(t.Context(), db.Owner); err != nil {
		t.Fatal(err)
	}
	return db
}
