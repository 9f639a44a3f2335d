package importers_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	geom "github.com/twpayne/go-geom"
	"pgregory.net/rapid"

	"sotay/importers"
	"sotay/internal/shpwrite"
)

// nest is a ring with rings in it, and theirs in them, none touching another.
type nest struct {
	ring   []float64 // x, y; closed, counter-clockwise
	inside []nest
}

// drawNest divides a square into cells, some of which hold rings, to a few levels. The
// outermost ring of what it gives is no ring of the shape.
func drawNest(t *rapid.T) nest {
	top := nest{}
	top.fill(t, 426000, 1144000, 1000, 3)
	if len(top.inside) == 0 {
		top.inside = []nest{{ring: bumpyRing(t, 426100, 1144100, 100)}}
	}
	return top
}

func (n *nest) fill(t *rapid.T, x, y, size float64, levels int) {
	const cells = 3
	cell := size / cells
	for i := range cells * cells {
		if rapid.IntRange(0, 2).Draw(t, "ring") > 0 {
			continue
		}
		cx, cy := x+cell*float64(i%cells), y+cell*float64(i/cells)
		child := nest{ring: bumpyRing(t, cx+cell*0.02, cy+cell*0.02, cell*0.96)}
		if levels > 1 {
			child.fill(t, cx+cell*0.2, cy+cell*0.2, cell*0.6, levels-1)
		}
		n.inside = append(n.inside, child)
	}
}

// bumpyRing goes round a square; its points lie in the outer sixth of it.
func bumpyRing(t *rapid.T, x, y, size float64) []float64 {
	deep := func() float64 { return size / 6 * rapid.Float64Range(0, 1).Draw(t, "bump") }
	ring := []float64{
		x + deep(), y + deep(), x + size/2, y + deep(), x + size - deep(), y + deep(), x + size - deep(), y + size/2,
		x + size - deep(), y + size - deep(), x + size/2, y + size - deep(), x + deep(), y + size - deep(),
	}
	return append(ring, ring[0], ring[1])
}

// shells are the polygons of a nest: at every other level a ring with those right inside it.
func (n nest) shells() [][][]float64 {
	var found [][][]float64
	for _, shell := range n.inside {
		rings := [][]float64{shell.ring}
		for _, hole := range shell.inside {
			rings = append(rings, backwards(hole.ring))
			found = append(found, hole.shells()...)
		}
		found = append(found, rings)
	}
	return found
}

func backwards(ring []float64) []float64 {
	out := make([]float64, 0, len(ring))
	for i := len(ring) - 2; i >= 0; i -= 2 {
		out = append(out, ring[i], ring[i+1])
	}
	return out
}

// TestShapefileAnyRings puts the rings of a nest into a record in any order and direction
// and expects the nest back, shells counter-clockwise and holes clockwise.
func TestShapefileAnyRings(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		shells := drawNest(t).shells()
		var rings [][]float64
		var flat []float64
		var endss [][]int
		for _, shell := range shells {
			rings = append(rings, shell...)
			var ends []int
			for _, ring := range shell {
				flat = append(flat, ring...)
				ends = append(ends, len(flat))
			}
			endss = append(endss, ends)
		}
		rings = rapid.Permutation(rings).Draw(t, "order")
		for i := range rings {
			if rapid.Bool().Draw(t, "turn") {
				rings[i] = backwards(rings[i])
			}
		}
		path := filepath.Join(dir, "rings.shp")
		writeRings(t, path, rings)
		r, err := importers.OpenShapefile(path, importers.OpenOptions{})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		var rec importers.Record
		if err := r.Next(&rec); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(canonicalShape(geom.NewMultiPolygonFlat(geom.XY, flat, endss)), canonicalShape(rec.Geometry)); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
		checkDirections(t, rec.Geometry)
	})
}

