package parcels_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/parcels"
)

// asked collects the statements that go over a pool.
type asked struct {
	mu   sync.Mutex
	list []statement
}

type statement struct {
	sql  string
	args []any
}

func (a *asked) add(sql string, args []any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = append(a.list, statement{sql, args})
}

// TraceQueryStart is of pgx.QueryTracer.
func (a *asked) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	a.add(q.SQL, q.Args)
	return ctx
}

// TraceQueryEnd is of pgx.QueryTracer.
func (a *asked) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart is of pgx.BatchTracer.
func (a *asked) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery is of pgx.BatchTracer.
func (a *asked) TraceBatchQuery(_ context.Context, _ *pgx.Conn, q pgx.TraceBatchQueryData) {
	a.add(q.SQL, q.Args)
}

// TraceBatchEnd is of pgx.BatchTracer.
func (a *asked) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// TestEveryLookUpHasAnIndex explains every statement of every kind of look-up with
// sequential scans off: what still scans all parcels would do so among a million.
func TestEveryLookUpHasAnIndex(t *testing.T) {
	f, db := newFinder(t)
	mustPlans(t, f, db)
	config := db.Public.Config()
	seen := &asked{}
	config.ConnConfig.Tracer = seen
	config.ConnConfig.RuntimeParams["enable_seqscan"] = "off"
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	f.Public = pool
	near := parcels.Point{107.08, 10.34}
	for _, text := range []string{
		"thửa 45 tờ 12 phường Thắng Tam", "tờ 12 thửa 45", "12/4 vũng tàu", "vũng tàu 12/4", "12/4", "tờ 12 vũng tàu", "thửa 45 vũng tàu", "thửa 45",
		"tờ 77 thửa 8", "w3u4ug2m692c", "w3u4ug2m6zzz", "tờ 99 thửa 1 vũng tàu", "tờ 12 thửa 999 vũng tàu", "1144200 645936", "10.3, 107.1",
	} {
		mustSearch(t, f, text, nil)
		mustSearch(t, f, text, &near)
	}
	if _, err := f.Here(t.Context(), near); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Parcel(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Neighbours(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Overlaps(t.Context(), 1, true); err != nil {
		t.Fatal(err)
	}
	explain(t, pool, seen)
}

// explain looks for scans of whole tables in the plans of what was asked.
func explain(t *testing.T, pool *pgxpool.Pool, seen *asked) {
	t.Helper()
	list, explained := seen.list, 0
	for _, s := range list {
		if !strings.Contains(s.sql, "pub.parcels") && !strings.Contains(s.sql, `"pub"."parcels"`) {
			continue
		}
		rows, err := pool.Query(t.Context(), "EXPLAIN "+s.sql, s.args...)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%v: %s", err, s.sql)
		}
		plan := strings.Join(lines, "\n")
		if strings.Contains(plan, "Seq Scan on parcels") {
			t.Errorf("all parcels are read by\n%s\n%s", s.sql, plan)
		}
		explained++
	}
	if explained < 20 {
		t.Errorf("only %d statements were explained", explained)
	}
}
