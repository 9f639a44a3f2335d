package geoapi_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"sotay/environment"
	"sotay/geoapi"
	"sotay/hexbins"
	"sotay/importers"
	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/internal/accounts"
	"sotay/internal/testdb"
	"sotay/layers"
	"sotay/parcels"
	"sotay/postgis"
)

// seed is two communes with one sheet of 30 parcels each, surveyed in the zone of 107°45′.
const seed = `
	INSERT INTO data.communes (code, name, province, geom)
	SELECT code, name, 'Thành phố Hồ Chí Minh', st_transform(st_makeenvelope(426000 + 2000 * n, 1143000, 427999 + 2000 * n, 1146000, 910775), 4326)
	FROM  (VALUES (0, '26506', 'Phường Vũng Tàu'), (1, '26526', 'Phường Tam Thắng')) AS c (n, code, name);

	INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, address, land_use, land_types, survey_geom, geom)
	SELECT code, '12', parcel::text, 'Số ' || parcel || ' đường Thử', 'ODT+CLN', '{ODT,CLN}', square, st_transform(square, 4326)
	FROM  (VALUES (0, '26506'), (1, '26526')) AS c (n, code),
	       generate_series(1, 30) AS parcel,
	       LATERAL (SELECT st_makeenvelope(426000 + 2000 * n + 12 * parcel, 1144000, 426010 + 2000 * n + 12 * parcel, 1144010, 910775) AS square) AS s;
	INSERT INTO data.parcels_restricted (id, owner_name) SELECT id, 'Nguyễn Văn Mẫu (hư cấu)' FROM data.parcels;`

// api is a server over a seeded database. Every answer that its client gets is held to
// the OpenAPI description.
type api struct {
	*httptest.Server
	t       *testing.T
	db      *postgis.DB
	server  *geoapi.Server
	journal *postgis.Journal
	token   string
	log     *logBuffer
	spec    *spec
}

// newAPI starts a server; change may alter its configuration first.
func newAPI(t *testing.T, change ...func(*geoapi.Config)) *api {
	t.Helper()
	db := testdb.New(t)
	must(t, exec(t, db, seed))
	log := &logBuffer{}
	a := &api{t: t, db: db, log: log, spec: newSpec(t)}
	catalogue := layers.NewCatalogue(db.App)
	must(t, catalogue.Refresh(t.Context()))
	a.journal = postgis.NewJournal(postgis.JournalConfig{Pool: db.App, Catalogue: catalogue.Refresh})
	must(t, a.journal.CatchUp(t.Context()))
	ctx, stop := context.WithCancel(t.Context())
	var background sync.WaitGroup
	background.Go(func() { _ = a.journal.Run(ctx) })
	t.Cleanup(func() { stop(); background.Wait() })
	zone, err := parcels.ZoneOf(107.75)
	must(t, err)
	config := geoapi.Config{
		DB: db, Catalogue: catalogue, Journal: a.journal, Readings: environment.New(db), Reports: &incidents.Store{DB: db, Log: testdb.Audit(t)}, Bins: hexbins.New(hexbins.Config{DB: db, Catalogue: catalogue, Journal: a.journal}),
		Imports: importers.NewService(importers.Config{Owner: db.Owner, Audit: testdb.Audit(t)}),
		Audit:   testdb.Audit(t), Zone: zone, Bounds: layers.Box{106.9, 10.2, 107.7, 10.9}, Name: geoapi.Words{Vi: "Sổ tay", En: "Handbook"}, Version: "test",
		TempDir: t.TempDir(), Log: slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	files, err := photos.Open(filepath.Join(t.TempDir(), "photos"))
	must(t, err)
	config.Photos = &photos.Kept{Files: files, DB: db, Reports: config.Reports}
	for _, f := range change {
		f(&config)
	}
	a.server, err = geoapi.New(config)
	must(t, err)
	a.token, err = accounts.New(db.App).First(t.Context(), "officer", "import", "operations")
	must(t, err)
	a.Server = httptest.NewUnstartedServer(a.server)
	a.Config = a.server.HTTPServer()
	a.Start()
	t.Cleanup(func() {
		a.server.Drain(context.Background())
		a.Close()
		a.log.tellsNobody(t)
	})
	return a
}

func exec(t *testing.T, db *postgis.DB, sql string) error {
	_, err := db.Owner.Exec(t.Context(), sql)
	return err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer is an answer read whole.
type answer struct {
	*http.Response
	body []byte
}

// json decodes the body.
func (a answer) json(t *testing.T, into any) {
	t.Helper()
	if err := json.Unmarshal(a.body, into); err != nil {
		t.Fatalf("%s %s: %v in %.300s", a.Request.Method, a.Request.URL, err, a.body)
	}
}

// call sends a request and checks the answer against the description. Headers are
// "Name: value"; "token" sends the token.
func (a *api) call(method, path string, body io.Reader, headers ...string) answer {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), method, a.URL+path, body)
	must(a.t, err)
	for _, h := range headers {
		if h == "token" {
			h = "Authorization: Bearer " + a.token
		}
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			req.Host = value
			continue
		}
		req.Header.Set(name, value)
	}
	client := &http.Client{Transport: a.Client().Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	must(a.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	must(a.t, err)
	got := answer{res, b}
	if err := a.spec.check(req, got); err != nil {
		a.t.Errorf("%s %s → %d is not as described: %v\n%.1000s", method, path, res.StatusCode, err, b)
	}
	return got
}

func (a *api) get(path string, headers ...string) answer {
	a.t.Helper()
	return a.call(http.MethodGet, path, nil, headers...)
}

// mustGet wants 200 and decodes the answer.
func (a *api) mustGet(path string, into any, headers ...string) {
	a.t.Helper()
	got := a.get(path, headers...)
	if got.StatusCode != http.StatusOK {
		a.t.Fatalf("GET %s: %d %s", path, got.StatusCode, got.body)
	}
	got.json(a.t, into)
}

// spec is the OpenAPI description, as a judge.
type spec struct {
	doc    *openapi3.T
	router routers.Router
}

func newSpec(t *testing.T) *spec {
	t.Helper()
	text, err := geoapi.OpenAPI()
	must(t, err)
	doc, err := openapi3.NewLoader().LoadFromData(text)
	must(t, err)
	must(t, doc.Validate(t.Context()))
	router, err := gorillamux.NewRouter(doc)
	must(t, err)
	for _, kind := range []string{"application/problem+json", "application/geo+json"} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.JSONBodyDecoder)
	}
	for _, kind := range []string{"application/vnd.mapbox-vector-tile", "text/event-stream", "text/xml", "text/csv", "application/pdf", "image/vnd.dxf", "image/jpeg", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.FileBodyDecoder)
	}
	return &spec{doc, router}
}

