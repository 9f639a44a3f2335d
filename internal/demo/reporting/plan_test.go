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

// What arrives does not hang on how often is asked, and is of the day.
func TestArrivals(t *testing.T) {
	noon, dawn := noon.Add(7*time.Minute), noon.Add(-6*time.Hour)
	all := reporting.Arrivals(dawn, noon, streets())
	if len(all) < 8 || len(all) > 40 {
		t.Errorf("%d reports in a morning", len(all))
	}
	var parts []reporting.Report
	for at := dawn; at.Before(noon); {
		next := at.Add(73 * time.Second)
		if next.After(noon) {
			next = noon
		}
		parts = append(parts, reporting.Arrivals(at, next, streets())...)
		at = next
	}
	if diff := cmp.Diff(all, parts); diff != "" {
		t.Error(diff)
	}
	if street, ok := reporting.StreetOf(all[0].Place.Address()); !ok || street != all[0].Place.Street {
		t.Errorf("street %q", street)
	}
}

// Whatever a report is, something is done to it until it is closed or rejected.
func TestNextEnds(t *testing.T) {
	became := map[string]string{"reject": "rejected", "verify": "verified", "assign": "assigned", "start": "in_progress", "wait": "waiting", "resume": "in_progress", "resolve": "resolved", "close": "closed"}
	longest := time.Duration(0)
	ends := map[string]int{}
	for id := range int64(500) {
		s := reporting.Standing{ID: id, State: "received", Category: "roads", Since: noon}
		for {
			step, ok := reporting.Next(s)
			if !ok {
				break
			}
			if step.At.Before(s.Since) || became[step.What] == "" {
				t.Fatalf("%+v follows %+v", step, s)
			}
			s.State, s.Since, s.Version = became[step.What], step.At, s.Version+1
		}
		ends[s.State]++
		longest = max(longest, s.Since.Sub(noon))
	}
	if len(ends) != 2 || ends["closed"] < 400 || ends["rejected"] == 0 || longest < 8*time.Hour {
		t.Errorf("ends %v, the longest took %v", ends, longest)
	}
}
