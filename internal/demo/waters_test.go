package demo_test

import (
	"slices"
	"testing"
)

// TestRivers follows each river down to the sea: what it flows into is there, wider waters
// have lower ranks, and none flows in a circle.
func TestRivers(t *testing.T) {
	rivers, lakes := set(t, "rivers"), field(t, set(t, "lakes"), "name")
	names, into, rank := field(t, rivers, "name"), field(t, rivers, "flows_into"), field(t, rivers, "rank")
	for i, name := range names {
		next := slices.Index(names, into[i])
		switch {
		case into[i] == "Biển Đông":
			if rank[i] != "1" {
				t.Errorf("%s flows into the sea and is of rank %s", name, rank[i])
			}
		case next >= 0:
			if rank[i] <= rank[next] {
				t.Errorf("%s of rank %s flows into %s of rank %s", name, rank[i], into[i], rank[next])
			}
		case into[i] != "Sông Thị Vải" && !slices.Contains(lakes, into[i]):
			t.Errorf("%s flows into %q", name, into[i])
		}
	}
	for name, want := range map[string]string{"Sông Dinh": "Biển Đông", "Sông Hỏa": "Sông Ray", "Suối Châu Pha": "Sông Dinh", "Suối Tầm Bó": "Hồ Đá Đen"} {
		if got := into[slices.Index(names, name)]; got != want {
			t.Errorf("%s flows into %s, want %s", name, got, want)
		}
	}
}
