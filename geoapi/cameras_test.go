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
	Version   int
	Silent    bool
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
	keep := strings.Replace(newCamera, `"stream_url": "rtsp://may:matkhau@10.1.2.3/1"`, `"version": 1`, 1)
	got = send(http.MethodPut, path, keep)
	if got.json(t, &made); !*made.HasStream {
		t.Error("a change without the stream took it away")
	}
	got = send(http.MethodPut, path, strings.Replace(newCamera, `"rtsp://may:matkhau@10.1.2.3/1"`, `"", "version": 2`, 1))
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
		`{"code": "B", "last_seen": "2999-01-01T00:00:00Z"}`: "last_seen",
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

// TestACameraIsChangedByOneAtATime: of two who opened a camera the second is told what the first
// made of it, and nothing of theirs is written until they say that they saw it. Its sign of life
// comes by itself and is nobody's change.
func TestACameraIsChangedByOneAtATime(t *testing.T) {
	a := newAPI(t)
	ioc, other := a.signIn("ioc", accounts.IOC), a.signIn("khac", accounts.IOC)
	send := func(who, method, path, body string) answer {
		return a.call(method, path, strings.NewReader(body), who, "Content-Type: application/json")
	}
	var made cameraAnswer
	send(ioc, http.MethodPost, "/api/cameras", newCamera).json(t, &made)
	path := fmt.Sprintf("/api/cameras/%d", made.ID)
	change := func(direction string, version int) string {
		body := strings.Replace(newCamera, `"direction": 360`, `"direction": `+direction, 1)
		return strings.Replace(body, `"code"`, fmt.Sprintf(`"version": %d, "code"`, version), 1)
	}
	if got := send(ioc, http.MethodPut, path, newCamera); got.StatusCode != 422 || !strings.Contains(string(got.body), `"version"`) {
		t.Errorf("without a version: %d %s", got.StatusCode, got.body)
	}
	must(t, exec(t, a.db, `UPDATE data.cameras SET last_seen = now()`))
	if got := send(ioc, http.MethodPut, path, change("90", made.Version)); got.StatusCode != 200 {
		t.Fatalf("the first, after a sign of life: %d %s", got.StatusCode, got.body)
	}
	got := send(other, http.MethodPut, path, change("180", made.Version))
	var no struct {
		Code   string
		Detail string
		Camera cameraAnswer
	}
	if got.json(t, &no); got.StatusCode != 409 || no.Code != "moved" || *no.Camera.Direction != 90 || !strings.Contains(no.Detail, "CAM-01") || strings.Contains(string(got.body), "matkhau") {
		t.Errorf("the second: %d %s", got.StatusCode, got.body)
	}
	if got := send(other, http.MethodDelete, fmt.Sprintf("%s?version=%d", path, made.Version), ""); got.StatusCode != 409 {
		t.Errorf("the second deletes: %d %s", got.StatusCode, got.body)
	}
	// A direct edit of the table is somebody's change too.
	must(t, exec(t, a.db, `UPDATE data.cameras SET name = 'Tên của QGIS'`))
	if got := send(other, http.MethodPut, path, change("180", no.Camera.Version)); got.StatusCode != 409 {
		t.Errorf("after an edit past sotay: %d", got.StatusCode)
	}
	if got := send(other, http.MethodPut, path, change("180", no.Camera.Version+1)); got.StatusCode != 200 {
		t.Errorf("the second, who has seen it: %d %s", got.StatusCode, got.body)
	}
}

// TestSilentCameras: a camera that should work and gave no sign for a day is told as silent, to
// anyone; one of which no sign is known is not, nor one that is off.
func TestSilentCameras(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, `
		INSERT INTO data.cameras (code, name, state, last_seen, geom)
		SELECT code, code, state, now() - since, 'SRID=4326;POINT(107.08 10.34)' FROM (VALUES
			('A', 'working', interval '25 hours'), ('B', 'working', '23 hours'), ('C', 'working', NULL), ('D', 'off', '9 days')) AS v (code, state, since)`))
	var list struct{ Cameras []cameraAnswer }
	a.mustGet("/api/cameras", &list)
	for i, want := range []bool{true, false, false, false} {
		if c := list.Cameras[i]; c.Silent != want {
			t.Errorf("camera %s: silent %v", c.Code, c.Silent)
		}
	}
}

// A program feeds cameras with a token that has their scope, an import and signs of life, and is
// told of no stream; a token with another scope, or whose owner may not, feeds nothing.
func TestAProgramFeedsCameras(t *testing.T) {
	a := newAPI(t)
	a.signIn("ioc", accounts.IOC)
	a.signIn("citizen", accounts.Citizen)
	camera := strings.Replace(newCamera, `"rtsp`, `"rtsps`, 1)
	path := ""
	for _, c := range []struct {
		login, scope string
		want         int
	}{{"ioc", "cameras", 200}, {"", "cameras", 200}, {"ioc", "indicators", 403}, {"citizen", "cameras", 401}, {"", "import", 403}} {
		token := a.tokenFor(c.login, c.scope)
		table := a.call(http.MethodPost, "/api/cameras/import", strings.NewReader("ma;kinh_do;vi_do\nCAM-"+c.login+";107,1;10,4\n"), token, "Content-Type: text/csv")
		made := a.call(http.MethodPost, "/api/cameras", strings.NewReader(strings.Replace(camera, "CAM-01", "NEW-"+c.login, 1)), token, "Content-Type: application/json")
		if table.StatusCode != c.want || made.StatusCode != c.want {
			t.Errorf("%s of %q: table %d, camera %d, want %d: %s %s", c.scope, c.login, table.StatusCode, made.StatusCode, c.want, table.body, made.body)
		}
		if c.want == 200 {
			var is cameraAnswer
			made.json(t, &is)
			path = fmt.Sprintf("/api/cameras/%d", is.ID)
			sign := strings.NewReplacer("CAM-01", "NEW-"+c.login, `"2026-11-26T08:00:00+07:00"`, `"2026-11-26T09:00:00+07:00", "version": 1`).Replace(newCamera)
			if got := a.call(http.MethodPut, path, strings.NewReader(sign), token, "Content-Type: application/json"); got.StatusCode != 200 || !strings.Contains(string(got.body), "T02:00:00Z") && !strings.Contains(string(got.body), "T09:00:00+07:00") {
				t.Errorf("a sign of life: %d %s", got.StatusCode, got.body)
			}
		} else if got := a.call(http.MethodPut, path, strings.NewReader(camera), token, "Content-Type: application/json"); got.StatusCode != c.want {
			t.Errorf("%s of %q changes a camera: %d", c.scope, c.login, got.StatusCode)
		}
		if got := a.call(http.MethodPost, path+"/stream", strings.NewReader(`{"purpose": "Xác minh phản ánh PA26"}`), token, "Content-Type: application/json"); got.StatusCode == 200 || strings.Contains(string(got.body), "matkhau") {
			t.Errorf("%s of %q is told a stream: %s", c.scope, c.login, got.body)
		}
	}
	// a token with the scope is made by whoever may, at the desk
	admin := a.signIn("administrator", accounts.Administrator)
	if got := a.call(http.MethodPost, "/api/tokens", strings.NewReader(`{"name": "VMS", "scopes": ["cameras", "indicators"]}`), admin, "Content-Type: application/json"); got.StatusCode != 200 {
		t.Errorf("made: %d %s", got.StatusCode, got.body)
	}
}
