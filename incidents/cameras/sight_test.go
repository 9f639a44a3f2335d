package cameras

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"sotay/internal/testdb"
)

// TestMetresAgreesWithPostGIS compares with the geodesic on the ellipsoid, as far as cameras see.
func TestMetresAgreesWithPostGIS(t *testing.T) {
	db := testdb.Empty(t)
	rapid.Check(t, func(r *rapid.T) {
		lon, lat := rapid.Float64Range(102, 118).Draw(r, "lon"), rapid.Float64Range(6, 23.5).Draw(r, "lat")
		away, azimuth := rapid.Float64Range(10, 2000).Draw(r, "away"), rapid.Float64Range(0, 360).Draw(r, "azimuth")
		var toLon, toLat float64
		if err := db.Owner.QueryRow(t.Context(), `
			SELECT st_x(p::geometry), st_y(p::geometry) FROM st_project(st_makepoint($1, $2)::geography, $3, radians($4)) AS p`, lon, lat, away, azimuth).Scan(&toLon, &toLat); err != nil {
			r.Fatal(err)
		}
		east, north := metres(lon, lat, toLon, toLat)
		if got := math.Hypot(east, north); math.Abs(got-away) > 1 {
			r.Fatalf("%g m, want %g", got, away)
		}
		off := math.Mod(math.Atan2(east, north)*180/math.Pi-azimuth+540, 360) - 180
		if away > 100 && math.Abs(off) > 0.1 {
			r.Fatalf("%g° off", off)
		}
	})
}

func TestASectorSees(t *testing.T) {
	north := sector{lon: 107, lat: 10, direction: 350, half: 30, reach: 100} // from 320° to 20°
	for _, c := range []struct {
		name        string
		east, north float64 // metres, about
		want        bool
	}{
		{"straight on", -9, 50, true},
		{"over north", 10, 60, true},
		{"beyond the right edge", 40, 60, false},
		{"beyond the left edge", -60, 50, false},
		{"behind", 0, -50, false},
		{"too far", -9, 120, false},
		{"where it stands", 0, 0, true},
	} {
		if got := north.sees(107+c.east/109640, 10+c.north/110600); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
