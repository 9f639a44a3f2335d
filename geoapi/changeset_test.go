package geoapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestImportChanges: before it is applied, the difference is told record by record.
func TestImportChanges(t *testing.T) {
	a := newAPI(t)
	first := settle(a, upload(a, "a.geojson", parcelsJSON(3, "ODT"), "layer", "parcels").ID)
	if got := a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", first.ID), nil, "token"); got.StatusCode != 200 {
		t.Fatalf("apply: %d %s", got.StatusCode, got.body)
	}
	// Two of the three, with another land use, and a new one.
	file := strings.Replace(parcelsJSON(3, "CLN"), `"SHTHUA":"103"`, `"SHTHUA":"903"`, 1)
	file = strings.Replace(file, "[107.085400,10.346000],[107.085500", "[107.085410,10.346000],[107.085500", 1)
	file = strings.Replace(file, "[107.085400,10.346000]]", "[107.085410,10.346000]]", 1)
	second := settle(a, upload(a, "b.geojson", file, "layer", "parcels").ID)
	var got struct {
		Counts  map[string]int64
		Changes []struct {
			Operation, Name string
			Fields          []struct{ Field, Old, New string }
		}
	}
	a.mustGet(fmt.Sprintf("/api/imports/%d/changes", second.ID), &got, "token")
	if got.Counts["changed"] != 2 || len(got.Changes) != 4 {
		t.Fatalf("%+v", got)
	}
	change := got.Changes[0]
	if change.Operation != "changed" || change.Name != "26506/30/101" || fmt.Sprint(change.Fields[0]) != "{land_use ODT CLN}" {
		t.Errorf("the first change: %+v", change)
	}
	if got.Changes[2].Operation+got.Changes[3].Operation != "removedadded" {
		t.Errorf("what is removed and added: %+v", got.Changes[2:])
	}
	a.mustGet(fmt.Sprintf("/api/imports/%d/changes?limit=1", second.ID), &got, "token")
	if len(got.Changes) != 3 || got.Counts["changed"] != 2 {
		t.Errorf("one of each: %+v", got)
	}
	if res := a.get(fmt.Sprintf("/api/imports/%d/changes", first.ID), "token"); res.StatusCode != 422 {
		t.Errorf("changes of an applied import: %d %s", res.StatusCode, res.body)
	}
}

// TestImportIsGivenUp: while it is being staged, when it is staged, when it asks; an
// applied one stays.
func TestImportIsGivenUp(t *testing.T) {
	a := newAPI(t)
	del := func(id int64) (answer, string) {
		res := a.call(http.MethodDelete, fmt.Sprintf("/api/imports/%d", id), nil, "token")
		var c changeSet
		res.json(t, &c)
		return res, c.State
	}
	running := upload(a, "many.geojson", parcelsJSON(30_000, "ODT"), "layer", "parcels")
	if res, state := del(running.ID); res.StatusCode != 200 || state != "failed" && state != "discarded" {
		t.Errorf("being staged: %d %s", res.StatusCode, res.body)
	}
	staged := settle(a, upload(a, "a.geojson", parcelsJSON(3, "ODT"), "layer", "parcels").ID)
	if res, state := del(staged.ID); res.StatusCode != 200 || state != "discarded" {
		t.Errorf("staged: %d %s", res.StatusCode, res.body)
	}
	if res := a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", staged.ID), nil, "token"); res.StatusCode != 422 {
		t.Errorf("applied after it was given up: %d %s", res.StatusCode, res.body)
	}
	asks := settle(a, upload(a, "rung.csv", "ten,wkt\nA,\"POINT(430000 1145000)\"\n").ID)
	if res, state := del(asks.ID); res.StatusCode != 200 || state != "discarded" {
		t.Errorf("with a question: %d %s", res.StatusCode, res.body)
	}
	applied := settle(a, upload(a, "a.geojson", parcelsJSON(3, "ODT"), "layer", "parcels").ID)
	a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", applied.ID), nil, "token")
	if res, _ := del(applied.ID); res.StatusCode != 422 {
		t.Errorf("applied: %d %s", res.StatusCode, res.body)
	}
	if res, _ := del(999999); res.StatusCode != 404 {
		t.Errorf("unknown: %d %s", res.StatusCode, res.body)
	}
}

// TestImportSpeaksOfTheForm: over HTTP options are fields of a form, not flags of a command.
func TestImportSpeaksOfTheForm(t *testing.T) {
	a := newAPI(t)
	asks := settle(a, upload(a, "rung.csv", "ten,wkt\nA,\"POINT(430000 1145000)\"\n").ID)
	res := a.get(fmt.Sprintf("/api/imports/%d", asks.ID), "token")
	if text := string(res.body); strings.Contains(text, "--") || !strings.Contains(text, `"flag":"layer=…"`) || !strings.Contains(text, "new_layer") {
		t.Errorf("the question: %s", text)
	}
	bad := strings.Replace(parcelsJSON(3, "ODT"), `[107.085000,10.346000],[107.085100,10.346000],`, `[107.085000,10.346000],[107.085100,10.346000],[107.085000,10.346100],`, 1)
	c := settle(a, upload(a, "bad.geojson", bad, "layer", "parcels").ID)
	res = a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", c.ID), nil, "token")
	if text := string(res.body); res.StatusCode != 422 || strings.Contains(text, "--") || !strings.Contains(text, "skip_bad=true") {
		t.Errorf("bad rows: %d %s", res.StatusCode, text)
	}
	res = a.get(fmt.Sprintf("/api/imports/%d/problems.csv", c.ID), "token")
	if text := string(res.body); strings.Contains(text, "--") || !strings.Contains(text, "skip_bad=true") {
		t.Errorf("the problem table: %s", text)
	}
}
