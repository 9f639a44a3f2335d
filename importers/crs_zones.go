package importers

import (
	"context"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"
	geom "github.com/twpayne/go-geom"

	"sotay/layers"
)

// A Zone is a coordinate system under which a file would fall inside the province.
type Zone struct {
	SRID int   `json:"srid"`
	Name Words `json:"name"`
	// Swapped tells that the file has the northing (or latitude) first: it falls inside
	// only when its axes are exchanged.
	Swapped bool `json:"swapped"`
	// Inside is the share of the sample inside the province's bounds, 0 to 1.
	Inside float64 `json:"inside"`
	// Distance is that of the sample's middle from the middle of the bounds, in metres.
	Distance float64 `json:"distance"`
	// Extent of the sample in WGS 84: west, south, east, north.
	Extent [4]float64 `json:"extent"`
	// Why says how plausible the zone is for the province, of one whose meridian is known.
	Why Words `json:"why"`

	lon    float64      // of the sample's middle
	points [][2]float64 // some of the sample in WGS 84, longitude first
}

// maxZoneSample is how many points of a sample are looked at.
const maxZoneSample = 200

// vietnam bounds the mainland, Phú Quốc and Thổ Chu, Hoàng Sa and Trường Sa: from A Pa
// Chải (102°09′E) and Lũng Cú (23°23′N) to the east and south of Trường Sa (117°20′E,
// 6°50′N), with a margin of about a quarter of a degree.
func vietnam() *geom.Bounds { return geom.NewBounds(geom.XY).Set(101.9, 6.5, 117.6, 23.7) }

// allSRIDs are the systems that are tried, the likelier first among equals.
func allSRIDs() []int {
	srids := []int{WGS84}
	for _, z := range vnZones() {
		srids = append(srids, z.srid())
	}
	return append(srids, VN2000UTM48, VN2000UTM49, VN2000, WGS84UTM48, WGS84UTM49, WebMercator)
}

// ProposeZones finds the systems under which coordinates of unknown origin fall inside
// the province (bounds in WGS 84 longitude and latitude; nil is all Vietnam), best first:
// the largest share inside, then, where the province's central meridian is known (in
// degrees; 0 is unknown), the most plausible for it, then the nearest to the middle. sample
// holds x and y as they stand in the file; at most 200 of them are used. Axes are never
// exchanged silently: a proposal that needs it says so in Swapped. No proposal is no error.
func ProposeZones(ctx context.Context, q layers.Querier, sample []geom.Coord, province *geom.Bounds, meridian float64) ([]Zone, error) {
	if province == nil {
		province = vietnam()
	}
	xs, ys := thinned(sample)
	var trials []crsTrial
	for _, srid := range allSRIDs() {
		if t := (crsTrial{srid: srid, swapped: looksSwapped(srid, xs, ys)}); t.fits(xs, ys) {
			trials = append(trials, t)
		}
	}
	if len(trials) == 0 {
		return nil, nil
	}
	zones, err := try(ctx, q, trials, xs, ys, province)
	if err != nil {
		return nil, fmt.Errorf("propose zones: %w", err)
	}
	return bestFirst(zones, meridian), nil
}

// thinned takes at most maxZoneSample finite points, evenly.
func thinned(sample []geom.Coord) (xs, ys []float64) {
	step := max(1, (len(sample)+maxZoneSample-1)/maxZoneSample)
	for i := 0; i < len(sample); i += step {
		if c := sample[i]; len(c) >= 2 && finiteNumber(c[0]) && finiteNumber(c[1]) {
			xs, ys = append(xs, c[0]), append(ys, c[1])
		}
	}
	return xs, ys
}

