package vntext

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A chunk is what stands between blanks, digits and ASCII punctuation and is not ASCII.
// last tells that it ends its value, where a field may have cut a letter.
type chunk struct {
	text string
	last bool
}

// chunks collects the distinct chunks of the values: a word that fills the column says no
// more than one that is met once.
func chunks(values [][]byte) map[chunk]struct{} {
	out := map[chunk]struct{}{}
	for _, v := range values {
		for len(v) > 0 {
			n := bytes.IndexFunc(v, separator)
			if n < 0 {
				n = len(v)
			}
			if word := v[:n]; !ascii(word) || hasVISCIIControl(word) {
				out[chunk{string(word), n == len(v)}] = struct{}{}
			}
			v = v[n:]
			for len(v) > 0 && separator(rune(v[0])) {
				v = v[1:]
			}
		}
	}
	return out
}

// separator looks at ASCII only; the control codes that VISCII uses are no separators.
func separator(r rune) bool {
	return r < utf8.RuneSelf && !asciiLetter(byte(r)) && !strings.ContainsRune("\x02\x05\x06\x14\x19\x1e", r)
}

// A tally counts the words of a reading that can be Vietnamese syllables, and the words
// and signs that cannot belong to Vietnamese text.
type tally struct{ possible, impossible int }

func (t tally) score() int { return t.possible - 2*t.impossible }

// measure reads every chunk in enc and counts.
func measure(enc Encoding, words map[chunk]struct{}) tally {
	var t tally
	for w := range words {
		text, damage := Text(enc, []byte(w.text))
		if damage == Cut && !w.last || !written(enc, w.text) {
			damage = Garbled
		}
		switch damage {
		case Garbled:
			t.impossible++
		case Cut:
			// half a word proves nothing
		default:
			t.add(text)
		}
	}
	return t
}

// written tells whether text can have been made in the way that enc supposes: bytes saved
// as UTF-8 "by mistake" give letters of Windows-1252 only.
func written(enc Encoding, text string) bool {
	if enc != TCVN3InUTF8 && enc != VNIInUTF8 {
		return true
	}
	_, ok := toCP1252(text)
	return ok
}

// add counts the words of text that are not ASCII, and its foreign signs.
func (t *tally) add(text string) {
	for len(text) > 0 {
		n := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
		if n < 0 {
			n = len(text)
		}
		if word := text[:n]; !ascii([]byte(word)) {
			if possible(word) {
				t.possible++
			} else {
				t.impossible++
			}
		}
		text = text[n:]
		for len(text) > 0 {
			r, size := utf8.DecodeRuneInString(text)
			if unicode.IsLetter(r) {
				break
			}
			if r >= utf8.RuneSelf && !strings.ContainsRune(usualSigns, r) || unicode.IsControl(r) {
				t.impossible++
			}
			text = text[size:]
		}
	}
}

// usualSigns are the signs beyond ASCII that Vietnamese records do hold. § ® © « » and
// the like are not among them: they are what letters of one encoding look like in another.
const usualSigns = "²³°±–—‘’“”…•₫\u00A0"

// decomposed tells whether any value holds UTF-8 that is not composed.
func decomposed(values [][]byte) bool {
	for _, v := range values {
		if !norm.NFC.IsNormal(wholeLetters(v)) {
			return true
		}
	}
	return false
}
