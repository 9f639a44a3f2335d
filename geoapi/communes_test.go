package geoapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// old is the former units of Phường Vũng Tàu and Phường Tam Thắng whose land the seed's
// parcels lie in, side by side.
const old = `
	UPDATE data.communes SET valid_from = '2025-07-01';
	INSERT INTO data.communes (code, name, province, valid_to, geom)
	SELECT code, name, 'Tỉnh Bà Rịa - Vũng Tàu', '2025-07-01', st_transform(st_makeenvelope(426000 + 2000 * n, 1143000, 427999 + 2000 * n, 1146000, 910775), 4326)
	FROM  (VALUES (0, '26508', 'Phường Thắng Tam'), (1, '26527', 'Phường 8')) AS c (n, code, name)`

type unit struct {
	Code      string
	Name      string
	ValidFrom *string `json:"valid_from"`
	ValidTo   *string `json:"valid_to"`
	District  *struct{ Name string }
	Province  *struct{ Name string }
	Steps     int
	Split     bool
}

func (u unit) String() string {
	s := u.Code + " " + u.Name
	if u.District != nil {
		s += ", " + u.District.Name
	}
	if u.Province != nil {
		s += ", " + u.Province.Name
	}
	return s
}

func strs(list []unit) []string {
	out := []string{}
	for _, u := range list {
		out = append(out, u.String())
	}
	return out
}

