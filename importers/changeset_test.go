package importers_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/importers"
)

func TestImportIntoEmptyLayer(t *testing.T) {
	i := newImports(t)
	c := i.stage(vilis(sheets(2, 3)...))
	want := importers.Counts{Read: 6, Added: 6}
	if diff := cmp.Diff(want, c.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if n := len(i.state()); n != 0 {
		t.Fatalf("staging wrote %d rows to the layer", n)
	}
	c = i.apply(c)
	if c.State != importers.StateApplied || c.AppliedAt == nil {
		t.Errorf("state %q after apply", c.State)
	}
	got := i.lines(`
		SELECT d.commune_code, d.sheet_no, d.parcel_no, d.land_use, d.land_types, d.land_type,
		       round(d.map_area::numeric, 3) AS area, st_srid(d.survey_geom) AS srid, s.legal_area, r.owner_name
		FROM   data.parcels d JOIN data.parcels_staff s USING (id) JOIN data.parcels_restricted r USING (id)
		WHERE  sheet_no = '1'`)
	if diff := cmp.Diff([]string{
		`(26506,1,1,ONT+CLN,"{ONT,CLN}",ONT,400.000,910775,400.5,"Nguyễn Văn Mẫu (hư cấu)")`,
		`(26506,1,2,ONT+CLN,"{ONT,CLN}",ONT,400.000,910775,400.5,"Nguyễn Văn Mẫu (hư cấu)")`,
		`(26506,1,3,ONT+CLN,"{ONT,CLN}",ONT,400.000,910775,400.5,"Nguyễn Văn Mẫu (hư cấu)")`,
	}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"(26506,1,3)", "(26506,2,3)"}, i.lines(`SELECT commune_code, sheet_no, parcels FROM data.sheets`)); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
}

func TestSameFileTwiceChangesNothing(t *testing.T) {
	i := newImports(t)
	file := vilis(sheets(2, 20)...)
	i.load(file)
	before := i.state()
	c := i.stage(file)
	if diff := cmp.Diff(importers.Counts{Read: 40, Unchanged: 40}, c.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	i.apply(c)
	if diff := cmp.Diff(before, i.state()); diff != "" {
		t.Errorf("applying no changes changed the layer:\n%s", diff)
	}
}

func TestDifferenceAndUndo(t *testing.T) {
	i := newImports(t)
	i.load(vilis(sheets(3, 4)...))
	before := i.state()

	next := sheets(2, 4)                                                                          // sheet 3 is not in the file
	next[0] = row(1, 1, "ODT", "Nguyễn Văn Mẫu (hư cấu)")                                         // a public change
	next[1] = row(1, 2, "ONT+CLN", "Trần Thị Thử (hư cấu)")                                       // a new owner only
	next[2] = parcel(1, 3, "ONT+CLN", "Nguyễn Văn Mẫu (hư cấu)", square(east+60, north+50, 19.5)) // a moved boundary
	next[7] = row(2, 9, "ONT", "")                                                                // 2/4 gone, 2/9 new
	c := i.stage(vilis(next...))
	if diff := cmp.Diff(importers.Counts{Read: 8, Warnings: 1, Added: 1, Changed: 3, Removed: 1, Unchanged: 4}, c.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	i.apply(c)
	got := i.lines(`
		SELECT d.sheet_no, d.parcel_no, d.land_use, round(d.map_area) AS area, r.owner_name
		FROM   data.parcels d LEFT JOIN data.parcels_restricted r USING (id)
		WHERE  NOT (sheet_no = '1' AND parcel_no = '4') AND sheet_no <> '3'`)
	if diff := cmp.Diff([]string{
		`(1,1,ODT,400,"Nguyễn Văn Mẫu (hư cấu)")`,
		`(1,2,ONT+CLN,400,"Trần Thị Thử (hư cấu)")`,
		`(1,3,ONT+CLN,380,"Nguyễn Văn Mẫu (hư cấu)")`,
		`(2,1,ONT+CLN,400,"Nguyễn Văn Mẫu (hư cấu)")`,
		`(2,2,ONT+CLN,400,"Nguyễn Văn Mẫu (hư cấu)")`,
		`(2,3,ONT+CLN,400,"Nguyễn Văn Mẫu (hư cấu)")`,
		`(2,9,ONT,400,)`,
	}, got); diff != "" {
		t.Errorf("after apply (-want +got):\n%s", diff)
	}
	if c := i.undo(c); c.State != importers.StateUndone {
		t.Errorf("state %q after undo", c.State)
	}
	if diff := cmp.Diff(before, i.state()); diff != "" {
		t.Errorf("after undo (-want +got):\n%s", diff)
	}
	_, err := i.s.Undo(context.Background(), importers.ApplyRequest{ID: c.ID})
	if got := wantError[*importers.Refused](t, err); got.Code != "wrong_state" {
		t.Errorf("second undo: %v", got)
	}
}
