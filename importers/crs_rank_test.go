package importers_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/internal/testdb"
)

// TestOwnMeridianFirst: where no commune tells, the province's own zone comes first, then
// the others by how near their meridians are to its, UTM last; unless the data lie outside
// the zone.
func TestOwnMeridianFirst(t *testing.T) {
	db := testdb.New(t)
	vs := officialVectors(t)
	for _, tt := range []struct {
		name     string
		sample   []geom.Coord
		meridian float64
		want     []int // the first
		why      importers.Words
	}{
		{
			"Vũng Tàu", sampleOf(vs, 910775, false), 107.75,
			[]int{910775, 910800, 910750, 910825, 910725, 910850, 910700},
			importers.Words{Vi: "đúng kinh tuyến trục của tỉnh", En: "with the province's own central meridian"},
		},
		{
			"northing first", sampleOf(vs, 910775, true), 107.75,
			[]int{910775},
			importers.Words{Vi: "đúng kinh tuyến trục của tỉnh", En: "with the province's own central meridian"},
		},
		{
			"a province whose zone is not in use", sampleOf(vs, 910775, false), 105.25,
			[]int{910550, 910500, 910575, 910475},
			importers.Words{Vi: "kinh tuyến trục lệch 0°15′ so với của tỉnh", En: "its central meridian is 0°15′ from the province's"},
		},
		{
			"UTM 48", sampleOf(vs, importers.VN2000UTM48, false), 107.75,
			[]int{importers.VN2000UTM48, importers.WGS84UTM48},
			importers.Words{Vi: "kinh tuyến trục lệch 2°45′ so với của tỉnh", En: "its central meridian is 2°45′ from the province's"},
		},
		{"degrees", []geom.Coord{{107.0843, 10.346}}, 107.75, []int{importers.WGS84, importers.VN2000}, importers.Words{}},
	} {
		zones, err := importers.ProposeZones(t.Context(), db.App, tt.sample, nil, tt.meridian)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		var got []int
		for _, z := range zones[:min(len(zones), len(tt.want))] {
			got = append(got, z.SRID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: the first (-want +got):\n%s", tt.name, diff)
			continue
		}
		if diff := cmp.Diff(tt.why, zones[0].Why); diff != "" {
			t.Errorf("%s: why (-want +got):\n%s", tt.name, diff)
		}
		if last := zones[len(zones)-1]; tt.name == "Vũng Tàu" && last.SRID != importers.WGS84UTM49 {
			t.Errorf("%s: last is %s", tt.name, last.Name.En)
		}
	}
}

// TestZonesAskedOfAnEmptyDatabase: a table of Vũng Tàu without a word on coordinates is
// first offered its province's zone, and told why.
func TestZonesAskedOfAnEmptyDatabase(t *testing.T) {
	i := newImports(t)
	i.s = importers.NewService(importers.Config{Owner: i.db.Owner, Audit: testdb.Audit(t), Meridian: 107.75})
	path := filepath.Join(t.TempDir(), "vungtau.csv")
	table := "SOTO;SOTHUA;LOAIDAT;WKT\n12;45;ODT;POLYGON((426880 1144180, 426920 1144180, 426920 1144195, 426880 1144180))\n"
	if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := i.s.Stage(context.Background(), importers.Request{
		Source: importers.FileSource(path, importers.OpenOptions{}), Layer: "parcels", Set: []string{"commune_code=26506"}, Actor: "test",
	})
	q := wantError[*importers.NeedsAnswer](t, err).Questions[0]
	if q.Code != "crs" || len(q.Choices) < 18 {
		t.Fatalf("question %+v", q)
	}
	if q.Choices[0].Place == nil {
		t.Error("the first choice says nothing of where the file would lie")
	}
	q.Choices[0].Place = nil
	if diff := cmp.Diff(importers.Choice{Value: "910775", Words: importers.Words{
		Vi: "VN-2000, kinh tuyến trục 107°45′, múi 3°: 100 % nằm trong lãnh thổ Việt Nam, đúng kinh tuyến trục của tỉnh",
		En: "VN-2000, central meridian 107°45′, 3° zone: 100 % inside Vietnam, with the province's own central meridian",
	}}, q.Choices[0]); diff != "" {
		t.Errorf("first choice (-want +got):\n%s", diff)
	}
	for n, c := range q.Choices[:17] { // 102° lies west of Vietnam
		if !strings.Contains(c.Words.En, "3° zone") {
			t.Errorf("choice %d is %s", n+1, c.Words.En)
		}
	}
}
