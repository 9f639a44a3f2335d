package postgis

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// JournalTable makes every change of data.<table>, by whoever writes, and of each of its
// partitions, a row of the change journal under the name of layer. Audience is "public"
// or "staff": who can see a difference when the table changes. An update that leaves
// publicColumns, id and the geometry alone is a change for staff only, one that writes
// the same values again is none.
//
// A table without geom_3857 (the side tables of staff and restricted fields) takes the
// place of a row from the layer's own table, by id. A second call with the same
// arguments changes nothing. The transaction needs the rights of the table's owner.
func JournalTable(ctx context.Context, tx pgx.Tx, table, layer, audience string, publicColumns []string) error {
	_, err := tx.Exec(ctx, `SELECT sotay.watch_table($1, $2, $3, $4)`, table, layer, audience, publicColumns)
	if err != nil {
		return fmt.Errorf("journal table %s: %w", table, err)
	}
	return nil
}
