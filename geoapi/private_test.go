package geoapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestErrorsOfLookupsTellNoPlace: the log of a look-up that failed holds neither the place
// nor the text, though the database's message does.
func TestErrorsOfLookupsTellNoPlace(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, `ALTER VIEW pub.parcels RENAME TO elsewhere`))
	got := a.get("/api/here?lon=107.081234&lat=10.345678")
	if got.StatusCode < 500 {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	line := a.log.find(t, got.Header.Get("X-Request-Id"))
	a.server.MountLookup("/api/cast", func(_ http.ResponseWriter, r *http.Request) error {
		_, err := a.db.Public.Exec(r.Context(), `SELECT $1::text::int`, r.URL.Query().Get("q"))
		return fmt.Errorf("cast: %w", err)
	})
	line += a.log.find(t, a.get("/api/cast?q=Nguyen").Header.Get("X-Request-Id"))
	for _, private := range []string{"107.08", "10.34", "Nguyen"} {
		if strings.Contains(line, private) {
			t.Errorf("the log holds %s: %s", private, line)
		}
	}
	if !strings.Contains(line, "22P02") {
		t.Errorf("the log does not say what was wrong: %s", line)
	}
}
