package extract_test

import (
	"fmt"
	"image"
	_ "image/png"
	"os"
	"strings"
	"testing"
	"unicode"

	"rsc.io/qr"

	"sotay/parcels"
	"sotay/parcels/extract"
)

// squeeze leaves out all blanks: slanting letters are read one by one.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// TestPDFTellsTheWholeExtract: every line that DOMAIN.md §3.6 asks for and the public may
// see, as Unicode that can be searched and copied.
func TestPDFTellsTheWholeExtract(t *testing.T) {
	c := content(t)
	got := text(t, mustPDF(t, c, extract.A4))
	for _, want := range []string{
		"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "TRÍCH LỤC BẢN ĐỒ ĐỊA CHÍNH",
		"Số: 26506-12-45đ-20261126 · Mã kiểm tra: " + extract.Sum(c.Parcel).Hash,
		"Thửa đất số: 45đ", "Tờ bản đồ số: 12", "Số cũ: thửa đất số 2, tờ bản đồ số 4", "Địa chỉ thửa đất: Số 5 đường Trần Phú, khu phố Thắng Nhất",
		"Đơn vị hành chính: Phường Vũng Tàu (26506)", "Diện tích bản đồ: 1.234,6 m² (tính trên mặt phẳng từ tọa độ đo)",
		"ODT – Đất ở tại đô thị", "LNK – Đất trồng cây lâu năm khác (mã\ntheo bảng cũ)", "Mã định danh thửa đất: w3u4ug2m692c",
		"Hệ tọa độ: VN-2000, kinh tuyến trục 107°45', múi chiếu 3°", "Quét để kiểm tra",
		"Tỷ lệ 1:500", "ODT+LNK", // the drawing: scale, the parcel's label …
		"\n46\n", "\n7 (tờ 13)\n", // … the neighbours' numbers …
		"\n40,00\n20,00\n", "\n0 10 20 m\n", "\nB\n", // … edges, scale bar, north …
		"Điểm X (Bắc), m Y (Đông), m Cạnh, m", "Mảnh 1\n1 1144240,00 426880,00 40,00\n2 1144240,00 426920,00 20,00",
		"Mảnh 1, lỗ 1\n5 1144235,00 426905,00 5,00", "Mảnh 2\n8 1144240,00 426930,00 5,50",
		"Nguồn dữ liệu: Sở Nông nghiệp và Môi trường (thử), tính đến 30/06/2026.", "Lập lúc 14:05 26/11/2026", "Trang 1/1",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the text does not hold %q", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
	// Each vertex is numbered on the drawing, before the table.
	drawing, _, _ := strings.Cut(got, "BẢNG TỌA ĐỘ")
	_, drawing, _ = strings.Cut(drawing, "SƠ ĐỒ THỬA ĐẤT")
	fields := strings.Fields(drawing)
	for n := 1; n <= 11; n++ {
		if !contains(fields, fmt.Sprint(n)) {
			t.Errorf("vertex %d has no number on the drawing", n)
		}
	}
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

func TestPDFInEnglish(t *testing.T) {
	c := content(t)
	c.English, c.Parcel.Vertices.Basis, c.Parcel.AsOf, c.Parcel.Source, c.Parcel.Address = true, parcels.Computed, nil, "", ""
	got := text(t, mustPDF(t, c, extract.A4))
	for _, want := range []string{
		"CADASTRAL MAP EXTRACT", "Map area: 1,234.6 m² (on the ellipsoid, from WGS84", "Address: –", "ODT – Urban residential land",
		"central meridian 107°45'", "1 1144240.00 426880.00 40.00", "Data source: not recorded, date not recorded.", "Page 1/1",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the text does not hold %q", want)
		}
	}
	if flat := squeeze(got); !strings.Contains(flat, squeeze("REFERENCE COPY, WITHOUT LEGAL VALUE")) || !strings.Contains(flat, squeeze("BẢN THAM KHẢO, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ")) {
		t.Error("no watermark in both languages")
	}
}

// TestPDFHasAsManyPagesAsTheTableNeeds: each vertex stands in the table once, and every
// page has its number, the table's head and the watermark.
func TestPDFHasAsManyPagesAsTheTableNeeds(t *testing.T) {
	const vertices, pages = 700, 5
	path := mustPDF(t, many(content(t), vertices), extract.A4)
	if info := run(t, "pdfinfo", path); !strings.Contains(info, fmt.Sprintf("Pages:           %d\n", pages)) || !strings.Contains(info, "A4") {
		t.Fatalf("want %d pages of A4:\n%s", pages, info)
	}
	rows := map[string]int{}
	for page := 1; page <= pages; page++ {
		got := text(t, path, page)
		if !strings.Contains(squeeze(got), squeeze("BẢN THAM KHẢO, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ")) {
			t.Errorf("page %d has no watermark", page)
		}
		for _, want := range []string{fmt.Sprintf("Trang %d/%d", page, pages), "Điểm X (Bắc), m", "Nguồn dữ liệu:"} {
			if !strings.Contains(got, want) {
				t.Errorf("page %d does not hold %q", page, want)
			}
		}
		if page > 1 && !strings.Contains(got, "Bảng tọa độ đỉnh thửa 45đ, tờ 12 (tiếp theo)") {
			t.Errorf("page %d does not say of which parcel it is", page)
		}
		for _, line := range strings.Split(got, "\n") {
			if parts := strings.Fields(line); len(parts) == 4 && strings.HasPrefix(parts[1], "114") {
				rows[parts[0]]++
			}
		}
	}
	for n := 1; n <= vertices; n++ {
		if rows[fmt.Sprint(n)] != 1 {
			t.Errorf("vertex %d stands %d times in the table", n, rows[fmt.Sprint(n)])
		}
	}
}

func TestA3IsLarger(t *testing.T) {
	path := mustPDF(t, content(t), extract.A3)
	if info := run(t, "pdfinfo", path); !strings.Contains(info, "A3") {
		t.Errorf("paper:\n%s", info)
	}
	if got := text(t, path); !strings.Contains(got, "Tỷ lệ 1:500") && !strings.Contains(got, "Tỷ lệ 1:200") {
		t.Error("no standard scale")
	}
}

// TestScalesAreStandard: the largest at which the parcel fits.
func TestScalesAreStandard(t *testing.T) {
	for _, c := range []struct {
		east, north float64
		want        int
	}{{1, 1, 200}, {20, 10, 200}, {20, 20.1, 500}, {40, 1, 500}, {100, 40, 1000}, {200, 1, 2000}, {450, 1, 5000}, {900, 1, 10000}, {1, 3000, 50000}, {60000, 1, 1000000}} {
		if got := extract.ScaleFor(c.east, c.north, 100, 100); got != c.want {
			t.Errorf("%v m × %v m on 100 mm: 1:%d, want 1:%d", c.east, c.north, got, c.want)
		}
	}
}

// TestTheDrawingIsToScale: 40 m are 80 mm at 1:500, in the paper's middle.
func TestTheDrawingIsToScale(t *testing.T) {
	w := extract.DrawingWindow(content(t).Parcel.Vertices, extract.A4)
	if east, north := w[2]-w[0], w[3]-w[1]; east != 90 || north != 59 { // 180 mm and 118 mm
		t.Errorf("the window is %v m × %v m", east, north)
	}
}

// TestTheQRCodeLeadsToTheCheck compares the printed squares with the code of the address,
// and the link below them.
func TestTheQRCodeLeadsToTheCheck(t *testing.T) {
	c := content(t)
	path := mustPDF(t, c, extract.A4)
	if links := run(t, "pdfinfo", "-url", path); !strings.Contains(links, c.Verify) {
		t.Errorf("links:\n%s", links)
	}
	code, err := qr.Encode(c.Verify, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	picture := strings.TrimSuffix(path, ".pdf")
	run(t, "pdftoppm", "-r", "300", "-png", "-singlefile", path, picture)
	f, err := os.Open(picture + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	page, _, err := image.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	const x, y, side, dots = 168, 41, 27, 300 / 25.4 // mm, as laid out on A4
	module := side / float64(code.Size+4)
	wrong := 0
	for row := range code.Size {
		for column := range code.Size {
			red, _, _, _ := page.At(int((x+(float64(column)+2.5)*module)*dots), int((y+(float64(row)+2.5)*module)*dots)).RGBA()
			if (red < 0x8000) != code.Black(column, row) {
				wrong++
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d modules are wrong", wrong, code.Size*code.Size)
	}
}

// TestPDFOfOddParcels: whatever the shape, a file is made.
func TestPDFOfOddParcels(t *testing.T) {
	tiny := content(t)
	tiny.Parcel.Vertices.Rings = []parcels.Ring{ring(1, 1, 1, 426880, 1144240, 426880.001, 1144240, 426880, 1144239.999)}
	long := content(t)
	long.Parcel.Vertices.Rings = []parcels.Ring{ring(1, 1, 1, 400000, 1144240, 480000, 1144241, 400000, 1144239)}
	same := content(t)
	same.Parcel.Vertices.Rings = []parcels.Ring{ring(1, 1, 1, 426880, 1144240, 426880, 1144240, 426880, 1144240)}
	bare := extract.Content{Parcel: parcels.Detail{Vertices: tiny.Parcel.Vertices}}
	wordy := content(t)
	wordy.Parcel.Address = strings.Repeat("khu phố Thắng Nhất ", 60)
	wordy.Parcel.Source = strings.Repeat("Sở Nông nghiệp và Môi trường ", 20)
	for name, c := range map[string]extract.Content{"tiny": tiny, "long": long, "no extent": same, "bare": bare, "wordy": wordy} {
		for _, size := range []extract.Size{extract.A4, extract.A3} {
			if got := text(t, mustPDF(t, c, size)); !strings.Contains(got, "TRÍCH LỤC") {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
}
