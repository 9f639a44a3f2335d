package parcels_test

import (
	"fmt"
	"testing"

	"sotay/parcels"
)

// Of a sheet plotted anew the asked parcel and what shares ground with it are told whatever
// their ids, and how many are left out.
func TestLineageOfManyParcels(t *testing.T) {
	f, db := newFinder(t)
	first := mustPlot(t, db, "1", box(0, 0, 1, 1))
	for i := range 300 {
		mustPlot(t, db, fmt.Sprint(2+i), box(float64(i*10), 10, float64(i*10+9), 19))
	}
	last := mustPlot(t, db, "999", box(0, 30, 9, 39))
	_, err := db.Owner.Exec(t.Context(), `
		INSERT INTO data.parcels_lineage (event, kind, at, change_set, predecessor, successor, of_predecessor, of_successor)
		SELECT 1, 'replot', now() + interval '1 day', 1, id, id, 1, 1 FROM data.parcels WHERE sheet_no = '50' AND id < $1
		UNION ALL
		SELECT 1, 'replot', now() + interval '1 day', 1, $1, n, 0.5, 0.5 FROM unnest(ARRAY[$1::bigint, $1 - 1]) AS n`, last)
	if err != nil {
		t.Fatal(err)
	}
	past := &parcels.Past{Staff: db.Staff, Finder: f}
	h, err := past.History(t.Context(), parcels.Reader{}, last)
	if err != nil || len(h.Lineage) != 1 {
		t.Fatalf("%+v, %v", h.Lineage, err)
	}
	e := h.Lineage[0]
	if n := len(e.From) + len(e.To); n != 200 || e.More != 604-200 {
		t.Errorf("%d told, %d more", n, e.More)
	}
	var successors []string
	for _, r := range e.To {
		if r.ID == last || r.ID == last-1 {
			successors = append(successors, r.ParcelNo)
		}
	}
	if fmt.Sprint(successors) != "[301 999]" || first == last {
		t.Errorf("its successors %v are not told", successors)
	}
}

// Of a parcel that was edited very often the latest versions are read, no others.
func TestHistoryOfManyVersions(t *testing.T) {
	f, db := newFinder(t)
	id := mustPlot(t, db, "1", box(0, 0, 10, 10))
	for i := range 230 {
		if _, err := db.Owner.Exec(t.Context(), `UPDATE data.parcels SET address = $2 WHERE id = $1`, id, fmt.Sprintf("số %d", i)); err != nil {
			t.Fatal(err)
		}
	}
	past := &parcels.Past{Staff: db.Staff, Finder: f}
	h, err := past.History(t.Context(), parcels.Reader{}, id)
	if err != nil || len(h.Versions) != 200 || !h.More {
		t.Fatalf("%d versions, more %v, %v", len(h.Versions), h.More, err)
	}
	if a, z := h.Versions[0], h.Versions[199]; a.Address != "số 229" || z.Address != "số 30" || fmt.Sprint(z.Changed) != "[address]" {
		t.Errorf("from %q to %q, %v", a.Address, z.Address, z.Changed)
	}
}
