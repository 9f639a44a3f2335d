package parcels_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sotay/parcels"
)

// millimetre is a millimetre in degrees, here.
const millimetre = 1e-8

// TestVN2000ByTheOfficialParameters takes the towns' official values (Decision 05/2007)
// in each zone and both orders; wrong are the values that the EPSG codes give there.
func TestVN2000ByTheOfficialParameters(t *testing.T) {
	f, _ := newFinder(t)
	for _, v := range []struct {
		town        string
		lon, lat    float64
		zone        string
		east, north float64
	}{
		{"Vũng Tàu", 107.0843, 10.3460, "107°45'", 426902.3672, 1144200.4975},
		{"Vũng Tàu", 107.0843, 10.3460, "105°45'", 645936.4834, 1144428.8599},
		{"Vũng Tàu", 107.0843, 10.3460, "108°30'", 344756.4461, 1144468.9842},
		{"Biên Hòa", 106.8230, 10.9574, "107°45'", 398486.9389, 1211901.7991},
		{"Bà Rịa", 107.1680, 10.4963, "107°45'", 436099.4511, 1160806.4927},
		{"Phan Thiết", 108.1021, 10.9289, "108°30'", 456313.4063, 1208622.9214},
		{"Côn Đảo", 106.6060, 8.6830, "107°45'", 373909.9958, 960396.9239},
		{"Phú Quý", 108.9330, 10.5330, "108°30'", 547195.4525, 1164839.7940},
	} {
		for _, text := range []string{
			fmt.Sprintf("X=%.4f Y=%.4f KTT %s", v.north, v.east, v.zone),
			fmt.Sprintf("%.4f %.4f ktt %s múi 3°", v.east, v.north, v.zone),
		} {
			r := mustSearch(t, f, text, nil)
			if len(r.Coordinates) != 1 || r.Coordinates[0].Why.Code != "vn2000_zone_said" {
				t.Errorf("%q: %+v", text, r)
				continue
			}
			c := r.Coordinates[0]
			if math.Abs(c.Lon-v.lon) > millimetre || math.Abs(c.Lat-v.lat) > millimetre {
				t.Errorf("%s, %q: %.9f, %.9f, want %v, %v", v.town, text, c.Lon, c.Lat, v.lon, v.lat)
			}
		}
	}
}

func TestGridIsNotWhatEPSGCodesGive(t *testing.T) {
	f, _ := newFinder(t)
	g, err := f.Grid(t.Context(), parcels.Point{107.0843, 10.3460})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(g.YEast-426902.3672) > 0.001 || math.Abs(g.XNorth-1144200.4975) > 0.001 {
		t.Errorf("Vũng Tàu is at %.4f, %.4f", g.XNorth, g.YEast)
	}
	if math.Abs(g.YEast-426901.5662) < 0.5 {
		t.Error("this is the point of EPSG:5899, 0.80 m off")
	}
}

func TestVN2000WithoutAZone(t *testing.T) {
	f, _ := newFinder(t)
	r := mustSearch(t, f, "1144200.4975 426902.3672", nil)
	if len(r.Coordinates) != 1 || r.Hint != nil {
		t.Fatalf("inside the province: %+v", r)
	}
	want := parcels.Why{Code: "vn2000_zone_default", Args: map[string]string{"meridian": "107°45′", "order": "x_y"}}
	if diff := cmp.Diff(want, r.Coordinates[0].Why); diff != "" {
		t.Errorf("why (-want +got):\n%s", diff)
	}
	// Written in the zone of 105°45′ but not said: the default leads far away, others fit.
	r = mustSearch(t, f, "1144428.8599 645936.4834", nil)
	if r.Hint == nil || r.Hint.Code != "zone_needed" || len(r.Coordinates) < 2 {
		t.Fatalf("outside the province: %+v", r)
	}
	for i, c := range r.Coordinates {
		if want := map[bool]string{true: "vn2000_zone_default", false: "vn2000_zone_fits"}[i == 0]; c.Why.Code != want {
			t.Errorf("coordinate %d is there because of %s, want %s", i, c.Why.Code, want)
		}
	}
	if c := r.Coordinates[1]; c.Grid.Zone.Meridian != 105.75 || math.Abs(c.Lon-107.0843) > millimetre {
		t.Errorf("the zone that fits: %+v", c)
	}
}

func TestVN2000UnknownZone(t *testing.T) {
	f, _ := newFinder(t)
	r := mustSearch(t, f, "1144200 426902 KTT 107°10'", nil)
	if r.Hint == nil || r.Hint.Code != "zone_unknown" || len(r.Coordinates) != 0 {
		t.Errorf("an unknown zone: %+v", r)
	}
}

func TestSearchWGS84(t *testing.T) {
	f, _ := newFinder(t)
	for text, format := range map[string]string{
		"10.346, 107.0843":            "wgs84",
		"107.0843 10.346":             "wgs84",
		`10°20'45.6"N 107°05'03.48"E`: "dms",
		`10°20'45,6"B 107°05'03,48"Đ`: "dms",
	} {
		r := mustSearch(t, f, text, nil)
		if len(r.Coordinates) != 1 {
			t.Errorf("%q: %+v", text, r)
			continue
		}
		c := r.Coordinates[0]
		if c.Format != format || math.Abs(c.Lon-107.0843) > millimetre || math.Abs(c.Lat-10.346) > millimetre {
			t.Errorf("%q: %+v", text, c)
		}
		if c.Grid.Zone.SRID != 910775 || math.Abs(c.Grid.XNorth-1144200.4975) > 0.001 || math.Abs(c.Grid.YEast-426902.3672) > 0.001 {
			t.Errorf("%q in VN-2000: %+v", text, c.Grid)
		}
	}
}

func TestEveryZoneIsInTheDatabase(t *testing.T) {
	f, _ := newFinder(t)
	for _, meridian := range []float64{
		102, 103, 104, 104.5, 104.75, 105, 105.5, 105.75, 106, 106.25, 106.5, 107, 107.25, 107.5, 107.75, 108, 108.25, 108.5,
	} {
		text := fmt.Sprintf("1144200 500000 ktt %s", parcels.Meridian(meridian))
		r := mustSearch(t, f, text, nil)
		// On the central meridian the datum shift leaves some 200 m.
		if len(r.Coordinates) != 1 || math.Abs(r.Coordinates[0].Lon-meridian) > 0.003 {
			t.Errorf("%q: %+v", text, r)
		}
	}
	if r := mustSearch(t, f, "UTM 48N 1144200 500000", nil); len(r.Coordinates) != 1 || math.Abs(r.Coordinates[0].Lon-105) > 0.003 {
		t.Errorf("UTM 48N: %+v", r)
	}
	if _, err := parcels.ZoneOf(107.6); err == nil {
		t.Error("107°36′ is taken for a zone")
	}
}

func ExampleMeridian() {
	fmt.Println(parcels.Meridian(107.75))
	// Output: 107°45′
}
