package hexbins_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"sotay/hexbins"
	"sotay/internal/calendar"
	"sotay/layers"
)

// visits are points with a time, in two partitions.
func visits(w *world) {
	w.make(layers.Layer{
		Name: "visits", Audience: layers.Public, TitleVi: "Lượt", TitleEn: "Visits", Theme: "facility", Geometry: "Point",
		Fields: []layers.Field{
			{Name: "at", Type: "timestamp", TitleVi: "Lúc", TitleEn: "At", Visibility: layers.Public},
			{Name: "men", Type: "integer", TitleVi: "Người", TitleEn: "Men", Visibility: layers.Public, Filterable: true},
			{Name: "cost", Type: "real", TitleVi: "Chi phí", TitleEn: "Cost", Visibility: layers.Public},
		},
	})
	w.exec(`
		DROP TABLE data.visits CASCADE;
		CREATE TABLE data.visits (id bigint PRIMARY KEY, at timestamptz, men bigint, cost float8, geom geometry(Geometry, 4326) NOT NULL) PARTITION BY RANGE (id);
		CREATE TABLE data.visits_1 PARTITION OF data.visits FOR VALUES FROM (MINVALUE) TO (1000);
		CREATE TABLE data.visits_2 PARTITION OF data.visits FOR VALUES FROM (1000) TO (MAXVALUE);`)
	must(w.t, layers.Sync(w.t.Context(), w.db.Owner))
	w.Bins = w.bins()
}

// mustHaveSums wants what the roll-ups and what is to be folded into them say together to be what the
// cells do, of every resolution, month and number field; the least and the greatest where nothing is
// to be folded.
func (w *world) mustHaveSums(table string) {
	w.t.Helper()
	read := func(sql string, folded bool) map[string]string {
		rows, err := w.db.Owner.Query(w.t.Context(), sql, table)
		must(w.t, err)
		out := map[string]string{}
		var key, sums, bounds string
		_, err = pgx.ForEachRow(rows, []any{&key, &sums, &bounds}, func() error {
			if out[key] = sums; folded {
				out[key] += bounds
			}
			return nil
		})
		must(w.t, err)
		return out
	}
	var folded bool
	must(w.t, w.db.Owner.QueryRow(w.t.Context(), `SELECT NOT EXISTS (SELECT FROM sotay.cell_deltas)`).Scan(&folded))
	const said = `SELECT concat_ws(' ', u.field, u.month, u.cell), concat_ws(' ', sum(u.count), trim_scale(sum(u.sum))), concat_ws(' ', ' ', min(u.low), max(u.high))`
	got := read(said+`
		FROM   sotay.cell_tables t
		JOIN  (SELECT n, field, month, u.* FROM sotay.cell_sums, unnest(cells, counts, sums, lows, highs) AS u (cell, count, sum, low, high)
		       WHERE block = sotay.block_of(u.cell, res) AND res = u.cell >> 52 & 15
		       UNION ALL
		       SELECT n, p.field, m, sotay.h3_parent(cell, res), count, count * p.value::numeric, NULL, NULL
		       FROM   sotay.cell_deltas, sotay.cell_parts(numbers) AS p, generate_series(0, 12) AS res, LATERAL (VALUES ('-infinity'::date), (month)) AS v (m)
		       WHERE  m = '-infinity' OR res <= 10) AS u USING (n)
		WHERE  t.table_name = $1 AND t.summed
		GROUP  BY u.field, u.month, u.cell HAVING sum(u.count) <> 0`, folded)
	want := read(said+fmt.Sprintf(`
		FROM  (SELECT p.field, v.m AS month, sotay.h3_parent(c.cell, res) AS cell, 1 AS count, p.value::numeric AS sum, p.value AS low, p.value AS high
		       FROM   data.%s_cells c, sotay.cell_parts(c.numbers) AS p, generate_series(0, 12) AS res, LATERAL (VALUES ('-infinity'::date), (sotay.month_of(c.at))) AS v (m)
		       WHERE  $1 <> '' AND (v.m = '-infinity' OR v.m IS NOT NULL AND res <= 10)) AS u
		GROUP  BY u.field, u.month, u.cell`, table), folded)
	if diff := cmp.Diff(want, got); diff != "" || len(want) == 0 {
		w.t.Errorf("%d sums of %s (-of the cells +kept):\n%.1500s", len(want), table, diff)
	}
}

