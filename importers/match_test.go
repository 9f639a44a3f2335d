package importers_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	geom "github.com/twpayne/go-geom"

	"sotay/importers"
)

// shaped is a lot of forest of any shape.
func shaped(n int, lot string, g geom.T) importers.Record {
	r := stand(n, lot)
	r.Geometry = g
	return r
}

// round is a polygon of so many vertices about a place, of some metres radius.
func round(x, y, radius float64, vertices int) *geom.Polygon {
	var flat []float64
	for k := range vertices {
		angle := 2 * math.Pi * float64(k) / float64(vertices)
		flat = append(flat, x+radius*math.Cos(angle), y+radius*math.Sin(angle))
	}
	return geom.NewPolygonFlat(geom.XY, append(flat, flat[:2]...), []int{len(flat) + 2})
}

// exported writes the forest as GeoJSON of so many decimals, its rings as SQL makes them of geom.
func (i *imports) exported(decimals int, shape string) string {
	i.t.Helper()
	rows := i.lines(fmt.Sprintf(`
		SELECT json_build_object('type', 'Feature', 'geometry', st_asgeojson(%s, %d)::json,
		       'properties', json_build_object('lo', lo, 'dien_tich', dien_tich))::text
		FROM   data.forest_2024`, shape, decimals))
	for k, r := range rows { // as a row of one column in quotes
		rows[k] = strings.ReplaceAll(strings.Trim(r, `("`), `""`, `"`)
		rows[k] = strings.TrimSuffix(rows[k], `")`)
	}
	path := filepath.Join(i.t.TempDir(), "rung.geojson")
	if err := os.WriteFile(path, []byte(`{"type":"FeatureCollection","features":[`+strings.Join(rows, ",")+`]}`), 0o600); err != nil {
		i.t.Fatal(err)
	}
	return path
}

// TestRoundedShapesAreNotMoved reads back what was written with fewer decimals.
func TestRoundedShapesAreNotMoved(t *testing.T) {
	i := newImports(t)
	rows := []importers.Record{shaped(9, "biển", round(east+2000.123456, north+77.7777777, 500, 3000))}
	for n := range 40 {
		rows = append(rows, shaped(n, fmt.Sprint(n), round(east+90.1234567*float64(n), north-300.7654321, 44.44444, 5+n%7)))
	}
	i.load(forest(rows...), asNewLayer)
	stage := func(path string) importers.Counts {
		t.Helper()
		c, err := i.s.Stage(t.Context(), importers.Request{
			Source: importers.FileSource(path, importers.OpenOptions{}), Layer: "forest_2024", Replace: importers.ReplaceLayer, Actor: "test",
		})
		if err != nil {
			t.Fatal(err)
		}
		c.Counts.Warnings = 0
		return c.Counts
	}
	all := importers.Counts{Read: 41, Unchanged: 41}
	for _, decimals := range []int{6, 7, 9, 15} {
		if got := stage(i.exported(decimals, "geom")); got != all {
			t.Errorf("%d decimals: %+v", decimals, got)
		}
	}
	if got := stage(i.exported(7, "st_reverse(geom)")); got != all {
		t.Errorf("rings the other way: %+v", got)
	}
	if got := stage(i.exported(7, "st_translate(geom, 3e-7, 0)")); got.Changed != 41 { // three centimetres
		t.Errorf("moved by more than a rounding: %+v", got)
	}
	if got := stage(i.exported(5, "geom")); got.Changed < 30 || got.Added+got.Removed > 0 {
		t.Errorf("rounded to a metre is a change: %+v", got)
	}
}

// TestChangedShapesAreRecognised has records without identity whose shapes have changed.
func TestChangedShapesAreRecognised(t *testing.T) {
	line := func(flat ...float64) *geom.LineString { return geom.NewLineStringFlat(geom.XY, flat) }
	dot := func(x, y float64) *geom.Point { return geom.NewPointFlat(geom.XY, []float64{x, y}) }
	for _, tt := range []struct {
		name          string
		before, after []geom.T
		want          importers.Counts
	}{
		{
			"areas",
			[]geom.T{square(east, north, 80), square(east+100, north, 80), square(east+200, north, 80)},
			[]geom.T{square(east+20, north, 80), square(east+100, north, 80), square(east+260, north, 80)},
			importers.Counts{Read: 3, Changed: 1, Unchanged: 1, Added: 1, Removed: 1},
		},
		{
			"one that was cut in two",
			[]geom.T{square(east, north, 80)},
			[]geom.T{square(east, north, 70), square(east+71, north, 5)},
			importers.Counts{Read: 2, Changed: 1, Added: 1},
		},
		{
			"lines",
			[]geom.T{line(east, north, east+1000, north), line(east, north+30, east+1000, north+30)},
			[]geom.T{line(east, north+31, east+500, north+40, east+1000, north+30), line(east, north, east+1000, north+1), line(east, north, east, north+500)},
			importers.Counts{Read: 3, Changed: 2, Added: 1},
		},
		{
			"points",
			[]geom.T{dot(east, north), dot(east+100, north)},
			[]geom.T{dot(east+3, north), dot(east+120, north)},
			importers.Counts{Read: 2, Changed: 1, Added: 1, Removed: 1},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := newImports(t)
			file := func(shapes []geom.T) *memory {
				var rows []importers.Record
				for n, g := range shapes {
					rows = append(rows, shaped(n, "a", g))
				}
				m := forest(rows...)
				m.schema.Fields = m.schema.Fields[:1]
				for k := range m.rows {
					m.rows[k].Values = m.rows[k].Values[:1]
				}
				return m
			}
			i.load(file(tt.before), asNewLayer)
			if got := i.stage(file(tt.after), intoForest, whole).Counts; got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}
