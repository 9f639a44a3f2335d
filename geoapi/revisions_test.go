package geoapi_test

import (
	"fmt"
	"testing"

	"sotay/internal/accounts"
)

// What readings were is told to monitoring staff, by time and in the order of what replaced it.
func TestRevisions(t *testing.T) {
	a := newIntakeAPI(t)
	send := a.sendReadings("")
	for _, body := range []string{
		"KK01,PM10,20261120100000,7\nKK01,PM10,20261120100500,\nKK01,O3,20261120100000,70\n",
		"KK01,PM10,20261120100000,8\nKK01,PM10,20261120100500,9\nKK01,O3,20261120100000,71\n",
		"KK01,PM10,20261120100000,8.5\nNM01,PH,20261120100000,7\n",
	} {
		if got := send("station,parameter,at,value\n"+body, "text/csv"); got.StatusCode != 200 {
			t.Fatal(got.StatusCode, string(got.body))
		}
	}
	staff := a.signIn("hoa.tran", accounts.Environment)
	list := func(query string) string {
		t.Helper()
		var out struct {
			Revisions []struct {
				Parameter, At, Source string
				Value                 *float64
				Status                int
				Replaced              string `json:"replaced_at"`
			}
		}
		a.mustGet("/api/stations/1/revisions?"+query, &out, staff)
		text := ""
		for _, v := range out.Revisions {
			value := "none"
			if v.Value != nil {
				value = fmt.Sprint(*v.Value)
			}
			if v.Replaced == "" || v.Source != "token: trạm " {
				t.Errorf("replaced at %q by %q", v.Replaced, v.Source)
			}
			text += fmt.Sprintf("%s %s %s; ", v.Parameter, v.At[11:16], value)
		}
		return text
	}
	for query, want := range map[string]string{
		"from=2026-11-20&to=2026-11-20&parameter=PM10":                  "PM10 10:00 7; PM10 10:00 8; PM10 10:05 none; ",
		"from=2026-11-20&to=2026-11-20T10:00:00%2B07:00":                "PM10 10:00 7; O3 10:00 70; PM10 10:00 8; ",
		"from=2026-11-20&to=2026-11-20&parameter=NO2":                   "",
		"from=2026-11-20T10:00:00%2B07:00&parameter=pm10&to=2026-11-21": "PM10 10:05 none; ",
	} {
		if got := list(query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	if got := a.get("/api/stations/1/revisions"); got.StatusCode != 401 {
		t.Errorf("for anybody: %d", got.StatusCode)
	}
	for query, status := range map[string]int{"1/revisions?parameter=XYZ": 400, "1/revisions?from=2020-01-01": 400, "99/revisions": 404} {
		if got := a.get("/api/stations/"+query, staff); got.StatusCode != status {
			t.Errorf("%s: %d, want %d", query, got.StatusCode, status)
		}
	}
}