func finiteNumber(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

// crsTrial is a system to try, as it stands or with the axes exchanged.
type crsTrial struct {
	srid    int
	swapped bool
}

// looksSwapped: in Vietnam a northing is above 880,000 m and an easting of TM-3 or UTM
// below 850,000; a latitude is below 24° and a longitude above 102°.
func looksSwapped(srid int, xs, ys []float64) bool {
	n := 0
	for i, x := range xs {
		y := ys[i]
		switch srid {
		case WGS84, VN2000:
			if 6 < x && x < 24 && 102 < y && y < 118 {
				n++
			}
		case WebMercator:
		default:
			if 880_000 < x && x < 2_700_000 && 0 < y && y < 850_000 {
				n++
			}
		}
	}
	return 2*n > len(xs)
}

// fits tells whether most points are in the range of the system's numbers, so that it is
// worth trying, and that PROJ will not refuse them.
func (t crsTrial) fits(xs, ys []float64) bool {
	n := 0
	for i := range xs {
		if inRange(t.srid, xs[i], ys[i], t.swapped) {
			n++
		}
	}
	return 2*n > len(xs)
}

func inRange(srid int, x, y float64, swapped bool) bool {
	if swapped {
		x, y = y, x
	}
	switch srid {
	case WGS84, VN2000:
		return math.Abs(x) <= 180 && math.Abs(y) <= 90
	case WebMercator:
		return math.Abs(x) <= 20_037_508 && math.Abs(y) <= 20_037_508
	}
	return -1e6 < x && x < 2e6 && 0 < y && y < 4e6 && math.Abs(x)+math.Abs(y) > 1000
}

// try transforms the points in every trial, in the database, by our own SRIDs only.
func try(ctx context.Context, q layers.Querier, trials []crsTrial, xs, ys []float64, province *geom.Bounds) ([]Zone, error) {
	var srids []int32
	var swapped []bool
	var number, trial []int32
	for i, t := range trials {
		srids, swapped = append(srids, int32(t.srid)), append(swapped, t.swapped)
		for k := range xs {
			if inRange(t.srid, xs[k], ys[k], t.swapped) {
				trial, number = append(trial, int32(i+1)), append(number, int32(k+1))
			}
		}
	}
	rows, err := q.Query(ctx, `
		WITH points AS (
			SELECT t.i, t.k, st_transform(st_setsrid(
			           CASE WHEN z.swapped THEN st_makepoint(p.y, p.x) ELSE st_makepoint(p.x, p.y) END, z.srid), 4326) AS g
			FROM   unnest($5::int[], $6::int[]) AS t(i, k)
			JOIN   unnest($1::int[], $2::bool[]) WITH ORDINALITY AS z(srid, swapped, i) ON z.i = t.i
			JOIN   unnest($3::float8[], $4::float8[]) WITH ORDINALITY AS p(x, y, k) ON p.k = t.k
		)
		SELECT i,
		       count(*) FILTER (WHERE st_x(g) BETWEEN $7 AND $9 AND st_y(g) BETWEEN $8 AND $10)::int AS inside,
		       avg(st_x(g)) AS lon,
		       avg(st_y(g)) AS lat,
		       ARRAY[min(st_x(g)), min(st_y(g)), max(st_x(g)), max(st_y(g))] AS extent,
		       coalesce(array_agg(round(st_x(g)::numeric, 6)::float8 ORDER BY k) FILTER (WHERE k % $11 = 0), '{}') AS lons,
		       coalesce(array_agg(round(st_y(g)::numeric, 6)::float8 ORDER BY k) FILTER (WHERE k % $11 = 0), '{}') AS lats
		FROM   points
		GROUP  BY i
		ORDER  BY i`,
		srids, swapped, xs, ys, trial, number,
		province.Min(0), province.Min(1), province.Max(0), province.Max(1), max(1, (len(xs)+placePoints-1)/placePoints))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Zone, error) {
		var i, inside int
		var lon, lat float64
		var extent, lons, lats []float64
		if err := row.Scan(&i, &inside, &lon, &lat, &extent, &lons, &lats); err != nil {
			return Zone{}, err
		}
		t := trials[i-1]
		return Zone{
			SRID: t.srid, Name: CRSName(t.srid), Swapped: t.swapped,
			Inside:   float64(inside) / float64(len(xs)),
			Distance: metresBetween(lon, lat, middle(province, 0), middle(province, 1)),
			Extent:   [4]float64(extent),
			lon:      lon,
			points:   pairs(lons, lats),
		}, nil
	})
}

func pairs(xs, ys []float64) [][2]float64 {
	list := make([][2]float64, len(xs))
	for i := range xs {
		list[i] = [2]float64{xs[i], ys[i]}
	}
	return list
}

