package geoapi_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"sotay/geoapi"
)

// parcelsJSON is a GeoJSON file of parcels 101 … 100+n of sheet 30 of Phường Vũng Tàu, in
// columns named as offices name them.
func parcelsJSON(n int, landUse string) string {
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		x, y := 107.0850+0.0002*float64(i%40), 10.3460+0.0002*float64(i/40)
		fmt.Fprintf(&b, `{"type":"Feature","properties":{"MAXA":"26506","SHBANDO":"30","SHTHUA":"%d","KHLOAIDAT":%q},`+
			`"geometry":{"type":"Polygon","coordinates":[[[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f]]]}}`,
			101+i, landUse, x, y, x+0.0001, y, x+0.0001, y+0.0001, x, y+0.0001, x, y)
	}
	b.WriteString("]}")
	return b.String()
}

// form makes a multipart body of fields (name, value, name, value …) and a file.
func form(t *testing.T, file, content string, fields ...string) (io.Reader, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		must(t, w.WriteField(fields[i], fields[i+1]))
	}
	if file != "" {
		part, err := w.CreateFormFile("file", file)
		must(t, err)
		_, err = io.WriteString(part, content)
		must(t, err)
	}
	must(t, w.Close())
	return &b, "Content-Type: " + w.FormDataContentType()
}

type changeSet struct {
	ID      int64
	Layer   string
	Source  string
	State   string
	Actor   string
	Counts  map[string]int64
	Failure map[string]string
}

// upload sends a file and gives the change set that is being staged.
func upload(a *api, file, content string, fields ...string) changeSet {
	a.t.Helper()
	body, kind := form(a.t, file, content, fields...)
	res := a.call(http.MethodPost, "/api/imports", body, kind, "token")
	var c changeSet
	res.json(a.t, &c)
	if res.StatusCode != http.StatusAccepted || res.Header.Get("Location") != fmt.Sprintf("/api/imports/%d", c.ID) {
		a.t.Fatalf("POST /api/imports: %d %s", res.StatusCode, res.body)
	}
	return c
}

// sse is one server-sent event.
type sse struct{ id, name, data string }

// events reads an import's events to the end.
func events(a *api, id int64, headers ...string) []sse {
	a.t.Helper()
	res := a.get(fmt.Sprintf("/api/imports/%d/events", id), append(headers, "token")...)
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		a.t.Fatalf("events: %d %s", res.StatusCode, res.body)
	}
	return parseEvents(string(res.body))
}

func parseEvents(text string) []sse {
	var list []sse
	for _, block := range strings.Split(strings.TrimSpace(text), "\n\n") {
		var e sse
		lines := bufio.NewScanner(strings.NewReader(block))
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "id":
				e.id = value
			case "event":
				e.name = value
			case "data":
				e.data = value
			}
		}
		if e.name != "" {
			list = append(list, e)
		}
	}
	return list
}

// settle waits for the import's end and gives its change set.
func settle(a *api, id int64) changeSet {
	a.t.Helper()
	list := events(a, id)
	last := list[len(list)-1]
	var c changeSet
	must(a.t, json.Unmarshal([]byte(last.data), &c))
	if last.name != "state" || c.ID != id {
		a.t.Fatalf("the last event is %+v", last)
	}
	return c
}

