package indicators

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sotay/internal/fold"
)

// readPeriod reads a period as it is written here or in Việt Nam (09/2026, quý 3/2026, Q3/2026),
// and gives its last day.
func readPeriod(text string) (period, day string, ok bool) {
	key := strings.ToUpper(strings.ReplaceAll(fold.Marks(strings.TrimSpace(text)), " ", ""))
	key = strings.TrimPrefix(strings.TrimPrefix(strings.Replace(key, "QUY", "Q", 1), "THANG"), "NAM")
	if m := regexp.MustCompile(`^(\d{1,2}|Q[1-4])[/-](\d{4})$`).FindStringSubmatch(key); m != nil {
		if len(m[1]) == 1 {
			m[1] = "0" + m[1]
		}
		key = m[2] + "-" + m[1]
	}
	var end time.Time
	switch at, err := time.Parse("2006-01", key); {
	case err == nil:
		end = at.AddDate(0, 1, 0)
	case regexp.MustCompile(`^\d{4}$`).MatchString(key):
		year, _ := strconv.Atoi(key)
		end = time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC)
	case regexp.MustCompile(`^\d{4}-Q[1-4]$`).MatchString(key):
		year, _ := strconv.Atoi(key[:4])
		end = time.Date(year, time.Month(3*(key[6]-'0')+1), 1, 0, 0, 0, 0, time.UTC)
	default:
		return "", "", false
	}
	if end.Year() < 1001 || end.Year() > 2999 {
		return "", "", false
	}
	return key, end.AddDate(0, 0, -1).Format(time.DateOnly), true
}

// errAmbiguous is of a number that some read as thousands and others as decimals: 12.345 or 12,345.
var errAmbiguous = errors.New("ambiguous")

// What is read as a number, and what may be either.
var (
	plainNumber   = regexp.MustCompile(`^[+-]?\d+(?:[.,]\d+)?$`)                   // 1234.5, 1234,5
	groupedNumber = regexp.MustCompile(`^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$`) // 1.234,5
	eitherNumber  = regexp.MustCompile(`^[+-]?[1-9]\d{0,2}[.,]\d{3}$`)
)

// readNumber reads a number as written in Việt Nam (1.234,5), or with a decimal point or comma and
// no groups (1234.5). A lone point or comma before three digits may be either: errAmbiguous. Of
// anything else (1,234.5; 1.23.4) nothing is guessed: strconv.ErrSyntax.
func readNumber(text string) (float64, error) {
	switch {
	case eitherNumber.MatchString(text):
		return 0, errAmbiguous
	case groupedNumber.MatchString(text):
		text = strings.ReplaceAll(text, ".", "")
	case !plainNumber.MatchString(text):
		return 0, strconv.ErrSyntax
	}
	v, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil {
		return 0, fmt.Errorf("number %q: %w", text, err)
	}
	return v, nil
}

func withoutKind(key string) string {
	for _, kind := range []string{"phuong ", "xa ", "thi tran ", "dac khu "} {
		if rest, ok := strings.CutPrefix(key, kind); ok {
			return rest
		}
	}
	return key
}
