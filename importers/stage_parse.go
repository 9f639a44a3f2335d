package importers

import (
	"strconv"
	"strings"
	"time"

	"sotay/internal/fold"
)

// parseNumber reads a number written by people: with comma, "1.234,5" (dots group by
// three); without, "1,234.5". Blanks between groups and a leading sign are allowed.
func parseNumber(s string, comma bool) (float64, bool) {
	s = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(s)
	group, point := ",", "."
	if comma {
		group, point = ".", ","
	}
	whole, fraction, hasPoint := strings.Cut(s, point)
	if strings.Contains(fraction, group) || strings.Contains(fraction, point) || !grouped(whole, group) {
		return 0, false
	}
	plain := strings.ReplaceAll(whole, group, "")
	if hasPoint {
		plain += "." + fraction
	}
	if strings.ContainsAny(plain, "_xXpPiInN") { // strconv takes more than people write
		return 0, false
	}
	x, err := strconv.ParseFloat(plain, 64)
	return x, err == nil
}

// grouped tells whether the digits of s stand in groups of three, or in none.
func grouped(s, separator string) bool {
	groups := strings.Split(strings.TrimLeft(s, "+-"), separator)
	if len(groups) == 1 {
		return true
	}
	for i, g := range groups {
		if len(g) != 3 && (i > 0 || len(g) > 3 || g == "") {
			return false
		}
	}
	return true
}

// notation counts which way of writing numbers the values of a column can be.
type notation struct{ comma, point, unclear int64 }

// add looks at one value: "1.234,5" and "0,5" are proof of the comma, "1,234.5" and
// "0.25" of the point, "1.234" alone of nothing.
func (n *notation) add(s string) {
	if !strings.ContainsAny(s, ".,") {
		return
	}
	_, asComma := parseNumber(s, true)
	_, asPoint := parseNumber(s, false)
	switch {
	case asComma && asPoint:
		n.unclear++
	case asComma:
		n.comma++
	case asPoint:
		n.point++
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
