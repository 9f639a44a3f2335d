package importers

import (
	"bytes"
	"strconv"
	"strings"
)

// dbfEncodingNamed gives the canonical name of the encoding that a .cpg names: "utf-8",
// "windows-1258", "iso-8859-1", "cp437", "tcvn3" and so on; "" for an empty file and for
// words that say nothing ("SYSTEM", "ANSI"). It is false, with the word itself, where the
// word is not known.
func dbfEncodingNamed(cpg []byte) (string, bool) {
	cpg = bytes.TrimPrefix(cpg, []byte("\xEF\xBB\xBF"))
	cpg = bytes.ReplaceAll(cpg, []byte{0}, nil) // UTF-16, as some editors save it
	cpg = bytes.TrimPrefix(bytes.TrimPrefix(cpg, []byte("\xFF\xFE")), []byte("\xFE\xFF"))
	line, _, _ := bytes.Cut(bytes.TrimSpace(cpg), []byte{'\n'})
	word := strings.ToLower(strings.Trim(string(line), " \t\r\"'"))
	if id, ok := strings.CutPrefix(word, "ldid/"); ok {
		n, err := strconv.ParseUint(id, 10, 8)
		if err != nil {
			return word, false
		}
		return dbfEncodingOf(byte(n)), true
	}
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_:.", r) {
			return -1
		}
		return r
	}, word)
	for _, prefix := range []string{"cswindows", "windows", "mswin", "win", "ansi", "oem", "codepage", "ibm", "dos", "cp", "ms"} {
		if rest, ok := strings.CutPrefix(plain, prefix); ok && rest != "" {
			plain = rest
			break
		}
	}
	name, ok := dbfPlainEncoding(plain)
	if !ok {
		return word, false
	}
	return name, true
}

// dbfPlainEncoding knows an encoding by its name without prefixes and separators.
func dbfPlainEncoding(plain string) (string, bool) {
	switch plain {
	case "", "system", "ansi", "oem", "ascii", "usascii", "0":
		return "", true
	case "utf8", "65001", "unicode", "utf8bom":
		return "utf-8", true
	case "latin1", "l1", "819":
		return "iso-8859-1", true
	case "tcvn3", "abc", "tcvn", "tcvn5712", "tcvn57121":
		return "tcvn3", true
	case "vni", "vniwin", "vniwindows":
		return "vni", true
	case "viscii", "viscii11", "viscii111":
		return "viscii", true
	case "932", "sjis", "shiftjis":
		return "shift_jis", true
	case "936", "gbk", "gb2312":
		return "gbk", true
	case "54936", "gb18030":
		return "gb18030", true
	case "949", "euckr":
		return "euc-kr", true
	case "950", "big5":
		return "big5", true
	}
	if part, ok := strings.CutPrefix(strings.TrimPrefix(plain, "iso"), "8859"); ok {
		if n, err := strconv.ParseUint(part, 10, 8); err == nil && n >= 1 && n <= 16 && n != 12 {
			return "iso-8859-" + strconv.FormatUint(n, 10), true
		}
	}
	n, err := strconv.ParseUint(plain, 10, 16)
	if err != nil {
		return "", false
	}
	return dbfCodePage(int(n))
}

// dbfCodePage names a code page by its number.
func dbfCodePage(n int) (string, bool) {
	switch {
	case n >= 1250 && n <= 1258, n == 874:
		return "windows-" + strconv.Itoa(n), true
	case n >= 28591 && n <= 28605:
		return "iso-8859-" + strconv.Itoa(n-28590), true
	case n == 10000:
		return "macintosh", true
	case n == 437, n == 737, n == 775, n >= 850 && n <= 869:
		return "cp" + strconv.Itoa(n), true
	}
	return "", false
}

// dbfEncodingOf names the encoding of a language driver id, byte 29 of a .dbf; "" for
// ids that say nothing: 0x00, and 0x57, "the ANSI code page of the machine" (the ids are
// those of Esri's ArcPad and of Visual FoxPro's documentation).
func dbfEncodingOf(id byte) string {
	switch id {
	case 0x03, 0x58, 0x59:
		return "windows-1252"
	case 0x04:
		return "macintosh"
	case 0x4D, 0x7A:
		return "gbk"
	case 0x4E, 0x79:
		return "euc-kr"
	case 0x4F, 0x78:
		return "big5"
	case 0x50, 0x7C:
		return "windows-874"
	case 0x13, 0x7B:
		return "shift_jis"
	case 0xC8:
		return "windows-1250"
	case 0xC9:
		return "windows-1251"
	case 0xCA:
		return "windows-1254"
	case 0xCB:
		return "windows-1253"
	case 0xCC:
		return "windows-1257"
	case 0x7D:
		return "windows-1255"
	case 0x7E:
		return "windows-1256"
	}
	if page := dbfOemPage(id); page != 0 {
		return "cp" + strconv.Itoa(page)
	}
	return ""
}

// dbfOemPage is the MS-DOS code page of a language driver id, 0 for none.
func dbfOemPage(id byte) int {
	switch id {
	case 0x01, 0x09, 0x0B, 0x0D, 0x0F, 0x11, 0x15, 0x18, 0x19, 0x1B:
		return 437
	case 0x02, 0x0A, 0x0E, 0x10, 0x12, 0x14, 0x16, 0x1A, 0x1D, 0x25, 0x37:
		return 850
	case 0x1F, 0x22, 0x23, 0x40, 0x64, 0x87:
		return 852
	case 0x08, 0x17, 0x66:
		return 865
	case 0x1C, 0x6C:
		return 863
	case 0x24:
		return 860
	case 0x26, 0x65:
		return 866
	case 0x67:
		return 861
	case 0x6A, 0x86:
		return 737
	case 0x6B, 0x88:
		return 857
	}
	return 0
}
