package layers

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

// ReadLeaf reads the features of a box without asking how many there are.
func ReadLeaf(ctx context.Context, public *pgxpool.Pool, l Layer, b Box) (int, error) {
	w := walk{public: public, layer: l, row: featureRow{fields: l.Public()}, limit: MaxFeatures, at: "2026-01-01", root: mercator(b)}
	err := w.read(ctx, w.root, "")
	return w.page.Count, err
}
