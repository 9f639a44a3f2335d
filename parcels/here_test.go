package parcels_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/layers"
	"sotay/parcels"
)

func TestHere(t *testing.T) {
	f, db := newFinder(t)
	err := pgx.BeginFunc(t.Context(), db.Owner, func(tx pgx.Tx) error {
		for _, l := range []layers.Layer{
			{
				Name: "planning", Audience: layers.Public, TitleVi: "Quy hoạch", TitleEn: "Planning", Theme: "land", Geometry: "Polygon", Sort: 65,
				Fields: []layers.Field{
					{Name: "zone", Type: "text", TitleVi: "Khu", TitleEn: "Zone", Visibility: layers.Public},
					{Name: "decided", Type: "date", TitleVi: "Ngày", TitleEn: "Date", Visibility: layers.Public},
					{Name: "ratio", Type: "real", TitleVi: "Tỷ lệ", TitleEn: "Ratio", Visibility: layers.Public},
					{Name: "note", Type: "text", TitleVi: "Ghi chú", TitleEn: "Note", Visibility: layers.Staff},
				},
			},
			{
				Name: "poles", Audience: layers.Public, TitleVi: "Cột mốc", TitleEn: "Poles", Theme: "facility", Geometry: "Point",
				Fields: []layers.Field{{Name: "no", Type: "integer", TitleVi: "Số", TitleEn: "Number", Visibility: layers.Public}},
			},
			{
				Name: "inner", Audience: layers.Staff, TitleVi: "Nội bộ", TitleEn: "Internal", Theme: "land", Geometry: "Polygon",
				Fields: []layers.Field{{Name: "x", Type: "text", TitleVi: "X", TitleEn: "X", Visibility: layers.Public}},
			},
		} {
			if err := layers.Create(t.Context(), tx, l); err != nil {
				return err
			}
		}
		_, err := tx.Exec(t.Context(), `
			INSERT INTO data.planning (id, zone, decided, ratio, geom)
			SELECT 1, 'ODT', '2026-03-01', 'NaN', st_transform(st_makeenvelope(426000, 1144000, 427000, 1146000, 910775), 4326);
			INSERT INTO data.planning_staff VALUES (1, 'kín');
			INSERT INTO data.inner (id, x, geom) SELECT 1, 'kín', geom FROM data.planning;
			INSERT INTO data.poles (id, no, geom)
			SELECT n, n, st_transform(st_setsrid(st_makepoint(426545 + 4 * n, 1145205), 910775), 4326) FROM generate_series(0, 3) AS n`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Catalogue.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := mustSearch(t, f, "X=1145205 Y=426545", nil).Coordinates[0]
	here, err := f.Here(t.Context(), parcels.Point{p.Lon, p.Lat})
	if err != nil {
		t.Fatal(err)
	}
	if g := here.Grid; g.Zone.SRID != 910775 || g.XNorth < 1145204.99 || g.XNorth > 1145205.01 || g.YEast < 426544.99 || g.YEast > 426545.01 {
		t.Errorf("grid %+v", g)
	}
	got := map[string][]parcels.FeatureHere{}
	var order []string
	for _, l := range here.Layers {
		order = append(order, l.Layer.Name)
		got[l.Layer.Name] = l.Features
	}
	if diff := cmp.Diff([]string{"communes", "sheets", "planning", "parcels", "poles"}, order); diff != "" {
		t.Fatalf("layers (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]parcels.FeatureHere{{ID: 1, Properties: map[string]any{"zone": "ODT", "decided": "2026-03-01", "ratio": nil}}}, got["planning"]); diff != "" {
		t.Errorf("planning (-want +got):\n%s", diff)
	}
	if parcel := got["parcels"][0].Properties; parcel["sheet_no"] != "12" || parcel["parcel_no"] != "45" || parcel["commune_code"] != "26506" {
		t.Errorf("parcel %v", parcel)
	}
	if len(got["poles"]) != 2 {
		t.Errorf("%d poles within 5 m, want 2: %v", len(got["poles"]), got["poles"])
	}
}

func TestHereWithNothing(t *testing.T) {
	f, _ := newFinder(t)
	here, err := f.Here(t.Context(), parcels.Point{112, 12})
	if err != nil || len(here.Layers) != 0 {
		t.Errorf("at sea: %+v, %v", here.Layers, err)
	}
}
