package importers_test

import (
	"context"
	"encoding/csv"
	"errors"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/internal/testdb"
	"sotay/layers"
)

// vector is a point of testdata/vn2000_vectors.csv by the official transform.
type vector struct {
	name        string
	lon, lat    float64
	srid        int
	east, north float64
}

// officialVectors are those of Decision 05/2007/QĐ-BTNMT, in TM-3 and UTM.
func officialVectors(t *testing.T) []vector {
	t.Helper()
	f, err := os.Open("../testdata/vn2000_vectors.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list := csv.NewReader(f)
	list.Comment = '#'
	rows, err := list.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := func(s string) float64 {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	var out []vector
	for _, r := range rows[1:] { // name,lon,lat,zone,central_meridian,k0,method,easting,northing
		if !strings.HasPrefix(r[6], "official") {
			continue
		}
		v := vector{name: r[0] + " " + r[4], lon: number(r[1]), lat: number(r[2]), east: number(r[7]), north: number(r[8])}
		switch meridian := number(r[4]); {
		case r[5] == "0.9999":
			v.srid = 910000 + int(math.Round(100*meridian)) - 10000
		case meridian == 105:
			v.srid = importers.VN2000UTM48
		default:
			v.srid = importers.VN2000UTM49
		}
		out = append(out, v)
	}
	if len(out) < 24 {
		t.Fatalf("%d official vectors", len(out))
	}
	return out
}

// TestTransformIsOfficial: what stands in the file comes out where the official transform
// puts it, to 1 mm, on both sides of the seam at 107.11°E and 11.04°N.
func TestTransformIsOfficial(t *testing.T) {
	db := testdb.New(t)
	const millimetre = 1e-3 / 111_000 // degrees
	for _, v := range officialVectors(t) {
		got, err := importers.CheckExtent(t.Context(), db.App, v.srid, geom.NewBounds(geom.XY).Set(v.east, v.north, v.east, v.north))
		if err != nil {
			t.Errorf("%s: %v", v.name, err)
			continue
		}
		if math.Abs(got.Min(0)-v.lon) > millimetre || math.Abs(got.Min(1)-v.lat) > millimetre {
			t.Errorf("%s: %.9f %.9f, want %.9f %.9f", v.name, got.Min(0), got.Min(1), v.lon, v.lat)
		}
	}
}

// province bounds Bà Rịa – Vũng Tàu.
func province() *geom.Bounds { return geom.NewBounds(geom.XY).Set(106.95, 10.30, 107.60, 10.80) }

func sampleOf(vs []vector, srid int, swap bool) []geom.Coord {
	var out []geom.Coord
	for _, v := range vs {
		if v.srid == srid && (strings.HasPrefix(v.name, "VungTau") || strings.HasPrefix(v.name, "BaRia")) {
			c := geom.Coord{v.east, v.north}
			if srid == importers.WGS84 {
				c = geom.Coord{v.lon, v.lat}
			}
			if swap {
				c[0], c[1] = c[1], c[0]
			}
			out = append(out, c)
		}
	}
	return out
}

func TestProposeZones(t *testing.T) {
	db := testdb.New(t)
	vs := officialVectors(t)
	lonLat := []geom.Coord{{107.0843, 10.346}, {107.168, 10.4963}}
	for _, tt := range []struct {
		name     string
		sample   []geom.Coord
		want     int
		swapped  bool
		excluded []int
	}{
		{"TM-3 107°45′", sampleOf(vs, 910775, false), 910775, false, []int{910575, 910850, importers.WGS84}},
		{"northing first", sampleOf(vs, 910775, true), 910775, true, []int{910575}},
		{"TM-3 105°45′", sampleOf(vs, 910575, false), 910575, false, []int{910775}},
		{"UTM 48", sampleOf(vs, importers.VN2000UTM48, false), importers.VN2000UTM48, false, []int{910775}},
		{"degrees", lonLat, importers.WGS84, false, []int{910775, importers.WebMercator}},
		{"latitude first", []geom.Coord{{10.346, 107.0843}, {10.4963, 107.168}}, importers.WGS84, true, []int{910775}},
		{"Web Mercator", []geom.Coord{{11920570, 1158010}, {11929888, 1175021}}, importers.WebMercator, false, []int{910775}},
		{"with rubbish", append(sampleOf(vs, 910775, false), geom.Coord{math.NaN(), 1}, geom.Coord{math.Inf(1), 5}, geom.Coord{1e300, -1e300}), 910775, false, nil},
	} {
		zones, err := importers.ProposeZones(t.Context(), db.App, tt.sample, province(), 0)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		i := slices.IndexFunc(zones, func(z importers.Zone) bool { return z.SRID == tt.want })
		if i < 0 || zones[i].Swapped != tt.swapped || zones[i].Inside < 0.6 {
			t.Errorf("%s: %d not found with swapped=%t in %+v", tt.name, tt.want, tt.swapped, zones)
			continue
		}
		if tt.name == "degrees" || tt.name == "latitude first" || tt.name == "Web Mercator" {
			if i != 0 {
				t.Errorf("%s: first is %d", tt.name, zones[0].SRID)
			}
		}
		for _, z := range zones {
			if slices.Contains(tt.excluded, z.SRID) {
				t.Errorf("%s: %d is proposed too", tt.name, z.SRID)
			}
			if z.Name.Vi == "" || z.Inside <= 0 || z.Inside > 1 || z.Extent[0] > z.Extent[2] {
				t.Errorf("%s: %+v", tt.name, z)
			}
		}
		if !slices.IsSortedFunc(zones, func(a, b importers.Zone) int { return int(math.Ceil(b.Inside - a.Inside)) }) {
			t.Errorf("%s: not best first: %+v", tt.name, zones)
		}
	}
}

// TestProposeZonesWholeProvince: with points all over the province its own zone is the best.
func TestProposeZonesWholeProvince(t *testing.T) {
	db := testdb.New(t)
	var sample []geom.Coord
	for x := 412_000.0; x <= 483_000; x += 3_000 {
		for y := 1_140_000.0; y <= 1_193_000; y += 3_000 {
			sample = append(sample, geom.Coord{x, y})
		}
	}
	zones, err := importers.ProposeZones(t.Context(), db.App, sample, province(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(zones) == 0 || zones[0].SRID != 910775 || zones[0].Inside < 0.95 || zones[0].Distance > 5000 {
		t.Errorf("%+v", zones)
	}
	if everywhere, err := importers.ProposeZones(t.Context(), db.App, sample, nil, 0); err != nil || len(everywhere) < 18 {
		t.Errorf("in all Vietnam: %d zones, %v; want every 3° zone", len(everywhere), err)
	}
}

func TestProposeZonesNothing(t *testing.T) {
	db := testdb.New(t)
	for _, sample := range [][]geom.Coord{nil, {{0, 0}, {5, 5}}, {{1e12, 1e12}}, {{2.35, 48.85}}, {{107}}} {
		if zones, err := importers.ProposeZones(t.Context(), db.App, sample, province(), 0); err != nil || len(zones) > 0 {
			t.Errorf("%v: %+v, %v", sample, zones, err)
		}
	}
}

// recorder keeps the SRIDs that queries are given, and the queries.
type recorder struct {
	db    layers.Querier
	srids []int32
	sql   []string
}

func (r *recorder) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	r.sql = append(r.sql, sql)
	r.srids = append(r.srids, args[0].([]int32)...)
	return r.db.Query(ctx, sql, args...)
}

// TestOnlyOwnSRIDs: whatever is tried, PROJ never sees a code of VN-2000 by EPSG, for
// which it would choose an operation by place and leave a seam.
func TestOnlyOwnSRIDs(t *testing.T) {
	r := &recorder{db: testdb.New(t).App}
	vs := officialVectors(t)
	for _, sample := range [][]geom.Coord{sampleOf(vs, 910775, false), sampleOf(vs, 910775, true), {{107, 10.5}}, {{11920570, 1158010}}} {
		if _, err := importers.ProposeZones(t.Context(), r, sample, province(), 0); err != nil {
			t.Fatal(err)
		}
	}
	for _, v := range vs {
		if _, err := importers.CheckExtent(t.Context(), r, v.srid, geom.NewBounds(geom.XY).Set(v.east, v.north, v.east, v.north)); err != nil {
			t.Fatal(err)
		}
	}
	noSeam := []int32{importers.WGS84, importers.WebMercator, importers.WGS84UTM48, importers.WGS84UTM49}
	for _, srid := range r.srids {
		if !slices.Contains(noSeam, srid) && (srid < 910000 || srid > 919999) {
			t.Errorf("SRID %d is transformed", srid)
		}
	}
	for _, sql := range r.sql {
		for _, code := range []string{"4756", "5899", "3405", "EPSG"} {
			if strings.Contains(sql, code) {
				t.Errorf("%s stands in %s", code, sql)
			}
		}
	}
	if len(r.srids) < 60 {
		t.Errorf("%d SRIDs seen", len(r.srids))
	}
}

func TestCheckExtent(t *testing.T) {
	db := testdb.New(t)
	bounds := func(x1, y1, x2, y2 float64) *geom.Bounds { return geom.NewBounds(geom.XY).Set(x1, y1, x2, y2) }
	for _, tt := range []struct {
		name string
		srid int
		b    *geom.Bounds
		says []string // nothing: accepted
	}{
		{"Vũng Tàu", 910775, bounds(420000, 1140000, 440000, 1165000), nil},
		{"Hoàng Sa", importers.WGS84, bounds(111.2, 15.7, 112.9, 17.1), nil},
		{"Trường Sa", importers.WGS84, bounds(111.5, 6.84, 117.33, 12), nil},
		{"Lũng Cú and Cà Mau", importers.WGS84, bounds(102.15, 8.38, 109.46, 23.39), nil},
		{"Paris", importers.WGS84, bounds(2.2, 48.8, 2.4, 48.9), []string{"2.2000 … 2.4000", "48.8000", "WGS 84"}},
		{"a corner beyond", importers.WGS84, bounds(107, 10, 107.5, 24), []string{"24.0000"}},
		{"northing first", 910775, bounds(1140000, 420000, 1165000, 440000), []string{"exchanged", "1140000"}},
		{"latitude first", importers.WGS84, bounds(10.3, 107, 10.5, 107.2), []string{"exchanged"}},
		{"degrees as metres", 910775, bounds(107, 10.3, 107.2, 10.5), []string{"107.0000 … 107.2000"}},
		{"metres as degrees", importers.WGS84, bounds(420000, 1140000, 440000, 1165000), []string{"420000 … 440000"}},
		{"south", 910775, bounds(420000, 300000, 440000, 400000), []string{"300000", "longitude and latitude", "107°45′"}},
		{"not a number", 910775, bounds(math.NaN(), 1, 2, 3), []string{"NaN"}},
		{"endless", 910775, bounds(1, 1, math.Inf(1), 3), []string{"+Inf"}},
	} {
		got, err := importers.CheckExtent(t.Context(), db.App, tt.srid, tt.b)
		var refused *importers.Refused
		switch {
		case len(tt.says) == 0:
			if err != nil || got == nil {
				t.Errorf("%s: %v", tt.name, err)
			}
		case !errors.As(err, &refused) || refused.Code != "outside_vietnam":
			t.Errorf("%s: %v, want a refusal", tt.name, err)
		default:
			for _, s := range tt.says {
				if !strings.Contains(refused.Reason.En, s) {
					t.Errorf("%s: %q does not say %q", tt.name, refused.Reason.En, s)
				}
			}
		}
	}
}
