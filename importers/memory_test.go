package importers_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// memory is a source whose rows stand in a slice.
type memory struct {
	schema importers.Schema
	rows   []importers.Record
	// onNext is called before each row is given out, in every pass.
	onNext func(row int)
}

func (m *memory) source() importers.Source {
	return importers.Source{Name: m.schema.Name + ".shp", Open: func() (importers.Reader, error) { return &memoryReader{m: m}, nil }}
}

type memoryReader struct {
	m  *memory
	at int
}

func (r *memoryReader) Schema() importers.Schema {
	s := r.m.schema
	s.Rows = int64(len(r.m.rows))
	return s
}

func (r *memoryReader) Next(rec *importers.Record) error {
	if r.at == len(r.m.rows) {
		return io.EOF
	}
	if r.m.onNext != nil {
		r.m.onNext(r.at)
	}
	*rec = r.m.rows[r.at]
	if rec.Geometry != nil {
		rec.Geometry = clone(rec.Geometry)
	}
	if rec.Row == 0 {
		rec.Row = int64(r.at) + 1
	}
	r.at++
	return nil
}

func (r *memoryReader) Progress() (done, total int64) { return int64(r.at), int64(len(r.m.rows)) }
func (r *memoryReader) Close() error                  { return nil }

func clone(g geom.T) geom.T {
	switch g := g.(type) {
	case *geom.Polygon:
		return g.Clone()
	case *geom.MultiPolygon:
		return g.Clone()
	case *geom.Point:
		return g.Clone()
	}
	return g
}

// square is a square with its lower left corner at x, y.
func square(x, y, side float64) *geom.Polygon {
	return geom.NewPolygonFlat(geom.XY, []float64{x, y, x + side, y, x + side, y + side, x, y + side, x, y}, []int{10})
}

// Two places in Vũng Tàu, in VN-2000 107°45′ (easting, northing) and in degrees.
const (
	east, north = 426900.0, 1144200.0
	lon, lat    = 107.0843, 10.346
)

// parcel is a row of a ViLIS file: commune, sheet, number, land use, owner, legal area.
func parcel(sheet, number int, use, owner string, shape geom.T) importers.Record {
	return importers.Record{Geometry: shape, Values: []any{
		[]byte("26506"), int64(sheet), int64(number), []byte(use), []byte(owner), 400.5,
	}}
}

// vilis is a cadastral file in VN-2000 107°45′ with the columns of ViLIS.
func vilis(rows ...importers.Record) *memory {
	return &memory{rows: rows, schema: importers.Schema{
		Name: "ranhthua", Geometry: "Polygon", CRS: importers.DeclaredCRS{EPSG: 5899},
		Fields: []importers.Field{
			{Name: "MAXA", Type: importers.Text, Width: 5},
			{Name: "SHBANDO", Type: importers.Integer},
			{Name: "SHTHUA", Type: importers.Integer},
			{Name: "KHLOAIDAT", Type: importers.Text, Width: 20},
			{Name: "TENCHU", Type: importers.Text, Width: 50},
			{Name: "DIENTICHPL", Type: importers.Real},
		},
	}}
}

// row lays parcels of 20 m in a row, each sheet in a row of its own.
func row(sheet, number int, use, owner string) importers.Record {
	return parcel(sheet, number, use, owner, square(east+20*float64(number), north+50*float64(sheet), 20))
}

// sheets gives n parcels on each of so many sheets.
func sheets(count, n int) []importers.Record {
	var rows []importers.Record
	for s := 1; s <= count; s++ {
		for p := 1; p <= n; p++ {
			rows = append(rows, row(s, p, "ONT+CLN", "Nguyễn Văn Mẫu (hư cấu)"))
		}
	}
	return rows
}

// imports is a service on a database of its own.
type imports struct {
	t  *testing.T
	db *postgis.DB
	s  *importers.Service
}

