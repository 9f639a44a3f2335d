package geoapi_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"

	"sotay/geoapi"
	"sotay/internal/accounts"
	"sotay/internal/calendar"
)

// aged makes parcels and their history older: the history began ten days ago, and the parcels
// came eight days ago.
const aged = `
	UPDATE sotay.history_start SET at = now() - interval '10 days';
	UPDATE data.parcels SET recorded_at = now() - interval '8 days';`

// changed makes of the first parcels of a sheet one that lies elsewhere under another number,
// one that is gone, and one that is new; the rest gets another land type.
const changed = `
	UPDATE data.parcels SET parcel_no = '501', geom = st_translate(geom, 0, 0.0005), survey_geom = st_translate(survey_geom, 0, 55)
	WHERE commune_code = '26506' AND parcel_no = '1';
	DELETE FROM data.parcels WHERE commune_code = '26506' AND parcel_no = '2';
	INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom)
	SELECT commune_code, sheet_no, '503', st_translate(geom, 0, 0.0005) FROM data.parcels WHERE commune_code = '26506' AND parcel_no = '3';
	UPDATE data.parcels SET land_use = 'LUC', land_types = '{LUC}' WHERE commune_code = '26506' AND parcel_no::int BETWEEN 4 AND 30;`

// tilesAround are the numbers of the tiles of some zooms around the parcels of 26506.
func tilesAround() (list []string) {
	for _, z := range []maptile.Zoom{14, 16, 17, 18} {
		box := orb.Bound{Min: orb.Point{107.0740, 10.3435}, Max: orb.Point{107.0785, 10.3450}}
		first, last := maptile.At(orb.Point{box.Min[0], box.Max[1]}, z), maptile.At(orb.Point{box.Max[0], box.Min[1]}, z)
		for x := first.X; x <= last.X; x++ {
			for y := first.Y; y <= last.Y; y++ {
				list = append(list, fmt.Sprintf("%d/%d/%d.mvt", z, x, y))
			}
		}
	}
	return list
}

// numbers are the communes, parcel numbers and land uses of a tile's features, sorted.
func numbers(t *testing.T, body []byte) (list []string) {
	t.Helper()
	read, err := mvt.Unmarshal(body)
	must(t, err)
	for _, l := range read {
		for _, f := range l.Features {
			list = append(list, fmt.Sprintf("%s/%s %s", f.Properties["commune_code"], f.Properties["parcel_no"], f.Properties["land_use"]))
		}
	}
	slices.Sort(list)
	return list
}

// unzipped is a tile's body as it was before compression.
func unzipped(t *testing.T, a answer) []byte {
	t.Helper()
	if a.StatusCode == 204 { // beside all parcels
		return nil
	}
	if a.StatusCode != 200 {
		t.Fatalf("%s: %d %s", a.Request.URL, a.StatusCode, a.body)
	}
	if a.Header.Get("Content-Encoding") != "gzip" {
		return a.body
	}
	z, err := gzip.NewReader(bytes.NewReader(a.body))
	must(t, err)
	body, err := io.ReadAll(z)
	must(t, err)
	return body
}

