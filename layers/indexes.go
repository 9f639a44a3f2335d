package layers

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// addIndexes adds the spatial index, and those on the key and the identity, where the table
// has none such, whatever the names.
func addIndexes(ctx context.Context, tx pgx.Tx, l Layer, have map[string]bool) error {
	for _, i := range indexes(l) {
		if slices.ContainsFunc(i.columns, func(column string) bool { return !have[column] }) {
			continue
		}
		var exists bool
		err := tx.QueryRow(ctx, `
			SELECT EXISTS (
				SELECT FROM pg_index x
				JOIN   pg_class i ON i.oid = x.indexrelid
				JOIN   pg_am m ON m.oid = i.relam
				WHERE  x.indrelid = to_regclass($1) AND m.amname = $2 AND x.indisvalid AND x.indpred IS NULL
				AND    (SELECT array_agg(a.attname::text ORDER BY k.n)
				        FROM   unnest(x.indkey[0:x.indnkeyatts-1]) WITH ORDINALITY AS k(attnum, n)
				        JOIN   pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum) = $3)`,
			table(l.Table), i.method, i.columns).Scan(&exists)
		if err != nil {
			return err
		}
		if exists {
			continue
		}
		if _, err := tx.Exec(ctx, i.sql(l.Table)); err != nil {
			return err
		}
	}
	return nil
}

type index struct {
	method  string
	columns []string
}

func (i index) sql(tableName string) string {
	quoted := make([]string, len(i.columns))
	for n, c := range i.columns {
		quoted[n] = ident(c)
	}
	return fmt.Sprintf("CREATE INDEX ON %s USING %s (%s)", table(tableName), i.method, strings.Join(quoted, ", "))
}

func indexes(l Layer) []index {
	list := []index{{"btree", []string{"id"}}, {"gist", []string{"geom_3857"}}}
	if len(l.Identity) > 0 {
		list = append(list, index{"btree", l.Identity})
	}
	return list
}
