package environment_test

import (
	"encoding/json"
	"testing"

	"sotay/environment"
	"sotay/internal/testdb"
)

// What is played back says when a station was silent, also of one that had nothing to show.
func TestPlaybackOfSilence(t *testing.T) {
	db := testdb.New(t)
	mustHourly(t, db)
	s := environment.New(db)
	environment.AsOf(s, vn("2026-11-20 14:10"))
	mustTake(t, s, environment.Sender{}, hours("KK11", "NO2", vn("2026-11-20 08:00"), 20, nil, nil, nil, 30)...)
	mustExec(t, db, `
		INSERT INTO data.station_events (station, kind, began, seen, ended)
		SELECT id, 'silence', '2026-11-20 10:00+07'::timestamptz, '2026-11-20 11:30+07'::timestamptz, '2026-11-20 11:30+07'::timestamptz FROM data.stations WHERE code = 'KK11'
		UNION ALL SELECT id, 'silence', '2026-11-20 12:30+07', '2026-11-20 12:30+07', NULL FROM data.stations WHERE code = 'KT11'`)
	x, err := s.Playback(t.Context(), environment.Span{From: vn("2026-11-20 07:00"), To: vn("2026-11-20 15:00")}, "NO2")
	if err != nil {
		t.Fatal(err)
	}
	for i := range x.Stations {
		x.Stations[i].ID = int64(i)
	}
	got, err := json.Marshal(x.Stations)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "hours from 8 to 15", `[{"id":0,"values":[20,null,null,null,30,null,null,null],"levels":[1,null,null,null,1,null,null,null],"silent":[0,0,1,1,0,0,0,0]},`+
		`{"id":1,"values":[null,null,null,null,null,null,null,null],"levels":[null,null,null,null,null,null,null,null],"silent":[0,0,0,0,0,1,1,0]}]`, string(got))
}
