package geoapi_test

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"testing"

	"github.com/uber/h3-go/v4"

	"sotay/internal/accounts"
)

type coverageAnswer struct {
	Cells, Unseen, Cameras, Unknown, Silent int
	Told                                    []struct {
		Cell              string
		Seen              int
		Road, Report, Gap bool
		Boundary          [][2]float64
	}
	Roads struct {
		Layer  *string
		Length float64 `json:"length_m"`
		Unseen float64 `json:"unseen_m"`
		Gaps   []struct {
			Name   string
			Length float64 `json:"length_m"`
			Unseen float64 `json:"unseen_m"`
		}
	}
	Reports struct {
		Looked bool
		All    int
		Gaps   []struct{ Number string }
	}
}

// crossing is a street along the parallel 10.34°, 1,000 m to either side of the meridian 107.08°,
// and one along the meridian, 600 m to the north: there is a camera in the middle that looks east,
// 90° wide and 500 m far. By hand: of the first street 500 of 2,000 m are seen, of the second
// none (it leaves the field of view, which ends at 45°, where it begins). A second camera stands
// 300 m north, looks all round and 100 m far: 200 m of the second street. Neither the faulty
// camera nor the silent one nor that of which nothing is known see anything.
const crossing = `
	CREATE FUNCTION pg_temp.at(east float8, north float8) RETURNS geometry LANGUAGE sql AS $$
		SELECT st_project(st_project('SRID=4326;POINT(107.08 10.34)'::geography, north, 0), east, radians(90))::geometry
	$$;
	INSERT INTO data.cameras (code, name, direction, fov, range_m, state, last_seen, geom) VALUES
		('E', 'Nhìn về đông', 90, 90, 500, 'working', now(), pg_temp.at(0, 0)),
		('N', 'Toàn cảnh', NULL, 360, 100, 'working', NULL, pg_temp.at(0, 300)),
		('F', 'Hỏng', 270, 90, 500, 'faulty', now(), pg_temp.at(0, 0)),
		('S', 'Mất tín hiệu', 270, 90, 500, 'working', now() - interval '25 hours', pg_temp.at(0, 0)),
		('U', 'Chưa rõ', NULL, NULL, NULL, 'working', NULL, pg_temp.at(0, 0));
	INSERT INTO data.rivers (name, geom) VALUES
		('Phố Đông', st_makeline(pg_temp.at(-1000, 0), pg_temp.at(1000, 0))),
		('Phố Bắc', st_makeline(pg_temp.at(0, 0), pg_temp.at(0, 600)));
	INSERT INTO data.reports (number, category, words, geom, coarse, commune, state, received_at, agency)
	SELECT number, 'roads', 'x', g, g, '26506', state, now() - ago, (SELECT min(id) FROM data.agencies) FROM (VALUES
		('PA26-0000-0001', pg_temp.at(400, 0), 'received', interval '1 day'),     -- in the middle of what E sees
		('PA26-0000-0002', pg_temp.at(300, 290), 'assigned', interval '1 day'),   -- 417 m away at 46°: 1° within its edge
		('PA26-0000-0003', pg_temp.at(300, 310), 'received', interval '1 day'),   -- 431 m away at 44.1°: 0.9° beyond it
		('PA26-0000-0004', pg_temp.at(310, 290), 'in_progress', interval '1 day'),-- 424 m away at 46.9°
		('PA26-0000-0005', pg_temp.at(0, 395), 'received', interval '29 days'),   -- 95 m from N
		('PA26-0000-0006', pg_temp.at(0, 405), 'received', interval '1 day'),     -- 105 m from N
		('PA26-0000-0007', pg_temp.at(-400, 0), 'received', interval '31 days'),  -- too long ago
		('PA26-0000-0008', pg_temp.at(-400, 10), 'resolved', interval '1 day'),   -- settled
		('PA26-0000-0009', pg_temp.at(-400, 20), 'assigned', interval '1 day')    -- where the faulty one and the silent one look
	) AS v (number, g, state, ago)`

