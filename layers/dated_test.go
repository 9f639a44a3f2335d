package layers_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sotay/internal/testdb"
	"sotay/layers"
)

func TestDated(t *testing.T) {
	db := testdb.New(t)
	communes := mustLayer(t, db, "communes")
	if !communes.Dated() || mustLayer(t, db, "sheets").Dated() {
		t.Error("communes are dated and sheets are not")
	}
	for i := range communes.Fields {
		if communes.Fields[i].Name == "valid_to" {
			communes.Fields[i].Visibility = layers.Staff
		}
	}
	if communes.Dated() {
		t.Error("what the public may not see cannot decide what it sees")
	}
}

// TestFeaturesOfADay pages through what holds on a day, one at a time.
func TestFeaturesOfADay(t *testing.T) {
	db := testdb.New(t)
	mustExec(t, db, `
		INSERT INTO data.communes (code, name, valid_from, valid_to, geom)
		SELECT n::text, name, valid_from::date, valid_to::date, st_makeenvelope(107 + n, 10, 107.5 + n, 10.5, 4326)
		FROM  (VALUES (1, 'before', NULL, '2025-07-01'), (2, 'since', '2025-07-01', NULL), (3, 'always', NULL, NULL), (4, 'to come', '2999-01-01', NULL)) AS u (n, name, valid_from, valid_to)`)
	l := mustLayer(t, db, "communes")
	for at, want := range map[string]string{
		"": "since always", "2025-06-30": "before always", "2025-07-01": "since always", "2999-01-01": "since always to come",
	} {
		var names []string
		for after, first := "", true; first || after != ""; first = false {
			page, err := layers.Features(context.Background(), db.Public, l, layers.FeatureQuery{Box: layers.Box{100, 0, 120, 20}, Limit: 1, After: after, At: at})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range mustDecode(t, page) {
				names = append(names, fmt.Sprint(f.Properties["name"]))
			}
			after = page.Next
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("at %q: %s, want %s", at, got, want)
		}
	}
	stats, err := layers.ReadStats(context.Background(), db.Public, l)
	if err != nil || stats.Count != 2 || stats.Bounds == nil || stats.Bounds[0] != 109 || stats.Bounds[2] != 110.5 {
		t.Errorf("today's: %+v %v, %v", stats, stats.Bounds, err)
	}
}
