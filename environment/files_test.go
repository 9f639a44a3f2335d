package environment_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"sotay/environment"
	"sotay/internal/testdb"
)

// readRows gives the rows of a file as texts.
func readRows(t *testing.T, body string) []string {
	t.Helper()
	list, err := environment.ReadFile([]byte(body))
	if own := new(environment.FileError); errors.As(err, &own) {
		return []string{"error: " + own.En}
	}
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, l := range list {
		s := l.Sent
		row := fmt.Sprintf("%d %s|%s|%s|%s|%s", l.Line, s.Parameter, s.Value, s.Unit, s.At, s.Status)
		if l.Fault != "" {
			row = fmt.Sprintf("%d %s %s", l.Line, l.Fault, l.Text)
		}
		rows = append(rows, row)
	}
	return rows
}

func TestReadFile(t *testing.T) {
	const at = "20261120100500"
	for _, tt := range []struct {
		name, body string
		want       []string
	}{
		{"as the circular has it", "PM2,5\t21.5\tug/m3\t" + at + "\t00\r\nSO2\t---\tug/m3\t" + at + "\t02\r\n", []string{"1 PM2,5|21.5|ug/m3|" + at + "|00", "2 SO2|---|ug/m3|" + at + "|02"}},
		{"a mark, Unix lines, blank lines, no last line end", "\ufeffPM10\t12\tµg/m³\t" + at + "\t00\n\n  \nNO2\t3,4\tµg/m³\t" + at + "\t01", []string{"1 PM10|12|µg/m³|" + at + "|00", "4 NO2|3,4|µg/m³|" + at + "|01"}},
		{"no unit", "pH\t7,2\t\t" + at + "\t00\npH\t7,2\t" + at + "\t00\npH 7.2 " + at + " 00\n", []string{"1 pH|7,2||" + at + "|00", "2 pH|7,2||" + at + "|00", "3 pH|7.2||" + at + "|00"}},
		{"spaces", "Coliform   1300  MPN/100 ml " + at + " 00\n", []string{"1 Coliform|1300|MPN/100 ml|" + at + "|00"}},
		{"a line of headings", "Tên\tGiá trị\tĐơn vị\tThời gian\tTrạng thái\nPM10\t12\tug/m3\t" + at + "\t00\n", []string{"2 PM10|12|ug/m3|" + at + "|00"}},
		{"one line, tabs", "PM10\t12\tug/m3\t" + at + "\t00\tpH\t7\t\t" + at + "\t01\t\r\n", []string{"1 PM10|12|ug/m3|" + at + "|00", "1 pH|7||" + at + "|01"}},
		{"one line, spaces", "PM10 12 ug/m3 " + at + " 00 SO2 --- ug/m3 " + at + " 02", []string{"1 PM10|12|ug/m3|" + at + "|00", "1 SO2|---|ug/m3|" + at + "|02"}},
		{"one line, semicolons between readings", "PM10\t12\tug/m3\t" + at + "\t00;SO2\t3\tug/m3\t" + at + "\t00;\n", []string{"1 PM10|12|ug/m3|" + at + "|00", "1 SO2|3|ug/m3|" + at + "|00"}},
		{"semicolons for tabs", "PM2,5;12,5;ug/m3;" + at + ";00\npH;7;;" + at + ";00;SO2;3;ug/m3;" + at + ";00;\n", []string{"1 PM2,5|12,5|ug/m3|" + at + "|00", "2 pH|7||" + at + "|00", "2 SO2|3|ug/m3|" + at + "|00"}},
		{"signs of units as Windows writes them", "PM10\t12\t\xb5g/m\xb3\t" + at + "\t00\nTemp\t31\t\xb0C\t" + at + "\t00\nB\xf4i\t1\tug/m3\t" + at + "\t00\n", []string{
			"1 PM10|12|µg/m³|" + at + "|00", "2 Temp|31|°C|" + at + "|00", "3 bad_text B\ufffdi 1 ug/m3 20261120100500 00",
		}},
		{"what has several meanings", strings.Join([]string{
			"PM10,12,ug/m3," + at + ",00", "PM10\t12\tug/m3\t" + at, "PM 10 12 ug/m3 " + at + " 00", "12\tPM10\tug/m3\t" + at + "\t00",
			"PM10\t12\tug/m3\t" + at + "\t00\tSO2\t3", "PM10\t12\tug/m3\t10:05\t00\tSO2\t3\tug/m3\t10:05\t00", "PM10\t12;3\tug/m3\t" + at + "\t00", "",
		}, "\n"), []string{
			"1 bad_line PM10,12,ug/m3," + at + ",00", "2 bad_line PM10 12 ug/m3 " + at, "3 bad_line PM 10 12 ug/m3 " + at + " 00", "4 bad_line 12 PM10 ug/m3 " + at + " 00",
			"5 bad_line PM10 12 ug/m3 " + at + " 00 SO2 3", "6 bad_line PM10 12 ug/m3 10:05 00 SO2 3 ug/m3 10:05 00", "7 bad_line PM10 12;3 ug/m3 " + at + " 00",
		}},
		{"cut off in the time", "PM10\t12\tug/m3\t" + at + "\t00\nSO2\t3\tug/m3\t2026112", []string{"1 PM10|12|ug/m3|" + at + "|00", "2 cut_off SO2 3 ug/m3 2026112"}},
		{"cut off in the status", "PM10\t12\tug/m3\t" + at + "\t00\nSO2\t3\tug/m3\t" + at + "\t0", []string{"1 PM10|12|ug/m3|" + at + "|00", "2 cut_off SO2 3 ug/m3 " + at + " 0"}},
		{"statuses of one digit", "PM10\t12\tug/m3\t" + at + "\t0\nSO2\t3\tug/m3\t" + at + "\t2", []string{"1 PM10|12|ug/m3|" + at + "|0", "2 SO2|3|ug/m3|" + at + "|2"}},
		{"UTF-16", "P\x00M\x00", []string{"error: The file is no UTF-8 text (it has zero bytes, as UTF-16 has): set the logger to UTF-8 or ASCII."}},
		{"nothing", "\r\n", []string{"error: There is no reading in the file."}},
		{"too large", strings.Repeat(" ", environment.MaxFile+1), []string{"error: The file is larger than 8 MB: it is no monitoring file, or must be split."}},
	} {
		t.Run(tt.name, func(t *testing.T) { expect(t, "rows", tt.want, readRows(t, tt.body)) })
	}
}

