package communes_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/communes"
	"sotay/internal/fold"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// mustLayer fills the layer of communes with the present units of the former province Bà
// Rịa - Vũng Tàu, each a square of its own, and one that no name table knows.
func mustLayer(t *testing.T, db *postgis.DB) {
	t.Helper()
	_, err := db.Owner.Exec(context.Background(), `
		INSERT INTO data.communes (code, name, kind, province_code, province, geom)
		SELECT code, name, kind, '79', 'Thành phố Hồ Chí Minh',
		       st_makeenvelope(107 + n * 0.01, 10, 107.01 + n * 0.01, 10.01, 4326)
		FROM  (SELECT code, name, kind, row_number() OVER (ORDER BY code) AS n FROM data.units WHERE level = 3 AND parent = '79') AS u;
		INSERT INTO data.communes (code, name, kind, province_code, province, geom)
		VALUES ('27001', 'Xã Thử Nghiệm', 'xã', '79', 'Thành phố Hồ Chí Minh', st_makeenvelope(106, 10, 106.01, 10.01, 4326));
		INSERT INTO data.communes (code, name, province, geom, valid_to)
		VALUES ('27002', 'Xã Đã Thôi', 'Thành phố Hồ Chí Minh', st_makeenvelope(106, 11, 106.01, 11.01, 4326), '2026-01-01')`)
	if err != nil {
		t.Fatal(err)
	}
}

// say writes a match in one line.
func say(m communes.Match) string {
	s := m.Code + " " + m.Name
	if m.Old != nil {
		s += " < " + m.Old.Name
	}
	if m.District != "" {
		s += " in " + m.District
	}
	return s
}

