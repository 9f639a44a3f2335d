package postgis_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"sotay/internal/testdb"
	"sotay/postgis"
)

// What was public and committed decides a digest, and nothing else does: neither the order
// of commits, nor what was rolled back, nor staff's edits, nor pruning.
func TestDigestsFollowPublicHistory(t *testing.T) {
	insert := func(id int, name string) string {
		return fmt.Sprintf(`INSERT INTO data.places (id, name, note, geom) VALUES (%d, '%s', 'n', st_point(107.08, 10.35, 4326))`, id, name)
	}
	plain := history(t, insert(1, "a"), insert(2, "b"), `UPDATE data.places SET name = 'c' WHERE id = 1`)
	for what, sql := range map[string][]string{
		"commits in another order": {"one: " + insert(1, "a"), insert(2, "b"), "one: COMMIT", `UPDATE data.places SET name = 'c' WHERE id = 1`},
		"staff's edits between": {
			insert(1, "a"), `UPDATE data.places SET note = 'm'`, insert(2, "b"), `INSERT INTO data.places_staff VALUES (1, 'x'), (2, 'y')`,
			"one: UPDATE data.places_staff SET remark = 'z'", "one: ROLLBACK", `UPDATE data.places SET name = 'c', note = 'k' WHERE id = 1`,
		},
		"public edits rolled back": {
			insert(1, "a"), insert(2, "b"), "one: DELETE FROM data.places", "one: ROLLBACK", "one: " + insert(3, "d"), "one: ROLLBACK",
			`UPDATE data.places SET name = 'c' WHERE id = 1`,
		},
		"an edit of more rows than differ": {insert(1, "a"), insert(2, "b"), `UPDATE data.places SET name = CASE id WHEN 1 THEN 'c' ELSE name END`},
		"pruning":                          {insert(1, "a"), insert(2, "b"), `SELECT sotay.fold_changes(NULL)`, `UPDATE data.places SET name = 'c' WHERE id = 1`},
	} {
		if got := history(t, sql...); got != plain {
			t.Errorf("%s: %v, want %v", what, got, plain)
		}
	}
	for what, sql := range map[string][]string{
		"another name":         {insert(1, "a"), insert(2, "b"), `UPDATE data.places SET name = 'd' WHERE id = 1`},
		"another record":       {insert(1, "a"), insert(2, "b"), `UPDATE data.places SET name = 'c' WHERE id = 2`},
		"NULL":                 {insert(1, "a"), insert(2, "b"), `UPDATE data.places SET name = NULL WHERE id = 1`},
		"moved by a hair":      {insert(1, "a"), insert(2, "b"), `UPDATE data.places SET geom = st_point(107.08000001, 10.35, 4326) WHERE id = 1`},
		"deleted":              {insert(1, "a"), insert(2, "b"), `DELETE FROM data.places WHERE id = 1`},
		"added and taken away": {insert(1, "a"), insert(2, "b"), `UPDATE data.places SET name = 'c' WHERE id = 1`, insert(3, "d"), `DELETE FROM data.places WHERE id = 3`},
	} {
		if got := history(t, sql...); got == plain {
			t.Errorf("%s: the digest is the same", what)
		}
	}
}

// history runs statements on a new database and gives the digest of their tile. "one: " is
// a transaction of its own.
func history(t *testing.T, statements ...string) postgis.Digest {
	t.Helper()
	db := places(t)
	var one *transaction
	for _, sql := range statements {
		sql, apart := strings.CutPrefix(sql, "one: ")
		switch {
		case !apart:
			mustExec(t, db, sql)
		case sql == "COMMIT" || sql == "ROLLBACK":
			one.end(t, sql == "COMMIT")
			one = nil
		default:
			if one == nil {
				one = begin(t, db)
			}
			one.step(t, sql, 1)
		}
	}
	j := caughtUp(t, postgis.NewJournal(postgis.JournalConfig{Pool: db.App}))
	return j.Digest("places", maptile.At(orb.Point{107.08, 10.35}, 14))
}

// A recovery forks history: what was read before it, from a server that went on, says
// nothing about what comes after it.
func TestRecoveryBeginsANewHistory(t *testing.T) {
	dir := dataDir(t)
	db := withPlaces(t, mustOpen(t, postgis.Config{DataDir: dir}))
	mustExec(t, db, insertPlace)
	before, pos := caughtUp(t, postgis.NewJournal(postgis.JournalConfig{Pool: db.App})), now(t, db)
	db.Close()
	recovery := func(name, text string) {
		file, err := os.OpenFile(filepath.Join(dir, "pgdata", name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err == nil {
			_, err = file.WriteString(text)
		}
		if err := errors.Join(err, file.Close()); err != nil {
			t.Fatal(err)
		}
	}
	recovery("postgresql.auto.conf", "restore_command = 'false'\n")
	recovery("recovery.signal", "")
	db = mustOpen(t, postgis.Config{DataDir: dir})
	for recovering := true; recovering; time.Sleep(20 * time.Millisecond) { // it answers before it has ended
		if err := db.Owner.QueryRow(t.Context(), `SELECT pg_is_in_recovery()`).Scan(&recovering); err != nil {
			t.Fatal(err)
		}
	}
	after := caughtUp(t, postgis.NewJournal(postgis.JournalConfig{Pool: db.App}))
	if after.Epoch() == before.Epoch() || after.LayerDigest("places") != before.LayerDigest("places") {
		t.Errorf("epoch %s after %s, digest %v after %v: want another epoch, the same digest", after.Epoch(), before.Epoch(),
			after.LayerDigest("places"), before.LayerDigest("places"))
	}
	if _, _, resync, err := postgis.ReadChanges(t.Context(), db.App, pos); err != nil || !resync {
		t.Errorf("a position of the old time line: resync %v, %v", resync, err)
	}
}

// A dump that is restored on the same server, without a word to sotay, is another history.
func TestRestoredDumpBeginsANewHistory(t *testing.T) {
	db := places(t)
	mustExec(t, db, insertPlace)
	before, pos := caughtUp(t, postgis.NewJournal(postgis.JournalConfig{Pool: db.App})), now(t, db)
	restored := testdb.Empty(t)
	program := func(name string, of *postgis.DB, args ...string) *exec.Cmd {
		to := of.Server().ConnString("postgres", of.Owner.Config().ConnConfig.Database)
		return exec.Command(filepath.Join(of.Server().Bin(), name), append(args, "--dbname", to)...)
	}
	dump, err := program("pg_dump", db, "--schema=sotay", "--schema=data", "--schema=pub").Output()
	if err != nil {
		t.Fatal(err)
	}
	restore := program("psql", restored, "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1")
	restore.Stdin = bytes.NewReader(dump)
	if out, err := restore.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	after := caughtUp(t, postgis.NewJournal(postgis.JournalConfig{Pool: restored.App}))
	if after.Epoch() == before.Epoch() || after.LayerDigest("places").Count < before.LayerDigest("places").Count {
		t.Errorf("epoch %s after %s, digest %v after %v: want another epoch, and nothing forgotten", after.Epoch(), before.Epoch(),
			after.LayerDigest("places"), before.LayerDigest("places"))
	}
	if _, _, resync, err := postgis.ReadChanges(t.Context(), restored.App, pos); err != nil || !resync {
		t.Errorf("a position of the source: resync %v, %v", resync, err)
	}
}
