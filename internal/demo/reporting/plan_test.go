package reporting_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sotay/internal/demo/reporting"
)

var noon = time.Date(2026, 11, 26, 5, 0, 0, 0, time.UTC)

func streets() []reporting.Place {
	return []reporting.Place{{107.08, 10.35, "đường Thử", "26506"}, {107.17, 10.5, "đường Mẫu", "26560"}}
}

func TestPlanIsTheSameEachTime(t *testing.T) {
	if diff := cmp.Diff(reporting.Plan(noon, streets()), reporting.Plan(noon, streets())); diff != "" {
		t.Error(diff)
	}
}

// Reports come in order, nothing happens before what it follows or after the present, and of all
// ends there are some.
func TestPlanIsPlausible(t *testing.T) {
	ends := map[string]int{}
	today := 0
	list := reporting.Plan(noon, streets())
	if len(list) != reporting.Total {
		t.Fatalf("%d reports, want %d", len(list), reporting.Total)
	}
	for i, r := range list {
		if i > 0 && r.At.Before(list[i-1].At) {
			t.Fatalf("report %d comes after a later one", i)
		}
		at, last := r.At, "received"
		for _, s := range r.Steps {
			if s.At.Before(at) || s.At.After(noon) {
				t.Errorf("%s at %v, after %v", s.What, s.At, at)
			}
			at = s.At
			if s.What != "support" && s.What != "rate" {
				last = s.What
			}
		}
		ends[last]++
		if noon.Sub(r.At) < 24*time.Hour {
			today++
		}
		if strings.Contains(r.Words, "%") || !strings.Contains(r.Words, r.Place.Street) {
			t.Errorf("words: %s", r.Words)
		}
	}
	for _, end := range []string{"received", "reject", "assign", "start", "wait", "resolve", "close"} {
		if ends[end] == 0 {
			t.Errorf("no report ends with %s: %v", end, ends)
		}
	}
	if today < 14 {
		t.Errorf("%d reports of the last day", today)
	}
}
