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
	got, release := a.applyHeldUp(path)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	a.server.Drain(ctx)
	if ctx.Err() != nil {
		t.Error("the work went on for as long as it could")
	}
	release()
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

// applyHeldUp begins to apply an import and gives its answer to be: it waits for a lock, until
// it is released.
func (a *api) applyHeldUp(path string) (got <-chan answer, release func()) {
	a.t.Helper()
	tx, err := a.db.Owner.Begin(a.t.Context())
	must(a.t, err)
	release = func() { _ = tx.Rollback(context.Background()) }
	a.t.Cleanup(release)
	_, err = tx.Exec(a.t.Context(), `LOCK TABLE data.parcels IN SHARE MODE`)
	must(a.t, err)
	answers := make(chan answer, 1)
	go func() { answers <- a.call(http.MethodPost, path, nil, "token") }()
	for waiting := false; !waiting; time.Sleep(10 * time.Millisecond) {
		must(a.t, a.db.App.QueryRow(a.t.Context(), `
			SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = to_regclass('data.parcels'))`).Scan(&waiting))
	}
	return answers, release
}

// TestSecondApplyLeavesTheFirstAlone: it is refused, and who comes late still follows the first.
func TestSecondApplyLeavesTheFirstAlone(t *testing.T) {
	a := newAPI(t)
	c := settle(a, upload(a, "p.geojson", parcelsJSON(3, "ODT"), "layer", "parcels").ID)
	path := fmt.Sprintf("/api/imports/%d/apply", c.ID)
	got, release := a.applyHeldUp(path)
	for _, what := range []string{path, strings.Replace(path, "apply", "undo", 1)} {
		if second := a.call(http.MethodPost, what, nil, "token"); second.StatusCode != 409 || !strings.Contains(string(second.body), `"under_way"`) {
			t.Errorf("%s: %d %s", what, second.StatusCode, second.body)
		}
	}
	if text := string(a.get("/metrics").body); !strings.Contains(text, "sotay_imports_running 1\n") {
		t.Error("the first is not known any more")
	}
	release()
	if first := <-got; first.StatusCode != 200 {
		t.Errorf("the first: %d %s", first.StatusCode, first.body)
	}
	if text := string(a.get("/metrics").body); !strings.Contains(text, "sotay_imports_running 0\n") {
		t.Error("the first goes on")
	}
}
