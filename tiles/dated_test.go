package tiles_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"sotay/postgis"
	"sotay/tiles"
)

// datedWorld has a commune of before 1 July 2025, one of since, one of a day to come and one
// without days, all around the corner. Its today can be moved.
func datedWorld(t *testing.T) (w *world, today *string) {
	day := "2026-11-26"
	w = newWorld(t, func(c *tiles.Config, _ *postgis.JournalConfig) { c.Today = func() string { return day } })
	w.exec(`
		INSERT INTO data.communes (code, name, valid_from, valid_to, geom)
		SELECT code, name, valid_from::date, valid_to::date, st_expand(st_setsrid(st_point($1, $2), 4326), 0.03)
		FROM  (VALUES ('1', 'before', NULL, '2025-07-01'), ('2', 'since', '2025-07-01', '2027-01-01'), ('3', 'to come', '2027-01-01', NULL),
		              ('4', 'always', NULL, NULL)) AS u (code, name, valid_from, valid_to)`, corner[0], corner[1])
	w.catchUp()
	return w, &day
}

// shown names what a tile of communes has, in features and labels, on a day.
func (w *world) shown(at string) (names []string, etag string) {
	w.t.Helper()
	r := request("communes", here14)
	r.At = at
	a, err := w.tiles.Tile(context.Background(), r)
	if err != nil || a.Status != 200 {
		w.t.Fatalf("at %q: %d, %v", at, a.Status, err)
	}
	got := decode(w.t, plain(w.t, a))
	for _, f := range got["communes"] {
		names = append(names, f.Properties["name"].(string))
	}
	var labels []string
	for _, f := range got["communes_labels"] {
		labels = append(labels, f.Properties["name"].(string))
	}
	slices.Sort(names)
	slices.Sort(labels)
	if !slices.Equal(labels, names) {
		w.t.Errorf("at %q: labels %v, features %v", at, labels, names)
	}
	return names, a.Header.Get("Etag")
}

// here14 is the tile that holds the middle of the communes.
var here14 = at(14, 1, 1)

func TestTilesShowADay(t *testing.T) {
	w, today := datedWorld(t)
	tags := map[string]string{}
	for _, tt := range []struct{ at, want string }{
		{"", "always since"},
		{"2026-11-26", "always since"},
		{"2025-06-30", "always before"},
		{"2025-07-01", "always since"}, // valid_to is the first day on which it no longer holds
		{"1999-01-01", "always before"},
		{"2026-12-31", "always since"},
		{"2027-01-01", "always to come"},
	} {
		for range 2 { // made, then kept
			names, etag := w.shown(tt.at)
			if got := strings.Join(names, " "); got != tt.want {
				t.Errorf("at %q: %s, want %s", tt.at, got, tt.want)
			}
			tags[tt.at] = etag
		}
	}
	if tags[""] != tags["2026-11-26"] || tags[""] == tags["2025-06-30"] || tags[""] == tags["2025-07-01"] {
		t.Errorf("ETags by day: %v", tags)
	}
	*today = "2027-01-01" // midnight, and nothing was written
	names, etag := w.shown("")
	if strings.Join(names, " ") != "always to come" || etag == tags[""] {
		t.Errorf("on the next day: %v, ETag %s as on the day before %s", names, etag, tags[""])
	}
	r := request("communes", here14)
	r.IfNoneMatch = tags["2026-11-26"]
	if a, err := w.tiles.Tile(context.Background(), r); err != nil || a.Status != 200 {
		t.Errorf("an ETag of the day before: %d, %v", a.Status, err)
	}
	r.At = "2026-11-26"
	if a, err := w.tiles.Tile(context.Background(), r); err != nil || a.Status != 304 {
		t.Errorf("that day's own: %d, %v", a.Status, err)
	}
}

// A change of a past unit makes tiles of every day anew, and tiles of layers without days
// do not ask for one.
func TestDatedTilesAreFresh(t *testing.T) {
	w, _ := datedWorld(t)
	w.parcels(1, 0.001)
	_, before := w.shown("2025-06-30")
	w.exec(`UPDATE data.communes SET name = 'renamed' WHERE code = '1'`)
	w.catchUp()
	names, etag := w.shown("2025-06-30")
	if strings.Join(names, " ") != "always renamed" || etag == before {
		t.Errorf("after the change: %v, %s", names, etag)
	}
	r := request("parcels", at(16, 0, 0))
	one, err := w.tiles.Tile(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	r.At = "2025-06-30"
	other, err := w.tiles.Tile(context.Background(), r)
	if err != nil || one.Header.Get("Etag") != other.Header.Get("Etag") {
		t.Errorf("parcels have no days: %s and %s, %v", one.Header.Get("Etag"), other.Header.Get("Etag"), err)
	}
	for _, at := range []string{"2025-02-30", "30/06/2025", "x"} {
		r.At = at
		if _, err := w.tiles.Tile(context.Background(), r); !errors.Is(err, tiles.ErrBadRequest) {
			t.Errorf("at %q: %v", at, err)
		}
		if _, err := w.tiles.TileJSON(context.Background(), "communes", "", at); !errors.Is(err, tiles.ErrBadRequest) {
			t.Errorf("TileJSON at %q: %v", at, err)
		}
	}
	doc, err := w.tiles.TileJSON(context.Background(), "communes", "https://x/tiles", "2025-06-30")
	if err != nil || !strings.Contains(string(doc.Body), `&at=2025-06-30"`) && !strings.Contains(string(doc.Body), `\u0026at=2025-06-30"`) {
		t.Errorf("TileJSON: %s, %v", doc.Body, err)
	}
}

// A crowded tile of a day leaves out the smallest of that day.
func TestDatedTilesAreBounded(t *testing.T) {
	w := newWorld(t, func(c *tiles.Config, _ *postgis.JournalConfig) { c.MaxBytes = 2000 })
	w.exec(`
		INSERT INTO data.communes (code, name, valid_to, geom)
		SELECT i::text, md5(i::text), CASE WHEN i % 2 = 0 THEN '2025-07-01'::date END, st_expand(st_setsrid(st_point($1, $2), 4326), 0.0001 * i)
		FROM   generate_series(1, 100) AS i`, corner[0], corner[1])
	w.catchUp()
	r := request("communes", here14)
	r.At = "2025-07-01"
	a, err := w.tiles.Tile(context.Background(), r)
	if err != nil || len(a.Body) > 2000 || a.Header.Get(tiles.LeftOutHeader) == "" {
		t.Fatalf("%d bytes, left out %q, %v", len(a.Body), a.Header.Get(tiles.LeftOutHeader), err)
	}
	for _, f := range decode(t, plain(t, a))["communes"] {
		if f.Properties["code"] == "100" {
			t.Error("the largest is one of the days before")
		}
	}
}
