package photos_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// sendIn is the environment variable that makes the test program send reports: the database, a
// blank, and the folder of photos.
const sendIn = "SOTAY_TEST_SEND"

// photosEach is how many photos each of its reports has.
const photosEach = 2

// TestSendUntilKilled is run by TestKill in a program of its own: it sends reports with photos from
// several phones at once, redacts and sweeps all that is not sent at this very moment, and tells
// what was answered, until it is killed.
func TestSendUntilKilled(t *testing.T) {
	name, dir, asked := strings.Cut(os.Getenv(sendIn), " ")
	if !asked {
		t.Skip("run by TestKill")
	}
	db, err := testdb.Server(t).Open(t.Context(), postgis.Config{Database: name, SkipMigrations: true})
	must(t, err)
	k := keptIn(t, db, dir)
	var all sync.WaitGroup
	for phone := range 3 {
		all.Go(func() {
			for n := 0; ; n++ {
				orExit(sendOne(t, k, phone, n))
			}
		})
	}
	all.Go(func() {
		for {
			orExit(k.SweepBefore(t.Context(), time.Now(), time.Now()))
		}
	})
	all.Wait()
}

// orExit ends the program, which TestKill notices.
func orExit(err error) {
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(3)
	}
}

func sendOne(t *testing.T, k *photos.Kept, phone, n int) error {
	var tokens []string
	for i := range photosEach {
		u, err := k.Upload(t.Context(), bytes.NewReader(shade((phone*100+n*2+i)%256)))
		if err != nil {
			return err
		}
		tokens = append(tokens, u.Token)
	}
	sent, err := sendWith(t, k, fmt.Sprintf("%d-%d-%d", os.Getpid(), phone, n), tokens...)
	var no *incidents.Refused
	if errors.As(err, &no) && no.Field == "photos" { // swept before they were sent
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Printf("sent %s\n", sent.Number)
	var id int64
	if err := k.DB.Owner.QueryRow(t.Context(), `SELECT max(id) FROM data.report_photos WHERE report = $1`, sent.ID).Scan(&id); err != nil {
		return err
	}
	_, err = k.Redact(t.Context(), "truc_ban", id, []photos.Box{{X: 16 * (n % 20), Y: 0, W: 16, H: 16}}, false)
	return err
}

// TestKill kills a program that sends reports with kill -9, again and again: what was answered is
// there with its photos, a report is never there without them, every row has its files whole, and
// what is left over is swept.
func TestKill(t *testing.T) {
	db, dir := testdb.New(t), filepath.Join(t.TempDir(), "photos")
	k := keptIn(t, db, dir)
	answered := 0
	for round := range 6 {
		for _, number := range sentUntilKilled(t, db, dir, 3+5*round) {
			var n int
			must(t, db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM data.reports r JOIN data.report_photos p ON p.report = r.id WHERE r.number = $1`, number).Scan(&n))
			if n != photosEach {
				t.Errorf("the answer was %s, and it has %d photos", number, n)
			}
			answered++
		}
		var torn int
		must(t, db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM data.reports r WHERE (SELECT count(*) FROM data.report_photos p WHERE p.report = r.id) <> $1`, photosEach).Scan(&torn))
		if torn > 0 {
			t.Errorf("%d reports without all of their photos", torn)
		}
		whole(t, k, named(t, db))
	}
	if answered < 6*3 {
		t.Errorf("only %d reports were answered", answered)
	}
	later := time.Now().Add(time.Minute)
	must(t, k.SweepBefore(t.Context(), later, later))
	rows, files := named(t, db), stored(t, dir)
	if !slices.Equal(rows, files) {
		t.Errorf("after sweeping there are %d files of %d", len(files), len(rows))
	}
	whole(t, k, rows)
	t.Logf("%d answers, %d files", answered, len(files))
}

// whole fails where a file is not there, or is not what it is called by.
func whole(t *testing.T, k *photos.Kept, names []string) {
	t.Helper()
	for _, name := range names {
		file := read(t, k.Files, name)
		if sum := sha256.Sum256(file); hex.EncodeToString(sum[:]) != name {
			t.Errorf("%s is torn", name)
		}
	}
}

// sentUntilKilled lets a program send until it has told so many answers, kills it, and gives all
// that it told.
func sentUntilKilled(t *testing.T, db *postgis.DB, dir string, answers int) (numbers []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestSendUntilKilled$", "-test.v")
	cmd.Env = append(os.Environ(), sendIn+"="+db.App.Config().ConnConfig.Database+" "+dir)
	var told strings.Builder
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	for lines := bufio.NewScanner(out); lines.Scan(); {
		fmt.Fprintln(&told, lines.Text())
		if number, is := strings.CutPrefix(lines.Text(), "sent "); is {
			numbers = append(numbers, number)
		}
		if len(numbers) == answers {
			must(t, cmd.Process.Kill()) // SIGKILL; what it told before is still read
		}
	}
	if err := cmd.Wait(); err == nil || ctx.Err() != nil {
		t.Fatalf("it ended by itself or took too long: %s", told.String())
	}
	if len(numbers) < answers {
		t.Fatalf("%d answers: %s", len(numbers), told.String())
	}
	return numbers
}