func newImports(t *testing.T) *imports {
	t.Helper()
	db := testdb.New(t)
	return &imports{t: t, db: db, s: importers.NewService(importers.Config{Owner: db.Owner, Audit: testdb.Audit(t)})}
}

func (i *imports) stage(m *memory, change ...func(*importers.Request)) *importers.ChangeSet {
	i.t.Helper()
	c, err := i.tryStage(m, change...)
	if err != nil {
		i.t.Fatalf("stage: %v", err)
	}
	return c
}

func (i *imports) tryStage(m *memory, change ...func(*importers.Request)) (*importers.ChangeSet, error) {
	req := importers.Request{Source: m.source(), Layer: "parcels", Actor: "test"}
	for _, f := range change {
		f(&req)
	}
	return i.s.Stage(context.Background(), req)
}

func (i *imports) apply(c *importers.ChangeSet) *importers.ChangeSet {
	i.t.Helper()
	c, err := i.s.Apply(context.Background(), importers.ApplyRequest{ID: c.ID, Actor: "test"})
	if err != nil {
		i.t.Fatalf("apply: %v", err)
	}
	return c
}

func (i *imports) undo(c *importers.ChangeSet) *importers.ChangeSet {
	i.t.Helper()
	c, err := i.s.Undo(context.Background(), importers.ApplyRequest{ID: c.ID, Actor: "test"})
	if err != nil {
		i.t.Fatalf("undo: %v", err)
	}
	return c
}

// load stages and applies.
func (i *imports) load(m *memory, change ...func(*importers.Request)) *importers.ChangeSet {
	i.t.Helper()
	return i.apply(i.stage(m, change...))
}

func (i *imports) exec(sql string, args ...any) {
	i.t.Helper()
	if _, err := i.db.Owner.Exec(context.Background(), sql, args...); err != nil {
		i.t.Fatalf("%s: %v", sql, err)
	}
}

// lines gives the rows of a query as text, sorted.
func (i *imports) lines(sql string, args ...any) []string {
	i.t.Helper()
	rows, err := i.db.Owner.Query(context.Background(), `SELECT q::text FROM (`+sql+`) AS q`, args...)
	if err != nil {
		i.t.Fatalf("%s: %v", sql, err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		i.t.Fatalf("%s: %v", sql, err)
	}
	slices.Sort(got)
	return got
}

// state is everything the layer parcels holds, side tables too; not when and by whom it was
// recorded, which is history.
func (i *imports) state() []string {
	i.t.Helper()
	const less = ` - '{recorded_at,recorded_by}'::text[]`
	return i.lines(`SELECT to_jsonb(d)` + less + `, to_jsonb(s)` + less + `, to_jsonb(r)` + less + ` FROM data.parcels d
		LEFT JOIN data.parcels_staff s USING (id) LEFT JOIN data.parcels_restricted r USING (id)`)
}

// scratch lists the tables that change sets left.
func (i *imports) scratch() []string {
	i.t.Helper()
	return i.lines(`SELECT relname FROM pg_class WHERE relnamespace = 'sotay'::regnamespace AND relname ~ '_[0-9]+(_staff|_restricted)?$' AND relkind = 'r'`)
}

// problems lists the problems of a change set as "row code field value".
func (i *imports) problems(c *importers.ChangeSet) []string {
	i.t.Helper()
	var list []string
	for p, err := range i.s.Problems(context.Background(), c.ID) {
		if err != nil {
			i.t.Fatal(err)
		}
		if p.What.Vi == "" || p.What.En == "" || p.Todo.Vi == "" || p.Todo.En == "" || strings.Contains(p.What.Vi+p.What.En, "%!") {
			i.t.Errorf("problem without its words: %+v", p)
		}
		list = append(list, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", p.Row, p.Code, p.Field, p.Value)))
	}
	return list
}

// wantError fails unless err is of the type of target, which it fills.
func wantError[E error](t *testing.T, err error) E {
	t.Helper()
	var target E
	if !errors.As(err, &target) {
		t.Fatalf("got error %v, want a %T", err, target)
	}
	return target
}
