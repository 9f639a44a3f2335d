package geoapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sotay/geoapi"
	"sotay/internal/accounts"
)

const newCamera = `{"code": "CAM-01", "name": "Ngã tư thử", "kind": "traffic", "lon": 107.08, "lat": 10.34, "direction": 360, "fov": 60, "range_m": 150,
	"state": "working", "last_seen": "2026-11-26T08:00:00+07:00", "address": " Số 1 đường Thử ", "agency": "Trung tâm IOC", "stream_url": "rtsp://may:matkhau@10.1.2.3/1"}`

type cameraAnswer struct {
	ID        int64
	Code      string
	Direction *float64
	Address   *string
	Agency    *string
	HasStream *bool `json:"has_stream"`
}

// TestCamerasAreEdited: the desk keeps cameras; anyone sees them without agency and stream; a stream
// address is told for a purpose alone, and that it was is in the audit, which holds no address.
func TestCamerasAreEdited(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.PrivateReads = 1 })
	ioc := a.signIn("ioc", accounts.IOC)
	send := func(method, path, body string) answer {
		t.Helper()
		return a.call(method, path, strings.NewReader(body), ioc, "Content-Type: application/json")
	}
	got := send(http.MethodPost, "/api/cameras", newCamera)
	var made cameraAnswer
	got.json(t, &made)
	if got.StatusCode != 200 || *made.Direction != 0 || *made.Address != "Số 1 đường Thử" || *made.Agency != "Trung tâm IOC" || !*made.HasStream || strings.Contains(string(got.body), "matkhau") {
		t.Fatalf("added: %d %s", got.StatusCode, got.body)
	}
	path := fmt.Sprintf("/api/cameras/%d", made.ID)
	for _, public := range []answer{a.get("/api/cameras?bbox=107,10.3,107.2,10.4&q=ng%C3%A3+t%C6%B0"), a.get(path)} {
		if text := string(public.body); public.StatusCode != 200 || !strings.Contains(text, "CAM-01") || strings.Contains(text, "IOC") || strings.Contains(text, "stream") {
			t.Errorf("the public: %d %s", public.StatusCode, public.body)
		}
	}
	if got := send(http.MethodPost, path+"/stream", `{"purpose": "xem"}`); got.StatusCode != 400 {
		t.Errorf("no purpose: %d %s", got.StatusCode, got.body)
	}
	got = send(http.MethodPost, path+"/stream", `{"purpose": "Xác minh phản ánh PA26"}`)
	var stream struct {
		URL string `json:"stream_url"`
	}
	if got.json(t, &stream); stream.URL != "rtsp://may:matkhau@10.1.2.3/1" {
		t.Errorf("stream: %d %s", got.StatusCode, got.body)
	}
	if got := send(http.MethodPost, path+"/stream", `{"purpose": "Xác minh phản ánh PA26"}`); got.StatusCode != 429 {
		t.Errorf("beyond the quota: %d %s", got.StatusCode, got.body)
	}
	// Without a stream in the body the address stays; "" takes it away.
	keep := strings.Replace(newCamera, `, "stream_url": "rtsp://may:matkhau@10.1.2.3/1"`, "", 1)
	got = send(http.MethodPut, path, keep)
	if got.json(t, &made); !*made.HasStream {
		t.Error("a change without the stream took it away")
	}
	got = send(http.MethodPut, path, strings.Replace(newCamera, "rtsp://may:matkhau@10.1.2.3/1", "", 1))
	if got.json(t, &made); *made.HasStream {
		t.Error("an empty stream address stayed")
	}
	if got := send(http.MethodDelete, path, ""); got.StatusCode != 200 {
		t.Errorf("deleted: %d %s", got.StatusCode, got.body)
	}
	if got := a.get(path); got.StatusCode != 404 {
		t.Errorf("after it was deleted: %d", got.StatusCode)
	}
	var log string
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT string_agg(actor || ' ' || action || ' ' || detail::text, E'\n' ORDER BY n) FROM sotay.audit WHERE action LIKE 'camera.%'`).Scan(&log))
	for _, want := range []string{"ioc camera.add", "ioc camera.stream {\"purpose\":\"Xác minh", "ioc camera.change", "ioc camera.delete"} {
		if !strings.Contains(log, want) {
			t.Errorf("the audit lacks %q: %s", want, log)
		}
	}
	if strings.Contains(log, "matkhau") {
		t.Errorf("the audit holds a stream address: %s", log)
	}
}

func TestWrongCamerasAreRefused(t *testing.T) {
	a := newAPI(t)
	ioc := a.signIn("ioc", accounts.IOC)
	post := func(body string) answer {
		return a.call(http.MethodPost, "/api/cameras", strings.NewReader(body), ioc, "Content-Type: application/json")
	}
	if got := post(newCamera); got.StatusCode != 200 {
		t.Fatalf("added: %d %s", got.StatusCode, got.body)
	}
	for change, field := range map[string]string{
		`{}`:                                                 "code", // it is there
		`{"code": "A B"}`:                                    "code",
		`{"code": "B", "name": " "}`:                         "name",
		`{"code": "B", "kind": "drone"}`:                     "kind",
		`{"code": "B", "state": "?"}`:                        "state",
		`{"code": "B", "lon": 10}`:                           "lon",
		`{"code": "B", "lat": 107}`:                          "lat",
		`{"code": "B", "direction": 361}`:                    "direction",
		`{"code": "B", "fov": 0}`:                            "fov",
		`{"code": "B", "range_m": 2001}`:                     "range_m",
		`{"code": "B", "stream_url": "javascript:alert(1)"}`: "stream_url",
	} {
		var body map[string]any
		must(t, json.Unmarshal([]byte(newCamera), &body))
		must(t, json.Unmarshal([]byte(change), &body))
		text, err := json.Marshal(body)
		must(t, err)
		got := post(string(text))
		var told struct{ Field string }
		if got.json(t, &told); got.StatusCode != 422 || told.Field != field {
			t.Errorf("%s: %d %s", change, got.StatusCode, got.body)
		}
	}
}

// TestCamerasByTable takes lists in as people have them, and tells each faulty line.
func TestCamerasByTable(t *testing.T) {
	a := newAPI(t)
	ioc := a.signIn("ioc", accounts.IOC)
	send := func(kind, body string) answer {
		return a.call(http.MethodPost, "/api/cameras/import", strings.NewReader(body), ioc, "Content-Type: "+kind)
	}
	var kept struct{ Added, Changed, Unchanged int }
	const table = "Mã camera;Tên;Loại;Kinh độ;Vĩ độ;Hướng;Góc nhìn;Tầm nhìn;Tình trạng;Đơn vị;RTSP\n" +
		"C1;Cổng chợ;Cố định;107,08;10,34;Đông Nam;60°;120 m;Hoạt động;Phường thử;rtsp://a/1\nC2;;PTZ;107.09;10.35;;360;200;Hỏng;;\n"
	got := send("text/csv", table)
	if got.json(t, &kept); got.StatusCode != 200 || kept.Added != 2 {
		t.Fatalf("taken in: %d %s", got.StatusCode, got.body)
	}
	var direction float64
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT direction FROM data.cameras JOIN data.cameras_restricted USING (id) WHERE code = 'C1' AND state = 'working' AND stream_url = 'rtsp://a/1'`).Scan(&direction))
	if direction != 135 {
		t.Errorf("direction %g, want 135", direction)
	}
	// GeoJSON without most of the columns changes no more than it says.
	got = send("application/geo+json", `{"type": "FeatureCollection", "features": [
		{"type": "Feature", "geometry": {"type": "Point", "coordinates": [107.09, 10.35]}, "properties": {"code": "C2", "state": "off"}},
		{"type": "Feature", "geometry": {"type": "Point", "coordinates": [107.08, 10.34]}, "properties": {"code": "C1"}}]}`)
	kept.Added = 0
	if got.json(t, &kept); got.StatusCode != 200 || kept.Added != 0 || kept.Changed != 1 || kept.Unchanged != 1 {
		t.Errorf("GeoJSON: %d %s", got.StatusCode, got.body)
	}
	var no struct {
		Code  string
		Lines []struct{ Line int }
	}
	got = send("text/csv", "code,lon,lat,fov\nC9,107.1,10.4,60\nC9,107.1,10.4,60\nC8,10.4,107.1,60\nC7,107.1,10.4,wide\nC6,,,\n")
	if got.json(t, &no); got.StatusCode != 422 || no.Code != "bad_cameras" || len(no.Lines) != 4 || no.Lines[0].Line != 3 || no.Lines[3].Line != 6 {
		t.Errorf("faulty lines: %d %s", got.StatusCode, got.body)
	}
	var n int
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM data.cameras`).Scan(&n))
	if n != 2 {
		t.Errorf("%d cameras, want 2: a faulty table was kept in part", n)
	}
	if got := send("application/geo+json", `{"type": "FeatureCollection", "features": [{"geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}}]}`); got.StatusCode != 422 {
		t.Errorf("a line: %d", got.StatusCode)
	}
}

type coverageAnswer struct {
	Cells, Unseen, Cameras, Unknown int
	Told                            []struct {
		Cell         string
		Seen         int
		Road, Report bool
		Boundary     [][2]float64
	}
	Roads struct {
		Layer  *string
		Length float64 `json:"length_m"`
		Unseen float64 `json:"unseen_m"`
		Gaps   []struct{ Name string }
	}
	Reports struct{ Looked bool }
}

// TestCoverageOfCameras: a camera that looks east sees the road's eastern part, a faulty one and
// one of which nothing is known see nothing.
func TestCoverageOfCameras(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, `
		INSERT INTO data.cameras (code, name, direction, fov, range_m, state, geom) VALUES
			('E', 'Nhìn về đông', 90, 90, 500, 'working', 'SRID=4326;POINT(107.08 10.34)'),
			('F', 'Hỏng', 270, 90, 500, 'faulty', 'SRID=4326;POINT(107.08 10.34)'),
			('U', 'Chưa rõ', NULL, NULL, NULL, 'working', 'SRID=4326;POINT(107.08 10.34)');
		INSERT INTO data.rivers (name, geom) VALUES ('Đường Thử', 'SRID=4326;LINESTRING(107.0763 10.34, 107.0837 10.34)')`))
	ioc := a.signIn("ioc", accounts.IOC)
	var c coverageAnswer
	a.call(http.MethodGet, "/api/cameras/coverage?bbox=107.075,10.335,107.085,10.345&res=11&roads=rivers", nil, ioc).json(t, &c)
	if c.Cameras != 1 || c.Unknown != 1 || c.Roads.Layer == nil || len(c.Roads.Gaps) != 1 || c.Roads.Gaps[0].Name != "Đường Thử" {
		t.Fatalf("coverage: %+v", c)
	}
	// The road is 810 m long and its middle is the camera: half of it is seen, but for cells on the edge.
	if half := c.Roads.Length / 2; c.Roads.Length < 760 || c.Roads.Length > 860 || c.Roads.Unseen < half-60 || c.Roads.Unseen > half+60 {
		t.Errorf("%g of %g m unseen", c.Roads.Unseen, c.Roads.Length)
	}
	seen := 0
	for _, cell := range c.Told {
		if cell.Seen > 0 {
			seen++
			for _, corner := range cell.Boundary {
				if corner[0] < 107.0795 {
					t.Errorf("cell %s west of the camera is seen: %v", cell.Cell, cell.Boundary)
				}
			}
		} else if !cell.Road {
			t.Errorf("cell %s is told for nothing", cell.Cell)
		}
	}
	// A quarter of a circle of 500 m is 196,350 m², a cell of resolution 11 about 2,150 m².
	if seen < 80 || seen > 105 || c.Unseen != c.Cells-seen {
		t.Errorf("%d of %d cells seen, %d unseen", seen, c.Cells, c.Unseen)
	}
	var all coverageAnswer
	a.call(http.MethodGet, "/api/cameras/coverage?bbox=107.075,10.335,107.085,10.345&all=true&roads=parcels", nil, ioc).json(t, &all)
	if all.Cameras != 2 || all.Unseen >= c.Unseen || all.Roads.Layer != nil {
		t.Errorf("with the faulty ones, without roads: %+v", all.Roads)
	}
	for _, wrong := range []string{"bbox=107,10,108,11", "bbox=107.075,10.335,107.085,10.345&res=13", "res=11"} {
		if got := a.call(http.MethodGet, "/api/cameras/coverage?"+wrong, nil, ioc); got.StatusCode != 422 && got.StatusCode != 400 {
			t.Errorf("%s: %d", wrong, got.StatusCode)
		}
	}
}
