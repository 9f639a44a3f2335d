package layers_test

import (
	"context"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	geom "github.com/twpayne/go-geom"

	"sotay/internal/testdb"
	"sotay/layers"
)

// TestFeaturesCarryAnyValue reads every type of field with values that JSON must not take
// as they are.
func TestFeaturesCarryAnyValue(t *testing.T) {
	db := testdb.New(t)
	l := layers.Layer{Name: "odd", TitleVi: "Lạ", TitleEn: "Odd", Theme: "land", Geometry: "Geometry"}
	for _, kind := range []string{"text", "text[]", "integer", "real", "boolean", "date", "timestamp"} {
		l.Fields = append(l.Fields, layers.Field{Name: "a_" + strings.TrimSuffix(kind, "[]") + strconv.Itoa(len(kind)), Type: kind, Visibility: layers.Public})
	}
	if err := inOwnerTx(t, db, func(tx pgx.Tx) error { return layers.Create(t.Context(), tx, l) }); err != nil {
		t.Fatal(err)
	}
	point := `'SRID=4326;POINT(107 10)'`
	for _, tt := range []struct{ values, want string }{
		{`NULL, NULL, NULL, NULL, NULL, NULL, NULL`, `null,null,null,null,null,null,null`},
		{
			`E'"\\ <a>&\n\t\u0001\u2028', ARRAY['a"', NULL, '', '\'], -7, 0.1, true, '2025-07-01', '2025-07-01 01:02:03+07'`,
			`"\"\\ \u003ca\u003e\u0026\n\t\u0001\u2028",["a\"",null,"","\\"],-7,0.1,true,"2025-07-01","2025-06-30T18:02:03Z"`,
		},
		{
			`'Phường Thắng Tam – “Vũng Tàu”', '{}', 9223372036854775807, 'NaN', false, '1900-01-01', '2025-07-01 00:00+00'`,
			`"Phường Thắng Tam – “Vũng Tàu”",[],9223372036854775807,null,false,"1900-01-01","2025-07-01"`,
		},
		{`'', ARRAY[['a','b'],['c','d']], 0, '-Infinity', NULL, NULL, NULL`, `"",["a","b","c","d"],0,null,null,null,null`},
		{`'x', '{x}', 1, 1e21, NULL, NULL, NULL`, `"x",["x"],1,1000000000000000000000,null,null,null`},
	} {
		mustExec(t, db, `TRUNCATE data.odd`)
		mustExec(t, db, `INSERT INTO data.odd VALUES (1, `+tt.values+`, `+point+`)`)
		page, err := layers.Features(context.Background(), db.Public, mustLayer(t, db, "odd"), layers.FeatureQuery{Box: layers.Box{106, 9, 108, 11}, Limit: 1})
		if err != nil {
			t.Fatalf("%s: %v", tt.values, err)
		}
		_, got, _ := strings.Cut(string(page.Features), `"properties":{`)
		got, shape, _ := strings.Cut(got, `},"geometry":`)
		for _, f := range l.Fields {
			got = strings.Replace(got, `"`+f.Name+`":`, "", 1)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || shape != `{"type":"Point","coordinates":[107,10]}}` {
			t.Errorf("%s: geometry %s, values (-want +got):\n%s", tt.values, shape, diff)
		}
	}
}

// TestCoordinatesAreRoundedRight compares our decimals with those of strconv, near halves
// above all.
func TestCoordinatesAreRoundedRight(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	values := []float64{0, math.Copysign(0, -1), 1e-8, -1e-8, 5e-8, 180, -180, 0.00000005, 99.99999995, 1e15, -1e300, math.MaxFloat64}
	for range 200_000 {
		v := (rng.Float64() - 0.5) * 400
		half := (math.Floor(v*1e7) + 0.5) / 1e7
		values = append(values, v, half, math.Nextafter(half, 1e9), math.Nextafter(half, -1e9), math.Floor(v), math.Floor(v*100)/100)
	}
	for _, v := range values {
		want := strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(v, 'f', 7, 64), "0"), ".")
		got := string(layers.AppendGeometry(nil, geom.NewPointFlat(geom.XY, []float64{v, 1})))
		if want = `{"type":"Point","coordinates":[` + want + `,1]}`; got != want {
			t.Fatalf("%v: got %s, want %s", v, got, want)
		}
	}
}
