package geoapi_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

type problem struct {
	Type, Title, Detail, Instance string
	Status                        int
	RequestID                     string `json:"request_id"`
}

func TestProblemsSpeakBothLanguages(t *testing.T) {
	a := newAPI(t)
	for accept, want := range map[string]string{
		"":                        "Không có thửa đất này.",
		"vi":                      "Không có thửa đất này.",
		"fr":                      "Không có thửa đất này.",
		"en":                      "There is no such parcel.",
		"en-GB,en;q=0.9,vi;q=0.5": "There is no such parcel.",
		"vi-VN,vi;q=0.9,en;q=0.8": "Không có thửa đất này.",
		"fr, en;q=0.3":            "There is no such parcel.",
		"en;q=0, vi":              "Không có thửa đất này.",
		";;;":                     "Không có thửa đất này.",
	} {
		got := a.get("/api/parcels/999999", "Accept-Language: "+accept)
		var p problem
		got.json(t, &p)
		id := got.Header.Get("X-Request-Id")
		if p.Detail != want || p.Type != "urn:sotay:problem:not-found" || p.Status != 404 || p.RequestID != id || p.Instance != "urn:sotay:request:"+id {
			t.Errorf("Accept-Language %q: %+v, request %s", accept, p, id)
		}
	}
}

// TestFaultsAreNotShown: what went wrong inside is logged with the request's id, not told.
func TestFaultsAreNotShown(t *testing.T) {
	a := newAPI(t)
	const secret = `syntax error at or near "SELECT owner_name"`
	a.server.Mount("/api/test", func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("ETag", `"x"`)
		return &pgconn.PgError{Severity: "ERROR", Code: "42601", Message: secret}
	})
	got := a.get("/api/test")
	if got.StatusCode != 500 || strings.Contains(string(got.body), "owner_name") || got.Header.Get("ETag") != "" {
		t.Errorf("%d %v %s", got.StatusCode, got.Header, got.body)
	}
	if line := a.log.find(t, got.Header.Get("X-Request-Id")); !strings.Contains(line, "owner_name") || !strings.Contains(line, `"level":"ERROR"`) {
		t.Errorf("the log does not say what went wrong: %s", line)
	}
}

func TestASlowOrAbsentDatabaseIs503(t *testing.T) {
	a := newAPI(t)
	_, refused := pgconn.Connect(t.Context(), "postgres://nobody@127.0.0.1:1/none")
	for name, err := range map[string]error{
		"statement timeout": &pgconn.PgError{Code: "57014"},
		"shutdown":          &pgconn.PgError{Code: "57P01"},
		"starting":          &pgconn.PgError{Code: "57P03"},
		"connections":       &pgconn.PgError{Code: "53300"},
		"deadline":          context.DeadlineExceeded,
		"cannot connect":    refused,
	} {
		path := "/api/test/" + strings.ReplaceAll(name, " ", "-")
		a.server.Mount(path, func(http.ResponseWriter, *http.Request) error { return errors.Join(errors.New("look up"), err) })
		if got := a.get(path); got.StatusCode != 503 || got.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d, Retry-After %q", name, got.StatusCode, got.Header.Get("Retry-After"))
		}
	}
}

// TestStatementTimeout has the real database cancel a real statement.
func TestStatementTimeout(t *testing.T) {
	a := newAPI(t)
	a.server.Mount("/api/slow", func(_ http.ResponseWriter, r *http.Request) error {
		tx, err := a.db.Public.Begin(r.Context())
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback(context.WithoutCancel(r.Context())) }()
		if _, err = tx.Exec(r.Context(), `SET LOCAL statement_timeout = '20ms'`); err == nil {
			_, err = tx.Exec(r.Context(), `SELECT pg_sleep(10)`)
		}
		return err
	})
	got := a.get("/api/slow")
	var p problem
	got.json(t, &p)
	if p.Status != 503 || p.Type != "urn:sotay:problem:timed-out" {
		t.Errorf("%+v", p)
	}
}

// TestTheDatabaseGoesAway takes the database from under the server.
func TestTheDatabaseGoesAway(t *testing.T) {
	a := newAPI(t)
	var name string
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT current_database()`).Scan(&name))
	conn, err := a.db.Server().Superuser(t.Context(), "postgres")
	must(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), `ALTER DATABASE "`+name+`" WITH ALLOW_CONNECTIONS false`)
	must(t, err)
	defer func() {
		_, _ = conn.Exec(context.Background(), `ALTER DATABASE "`+name+`" WITH ALLOW_CONNECTIONS true`)
	}()
	_, err = conn.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, name)
	must(t, err)
	for _, path := range []string{"/api/search?q=th%E1%BB%ADa+5+t%E1%BB%9D+12", "/api/here?lon=107&lat=10", "/api/parcels/1", "/api/layers", "/tiles/parcels/15/26132/15437.mvt", "/tiles/parcels.json", "/readyz"} {
		if got := a.get(path); got.StatusCode != 503 {
			t.Errorf("GET %s: %d %s", path, got.StatusCode, got.body)
		}
	}
	if got := a.get("/healthz"); got.StatusCode != 200 {
		t.Errorf("the process lives: %d", got.StatusCode)
	}
}

// TestReadersHaveAStatementTimeout: what nobody waits for any more must not go on.
func TestReadersHaveAStatementTimeout(t *testing.T) {
	a := newAPI(t)
	var got string
	must(t, a.db.Public.QueryRow(t.Context(), `SHOW statement_timeout`).Scan(&got))
	if got == "0" {
		t.Error("the public pool has none")
	}
}
