package importers_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/importers/vntext"
)

func (i *imports) analyze(m *memory, change ...func(*importers.Request)) *importers.Analysis {
	i.t.Helper()
	req := importers.Request{Source: m.source(), Actor: "test"}
	for _, f := range change {
		f(&req)
	}
	a, err := i.s.Analyze(context.Background(), req)
	if err != nil {
		i.t.Fatalf("analyze: %v", err)
	}
	return a
}

// asked lists the open questions as "code about flag".
func asked(a *importers.Analysis) []string {
	var list []string
	for _, q := range a.Questions {
		list = append(list, strings.Join([]string{q.Code, q.About, q.Flag}, " "))
	}
	return list
}

// goesTo lists where the columns go, "COLUMN=field".
func goesTo(a *importers.Analysis) []string {
	var list []string
	for _, c := range a.Columns {
		if c.Field != "" {
			list = append(list, c.Name+"="+c.Field)
		}
	}
	return list
}

func TestColumnsAreProposedByAlias(t *testing.T) {
	i := newImports(t)
	for _, tt := range []struct{ columns, want string }{
		{"MAXA SHBANDO SHTHUA KHLOAIDAT TENCHU DIENTICHPL", "MAXA=commune_code SHBANDO=sheet_no SHTHUA=parcel_no KHLOAIDAT=land_use TENCHU=owner_name DIENTICHPL=legal_area"},
		{"xaId soHieuToBanDo soThuTuThua soHieuToBanDoCu maDinhDanh", "xaId=commune_code soHieuToBanDo=sheet_no soThuTuThua=parcel_no soHieuToBanDoCu=old_sheet_no maDinhDanh=official_id"},
		{"Ma_Xa So_To So_Thua Loai_Dat Dia_Chi", "Ma_Xa=commune_code So_To=sheet_no So_Thua=parcel_no Loai_Dat=land_use Dia_Chi=address"},
		// the names that a DBF cuts: our own export comes back
		{"commune_co sheet_no parcel_no old_sheet_ old_parcel official_i residentia", "commune_co=commune_code sheet_no=sheet_no parcel_no=parcel_no old_sheet_=old_sheet_no old_parcel=old_parcel_no official_i=official_id residentia=residential_area"},
		// the better name wins, the other is left out; computed fields are never filled
		{"MAXA SHTHUATAM SHTHUA SHBANDO SOTOCU map_area gid", "MAXA=commune_code SHTHUA=parcel_no SHBANDO=sheet_no SOTOCU=old_sheet_no"},
	} {
		t.Run(tt.columns, func(t *testing.T) {
			m := vilis(importers.Record{Geometry: square(east, north, 20)})
			m.schema.Fields = nil
			for _, name := range strings.Fields(tt.columns) {
				m.schema.Fields = append(m.schema.Fields, importers.Field{Name: name, Type: importers.Text})
				m.rows[0].Values = append(m.rows[0].Values, []byte("1"))
			}
			a := i.analyze(m)
			if diff := cmp.Diff(strings.Fields(tt.want), goesTo(a)); diff != "" {
				t.Errorf("columns (-want +got):\n%s", diff)
			}
			if a.Layer != "parcels" {
				t.Errorf("layer %q, want parcels", a.Layer)
			}
		})
	}
}

func TestMapOverridesProposal(t *testing.T) {
	i := newImports(t)
	m := vilis(row(1, 1, "ONT", "B"))
	a := i.analyze(m, func(r *importers.Request) { r.Map = []string{"tenchu=address", "KHLOAIDAT=-"} })
	if diff := cmp.Diff([]string{"MAXA=commune_code", "SHBANDO=sheet_no", "SHTHUA=parcel_no", "TENCHU=address", "DIENTICHPL=legal_area"}, goesTo(a)); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	for _, p := range a.Problems {
		if p.Code == "column_left_out" {
			t.Errorf("a column left out on request is reported: %+v", p)
		}
	}
	for _, tt := range []struct{ flag, code string }{
		{"NOSUCH=address", "unknown_column"},
		{"TENCHU=nosuch", "unknown_field"},
		{"TENCHU=map_area", "unknown_field"}, // computed
		{"TENCHU", "bad_map"},
	} {
		_, err := i.s.Analyze(context.Background(), importers.Request{Source: m.source(), Layer: "parcels", Map: []string{tt.flag}})
		if got := wantError[*importers.Refused](t, err); got.Code != tt.code {
			t.Errorf("--map %s: %s, want %s", tt.flag, got.Code, tt.code)
		}
	}
	_, err := i.s.Analyze(context.Background(), importers.Request{Source: m.source(), Layer: "parcels", Map: []string{"TENCHU=address", "MAXA=address"}})
	if got := wantError[*importers.Refused](t, err); got.Code != "field_twice" {
		t.Errorf("two columns into one field: %s", got.Code)
	}
}

