package postgis_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/internal/testdb"
	"sotay/postgis"
)

const insertPlace = `INSERT INTO data.places (geom) VALUES (st_point(107.08, 10.35, 4326))`

// A change counts when it is committed, however long it took and whoever was before.
func TestReadChangesOutOfOrder(t *testing.T) {
	db, ctx := places(t), context.Background()
	long, err := db.Owner.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = long.Rollback(ctx) }()
	if _, err := long.Exec(ctx, insertPlace); err != nil {
		t.Fatal(err)
	}
	start := now(t, db)
	mustExec(t, db, insertPlace)
	changes, middle, _, err := postgis.ReadChanges(ctx, db.App, start)
	if err != nil || len(changes) != 1 {
		t.Fatalf("%d changes, %v; want the committed one", len(changes), err)
	}
	later := changes[0].ID
	if err := long.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	changes, end, _, err := postgis.ReadChanges(ctx, db.App, middle)
	if err != nil || len(changes) != 1 || changes[0].ID >= later {
		t.Fatalf("changes %v, %v; want the one of the long transaction", changes, err)
	}
	if got := since(t, db, end); got != nil {
		t.Errorf("again: %v", got)
	}
	if got := since(t, db, start); len(got) != 2 {
		t.Errorf("from the start: %v", got)
	}
}

// A reader that writes what it reads about meets its own change once.
func TestReadChangesOwn(t *testing.T) {
	for _, busy := range []bool{false, true} {
		db, ctx := places(t), context.Background()
		pos, seen := now(t, db), 0
		read := func(q postgis.Querier) {
			changes, next, _, err := postgis.ReadChanges(ctx, q, pos)
			if err != nil {
				t.Fatal(err)
			}
			pos, seen = next, seen+len(changes)
		}
		err := pgx.BeginFunc(ctx, db.App, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, insertPlace); err != nil {
				return err
			}
			if busy { // a later transaction is over before the reader's snapshot
				mustExec(t, db, "INSERT INTO data.places_staff VALUES (1)")
			}
			read(tx)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		read(db.App)
		read(db.App)
		want := 1
		if busy {
			want = 2
		}
		if seen != want {
			t.Errorf("busy %v: %d changes, want %d", busy, seen, want)
		}
	}
}

func TestReadChangesResync(t *testing.T) {
	db, ctx := placesAlone(t), context.Background()
	resync := func(pos postgis.Position) bool {
		t.Helper()
		changes, next, resync, err := postgis.ReadChanges(ctx, db.App, pos)
		if err != nil || next.IsZero() || resync && len(changes) > 0 {
			t.Fatalf("%d changes, next %v, %v", len(changes), next, err)
		}
		return resync
	}
	prune := func(keep string) (n int64) {
		t.Helper()
		if err := db.App.QueryRow(ctx, `SELECT sotay.prune_changes($1::interval)`, keep).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if !resync(postgis.Position{}) {
		t.Error("the zero position: no resync")
	}
	old := now(t, db)
	mustExec(t, db, insertPlace)
	if n := prune("1 hour"); n != 0 || resync(old) {
		t.Errorf("%d rows pruned within the hour", n)
	}
	pruneAll(t, db)
	if !resync(old) || resync(now(t, db)) {
		t.Errorf("pruned; resync of the older position %v, of the present %v", resync(old), resync(now(t, db)))
	}
	fresh := now(t, db)

	var future postgis.Position
	if err := future.UnmarshalText([]byte(fresh.String()[:len(fresh.String())-len(snapshot(fresh))] + "900000000:900000000:")); err != nil {
		t.Fatal(err)
	}
	if !resync(future) {
		t.Error("a position of the future: no resync")
	}
	mustExec(t, db, "SELECT sotay.renew_journal()")
	if !resync(fresh) || resync(now(t, db)) {
		t.Error("after a restore: want resync of the position before it, and none after")
	}
	mustExec(t, db, "UPDATE sotay.journal SET system_identifier = 1")
	pos := now(t, db)
	var adopted, again bool
	if err := db.App.QueryRow(ctx, `SELECT sotay.adopt_journal()`).Scan(&adopted); err != nil {
		t.Fatal(err)
	}
	if err := db.App.QueryRow(ctx, `SELECT sotay.adopt_journal()`).Scan(&again); err != nil {
		t.Fatal(err)
	}
	if !adopted || again || !resync(pos) {
		t.Errorf("a dump from another cluster: adopted %v, again %v, resync %v", adopted, again, resync(pos))
	}
}

func snapshot(p postgis.Position) string {
	s := p.String()
	for i := len(s) - 1; ; i-- {
		if s[i] == '/' {
			return s[i+1:]
		}
	}
}

// Rows are kept for whoever has read within the time to keep, whatever transactions
// were running then.
func TestPruneWaitsForReaders(t *testing.T) {
	db, ctx := placesAlone(t), context.Background()
	prune := func(keep string) {
		t.Helper()
		if _, err := db.App.Exec(ctx, `SELECT sotay.prune_changes($1::interval)`, keep); err != nil {
			t.Fatal(err)
		}
	}
	prune("0")
	long, err := db.Owner.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := long.Exec(ctx, insertPlace); err != nil {
		t.Fatal(err)
	}
	prune("0") // a mark that the long transaction is not behind
	pos := now(t, db)
	if err := long.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	prune("0")
	if got := since(t, db, pos); len(got) != 1 {
		t.Errorf("the reader from before the commit: %v, want one change", got)
	}
	pruneAll(t, db)
	if _, _, resync, err := postgis.ReadChanges(ctx, db.App, pos); err != nil || !resync {
		t.Errorf("after the next mark: resync %v, %v", resync, err)
	}
}

// pruneAll prunes what there is: once for a mark, once up to it.
func pruneAll(t *testing.T, db *postgis.DB) {
	t.Helper()
	mustExec(t, db, `SELECT sotay.prune_changes('0')`)
	mustExec(t, db, `SELECT sotay.prune_changes('0')`)
	var left int
	if err := db.App.QueryRow(context.Background(), `SELECT count(*) FROM sotay.changes`).Scan(&left); err != nil || left > 0 {
		t.Fatalf("%d rows left, %v", left, err)
	}
}

func TestPositionText(t *testing.T) {
	for _, s := range []string{"", "7312/6ba7b810-9dad-11d1-80b4-00c04fd430c8/10:20:10,14", "-1/x/1:1:"} {
		p, err := postgis.ParsePosition(s)
		if err != nil || p.String() != s || p.IsZero() != (s == "") {
			t.Errorf("%q: %q, %v", s, p, err)
		}
		var back struct{ P postgis.Position }
		b, err := json.Marshal(struct{ P postgis.Position }{p})
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &back); err != nil || back.P != p {
			t.Errorf("%s: %v, %v", b, back.P, err)
		}
	}
	for _, s := range []string{"x", "1/2", "a/b/1:2:", "1/b/c"} {
		if p, err := postgis.ParsePosition(s); err == nil {
			t.Errorf("%q: %v, want an error", s, p)
		}
	}
}

// The audience and the tiles come as they were written.
func TestReadChangesFields(t *testing.T) {
	db := testdb.New(t)
	pos := now(t, db)
	mustExec(t, db, `INSERT INTO sotay.changes (layer, audience, tiles)
		VALUES ('x', 'public', '{214139387, 3}'), ('y', 'staff', '{}'), ('z', 'public', NULL)`)
	want := []string{"x public 13070/507 0/3", "y staff", "z public all"}
	if diff := cmp.Diff(want, since(t, db, pos)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
