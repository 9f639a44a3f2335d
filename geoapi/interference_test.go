package geoapi_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sotay/geoapi"
	"sotay/internal/accounts"
)

// private changes everything that the public may not see: owners, staff fields, private
// layers, accounts, tokens, the audit, what was tried and taken back.
const private = `
	UPDATE data.parcels_restricted SET owner_name = 'Lê Thị Khác (hư cấu)', certificate_no = 'CS 00' || id WHERE id % 3 = 0;
	DELETE FROM data.parcels_restricted WHERE id % 7 = 0;
	INSERT INTO data.parcels_staff (id, legal_area, certificate_status) SELECT id, 90.5, 'đã cấp' FROM data.parcels WHERE id % 2 = 0;
	UPDATE data.parcels_staff SET legal_area = legal_area + 1;
	UPDATE data.parcels_history SET land_use = 'LUC';
	UPDATE sotay.history_start SET at = at - interval '1 year';
	INSERT INTO data.parcels_lineage (event, kind, at, change_set, predecessor, successor, of_predecessor, of_successor)
	SELECT id, 'renumber', now(), 1, 999999, id, 1, 1 FROM data.parcels;
	INSERT INTO sotay.layers (name, audience, title_vi, title_en, theme, geometry, table_name) VALUES ('secret', 'staff', 'Mật', 'Secret', 'land', 'Point', 'secret');
	INSERT INTO sotay.fields (layer, name, sort, type, title_vi, title_en, visibility) VALUES ('parcels', 'mortgage', 40, 'text', 'Thế chấp', 'Mortgage', 'restricted');
	UPDATE data.forest_restricted SET owner_name = 'Lê Thị Khác (hư cấu)';
	INSERT INTO data.forest_staff (id, trchap) SELECT id, '1' FROM data.forest;
	INSERT INTO sotay.imports (layer, source, actor, restore_id, state) SELECT 'parcels', 'x', 'x', restore_id, 'failed' FROM sotay.instance;
	INSERT INTO data.readings_latest (station, parameter, at, value, status, received) VALUES (1, 1, '2026-11-10 10:00+07', 999, 2, now());
	INSERT INTO data.readings_hourly (station, parameter, hour, received, counted, expected, lowest, highest) VALUES (1, 2, '2026-11-10 10:00+07', 3, 1, 12, 5, 6);
	UPDATE data.readings_hourly SET received = 12, lowest = 3;`

// reported are reports that everybody sees, and reportedInPrivate what there is besides: the
// reporters, their own words, what was not published.
const (
	reported = seedRoutes + `
		INSERT INTO data.cameras (code, name, direction, fov, range_m, geom) VALUES ('CAM-01', 'Ngã tư thử', 90, 60, 120, 'SRID=4326;POINT(107.08 10.345)');
		INSERT INTO data.reports (number, category, words, public_words, geom, coarse, commune, state, received_at, verified_at, changed_at, published)
		VALUES ('PA26-0000-003W', 'noise', 'Ồn', 'Ồn ban đêm', 'SRID=4326;POINT(107.0805 10.3455)', 'SRID=4326;POINT(107.081 10.346)', '26506', 'verified', (date_trunc('day', now() AT TIME ZONE 'Asia/Ho_Chi_Minh') - interval '15 hours') AT TIME ZONE 'Asia/Ho_Chi_Minh', '2026-11-20 08:00+07', '2026-11-20 08:00+07', true),
		       ('PA26-0000-001R', 'roads', 'Ổ gà', 'Ổ gà giữa đường', 'SRID=4326;POINT(107.08 10.345)', 'SRID=4326;POINT(107.081 10.346)', '26506', 'verified', date_trunc('day', now()) - interval '1 day', '2026-11-20 08:00+07', '2026-11-20 08:00+07', true);
		UPDATE data.reports SET due_receive = received_at + interval '9 hours' WHERE category = 'noise';`
	reportedInPrivate = `
		INSERT INTO data.cameras_staff (id, agency) SELECT id, 'Lê Thị Khác (hư cấu)' FROM data.cameras;
		INSERT INTO data.cameras_restricted (id, stream_url) SELECT id, 'rtsp://10.0.0.1/1' FROM data.cameras;
		INSERT INTO data.reports (number, category, words, geom, coarse, commune)
		SELECT 'PA26-0000-002Y', 'roads', 'Lê Thị Khác (hư cấu) gửi', geom, coarse, commune FROM data.reports WHERE category = 'roads';
		UPDATE data.reports SET geom = 'SRID=4326;POINT(107.0811 10.3461)', address = 'Nhà bà Khác (hư cấu)', accuracy_m = 7, received_at = received_at + interval '2 hours', verified_at = verified_at + interval '3 hours',
		       due_receive = received_at + interval '11 hours', near_at = received_at + interval '9 hours' WHERE category = 'noise';
		INSERT INTO data.report_contacts (report, name, phone) SELECT id, 'Lê Thị Khác (hư cấu)', '0900 000 000' FROM data.reports;
		INSERT INTO data.report_history (report, at, actor, actor_kind, action, from_state, to_state, internal_words)
		SELECT id, now(), 'hoa.tran', 'duty', 'edit', 'verified', 'verified', 'Lê Thị Khác (hư cấu)' FROM data.reports WHERE published;
		INSERT INTO data.report_photos (report, sha, thumb, width, height) SELECT id, repeat('a', 64), repeat('b', 64), 64, 48 FROM data.reports;`
)

