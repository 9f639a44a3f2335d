package hexbins_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"sotay/hexbins"
	"sotay/layers"
)

// well is a record of wells, as far as queries know it.
type well struct {
	cell  hexbins.Cell
	depth float64 // NaN: none
	level int64
	kind  string
	uses  []string
}

func (w *world) wells() []well {
	w.t.Helper()
	rows, err := w.db.Owner.Query(w.t.Context(), `SELECT st_x(geom), st_y(geom), coalesce(depth, 'NaN'), level, kind, uses FROM data.wells`)
	must(w.t, err)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r well, err error) {
		var lon, lat float64
		if err = row.Scan(&lon, &lat, &r.depth, &r.level, &r.kind, &r.uses); err == nil {
			r.cell, err = hexbins.At(lon, lat)
		}
		return r, err
	})
	must(w.t, err)
	return list
}

// recount answers a query the plain way: all records, one after the other.
func recount(t *testing.T, list []well, q hexbins.Query, res int) []hexbins.Bin {
	t.Helper()
	values := map[hexbins.Cell][]float64{}
	for _, r := range list {
		parent, err := r.cell.Parent(res)
		must(t, err)
		v := map[string]float64{"depth": r.depth, "level": float64(r.level), "": 1}[q.Field]
		if math.IsNaN(v) || !hexbins.Meets(parent, q.Box) || !slices.ContainsFunc(r.uses, func(u string) bool { return r.fulfils(q, u) }) {
			continue
		}
		values[parent] = append(values[parent], v)
	}
	bins := []hexbins.Bin{}
	for c, vs := range values {
		sum := 0.0
		for _, v := range vs {
			sum += v
		}
		value := map[string]float64{
			hexbins.Count: float64(len(vs)), hexbins.Sum: sum, hexbins.Mean: sum / float64(len(vs)), hexbins.Min: slices.Min(vs), hexbins.Max: slices.Max(vs),
		}[q.Value]
		bins = append(bins, hexbins.Bin{Cell: c, Value: value, Count: int64(len(vs))})
	}
	slices.SortFunc(bins, func(a, b hexbins.Bin) int { return cmp.Compare(a.Cell, b.Cell) })
	return bins
}

func (r well) fulfils(q hexbins.Query, use string) bool {
	for _, c := range q.Where {
		has := map[string]string{"kind": r.kind, "level": fmt.Sprint(r.level), "uses": use}[c.Field]
		if !slices.Contains(c.Values, has) {
			return false
		}
	}
	return true
}

// Answers equal a recount: of any box, resolution, value and condition, after random edits, also
// from the answers that are kept.
func TestAnswersEqualARecount(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 3000)
	rng := rand.New(rand.NewPCG(21, 3))
	where := [][]hexbins.Condition{
		nil,
		{{Field: "kind", Values: []string{"k1"}}},
		{{Field: "kind", Values: []string{"k0", "k2"}}, {Field: "level", Values: []string{"3", "5"}}},
		{{Field: "uses", Values: []string{"u1"}}},
	}
	for round := range 4 {
		w.exec(fmt.Sprintf(`
			UPDATE data.wells SET geom = st_translate(geom, 0.02, 0), level = level + 1 WHERE id %% 17 = %[1]d;
			DELETE FROM data.wells WHERE id %% 41 = %[1]d`, round))
		w.fill()
		list := w.wells()
		for range 15 {
			west, south := between(rng, 106.9, 107.6), between(rng, 10.2, 10.8)
			q := hexbins.Query{
				Dataset: "wells", Box: layers.Box{west, south, west + between(rng, 0, 0.6), south + between(rng, 0, 0.4)}, Res: hexbins.Coarsest + rng.IntN(9),
				Value: []string{hexbins.Count, hexbins.Sum, hexbins.Mean, hexbins.Min, hexbins.Max}[rng.IntN(5)], Where: where[rng.IntN(len(where))],
			}
			if q.Value != hexbins.Count {
				q.Field = []string{"depth", "level"}[rng.IntN(2)]
			}
			got := w.read(q)
			if !got.Complete || got.Res > q.Res || q.Field == "depth" && got.Unit != "m" {
				t.Errorf("%+v: complete %v, resolution %d, unit %q", q, got.Complete, got.Res, got.Unit)
			}
			if diff := gocmp.Diff(recount(t, list, q, got.Res), got.Bins, cmpopts.EquateApprox(1e-9, 0)); diff != "" {
				t.Fatalf("%+v (-recount +got):\n%.2000s", q, diff)
			}
			if again := w.read(q); again != got {
				t.Errorf("%+v is read again though nothing has changed", q)
			}
		}
	}
}

