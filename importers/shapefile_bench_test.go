package importers_test

import (
	"fmt"
	"path/filepath"
	"testing"

	geom "github.com/twpayne/go-geom"

	"sotay/importers"
	"sotay/internal/shpwrite"
)

// BenchmarkShapefile reads parcels of six vertices and eight columns. Its rows/s on one
// core (-cpu 1) is what an import can at most reach.
func BenchmarkShapefile(b *testing.B) {
	const rows = 100_000
	path := filepath.Join(b.TempDir(), "parcels.shp")
	writeParcels(b, path, rows)
	for b.Loop() {
		r, err := importers.OpenShapefile(path, importers.OpenOptions{})
		if err != nil {
			b.Fatal(err)
		}
		if n := readAll(b, r); n != rows {
			b.Fatalf("read %d rows", n)
		}
		r.Close()
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportAllocs()
}

// writeParcels writes a field of hexagons with the columns of a cadastral file.
func writeParcels(tb testing.TB, path string, rows int) {
	tb.Helper()
	w, err := shpwrite.Create(path, shpwrite.Config{Kind: shpwrite.Polygon, Fields: []shpwrite.Field{
		{Name: "ID", Type: 'N', Width: 18},
		{Name: "MAXA", Type: 'C', Width: 5},
		{Name: "SOTO", Type: 'N', Width: 9},
		{Name: "SOTHUA", Type: 'N', Width: 9},
		{Name: "LOAIDAT", Type: 'C', Width: 4},
		{Name: "DIENTICH", Type: 'N', Width: 24, Decimals: 15},
		{Name: "DIACHI", Type: 'C', Width: 80},
		{Name: "TENCHU", Type: 'C', Width: 80},
	}})
	if err != nil {
		tb.Fatal(err)
	}
	flat := make([]float64, 14)
	for i := range rows {
		x, y := 400000+float64(i%1000)*20.37, 1140000+float64(i/1000)*20.41
		copy(flat, []float64{x, y, x + 8, y - 3, x + 17, y, x + 18, y + 15, x + 9, y + 17, x - 1, y + 14, x, y})
		err := w.Write(geom.NewPolygonFlat(geom.XY, flat, []int{14}),
			i+1, "26506", i/500+1, i%500+1, "ODT", 200+float64(i%977)/10,
			fmt.Sprintf("%d Trần Hưng Đạo, phường Thắng Tam", i%400), "Nguyễn Văn Mẫu (hư cấu)")
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
}
