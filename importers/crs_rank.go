package importers

import (
	"cmp"
	"math"
	"slices"
)

// zoneMargin is how far beyond the edge of its zone a province may reach, in degrees.
const zoneMargin = 0.25

// plausibility tells how well a system suits a province with a known central meridian.
type plausibility struct {
	beyond int     // 1 where the sample lies outside the zone
	width  float64 // of the zone in degrees, 0 for a system without zones
	away   float64 // of the zone's meridian from the province's, in degrees
}

// zoneOfSRID gives the central meridian and the width of a system's zone, in degrees; the
// width is 0 for one without zones.
func zoneOfSRID(srid int) (meridian, width float64) {
	for _, z := range vnZones() {
		if z.srid() == srid {
			return z.meridian, 3
		}
	}
	switch srid {
	case VN2000UTM48, WGS84UTM48:
		return 105, 6
	case VN2000UTM49, WGS84UTM49:
		return 111, 6
	}
	return 0, 0
}

// suits tells how plausible the zone is for a province with this meridian, 0 for unknown.
func (z Zone) suits(province float64) plausibility {
	meridian, width := zoneOfSRID(z.SRID)
	if province == 0 || width == 0 {
		return plausibility{}
	}
	p := plausibility{width: width, away: math.Abs(meridian - province)}
	if math.Abs(z.lon-meridian) > width/2+zoneMargin {
		p.beyond = 1
	}
	return p
}

// why says what makes the zone plausible for a province with this meridian, or not.
func (z Zone) why(province float64) Words {
	meridian, _ := zoneOfSRID(z.SRID)
	switch p := z.suits(province); {
	case p.width == 0:
		return Words{}
	case p.beyond == 1:
		return wordsf("nhưng nằm ngoài múi, cách kinh tuyến trục của múi %[1]s", "but outside the zone, %[1]s from its central meridian",
			degrees(math.Abs(z.lon-meridian)))
	case p.away == 0:
		return Words{"đúng kinh tuyến trục của tỉnh", "with the province's own central meridian"}
	default:
		return wordsf("kinh tuyến trục lệch %[1]s so với của tỉnh", "its central meridian is %[1]s from the province's", degrees(p.away))
	}
}

// bestFirst sorts, and drops zones under which less than half as much falls inside as
// under the best. Among equals those come first in which the data lie within the zone, 3°
// zones before UTM, the province's own meridian before the nearest ones. Two datums of one
// projection are 225 m apart, so distances count by the kilometre and the order of allSRIDs
// decides between equals.
func bestFirst(zones []Zone, meridian float64) []Zone {
	zones = slices.DeleteFunc(zones, func(z Zone) bool { return z.Inside == 0 })
	slices.SortStableFunc(zones, func(a, b Zone) int {
		p, q := a.suits(meridian), b.suits(meridian)
		return cmp.Or(
			cmp.Compare(b.Inside, a.Inside),
			cmp.Compare(p.beyond, q.beyond), cmp.Compare(p.width, q.width), cmp.Compare(p.away, q.away),
			cmp.Compare(math.Round(a.Distance/1000), math.Round(b.Distance/1000)))
	})
	if len(zones) == 0 {
		return nil
	}
	best := zones[0].Inside
	zones = slices.DeleteFunc(zones, func(z Zone) bool { return z.Inside < best/2 })
	for i := range zones {
		zones[i].Why = zones[i].why(meridian)
	}
	return zones
}
