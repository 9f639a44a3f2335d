package fold_test

import (
	"fmt"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"sotay/internal/fold"
)

func TestKey(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"Phường Thắng Tam", "phuong thang tam"},
		{"Xã Hoà Hiệp", "xa hoa hiep"},
		{"Xã Hòa Hiệp", "xa hoa hiep"},
		{"XÃ HO\u0300A HIE\u0323\u0302P", "xa hoa hiep"},
		{"Bà Rịa - Vũng Tàu", "ba ria vung tau"},
		{"Đất Đỏ", "dat do"},
		{"Ðất Ðỏ", "dat do"}, // U+00D0, typed for Đ
		{"P.7,  TP.HCM", "p 7 tp hcm"},
		{"Ngũ Phụng ƯỚT", "ngu phung uot"},
	} {
		if got := fold.Key(tt.in); got != tt.want {
			t.Errorf("Key(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestMarksKeepsPunctuation(t *testing.T) {
	if got, want := fold.Marks("10°20'45,6\"Đ; Tờ 12/45"), `10°20'45,6"d; to 12/45`; got != want {
		t.Errorf("Marks = %q, want %q", got, want)
	}
}

func TestCode(t *testing.T) {
	for in, want := range map[string]string{"": "", "VN-2000 / TM-3 107-45": "vn2000tm310745", "Windows_1258": "windows1258", "Kinh độ": "kinh"} {
		if got := fold.Code(in); got != want {
			t.Errorf("Code(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestKeyForms checks that the written form does not matter: composed, decomposed, or folded already.
func TestKeyForms(t *testing.T) {
	letters := []rune("aàáảãạăằâậeèêệiìoòôộơợuùưựyỳđĐÀÂ bcghklmnpqrstvxXN-.,'0123456789")
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom(letters)).Draw(t, "s")
		key := fold.Key(s)
		for name, form := range map[string]string{"NFD": norm.NFD.String(s), "NFC": norm.NFC.String(s), "folded": key} {
			if got := fold.Key(form); got != key {
				t.Fatalf("Key of the %s form of %q = %q, want %q", name, s, got, key)
			}
		}
	})
}

func ExampleKey() {
	fmt.Println(fold.Key("Phường Bà Rịa"))
	// Output: phuong ba ria
}
