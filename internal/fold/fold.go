// Package fold makes Vietnamese text comparable: without tone and vowel marks and in
// lower case, so that "Hoà", "Hòa" and "hoa" are one. It owns no data and knows no place
// names. Start with Key.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Marks lowers s and takes its marks off (đ becomes d); punctuation, digits and spaces
// stay as they are. Composed and decomposed input give the same.
func Marks(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'đ' || r == 'Đ' || r == 'ð' || r == 'Ð': // the Icelandic letter is a common slip
			b.WriteByte('d')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Words splits s into folded words of letters and digits.
func Words(s string) []string {
	return strings.FieldsFunc(Marks(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Key is the folded words of s with one space between: what names are found by.
func Key(s string) string { return strings.Join(Words(s), " ") }

// Code is the ASCII letters and digits of s, in lower case: what the names of encodings
// and coordinate systems are compared by.
func Code(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}

// isPlain tells whether s is lower-case ASCII already.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] >= 'A' && s[i] <= 'Z' {
			return false
		}
	}
	return true
}

// Edits counts the letters (bytes) to insert, remove, change or exchange with their neighbour to
// make b of a (optimal string alignment: Damerau 1964, no letter moved twice).
func Edits(a, b string) int {
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next[0] = i + 1
		for j := range len(b) {
			change := row[j]
			if a[i] != b[j] {
				change++
			}
			next[j+1] = min(change, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}
