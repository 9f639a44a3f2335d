package incidents_test

import (
	"testing"
	"time"

	"sotay/incidents"
)

func workWeek(t *testing.T) incidents.Hours {
	t.Helper()
	h, err := incidents.NewHours("07:30-11:30 13:30-17:00", map[string]bool{
		"2026-02-16": false, "2026-02-17": false, "2026-02-18": false, "2026-02-19": false, "2026-02-20": false, // Tết
		"2026-08-31": false, "2026-09-01": false, "2026-09-02": false, "2026-08-22": true, // a Saturday made up
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestWorkingTime(t *testing.T) {
	h := workWeek(t)
	for _, c := range []struct {
		name, from string
		work       time.Duration
		to         string
	}{
		{"within the morning", "2026-11-16T08:00:00+07:00", 2 * time.Hour, "2026-11-16T10:00:00+07:00"},
		{"over the noon", "2026-11-16T11:00:00+07:00", time.Hour, "2026-11-16T14:00:00+07:00"},
		{"to the very end of the day", "2026-11-16T13:30:00+07:00", 3*time.Hour + 30*time.Minute, "2026-11-16T17:00:00+07:00"},
		{"over night", "2026-11-16T16:00:00+07:00", 2 * time.Hour, "2026-11-17T08:30:00+07:00"},
		{"over a weekend", "2026-11-20T16:30:00+07:00", time.Hour, "2026-11-23T08:00:00+07:00"},
		{"sent on a Sunday", "2026-11-22T10:00:00+07:00", 8 * time.Hour, "2026-11-24T08:00:00+07:00"},
		{"over Tết", "2026-02-13T16:00:00+07:00", 2 * time.Hour, "2026-02-23T08:30:00+07:00"},
		{"on the Saturday that is made up", "2026-08-21T16:00:00+07:00", 2 * time.Hour, "2026-08-22T08:30:00+07:00"},
		{"over National Day", "2026-08-28T16:30:00+07:00", time.Hour, "2026-09-03T08:00:00+07:00"},
		{"told in UTC", "2026-11-16T09:30:00Z", time.Hour, "2026-11-17T08:00:00+07:00"},
		{"no work", "2026-11-22T10:00:00+07:00", 0, "2026-11-23T07:30:00+07:00"},
	} {
		from, to := moment(t, c.from), moment(t, c.to)
		if got := h.Add(from, c.work); !got.Equal(to) {
			t.Errorf("%s: got %s, want %s", c.name, got, to)
		}
		if got := h.Between(from, to); got != c.work {
			t.Errorf("%s: between them %s, want %s", c.name, got, c.work)
		}
	}
	if got := h.Between(moment(t, "2026-11-17T08:00:00+07:00"), moment(t, "2026-11-16T08:00:00+07:00")); got != 0 {
		t.Errorf("backwards: %s", got)
	}
}

func TestWorkingTimeThatIsLeft(t *testing.T) {
	h := workWeek(t)
	now := moment(t, "2026-11-27T16:00:00+07:00") // a Friday
	for due, want := range map[string]time.Duration{
		"2026-11-30T08:30:00+07:00": 2 * time.Hour, // Monday
		"2026-11-27T16:00:00+07:00": 0,
		"2026-11-27T15:30:00+07:00": -30 * time.Minute,
		"2026-11-26T16:00:00+07:00": -(7*time.Hour + 30*time.Minute),
	} {
		if got := h.Left(now, moment(t, due)); got != want {
			t.Errorf("until %s %v, want %v", due, got, want)
		}
	}
}

func TestWorkingHoursThatAreNone(t *testing.T) {
	for _, hours := range []string{"", "8-17", "11:30-07:30", "07:30-11:30 11:00-17:00", "07:30-25:00"} {
		if _, err := incidents.NewHours(hours, nil); err == nil {
			t.Errorf("%q was taken", hours)
		}
	}
}

// Every day off falls on a day that would be worked, every day made up on a Saturday, and says
// where it is from.
func TestHolidaysAreDatedData(t *testing.T) {
	d := newDesk(t)
	if n := d.count(`SELECT count(*) FROM data.holidays WHERE worked <> (extract(isodow FROM day) = 6) OR extract(isodow FROM day) = 7 OR source = ''`); n != 0 {
		t.Errorf("%d days change nothing or have no source", n)
	}
	for _, year := range []int{2026, 2027} {
		if n := d.count(`SELECT count(*) FROM data.holidays WHERE extract(year FROM day) = $1 AND name_en LIKE 'Lunar New Year%' AND NOT worked`, year); n < 5 {
			t.Errorf("Tết %d has %d days", year, n)
		}
	}
}
