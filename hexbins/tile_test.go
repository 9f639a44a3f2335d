package hexbins_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"

	"sotay/hexbins"
	"sotay/layers"
	"sotay/tiles"
)

// tile is the features of a tile by their cells.
func (w *world) tile(q hexbins.Query, at maptile.Tile) map[string]*geojson.Feature {
	w.t.Helper()
	body, _, err := w.Tile(w.t.Context(), q, at)
	must(w.t, err)
	list, err := mvt.Unmarshal(body)
	must(w.t, err)
	features := map[string]*geojson.Feature{}
	for _, l := range list {
		if l.Name != hexbins.TileLayer || l.Extent != tiles.Extent || l.Version != 2 {
			w.t.Errorf("layer %s, extent %d, version %d", l.Name, l.Extent, l.Version)
		}
		for _, f := range l.Features {
			features[f.Properties["h3"].(string)] = f
		}
	}
	return features
}

// boxOf is a tile's own box, without its margin.
func boxOf(t maptile.Tile) layers.Box {
	b := t.Bound()
	return layers.Box{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
}

// A cell is in every tile that it touches, with the same number and value in each, and the parts
// make up the cell: of all zooms, where tiles are smaller than a cell too.
func TestCellsAreInEveryTileThatTheyTouch(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 2000)
	w.exec(`INSERT INTO data.wells (id, geom) SELECT 5000 + n, st_point(107.3 + n % 20 * 0.0001, 10.55 + n / 20 * 0.0001, 4326) FROM generate_series(0, 399) AS n`)
	w.fill()
	for _, c := range []struct {
		zoom maptile.Zoom
		res  int
	}{{7, 0}, {9, 0}, {11, 0}, {13, 0}, {12, 4}, {14, 6}, {18, 12}} {
		centre := maptile.At(orb.Point{107.3, 10.55}, c.zoom)
		res := c.res
		if res == 0 {
			res = hexbins.ResolutionAt(int(c.zoom))
		}
		around := maptile.New(centre.X-1, centre.Y-1, c.zoom).Bound().Union(maptile.New(centre.X+1, centre.Y+1, c.zoom).Bound())
		all := w.read(hexbins.Query{Dataset: "wells", Box: layers.Box{around.Min[0], around.Min[1], around.Max[0], around.Max[1]}, Res: res})
		if all.Res != res || len(all.Bins) == 0 {
			t.Fatalf("zoom %d: %d cells of resolution %d", c.zoom, len(all.Bins), all.Res)
		}
		values := map[string]geojson.Properties{}
		numbers := map[string]any{}
		for dx := range uint32(3) {
			for dy := range uint32(3) {
				at := maptile.New(centre.X+dx-1, centre.Y+dy-1, c.zoom)
				got := w.tile(hexbins.Query{Dataset: "wells", Res: c.res}, at)
				for _, bin := range all.Bins {
					f := got[bin.Cell.String()]
					if hexbins.Meets(bin.Cell, boxOf(at)) && f == nil {
						t.Errorf("%v touches %v and is not in it", bin.Cell, at)
					}
					if f == nil {
						continue
					}
					if before, ok := values[bin.Cell.String()]; ok && (cmp.Diff(before, f.Properties) != "" || numbers[bin.Cell.String()] != f.ID) {
						t.Errorf("%v is %v %v in %v and %v %v elsewhere", bin.Cell, f.ID, f.Properties, at, numbers[bin.Cell.String()], before)
					}
					values[bin.Cell.String()], numbers[bin.Cell.String()] = f.Properties, f.ID
					if f.Properties["value"] != bin.Value {
						t.Errorf("%v has %v in the tile: want %g", bin.Cell, f.Properties, bin.Value)
					}
					mustLieInMargin(t, f, at)
				}
			}
		}
		if len(values) != len(all.Bins) {
			t.Errorf("zoom %d: %d of %d cells are in some tile", c.zoom, len(values), len(all.Bins))
		}
	}
}

func mustLieInMargin(t *testing.T, f *geojson.Feature, at maptile.Tile) {
	t.Helper()
	p, ok := f.Geometry.(orb.Polygon)
	b := f.Geometry.Bound()
	if !ok || b.Min[0] < -tiles.Buffer || b.Min[1] < -tiles.Buffer || b.Max[0] > tiles.Extent+tiles.Buffer || b.Max[1] > tiles.Extent+tiles.Buffer {
		t.Errorf("%v of %v reaches over the margin: %v", f.ID, at, b)
	}
	if ok && (len(p) != 1 || planar.Area(p[0]) < 0) { // y goes down: clockwise to the eye
		t.Errorf("%v of %v has %d rings, the first of area %g", f.ID, at, len(p), planar.Area(p[0]))
	}
}

