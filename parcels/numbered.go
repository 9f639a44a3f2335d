package parcels

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Numbered gives the parcels of a commune with one of the numbers, sheet first: several
// where the data repeat a number, at most 20.
func (f *Finder) Numbered(ctx context.Context, commune string, numbers [][2]string) ([]int64, error) {
	if !f.public("parcels") {
		return nil, nil
	}
	sheets, parcels := make([]string, len(numbers)), make([]string, len(numbers))
	for i, n := range numbers {
		sheets[i], parcels[i] = n[0], n[1]
	}
	rows, err := f.Public.Query(ctx, `
		SELECT p.id
		FROM   unnest($2::text[], $3::text[]) AS n (sheet_no, parcel_no)
		JOIN   pub.parcels p ON p.commune_code = $1 AND p.sheet_no = n.sheet_no AND p.parcel_no = n.parcel_no
		ORDER  BY p.id
		LIMIT  20`, commune, sheets, parcels)
	if err != nil {
		return nil, fmt.Errorf("parcels %s of %s: %w", numbers, commune, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}
