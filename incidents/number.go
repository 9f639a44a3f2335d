package incidents

import (
	"crypto/rand"
	"fmt"
	"strings"
)

// crockford are the letters of a number: Crockford's base 32, without I, L, O and U.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newNumber draws the number of a report of a year: 35 random bits, so that a number cannot be
// guessed, and a check letter.
func newNumber(year int) string {
	var raw [7]byte
	_, _ = rand.Read(raw[:]) // never fails
	digits := fmt.Sprintf("%02d", year%100)
	for _, b := range raw {
		digits += string(crockford[b%32])
	}
	digits += string(crockford[checkOf(digits)])
	return "PA" + digits[:2] + "-" + digits[2:6] + "-" + digits[6:]
}

// checkOf is the sum of the letters in the field of 32 elements (modulo x⁵+x²+1), each times a
// power of x of its own: one wrong letter is noticed, and any two that change places.
func checkOf(letters string) byte {
	var sum byte
	for _, l := range letters {
		sum ^= byte(strings.IndexRune(crockford, l))
		sum <<= 1
		if sum >= 32 {
			sum ^= 0b100101
		}
	}
	return sum
}

// ParseNumber reads a number as people type it: small letters, without dashes or with spaces, O
// for 0, I and L for 1. ok is false where the check letter does not fit.
func ParseNumber(typed string) (number string, ok bool) {
	letters := strings.Map(func(r rune) rune {
		switch r {
		case '-', '–', '—', ' ', '.', '_':
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(typed)))
	letters = strings.TrimPrefix(letters, "PA")
	letters = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(letters)
	if len(letters) != 10 || strings.Trim(letters, crockford) != "" || strings.Trim(letters[:2], "0123456789") != "" {
		return "", false
	}
	if crockford[checkOf(letters[:9])] != letters[9] {
		return "", false
	}
	return "PA" + letters[:2] + "-" + letters[2:6] + "-" + letters[6:], true
}
