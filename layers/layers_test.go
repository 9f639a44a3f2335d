package layers_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/internal/testdb"
	"sotay/layers"
	"sotay/postgis"
)

const parcelSQL = `
	INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, land_use, land_types, address, geom)
	SELECT '26506', '12', n::text, 'ODT', '{ODT}', '1 Lê Lợi',
	       st_makeenvelope(107.08 + n * 0.001, 10.34, 107.0805 + n * 0.001, 10.3405, 4326)
	FROM   generate_series(1, 25) AS n`

// public is everything that anyone could read of the layer, as text.
func public(t *testing.T, db *postgis.DB, view string) []string {
	t.Helper()
	rows, err := db.Public.Query(context.Background(), `SELECT v::text FROM pub.`+pgx.Identifier{view}.Sanitize()+` v ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func mustExec(t *testing.T, db *postgis.DB, sql string, args ...any) {
	t.Helper()
	if _, err := db.Owner.Exec(context.Background(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func mustSync(t *testing.T, db *postgis.DB) {
	t.Helper()
	if err := layers.Sync(context.Background(), db.Owner); err != nil {
		t.Fatal(err)
	}
}

func mustLayer(t *testing.T, db *postgis.DB, name string) layers.Layer {
	t.Helper()
	c := layers.NewCatalogue(db.App)
	if err := c.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	l, ok := c.Layer(name)
	if !ok {
		t.Fatalf("no layer %s", name)
	}
	return l
}

func TestPrivateColumnChangesNothingPublic(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, parcelSQL)
	want := public(t, db, "parcels")
	mustExec(t, db, `ALTER TABLE data.parcels ADD COLUMN phone text DEFAULT '0900 000 000'`)
	mustExec(t, db, `INSERT INTO sotay.fields (layer, name, sort, type, title_vi, title_en, visibility)
		VALUES ('parcels', 'phone', 99, 'text', 'Điện thoại', 'Phone', 'restricted')`)
	mustSync(t, db)
	if diff := cmp.Diff(want, public(t, db, "parcels")); diff != "" {
		t.Errorf("the public view changed (-before +after):\n%s", diff)
	}
	page := mustFeatures(t, db, layers.FeatureQuery{Box: layers.Box{107, 10, 108, 11}, Limit: 100})
	if text := string(page.Features); strings.Contains(text, "phone") || strings.Contains(text, "0900") {
		t.Error("features show the private column")
	}
	fields := public(t, db, "parcels")
	if len(fields) != 25 {
		t.Errorf("got %d public rows, want 25", len(fields))
	}
}

func TestPublicViewHasTheCataloguesFields(t *testing.T) {
	db := testdb.New(t)
	for _, name := range []string{"communes", "sheets", "parcels"} {
		l := mustLayer(t, db, name)
		want := []string{"id"}
		for _, f := range l.Public() {
			want = append(want, f.Name)
		}
		want = append(want, "geom", "geom_3857", "label_3857")
		if l.Survey {
			want = append(want, "survey_geom")
		}
		rows, err := db.Public.Query(context.Background(), `SELECT * FROM pub.`+name+` LIMIT 0`)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range rows.FieldDescriptions() {
			got = append(got, f.Name)
		}
		rows.Close()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("pub.%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestStaffLayerHasNoPublicView(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, `UPDATE sotay.layers SET audience = 'staff' WHERE name = 'sheets'`)
	mustSync(t, db)
	if _, err := db.Public.Exec(context.Background(), `SELECT FROM pub.sheets`); err == nil {
		t.Error("the public view of a staff layer can still be read")
	}
	l := mustLayer(t, db, "sheets")
	_, err := layers.Features(context.Background(), db.Public, l, layers.FeatureQuery{Limit: 1})
	if !errors.Is(err, layers.ErrNotFound) {
		t.Errorf("features of a staff layer: got %v, want %v", err, layers.ErrNotFound)
	}
}

func TestGenerationFollowsTheDescription(t *testing.T) {
	db := testdb.New(t)
	before := mustLayer(t, db, "parcels").Generation
	mustExec(t, db, parcelSQL)
	if got := mustLayer(t, db, "parcels").Generation; got != before {
		t.Errorf("records changed the generation from %d to %d", before, got)
	}
	mustExec(t, db, `UPDATE sotay.fields SET in_tiles = true WHERE layer = 'parcels' AND name = 'address'`)
	if got := mustLayer(t, db, "parcels").Generation; got <= before {
		t.Errorf("a changed field left the generation at %d", got)
	}
}

func forest() layers.Layer {
	return layers.Layer{
		Name: "forest_2024", TitleVi: "Hiện trạng rừng 2024", TitleEn: "Forest 2024", Theme: "forest", Geometry: "Polygon",
		Identity: []string{"code"}, Style: json.RawMessage(`{"kind":"fill","color":"#228844"}`),
		Fields: []layers.Field{
			{Name: "code", Type: "text", TitleVi: "Mã lô", TitleEn: "Plot", Visibility: layers.Public, InTiles: true},
			{Name: "area", Type: "real", TitleVi: "Diện tích", TitleEn: "Area", Visibility: layers.Public, Unit: "ha"},
			{Name: "owner", Type: "text", TitleVi: "Chủ rừng", TitleEn: "Owner", Visibility: layers.Restricted},
		},
	}
}

func inOwnerTx(t *testing.T, db *postgis.DB, do func(pgx.Tx) error) error {
	t.Helper()
	return pgx.BeginFunc(context.Background(), db.Owner, do)
}

func TestCreateAndDrop(t *testing.T) {
	db := testdb.New(t)
	ctx := context.Background()
	if err := inOwnerTx(t, db, func(tx pgx.Tx) error { return layers.Create(ctx, tx, forest()) }); err != nil {
		t.Fatal(err)
	}
	mustExec(t, db, `INSERT INTO data.forest_2024 (code, area, geom) VALUES ('a1', 1.5, st_makeenvelope(107, 10, 107.1, 10.1, 4326))`)
	mustExec(t, db, `INSERT INTO data.forest_2024_restricted SELECT id, 'Nguyễn Văn Mẫu (hư cấu)' FROM data.forest_2024`)
	if got := public(t, db, "forest_2024"); len(got) != 1 || strings.Contains(got[0], "Mẫu") {
		t.Errorf("public rows: %q", got)
	}
	if err := inOwnerTx(t, db, func(tx pgx.Tx) error { return layers.Create(ctx, tx, forest()) }); err == nil {
		t.Error("a second layer of the same name was created")
	}
	if err := inOwnerTx(t, db, func(tx pgx.Tx) error { return layers.Drop(ctx, tx, "forest_2024") }); err != nil {
		t.Fatal(err)
	}
	var left int
	if err := db.Owner.QueryRow(ctx, `SELECT count(*) FROM pg_class WHERE relname LIKE 'forest_2024%'`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d relations left, %v", left, err)
	}
	if err := inOwnerTx(t, db, func(tx pgx.Tx) error { return layers.Drop(ctx, tx, "forest_2024") }); !errors.Is(err, layers.ErrNotFound) {
		t.Errorf("dropping it again: got %v, want %v", err, layers.ErrNotFound)
	}
}

func TestEnsureAdoptsAReplacedTable(t *testing.T) {
	db := testdb.New(t)
	ctx := context.Background()
	if err := inOwnerTx(t, db, func(tx pgx.Tx) error { return layers.Create(ctx, tx, forest()) }); err != nil {
		t.Fatal(err)
	}
	mustExec(t, db, `DROP TABLE data.forest_2024 CASCADE`) // as ogr2ogr -overwrite does
	mustExec(t, db, `CREATE TABLE data.forest_2024 (ogc_fid serial PRIMARY KEY, code varchar, wkb_geometry geometry(Polygon, 4326))`)
	mustExec(t, db, `INSERT INTO data.forest_2024 (code, wkb_geometry) VALUES ('b2', st_makeenvelope(107, 10, 107.1, 10.1, 4326))`)
	mustSync(t, db)
	var (
		code  string
		area  *float64
		tiles bool
	)
	err := db.Public.QueryRow(ctx, `SELECT code, area, geom_3857 IS NOT NULL FROM pub.forest_2024`).Scan(&code, &area, &tiles)
	if err != nil || code != "b2" || area != nil || !tiles {
		t.Errorf("got %q %v %v, %v", code, area, tiles, err)
	}
}

// TestEnsureMakesParcelsWhole: whatever another program left of the table, what the
// handbook asks of it is there, and no owner comes to stand beside a stranger's land.
func TestEnsureMakesParcelsWhole(t *testing.T) {
	db := testdb.New(t)
	ctx := context.Background()
	mustExec(t, db, `INSERT INTO data.parcels (id, commune_code, sheet_no, parcel_no, geom) VALUES (1, '26506', '1', '1', st_makeenvelope(107, 10, 107.1, 10.1, 4326))`)
	mustExec(t, db, `INSERT INTO data.parcels_restricted (id, owner_name) VALUES (1, 'Nguyễn Văn A')`)
	mustExec(t, db, `ALTER TABLE data.parcels DROP COLUMN geom_3857 CASCADE`)
	mustSync(t, db)
	var owners int
	if err := db.Owner.QueryRow(ctx, `SELECT count(*) FROM data.parcels_restricted`).Scan(&owners); err != nil || owners != 1 {
		t.Errorf("%d owners are left with a derived column gone: %v", owners, err)
	}
	mustExec(t, db, `DROP TABLE data.parcels CASCADE`) // as ogr2ogr -overwrite does
	mustExec(t, db, `CREATE TABLE data.parcels (ogc_fid serial PRIMARY KEY, commune_code varchar, sheet_no numeric(19, 11), land_types varchar, wkb_geometry geometry(Polygon, 4326))`)
	mustExec(t, db, `INSERT INTO data.parcels (commune_code, sheet_no, land_types, wkb_geometry) VALUES
		('26506', 7, '{ODT,CLN}', st_makeenvelope(107, 10, 107.001, 10.001, 4326)),
		(NULL, NULL, NULL, st_makeenvelope(107, 10, 107.001, 10.001, 4326))`)
	mustSync(t, db)
	got := func(sql string) (text string) {
		if err := db.Owner.QueryRow(ctx, sql).Scan(&text); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		return text
	}
	for sql, want := range map[string]string{
		`SELECT concat_ws(' ', sheet_no, land_type, round(map_area), survey_geom IS NULL) FROM pub.parcels WHERE id = 1`: "7 ODT 12127 t",
		`SELECT concat_ws(' ', commune_code, sheet_no, parcels) FROM data.sheets`:                                        "26506 7 1",
		`SELECT count(*)::text FROM data.parcels_restricted`:                                                             "0",
		`SELECT count(*)::text FROM pg_index WHERE indrelid = 'data.parcels'::regclass`:                                  "7",
	} {
		if text := got(sql); text != want {
			t.Errorf("%s: %q, want %q", sql, text, want)
		}
	}
	mustExec(t, db, `UPDATE data.parcels SET sheet_no = '8', commune_code = '26506'`)
	mustExec(t, db, `INSERT INTO data.parcels_restricted (id, owner_name) VALUES (2, 'Nguyễn Văn B')`)
	mustSync(t, db)
	mustExec(t, db, `DELETE FROM data.parcels WHERE id = 1`)
	if text := got(`SELECT concat_ws(' ', sheet_no, parcels, (SELECT count(*) FROM data.parcels_restricted)) FROM data.sheets`); text != "8 1 1" {
		t.Errorf("the sheets do not follow: %q", text)
	}
	mustExec(t, db, `CREATE TABLE data.copy AS SELECT id + 1 AS id, commune_code, sheet_no, geom, geom_3857, label_3857 FROM data.parcels`)
	mustExec(t, db, `DROP TABLE data.parcels CASCADE`)
	mustExec(t, db, `ALTER TABLE data.copy RENAME TO parcels`)
	mustSync(t, db)
	if text := got(`SELECT count(*)::text FROM data.parcels_restricted`); text != "0" {
		t.Errorf("%s owners stand beside the records of a copy", text)
	}
}

func TestSyncTwiceChangesNothing(t *testing.T) {
	db := testdb.New(t)
	mustSync(t, db)
	var triggers, again int
	count := `SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal`
	if err := db.Owner.QueryRow(context.Background(), count).Scan(&triggers); err != nil {
		t.Fatal(err)
	}
	views := func() (s string) {
		err := db.Owner.QueryRow(context.Background(), `
			SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_class WHERE relnamespace IN ('pub'::regnamespace, 'data'::regnamespace)`).Scan(&s)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := views()
	mustSync(t, db)
	if diff := cmp.Diff(before, views()); diff != "" {
		t.Errorf("relations were made again (-before +after):\n%s", diff)
	}
	if err := db.Owner.QueryRow(context.Background(), count).Scan(&again); err != nil || again != triggers {
		t.Errorf("got %d triggers, want %d: %v", again, triggers, err)
	}
}

func TestCreateRefusesTakenNames(t *testing.T) {
	db := testdb.New(t)
	ctx := context.Background()
	for _, name := range []string{"parcels", "codes", "layers", "fields", "units", "successions", "communes_staff", "x_restricted", "x_labels"} {
		l := forest()
		l.Name = name
		err := inOwnerTx(t, db, func(tx pgx.Tx) error { return layers.Create(ctx, tx, l) })
		if !errors.Is(err, layers.ErrTaken) {
			t.Errorf("layer %s: got %v, want %v", name, err, layers.ErrTaken)
		}
	}
}

// TestFollowSurveySurvivesADump makes the trigger again from the definition that pg_dump
// writes, under the empty search_path under which pg_restore runs it.
func TestFollowSurveySurvivesADump(t *testing.T) {
	db := testdb.New(t)
	err := inOwnerTx(t, db, func(tx pgx.Tx) error {
		var definition string
		if _, err := tx.Exec(context.Background(), `SET LOCAL search_path = ''`); err != nil {
			return err
		}
		err := tx.QueryRow(context.Background(),
			`SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'follow_survey'`).Scan(&definition)
		if err != nil {
			return err
		}
		_, err = tx.Exec(context.Background(), `DROP TRIGGER follow_survey ON data.parcels; `+definition)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestGeometryAndSurveyTellOneStory(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, `
		INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, survey_geom, geom)
		SELECT '26506', '1', '1', s, st_transform(s, 4326)
		FROM   st_makeenvelope(426900, 1144200, 426920, 1144230, 910775) AS s`)
	var agree bool
	mustExec(t, db, `UPDATE data.parcels SET survey_geom = st_translate(survey_geom, 5, 0)`)
	check := `SELECT st_equals(geom, st_transform(survey_geom, 4326)) FROM data.parcels`
	if err := db.Owner.QueryRow(context.Background(), check).Scan(&agree); err != nil || !agree {
		t.Errorf("geom does not follow survey_geom: %v", err)
	}
	mustExec(t, db, `UPDATE data.parcels SET geom = st_translate(geom, 0.001, 0)`)
	check = `SELECT survey_geom IS NULL FROM data.parcels`
	if err := db.Owner.QueryRow(context.Background(), check).Scan(&agree); err != nil || !agree {
		t.Errorf("survey_geom outlived the geometry it tells: %v", err)
	}
}
