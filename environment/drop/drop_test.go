package drop_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/environment"
	"sotay/environment/drop"
	"sotay/internal/calendar"
	"sotay/internal/testdb"
	"sotay/postgis"
)

const settle = 200 * time.Millisecond

// inbox is a folder that is watched.
type inbox struct {
	t   *testing.T
	dir string
	db  *postgis.DB
}

// newInbox makes a folder and two stations. Nobody watches it yet.
func newInbox(t *testing.T) *inbox {
	t.Helper()
	in := &inbox{t: t, dir: t.TempDir(), db: testdb.New(t)}
	in.exec(`
		INSERT INTO data.stations (code, name, kind, interval_s, geom) VALUES
			('KK01', 'Trạm không khí thử', 'air', 300, 'SRID=4326;POINT(107.08 10.35)'),
			('NM01', 'Trạm nước mặt thử', 'surface_water', 3600, 'SRID=4326;POINT(107.1 10.4)')`)
	return in
}

func (in *inbox) exec(sql string) {
	in.t.Helper()
	if _, err := in.db.Owner.Exec(context.Background(), sql); err != nil {
		in.t.Fatal(err)
	}
}

// watch watches until the test or stop ends it.
func (in *inbox) watch() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		drop.Watch(ctx, drop.Config{DB: in.db, Readings: environment.New(in.db), Dir: in.dir, Settle: settle, Failed: func(err error) { in.t.Log("told: ", err) }})
	})
	stop = func() { cancel(); all.Wait() }
	in.t.Cleanup(stop)
	return stop
}

func (in *inbox) write(name, text string) {
	in.t.Helper()
	name = filepath.Join(in.dir, name)
	err := os.MkdirAll(filepath.Dir(name), 0o755)
	if err == nil {
		err = os.WriteFile(name, []byte(text), 0o644)
	}
	if err != nil {
		in.t.Fatal(err)
	}
}

// files lists what is in the folder, with today's day as DAY.
func (in *inbox) files() []string {
	in.t.Helper()
	day := time.Now().In(calendar.Zone()).Format("2006/01/02")
	list := []string{}
	err := fs.WalkDir(os.DirFS(in.dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			list = append(list, strings.Replace(name, day, "DAY", 1))
		}
		return err
	})
	if err != nil {
		return []string{err.Error()} // moved meanwhile
	}
	return list
}

