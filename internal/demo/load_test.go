package demo_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/environment"
	"sotay/importers"
	"sotay/incidents"
	"sotay/internal/demo"
	"sotay/internal/testdb"
	"sotay/layers"
	"sotay/postgis"
)

// load loads the demo with two days of readings.
func load(t *testing.T, db *postgis.DB, service *importers.Service) ([]demo.Loaded, error) {
	t.Helper()
	return province().Load(t.Context(), demo.LoadConfig{
		Owner: db.Owner, Importers: service, Readings: environment.New(db), Reports: &incidents.Store{DB: db}, Days: 2, Actor: "test",
	})
}

// loaded is a database with the demo in it.
func loaded(t *testing.T) (*postgis.DB, *importers.Service) {
	t.Helper()
	db := testdb.New(t)
	service := importers.NewService(importers.Config{Owner: db.Owner, Audit: testdb.Audit(t)})
	all, err := load(t, db, service)
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range all[:len(province().Sets)] {
		want := int64(len(province().Sets[i].Features))
		if l.Counts.Added != want || l.Counts.Refused != 0 {
			t.Fatalf("layer %s: %+v, want %d added", l.Layer, l.Counts, want)
		}
	}
	return db, service
}

// TestLoad goes through the demo's life in a database: loaded, looked at, loaded again,
// written as files and read back from them.
func TestLoad(t *testing.T) {
	t.Parallel()
	db, service := loaded(t)
	t.Run("sound", func(t *testing.T) { checkSound(t, db) })
	t.Run("plan", func(t *testing.T) { checkPlan(t, db) })
	t.Run("catalogue", func(t *testing.T) { checkCatalogue(t, db) })
	t.Run("readings", func(t *testing.T) { checkReadings(t, db) })
	t.Run("cameras", func(t *testing.T) { checkCameras(t, db) })
	t.Run("feed", func(t *testing.T) { checkFeed(t, db) })
	t.Run("files", func(t *testing.T) { checkFiles(t, service) })
	t.Run("again", func(t *testing.T) { checkAgain(t, db, service) })
}