func TestImportFromFileToSearch(t *testing.T) {
	a := newAPI(t)
	c := upload(a, "thửa đất.geojson", parcelsJSON(40, "ODT+CLN"), "layer", "parcels")
	if c.State != "staging" && c.State != "staged" || c.Source != "thửa đất.geojson" || c.Actor != "token: officer" {
		t.Errorf("the new change set: %+v", c)
	}
	c = settle(a, c.ID)
	if c.State != "staged" || c.Counts["added"] != 40 || c.Counts["refused"] != 0 {
		t.Fatalf("staged: %+v", c)
	}
	if got := search(a, "tờ 30 thửa 105 Vũng Tàu"); len(got.Groups) > 0 && got.Groups[0].Kind == "parcel" {
		t.Errorf("found before it was applied: %+v", got)
	}
	res := a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", c.ID), nil, "token")
	res.json(t, &c)
	if res.StatusCode != 200 || c.State != "applied" {
		t.Fatalf("apply: %d %s", res.StatusCode, res.body)
	}
	if got := search(a, "tờ 30 thửa 105 Vũng Tàu"); len(got.Groups) != 1 || got.Groups[0].Kind != "parcel" {
		t.Errorf("not found after it was applied: %+v", got)
	}
	// The same file again changes nothing.
	again := settle(a, upload(a, "again.geojson", parcelsJSON(40, "ODT+CLN"), "layer", "parcels").ID)
	if n := again.Counts; n["unchanged"] != 40 || n["added"]+n["changed"]+n["removed"] != 0 {
		t.Errorf("the same file again: %+v", again)
	}
	res = a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/undo", c.ID), nil, "token")
	res.json(t, &c)
	if res.StatusCode != 200 || c.State != "undone" {
		t.Fatalf("undo: %d %s", res.StatusCode, res.body)
	}
	if got := search(a, "tờ 30 thửa 105 Vũng Tàu"); len(got.Groups) > 0 && got.Groups[0].Kind == "parcel" {
		t.Errorf("found after it was undone: %+v", got)
	}
	var list struct{ Imports []changeSet }
	a.mustGet("/api/imports?layer=parcels", &list, "token")
	if len(list.Imports) != 2 || list.Imports[0].ID != again.ID || list.Imports[1].State != "undone" {
		t.Errorf("the list: %+v", list)
	}
}

func TestImportsInPages(t *testing.T) {
	a := newAPI(t)
	for range 3 {
		settle(a, upload(a, "p.geojson", parcelsJSON(1, "ODT"), "layer", "parcels").ID)
	}
	var page struct {
		Imports []changeSet
		Next    *int64
	}
	a.mustGet("/api/imports?limit=2", &page, "token")
	if len(page.Imports) != 2 || page.Next == nil {
		t.Fatalf("first page %+v", page)
	}
	a.mustGet(fmt.Sprintf("/api/imports?limit=2&before=%d", *page.Next), &page, "token")
	if len(page.Imports) != 1 {
		t.Errorf("second page %+v", page)
	}
}

// TestImportConflicts: what was changed in between is named, and nothing is written.
func TestImportConflicts(t *testing.T) {
	a := newAPI(t)
	apply := func(id int64, what string) answer {
		return a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/%s", id, what), nil, "token")
	}
	first := settle(a, upload(a, "a.geojson", parcelsJSON(5, "ODT"), "layer", "parcels").ID)
	if got := apply(first.ID, "apply"); got.StatusCode != 200 {
		t.Fatalf("apply: %d %s", got.StatusCode, got.body)
	}
	second := settle(a, upload(a, "b.geojson", parcelsJSON(5, "CLN"), "layer", "parcels").ID)
	must(t, exec(t, a.db, `UPDATE data.parcels SET address = 'sửa tay' WHERE sheet_no = '30' AND parcel_no = '103'`))
	for what, id := range map[string]int64{"apply": second.ID, "undo": first.ID} {
		var p struct {
			Type  string
			Rows  []string
			Count int
		}
		got := apply(id, what)
		got.json(t, &p)
		if got.StatusCode != 409 || p.Type != "urn:sotay:problem:conflict" || p.Count != 1 || len(p.Rows) != 1 || !strings.Contains(p.Rows[0], "103") {
			t.Errorf("%s: %d %s", what, got.StatusCode, got.body)
		}
	}
	if got := apply(first.ID, "apply"); got.StatusCode != 422 {
		t.Errorf("applied twice: %d %s", got.StatusCode, got.body)
	}
	if got := apply(999999, "apply"); got.StatusCode != 404 {
		t.Errorf("an unknown change set: %d", got.StatusCode)
	}
}

