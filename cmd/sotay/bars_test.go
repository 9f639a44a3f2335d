package main

import (
	"testing"
	"time"

	"sotay/importers"
)

// TestPace: what stands beside a bar, as far as it is known.
func TestPace(t *testing.T) {
	const left = 83*time.Second + 400*time.Millisecond
	for _, test := range []struct {
		now    importers.Progress
		vi, en string
	}{
		{importers.Progress{Rows: 12000, Total: 60000, PerSecond: 1234.6, Left: left}, " 12.000/60.000  1.234 dòng/s  còn 1m23s", " 12,000/60,000  1,234 rows/s  left 1m23s"},
		{importers.Progress{Rows: 12000, Total: -1, PerSecond: 500, Left: -1}, " 12.000  500 dòng/s", " 12,000  500 rows/s"},
		{importers.Progress{Rows: 60000, Total: 60000, PerSecond: 500, Left: 0}, " 60.000/60.000  500 dòng/s", " 60,000/60,000  500 rows/s"},
		{importers.Progress{Total: 60000, Left: -1}, " 0/60.000", " 0/60,000"},
	} {
		got := [2]string{(&program{}).pace(test.now), (&program{english: true}).pace(test.now)}
		if want := [2]string{test.vi, test.en}; got != want {
			t.Errorf("%+v: got %q, want %q", test.now, got, want)
		}
	}
}
