package importers_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/importers"
)

func TestFileBecomesANewLayer(t *testing.T) {
	i := newImports(t)
	c := i.stage(forest(stand(1, "a"), stand(2, "b")), asNewLayer)
	if n := i.lines(`SELECT name FROM sotay.layers WHERE name = 'forest_2024'`); len(n) > 0 {
		t.Error("staging made the layer")
	}
	i.apply(c)
	if diff := cmp.Diff([]string{`("Hiện trạng rừng 2024","Hiện trạng rừng 2024",forest,Polygon,public)`},
		i.lines(`SELECT title_vi, title_en, theme, geometry, audience FROM sotay.layers WHERE name = 'forest_2024'`)); diff != "" {
		t.Errorf("layer (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{
		`(1,lo,text,Lô,public)`, `(2,dien_tich,real,"Diện tích",public)`, `(3,chu_rung,text,"Chủ rừng",restricted)`, `(4,id_2,integer,id,public)`, `(5,ngay,date,Ngày,public)`,
	}, i.lines(`SELECT sort, name, type, title_vi, visibility FROM sotay.fields WHERE layer = 'forest_2024'`)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"(1,a,0.64,1)", "(2,b,0.64,2)"}, i.lines(`SELECT id, lo, dien_tich, id_2 FROM pub.forest_2024`)); diff != "" {
		t.Errorf("public rows (-want +got):\n%s", diff)
	}
	var next int64
	if err := i.db.Owner.QueryRow(context.Background(), `INSERT INTO data.forest_2024 (geom) SELECT geom FROM data.forest_2024 LIMIT 1 RETURNING id`).Scan(&next); err != nil || next != 3 {
		t.Errorf("the next id is %d, %v", next, err)
	}
}

func TestUndoOfANewLayerDropsIt(t *testing.T) {
	i := newImports(t)
	c := i.load(forest(stand(1, "a")), asNewLayer)
	i.exec(`INSERT INTO data.forest_2024 (geom) SELECT geom FROM data.forest_2024`)
	wantError[*importers.Conflict](t, i.tryUndo(c)) // somebody's record would go with it
	i.exec(`DELETE FROM data.forest_2024 WHERE id = 2`)
	i.undo(c)
	if left := i.lines(`SELECT relname FROM pg_class WHERE relname LIKE 'forest_2024%'`); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	i.load(forest(stand(1, "a")), asNewLayer)
}

// A layer of points has cells beside it, which go with it.
func TestUndoOfANewLayerOfPoints(t *testing.T) {
	i := newImports(t)
	c, err := i.s.Stage(t.Context(), importers.Request{
		Source:   importers.FileSource(writeTemp(t, "tram.csv", "ten;lon;lat\na;107.0843;10.3461\nb;107.0853;10.3471\n"), importers.OpenOptions{}),
		NewLayer: &importers.NewLayer{Name: "tram", Theme: "air"}, Actor: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	i.apply(c)
	expect(t, "tables", []string{"(2)"}, i.lines(`SELECT count(*) FROM pg_class WHERE relnamespace = 'data'::regnamespace AND relname ~ '^tram(_cells)?$'`))
	i.undo(c)
	expect(t, "tables left", []string{"(0)"}, i.lines(`SELECT count(*) FROM pg_class WHERE relnamespace = 'data'::regnamespace AND relname ~ '^tram(_cells)?$'`))
}

func TestNewLayerIsRefused(t *testing.T) {
	i := newImports(t)
	for _, tt := range []struct {
		layer importers.NewLayer
		code  string
	}{
		{importers.NewLayer{Name: "parcels", Theme: "land"}, "layer_exists"},
		{importers.NewLayer{Name: "Rừng 2024", Theme: "forest"}, "bad_name"},
		{importers.NewLayer{Name: "rung", Theme: "wood"}, "bad_theme"},
	} {
		_, err := i.tryStage(forest(stand(1, "a")), func(r *importers.Request) { r.Layer, r.NewLayer = "", &tt.layer })
		if got := wantError[*importers.Refused](t, err); got.Code != tt.code {
			t.Errorf("%s: %s, want %s", tt.layer.Name, got.Code, tt.code)
		}
	}
	a, b := i.stage(forest(stand(1, "a")), asNewLayer), i.stage(forest(stand(1, "a")), asNewLayer)
	i.apply(a)
	if got := wantError[*importers.Refused](t, i.tryApply(b)); got.Code != "layer_exists" {
		t.Errorf("the second: %+v", got)
	}
}

func TestFieldNamesOfANewLayer(t *testing.T) {
	i := newImports(t)
	m := forest(stand(1, "a"))
	m.schema.Fields = nil
	m.rows[0].Values = nil
	names := []string{"SỐ TT", "so_tt", "2024", "geom", "xmin", "№", "Số CCCD", "ĐIỆN THOẠI", "select"}
	for n, name := range names {
		m.schema.Fields = append(m.schema.Fields, importers.Field{Name: name, Type: importers.Text})
		m.rows[0].Values = append(m.rows[0].Values, []byte(fmt.Sprint(n)))
	}
	i.load(m, asNewLayer, func(r *importers.Request) { r.Map = []string{"so_tt=-", "2024=nam"} })
	if diff := cmp.Diff([]string{
		`("SỐ TT",so_tt,public)`, `("Số CCCD",so_cccd,restricted)`, `("ĐIỆN THOẠI",dien_thoai,restricted)`,
		`(2024,nam,public)`, `(geom,geom_2,public)`, `(select,select,public)`, `(xmin,xmin_2,public)`, `(№,f,public)`,
	}, i.lines(`SELECT title_vi, name, visibility FROM sotay.fields WHERE layer = 'forest_2024'`)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}
