package parcels_test

import (
	"math"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"sotay/internal/fold"
	"sotay/parcels"
)

func TestPlaces(t *testing.T) {
	const (
		lat, lon    = 10.346, 107.0843
		dLat, dLon  = 10 + 20/60.0 + 45.6/3600, 107 + 5/60.0 + 3.5/3600
		north, east = 1144200.4975, 426902.3672
	)
	wgs := func(order string) parcels.Place {
		return parcels.Place{Format: "wgs84", Order: order, First: lat, Second: lon}
	}
	dms := parcels.Place{Format: "dms", Order: "lat_lon", First: dLat, Second: dLon}
	grid := func(order string, srid int) parcels.Place {
		return parcels.Place{Format: "vn2000", Order: order, First: north, Second: east, SRID: srid}
	}
	for text, want := range map[string]parcels.Place{
		"10.346, 107.0843":                                   wgs("lat_lon"),
		"10.346 107.0843":                                    wgs("lat_lon"),
		"107.0843, 10.346":                                   wgs("lon_lat"),
		"107.0843,10.346":                                    wgs("lon_lat"),
		"10,346 107,0843":                                    wgs("lat_lon"),
		"10,346, 107,0843":                                   wgs("lat_lon"),
		"10,346; 107,0843":                                   wgs("lat_lon"),
		"(10.346, 107.0843)":                                 wgs("lat_lon"),
		"lat 10.346 lon 107.0843":                            wgs("lat_lon"),
		"lng: 107.0843, lat: 10.346":                         wgs("lon_lat"),
		"vĩ độ 10.346, kinh độ 107.0843":                     wgs("lat_lon"),
		"Tọa độ: 10.346, 107.0843":                           wgs("lat_lon"),
		"10.346N 107.0843E":                                  wgs("lat_lon"),
		"10.346°N, 107.0843°E":                               wgs("lat_lon"),
		"10,346°B 107,0843°Đ":                                wgs("lat_lon"),
		`10°20'45.6"N 107°05'03.5"E`:                         dms,
		`10°20'45,6"B, 107°05'03,5"Đ`:                        dms,
		`10° 20′ 45.6″ N, 107° 05′ 03.5″ E`:                  dms,
		`N 10°20'45.6" E 107°05'03.5"`:                       dms,
		`10º20’45.6” 107º05’03.5”`:                           dms,
		"10 20 45.6 N 107 5 3.5 E":                           dms,
		"10:20:45.6 107:05:03.5":                             dms,
		"10 độ 20 phút 45,6 giây 107 độ 5 phút 3,5 giây":     dms,
		"1144200.4975 426902.3672":                           grid("x_y", 0),
		"426902.3672 1144200.4975":                           grid("y_x", 0),
		"1144200,4975; 426902,3672":                          grid("x_y", 0),
		"1.144.200,4975 426.902,3672":                        grid("x_y", 0),
		"1,144,200.4975 426,902.3672":                        grid("x_y", 0),
		"1 144 200,4975; 426 902,3672":                       grid("x_y", 0),
		"X=1144200.4975 Y=426902.3672":                       grid("x_y", 0),
		"X: 1144200,4975, Y: 426902,3672":                    grid("x_y", 0),
		"x(bắc) 1144200.4975 y(đông) 426902.3672":            grid("x_y", 0),
		"1144200.4975 426902.3672 KTT 107°45'":               grid("x_y", 910775),
		"1144200.4975 426902.3672 KTT 107°45′, múi 3°":       grid("x_y", 910775),
		"1144200.4975 426902.3672 ktt 107.75":                grid("x_y", 910775),
		"1144200.4975 426902.3672 ktt 107,75":                grid("x_y", 910775),
		"1144200.4975 426902.3672 ktt 107.45":                grid("x_y", 910775),
		"1144200.4975 426902.3672 ktt 107-45":                grid("x_y", 910775),
		"1144200.4975 426902.3672 ktt 107 45":                grid("x_y", 910775),
		"1144200.4975 426902.3672 kinh tuyến trục 105 độ 45": grid("x_y", 910575),
		"VN-2000 107°45' 1144200.4975 426902.3672":           grid("x_y", 910775),
		"VN2000/107-45 426902.3672 1144200.4975":             grid("y_x", 910775),
		"ktt 108 1144200.4975 426902.3672":                   grid("x_y", 910800),
		"UTM 48N 1144200.4975 426902.3672":                   grid("x_y", 913405),
	} {
		for _, text := range []string{text, strings.ToUpper(text), fold.Marks(text), norm.NFD.String(text)} {
			got, ok := parcels.ReadPlace(text)
			if !ok {
				t.Errorf("%q is not taken for coordinates", text)
				continue
			}
			if math.Abs(got.First-want.First) > 1e-9 || math.Abs(got.Second-want.Second) > 1e-9 {
				t.Errorf("%q: %v, %v, want %v, %v", text, got.First, got.Second, want.First, want.Second)
			}
			got.First, got.Second = want.First, want.Second
			if got != want {
				t.Errorf("%q: %+v, want %+v", text, got, want)
			}
		}
	}
}

func TestUnknownZoneIsNamed(t *testing.T) {
	got, ok := parcels.ReadPlace("1144200 426902 ktt 107°10'")
	if want := "ktt 107°10'"; !ok || got.Unknown != want {
		t.Errorf("unknown zone %q (%v), want %q", got.Unknown, ok, want)
	}
}

func TestNoPlaces(t *testing.T) {
	for _, text := range []string{
		"12/45", "12.45", "10.346", "45.2 12.3", "thửa 10.5 tờ 107", "10.346 10.347", "2.5 48.8",
		"1144200", "1144200 1144300", "12345 67890", "phường 10.346 107.0843 đường",
	} {
		if got, ok := parcels.ReadPlace(text); ok {
			t.Errorf("%q is taken for coordinates %+v", text, got)
		}
	}
}
