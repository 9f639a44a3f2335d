package importers_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/importers"
	"sotay/internal/testdb"
)

func (i *imports) tryApply(c *importers.ChangeSet) error {
	_, err := i.s.Apply(context.Background(), importers.ApplyRequest{ID: c.ID, Actor: "test"})
	return err
}

func (i *imports) tryUndo(c *importers.ChangeSet) error {
	_, err := i.s.Undo(context.Background(), importers.ApplyRequest{ID: c.ID, Actor: "test"})
	return err
}

func TestApplyIsRefusedWhereRowsHaveChangedSince(t *testing.T) {
	owner := "Nguyễn Văn Mẫu (hư cấu)"
	for _, tt := range []struct {
		name, sql string
		rows      []string
	}{
		{"a changed row", `UPDATE data.parcels SET address = 'x' WHERE parcel_no = '1'`, []string{"26506/1/1"}},
		{"an unchanged row", `UPDATE data.parcels SET address = 'x' WHERE parcel_no = '2'`, []string{"26506/1/2"}},
		{"a removed row", `UPDATE data.parcels SET address = 'x' WHERE parcel_no = '4'`, []string{"26506/1/4"}},
		{"a row gone", `DELETE FROM data.parcels WHERE parcel_no = '1'`, []string{"id 1"}},
		{"an owner", `UPDATE data.parcels_restricted SET owner_name = 'x' WHERE id = 2`, []string{"26506/1/2"}},
		{"a number taken", `INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) SELECT '26506', '7', '7', geom FROM data.parcels LIMIT 1`, []string{"26506/7/7"}},
		{"a new row in the scope", `INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) SELECT '26506', '1', '99', geom FROM data.parcels LIMIT 1`, []string{"26506/1/99"}},
		{"rows elsewhere", `UPDATE data.parcels SET address = 'x' WHERE sheet_no = '2'`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := newImports(t)
			i.load(vilis(sheets(2, 4)...))
			c := i.stage(vilis(row(1, 1, "ODT", owner), row(1, 2, "ONT+CLN", owner), row(1, 3, "ONT+CLN", owner), row(7, 7, "ONT", owner)))
			i.exec(tt.sql)
			before := i.state()
			err := i.tryApply(c)
			if tt.rows == nil {
				if err != nil {
					t.Errorf("apply: %v", err)
				}
				return
			}
			conflict := wantError[*importers.Conflict](t, err)
			if diff := cmp.Diff(tt.rows, conflict.Rows); diff != "" || conflict.Count != int64(len(tt.rows)) {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if !strings.Contains(conflict.Words().Vi, tt.rows[0]) || !strings.Contains(conflict.Error(), tt.rows[0]) {
				t.Errorf("the message does not name the rows: %v", conflict.Words())
			}
			if diff := cmp.Diff(before, i.state()); diff != "" {
				t.Errorf("the layer changed:\n%s", diff)
			}
		})
	}
}

func TestOneApplyPerLayerAtATime(t *testing.T) {
	i := newImports(t)
	c := i.stage(vilis(sheets(1, 2)...))
	tx, err := i.db.Owner.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(context.Background())
	if _, err := tx.Exec(context.Background(), `SELECT pg_advisory_xact_lock(x'736f7432'::int, hashtext('parcels'))`); err != nil {
		t.Fatal(err)
	}
	if got := wantError[*importers.Refused](t, i.tryApply(c)); got.Code != "layer_busy" {
		t.Errorf("refused: %+v", got)
	}
	if err := tx.Rollback(context.Background()); err != nil {
		t.Fatal(err)
	}
	i.apply(c)
	if got := wantError[*importers.Refused](t, i.tryApply(c)); got.Code != "wrong_state" {
		t.Errorf("second apply: %+v", got)
	}
	wantError[*importers.NotFound](t, i.tryApply(&importers.ChangeSet{ID: 4711}))
}

func TestApplyDoesNotWaitForeverForAnEditor(t *testing.T) {
	i := newImports(t)
	i.load(vilis(sheets(1, 2)...))
	i.s = importers.NewService(importers.Config{Owner: i.db.Owner, Audit: testdb.Audit(t), LockWait: 100 * time.Millisecond})
	c := i.stage(vilis(sheets(1, 1)...))
	tx, err := i.db.App.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(context.Background())
	if _, err := tx.Exec(context.Background(), `UPDATE data.parcels SET address = 'x' WHERE sheet_no = '7'`); err != nil {
		t.Fatal(err)
	}
	if got := wantError[*importers.Refused](t, i.tryApply(c)); got.Code != "layer_busy" {
		t.Errorf("refused: %+v", got)
	}
	if err := tx.Rollback(context.Background()); err != nil {
		t.Fatal(err)
	}
	i.apply(c)
}