func TestResolve(t *testing.T) {
	db := testdb.New(t)
	mustLayer(t, db)
	names := communes.New(db.Public)
	const vungTau = "26506 Phường Vũng Tàu"
	city := []string{
		"26542 Phường Phước Thắng in Thành phố Vũng Tàu", "26536 Phường Rạch Dừa in Thành phố Vũng Tàu",
		"26526 Phường Tam Thắng in Thành phố Vũng Tàu", "26506 Phường Vũng Tàu in Thành phố Vũng Tàu",
		"26545 Xã Long Sơn in Thành phố Vũng Tàu",
	}
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"phường Vũng Tàu", []string{vungTau}},
		{"P. Vũng Tàu, TP.HCM", []string{vungTau}},
		{"phường Thắng Tam", []string{vungTau + " < Phường Thắng Tam"}},
		// By code, of today and of before.
		{"26508", []string{vungTau + " < Phường Thắng Tam"}},
		{"26545", []string{"26545 Xã Long Sơn"}},
		{"99999", nil},
		// Over two changes: thị trấn until 2025, xã until 2026, phường.
		{"thị trấn Trảng Bom", []string{"26248 Phường Trảng Bom < Thị trấn Trảng Bom"}},
		{"xã Trảng Bom", []string{"26248 Phường Trảng Bom < Xã Trảng Bom"}},
		{"thắng tam vũng tàu", []string{vungTau + " < Phường Thắng Tam"}},
		{"Phường Thắng Tam, thành phố Vũng Tàu, tỉnh Bà Rịa - Vũng Tàu", []string{vungTau + " < Phường Thắng Tam"}},
		{"p thang tam tp vung tau brvt", []string{vungTau + " < Phường Thắng Tam"}},
		{"xã Hòa Hiệp", []string{"26647 Xã Hoà Hiệp"}},
		{"xã Hoà Hiệp", []string{"26647 Xã Hoà Hiệp"}},
		{"thị trấn Long Điền", []string{"26659 Xã Long Điền < Thị trấn Long Điền"}},
		{"tt. Long Điền", []string{"26659 Xã Long Điền < Thị trấn Long Điền"}},
		{"xã Long Điền", []string{"26659 Xã Long Điền"}},
		// A name that is a number needs its kind.
		{"phường 7 vũng tàu", []string{"26526 Phường Tam Thắng < Phường 7"}},
		{"p7 vung tau", []string{"26526 Phường Tam Thắng < Phường 7"}},
		{"P.10", []string{"26536 Phường Rạch Dừa < Phường 10"}},
		{"7", nil},
		// Several places of one name.
		{"phước hưng", []string{"26560 Phường Bà Rịa < Phường Phước Hưng", "26662 Xã Long Hải < Xã Phước Hưng"}},
		{"xã phước hưng", []string{"26662 Xã Long Hải < Xã Phước Hưng"}},
		{"long phước", []string{"26413 Xã Long Phước", "26572 Phường Tam Long < Xã Long Phước"}},
		{"long phước, bà rịa", []string{"26572 Phường Tam Long < Xã Long Phước"}},
		// The same name, another place: the present one first, the former beside it.
		{"hố nai", []string{"26005 Phường Hố Nai", "26020 Phường Long Bình < Phường Hố Nai"}},
		{"Hố Nai 3", []string{"26005 Phường Hố Nai < Xã Hố Nai 3"}},
		// Split: both parts.
		{"xã Xuân Tâm", []string{"26446 Xã Xuân Hoà < Xã Xuân Tâm", "26359 Xã Xuân Đông < Xã Xuân Tâm"}},
		// A district: all its communes; behind a commune of the same name too.
		{"tp Vũng Tàu", city},
		{"huyện Côn Đảo", []string{"26732 Đặc khu Côn Đảo < Huyện Côn Đảo"}},
		// In the layer alone, and out of force.
		{"Thử Nghiệm", []string{"27001 Xã Thử Nghiệm"}},
		{"Đã Thôi", nil},
		// While typing.
		{"vung t", []string{vungTau}},
		{"phường thắng ta", []string{vungTau + " < Phường Thắng Tam"}},
		{"thang t", []string{vungTau + " < Phường Thắng Tam"}},
		{"", nil},
		{"chẳng biết", nil},
	} {
		r, err := names.Resolve(t.Context(), fold.Words(tt.text), true)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range r.Matches {
			got = append(got, say(m))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestVungTauIsThePresentWardThenTheFormerCity(t *testing.T) {
	db := testdb.New(t)
	r, err := communes.New(db.Public).Resolve(t.Context(), fold.Words("12/45 vung tau"), true)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Matches) != 5 || say(r.Matches[0]) != "26506 Phường Vũng Tàu" || r.Matches[1].District != "Thành phố Vũng Tàu" {
		t.Errorf("12/45 vung tau: %v", r.Matches)
	}
	if diff := cmp.Diff([]bool{false, false, true, true}, r.Used); diff != "" {
		t.Errorf("words used (-want +got):\n%s", diff)
	}
}

func TestOldTellsWhatItWas(t *testing.T) {
	db := testdb.New(t)
	r, err := communes.New(db.Public).Resolve(t.Context(), fold.Words("xã Xuân Tâm"), false)
	if err != nil || len(r.Matches) == 0 {
		t.Fatal(r, err)
	}
	got := fmt.Sprintf("%+v", *r.Matches[0].Old)
	want := "{Code:26449 Name:Xã Xuân Tâm District:Huyện Xuân Lộc Province:Tỉnh Đồng Nai Split:true Effective:2025-07-01}"
	if got != want {
		t.Errorf("old = %s\nwant  %s", got, want)
	}
}

func TestNotTypingTakesWholeNamesOnly(t *testing.T) {
	db := testdb.New(t)
	r, err := communes.New(db.Public).Resolve(t.Context(), fold.Words("vung t"), false)
	if err != nil || len(r.Matches) != 0 {
		t.Errorf("vung t: %v, %v; want nothing", r.Matches, err)
	}
}

// TestKeys checks the keys that the database makes against the one fold: a difference would
// hide a name.
func TestKeys(t *testing.T) {
	db := testdb.New(t)
	rows, err := db.Public.Query(t.Context(), `SELECT name, kind, key FROM pub.units`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	count := 0
	for rows.Next() {
		var name, kind, key string
		if err := rows.Scan(&name, &kind, &key); err != nil {
			t.Fatal(err)
		}
		count++
		if want := strings.TrimPrefix(fold.Key(name), fold.Key(kind)+" "); key != want || kind == "" {
			t.Errorf("%q has kind %q and key %q, want %q", name, kind, key, want)
		}
	}
	if rows.Err() != nil || count < 500 {
		t.Errorf("%d units, %v", count, rows.Err())
	}
}

func TestPlaces(t *testing.T) {
	db := testdb.New(t)
	mustLayer(t, db)
	got, err := communes.New(db.Public).Places(t.Context(), []string{"27001", "26506", "99999", "27002"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Code != "27001" || got[1].Code != "26506" {
		t.Fatalf("units %+v, want 27001 and 26506", got)
	}
	if diff := cmp.Diff([4]float64{106, 10, 106.01, 10.01}, got[0].Bounds); diff != "" {
		t.Errorf("bounds (-want +got):\n%s", diff)
	}
	if p := got[0].Point; p[0] < 106 || p[0] > 106.01 || p[1] < 10 || p[1] > 10.01 {
		t.Errorf("point %v is outside", p)
	}
	if want := "Phường 1, Phường 2, Phường 3, Phường 4, Phường 5, Phường Thắng Nhì, Phường Thắng Tam"; got[1].OldNames != want {
		t.Errorf("old names %q, want %q", got[1].OldNames, want)
	}
}

func TestNearest(t *testing.T) {
	db := testdb.New(t)
	mustLayer(t, db)
	names := communes.New(db.Public)
	for text, want := range map[string]string{
		"phường thắng tăm m":  "Phường Thắng Tam",
		"vungtau":             "Phường Vũng Tàu",
		"thửa 4 xã long đien": "Xã Long Điền",
		"xa chau phra":        "Xã Châu Pha",
		"thu nghiem":          "Xã Thử Nghiệm",
		"bangkok":             "",
		"":                    "",
	} {
		got, err := names.Nearest(t.Context(), fold.Words(text))
		if err != nil || got != want {
			t.Errorf("nearest to %q = %q, %v; want %q", text, got, err, want)
		}
	}
}
