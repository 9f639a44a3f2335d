package postgis

import (
	"context"
)

func openURL(ctx context.Context, cfg Config) (*DB, error) {
	return nil, nil
}
