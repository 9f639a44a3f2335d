package geoapi_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestDrainGivesWorkUp: an import being applied when the server stops is given up, its old
// state stands, and none is begun afterwards.
func TestDrainGivesWorkUp(t *testing.T) {
	a := newAPI(t)
	c := settle(a, upload(a, "p.geojson", parcelsJSON(3, "ODT"), "layer", "parcels").ID)
	path := fmt.Sprintf("/api/imports/%d/apply", c.ID)
	tx, err := a.db.Owner.Begin(t.Context())
	must(t, err)
	defer func() { _ = tx.Rollback(context.Background()) }()
	_, err = tx.Exec(t.Context(), `LOCK TABLE data.parcels IN SHARE MODE`)
	must(t, err)
	got := make(chan answer, 1)
	go func() { got <- a.call(http.MethodPost, path, nil, "token") }()
	for waiting := false; !waiting; time.Sleep(10 * time.Millisecond) {
		must(t, a.db.App.QueryRow(t.Context(), `
			SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = to_regclass('data.parcels'))`).Scan(&waiting))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	a.server.Drain(ctx)
	if ctx.Err() != nil {
		t.Error("the work went on for as long as it could")
	}
	must(t, tx.Rollback(t.Context()))
	if res := <-got; res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(res.body), "dữ liệu cũ giữ nguyên") {
		t.Errorf("the apply under way: %d %s", res.StatusCode, res.body)
	}
	var state string
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT state FROM sotay.imports WHERE id = $1`, c.ID).Scan(&state))
	if state != "staged" {
		t.Errorf("the change set is %s", state)
	}
	body, kind := form(t, "q.geojson", parcelsJSON(3, "ODT"), "layer", "parcels")
	for what, res := range map[string]answer{
		"apply":  a.call(http.MethodPost, path, nil, "token"),
		"import": a.call(http.MethodPost, "/api/imports", body, kind, "token"),
	} {
		if res.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("%s after the order to stop: %d %s", what, res.StatusCode, res.body)
		}
	}
}
