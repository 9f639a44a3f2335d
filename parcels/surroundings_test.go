package parcels_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/parcels"
)

func TestSurroundings(t *testing.T) {
	f, db := newFinder(t)
	id := mustPlot(t, db, "1", box(0, 0, 20, 20))
	mustPlot(t, db, "2", box(20, 0, 60, 20))
	mustPlot(t, db, "3", box(100, 0, 120, 20))
	zone := f.Zone
	window := parcels.Window{426990, 1144990, 427030, 1145030}
	for cut, east := range map[bool]float64{true: 427030, false: 427060} {
		list, more, err := f.Surroundings(t.Context(), id, zone, window, cut)
		if err != nil || len(list) != 1 || more {
			t.Fatalf("%v, %v", list, err)
		}
		b := list[0].Shape.Bounds()
		got := fmt.Sprintf("%s/%s %d from %.3f to %.3f label %.0f", list[0].SheetNo, list[0].ParcelNo, list[0].Shape.SRID(), b.Min(0), b.Max(0), list[0].Label[0])
		want := fmt.Sprintf("50/2 910775 from 427020.000 to %.3f label 427025", east)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("cut %v (-want +got):\n%s", cut, diff)
		}
	}
}

// Of too many parcels in the window the nearest are drawn, whatever their ids, and it is said.
func TestSurroundingsOfManyAreTheNearest(t *testing.T) {
	f, db := newFinder(t)
	for i := range 25 {
		for j := range 20 {
			mustPlot(t, db, fmt.Sprintf("%d", 1000+i*20+j), box(float64(100+i*10), float64(j*10), float64(109+i*10), float64(j*10+9)))
		}
	}
	id := mustPlot(t, db, "1", box(0, 0, 20, 20))
	mustPlot(t, db, "2", box(20, 0, 40, 20)) // its neighbour, the last one made
	list, more, err := f.Surroundings(t.Context(), id, f.Zone, parcels.Window{426900, 1144900, 427500, 1145300}, true)
	if err != nil || len(list) != 400 || !more || list[0].ParcelNo != "2" {
		t.Fatalf("%d, more %v, the first %v, %v", len(list), more, list[0].ParcelNo, err)
	}
	for _, s := range list {
		if s.ParcelNo == "1499" {
			t.Error("the farthest is drawn")
		}
	}
}

// TestShapesThatCrossThemselves: real files have them; nothing fails for that.
func TestShapesThatCrossThemselves(t *testing.T) {
	f, db := newFinder(t)
	mustPlans(t, f, db)
	id := mustPlot(t, db, "1", "POLYGON((0 0, 20 20, 20 0, 0 20, 0 0))")
	mustPlot(t, db, "2", "POLYGON((20 0, 40 20, 40 0, 20 20, 20 0))")
	mustArea(t, db, "plan_2030", "code", "'x'", "POLYGON((0 0, 20 20, 20 0, 0 20, 0 0), (1 1, 30 1, 30 2, 1 1))")
	if got := overlaps(t, f, id, true)["plan_2030"].Records; len(got) != 1 {
		t.Errorf("overlaps %+v", got)
	}
	if got := neighbours(t, f, id); len(got) != 1 || got[0] != "2 20.00" {
		t.Errorf("neighbours %v", got)
	}
	for _, cut := range []bool{true, false} {
		list, _, err := f.Surroundings(t.Context(), id, f.Zone, parcels.Window{426990, 1144990, 427030, 1145030}, cut)
		if err != nil || len(list) != 1 {
			t.Errorf("surroundings, cut %v: %v, %v", cut, list, err)
		}
	}
	if _, err := f.Parcel(t.Context(), id); err != nil {
		t.Error(err)
	}
}
