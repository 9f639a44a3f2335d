package geoapi_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sotay/internal/accounts"
)

// TestStreamAddressesAreNowhere asks every route that reads, and those of cameras that write, as
// everybody: a stream address comes from the one route that writes down who asked, to those who
// may, and is in no other answer and not in the log.
func TestStreamAddressesAreNowhere(t *testing.T) {
	const secret = "matkhau-bi-mat"
	a := newAPI(t)
	body := strings.Replace(newCamera, "matkhau", secret, 1)
	ioc := a.signIn("truc", accounts.IOC)
	var made cameraAnswer
	a.call(http.MethodPost, "/api/cameras", strings.NewReader(body), ioc, "Content-Type: application/json").json(t, &made)
	a.call(http.MethodPost, "/api/cameras/import", strings.NewReader("code,lon,lat,stream\nCAM-02,107.08,10.34,rtsp://"+secret+"@10.1.2.3/2\n"), ioc, "Content-Type: text/csv")
	if n := a.count(`SELECT count(*) FROM data.cameras_restricted WHERE stream_url LIKE '%' || '` + secret + `' || '%'`); n != 2 {
		t.Fatalf("%d addresses are kept", n)
	}
	must(t, a.server.FillCells(t.Context()))
	must(t, a.journal.CatchUp(t.Context()))
	// What the routes need beside the path, so that they answer with cameras.
	queries := map[string]string{
		"listFeatures": "?bbox=107,10.3,107.2,10.5", "here": "?lon=107.08&lat=10.34", "search": "?q=CAM-01", "listCameras": "?q=cam&limit=2000",
		"cameraCoverage": "?bbox=107.078,10.338,107.082,10.342", "hexbins": "?bbox=107,10.3,107.2,10.5", "importDifference": "",
	}
	path := strings.NewReplacer("{id}", fmt.Sprint(made.ID), "{name}", "cameras", "{layers}", "cameras,communes", "{dataset}", "cameras",
		"{login}", "truc", "{code}", "CAM-01", "{number}", "PA26-0000-0001", "{z}", "14", "{x}", "13065", "{y}", "7718")
	var told []string
	with := map[string]bool{} // routes that answered with the camera
	for _, p := range a.everybody() {
		for _, r := range a.server.Rows() {
			if strings.HasPrefix(r.Path, "/assets/") || r.ID == "liveFeed" || r.Method != http.MethodGet {
				continue
			}
			got := a.as(p, http.MethodGet, path.Replace(r.Path)+queries[r.ID], "")
			if strings.Contains(string(got.body), secret) {
				t.Errorf("%s is told a stream address by %s %s", p.name, r.Method, got.Request.URL)
			}
			if got.StatusCode == 200 && strings.Contains(string(got.body), "CAM-01") {
				with[r.ID] = true
			}
		}
		// What is wrong with an edit or a list is said without it, and so is what is already there.
		wrong := strings.Replace(body, `"fov": 60`, `"fov": 999`, 1)
		for _, got := range []answer{
			a.as(p, http.MethodPost, "/api/cameras", wrong),
			a.as(p, http.MethodPut, fmt.Sprintf("/api/cameras/%d", made.ID), strings.Replace(body, `"code"`, `"version": 99, "code"`, 1)),
			a.call(http.MethodPost, "/api/cameras/import", strings.NewReader("code,lon,lat,stream\nA,1,1,gopher://"+secret+"\n"), p.header, "Content-Type: text/csv"),
		} {
			if strings.Contains(string(got.body), secret) || got.StatusCode == 200 {
				t.Errorf("%s: %s %s: %d %s", p.name, got.Request.Method, got.Request.URL, got.StatusCode, got.body)
			}
		}
		before := a.count(`SELECT count(*) FROM sotay.audit WHERE action = 'camera.stream'`)
		got := a.as(p, http.MethodPost, fmt.Sprintf("/api/cameras/%d/stream", made.ID), `{"purpose": "Xác minh phản ánh PA26"}`)
		if strings.Contains(string(got.body), secret) {
			told = append(told, p.name)
			if a.count(`SELECT count(*) FROM sotay.audit WHERE action = 'camera.stream' AND actor = '`+p.login+`'`) == 0 || got.Header.Get("Cache-Control") != "private, no-store" {
				t.Errorf("%s was told and it is not written down, or may be kept: %q", p.name, got.Header.Get("Cache-Control"))
			}
		} else if after := a.count(`SELECT count(*) FROM sotay.audit WHERE action = 'camera.stream'`); after != before {
			t.Errorf("%s was not told and it is written down", p.name)
		}
	}
	if !slices.Equal(told, []string{"ioc", "administrator"}) {
		t.Errorf("%v are told stream addresses", told)
	}
	for _, id := range []string{"listCameras", "camera", "listFeatures"} {
		if !with[id] {
			t.Errorf("the route %s never answered with the camera: it was not put to the test (those that did: %v)", id, with)
		}
	}
	a.log.mu.Lock()
	defer a.log.mu.Unlock()
	for _, line := range a.log.lines {
		if strings.Contains(line, secret) {
			t.Errorf("a stream address is in the log: %s", line)
		}
	}
	if n := a.count(`SELECT count(*) FROM sotay.audit WHERE detail::text LIKE '%` + secret + `%'`); n != 0 {
		t.Errorf("%d rows of the audit hold a stream address", n)
	}
}
