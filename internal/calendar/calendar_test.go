package calendar_test

import (
	"testing"
	"time"

	"sotay/internal/calendar"
)

func TestWithin(t *testing.T) {
	for _, tt := range []struct {
		day, from, to string
		want          bool
	}{
		{"2025-06-30", "", "2025-07-01", true},
		{"2025-07-01", "", "2025-07-01", false}, // the first day on which it no longer holds
		{"2025-07-01", "2025-07-01", "", true},  // the first day on which it does
		{"2025-06-30", "2025-07-01", "", false},
		{"2025-06-30", "", "", true},
		{"2025-07-01", "2025-07-01", "2025-07-01", false},
	} {
		if got := calendar.Within(tt.day, tt.from, tt.to); got != tt.want {
			t.Errorf("%s in [%s, %s) = %t", tt.day, tt.from, tt.to, got)
		}
	}
}

func TestOf(t *testing.T) {
	for text, want := range map[string]string{
		"2025-06-30T16:59:59Z": "2025-06-30",
		"2025-06-30T17:00:00Z": "2025-07-01", // midnight in Hà Nội
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar.Of(at); got != want {
			t.Errorf("the day at %s = %s, want %s", text, got, want)
		}
	}
}

func TestValid(t *testing.T) {
	for s, want := range map[string]bool{
		"2025-06-30": true, "2024-02-29": true, "2025-02-29": false, "2025-6-30": false, "30/06/2025": false,
		"": false, "2025-06-30T00:00:00Z": false, "0999-01-01": false, "2025-13-01": false,
	} {
		if got := calendar.Valid(s); got != want {
			t.Errorf("%q is a day: %t", s, got)
		}
	}
}
