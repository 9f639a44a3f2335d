package postgis_test

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/testdb"
)

// vector is one line of testdata/vn2000_vectors.csv.
type vector struct {
	name, method      string
	lon, lat          float64 // WGS84, degrees
	srid              int     // ours
	easting, northing float64 // metres
}

func mustVectors(t *testing.T) []vector {
	t.Helper()
	file, err := os.Open("../testdata/vn2000_vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comment = '#'
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []vector
	for _, f := range lines[1:] {
		v := vector{
			name: f[0], lon: number(t, f[1]), lat: number(t, f[2]),
			method: f[6], easting: number(t, f[7]), northing: number(t, f[8]),
		}
		switch f[3] {
		case "TM3":
			v.srid = 910000 + int(math.Round((number(t, f[4])-100)*100))
		case "UTM48":
			v.srid = 913405
		case "UTM49":
			v.srid = 913406
		default:
			t.Fatalf("zone %q", f[3])
		}
		list = append(list, v)
	}
	return list
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// project gives the easting and northing of a WGS84 point.
func project(t *testing.T, pool *pgxpool.Pool, lon, lat float64, srid int) (e, n float64) {
	t.Helper()
	err := pool.QueryRow(t.Context(), `
		SELECT ST_X(p), ST_Y(p)
		FROM   ST_Transform(ST_SetSRID(ST_MakePoint($1, $2), 4326), $3::int) AS p`, lon, lat, srid).Scan(&e, &n)
	if err != nil {
		t.Fatal(err)
	}
	return e, n
}

func TestVN2000Vectors(t *testing.T) {
	pool := testdb.Empty(t).Public
	const millimetre = 0.001
	// How far each mistake lies from the truth, in metres.
	mistakes := map[string][2]float64{"EPSG5194_WRONG": {0.77, 0.84}, "no_datum_shift_WRONG": {220, 230}}
	official := 0
	for _, v := range mustVectors(t) {
		e, n := project(t, pool, v.lon, v.lat, v.srid)
		off := math.Hypot(e-v.easting, n-v.northing)
		if bounds, wrong := mistakes[v.method]; wrong {
			if off < bounds[0] || off > bounds[1] {
				t.Errorf("%s in %d: %.4f m from the answer of %s, want %v", v.name, v.srid, off, v.method, bounds)
			}
			continue
		}
		official++
		if off > millimetre {
			t.Errorf("%s in %d: %.4f %.4f, want %.4f %.4f", v.name, v.srid, e, n, v.easting, v.northing)
		}
		var back float64
		err := pool.QueryRow(t.Context(), `
			SELECT ST_Distance(
				ST_Transform(ST_SetSRID(ST_MakePoint($1, $2), $3::int), 4326)::geography,
				ST_SetSRID(ST_MakePoint($4, $5), 4326)::geography)`, v.easting, v.northing, v.srid, v.lon, v.lat).Scan(&back)
		if err != nil || back > millimetre {
			t.Errorf("%s from %d back: %.4f m off, %v", v.name, v.srid, back, err)
		}
	}
	if official != 40 {
		t.Errorf("%d official vectors, want 40", official)
	}
}

// Rotations with the wrong sign (Coordinate Frame taken for Position Vector) are 0.54 m off.
func TestVN2000RotationsHaveTheirSign(t *testing.T) {
	pool := testdb.Empty(t).Public
	for _, wrong := range []vector{
		{name: "Vũng Tàu", lon: 107.0843, lat: 10.3460, easting: 426902.8661, northing: 1144200.6867},
		{name: "Phan Thiết", lon: 108.1021, lat: 10.9289, easting: 538291.2404, northing: 1208616.3922},
	} {
		e, n := project(t, pool, wrong.lon, wrong.lat, 910775)
		if off := math.Hypot(e-wrong.easting, n-wrong.northing); math.Abs(off-0.54) > 0.02 {
			t.Errorf("%s: %.4f m from the wrong sign's answer, want 0.54", wrong.name, off)
		}
	}
}

// seam is the largest jump, in metres, between neighbouring points of a line that
// crosses the border of EPSG:5194's area of use.
func seam(t *testing.T, pool *pgxpool.Pool, srid int, line string) float64 {
	t.Helper()
	var jump float64
	err := pool.QueryRow(t.Context(), `
		WITH points AS (
			SELECT n, ST_LineInterpolatePoint(ST_GeomFromText($1, 4326), n / 200.0) AS p FROM generate_series(0, 200) AS n
		), steps AS (
			SELECT ST_Distance(ST_Transform(p, $2::int), ST_Transform(lag(p) OVER (ORDER BY n), $2::int)) AS d FROM points
		)
		SELECT max(d) - min(d) FROM steps`, line, srid).Scan(&jump)
	if err != nil {
		t.Fatal(err)
	}
	return jump
}

func TestVN2000HasNoSeam(t *testing.T) {
	pool := testdb.Empty(t).Public
	for name, line := range map[string]string{
		"107.11°E through Vũng Tàu": "LINESTRING(107.10 10.36, 107.12 10.36)",
		"11.04°N near Biên Hòa":     "LINESTRING(106.90 11.03, 106.90 11.05)",
	} {
		if jump := seam(t, pool, 910775, line); jump > 0.001 {
			t.Errorf("%s: our SRID jumps by %.4f m", name, jump)
		}
		// What the same line does under EPSG:5899 is why ours exist. Should a later PROJ
		// heal it, this says so.
		if jump := seam(t, pool, 5899, line); jump < 0.05 {
			t.Errorf("%s: EPSG:5899 jumps by %.4f m only; the reason for SRIDs of our own is gone", name, jump)
		}
	}
}

func TestVN2000HasItsZones(t *testing.T) {
	pool := testdb.Empty(t).Public
	var zones, named, other int
	err := pool.QueryRow(t.Context(), `
		SELECT count(*),
		       count(*) FILTER (WHERE auth_name IS NOT NULL OR auth_srid IS NOT NULL),
		       count(*) FILTER (WHERE proj4text NOT LIKE '%+towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 %')
		FROM   spatial_ref_sys
		WHERE  srid BETWEEN 910000 AND 919999`).Scan(&zones, &named, &other)
	if err != nil || zones != 21 || named != 0 || other != 0 {
		t.Errorf("%d zones, %d with an authority's name, %d by other parameters, %v", zones, named, other, err)
	}
	// The meridian is the zone: its northing axis has easting 500 000 less the datum shift.
	for _, zone := range []int{200, 300, 400, 450, 475, 500, 550, 575, 600, 625, 650, 700, 725, 750, 775, 800, 825, 850} {
		var lon float64
		err := pool.QueryRow(t.Context(), `SELECT ST_X(ST_Transform(ST_SetSRID(ST_MakePoint(500000, 1150000), $1::int), 4326))`, 910000+zone).Scan(&lon)
		if want := 100 + float64(zone)/100; err != nil || math.Abs(lon-want) > 0.003 {
			t.Errorf("axis of %d at %.5f°E, want near %.2f, %v", 910000+zone, lon, want, err)
		}
	}
}
