package layers

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// cellsSuffix ends the name of the table, and of the public view, of the H3 cells of a layer's
// records: columns id, cell, at and its month, of a layer that has a time, and numbers, of Numbers.
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
		if _, err := tx.Exec(ctx, "SELECT sotay.bin_table($1, $2, $3)", l.Table, l.time(), l.Numbers()); err != nil {
			return err
		}
	}
	if !l.Binned() || l.Audience != Public {
		_, err := tx.Exec(ctx, "DROP VIEW IF EXISTS "+view)
		return err
	}
	return show(ctx, tx, view, table(l.CellsTable()), "SELECT id, cell, at, month, numbers FROM "+table(l.CellsTable()))
}

// mostNumbers bounds the fields that are rolled up by cell: each is as much again as the counts.
const mostNumbers = 6

// Numbers are the public number fields whose sums, least and greatest are rolled up by cell: the
// first ones.
func (l Layer) Numbers() []string {
	names := []string{}
	for _, f := range l.Public() {
		if (f.Type == "integer" || f.Type == "real") && len(names) < mostNumbers {
			names = append(names, f.Name)
		}
	}
	return names
}

// time is the column that the layer's time stands in, NULL where anyone may not see it.
func (l Layer) time() *string {
	if f, ok := l.Field(l.Time); !ok || f.Visibility != Public {
		return nil
	}
	return &l.Time
}
