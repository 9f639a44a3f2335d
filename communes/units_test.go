package communes_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/communes"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// table reads the built-in table, a map for each line.
func table(t *testing.T) []map[string]string {
	t.Helper()
	file, err := os.Open("founding.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, len(lines)-1)
	for i, line := range lines[1:] {
		rows[i] = map[string]string{}
		for k, name := range lines[0] {
			rows[i][name] = line[k]
		}
	}
	return rows
}

// lowest is the unit that one side of a line is about.
func lowest(row map[string]string, side string) (code, name string) {
	for _, level := range []string{"_ward", "_district", "_province"} {
		if code := row[side+level+"_code"]; code != "" {
			return code, row[side+level]
		}
	}
	return "", ""
}

func mustShow(t *testing.T, names *communes.Names, code, at string) communes.Shown {
	t.Helper()
	u, err := names.Show(t.Context(), code, at)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func has(list []communes.Kin, code, name string) bool {
	return slices.ContainsFunc(list, func(k communes.Kin) bool { return k.Steps == 1 && k.Code == code && k.Name == name })
}

// TestWholeTable goes from each old unit to its new one and back: on the eve of the change
// the old one holds, on the day the new one.
func TestWholeTable(t *testing.T) {
	names := communes.New(testdb.New(t).Public)
	eves := map[string]string{"2025-07-01": "2025-06-30", "2026-04-30": "2026-04-29"}
	communes := 0
	for _, row := range table(t) {
		day, eve := row["effective"], eves[row["effective"]]
		oldCode, oldName := lowest(row, "old")
		newCode, newName := lowest(row, "new")
		old, later := mustShow(t, names, oldCode, eve), mustShow(t, names, newCode, day)
		if old.Name != oldName || later.Name != newName || old.To != day {
			t.Errorf("%s %s until %s → %s %s; want %s and %s", oldCode, old.Name, old.To, newCode, later.Name, oldName, newName)
		}
		if old.District.Name != row["old_district"] && old.Level == 3 || old.Province.Name != row["old_province"] && old.Level > 1 {
			t.Errorf("%s was in %s, %s; want %s, %s", oldName, old.District.Name, old.Province.Name, row["old_district"], row["old_province"])
		}
		if !has(old.Successors, newCode, newName) || !has(later.Predecessors, oldCode, oldName) {
			t.Errorf("%s %s → %s %s is not known in both directions", oldCode, oldName, newCode, newName)
		}
		if old.Level == 3 {
			communes++
		}
	}
	if communes < 360 {
		t.Errorf("%d communes", communes)
	}
}

// chain says a list of kin in short.
func chain(list []communes.Kin) []string {
	var out []string
	for _, k := range list {
		s := fmt.Sprintf("%d %s %s %s", k.Steps, k.Effective, k.Code, k.Name)
		if k.Split {
			s += " split"
		}
		out = append(out, s)
	}
	return out
}

func TestShow(t *testing.T) {
	names := communes.New(testdb.New(t).Public)
	for _, tt := range []struct {
		code, at     string
		want         string
		before, then []string
	}{
		// A code that two units have had.
		{"26506", "", "Phường Vũng Tàu, Thành phố Hồ Chí Minh", []string{
			"1 2025-07-01 26506 Phường 1", "1 2025-07-01 26508 Phường Thắng Tam", "1 2025-07-01 26509 Phường 2", "1 2025-07-01 26512 Phường 3",
			"1 2025-07-01 26515 Phường 4", "1 2025-07-01 26518 Phường 5", "1 2025-07-01 26521 Phường Thắng Nhì",
		}, nil},
		{"26506", "2025-06-30", "Phường 1, Thành phố Vũng Tàu, Tỉnh Bà Rịa - Vũng Tàu", nil, []string{"1 2025-07-01 26506 Phường Vũng Tàu"}},
		// A code of before needs no day.
		{"26508", "", "Phường Thắng Tam, Thành phố Vũng Tàu, Tỉnh Bà Rịa - Vũng Tàu", nil, []string{"1 2025-07-01 26506 Phường Vũng Tàu"}},
		// Split.
		{"26449", "2025-06-30", "Xã Xuân Tâm, Huyện Xuân Lộc, Tỉnh Đồng Nai", nil, []string{
			"1 2025-07-01 26359 Xã Xuân Đông split", "1 2025-07-01 26446 Xã Xuân Hoà split",
		}},
		// Over two changes, with the province's name of the day.
		{"26368", "2026-04-29", "Xã Long Thành, Tỉnh Đồng Nai", []string{
			"1 2025-07-01 26368 Thị trấn Long Thành", "1 2025-07-01 26392 Xã Lộc An", "1 2025-07-01 26395 Xã Bình Sơn", "1 2025-07-01 26404 Xã Long An",
		}, []string{"1 2026-04-30 26368 Phường Long Thành"}},
		{"26395", "2025-06-30", "Xã Bình Sơn, Huyện Long Thành, Tỉnh Đồng Nai", nil, []string{
			"1 2025-07-01 26368 Xã Long Thành", "2 2026-04-30 26368 Phường Long Thành",
		}},
		// A district without communes, which became one.
		{"755", "2025-06-30", "Huyện Côn Đảo, Tỉnh Bà Rịa - Vũng Tàu", nil, []string{"1 2025-07-01 26732 Đặc khu Côn Đảo"}},
		{"77", "", "Tỉnh Bà Rịa - Vũng Tàu", nil, []string{"1 2025-07-01 79 Thành phố Hồ Chí Minh"}},
		{"75", "2026-04-29", "Tỉnh Đồng Nai", nil, []string{"1 2026-04-30 75 Thành phố Đồng Nai"}},
		{"75", "2026-04-30", "Thành phố Đồng Nai", []string{"1 2026-04-30 75 Tỉnh Đồng Nai"}, nil},
	} {
		u := mustShow(t, names, tt.code, tt.at)
		if u.Address() != tt.want {
			t.Errorf("%s on %q is %s, want %s", tt.code, tt.at, u.Address(), tt.want)
		}
		if diff := cmp.Diff(tt.before, chain(u.Predecessors)); diff != "" {
			t.Errorf("%s on %q came of (-want +got):\n%s", tt.code, tt.at, diff)
		}
		if diff := cmp.Diff(tt.then, chain(u.Successors)); diff != "" {
			t.Errorf("%s on %q became (-want +got):\n%s", tt.code, tt.at, diff)
		}
	}
}

func TestChainOverTwoChanges(t *testing.T) {
	names := communes.New(testdb.New(t).Public)
	u := mustShow(t, names, "26368", "")
	if u.Name != "Phường Long Thành" || u.Province.Name != "Thành phố Đồng Nai" || u.From != "2026-04-30" || u.Source != "237/NQ-UBTVQH16" {
		t.Errorf("%+v", u.Standing)
	}
	steps := map[int]int{}
	for _, k := range u.Predecessors {
		steps[k.Steps]++
		if k.Steps == 2 && k.Province.Name != "Tỉnh Đồng Nai" {
			t.Errorf("%s was in %s", k.Name, k.Province.Name)
		}
	}
	if steps[1] != 1 || steps[2] != 4 {
		t.Errorf("predecessors by steps: %v", steps)
	}
}

func TestShowNotFound(t *testing.T) {
	names := communes.New(testdb.New(t).Public)
	for _, tt := range []struct {
		code, at string
		known    []string
	}{
		{"99999", "", nil},
		{"26508", "2025-07-01", []string{"Phường Thắng Tam"}}, // the first day on which it no longer holds
		{"26506", "2025-07-01", []string{"found"}},
		{"731", "2025-07-01", []string{"Thành phố Biên Hòa"}},
	} {
		_, err := names.Show(t.Context(), tt.code, tt.at)
		var missing *communes.NotFoundError
		var known []string
		switch {
		case err == nil:
			known = []string{"found"}
		case errors.As(err, &missing):
			for _, u := range missing.Known {
				known = append(known, u.Name)
			}
		}
		if !slices.Equal(known, tt.known) {
			t.Errorf("%s on %s: %v (%v), want %v", tt.code, tt.at, known, err, tt.known)
		}
	}
}

func TestDistrictsEnd(t *testing.T) {
	names := communes.New(testdb.New(t).Public)
	for at, want := range map[string]int{"2025-06-30": 28, "2025-07-01": 0} {
		list, err := names.List(t.Context(), communes.District, at, "", 1000)
		if err != nil || len(list) != want {
			t.Errorf("%d districts on %s, %v; want %d", len(list), at, err, want)
		}
	}
	for at, want := range map[string]int{"2025-06-30": 357, "2025-07-01": 130, "": 130} {
		list, err := names.List(t.Context(), communes.Commune, at, "", 1000)
		if err != nil || len(list) != want {
			t.Errorf("%d communes on %s, %v; want %d", len(list), at, err, want)
		}
	}
}

func TestFind(t *testing.T) {
	db := testdb.New(t)
	names := communes.New(db.Public)
	for _, tt := range []struct {
		text, at string
		want     []string
	}{
		// One name three times: all of them, what holds first, each told apart.
		{"xã long phước", "", []string{
			"26413 Xã Long Phước, Thành phố Đồng Nai",
			"26413 Xã Long Phước, Huyện Long Thành, Tỉnh Đồng Nai → 26413 Xã Long Phước",
			"26569 Xã Long Phước, Thành phố Bà Rịa, Tỉnh Bà Rịa - Vũng Tàu → 26572 Phường Tam Long",
		}},
		{"xã long phước", "2025-06-30", []string{
			"26413 Xã Long Phước, Huyện Long Thành, Tỉnh Đồng Nai → 26413 Xã Long Phước",
			"26569 Xã Long Phước, Thành phố Bà Rịa, Tỉnh Bà Rịa - Vũng Tàu → 26572 Phường Tam Long",
		}},
		{"xã long phước, bà rịa", "", []string{"26569 Xã Long Phước, Thành phố Bà Rịa, Tỉnh Bà Rịa - Vũng Tàu → 26572 Phường Tam Long"}},
		// The same name, another place.
		{"phường hố nai", "", []string{
			"26005 Phường Hố Nai, Thành phố Đồng Nai",
			"26002 Phường Hố Nai, Thành phố Biên Hòa, Tỉnh Đồng Nai → 26020 Phường Long Bình",
		}},
		// Split: both parts of today.
		{"xuân tâm", "", []string{"26449 Xã Xuân Tâm, Huyện Xuân Lộc, Tỉnh Đồng Nai → 26359 Xã Xuân Đông, 26446 Xã Xuân Hoà"}},
		{"26508", "", []string{"26508 Phường Thắng Tam, Thành phố Vũng Tàu, Tỉnh Bà Rịa - Vũng Tàu → 26506 Phường Vũng Tàu"}},
		{"26508", "2025-07-01", nil},
		{"thắng t", "2025-06-30", []string{"26508 Phường Thắng Tam, Thành phố Vũng Tàu, Tỉnh Bà Rịa - Vũng Tàu → 26506 Phường Vũng Tàu"}},
		{"thắng tam", "2025-07-01", nil},
		{"tỉnh bình thuận", "", []string{"60 Tỉnh Bình Thuận → 68 Tỉnh Lâm Đồng"}},
		{"bangkok", "", nil},
		{"", "", nil},
	} {
		found, err := names.Find(t.Context(), tt.text, tt.at, 20)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range found {
			s := f.Code + " " + f.Address()
			var now []string
			for _, k := range f.Today {
				if k.Steps > 0 {
					now = append(now, k.Code+" "+k.Name)
				}
			}
			if len(now) > 0 {
				s += " → " + strings.Join(now, ", ")
			}
			got = append(got, s)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q on %q (-want +got):\n%s", tt.text, tt.at, diff)
		}
	}
}

// outlines draws former units of Tam Thắng, side by side from 107°05′ in steps of a
// hundredth of a degree.
func outlines(t *testing.T, db *postgis.DB, codes ...string) {
	t.Helper()
	for i, code := range codes {
		_, err := db.Owner.Exec(t.Context(), `
			INSERT INTO data.communes (code, name, geom, valid_to)
			SELECT code, name, st_makeenvelope(107.05 + 0.01 * $2, 10.35, 107.06 + 0.01 * $2, 10.36, 4326), valid_to
			FROM   data.units WHERE code = $1 AND valid_to = '2025-07-01'`, code, i)
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestLocate(t *testing.T) {
	db := testdb.New(t)
	outlines(t, db, "26524", "26527") // Phường 7, Phường 8
	names := communes.New(db.Public)
	for _, tt := range []struct {
		what, code string
		point      [2]float64
		address    string
		want       []string
	}{
		{"by the outline", "26526", [2]float64{107.065, 10.355}, "", []string{"2025-07-01 place Phường 8"}},
		{"the outline, whatever the address says", "26526", [2]float64{107.055, 10.355}, "Số 3, phường 9", []string{"2025-07-01 place Phường 7"}},
		{"by the address", "26526", [2]float64{107.2, 10.3}, "12 đường Thử, P.9, Vũng Tàu", []string{"2025-07-01 address Phường 9"}},
		{"an address that names two", "26526", [2]float64{107.2, 10.3}, "giữa Phường 8 và Phường 9", []string{"2025-07-01 unsure Phường 7, Phường Nguyễn An Ninh, Phường 8, Phường 9"}},
		{"not known", "26526", [2]float64{107.2, 10.3}, "", []string{"2025-07-01 unsure Phường 7, Phường Nguyễn An Ninh, Phường 8, Phường 9"}},
		{"a unit that stayed as it was", "26545", [2]float64{107.2, 10.3}, "", []string{"2025-07-01 only Xã Long Sơn"}},
		{"a district that became a commune", "26732", [2]float64{106.6, 8.7}, "", []string{"2025-07-01 only Huyện Côn Đảo"}},
		{"over two changes", "26248", [2]float64{107, 10.9}, "xã Sông Trầu", []string{"2026-04-30 only Xã Trảng Bom", "2025-07-01 address Xã Sông Trầu"}},
		{"a code that is none", "12345", [2]float64{107, 10.9}, "", nil},
	} {
		at, err := names.Locate(t.Context(), tt.code, tt.point, tt.address)
		if err != nil {
			t.Fatal(err)
		}
		if (at.Today == nil) != (tt.want == nil) {
			t.Errorf("%s: today %v", tt.what, at.Today)
		}
		var got []string
		for _, f := range at.Former {
			units := []string{}
			if f.Unit != nil {
				units = append(units, f.Unit.Name)
			}
			for _, c := range f.Candidates {
				units = append(units, c.Name)
			}
			got = append(got, f.Until+" "+f.How+" "+strings.Join(units, ", "))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.what, diff)
		}
	}
}
