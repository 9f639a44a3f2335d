package postgis_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/calendar"
	"sotay/internal/testdb"
)

// TestDaysBeginInVietnam: on every pool a moment belongs to the day that package calendar
// says, and today is the day of now; the hours from 17:00 UTC on are those of the next day.
func TestDaysBeginInVietnam(t *testing.T) {
	db := testdb.Empty(t)
	for name, pool := range map[string]*pgxpool.Pool{"owner": db.Owner, "app": db.App, "staff": db.Staff, "public": db.Public} {
		for text, want := range map[string]string{
			"2025-06-30T16:59:59Z": "2025-06-30", "2025-06-30T17:00:00Z": "2025-07-01",
			"2025-06-30T23:59:59Z": "2025-07-01", "2025-07-01T00:00:00Z": "2025-07-01",
		} {
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				t.Fatal(err)
			}
			var got string
			if err := pool.QueryRow(t.Context(), `SELECT ($1::timestamptz)::date::text`, at).Scan(&got); err != nil {
				t.Fatal(err)
			}
			if got != want || got != calendar.Of(at) {
				t.Errorf("%s: the day at %s is %s, of the calendar %s, want %s", name, text, got, calendar.Of(at), want)
			}
		}
		var now time.Time
		var today string
		if err := pool.QueryRow(t.Context(), `SELECT now(), current_date::text`).Scan(&now, &today); err != nil {
			t.Fatal(err)
		}
		if today != calendar.Of(now) {
			t.Errorf("%s: today is %s at %s", name, today, now)
		}
	}
}
