package vntext

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Damage tells what was lost in reading a value.
type Damage string

// What can happen to a value; Intact is the usual case.
const (
	Intact Damage = ""
	// Cut: the bytes ended in the middle of a letter, as in a field that was too narrow;
	// the incomplete letter was dropped.
	Cut Damage = "cut_letter"
	// Garbled: bytes that the encoding does not have. They became U+FFFD; NUL bytes were dropped.
	Garbled Damage = "bad_bytes"
)

// Decode returns b, written in enc, as text in NFC. ASCII and "m²" come through
// unchanged in every encoding. An encoding that is not one of ours is read as UTF-8.
func Decode(enc Encoding, b []byte) string {
	s, _ := Text(enc, b)
	return s
}

// Text is Decode that also tells what was lost.
func Text(enc Encoding, b []byte) (string, Damage) {
	damage := Intact
	if bytes.IndexByte(b, 0) >= 0 {
		b, damage = bytes.ReplaceAll(b, []byte{0}, nil), Garbled
	}
	if ascii(b) && (enc != VISCII || !hasVISCIIControl(b)) {
		return string(b), damage
	}
	switch enc {
	case TCVN3:
		return decodeTCVN3(b, false), damage
	case TCVN3Upper:
		return decodeTCVN3(b, true), damage
	case VNI:
		return decodeVNI(b), damage
	case VISCII:
		return decodeVISCII(b), damage
	case CP1258:
		return decodeCharmap(charmap.Windows1258, b), damage
	case CP1252:
		return decodeCharmap(charmap.Windows1252, b), damage
	}
	s, d := decodeUTF8(b)
	if damage == Intact {
		damage = d
	}
	switch enc {
	case UTF8Twice:
		return decodeTwice(s), damage
	case TCVN3InUTF8:
		return decodeInUTF8(TCVN3, s), damage
	case VNIInUTF8:
		return decodeInUTF8(VNI, s), damage
	}
	return s, damage
}

// ascii tells whether every byte is below 0x80, eight at a time.
func ascii(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func decodeUTF8(b []byte) (string, Damage) {
	damage := Intact
	if !utf8.Valid(b) {
		if whole := wholeLetters(b); len(whole) < len(b) {
			b, damage = whole, Cut
		}
		if !utf8.Valid(b) {
			b, damage = bytes.ToValidUTF8(b, []byte("\uFFFD")), Garbled
		}
	}
	if latin(b) || norm.NFC.IsNormal(b) {
		return string(b), damage
	}
	return string(norm.NFC.Bytes(b)), damage
}

// latin tells whether valid UTF-8 holds nothing but letters below U+0300 and of Latin
// Extended Additional (U+1E00–1EFF): all Vietnamese letters, and all of them NFC.
func latin(b []byte) bool {
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case c < utf8.RuneSelf:
			i++
		case c < 0xCC:
			i += 2
		case c == 0xE1 && b[i+1] >= 0xB8 && b[i+1] <= 0xBB:
			i += 3
		default:
			return false
		}
	}
	return true
}

// wholeLetters drops the start of a UTF-8 sequence that the end of b cuts off.
func wholeLetters(b []byte) []byte {
	for i := len(b) - 1; i >= 0 && i >= len(b)-3; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return b[:i]
			}
			break
		}
	}
	return b
}

func decodeCharmap(m *charmap.Charmap, b []byte) string {
	var stack [256]byte
	out := stack[:0]
	for _, c := range b {
		out = utf8.AppendRune(out, byteRune(m, c))
	}
	if norm.NFC.IsNormal(out) {
		return string(out)
	}
	return string(norm.NFC.Bytes(out))
}

// byteRune decodes one byte; those that the code page leaves undefined become the control
// codes of the same number, as browsers and Windows have it, so that none is lost.
func byteRune(m *charmap.Charmap, c byte) rune {
	if r := m.DecodeByte(c); r != utf8.RuneError {
		return r
	}
	return rune(c)
}

// decodeVNI reads the longest code first: base with modifier, then a single byte.
func decodeVNI(b []byte) string {
	var stack [256]byte
	out := stack[:0]
	for i := 0; i < len(b); i++ {
		if i+1 < len(b) && b[i+1] >= 0xC0 {
			if s, ok := vniPairs[[2]byte{b[i], b[i+1]}]; ok {
				out = append(out, s...)
				i++
				continue
			}
		}
		out = append(out, vniSingles.text[b[i]]...)
	}
	return string(out)
}

func hasVISCIIControl(b []byte) bool { return bytes.ContainsAny(b, "\x02\x05\x06\x14\x19\x1e") }

// decodeVISCII reads ỗ and Ỡ, whose bytes are those of ² and ³, as what they are unless
// they stand where a unit is written.
func decodeVISCII(b []byte) string {
	var stack [256]byte
	out := stack[:0]
	for i, c := range b {
		if (c == 0xB2 || c == 0xB3) && afterMetre(b[:i]) && !startsLetter(b[i+1:]) {
			out = utf8.AppendRune(out, byteRune(charmap.Windows1252, c))
			continue
		}
		out = append(out, visciiTable.text[c]...)
	}
	return string(out)
}

// afterMetre tells whether b ends in the letter m of a unit: m, km, cm, dm, hm or mm that
// begins a word, or M after a number.
func afterMetre(b []byte) bool {
	n := len(b)
	if n == 0 || b[n-1] != 'm' && b[n-1] != 'M' {
		return false
	}
	rest := b[:n-1]
	if b[n-1] == 'M' {
		rest = bytes.TrimRight(rest, " ")
		return len(rest) > 0 && rest[len(rest)-1] >= '0' && rest[len(rest)-1] <= '9'
	}
	if len(rest) > 0 && bytes.IndexByte([]byte("kcdhm"), rest[len(rest)-1]) >= 0 {
		rest = rest[:len(rest)-1]
	}
	return len(rest) == 0 || !startsLetter(rest[len(rest)-1:])
}

func startsLetter(b []byte) bool { return len(b) > 0 && (asciiLetter(b[0]) || b[0] >= utf8.RuneSelf) }

func asciiLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// decodeTwice undoes up to two rounds of reading UTF-8 as Windows-1252. Text that was not
// so treated has letters outside that code page, or does not become UTF-8, and stays.
func decodeTwice(s string) string {
	for range 2 {
		b, ok := toCP1252(s)
		if !ok || ascii(b) {
			break
		}
		whole := wholeLetters(b)
		if ascii(whole) || !utf8.Valid(whole) {
			break
		}
		s = string(whole)
	}
	return norm.NFC.String(s)
}

// decodeInUTF8 reads the bytes that s has in Windows-1252; where it has none, s was not
// written in that way and stays.
func decodeInUTF8(enc Encoding, s string) string {
	b, ok := toCP1252(s)
	if !ok {
		return s
	}
	return Decode(enc, b)
}

// toCP1252 gives the Windows-1252 bytes of s. U+0080 to U+009F stand for themselves, as
// text that was read as Latin-1 has them.
func toCP1252(s string) ([]byte, bool) {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			if r < 0x80 || r > 0x9F {
				return nil, false
			}
			b = byte(r)
		}
		out = append(out, b)
	}
	return out, true
}
