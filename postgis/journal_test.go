package postgis_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"sotay/postgis"
)

func caughtUp(t *testing.T, j *postgis.Journal) *postgis.Journal {
	t.Helper()
	if err := j.CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	return j
}

// running keeps a journal reading until the test ends.
func running(t *testing.T, cfg postgis.JournalConfig) *postgis.Journal {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	j := postgis.NewJournal(cfg)
	done := make(chan error)
	go func() { done <- j.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run: %v", err)
		}
	})
	eventually(t, "the first read", func() bool { return j.Fresh() })
	return j
}

// A digest changes with what a tile draws, its margin included, and with nothing else.
func TestJournalDigest(t *testing.T) {
	db := places(t)
	j := caughtUp(t, postgis.NewJournal(postgis.JournalConfig{Pool: db.App}))
	p := orb.Point{107.08, 10.35}
	rng := rand.New(rand.NewPCG(1, 2))
	var tiles []maptile.Tile
	for z := maptile.Zoom(0); z <= 22; z++ {
		at := maptile.At(p, z)
		for range 12 {
			x, y := int(at.X)+rng.IntN(5)-2, int(at.Y)+rng.IntN(5)-2
			if x >= 0 && y >= 0 && x < 1<<z && y < 1<<z {
				tiles = append(tiles, maptile.New(uint32(x), uint32(y), z))
			}
		}
	}
	for range 40 {
		before := digests(j, tiles)
		lon, lat := p[0]+rng.NormFloat64()*0.03, p[1]+rng.NormFloat64()*0.03
		w, h := rng.Float64()*0.01, rng.Float64()*0.01
		box := fmt.Sprintf("st_makeenvelope(%f, %f, %f, %f, 4326)", lon, lat, lon+w, lat+h)
		mustExec(t, db, "INSERT INTO data.places (geom) VALUES ("+box+")")
		caughtUp(t, j)
		for i, d := range digests(j, tiles) {
			drawn, far := meets(t, db, box, tiles[i])
			if changed := d != before[i]; drawn && !changed || far && changed {
				t.Errorf("%s in tile %v: drawn %v, beyond the z14 tiles %v, changed %v", box, tiles[i], drawn, far, changed)
			}
		}
	}
}

func digests(j *postgis.Journal, tiles []maptile.Tile) []postgis.Digest {
	list := make([]postgis.Digest, len(tiles))
	for i, tile := range tiles {
		list[i] = j.Digest("places", tile)
	}
	return list
}

// meets asks PostGIS whether the tile with its margin meets the box, and whether it is
// further from it than a z14 tile.
func meets(t *testing.T, db *postgis.DB, box string, tile maptile.Tile) (drawn, far bool) {
	t.Helper()
	err := db.App.QueryRow(context.Background(), `
		SELECT st_transform(b, 3857) && e, st_distance(st_transform(b, 3857), e) > 2446 * sqrt(2) + 5
		FROM   (SELECT `+box+` AS b, st_tileenvelope($1, $2, $3, margin => 1.0 / 64) AS e) AS q`,
		int(tile.Z), int(tile.X), int(tile.Y)).Scan(&drawn, &far)
	if err != nil {
		t.Fatal(err)
	}
	return drawn, far
}

// Staff changes and those that give no place leave the digests alone; "all" changes all.
func TestJournalDigestAudience(t *testing.T) {
	db := places(t)
	mustExec(t, db, insertPlace+` RETURNING id`)
	j := caughtUp(t, postgis.NewJournal(postgis.JournalConfig{Pool: db.App}))
	tile := maptile.At(orb.Point{107.08, 10.35}, 16)
	far := maptile.At(orb.Point{-50, 3}, 16)
	for _, tt := range []struct {
		sql       string
		here, all bool
	}{
		{"UPDATE data.places SET note = 'x'", false, false},
		{"INSERT INTO data.places_staff VALUES (1, 'x')", false, false},
		{"INSERT INTO data.places (name) VALUES ('nowhere')", false, false},
		{"UPDATE data.places SET name = 'x'", true, false},
		{"TRUNCATE data.places", true, true},
	} {
		before := digests(j, []maptile.Tile{tile, far})
		mustExec(t, db, tt.sql)
		after := digests(caughtUp(t, j), []maptile.Tile{tile, far})
		if got := after[0] != before[0]; got != tt.here {
			t.Errorf("%s: its tile changed: %v", tt.sql, got)
		}
		if got := after[1] != before[1]; got != tt.all {
			t.Errorf("%s: a far tile changed: %v", tt.sql, got)
		}
	}
}

