package vntext_test

import (
	"fmt"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"sotay/importers/vntext"
)

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		"Hoà": "Hòa", "Hòa": "Hòa", "HOÀ": "HÒA", "hoá": "hóa", "Biên Hoà": "Biên Hòa",
		"thuỷ": "thủy", "thủy": "thủy", "khoẻ": "khỏe", "Tuỵ": "Tụy",
		"hoàn": "hoàn", "hòan": "hoàn", "huỳnh": "huỳnh", "hùynh": "huỳnh", "Thúy": "Thúy", "xoáy": "xoáy",
		"quý": "quý", "Quý": "Quý", "QUỲ": "QUỲ", "quỳnh": "quỳnh", "Quí": "Quí", "Mị": "Mị", "Mỵ": "Mỵ",
		"oà": "òa", "loà xoà.": "lòa xòa.", "Hoà-Hưng": "Hòa-Hưng", "hoắc": "hoắc", "uỷ ban": "ủy ban",
		norm.NFD.String("Hoà Hiệp"): "Hòa Hiệp", "": "", "plain": "plain", "m²": "m²",
	} {
		if got := vntext.Canonical(in); got != want {
			t.Errorf("Canonical(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Phường Hoà  Hiệp": "phuong hoa hiep", "PHƯỜNG HÒA HIỆP": "phuong hoa hiep", " Đất Đỏ\t": "dat do",
		"12/3 Lê Hồng Phong, P.7": "12/3 le hong phong, p.7", "": "", "  ": "", "a  b": "a b",
		norm.NFD.String("Thị xã Phú Mỹ"): "thi xa phu my", "Ðất": "dat", "120 m²": "120 m²",
	} {
		if got := vntext.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestFoldForms: the spelling does not matter for the key, and a key is its own key.
func TestFoldForms(t *testing.T) {
	names := communes(t)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(names).Draw(t, "name")
		key := vntext.Fold(s)
		for _, form := range []string{norm.NFD.String(s), vntext.Canonical(s), " " + s + " ", key} {
			if got := vntext.Fold(form); got != key {
				t.Fatalf("Fold(%q) = %q, want %q", form, got, key)
			}
		}
		if got := vntext.Canonical(vntext.Canonical(s)); got != vntext.Canonical(s) {
			t.Fatalf("Canonical is not stable on %q", s)
		}
	})
}

func ExampleFold() {
	fmt.Println(vntext.Fold("Phường Hoà Hiệp"))
	// Output: phuong hoa hiep
}

func ExampleCanonical() {
	fmt.Println(vntext.Canonical("Hoà Hiệp") == vntext.Canonical("Hòa Hiệp"))
	// Output: true
}
