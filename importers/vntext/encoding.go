package vntext

import (
	"fmt"
	"strings"

	"sotay/internal/fold"
)

// Encoding names how text is written in bytes.
type Encoding string

// The encodings known here. The values are what `--encoding` takes and what is stored.
const (
	// UTF8 is UTF-8, composed or decomposed; what follows a cut in the middle of a letter is dropped.
	UTF8 Encoding = "utf-8"
	// UTF8NFD is UTF-8 with decomposed letters ("Unicode tổ hợp"). It is read as UTF8 is;
	// the name only tells a person what was found.
	UTF8NFD Encoding = "utf-8-nfd"
	// UTF8Twice is UTF-8 that was taken for Windows-1252 or Latin-1 and saved as UTF-8, once or
	// twice: "Äáº¥t". Values that are not so damaged are read as UTF-8.
	UTF8Twice Encoding = "utf-8-twice"
	// TCVN3 is the one-byte encoding of the ABC fonts (.VnTime).
	TCVN3 Encoding = "tcvn3"
	// TCVN3Upper is TCVN3 in a capital font (.VnTimeH): every letter is a capital.
	TCVN3Upper Encoding = "tcvn3-upper"
	// TCVN3InUTF8 is TCVN3 that was taken for Windows-1252 and saved as UTF-8: "§Êt".
	TCVN3InUTF8 Encoding = "tcvn3-in-utf-8"
	// VNI is VNI-Windows, a base letter followed by a modifier byte.
	VNI Encoding = "vni"
	// VNIInUTF8 is VNI that was taken for Windows-1252 and saved as UTF-8: "Ñaát".
	VNIInUTF8 Encoding = "vni-in-utf-8"
	// VISCII is VISCII 1.1 (RFC 1456).
	VISCII Encoding = "viscii"
	// CP1258 is Windows-1258.
	CP1258 Encoding = "windows-1258"
	// CP1252 is Windows-1252, for text that is not Vietnamese.
	CP1252 Encoding = "windows-1252"
)

// Encodings lists all encodings, the likelier first.
func Encodings() []Encoding {
	return []Encoding{
		UTF8, UTF8NFD, TCVN3, TCVN3Upper, VNI, CP1258, VISCII,
		UTF8Twice, TCVN3InUTF8, VNIInUTF8, CP1252,
	}
}

// ParseEncoding finds an encoding by the names people and files use for it, in any
// letter case, with or without punctuation: "TCVN3", "ABC", "vni-windows", "1258", "utf8".
func ParseEncoding(name string) (Encoding, error) {
	switch key := fold.Code(name); key {
	case "utf8", "65001", "unicode":
		return UTF8, nil
	case "utf8nfd", "nfd", "unicodetohop":
		return UTF8NFD, nil
	case "utf8twice":
		return UTF8Twice, nil
	case "tcvn3", "tcvn", "abc", "vntime":
		return TCVN3, nil
	case "tcvn3upper", "tcvn3h", "vntimeh", "abch":
		return TCVN3Upper, nil
	case "tcvn3inutf8":
		return TCVN3InUTF8, nil
	case "vni", "vniwindows", "vniwin", "vnitimes":
		return VNI, nil
	case "vniinutf8":
		return VNIInUTF8, nil
	case "viscii":
		return VISCII, nil
	case "windows1258", "cp1258", "1258", "ansi1258":
		return CP1258, nil
	case "windows1252", "cp1252", "1252", "ansi1252", "latin1", "iso88591", "88591":
		return CP1252, nil
	}
	var known []string
	for _, e := range Encodings() {
		known = append(known, string(e))
	}
	return "", fmt.Errorf("unknown text encoding %q; known are %s", name, strings.Join(known, ", "))
}

// Title names the encoding for people, in Vietnamese and in English.
func (e Encoding) Title() (vi, en string) {
	switch e {
	case UTF8:
		return "Unicode (UTF-8)", "Unicode (UTF-8)"
	case UTF8NFD:
		return "Unicode tổ hợp (UTF-8)", "decomposed Unicode (UTF-8)"
	case UTF8Twice:
		return "UTF-8 bị mã hóa hai lần", "UTF-8 encoded twice"
	case TCVN3:
		return "TCVN3 (phông ABC, .VnTime)", "TCVN3 (ABC fonts, .VnTime)"
	case TCVN3Upper:
		return "TCVN3 phông chữ hoa (.VnTimeH)", "TCVN3 in a capital font (.VnTimeH)"
	case TCVN3InUTF8:
		return "TCVN3 đã lưu nhầm thành UTF-8", "TCVN3 saved as UTF-8 by mistake"
	case VNI:
		return "VNI-Windows", "VNI-Windows"
	case VNIInUTF8:
		return "VNI đã lưu nhầm thành UTF-8", "VNI saved as UTF-8 by mistake"
	case CP1258:
		return "Windows-1258", "Windows-1258"
	case CP1252:
		return "Windows-1252 (không phải tiếng Việt)", "Windows-1252 (not Vietnamese)"
	case VISCII:
		return "VISCII", "VISCII"
	}
	return string(e), string(e)
}
