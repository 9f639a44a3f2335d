package importers_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
)

func TestProblemsInPagesAndGroups(t *testing.T) {
	i := newImports(t)
	bowtie := geom.NewPolygonFlat(geom.XY, []float64{east, north, east + 20, north + 20, east + 20, north, east, north + 20, east, north}, []int{10})
	c := i.stage(vilis(
		row(1, 1, "XYZ", ""), parcel(1, 1, "XYZ", "", square(east+200, north, 20)),
		parcel(1, 3, "ONT", "", bowtie),
		parcel(1, 4, "ONT", "", square(10, 20, 5)), // far from Vietnam
		parcel(1, 5, "ONT", "", nil),
	))
	groups, err := i.s.ProblemGroups(context.Background(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range groups {
		got = append(got, fmt.Sprintf("%s %s %d %v %v", g.Severity, g.Code, g.Count, g.Alike, g.Fields))
		if g.What.Vi == "" || g.What.En == "" || g.Todo.Vi == "" || g.Todo.En == "" {
			t.Errorf("a group without words: %+v", g)
		}
	}
	if diff := cmp.Diff([]string{
		"error invalid_geometry 1 true []", "error null_geometry 1 true []", "error outside_vietnam 1 true []",
		"warning repeated_identity 2 true [commune_code, sheet_no, parcel_no]", "warning unknown_code 2 true [KHLOAIDAT]",
	}, got); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	for _, limit := range []int{1, 2, 50} {
		got = nil
		for after := (importers.ProblemKey{Row: -1}); ; {
			page, err := i.s.ProblemsPage(context.Background(), c.ID, "", after, limit)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page {
				got = append(got, fmt.Sprintf("%d %s %v", p.Row, p.Code, p.Place != nil))
				if p.Place != nil && (math.Abs(p.Place[0]-lon) > 0.01 || math.Abs(p.Place[1]-lat) > 0.01) {
					t.Errorf("row %d lies at %v", p.Row, *p.Place)
				}
			}
			if len(page) < limit {
				break
			}
			after = page[limit-1].Key
		}
		if len(got) != 7 || got[len(got)-1] != "5 null_geometry false" || got[len(got)-2] != "4 outside_vietnam false" || got[len(got)-3] != "3 invalid_geometry true" {
			t.Errorf("by %d: %q", limit, got)
		}
	}
	some, err := i.s.ProblemsPage(context.Background(), c.ID, "unknown_code", importers.ProblemKey{Row: -1}, 50)
	if err != nil || len(some) != 2 || some[0].Field != "KHLOAIDAT" || some[0].Value != "XYZ" || some[0].Place == nil {
		t.Errorf("one kind: %+v, %v", some, err)
	}
	if err := i.s.Discard(context.Background(), c.ID); err != nil {
		t.Fatal(err)
	}
	some, err = i.s.ProblemsPage(context.Background(), c.ID, "unknown_code", importers.ProblemKey{Row: -1}, 50)
	if err != nil || len(some) != 2 || some[0].Place == nil { // a check has noted its own
		t.Errorf("after it was given up: %+v, %v", some, err)
	}
}
