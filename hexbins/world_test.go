package hexbins_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/hexbins"
	"sotay/internal/testdb"
	"sotay/layers"
	"sotay/postgis"
)

// world is a database with a layer of points, wells, beside those of the program.
type world struct {
	*hexbins.Bins
	t  testing.TB
	db *postgis.DB
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, db: testdb.New(t)}
	w.make(wells("wells", layers.Public))
	w.Bins = w.bins()
	return w
}

// wells describes a layer of points with a number, a word and a list, and what is staff's own.
func wells(name, audience string) layers.Layer {
	field := func(name, kind, visibility string) layers.Field {
		return layers.Field{Name: name, Type: kind, TitleVi: name, TitleEn: name, Visibility: visibility, Filterable: true, Unit: map[string]string{"depth": "m"}[name]}
	}
	return layers.Layer{
		Name: name, Audience: audience, TitleVi: "Giếng", TitleEn: "Wells", Theme: "water", Geometry: "Point",
		Fields: []layers.Field{
			field("depth", "real", layers.Public), field("kind", "text", layers.Public), field("uses", "text[]", layers.Public),
			field("level", "integer", layers.Public), field("debt", "real", layers.Staff),
		},
	}
}

func (w *world) make(l layers.Layer) {
	w.t.Helper()
	must(w.t, pgx.BeginFunc(w.t.Context(), w.db.Owner, func(tx pgx.Tx) error { return layers.Create(w.t.Context(), tx, l) }))
}

// bins is a Bins of its own over the database, as another process has.
func (w *world) bins() *hexbins.Bins {
	w.t.Helper()
	catalogue := layers.NewCatalogue(w.db.App)
	must(w.t, catalogue.Refresh(w.t.Context()))
	journal := postgis.NewJournal(postgis.JournalConfig{Pool: w.db.App, Catalogue: catalogue.Refresh, FreshFor: time.Hour})
	must(w.t, journal.CatchUp(w.t.Context()))
	return hexbins.New(hexbins.Config{DB: w.db, Catalogue: catalogue, Journal: journal})
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.db.Owner.Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatalf("%s: %v", sql, err)
	}
}

// fill fills in cells and reads the journal.
func (w *world) fill() {
	w.t.Helper()
	must(w.t, w.Fill(w.t.Context()))
	must(w.t, w.Journal.CatchUp(w.t.Context()))
}

// read wants an answer.
func (w *world) read(q hexbins.Query) *hexbins.Result {
	w.t.Helper()
	r, err := w.Read(w.t.Context(), q)
	if err != nil {
		w.t.Fatalf("%+v: %v", q, err)
	}
	return r
}

// province is a box in Việt Nam with all records of these tests.
func province() layers.Box { return layers.Box{106.9, 10.2, 107.7, 10.9} }

// scatter adds n wells with ids from first on.
func (w *world) scatter(first, n int) {
	w.t.Helper()
	w.exec(`SELECT setseed(0.5)`)
	w.exec(fmt.Sprintf(`
		INSERT INTO data.wells (id, depth, level, kind, uses, geom)
		SELECT n, CASE WHEN n %% 10 = 0 THEN NULL WHEN n %% 101 = 0 THEN 'NaN' ELSE n %% 50 / 4.0 END, n %% 7, 'k' || n %% 3, ARRAY['u' || n %% 2, 'u' || n %% 5],
		       st_point(107 + 0.6 * random(), 10.3 + 0.5 * random(), 4326)
		FROM   generate_series(%d, %d) AS n`, first, first+n-1))
}

// mustHaveCells wants a table's cells to be those of its records as the library has them.
func (w *world) mustHaveCells(table string) {
	w.t.Helper()
	want, got := map[int64]int64{}, map[int64]int64{}
	rows, err := w.db.Owner.Query(w.t.Context(), fmt.Sprintf(`
		SELECT id, st_x(p), st_y(p) FROM (SELECT id, CASE geometrytype(geom) WHEN 'POINT' THEN geom ELSE st_transform(label_3857, 4326) END AS p FROM data.%s) AS r
		WHERE NOT st_isempty(p)`, table))
	must(w.t, err)
	var id, cell int64
	var lon, lat float64
	_, err = pgx.ForEachRow(rows, []any{&id, &lon, &lat}, func() error {
		c, err := hexbins.At(lon, lat)
		want[id] = int64(c)
		return err
	})
	must(w.t, err)
	rows, err = w.db.Owner.Query(w.t.Context(), fmt.Sprintf(`SELECT id, cell FROM data.%s_cells`, table))
	must(w.t, err)
	_, err = pgx.ForEachRow(rows, []any{&id, &cell}, func() error { got[id] = cell; return nil })
	must(w.t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("cells of %s (-of the records +kept):\n%.2000s", table, diff)
	}
}

// complete tells whether all cells of a table are known.
func (w *world) complete(table string) (ok bool) {
	w.t.Helper()
	must(w.t, w.db.App.QueryRow(w.t.Context(), `SELECT sotay.cells_complete($1)`, table).Scan(&ok))
	return ok
}

// readAnew wants an answer that is not one that was kept.
func (w *world) readAnew(q hexbins.Query) *hexbins.Result {
	w.t.Helper()
	w.Forget()
	return w.read(q)
}
