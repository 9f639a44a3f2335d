package importers_test

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"sotay/importers"
)

// known are the codes that files declare, and our SRIDs for them.
func known() map[int]int {
	return map[int]int{
		5896: 910200, 9205: 910300, 9206: 910400, 9207: 910450, 9208: 910475, 5897: 910500, 9209: 910550,
		9210: 910575, 9211: 910600, 9212: 910625, 9213: 910650, 9214: 910700, 9215: 910725, 9216: 910750,
		5899: 910775, 5898: 910800, 9217: 910825, 9218: 910850,
		3405: 913405, 3406: 913406, 4756: 914756, 4326: 4326, 3857: 3857, 32648: 32648, 32649: 32649,
	}
}

// dialects gives what GDAL writes for a code: PROJ, WKT 1, 2:2015, 2:2018, ESRI and more.
func dialects(t *testing.T, code int) map[string]string {
	t.Helper()
	out, err := exec.Command("gdalsrsinfo", "-o", "all", fmt.Sprintf("EPSG:%d", code)).Output()
	if err != nil {
		t.Fatalf("gdalsrsinfo (Debian package gdal-bin): %v", err)
	}
	all := map[string]string{}
	name := ""
	for line := range strings.Lines(string(out)) {
		if before, after, ok := strings.Cut(line, " :"); ok && !strings.HasPrefix(line, " ") && !strings.ContainsAny(before, `"[{`) {
			name = before
			line = after
		}
		all[name] += line
	}
	for _, never := range []string{"PROJJSON", "XML", "MAPINFO", ""} { // never in a .prj
		delete(all, never)
	}
	return all
}

func TestSRIDOfEveryDialect(t *testing.T) {
	for code, want := range known() {
		all := dialects(t, code)
		if len(all) < 6 {
			t.Fatalf("gdalsrsinfo wrote %d dialects of EPSG:%d", len(all), code)
		}
		for dialect, text := range all {
			srid, note, err := importers.SRIDOf(importers.DeclaredCRS{WKT: text})
			if simple := dialect == "OGC WKT1 (simple)" || dialect == "OGC WKT1 (no CT)"; simple && code == 3857 {
				if err == nil { // these say Mercator_1SP of the ellipsoid, which is EPSG:3395
					t.Errorf("EPSG:3857 as %s: %d, want a refusal", dialect, srid)
				}
				continue
			}
			if srid != want || err != nil || note != (importers.Words{}) {
				t.Errorf("EPSG:%d as %s: %d, note %q, %v; want %d\n%s", code, dialect, srid, note.En, err, want, text)
			}
		}
		for _, name := range []string{
			"EPSG:%d", "epsg:%d", "urn:ogc:def:crs:EPSG::%d", "urn:ogc:def:crs:EPSG:6.9:%d",
			"urn:x-ogc:def:crs:EPSG:%d", "http://www.opengis.net/def/crs/EPSG/0/%d", "http://www.opengis.net/gml/srs/epsg.xml#%d",
		} {
			name = fmt.Sprintf(name, code)
			if srid, _, err := importers.SRIDOf(importers.DeclaredCRS{WKT: name}); srid != want || err != nil {
				t.Errorf("%s: %d, %v; want %d", name, srid, err, want)
			}
		}
		for _, c := range []int{code, want} {
			if srid, _, err := importers.SRIDOf(importers.DeclaredCRS{EPSG: c}); srid != want || err != nil {
				t.Errorf("code %d: %d, %v; want %d", c, srid, err, want)
			}
		}
		if got := importers.EPSGOf(want); got != code {
			t.Errorf("EPSGOf(%d) = %d, want %d", want, got, code)
		}
		if name := importers.CRSName(want); strings.Contains(name.Vi+name.En, "SRID") {
			t.Errorf("%d has no name", want)
		}
	}
}