// mustHaveNumbers wants the times and numbers beside cells to be those of the records.
func (w *world) mustHaveNumbers() {
	w.t.Helper()
	var records, wrong int
	must(w.t, w.db.Owner.QueryRow(w.t.Context(), `
		SELECT count(v.id), count(*) FILTER (WHERE ROW(c.at, c.numbers) IS DISTINCT FROM ROW(v.at, ARRAY[v.men::float8, CASE WHEN abs(v.cost) < 'Infinity' THEN v.cost END]))
		FROM data.visits v FULL JOIN data.visits_cells c USING (id)`).Scan(&records, &wrong))
	if wrong > 0 || records == 0 {
		w.t.Errorf("of %d records %d have other times or numbers beside their cells", records, wrong)
	}
}

// After random edits by several connections, some of them undone, some into a partition, some of
// the whole table, the roll-ups equal a recount at every resolution and in every month, folded or
// not, while two processes fill in and fold.
func TestSumsEqualARecount(t *testing.T) {
	w := newWorld(t)
	visits(w)
	w.fill()
	ctx, stop := context.WithCancel(t.Context())
	var fillers, writers sync.WaitGroup
	for range 2 {
		b := w.bins()
		fillers.Go(func() {
			for ctx.Err() == nil {
				if err := b.Fill(ctx); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
				if err := b.Fold(ctx); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
	}
	for n := range 3 {
		rng := rand.New(rand.NewPCG(31, uint64(n)))
		writers.Go(func() {
			for range 50 {
				must(t, w.edit(ctx, rng))
			}
		})
	}
	writers.Wait()
	stop()
	fillers.Wait()
	for range 2 { // with what is to be folded, and without
		w.fill()
		w.mustHaveCells("visits")
		w.mustHaveNumbers()
		w.mustHaveSums("visits")
		must(t, w.Fold(t.Context()))
	}
	var left int
	must(t, w.db.Owner.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM sotay.cell_deltas) + (SELECT count(*) FROM sotay.cell_sums WHERE 0 = ANY (counts) OR cells = '{}')`).Scan(&left))
	if left > 0 {
		t.Errorf("%d rows are left to fold", left)
	}
}

// edit makes a random edit in a transaction; a third of them are undone, and half fill in themselves.
func (w *world) edit(ctx context.Context, rng *rand.Rand) error {
	id := rng.IntN(40) * 50
	place := fmt.Sprintf("st_point(%f, %f, 4326)", 107+rng.Float64()/2, 10.3+rng.Float64()/2)
	when := fmt.Sprintf("'2026-01-31 16:00+00'::timestamptz + %d * interval '6 hours'", rng.IntN(300))
	sql := []string{
		fmt.Sprintf(`INSERT INTO data.visits (id, at, men, cost, geom) SELECT %d + n, %s, n %% 4, 0.1 * n, %s FROM generate_series(0, 20) AS n ON CONFLICT (id) DO UPDATE SET geom = EXCLUDED.geom`, id, when, place),
		fmt.Sprintf(`UPDATE data.visits SET geom = %s WHERE id BETWEEN %d AND %d`, place, id, id+30),
		fmt.Sprintf(`UPDATE data.visits SET at = %s WHERE id BETWEEN %d AND %d`, when, id, id+30),
		fmt.Sprintf(`UPDATE data.visits SET men = nullif(men + 1, %d), cost = %f WHERE id BETWEEN %d AND %d`, rng.IntN(9), 1e15*rng.NormFloat64(), id, id+5),
		fmt.Sprintf(`UPDATE data.visits SET cost = 'NaN' WHERE id BETWEEN %d AND %d`, id, id+1),
		fmt.Sprintf(`UPDATE data.visits SET at = NULL WHERE id BETWEEN %d AND %d`, id, id+5),
		fmt.Sprintf(`DELETE FROM data.visits WHERE id BETWEEN %d AND %d`, id, id+25),
		fmt.Sprintf(`INSERT INTO data.visits_2 (id, at, geom) SELECT 5000 + n, %s, %s FROM generate_series(0, 9) AS n ON CONFLICT DO NOTHING`, when, place),
		`TRUNCATE data.visits_1`,
	}[rng.IntN(17)%9]
	tx, err := w.db.Owner.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(ctx) }()
	if _, err := tx.Exec(ctx, sql); err != nil {
		return err
	}
	if rng.IntN(2) == 0 {
		if err := hexbins.FillIn(ctx, tx, "visits"); err != nil {
			return err
		}
	}
	if rng.IntN(3) == 0 {
		return nil
	}
	return tx.Commit(ctx)
}

// own writes as sotay does, in a transaction that counts; before it is done others count the ten that were there.
func (w *world) own(q hexbins.Query, sql string) {
	w.t.Helper()
	must(w.t, pgx.BeginFunc(w.t.Context(), w.db.App, func(tx pgx.Tx) error {
		if _, err := tx.Exec(w.t.Context(), sql); err != nil {
			return err
		}
		if err := hexbins.FillIn(w.t.Context(), tx, "wells"); err != nil {
			return err
		}
		if r := w.readAnew(q); total(r) != 10 || !r.Complete {
			w.t.Errorf("others count %d before it is done, complete: %v", total(r), r.Complete)
		}
		return nil
	}))
}

// Whoever fills in what they wrote counts it in the same transaction, and nobody before it is done.
func TestOwnWritesAreCountedAtOnce(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 10)
	w.fill()
	q := hexbins.Query{Dataset: "wells", Box: province(), Res: 5}
	w.own(q, `INSERT INTO data.wells (id, depth, geom) SELECT n, n, st_point(107.2 + n * 1e-6, 10.5, 4326) FROM generate_series(100, 30099) AS n`)
	if r := w.readAnew(q); total(r) != 30010 || !r.Complete {
		t.Errorf("%d are counted, complete: %v", total(r), r.Complete)
	}
	q.Value, q.Field, q.Res = hexbins.Max, "depth", 4
	if r := w.readAnew(q); !slices.ContainsFunc(r.Bins, func(b hexbins.Bin) bool { return b.Value == 30099 }) {
		t.Errorf("the greatest is not there: %v", r.Bins)
	}
	w.exec(`DELETE FROM data.wells WHERE depth > 20`) // some were folded, and some not
	must(t, pgx.BeginFunc(t.Context(), w.db.App, func(tx pgx.Tx) error { return hexbins.FillIn(t.Context(), tx, "wells") }))
	before := w.readAnew(q)
	if !before.Complete || slices.ContainsFunc(before.Bins, func(b hexbins.Bin) bool { return b.Value > 20 }) {
		t.Errorf("what was the greatest is there yet: %v", before.Bins)
	}
	must(t, w.Fold(t.Context())) // so many that the roll-ups are made anew
	var left int
	must(t, w.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM sotay.cell_deltas`).Scan(&left))
	if after := w.readAnew(q); left != 0 || !cmp.Equal(after, before, cmpopts.IgnoreUnexported(hexbins.Result{})) {
		t.Errorf("%d deltas are left; folding changes %v to %v", left, before.Bins, after.Bins)
	}
}

// Sums are those of what is there, however large what was taken away just now, and the least is known
// again while a part of what was taken away is to be folded yet.
func TestWhatIsTakenAwayLeavesNothingBehind(t *testing.T) {
	w := newWorld(t)
	w.exec(`INSERT INTO data.wells (id, depth, geom) SELECT n, d, st_point(107.2, 10.5, 4326) FROM (VALUES (1, 1e8), (2, 0.1), (3, -7), (4, -9)) AS v (n, d)`)
	w.fill()
	q := hexbins.Query{Dataset: "wells", Box: province(), Field: "depth"}
	mustBe := func(when, value string, want float64) {
		t.Helper()
		q.Value = value
		for _, q.Res = range []int{4, 12} {
			if r := w.readAnew(q); len(r.Bins) != 1 || r.Bins[0].Value != want {
				t.Errorf("%s, at %d: %s %v, want %v", when, q.Res, value, r.Bins, want)
			}
		}
	}
	w.exec(`DELETE FROM data.wells WHERE id = 1`)
	must(t, pgx.BeginFunc(t.Context(), w.db.App, func(tx pgx.Tx) error { return hexbins.FillIn(t.Context(), tx, "wells") }))
	mustBe("before it is folded", hexbins.Sum, -15.9)
	must(t, w.Fold(t.Context()))
	mustBe("folded", hexbins.Sum, -15.9)
	w.exec(`DELETE FROM data.wells WHERE id = 4`)
	w.exec(`DELETE FROM data.wells WHERE id = 3`)
	w.exec(`DELETE FROM data.wells WHERE id = 2`)
	w.exec(`INSERT INTO data.wells (id, depth, geom) VALUES (5, 3, st_point(107.2, 10.5, 4326))`)
	must(t, pgx.BeginFunc(t.Context(), w.db.App, func(tx pgx.Tx) error { return hexbins.FillIn(t.Context(), tx, "wells") }))
	for folded := int64(1); folded > 0; {
		mustBe("partly folded", hexbins.Min, 3)
		mustBe("partly folded", hexbins.Max, 3)
		mustBe("partly folded", hexbins.Sum, 3)
		must(t, w.db.App.QueryRow(t.Context(), `SELECT sotay.fold_cells('wells', 1)`).Scan(&folded))
	}
}

// everyCell are the ends of all stored cells, in SQL.
const everyCell = `array[(1::bigint << 59) | (12::bigint << 52)], array[(1::bigint << 59) | (12::bigint << 52) | ((1::bigint << 52) - 1)]`

// What is read says when there is more, of roll-ups and of cells.
func TestMoreThanIsReadIsNotSilent(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 100)
	w.fill()
	for _, rolledUp := range []bool{true, false} {
		for _, most := range []int{1, 1000} {
			var cut bool
			must(t, w.db.Owner.QueryRow(t.Context(), `SELECT bool_or(cut) FROM sotay.cell_blocks('wells', '', '', 12, `+everyCell+`, NULL, false, $1)`, most).Scan(&cut))
			if cut != (most == 1) {
				t.Errorf("of %d at most, roll-ups %v: cut %v", most, rolledUp, cut)
			}
		}
		w.exec(`SELECT sotay.unsum_cells('wells')`)
	}
}

