package parcels_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/internal/fold"
)

// addresses gives some parcels addresses as registers write them.
const addresses = `
	UPDATE data.parcels p SET address = a.text
	FROM  (VALUES ('26506', '1', '1', '12 đường Lê Lợi, Phường Vũng Tàu'),
	              ('26506', '1', '2', '12/5A đường Lê Lợi, Phường Vũng Tàu'),
	              ('26506', '1', '3', 'Số 14, đường Lê Lợi, khu phố 2'),
	              ('26506', '1', '4', '12/5/3 Lê Lợi, Phường Vũng Tàu'),
	              ('26526', '1', '1', '12 Lê Lợi, Phường Tam Thắng'),
	              ('26526', '1', '2', '3 đường 30 Tháng 4, Phường Tam Thắng'),
	              ('26526', '1', '3', 'Đường Nguyễn Thị Minh Khai, Phường Tam Thắng'),
	              ('26659', '1', '1', 'Ấp Bến Đá, Xã Long Điền'),
	              ('26659', '1', '2', NULL), ('26659', '1', '3', ''),
	              ('26659', '1', '4', repeat('rất dài ', 1000))) AS a (commune, sheet, parcel, text)
	WHERE (p.commune_code, p.sheet_no, p.parcel_no) = (a.commune, a.sheet, a.parcel);`

func TestSearchAddress(t *testing.T) {
	f, db := newFinder(t)
	if _, err := db.Owner.Exec(t.Context(), addresses); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"12 Lê Lợi Vũng Tàu":                     {"26506/1/1 address", "26526/1/1 address"}, // the ward, then the former town
		"số 12 đường Lê Lợi, phường Vũng Tàu":    {"26506/1/1 address"},                      // the ward alone
		"số nhà 12 Lê Lợi, P. Thắng Tam":         {"26506/1/1 address"},
		"12 lê lợi":                              {"26506/1/1 address", "26526/1/1 address"},
		"12/5/3 Lê Lợi":                          {"26506/1/4 address"},
		"12/5A Lê Lợi":                           {"26506/1/2 address"},
		"14 lê lợi vũng tàu":                     {"26506/1/3 address"},
		"lê lợi phường tam thắng":                {"26526/1/1 address"},
		"3 đường 30 tháng 4":                     {"26526/1/2 address"},
		"30 tháng 4 tam thắng":                   {"26526/1/2 address"},
		"nguyễn thị minh kh":                     {"26526/1/3 address"}, // being typed
		"nguyễn thị minh kahi, tam thắng":        {"26526/1/3 address"}, // misspelled
		"ấp bến đá":                              {"26659/1/1 address"},
		"12 lê lợi, phường vũng tuà":             {"26506/1/1 address"},
		"lê lơị phường tam thắng":                {"26526/1/1 address"},
		"số 7 đường thử, tờ 12, phường vũng tàu": nil, // a sheet is named: numbers
	} {
		for _, text := range []string{text, fold.Marks(text), strings.ToUpper(text)} {
			if diff := cmp.Diff(want, sayAll(mustSearch(t, f, text, nil).Parcels)); want != nil && diff != "" {
				t.Errorf("%q (-want +got):\n%s", text, diff)
			}
		}
	}
	why := mustSearch(t, f, "12 lê lợi, vũng tuà", nil).Parcels[0].Why.Args
	if why["house"] != "12" || why["street"] == "" || why["meant"] != "vung tua" {
		t.Errorf("%+v", why)
	}
	if why := mustSearch(t, f, "nguyễn thị minh kahi", nil).Parcels[0].Why.Args; why["as"] != "đường nguyễn thị minh khai" {
		t.Errorf("%+v", why)
	}
	if r := mustSearch(t, f, "999 lê lợi vũng tàu", nil); r.Hint == nil || r.Hint.Code != "address_not_found" || r.Hint.Args["house"] != "999" || r.Hint.Args["commune"] != "Phường Vũng Tàu" {
		t.Errorf("%+v", r)
	}
}

