package importers_test

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/importers"
	"sotay/importers/vntext"
	"sotay/internal/shpwrite"
)

const (
	prjVN2000 = `PROJCS["VN-2000 / TM-3 107-45",GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",107.75],PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]`
	parcels   = 24
)

// writeRanhthua writes parcels of two sheets with owners in the given encoding.
func writeRanhthua(t *testing.T, dir string, enc vntext.Encoding, cpg string) string {
	t.Helper()
	path := filepath.Join(dir, "ranhthua.shp")
	w, err := shpwrite.Create(path, shpwrite.Config{
		Kind: shpwrite.Polygon, PRJ: prjVN2000, CPG: cpg,
		Encode: func(b []byte) []byte { return encoded(t, enc, string(b)) },
		Fields: []shpwrite.Field{
			{Name: "MAXA", Type: 'C', Width: 5},
			{Name: "SHBANDO", Type: 'N', Width: 5},
			{Name: "SHTHUA", Type: 'N', Width: 5},
			{Name: "KHLOAIDAT", Type: 'C', Width: 12},
			{Name: "TENCHU", Type: 'C', Width: 60},
			{Name: "DIACHI", Type: 'C', Width: 60},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"Nguyễn Thị Hằng", "Trần Văn Đức", "Lê Quốc Dũng", "Phạm Hữu Tấn", "Huỳnh Mỹ Lệ", "Võ Thế Sơn"}
	for n := range parcels {
		g := square(east+20*float64(n%12), north+50*float64(n/12), 20)
		err := w.Write(g, "26506", n/12+1, n%12+1, "ONT+CLN", fmt.Sprintf("%s %d (hư cấu)", names[n%len(names)], n), fmt.Sprintf("%d đường Lê Lợi, khu phố %d", n, n%5))
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// zipped packs the files of a Shapefile.
func zipped(t *testing.T, shapefile string) string {
	t.Helper()
	path := shapefile[:len(shapefile)-4] + ".zip"
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w := zip.NewWriter(out)
	for _, ext := range []string{".shp", ".shx", ".dbf", ".prj"} {
		f, err := os.Open(shapefile[:len(shapefile)-4] + ext)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		entry, err := w.Create("Dữ liệu/RANHTHUA" + ext)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(entry, f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func (i *imports) loadFile(path string, change ...func(*importers.Request)) *importers.ChangeSet {
	i.t.Helper()
	req := importers.Request{Source: importers.FileSource(path, importers.OpenOptions{}), Actor: "test"}
	for _, f := range change {
		f(&req)
	}
	c, err := i.s.Stage(context.Background(), req)
	if err != nil {
		i.t.Fatalf("stage %s: %v", filepath.Base(path), err)
	}
	return i.apply(c)
}

const loadedParcels = `
	SELECT d.sheet_no, d.parcel_no, d.land_types, d.address, r.owner_name, round(d.map_area::numeric, 1) AS area
	FROM   data.parcels d JOIN data.parcels_restricted r USING (id)`

// TestShapefileInALegacyEncoding is the officer's file: TCVN3 in VN-2000 107°45′, without
// any question, from a zip as well.
func TestShapefileInALegacyEncoding(t *testing.T) {
	i := newImports(t)
	path := writeRanhthua(t, t.TempDir(), vntext.TCVN3, "")
	c := i.loadFile(path)
	if c.Counts.Added != parcels || c.Plan.SRID != 910775 || c.Plan.Columns[4].Encoding != vntext.TCVN3 {
		t.Errorf("counts %+v, plan %+v", c.Counts, c.Plan)
	}
	rows := i.lines(loadedParcels)
	if diff := cmp.Diff(`(1,1,"{ONT,CLN}","0 đường Lê Lợi, khu phố 0","Nguyễn Thị Hằng 0 (hư cấu)",400.0)`, rows[0]); diff != "" {
		t.Errorf("first row (-want +got):\n%s", diff)
	}
	if again := i.loadFile(zipped(t, path)); again.Counts.Unchanged != parcels || again.Counts.Removed > 0 {
		t.Errorf("the same from a zip: %+v", again.Counts)
	}
	if again := i.loadFile(writeRanhthua(t, t.TempDir(), vntext.VNI, "")); again.Counts.Unchanged != parcels || again.Counts.Removed > 0 {
		t.Errorf("the same in VNI: %+v", again.Counts)
	}
}

// TestOtherFormatsOfTheSameFile converts the Shapefile and brings it again: nothing changes.
func TestOtherFormatsOfTheSameFile(t *testing.T) {
	i := newImports(t)
	dir := t.TempDir()
	path := writeRanhthua(t, dir, vntext.UTF8, "UTF-8")
	i.loadFile(path)
	for name, args := range map[string][]string{
		"thua.gpkg":    {"-f", "GPKG"},
		"thua.csv":     {"-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "-lco", "SEPARATOR=SEMICOLON"},
		"thua.geojson": {"-f", "GeoJSON", "-s_srs", "+proj=tmerc +lat_0=0 +lon_0=107.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m", "-t_srs", "OGC:CRS84", "-lco", "COORDINATE_PRECISION=10"},
	} {
		out := filepath.Join(dir, name)
		if msg, err := exec.Command("ogr2ogr", append(args, out, path)...).CombinedOutput(); err != nil {
			t.Fatalf("ogr2ogr: %v: %s", err, msg)
		}
		c := i.loadFile(out, func(r *importers.Request) {
			if filepath.Ext(name) == ".csv" { // says nothing of its coordinates
				r.CRS = "107°45"
			}
		})
		if c.Counts.Unchanged != parcels || c.Counts.Added+c.Counts.Changed+c.Counts.Removed > 0 {
			t.Errorf("%s: %+v", name, c.Counts)
		}
	}
	if diff := cmp.Diff([]string{"(24)"}, i.lines(`SELECT count(survey_geom) FROM data.parcels`)); diff != "" {
		t.Errorf("the survey was lost (-want +got):\n%s", diff)
	}
}

func TestCopyTable(t *testing.T) {
	i := newImports(t)
	r, err := importers.Open(writeRanhthua(t, t.TempDir(), vntext.UTF8, "UTF-8"), importers.OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	err = pgx.BeginFunc(context.Background(), i.db.Owner, func(tx pgx.Tx) error {
		n, err := importers.CopyTable(context.Background(), tx, r, pgx.Identifier{"sotay", "look"}, 910775)
		if n != parcels {
			t.Errorf("%d rows", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{`(1,26506,1,1,ONT+CLN,"Nguyễn Thị Hằng 0 (hư cấu)","0 đường Lê Lợi, khu phố 0",910775)`},
		i.lines(`SELECT id, maxa, shbando, shthua, khloaidat, tenchu, diachi, st_srid(geom) FROM sotay.look WHERE id = 1`)); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"(btree)", "(gist)"}, i.lines(`
		SELECT amname FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_am a ON a.oid = c.relam WHERE indrelid = 'sotay.look'::regclass`)); diff != "" {
		t.Errorf("indexes (-want +got):\n%s", diff)
	}
}
