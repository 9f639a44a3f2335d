package importers_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	geom "github.com/twpayne/go-geom"

	"sotay/importers"
)

// polygon makes an area of rings, given as x and y from (east, north), each closed here.
func polygon(rings ...[]float64) *geom.Polygon {
	var flat []float64
	var ends []int
	for _, ring := range rings {
		for i := 0; i < len(ring); i += 2 {
			flat = append(flat, east+ring[i], north+ring[i+1])
		}
		flat = append(flat, east+ring[0], north+ring[1])
		ends = append(ends, len(flat))
	}
	return geom.NewPolygonFlat(geom.XY, flat, ends)
}

// found lists the problems of a change set with their places (easting and northing from
// (east, north), whole metres) and sizes.
func (i *imports) found(c *importers.ChangeSet) []string {
	i.t.Helper()
	var out []string
	for p, err := range i.s.Problems(context.Background(), c.ID) {
		if err != nil {
			i.t.Fatal(err)
		}
		line := fmt.Sprintf("%d %s", p.Row, p.Code)
		if p.Place != nil {
			var x, y float64
			err := i.db.Owner.QueryRow(context.Background(), `SELECT st_x(p), st_y(p) FROM st_transform(st_setsrid(st_makepoint($1, $2), 4326), 910775) AS p`, p.Place[0], p.Place[1]).Scan(&x, &y)
			if err != nil {
				i.t.Fatal(err)
			}
			line += fmt.Sprintf(" at %.0f %.0f", math.Round(x-east)+0, math.Round(y-north)+0)
		}
		if p.Unit != "" {
			line += fmt.Sprintf(" %.2f %s", p.Size, p.Unit)
		}
		if strings.Contains(p.What.Vi+p.What.En, "%!") {
			i.t.Errorf("words %+v", p.What)
		}
		out = append(out, line)
	}
	return out
}

// TestCadastralChecks: each check finds its fault, says where and how large, and leaves
// alone what is none: shared edges, T-junctions, ways between blocks, rounded coordinates.
func TestCadastralChecks(t *testing.T) {
	i := newImports(t)
	i.addCommune("26506", "Phường Vũng Tàu", 107.0, 10.3, 107.2, 10.5)
	shape := func(n int, g geom.T) importers.Record {
		r := parcel(1, n, "ONT", "", g)
		r.Values[5] = nil
		return r
	}
	at := func(x, y, side float64) geom.T { return square(east+x, north+y, side) }
	i.load(vilis(parcel(9, 1, "ONT", "", at(600, 0, 20)), parcel(9, 2, "ONT", "", at(620.05, 0, 20)), parcel(9, 3, "ONT", "", at(700, 0, 20))))
	papers := shape(20, at(0, 600, 20))
	papers.Values[5] = 300.0
	near := shape(21, at(0, 700, 20))
	near.Values[5] = 395.0
	m := vilis(
		shape(1, at(0, 0, 20)), shape(2, at(20, 0, 20)), // an edge in common
		shape(3, polygon([]float64{0, 20, 40, 20, 40, 30, 0, 30})), // on both: a T-junction
		shape(4, at(46, 0, 20)),      // a way of 6 m
		shape(5, at(66.0003, 0, 20)), // rounding
		shape(6, at(86.1, 0, 20)),    // a gap of 0.1 m: 2 m²
		shape(7, at(100, 10, 20)),    // on 6: 61 m²
		shape(8, polygon([]float64{0, 100, 20, 100, 20, 120, 0, 120, 0, 100.0004})),                       // a vertex twice
		shape(9, polygon([]float64{0, 200, 20, 200, 20, 210, 25, 210.001, 20, 210.002, 20, 220, 0, 220})), // a spike of 5 m
		shape(10, polygon([]float64{0, 300, 60, 300, 60, 300.05, 0, 300.05})),                             // 60 m by 5 cm
		shape(11, at(0, 400, 0.5)),              // a quarter of a square metre
		parcel(2, 1, "ZZZ", "", at(0, 500, 20)), // unknown land use
		papers, near,
		shape(12, polygon([]float64{0, 800, 20, 800, 20, 820, 0, 820})),
		shape(13, at(580, 0, 20)), // beside one that stays
		shape(14, at(610, 10, 6)), // on one that stays
		shape(15, polygon([]float64{0, 900, 10, 900, 10, 920, 0, 920})),       // the sliver between
		shape(16, polygon([]float64{10, 900, 10.2, 900, 10.2, 920, 10, 920})), // belongs to somebody:
		shape(17, polygon([]float64{10.2, 900, 20, 900, 20, 920, 10.2, 920})), // no gap
	)
	m.rows[11].Values[5] = nil
	expect(t, "problems", []string{
		"6 gap at 86 10 1.99 m2",
		"7 overlap at 103 15 61.00 m2",
		"8 repeated_vertices at 0 100",
		"9 spike at 25 210 5.00 m",
		"10 sliver at 30 300 3.00 m2",
		"11 sliver at 0 400 0.25 m2",
		"12 unknown_code at 10 510",
		"13 area_differs at 10 610 100.00 m2",
		"17 overlap at 613 13 36.00 m2",
		"19 sliver at 10 910 4.00 m2",
	}, i.found(i.stage(m)))
}

