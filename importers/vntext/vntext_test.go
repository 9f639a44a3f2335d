package vntext_test

import (
	"encoding/csv"
	"encoding/hex"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"sotay/importers/vntext"
)

// records reads a CSV of testdata by column name.
func records(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

func fromHex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// columns names the column of the CSVs in which an encoding's bytes stand.
var columns = map[vntext.Encoding]struct{ samples, letters string }{
	vntext.UTF8:    {samples: "utf8_nfc_hex"},
	vntext.UTF8NFD: {samples: "utf8_nfd_hex"},
	vntext.TCVN3:   {"tcvn3_hex", "tcvn3_abc"},
	vntext.VNI:     {"vni_hex", "vni_windows"},
	vntext.VISCII:  {"viscii_hex", "viscii"},
	vntext.CP1258:  {"cp1258_hex", "cp1258_combining"},
}

func TestSamples(t *testing.T) {
	rows := records(t, "encoding_samples.csv")
	if len(rows) != 20 {
		t.Fatalf("%d sample strings, want 20", len(rows))
	}
	for enc, column := range columns {
		for _, row := range rows {
			raw, want := fromHex(t, row[column.samples]), row["text"]
			if enc == vntext.TCVN3 && strings.HasPrefix(row["tcvn3_note"], "not representable") {
				want = strings.NewReplacer("Ẩ", "", "Á", "").Replace(want)
			}
			if got := vntext.Decode(enc, raw); got != want {
				t.Errorf("Decode(%s, % X) = %q, want %q", enc, raw, got, want)
			}
			if got, err := vntext.Encode(enc, want); string(got) != string(raw) || err != nil {
				t.Errorf("Encode(%s, %q) = % X, %v; want % X", enc, want, got, err, raw)
			}
		}
	}
}

func TestSamplesSavedByMistake(t *testing.T) {
	for _, row := range records(t, "encoding_samples.csv") {
		want := row["text"]
		if got := vntext.Decode(vntext.VNIInUTF8, []byte(row["vni_seen_as_cp1252"])); got != want {
			t.Errorf("VNI seen as %q is read as %q, want %q", row["vni_seen_as_cp1252"], got, want)
		}
		if !strings.HasPrefix(row["tcvn3_note"], "not representable") {
			if got := vntext.Decode(vntext.TCVN3InUTF8, []byte(row["tcvn3_seen_as_cp1252"])); got != want {
				t.Errorf("TCVN3 seen as %q is read as %q, want %q", row["tcvn3_seen_as_cp1252"], got, want)
			}
		}
		twice, err := vntext.Encode(vntext.UTF8Twice, want)
		if err != nil {
			t.Fatal(err)
		}
		thrice, _ := vntext.Encode(vntext.UTF8Twice, string(twice))
		for _, raw := range [][]byte{[]byte(want), twice, thrice} {
			if got := vntext.Decode(vntext.UTF8Twice, raw); got != want {
				t.Errorf("Decode(UTF8Twice, %q) = %q, want %q", raw, got, want)
			}
		}
	}
}

// TestUTF8TwiceByLatin1: GDAL and PostgreSQL read as Latin-1, whose 80–9F are control codes.
func TestUTF8TwiceByLatin1(t *testing.T) {
	const want = "Đường Nguyễn Ái Quốc"
	var damaged []rune
	for _, b := range []byte(want) {
		damaged = append(damaged, rune(b))
	}
	if got := vntext.Decode(vntext.UTF8Twice, []byte(string(damaged))); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLetters(t *testing.T) {
	rows := records(t, "encodings.csv")
	if len(rows) != 134 {
		t.Fatalf("%d letters, want 134", len(rows))
	}
	for enc, column := range columns {
		if column.letters == "" {
			continue
		}
		for _, row := range rows {
			raw, letter := fromHex(t, row[column.letters]), row["char"]
			if len(raw) == 0 {
				continue
			}
			if got := vntext.Decode(enc, raw); got != letter {
				t.Errorf("Decode(%s, % X) = %q, want %q", enc, raw, got, letter)
			}
			b, err := vntext.Encode(enc, letter)
			if got := vntext.Decode(enc, b); got != letter || err != nil {
				t.Errorf("Encode(%s, %q) = % X, %v, which is read as %q", enc, letter, b, err, got)
			}
		}
	}
}

func TestTCVN3Capitals(t *testing.T) {
	for _, tt := range []struct{ name, seen, want string }{
		{"title", "X· Ph\u00adíc H\u00adng", "Xã Phước Hưng"},
		{"capitals", "X· PH¦íC H¦NG", "XÃ PHƯỚC HƯNG"},
		{"all initials", "Lª Bµ", "Lê Bà"},
		{"capital after coded letter", "®øC", "ĐỨC"},
		{"one word in capitals shows the others", "NGUYÔN Hµ", "NGUYỄN HÀ"},
		{"plain word in capitals shows it", "PHAN Hµ", "PHAN HÀ"},
		{"abbreviation shows nothing", "UBND X·", "UBND Xã"},
		{"lower-case word contradicts", "UBND x· NGUYÔN Hµ", "UBND xã NGUYỄN Hà"},
		{"lower-case word contradicts, before", "Mü Xu©n, X· MÜ", "Mỹ Xuân, Xã Mĩ"},
		{"word by itself", "Hé NGUYÔN v¨n Hé", "Hộ NGUYỄN văn Hộ"},
		{"no letter of the table", "TP.HCM", "TP.HCM"},
		{"coded letters only", "®«", "đô"},
		{"digits and signs part words", "TCH3®", "TCH3đ"},
	} {
		raw, err := vntext.Encode(vntext.CP1252, tt.seen)
		if err != nil {
			t.Fatal(err)
		}
		if got := vntext.Decode(vntext.TCVN3, raw); got != tt.want {
			t.Errorf("%s: %q is read as %q, want %q", tt.name, tt.seen, got, tt.want)
		}
	}
}

func TestTCVN3CapitalFont(t *testing.T) {
	raw, _ := vntext.Encode(vntext.CP1252, "§Êt ë t¹i x· Mü 120m²")
	if got, want := vntext.Decode(vntext.TCVN3Upper, raw), "ĐẤT Ở TẠI XÃ MỸ 120M²"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDamage(t *testing.T) {
	for _, tt := range []struct {
		name   string
		enc    vntext.Encoding
		raw    string
		want   string
		damage vntext.Damage
	}{
		{"whole", vntext.UTF8, "Xã Mỹ", "Xã Mỹ", vntext.Intact},
		{"two of three bytes", vntext.UTF8, "Xã M\xe1\xbb", "Xã M", vntext.Cut},
		{"one of three bytes", vntext.UTF8, "Xã M\xe1", "Xã M", vntext.Cut},
		{"one of two bytes", vntext.UTF8, "X\xc3", "X", vntext.Cut},
		{"nothing but half a letter", vntext.UTF8, "\xe1\xbb", "", vntext.Cut},
		{"decomposed, mark cut", vntext.UTF8NFD, "My\xcc", "My", vntext.Cut},
		{"cut in the middle of the text", vntext.UTF8, "X\xc3 My", "X\uFFFD My", vntext.Garbled},
		{"other bytes", vntext.UTF8, "X\xb7 Mü\xff", "X\uFFFD Mü\uFFFD", vntext.Garbled},
		{"NUL in the field", vntext.UTF8, "Xã\x00\x00", "Xã", vntext.Garbled},
		{"NUL in ASCII", vntext.TCVN3, "12\x003", "123", vntext.Garbled},
		{"encoded twice and cut", vntext.UTF8Twice, "XÃ£ MÃ", "Xã M", vntext.Intact},
		{"legacy bytes all mean something", vntext.TCVN3, "\xe1\xbb", "ỏằ", vntext.Intact},
	} {
		got, damage := vntext.Text(tt.enc, []byte(tt.raw))
		if got != tt.want || damage != tt.damage {
			t.Errorf("%s: Text(%s, %q) = %q, %q; want %q, %q", tt.name, tt.enc, tt.raw, got, damage, tt.want, tt.damage)
		}
	}
}

func TestEncodeUnrepresentable(t *testing.T) {
	for _, tt := range []struct {
		enc  vntext.Encoding
		text string
		want string
		r    rune
	}{
		{vntext.TCVN3, "Văn Ẩn", "V\xa8n \xc8n", 'Ẩ'}, // as a typist's file has it
		{vntext.TCVN3, "漢 Ái", "? \xb8i", '漢'},
		{vntext.VNI, "mỡ ø", "m\xf4\xf5 ?", 'ø'}, // would be read as a tone
		{vntext.VISCII, "§ 12 m²", "? 12 m\xb2", '§'},
		{vntext.VISCII, "x²", "x?", '²'},
		{vntext.CP1258, "漢 ế", "? \xea\xec", '漢'},
		{vntext.CP1252, "Đất", "??t", 'Đ'},
	} {
		got, err := vntext.Encode(tt.enc, tt.text)
		lost, ok := err.(*vntext.UnrepresentableError)
		if string(got) != tt.want || !ok || lost.Rune != tt.r {
			t.Errorf("Encode(%s, %q) = %q, %v; want %q and %q lost", tt.enc, tt.text, got, err, tt.want, tt.r)
		}
	}
}

func TestParseEncoding(t *testing.T) {
	for _, enc := range vntext.Encodings() {
		if got, err := vntext.ParseEncoding(string(enc)); got != enc || err != nil {
			t.Errorf("ParseEncoding(%q) = %q, %v", enc, got, err)
		}
		if vi, en := enc.Title(); vi == string(enc) || en == string(enc) {
			t.Errorf("%s has no title", enc)
		}
	}
	for name, want := range map[string]vntext.Encoding{
		"TCVN3": vntext.TCVN3, "ABC": vntext.TCVN3, ".VnTime": vntext.TCVN3, ".VnTimeH": vntext.TCVN3Upper,
		"VNI-Windows": vntext.VNI, "CP1258": vntext.CP1258, "1258": vntext.CP1258, "UTF8": vntext.UTF8,
		"ISO-8859-1": vntext.CP1252, "ANSI 1252": vntext.CP1252,
	} {
		if got, err := vntext.ParseEncoding(name); got != want || err != nil {
			t.Errorf("ParseEncoding(%q) = %q, %v; want %q", name, got, err, want)
		}
	}
	if _, err := vntext.ParseEncoding("koi8"); err == nil || !strings.Contains(err.Error(), "tcvn3") {
		t.Errorf("an unknown encoding: %v; want the known ones named", err)
	}
}

// TestSamplesEncodedTwice: UTF-8 that was read as Windows-1252 or as Latin-1 and saved as
// UTF-8, once or twice, is recognised in a column and read as it was meant.
func TestSamplesEncodedTwice(t *testing.T) {
	again := map[string]func(byte) rune{
		"Windows-1252": func(c byte) rune {
			if r := charmap.Windows1252.DecodeByte(c); r != utf8.RuneError {
				return r
			}
			return rune(c)
		},
		"Latin-1": func(c byte) rune { return rune(c) },
	}
	for name, read := range again {
		for times := 1; times <= 2; times++ {
			var texts []string
			var values [][]byte
			for _, row := range records(t, "encoding_samples.csv") {
				raw := []byte(row["text"])
				for range times {
					var out []rune
					for _, c := range raw {
						out = append(out, read(c))
					}
					raw = []byte(string(out))
				}
				texts, values = append(texts, row["text"]), append(values, raw)
			}
			v := vntext.Detect(values)
			if v.Best != vntext.UTF8Twice || !v.Confident {
				t.Errorf("%s, %d times: %s (%s), confident %t", name, times, v.Best, v.Why, v.Confident)
			}
			for i, raw := range values {
				if got := vntext.Decode(v.Best, raw); got != texts[i] {
					t.Errorf("%s, %d times: %q is read as %q", name, times, texts[i], got)
				}
			}
		}
	}
}

// TestColumnsOfSamples: the sample strings of each encoding, as one column, are recognised.
func TestColumnsOfSamples(t *testing.T) {
	for enc, column := range columns {
		var values [][]byte
		for _, row := range records(t, "encoding_samples.csv") {
			values = append(values, fromHex(t, row[column.samples]))
		}
		if v := vntext.Detect(values); v.Best != enc || !v.Confident {
			t.Errorf("%s: taken for %s (%s), confident %t", enc, v.Best, v.Why, v.Confident)
		}
	}
}
