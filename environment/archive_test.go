package environment_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/environment"
	"sotay/internal/testdb"
)

// TestWriteArchive writes two days of hours and an hour of readings of a station, and finds
// the days and the latest value that follow.
func TestWriteArchive(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	mustStations(t, db)
	store := environment.New(db)
	midnight := time.Date(2026, 10, 3, 17, 0, 0, 0, time.UTC) // 4 October
	a := environment.Archive{Station: "KK01"}
	for h := 1; h <= 48; h++ {
		mean := float64(10 + h/25*10) // 10 on the first day, 20 on the second
		if h == 5 {
			mean = math.NaN()
		}
		a.Hours = append(a.Hours, environment.ArchivedHour{
			Parameter: "PM2,5", End: midnight.Add(time.Duration(h-48) * time.Hour), Received: 12, Counted: 11, Expected: 12,
			Mean: mean, Lowest: 1, Highest: 40,
		})
	}
	for m := 5; m <= 60; m += 5 {
		a.Readings = append(a.Readings, environment.ArchivedReading{
			Parameter: "PM2.5", At: midnight.Add(time.Duration(m) * time.Minute), Value: float64(m), Status: 0,
		})
	}
	if err := store.WriteArchive(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	want := []string{"2026-10-02 received 288 counted 23 mean 10", "2026-10-03 received 288 counted 24 mean 20", "2026-10-04 received 12 counted 1 mean none"}
	got := lines(t, db, `
		SELECT format('%s received %s counted %s mean %s', day, received, counted, coalesce(mean::text, 'none')) FROM data.readings_daily ORDER BY day`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"60 of 1"}, lines(t, db, `SELECT format('%s of %s', value, parameter) FROM data.readings_latest`)); diff != "" {
		t.Errorf("latest values (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"32.5"}, lines(t, db, `SELECT mean::text FROM data.readings_hourly WHERE hour > $1`, midnight)); diff != "" {
		t.Errorf("the hour of readings (-want +got):\n%s", diff)
	}
	for _, refused := range []struct {
		archive environment.Archive
		why     string
	}{
		{a, "duplicate key"},
		{environment.Archive{Station: "KK77"}, "KK77"},
		{environment.Archive{Station: "NM01", Readings: []environment.ArchivedReading{{Parameter: "PM10", At: midnight}}}, `"PM10"`},
	} {
		if err := store.WriteArchive(t.Context(), refused.archive); err == nil || !strings.Contains(err.Error(), refused.why) {
			t.Errorf("archive of %s: %v, want %s", refused.archive.Station, err, refused.why)
		}
	}
}