// checkAgain loads again after people have worked: only a layer without records is filled.
func checkAgain(t *testing.T, db *postgis.DB, service *importers.Service) {
	const edited = `SELECT (SELECT count(*) FROM data.parcels WHERE address = 'sửa tay'), (SELECT count(*) FROM data.parcels WHERE parcel_no = '99999')`
	for _, sql := range []string{
		`UPDATE data.parcels SET address = 'sửa tay' WHERE id = (SELECT min(id) FROM data.parcels)`,
		`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) SELECT commune_code, sheet_no, '99999', geom FROM data.parcels LIMIT 1`,
		`DELETE FROM data.roads`,
	} {
		if _, err := db.Owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if _, all, err := demo.Present(t.Context(), db.Owner); err != nil || all {
		t.Errorf("all is said to be there without the roads: %v", err)
	}
	again, err := load(t, db, service)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range again {
		if n := l.Counts; n.Changed+n.Removed != 0 || (n.Added > 0) != (l.Layer == "roads") || n.Added+n.Unchanged == 0 {
			t.Errorf("layer %s: %+v", l.Layer, n)
		}
	}
	if n := numbersOf(t, db, edited, 2); n[0] != 1 || n[1] != 1 {
		t.Errorf("loading again has undone what people did: %v", n)
	}
	found, all, err := demo.Present(t.Context(), db.Owner)
	if err != nil || !all || len(found) != len(province().Sets)+6 { // and hot spots, cameras, indicators, readings, hours and reports
		t.Errorf("what is there: %v, %v, %v", found, all, err)
	}
}

// checkCameras asks for what a map of cameras and of indicators needs: enough of them, near each
// other, of all states, each looking along a road that is there.
func checkCameras(t *testing.T, db *postgis.DB) {
	n := numbersOf(t, db, `
		SELECT count(*), count(DISTINCT state), count(DISTINCT kind), st_length(st_longestline(st_collect(geom), st_collect(geom))::geography),
		       max((SELECT min(st_distance(r.geom::geography, c.geom::geography)) FROM data.roads r WHERE st_dwithin(r.geom, c.geom, 0.01))),
		       (SELECT count(*) FROM data.cameras_restricted JOIN data.cameras_staff USING (id) WHERE agency LIKE '%(hư cấu)')
		FROM   data.cameras c`, 6)
	if n[0] < 100 || n[1] != 3 || n[2] != 4 || n[3] > 12_100 || n[4] > 1 || n[5] != n[0] {
		t.Errorf("cameras: %v", n)
	}
	// A day and more later those that work have given signs, but for the ones that fell silent.
	if _, err := db.App.Exec(t.Context(), demo.CameraSigns, time.Now().Add(30*time.Hour)); err != nil {
		t.Fatal(err)
	}
	n = numbersOf(t, db, `
		SELECT count(*), count(*) FILTER (WHERE right(code, 3)::int % 23 = 0), count(*) FILTER (WHERE state <> 'working')
		FROM   data.cameras WHERE last_seen < now() + interval '29 hours'`, 3)
	if n[1] < 4 || n[2] == 0 || n[0] != n[1]+n[2] {
		t.Errorf("cameras that gave no sign: %v", n)
	}
	n = numbersOf(t, db, `
		SELECT count(DISTINCT indicator), count(DISTINCT period), count(DISTINCT v.commune), (SELECT count(DISTINCT code) FROM data.communes WHERE valid_to IS NULL),
		       min(v.value), count(*) FILTER (WHERE v.value > i.highest)
		FROM   data.indicator_values v JOIN data.indicators i ON i.id = v.indicator`, 6)
	if n[0] != 5 || n[1] != 12 || n[2] != n[3] || n[4] < 0 || n[5] > 0 {
		t.Errorf("indicators: %v", n)
	}
}

// numbersOf are the numbers of one row.
func numbersOf(t *testing.T, db *postgis.DB, sql string, n int) []float64 {
	t.Helper()
	out := make([]float64, n)
	into := make([]any, n)
	for i := range out {
		into[i] = &out[i]
	}
	if err := db.Owner.QueryRow(context.Background(), sql).Scan(into...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return out
}

// checkSound asks PostGIS whether every shape is valid, whether parcels overlap, and
// whether they fill their commune.
func checkSound(t *testing.T, db *postgis.DB) {
	for _, table := range []string{"parcels", "communes", "water", "forest", "planning_2030", "corridors"} {
		n := numbersOf(t, db, `SELECT count(*) FILTER (WHERE NOT st_isvalid(geom)) FROM data.`+table, 1)
		if n[0] > 0 {
			t.Errorf("%s: %v shapes are not valid", table, n[0])
		}
	}
	if n := numbersOf(t, db, `SELECT count(*) FILTER (WHERE NOT st_isvalid(survey_geom)) FROM data.parcels`, 1); n[0] > 0 {
		t.Errorf("%v surveyed shapes are not valid", n[0])
	}
	n := numbersOf(t, db, `
		SELECT count(*)
		FROM   data.parcels p
		JOIN   data.parcels q ON p.id < q.id AND p.geom_3857 && q.geom_3857
		WHERE  p.commune_code IN ('26506', '26560', '26575', '26662') AND st_relate(p.survey_geom, q.survey_geom, 'T********')`, 1)
	if n[0] > 0 {
		t.Errorf("%v pairs of parcels overlap", n[0])
	}
	n = numbersOf(t, db, `
		SELECT max(abs(c.area - p.area) / c.area)
		FROM  (SELECT code, st_area(geom::geography) AS area FROM data.communes WHERE valid_to IS NULL) c
		JOIN  (SELECT commune_code, sum(st_area(geom::geography)) AS area FROM data.parcels GROUP BY 1) p ON p.commune_code = c.code`, 1)
	if n[0] > 1e-6 {
		t.Errorf("parcels differ from their commune by %v of its area", n[0])
	}
	checkFormer(t, db)
	n = numbersOf(t, db, `SELECT count(*) FROM (SELECT unnest(land_types) FROM data.parcels EXCEPT SELECT code FROM sotay.codes WHERE list = 'land_types') AS unknown`, 1)
	if n[0] > 0 {
		t.Errorf("%v land types are not in the dictionary", n[0])
	}
	n = numbersOf(t, db, `
		SELECT count(*) FILTER (WHERE official_id IS NOT NULL),
		       count(*) FILTER (WHERE NOT st_intersects(st_setsrid(st_pointfromgeohash(official_id), 4326), geom))
		FROM   data.parcels`, 2)
	if n[0] < 30000 || n[1] > 0 {
		t.Errorf("%v parcels have an identifier, of which %v lie outside", n[0], n[1])
	}
}

// checkFormer holds the units of before against the table of units and against the communes
// of today: each commune is made of its predecessors, without gap or overlap.
func checkFormer(t *testing.T, db *postgis.DB) {
	n := numbersOf(t, db, `
		SELECT count(*), count(*) FILTER (WHERE u.id IS NULL)
		FROM   data.communes c
		LEFT   JOIN data.units u ON u.level = 3 AND u.code = c.code AND u.name = c.name AND u.kind = c.kind AND u.valid_to = c.valid_to
		WHERE  c.valid_to IS NOT NULL`, 2)
	if n[0] < 76 || n[1] > 0 {
		t.Errorf("%v units of before, of which the table of units does not know %v", n[0], n[1])
	}
	n = numbersOf(t, db, `
		SELECT max(st_area(st_symdifference(c.geom, o.geom)::geography)), count(*), max(abs(o.area - st_area(o.geom::geography)) / o.area)
		FROM   data.communes c
		JOIN   data.units u ON u.code = c.code AND u.valid_to IS NULL
		CROSS  JOIN LATERAL (
		       SELECT st_union(f.geom) AS geom, sum(st_area(f.geom::geography)) AS area
		       FROM   data.successions s
		       JOIN   data.units old ON old.id = s.old_id
		       JOIN   data.communes f ON f.code = old.code AND f.valid_to = old.valid_to
		       WHERE  s.new_id = u.id) AS o
		WHERE  c.valid_to IS NULL`, 3)
	if n[0] > 100 || int(n[1]) != len(presentCommunes(t)) || n[2] > 1e-6 {
		t.Errorf("communes differ from their predecessors by up to %v m² (%v compared), which overlap by %v of their area", n[0], n[1], n[2])
	}
}

// checkPlan counts how many parcels lie in more than one zone of the plan; slivers below
// half a square metre or a thousandth of the parcel do not count. In the old province it
// was found to be 44 of 100.
func checkPlan(t *testing.T, db *postgis.DB) {
	n := numbersOf(t, db, `
		SELECT avg((zones > 1)::int)
		FROM  (SELECT count(*) FILTER (WHERE st_area(st_intersection(p.geom_3857, z.geom_3857)) > greatest(0.5, 0.001 * st_area(p.geom_3857))) AS zones
		       FROM   data.parcels p
		       JOIN   data.planning_2030 z ON st_intersects(p.geom_3857, z.geom_3857)
		       WHERE  p.id % 13 = 0
		       GROUP  BY p.id) AS parcels`, 1)
	if n[0] < 0.3 || n[0] > 0.7 {
		t.Errorf("%.2f of the parcels lie in several zones of the plan, want about 0.44", n[0])
	}
	n = numbersOf(t, db, `SELECT max(st_numinteriorrings(geom)), count(*) FILTER (WHERE st_numinteriorrings(geom) > 0) FROM data.planning_2030 WHERE code = 'DGT'`, 2)
	if n[0] < 4 || n[1] < 30 {
		t.Errorf("planned roads have up to %v holes, %v of them have any", n[0], n[1])
	}
	n = numbersOf(t, db, `SELECT count(*) FROM (SELECT code FROM data.planning_2030 EXCEPT SELECT code FROM sotay.codes WHERE list = 'land_types') AS unknown`, 1)
	if n[0] > 0 {
		t.Errorf("%v codes of the plan are not in the dictionary", n[0])
	}
}

func checkCatalogue(t *testing.T, db *postgis.DB) {
	c := layers.NewCatalogue(db.App)
	if err := c.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	lists := map[string]bool{}
	for _, s := range province().Sets {
		l, ok := c.Layer(s.Layer.Name)
		if !ok || l.Audience != layers.Public || l.Source != demo.Source || l.AsOf == nil || !l.AsOf.Equal(demo.AsOf()) || l.TitleVi == "" || l.TitleEn == "" {
			t.Errorf("layer %s: %+v", s.Layer.Name, l)
		}
		for _, f := range l.Fields {
			if f.TitleVi == "" || f.TitleEn == "" {
				t.Errorf("field %s of %s has no title", f.Name, l.Name)
			}
			if f.CodeList == "" || f.Type != "text" {
				continue
			}
			lists[f.CodeList] = true
			n := numbersOf(t, db, fmt.Sprintf(
				`SELECT count(*) FROM (SELECT %q FROM data.%q EXCEPT SELECT code FROM sotay.codes WHERE list = '%s') AS unknown WHERE %[1]q IS NOT NULL`,
				f.Name, l.Table, f.CodeList), 1)
			if n[0] > 0 {
				t.Errorf("%v values of %s of %s have no name", n[0], f.Name, l.Name)
			}
		}
	}
	if len(lists) != 12 { // eight of them the program's own, of the forest and of stations
		t.Errorf("lists of codes in use: %v", lists)
	}
	n := numbersOf(t, db, `SELECT count(*) FROM pub.planning_2030`, 1)
	if int(n[0]) != len(set(t, "planning_2030").Features) {
		t.Errorf("the public sees %v zones", n[0])
	}
}

// checkFiles writes the demo and imports what it wrote, as an officer would: nothing may
// differ from what was loaded.
func checkFiles(t *testing.T, service *importers.Service) {
	dir := t.TempDir()
	if err := province().Write(dir); err != nil {
		t.Fatal(err)
	}
	communes, err := filepath.Glob(filepath.Join(dir, demo.CommuneFolder, "*.shp"))
	if err != nil || len(communes) != len(presentCommunes(t)) {
		t.Fatalf("files of communes: %v, %v", communes, err)
	}
	stage := func(path string, req importers.Request) (*importers.ChangeSet, error) {
		req.Source = importers.FileSource(path, importers.OpenOptions{Layer: req.Source.Layer})
		req.Actor = "test"
		return service.Stage(t.Context(), req)
	}
	same := func(what string, c *importers.ChangeSet, err error, rows int) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
			return
		}
		got := [4]int64{c.Counts.Unchanged, c.Counts.Added, c.Counts.Changed, c.Counts.Removed}
		if diff := cmp.Diff([4]int64{int64(rows)}, got); diff != "" {
			t.Errorf("%s: unchanged, added, changed, removed (-want +got):\n%s", what, diff)
		}
	}
	all := len(set(t, "parcels").Features)
	c, err := stage(filepath.Join(dir, demo.ParcelFile), importers.Request{Layer: "parcels"})
	same("all parcels", c, err, all)
	checkUnderstood(t, c)
	checkBare(t, dir)
	_, err = stage(filepath.Join(dir, demo.BareFile), importers.Request{Layer: "parcels"})
	if question := new(importers.NeedsAnswer); !errors.As(err, &question) || !strings.Contains(err.Error(), "--crs") {
		t.Errorf("without .prj and without answer: %v", err)
	}
	for _, path := range []string{communes[0], communes[12]} {
		code := filepath.Base(path)[:5]
		c, err = stage(path, importers.Request{Layer: "parcels", Replace: importers.ReplaceCommune})
		same(filepath.Base(path), c, err, strings.Count(strings.Join(field(t, set(t, "parcels"), "commune_code"), " "), code))
	}
	checkPackages(t, dir, func(path string, s demo.Set, replace importers.Replace) {
		t.Helper()
		req := importers.Request{Layer: s.Layer.Name, Replace: replace}
		if filepath.Base(path) == demo.PackageFile {
			req.Source.Layer = s.Layer.Name
		}
		c, err := stage(path, req)
		same(s.Layer.Name+" in "+filepath.Base(path), c, err, len(s.Features))
	})
}

