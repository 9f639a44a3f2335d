package demo_test

import (
	"testing"
	"time"

	"sotay/environment"
	"sotay/internal/demo"
	"sotay/postgis"
)

// checkReadings looks at two days of readings as they lie in the database.
func checkReadings(t *testing.T, db *postgis.DB) {
	for _, c := range []struct {
		what      string
		sql       string
		low, high float64
	}{
		{"readings", `SELECT count(*) FROM data.readings`, 210_000, 240_000},
		{"stations with the latest values of all sensors", `
			SELECT count(*) FROM data.stations s
			WHERE (SELECT count(*) FROM data.readings_latest l WHERE l.station = s.id) = (SELECT count(*) FROM data.sensors x WHERE x.station = s.id)`, 60, 60},
		{"stations of which a unit is unknown or that measure nothing", `
			SELECT count(*) FROM data.stations s WHERE NOT EXISTS (SELECT FROM data.sensors x WHERE x.station = s.id)`, 0, 0},
		{"hours unlike their readings", `
			SELECT count(*)
			FROM   data.readings_hourly h
			CROSS  JOIN LATERAL (
			       SELECT count(*) AS n, avg(r.value) FILTER (WHERE r.status = 0) AS mean
			       FROM data.readings r WHERE r.station = h.station AND r.parameter = h.parameter AND r.at > h.hour - interval '1 hour' AND r.at <= h.hour) AS a
			WHERE  h.received <> a.n OR h.expected <> 12 OR abs(h.mean - a.mean) > 1e-9`, 0, 0},
		{"hours with a mean", `SELECT count(*) FROM data.readings_hourly WHERE mean IS NOT NULL`, 17_500, 20_500},
		{"revisions", `SELECT count(*) FROM data.reading_revisions`, 10, 50},
		{"reasons in quarantine", `SELECT count(DISTINCT reason) FROM data.reading_quarantine`, 5, 5},
		{"statuses", `SELECT count(DISTINCT status) FROM data.readings`, 2, 3},
		{"hot spots", `SELECT count(*) FROM data.hotspots WHERE acquired > now() - interval '8 days'`, 20, 20},
		{"hot spots in forest", `SELECT count(*) FROM data.hotspots h WHERE EXISTS (SELECT FROM data.forest f WHERE st_intersects(f.geom, h.geom))`, 5, 19},
		{"communes with an announced danger", `SELECT count(*) FROM data.communes c JOIN data.fire_bulletins b ON b.commune_code = c.code WHERE c.valid_to IS NULL AND now() >= b.valid_from AND now() < b.valid_to`, 29, 29},
		{"levels that are announced", `SELECT count(DISTINCT level) FROM data.fire_bulletins`, 3, 4},
		{"stations of surface water with a basin", `SELECT count(*) FROM data.stations WHERE basin_name IS NOT NULL`, 14, 14},
		{"stations that know their river", `SELECT count(*) FROM data.stations WHERE river_name = water_body`, 10, 10},
		{"stations outside all communes", `
			SELECT count(*) FROM data.stations s
			WHERE NOT EXISTS (SELECT FROM data.communes c WHERE c.valid_to IS NULL AND st_intersects(c.geom, s.geom))`, 0, 14},
	} {
		if n := numbersOf(t, db, c.sql, 1)[0]; n < c.low || n > c.high {
			t.Errorf("%s: %v, want %v to %v", c.what, n, c.low, c.high)
		}
	}
}

// checkFeed lets half an hour pass, twice over: all stations but the two that fell silent have
// sent on then, nothing is doubled, revised or set aside.
func checkFeed(t *testing.T, db *postgis.DB) {
	const sql = `
		SELECT count(*) FILTER (WHERE at > now()), count(*), (SELECT count(*) FROM data.readings),
		       (SELECT count(*) FROM data.reading_revisions), (SELECT count(*) FROM data.reading_quarantine)
		FROM  (SELECT max(at) AS at FROM data.readings_latest GROUP BY station) AS l`
	before := numbersOf(t, db, sql, 5)
	later := time.Now().Add(30 * time.Minute)
	var first []float64
	for range 2 {
		if err := demo.FeedOnce(t.Context(), db.App, environment.New(db), later); err != nil {
			t.Fatal(err)
		}
		now := numbersOf(t, db, sql, 5)
		if now[0] != 58 || now[1] != 60 || now[3] != before[3] || now[4] != before[4] {
			t.Errorf("stations that sent, stations, readings, revisions, set aside: %v, before: %v", now, before)
		}
		if first == nil {
			first = now
		}
		if grown := now[2] - before[2]; grown < 58*3*6 || now[2] != first[2] {
			t.Errorf("%v readings more; %v the first time", grown, first[2]-before[2])
		}
	}
}
