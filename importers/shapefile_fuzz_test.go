package importers_test

import (
	"archive/zip"
	"encoding/binary"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	geom "github.com/twpayne/go-geom"

	"sotay/importers"
)

// polygonRecord is the content of a polygon record with x, y rings as they are.
func polygonRecord(rings [][]float64) []byte {
	points := 0
	for _, r := range rings {
		points += len(r) / 2
	}
	b := binary.LittleEndian.AppendUint32(nil, 5)
	b = append(b, make([]byte, 32)...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(rings)))
	b = binary.LittleEndian.AppendUint32(b, uint32(points))
	start := 0
	for _, r := range rings {
		b = binary.LittleEndian.AppendUint32(b, uint32(start))
		start += len(r) / 2
	}
	for _, r := range rings {
		for _, f := range r {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(f))
		}
	}
	return b
}

// fuzzSeeds calls add with the files of every set, plain or zipped.
func fuzzSeeds(f *testing.F, add func(shp, shx, dbf []byte)) {
	f.Helper()
	for _, name := range shapefileNames(f) {
		from := fs.FS(os.DirFS(shapefileDir))
		if filepath.Ext(name) == ".zip" {
			z, err := zip.OpenReader(filepath.Join(shapefileDir, name))
			if err != nil {
				f.Fatal(err)
			}
			defer z.Close()
			from = z
		}
		stem := strings.TrimSuffix(name, filepath.Ext(name))
		read := func(ext string) []byte {
			b, err := fs.ReadFile(from, stem+ext)
			if err != nil {
				return nil // the set lacks it, or has another name
			}
			return b
		}
		add(read(".shp"), read(".shx"), read(".dbf"))
	}
}

// checkReader reads all rows of a file of size bytes and checks what every row owes.
func checkReader(t *testing.T, r importers.Reader, err error, size int) {
	t.Helper()
	if err != nil {
		return
	}
	defer r.Close()
	fields := r.Schema().Fields
	var rec importers.Record
	last := int64(0)
	for err = r.Next(&rec); err == nil; err = r.Next(&rec) {
		if rec.Row <= last || rec.Row > int64(size) {
			t.Fatalf("row %d follows row %d in a file of %d bytes", rec.Row, last, size)
		}
		last = rec.Row
		if len(rec.Values) != len(fields) {
			t.Fatalf("row %d has %d values for %d fields", rec.Row, len(rec.Values), len(fields))
		}
		checkGeometry(t, rec)
		if done, total := r.Progress(); done < 0 || done > total {
			t.Fatalf("progress is %d of %d", done, total)
		}
	}
	if err != io.EOF {
		t.Fatal(err)
	}
}

// checkGeometry checks that PostGIS would take the geometry: finite, closed, and with points enough.
func checkGeometry(t *testing.T, rec importers.Record) {
	t.Helper()
	g := rec.Geometry
	if g == nil {
		return
	}
	if g.Empty() || len(g.FlatCoords())%g.Stride() != 0 {
		t.Fatalf("row %d: %T of %d coordinates", rec.Row, g, len(g.FlatCoords()))
	}
	var rings []*geom.LinearRing
	switch g := g.(type) {
	case *geom.Polygon:
		for i := range g.NumLinearRings() {
			rings = append(rings, g.LinearRing(i))
		}
	case *geom.MultiPolygon:
		for i := range g.NumPolygons() {
			for j := range g.Polygon(i).NumLinearRings() {
				rings = append(rings, g.Polygon(i).LinearRing(j))
			}
		}
	}
	for _, ring := range rings {
		n := ring.NumCoords()
		if n < 4 || ring.Coord(0).X() != ring.Coord(n-1).X() || ring.Coord(0).Y() != ring.Coord(n-1).Y() {
			t.Fatalf("row %d: a ring of %d points is not closed", rec.Row, n)
		}
	}
	for i := 0; i < len(g.FlatCoords()); i += g.Stride() {
		for _, v := range g.FlatCoords()[i : i+2] {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("row %d: coordinate %v", rec.Row, v)
			}
		}
	}
}

// FuzzShapefileShp reads any .shp, with and without any .shx and any .dbf.
func FuzzShapefileShp(f *testing.F) {
	fuzzSeeds(f, func(shp, shx, dbf []byte) {
		f.Add(shp, shx, dbf)
		f.Add(shp, []byte(nil), dbf)
	})
	nested := [][]float64{{0, 0, 9, 0, 9, 9, 0, 9, 0, 0}, {1, 1, 1, 8, 8, 8, 8, 1, 1, 1}, {2, 2, 7, 2, 7, 7, 2, 2}, {9, 9, 12, 9, 12, 12, 9, 9}}
	f.Add(shpOf(polygonRecord(nested)), []byte(nil), []byte(nil))
	f.Fuzz(func(t *testing.T, shp, shx, dbf []byte) {
		if len(shp) == 0 {
			return
		}
		r, err := importers.OpenShapefileBytes(shp, shx, dbf)
		checkReader(t, r, err, len(shp)+len(shx)+len(dbf))
	})
}

// shpOf is a .shp of one polygon record.
func shpOf(content []byte) []byte {
	b := make([]byte, 100)
	binary.BigEndian.PutUint32(b, 9994)
	b[32] = 5
	b = binary.BigEndian.AppendUint32(b, 1)
	b = binary.BigEndian.AppendUint32(b, uint32(len(content)/2))
	return append(b, content...)
}

// FuzzShapefileDbf reads any .dbf beside a good .shp.
func FuzzShapefileDbf(f *testing.F) {
	fuzzSeeds(f, func(_, _, dbf []byte) { f.Add(dbf) })
	shp, err := os.ReadFile(filepath.Join(shapefileDir, "missing_prj.shp"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, dbf []byte) {
		if len(dbf) == 0 {
			return
		}
		r, err := importers.OpenShapefileBytes(shp, nil, dbf)
		checkReader(t, r, err, len(shp)+len(dbf))
	})
}

// FuzzShapefileZip reads any zip.
func FuzzShapefileZip(f *testing.F) {
	for _, name := range shapefileNames(f) {
		if filepath.Ext(name) == ".zip" {
			b, err := os.ReadFile(filepath.Join(shapefileDir, name))
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	path := filepath.Join(f.TempDir(), "fuzz.zip")
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		layers, err := importers.ListShapefile(path)
		if err != nil {
			return
		}
		for _, layer := range layers {
			r, err := importers.OpenShapefile(path, importers.OpenOptions{Layer: layer})
			checkReader(t, r, err, 1<<30)
		}
	})
}
