package geoapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/internal/accounts"
)

// told is what an answer says of a history.
type told struct {
	Exists   bool
	Versions []struct {
		From, To *string
		Kind     string
		Changed  []struct{ Field string }
		Cause    *struct {
			ChangeSet int64 `json:"change_set"`
			Undo      bool
			Source    string
			Actor     *string
		}
		LandUse *string `json:"land_use"`
		Staff   []struct {
			Field string
			Value any
		}
	}
	Lineage []struct {
		Kind     string
		From, To []struct {
			ID       int64
			Exists   bool
			ParcelNo string `json:"parcel_no"`
			Geometry json.RawMessage
		}
	}
}

// lines says each version in a line: kind, fields, cause, the legal area of then.
func (h told) lines() (list []string) {
	for _, v := range h.Versions {
		line := v.Kind
		for _, c := range v.Changed {
			line += " " + c.Field
		}
		if v.Cause != nil {
			line += fmt.Sprintf(" by %d of %s", v.Cause.ChangeSet, v.Cause.Source)
			if v.Cause.Actor != nil {
				line += ", " + *v.Cause.Actor
			}
		}
		for _, s := range v.Staff {
			if s.Field == "legal_area" && s.Value != nil {
				line += fmt.Sprintf(" (%v m²)", s.Value)
			}
		}
		list = append(list, line)
	}
	return list
}

