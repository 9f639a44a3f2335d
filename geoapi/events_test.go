package geoapi_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"sotay/geoapi"
)

// TestEvents reads the progress of a real import, then comes back with the last id.
func TestEvents(t *testing.T) {
	a := newAPI(t)
	c := upload(a, "a.geojson", parcelsJSON(3000, "ODT"), "layer", "parcels")
	list := events(a, c.ID)
	for i, e := range list {
		if e.id == "" || e.name != map[bool]string{true: "state", false: "progress"}[i == len(list)-1] {
			t.Errorf("event %d of %d: %+v", i, len(list), e)
		}
	}
	var p struct {
		Phase string
		Rows  *int64
		Total *int64
		Speed *float64 `json:"per_second"`
	}
	if len(list) > 1 {
		must(t, json.Unmarshal([]byte(list[0].data), &p))
		if p.Phase == "" || p.Rows == nil || p.Speed == nil {
			t.Errorf("progress %s", list[0].data)
		}
	}
	timed := false // some phase knew how long it would take
	for _, e := range list {
		timed = timed || strings.Contains(e.data, `"left_seconds":`) && !strings.Contains(e.data, `"left_seconds":null`)
	}
	if !timed {
		t.Errorf("no event tells the time left: %v", list)
	}
	// What has ended is told at once.
	if list := events(a, c.ID, "Last-Event-ID: 7"); len(list) != 1 || list[0].name != "state" {
		t.Errorf("afterwards: %+v", list)
	}
	if got := a.get("/api/imports/999999/events", "token").StatusCode; got != 404 {
		t.Errorf("events of nothing: %d", got)
	}
}

// TestImportSurvivesItsClient: the client is gone before the file is read.
func TestImportSurvivesItsClient(t *testing.T) {
	a := newAPI(t)
	body, kind := form(t, "a.geojson", parcelsJSON(2000, "ODT"), "layer", "parcels")
	ctx, leave := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL+"/api/imports", body)
	must(t, err)
	name, value, _ := strings.Cut(kind, ": ")
	req.Header.Set(name, value)
	req.Header.Set("Authorization", "Bearer "+a.token)
	res, err := a.Client().Do(req)
	must(t, err)
	leave()
	res.Body.Close()
	var list struct{ Imports []changeSet }
	a.mustGet("/api/imports", &list, "token")
	if len(list.Imports) != 1 {
		t.Fatalf("%+v", list)
	}
	if c := settle(a, list.Imports[0].ID); c.State != "staged" || c.Counts["added"] != 2000 {
		t.Errorf("%+v", c)
	}
}

// TestDrainEndsStreams: a stream must not keep the server from stopping.
func TestDrainEndsStreams(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, `INSERT INTO sotay.imports (source, actor, restore_id) SELECT 'elsewhere', 'x', restore_id FROM sotay.instance`))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.URL+"/api/imports/1/events", nil)
	must(t, err)
	req.Header.Set("Authorization", "Bearer "+a.token)
	res, err := a.Client().Do(req) // an import that another process stages
	must(t, err)
	defer res.Body.Close()
	ended := make(chan error, 1)
	go func() {
		_, err := io.ReadAll(res.Body)
		ended <- err
	}()
	select {
	case <-ended:
		t.Fatal("the stream ended by itself")
	case <-time.After(1500 * time.Millisecond):
	}
	a.server.Drain(context.Background())
	select {
	case err := <-ended:
		must(t, err)
	case <-time.After(5 * time.Second):
		t.Error("the stream goes on")
	}
}

func TestStreamsHaveAHeartbeat(t *testing.T) {
	a := newAPI(t)
	a.server.SetHeartbeat(time.Millisecond)
	must(t, exec(t, a.db, `INSERT INTO sotay.imports (source, actor, restore_id) SELECT 'elsewhere', 'x', restore_id FROM sotay.instance`))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.URL+"/api/imports/1/events", nil)
	must(t, err)
	req.Header.Set("Authorization", "Bearer "+a.token)
	res, err := a.Client().Do(req)
	must(t, err)
	defer res.Body.Close()
	line, err := bufio.NewReader(res.Body).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, ":") {
		t.Errorf("%q, %v; want a comment", line, err)
	}
	// The other process is done: the stream says so and ends.
	must(t, exec(t, a.db, `UPDATE sotay.imports SET state = 'staged'`))
	rest, err := io.ReadAll(res.Body)
	if list := parseEvents(string(rest)); err != nil || len(list) == 0 || list[len(list)-1].name != "state" {
		t.Errorf("%v, %v", list, err)
	}
}

func TestEventsAreKeptForWhoComesBack(t *testing.T) {
	j := geoapi.NewJob()
	for rows := range int64(300) {
		j.Progress(rows)
	}
	for _, tt := range []struct{ after, first, count int }{
		{0, 45, 256},   // the first are gone
		{298, 299, 2},  // what was missed
		{300, 0, 0},    // nothing was
		{999, 45, 256}, // the id of other work
	} {
		ids, done := j.Behind(tt.after)
		if done || len(ids) != tt.count || tt.count > 0 && ids[0] != tt.first {
			t.Errorf("behind %d: %v", tt.after, ids)
		}
	}
	j.Finish()
	if _, done := j.Behind(300); !done {
		t.Error("the job does not end")
	}
}

// TestDrainStopsStaging: nothing goes on behind a server that has stopped.
func TestDrainStopsStaging(t *testing.T) {
	a := newAPI(t)
	c := upload(a, "a.geojson", parcelsJSON(5000, "ODT"), "layer", "parcels")
	a.server.Drain(t.Context())
	var state string
	must(t, a.db.Owner.QueryRow(t.Context(), `SELECT state FROM sotay.imports WHERE id = $1`, c.ID).Scan(&state))
	if state != "failed" && state != "staged" {
		t.Errorf("the import is %s", state)
	}
}
