package indicators

import (
	"errors"
	"testing"
)

func TestNumbersAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]float64{
		"97,5": 97.5, "97.5": 97.5, "1.234,5": 1234.5, "1.234.567": 1234567, "12345": 12345, "12,3450": 12.345, "0,125": 0.125, "0.125": 0.125, "-3": -3, "1234.567": 1234.567, "+12.345,60": 12345.6, "1234,5": 1234.5, "-1.234.567,25": -1234567.25,
	} {
		if got, err := readNumber(text); err != nil || got != want {
			t.Errorf("%s: %g %v, want %g", text, got, err, want)
		}
	}
	for _, text := range []string{"12.345", "12,345", "-1.000", "999,999"} {
		if got, err := readNumber(text); !errors.Is(err, errAmbiguous) {
			t.Errorf("%s is read as %g, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "x", "NaN", "1e999", "1,2,3", "1,234.5", "1.23.4", "1.5,2", "12.34,5", "1234.567,8", "0x10", "1e3", "1_000", "Inf", ".5", "5,", "0.125.000", "1.234.567.8"} {
		if got, err := readNumber(text); err == nil || errors.Is(err, errAmbiguous) {
			t.Errorf("%s is read as %g", text, got)
		}
	}
}
