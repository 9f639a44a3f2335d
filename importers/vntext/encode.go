package vntext

import (
	"fmt"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// An UnrepresentableError tells that a text cannot be written in an encoding. Rune is the
// first letter that it lacks.
type UnrepresentableError struct {
	Encoding Encoding
	Rune     rune
}

func (e *UnrepresentableError) Error() string {
	return fmt.Sprintf("%s cannot write %q", e.Encoding, e.Rune)
}

// Encode writes text in enc. The bytes are always complete: with an
// [UnrepresentableError] they hold a question mark for what could not be written, or, in
// TCVN3, the lower-case letter for a toned capital, which is what a typist's file holds
// too. In TCVN3 a word in capitals is written as a capital font has it. [UTF8NFD] gives
// decomposed letters, [UTF8Twice] and the encodings "in UTF-8" the damage of that name;
// [TCVN3Upper] is written like [TCVN3] in lower case.
func Encode(enc Encoding, text string) ([]byte, error) {
	text = norm.NFC.String(text)
	switch enc {
	case TCVN3:
		return encodeTCVN3(text)
	case TCVN3Upper:
		return encodeTable(TCVN3, lowerCoded(text))
	case VNI:
		return encodeTable(enc, text)
	case VISCII:
		return encodeVISCII(text)
	case CP1258:
		return encodeCP1258(text)
	case CP1252:
		return encodeCharmap(enc, charmap.Windows1252, text)
	case UTF8NFD:
		return norm.NFD.Bytes([]byte(text)), nil
	case UTF8Twice:
		return []byte(Decode(CP1252, []byte(text))), nil
	case TCVN3InUTF8:
		b, err := encodeTCVN3(text)
		return []byte(Decode(CP1252, b)), err
	case VNIInUTF8:
		b, err := encodeTable(VNI, text)
		return []byte(Decode(CP1252, b)), err
	}
	return []byte(text), nil
}

func encodeTable(enc Encoding, text string) ([]byte, error) {
	table := encodeTables[enc]
	var out []byte
	var err error
	for _, r := range text {
		s, ok := table[r]
		if !ok {
			s, err = "?", firstError(err, enc, r)
		}
		out = append(out, s...)
	}
	return out, err
}

func firstError(err error, enc Encoding, r rune) error {
	if err != nil {
		return err
	}
	return &UnrepresentableError{enc, r}
}

// encodeTCVN3 goes word by word: one whose capitals the decoder will recognise is written
// with lower-case codes; in others only the seven capitals of the table can be written.
func encodeTCVN3(text string) ([]byte, error) {
	runes := []rune(text)
	var out []byte
	var err error
	for i := 0; i < len(runes); {
		n := 1
		for isTCVN3Letter(runes[i]) && i+n < len(runes) && isTCVN3Letter(runes[i+n]) {
			n++
		}
		word := string(runes[i : i+n])
		if capitalWord(runes[i : i+n]) {
			word = lowerCoded(word)
		}
		b, e := encodeTCVN3Word(word)
		if err == nil {
			err = e
		}
		out, i = append(out, b...), i+n
	}
	return out, err
}

func encodeTCVN3Word(word string) ([]byte, error) {
	table := encodeTables[TCVN3]
	var out []byte
	var err error
	for _, r := range word {
		s, ok := table[r]
		if !ok {
			err = firstError(err, TCVN3, r)
			if s, ok = table[unicode.ToLower(r)]; !ok {
				s = "?"
			}
		}
		out = append(out, s...)
	}
	return out, err
}

func isTCVN3Letter(r rune) bool {
	_, coded := toneless[r]
	return coded || r < 0x80 && asciiLetter(byte(r))
}

// capitalWord tells whether the decoder takes the word, written with lower-case codes,
// for one in capitals: an ASCII capital beyond the initial and nothing in lower case.
func capitalWord(word []rune) bool {
	shown := false
	for i, r := range word {
		if unicode.IsLower(r) {
			return false
		}
		shown = shown || i > 0 && r < 0x80
	}
	return shown
}

// lowerCoded puts the letters beyond ASCII in lower case.
func lowerCoded(s string) string {
	out := []rune(s)
	for i, r := range out {
		if _, coded := toneless[r]; coded {
			out[i] = unicode.ToLower(r)
		}
	}
	return string(out)
}

// encodeVISCII writes ² and ³ with their Windows-1252 bytes where the decoder will read
// them so, after a unit.
func encodeVISCII(text string) ([]byte, error) {
	table := encodeTables[VISCII]
	runes := []rune(text)
	var out []byte
	var err error
	for i, r := range runes {
		s, ok := table[r]
		if unit := map[rune]string{'²': "\xB2", '³': "\xB3"}[r]; unit != "" {
			free := i+1 == len(runes) || !unicode.IsLetter(runes[i+1])
			s, ok = unit, free && afterMetre(out)
		}
		if !ok {
			s, err = "?", firstError(err, VISCII, r)
		}
		out = append(out, s...)
	}
	return out, err
}

func encodeCharmap(enc Encoding, m *charmap.Charmap, text string) ([]byte, error) {
	var out []byte
	var err error
	for _, r := range text {
		b, ok := m.EncodeRune(r)
		if !ok {
			b, err = '?', firstError(err, enc, r)
		}
		out = append(out, b)
	}
	return out, err
}

// encodeCP1258 writes a letter with its own byte where there is one, else the vowel
// followed by the combining tone.
func encodeCP1258(text string) ([]byte, error) {
	var out []byte
	var err error
	for _, r := range text {
		if b, ok := charmap.Windows1258.EncodeRune(r); ok {
			out = append(out, b)
			continue
		}
		letter, ok := toneless[r]
		base, known := charmap.Windows1258.EncodeRune(letter.base)
		if !ok || !known || letter.tone == 0 {
			out, err = append(out, '?'), firstError(err, CP1258, r)
			continue
		}
		mark, _ := charmap.Windows1258.EncodeRune([]rune(toneMarks)[letter.tone-1])
		out = append(out, base, mark)
	}
	return out, err
}