// FuzzReadFile: whatever comes, there is no crash, each row stands in a line that is there, and a
// reading has all that the circular asks for.
func FuzzReadFile(f *testing.F) {
	f.Add([]byte("PM2,5\t21.5\tug/m3\t20261120100500\t00\r\n"))
	f.Add([]byte("PM10 12 ug/m3 20261120100500 00 SO2 --- ug/m3 20261120100500 02"))
	f.Add([]byte("a;b;c;d;e;f\n\xb5;;;;\n\t\t\t\t"))
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := environment.ReadFile(body)
		if (err == nil) == (len(list) == 0) {
			t.Fatalf("%d rows, %v", len(list), err)
		}
		for _, l := range list {
			if l.Line < 1 || l.Line > 1+strings.Count(string(body), "\n")+strings.Count(string(body), "\r") {
				t.Errorf("line %d", l.Line)
			}
			if l.Fault == "" && l.Sent.Parameter == "" {
				t.Errorf("%+v", l)
			}
			if l.Fault != "" && (l.Text == "" || l.Sent != environment.Sent{}) {
				t.Errorf("%+v", l)
			}
		}
	})
}

func TestTakeFile(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	s := environment.New(db)
	file := environment.File{Name: "KK01_20261120100500.txt", Body: []byte("PM2,5\t21,5\tug/m3\t20261120100500\t00\r\nRadon\t1\tBq/m3\t20261120100500\t00\r\nSO2 three\r\nCO\tcao\tug/m3\t20261120100500\t00\r\n")}
	for _, first := range []environment.Outcome{environment.Stored, environment.Duplicate} { // sent again: nothing more
		got, err := s.TakeFile(t.Context(), environment.Sender{Source: "thử"}, file)
		if err != nil {
			t.Fatal(err)
		}
		var rows []string
		for _, r := range got.Rows {
			rows = append(rows, strings.TrimSpace(fmt.Sprint(r.Line, " ", r.Outcome, " ", r.Reason)))
		}
		expect(t, "rows", []string{"1 " + string(first), "2 quarantined unknown_parameter", "3 refused bad_line", "4 refused bad_value"}, rows)
		if got.Count(environment.Refused) != 2 || got.Station != "KK01" {
			t.Errorf("%+v", got)
		}
		report := environment.WriteReport(got, nil, time.Unix(0, 0))
		for _, want := range []string{"Trạm / Station: KK01\n", "     2  không đọc được, không lưu / not read, not stored\n", "dòng / line 3: SO2 three\n    Dòng không đủ năm cột", "dòng / line 4: CO cao ug/m3"} {
			if !strings.Contains(report, want) {
				t.Errorf("there is no %q in the report:\n%s", want, report)
			}
		}
	}
	expect(t, "stored, set aside", []string{"1 1"}, lines(t, db, `SELECT (SELECT count(*) FROM data.readings) || ' ' || (SELECT count(*) FROM data.reading_quarantine)`))
}

