package testdb

import (
	"context"

	"sotay/layers"
	"sotay/postgis"
)

// fill makes a migrated database what a started sotay would.
func fill(ctx context.Context, db *postgis.DB) error { return layers.Sync(ctx, db.Owner) }