// vni is text in the encoding VNI.
func encoded(t *testing.T, enc vntext.Encoding, text string) []byte {
	t.Helper()
	b, err := vntext.Encode(enc, text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEncodingIsRecognisedPerColumn(t *testing.T) {
	i := newImports(t)
	names := strings.Split("Nguyễn Văn Mẫu, Trần Thị Thử, Lê Đình Bịa, Phạm Hữu Giả, Huỳnh Ngọc Đặt, Đặng Thế Tưởng, Võ Quốc Tượng, Bùi Xuân Hư, Đỗ Thành Cấu, Hồ Mỹ Lệ, Ngô Đức Vẽ, Dương Kiều Bịa", ", ")
	m := vilis()
	m.schema.Fields = append(m.schema.Fields, importers.Field{Name: "DIACHI", Type: importers.Text})
	for n, name := range names {
		r := row(1, n+1, "ONT", "")
		r.Values[4] = encoded(t, vntext.TCVN3, name)
		r.Values = append(r.Values, encoded(t, vntext.VNI, name))
		m.rows = append(m.rows, r)
	}
	a := i.analyze(m)
	got := map[string]vntext.Encoding{}
	for _, c := range a.Columns {
		got[c.Name] = c.Encoding
	}
	if got["TENCHU"] != vntext.TCVN3 || got["DIACHI"] != vntext.VNI || len(a.Questions) > 0 {
		t.Errorf("encodings %v, questions %v", got, asked(a))
	}
	i.load(m)
	want := []string{"(\"Dương Kiều Bịa\",\"Dương Kiều Bịa\")", "(\"Nguyễn Văn Mẫu\",\"Nguyễn Văn Mẫu\")"}
	if diff := cmp.Diff(want, i.lines(`SELECT owner_name, address FROM data.parcels JOIN data.parcels_restricted USING (id) WHERE parcel_no IN ('1', '12')`)); diff != "" {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}
}

func TestTooLittleEvidenceIsAsked(t *testing.T) {
	i := newImports(t)
	m := vilis(row(1, 1, "ONT", ""))
	m.rows[0].Values[4] = encoded(t, vntext.TCVN3, "Bà")
	_, err := i.tryStage(m)
	question := wantError[*importers.NeedsAnswer](t, err)
	q := question.Questions[0]
	if q.Code != "encoding" || q.About != "TENCHU" || q.Flag != "--encoding TENCHU=…" || !strings.Contains(question.Error(), q.Flag) {
		t.Errorf("question %+v", q)
	}
	readings := map[string]string{}
	for _, c := range q.Choices {
		readings[c.Value] = strings.Join(c.Readings, ", ") // an owner's name: for who asks only
	}
	if readings["tcvn3"] != "Bà" || len(readings) < 2 {
		t.Errorf("readings side by side: %v", readings)
	}
	c, err := i.s.Get(context.Background(), question.ID)
	if err != nil || c.State != importers.StateQuestion || len(c.Analysis.Questions) != 1 {
		t.Errorf("change set of an open question: %+v, %v", c, err)
	}
	for _, answer := range []string{"TENCHU=tcvn3", "ABC"} {
		i.load(m, func(r *importers.Request) { r.Encoding = []string{answer} })
		if diff := cmp.Diff([]string{"(Bà)"}, i.lines(`SELECT owner_name FROM data.parcels_restricted`)); diff != "" {
			t.Errorf("with %s (-want +got):\n%s", answer, diff)
		}
	}
	_, err = i.tryStage(m, func(r *importers.Request) { r.Encoding = []string{"TENCHU=klingon"} })
	wantError[*importers.Refused](t, err)
	// a column that does not go into the layer needs no answer
	i.stage(m, func(r *importers.Request) { r.Map = []string{"TENCHU=-"} })
}

func TestNumbersAsTextAreReadOneWay(t *testing.T) {
	i := newImports(t)
	numbers := func(values ...string) *memory {
		m := vilis()
		m.schema.Fields[5].Type = importers.Text
		for n, v := range values {
			r := row(1, n+1, "ONT", "")
			r.Values[5] = []byte(v)
			m.rows = append(m.rows, r)
		}
		return m
	}
	areas := `SELECT s.legal_area FROM data.parcels JOIN data.parcels_staff s USING (id) ORDER BY parcel_no`
	i.load(numbers("2.159,6", "1.234", "12,5"))
	if diff := cmp.Diff([]string{"(12.5)", "(1234)", "(2159.6)"}, i.lines(areas)); diff != "" {
		t.Errorf("Vietnamese numbers (-want +got):\n%s", diff)
	}
	i.load(numbers("2,159.6", "1.234", "12.5"))
	if diff := cmp.Diff([]string{"(1.234)", "(12.5)", "(2159.6)"}, i.lines(areas)); diff != "" {
		t.Errorf("English numbers (-want +got):\n%s", diff)
	}
	unclear := numbers("1.234", "2.500")
	if diff := cmp.Diff([]string{"numbers DIENTICHPL --numbers DIENTICHPL=…"}, asked(i.analyze(unclear))); diff != "" {
		t.Errorf("unclear numbers (-want +got):\n%s", diff)
	}
	i.load(unclear, func(r *importers.Request) { r.Numbers = []string{"DIENTICHPL=vi"} })
	if diff := cmp.Diff([]string{"(1234)", "(2500)"}, i.lines(areas)); diff != "" {
		t.Errorf("answered (-want +got):\n%s", diff)
	}
	bad := i.stage(numbers("2.159,6", "khoảng 200", "1.23.4", "12,5.1"))
	if diff := cmp.Diff([]string{"1 area_differs legal_area 2159.6", "2 bad_number DIENTICHPL khoảng 200", "3 bad_number DIENTICHPL 1.23.4", "4 bad_number DIENTICHPL 12,5.1"}, i.problems(bad)); diff != "" {
		t.Errorf("unparseable (-want +got):\n%s", diff)
	}
}

// TestNumbersThatOthersDecide: what only other columns of a table decide is said, and an
// answer overrides it.
func TestNumbersThatOthersDecide(t *testing.T) {
	i := newImports(t)
	src := importers.FileSource(writeTemp(t, "tram.csv", "ten;dt;gia;lon;lat\na;1.234;1,5;107.0843;10.3461\nb;2.500;2,5;107.0853;10.3471\n"), importers.OpenOptions{})
	stage := func(numbers ...string) *importers.ChangeSet {
		t.Helper()
		c, err := i.s.Stage(context.Background(), importers.Request{
			Source: src, NewLayer: &importers.NewLayer{Name: "tram", Theme: "air"}, Numbers: numbers, Actor: "test",
		})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	staged := func(c *importers.ChangeSet) []string {
		return i.lines(fmt.Sprintf(`SELECT f_dt FROM sotay.stage_%d`, c.ID))
	}
	c := stage()
	expect(t, "read as the other column", []string{"(1234)", "(2500)"}, staged(c))
	said := slices.IndexFunc(c.Analysis.Problems, func(p importers.Problem) bool { return p.Code == "numbers_follow" })
	if said < 0 {
		t.Fatalf("nothing is said of it: %v", problemCodes(c.Analysis.Problems))
	}
	p := c.Analysis.Problems[said]
	if p.Row != 0 || p.Field != "dt" || p.Value != "1.234" || !strings.Contains(p.What.Vi, "phẩy là dấu thập phân") || !strings.Contains(p.Todo.En, "--numbers dt=en") {
		t.Errorf("said: %+v", p)
	}
	if !slices.Contains(i.problems(c), "0 numbers_follow dt 1.234") {
		t.Errorf("not in the table of problems: %v", i.problems(c))
	}
	for answer, want := range map[string][]string{"dt=en": {"(1.234)", "(2.5)"}, "DT=vi": {"(1234)", "(2500)"}} {
		c := stage(answer)
		expect(t, answer, want, staged(c))
		if slices.Contains(i.problems(c), "0 numbers_follow dt 1.234") {
			t.Errorf("%s: said of what was answered", answer)
		}
	}
	// where nothing decides, a new layer keeps the text and says so; an answer makes numbers of it
	src = importers.FileSource(writeTemp(t, "tram.csv", "ten;dt;lon;lat\na;1.234;107.0843;10.3461\n"), importers.OpenOptions{})
	if c := stage(); !slices.Contains(i.problems(c), "0 numbers_unclear dt 1.234") {
		t.Errorf("unclear: %v", i.problems(c))
	}
	c = stage("dt=vi")
	expect(t, "answered", []string{"(1234)"}, staged(c))
	expect(t, "problems left", []string{"0 crs_assumed"}, i.problems(c))
}

// addCommune makes a commune around Vũng Tàu.
func (i *imports) addCommune(code, name string, west, south, easternmost, northernmost float64) {
	i.t.Helper()
	i.exec(`INSERT INTO data.communes (code, name, geom) VALUES ($1, $2, st_makeenvelope($3, $4, $5, $6, 4326))`,
		code, name, west, south, easternmost, northernmost)
}

func TestCoordinateSystemIsAskedFor(t *testing.T) {
	i := newImports(t)
	i.addCommune("26506", "Phường Vũng Tàu", 107.0, 10.3, 107.2, 10.5)
	i.exec(`UPDATE data.communes SET valid_to = current_date + 30`) // announced: it still holds
	m := vilis(row(1, 1, "ONT", ""))
	m.schema.CRS = importers.DeclaredCRS{}
	_, err := i.tryStage(m)
	q := wantError[*importers.NeedsAnswer](t, err).Questions[0]
	if q.Code != "crs" || q.Flag != "--crs …" || len(q.Choices) == 0 || q.Choices[0].Value != "910775" {
		t.Fatalf("question %+v", q)
	}
	c := i.stage(m, func(r *importers.Request) { r.CRS = q.Choices[0].Value })
	if c.Plan.SRID != 910775 {
		t.Errorf("SRID %d", c.Plan.SRID)
	}

	swapped := vilis(parcel(1, 1, "ONT", "", square(north, east, 20)))
	swapped.schema.CRS = importers.DeclaredCRS{}
	_, err = i.tryStage(swapped)
	q = wantError[*importers.NeedsAnswer](t, err).Questions[0]
	if q.Choices[0].Value != "910775:yx" || !strings.Contains(q.Choices[0].Words.En, "exchanged") {
		t.Fatalf("swapped axes: %+v", q.Choices)
	}
	i.load(swapped, func(r *importers.Request) { r.CRS = q.Choices[0].Value })
	if diff := cmp.Diff([]string{"(107.084,10.346)"}, i.lines(`SELECT round(st_xmin(geom)::numeric, 3), round(st_ymin(geom)::numeric, 3) FROM data.parcels`)); diff != "" {
		t.Errorf("swapped (-want +got):\n%s", diff)
	}
	swapped.schema.CRS = importers.DeclaredCRS{EPSG: 5899} // declared, and yet swapped: never silently
	_, err = i.tryStage(swapped)
	if q := wantError[*importers.NeedsAnswer](t, err).Questions[0]; q.Code != "crs" || q.Choices[0].Value != "910775:yx" {
		t.Errorf("declared and swapped: %+v", q)
	}

	away := vilis(parcel(1, 1, "ONT", "", square(2.35, 48.85, 0.001)))
	away.schema.CRS = importers.DeclaredCRS{EPSG: 4326}
	_, err = i.tryStage(away)
	if refused := wantError[*importers.Refused](t, err); refused.Code != "outside_vietnam" || !strings.Contains(refused.Reason.Vi, "48.85") {
		t.Errorf("Paris: %+v", refused)
	}
}

func TestLayerIsAskedFor(t *testing.T) {
	i := newImports(t)
	m := &memory{schema: importers.Schema{
		Name: "rung", CRS: importers.DeclaredCRS{EPSG: 4326}, Fields: []importers.Field{{Name: "TT", Type: importers.Integer}},
	}, rows: []importers.Record{{Geometry: square(lon, lat, 0.001), Values: []any{int64(1)}}}}
	a := i.analyze(m)
	if diff := cmp.Diff([]string{"layer  --layer …"}, asked(a)); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
	for _, c := range a.Questions[0].Choices {
		if c.Value == "sheets" || c.Value == "cameras" {
			t.Errorf("the layer %s is offered", c.Value)
		}
	}
	// Plans have codes and names too: they must not come to replace the communes.
	plan := &memory{schema: importers.Schema{
		Name: "quy_hoach", CRS: importers.DeclaredCRS{EPSG: 4326}, Fields: []importers.Field{{Name: "code", Type: importers.Text}, {Name: "name", Type: importers.Text}},
	}, rows: []importers.Record{{Geometry: square(lon, lat, 0.001), Values: []any{[]byte("CLN"), []byte("Vuon")}}}}
	if diff := cmp.Diff([]string{"layer  --layer …"}, asked(i.analyze(plan))); diff != "" {
		t.Errorf("questions of a plan (-want +got):\n%s", diff)
	}
	_, err := i.s.Analyze(context.Background(), importers.Request{Source: m.source(), Layer: "nosuch"})
	wantError[*importers.NotFound](t, err)
	_, err = i.s.Analyze(context.Background(), importers.Request{Source: m.source(), Layer: "sheets"})
	if got := wantError[*importers.Refused](t, err); got.Code != "computed_layer" {
		t.Errorf("import into sheets: %s", got.Code)
	}
	m.rows[0].Geometry = geom.NewPointFlat(geom.XY, []float64{lon, lat})
	_, err = i.s.Analyze(context.Background(), importers.Request{Source: m.source(), Layer: "cameras"})
	if got := wantError[*importers.Refused](t, err); got.Code != "desk_layer" {
		t.Errorf("import into cameras: %s", got.Code)
	}
	_, err = i.s.Analyze(context.Background(), importers.Request{Source: m.source(), Layer: "parcels"})
	if got := wantError[*importers.Refused](t, err); got.Code != "wrong_geometry" {
		t.Errorf("points into parcels: %s", got.Code)
	}
}

func TestSourceLayerIsAskedFor(t *testing.T) {
	i := newImports(t)
	src := vilis(row(1, 1, "ONT", "")).source()
	src.Layers = func() ([]string, error) { return []string{"nha", "thua"}, nil }
	a, err := i.s.Analyze(context.Background(), importers.Request{Source: src})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"source_layer  --source-layer …"}, asked(a)); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
	src.Layer = "thua"
	if a, err = i.s.Analyze(context.Background(), importers.Request{Source: src}); err != nil || len(a.Questions) > 0 {
		t.Errorf("answered: %v, %v", asked(a), err)
	}
}

func TestMissingFieldIsAskedFor(t *testing.T) {
	i := newImports(t)
	i.addCommune("26506", "Phường Vũng Tàu", 107.0, 10.3, 107.2, 10.5)
	i.addCommune("26560", "Phường Bà Rịa", 107.3, 10.3, 107.5, 10.5)
	i.addCommune("26507", "Phường Đến Sau", 107.0, 10.3, 107.2, 10.5)
	i.exec(`UPDATE data.communes SET valid_to = current_date + 30 WHERE code = '26506'`) // announced: it still holds
	i.exec(`UPDATE data.communes SET valid_from = current_date + 30 WHERE code = '26507'`)
	m := vilis(row(1, 1, "ONT", ""))
	m.schema.Fields[0].Name = "GHICHU"
	a := i.analyze(m)
	if diff := cmp.Diff([]string{"field commune_code --set commune_code=…"}, asked(a)); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
	if got := a.Questions[0].Choices; len(got) != 1 || got[0].Value != "26506" {
		t.Errorf("communes at the file's place: %+v", got)
	}
	i.load(m, func(r *importers.Request) { r.Set = []string{"commune_code=26506"} })
	if diff := cmp.Diff([]string{"(26506,1,1)"}, i.lines(`SELECT commune_code, sheet_no, parcel_no FROM data.parcels`)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestAnalysisIsUsedAgain(t *testing.T) {
	i := newImports(t)
	m := vilis(sheets(1, 3)...)
	passes := 0
	m.onNext = func(row int) {
		if row == 0 {
			passes++
		}
	}
	a := i.analyze(m)
	i.stage(m, func(r *importers.Request) { r.Analysis = a })
	if passes != 2 {
		t.Errorf("%d passes over the file, want 2", passes)
	}
	if a.Extent == nil || *a.Extent != [4]float64{east + 20, north + 50, east + 80, north + 70} || a.Rows != 3 || a.Geometry["Polygon"] != 3 {
		t.Errorf("analysis %+v", a)
	}
	if !slices.Contains(a.Columns[3].Samples, "ONT+CLN") {
		t.Errorf("samples %v", a.Columns[3].Samples)
	}
}