// checkPackages imports each layer's GeoJSON, rounded to a centimetre, and each layer of
// the GeoPackage. Of the parcels, which are most of the province, all are read and held
// against what was written, and those of three communes are imported.
func checkPackages(t *testing.T, dir string, stage func(path string, s demo.Set, replace importers.Replace)) {
	few := demo.Province{Sets: []demo.Set{set(t, "communes"), set(t, "parcels")}}
	few.Sets[1].Features = slices.DeleteFunc(slices.Clone(few.Sets[1].Features), func(f demo.Feature) bool {
		return !slices.Contains([]any{"26506", "26545", "26662"}, f.Values[0])
	})
	fewDir := t.TempDir()
	if err := few.Write(fewDir); err != nil {
		t.Fatal(err)
	}
	for _, s := range province().Sets {
		from, replace := dir, importers.Replace("")
		if s.Layer.Name == "parcels" {
			checkRead(t, s, filepath.Join(dir, demo.PackageFile), s.Layer.Name)
			checkRead(t, s, filepath.Join(dir, "parcels.geojson"), "")
			from, s, replace = fewDir, few.Sets[1], importers.ReplaceCommune
		}
		stage(filepath.Join(from, demo.PackageFile), s, replace)
		stage(filepath.Join(from, s.Layer.Name+".geojson"), s, replace)
	}
}

