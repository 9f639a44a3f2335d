package vntext

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sotay/internal/fold"
)

// Fold makes the key under which a name is searched: NFC, the tone mark in its canonical
// place, lower case, no marks, đ as d, white space as single blanks, none at the ends.
// "Phường Hoà  Hiệp" and "phuong hoa hiep" have one key. Letters of other scripts and
// punctuation stay. As no tone is left, the canonical place shows only through
// [Canonical], which keeps it.
func Fold(s string) string {
	return strings.Join(strings.Fields(fold.Marks(s)), " ")
}

// Canonical returns s in NFC with every tone mark in its traditional place, so that
// "Hoà", "thuỷ" and "khoẻ" become "Hòa", "thủy" and "khỏe", and "hòan" becomes "hoàn".
// Only the vowel pairs oa, oe and uy are written in two ways; letter case is kept, and
// so is i or y ("Quí" is not "Quý").
func Canonical(s string) string {
	s = norm.NFC.String(s)
	if !strings.ContainsFunc(s, tonedOAU) {
		return s
	}
	runes := []rune(s)
	for i := 0; i+1 < len(runes); i++ {
		if movable(runes, i) {
			placeTone(runes, i)
		}
	}
	return string(runes)
}

// tonedOAU tells whether r carries a tone over one of the vowels in question.
func tonedOAU(r rune) bool {
	l := toneless[r]
	return l.tone != 0 && strings.ContainsRune("oaeuyOAEUY", l.base)
}

// movable tells whether a pair oa, oe or uy with one tone begins at i. After q, u is not
// a vowel.
func movable(w []rune, i int) bool {
	first, second := toneless[w[i]], toneless[w[i+1]]
	a, b := bareVowel(w[i], first), bareVowel(w[i+1], second)
	if (first.tone == 0) == (second.tone == 0) {
		return false
	}
	switch {
	case a == 'o' && (b == 'a' || b == 'e'):
		return true
	case a == 'u' && b == 'y':
		return i == 0 || unicode.ToLower(w[i-1]) != 'q'
	}
	return false
}

func bareVowel(r rune, l bareLetter) rune {
	if l.tone != 0 {
		r = l.base
	}
	return unicode.ToLower(r)
}

// placeTone puts the tone on the first vowel if the word ends after the pair, else on the
// second.
func placeTone(w []rune, i int) {
	first, second := toneless[w[i]], toneless[w[i+1]]
	mark := max(first.tone, second.tone)
	if first.tone == 0 {
		first.base = w[i]
	}
	if second.tone == 0 {
		second.base = w[i+1]
	}
	if i+2 == len(w) || !unicode.IsLetter(w[i+2]) {
		w[i], w[i+1] = toned(first.base, mark), second.base
	} else {
		w[i], w[i+1] = first.base, toned(second.base, mark)
	}
}

func toned(vowel rune, mark tone) rune {
	s := norm.NFC.String(string([]rune{vowel, []rune(toneMarks)[mark-1]}))
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