func TestApplyWritesItsAuditRow(t *testing.T) {
	i := newImports(t)
	c := i.load(vilis(sheets(1, 2)...))
	i.undo(c)
	if diff := cmp.Diff([]string{"(test,import.apply,parcels,2)", "(test,import.undo,parcels,2)"},
		i.lines(`SELECT actor, action, detail->>'layer', detail->>'added' FROM sotay.audit WHERE action LIKE 'import.%'`)); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

// TestReadersSeeOldOrNew reads the layer without pause while change sets are applied.
func TestReadersSeeOldOrNew(t *testing.T) {
	i := newImports(t)
	i.load(vilis(sheets(2, 50)...))
	change := func(use string) *importers.ChangeSet {
		var rows []importers.Record
		for _, r := range sheets(2, 50) {
			rows = append(rows, with(r, func(r *importers.Record) { r.Values[3] = []byte(use) }))
		}
		return i.stage(vilis(rows...))
	}
	ctx, stop := context.WithCancel(context.Background())
	seen := make(chan string, 1000)
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for ctx.Err() == nil {
				var got string
				err := i.db.Public.QueryRow(context.Background(), `SELECT string_agg(DISTINCT land_use, ',') || count(*) FROM pub.parcels`).Scan(&got)
				if err != nil {
					got = err.Error()
				}
				select {
				case seen <- got:
				default:
				}
			}
		})
	}
	for _, use := range []string{"LUC", "LUK"} {
		i.apply(change(use))
	}
	stop()
	readers.Wait()
	close(seen)
	for got := range seen {
		if !slices.Contains([]string{"ONT+CLN100", "LUC100", "LUK100"}, got) {
			t.Errorf("a reader saw %q", got)
		}
	}
}

