package importers_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/importers"
)

const stationList = "Mã trạm;Tên trạm;Loại trạm;Kinh độ;Vĩ độ;Đơn vị vận hành;Chu kỳ;Hoạt động từ\n" +
	"KK01;Trạm Vũng Tàu;Không khí xung quanh;107,0843;10,3460;Sở thử;300;01/02/2025\n" +
	"NM01;Trạm Sông Dinh;nước mặt;107,1500;10,4100;Công ty thử;3600;\n" +
	"KT01;Trạm khí tượng;weather;107,2000;10,4500;;;\n"

func (i *imports) stationFile(text string, change ...func(*importers.Request)) (*importers.ChangeSet, error) {
	i.t.Helper()
	path := filepath.Join(i.t.TempDir(), "trạm.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		i.t.Fatal(err)
	}
	req := importers.Request{Source: importers.FileSource(path, importers.OpenOptions{}), Layer: "stations", Actor: "test"}
	for _, f := range change {
		f(&req)
	}
	return i.s.Stage(i.t.Context(), req)
}

func (i *imports) mustStations(text string, change ...func(*importers.Request)) *importers.ChangeSet {
	i.t.Helper()
	c, err := i.stationFile(text, change...)
	if err != nil {
		i.t.Fatal(err)
	}
	return i.apply(c)
}

const loadedStations = `
	SELECT code, name, kind, grade, operator, interval_s, since, round(st_x(geom)::numeric, 4) AS lon, round(st_y(geom)::numeric, 4) AS lat
	FROM   data.stations ORDER BY code`

func TestStationsAreImported(t *testing.T) {
	i := newImports(t)
	i.mustStations(stationList)
	want := []string{
		`(KK01,"Trạm Vũng Tàu",air,reference,"Sở thử",300,2025-02-01,107.0843,10.3460)`,
		`(KT01,"Trạm khí tượng",weather,reference,,,,107.2000,10.4500)`,
		`(NM01,"Trạm Sông Dinh",surface_water,reference,"Công ty thử",3600,,107.1500,10.4100)`,
	}
	if diff := cmp.Diff(want, i.lines(loadedStations)); diff != "" {
		t.Errorf("stations (-want +got):\n%s", diff)
	}
	// What is computed into a station meanwhile is no change of it: neither the same file nor
	// the undoing of an import minds.
	c, err := i.stationFile(strings.Replace(stationList, "Trạm Vũng Tàu", "Trạm Bãi Sau", 1))
	if err != nil {
		t.Fatal(err)
	}
	if c.Counts.Changed != 1 || c.Counts.Unchanged != 2 || c.Counts.Removed != 0 {
		t.Errorf("counts: %+v", c.Counts)
	}
	i.exec(`UPDATE data.stations SET state = 'silent', state_since = now()`)
	c = i.apply(c)
	i.exec(`UPDATE data.stations SET state = 'ok'`)
	if err := i.tryUndo(c); err != nil {
		t.Errorf("undo after a new state: %v", err)
	}
	if diff := cmp.Diff(want, i.lines(loadedStations)); diff != "" {
		t.Errorf("after undo (-want +got):\n%s", diff)
	}
	c = i.apply(func() *importers.ChangeSet {
		c, _ := i.stationFile(strings.Replace(stationList, "300", "600", 1))
		return c
	}())
	i.exec(`UPDATE data.stations SET name = 'Tên khác' WHERE code = 'KK01'`)
	wantError[*importers.Conflict](t, i.tryUndo(c))
}