func middle(b *geom.Bounds, dim int) float64 { return (b.Min(dim) + b.Max(dim)) / 2 }

// metresBetween is the haversine distance on a sphere of 6,371 km.
func metresBetween(lon1, lat1, lon2, lat2 float64) float64 {
	const rad = math.Pi / 180
	h := math.Pow(math.Sin((lat2-lat1)*rad/2), 2) +
		math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Pow(math.Sin((lon2-lon1)*rad/2), 2)
	return 2 * 6_371_000 * math.Asin(math.Min(1, math.Sqrt(h)))
}

// CheckExtent transforms the extent of a file, in the coordinates of srid (one of ours),
// and returns it in WGS 84 longitude and latitude. If it reaches beyond Vietnam the error
// is a *Refused with code "outside_vietnam" that has both extents, and says so where the
// axes look exchanged.
func CheckExtent(ctx context.Context, q layers.Querier, srid int, extent *geom.Bounds) (*geom.Bounds, error) {
	xs, ys := outline(extent)
	if looksSwapped(srid, xs, ys) {
		return nil, refuse("outside_vietnam",
			"Số liệu nằm ngoài Việt Nam theo %[1]s: %[3]s. Hình như hai trục bị đổi chỗ (tọa độ bắc đứng trước).",
			"By %[2]s the data lie outside Vietnam: %[3]s. The axes seem to be exchanged (north first).",
			CRSName(srid).Vi, CRSName(srid).En, extentText(extent))
	}
	for i := range xs {
		if !finiteNumber(xs[i]) || !finiteNumber(ys[i]) || !inRange(srid, xs[i], ys[i], false) {
			return nil, outside(srid, extent, nil)
		}
	}
	all := geom.NewBounds(geom.XY).Set(-180, -90, 180, 90)
	zones, err := try(ctx, q, []crsTrial{{srid: srid}}, xs, ys, all)
	if err != nil {
		return nil, fmt.Errorf("check extent: %w", err)
	}
	lonLat := geom.NewBounds(geom.XY).Set(zones[0].Extent[:]...)
	v := vietnam()
	if lonLat.Min(0) < v.Min(0) || lonLat.Min(1) < v.Min(1) || lonLat.Max(0) > v.Max(0) || lonLat.Max(1) > v.Max(1) {
		return nil, outside(srid, extent, lonLat)
	}
	return lonLat, nil
}

// outline takes points along the edges of the extent: a straight edge is not straight in
// another projection.
func outline(b *geom.Bounds) (xs, ys []float64) {
	const steps = 8
	for i := range steps + 1 {
		f := float64(i) / steps
		x := b.Min(0) + f*(b.Max(0)-b.Min(0))
		y := b.Min(1) + f*(b.Max(1)-b.Min(1))
		xs = append(xs, x, x, b.Min(0), b.Max(0))
		ys = append(ys, b.Min(1), b.Max(1), y, y)
	}
	return xs, ys
}

func outside(srid int, extent, lonLat *geom.Bounds) error {
	en, vi := "", ""
	if lonLat != nil {
		vi, en = ", tức là "+extentText(lonLat)+" theo kinh vĩ độ", ", which is "+extentText(lonLat)+" in longitude and latitude"
	}
	return refuse("outside_vietnam",
		"Số liệu nằm ngoài Việt Nam theo %[1]s: %[3]s%[4]s. Kiểm tra hệ tọa độ (--crs).",
		"By %[2]s the data lie outside Vietnam: %[3]s%[5]s. Check the coordinate system (--crs).",
		CRSName(srid).Vi, CRSName(srid).En, extentText(extent), vi, en)
}

// extentText writes x from … to …, y from … to …, metres without decimals.
func extentText(b *geom.Bounds) string {
	decimals := 0
	if math.Abs(b.Min(0)) <= 360 && math.Abs(b.Max(0)) <= 360 {
		decimals = 4
	}
	return fmt.Sprintf("x %.*f … %.*f, y %.*f … %.*f",
		decimals, b.Min(0), decimals, b.Max(0), decimals, b.Min(1), decimals, b.Max(1))
}
