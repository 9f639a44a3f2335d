package postgis_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/postgis"
)

// Several connections insert, edit, move and delete, roll back and take their time; a
// reader that is cut off and started again at random sees each change of each committed
// transaction exactly once, and none of the others.
func TestJournalExactlyOnce(t *testing.T) {
	db, ctx := places(t), context.Background()
	mustExec(t, db, `
		CREATE TABLE data.reader (position text NOT NULL);
		CREATE TABLE data.seen (change bigint, xid text);
		GRANT SELECT, INSERT, UPDATE ON data.reader, data.seen TO sotay_app;
		INSERT INTO data.places (id, name, geom) SELECT -n, 'start', st_point(107 + n * 0.01, 10, 4326) FROM generate_series(1, 20) AS n`)
	mustExec(t, db, `INSERT INTO data.reader VALUES ($1)`, now(t, db).String())

	const writers, transactions = 6, 40
	want := map[string]int{} // changes by transaction
	var mu sync.Mutex
	record := func(committed map[string]int) {
		mu.Lock()
		defer mu.Unlock()
		for xid, n := range committed {
			want[xid] += n
		}
	}
	long := begin(t, db) // runs all the while
	long.step(t, "INSERT INTO data.places (name) VALUES ('long')", 1)

	var wg sync.WaitGroup
	for n := range writers {
		wg.Go(func() { record(write(t, db, rand.New(rand.NewPCG(5, uint64(n))), transactions)) })
	}
	stop := make(chan struct{})
	readers := make(chan int)
	go func() { readers <- readAll(ctx, t, db, stop) }()
	wg.Wait()
	record(long.end(t, true))
	close(stop)
	if cut := <-readers; cut < 5 {
		t.Errorf("the reader was cut off %d times: that proves little", cut)
	}

	rows, err := db.App.Query(ctx, `SELECT xid, count(*), count(DISTINCT change) FROM data.seen GROUP BY xid`)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	var xid string
	var n, distinct int
	if _, err := pgx.ForEachRow(rows, []any{&xid, &n, &distinct}, func() error {
		if n != distinct {
			t.Errorf("transaction %s: a change was seen twice", xid)
		}
		got[xid] = n
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes by transaction (-committed +seen)\n%s", diff)
	}
}

// transaction counts what its statements write to the journal.
type transaction struct {
	tx      pgx.Tx
	xid     string
	changes int
}

func begin(t *testing.T, db *postgis.DB) *transaction {
	tx, err := db.App.Begin(context.Background())
	if err != nil {
		t.Error(err)
		return nil
	}
	s := &transaction{tx: tx}
	if err := tx.QueryRow(context.Background(), `SELECT pg_current_xact_id()::text`).Scan(&s.xid); err != nil {
		t.Error(err)
	}
	return s
}

// step runs a statement that records so many changes where it touches rows.
func (s *transaction) step(t *testing.T, sql string, changes int) {
	tag, err := s.tx.Exec(context.Background(), sql)
	if err != nil {
		t.Errorf("%s: %v", sql, err)
	}
	if tag.RowsAffected() > 0 {
		s.changes += changes
	}
}

// end is what the transaction committed.
func (s *transaction) end(t *testing.T, commit bool) map[string]int {
	if !commit {
		if err := s.tx.Rollback(context.Background()); err != nil {
			t.Error(err)
		}
		return nil
	}
	if err := s.tx.Commit(context.Background()); err != nil {
		t.Error(err)
	}
	if s.changes == 0 {
		return nil
	}
	return map[string]int{s.xid: s.changes}
}

// write runs random transactions and tells what was committed.
func write(t *testing.T, db *postgis.DB, rng *rand.Rand, transactions int) map[string]int {
	committed := map[string]int{}
	for n := range transactions {
		s := begin(t, db)
		if s == nil {
			return committed
		}
		for range 1 + rng.IntN(3) {
			savepoint := rng.IntN(5) == 0
			before := s.changes
			if savepoint {
				s.step(t, "SAVEPOINT s", 0)
			}
			s.step(t, statement(rng, n), 1)
			if rng.IntN(4) == 0 {
				s.step(t, fmt.Sprintf("SELECT pg_sleep(%f)", rng.Float64()*0.02), 0)
			}
			if savepoint && rng.IntN(2) == 0 {
				s.step(t, "ROLLBACK TO s", 0)
				s.changes = before
			}
		}
		for xid, n := range s.end(t, rng.IntN(4) > 0) {
			committed[xid] = n
		}
	}
	return committed
}

// statement is a random change. Rows that others hold are skipped: nobody waits for ever.
func statement(rng *rand.Rand, n int) string {
	point := fmt.Sprintf("st_point(%f, %f, 4326)", 107+rng.Float64(), 10+rng.Float64())
	some := "id IN (SELECT id FROM data.places ORDER BY random() LIMIT 2 FOR UPDATE SKIP LOCKED)"
	switch rng.IntN(6) {
	case 0:
		return "DELETE FROM data.places WHERE " + some
	case 1:
		return fmt.Sprintf("UPDATE data.places SET name = '%d-%d' WHERE %s", n, rng.Int(), some)
	case 2:
		return fmt.Sprintf("UPDATE data.places SET note = '%d-%d' WHERE %s", n, rng.Int(), some)
	case 3:
		return fmt.Sprintf("UPDATE data.places SET geom = %s WHERE %s", point, some)
	default:
		return fmt.Sprintf("INSERT INTO data.places (name, geom) VALUES ('%d', %s)", n, point)
	}
}

// readAll is the reader: it saves what it saw and its position in one transaction, and
// starts again with the saved position whenever it is cut off. After stop it reads to
// the end, and tells how often it was cut off.
func readAll(ctx context.Context, t *testing.T, db *postgis.DB, stop <-chan struct{}) (cut int) {
	rng := rand.New(rand.NewPCG(7, 7))
	for last := false; ; {
		select {
		case <-stop:
			last = true
		default:
		}
		kill := !last && rng.IntN(3) == 0
		err := readOnce(ctx, db, kill, rng)
		switch {
		case kill:
			cut++
		case err != nil:
			t.Error(err)
			return cut
		case last:
			return cut
		}
	}
}

func readOnce(ctx context.Context, db *postgis.DB, kill bool, rng *rand.Rand) error {
	cfg := db.App.Config().ConnConfig
	conn, err := pgx.ConnectConfig(ctx, cfg) // a reader that starts, every time
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	die := func(point int) bool {
		if kill && rng.IntN(3) == point {
			_ = conn.PgConn().Conn().Close()
			return true
		}
		return false
	}
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	var text string
	if err := tx.QueryRow(ctx, `SELECT position FROM data.reader FOR UPDATE`).Scan(&text); err != nil {
		return err
	}
	pos, err := postgis.ParsePosition(text)
	if err != nil {
		return err
	}
	changes, next, resync, err := postgis.ReadChanges(ctx, tx, pos)
	if err != nil || resync {
		return fmt.Errorf("resync %v, %w", resync, err)
	}
	var ids []string
	for _, c := range changes {
		ids = append(ids, fmt.Sprint(c.ID))
	}
	if die(0) {
		return nil
	}
	if _, err := tx.Exec(ctx, `INSERT INTO data.seen SELECT id, xid::text FROM sotay.changes WHERE id = ANY ($1::bigint[])`,
		"{"+strings.Join(ids, ",")+"}"); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE data.reader SET position = $1`, next.String()); err != nil {
		return err
	}
	if die(1) {
		return nil
	}
	err = tx.Commit(ctx)
	die(2)
	return err
}
