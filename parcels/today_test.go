package parcels_test

import (
	"errors"
	"testing"
	"time"

	"sotay/parcels"
)

// TestCommunesOfTheDay: a commune whose end is announced still names its parcels, one that is
// to come does not yet, in the units and in the layer alike; and a parcel of another day has
// the commune of that day.
func TestCommunesOfTheDay(t *testing.T) {
	f, db := newFinder(t)
	for _, sql := range []string{
		`DELETE FROM data.communes WHERE code = '26506'`, // so that the units are asked
		`UPDATE data.units SET valid_to = current_date + 30 WHERE code = '26506' AND valid_to IS NULL`,
		`INSERT INTO data.units (level, code, name, kind, parent, valid_from)
		 SELECT level, code, 'Phường A Mai Sau', kind, parent, valid_to FROM data.units WHERE code = '26506' AND valid_to > current_date`,
		`UPDATE data.communes SET valid_from = '2025-07-01' WHERE code = '26526'`,
		`INSERT INTO data.communes (code, name, valid_from, valid_to, geom)
		 SELECT c.code, d.name, d.valid_from, d.valid_to, c.geom
		 FROM   data.communes c, (VALUES ('Phường A Xưa', NULL::date, '2025-07-01'::date), ('Phường A Mai Sau', current_date + 30, NULL)) AS d (name, valid_from, valid_to)
		 WHERE  c.code = '26526'`,
		`UPDATE sotay.history_start SET at = '2025-06-01'`,
		`UPDATE data.parcels SET recorded_at = '2025-06-02'`,
	} {
		if _, err := db.Owner.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%v in %s", err, sql)
		}
	}
	want := map[string]string{"26506": "Phường Vũng Tàu", "26526": "Phường Tam Thắng"}
	seen := map[string]bool{}
	for _, h := range mustSearch(t, f, "12/5", nil).Parcels {
		name, ours := want[h.CommuneCode]
		if !ours {
			continue
		}
		seen[h.CommuneCode] = true
		d, err := f.Parcel(t.Context(), h.ID)
		if err != nil || h.CommuneName != name || d.CommuneName != name {
			t.Errorf("%s: found in %q, shown in %q, want %q, %v", h.CommuneCode, h.CommuneName, d.CommuneName, name, err)
		}
		if h.CommuneCode == "26506" {
			continue
		}
		past := parcels.Past{Staff: db.Staff, Finder: f}
		for day, name := range map[string]string{"2025-06-30": "Phường A Xưa", "2025-07-01": "Phường Tam Thắng"} {
			at, err := time.Parse(time.DateOnly, day)
			if err != nil {
				t.Fatal(err)
			}
			d, err := past.Parcel(t.Context(), h.ID, parcels.EndOfDay(at))
			if err != nil || d.CommuneName != name {
				t.Errorf("on %s: in %q, want %q, %v", day, d.CommuneName, name, err)
			}
		}
		var before *parcels.BeforeHistory
		if _, err := past.Parcel(t.Context(), h.ID, time.Date(2025, 5, 31, 0, 0, 0, 0, time.UTC)); !errors.As(err, &before) || before.Since.Year() != 2025 {
			t.Errorf("before the history: %v", err)
		}
	}
	if len(seen) != len(want) {
		t.Errorf("of parcels of %v are looked at: %v", want, seen)
	}
}