// tm is an ESRI .prj with the given name, datum and parameters.
func tm(name, datum string, meridian, scale, east, north any) string {
	return fmt.Sprintf(`PROJCS["%s",GEOGCS["GCS",DATUM["%s",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],`+
		`UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",%v],PARAMETER["False_Northing",%v],`+
		`PARAMETER["Central_Meridian",%v],PARAMETER["Scale_Factor",%v],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`,
		name, datum, east, north, meridian, scale)
}

const ellipsoid = `SPHEROID["WGS 84",6378137,298.257223563]`

func TestSRIDOfParameters(t *testing.T) {
	gdal := func(shift string) string {
		return strings.Replace(tm("VN-2000 / TM-3 107-45", "Vietnam_2000", 107.75, 0.9999, 500000, 0),
			`298.257223563]]`, `298.257223563],TOWGS84[`+shift+`]]`, 1)
	}
	for _, tt := range []struct {
		name, wkt string
		want      int
		note      string // a part of it
	}{
		{"ESRI", tm("VN_2000_TM-3_107-45", "D_VN_2000", 107.75, 0.9999, 500000.0, 0.0), 910775, ""},
		{"the name lies", tm("VN_2000_TM-3_107-45", "D_VN_2000", 105.75, 0.9999, 500000, 0), 910575, ""},
		{"own name", tm("He toa do tinh BRVT", "D_Vietnam_2000", 107.75, 0.9999, 500000, 0), 910775, ""},
		{"official TOWGS84", gdal("-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"), 910775, ""},
		{"its rotations with the other sign", gdal("-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278"), 910775, ""},
		{"zeros", gdal("0,0,0,0,0,0,0"), 910775, ""},
		{"another TOWGS84", gdal("-192.873,-39.382,-111.202,-0.00205,-0.0005,0.00335,0.0188"), 910775, "Decision 05/2007"},
		{"three parameters only", gdal("-191.90441429,-39.30318279,-111.45032835"), 910775, "Decision 05/2007"},
		{"zone of VN-2000 on WGS 84", tm("Custom", "D_WGS_1984", 107.75, 0.9999, 500000, 0), 910775, "225 m"},
		{"no datum", tm("Custom", "D_unknown", 105, 0.9999, 500000, 0), 910500, "225 m"},
		{"code and parameters differ", strings.TrimSuffix(tm("VN-2000 / TM-3 105-45", "D_VN_2000", 105.75, 0.9999, 500000, 0), "]") + `,AUTHORITY["EPSG","5899"]]`, 910575, "EPSG:5899"},
		{"code alone", `PROJCS["VN-2000 / TM-3 107-45",AUTHORITY["EPSG","5899"]]`, 910775, ""},
		{"UTM of WGS 84", tm("WGS_1984_UTM_Zone_48N", "D_WGS_1984", 105, 0.9996, 500000, 0), 32648, ""},
		{"UTM of VN-2000", tm("VN_2000_UTM_Zone_49N", "D_VN_2000", 111, 0.9996, 500000, 0), 913406, ""},
		{"compound", `COMPD_CS["x",` + tm("VN", "D_VN_2000", 108.5, 0.9999, 500000, 0) + `,VERT_CS["Hon Dau",VERT_DATUM["Hon Dau",2005],UNIT["metre",1]]]`, 910850, ""},
		{"bound", `BOUNDCRS[SOURCECRS[` + tm("VN", "unknown", 108.5, 0.9999, 500000, 0) + `],TARGETCRS[GEOGCRS["WGS 84"]],ABRIDGEDTRANSFORMATION["x",` +
			`PARAMETER["X-axis translation",-191.90441429],PARAMETER["Y-axis translation",-39.30318279],PARAMETER["Z-axis translation",-111.45032835],` +
			`PARAMETER["X-axis rotation",0.00928836],PARAMETER["Y-axis rotation",-0.01975479],PARAMETER["Z-axis rotation",0.00427372],PARAMETER["Scale difference",0.252906278]]]`, 910850, ""},
		{"round brackets, lower case", strings.NewReplacer("[", "(", "]", ")").Replace(strings.ToLower(tm("vn", "d_vn_2000", 107.75, 0.9999, 500000, 0))), 910775, ""},
		{"rounded meridian", tm("VN", "D_VN_2000", "107.7500000001", 0.9999, 500000, 0), 910775, ""},
		{"scale as 9.999e-1", tm("VN", "D_VN_2000", 107.75, "9.999e-1", 5e5, 0), 910775, ""},
		{"leftovers", "\uFEFF " + tm("VN", "D_VN_2000", 107.75, 0.9999, 500000, 0) + "\r\n\x00\x00", 910775, ""},
		{"VN-2000 degrees", `GEOGCS["GCS_VN_2000",DATUM["D_VN_2000",` + ellipsoid + `],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]]`, 914756, ""},
		{"WGS 84 degrees", `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",` + ellipsoid + `],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]]`, 4326, ""},
		{"ESRI Web Mercator", `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",` + ellipsoid + `],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],` +
			`PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],UNIT["Meter",1.0]]`, 3857, ""},
		{"PROJ", "+proj=tmerc +lat_0=0 +lon_0=107.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs", 910775, ""},
		{"PROJ with init", "+init=epsg:5899 +no_defs", 910775, ""},
		{"OGC:CRS84", "OGC:CRS84", 4326, ""},
		{"urn CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84", 4326, ""},
		{"url CRS84", "http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, ""},
	} {
		srid, note, err := importers.SRIDOf(importers.DeclaredCRS{WKT: tt.wkt})
		if srid != tt.want || err != nil || !strings.Contains(note.En, tt.note) || (note.En == "") != (tt.note == "") || (note.Vi == "") != (note.En == "") {
			t.Errorf("%s: %d, note %q, %v; want %d, note with %q", tt.name, srid, note.En, err, tt.want, tt.note)
		}
	}
}

func TestSRIDOfRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		crs  importers.DeclaredCRS
		code string
		says []string
	}{
		{"nothing", importers.DeclaredCRS{}, "no_crs", []string{"--crs"}},
		{"blank", importers.DeclaredCRS{WKT: " \n"}, "no_crs", nil},
		{"withdrawn code", importers.DeclaredCRS{EPSG: 6959}, "unknown_crs", []string{"EPSG:6959", "EPSG:5899", "withdrawn"}},
		{"withdrawn code in WKT", importers.DeclaredCRS{WKT: strings.TrimSuffix(tm("VN-2000 / TM-3 107-45", "Vietnam_2000", 107.75, 0.9999, 0, 500000), "]") + `,AUTHORITY["EPSG","6959"]]`}, "unknown_crs", []string{"withdrawn"}},
		{"exchanged false origin", importers.DeclaredCRS{WKT: tm("VN", "D_VN_2000", 107.75, 0.9999, 0, 500000)}, "unknown_crs", []string{"exchanged", "107.75"}},
		{
			"other meridian",
			importers.DeclaredCRS{WKT: tm("VN_2000_TM-3_107-45", "D_VN_2000", 106.9, 0.9999, 500000, 0)},
			"unknown_crs",
			[]string{"VN_2000_TM-3_107-45", "D_VN_2000", "Transverse_Mercator", "106.9", "0.9999", "500000"},
		},
		{"minutes as decimals", importers.DeclaredCRS{WKT: tm("VN", "D_VN_2000", 107.45, 0.9999, 500000, 0)}, "unknown_crs", []string{"107°45′", "--crs"}},
		{"other scale", importers.DeclaredCRS{WKT: tm("VN", "D_VN_2000", 107.75, 1, 500000, 0)}, "unknown_crs", []string{"scale 1"}},
		{"other origin", importers.DeclaredCRS{WKT: tm("VN", "D_VN_2000", 107.75, 0.9999, 200000, 0)}, "unknown_crs", []string{"200000"}},
		{"other unit", importers.DeclaredCRS{WKT: strings.Replace(tm("VN", "D_VN_2000", 107.75, 0.9999, 500000, 0), `"Meter",1.0`, `"Foot_US",0.3048006096`, 1)}, "unknown_crs", []string{"0.3048"}},
		{"Hanoi 1972", importers.DeclaredCRS{WKT: tm("Hanoi_1972_GK_Zone_18", "D_Hanoi_1972", 105, 1, 18500000, 0)}, "unknown_crs", []string{"D_Hanoi_1972"}},
		{"Indian 1960", importers.DeclaredCRS{WKT: tm("Indian_1960_UTM_Zone_48N", "D_Indian_1960", 105, 0.9996, 500000, 0)}, "unknown_crs", []string{"D_Indian_1960"}},
		{"other ellipsoid", importers.DeclaredCRS{WKT: strings.Replace(tm("VN", "D_VN_2000", 107.75, 0.9999, 500000, 0), "6378137.0,298.257223563", "6378245.0,298.3", 1)}, "unknown_crs", []string{"6378245"}},
		{"UTM without a datum", importers.DeclaredCRS{WKT: tm("UTM", "D_unknown", 105, 0.9996, 500000, 0)}, "unknown_crs", []string{"VN-2000 UTM 48", "WGS84 UTM 48", "225 m"}},
		{"UTM of two datums", importers.DeclaredCRS{WKT: tm("VN-2000 / UTM zone 48N", "D_WGS_1984", 105, 0.9996, 500000, 0)}, "unknown_crs", []string{"VN-2000 UTM 48"}},
		{"UTM elsewhere", importers.DeclaredCRS{WKT: tm("WGS_1984_UTM_Zone_50N", "D_WGS_1984", 117, 0.9996, 500000, 0)}, "unknown_crs", []string{"117"}},
		{"true Mercator", importers.DeclaredCRS{WKT: strings.Replace(tm("World_Mercator", "D_WGS_1984", 0, 1, 0, 0), "Transverse_Mercator", "Mercator_1SP", 1)}, "unknown_crs", []string{"Mercator_1SP"}},
		{"unknown degrees", importers.DeclaredCRS{WKT: `GEOGCS["x",DATUM["unknown",` + ellipsoid + `],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]]`}, "unknown_crs", []string{"unknown"}},
		{"Paris", importers.DeclaredCRS{WKT: `GEOGCS["x",DATUM["D_WGS_1984",` + ellipsoid + `],PRIMEM["Paris",2.33722917],UNIT["Degree",0.0174532925199433]]`}, "unknown_crs", nil},
		{"local", importers.DeclaredCRS{WKT: `LOCAL_CS["ban ve",UNIT["metre",1]]`}, "unknown_crs", []string{"LOCAL_CS", "ban ve"}},
		{"old ArcInfo", importers.DeclaredCRS{WKT: "Projection    UTM\nZone 48\nDatum WGS84"}, "unknown_crs", []string{"Projection    UTM"}},
		{"not WKT", importers.DeclaredCRS{WKT: `PROJCS["x`}, "unknown_crs", []string{"PROJCS"}},
		{"far too deep", importers.DeclaredCRS{WKT: strings.Repeat("A[", 5000)}, "unknown_crs", nil},
		{"code of elsewhere", importers.DeclaredCRS{EPSG: 27700}, "unknown_crs", []string{"EPSG:27700", "VN-2000"}},
		{"own number without a zone", importers.DeclaredCRS{EPSG: 910776}, "unknown_crs", nil},
	} {
		srid, _, err := importers.SRIDOf(tt.crs)
		var refused *importers.Refused
		if srid != 0 || !errors.As(err, &refused) || refused.Code != tt.code {
			t.Errorf("%s: %d, %v; want a refusal %q", tt.name, srid, err, tt.code)
			continue
		}
		for _, s := range tt.says {
			if !strings.Contains(refused.Reason.En, s) {
				t.Errorf("%s: %q does not say %q", tt.name, refused.Reason.En, s)
			}
		}
		if refused.Reason.Vi == "" || strings.Contains(refused.Reason.Vi+refused.Reason.En, "%!") {
			t.Errorf("%s: %q", tt.name, refused.Reason)
		}
	}
}

