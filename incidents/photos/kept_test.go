package photos_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/incidents/photos/corpus"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// keptIn is the photos of reports on a database, in a folder.
func keptIn(t *testing.T, db *postgis.DB, dir string) *photos.Kept {
	t.Helper()
	files, err := photos.Open(dir)
	must(t, err)
	return &photos.Kept{Files: files, DB: db, Reports: &incidents.Store{DB: db}}
}

// shade is a picture of one shade, of its own content.
func shade(n int) []byte {
	img := image.NewGray(image.Rect(0, 0, 400, 32)) // its thumbnail is another file
	for i := range img.Pix {
		img.Pix[i] = color.Gray{uint8(n)}.Y
	}
	return corpus.JPEG(img)
}

// sendWith sends a report with photos.
func sendWith(t *testing.T, k *photos.Kept, key string, tokens ...string) (incidents.Sent, error) {
	t.Helper()
	return k.Reports.Send(t.Context(), incidents.New{Key: "a-key-of-a-phone-" + key, Category: "roads", Words: "Ổ gà", Lon: 107.1, Lat: 10.4, Photos: tokens, Source: "web"})
}

// named lists the files that rows name, sorted.
func named(t *testing.T, db *postgis.DB) []string {
	t.Helper()
	rows, err := db.Owner.Query(t.Context(), `
		SELECT DISTINCT n FROM data.report_photos, LATERAL unnest(ARRAY[sha, thumb, redacted_sha, redacted_thumb]) AS n WHERE n IS NOT NULL`)
	must(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	slices.Sort(list)
	return list
}

// stored lists the names of the pictures in a folder, sorted; anything else but the lock fails.
func stored(t *testing.T, dir string) (list []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && e.Name() != "lock" {
			name, found := bytes.CutSuffix([]byte(e.Name()), []byte(".jpg"))
			if !found {
				t.Errorf("left behind: %s", path)
			}
			list = append(list, string(name))
		}
		return err
	}))
	slices.Sort(list)
	return list
}

// TestSweepOfRows sweeps what was uploaded and not sent a day later, with its files, and keeps what
// belongs to a report and what a redaction left that is shown.
func TestSweepOfRows(t *testing.T) {
	db, dir := testdb.New(t), filepath.Join(t.TempDir(), "photos")
	k := keptIn(t, db, dir)
	upload := func(n int) photos.Uploaded {
		u, err := k.Upload(t.Context(), bytes.NewReader(shade(n)))
		must(t, err)
		return u
	}
	sent, shared, forgotten, recent := upload(10), upload(20), upload(20), upload(30) // one picture twice
	report, err := sendWith(t, k, "1", sent.Token, shared.Token)
	must(t, err)
	var id int64
	must(t, db.Owner.QueryRow(t.Context(), `SELECT min(id) FROM data.report_photos WHERE report = $1`, report.ID).Scan(&id))
	_, err = k.Redact(t.Context(), "truc_ban", id, []photos.Box{{X: 0, Y: 0, W: 16, H: 16}}, false)
	must(t, err)
	first, err := k.Find(t.Context(), id)
	must(t, err)
	_, err = k.Redact(t.Context(), "truc_ban", id, []photos.Box{{X: 100, Y: 0, W: 50, H: 16}}, false)
	must(t, err)
	all := stored(t, dir)

	must(t, k.Sweep(t.Context()))
	if got := stored(t, dir); !slices.Equal(got, all) {
		t.Errorf("swept on the same day: %d files of %d", len(got), len(all))
	}
	age := func(names ...string) { // all but one upload is of the day before yesterday
		for _, name := range names {
			then := time.Now().Add(-25 * time.Hour)
			must(t, os.Chtimes(filepath.Join(dir, name[:2], name+".jpg"), then, then))
		}
	}
	age(slices.DeleteFunc(slices.Clone(all), func(name string) bool { return name == recent.SHA || name == recent.Thumb })...)
	_, err = db.Owner.Exec(t.Context(), `UPDATE data.report_photos SET created_at = now() - interval '25 hours' WHERE sha <> $1`, recent.SHA)
	must(t, err)
	must(t, k.Sweep(t.Context()))
	if want, got := named(t, db), stored(t, dir); !slices.Equal(got, want) || !slices.Contains(got, sent.SHA) || !slices.Contains(got, shared.SHA) || !slices.Contains(got, recent.SHA) {
		t.Errorf("left are %q, rows have %q", got, want)
	}
	if _, err := k.Files.Open(*first.RedactedSHA); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a redaction that is not shown any more: %v", err)
	}
	_, err = sendWith(t, k, "2", forgotten.Token)
	var no *incidents.Refused
	if !errors.As(err, &no) || no.Field != "photos" {
		t.Errorf("a photo that was swept: %v", err)
	}
	if _, err := sendWith(t, k, "3", recent.Token); err != nil {
		t.Errorf("a photo of today: %v", err)
	}
	// Full as it may be, a photo is taken, and the one that has waited longest goes.
	_, err = db.Owner.Exec(t.Context(), `
		INSERT INTO data.report_photos (id, token_hash, sha, thumb, width, height, created_at)
		SELECT i, sha256(i::text::bytea), 'x', 'y', 1, 1, now() - i * interval '1 second' FROM generate_series(1, 5000) AS i`)
	must(t, err)
	upload(40)
	var there, oldest int
	must(t, db.Owner.QueryRow(t.Context(), `SELECT count(*), max(id) FILTER (WHERE sha = 'x') FROM data.report_photos WHERE report IS NULL`).Scan(&there, &oldest))
	if there != 5000 || oldest != 4999 {
		t.Errorf("%d wait, the oldest is %d", there, oldest)
	}
	_, err = db.Owner.Exec(t.Context(), `DELETE FROM data.report_photos WHERE report IS NULL`)
	must(t, err)
	var rows int
	must(t, db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM data.report_photos`).Scan(&rows))
	if got := fmt.Sprint(rows); got != "3" {
		t.Errorf("%s rows", got)
	}
}
