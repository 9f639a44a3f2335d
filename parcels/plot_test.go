package parcels_test

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"sotay/parcels"
)

// square is a plot of 20 × 20 m over parcels 1 and 2 of sheet 1 of Vũng Tàu, in several wordings. (Parcel
// n begins 12 n east of 426000, 10 m wide, at 1144100 north.)
func square(format string) string {
	corners := [][2]float64{{1144095, 426012}, {1144115, 426012}, {1144115, 426032}, {1144095, 426032}}
	var b strings.Builder
	for i, c := range corners {
		fmt.Fprintf(&b, format+"\n", i+1, c[0], c[1])
	}
	return b.String()
}

func TestPlot(t *testing.T) {
	f, _ := newFinder(t)
	dxf := func(entity string) string {
		return "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n0\nENDSEC\n0\nSECTION\n2\nENTITIES\n" + entity + "0\nENDSEC\n0\nEOF\n"
	}
	const lw = "0\nLWPOLYLINE\n8\n0\n90\n4\n70\n1\n10\n426012\n20\n1144095\n10\n426032\n20\n1144095\n10\n426032\n20\n1144115\n10\n426012\n20\n1144115\n"
	const old = "0\nPOLYLINE\n66\n1\n10\n0\n20\n0\n70\n1\n0\nVERTEX\n10\n426012\n20\n1144095\n0\nVERTEX\n10\n426032\n20\n1144095\n0\nVERTEX\n10\n426032\n20\n1144115\n0\nVERTEX\n10\n426012\n20\n1144115\n0\nSEQEND\n"
	for name, text := range map[string]string{
		"table":                  "STT\tX (m)\tY (m)\n" + square("%d\t%.2f\t%.2f"),
		"with edges":             "Đỉnh X Y Cạnh\n" + square("%d %.3f %.3f 20.00"),
		"east first":             square("%[1]d;%[3]f;%[2]f"),
		"comma separated":        "id,y,x\n" + square("%d,%.2f,%.2f"),
		"whole metres":           square("%d,%.0f,%.0f"),
		"grouped":                "1.144.095,00 426.012,00\n1.144.115,00 426.012,00\n1.144.115,00 426.032,00\n1.144.095,00 426.032,00",
		"closed":                 square("%d %.2f %.2f") + "1 1144095.00 426012.00\n",
		"with words around":      "Bảng tọa độ khu đất\nHệ VN-2000, KTT 107°45', múi 3°\n" + square("Điểm %d: X = %.2f; Y = %.2f") + "Tổng diện tích: ghi ở trang sau\n",
		"Windows and old Mac":    strings.ReplaceAll(square("%d %.2f %.2f"), "\n", "\r\n"),
		"with space between":     strings.ReplaceAll(square("%d %.2f %.2f"), "\n", "\n\n"),
		"DXF, LWPOLYLINE":        dxf(lw),
		"DXF, POLYLINE":          dxf(old),
		"DXF with Windows lines": strings.ReplaceAll(dxf(lw), "\n", "\r\n"),
		"DXF among other shapes": dxf("0\nLINE\n10\n1\n20\n2\n11\n3\n21\n4\n" + lw + "0\nTEXT\n10\n5\n20\n6\n1\nx\n"),
	} {
		p, err := f.Plot(t.Context(), text, 0)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if math.Abs(p.Area-400) > 0.01 || math.Abs(p.Perimeter-80) > 0.01 || !p.Inside || p.Vertices.Zone.Meridian != 107.75 || p.Said != (name == "with words around") {
			t.Errorf("%s: %.3f m², %.3f m, %+v, said %t, inside %t", name, p.Area, p.Perimeter, p.Vertices.Zone, p.Said, p.Inside)
		}
		var touched []string
		if p.Layers[0].Layer.Name != "parcels" {
			t.Fatalf("%s: first %s", name, p.Layers[0].Layer.Name)
		}
		for _, r := range p.Layers[0].Records {
			touched = append(touched, fmt.Sprintf("%v/%v %.1f m² %.1f %%", r.Properties["sheet_no"], r.Properties["parcel_no"], r.Area, r.Percent))
		}
		if got := strings.Join(touched, ", "); got != "1/1 100.0 m² 25.0 %, 1/2 80.0 m² 20.0 %" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestPlotInOtherZonesAndDegrees(t *testing.T) {
	f, db := newFinder(t)
	var east, north float64
	err := db.Owner.QueryRow(t.Context(), `SELECT st_x(g), st_y(g) FROM st_transform(st_setsrid(st_makepoint(426012, 1144095), 910775), 910575) AS g`).Scan(&east, &north)
	if err != nil {
		t.Fatal(err)
	}
	list := func(zone string) string {
		return fmt.Sprintf("%s\n%.2f %.2f\n%.2f %.2f\n%.2f %.2f", zone, north, east, north+20, east, north+20, east+20)
	}
	p, err := f.Plot(t.Context(), list(""), 0)
	if err != nil || p.Said || !p.Inside || len(p.Fitting) == 0 || p.Vertices.Zone.Meridian != 105.75 || math.Abs(p.Area-200) > 0.1 {
		t.Errorf("without a zone: %+v, %v", p, err)
	}
	for _, said := range []string{"KTT 105°45'", "kinh tuyến trục 105 độ 45"} {
		if p, err := f.Plot(t.Context(), list(said), 0); err != nil || !p.Said || p.Vertices.Zone.Meridian != 105.75 {
			t.Errorf("%s: %+v, %v", said, p.Vertices.Zone, err)
		}
	}
	if p, err := f.Plot(t.Context(), list("KTT 105°45'"), 910775); err != nil || p.Vertices.Zone.Meridian != 107.75 || p.Inside {
		t.Errorf("under the zone asked for: %+v, %v", p.Vertices.Zone, err)
	}
	p, err = f.Plot(t.Context(), "10.346, 107.0843\n10.3462, 107.0843\n10.3462, 107.0845\n10.346, 107.0845", 0)
	if err != nil || !p.Said || p.Area < 450 || p.Area > 500 || p.Vertices.Basis != parcels.Computed {
		t.Errorf("degrees: %+v, %v", p, err)
	}
	if p, err := f.Plot(t.Context(), "1;107.0843;10.346\n2;107.0843;10.3462\n3;107.0845;10.3462", 0); err != nil || p.Area < 220 || p.Area > 250 {
		t.Errorf("numbered degrees: %+v, %v", p.Area, err)
	}
}

func manyCorners(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d %d\n", 1144000+i, 426000+i%2)
	}
	return b.String()
}

// TestPlotRings: a ring within another is a hole, others are parts; arcs bend.
func TestPlotRings(t *testing.T) {
	f, _ := newFinder(t)
	ring := func(x, y, size float64) string {
		return fmt.Sprintf("%.2f %.2f\n%.2f %.2f\n%.2f %.2f\n%.2f %.2f\n%[1]f %[2]f\n", x, y, x+size, y, x+size, y+size, x, y+size)
	}
	p, err := f.Plot(t.Context(), ring(1144000, 426000, 100)+ring(1144010, 426010, 20)+ring(1144200, 426000, 10), 0)
	if err != nil || math.Abs(p.Area-(10000-400+100)) > 0.01 || len(p.Vertices.Rings) != 3 {
		t.Errorf("%.2f m², %d rings, %v", p.Area, len(p.Vertices.Rings), err)
	}
	circle := "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n70\n1\n10\n426000\n20\n1144000\n42\n1\n10\n426020\n20\n1144000\n42\n1\n0\nENDSEC\n0\nEOF\n"
	if p, err = f.Plot(t.Context(), circle, 0); err != nil || math.Abs(p.Area-math.Pi*100) > 1 {
		t.Errorf("a circle: %.2f m², %v", p.Area, err)
	}
}

func TestPlotRefuses(t *testing.T) {
	f, _ := newFinder(t)
	for _, tt := range []struct{ text, code, said string }{
		{"", "no_corners", ""},
		{"xin chào", "no_corners", ""},
		{"1 2 3\n4 5 6", "no_corners", "1 2 3"},
		{"1144095 426012\n1144115 426012", "too_few_corners", "2"},
		{"1144095 426012\n1144115 426032\n1144115 426012\n1144095 426032", "crosses_itself", "1144105.00"},
		{"1144095 426012\n1144105 426012\n1144115 426012", "crosses_itself", ""},
		{"1144095 426012\n10.3 107.1\n1144115 426012", "mixed", "10.3"},
		{manyCorners(6000), "too_many_corners", "6000"},
		{"KTT 110°30'\n1144095 426012\n1144115 426012\n1144115 426032", "zone_unknown", "110"},
		{strings.Repeat("x\n", 30_000), "too_many_lines", "30001"},
		{"0\nSECTION\n2\nENTITIES\n" + strings.Repeat("0\nLWPOLYLINE\n70\n1\n"+strings.Repeat("10\n426012\n20\n1144095\n42\n9\n", 100), 60) + "0\nENDSEC\n", "too_many_corners", ""},
		{"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n70\n1\n10\n426012\n20\n1144095\n10\n426032\n10\n426032\n20\n1144115\n0\nENDSEC\n", "not_vn2000", ""},
		{"AC1027\x00\x00", "not_text_dxf", "ASCII"},
		{"AutoCAD Binary DXF\r\n\x1a\x00", "not_text_dxf", "ASCII"},
		{"0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF", "no_polyline", ""},
		{"0\nSECTION\n2\nENTITIES\nbroken\nx\n", "bad_dxf", "5"},
		{"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n70\n1\n10\n1000\n20\n2000\n10\n1010\n20\n2000\n10\n1010\n20\n2010\n0\nENDSEC\n", "not_vn2000", "1000"},
	} {
		_, err := f.Plot(t.Context(), tt.text, 0)
		refused := new(parcels.Refused)
		if !errors.As(err, &refused) || refused.Code != tt.code || !strings.Contains(refused.Vi, tt.said) || !strings.Contains(refused.En, tt.said) {
			t.Errorf("%.40q: %v, want %s with %q", tt.text, err, tt.code, tt.said)
		}
	}
	if _, err := f.Plot(t.Context(), square("%d %.2f %.2f"), 4326); err == nil {
		t.Error("a system that is no zone")
	}
}

// FuzzPlotText: whatever is pasted or dropped is read or refused.
func FuzzPlotText(f *testing.F) {
	f.Add(square("%d %.2f %.2f"))
	f.Add("0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n10\n1\n42\n1\n20\n2\n0\nVERTEX\n20\n1\n")
	f.Fuzz(func(t *testing.T, text string) {
		if err := parcels.ReadDrawing(text); err != nil && !errors.As(err, new(*parcels.Refused)) {
			t.Error(err)
		}
	})
}

// A plot far from the province is measured in the zone of where it lies.
func TestDegreesFarAway(t *testing.T) {
	f, _ := newFinder(t)
	const list = "21.386, 103.016\n21.387, 103.016\n21.387, 103.017\n21.386, 103.017" // Điện Biên
	p, err := f.Plot(t.Context(), list, 0)
	if err != nil || p.Inside || p.Vertices.Zone.Meridian != 103 {
		t.Errorf("inside %v, meridian %v, %v", p.Inside, p.Vertices.Zone.Meridian, err)
	}
	if want := 11_480.0; math.Abs(p.Area-want)/want > 0.002 { // 110.75 m by 103.7 m on the ellipsoid
		t.Errorf("%.1f m², want %.1f", p.Area, want)
	}
}

// What is far too long is refused before it takes room.
func TestPlotsAreBounded(t *testing.T) {
	f, _ := newFinder(t)
	dxf := "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n" + strings.Repeat("10\n1\n20\n2\n", 250_000) + "0\nENDSEC\n0\nEOF\n"
	for name, tt := range map[string]struct{ text, code string }{
		"lines":   {strings.Repeat("\n", 7<<20), "too_many_lines"},
		"corners": {dxf, "too_many_corners"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := f.Plot(t.Context(), tt.text, 0)
		runtime.ReadMemStats(&after)
		var refused *parcels.Refused
		if !errors.As(err, &refused) || refused.Code != tt.code {
			t.Errorf("%s: %v", name, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
			t.Errorf("%s: %d MB for %d MB", name, used>>20, len(tt.text)>>20)
		}
	}
}