// TestHistory follows a parcel through edits of the database and a split by an import.
func TestHistory(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa", accounts.LandOfficer, "26506")}
	elsewhere := person{header: a.signIn("minh", accounts.LandOfficer, "26526")}
	id := a.parcelOf("26506")
	path := fmt.Sprintf("/api/parcels/%d", id)
	edit := func(sql string) {
		t.Helper()
		must(t, exec(t, a.db, strings.ReplaceAll(sql, "$ID", fmt.Sprint(id))))
	}
	history := func(p person, path string) (h told) {
		t.Helper()
		got := a.as(p, http.MethodGet, path+"/history", "")
		if got.StatusCode != 200 {
			t.Fatalf("%s: %d %s", path, got.StatusCode, got.body)
		}
		got.json(t, &h)
		return h
	}
	edit(`UPDATE data.parcels SET land_use = 'ODT', land_types = '{ODT}' WHERE id = $ID`)
	edit(`INSERT INTO data.parcels_staff (id, legal_area) VALUES ($ID, 90)`)
	edit(`UPDATE data.parcels_staff SET legal_area = 95 WHERE id = $ID`)
	edit(`UPDATE data.parcels SET geom = st_translate(geom, 0.00001, 0) WHERE id = $ID`)
	h := history(officer, path)
	want := []string{"changed geometry (95 m²)", "changed legal_area (95 m²)", "changed legal_area (90 m²)", "changed land_use", "recorded"}
	if diff := cmp.Diff(want, h.lines()); diff != "" || !h.Exists || len(h.Lineage) > 0 {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = []string{"changed geometry", "changed land_use", "recorded"} // limits hide names, not geometry
	if diff := cmp.Diff(want, history(elsewhere, path).lines()); diff != "" {
		t.Errorf("to another commune's officer (-want +got):\n%s", diff)
	}

	first := h.Versions[len(h.Versions)-1]
	at := "?at=" + url.QueryEscape(*first.From)
	var was struct {
		LandUse string `json:"land_use"`
		Staff   []struct{ Value any }
	}
	a.as(officer, http.MethodGet, path+at, "").json(t, &was)
	if was.LandUse != "ODT+CLN" || len(was.Staff) == 0 || was.Staff[0].Value != nil {
		t.Errorf("as it was at first: %+v", was)
	}
	var features struct {
		Features []struct {
			ID         int64
			Properties struct {
				LandUse string `json:"land_use"`
			}
		}
		Next *string
	}
	place := "/api/layers/parcels/features?bbox=107,10.3,107.2,10.5&limit=1"
	a.as(officer, http.MethodGet, place+strings.Replace(at, "?", "&", 1), "").json(t, &features)
	if len(features.Features) != 1 || features.Features[0].ID != id || features.Features[0].Properties.LandUse != "ODT+CLN" || features.Next == nil {
		t.Errorf("the map as it was at first: %+v", features)
	}
	next, err := url.Parse(*features.Next)
	must(t, err)
	a.as(officer, http.MethodGet, next.RequestURI(), "").json(t, &features)
	if len(features.Features) != 1 || features.Features[0].ID != id+1 {
		t.Errorf("its next page: %+v", features)
	}
	for path, status := range map[string]int{
		path + "?at=2020-01-01": 404, path + "?at=yesterday": 400, place + "&at=x": 400, "/api/layers/communes/features?at=x": 400,
		"/api/parcels/999999/history": 404, place + "&at=2026-01-01&cursor=x": 400,
	} {
		if got := a.as(officer, http.MethodGet, path, ""); got.StatusCode != status {
			t.Errorf("%s: %d, want %d", path, got.StatusCode, status)
		}
	}
	for _, path := range []string{path + at, path + "/history", place + "&at=2026-01-01"} {
		if got := a.get(path); got.StatusCode != 401 {
			t.Errorf("%s to anybody: %d, want 401", path, got.StatusCode)
		}
		if got := a.as(person{header: a.session("hoa")}, http.MethodGet, path, ""); !strings.HasSuffix(got.Header.Get("Cache-Control"), "no-store") {
			t.Errorf("%s may be kept: %s", path, got.Header.Get("Cache-Control"))
		}
	}
}

// TestHistoryOfAGoneParcel: it is found by its id and says what followed it, and by whom.
func TestHistoryOfAGoneParcel(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa", accounts.LandOfficer)}
	id := a.parcelOf("26506")
	must(t, exec(t, a.db, fmt.Sprintf(`
		INSERT INTO sotay.imports (layer, source, actor, restore_id, state) SELECT 'parcels', 'tach.zip', 'hoa', restore_id, 'applied' FROM sotay.instance;
		SELECT set_config('sotay.change_set', (SELECT max(id) FROM sotay.imports)::text, false);
		WITH gone AS (DELETE FROM data.parcels WHERE id = %[1]d RETURNING *), made AS (
			INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom) SELECT commune_code, sheet_no, n, geom FROM gone, unnest('{101,102}'::text[]) AS n RETURNING id)
		INSERT INTO data.parcels_lineage (event, kind, at, change_set, predecessor, successor, of_predecessor, of_successor)
		SELECT 1, 'split', now(), (SELECT max(id) FROM sotay.imports), %[1]d, id, 0.5, 1 FROM made;
		RESET sotay.change_set`, id)))
	path := fmt.Sprintf("/api/parcels/%d", id)
	if got := a.as(officer, http.MethodGet, path, ""); got.StatusCode != 404 {
		t.Errorf("the parcel: %d", got.StatusCode)
	}
	var h told
	a.as(officer, http.MethodGet, path+"/history", "").json(t, &h)
	if h.Exists || len(h.Versions) != 1 || h.Versions[0].To == nil || len(h.Lineage) != 1 {
		t.Fatalf("%+v", h)
	}
	split := h.Lineage[0]
	if split.Kind != "split" || len(split.From) != 1 || split.From[0].Exists || len(split.From[0].Geometry) < 100 || len(split.To) != 2 || split.To[0].ParcelNo != "101" || !split.To[0].Exists {
		t.Errorf("%+v", split)
	}
	var heir told
	a.as(officer, http.MethodGet, fmt.Sprintf("/api/parcels/%d/history", split.To[1].ID), "").json(t, &heir)
	want := []string{fmt.Sprintf("recorded by %d of tach.zip, hoa (hư cấu)", heir.Versions[0].Cause.ChangeSet)}
	if diff := cmp.Diff(want, heir.lines()); diff != "" || len(heir.Lineage) != 1 || heir.Lineage[0].From[0].ID != id {
		t.Errorf("what followed (-want +got):\n%s", diff)
	}
}

// TestPapersOfLandTypes: areas and terms of land types, and the judgement of the areas, are
// for staff; the extract holds them where it is theirs.
func TestPapersOfLandTypes(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa", accounts.LandOfficer)}
	id := a.parcelOf("26506")
	must(t, exec(t, a.db, fmt.Sprintf(`
		INSERT INTO data.parcels_staff (id, legal_area, land_area_1, land_term_1, land_area_2, map_scale) VALUES (%d, 80, 60.5, 'lâu dài', 19.5, 500)`, id)))
	path := fmt.Sprintf("/api/parcels/%d", id)
	type landType struct {
		Code string
		Area *float64
		Term *string
	}
	var parcel struct {
		LandTypes []landType `json:"land_types"`
		AreaCheck *struct {
			Difference, Tolerance float64
			Scale                 int
			Within, Verified      bool
			Assumed               bool `json:"scale_assumed"`
		} `json:"area_check"`
	}
	a.as(officer, http.MethodGet, path, "").json(t, &parcel)
	if p := parcel.LandTypes; len(p) != 2 || p[0].Area == nil || *p[0].Area != 60.5 || p[0].Term == nil || *p[0].Term != "lâu dài" || *p[1].Area != 19.5 || p[1].Term != nil {
		t.Errorf("land types: %s", a.as(officer, http.MethodGet, path, "").body)
	}
	if c := parcel.AreaCheck; c == nil || c.Difference != 20 || c.Within || c.Verified || c.Assumed || c.Scale != 500 || c.Tolerance != 1.79 {
		t.Errorf("area check: %+v", c)
	}
	for who, body := range map[string]string{"anybody": string(a.get(path).body), "staff": string(a.as(officer, http.MethodGet, path, "").body)} {
		if strings.Contains(body, `"area":60.5`) != (who == "staff") {
			t.Errorf("%s is told: %s", who, body)
		}
	}
	public, theirs := a.get(path+"/extract.pdf"), a.as(officer, http.MethodGet, path+"/extract.pdf", "")
	const papers = "60,5 m², thời hạn lâu dài"
	if strings.Contains(pdf(t, public.body, "pdftotext"), "60,5") || !strings.Contains(strings.Join(strings.Fields(pdf(t, theirs.body, "pdftotext")), " "), papers) {
		t.Errorf("the extract for staff is\n%s", pdf(t, theirs.body, "pdftotext"))
	}
}
