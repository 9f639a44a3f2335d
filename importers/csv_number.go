package importers

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// numberForm is how a number is written.
type numberForm int

const (
	notNumber    numberForm = iota // and codes: 007, 1E5, +84
	wholeNumber                    // 1234
	pointNumber                    // 1234.5, 1,234.5, 1,234,567
	commaNumber                    // 1234,5, 1.234,5, 1.234.567
	unclearPoint                   // 1.234: one thousand or a little more than one
	unclearComma                   // 1,234
)

// formOf tells how s is written. A leading zero makes a code of it, unless the decimals
// follow at once.
func formOf(s string) numberForm {
	s = strings.TrimPrefix(s, "-")
	points, commas := strings.Count(s, "."), strings.Count(s, ",")
	switch {
	case points == 0 && commas == 0:
		if digits(s) && (s == "0" || s[0] != '0') && len(s) <= 18 {
			return wholeNumber
		}
		return notNumber
	case points == 1 && commas == 0 && thousands(s, "."):
		return unclearPoint
	case commas == 1 && points == 0 && thousands(s, ","):
		return unclearComma
	}
	if _, ok := plainNumber(s, false); ok {
		return pointNumber
	}
	if _, ok := plainNumber(s, true); ok {
		return commaNumber
	}
	return notNumber
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// thousands tells whether s is digits in groups of three, parted by sep.
func thousands(s, sep string) bool {
	groups := strings.Split(s, sep)
	if len(groups) < 2 || len(groups[0]) > 3 || !digits(groups[0]) || groups[0][0] == '0' {
		return false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 || !digits(g) {
			return false
		}
	}
	return true
}

// plainNumber rewrites a number without a sign, its thousands parted or not, as Go reads it.
func plainNumber(s string, comma bool) (string, bool) {
	group, decimal := ",", "."
	if comma {
		group, decimal = decimal, group
	}
	whole, decimals, parted := strings.Cut(s, decimal)
	if parted && !digits(decimals) {
		return "", false
	}
	switch {
	case thousands(whole, group):
		whole = strings.ReplaceAll(whole, group, "")
	case !digits(whole) || len(whole) > 1 && whole[0] == '0':
		return "", false
	}
	if !parted {
		return whole, true
	}
	return whole + "." + decimals, true
}

// parseReal reads a number; comma says that it is written 1.234,5.
func parseReal(s string, comma bool) (float64, bool) {
	unsigned, negative := strings.CutPrefix(s, "-")
	plain, ok := plainNumber(unsigned, comma)
	if !ok {
		return 0, false
	}
	x, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsInf(x, 0) {
		return 0, false
	}
	if negative {
		x = -x
	}
	return x, true
}

func parseInteger(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// parseCoordinate also takes what programs write: 1.0708e2, +107.5.
func parseCoordinate(s string, comma bool) (float64, bool) {
	s = strings.TrimSpace(s)
	if x, ok := parseReal(s, comma); ok {
		return x, true
	}
	if comma {
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil && finiteNumber(x) && !strings.ContainsAny(s, "xX_nN")
}

// parseTimestamp reads ISO 8601, with T or a blank, with or without a zone (UTC then).
func parseTimestamp(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04", "2006/01/02 15:04:05.999999999"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// parseDay reads a date with the year first, as programs write it.
func parseDay(s string) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, "2006/01/02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