// Every process has the same digests, whenever it began and whatever was pruned.
func TestJournalDigestSurvives(t *testing.T) {
	db := placesAlone(t)
	early := caughtUp(t, postgis.NewJournal(postgis.JournalConfig{Pool: db.App}))
	var tiles []maptile.Tile
	rng := rand.New(rand.NewPCG(3, 4))
	insert := func(n int) {
		for range n {
			p := orb.Point{107 + rng.Float64()*0.1, 10 + rng.Float64()*0.1}
			mustExec(t, db, fmt.Sprintf("INSERT INTO data.places (geom) VALUES (st_point(%f, %f, 4326))", p[0], p[1]))
			tiles = append(tiles, maptile.At(p, maptile.Zoom(rng.IntN(20))))
		}
	}
	compare := func(when string, j *postgis.Journal) {
		t.Helper()
		caughtUp(t, early)
		for i, d := range digests(caughtUp(t, j), tiles) {
			if want := early.Digest("places", tiles[i]); d != want || d.Count == 0 {
				t.Errorf("%s: tile %v has %v, want %v", when, tiles[i], d, want)
			}
		}
		if j.LayerDigest("places") != early.LayerDigest("places") || j.Epoch() != early.Epoch() || j.Epoch() == "" {
			t.Errorf("%s: layer digest or epoch differ", when)
		}
	}
	restarted := func() *postgis.Journal { return postgis.NewJournal(postgis.JournalConfig{Pool: db.App}) }
	insert(20)
	mustExec(t, db, "TRUNCATE data.places")
	compare("restarted", restarted())
	pruneAll(t, db)
	compare("restarted after pruning", restarted())
	insert(20)
	compare("restarted after pruning and more", restarted())
	pruneAll(t, db)
	compare("restarted after pruning twice", restarted())

	epoch := early.Epoch()
	mustExec(t, db, "SELECT sotay.renew_journal()")
	if caughtUp(t, early).Epoch() == epoch {
		t.Error("the epoch outlived a restore")
	}
	compare("restored", restarted())
}

// Run reads by itself, and a commit wakes it: it need not wait for the next poll.
func TestJournalRun(t *testing.T) {
	db := places(t)
	j := running(t, postgis.JournalConfig{Pool: db.App, Poll: time.Hour, FreshFor: 2 * time.Hour})
	before := j.LayerDigest("places")
	mustExec(t, db, insertPlace)
	eventually(t, "reading after a notification", func() bool { return j.LayerDigest("places") != before })

	polling := running(t, postgis.JournalConfig{Pool: db.App, Poll: 10 * time.Millisecond})
	before = polling.LayerDigest("places")
	mustExec(t, db, `INSERT INTO sotay.changes (layer, audience) VALUES ('places', 'public')`) // without NOTIFY
	eventually(t, "reading by polling", func() bool { return polling.LayerDigest("places") != before })
}

