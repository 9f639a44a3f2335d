package importers_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/importers"
)

func TestUndoIsRefusedWhereLaterChangesTouchedTheRows(t *testing.T) {
	owner := "Nguyễn Văn Mẫu (hư cấu)"
	for _, tt := range []struct {
		name, sql string
		rows      []string
	}{
		{"a changed row", `UPDATE data.parcels SET address = 'x' WHERE parcel_no = '1'`, []string{"26506/1/1"}},
		{"an added row", `UPDATE data.parcels SET address = 'x' WHERE parcel_no = '9'`, []string{"26506/1/9"}},
		{"an added row's owner", `UPDATE data.parcels_restricted SET owner_name = 'x' WHERE id = (SELECT id FROM data.parcels WHERE parcel_no = '9')`, []string{"26506/1/9"}},
		{"an added row gone", `DELETE FROM data.parcels WHERE parcel_no = '9'`, []string{"id 8"}},
		{"a changed row gone", `DELETE FROM data.parcels WHERE parcel_no = '1'`, []string{"id 1"}},
		{"a changed owner", `UPDATE data.parcels_restricted SET owner_name = 'x' WHERE id = 2`, []string{"26506/1/2"}},
		{"a removed id back", `INSERT INTO data.parcels (id, commune_code, sheet_no, parcel_no, geom) SELECT 4, '26506', '1', '4', geom FROM data.parcels LIMIT 1`, []string{"26506/1/4"}},
		{"a row it left alone", `UPDATE data.parcels SET address = 'x' WHERE parcel_no = '3'`, nil},
		{"another part of a row", `UPDATE data.parcels_staff SET legal_area = 1 WHERE id = 2`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := newImports(t)
			i.load(vilis(sheets(1, 4)...))
			c := i.load(vilis(row(1, 1, "ODT", owner), row(1, 2, "ONT+CLN", "x"), row(1, 3, "ONT+CLN", owner), row(1, 9, "ONT", owner)))
			i.exec(tt.sql)
			before := i.state()
			err := i.tryUndo(c)
			if tt.rows == nil {
				if err != nil {
					t.Errorf("undo: %v", err)
				}
				return
			}
			conflict := wantError[*importers.Conflict](t, err)
			if diff := cmp.Diff(tt.rows, conflict.Rows); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, i.state()); diff != "" {
				t.Errorf("the layer changed:\n%s", diff)
			}
		})
	}
}

// TestUndoOneAfterTheOther undoes three change sets of the same rows, the last first:
// what an undo put back does not count as a later change.
func TestUndoOneAfterTheOther(t *testing.T) {
	i := newImports(t)
	var states [][]string
	var sets []*importers.ChangeSet
	for _, rows := range [][]importers.Record{
		sheets(2, 3),
		{row(1, 1, "ODT", "x"), row(1, 2, "ONT+CLN", ""), row(1, 7, "ONT", "y")},
		{row(1, 1, "LUC", "z"), row(1, 3, "ONT", "")},
		{row(1, 7, "ONT", "")},
	} {
		states = append(states, i.state())
		sets = append(sets, i.load(vilis(rows...)))
	}
	_, err := i.s.Undo(context.Background(), importers.ApplyRequest{ID: sets[1].ID})
	wantError[*importers.Conflict](t, err)
	for n := len(sets) - 1; n >= 0; n-- {
		i.undo(sets[n])
		if diff := cmp.Diff(states[n], i.state()); diff != "" {
			t.Fatalf("after undoing change set %d (-want +got):\n%s", n+1, diff)
		}
	}
}

func TestUndoOfManyAdded(t *testing.T) {
	i := newImports(t)
	c := i.stage(vilis(sheets(2, 40)...))
	i.exec(`SELECT nextval('data.parcels_id_seq')`)
	i.apply(c)
	if got := i.undo(c).State; got != importers.StateUndone {
		t.Errorf("state %s", got)
	}
	for _, table := range []string{"parcels", "parcels_staff", "parcels_restricted", "sheets"} {
		if left := i.lines(`SELECT * FROM data.` + table); len(left) > 0 {
			t.Errorf("left in %s: %v", table, left)
		}
	}
}

func TestUndoEndsWhenWhatWasReplacedIsForgotten(t *testing.T) {
	i := newImports(t)
	c := i.load(vilis(sheets(1, 2)...))
	i.exec(`UPDATE sotay.imports SET applied_at = now() - interval '91 days'`)
	if err := i.s.Clean(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := wantError[*importers.Refused](t, i.tryUndo(c)); got.Code != "undo_expired" {
		t.Errorf("refused: %+v", got)
	}
	if left := i.scratch(); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
