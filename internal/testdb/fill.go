package testdb

import (
	"context"

	"sotay/communes"
	"sotay/layers"
	"sotay/postgis"
)

// fill makes a migrated database what a started sotay would.
func fill(ctx context.Context, db *postgis.DB) error {
	if err := layers.Sync(ctx, db.Owner); err != nil {
		return err
	}
	return communes.Provide(ctx, db.App)
}