// A reader whose connection is lost is not fresh for long, and comes back by itself.
func TestJournalReconnects(t *testing.T) {
	db := places(t)
	var failures atomic.Int64
	j := running(t, postgis.JournalConfig{Pool: db.App, Poll: 10 * time.Millisecond, Failed: func(error) { failures.Add(1) }})
	before := j.LayerDigest("places")
	mustSuper(t, db, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'sotay_app' AND datname = current_database()`)
	mustExec(t, db, insertPlace)
	eventually(t, "reading again", func() bool { return j.LayerDigest("places") != before && j.Fresh() })
	if failures.Load() == 0 {
		t.Error("nobody was told of the lost connection")
	}
	mustSuper(t, db, `ALTER TABLE sotay.changes RENAME TO gone`)
	eventually(t, "growing old", func() bool { return !j.Fresh() && j.Age() > time.Second })
	mustSuper(t, db, `ALTER TABLE sotay.gone RENAME TO changes`)
	eventually(t, "being fresh again", func() bool { return j.Fresh() })
}

func mustSuper(t *testing.T, db *postgis.DB, sql string) {
	t.Helper()
	ctx := context.Background()
	conn, err := db.Server().Superuser(ctx, db.Owner.Config().ConnConfig.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// A new, changed or dropped layer calls the catalogue's hook before the read counts.
func TestJournalCatalogue(t *testing.T) {
	db := places(t)
	var calls int
	var refuse error
	j := postgis.NewJournal(postgis.JournalConfig{Pool: db.App, Catalogue: func(context.Context) error { calls++; return refuse }})
	caughtUp(t, caughtUp(t, j))
	if calls != 1 {
		t.Fatalf("%d calls at first, want 1", calls)
	}
	for n, sql := range []string{
		"UPDATE sotay.layers SET title_en = 'Spots' WHERE name = 'places'",
		"INSERT INTO sotay.fields (layer, name, sort, type, title_vi, title_en) VALUES ('places', 'note', 1, 'text', '', '')",
		"DELETE FROM sotay.layers WHERE name = 'places'",
	} {
		mustExec(t, db, sql)
		caughtUp(t, caughtUp(t, j))
		if calls != n+2 {
			t.Errorf("after %s: %d calls, want %d", sql, calls, n+2)
		}
	}
	refuse = errors.New("no")
	mustExec(t, db, "DELETE FROM sotay.layers WHERE name = 'sheets'")
	for range 2 {
		if err := j.CatchUp(context.Background()); !errors.Is(err, refuse) {
			t.Errorf("CatchUp: %v, want the hook's error", err)
		}
	}
}

// Whatever is done to a table itself counts as "all", also while nobody was looking.
func TestJournalTables(t *testing.T) {
	db := places(t)
	j := caughtUp(t, postgis.NewJournal(postgis.JournalConfig{Pool: db.App}))
	all := func() uint64 { return j.Digest("places", maptile.New(0, 0, 20)).Count }
	for _, sql := range []string{
		"ALTER TABLE data.places ADD COLUMN more int",
		"ALTER TABLE data.places ALTER COLUMN more TYPE text",
		"VACUUM FULL data.places",
		"ALTER TABLE data.places DISABLE TRIGGER ALL",
		"ALTER TABLE data.places ENABLE ALWAYS TRIGGER sotay_journal_insert",
		"ALTER TABLE data.places DISABLE TRIGGER sotay_journal_insert; ALTER TABLE data.places ENABLE ALWAYS TRIGGER sotay_journal_insert",
		"ALTER TABLE data.places RENAME TO elsewhere",
		"CREATE TABLE data.places (LIKE data.elsewhere)",
	} {
		before := all()
		mustExec(t, db, sql)
		j = caughtUp(t, postgis.NewJournal(postgis.JournalConfig{Pool: db.App})) // a new process
		if all() != before+1 {
			t.Errorf("after %s: %d changes of everything, had %d", sql, all(), before)
		}
	}
	if before := all(); caughtUp(t, j) == nil || all() != before {
		t.Error("a table that did not change was noted")
	}
	if j.Fresh("places") || !j.Fresh("communes", "nosuch") || !j.Fresh() {
		t.Errorf("fresh: places %v, others %v; want only places unwatched", j.Fresh("places"), j.Fresh("communes"))
	}
}

// A table that ogr2ogr drops and makes again is seen as changed, distrusted until the
// triggers are back, and then watched again.
func TestJournalOgr2ogrOverwrite(t *testing.T) {
	db := places(t)
	allow := make(chan struct{})
	j := running(t, postgis.JournalConfig{
		Pool: db.App, Poll: 20 * time.Millisecond, FreshFor: time.Hour,
		Tables: func(ctx context.Context, layers []string) error {
			if !strings.Contains(strings.Join(layers, " "), "places") {
				return nil
			}
			<-allow
			_, err := db.Owner.Exec(ctx, `ALTER TABLE data.places ADD COLUMN IF NOT EXISTS
				geom_3857 geometry(Geometry, 3857) GENERATED ALWAYS AS (st_transform(geom, 3857)) STORED`)
			return errors.Join(err, watchPlaces(ctx, db))
		},
	})
	eventually(t, "the first look", func() bool { return j.Fresh("places") })
	before := j.LayerDigest("places")
	ogr2ogr(t, db, "data.places", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"new"},
		"geometry":{"type":"Point","coordinates":[107.08,10.35]}}]}`)
	eventually(t, "seeing the new table", func() bool { return j.LayerDigest("places") != before && !j.Fresh("places") })

	before = j.LayerDigest("places")
	mustExec(t, db, "UPDATE data.places SET name = 'unseen'")
	close(allow)
	eventually(t, "watching it", func() bool { return j.LayerDigest("places") != before && j.Fresh("places") })

	pos := now(t, db)
	mustExec(t, db, "UPDATE data.places SET name = 'seen'")
	if got := since(t, db, pos); len(got) != 1 || got[0] != "places public "+tileAt(107.08, 10.35) {
		t.Errorf("an edit of the new table: %v", got)
	}
}

// ogr2ogr overwrites a table, as the owner.
func ogr2ogr(t *testing.T, db *postgis.DB, table, geojson string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "places.geojson")
	if err := os.WriteFile(file, []byte(geojson), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := db.Owner.Config().ConnConfig
	target := fmt.Sprintf("PG:host=%s port=%d user=%s dbname=%s", cfg.Host, cfg.Port, cfg.User, cfg.Database)
	cmd := exec.Command("ogr2ogr", "-f", "PostgreSQL", target, file, "-nln", table, "-overwrite",
		"-lco", "FID=id", "-lco", "GEOMETRY_NAME=geom")
	cmd.Env = append(os.Environ(), "PGPASSWORD="+cfg.Password)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ogr2ogr: %v\n%s", err, out)
	}
}

// One process of several notes a changed table.
func TestNoteTablesOnce(t *testing.T) {
	db := places(t)
	caughtUp(t, postgis.NewJournal(postgis.JournalConfig{Pool: db.App}))
	pos := now(t, db)
	mustExec(t, db, "ALTER TABLE data.places ADD COLUMN more int")
	ctx, done := context.Background(), make(chan error)
	err := pgx.BeginFunc(ctx, db.App, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT sotay.note_tables()`); err != nil {
			return err
		}
		go func() {
			_, err := db.App.Exec(ctx, `SELECT sotay.note_tables()`)
			done <- err
		}()
		eventually(t, "the other's waiting", func() (waits bool) {
			err := db.Owner.QueryRow(ctx, `
				SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'sotay.journal_tables'::regclass)`).Scan(&waits)
			return err == nil && waits
		})
		return nil
	})
	if err := errors.Join(err, <-done); err != nil {
		t.Fatal(err)
	}
	if got := since(t, db, pos); len(got) != 1 || got[0] != "places public all" {
		t.Errorf("%v, want one change of everything", got)
	}
}