// TestCoverageOfCameras compares with what hand and PostGIS say of the crossing.
func TestCoverageOfCameras(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, seedRoutes+crossing))
	ioc := a.signIn("ioc", accounts.IOC)
	const box = "bbox=107.07,10.335,107.09,10.347"
	var c coverageAnswer
	for _, res := range []int{9, 10, 11, 12} {
		path := fmt.Sprintf("/api/cameras/coverage?%s&res=%d&roads=rivers", box, res)
		if res == 12 { // smaller cells, smaller box
			path = "/api/cameras/coverage?bbox=107.0761,10.3367,107.085,10.3437&res=12&roads=rivers"
		}
		c = coverageAnswer{}
		a.call(http.MethodGet, path, nil, ioc).json(t, &c)
		if c.Cameras != 2 || c.Unknown != 1 || c.Silent != 1 || c.Roads.Layer == nil || len(c.Roads.Gaps) != 2 {
			t.Fatalf("res %d: %+v", res, c)
		}
		if res == 12 {
			continue
		}
		// The length of a piece is 20 m at most, that of an edge of what is seen one piece.
		east, north := c.Roads.Gaps[0], c.Roads.Gaps[1]
		if east.Name != "Phố Đông" || math.Abs(east.Length-2000) > 2 || math.Abs(east.Unseen-1500) > 21 {
			t.Errorf("res %d: %+v, want 1500 of 2000 m unseen", res, east)
		}
		if north.Name != "Phố Bắc" || math.Abs(north.Length-600) > 2 || math.Abs(north.Unseen-400) > 41 {
			t.Errorf("res %d: %+v, want 400 of 600 m unseen", res, north)
		}
		if math.Abs(c.Roads.Length-2600) > 4 || math.Abs(c.Roads.Unseen-1900) > 62 {
			t.Errorf("res %d: %g of %g m unseen in all", res, c.Roads.Unseen, c.Roads.Length)
		}
		var unseen []string
		for _, r := range c.Reports.Gaps {
			unseen = append(unseen, r.Number[len(r.Number)-1:])
		}
		slices.Sort(unseen)
		if !c.Reports.Looked || c.Reports.All != 7 || !slices.Equal(unseen, []string{"3", "6", "9"}) {
			t.Errorf("res %d: %d reports, unseen %v", res, c.Reports.All, unseen)
		}
	}
	checkCells(t, a, c)

	var all coverageAnswer
	a.call(http.MethodGet, "/api/cameras/coverage?"+box+"&all=true&roads=parcels", nil, ioc).json(t, &all)
	if all.Cameras != 4 || all.Roads.Layer != nil {
		t.Errorf("with the faulty and the silent one, without roads: %+v", all)
	}
	if n := len(all.Reports.Gaps); n != 2 {
		t.Errorf("%d reports unseen, counting the faulty and the silent one", n)
	}
	for _, wrong := range []string{"bbox=107,10,108,11", box + "&res=13", "res=11"} {
		if got := a.call(http.MethodGet, "/api/cameras/coverage?"+wrong, nil, ioc); got.StatusCode != 422 && got.StatusCode != 400 {
			t.Errorf("%s: %d", wrong, got.StatusCode)
		}
	}
}

// checkCells holds each cell against geodesic distance and azimuth of its centre by PostGIS.
func checkCells(t *testing.T, a *api, c coverageAnswer) {
	t.Helper()
	seen, twice := 0, 0
	for _, cell := range c.Told {
		at, err := h3.CellFromString(cell.Cell).LatLng()
		must(t, err)
		var want, near int
		must(t, a.db.Owner.QueryRow(t.Context(), `
			SELECT count(*) FILTER (WHERE away <= range_m AND (fov = 360 OR off <= fov / 2)),
			       count(*) FILTER (WHERE abs(away - range_m) < 1 OR fov < 360 AND abs(off - fov / 2) < 0.2) -- so near to the edge that either is right
			FROM  (SELECT range_m, fov, st_distance(geom::geography, p) AS away,
			              abs(mod((degrees(st_azimuth(geom::geography, p)) - coalesce(direction, 0) + 540)::numeric, 360) - 180)::float8 AS off
			       FROM data.cameras, (SELECT st_makepoint($1, $2)::geography AS p) AS p WHERE code IN ('E', 'N')) AS v`, at.Lng, at.Lat).Scan(&want, &near))
		if near == 0 && cell.Seen != want {
			t.Errorf("cell %s is seen by %d, PostGIS says %d", cell.Cell, cell.Seen, want)
		}
		seen += min(cell.Seen, 1)
		twice += cell.Seen / 2
		if cell.Seen == 0 && !cell.Road && !cell.Report {
			t.Errorf("cell %s is told for nothing", cell.Cell)
		}
		if cell.Gap && !cell.Road && !cell.Report {
			t.Errorf("cell %s has a gap without a road or a report", cell.Cell)
		}
	}
	// A quarter of a circle of 500 m is 196,350 m², a circle of 100 m 31,416 m², and they meet in a
	// piece of the circle's right half: north of the camera, up to 45° from north, E sees nothing;
	// the line at 45° passes the circle's middle 212 m away. So they do not meet at all.
	var area float64
	for _, cell := range c.Told {
		if cell.Seen > 0 {
			m2, err := h3.CellAreaM2(h3.CellFromString(cell.Cell))
			must(t, err)
			area += m2
		}
	}
	if math.Abs(area-(196350+31416)) > 4000 || twice != 0 {
		t.Errorf("%d cells of %.0f m² are seen, want 227,766 m²; %d twice", seen, area, twice)
	}
	if c.Unseen != c.Cells-seen {
		t.Errorf("%d of %d cells unseen, %d seen", c.Unseen, c.Cells, seen)
	}
}
