package importers_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
)

// TestRefusedRowsRemoveNothing refuses a row that does not say which record it is: the
// record it may be stays.
func TestRefusedRowsRemoveNothing(t *testing.T) {
	i := newImports(t)
	i.load(vilis(sheets(2, 3)...))
	for _, tt := range []struct {
		name   string
		column int // made unreadable in row 1 of sheet 1; parcel 3 of sheet 2 is gone
		want   importers.Counts
	}{
		{"its number", 2, importers.Counts{Read: 5, Refused: 1, Removed: 1, Unchanged: 4, Warnings: 1}},
		{"its sheet", 1, importers.Counts{Read: 5, Refused: 1, Unchanged: 4, Warnings: 1}},
		{"its commune", 0, importers.Counts{Read: 5, Refused: 1, Unchanged: 4, Warnings: 1}},
	} {
		rows := sheets(2, 3)[:5]
		rows[0] = with(rows[0], func(r *importers.Record) { r.Values[tt.column] = nil })
		c := i.stage(vilis(rows...), func(r *importers.Request) { r.SkipBad = true })
		if diff := cmp.Diff(tt.want, c.Counts); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if !slices.Contains(i.problems(c), "0 removals_held") {
			t.Errorf("%s: problems %v", tt.name, i.problems(c))
		}
		i.undo(i.apply(c)) // what was spared is no later change
	}
}

// TestRefusedShapesRemoveNothing has records that only their shapes name.
func TestRefusedShapesRemoveNothing(t *testing.T) {
	i := newImports(t)
	i.load(forest(stand(1, "a"), stand(2, "b")), asNewLayer)
	into := func(r *importers.Request) { r.Layer, r.SkipBad = "forest_2024", true }
	m := forest(stand(1, "a"), stand(2, "b"))
	m.rows[1].Geometry = geom.NewPolygon(geom.XY)
	c := i.stage(m, into, whole)
	if diff := cmp.Diff(importers.Counts{Read: 2, Refused: 1, Unchanged: 1, Warnings: 1}, c.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if c := i.stage(forest(stand(1, "a")), into, whole); c.Counts.Removed != 1 {
		t.Errorf("without a refused row: %+v", c.Counts)
	}
}