// The same list as GeoJSON, with members that are called as in CSV.
func TestStationsAreImportedFromGeoJSON(t *testing.T) {
	i := newImports(t)
	c, err := i.s.Stage(t.Context(), importers.Request{Source: importers.FileSource("testdata/stations.geojson", importers.OpenOptions{}), Layer: "stations", Actor: "test"})
	if err != nil {
		t.Fatal(err)
	}
	i.apply(c)
	want := []string{
		`(KK01,"Trạm Vũng Tàu",air,reference,"Sở thử",300,2025-02-01,107.0843,10.3460)`,
		`(KT01,"Trạm khí tượng",weather,indicative,,,,107.2000,10.4500)`,
	}
	if diff := cmp.Diff(want, i.lines(loadedStations)); diff != "" {
		t.Errorf("stations (-want +got):\n%s", diff)
	}
	i.mustStations(stationList) // the same stations, by their codes
	if n := len(i.lines(loadedStations)); n != 3 {
		t.Errorf("%d stations after the list as CSV, want 3", n)
	}
}

// What the table does not take is told row by row, not by the database.
func TestWrongStationsInAFile(t *testing.T) {
	i := newImports(t)
	c, err := i.stationFile("Mã trạm;Tên trạm;Loại trạm;Cấp thiết bị;Kinh độ;Vĩ độ;Chu kỳ (giây)\n" +
		"KK01;Trạm một;tiếng ồn;;107,08;10,34;300\nKK02;Trạm hai;Khí thải;tham khảo;107,09;10,35;0\nKK03;;air;;107,1;10,36;60\nKK04;Trạm bốn;emission;;107,11;10,37;60\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1 not_in_list Loại trạm tiếng ồn", "2 bad_interval interval_s 0", "3 missing_value Tên trạm "}
	got := i.lines(`SELECT concat_ws(' ', row_no, code, field, value) FROM sotay.import_problems WHERE import_id = (SELECT max(id) FROM sotay.imports) AND severity = 'error' ORDER BY row_no`)
	for n := range got {
		got[n] = strings.Trim(got[n], `()"`)
	}
	if diff := cmp.Diff(want, got); diff != "" || c.Counts.Refused != 3 {
		t.Errorf("%d refused, problems (-want +got):\n%s", c.Counts.Refused, diff)
	}
}

func TestStationsInVN2000(t *testing.T) {
	i := newImports(t)
	i.mustStations("Mã trạm,Tên trạm,Loại trạm,X,Y\nKK01,Trạm một,Khí thải,1144000,427000\n", func(r *importers.Request) { r.CRS = "107.75" })
	if diff := cmp.Diff([]string{"(KK01,emission,107.085,10.344)"}, i.lines(`SELECT code, kind, round(st_x(geom)::numeric, 3), round(st_y(geom)::numeric, 3) FROM data.stations`)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A station with readings stays, whatever the file and whoever deletes.
func TestMeasuredStationsStay(t *testing.T) {
	i := newImports(t)
	first := i.mustStations(stationList)
	i.exec(`INSERT INTO data.readings_latest (station, parameter, at, value, status, received) SELECT id, 1, now(), 20, 0, now() FROM data.stations WHERE code = 'KK01'`)
	short := strings.Join(strings.Split(stationList, "\n")[:1], "") + "\n" + strings.Split(stationList, "\n")[2] + "\n"
	_, err := i.stationFile(short, func(r *importers.Request) { r.Replace = importers.ReplaceLayer })
	if no := wantError[*importers.Refused](t, err); no.Code != "has_readings" || !strings.Contains(no.Words().Vi, "KK01") {
		t.Errorf("removing it: %v", no)
	}
	if no := wantError[*importers.Refused](t, i.tryUndo(first)); no.Code != "has_readings" || !strings.Contains(no.Words().Vi, "KK01") {
		t.Errorf("undoing: %v", no)
	}
	if n := len(i.lines(loadedStations)); n != 3 {
		t.Errorf("%d stations, want 3", n)
	}
	i.exec(`DELETE FROM data.readings_latest`)
	c := i.mustStations(short, func(r *importers.Request) { r.Replace = importers.ReplaceLayer })
	if c.Counts.Removed != 2 {
		t.Errorf("%d removed of those without readings, want 2", c.Counts.Removed)
	}
}