func TestCommunes(t *testing.T) {
	a := newAPI(t)
	for path, want := range map[string][]string{
		"/api/communes?q=" + "x%C3%A3+long+ph%C6%B0%E1%BB%9Bc": {
			"26413 Xã Long Phước, Thành phố Đồng Nai", "26413 Xã Long Phước, Huyện Long Thành, Tỉnh Đồng Nai",
			"26569 Xã Long Phước, Thành phố Bà Rịa, Tỉnh Bà Rịa - Vũng Tàu",
		},
		"/api/communes?q=26508&at=2025-06-30":             {"26508 Phường Thắng Tam, Thành phố Vũng Tàu, Tỉnh Bà Rịa - Vũng Tàu"},
		"/api/communes?q=26508&at=2025-07-01":             {},
		"/api/communes?limit=2":                           {"22918 Phường Mũi Né, Tỉnh Lâm Đồng", "22924 Phường Phú Thuỷ, Tỉnh Lâm Đồng"},
		"/api/communes?limit=1&at=2025-06-30&after=26506": {"26508 Phường Thắng Tam, Thành phố Vũng Tàu, Tỉnh Bà Rịa - Vũng Tàu"},
	} {
		var got struct{ Units []unit }
		a.get(path).json(t, &got)
		if diff := cmp.Diff(want, strs(got.Units)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	var shown struct {
		unit
		Predecessors, Successors []unit
	}
	a.get("/api/communes/26449?at=2025-06-30").json(t, &shown)
	if diff := cmp.Diff([]string{"26359 Xã Xuân Đông, Thành phố Đồng Nai", "26446 Xã Xuân Hoà, Thành phố Đồng Nai"}, strs(shown.Successors)); diff != "" || !shown.Successors[0].Split || *shown.ValidTo != "2025-07-01" {
		t.Errorf("the split unit: %+v\n%s", shown, diff)
	}
	for path, want := range map[string]string{
		"/api/communes/26508?at=2025-07-01": "Phường Thắng Tam đến trước 2025-07-01",
		"/api/communes/99999":               "Không có đơn vị hành chính mang mã này",
		"/api/communes/x":                   "Không có đơn vị hành chính mang mã này",
	} {
		if got := a.get(path); got.StatusCode != 404 || !strings.Contains(string(got.body), want) {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
	for _, path := range []string{"/api/communes?at=30/06/2025", "/api/communes/26508?at=2025-02-30", "/api/here?lon=107&lat=10&at=x", "/api/search?q=a&at=x", "/api/layers/communes/features?at=x", "/tiles/communes/9/408/241.mvt?at=x", "/tiles/communes.json?at=x"} {
		if got := a.get(path); got.StatusCode != 400 {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
}

func TestADayIsShownEverywhere(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, old))
	must(t, a.journal.CatchUp(t.Context()))
	names := func(path string) []string {
		var got struct {
			Features []struct{ Properties struct{ Name string } }
		}
		a.get(path).json(t, &got)
		list := []string{}
		for _, f := range got.Features {
			list = append(list, f.Properties.Name)
		}
		return list
	}
	for at, want := range map[string][]string{
		"":               {"Phường Vũng Tàu", "Phường Tam Thắng"},
		"?at=2025-06-30": {"Phường Thắng Tam", "Phường 8"},
		"?at=2025-07-01": {"Phường Vũng Tàu", "Phường Tam Thắng"},
	} {
		if diff := cmp.Diff(want, names("/api/layers/communes/features"+at)); diff != "" {
			t.Errorf("features%s (-want +got):\n%s", at, diff)
		}
	}
	var layer struct{ Count int }
	a.get("/api/layers/communes").json(t, &layer)
	if layer.Count != 2 {
		t.Errorf("%d communes hold today", layer.Count)
	}
	for at, want := range map[string]string{"": "26506", "&at=2025-06-30": "26508"} {
		var here struct {
			Layers []struct {
				Name     string
				Features []struct{ Properties map[string]any }
			}
		}
		a.get("/api/here?lon=107.0762&lat=10.3442"+at).json(t, &here)
		got := ""
		for _, l := range here.Layers {
			if l.Name == "communes" {
				for _, f := range l.Features {
					got += fmt.Sprint(f.Properties["code"])
				}
			}
		}
		if got != want {
			t.Errorf("here%s: %s, want %s", at, got, want)
		}
	}
	for query, want := range map[string]string{
		"q=thang+tam":                     "26506 old_name",
		"q=thang+tam&at=2025-06-30":       "26508 name_then",
		"q=phuong+vung+tau&at=2025-06-30": "",
		"q=26508":                         "26506 old_name",
	} {
		var found struct {
			Groups []struct {
				Kind  string
				Items []struct {
					Code string
					Why  struct{ Code string }
				}
			}
		}
		a.get("/api/search?"+query).json(t, &found)
		got := ""
		for _, g := range found.Groups {
			if g.Kind == "commune" {
				got += g.Items[0].Code + " " + g.Items[0].Why.Code
			}
		}
		if got != want {
			t.Errorf("search %s: %q, want %q", query, got, want)
		}
	}
}

func TestParcelTellsItsUnits(t *testing.T) {
	a := newAPI(t)
	must(t, exec(t, a.db, old))
	var parcel struct {
		Units struct {
			Today  *unit
			Former []struct {
				Until, How string
				Unit       *unit
				Candidates []unit
			}
		}
	}
	path := fmt.Sprintf("/api/parcels/%d", a.parcelOf("26506"))
	a.get(path).json(t, &parcel)
	if len(parcel.Units.Former) != 1 || parcel.Units.Today.String() != "26506 Phường Vũng Tàu, Thành phố Hồ Chí Minh" {
		t.Fatalf("%+v", parcel.Units)
	}
	f := parcel.Units.Former[0]
	if f.How != "place" || f.Until != "2025-07-01" || f.Unit.String() != "26508 Phường Thắng Tam, Thành phố Vũng Tàu, Tỉnh Bà Rịa - Vũng Tàu" {
		t.Errorf("%+v", f)
	}
	must(t, exec(t, a.db, `DELETE FROM data.communes WHERE valid_to IS NOT NULL`))
	a.get(path).json(t, &parcel)
	if f := parcel.Units.Former[0]; f.How != "unsure" || len(f.Candidates) != 7 {
		t.Errorf("without outlines: %+v", f)
	}
}