// TestKilledApplyLeavesTheOldState ends the applying session from outside, while it waits
// in the middle of its writes.
func TestKilledApplyLeavesTheOldState(t *testing.T) {
	i := newImports(t)
	i.load(vilis(sheets(1, 20)...))
	before := i.state()
	next := sheets(1, 10)
	next[0] = row(1, 1, "ODT", "")
	next = append(next, row(1, 30, "ONT", ""))
	c := i.stage(vilis(next...))
	i.exec(`
		CREATE FUNCTION sotay.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); RETURN NEW; END $$;
		CREATE TRIGGER wait BEFORE INSERT ON data.parcels FOR EACH ROW EXECUTE FUNCTION sotay.wait()`)
	failed := make(chan error)
	go func() { failed <- i.tryApply(c) }()
	const sleeping = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`
	for len(i.lines(sleeping)) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	if diff := cmp.Diff(before, i.state()); diff != "" {
		t.Errorf("another session sees half of it:\n%s", diff)
	}
	i.exec(`SELECT pg_terminate_backend(pid, 60000) FROM (` + sleeping + `) AS s`)
	if err := <-failed; err == nil {
		t.Fatal("a killed apply returned no error")
	}
	if diff := cmp.Diff(before, i.state()); diff != "" {
		t.Errorf("after the kill (-want +got):\n%s", diff)
	}
	i.exec(`DROP TRIGGER wait ON data.parcels`)
	if got := i.apply(c); got.State != importers.StateApplied { // it is still staged
		t.Errorf("state %s", got.State)
	}
}

func TestCancelledApplyLeavesTheOldState(t *testing.T) {
	i := newImports(t)
	i.load(vilis(sheets(1, 20)...))
	before := i.state()
	c := i.stage(vilis(sheets(1, 5)...))
	i.exec(`
		CREATE FUNCTION sotay.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); RETURN OLD; END $$;
		CREATE TRIGGER wait BEFORE DELETE ON data.parcels FOR EACH ROW EXECUTE FUNCTION sotay.wait()`)
	ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer cancel()
	if _, err := i.s.Apply(ctx, importers.ApplyRequest{ID: c.ID}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff(before, i.state()); diff != "" {
		t.Errorf("after the interrupt (-want +got):\n%s", diff)
	}
}

func TestLostStageIsNotApplied(t *testing.T) {
	i := newImports(t)
	for _, table := range []string{"stage", "diff"} {
		i.load(vilis(sheets(1, 3)...))
		c := i.stage(vilis(sheets(1, 2)...))
		i.exec(fmt.Sprintf(`TRUNCATE sotay.%s_%d`, table, c.ID)) // as after a crash of the server: both are unlogged
		if got := wantError[*importers.Refused](t, i.tryApply(c)); got.Code != "stage_lost" {
			t.Errorf("without %s: %+v", table, got)
		}
	}
	c := i.stage(vilis(sheets(1, 2)...))
	i.exec(`UPDATE sotay.instance SET restore_id = gen_random_uuid()`)
	if got := wantError[*importers.Refused](t, i.tryApply(c)); got.Code != "restored" {
		t.Errorf("after a restore: %+v", got)
	}
}

// TestIndexesAreBuiltAgain loads more than there is, which drops indexes on the way.
func TestIndexesAreBuiltAgain(t *testing.T) {
	i := newImports(t)
	i.s.SetBulkRows(10)
	const indexes = `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'data' ORDER BY 1`
	before := i.lines(indexes)
	var phases []importers.Phase
	c := i.stage(vilis(sheets(2, 30)...))
	_, err := i.s.Apply(context.Background(), importers.ApplyRequest{ID: c.ID, Progress: func(p importers.Progress) { phases = append(phases, p.Phase) }})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(phases, importers.Indexing) {
		t.Errorf("phases %v: no index was built", phases)
	}
	if diff := cmp.Diff(before, i.lines(indexes)); diff != "" {
		t.Errorf("indexes (-before +after):\n%s", diff)
	}
	reader, err := i.db.Public.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Rollback(context.Background())
	if _, err := reader.Exec(context.Background(), `SELECT count(*) FROM pub.parcels`); err != nil {
		t.Fatal(err)
	}
	i.load(vilis(sheets(5, 60)...)) // the reader still holds the table: the indexes stay, the load goes on
	if diff := cmp.Diff([]string{"(300)"}, i.lines(`SELECT count(*) FROM data.parcels`)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// TestIndexesOfACrash: what an apply that died had dropped stands again after the next start,
// and after one that failed at once.
func TestIndexesOfACrash(t *testing.T) {
	i := newImports(t)
	i.s.SetBulkRows(10)
	const indexes = `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'data' ORDER BY 1`
	before := i.lines(indexes)
	c := i.stage(vilis(sheets(1, 30)...))
	i.exec(`
		UPDATE sotay.imports SET rebuild = (
			SELECT array_agg(replace(indexdef, 'CREATE INDEX ', 'CREATE INDEX IF NOT EXISTS ')) FROM pg_indexes WHERE tablename = 'parcels' AND indexdef LIKE '%gist%(geom_3857)%') || ARRAY['CREATE INDEX gone ON data.gone (x)']
		WHERE  id = $1`, c.ID)
	i.exec(`DO $$ BEGIN
		EXECUTE (SELECT format('DROP INDEX data.%I', indexname) FROM pg_indexes WHERE tablename = 'parcels' AND indexdef LIKE '%gist%(geom_3857)%');
	END $$`)
	if cmp.Equal(before, i.lines(indexes)) {
		t.Fatal("no index is gone")
	}
	if err := i.s.Clean(context.Background()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, i.lines(indexes)); diff != "" {
		t.Errorf("after Clean (-before +after):\n%s", diff)
	}
	i.exec(`INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) VALUES ('26506', '1', '1', st_makeenvelope(107.08, 10.34, 107.09, 10.35, 4326))`)
	wantError[*importers.Conflict](t, i.tryApply(c))
	if diff := cmp.Diff(before, i.lines(indexes)); diff != "" {
		t.Errorf("after a conflict (-before +after):\n%s", diff)
	}
	if left := i.lines(`SELECT id FROM sotay.imports WHERE rebuild IS NOT NULL`); len(left) > 0 {
		t.Errorf("still to make: %v", left)
	}
}

func TestApplyLeavesNoScratchTables(t *testing.T) {
	i := newImports(t)
	c := i.load(vilis(sheets(1, 2)...))
	want := []string{fmt.Sprintf("(before_%d)", c.ID), fmt.Sprintf("(before_%d_restricted)", c.ID), fmt.Sprintf("(before_%d_staff)", c.ID)}
	if diff := cmp.Diff(want, i.scratch()); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
}

// TestManyRowsAreAddedInChunks adds rows by statements of a few, with refused rows, whose
// place in the stage is another, among them.
func TestManyRowsAreAddedInChunks(t *testing.T) {
	i := newImports(t)
	i.s.SetChunkRows(100)
	rows := sheets(3, 300)
	rows[17].Geometry, rows[500].Geometry = bowtie(east, north), bowtie(east, north)
	var done []int64
	c := i.stage(vilis(rows...), func(r *importers.Request) { r.SkipBad = true })
	c, err := i.s.Apply(context.Background(), importers.ApplyRequest{ID: c.ID, Progress: func(p importers.Progress) { done = append(done, p.Rows) }})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"(898,898)"}, i.lines(`SELECT count(*), count(DISTINCT (sheet_no, parcel_no)) FROM data.parcels`)); diff != "" || c.Counts.Added != 898 {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"(299)", "(299)", "(300)"}, i.lines(`SELECT parcels FROM data.sheets`)); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"(t)"}, i.lines(`
		SELECT bool_and(st_equals(s.geom, h.geom)) FROM data.sheets s
		JOIN (SELECT sheet_no, sotay.sheet_outline(st_collect(geom ORDER BY id)) AS geom FROM data.parcels GROUP BY 1) h USING (sheet_no)`)); diff != "" {
		t.Errorf("the sheets are not the outlines of their parcels (-want +got):\n%s", diff)
	}
	if !slices.Contains(done, 898) {
		t.Errorf("progress %v", done)
	}
}
