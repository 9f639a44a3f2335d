package geoapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/geoapi"
	"sotay/internal/accounts"
)

// TestFormerOwnersAreWrittenDownFirst reads who owned a parcel before, and one that is gone,
// as the owner of now is read: for a purpose, in one's communes, counted, and written down.
func TestFormerOwnersAreWrittenDownFirst(t *testing.T) {
	a := newAPI(t, func(c *geoapi.Config) { c.PrivateReads = 3 })
	officer := person{header: a.signIn("hoa.tran", accounts.LandOfficer, "26506")}
	here, elsewhere := a.parcelOf("26506"), a.parcelOf("26526")
	gone := int64(a.count(`SELECT max(id) FROM data.parcels WHERE commune_code = '26506'`))
	for _, sql := range []string{
		`UPDATE data.parcels_restricted SET owner_name = 'Đỗ Thị Sau (hư cấu)', certificate_no = 'CS 001' WHERE id = $ID`,
		`UPDATE data.parcels_restricted SET owner_name = 'Hồ Văn Cuối (hư cấu)' WHERE id = $ID`,
		fmt.Sprintf(`DELETE FROM data.parcels WHERE id = %d`, gone),
	} {
		must(t, exec(t, a.db, strings.ReplaceAll(sql, "$ID", fmt.Sprint(here))))
	}
	const why = `{"purpose": "Giải quyết tranh chấp, hồ sơ 12/2026"}`
	path := func(id int64) string { return fmt.Sprintf("/api/parcels/%d/private/history", id) }
	for _, tt := range []struct {
		who  person
		path string
		body string
		want int
	}{
		{officer, path(here), `{}`, 400},
		{officer, path(here), `{"purpose": "tò mò"}`, 400},
		{officer, path(elsewhere), why, 403},
		{officer, path(999999), why, 404},
		{person{header: a.signIn("dan", accounts.Citizen)}, path(here), why, 403},
		{person{header: a.signIn("quan.tri", accounts.Administrator)}, path(here), why, 403},
		{person{header: "X-Nobody: x"}, path(here), why, 401},
	} {
		if got := a.as(tt.who, http.MethodPost, tt.path, tt.body); got.StatusCode != tt.want || strings.Contains(string(got.body), "hư cấu") {
			t.Errorf("%s %s: %d, want %d; %s", tt.path, tt.body, got.StatusCode, tt.want, got.body)
		}
	}
	before := a.count(`SELECT count(*) FROM sotay.audit WHERE action = 'parcel.private'`)
	owners := func(id int64) (list []string) {
		t.Helper()
		var told struct {
			Versions []struct {
				From, To *string
				Fields   []struct {
					Field string
					Value any
				}
			}
		}
		got := a.as(officer, http.MethodPost, path(id), why)
		if got.StatusCode != 200 || got.Header.Get("Cache-Control") != "private, no-store" {
			t.Fatalf("%d %s", got.StatusCode, got.body)
		}
		got.json(t, &told)
		for _, v := range told.Versions {
			for _, f := range v.Fields {
				if f.Value != nil {
					list = append(list, fmt.Sprintf("%s %v, holds %t", f.Field, f.Value, v.To == nil))
				}
			}
		}
		return list
	}
	want := []string{
		"owner_name Hồ Văn Cuối (hư cấu), holds true", "certificate_no CS 001, holds true",
		"owner_name Đỗ Thị Sau (hư cấu), holds false", "certificate_no CS 001, holds false",
		"owner_name Nguyễn Văn Mẫu (hư cấu), holds false",
	}
	if diff := cmp.Diff(want, owners(here)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"owner_name Nguyễn Văn Mẫu (hư cấu), holds false"}, owners(gone)); diff != "" {
		t.Errorf("of the parcel that is gone (-want +got):\n%s", diff)
	}
	if n := a.count(`SELECT count(*) FROM sotay.audit WHERE action = 'parcel.private'`); n != before+2 {
		t.Errorf("%d audit rows of two reads", n-before)
	}
	var seen struct {
		Reads []struct{ Actor, Purpose string }
	}
	a.mustGet(fmt.Sprintf("/api/parcels/%d/reads", here), &seen, officer.header)
	if len(seen.Reads) != 1 || !strings.Contains(seen.Reads[0].Purpose, "tranh chấp") {
		t.Errorf("who looked: %+v", seen)
	}

	must(t, exec(t, a.db, `ALTER TABLE sotay.audit ADD CONSTRAINT shut CHECK (n < 0) NOT VALID`))
	if got := a.as(officer, http.MethodPost, path(here), why); got.StatusCode != 500 {
		t.Errorf("without an audit: %d %s", got.StatusCode, got.body)
	}
	must(t, exec(t, a.db, `ALTER TABLE sotay.audit DROP CONSTRAINT shut`))
	owners(here)
	if got := a.as(officer, http.MethodPost, path(here), why); got.StatusCode != 429 || !strings.Contains(string(got.body), `"quota"`) {
		t.Errorf("beyond the quota: %d %s", got.StatusCode, got.body)
	}
}