// settlesAt waits until the folder holds just these files.
func (in *inbox) settlesAt(want ...string) {
	in.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		diff := cmp.Diff(want, in.files())
		if diff == "" {
			return
		}
		if time.Now().After(deadline) {
			in.t.Fatalf("files (-want +got):\n%s", diff)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// readings lists what is stored.
func (in *inbox) readings(want ...string) {
	in.t.Helper()
	var got string
	err := in.db.Owner.QueryRow(context.Background(), `
		SELECT coalesce(string_agg(concat_ws(' ', s.code, p.code, to_char(r.at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'HH24:MI'), r.value), E'\n' ORDER BY s.code, p.code, r.at), '')
		FROM   data.readings r JOIN data.stations s ON s.id = r.station JOIN data.parameters p ON p.id = r.parameter`).Scan(&got)
	if err != nil {
		in.t.Fatal(err)
	}
	if diff := cmp.Diff(want, strings.Split(got, "\n")); diff != "" {
		in.t.Errorf("readings (-want +got):\n%s", diff)
	}
}

func (in *inbox) report(name string, want ...string) {
	in.t.Helper()
	text, err := os.ReadFile(filepath.Join(in.dir, strings.Replace(name, "DAY", time.Now().In(calendar.Zone()).Format("2006/01/02"), 1)))
	if err != nil {
		in.t.Fatal(err)
	}
	for _, w := range want {
		if !strings.Contains(string(text), w) {
			in.t.Errorf("%s lacks %q:\n%s", name, w, text)
		}
	}
}

// line is a line of a file.
func line(parameter, value, minute string) string {
	return parameter + "\t" + value + "\tug/m3\t202611201" + minute + "00\t00\r\n"
}

func TestFilesAreTaken(t *testing.T) {
	in := newInbox(t)
	outside := filepath.Join(t.TempDir(), "KK01_20261120.txt")
	if err := os.WriteFile(outside, []byte(line("O3", "1", "005")), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"KK01_link.txt": outside, "folder": filepath.Dir(outside)} {
		if err := os.Symlink(target, filepath.Join(in.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	in.write("KK01_20261120100500.txt", line("PM2,5", "21,5", "005"))
	in.write("NM01/2026/11/20/data.txt", "COD\t12\tmg/l\t20261120110000\t00\r\n")
	in.write("KK01_20261120101000.txt", line("PM2,5", "22", "010")+line("Radon", "1", "010"))
	in.write("KK01_20261120101500.txt", line("PM2,5", "23", "015")+"PM10 twelve\r\n")
	in.write("KK01/NM01_20261120.txt", line("COD", "1", "000"))
	in.write("empty.txt", "")
	in.write("large.txt", strings.Repeat(" ", environment.MaxFile+1))
	in.write("KK01_20261120102000.txt.part", line("PM2,5", "24", "020"))
	in.write(".KK01_20261120102000.txt", line("PM2,5", "24", "020"))
	in.write("done/KK01_20261120103000.txt", line("PM2,5", "24", "030"))
	in.watch()
	in.settlesAt(
		".KK01_20261120102000.txt", "KK01_20261120102000.txt.part", "KK01_link.txt",
		"done/DAY/KK01_20261120100500.txt", "done/DAY/KK01_20261120101000.txt", "done/DAY/KK01_20261120101000.txt.report.txt", "done/DAY/NM01/2026/11/20/data.txt",
		"done/KK01_20261120103000.txt",
		"failed/DAY/KK01/NM01_20261120.txt", "failed/DAY/KK01/NM01_20261120.txt.report.txt",
		"failed/DAY/KK01_20261120101500.txt", "failed/DAY/KK01_20261120101500.txt.report.txt", "failed/DAY/empty.txt", "failed/DAY/empty.txt.report.txt",
		"failed/DAY/large.txt", "failed/DAY/large.txt.report.txt", "folder",
	)
	all := []string{"KK01 PM2.5 10:05 21.5", "KK01 PM2.5 10:10 22", "KK01 PM2.5 10:15 23", "NM01 COD 11:00 12"}
	in.readings(all...)
	in.report("done/DAY/KK01_20261120101000.txt.report.txt", "dòng / line 2: Radon 1", "does not measure this parameter", "     1  đã lưu / stored")
	in.report("failed/DAY/KK01_20261120101500.txt.report.txt", "dòng / line 2: PM10 twelve", "     1  đã lưu / stored", "     1  không đọc được")
	in.report("failed/DAY/KK01/NM01_20261120.txt.report.txt", "Không có gì được lưu.", "of station NM01 but the folder of station KK01")

	// The upload is done, and a file is sent once more under its name.
	if err := os.Rename(filepath.Join(in.dir, "KK01_20261120102000.txt.part"), filepath.Join(in.dir, "KK01_20261120102000.txt")); err != nil {
		t.Fatal(err)
	}
	in.write("KK01_20261120100500.txt", line("PM2,5", "21,5", "005"))
	in.settlesAt(
		".KK01_20261120102000.txt", "KK01_link.txt",
		"done/DAY/KK01_20261120100500.2.txt", "done/DAY/KK01_20261120100500.txt", "done/DAY/KK01_20261120101000.txt", "done/DAY/KK01_20261120101000.txt.report.txt",
		"done/DAY/KK01_20261120102000.txt", "done/DAY/NM01/2026/11/20/data.txt", "done/KK01_20261120103000.txt",
		"failed/DAY/KK01/NM01_20261120.txt", "failed/DAY/KK01/NM01_20261120.txt.report.txt",
		"failed/DAY/KK01_20261120101500.txt", "failed/DAY/KK01_20261120101500.txt.report.txt", "failed/DAY/empty.txt", "failed/DAY/empty.txt.report.txt",
		"failed/DAY/large.txt", "failed/DAY/large.txt.report.txt", "folder",
	)
	in.readings("KK01 PM2.5 10:05 21.5", "KK01 PM2.5 10:10 22", "KK01 PM2.5 10:15 23", "KK01 PM2.5 10:20 24", "NM01 COD 11:00 12")
}

// TestUploadUnderWay: a file that grows is left alone until it rests.
func TestUploadUnderWay(t *testing.T) {
	in := newInbox(t)
	now := time.Now()
	look := drop.Looker(drop.Config{DB: in.db, Readings: environment.New(in.db), Dir: in.dir, Settle: 10 * time.Second}, func() time.Time { return now })
	var text string
	for _, step := range []struct {
		after time.Duration // since the former look
		grows bool
		taken bool
	}{
		{0, true, false},
		{9 * time.Second, false, false},
		{9 * time.Second, true, false}, // at once it would have been long enough
		{time.Hour, true, false},
		{9 * time.Second, false, false},
		{time.Second, false, true},
	} {
		now = now.Add(step.after)
		if step.grows {
			text += line("PM10", "1", fmt.Sprintf("0%02d", len(text)/5%60))
			in.write("KK01_20261120.txt", text)
		}
		if err := look(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := "KK01_20261120.txt"
		if step.taken {
			want = "done/DAY/KK01_20261120.txt"
		}
		if diff := cmp.Diff([]string{want}, in.files()); diff != "" {
			t.Fatalf("%+v: files (-want +got):\n%s", step, diff)
		}
	}
}

// TestTroubleIsTold: what hinders is an error of the look, and files wait for a database that
// does not store.
func TestTroubleIsTold(t *testing.T) {
	in := newInbox(t)
	now := time.Now()
	config := drop.Config{DB: in.db, Readings: environment.New(in.db), Dir: in.dir, Settle: 10 * time.Second}
	look := drop.Looker(config, func() time.Time { return now })
	in.write("KK01_20261120.txt", line("PM10", "1", "005"))
	in.exec(`ALTER TABLE data.readings RENAME TO away`)
	for _, want := range []string{"", "readings are not stored: KK01_20261120.txt", "", "readings are not stored: KK01_20261120.txt"} {
		err := look(t.Context())
		if got := fmt.Sprint(err); (want == "") != (err == nil) || !strings.Contains(got, want) {
			t.Errorf("told %v, want %s", err, want)
		}
		now = now.Add(35 * time.Second) // it is tried again after a minute
	}
	in.exec(`ALTER TABLE data.away RENAME TO readings`)
	now = now.Add(time.Minute)
	if err := look(t.Context()); err != nil {
		t.Error(err)
	}
	in.settlesAt("done/DAY/KK01_20261120.txt")
	in.readings("KK01 PM10 10:05 1")
	config.Dir += "/none"
	if err := drop.Looker(config, time.Now)(t.Context()); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// TestDiedBeforeMoving: who stored a file and died before it was moved takes it again when it
// starts anew: all of it is there already, nothing is revised.
func TestDiedBeforeMoving(t *testing.T) {
	in := newInbox(t)
	in.write("KK01_20261120.txt", line("PM10", "1", "005")+line("PM10", "2", "010"))
	if err := os.Symlink(t.TempDir(), filepath.Join(in.dir, "done")); err != nil { // nothing can be moved there
		t.Fatal(err)
	}
	if err := in.lookTwice(nil); err == nil || !strings.Contains(err.Error(), "done") {
		t.Errorf("told: %v", err)
	}
	in.readings("KK01 PM10 10:05 1", "KK01 PM10 10:10 2")
	in.settlesAt("KK01_20261120.txt", "done")
	if err := os.Remove(filepath.Join(in.dir, "done")); err != nil {
		t.Fatal(err)
	}
	var took []string
	if err := in.lookTwice(func(name, _ string, r environment.FileReport) {
		took = append(took, fmt.Sprint(name, " ", r.Count(environment.Duplicate), " of ", len(r.Rows)))
	}); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"KK01_20261120.txt 2 of 2"}, took); diff != "" {
		t.Errorf("taken (-want +got):\n%s", diff)
	}
	in.settlesAt("done/DAY/KK01_20261120.txt")
	in.readings("KK01 PM10 10:05 1", "KK01 PM10 10:10 2")
	var revisions int
	if err := in.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM data.reading_revisions`).Scan(&revisions); err != nil || revisions != 0 {
		t.Errorf("%d revisions, %v", revisions, err)
	}
}

// lookTwice has a new watch see the files and take them when they rest.
func (in *inbox) lookTwice(took func(name, to string, r environment.FileReport)) error {
	now := time.Now()
	look := drop.Looker(drop.Config{DB: in.db, Readings: environment.New(in.db), Dir: in.dir, Settle: 10 * time.Second, Took: took}, func() time.Time { return now })
	err := look(in.t.Context())
	now = now.Add(10 * time.Second)
	return errors.Join(err, look(in.t.Context()))
}

// TestSentAgainWhileTaken: a file that is written anew after it was read and before it is moved
// is not moved away with what nobody has read.
func TestSentAgainWhileTaken(t *testing.T) {
	in := newInbox(t)
	in.write("KK01_20261120.txt", line("PM10", "1", "005"))
	tx, err := in.db.Owner.Begin(t.Context())
	if err == nil {
		_, err = tx.Exec(t.Context(), `LOCK TABLE data.station_writes IN ACCESS EXCLUSIVE MODE`)
	}
	if err != nil {
		t.Fatal(err)
	}
	in.watch()
	for waiting := 0; waiting == 0; time.Sleep(20 * time.Millisecond) { // read, and not stored
		if err := in.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'data.station_writes'::regclass`).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
	in.write("KK01_20261120.txt", line("PM10", "1", "005")+line("PM10", "2", "010"))
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	in.settlesAt("done/DAY/KK01_20261120.txt")
	in.readings("KK01 PM10 10:05 1", "KK01 PM10 10:10 2")
	text, err := os.ReadFile(filepath.Join(in.dir, strings.Replace("done/DAY/KK01_20261120.txt", "DAY", time.Now().In(calendar.Zone()).Format("2006/01/02"), 1)))
	if err != nil || strings.Count(string(text), "\n") != 2 {
		t.Errorf("%q, %v", text, err)
	}
}
