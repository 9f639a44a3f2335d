package tiles_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"sotay/layers"
)

// What a database that anyone may ask says of public layers does not tell whether there
// were private edits: two with the same public statements give the same versions, ETags,
// TileJSON and tiles, whatever else was done in one of them, committed or rolled back.
func TestPrivateEditsLeaveNoTrace(t *testing.T) {
	plain, busy := newWorld(t, nil), newWorld(t, nil)
	for _, w := range []*world{plain, busy} {
		w.exec(`ALTER TABLE data.parcels ADD COLUMN phone text`) // a private field of the main table
		w.catchUp()
	}
	private := privateEdits(t, busy)
	for n, step := range []func(*world){
		func(w *world) { w.parcels(6, 0.0009) },
		func(w *world) { w.communes() },
		func(w *world) {
			w.exec(`UPDATE data.parcels SET land_use = 'LUC', phone = '0900' WHERE parcel_no LIKE '%1'`)
		},
		func(w *world) {
			w.exec(`UPDATE data.parcels SET geom = st_translate(geom, 0.0001, 0) WHERE sheet_no = '1'`)
		},
		func(w *world) {
			w.exec(`UPDATE sotay.layers SET title_vi = 'Thửa' WHERE name = 'parcels'`)
		},
		func(w *world) {
			w.exec(`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom)
				SELECT commune_code, '9', 'new', st_translate(geom, 0.01, 0) FROM data.parcels WHERE sheet_no = '2'`)
		},
		func(w *world) { w.rolledBack(`DELETE FROM data.parcels WHERE sheet_no = '0'`) },
		func(w *world) { w.exec(`DELETE FROM data.parcels WHERE parcel_no LIKE '%2'`) },
		func(w *world) {
			w.exec(`UPDATE sotay.fields SET title_en = 'Sheet' WHERE layer = 'sheets' AND name = 'sheet_no'`)
		},
		func(w *world) { w.exec(`TRUNCATE data.communes`); w.communes() },
	} {
		private()
		step(plain)
		step(busy)
		private()
		if diff := cmp.Diff(plain.told(), busy.told()); diff != "" {
			t.Fatalf("after step %d (-public edits only +private ones too):\n%s", n, diff)
		}
	}
}

// privateEdits gives a function that edits what only staff may see, in many ways.
func privateEdits(t *testing.T, w *world) func() {
	t.Helper()
	ctx := context.Background()
	create := func(name string) func(pgx.Tx) error {
		return func(tx pgx.Tx) error {
			return layers.Create(ctx, tx, layers.Layer{
				Name: name, Audience: layers.Staff, TitleVi: name, TitleEn: name, Theme: "land", Geometry: "Point",
				Fields: []layers.Field{{Name: "name", Type: "text", TitleVi: "Tên", TitleEn: "Name", Visibility: layers.Staff}},
			})
		}
	}
	open, err := w.db.App.Begin(ctx) // all the while
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = open.Rollback(ctx) })
	n := 0
	return func() {
		n++
		if err := pgx.BeginFunc(ctx, w.db.Owner, create(fmt.Sprintf("secret_%d", n))); err != nil {
			t.Fatal(err)
		}
		if _, err := open.Exec(ctx, `INSERT INTO data.parcels_staff SELECT id, 1 FROM data.parcels ON CONFLICT DO NOTHING`); err != nil {
			t.Fatal(err)
		}
		for _, sql := range []string{
			`UPDATE data.parcels SET phone = '0911' WHERE sheet_no = '2'`,
			`INSERT INTO data.parcels_restricted (id, owner_name) SELECT id, 'Nguyễn Văn Mẫu (hư cấu)' FROM data.parcels
				ON CONFLICT (id) DO UPDATE SET owner_name = parcels_restricted.owner_name || ' và vợ'`,
			`DELETE FROM data.parcels_restricted WHERE id % 3 = 0`,
			fmt.Sprintf(`UPDATE sotay.layers SET title_vi = '%d' WHERE audience = 'staff'`, n),
			fmt.Sprintf(`UPDATE sotay.fields SET title_vi = '%d' WHERE visibility <> 'public'`, n),
			fmt.Sprintf(`INSERT INTO data.secret_%d (geom) VALUES (st_point(%f, %f, 4326))`, n, corner[0], corner[1]),
			`SELECT sotay.prune_changes('0')`,
		} {
			w.rolledBack(sql)
			w.exec(sql)
		}
		w.catchUp()
	}
}

func (w *world) rolledBack(sql string) {
	w.t.Helper()
	ctx := context.Background()
	tx, err := w.db.Owner.Begin(ctx)
	if err == nil {
		_, err = tx.Exec(ctx, sql)
	}
	if err == nil {
		err = tx.Rollback(ctx)
	}
	if err != nil {
		w.t.Fatalf("%s: %v", sql, err)
	}
}

// told is what anyone learns of the public layers, line by line.
func (w *world) told() []string {
	w.t.Helper()
	w.catchUp()
	ctx := context.Background()
	said := []string{"epoch " + w.journal.Epoch()}
	for _, name := range []string{"parcels", "sheets", "communes"} {
		l, _ := w.catalogue.Layer(name)
		stats, err := layers.ReadStats(ctx, w.db.Public, l)
		if err != nil {
			w.t.Fatal(err)
		}
		page, err := layers.Features(ctx, w.db.Public, l, layers.FeatureQuery{Box: layers.Box{100, 8, 110, 20}, Limit: 1000})
		if err != nil {
			w.t.Fatal(err)
		}
		said = append(said, fmt.Sprint(name, l.Generation, w.journal.LayerDigest(name), stats.Count, stats.Bounds), string(page.Features))
	}
	for z := maptile.Zoom(10); z <= 18; z++ {
		for _, d := range []float64{-1e-4, 1e-4} {
			tile := maptile.At(orb.Point{corner[0] + d, corner[1] + d}, z)
			a, err := w.tiles.Tile(ctx, request("sheets,parcels,communes", tile))
			if err != nil {
				w.t.Fatal(err)
			}
			said = append(said, fmt.Sprintf("%v %v %q", tile, a.Header, a.Body))
		}
	}
	doc, err := w.tiles.TileJSON(ctx, "sheets,parcels,communes", "https://map.example.vn/tiles", "")
	if err != nil {
		w.t.Fatal(err)
	}
	return append(said, string(doc.Body))
}
