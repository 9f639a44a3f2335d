package parcels_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFormerNumbersAreThoseOfTheUnitNamed gives two former units of one commune a sheet 7
// each: a former unit's name tells them apart as far as the layer has their outlines.
func TestFormerNumbersAreThoseOfTheUnitNamed(t *testing.T) {
	f, db := newFinder(t)
	exec := func(sql string) {
		t.Helper()
		if _, err := db.Owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	exec(`UPDATE data.parcels SET old_sheet_no = '7', old_parcel_no = '45' WHERE commune_code = '26526' AND sheet_no IN ('1', '3') AND parcel_no = '10'`)
	both := []string{"26526/1/10 old_sheet", "26526/3/10 old_sheet"}
	search := func(text string, want []string) {
		t.Helper()
		if diff := cmp.Diff(want, sayAll(mustSearch(t, f, text, nil).Parcels)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	search("thửa 45 tờ 7 phường 8", both) // no outlines: both may be it
	exec(`
		INSERT INTO data.communes (code, name, valid_to, geom)
		SELECT code, name, '2025-07-01', st_transform(st_makeenvelope(428000, y, 429999, y + 199, 910775), 4326)
		FROM  (VALUES ('26524', 'Phường 7', 1144000), ('26527', 'Phường 8', 1144200)) AS u (code, name, y)`)
	search("thửa 45 tờ 7 phường 7", both[:1])
	search("thửa 45 tờ 7 phường 8", both[1:])
	search("thửa 45 tờ 7 phường 9", both) // whose outline is not there
	search("thửa 45 tờ 7 phường Tam Thắng", both)
	// Today's numbers too: the parcel must lie in the unit that was named.
	search("thửa 20 tờ 1 phường 7", []string{"26526/1/20 old_commune"})
	search("thửa 20 tờ 1 phường 8", nil)
}