// public is a change that everybody sees.
const public = `UPDATE data.parcels SET address = 'Số mới ' || parcel_no WHERE parcel_no IN ('3', '4')`

// TestPrivateDataIsNowhere builds two databases that differ in private data alone and
// compares what anybody may ask for, byte for byte: bodies, statuses and headers.
func TestPrivateDataIsNowhere(t *testing.T) {
	named := func(c *geoapi.Config) { c.PublicURL = "https://sotay.example" }
	plain, other := newAPI(t, named), newAPI(t, named)
	for _, a := range []*api{plain, other} {
		must(t, exec(t, a.db, public+";"+lots))
		must(t, exec(t, a.db, seedStations+`
			INSERT INTO data.readings_hourly (station, parameter, hour, received, counted, expected, mean) VALUES (1, 1, '2026-11-10 10:00+07', 9, 9, 12, 21)`))
		must(t, exec(t, a.db, exceeding))
		must(t, exec(t, a.db, reported))
		if a == other {
			must(t, exec(t, a.db, privateAlarms))
			must(t, exec(t, a.db, reportedInPrivate))
			must(t, exec(t, a.db, private))
			tx, err := a.db.Owner.Begin(t.Context())
			must(t, err)
			_, err = tx.Exec(t.Context(), `UPDATE data.parcels_restricted SET owner_name = 'x'; UPDATE data.parcels SET address = 'x'`)
			must(t, err)
			must(t, tx.Rollback(t.Context()))
			a.signIn("hoa.tran", accounts.LandOfficer)
		}
		must(t, exec(t, a.db, strings.ReplaceAll(public, "mới", "mới nhất")))
		must(t, a.server.FillCells(t.Context()))
		must(t, a.journal.CatchUp(t.Context()))
	}
	for _, path := range publicURLs(plain) {
		want, got := plain.get(path), other.get(path)
		for _, a := range []*answer{&want, &got} { // every request has its own number
			a.body = bytes.ReplaceAll(a.body, []byte(a.Header.Get("X-Request-Id")), nil)
		}
		if want.StatusCode != got.StatusCode || !bytes.Equal(want.body, got.body) {
			t.Errorf("%s: %d and %d\n%.400s\n%.400s", path, want.StatusCode, got.StatusCode, want.body, got.body)
		}
		for _, h := range []http.Header{want.Header, got.Header} {
			h.Del("Date")
			h.Del("X-Request-Id")
		}
		if !maps.EqualFunc(want.Header, got.Header, slices.Equal) {
			t.Errorf("%s: headers %v and %v", path, want.Header, got.Header)
		}
		if tag := want.Header.Get("ETag"); tag != "" && other.get(path, "If-None-Match: "+tag).StatusCode != http.StatusNotModified {
			t.Errorf("%s: what one says is fresh is not to the other", path)
		}
	}
}

