package geoapi_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/internal/accounts"
)

// of gives the files of parcelsJSON to another commune, but the first n parcels.
func of(commune, file string, n int) string {
	parts := strings.SplitAfterN(file, `"MAXA":"26506"`, n+1)
	parts[n] = strings.ReplaceAll(parts[n], `"MAXA":"26506"`, `"MAXA":"`+commune+`"`)
	return strings.Join(parts, "")
}

// stageAs sends a file as somebody and gives the staged change set.
func stageAs(a *api, header, content string, fields ...string) changeSet {
	a.t.Helper()
	body, kind := form(a.t, "p.geojson", content, fields...)
	res := a.call(http.MethodPost, "/api/imports", body, kind, header)
	var c changeSet
	res.json(a.t, &c)
	if res.StatusCode != http.StatusAccepted {
		a.t.Fatalf("POST /api/imports: %d %s", res.StatusCode, res.body)
	}
	return settle(a, c.ID)
}

// cadastre is what a change may change.
func cadastre(a *api) []string {
	a.t.Helper()
	rows, err := a.db.Owner.Query(a.t.Context(), `SELECT concat_ws('/', commune_code, sheet_no, parcel_no, land_use, id) FROM data.parcels ORDER BY id`)
	must(a.t, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(a.t, err)
	return list
}

func TestOfficerOfACommuneImports(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa", accounts.LandOfficer, "26506")}
	before := cadastre(a)
	c := stageAs(a, officer.header, parcelsJSON(3, "ODT"), "layer", "parcels", "replace", "layer")
	if n := c.Counts; c.State != "staged" || c.Actor != "hoa" || n["added"] != 3 || n["removed"] != 30 || n["refused"] != 0 {
		t.Fatalf("staged, with the parcels of one commune to go: %+v", c)
	}
	path := fmt.Sprintf("/api/imports/%d", c.ID)
	for _, view := range []string{"", "/changes", "/difference", "/difference.geojson", "/problems", "/problems.csv", "/events"} {
		if got := a.as(officer, http.MethodGet, path+view, ""); got.StatusCode != 200 {
			t.Errorf("%s: %d %s", view, got.StatusCode, got.body)
		}
	}
	var whole struct{ Plan struct{ Communes []string } }
	a.mustGet(path, &whole, officer.header)
	if diff := cmp.Diff([]string{"26506"}, whole.Plan.Communes); diff != "" {
		t.Errorf("what is replaced (-want +got):\n%s", diff)
	}
	if got := a.as(officer, http.MethodPost, path+"/apply", ""); got.StatusCode != 200 {
		t.Fatalf("apply: %d %s", got.StatusCode, got.body)
	}
	after := strings.Join(cadastre(a), " ")
	if strings.Contains(after, "26506/12/") || strings.Count(after, "26506/30/") != 3 || strings.Count(after, "26526/12/") != 30 {
		t.Errorf("applied: %s", after)
	}
	if got := a.as(officer, http.MethodPost, path+"/undo", ""); got.StatusCode != 200 {
		t.Fatalf("undo: %d %s", got.StatusCode, got.body)
	}
	if diff := cmp.Diff(before, cadastre(a)); diff != "" {
		t.Errorf("undone (-want +got):\n%s", diff)
	}
}

func TestOfficerOfACommuneIsRefused(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa", accounts.LandOfficer, "26506")}
	before := cadastre(a)
	c := stageAs(a, officer.header, of("26526", parcelsJSON(3, "ODT"), 2), "layer", "parcels")
	if n := c.Counts; n["added"] != 2 || n["refused"] != 1 {
		t.Errorf("staged: %+v", c)
	}
	var page struct {
		Problems []struct {
			Row                int
			Code, Field, Value string
			What, Todo         map[string]string
		}
	}
	a.mustGet(fmt.Sprintf("/api/imports/%d/problems?code=foreign_commune", c.ID), &page, officer.header)
	if len(page.Problems) != 1 {
		t.Fatalf("problems: %+v", page)
	}
	p := page.Problems[0]
	if p.Row != 3 || p.Field != "MAXA" || p.Value != "26526" || !strings.Contains(p.What["vi"], "26506") || !strings.Contains(p.Todo["vi"], "skip_bad=true") {
		t.Errorf("problem: %+v", p)
	}
	got := a.as(officer, http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", c.ID), "")
	if got.StatusCode != 422 || !strings.Contains(string(got.body), `"bad_rows"`) {
		t.Errorf("apply: %d %s", got.StatusCode, got.body)
	}
	other := stageAs(a, officer.header, parcelsJSON(1, "ODT"), "layer", "communes")
	if other.State != "failed" || !strings.Contains(other.Failure["vi"], "thửa đất (parcels)") || other.Failure["en"] == "" {
		t.Errorf("into another layer: %+v", other)
	}
	if diff := cmp.Diff(before, cadastre(a)); diff != "" {
		t.Errorf("something was written (-want +got):\n%s", diff)
	}
}

// TestCommuneIsTakenFromAnOfficer between staging and applying.
func TestCommuneIsTakenFromAnOfficer(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa", accounts.LandOfficer, "26506", "26526")}
	before := cadastre(a)
	c := stageAs(a, officer.header, of("26526", parcelsJSON(3, "ODT"), 2), "layer", "parcels", "accept", "outside_commune")
	applied := stageAs(a, officer.header, strings.ReplaceAll(of("26526", parcelsJSON(2, "ODT"), 0), `"30"`, `"31"`), "layer", "parcels", "accept", "outside_commune")
	if got := a.as(officer, http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", applied.ID), ""); got.StatusCode != 200 {
		t.Fatalf("apply: %d %s", got.StatusCode, got.body)
	}
	_, err := accounts.New(a.db.App).Change(context.Background(), "hoa", func(u *accounts.User) { u.Communes = []string{"26506"} })
	must(t, err)
	middle := cadastre(a)
	if len(middle) != len(before)+2 {
		t.Fatalf("%d parcels", len(middle))
	}
	for _, call := range []string{
		fmt.Sprintf("POST /api/imports/%d/apply", c.ID), fmt.Sprintf("GET /api/imports/%d/difference", c.ID), fmt.Sprintf("GET /api/imports/%d/difference.geojson", c.ID),
		fmt.Sprintf("GET /api/imports/%d/changes", c.ID), fmt.Sprintf("POST /api/imports/%d/undo", applied.ID),
	} {
		method, path, _ := strings.Cut(call, " ")
		got := a.as(officer, method, path, "")
		if got.StatusCode != 422 || !strings.Contains(string(got.body), `"outside_communes"`) || !strings.Contains(string(got.body), "26526") {
			t.Errorf("%s: %d %s", call, got.StatusCode, got.body)
		}
	}
	if diff := cmp.Diff(middle, cadastre(a)); diff != "" {
		t.Errorf("something was written (-want +got):\n%s", diff)
	}
	if got := a.as(officer, http.MethodDelete, fmt.Sprintf("/api/imports/%d", c.ID), ""); got.StatusCode != 200 {
		t.Errorf("giving it up: %d %s", got.StatusCode, got.body)
	}
}

// TestImportsOfOthers: to an officer of a commune they are not there, unless they lie in it.
func TestImportsOfOthers(t *testing.T) {
	a := newAPI(t)
	officer := person{header: a.signIn("hoa", accounts.LandOfficer, "26506")}
	neighbour := a.signIn("minh", accounts.LandOfficer, "26526")
	theirs := stageAs(a, neighbour, of("26526", parcelsJSON(2, "ODT"), 0), "layer", "parcels", "accept", "outside_commune").ID
	mixed := settle(a, upload(a, "m.geojson", of("26526", parcelsJSON(3, "ODT"), 1), "layer", "parcels", "accept", "outside_commune").ID).ID
	here := settle(a, upload(a, "h.geojson", parcelsJSON(3, "ODT"), "layer", "parcels").ID).ID
	for _, id := range []int64{theirs, here} {
		if got := a.call(http.MethodPost, fmt.Sprintf("/api/imports/%d/apply", id), nil, "token"); got.StatusCode != 200 {
			t.Fatalf("apply: %d %s", got.StatusCode, got.body)
		}
	}
	before := cadastre(a)
	for _, r := range a.server.Rows() {
		if !strings.HasPrefix(r.Path, "/api/imports/{id}") {
			continue
		}
		for _, id := range []int64{theirs, mixed} {
			path := strings.Replace(r.Path, "{id}", fmt.Sprint(id), 1)
			if got := a.as(officer, r.Method, path, ""); got.StatusCode != 404 || strings.Contains(string(got.body), "26526") {
				t.Errorf("%s %s: %d %s", r.Method, path, got.StatusCode, got.body)
			}
		}
	}
	var list struct{ Imports []changeSet }
	a.mustGet("/api/imports", &list, officer.header)
	if len(list.Imports) != 1 || list.Imports[0].ID != here {
		t.Errorf("listed: %+v", list)
	}
	if diff := cmp.Diff(before, cadastre(a)); diff != "" {
		t.Errorf("something was written (-want +got):\n%s", diff)
	}
	if got := a.as(officer, http.MethodPost, fmt.Sprintf("/api/imports/%d/undo", here), ""); got.StatusCode != 200 {
		t.Errorf("undo of what lies in the commune: %d %s", got.StatusCode, got.body)
	}
}

// TestAccountChangesDuringAnApply: an apply or undo in the middle of its work lets the account be
// changed, and then goes by what the account has become.
func TestAccountChangesDuringAnApply(t *testing.T) {
	for _, tt := range []struct {
		name, work string
		change     func(*accounts.User)
		status     int
		says       string
	}{
		{"another name", "apply", func(u *accounts.User) { u.Name = "Hoa (hư cấu)" }, 200, `"applied"`},
		{"a commune taken", "apply", func(u *accounts.User) { u.Communes = []string{"26526"} }, 422, `"outside_communes"`},
		{"disabled", "apply", func(u *accounts.User) { u.Disabled = true }, 403, "không còn được nhập dữ liệu"},
		{"a commune taken", "undo", func(u *accounts.User) { u.Communes = []string{"26526"} }, 422, `"outside_communes"`},
		{"disabled", "undo", func(u *accounts.User) { u.Disabled = true }, 403, "không còn được nhập dữ liệu"},
	} {
		t.Run(tt.work+", "+tt.name, func(t *testing.T) {
			a := newAPI(t)
			officer := person{header: a.signIn("hoa", accounts.LandOfficer, "26506", "26526")}
			path := fmt.Sprintf("/api/imports/%d/", stageAs(a, officer.header, parcelsJSON(3, "ODT"), "layer", "parcels").ID)
			if tt.work == "undo" {
				if got := a.as(officer, http.MethodPost, path+"apply", ""); got.StatusCode != 200 {
					t.Fatalf("apply: %d %s", got.StatusCode, got.body)
				}
			}
			before := cadastre(a)
			release := a.holdJournal()
			done := make(chan answer, 1)
			go func() { done <- a.as(officer, http.MethodPost, path+tt.work, "") }()
			a.waitFor("the work to wait", `SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'sotay.changes'::regclass)`)
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // below what the work waits
			defer cancel()
			_, err := accounts.New(a.db.App).Change(ctx, "hoa", tt.change)
			release()
			must(t, err)
			if got := <-done; got.StatusCode != tt.status || !strings.Contains(string(got.body), tt.says) {
				t.Errorf("%d %s, want %d with %s", got.StatusCode, got.body, tt.status, tt.says)
			}
			if same := cmp.Equal(before, cadastre(a)); same != (tt.status != 200) {
				t.Errorf("the cadastre is as it was: %t", same)
			}
		})
	}
}