// check judges an answer. A path that is no API has nothing to be judged by.
func (s *spec) check(req *http.Request, got answer) error {
	if req.Method == http.MethodHead || got.StatusCode == http.StatusNotModified {
		return nil
	}
	body := got.body
	if got.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err == nil {
			body, err = io.ReadAll(z)
		}
		if err != nil {
			return err
		}
	}
	asked := req.Clone(req.Context())
	asked.URL.Scheme, asked.URL.Host, asked.Host = "", "", ""
	found, parts, err := s.router.FindRoute(asked)
	switch {
	case err != nil && got.StatusCode >= 400 && strings.HasPrefix(req.URL.Path, "/api/"):
		if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/problem+json") {
			return fmt.Errorf("an error of type %s", kind)
		}
		return nil
	case err != nil && strings.HasPrefix(req.URL.Path, "/api/"):
		return fmt.Errorf("an answer to a path that is not described: %w", err)
	case err != nil:
		return nil
	}
	return openapi3filter.ValidateResponse(req.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: asked, PathParams: parts, Route: found},
		Status:                 got.StatusCode,
		Header:                 got.Header,
		Body:                   io.NopCloser(bytes.NewReader(body)),
		Options:                &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
}

// logBuffer keeps log lines.
type logBuffer struct {
	mu    sync.Mutex
	lines []string
}

func (l *logBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, string(b))
	return len(b), nil
}

// tellsNobody fails where the log of a test names somebody: all people of tests are marked
// as invented, and all passwords are one.
func (l *logBuffer) tellsNobody(t *testing.T) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	private := regexp.MustCompile(`hư cấu|Mẫu|câu dễ nhớ|sotay_[A-Za-z0-9_-]{43}`)
	for _, line := range l.lines {
		if found := private.FindString(line); found != "" {
			t.Errorf("the log holds %q: %.500s", found, line)
		}
	}
}

// all gives the lines so far.
func (l *logBuffer) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.lines)
}

// find waits for a line that holds the text.
func (l *logBuffer) find(t *testing.T, text string) string {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		l.mu.Lock()
		for _, line := range l.lines {
			if strings.Contains(line, text) {
				l.mu.Unlock()
				return line
			}
		}
		l.mu.Unlock()
	}
	t.Fatal(errors.New("no line of the log holds " + text))
	return ""
}

func contextWithCancel(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithCancel(t.Context())
}
