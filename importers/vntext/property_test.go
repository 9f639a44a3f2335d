package vntext_test

import (
	"bytes"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"sotay/importers/vntext"
)

// TestASCIIUnharmed holds for every encoding but VISCII's six control codes, and TCVN3Upper, which is asked for capitals.
func TestASCIIUnharmed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOf(rapid.ByteRange(' ', '~')).Draw(t, "ascii")
		for _, enc := range vntext.Encodings() {
			if got := vntext.Decode(enc, b); got != string(b) && enc != vntext.TCVN3Upper {
				t.Fatalf("Decode(%s, %q) = %q", enc, b, got)
			}
			if got, err := vntext.Encode(enc, string(b)); !bytes.Equal(got, b) || err != nil {
				t.Fatalf("Encode(%s, %q) = %q, %v", enc, b, got, err)
			}
		}
	})
}

// TestSquareMetresUnharmed: units with ² and ³ come through in every encoding, after
// numbers, in brackets, and beside Vietnamese words.
func TestSquareMetresUnharmed(t *testing.T) {
	units := rapid.SampledFrom([]string{"m²", "km²", "m³", "cm²", "dm²", "120 m²", "1.234,5 m²", "(m²)", "m²/người", "đồng/m²"})
	words := rapid.SampledFrom([]string{"diện tích", "Đất ở", "mỗi", "thửa 12", "-", "Mỹ"})
	rapid.Check(t, func(t *rapid.T) {
		text := words.Draw(t, "before") + " " + units.Draw(t, "unit") + " " + words.Draw(t, "after")
		for _, enc := range vntext.Encodings() {
			if enc == vntext.CP1252 || enc == vntext.TCVN3Upper {
				continue
			}
			b, err := vntext.Encode(enc, text)
			if got := vntext.Decode(enc, b); got != text || err != nil {
				t.Fatalf("%q in %s is %q (%v) and read as %q", text, enc, b, err, got)
			}
		}
	})
}

// TestVISCIIKeepsTheLetter: the byte of ² is ỗ where no unit stands.
func TestVISCIIKeepsTheLetter(t *testing.T) {
	for raw, want := range map[string]string{
		"m\xb2": "m²", "12 m\xb2": "12 m²", "5M\xb2": "5M²", "km\xb2": "km²", "m\xb2i": "mỗi",
		"\xd0\xd5i M\xb2": "Đại Mỗ", "tam\xb2": "tamỗ", "\xd0m\xb2": "Đmỗ",
	} {
		if got := vntext.Decode(vntext.VISCII, []byte(raw)); got != want {
			t.Errorf("Decode(VISCII, %q) = %q, want %q", raw, got, want)
		}
	}
}

// TestRoundTrip: what Encode writes without an error is read back.
func TestRoundTrip(t *testing.T) {
	letters := []rune("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ" +
		"AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴ 0123.,-²°")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom(letters), 0, 20, -1).Draw(t, "text")
		for _, enc := range []vntext.Encoding{vntext.UTF8, vntext.UTF8NFD, vntext.VNI, vntext.CP1258, vntext.VISCII} {
			b, err := vntext.Encode(enc, text)
			if got := vntext.Decode(enc, b); err == nil && got != text {
				t.Fatalf("%q in %s is % X and read as %q", text, enc, b, got)
			}
			if err != nil && enc != vntext.VISCII {
				t.Fatalf("Encode(%s, %q): %v", enc, text, err)
			}
		}
	})
}

// TestTCVN3RoundTrip: words in lower case, with a plain capital initial, or in capitals
// beside another such word come back as they were.
func TestTCVN3RoundTrip(t *testing.T) {
	for _, text := range communes(t) {
		b, err := vntext.Encode(vntext.TCVN3, text)
		if err != nil {
			t.Logf("%q: %v", text, err)
			continue
		}
		if got := vntext.Decode(vntext.TCVN3, b); got != text {
			t.Errorf("%q is % X and read as %q", text, b, got)
		}
		upper := string(bytes.ToUpper([]byte(text)))
		b, _ = vntext.Encode(vntext.TCVN3, "HUYỆN "+upper)
		if got := vntext.Decode(vntext.TCVN3, b); got != "HUYỆN "+upper && !lacksASCIICapital(upper) {
			t.Errorf("%q is % X and read as %q", upper, b, got)
		}
	}
}

// lacksASCIICapital tells whether some word has no ASCII letter by which the decoder
// could see its case.
func lacksASCIICapital(text string) bool {
	for _, word := range bytes.Fields([]byte(text)) {
		if !bytes.ContainsAny(word, "ABCDEFGHIKLMNOPQRSTUVXY0123456789-") {
			return true
		}
	}
	return false
}

// TestEveryRuneNFC: no rune is taken for NFC that is not.
func TestEveryRuneNFC(t *testing.T) {
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if s := "a" + string(r); utf8.ValidRune(r) && vntext.Decode(vntext.UTF8, []byte(s)) != norm.NFC.String(s) {
			t.Errorf("%U is read as %q", r, vntext.Decode(vntext.UTF8, []byte(s)))
		}
	}
}

// TestAllocations: one allocation, for the string itself.
func TestAllocations(t *testing.T) {
	for enc, raw := range map[vntext.Encoding]string{
		vntext.UTF8:  "Phường Thắng Tam, thành phố Vũng Tàu",
		vntext.TCVN3: "Ph\xad\xeang Th\xbeng Tam, th\xb5nh ph\xe8 V\xf2ng T\xb5u",
	} {
		for _, value := range [][]byte{[]byte(raw), []byte("12/3 Le Hong Phong, P.7"), {}} {
			var s string
			if n := testing.AllocsPerRun(100, func() { s = vntext.Decode(enc, value) }); n > 1 {
				t.Errorf("Decode(%s, %q): %v allocations", enc, value, n)
			}
			_ = s
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("Bµ RÞa - Vòng Tµu m²"))
	f.Add([]byte("\xc3\x83\xc2\xa3 \xe1\xbb"))
	f.Add([]byte("\x02\x05\x06\x14\x19\x1e\x00\xb2m\xb2"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, enc := range vntext.Encodings() {
			s, _ := vntext.Text(enc, b)
			if !norm.NFC.IsNormalString(s) {
				t.Errorf("Text(%s, %q) = %q is not NFC", enc, b, s)
			}
			if bytes.ContainsRune([]byte(s), 0) {
				t.Errorf("Text(%s, %q) = %q holds a NUL", enc, b, s)
			}
		}
		v := vntext.Detect(bytes.Split(b, []byte("\n")))
		for _, r := range v.Readings {
			if len(r.Samples) != len(v.Raw) {
				t.Errorf("%d samples of %d values", len(r.Samples), len(v.Raw))
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	for _, bm := range []struct {
		name string
		enc  vntext.Encoding
		raw  string
	}{
		{"ascii", vntext.UTF8, "12/3 Le Hong Phong, P.7"},
		{"utf-8", vntext.UTF8, "Phường Thắng Tam, thành phố Vũng Tàu"},
		{"tcvn3", vntext.TCVN3, "Ph\xad\xeang Th\xbeng Tam, th\xb5nh ph\xe8 V\xf2ng T\xb5u"},
	} {
		b.Run(bm.name, func(b *testing.B) {
			raw := []byte(bm.raw)
			b.ReportAllocs()
			for b.Loop() {
				_ = vntext.Decode(bm.enc, raw)
			}
		})
	}
}
