package extract_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twpayne/go-geom"

	"sotay/parcels"
	"sotay/parcels/extract"
)

// ring makes a ring of the vertex table from east and north by turns.
func ring(part, number, first int, eastNorth ...float64) parcels.Ring {
	r := parcels.Ring{Part: part, Ring: number}
	for i := 0; i < len(eastNorth); i += 2 {
		r.Points = append(r.Points, parcels.Vertex{N: first + i/2, YEast: eastNorth[i], XNorth: eastNorth[i+1]})
	}
	for i := range r.Points {
		next := r.Points[(i+1)%len(r.Points)]
		r.Points[i].Edge = math.Hypot(next.XNorth-r.Points[i].XNorth, next.YEast-r.Points[i].YEast)
	}
	return r
}

// content is a parcel of 40 m by 20 m with a hole, a second part, and a neighbour.
func content(t *testing.T) extract.Content {
	t.Helper()
	day := time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)
	zone, err := parcels.ZoneOf(107.75)
	if err != nil {
		t.Fatal(err)
	}
	return extract.Content{
		Parcel: parcels.Detail{
			ID: 123, CommuneCode: "26506", CommuneName: "Phường Vũng Tàu", SheetNo: "12", ParcelNo: "45đ", OldSheetNo: "4", OldParcelNo: "2",
			OfficialID: "w3u4ug2m692c", Address: "Số 5 đường Trần Phú, khu phố Thắng Nhất", LandUse: "ODT+CLN", MapArea: 1234.56,
			LandTypes: []parcels.LandType{
				{Code: "ODT", NameVi: "Đất ở tại đô thị", NameEn: "Urban residential land", Color: "#ffa0ff", Current: true},
				{Code: "LNK", NameVi: "Đất trồng cây lâu năm khác", NameEn: "Other perennial crops", Current: false},
			},
			Geometry: geom.NewPolygonFlat(geom.XY, []float64{107.08, 10.34, 107.081, 10.34, 107.081, 10.341, 107.08, 10.34}, []int{8}).SetSRID(4326),
			Vertices: parcels.Vertices{Zone: zone, Basis: parcels.Survey, Rings: []parcels.Ring{
				ring(1, 1, 1, 426880.004, 1144240, 426920, 1144240, 426920, 1144220, 426880, 1144220),
				ring(1, 2, 5, 426905, 1144235, 426910, 1144235, 426910, 1144230),
				ring(2, 1, 8, 426930, 1144240, 426935.5, 1144240, 426935.5, 1144230.25, 426930, 1144230),
			}},
			Source: "Sở Nông nghiệp và Môi trường (thử)", AsOf: &day,
		},
		Around: []parcels.Surrounding{{
			ID: 124, SheetNo: "12", ParcelNo: "46", Label: [2]float64{426900, 1144214},
			Shape: geom.NewPolygonFlat(geom.XY, []float64{426880, 1144220, 426920, 1144220, 426920, 1144210, 426880, 1144210, 426880, 1144220}, []int{10}).SetSRID(910775),
		}, {
			ID: 125, SheetNo: "13", ParcelNo: "7", Label: [2]float64{426900, 1144246},
			Shape: geom.NewPolygonFlat(geom.XY, []float64{426880, 1144240, 426920, 1144240, 426920, 1144250, 426880, 1144250, 426880, 1144240}, []int{10}).SetSRID(910775),
		}},
		Verify: "https://sotay.example/verify?extract=26506-12-45-20261126&hash=0123456789abcdef",
		Made:   time.Date(2026, 11, 26, 7, 5, 0, 0, time.UTC),
	}
}

// many gives the parcel so many vertices, on a circle.
func many(c extract.Content, n int) extract.Content {
	var line []float64
	for i := range n {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		line = append(line, 427000+300*sin, 1145000+300*cos)
	}
	c.Parcel.Vertices.Rings = []parcels.Ring{ring(1, 1, 1, line...)}
	return c
}

func mustPDF(t *testing.T, c extract.Content, size extract.Size) string {
	t.Helper()
	var b bytes.Buffer
	if err := extract.PDF(&b, c, size); err != nil {
		t.Fatal(err)
	}
	return mustFile(t, "extract.pdf", b.Bytes())
}

func mustFile(t *testing.T, name string, body []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run gives what a program of the test's packages writes.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s %s: %v (scripts/setup test installs it)", name, strings.Join(args, " "), err)
	}
	return string(out)
}

// text is what a reader copies out of a PDF, one page or all, in the order it was written.
func text(t *testing.T, path string, pages ...int) string {
	t.Helper()
	args := []string{"-raw", "-enc", "UTF-8"}
	for _, p := range pages {
		args = append(args, "-f", fmt.Sprint(p), "-l", fmt.Sprint(p))
	}
	return run(t, "pdftotext", append(args, path, "-")...)
}

// TestNumberReadsBack: sheets and parcels may hold the hyphen that parts them.
func TestNumberReadsBack(t *testing.T) {
	made := time.Date(2026, 11, 26, 18, 30, 0, 0, time.UTC) // the 27th in Vietnam
	for _, tt := range []struct {
		sheet, parcel, number string
		pairs                 int
	}{
		{"12", "45", "26506-12-45-20261127", 1},
		{"12", "45 tạm", "26506-12-45 tạm-20261127", 1},
		{"12", "45-1", "26506-12-45-1-20261127", 2},
		{"DC-12", "45-1", "26506-DC-12-45-1-20261127", 3},
	} {
		number := extract.Number(parcels.Detail{CommuneCode: "26506", SheetNo: tt.sheet, ParcelNo: tt.parcel}, made)
		commune, pairs, ok := extract.ParseNumber(" " + number + " ")
		if number != tt.number || !ok || commune != "26506" || len(pairs) != tt.pairs || !slices.Contains(pairs, [2]string{tt.sheet, tt.parcel}) {
			t.Errorf("%s: %s, %v, %v", number, commune, pairs, ok)
		}
	}
	for _, wrong := range []string{"", "123", "26506-12-20261127", "26506-12-45", "26506-12-45-2026112", "-12-45-20261127", "26506--45-20261127"} {
		if commune, pairs, ok := extract.ParseNumber(wrong); ok {
			t.Errorf("%q is %s %v", wrong, commune, pairs)
		}
	}
}