// checkRead holds the values of all records of a file against the set that was written, and
// in a layer of a GeoPackage the shapes as well, to the last bit.
func checkRead(t *testing.T, s demo.Set, path, layer string) {
	t.Helper()
	file, err := importers.Open(path, importers.OpenOptions{Layer: layer})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	at := make([]int, len(s.Fields)) // in the file
	for i, f := range s.Fields {
		at[i] = slices.IndexFunc(file.Schema().Fields, func(g importers.Field) bool { return g.Name == f.Name })
		if at[i] < 0 {
			t.Fatalf("%s has no field %s", path, f.Name)
		}
	}
	rows := 0
	var rec importers.Record
	for ; ; rows++ {
		if err := file.Next(&rec); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if rows == len(s.Features) {
			t.Fatalf("%s: more than %d records", path, rows)
		}
		f := s.Features[rows]
		for i, v := range f.Values {
			if got, want := text(rec.Values[at[i]]), text(v); got != want {
				t.Fatalf("%s, record %d, %s: %q, want %q", path, rows+1, s.Fields[i].Name, got, want)
			}
		}
		if layer != "" && !slices.Equal(rec.Geometry.FlatCoords(), f.Geometry.FlatCoords()) {
			t.Fatalf("%s, record %d: another shape", path, rows+1)
		}
	}
	if rows != len(s.Features) {
		t.Errorf("%s: %d records, want %d", path, rows, len(s.Features))
	}
}

