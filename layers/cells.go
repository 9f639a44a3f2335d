package layers

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// cellsSuffix ends the name of the table, and of the public view, of the H3 cells of a layer's
// records: columns id, cell, and at, the time of a layer that has one.
const cellsSuffix = "_cells"

// Binned tells whether the layer's records have H3 cells: points do, and parcels by the point
// inside them that carries their label.
func (l Layer) Binned() bool { return l.Geometry == "Point" || l.Table == "parcels" }

// CellsTable names the table in schema data that holds the cells of the layer's records.
func (l Layer) CellsTable() string { return l.Table + cellsSuffix }

// CellsView names the view in schema pub of a public layer's cells.
func (l Layer) CellsView() string { return l.Name + cellsSuffix }

// bin gives a layer that is binned the table of its cells, the triggers that say which are due,
// and its public view. Package hexbins fills the table.
func bin(ctx context.Context, tx pgx.Tx, l Layer, _ map[string]bool) error {
	view := pgx.Identifier{"pub", l.CellsView()}.Sanitize()
	if l.Binned() {
		if _, err := tx.Exec(ctx, "SELECT sotay.bin_table($1, $2)", l.Table, l.time()); err != nil {
			return err
		}
	}
	if !l.Binned() || l.Audience != Public {
		_, err := tx.Exec(ctx, "DROP VIEW IF EXISTS "+view)
		return err
	}
	return show(ctx, tx, view, table(l.CellsTable()), "SELECT id, cell, at FROM "+table(l.CellsTable()))
}

// time is the column that the layer's time stands in, NULL where anyone may not see it.
func (l Layer) time() *string {
	if f, ok := l.Field(l.Time); !ok || f.Visibility != Public {
		return nil
	}
	return &l.Time
}