// TestShapefileNestsAgainstGDAL has GDAL and GEOS look at what becomes of nested rings:
// rings in any order but rightly turned give what GDAL makes of them, rings in any order
// and direction give valid polygons.
func TestShapefileNestsAgainstGDAL(t *testing.T) {
	const nests = 150
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	ordered, mixed, ours := filepath.Join(dir, "ordered.shp"), filepath.Join(dir, "mixed.shp"), filepath.Join(dir, "ours.shp")
	var right, scrambled [][]byte
	for seed := range nests {
		var rings [][]float64
		for _, shell := range rapid.Custom(drawNest).Example(seed).shells() {
			rings = append(rings, shell...)
		}
		for i := range rings {
			rings[i] = backwards(rings[i]) // a Shapefile's shells run clockwise
		}
		random.Shuffle(len(rings), func(i, j int) { rings[i], rings[j] = rings[j], rings[i] })
		right = append(right, polygonRecord(rings))
		for i := range rings {
			if random.IntN(2) == 0 {
				rings[i] = backwards(rings[i])
			}
		}
		scrambled = append(scrambled, polygonRecord(rings))
	}
	writeRecords(t, ordered, right)
	writeRecords(t, mixed, scrambled)
	if got := differences(t, shapeSource{path: ordered}, readByGDAL(t, ordered)["ordered"]); len(got.lines) > 0 {
		t.Errorf("GDAL reads the ordered rings otherwise:\n%s", strings.Join(got.lines, "\n"))
	}
	rewrite(t, mixed, ours)
	out, err := exec.Command("ogrinfo", "-q", "-dialect", "SQLite", "-sql",
		"SELECT count(*) AS n FROM ours WHERE ST_IsValid(geometry)", ours).CombinedOutput()
	if want := fmt.Sprintf("n (Integer) = %d\n", nests); err != nil || !strings.Contains(string(out), want) {
		t.Errorf("GEOS should find all polygons valid, %q: %v\n%s", want, err, out)
	}
}

// writeRecords writes polygon records as they are.
func writeRecords(t *testing.T, path string, records [][]byte) {
	t.Helper()
	w, err := shpwrite.Create(path, shpwrite.Config{Kind: shpwrite.Polygon, Fields: []shpwrite.Field{{Name: "ID", Type: 'N', Width: 5}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, content := range records {
		if err := w.WriteRecord(content, i); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// rewrite reads a file and writes its polygons again.
func rewrite(t *testing.T, from, to string) {
	t.Helper()
	r, err := importers.OpenShapefile(from, importers.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	w, err := shpwrite.Create(to, shpwrite.Config{Kind: shpwrite.Polygon, Fields: []shpwrite.Field{{Name: "ID", Type: 'N', Width: 5}}})
	if err != nil {
		t.Fatal(err)
	}
	var rec importers.Record
	for err = r.Next(&rec); err == nil; err = r.Next(&rec) {
		if err := w.Write(rec.Geometry, rec.Values...); err != nil {
			t.Fatal(err)
		}
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// writeRings writes one polygon record with the rings as they are.
func writeRings(t *rapid.T, path string, rings [][]float64) {
	w, err := shpwrite.Create(path, shpwrite.Config{Kind: shpwrite.Polygon})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteRecord(polygonRecord(rings)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// checkDirections expects shells counter-clockwise and holes clockwise.
func checkDirections(t *rapid.T, g geom.T) {
	var polygons []*geom.Polygon
	switch g := g.(type) {
	case *geom.Polygon:
		polygons = []*geom.Polygon{g}
	case *geom.MultiPolygon:
		for i := range g.NumPolygons() {
			polygons = append(polygons, g.Polygon(i))
		}
	}
	for _, p := range polygons {
		for i := range p.NumLinearRings() {
			if area := p.LinearRing(i).Area(); (area > 0) != (i == 0) {
				t.Errorf("ring %d of a polygon has the signed area %v", i, area)
			}
		}
	}
}
