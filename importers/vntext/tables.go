package vntext

import (
	"encoding/hex"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// letters lists the Vietnamese letters beyond ASCII, lower case. The tables below follow
// its order, first for these and then for their capitals.
const letters = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"

// tcvn3Lower and tcvn3Upper are the 74 codes of the ABC fonts (TCVN 5712:1993 as the
// .VnTime family of fonts implements it). Toned capitals have no code; they are typed as
// the lower-case letter in a font whose name ends in H. The further codes of TCVN 5712
// VN1, which iconv calls TCVN, are left out: no ABC font has them, and B2 is ² there.
const (
	tcvn3Lower = "B5B6B7B8B9A8BBBCBDBEC6A9C7C8C9CACBCCCECFD0D1AAD2D3D4D5D6D7D8DCDDDE" +
		"DFE1E2E3E4ABE5E6E7E8E9ACEAEBECEDEEEFF1F2F3F4ADF5F6F7F8F9FAFBFCFDFEAE"
	tcvn3Letters = "ĂÂÊÔƠƯĐ"
	tcvn3Upper   = "A1A2A3A4A5A6A7"
)

// vniLower holds VNI-Windows (the VNI fonts of VNI Software): a base letter and a
// modifier byte, or a single byte. Capitals have capital bases and modifiers less 20.
const vniLower = "61F8 61FB 61F5 61F9 61EF 61EA 61E8 61FA 61FC 61E9 61EB 61E2 61E0 61E5 61E3 61E1 61E4 " +
	"65F8 65FB 65F5 65F9 65EF 65E2 65E0 65E5 65E3 65E1 65E4 EC E6 F3 ED F2 " +
	"6FF8 6FFB 6FF5 6FF9 6FEF 6FE2 6FE0 6FE5 6FE3 6FE1 6FE4 F4 F4F8 F4FB F4F5 F4F9 F4EF " +
	"75F8 75FB 75F5 75F9 75EF F6 F6F8 F6FB F6F5 F6F9 F6EF 79F8 79FB 79F5 79F9 EE F1"

// visciiLower and visciiUpper are VISCII 1.1 (RFC 1456): one byte for each letter, six
// of them control codes.
const (
	visciiLower = "E0E4E3E1D5E5A2C6C7A1A3E2A5A6E7A4A7E8EBA8E9A9EAABACADAAAEECEFEEEDB8" +
		"F2F6F5F3F7F4B0B1B2AFB5BDB6B7DEBEFEF9FCFBFAF8DFD7D8E6D1F1CFD6DBFDDCF0"
	visciiUpper = "C0C4C3C180C58202058183C28586068487C8CB88C989CA8B8C8D8A8ECC9BCECD98" +
		"D299A0D39AD49091928F93B49697B39594D99C9DDA9EBFBBBCFFBAB99F1419DD1ED0"
)

// A byteTable decodes an encoding byte by byte. coded tells which bytes stand for a
// Vietnamese letter; the others are Windows-1252.
type byteTable struct {
	text  [256]string
	upper [256]string // text in capitals
	coded [256]bool
}

var (
	tcvn3Table  = newByteTable(append(runeBytes(letters, tcvn3Lower), runeBytes(tcvn3Letters, tcvn3Upper)...))
	visciiTable = newByteTable(append(runeBytes(letters, visciiLower), runeBytes(strings.ToUpper(letters), visciiUpper)...))
	vniPairs    = newVNIPairs()
	vniSingles  = newVNISingles()
	toneless    = newToneless()

	encodeTables = map[Encoding]map[rune]string{
		TCVN3:  tcvn3Encode(),
		VNI:    vniEncode(),
		VISCII: invert(&visciiTable),
	}
)

type runeByte struct {
	r rune
	b byte
}

func runeBytes(runes, hexCodes string) []runeByte {
	codes := unhex(hexCodes)
	var out []runeByte
	for _, r := range runes {
		out = append(out, runeByte{r, codes[len(out)]})
	}
	return out
}

// unhex decodes the constants above; they are data of this file, so an error is a slip
// that the first test shows.
func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

func newByteTable(codes []runeByte) byteTable {
	var t byteTable
	for i := range t.text {
		t.text[i] = string(byteRune(charmap.Windows1252, byte(i)))
	}
	for _, c := range codes {
		t.text[c.b], t.coded[c.b] = string(c.r), true
	}
	for i, s := range t.text {
		t.upper[i] = strings.ToUpper(s)
	}
	return t
}

func vniCodes() []string { return strings.Fields(vniLower) }

// newVNIPairs maps base and modifier byte to a letter. A capital base is read with a
// modifier of either case, as fonts show it.
func newVNIPairs() map[[2]byte]string {
	pairs := map[[2]byte]string{}
	for i, r := range []rune(letters) {
		c := unhex(vniCodes()[i])
		if len(c) != 2 {
			continue
		}
		upper := strings.ToUpper(string(r))
		pairs[[2]byte{c[0], c[1]}] = string(r)
		pairs[[2]byte{c[0] - 0x20, c[1] - 0x20}] = upper
		pairs[[2]byte{c[0] - 0x20, c[1]}] = upper
	}
	return pairs
}

func newVNISingles() byteTable {
	var codes []runeByte
	for i, r := range []rune(letters) {
		if c := unhex(vniCodes()[i]); len(c) == 1 {
			codes = append(codes, runeByte{r, c[0]}, runeByte{toUpper(r), c[0] - 0x20})
		}
	}
	return newByteTable(codes)
}

func toUpper(r rune) rune { return []rune(strings.ToUpper(string(r)))[0] }

// A tone is one of the five tone marks, 0 for none.
type tone byte

// tones maps the combining marks of the tones; the order is that of letters.
const toneMarks = "\u0300\u0309\u0303\u0301\u0323"

const (
	huyen tone = iota + 1
	hoi
	nga
	sac
	nang
)

func toneOf(r rune) tone {
	if i := strings.IndexRune(toneMarks, r); i >= 0 {
		return tone(i/2 + 1)
	}
	return 0
}

type bareLetter struct {
	base rune // the letter without its tone: ấ → â
	tone tone
}

// newToneless takes every Vietnamese letter, both cases, apart into vowel and tone.
func newToneless() map[rune]bareLetter {
	out := map[rune]bareLetter{}
	for _, r := range letters + strings.ToUpper(letters) {
		var rest []rune
		var t tone
		for _, d := range norm.NFD.String(string(r)) {
			if found := toneOf(d); found != 0 {
				t = found
				continue
			}
			rest = append(rest, d)
		}
		out[r] = bareLetter{[]rune(norm.NFC.String(string(rest)))[0], t}
	}
	return out
}

// invert lists what may be written in a table's encoding: its letters, and the bytes of
// Windows-1252 that it gives no other meaning. A Vietnamese letter that the encoding
// lacks is not among them, though Windows-1252 may have it.
func invert(t *byteTable) map[rune]string {
	out := map[rune]string{}
	for i, s := range t.text {
		r := []rune(s)[0]
		if _, vietnamese := toneless[r]; t.coded[i] || !vietnamese {
			out[r] = string([]byte{byte(i)})
		}
	}
	return out
}

func tcvn3Encode() map[rune]string { return invert(&tcvn3Table) }

// vniEncode leaves out the Windows-1252 letters that serve as modifiers: after a vowel
// they would be read as part of it.
func vniEncode() map[rune]string {
	out := invert(&vniSingles)
	for pair := range vniPairs {
		delete(out, byteRune(charmap.Windows1252, pair[1]))
	}
	for i, s := range vniSingles.text {
		if vniSingles.coded[i] {
			out[[]rune(s)[0]] = string([]byte{byte(i)})
		}
	}
	for pair, s := range vniPairs {
		if capital := pair[0]&0x20 == 0; capital == (pair[1]&0x20 == 0) {
			out[[]rune(s)[0]] = string(pair[:])
		}
	}
	return out
}