// A field that the public may not see any more is not told in another's place.
func TestHiddenNumbersAreNotToldAsOthers(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 100)
	w.fill()
	w.exec(`SELECT sotay.bin_table('wells', NULL, '{level}')`)
	sum := func() (told *float64) {
		must(t, w.db.Public.QueryRow(t.Context(), `SELECT sum(v) FROM pub.cell_blocks('wells', 'level', 'sum', 4, `+everyCell+`, NULL, false, 1000), unnest(numbers) AS v`).Scan(&told))
		return told
	}
	if told := sum(); told != nil {
		t.Errorf("before the cells are computed anew the sum is %v", *told)
	}
	w.fill()
	var want float64
	must(t, w.db.Owner.QueryRow(t.Context(), `SELECT sum(level) FROM data.wells`).Scan(&want))
	if told := sum(); told == nil || *told != want {
		t.Errorf("the sum is %v, want %v", told, want)
	}
}

// So is a statement of so many records that all of the table is due, before roll-ups are made.
func TestOwnWritesOfManyRecordsAreCountedAtOnce(t *testing.T) {
	w := newWorld(t)
	w.scatter(1, 10)
	w.fill()
	q := hexbins.Query{Dataset: "wells", Box: province(), Res: 5}
	w.own(q, `INSERT INTO data.wells (id, depth, geom) SELECT n, n % 7, st_point(107.2 + n * 1e-6, 10.5, 4326) FROM generate_series(101, 100101) AS n`)
	if r := w.readAnew(q); total(r) != 100_011 || !r.Complete {
		t.Errorf("%d are counted, complete: %v", total(r), r.Complete)
	}
	w.fill() // makes the roll-ups
	must(t, pgx.BeginFunc(t.Context(), w.db.App, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `DELETE FROM data.wells WHERE id < 5`); err != nil {
			return err
		}
		if _, err := w.db.Owner.Exec(t.Context(), `INSERT INTO sotay.cells_due (table_name) VALUES ('wells')`); err != nil { // as by another program's TRUNCATE
			return err
		}
		return hexbins.FillIn(t.Context(), tx, "wells")
	}))
	if r := w.readAnew(q); total(r) != 100_011 || r.Complete {
		t.Errorf("%d are counted, complete: %v, while another's records are to be counted first", total(r), r.Complete)
	}
	w.fill()
	if r := w.readAnew(q); total(r) != 100_007 || !r.Complete {
		t.Errorf("%d are counted, complete: %v", total(r), r.Complete)
	}
}