// publicURLs are requests of every kind that need no permission.
func publicURLs(a *api) []string {
	id := a.parcelOf("26506")
	list := []string{
		"/api/limits", "/api/limits?day=2025-12-31", "/api/exceedances", "/api/exceedances?open=true", "/api/exceedances?kind=silence&from=2026-11-01",
		"/api/alarms", "/api/alarm-rules", "/api/webhooks", "/api/webhooks/1/deliveries",
		"/api/config", "/api/layers", "/api/session", "/api/layers/parcels", "/api/layers/secret", "/api/layers/parcels/features?bbox=107,10.3,107.2,10.5&limit=50",
		"/api/layers/secret/features?bbox=107,10.3,107.2,10.5", "/api/layers/parcels_restricted", "/api/here?lon=107.0762&lat=10.3442",
		fmt.Sprintf("/api/parcels/%d", id), fmt.Sprintf("/api/parcels/%d/private", id), fmt.Sprintf("/api/parcels/%d/private/history", id), fmt.Sprintf("/api/parcels/%d/reads", id), "/api/parcels/999999",
		"/tiles/parcels.json", "/tiles/parcels,communes,sheets.json", "/tiles/secret.json", "/tiles/secret/14/13063/7718.mvt", "/tiles/parcels/16/9999999/1.mvt",
		"/api/communes?q=long+phuoc", "/api/communes?at=2025-06-30&limit=5", "/api/communes/26506", "/api/communes/26508?at=2025-06-30", "/api/communes/26508?at=2025-07-01",
		"/api/here?lon=107.0762&lat=10.3442&at=2025-06-30", "/api/search?q=vung+tau&at=2025-06-30", "/api/layers/communes/features?at=2025-06-30", "/tiles/communes.json?at=2025-06-30",
		fmt.Sprintf("/api/parcels/%d/history", id), fmt.Sprintf("/api/parcels/%d?at=2026-01-01", id), "/api/parcels/999999/history",
		"/history/parcels.json?at=2026-11-20", "/history/parcels/16/52249/30872.mvt?at=2026-11-20", "/tiles/parcels/16/52249/30872.mvt?at=2026-11-20",
		"/api/layers/parcels/features?bbox=107,10.3,107.2,10.5&at=2026-01-01", fmt.Sprintf("/api/parcels/%d/extract.geojson", id),
		"/api/extracts/verify?extract=26506-12-5-20261126&hash=0123456789abcdef",
		"/api/hexbins/parcels?bbox=107,10.3,107.2,10.5", "/api/hexbins/parcels?res=11&format=geojson", "/api/hexbins/parcels?value=sum&field=map_area", "/api/hexbins/parcels?value=sum&field=legal_area",
		"/api/hexbins/parcels?where=parcel_no:4", "/api/hexbins/stations", "/api/hexbins/secret", "/api/hexbins/communes", "/api/hexbins/none", "/hexbins/parcels/12/3265/1929.mvt", "/hexbins/secret/12/3265/1929.mvt",
		"/api/hexbins/readings?parameter=PM2.5&from=2026-11-01&to=2026-11-20", "/hexbins/readings/12/3265/1929.mvt?parameter=PM2.5&from=2026-11-01&to=2026-11-20",
		"/api/parameters", "/api/indices", "/api/stations", "/api/stations/1", "/api/stations/1/series?from=2026-11-01&to=2026-11-20", "/api/stations/1/series?step=raw",
		"/api/stations/1/index?from=2026-11-01&to=2026-11-20", "/api/stations/999", "/api/stations/1/export.csv?from=2026-11-01&to=2026-11-20", "/api/stations/1/coverage", "/api/stations/playback?from=2026-11-08&to=2026-11-12&value=PM2.5",
		"/api/forest/statistics", "/api/forest/statistics.csv?by=type", "/api/fire-danger?at=2026-03-05", "/api/hotspots?from=2026-03-01&to=2026-03-02", "/api/layers/forest/features?bbox=107,10.3,107.2,10.5",
		"/api/limits", "/api/limits?day=2025-12-31", "/api/exceedances", "/api/exceedances?open=true", "/api/exceedances?kind=silence&from=2026-11-01",
		"/api/alarms", "/api/alarm-rules", "/api/webhooks", "/api/webhooks/1/deliveries",
		"/api/report-categories", "/api/reports", "/api/reports?category=roads&state=verified", "/api/reports?bbox=107,10.3,107.2,10.5&limit=1", "/api/reports/PA26-0000-001R",
		"/api/reports/similar?lon=107.08&lat=10.345&category=roads", "/api/report-photos/1.jpg", "/api/report-photos/2.jpg", "/api/layers/reports", "/api/layers/reports/features?bbox=107,10.3,107.2,10.5", "/tiles/reports.json",
		"/tiles/reports/14/13065/7718.mvt", "/api/desk/reports", "/api/desk/reports/1", "/api/desk/reports.csv", "/api/desk/reports/statistics", "/api/desk/reports/statistics.csv", "/api/desk/reports/statistics.xlsx", "/api/desk/agencies", "/api/desk/report-routes",
		"/api/cameras", "/api/cameras?q=cam&bbox=107,10.3,107.2,10.5", "/api/cameras/1", "/api/cameras/coverage?bbox=107.075,10.335,107.085,10.345", "/api/layers/cameras", "/api/layers/cameras/features?bbox=107,10.3,107.2,10.5",
		"/tiles/cameras.json", "/tiles/cameras/14/13065/7718.mvt", "/api/hexbins/cameras", "/hexbins/cameras/12/3266/1929.mvt", "/api/here?lon=107.08&lat=10.345", "/api/indicators", "/api/indicators/tourists",
		"/api/reports/PA26-0000-003W", "/api/reports?category=noise", "/api/reports/similar?lon=107.0805&lat=10.3455&category=noise",
		"/api/desk/report-categories", "/api/desk/holidays",
		"/api/report-photos/1.jpg?size=thumb", "/api/report-photos/1.jpg?original=true", "/api/report-photos/1.jpg?report=PA26-0000-001R", "/api/report-photos/2.jpg?report=PA26-0000-003W&size=full",
		"/open311/v2/discovery.xml", "/open311/v2/services.json", "/open311/v2/services/noise.xml", "/open311/v2/tokens/1.xml",
		"/open311/v2/requests.xml", "/open311/v2/requests.json", "/open311/v2/requests.json?service_code=noise", "/open311/v2/requests.xml?status=closed", "/open311/v2/requests.json?bbox=107,10.3,107.2,10.5&page=1&page_size=2",
		"/open311/v2/requests/PA26-0000-001R.xml", "/open311/v2/requests/PA26-0000-003W.json", "/open311/v2/requests.xml?service_request_id=PA26-0000-001R,PA26-0000-003W",
		"/open311/v2/servicerequestupdates.xml", "/open311/v2/servicerequestupdates.json?service_request_id=PA26-0000-001R,PA26-0000-003W", "/open311/v2/requests.xml?start_date=2026-11-01",
		"/api/users", "/api/readings/quarantine", "/api/owners", "/api/imports", "/api/imports/1/difference", "/api/imports/1/difference.geojson", "/api/imports/1/problems", "/api/openapi.json", "/api/none",
	}
	for z, xy := range map[int][2]int{12: {3265, 1929}, 14: {13062, 7718}, 16: {52249, 30872}} {
		for dx := range 2 {
			tile := fmt.Sprintf("/tiles/parcels,communes,sheets/%d/%d/%d.mvt", z, xy[0]+dx, xy[1])
			list = append(list, tile, tile+"?at=2025-06-30")
		}
	}
	for _, q := range []string{"12/5", "thửa 5 tờ 12 vũng tàu", "thua 5", "Lê Thị Khác", "Nguyễn Văn Mẫu", "CS 006", "xyzzy", "107.08, 10.34", "1144005 426065", "tờ 99 vũng tàu"} {
		list = append(list, "/api/search?q="+url.QueryEscape(q), "/api/search?lon=107.08&lat=10.34&q="+url.QueryEscape(q))
	}
	return list
}
