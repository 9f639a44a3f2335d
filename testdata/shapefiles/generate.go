// Command shapefiles writes the test Shapefiles of this folder: one oddity per file,
// named after it. The same program gives the same bytes.
//
//	go run ./testdata/shapefiles [-out DIR]
//
// Most oddities are zips of one set, stored without compression; those that lie in the
// set of files itself are plain files. Coordinates are VN-2000, central meridian 107°45′,
// easting first.
package main

import (
	"archive/zip"
	"bytes"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"

	geom "github.com/twpayne/go-geom"

	"sotay/internal/shpwrite"
)

//go:generate go run . -out .

func main() {
	log.SetFlags(0)
	out := flag.String("out", "testdata/shapefiles", "folder to write to")
	flag.Parse()
	all := files{}
	for _, part := range []func(files){fileSets, zips, shapes, rings, records, tables, types} {
		part(all)
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if err := os.WriteFile(filepath.Join(*out, name), all[name], 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// files are the files to write, by name.
type files map[string][]byte

// plain adds a set as files beside each other.
func (f files) plain(name string, s set) {
	for ext, b := range s {
		f[name+"."+ext] = b
	}
}

// zip adds a set as a zip with the set in it.
func (f files) zip(name string, s set) {
	entries := map[string][]byte{}
	for ext, b := range s {
		entries[name+"."+ext] = b
	}
	f[name+".zip"] = archive(entries)
}

// archive stores entries, sorted by name, in a zip. Names that are not UTF-8 are marked so.
func archive(entries map[string][]byte) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		entry, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		must(err)
		_, err = entry.Write(entries[name])
		must(err)
	}
	must(w.Close())
	return out.Bytes()
}

// set are the files of one Shapefile by extension, without the point.
type set map[string][]byte

// without is the set without some of its files.
func (s set) without(extensions ...string) set {
	s = maps.Clone(s)
	for _, ext := range extensions {
		delete(s, ext)
	}
	return s
}

// row is a row to write: a geometry, or the content of the record as it is.
type row struct {
	shape  any // geom.T, []byte or nil
	values []any
}

func at(shape any, values ...any) row { return row{shape, values} }

const (
	prj = `PROJCS["VN_2000_TM_107_45",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],` +
		`PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],` +
		`PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",107.75],` +
		`PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
	cpg = "UTF-8"
)

// config is what most files share: polygons with a number.
func config(fields ...shpwrite.Field) shpwrite.Config {
	if len(fields) == 0 {
		fields = []shpwrite.Field{{Name: "SO_THUA", Type: 'N', Width: 6}}
	}
	return shpwrite.Config{Kind: shpwrite.Polygon, Fields: fields, PRJ: prj, CPG: cpg}
}

// build writes the rows and reads the files back.
func build(c shpwrite.Config, rows ...row) set {
	dir, err := os.MkdirTemp("", "shapefiles-")
	must(err)
	defer os.RemoveAll(dir)
	w, err := shpwrite.Create(filepath.Join(dir, "set.shp"), c)
	must(err)
	for _, r := range rows {
		switch shape := r.shape.(type) {
		case []byte:
			must(w.WriteRecord(shape, r.values...))
		case geom.T:
			must(w.Write(shape, r.values...))
		default:
			must(w.Write(nil, r.values...))
		}
	}
	must(w.Close())
	s := set{}
	for _, ext := range []string{"shp", "shx", "dbf", "prj", "cpg"} {
		if b, err := os.ReadFile(filepath.Join(dir, "set."+ext)); err == nil {
			s[ext] = b
		}
	}
	return s
}

// square is a closed square of 10 m, n places east of the origin, as x, y pairs, counter-clockwise.
func square(n float64) []float64 { return box(12*n, 0, 12*n+10, 10) }

// box is a closed rectangle, counter-clockwise, in metres from the origin of the test files.
func box(x0, y0, x1, y1 float64) []float64 {
	const e, n = 426800, 1144100
	return []float64{e + x0, n + y0, e + x1, n + y0, e + x1, n + y1, e + x0, n + y1, e + x0, n + y0}
}

// polygon is a polygon of rings of x, y pairs.
func polygon(rings ...[]float64) geom.T {
	var flat []float64
	var ends []int
	for _, r := range rings {
		flat = append(flat, r...)
		ends = append(ends, len(flat))
	}
	return geom.NewPolygonFlat(geom.XY, flat, ends)
}

// squares are n numbered rows with a square each.
func squares(n int) []row {
	rows := make([]row, n)
	for i := range rows {
		rows[i] = at(polygon(square(float64(i))), i+1)
	}
	return rows
}

func must(err error) {
	if err != nil {
		panic(fmt.Sprintf("generate: %v", err))
	}
}
