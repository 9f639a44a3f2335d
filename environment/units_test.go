package environment_test

import (
	"math"
	"testing"

	"sotay/environment"
)

func TestConvert(t *testing.T) {
	air := func(molar float64) environment.Parameter {
		return environment.Parameter{Unit: "µg/m³", MolarMass: molar}
	}
	for _, tt := range []struct {
		p     environment.Parameter
		value float64
		unit  string
		want  float64 // NaN: refused
	}{
		{air(0), 12.5, "µg/m³", 12.5},
		{air(0), 12.5, "μg/Nm3", 12.5}, // with the Greek letter
		{air(0), 0.05, "mg/Nm³", 50},
		{air(0), 12.5, " UG/M3 ", 12.5},
		{air(47.998), 100, "ppb", 196.187},
		{air(46.0055), 1, "ppm", 1880.43},
		{air(28.010), 1, "ppm", 1144.88},
		{air(0), 1, "ppb", math.NaN()},
		{air(28), 1, "mg/l", math.NaN()},
		{air(28), 1, "", math.NaN()},
		{environment.Parameter{Unit: "mg/l"}, 250, "µg/L", 0.25},
		{environment.Parameter{Unit: "µg/l"}, 0.5, "µg/L", 0.5},
		{environment.Parameter{Unit: "µg/l"}, 0.5, "mg/l", 500},
		{environment.Parameter{Unit: "µg/l"}, 0.5, "µg/m³", math.NaN()},
		{environment.Parameter{Unit: "mg/l", MolarMass: 14}, 1, "ppm", math.NaN()}, // of water it is not said of what
		{environment.Parameter{Unit: "°C"}, 301.15, "K", 28},
		{environment.Parameter{Unit: "°C"}, 28, "ºC", 28},
		{environment.Parameter{Unit: "hPa"}, 101.3, "kPa", 1013},
		{environment.Parameter{Unit: "m³/h"}, 240, "m3/ngày đêm", 10},
		{environment.Parameter{Unit: "m/s"}, 36, "km/h", 10},
		{environment.Parameter{Unit: ""}, 7.2, "pH", 7.2},
		{environment.Parameter{Unit: "µS/cm"}, 1.2, "mS/cm", 1200},
		{environment.Parameter{Unit: "MPN/100 ml"}, 90, "MPN/100mL", 90},
	} {
		got, ok := tt.p.Convert(tt.value, tt.unit)
		if ok == math.IsNaN(tt.want) || ok && math.Abs(got-tt.want) > 0.01 {
			t.Errorf("%g %q into %q: %g, %v; want %g", tt.value, tt.unit, tt.p.Unit, got, ok, tt.want)
		}
	}
}