// text of a value, one for all ways to hold it.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []byte:
		return string(v)
	case time.Time:
		return v.Format(time.DateOnly)
	}
	return fmt.Sprint(v)
}

// checkBare compares the file without .prj with the one that has it.
func checkBare(t *testing.T, dir string) {
	t.Helper()
	for _, ext := range []string{".shp", ".shx", ".dbf", ".prj"} {
		with, err1 := os.ReadFile(filepath.Join(dir, strings.TrimSuffix(demo.ParcelFile, ".shp")+ext))
		bare, err2 := os.ReadFile(filepath.Join(dir, strings.TrimSuffix(demo.BareFile, ".shp")+ext))
		switch {
		case ext == ".prj" && (err1 != nil || !errors.Is(err2, fs.ErrNotExist)):
			t.Errorf(".prj: %v, %v", err1, err2)
		case ext != ".prj" && (errors.Join(err1, err2) != nil || !bytes.Equal(with, bare)):
			t.Errorf("%s differs: %v, %v", ext, err1, err2)
		}
	}
}

// checkUnderstood looks at how the file of a land office was understood by itself.
func checkUnderstood(t *testing.T, c *importers.ChangeSet) {
	t.Helper()
	if c == nil || c.Plan == nil {
		t.Error("no plan")
		return
	}
	if c.Plan.SRID != demo.SRID {
		t.Errorf("SRID %d", c.Plan.SRID)
	}
	found := map[string]string{}
	for _, k := range c.Plan.Columns {
		found[k.Column] = k.Field + " " + string(k.Encoding)
	}
	for column, want := range map[string]string{"TENCHU": "owner_name tcvn3", "DIACHI": "address tcvn3", "SHBANDO": "sheet_no ", "KHLOAIDAT": "land_use "} {
		if !strings.HasPrefix(found[column], want) {
			t.Errorf("column %s was taken for %q, want %q", column, found[column], want)
		}
	}
}

func TestLoadKeepsOtherData(t *testing.T) {
	db := testdb.New(t)
	_, err := db.Owner.Exec(t.Context(), `
		INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom)
		VALUES ('26506', '1', '1', st_geomfromtext('POLYGON((107.1 10.4, 107.2 10.4, 107.2 10.5, 107.1 10.4))', 4326))`)
	if err != nil {
		t.Fatal(err)
	}
	service := importers.NewService(importers.Config{Owner: db.Owner, Audit: testdb.Audit(t)})
	_, err = load(t, db, service)
	if occupied := new(demo.OccupiedError); !errors.As(err, &occupied) || occupied.Layer != "parcels" || occupied.Words().Vi == "" {
		t.Errorf("loading over other data: %v", err)
	}
	if n := numbersOf(t, db, `SELECT (SELECT count(*) FROM data.communes), (SELECT count(*) FROM sotay.layers WHERE name = 'corridors')`, 2); n[0]+n[1] != 0 {
		t.Errorf("a refused load left %v communes and %v layers", n[0], n[1])
	}
}