func TestParseCRS(t *testing.T) {
	for s, want := range map[string]int{
		"EPSG:9210": 910575, "epsg:5899": 910775, "9210": 910575, "910775": 910775, "4326": 4326, "EPSG:4756": 914756,
		"107°45": 910775, "107°45'": 910775, "107°45′": 910775, "107d45": 910775, "107-45": 910775, "107 45": 910775, "107.75": 910775, "107,75": 910775,
		"107.75°": 910775, "105": 910500, "105°": 910500, "107.5": 910750, "104°30'": 910450, "108d15": 910825,
		"VN-2000/105-45": 910575, "VN2000/105-45": 910575, "VN-2000 / TM-3 105-45": 910575, "VN_2000_TM-3_107-45": 910775, "VN-2000 107°45'": 910775,
		"vn2000 tm3 108°30": 910850, "VN-2000 múi 3° 107°45": 910775,
		"WGS84": 4326, "WGS 84": 4326, "wgs-84": 4326, "CRS84": 4326, "OGC:CRS84": 4326, "urn:ogc:def:crs:EPSG::9218": 910850,
		"VN-2000 UTM 48": 913405, "VN-2000 / UTM zone 49N": 913406, "WGS84 UTM 48N": 32648, "WGS 84 / UTM zone 49N": 32649, "UTM 48N": 32648,
		"Web Mercator": 3857, "EPSG:3857": 3857, "VN-2000 lon/lat": 914756,
		tm("x", "D_VN_2000", 107.75, 0.9999, 500000, 0): 910775, "+proj=longlat +datum=WGS84 +no_defs": 4326,
	} {
		if srid, _, err := importers.ParseCRS(s); srid != want || err != nil {
			t.Errorf("ParseCRS(%q) = %d, %v; want %d", s, srid, err, want)
		}
	}
	for s, says := range map[string]string{
		"107.45": "107°45′", "105.45": "105°45′", "106.9": "102°00′", "EPSG:6958": "withdrawn", "UTM 48": "UTM 48", "VN-2000": "VN-2000", "": "",
		"hello": "hello", "99999": "99999", "EPSG:": "EPSG:", "110°30": "102°00′",
	} {
		srid, _, err := importers.ParseCRS(s)
		var refused *importers.Refused
		if srid != 0 || !errors.As(err, &refused) || !strings.Contains(refused.Reason.En, says) {
			t.Errorf("ParseCRS(%q) = %d, %v; want a refusal with %q", s, srid, err, says)
		}
	}
}

func FuzzSRIDOf(f *testing.F) {
	f.Add(tm("VN_2000_TM-3_107-45", "D_VN_2000", 107.75, 0.9999, 500000, 0))
	f.Add("+proj=tmerc +lon_0=107.75 +towgs84=1,,")
	f.Add("107°45'")
	f.Add(`COMPD_CS["x",PROJCS["",AUTHORITY["EPSG"]]]`)
	f.Fuzz(func(t *testing.T, s string) {
		for _, read := range []func(string) (int, importers.Words, error){
			importers.ParseCRS,
			func(s string) (int, importers.Words, error) {
				return importers.SRIDOf(importers.DeclaredCRS{WKT: s, EPSG: len(s)})
			},
		} {
			srid, _, err := read(s)
			if (srid == 0) == (err == nil) {
				t.Errorf("%q: %d, %v", s, srid, err)
			}
			if srid != 0 && strings.Contains(importers.CRSName(srid).En, "SRID") {
				t.Errorf("%q: %d is not one of ours", s, srid)
			}
		}
	})
}
