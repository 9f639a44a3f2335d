package parcels_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"sotay/internal/fold"
	"sotay/parcels"
)

func TestSearchWordings(t *testing.T) {
	f, _ := newFinder(t)
	const want = "26506/12/45 old_commune"
	for _, text := range []string{
		"thửa 45 tờ 12 phường Thắng Tam",
		"Thửa đất số 45, tờ bản đồ số 12, phường Thắng Tam, thành phố Vũng Tàu, tỉnh Bà Rịa - Vũng Tàu",
		"phường Thắng Tam tờ 12 thửa 45",
		"t45 tbd12 p. Thắng Tam",
		"thửa 45/12 Thắng Tam",
		"thửa 045 tờ 012 Thắng Tam",
	} {
		for _, text := range []string{text, fold.Marks(text), strings.ToUpper(text)} {
			got := sayAll(mustSearch(t, f, text, nil).Parcels)
			if diff := cmp.Diff([]string{want}, got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", text, diff)
			}
		}
	}
}

func TestSearchSaysWhichFormerNameLedThere(t *testing.T) {
	f, _ := newFinder(t)
	r := mustSearch(t, f, "thửa 45 tờ 12 phường Thắng Tam", nil)
	want := parcels.Why{Code: "old_commune", Args: map[string]string{
		"sheet": "12", "parcel": "45", "old": "Phường Thắng Tam", "new": "Phường Vũng Tàu", "since": "2025-07-01", "split": "false",
	}}
	if diff := cmp.Diff(want, r.Parcels[0].Why); diff != "" {
		t.Errorf("why (-want +got):\n%s", diff)
	}
	h := r.Parcels[0]
	h.Why, h.ID, h.Point, h.Box = parcels.Why{}, 0, parcels.Point{}, parcels.Box{}
	if diff := cmp.Diff(parcels.Hit{
		CommuneCode: "26506", CommuneName: "Phường Vũng Tàu", SheetNo: "12", ParcelNo: "45",
		Address: "Số 45 đường Thử", LandUse: "ODT+CLN", MapArea: 100,
	}, h); diff != "" {
		t.Errorf("hit (-want +got):\n%s", diff)
	}
}