// TestSliversInDegrees: measured on the ellipsoid, at the bounds of 0.5 m² and 0.2 m.
func TestSliversInDegrees(t *testing.T) {
	i := newImports(t)
	const perDegree = 108_900 // metres of longitude there; of latitude 110,600
	m := vilis()
	m.schema.CRS = importers.DeclaredCRS{EPSG: 4326}
	for n, size := range [][2]float64{{0.19, 30}, {0.21, 30}, {30, 0.19}, {30, 0.21}, {0.6, 0.8}, {0.6, 0.88}, {20, 20}} {
		x, y := 107.1+float64(n)*0.001, 10.35
		dx, dy := size[0]/perDegree, size[1]/110_600
		r := parcel(1, n+1, "ONT", "", geom.NewPolygonFlat(geom.XY, []float64{x, y, x + dx, y, x + dx, y + dy, x, y + dy, x, y}, []int{10}))
		r.Values[5] = nil
		m.rows = append(m.rows, r)
	}
	var rows []string
	for _, found := range i.found(i.stage(m)) {
		if row, rest, _ := strings.Cut(found, " "); strings.HasPrefix(rest, "sliver") {
			rows = append(rows, row)
		}
	}
	if got := strings.Join(rows, " "); got != "1 3 5" {
		t.Errorf("slivers in rows %s, want 1 3 5", got)
	}
}

// TestPartlyOutsideTheCommune: a parcel of which a part lies outside is told with the area.
func TestPartlyOutsideTheCommune(t *testing.T) {
	i := newImports(t)
	var lon, lat float64
	err := i.db.Owner.QueryRow(context.Background(), `SELECT st_x(p), st_y(p) FROM st_transform(st_setsrid(st_makepoint($1, $2), 910775), 4326) AS p`, east+15, north).Scan(&lon, &lat)
	if err != nil {
		t.Fatal(err)
	}
	i.addCommune("26506", "Phường Vũng Tàu", lon-0.1, 10.3, lon, 10.5)
	a, b := parcel(1, 1, "ONT", "", square(east, north, 20)), parcel(1, 2, "ONT", "", square(east-4.9, north+100, 20))
	got := i.found(i.stage(vilis(a, b)))
	if len(got) != 1 || !strings.HasPrefix(got[0], "1 partly_outside_commune at 1") {
		t.Fatalf("%q", got)
	}
	var outside float64
	if _, err := fmt.Sscanf(got[0][strings.LastIndex(got[0], "10 ")+3:], "%f", &outside); err != nil || math.Abs(outside-100) > 2 {
		t.Errorf("%q: %v, %v", got, outside, err)
	}
}

// TestRepair: what can be mended without guessing is, and each row says what was done; a
// bow tie, of which nobody knows which half is meant, stays refused, and so does everything
// without --repair.
func TestRepair(t *testing.T) {
	shape := func(n int, g geom.T) importers.Record {
		r := parcel(1, n, "ONT", "", g)
		r.Values[5] = nil
		return r
	}
	m := vilis(
		shape(1, polygon([]float64{0, 0, 20, 0, 20, 20, 0, 20})),
		shape(2, polygon([]float64{0, 100, 20, 100, 20, 110, 25, 110, 20, 110, 20, 120, 0, 120})),                   // a line sticks out
		shape(3, polygon([]float64{0, 200, 20, 200, 20, 200.0002, 20, 220, 0, 220})),                                // a vertex twice
		shape(4, polygon([]float64{5, 305, 15, 305, 15, 315, 5, 315}, []float64{0, 300, 20, 300, 20, 320, 0, 320})), // the hole first
		shape(5, polygon([]float64{0, 400, 20, 400, 20, 420, 10, 400, 0, 420})),                                     // touches itself
		shape(6, polygon([]float64{0, 500, 20, 500, 20, 520, 10, 499.9, 0, 520})),                                   // crosses itself a little
		shape(7, bowtie(east, north+600)),
	)
	i := newImports(t)
	plain := i.stage(m, func(r *importers.Request) { r.SkipBad = true })
	if n := plain.Counts; n.Refused != 5 || plain.Plan.Repair {
		t.Errorf("without --repair: %+v, %q", n, i.found(plain))
	}
	c := i.stage(m, func(r *importers.Request) { r.Repair = true; r.SkipBad = true })
	if n := c.Counts; n.Refused != 1 || n.Added != 6 || !c.Plan.Repair {
		t.Errorf("with --repair: %+v", n)
	}
	expect(t, "what was done", []string{
		"2 repaired_vertices at 10 110 0.00 m2", // the line's foot stood there twice
		"2 repaired_spikes at 10 110 0.00 m2",
		"3 repaired_vertices at 10 210 0.00 m2",
		"4 repaired_ring_order at 10 310 0.00 m2",
		"5 repaired_geometry at 10 400 0.00 m2",
		"6 repaired_geometry at 10 500 0.01 m2",
		"7 repair_too_large at 10 610 200.00 m2",
	}, i.found(c))
	i.apply(c)
	expect(t, "areas", []string{"(1,400.0)", "(2,400.0)", "(3,400.0)", "(4,300.0)", "(5,200.0)", "(6,199.0)"},
		i.lines(`SELECT parcel_no, round(st_area(survey_geom)::numeric, 1) FROM data.parcels WHERE st_isvalid(geom) AND st_isvalid(survey_geom)`))
	if again := i.stage(m, func(r *importers.Request) { r.Repair = true; r.SkipBad = true }); again.Counts.Unchanged != 6 {
		t.Errorf("the same file again: %+v", again.Counts)
	}
}
