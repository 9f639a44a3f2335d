package importers_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
)

// land is a rectangle of sheet 1, metres from the corner of the test area.
func land(number int, west, south, easternmost, northernmost float64) importers.Record {
	w, s, e, n := east+west, north+south, east+easternmost, north+northernmost
	return parcel(1, number, "ONT", "", geom.NewPolygonFlat(geom.XY, []float64{w, s, e, s, e, n, w, n, w, s}, []int{10}))
}

// lineage lists what is recorded: kind, from, to, the shares in percent; by parcel numbers,
// of the parcels as they are or last were.
const lineage = `
	SELECT kind, string_agg(DISTINCT name(predecessor), '+'), string_agg(DISTINCT name(successor), '+'), bool_or(undone_at IS NOT NULL)
	FROM   data.parcels_lineage GROUP BY event, kind ORDER BY 2, 3`

// TestLineage imports a sheet in the place of another.
func TestLineage(t *testing.T) {
	i := newImports(t)
	i.exec(`CREATE FUNCTION name(parcel bigint) RETURNS text LANGUAGE sql AS $$
		SELECT parcel_no FROM (SELECT id, parcel_no, 1 AS n FROM data.parcels UNION ALL SELECT id, parcel_no, 2 FROM data.parcels_history) AS p
		WHERE  id = parcel ORDER BY n LIMIT 1 $$`)
	first := land(1, 0, 0, 40, 20)
	second := land(2, 40, 0, 60, 20)
	third := land(3, 60, 0, 80, 20)
	i.load(vilis(first, second, third))
	for _, tt := range []struct {
		name  string
		after []importers.Record
		want  []string
	}{
		{"nothing changes", []importers.Record{first, second, third}, nil},
		{"a split", []importers.Record{land(11, 0, 0, 15, 20), land(12, 15, 0, 40, 20), second, third}, []string{"(split,1,11+12,f)"}},
		{"a split that keeps the number", []importers.Record{land(1, 0, 0, 25, 20), land(12, 25, 0, 40, 20), second, third}, []string{"(split,1,1+12,f)"}},
		{"a merge", []importers.Record{land(13, 0, 0, 60, 20), third}, []string{"(merge,1+2,13,f)"}},
		{"a merge that keeps the number", []importers.Record{land(1, 0, 0, 60, 20), third}, []string{"(merge,1+2,1,f)"}},
		{"a re-plot", []importers.Record{land(14, 0, 0, 30, 20), land(15, 30, 0, 60, 20), third}, []string{"(replot,1+2,14+15,f)"}},
		{"another number", []importers.Record{first, second, land(16, 60, 0, 80, 20)}, []string{"(renumber,3,16,f)"}},
		{"another number, surveyed anew", []importers.Record{first, second, land(16, 60.5, 0.3, 80.4, 20.2)}, []string{"(renumber,3,16,f)"}},
		{"two things", []importers.Record{land(11, 0, 0, 15, 20), land(12, 15, 0, 40, 20), second, land(16, 60, 0, 80, 20)}, []string{"(renumber,3,16,f)", "(split,1,11+12,f)"}},
		{"a border between two that stay", []importers.Record{land(1, 0, 0, 30, 20), land(2, 30, 0, 60, 20), third}, nil},
		{"a removal", []importers.Record{first, second}, nil},
		{"an addition elsewhere", []importers.Record{first, second, third, land(17, 80, 0, 100, 20)}, nil},
		{"slivers", []importers.Record{first, second, land(18, 76.5, 0, 100, 20)}, nil}, // 3.5 m of 20 and 23.5
	} {
		c := i.load(vilis(tt.after...))
		if diff := cmp.Diff(tt.want, i.lines(lineage), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		i.undo(c)
		if n := i.lines(`SELECT count(*) FROM data.parcels_lineage WHERE undone_at IS NULL`); n[0] != "(0)" {
			t.Errorf("%s: %s rows are not undone", tt.name, n)
		}
		i.exec(`DELETE FROM data.parcels_lineage`)
	}
}

// TestUndoIsOneMoreVersion: readers have seen what was undone, and papers may have been
// printed from it, so it stays in the history; each version says who made it.
func TestUndoIsOneMoreVersion(t *testing.T) {
	i := newImports(t)
	i.load(vilis(row(1, 1, "ONT", "x"), row(1, 2, "ONT", "x")))
	c := i.load(vilis(row(1, 1, "LUC", "x"), row(1, 3, "ONT", "x")))
	i.undo(c)
	versions := `
		SELECT parcel_no, land_use, made_by, ended_by, removed FROM data.parcels_history
		UNION ALL SELECT parcel_no, land_use, recorded_by, NULL, false FROM data.parcels ORDER BY 1, 2, 3, 4 NULLS FIRST`
	want := []string{
		"(1,LUC,2,-2,f)",
		"(1,ONT,1,,f)",  // of now: the row is the old one
		"(1,ONT,1,2,f)", // before the import
		"(2,ONT,-2,,f)", // put back
		"(2,ONT,1,2,t)", // removed by it
		"(3,ONT,2,-2,t)",
	}
	if diff := cmp.Diff(want, i.lines(versions)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	gaps := i.lines(`SELECT id FROM data.parcels_history h JOIN data.parcels p USING (id) WHERE p.recorded_at > h.valid_to`)
	if len(gaps) != 1 {
		t.Errorf("%d parcels were away for a while, want the removed one", len(gaps))
	}
}
