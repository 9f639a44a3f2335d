package communes_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"sotay/communes"
	"sotay/internal/testdb"
	"sotay/postgis"
)

// header is that of tables as they circulate: without days, decrees and new districts.
const header = "old_province_code,old_district_code,old_ward_code,old_province,old_district,old_ward,is_split,new_province_code,new_ward_code,new_ward,new_province\n"

func bring(t *testing.T, db *postgis.DB, table string) (d communes.Difference, err error) {
	t.Helper()
	err = pgx.BeginFunc(t.Context(), db.App, func(tx pgx.Tx) (err error) {
		d, err = communes.Import(t.Context(), tx, []byte(table))
		return err
	})
	return d, err
}

func mustBring(t *testing.T, db *postgis.DB, table string) communes.Difference {
	t.Helper()
	d, err := bring(t, db, table)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// all writes every unit and succession in a line.
func all(t *testing.T, db *postgis.DB) string {
	t.Helper()
	var text string
	err := db.Owner.QueryRow(context.Background(), `
		SELECT string_agg(line, E'\n' ORDER BY line)
		FROM  (SELECT concat_ws(' ', code, name, kind, parent, valid_from, valid_to, source) AS line FROM data.units
		       UNION ALL
		       SELECT concat_ws(' ', o.code, o.name, n.code, n.name, effective, is_split, decree)
		       FROM   data.successions s JOIN data.units o ON o.id = s.old_id JOIN data.units n ON n.id = s.new_id) AS u`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestTheBuiltInTableTwice(t *testing.T) {
	db := testdb.New(t)
	before := all(t, db)
	if err := communes.Provide(t.Context(), db.App); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, all(t, db)); diff != "" {
		t.Errorf("started again (-before +after):\n%s", diff)
	}
	file, err := os.ReadFile("founding.csv")
	if err != nil {
		t.Fatal(err)
	}
	if d := mustBring(t, db, string(file)); !d.Nothing() || d.Rows != 371 {
		t.Errorf("imported: %+v", d)
	}
	if _, err := db.Owner.Exec(t.Context(), `UPDATE data.units SET name = 'Phường Vũng Tầu' WHERE code = '26506' AND valid_to IS NULL`); err != nil {
		t.Fatal(err)
	}
	if err := communes.Provide(t.Context(), db.App); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, all(t, db)); diff != "" {
		t.Errorf("a name that was wrong (-before +after):\n%s", diff)
	}
}

// TestTablesOfLaterNames imports the lines of a table as it circulates: without days, with
// the names that units of 2025 have by 2026, and with another spelling. Nothing of it is new.
func TestTablesOfLaterNames(t *testing.T) {
	db := testdb.New(t)
	before := all(t, db)
	d := mustBring(t, db, header+`75,740,26368,Tỉnh Đồng Nai,Huyện Long Thành,Thị trấn Long Thành,False,75,26368,Phường Long Thành,Thành phố Đồng Nai
75,740,26395,Tỉnh Đồng Nai,Huyện Long Thành,Xã Bình Sơn,False,75,26368,Phường Long Thành,Thành phố Đồng Nai
77,751,26650,Tỉnh Bà Rịa - Vũng Tàu,Huyện Xuyên Mộc,Xã Hoà Hội,False,79,26641,Xã Hòa Hội,Thành phố Hồ Chí Minh
77,755,,Tỉnh Bà Rịa - Vũng Tàu,Huyện Côn Đảo,,False,79,26732,Đặc khu Côn Đảo,Thành phố Hồ Chí Minh
`)
	if !d.Nothing() || d.Rows != 4 {
		t.Errorf("%+v", d)
	}
	if diff := cmp.Diff(before, all(t, db)); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}

// another is a province of which nothing is known, with a split, a merger, and units that
// keep their code under another name.
const another = header + `01,001,00001,Thành phố Hà Thử,Quận Một,Phường Phúc Thử,True,01,00004,Phường Ba Thử,Thành phố Hà Thử
01,001,00001,Thành phố Hà Thử,Quận Một,Phường Phúc Thử,True,01,00008,Phường Ngọc Thử,Thành phố Hà Thử
01,001,00004,Thành phố Hà Thử,Quận Một,Phường Trúc Thử,False,01,00004,Phường Ba Thử,Thành phố Hà Thử
02,024,00688,Tỉnh Hà Khác,Thành phố Hà Khác,Xã Long Phước,False,01,00008,Phường Ngọc Thử,Thành phố Hà Thử
`

func TestImport(t *testing.T) {
	db := testdb.New(t)
	if d := mustBring(t, db, another); d.Rows != 4 || d.Added != 9 || d.Changed != 0 || d.Successions != 4 {
		t.Errorf("%+v", d)
	}
	after := all(t, db)
	if d := mustBring(t, db, another); !d.Nothing() {
		t.Errorf("again: %+v", d)
	}
	names := communes.New(db.Public)
	u := mustShow(t, names, "00001", "")
	if diff := cmp.Diff([]string{"1 2025-07-01 00004 Phường Ba Thử split", "1 2025-07-01 00008 Phường Ngọc Thử split"}, chain(u.Successors)); diff != "" {
		t.Errorf("the split unit (-want +got):\n%s", diff)
	}
	for code, want := range map[string]string{"001": "2025-07-01", "024": "2025-07-01", "02": "2025-07-01", "01": ""} {
		if u := mustShow(t, names, code, ""); u.To != want {
			t.Errorf("%s holds until %q, want %q: districts and provinces end with their last commune", u.Name, u.To, want)
		}
	}
	found, err := names.Find(t.Context(), "xã long phước", "2025-06-30", 20)
	if err != nil || len(found) != 3 {
		t.Errorf("a name in three provinces: %d, %v", len(found), err)
	}
	if err := communes.Provide(t.Context(), db.App); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(after, all(t, db)); diff != "" {
		t.Errorf("after the next start (-imported +now):\n%s", diff)
	}
}

// later is a change of a day after that of the table another, of the same units.
const later = `effective;decree;old_province_code;old_province;old_ward_code;old_ward;is_split;new_province_code;new_province;new_ward_code;new_ward
2027-01-01;1/NQ-THU;01;Thành phố Hà Thử;00004;Phường Ba Thử;false;01;Thành phố Hà Thử;00004;Phường Bốn Thử
2027-01-01;1/NQ-THU;01;Thành phố Hà Thử;00008;Phường Ngọc Thử;false;01;Thành phố Hà Thử;00004;Phường Bốn Thử
`

// TestOrderOfTables brings a later change before and after an earlier one: all the same.
func TestOrderOfTables(t *testing.T) {
	var results [2]string
	for i, tables := range [][]string{{another, later}, {later, another}} {
		db := testdb.New(t)
		for _, table := range tables {
			mustBring(t, db, table)
		}
		results[i] = all(t, db)
		for n, table := range tables {
			if d := mustBring(t, db, table); !d.Nothing() {
				t.Errorf("order %d, table %d again: %+v", i, n, d)
			}
		}
		u := mustShow(t, communes.New(db.Public), "00004", "2026-12-31")
		if u.Name != "Phường Ba Thử" || u.From != "2025-07-01" || u.To != "2027-01-01" {
			t.Errorf("order %d: %+v", i, u.Unit)
		}
		last := mustShow(t, communes.New(db.Public), "00004", "2027-01-01")
		if last.Name != "Phường Bốn Thử" || len(last.Predecessors) != 5 {
			t.Errorf("order %d: %s came of %v", i, last.Name, chain(last.Predecessors))
		}
	}
	if diff := cmp.Diff(results[0], results[1]); diff != "" {
		t.Errorf("(-earlier first +later first):\n%s", diff)
	}
}

func TestImportRefuses(t *testing.T) {
	db := testdb.New(t)
	before := all(t, db)
	good := "77,747,26508,Tỉnh Bà Rịa - Vũng Tàu,Thành phố Vũng Tàu,Phường Thắng Tam,False,79,26506,Phường Vũng Tàu,Thành phố Hồ Chí Minh\n"
	change := func(from, to string) string {
		if !strings.Contains(good, from) {
			t.Fatalf("%q is not in the line", from)
		}
		return header + good + strings.Replace(good, from, to, 1)
	}
	for _, tt := range []struct {
		what, table string
		want        []string
	}{
		{"nothing", "", []string{"1  empty"}},
		{"no UTF-8", header + "\xff\xfe", []string{"1  UTF-8"}},
		{"columns", "old_ward_code,old_ward\n", []string{
			"1 old_province_code missing", "1 old_province missing", "1 is_split missing", "1 new_province_code missing", "1 new_province missing",
			"1 new_ward_code missing", "1 new_ward missing",
		}},
		{"a quote", header + "\"77,\n", []string{"2  cannot be read"}},
		{"a zero that a spreadsheet took", header + strings.Replace(good, "26508", "6508", 1), []string{`2 old_ward_code "6508" must have 5 digits`}},
		{"letters", header + strings.Replace(good, "26506", "2650a", 1), []string{`2 new_ward_code "2650a" must have 5 digits`}},
		{"no name", header + strings.Replace(good, "Phường Thắng Tam", "", 1), []string{"2 old_ward no name"}},
		{"no code", header + strings.Replace(good, "26508", "", 1), []string{"2 old_ward_code Phường Thắng Tam has no code"}},
		{"no kind", header + strings.Replace(good, "Phường Thắng Tam", "Thắng Tam", 1), []string{"2 old_ward must begin with its kind"}},
		{"no province", header + strings.Replace(good, "77", "", 1), []string{"2 old_province_code has no code", "2 old_province_code is needed"}},
		{"neither yes nor no", header + strings.Replace(good, "False", "maybe", 1), []string{"2 is_split neither true nor false"}},
		{"no day", strings.Replace(header, "old_province_code", "effective,old_province_code", 1) + "31/12/2025," + good, []string{`2 effective "31/12/2025" is no day`}},
		{"the same line twice", header + good + good, []string{"3 new_ward_code repeats"}},
		{"a split of one line", header + strings.Replace(good, "False", "True", 1), []string{"2 is_split has 1 lines"}},
		{"two lines and no split", change("26506,Phường Vũng Tàu", "26526,Phường Tam Thắng"), []string{"2 is_split has 2 lines", "3 is_split has 2 lines"}},
		// Against what is known.
		{"another name", header + strings.Replace(good, "Phường Thắng Tam", "Phường Khác", 1), []string{"2 old_ward_code is Phường Thắng Tam, not Phường Khác"}},
		{"another district", header + strings.Replace(good, "747,26508", "748,26508", 1), []string{"2 old_district_code is Thành phố Bà Rịa, not Thành phố Vũng Tàu", "2 old_ward_code code 747, not 748"}},
		{"a new unit of another name", header + strings.Replace(good, "Phường Vũng Tàu", "Phường Khác", 1), []string{"2 new_ward_code is Phường Vũng Tàu, not Phường Khác"}},
		{
			"what is still there", strings.Replace(header, "old_province_code", "effective,old_province_code", 1) + "2025-09-01,79,,26506,Thành phố Hồ Chí Minh,,Phường Vũng Tàu,False,79,26526,Phường Khác,Thành phố Hồ Chí Minh\n",
			[]string{"2 new_ward_code is Phường Tam Thắng, not Phường Khác"},
		},
	} {
		_, err := bring(t, db, tt.table)
		var problems communes.Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: %v", tt.what, err)
			continue
		}
		var got []string
		for i, p := range problems {
			said := fmt.Sprintf("%d %s %s", p.Line, p.Field, p.En)
			if i < len(tt.want) {
				part := strings.SplitN(tt.want[i], " ", 3)
				if strings.HasPrefix(said, part[0]+" "+part[1]+" ") && strings.Contains(p.En, part[2]) && p.Vi != "" {
					said = tt.want[i]
				}
			}
			got = append(got, said)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.what, diff)
		}
	}
	if diff := cmp.Diff(before, all(t, db)); diff != "" {
		t.Errorf("refused tables left something (-before +after):\n%s", diff)
	}
}