// TestMisspelledCommunes: a name that is spelled a little otherwise is taken for the nearest, and
// that is said; what is not like any is not.
func TestMisspelledCommunes(t *testing.T) {
	f, _ := newFinder(t)
	for text, want := range map[string]string{
		"thửa 45 tờ 12 phường Thắng Tma":  "26506/12/45 old_commune",
		"12/45 vũng tuà":                  "26506/12/45 sheet_parcel",
		"thửa 45 tờ 12 xã Long Đièen":     "26659/12/45 old_commune",
		"to 12 thua 45 long dienn":        "26659/12/45 old_commune",
		"thửa 45 tờ 12 phường Vũng Tàu":   "26506/12/45 sheet_parcel",
		"thửa 45 tờ 12 phường Hoàn Kiếmm": "",
	} {
		r := mustSearch(t, f, text, nil)
		if want == "" {
			if r.Hint == nil || r.Hint.Code != "commune_not_found" {
				t.Errorf("%q: %v, %+v", text, sayAll(r.Parcels), r.Hint)
			}
			continue
		}
		if len(r.Parcels) == 0 || say(r.Parcels[0]) != want {
			t.Errorf("%q: %v, %+v", text, sayAll(r.Parcels), r.Hint)
			continue
		}
		if meant, misspelled := r.Parcels[0].Why.Args["meant"], !strings.HasSuffix(text, "Vũng Tàu"); (meant != "") != misspelled {
			t.Errorf("%q: meant %q", text, meant)
		}
	}
	if r := mustSearch(t, f, "phường thắngg tamm", nil); len(r.Communes) == 0 || r.Communes[0].OldName != "Phường Thắng Tam" || r.Communes[0].Meant != "thangg tamm" {
		t.Errorf("%+v", r)
	}
}

func TestSearchMapLinks(t *testing.T) {
	f, db := newFinder(t)
	const lat, lon = 10.346, 107.0843
	for _, text := range []string{
		"https://www.google.com/maps/@10.346,107.0843,17z",
		"https://www.google.com/maps/place/Bãi+Trước/@10.35,107.07,17z/data=!3m1!4b1!4m6!3m5!1s0x0:0x0!8m2!3d10.346!4d107.0843!16s",
		"https://www.google.com/maps/search/?api=1&query=10.346%2C107.0843",
		"https://maps.google.com/?q=10.346,107.0843",
		"http://maps.google.com/maps?q=loc:10.346+107.0843",
		"https://www.google.com/maps/place/10.346,107.0843",
		"https://maps.apple.com/?ll=10.346,107.0843&z=15",
		"https://www.openstreetmap.org/#map=17/10.346/107.0843",
		"https://www.openstreetmap.org/?mlat=10.346&mlon=107.0843#map=5/1/1",
		"https://www.openstreetmap.org/#map=17/10.346/107.0843&layers=H",
		"https://www.bing.com/maps?cp=10.346~107.0843&lvl=16",
		"geo:10.346,107.0843?z=17", "geo:10.346,107.0843;u=35",
		"https://sotay.example.vn/?map=107.0843,10.346,17",
		"https://earth.google.com/web/@10.3460,107.0843,12a,900d", "https://khac.example.vn/?q=10.346,107.0843", // of any map
		"  https://sotay.example.vn/?map=107.0843,10.346,17\n",
	} {
		r := mustSearch(t, f, text, nil)
		if len(r.Coordinates) != 1 || r.Coordinates[0].Lat != lat || r.Coordinates[0].Lon != lon || r.Coordinates[0].Why.Code != "map_link" {
			t.Errorf("%s: %+v %+v", text, r.Coordinates, r.Hint)
		}
	}
	var id string
	if err := db.Owner.QueryRow(t.Context(), `SELECT id::text FROM data.parcels WHERE commune_code = '26506' AND sheet_no = '12' AND parcel_no = '45'`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"https://sotay.example.vn/?parcel=" + id + "&map=1,2,3", "http://SOTAY.example.vn:80?parcel=" + id,
		"/?parcel=" + id, "?map=1,2,3&parcel=" + id,
	} {
		if diff := cmp.Diff([]string{"26506/12/45 map_link"}, sayAll(mustSearch(t, f, text, nil).Parcels)); diff != "" {
			t.Errorf("%s, a link of the handbook (-want +got):\n%s", text, diff)
		}
	}
	for text, want := range map[string]string{
		"https://maps.app.goo.gl/AbCdEf":                  "short_link",
		"https://sotay.example.vn/?parcel=99999":          "linked_parcel_gone",
		"https://khac.example.vn/?parcel=" + id:           "link_unknown khac.example.vn",
		"https://sotay.example.vn:8443/?parcel=" + id:     "link_unknown sotay.example.vn:8443",
		"https://khac.example.vn/?map=107.0843,50.346,17": "link_unknown khac.example.vn",
		"https://www.google.com/maps/?parcel=" + id:       "link_unknown www.google.com",
		"https://www.google.com/maps/@48.85,2.35,17z":     "link_unknown www.google.com",
		"https://example.com/":                            "link_unknown example.com",
	} {
		r := mustSearch(t, f, text, nil)
		if r.Hint == nil || strings.TrimSpace(r.Hint.Code+" "+r.Hint.Args["host"]) != want || len(r.Parcels)+len(r.Coordinates) != 0 {
			t.Errorf("%s: %+v", text, r)
		}
	}
	for _, text := range []string{"geo:", "http://[", "geo:x,y"} {
		if r := mustSearch(t, f, text, nil); len(r.Coordinates) != 0 {
			t.Errorf("%s: %+v", text, r.Coordinates)
		}
	}
}
