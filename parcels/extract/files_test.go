package extract_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"sotay/parcels"
	"sotay/parcels/extract"
)

func TestCSV(t *testing.T) {
	var b bytes.Buffer
	if err := extract.WriteCSV(&b, content(t)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	want := []string{
		"\ufeffMảnh,Vòng,Điểm,\"X (Bắc), m\",\"Y (Đông), m\",\"Cạnh, m\"",
		"1,1,1,1144240.000,426880.004,40.00", "1,1,2,1144240.000,426920.000,20.00",
	}
	if diff := cmp.Diff(want, lines[:3]); diff != "" || len(lines) != 13 || lines[5] != "1,2,5,1144235.000,426905.000,5.00" {
		t.Errorf("(-want +got):\n%s\n%s", diff, b.String())
	}
}

func TestGeoJSON(t *testing.T) {
	c := content(t)
	var b bytes.Buffer
	if err := extract.WriteGeoJSON(&b, c); err != nil {
		t.Fatal(err)
	}
	f, err := geojson.UnmarshalFeature(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := f.Geometry.(orb.Polygon); !ok || p[0][1] != (orb.Point{107.081, 10.34}) {
		t.Errorf("geometry %v", f.Geometry)
	}
	want := geojson.Properties{
		"commune_code": "26506", "commune": "Phường Vũng Tàu", "sheet_no": "12", "parcel_no": "45đ", "old_sheet_no": "4", "old_parcel_no": "2",
		"official_id": "w3u4ug2m692c", "address": "Số 5 đường Trần Phú, khu phố Thắng Nhất", "land_use": "ODT+CLN",
		"land_types": []any{"ODT", "LNK"}, "map_area": 1234.56, "source": "Sở Nông nghiệp và Môi trường (thử)", "as_of": "2026-06-30",
		"hash": extract.Sum(c.Parcel).Hash, "note": "Bản tham khảo, không có giá trị pháp lý",
	}
	if diff := cmp.Diff(want, f.Properties); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestDXFIsReadBack: GDAL finds the rings with their VN-2000 coordinates, and the texts, on
// their layers. (It leaves the \U+0111 of an R12 text as it is; CAD programs write đ.)
func TestDXFIsReadBack(t *testing.T) {
	var b bytes.Buffer
	if err := extract.WriteDXF(&b, content(t)); err != nil {
		t.Fatal(err)
	}
	if i := bytes.IndexFunc(b.Bytes(), func(r rune) bool { return r > 126 }); i >= 0 || !strings.Contains(b.String(), "AC1009") {
		t.Errorf("R12 is ASCII; byte %d is not", i)
	}
	path := mustFile(t, "extract.dxf", b.Bytes())
	out := filepath.Join(t.TempDir(), "out.geojson")
	run(t, "ogr2ogr", "-f", "GeoJSON", "-lco", "RFC7946=NO", out, path)
	body, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var collection struct {
		Features []struct {
			Geometry   geojson.Geometry
			Properties struct{ Layer, Text string }
		}
	}
	if err := json.Unmarshal(body, &collection); err != nil {
		t.Fatal(err)
	}
	rings, texts := map[string][]orb.LineString{}, map[string][]string{}
	points := 0
	for _, f := range collection.Features {
		p := f.Properties
		switch g := f.Geometry.Geometry().(type) {
		case orb.LineString:
			rings[p.Layer] = append(rings[p.Layer], g)
		case orb.Point:
			if p.Layer == "DINH_THUA" {
				points++
				continue
			}
			texts[p.Layer] = append(texts[p.Layer], p.Text)
			if g[0] < 426000 || g[0] > 428000 || g[1] < 1144000 || g[1] > 1145000 {
				t.Errorf("text %q at %v", p.Text, g)
			}
		default:
			t.Errorf("a %T on %s", g, p.Layer)
		}
	}
	want := map[string][]string{
		"SO_DINH": {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"}, "NHAN_THUA": {`45\U+0111`, "1.234,6", "ODT+LNK"}, "SO_THUA_GIAP": {"46", "7"},
		"CANH": {"40,00", "20,00", "40,00", "20,00", "5,00", "5,00", "7,07", "5,50", "9,75", "5,51", "10,00"},
	}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
	if points != 11 || len(rings["RANH_THUA"]) != 3 || len(rings["RANH_GIAP"]) != 2 {
		t.Fatalf("%d points, %d rings, %d around", points, len(rings["RANH_THUA"]), len(rings["RANH_GIAP"]))
	}
	first := rings["RANH_THUA"][0]
	if d := first[0]; math.Abs(d[0]-426880.004) > 1e-6 || d[1] != 1144240 || len(first) != 5 || first[0] != first[4] {
		t.Errorf("the first ring is %v", first)
	}
}

// TestHashIsOfTheContent: it changes with whatever the extract says of the parcel, tells
// which part did, and stays when only what surrounds the parcel changes.
func TestHashIsOfTheContent(t *testing.T) {
	base := extract.Sum(content(t).Parcel)
	if len(base.Hash) != 16 || len(base.Parts) != 16 {
		t.Fatalf("%+v", base)
	}
	for part, changes := range map[string][]func(*parcels.Detail){
		extract.Identity: {
			func(d *parcels.Detail) { d.ParcelNo = "46" }, func(d *parcels.Detail) { d.SheetNo = "1" }, func(d *parcels.Detail) { d.CommuneCode = "1" },
			func(d *parcels.Detail) { d.Address = "" }, func(d *parcels.Detail) { d.OfficialID = "" }, func(d *parcels.Detail) { d.OldSheetNo = "" },
			func(d *parcels.Detail) { d.SheetNo, d.ParcelNo = d.ParcelNo, d.SheetNo },
		},
		extract.Geometry: {
			func(d *parcels.Detail) { d.Vertices.Rings[0].Points[0].XNorth += 0.001 }, func(d *parcels.Detail) { d.Vertices.Rings = d.Vertices.Rings[:2] },
			func(d *parcels.Detail) { d.Vertices.Zone.SRID++ }, func(d *parcels.Detail) { d.Vertices.Rings[1].Ring = 1 },
		},
		extract.Area:      {func(d *parcels.Detail) { d.MapArea += 0.01 }},
		extract.LandTypes: {func(d *parcels.Detail) { d.LandUse = "ODT" }, func(d *parcels.Detail) { d.LandTypes = d.LandTypes[:1] }},
	} {
		for i, change := range changes {
			d := content(t).Parcel
			change(&d)
			got := extract.Sum(d)
			if got.Hash == base.Hash {
				t.Errorf("%s %d changes nothing", part, i)
			}
			if diff := cmp.Diff([]string{part}, got.Changed(base.Parts)); diff != "" {
				t.Errorf("%s %d (-want +got):\n%s", part, i, diff)
			}
		}
	}
	d := content(t).Parcel
	d.CommuneName, d.Source, d.AsOf, d.ID, d.Vertices.Rings[0].Points[0].XNorth = "", "", nil, 7, d.Vertices.Rings[0].Points[0].XNorth+1e-5
	d.LandTypes[0].NameVi = ""
	if got := extract.Sum(d); got != base || got.Changed(base.Parts) != nil {
		t.Errorf("%+v, want %+v", got, base)
	}
	if got := base.Changed("0123"); got != nil {
		t.Errorf("half a code tells %v", got)
	}
}

// TestHashIsStable: printed extracts carry it for years.
func TestHashIsStable(t *testing.T) {
	if got, want := extract.Sum(content(t).Parcel), (extract.Digest{Hash: "b069e25d8d1d14d0", Parts: "990c52761aa32941"}); got != want {
		t.Errorf("%+v, want %+v: extracts on paper would no longer be recognised", got, want)
	}
}
