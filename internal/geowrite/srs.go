package geowrite

import (
	"fmt"
	"strconv"

	"sotay/importers"
)

const ellipsoidWKT = `SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]]`

const wgs84WKT = `GEOGCS["WGS 84",DATUM["WGS_1984",` + ellipsoidWKT + `,AUTHORITY["EPSG","6326"]],` +
	`PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]`

// srsOf describes WGS 84 or a 3° zone of VN-2000 as other programs know it.
func srsOf(srid int) (srsRow, error) {
	code := importers.EPSGOf(srid)
	switch {
	case srid == importers.WGS84:
		return srsRow{importers.WGS84, "WGS 84 geodetic", "EPSG", importers.WGS84, wgs84WKT}, nil
	case code == 0 || srid < 910000 || srid > 911000:
		return srsRow{}, fmt.Errorf("SRID %d cannot be written to a GeoPackage", srid)
	}
	meridian := strconv.FormatFloat(float64(srid-900000)/100, 'f', -1, 64)
	name := fmt.Sprintf("VN-2000 / TM-3 %d-%02d", (srid-900000)/100, (srid-900000)%100*60/100)
	definition := `PROJCS["` + name + `",GEOGCS["VN-2000",DATUM["Vietnam_2000",` + ellipsoidWKT + `,AUTHORITY["EPSG","6756"]],` +
		`PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]],` +
		`PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",` + meridian + `],` +
		`PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],` +
		`UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","` + strconv.Itoa(code) + `"]]`
	return srsRow{code, name, "EPSG", code, definition}, nil
}