func TestImportProblems(t *testing.T) {
	a := newAPI(t)
	bad := strings.Replace(parcelsJSON(3, "ODT"), `[107.085100,10.346100]`, `[107.084000,10.344000]`, 1)
	bad = strings.Replace(bad, `[[107.085000,10.346000],[107.085100,10.346000],`, `[[107.085000,10.346000],[107.085100,10.346000],[107.085000,10.346100],`, 1)
	c := settle(a, upload(a, "bad.geojson", bad, "layer", "parcels").ID)
	if c.Counts["refused"] != 1 {
		t.Fatalf("%+v", c)
	}
	for language, header := range map[string]string{"vi": "dòng,cột", "en": "row,field"} {
		got := a.get(fmt.Sprintf("/api/imports/%d/problems.csv", c.ID), "token", "Accept-Language: "+language)
		text := strings.TrimPrefix(string(got.body), "\uFEFF")
		if got.StatusCode != 200 || !strings.HasPrefix(text, header) || !strings.Contains(text, "\n1,") {
			t.Errorf("%s: %d %q", language, got.StatusCode, text)
		}
		if got.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(got.Header.Get("Content-Disposition"), ".csv") {
			t.Errorf("%v", got.Header)
		}
	}
	if got := a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", c.ID), nil, "token"); got.StatusCode != 422 {
		t.Errorf("applied with bad rows: %d %s", got.StatusCode, got.body)
	}
}