// TestPastTiles takes the map of today, changes parcels, and finds that same map, byte for
// byte, under the day before.
func TestPastTiles(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa", accounts.LandOfficer, "26526")} // limits hide names, not geometry
	must(t, exec(t, a.db, aged))
	must(t, a.journal.CatchUp(t.Context()))
	was := map[string][]byte{}
	features := 0
	for _, tile := range tilesAround() {
		was[tile] = unzipped(t, a.get("/tiles/parcels/"+tile))
		features += len(numbers(t, was[tile]))
	}
	if features < 100 {
		t.Fatalf("the tiles hold %d features: they are not those of the parcels", features)
	}
	must(t, exec(t, a.db, changed))
	var between time.Time
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT clock_timestamp()`).Scan(&between))
	must(t, exec(t, a.db, `UPDATE data.parcels SET land_use = 'ONT', land_types = '{ONT}' WHERE commune_code = '26506'`))
	must(t, a.journal.CatchUp(t.Context()))

	yesterday := calendar.Of(time.Now().AddDate(0, 0, -1))
	for tile, want := range was {
		got := unzipped(t, a.as(officer, http.MethodGet, "/history/parcels/"+tile+"?at="+yesterday, ""))
		if !bytes.Equal(want, got) {
			t.Errorf("%s of yesterday holds\n%v\nwant\n%v", tile, numbers(t, got), numbers(t, want))
		}
		now := unzipped(t, a.get("/tiles/parcels/"+tile))
		got = unzipped(t, a.as(officer, http.MethodGet, "/history/parcels/"+tile+"?at="+calendar.Today(), ""))
		if !bytes.Equal(now, got) {
			t.Errorf("%s of the end of today holds\n%v\nwant that of now\n%v", tile, numbers(t, got), numbers(t, now))
		}
	}
	at := url.QueryEscape(between.Format(time.RFC3339Nano))
	found := strings.Join(numbers(t, unzipped(t, a.as(officer, http.MethodGet, "/history/parcels/"+tilesAround()[0]+"?at="+at, ""))), ", ")
	for text, want := range map[string]bool{"26506/501 ODT+CLN": true, "26506/503 ": true, "26506/4 LUC": true, "26506/1 ": false, "26506/2 ": false, "26526/2 ": true, "ONT": false} {
		if strings.Contains(found, text) != want {
			t.Errorf("between the two changes %q is there: %t; %s", text, !want, found)
		}
	}
}

// TestPastTilesAreForStaff: who may not see history is refused, whatever is asked, and what
// anybody is given under a day does not depend on it.
func TestPastTilesAreForStaff(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, aged+changed))
	must(t, a.journal.CatchUp(t.Context()))
	officer := person{header: a.signIn("hoa", accounts.LandOfficer)}
	yesterday := calendar.Of(time.Now().AddDate(0, 0, -1))
	tile := "/history/parcels/" + tilesAround()[0]
	document := "/history/parcels.json?at="
	for _, who := range []struct {
		person
		status int
	}{{person{name: "anybody", header: "X-Nobody: x"}, 401}, {person{name: "a citizen", header: a.signIn("dan", accounts.Citizen)}, 403}, {person{name: "environment staff", header: a.signIn("moi", accounts.Environment)}, 403}} {
		for _, path := range []string{tile + "?at=" + yesterday, tile, document + yesterday} {
			if got := a.as(who.person, http.MethodGet, path, ""); got.StatusCode != who.status {
				t.Errorf("%s: %s: %d, want %d", who.name, path, got.StatusCode, who.status)
			}
		}
	}
	if was, now := a.get("/tiles/parcels/"+tilesAround()[0]+"?at="+yesterday), a.get("/tiles/parcels/"+tilesAround()[0]); !bytes.Equal(was.body, now.body) || was.Header.Get("ETag") != now.Header.Get("ETag") {
		t.Error("to anybody the tile of another day is another tile")
	}
	day := func(before int) string { return calendar.Of(time.Now().AddDate(0, 0, -before)) }
	for path, status := range map[string]int{
		tile + "?at=" + yesterday: 200, tile: 400, tile + "?at=x": 400, "/history/parcels/14/99999999/1.mvt?at=" + yesterday: 400,
		"/history/parcels/10/815/482.mvt?at=" + yesterday: 204, // no parcels at this zoom
		"/history/parcels/14/1/1.mvt?at=" + yesterday:     200,
		tile + "?at=" + day(9):                            200, // no parcels yet
		tile + "?at=" + day(12):                           204, // nobody knows
		document + day(12):                                200, document + "x": 400, "/history/parcels.json": 400,
		fmt.Sprintf("/api/parcels/%d?at=%s", a.parcelOf("26506"), day(12)):                  404,
		"/api/layers/parcels/features?bbox=107,10.3,107.2,10.5&at=" + day(12):               404,
		"/api/layers/parcels/features?bbox=107,10.3,107.2,10.5&at=" + day(12) + "&cursor=x": 400,
	} {
		got := a.as(officer, http.MethodGet, path, "")
		if got.StatusCode != status || !strings.HasSuffix(got.Header.Get("Cache-Control"), "no-store") || got.Header.Get("ETag") != "" {
			t.Errorf("%s: %d, want %d; %v", path, got.StatusCode, status, got.Header)
		}
		if status == 404 && !strings.Contains(string(got.body), `"code":"before_history"`) {
			t.Errorf("%s: %s", path, got.body)
		}
	}
	if got := a.as(officer, http.MethodGet, tile+"?at="+day(9), ""); len(got.body) > 0 {
		t.Errorf("before the parcels came: %v", numbers(t, unzipped(t, got)))
	}
	var doc struct {
		Tiles []string
		Since time.Time
	}
	a.as(officer, http.MethodGet, document+"2026-11-20T08:00:00%2B07:00", "").json(t, &doc)
	if doc.Tiles[0] != a.URL+"/history/parcels/{z}/{x}/{y}.mvt?at=2026-11-20T08%3A00%3A00%2B07%3A00" || calendar.Of(doc.Since) != day(10) {
		t.Errorf("%+v", doc)
	}
}

// TestPastTilesLeaveRoom: a map of the past that asks for more tiles than the staff pool has
// connections leaves half of these to others, and gets its tiles all the same.
func TestPastTilesLeaveRoom(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, aged))
	officer := person{header: a.signIn("hoa", accounts.LandOfficer)}
	tx, err := a.db.Owner.Begin(t.Context())
	must(t, err)
	defer func() { _ = tx.Rollback(context.Background()) }()
	_, err = tx.Exec(t.Context(), `LOCK TABLE data.parcels_history`)
	must(t, err)
	connections := int(a.db.Staff.Stat().MaxConns())
	path := "/history/parcels/" + tilesAround()[0] + "?at=" + calendar.Today()
	statuses := make(chan int)
	for range 2 * connections {
		go func() { statuses <- a.as(officer, http.MethodGet, path, "").StatusCode }()
	}
	a.waitFor("the tiles to wait", fmt.Sprintf(`
		SELECT count(*) >= %d FROM pg_locks
		WHERE  NOT granted AND relation = 'data.parcels_history'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`, connections/2))
	for range connections - connections/2 { // all that others are left
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		conn, err := a.db.Staff.Acquire(ctx)
		if err != nil {
			t.Errorf("there is no connection left: %v", err)
			break
		}
		defer conn.Release()
	}
	must(t, tx.Rollback(t.Context()))
	for range 2 * connections {
		if got := <-statuses; got != 200 {
			t.Errorf("a tile: %d", got)
		}
	}
}

// TestPastTilesArePaced: they are taken from the bucket of all tiles.
func TestPastTilesArePaced(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.TilesPerSecond = 1 })
	officer := person{header: a.signIn("hoa", accounts.LandOfficer)}
	for i, tt := range []struct {
		path string
		want int
	}{
		{"/history/parcels.json?at=2026-11-01", 200},
		{"/history/parcels/14/13066/7718.mvt?at=2026-11-01", 204}, // before the history
		{"/tiles/parcels.json", 200},
		{"/history/parcels/14/13066/7718.mvt?at=2026-11-01", 429},
		{"/history/parcels.json?at=2026-11-01", 429},
	} {
		if got := a.as(officer, http.MethodGet, tt.path, ""); got.StatusCode != tt.want {
			t.Errorf("%d, %s: %d, want %d", i, tt.path, got.StatusCode, tt.want)
		}
	}
}
