package geoapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// reads are what people look at while an import is applied.
var reads = []string{
	"/tiles/parcels,communes/14/13065/7718.mvt", "/tiles/parcels/16/52262/30873.mvt",
	"/api/layers/parcels/features?bbox=107.08,10.34,107.1,10.36", "/api/layers", "/api/layers/parcels",
	"/api/search?q=th%E1%BB%ADa%20101%20t%E1%BB%9D%2030", "/api/here?lon=107.08505&lat=10.34605",
}

// TestReadersAreNotBlocked: an apply that is held up in the middle, with every lock that it
// takes, keeps nobody from reading; they see the old state, and the new one after it.
func TestReadersAreNotBlocked(t *testing.T) {
	a := newAPI(t)
	for _, tt := range []struct {
		name string
		rows int // more than there is: the layer is filled, with its indexes dropped before
		use  string
	}{
		{"filling", 400, "ODT"},
		{"changing", 400, "CLN"},
		{"adding a little", 420, "CLN"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := settle(a, upload(a, "thua.geojson", parcelsJSON(tt.rows, tt.use), "layer", "parcels").ID)
			before := a.get(reads[2])
			release := a.holdJournal()
			done := make(chan answer, 1)
			go func() { done <- a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", c.ID), nil, "token") }()
			a.waitFor("the apply to wait", `SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'sotay.changes'::regclass)`)
			client := &http.Client{Timeout: 10 * time.Second} // far below the apply's wait
			for _, path := range reads {
				res, err := client.Get(a.URL + path)
				if err != nil {
					t.Errorf("%s waits for the apply: %v", path, err)
					continue
				}
				res.Body.Close()
				if res.StatusCode != 200 && res.StatusCode != 204 {
					t.Errorf("%s: %s", path, res.Status)
				}
			}
			if during := a.get(reads[2]); string(during.body) != string(before.body) {
				t.Error("the new state is seen before it is committed")
			}
			release()
			if got := <-done; got.StatusCode != 200 {
				t.Fatalf("apply: %d %s", got.StatusCode, got.body)
			}
			must(t, a.journal.CatchUp(t.Context()))
			if after := string(a.get(reads[2] + "&limit=1000").body); !strings.Contains(after, fmt.Sprintf(`"parcel_no":"%d"`, 100+tt.rows)) || !strings.Contains(after, tt.use) {
				t.Errorf("the new state is not there: %.300s", after)
			}
		})
	}
}

// holdJournal keeps everybody from writing to the journal of changes, which every write to
// a layer does, until release.
func (a *api) holdJournal() (release func()) {
	a.t.Helper()
	tx, err := a.db.Owner.Begin(a.t.Context())
	if err == nil {
		_, err = tx.Exec(a.t.Context(), `LOCK TABLE sotay.changes IN SHARE MODE`)
	}
	must(a.t, err)
	return func() { must(a.t, tx.Rollback(a.t.Context())) }
}

// waitFor waits until a query says true.
func (a *api) waitFor(what, sql string) {
	a.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var yes bool
		must(a.t, a.db.Owner.QueryRow(a.t.Context(), sql).Scan(&yes))
		if yes {
			return
		}
	}
	a.t.Fatalf("waiting for %s", what)
}
