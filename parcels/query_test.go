package parcels_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"sotay/internal/fold"
	"sotay/parcels"
)

// TestWordings takes each wording as written, in capitals, without marks, and decomposed.
func TestWordings(t *testing.T) {
	const labelled = "12 45 "
	for _, tt := range []struct{ text, want string }{
		{"thửa 45 tờ 12 phường Thắng Tam", labelled + "phuong thang tam"},
		{"tờ 12 thửa 45", labelled},
		{"tờ 12, thửa 45", labelled},
		{"Thửa đất số 45, tờ bản đồ số 12, xã Long Điền", labelled + "xa long dien"},
		{"thửa đất số: 45; tờ bản đồ số: 12; Phường 7", labelled + "phuong 7"},
		{"số thửa 45 số tờ 12", labelled},
		{"số tờ: 12, số thửa: 45", labelled},
		{"số hiệu thửa 45 tờ bản đồ địa chính số 12", labelled},
		{"tờ BĐ 12 thửa số 45", labelled},
		{"TBĐ 12 thửa 45", labelled},
		{"t.b.đ 12 - thửa 45", labelled},
		{"t45 tbd12 Thắng Tam", labelled + "thang tam"},
		{"th45 t12", labelled},
		{"th.45 tờ12", labelled},
		{"thửa45 tờ12", labelled},
		{"bản đồ số 12 thửa 45", labelled},
		{"mảnh bản đồ 12 thửa 45", labelled},
		{"thửa 45/12", labelled},
		{"thửa 45/12 Vũng Tàu", labelled + "vung tau"},
		{"tờ 12/45", labelled},
		{"tờ 12, 45", labelled + "45"},
		{"thửa 45 vũng tàu 12", labelled + "vung tau 12"},
		{"sheet 12 parcel 45", labelled},
		{"thửa 45a tờ 12", "12 45a "},
		{"thửa 45/2 tờ 12", "12 45/2 "},
		{"tờ 12 số 45/2", "12 45/2 so"},
		{"tờ 12 phường Thắng Tam", "12  phuong thang tam"},
		// The 10 is a name's once names are known.
		{"thửa 45 phường 10 thành phố Vũng Tàu", "10 45 phuong 10 thanh pho vung tau"},
	} {
		for _, text := range []string{tt.text, strings.ToUpper(tt.text), fold.Marks(tt.text), norm.NFD.String(tt.text)} {
			got := parcels.Read(text)
			if len(got) != 1 {
				t.Errorf("%q: %d readings, want 1", text, len(got))
				continue
			}
			r := got[0]
			words := strings.Join(r.Words, " ")
			if is := r.Sheet + " " + r.Parcel + " " + words; is != tt.want {
				t.Errorf("%q: sheet, parcel and words %q, want %q", text, is, tt.want)
			}
		}
	}
}

func TestUnlabelledNumbersAreTakenBothWays(t *testing.T) {
	for _, text := range []string{"12/45 vung tau", "12-45 vũng tàu", "12 / 45, Vũng Tàu", "12 45 vũng tàu", "vũng tàu 12,45", "t12 t45 vũng tàu"} {
		var got []string
		for _, r := range parcels.Read(text) {
			got = append(got, r.Sheet+" "+r.Parcel+" "+r.Order)
		}
		if diff := cmp.Diff([]string{"12 45 sheet_parcel", "45 12 parcel_sheet"}, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestWordsAloneHaveNoNumbers(t *testing.T) {
	for _, text := range []string{"", "   ", "Vũng Tàu", "phường Thắng Tam, TP Vũng Tàu", "tờ bản đồ"} {
		if got := parcels.Read(text); len(got) != 0 {
			t.Errorf("%q: %+v, want no numbers", text, got)
		}
	}
}

func TestRanges(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want string
	}{
		{"", ""},
		{"7", "7"},
		{"3 1 2", "1–3"},
		{"1 2 2 3 10 12 13 DC1", "1–3, 10, 12–13, DC1"},
		{"1 3 5 7 9 11 13 15 17 19", "1, 3, 5, 7, 9, 11, 13, …, 19"},
	} {
		if got := parcels.Ranges(strings.Fields(tt.in)); got != tt.want {
			t.Errorf("Ranges(%s) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"thửa 45 tờ 12", "12/45", "10°20'45\"N 107°05'03\"E", "X=1.144.200,50 Y=426.902,37 KTT 107-45", "w3u4ug2m692c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n := len(parcels.Read(text)); n > 2 {
			t.Errorf("%q has %d readings", text, n)
		}
		if p, ok := parcels.ReadPlace(text); ok && (p.First <= 0 || p.Second <= 0) {
			t.Errorf("%q is at %+v", text, p)
		}
	})
}
