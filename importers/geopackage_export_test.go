package importers

import geom "github.com/twpayne/go-geom"

// GeoPackageGeometry reads a geometry blob, for the fuzz test.
func GeoPackageGeometry(blob []byte) (geom.T, []Problem) {
	shape, _, found := gpkgGeometry(blob)
	return shape, problemsAt(0, "", found)
}