// Parcels are binned by the point inside them, and sum up a field that the database keeps.
func TestParcelsAreBinned(t *testing.T) {
	w := newWorld(t)
	w.exec(`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) SELECT '26506', '1', n::text, ` + square + ` FROM generate_series(1, 40) AS n`)
	w.fill()
	var area float64
	must(t, w.db.Owner.QueryRow(t.Context(), `SELECT sum(map_area) FROM data.parcels`).Scan(&area))
	r := w.read(hexbins.Query{Dataset: "parcels", Box: province(), Res: 7, Value: hexbins.Sum, Field: "map_area"})
	var sum float64
	var count int64
	for _, b := range r.Bins {
		sum, count = sum+b.Value, count+b.Count
	}
	if count != 40 || math.Abs(sum-area) > 0.01 || r.Unit != "m²" {
		t.Errorf("%d parcels of %g %s: want 40 of %g", count, sum, r.Unit, area)
	}
}

// An answer is never of more cells than MaxCells, whatever is asked for: it is coarser.
func TestAnswersAreBounded(t *testing.T) {
	w := newWorld(t)
	w.exec(`INSERT INTO data.wells (id, geom) SELECT n, st_point(107 + n % 150 * 0.003, 10.3 + n / 150 * 0.003, 4326) FROM generate_series(0, 21599) AS n`)
	w.fill()
	for _, box := range []layers.Box{province(), {-180, -90, 180, 90}, {107.01, 10.31, 107.2, 10.5}, {107.1, 10.4, 107.11, 10.41}} {
		r := w.read(hexbins.Query{Dataset: "wells", Box: box, Res: 12})
		if n := len(r.Bins); n == 0 || n > hexbins.MaxCells {
			t.Errorf("%v: %d cells of resolution %d", box, n, r.Res)
		}
	}
	// Of the whole world it is where the records are that matters.
	if r := w.read(hexbins.Query{Dataset: "wells", Box: layers.Box{-180, -90, 180, 90}}); r.Res < 7 || total(r) != 21600 {
		t.Errorf("of the world the resolution is %d, of %d records", r.Res, total(r))
	}
}

// Records all over the world are too many cells at the coarsest resolution, too.
func TestRecordsAllOverTheWorld(t *testing.T) {
	w := newWorld(t)
	w.exec(`INSERT INTO data.wells (id, geom) SELECT n, st_point(-179.9 + n % 180 * 2, -80 + n / 180 * 1.33, 4326) FROM generate_series(0, 21599) AS n`)
	w.fill()
	r := w.read(hexbins.Query{Dataset: "wells", Box: layers.Box{-180, -90, 180, 90}, Res: 4})
	var count int64
	for _, b := range r.Bins {
		count += b.Count
	}
	if r.Res >= hexbins.Coarsest || len(r.Bins) > hexbins.MaxCells || count != 21600 {
		t.Errorf("%d cells of resolution %d with %d records", len(r.Bins), r.Res, count)
	}
}

