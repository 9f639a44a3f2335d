package layers_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"sotay/internal/testdb"
	"sotay/layers"
)

// TestFeaturesOnTheBordersOfCells walks points and squares whose corners lie on the borders
// of quadtree cells, to the rounding of boxes and a hair beside it, and thousands in one
// place: each comes once, and none is missed.
func TestFeaturesOnTheBordersOfCells(t *testing.T) {
	db := testdb.New(t)
	l := layers.Layer{Name: "dots", TitleVi: "Điểm", TitleEn: "Dots", Theme: "land", Geometry: "Geometry"}
	if err := inOwnerTx(t, db, func(tx pgx.Tx) error { return layers.Create(t.Context(), tx, l) }); err != nil {
		t.Fatal(err)
	}
	box := layers.Box{107, 10, 107.1, 10.1}
	mustExec(t, db, fmt.Sprintf(`
		WITH box AS (SELECT st_transform(st_makeenvelope(%[1]v, %[2]v, %[3]v, %[4]v, 4326), 3857) AS b),
		     corners AS (
			SELECT st_xmin(b) + (st_xmax(b) - st_xmin(b)) * x / 64 + shift AS x, st_ymin(b) + (st_ymax(b) - st_ymin(b)) * y / 64 + shift AS y
			FROM   box, generate_series(0, 64) AS x, generate_series(0, 64) AS y, unnest(ARRAY[0, 0.3, -1e-7]) AS shift
		)
		INSERT INTO data.dots (geom)
		SELECT st_transform(g, 4326) FROM corners, LATERAL (
			SELECT st_setsrid(st_makepoint(x, y), 3857) AS g UNION ALL SELECT st_makeenvelope(x, y, x + 200, y + 200, 3857)) AS shapes
		UNION ALL SELECT st_point(107.05, 10.05, 4326) FROM generate_series(1, 2500)`, box[0], box[1], box[2], box[3]))
	var want int
	err := db.Public.QueryRow(t.Context(), `SELECT count(*) FROM pub.dots WHERE geom_3857 && st_transform(st_makeenvelope($1, $2, $3, $4, 4326), 3857)`,
		box[0], box[1], box[2], box[3]).Scan(&want)
	if err != nil || want < 20_000 {
		t.Fatalf("%d features, %v", want, err)
	}
	seen := map[int64]bool{}
	for q := (layers.FeatureQuery{Box: box, Limit: 1000}); ; {
		page, err := layers.Features(t.Context(), db.Public, mustLayer(t, db, "dots"), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range mustDecode(t, page) {
			if seen[f.ID] {
				t.Fatalf("feature %d comes twice", f.ID)
			}
			seen[f.ID] = true
		}
		if q.After = page.Next; page.Next == "" {
			break
		}
	}
	if len(seen) != want {
		t.Errorf("%d features, want %d", len(seen), want)
	}
}
