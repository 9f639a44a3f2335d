package cameras_test

import (
	"testing"
	"time"

	"sotay/incidents/cameras"
	"sotay/internal/testdb"
)

// The faulty ones come first, then those that fell silent, which do not count as working; nothing
// that only staff know is told.
func TestOverview(t *testing.T) {
	db := testdb.New(t)
	s := cameras.Store{DB: db}
	none, at, err := s.Overview(t.Context())
	if err != nil || at != nil || len(none.Places) != 0 {
		t.Fatalf("without cameras: %+v, %v, %v", none, at, err)
	}
	_, err = db.Owner.Exec(t.Context(), `
		INSERT INTO data.cameras (code, name, kind, state, last_seen, geom)
		SELECT 'CAM-' || n, 'Điểm ' || n, 'fixed', state, date_trunc('second', now()) - hours * interval '1 hour', 'SRID=4326;POINT(107.08 10.35)'
		FROM  (VALUES (1, 'working', 23), (2, 'off', NULL), (3, 'faulty', 140), (4, 'faulty', 70), (5, 'working', 25), (6, 'working', NULL)) AS c (n, state, hours)`)
	if err != nil {
		t.Fatal(err)
	}
	got, at, err := s.Overview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := ""
	for _, c := range got.Places {
		names += c.Name + ","
		if c.Silent != (c.Name == "Điểm 5") {
			t.Errorf("%+v", c)
		}
	}
	// Of the sixth no sign was ever known: it is not silent.
	if got.Working != 2 || got.Silent != 1 || got.Faulty != 2 || got.Off != 1 || names != "Điểm 4,Điểm 3,Điểm 5,Điểm 1,Điểm 2,Điểm 6," {
		t.Errorf("%+v", got)
	}
	if at == nil || time.Since(*at) < 23*time.Hour || time.Since(*at) > 24*time.Hour {
		t.Errorf("as of %v", at)
	}
}
