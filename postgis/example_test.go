package postgis_test

import (
	"fmt"

	geom "github.com/twpayne/go-geom"

	"sotay/postgis"
)

// A parcel corner in VN-2000, central meridian 107°45′: easting first, then northing.
func ExampleAppendEWKB() {
	corner := geom.NewPointFlat(geom.XY, []float64{426880, 1144180}).SetSRID(910775)
	ewkb, err := postgis.AppendEWKB(nil, corner)
	if err != nil {
		fmt.Println(err)
		return
	}
	back, err := postgis.ParseEWKB(ewkb)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(ewkb), back.SRID(), back.FlatCoords())
	// Output: 25 910775 [426880 1.14418e+06]
}
