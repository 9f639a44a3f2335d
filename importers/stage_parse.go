package importers

import (
	"strings"
	"time"

	"sotay/internal/fold"
)

// parseNumber reads a number written by people: with comma, "1.234,5" (dots group by
// three); without, "1,234.5". Blanks between groups, a sign and leading zeros are allowed.
func parseNumber(s string, comma bool) (float64, bool) {
	s = withoutBlanks(s)
	sign := ""
	if s != "" && (s[0] == '-' || s[0] == '+') {
		sign, s = strings.Trim(s[:1], "+"), s[1:]
	}
	for len(s) > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9' {
		s = s[1:]
	}
	return parseReal(sign+s, comma)
}

func withoutBlanks(s string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(s)
}

// notation counts which way of writing numbers the values of a column prove.
type notation struct{ comma, point, unclear int64 }

// add looks at one value: "1.234,5" and "0,5" are proof of the comma, "1,234.5" and
// "0.25" of the point, "1.234" alone of nothing.
func (n *notation) add(s string) {
	switch formOf(withoutBlanks(s)) {
	case commaNumber:
		n.comma++
	case pointNumber:
		n.point++
	case unclearPoint, unclearComma:
		n.unclear++
	}
}

// parseBoolean reads the yes and no of Vietnamese and English files.
func parseBoolean(s string) (yes, ok bool) {
	switch fold.Key(s) {
	case "1", "t", "true", "y", "yes", "x", "co", "dung", "da cap", "da":
		return true, true
	case "0", "f", "false", "n", "no", "khong", "sai", "chua cap", "chua":
		return false, true
	}
	return false, false
}

// parseTime reads a date as Vietnamese files write it, or in ISO form, with or without a
// time. A time without a zone is Vietnam's.
func parseTime(s string) (time.Time, bool) {
	zone := time.FixedZone("+07", 7*3600)
	for _, layout := range []string{
		time.DateOnly, "2/1/2006", "02/01/2006", "2-1-2006", "2.1.2006", "20060102", "2006/01/02",
		time.RFC3339, "2006-01-02T15:04:05", time.DateTime, "2/1/2006 15:04:05", "2/1/2006 15:04",
	} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t, t.Year() >= 1 && t.Year() <= 9999
		}
	}
	return time.Time{}, false
}
