package environment_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/environment"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// Whatever writes many stations takes them in the order of their numbers, however they lie in
// the table: two that did otherwise could wait for each other.
func TestStationsAreLockedInOrder(t *testing.T) {
	for name, prepare := range map[string]func(*testing.T, *postgis.DB, *environment.Store) func(context.Context) error{
		"states": func(t *testing.T, _ *postgis.DB, s *environment.Store) func(context.Context) error {
			environment.AsOf(s, vn("2026-11-20 10:10"))
			mustTake(t, s, environment.Sender{}, append(hours("NM11", "COD", vn("2026-11-20 09:00"), 1, 1), hours("NM12", "COD", vn("2026-11-20 09:00"), 1, 1)...)...)
			return s.FollowUp
		},
		"indices": func(t *testing.T, _ *postgis.DB, s *environment.Store) func(context.Context) error {
			environment.AsOf(s, vn("2026-11-20 10:10"))
			for _, station := range []string{"NM11", "NM12"} {
				for _, parameter := range []string{"pH", "COD", "TOC", "NH4", "Coliform"} {
					mustTake(t, s, environment.Sender{}, hours(station, parameter, vn("2026-11-20 09:00"), 1, 1)...)
				}
			}
			return s.FollowIndices
		},
		"waters": func(t *testing.T, db *postgis.DB, s *environment.Store) func(context.Context) error {
			mustExec(t, db, `INSERT INTO data.rivers (name, geom) VALUES ('Sông Dinh', 'SRID=4326;LINESTRING(107.1 10.3, 107.1 10.6)')`)
			return s.PlaceStationsNow
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := testdb.New(t)
			mustHourly(t, db)
			do := prepare(t, db, environment.New(db))
			mustExec(t, db, `UPDATE data.stations SET name = name WHERE code = 'NM11'`) // the lower number lies behind
			tx, err := db.App.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback(context.Background()) }()
			lock := func(tx pgx.Tx, code string) error {
				_, err := tx.Exec(t.Context(), `SELECT FROM data.stations WHERE code = $1 FOR UPDATE NOWAIT`, code)
				return err
			}
			if err := lock(tx, "NM11"); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- do(context.WithoutCancel(t.Context())) }()
			for waits := false; !waits; {
				select {
				case err := <-ended:
					t.Fatalf("it has not waited: %v", err)
				case <-time.After(5 * time.Millisecond):
				}
				if err := db.Owner.QueryRow(t.Context(), `
					SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND $1::int = ANY (pg_blocking_pids(pid)))`, int(tx.Conn().PgConn().PID())).Scan(&waits); err != nil {
					t.Fatal(err)
				}
			}
			if err := lock(tx, "NM12"); err != nil {
				t.Errorf("it waits for the first with the second in hand: %v", err)
			}
			if err := tx.Rollback(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}
