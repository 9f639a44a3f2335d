package importers_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/importers"
	"sotay/importers/vntext"
)

// TestColumnsAreShownSideBySide: as the bytes look, and in each encoding that reads them
// differently; nothing of a column about people.
func TestColumnsAreShownSideBySide(t *testing.T) {
	i := newImports(t)
	m := vilis()
	m.schema.Fields = append(m.schema.Fields, importers.Field{Name: "DIACHI", Type: importers.Text, Width: 60})
	for n := 1; n <= 20; n++ {
		r := row(1, n, "ONT", "")
		r.Values[4] = encoded(t, vntext.TCVN3, fmt.Sprintf("Nguyễn Thị Mẫu %d", n))
		r.Values = append(r.Values, encoded(t, vntext.TCVN3, fmt.Sprintf("Số %d đường Hoàng Hoa Thám", n)))
		m.rows = append(m.rows, r)
	}
	a := i.analyze(m)
	columns := map[string]importers.Column{}
	for _, c := range a.Columns {
		columns[c.Name] = c
	}
	address := columns["DIACHI"]
	if len(address.Raw) == 0 || len(address.Raw) != len(address.Samples) {
		t.Fatalf("raw %q, samples %q", address.Raw, address.Samples)
	}
	if address.Raw[0] != "Sè 1 ®\u00adêng Hoµng Hoa Th¸m" {
		t.Errorf("as the bytes look: %q", address.Raw[0])
	}
	read := map[vntext.Encoding]string{}
	for _, r := range address.Readings {
		if len(r.Samples) != len(address.Raw) || r.Words.Vi == "" || r.Words.En == "" {
			t.Errorf("reading %+v", r)
		}
		for other, text := range read {
			if text == r.Samples[0] {
				t.Errorf("%s reads as %s does: %q", r.Encoding, other, text)
			}
		}
		read[r.Encoding] = r.Samples[0]
	}
	if address.Readings[0].Encoding != vntext.TCVN3 || read[vntext.TCVN3] != "Số 1 đường Hoàng Hoa Thám" || len(read) < 3 {
		t.Errorf("readings %q", read)
	}
	for _, name := range []string{"TENCHU", "MAXA", "SHTHUA"} { // private; the same in every encoding; no text
		if c := columns[name]; c.Raw != nil || c.Readings != nil {
			t.Errorf("%s: %+v", name, c)
		}
	}
	if c := columns["TENCHU"]; !c.Restricted || c.Samples != nil {
		t.Errorf("the owner's column: %+v", c)
	}
}

// TestFieldsOfTheTarget are those that a column can fill.
func TestFieldsOfTheTarget(t *testing.T) {
	i := newImports(t)
	fields := map[string]importers.TargetField{}
	for _, f := range i.analyze(vilis(sheets(1, 1)...)).Fields {
		fields[f.Name] = f
	}
	if f := fields["owner_name"]; f.Visibility != "restricted" || f.Identity || f.Words.Vi == "" {
		t.Errorf("owner_name: %+v", f)
	}
	if f := fields["sheet_no"]; f.Visibility != "public" || !f.Identity {
		t.Errorf("sheet_no: %+v", f)
	}
	if _, there := fields["map_area"]; there {
		t.Error("map_area is computed and takes no column")
	}
}

// TestZonesAreShownWhereTheyPutTheFile, whether the file says nothing or something wrong.
func TestZonesAreShownWhereTheyPutTheFile(t *testing.T) {
	for _, tt := range []struct {
		name string
		epsg int
	}{{"none declared", 0}, {"a wrong one declared", 9210}} {
		t.Run(tt.name, func(t *testing.T) {
			i := newImports(t)
			i.addCommune("26506", "Phường Vũng Tàu", 107.0, 10.3, 107.2, 10.5)
			m := vilis(sheets(2, 30)...)
			m.schema.CRS = importers.DeclaredCRS{EPSG: tt.epsg}
			_, err := i.tryStage(m)
			q := wantError[*importers.NeedsAnswer](t, err).Questions[0]
			if q.Code != "crs" || len(q.Choices) == 0 {
				t.Fatalf("question %+v", q)
			}
			place := q.Choices[0].Place
			if place == nil || len(place.Points) == 0 || len(place.Points) > 40 || place.Swapped {
				t.Fatalf("first choice %+v", q.Choices[0])
			}
			for _, p := range place.Points {
				if math.Abs(p[0]-lon) > 0.02 || math.Abs(p[1]-lat) > 0.02 {
					t.Errorf("a point at %v", p)
				}
			}
			if e := place.Extent; e[0] > e[2] || math.Abs(e[0]-lon) > 0.02 || math.Abs(e[3]-lat) > 0.02 {
				t.Errorf("extent %v", e)
			}
			for _, c := range q.Choices[1:] {
				if c.Place == nil || cmp.Equal(c.Place.Extent, place.Extent) {
					t.Errorf("another choice: %+v", c)
				}
			}
		})
	}
}
