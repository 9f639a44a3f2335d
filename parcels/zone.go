package parcels

import (
	"fmt"
	"math"
	"slices"
)

// Zone is a VN-2000 projection: its SRID in the database, its central meridian in
// degrees, its width in degrees (3, or 6 for UTM).
type Zone struct {
	SRID     int
	Meridian float64
	Width    int
}

// zones lists the projections that the database knows: the 3° zones of the provinces
// (Circular 973/2001, k = 0.9999) and UTM 48 and 49 on VN-2000.
func zones() []Zone {
	var list []Zone
	for _, meridian := range []float64{
		102, 103, 104, 104.5, 104.75, 105, 105.5, 105.75, 106, 106.25,
		106.5, 107, 107.25, 107.5, 107.75, 108, 108.25, 108.5,
	} {
		list = append(list, Zone{SRID: 910000 + int(math.Round(meridian*100)) - 10000, Meridian: meridian, Width: 3})
	}
	return append(list, Zone{913405, 105, 6}, Zone{913406, 111, 6})
}

// ZoneOf finds the 3° zone of a central meridian, in degrees.
func ZoneOf(meridian float64) (Zone, error) {
	for _, z := range zones() {
		if z.Width == 3 && z.Meridian == meridian {
			return z, nil
		}
	}
	return Zone{}, fmt.Errorf("no VN-2000 zone of 3° has the central meridian %s", Meridian(meridian))
}

// zoneOfSRID finds a zone by its SRID in the database.
func zoneOfSRID(srid int) (Zone, bool) {
	list := zones()
	i := slices.IndexFunc(list, func(z Zone) bool { return z.SRID == srid })
	if i < 0 {
		return Zone{}, false
	}
	return list[i], true
}

// Meridian writes a meridian in degrees and minutes, as maps print it: 107°45′.
func Meridian(degrees float64) string {
	minutes := int(math.Round(degrees * 60))
	return fmt.Sprintf("%d°%02d′", minutes/60, minutes%60)
}