func TestStationOf(t *testing.T) {
	db := testdb.New(t)
	mustStations(t, db)
	mustExec(t, db, `INSERT INTO data.stations (code, name, kind, geom) VALUES ('BR_KK01', 'Thử', 'air', 'SRID=4326;POINT(107 10.4)')`)
	s := environment.New(db)
	for name, want := range map[string]string{ // of who may send for any, and of who is shut into a folder
		"KK01_20261120100500.txt":                 "KK01 KK01",
		"BR_KK01_20261120100500.txt":              "BR_KK01 BR_KK01", // the longest
		"VT_BR_KK01_20261120100500.TXT":           "BR_KK01 BR_KK01",
		"VT_NMX_NM01_20261120100500.txt":          "NM01 NM01",
		"KK01.txt":                                "KK01 KK01",
		"KK01_20261120100500.2.txt":               "KK01 KK01",
		"NM01/2026/11/20/data.txt":                "NM01 NM01",
		"NM01/2026/11/20/NM01_20261120.txt":       "NM01 NM01",
		"KK01/2026/11/20/NM01_20261120.txt":       "error error",
		"2026/11/20/XX_20261120100500.txt":        "XX XX",
		"2026/11/20/KK01_20261120100500.txt":      "KK01 KK01",
		"2026-11-20/KK01_20261120100500.txt":      "KK01 KK01",
		"VT_NMX_XX_20261120100500.txt":            "VT_NMX_XX VT_NMX_XX",
		"operator/KK01/20261120100500.txt":        "KK01 operator",
		"operator/KK01/NM01/20261120100500.tx":    "KK01 operator", // the outermost
		"KK01/NM01/NM01_20261120100500.txt":       "error error",
		"KK01/NM01/20261120100500.txt":            "KK01 KK01",
		"KK09/NM01_20261120100500.txt":            "NM01 error", // an account made before its station
		"KK09/2026/11/20/NM01_20261120.txt":       "NM01 error",
		"2026/11/20/KK09/NM01_20261120.txt":       "NM01 error",
		"KK09/NM01/20261120100500.txt":            "NM01 KK09",
		"KK09/20261120100500.txt":                 "20261120100500 KK09",
		"2099/KK09_20261120100500.txt":            "KK09 KK09",
		"NM\xff\x00/KK09_20261120100500.txt":      "KK09 NM\ufffd",
		"NM01/2026/11/NM01_KK\xff20261120100500.": "NM01 NM01",
	} {
		var got []string
		for _, shut := range []bool{false, true} {
			report, err := s.TakeFile(t.Context(), environment.Sender{Source: "tệp " + name}, environment.File{Name: name, Shut: shut, Body: []byte("Radon 1 Bq/m3 20261120100500 00\n")})
			if errors.As(err, new(*environment.FileError)) {
				report.Station = "error"
			} else if err != nil {
				t.Fatalf("%q: %v", name, err)
			}
			got = append(got, report.Station)
		}
		expect(t, name, want, strings.Join(got, " "))
	}
}

// TestReportOnTrouble: a Vietnamese line holds no English.
func TestReportOnTrouble(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&environment.FileError{Vi: "Hỏng.", En: "Broken."}, "Không có gì được lưu. Hỏng.\nNothing was stored. Broken.\n"},
		{
			&fs.PathError{Op: "open", Path: "a.txt", Err: fs.ErrPermission},
			"Không có gì được lưu. sotay không có quyền đọc tệp: hãy cho nhóm của sotay quyền đọc (0660).\nNothing was stored. sotay may not read the file: let its group read it (0660).\n",
		},
		{
			fmt.Errorf("read a.txt: %w", errors.New("input/output error")),
			"Không có gì được lưu. Lỗi đọc tệp; nguyên nhân ở dòng tiếng Anh.\nNothing was stored. The file cannot be read: read a.txt: input/output error\n",
		},
	} {
		if _, got, _ := strings.Cut(environment.WriteReport(environment.FileReport{Name: "a.txt"}, tt.err, time.Unix(0, 0)), "\n\n"); got != tt.want {
			t.Errorf("%v:\n%swant\n%s", tt.err, got, tt.want)
		}
	}
}