func TestWhatMakesNoSenseIsRefused(t *testing.T) {
	w := newWorld(t)
	for what, q := range map[string]hexbins.Query{
		"a value there is not":            {Dataset: "wells", Value: "median"},
		"a sum of nothing":                {Dataset: "wells", Value: "sum"},
		"a sum of words":                  {Dataset: "wells", Value: "sum", Field: "kind"},
		"a sum of a staff field":          {Dataset: "wells", Value: "sum", Field: "debt"},
		"a field there is not":            {Dataset: "wells", Value: "max", Field: "x"},
		"a filter by a staff field":       {Dataset: "wells", Where: []hexbins.Condition{{Field: "debt", Values: []string{"1"}}}},
		"a filter by what is none":        {Dataset: "parcels", Where: []hexbins.Condition{{Field: "x", Values: []string{"1"}}}},
		"a resolution too fine":           {Dataset: "wells", Res: 13},
		"a resolution too coarse":         {Dataset: "wells", Res: 3},
		"a parameter of a layer":          {Dataset: "wells", Parameter: "PM2.5"},
		"readings of nothing":             {Dataset: hexbins.Readings},
		"readings of a parameter unknown": {Dataset: hexbins.Readings, Parameter: "PM99"},
		"readings of another medium":      {Dataset: hexbins.Readings, Parameter: "PM2.5", Medium: "water"},
		"a sum of readings":               {Dataset: hexbins.Readings, Parameter: "PM2.5", Value: "sum"},
		"readings by a field":             {Dataset: hexbins.Readings, Parameter: "PM2.5", Where: []hexbins.Condition{{Field: "kind", Values: []string{"air"}}}},
	} {
		q.Box = province()
		var no *hexbins.Refused
		if _, err := w.Read(t.Context(), q); !errors.As(err, &no) || no.Vi == "" || no.En == "" {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, name := range []string{"", "none", "communes", "wells_staff", "hidden"} {
		if _, err := w.Read(t.Context(), hexbins.Query{Dataset: name, Box: province()}); !errors.Is(err, layers.ErrNotFound) {
			t.Errorf("dataset %q: %v", name, err)
		}
	}
}

// A layer for staff is there for staff alone, and says nothing of its state.
func TestLayersForStaff(t *testing.T) {
	w := newWorld(t)
	w.make(wells("hidden", layers.Staff))
	w.Bins = w.bins()
	w.exec(`INSERT INTO data.hidden (depth, geom) VALUES (3, 'SRID=4326;POINT(107.1 10.4)')`)
	w.fill()
	q := hexbins.Query{Dataset: "hidden", Box: province(), Value: hexbins.Max, Field: "depth"}
	if _, err := w.Read(t.Context(), q); !errors.Is(err, layers.ErrNotFound) {
		t.Errorf("anybody: %v", err)
	}
	q.Staff = true
	if r := w.read(q); len(r.Bins) != 1 || r.Bins[0].Value != 3 || !r.Complete {
		t.Errorf("staff: %+v", r)
	}
	if state, ok := w.State(q); ok {
		t.Errorf("the state is told: %s", state)
	}
	if _, err := w.db.Public.Exec(t.Context(), `SELECT * FROM pub.hidden_cells`); err == nil {
		t.Error("anybody may read the cells")
	}
	var complete bool
	must(t, w.db.Public.QueryRow(t.Context(), `SELECT pub.cells_complete('hidden')`).Scan(&complete))
	if complete {
		t.Error("anybody is told that there is such a layer")
	}
}

// The state moves with every public change and with nothing else; while cells are due an answer
// says so and is not kept.
func TestStateAndCompleteness(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 100)
	w.fill()
	q := hexbins.Query{Dataset: "wells", Box: province(), Res: 6}
	state, ok := w.State(q)
	before := w.read(q)
	if !ok || !before.Complete {
		t.Fatalf("the state is known: %v; complete: %v", ok, before.Complete)
	}
	w.exec(`INSERT INTO data.wells_staff (id, debt) VALUES (1, 5)`)
	must(t, w.Journal.CatchUp(t.Context()))
	if now, _ := w.State(q); now != state {
		t.Error("the state moves with a staff field")
	}
	w.exec(`INSERT INTO data.wells (id, geom) VALUES (1001, 'SRID=4326;POINT(107.3 10.5)')`)
	must(t, w.Journal.CatchUp(t.Context()))
	if now, _ := w.State(q); now == state {
		t.Error("the state does not move with a record")
	}
	due := w.read(q)
	if due.Complete || total(due) != total(before) {
		t.Errorf("complete: %v, %d records", due.Complete, total(due))
	}
	w.fill()
	if after := w.read(q); !after.Complete || total(after) != total(before)+1 {
		t.Errorf("complete: %v, %d records after %d", after.Complete, total(after), total(before))
	}
}

// A caller that leaves does not take the answer from the others who wait for it.
func TestWhoeverLeavesLeavesAlone(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 100)
	w.fill()
	q := hexbins.Query{Dataset: "wells", Box: province(), Res: 6}
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, _ = w.Read(gone, q)
	if r := w.read(q); total(r) != 100 {
		t.Errorf("%d records", total(r))
	}
}

func total(r *hexbins.Result) (n int64) {
	for _, b := range r.Bins {
		n += b.Count
	}
	return n
}

// A condition under which too many records would be read is refused, by how many there are in the box.
func TestConditionsReadSoManyRecords(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 400)
	w.fill()
	q := hexbins.Query{Dataset: "wells", Box: layers.Box{107.15, 10.4, 107.45, 10.6}, Where: []hexbins.Condition{{Field: "kind", Values: []string{"k1"}}}}
	var inside int64
	must(t, w.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM data.wells WHERE st_x(geom) BETWEEN 107.1 AND 107.5 AND st_y(geom) BETWEEN 10.35 AND 10.65`).Scan(&inside))
	w.SetMostScanned(inside) // of a box that holds all cells
	for _, q.Res = range []int{8, 10, 12} {
		w.readAnew(q)
	}
	w.SetMostScanned(inside / 4)
	var no *hexbins.Refused
	for _, q.Res = range []int{8, 10, 12} {
		w.Forget()
		if _, err := w.Read(t.Context(), q); !errors.As(err, &no) {
			t.Errorf("at resolution %d: %v", q.Res, err)
		}
	}
	q.Where = nil
	if r := w.readAnew(q); len(r.Bins) == 0 {
		t.Error("without the condition nothing is there")
	}
}
