package geoapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

type differencePage struct {
	Changes []struct {
		Operation, Name string
		Bbox            []float64
	}
	Next *string
}

// secondVersion is three parcels of the first version with another land use, one of them
// under a new number and one a little smaller.
func secondVersion() string {
	file := strings.Replace(parcelsJSON(3, "CLN"), `"SHTHUA":"103"`, `"SHTHUA":"903"`, 1)
	file = strings.Replace(file, "[107.085200,10.346000],", "[107.085210,10.346000],", 1)
	return strings.Replace(file, "[107.085200,10.346000]]", "[107.085210,10.346000]]", 1)
}

func TestDifferenceAtTheDesk(t *testing.T) {
	a := newAPI(t)
	first := settle(a, upload(a, "a.geojson", parcelsJSON(3, "ODT"), "layer", "parcels").ID)
	a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", first.ID), nil, "token")
	c := settle(a, upload(a, "b.geojson", secondVersion(), "layer", "parcels").ID)
	var names []string
	path := fmt.Sprintf("/api/imports/%d/difference", c.ID)
	for after := ""; ; {
		var page differencePage
		a.mustGet(path+"?limit=1"+after, &page, "token")
		for _, change := range page.Changes {
			names = append(names, change.Operation+" "+change.Name)
			if len(change.Bbox) != 4 || change.Bbox[0] < 107.08 || change.Bbox[3] > 10.35 {
				t.Errorf("box of %s: %v", change.Name, change.Bbox)
			}
		}
		if page.Next == nil {
			break
		}
		after = "&after=" + url.QueryEscape(*page.Next)
	}
	want := "changed 26506/30/101, changed 26506/30/102, removed 26506/30/103, added 26506/30/903"
	if got := strings.Join(names, ", "); got != want {
		t.Errorf("the difference: %s", got)
	}
	var page differencePage
	a.mustGet(path+"?operation=removed", &page, "token")
	if len(page.Changes) != 1 || page.Changes[0].Operation != "removed" || page.Next != nil {
		t.Errorf("removed alone: %+v", page)
	}
	for _, query := range []string{"operation=moved", "after=removed", "after=removed.x", "after=1.2", "limit=0", "limit=501"} {
		if res := a.get(path+"?"+query, "token"); res.StatusCode != 400 {
			t.Errorf("%s: %d %s", query, res.StatusCode, res.body)
		}
	}
	if res := a.get(fmt.Sprintf("/api/imports/%d/difference", first.ID), "token"); res.StatusCode != 422 {
		t.Errorf("of an applied import: %d %s", res.StatusCode, res.body)
	}
}

func TestDifferenceMapAtTheDesk(t *testing.T) {
	a := newAPI(t)
	first := settle(a, upload(a, "a.geojson", parcelsJSON(3, "ODT"), "layer", "parcels").ID)
	a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", first.ID), nil, "token")
	c := settle(a, upload(a, "b.geojson", secondVersion(), "layer", "parcels").ID)
	path := fmt.Sprintf("/api/imports/%d/difference.geojson", c.ID)
	var got struct {
		Features []struct {
			Properties struct {
				Operation, Name string
				Former          bool
			}
			Geometry struct{ Type string }
		}
		More   bool
		Extent []float64
	}
	a.mustGet(path, &got, "token")
	former := 0
	for _, f := range got.Features {
		if f.Properties.Former {
			former++
			if f.Properties.Name != "26506/30/102" {
				t.Errorf("the former shape of %s", f.Properties.Name)
			}
		}
		if f.Geometry.Type != "Polygon" {
			t.Errorf("%+v", f)
		}
	}
	if former != 1 || len(got.Features) != 5 || got.More || len(got.Extent) != 4 {
		t.Errorf("map: %+v", got)
	}
	got.Extent = nil
	a.mustGet(path+"?bbox=105,20,106,21", &got, "token")
	if len(got.Features) != 0 || got.Extent != nil {
		t.Errorf("in Hà Nội: %+v", got)
	}
	a.mustGet(path+"?limit=1", &got, "token")
	if !got.More {
		t.Errorf("one of each: %+v", got)
	}
	for _, query := range []string{"bbox=1,2,3", "bbox=a,b,c,d", "limit=5001"} {
		if res := a.get(path+"?"+query, "token"); res.StatusCode != 400 {
			t.Errorf("%s: %d %s", query, res.StatusCode, res.body)
		}
	}
}

func TestProblemsAtTheDesk(t *testing.T) {
	a := newAPI(t)
	bad := strings.Replace(parcelsJSON(3, "XYZ"), `[107.085000,10.346000],[107.085100,10.346000],`, `[107.085000,10.346000],[107.085100,10.346000],[107.085000,10.346100],`, 1)
	c := settle(a, upload(a, "bad.geojson", bad, "layer", "parcels").ID)
	path := fmt.Sprintf("/api/imports/%d/problems", c.ID)
	var page struct {
		Groups []struct {
			Code, Severity string
			Count          int
		}
		Problems []struct {
			Row   int
			Code  string
			Place []float64
		}
		Next *string
	}
	a.mustGet(path+"?limit=3", &page, "token")
	if page.Groups[0].Code != "invalid_geometry" || page.Groups[0].Severity != "error" || len(page.Problems) != 3 || page.Next == nil {
		t.Errorf("first page: %+v", page)
	}
	seen := len(page.Problems)
	for page.Next != nil {
		a.mustGet(path+"?limit=3&after="+*page.Next, &page, "token")
		seen += len(page.Problems)
	}
	all := 0
	for _, g := range page.Groups {
		all += g.Count
	}
	if seen != all {
		t.Errorf("%d of %d problems were told", seen, all)
	}
	a.mustGet(path+"?code=invalid_geometry", &page, "token")
	if len(page.Problems) != 1 || page.Problems[0].Row != 1 || len(page.Problems[0].Place) != 2 {
		t.Errorf("one kind: %+v", page)
	}
	if res := a.get(path, "token"); strings.Contains(string(res.body), "--") {
		t.Errorf("flags of a command: %s", res.body)
	}
	for _, query := range []string{"after=1", "after=x.y", "after=1.2.3", "limit=1000"} {
		if res := a.get(path+"?"+query, "token"); res.StatusCode != 400 {
			t.Errorf("%s: %d %s", query, res.StatusCode, res.body)
		}
	}
	if res := a.get("/api/imports/999999/problems", "token"); res.StatusCode != 404 {
		t.Errorf("no such import: %d", res.StatusCode)
	}
}

// TestBriefImports: a list of what was done needs no samples.
func TestBriefImports(t *testing.T) {
	a := newAPI(t)
	settle(a, upload(a, "p.geojson", parcelsJSON(1, "ODT"), "layer", "parcels").ID)
	if res := a.get("/api/imports?brief=true", "token"); strings.Contains(string(res.body), "analysis") || strings.Contains(string(res.body), `"plan"`) {
		t.Errorf("brief: %s", res.body)
	}
	if res := a.get("/api/imports", "token"); !strings.Contains(string(res.body), "analysis") {
		t.Errorf("whole: %s", res.body)
	}
}