// TestProblemsOnTheMap: problems are listed page by page, errors first, each with its place
// and size; repair=true mends what can be mended and says so.
func TestProblemsOnTheMap(t *testing.T) {
	type list struct {
		Groups []struct {
			Code, Severity string
			Count          int
		}
		Problems []struct {
			Row   int
			Code  string
			Place []float64
			Size  float64
			Unit  string
		}
		Next *string
	}
	a := newAPI(t)
	file := strings.Replace(parcelsJSON(4, "ZZZ"), `[107.085100,10.346100],`, `[107.085100,10.346100],[107.085100,10.346300],[107.085100,10.346100],`, 1)
	file = strings.Replace(file, `[107.085300,10.346100]`, `[107.085250,10.345999]`, 1) // crosses itself, and may be meant so or otherwise
	c := settle(a, upload(a, "thua.geojson", file, "layer", "parcels").ID)
	var l list
	a.get(fmt.Sprintf("/api/imports/%d/problems?limit=3", c.ID), "token").json(t, &l)
	if len(l.Problems) != 3 || l.Next == nil || len(l.Groups) < 2 || l.Groups[0].Severity != "error" {
		t.Fatalf("%+v", l)
	}
	for _, p := range l.Problems {
		if at := p.Place; p.Code == "invalid_geometry" && (len(at) != 2 || at[0] < 107.08 || at[0] > 107.09 || at[1] < 10.34 || at[1] > 10.35) {
			t.Errorf("the place is %v", at)
		}
	}
	var rest list
	a.get(fmt.Sprintf("/api/imports/%d/problems?after=%s", c.ID, *l.Next), "token").json(t, &rest)
	total := 0
	for _, n := range l.Groups {
		total += n.Count
	}
	if len(l.Problems)+len(rest.Problems) != total || rest.Next != nil {
		t.Errorf("%d and %d of %d problems, next %v", len(l.Problems), len(rest.Problems), total, rest.Next)
	}
	for path, want := range map[string]int{"?after=x": 400, "?code=unknown_code": 200, "?limit=0": 400} {
		if got := a.get(fmt.Sprintf("/api/imports/%d/problems%s", c.ID, path), "token"); got.StatusCode != want {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
	mended := settle(a, upload(a, "thua.geojson", file, "layer", "parcels", "repair", "true").ID)
	var done list
	a.get(fmt.Sprintf("/api/imports/%d/problems?limit=500", mended.ID), "token").json(t, &done)
	for _, p := range done.Problems {
		if p.Row == 1 && p.Code == "repaired_spikes" && p.Unit == "m2" && len(p.Place) == 2 {
			return
		}
	}
	t.Errorf("nothing says what was repaired: %+v", done)
}

func TestImportAsks(t *testing.T) {
	a := newAPI(t)
	c := settle(a, upload(a, "rung.csv", "ten,wkt\nA,\"POINT(430000 1145000)\"\n").ID)
	if c.State != "question" {
		t.Errorf("without a layer: %+v", c)
	}
}

func TestImportANewLayer(t *testing.T) {
	a := newAPI(t)
	c := settle(a, upload(a, "rung.geojson", parcelsJSON(3, "RSX"), "new_layer", "forest_2024", "title", "Hiện trạng rừng 2024", "theme", "forest").ID)
	if got := a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", c.ID), nil, "token"); got.StatusCode != 200 {
		t.Fatalf("apply: %d %s; %+v", got.StatusCode, got.body, c)
	}
	must(t, a.journal.CatchUp(t.Context()))
	var l layerAnswer
	a.mustGet("/api/layers/forest_2024", &l)
	if l.Count != 3 {
		t.Errorf("the new layer: %+v", l)
	}
	var here struct{ Layers []struct{ Name string } }
	a.mustGet("/api/here?lon=107.08505&lat=10.34605", &here)
	if text := fmt.Sprint(here.Layers); !strings.Contains(text, "forest_2024") {
		t.Errorf("here: %s", text)
	}
}

func TestDryRunGivesUpWhatItStaged(t *testing.T) {
	a := newAPI(t)
	c := settle(a, upload(a, "a.geojson", parcelsJSON(5, "ODT"), "layer", "parcels", "dry_run", "true").ID)
	if c.State != "discarded" || c.Counts["added"] != 5 {
		t.Errorf("%+v", c)
	}
}

func TestUploadsThatAreRefused(t *testing.T) {
	dir := t.TempDir()
	a := newAPI(t, func(c *geoapi.Config) { c.MaxUpload, c.TempDir = 2000, dir })
	for name, tt := range map[string]struct {
		file, content string
		fields        []string
		status        int
	}{
		"too large":     {"a.geojson", strings.Repeat(" ", 4<<20), nil, 413},
		"no file":       {"", "", []string{"layer", "parcels"}, 400},
		"unknown field": {"a.geojson", "{}", []string{"leyer", "parcels"}, 400},
		"wrong replace": {"a.geojson", "{}", []string{"replace", "all"}, 400},
		"long field":    {"a.geojson", "{}", []string{"title", strings.Repeat("x", 70<<10)}, 400},
		"no name":       {"..", "{}", nil, 400},
	} {
		body, kind := form(t, tt.file, tt.content, tt.fields...)
		if got := a.call(http.MethodPost, "/api/imports", body, kind, "token"); got.StatusCode != tt.status {
			t.Errorf("%s: %d %s, want %d", name, got.StatusCode, got.body, tt.status)
		}
	}
	if got := a.call(http.MethodPost, "/api/imports", strings.NewReader("{}"), "Content-Type: application/json", "token"); got.StatusCode != 415 {
		t.Errorf("no form: %d", got.StatusCode)
	}
	broken := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.geojson\"\r\n\r\n{\"typ"
	if got := a.call(http.MethodPost, "/api/imports", strings.NewReader(broken), "Content-Type: multipart/form-data; boundary=x", "token"); got.StatusCode != 400 {
		t.Errorf("a broken form: %d %s", got.StatusCode, got.body)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestUploadsStayInTheirFolder(t *testing.T) {
	dir := t.TempDir()
	a := newAPI(t, func(c *geoapi.Config) { c.TempDir = dir })
	for _, name := range []string{"../../../outside.geojson", `C:\data\thửa.geojson`} {
		c := settle(a, upload(a, name, parcelsJSON(2, "ODT"), "layer", "parcels").ID)
		if c.State != "staged" || strings.ContainsAny(c.Source, `/\`) {
			t.Errorf("%q: %+v", name, c)
		}
	}
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		left, err := os.ReadDir(dir)
		must(t, err)
		if len(left) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("uploads stay after they were read: %v", left)
		}
	}
}