// Outlines in tiles are those of the library.
func TestOutlinesInTiles(t *testing.T) {
	w := newWorld(t)
	w.exec(`INSERT INTO data.wells (id, geom) VALUES (1, 'SRID=4326;POINT(107.3 10.55)')`)
	w.fill()
	at := maptile.At(orb.Point{107.3, 10.55}, 10)
	for cell, f := range w.tile(hexbins.Query{Dataset: "wells", Res: 9}, at) {
		corners, err := h3.CellFromString(cell).Boundary()
		must(t, err)
		for _, c := range corners {
			fraction := maptile.Fraction(orb.Point{c.Lng, c.Lat}, at.Z)
			want := orb.Point{(fraction[0] - float64(at.X)) * tiles.Extent, (fraction[1] - float64(at.Y)) * tiles.Extent}
			nearest := math.Inf(1)
			for _, p := range f.Geometry.(orb.Polygon)[0] {
				nearest = min(nearest, planar.Distance(p, want))
			}
			if nearest > 0.8 { // half a unit of rounding each way
				t.Errorf("no corner at %v: %v", want, f.Geometry)
			}
		}
	}
}

// GeoJSON has the same outlines as the library, and ids that are texts.
func TestGeoJSON(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 30)
	w.fill()
	r := w.read(hexbins.Query{Dataset: "wells", Box: province(), Res: 7})
	body, err := w.AppendGeoJSON([]byte(`{"type":"FeatureCollection","features":[`), r)
	must(t, err)
	collection, err := geojson.UnmarshalFeatureCollection(append(body, "]}"...))
	must(t, err)
	for i, f := range collection.Features {
		bin := r.Bins[i]
		ring := f.Geometry.(orb.Polygon)[0]
		corners, err := bin.Cell.Boundary()
		must(t, err)
		if f.ID != bin.Cell.String() || f.Properties["value"] != bin.Value || len(ring) != len(corners)+1 || ring[0] != ring[len(ring)-1] {
			t.Errorf("%v: %v %v %v", bin.Cell, f.ID, f.Properties, ring)
		}
		for j, c := range corners {
			if math.Abs(ring[j][0]-c.Lng) > 1e-7 || math.Abs(ring[j][1]-c.Lat) > 1e-7 {
				t.Errorf("%v: corner %v, want %v", bin.Cell, ring[j], c)
			}
		}
	}
	if len(collection.Features) != len(r.Bins) || len(r.Bins) == 0 {
		t.Errorf("%d features of %d cells", len(collection.Features), len(r.Bins))
	}
}

// A cell across the antimeridian is one piece, not one around the world.
func TestACellAcrossTheAntimeridian(t *testing.T) {
	w := newWorld(t)
	w.exec(`INSERT INTO data.wells (id, geom) VALUES (1, 'SRID=4326;POINT(179.999 10)'), (2, 'SRID=4326;POINT(-179.999 10)')`)
	w.fill()
	r := w.read(hexbins.Query{Dataset: "wells", Box: layers.Box{-180, -90, 180, 90}, Res: 4})
	body, err := w.AppendGeoJSON([]byte(`{"type":"FeatureCollection","features":[`), r)
	must(t, err)
	collection, err := geojson.UnmarshalFeatureCollection(append(body, "]}"...))
	must(t, err)
	for _, f := range collection.Features {
		if b := f.Geometry.Bound(); b.Max[0]-b.Min[0] > 2 {
			t.Errorf("%v is %g° wide", f.ID, b.Max[0]-b.Min[0])
		}
	}
	if total(r) != 2 {
		t.Errorf("%d records", total(r))
	}
}

// Tiles at the ends of the world and of the zooms are no error.
func TestTilesAtTheEnds(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 5)
	w.fill()
	for _, at := range []maptile.Tile{maptile.New(0, 0, 0), maptile.New(0, 0, 3), maptile.New(7, 7, 3), maptile.New(1<<22-1, 1<<22-1, 22), maptile.New(0, 1<<21, 22)} {
		if got := w.tile(hexbins.Query{Dataset: "wells"}, at); (len(got) > 0) != (at.Z == 0) {
			t.Errorf("%v: %s", at, fmt.Sprint(len(got)))
		}
	}
}