// Others write, and are counted, while roll-ups are made of what was there before; where all of a table
// becomes due meanwhile they are made once more.
func TestRollUpsAreMadeWhileOthersWrite(t *testing.T) {
	for _, c := range []struct{ name, sql string }{
		{"records", `INSERT INTO data.visits (id, at, men, cost, geom) SELECT n, now(), n % 4, 0.1 * n, st_point(107.2, 10.5 + n * 1e-4, 4326) FROM generate_series(5000, 5100) AS n`},
		{"a whole table", `TRUNCATE data.visits_1`},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			visits(w)
			w.exec(`INSERT INTO data.visits (id, at, men, cost, geom) SELECT n, now(), n % 4, 0.1 * n, st_point(107.2, 10.5, 4326) FROM generate_series(900, 1100) AS n`)
			holder, err := w.db.Owner.Begin(t.Context())
			must(t, err)
			defer func() { _ = holder.Rollback(context.WithoutCancel(t.Context())) }()
			_, err = holder.Exec(t.Context(), `SELECT pg_advisory_xact_lock(hashtextextended('sotay sums visits', 0))`)
			must(t, err)
			filled := make(chan error)
			go func() { filled <- w.Fill(t.Context()) }()
			for waits := false; !waits; time.Sleep(10 * time.Millisecond) { // it has seen what there is, and is held up
				must(t, w.db.Owner.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)`).Scan(&waits))
			}
			must(t, pgx.BeginFunc(t.Context(), w.db.Owner, func(tx pgx.Tx) error {
				if _, err := tx.Exec(t.Context(), c.sql); err != nil {
					return err
				}
				return hexbins.FillIn(t.Context(), tx, "visits")
			}))
			must(t, holder.Rollback(t.Context()))
			must(t, <-filled)
			w.fill()
			w.mustHaveSums("visits")
			must(t, w.Fold(t.Context()))
			w.mustHaveSums("visits")
			w.mustHaveCells("visits")
		})
	}
}

// Periods and buckets of a layer equal a recount, at every resolution, with and without a condition.
func TestPeriodsEqualARecount(t *testing.T) {
	w := newWorld(t)
	visits(w)
	w.exec(`SELECT setseed(0.5)`)
	w.exec(`INSERT INTO data.visits (id, at, men, geom)
		SELECT n, CASE WHEN n % 20 > 0 THEN '2026-01-10 00:00+07'::timestamptz + random() * interval '130 days' END, n % 3, st_point(107 + 0.6 * random(), 10.3 + 0.5 * random(), 4326)
		FROM   generate_series(1, 4000) AS n`)
	w.fill()
	w.exec(`UPDATE data.visits SET at = at + interval '20 days' WHERE id % 9 = 0; DELETE FROM data.visits WHERE id % 31 = 0`)
	w.fill() // what is behind is yet to be folded
	type visit struct {
		at   *time.Time
		cell hexbins.Cell
		men  int64
	}
	rows, err := w.db.Owner.Query(t.Context(), `SELECT at, men, st_x(geom), st_y(geom) FROM data.visits`)
	must(t, err)
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (v visit, err error) {
		var lon, lat float64
		if err = row.Scan(&v.at, &v.men, &lon, &lat); err == nil {
			v.cell, err = hexbins.At(lon, lat)
		}
		return v, err
	})
	must(t, err)
	day := func(s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Zone())
		must(t, err)
		return at
	}
	box := layers.Box{107.1, 10.4, 107.35, 10.6}
	for _, c := range []struct {
		from, to, bucket string
		buckets          int
	}{
		{"2026-02-01 00:00", "2026-03-01 00:00", "", 0},
		{"2026-01-20 05:00", "2026-04-17 13:00", "", 0},
		{"2026-02-03 05:00", "2026-02-17 13:00", "", 0},
		{"2026-01-20 05:00", "2026-04-17 13:00", hexbins.Month, 4},
		{"2026-02-04 05:00", "2026-03-17 13:00", hexbins.Week, 7},
		{"2026-02-04 05:00", "2026-02-17 13:00", hexbins.Day, 14},
		{"2026-02-04 05:00", "2026-02-05 12:00", hexbins.Hour, 31},
		{"2020-02-04 05:00", "2020-03-05 12:00", hexbins.Day, 31},
		{"", "", "fold", 0},
		{"2026-02-01 00:00", "2026-03-01 00:00", "", 0},
		{"2026-02-01 00:00", "2026-04-01 00:00", "", 0},
		{"2026-01-20 05:00", "2026-04-17 13:00", "", 0},
		{"2026-02-01 00:00", "2026-05-01 00:00", hexbins.Month, 3},
	} {
		if c.bucket == "fold" { // nothing is behind from here on
			must(t, w.Fold(t.Context()))
			continue
		}
		for _, res := range []int{4, 7, 9, 10, 12} {
			for _, men := range []string{"", "1"} {
				q := hexbins.Query{Dataset: "visits", Box: box, Res: res, From: day(c.from), To: day(c.to), Bucket: c.bucket}
				if men != "" {
					q.Where = []hexbins.Condition{{Field: "men", Values: []string{men}}}
				}
				got := w.read(q)
				want := map[string]int64{}
				for _, v := range all {
					parent, err := v.cell.Parent(got.Res)
					must(t, err)
					if v.at != nil && !v.at.Before(q.From) && v.at.Before(q.To) && (men == "" || v.men == 1) && hexbins.Meets(parent, box) {
						want[bucketOf(c.bucket, *v.at, q.From)+parent.String()]++
					}
				}
				said := map[string]int64{}
				for _, b := range got.Bins {
					said[b.Cell.String()] = b.Count
				}
				for _, bucket := range got.Buckets {
					for _, b := range bucket.Bins {
						said[bucket.From.Format(time.DateTime)+b.Cell.String()] = b.Count
					}
				}
				if diff := cmp.Diff(want, said); diff != "" || len(got.Buckets) != c.buckets {
					t.Errorf("%v of %d by %q, men %q: %d buckets; (-recount +got):\n%.800s", c, res, c.bucket, men, len(got.Buckets), diff)
				}
				if men != "" || c.bucket != "" {
					continue
				}
				q.Field = "men"
				for _, q.Value = range []string{hexbins.Sum, hexbins.Max} {
					numbers, want := map[string]float64{}, map[string]float64{}
					for _, b := range w.read(q).Bins {
						numbers[b.Cell.String()] = b.Value
					}
					for _, v := range all {
						if parent := parent(t, v.cell, got.Res); v.at != nil && !v.at.Before(q.From) && v.at.Before(q.To) && hexbins.Meets(parent, box) {
							if key := parent.String(); q.Value == hexbins.Sum {
								want[key] += float64(v.men)
							} else {
								want[key] = max(want[key], float64(v.men))
							}
						}
					}
					if diff := cmp.Diff(want, numbers); diff != "" {
						t.Errorf("%s of %v of %d (-recount +got):\n%.800s", q.Value, c, res, diff)
					}
				}
			}
		}
	}
}

// bucketOf is the beginning of a moment's bucket, of the first one that of the period.
func bucketOf(bucket string, at, from time.Time) string {
	at = at.In(calendar.Zone())
	y, m, d := at.Date()
	var start time.Time
	switch bucket {
	case "":
		return ""
	case hexbins.Hour:
		start = time.Date(y, m, d, at.Hour(), 0, 0, 0, at.Location())
	case hexbins.Day:
		start = time.Date(y, m, d, 0, 0, 0, 0, at.Location())
	case hexbins.Month:
		start = time.Date(y, m, 1, 0, 0, 0, 0, at.Location())
	case hexbins.Week:
		for start = time.Date(y, m, d, 0, 0, 0, 0, at.Location()); start.Weekday() != time.Monday; start = start.AddDate(0, 0, -1) {
		}
	}
	if start.Before(from) {
		start = from
	}
	return start.Format(time.DateTime)
}
