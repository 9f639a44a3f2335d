package postgis_test

import (
	"testing"

	"sotay/postgis"
)

func TestPositionCovers(t *testing.T) {
	for _, c := range []struct {
		p, q string
		want bool
	}{
		{"10:10:", "10:10:", true},
		{"12:12:", "10:10:", true},
		{"10:10:", "12:12:", false},
		{"8:12:8", "8:10:8", true},       // 8 runs in both
		{"8:12:8", "10:10:", false},      // 8 is over in q alone
		{"10:12:10", "10:10:", true},     // 10 is not yet in q
		{"10:12:10,11", "9:12:9", false}, // 10 and 11 are seen by q
		{"10:12:", "9:12:9,11", true},
		{"10:12", "9:12:9", false},
		{"10:12:x", "9:12:9", false},
	} {
		p, _ := postgis.ParsePosition("1/a/" + c.p)
		q, _ := postgis.ParsePosition("1/a/" + c.q)
		if got := p.Covers(q); got != c.want {
			t.Errorf("%s covers %s: %v", c.p, c.q, got)
		}
	}
	p, _ := postgis.ParsePosition("1/a/10:10:")
	for _, other := range []string{"2/a/10:10:", "1/b/10:10:", ""} {
		if q, _ := postgis.ParsePosition(other); p.Covers(q) || q.Covers(p) {
			t.Errorf("a position of another history: %q", other)
		}
	}
}