func TestSearchOffersBothOrders(t *testing.T) {
	f, _ := newFinder(t)
	for _, text := range []string{"12/3 vung tau", "12-3 vũng tàu", "vung tau 12 3"} {
		r := mustSearch(t, f, text, nil)
		if len(r.Parcels) < 2 {
			t.Fatalf("%q: %v", text, sayAll(r.Parcels))
		}
		var got []string
		for _, h := range r.Parcels {
			if h.CommuneCode == "26506" && (h.ParcelNo == "3" || h.ParcelNo == "12") {
				got = append(got, h.SheetNo+"/"+h.ParcelNo+" "+h.Why.Args["order"])
			}
		}
		if diff := cmp.Diff([]string{"12/3 sheet_parcel", "3/12 parcel_sheet"}, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestSearchFindsFormerNumbersAndSaysSo(t *testing.T) {
	f, _ := newFinder(t)
	for _, text := range []string{"tờ 77 thửa 8 Vũng Tàu", "tờ 77 thửa 8", "77/8 phường Thắng Tam"} {
		r := mustSearch(t, f, text, nil)
		if diff := cmp.Diff([]string{"26506/3/5 old_sheet"}, sayAll(r.Parcels)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
			continue
		}
		if h := r.Parcels[0]; h.OldSheetNo != "77" || h.OldParcelNo != "8" || h.Why.Args["sheet"] != "77" {
			t.Errorf("%q: %+v", text, h)
		}
	}
}

// TestFormerNumbersFirst: behind a former commune name the number is more likely the former one.
func TestFormerNumbersFirst(t *testing.T) {
	f, db := newFinder(t)
	if _, err := db.Owner.Exec(t.Context(), `UPDATE data.parcels SET old_sheet_no = '12', old_parcel_no = '45'
		WHERE commune_code = '26506' AND sheet_no = '1' AND parcel_no = '1'`); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"thửa 45 tờ 12 phường Thắng Tam": {"26506/1/1 old_sheet", "26506/12/45 old_commune"},
		"thửa 45 tờ 12 phường Vũng Tàu":  {"26506/12/45 sheet_parcel", "26506/1/1 old_sheet"},
	} {
		if diff := cmp.Diff(want, sayAll(mustSearch(t, f, text, nil).Parcels)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestSearchOverAllCommunesNearestFirst(t *testing.T) {
	f, _ := newFinder(t)
	longDien := mustSearch(t, f, "thửa 1 tờ 1 long điền", nil).Parcels[0].Point
	for name, tt := range map[string]struct {
		near *parcels.Point
		want []string
	}{
		"no view": {nil, []string{"26506/12/45 sheet_parcel", "26526/12/45 sheet_parcel", "26659/12/45 sheet_parcel"}},
		"view":    {&longDien, []string{"26659/12/45 sheet_parcel", "26526/12/45 sheet_parcel", "26506/12/45 sheet_parcel"}},
	} {
		if diff := cmp.Diff(tt.want, sayAll(mustSearch(t, f, "tờ 12 thửa 45", tt.near).Parcels)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestSearchSuggestsWhileTyping(t *testing.T) {
	f, _ := newFinder(t)
	got := sayAll(mustSearch(t, f, "long dien 12/4", nil).Parcels)
	want := []string{"26659/12/4", "26659/12/40", "26659/12/41", "26659/12/42"}
	if len(got) != 10 || !strings.HasPrefix(strings.Join(got, " "), strings.Join(want, " sheet_parcel ")) {
		t.Errorf("long dien 12/4: %v", got)
	}
	if got := sayAll(mustSearch(t, f, "tờ 12 thửa 59", nil).Parcels); len(got) != 3 {
		t.Errorf("a number that nothing else begins with: %v", got)
	}
	for _, text := range []string{"vũng", "vung t", "phường vũ"} {
		if r := mustSearch(t, f, text, nil); len(r.Communes) == 0 || r.Communes[0].Code != "26506" {
			t.Errorf("%q suggests %+v", text, r.Communes)
		}
	}
}

func TestSearchSheetOrParcelAlone(t *testing.T) {
	f, _ := newFinder(t)
	got := sayAll(mustSearch(t, f, "tờ 12 phường Vũng Tàu", nil).Parcels)
	if len(got) != 10 || got[0] != "26506/12/1 sheet_parcel" || got[9] != "26506/12/10 sheet_parcel" {
		t.Errorf("a sheet: %v", got)
	}
	got = sayAll(mustSearch(t, f, "thửa 45 phường Vũng Tàu", nil).Parcels)
	want := []string{"26506/1/45 sheet_parcel", "26506/2/45 sheet_parcel", "26506/3/45 sheet_parcel", "26506/12/45 sheet_parcel"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a parcel number (-want +got):\n%s", diff)
	}
	near := mustSearch(t, f, "thửa 45 tờ 2 long điền", nil).Parcels[0].Point
	if got := sayAll(mustSearch(t, f, "thửa 45", &near).Parcels); len(got) != 10 || got[0] != "26659/2/45 sheet_parcel" {
		t.Errorf("a parcel number in view: %v", got)
	}
}

func TestRepeatedNumbersAreAllFound(t *testing.T) {
	f, db := newFinder(t)
	if _, err := db.Owner.Exec(t.Context(), `INSERT INTO data.parcels (commune_code, sheet_no, parcel_no, geom)
		SELECT commune_code, sheet_no, parcel_no, st_translate(geom, 0, 0.01) FROM data.parcels
		WHERE commune_code = '26506' AND sheet_no = '12' AND parcel_no = '45'`); err != nil {
		t.Fatal(err)
	}
	if got := sayAll(mustSearch(t, f, "thửa 45 tờ 12 phường Vũng Tàu", nil).Parcels); len(got) != 2 {
		t.Errorf("two parcels of one number: %v", got)
	}
}

func TestSearchCommunes(t *testing.T) {
	f, _ := newFinder(t)
	r := mustSearch(t, f, "Phường Thắng Tam", nil)
	if len(r.Parcels) != 0 || len(r.Communes) != 1 || r.Communes[0].Code != "26506" || r.Communes[0].OldName != "Phường Thắng Tam" {
		t.Errorf("Thắng Tam: %+v", r)
	}
	r = mustSearch(t, f, "long phước", nil)
	if len(r.Communes) != 2 || r.Communes[0].Name != "Xã Long Phước" || r.Communes[1].OldName != "Xã Long Phước" {
		t.Errorf("Long Phước: %+v", r.Communes)
	}
}

func TestHints(t *testing.T) {
	f, _ := newFinder(t)
	for text, want := range map[string]parcels.Hint{
		"thửa 1 tờ 13 phường Thắng Tam": {Code: "sheet_not_found", Args: map[string]string{
			"commune": "Phường Vũng Tàu", "old": "Phường Thắng Tam", "sheet": "13", "parcel": "1", "sheets": "1–3, 12",
		}},
		"tờ 13 phường Vũng Tàu": {Code: "sheet_not_found", Args: map[string]string{
			"commune": "Phường Vũng Tàu", "sheet": "13", "sheets": "1–3, 12",
		}},
		"thửa 61 tờ 12 phường Vũng Tàu": {Code: "parcel_not_found", Args: map[string]string{
			"commune": "Phường Vũng Tàu", "sheet": "12", "parcel": "61", "sheets": "1–3, 12", "parcels": "1–60",
		}},
		"thửa 61 phường Vũng Tàu": {Code: "parcel_not_found", Args: map[string]string{
			"commune": "Phường Vũng Tàu", "parcel": "61", "sheets": "1–3, 12",
		}},
		"thửa 1 tờ 1 phường Tam Long": {Code: "commune_without_parcels", Args: map[string]string{
			"commune": "Phường Tam Long", "sheet": "1", "parcel": "1",
		}},
		"tờ 99 thửa 98":                 {Code: "parcel_not_found", Args: map[string]string{"sheet": "99", "parcel": "98"}},
		"thửa 45":                       {Code: "sheet_needed", Args: map[string]string{"parcel": "45"}},
		"tờ 12":                         {Code: "commune_needed", Args: map[string]string{"sheet": "12"}},
		"phường thắngg tamm quán bà tư": {Code: "commune_not_found", Args: map[string]string{"commune": "thangg tamm ba tu", "nearest": "Phường Thắng Tam"}},
		"bangkok":                       {Code: "commune_not_found", Args: map[string]string{"commune": "bangkok"}},
		"w3u4ug2m6zzz":                  {Code: "official_id_not_found", Args: map[string]string{"id": "w3u4ug2m6zzz"}},
	} {
		r := mustSearch(t, f, text, nil)
		if r.Hint == nil {
			t.Errorf("%q: no hint, %v", text, sayAll(r.Parcels))
			continue
		}
		if diff := cmp.Diff(want, *r.Hint); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestUnknownCommuneStillFindsTheNumbers(t *testing.T) {
	f, _ := newFinder(t)
	r := mustSearch(t, f, "tờ 12 thửa 45 xã Chẳng Biết", nil)
	if len(r.Parcels) != 3 || r.Hint == nil || r.Hint.Code != "commune_not_found" {
		t.Errorf("parcels %v, hint %+v", sayAll(r.Parcels), r.Hint)
	}
}

func TestSearchOfficialID(t *testing.T) {
	f, _ := newFinder(t)
	for _, text := range []string{"w3u4ug2m692c", "W3U4UG2M692C", "  w3u4ug2m692c "} {
		r := mustSearch(t, f, text, nil)
		if diff := cmp.Diff([]string{"26659/1/1 official_id"}, sayAll(r.Parcels)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestSearchOfficialIDByWhereItPoints(t *testing.T) {
	f, db := newFinder(t)
	var id string
	err := db.Public.QueryRow(t.Context(), `SELECT st_geohash(st_transform(label_3857, 4326), 12) FROM pub.parcels
		WHERE commune_code = '26506' AND sheet_no = '12' AND parcel_no = '45'`).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	r := mustSearch(t, f, id, nil)
	if diff := cmp.Diff([]string{"26506/12/45 official_id"}, sayAll(r.Parcels)); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", id, diff)
	}
	if diff := cmp.Diff(map[string]string{"id": id, "by": "point"}, r.Parcels[0].Why.Args); diff != "" {
		t.Errorf("why (-want +got):\n%s", diff)
	}
}

func TestSearchNothing(t *testing.T) {
	f, _ := newFinder(t)
	for _, text := range []string{"", "  ", "/", "thửa", "tờ bản đồ số"} {
		r := mustSearch(t, f, text, nil)
		if len(r.Parcels)+len(r.Communes)+len(r.Coordinates) != 0 {
			t.Errorf("%q: %+v", text, r)
		}
	}
}

// Groups of households, hamlets and alleys have numbers of their own.
func TestNumbersOfHamletsAreNoParcels(t *testing.T) {
	f, _ := newFinder(t)
	for _, text := range []string{
		"Tổ 5, ấp 2, xã Long Điền", "tổ 12, khu phố 3, phường Vũng Tàu", "khu phố số 3, phường Thắng Tam", "tổ dân phố 12 phường Vũng Tàu",
		"KP 3 phường Thắng Tam", "hẻm 45 phường Vũng Tàu", "thôn 2 xã Long Điền", "Tổ số 12 phường Vũng Tàu", norm.NFD.String("Tổ 5, xã Long Điền"),
	} {
		r := mustSearch(t, f, text, nil)
		if len(r.Parcels) != 0 || len(r.Communes) == 0 || r.Hint != nil {
			t.Errorf("%q: parcels %v, communes %v, hint %+v", text, sayAll(r.Parcels), r.Communes, r.Hint)
		}
	}
	for text, want := range map[string]string{ // with a parcel's numbers beside
		"thửa 45 tờ 12, tổ 5, phường Vũng Tàu": "26506/12/45 sheet_parcel",
		"12/45 khu phố 3 phường Vũng Tàu":      "26506/12/45 sheet_parcel",
		"to 12 thua 45 vung tau":               "26506/12/45 sheet_parcel", // without its mark it is a sheet
	} {
		if got := sayAll(mustSearch(t, f, text, nil).Parcels); len(got) == 0 || got[0] != want {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}

// Numbers before the name of a street are a house's: no parcel is offered for them.
func TestAHouseIsNoParcel(t *testing.T) {
	f, _ := newFinder(t)
	for text, want := range map[string]map[string]string{
		"12/45 đường Trần Phú phường Vũng Tàu": {"street": "đường Trần Phú", "commune": "Phường Vũng Tàu", "sheet": "12", "parcel": "45"},
		"45 Trần Phú, phường Vũng Tàu":         {"street": "Trần Phú", "commune": "Phường Vũng Tàu", "parcel": "45"},
	} {
		r := mustSearch(t, f, text, nil)
		if len(r.Parcels) != 0 || len(r.Communes) != 1 || r.Hint == nil {
			t.Errorf("%q: %v, %+v", text, sayAll(r.Parcels), r.Hint)
			continue
		}
		if diff := cmp.Diff(parcels.Hint{Code: "street_not_found", Args: want}, *r.Hint); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	for _, text := range []string{"thửa 45 tờ 12 đường Trần Phú phường Vũng Tàu", "12/45 phường Vũng Tàu thành phố đẹp", "12/45 Vũng Tàu", "12/45 thang tan vung tau"} {
		if got := mustSearch(t, f, text, nil).Parcels; len(got) == 0 {
			t.Errorf("%q: nothing", text)
		}
	}
}
