package environment

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// molarVolume is litres of a mole of an ideal gas at 25 °C and 1 atm (101,325 Pa), under which
// Vietnamese regulations state concentrations: R T / p = 8.314462618 · 298.15 / 101.325.
const molarVolume = 24.46540

// scale turns a unit into the one that values of its dimension are kept in.
type scale struct {
	into   string // the unit that values are kept in
	factor float64
	offset float64 // added after the factor
}

// scales by unit, as plain writes it.
func scales(unit string) (scale, bool) {
	s, ok := map[string]scale{
		"ug/m3": {"µg/m³", 1, 0}, "ug/nm3": {"µg/m³", 1, 0}, "mg/m3": {"µg/m³", 1e3, 0}, "mg/nm3": {"µg/m³", 1e3, 0}, "g/m3": {"µg/m³", 1e6, 0},
		"mg/l": {"mg/l", 1, 0}, "ug/l": {"mg/l", 1e-3, 0}, "g/l": {"mg/l", 1e3, 0},
		"c": {"°C", 1, 0}, "°c": {"°C", 1, 0}, "oc": {"°C", 1, 0}, "degc": {"°C", 1, 0}, "k": {"°C", 1, -273.15},
		"%": {"%", 1, 0}, "%rh": {"%", 1, 0}, "%vol": {"%", 1, 0},
		"hpa": {"hPa", 1, 0}, "mbar": {"hPa", 1, 0}, "kpa": {"hPa", 10, 0}, "pa": {"hPa", 0.01, 0}, "mmhg": {"hPa", 1.333223684, 0},
		"m/s": {"m/s", 1, 0}, "km/h": {"m/s", 1 / 3.6, 0},
		"°": {"°", 1, 0}, "deg": {"°", 1, 0}, "do": {"°", 1, 0}, "degree": {"°", 1, 0},
		"mm": {"mm", 1, 0}, "w/m2": {"W/m²", 1, 0},
		"": {"", 1, 0}, "-": {"", 1, 0}, "ph": {"", 1, 0},
		"pt-co": {"Pt-Co", 1, 0}, "ptco": {"Pt-Co", 1, 0}, "tcu": {"Pt-Co", 1, 0},
		"mpn/100ml": {"MPN/100 ml", 1, 0},
		"us/cm":     {"µS/cm", 1, 0}, "ms/cm": {"µS/cm", 1e3, 0},
		"ntu": {"NTU", 1, 0},
		"m":   {"m", 1, 0}, "cm": {"m", 0.01, 0},
		"m3/h": {"m³/h", 1, 0}, "m3/s": {"m³/h", 3600, 0}, "l/s": {"m³/h", 3.6, 0}, "m3/ngay": {"m³/h", 1.0 / 24, 0}, "m3/day": {"m³/h", 1.0 / 24, 0},
		"m3/ngaydem": {"m³/h", 1.0 / 24, 0}, "m3/d": {"m³/h", 1.0 / 24, 0},
	}[unit]
	return s, ok
}

// plain writes a unit in small ASCII letters without spaces: "µg/Nm³" gives ug/nm3.
func plain(unit string) string {
	s := norm.NFKD.String(strings.ToLower(strings.TrimSpace(unit)))
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'µ' || r == 'μ': // the sign and the Greek letter
			return 'u'
		case r == 'º' || r == '˚':
			return '°'
		case r == 'đ':
			return 'd'
		case r == ' ' || r == '^' || r == '_' || r >= 0x300 && r <= 0x36f:
			return -1
		}
		return r
	}, s)
}

// Convert turns a value from the unit it was sent in into the parameter's. Gases in ppb and
// ppm become mass per volume at 25 °C and 1 atm, by their molar mass. It is false where the
// unit is none of the parameter's dimension.
func (p Parameter) Convert(value float64, unit string) (float64, bool) {
	s, ok := p.scale(unit)
	if !ok {
		return 0, false
	}
	return value*s.factor + s.offset, true
}

// scale is that of a unit, where it is of the parameter's dimension.
func (p Parameter) scale(unit string) (scale, bool) {
	switch u := plain(unit); u {
	case "ppb", "ppm":
		s := scale{into: "µg/m³", factor: p.MolarMass / molarVolume} // ppb · g/mol / (l/mol) = µg/m³
		if u == "ppm" {
			s.factor *= 1000
		}
		return s, p.MolarMass != 0 && p.Unit == s.into
	default:
		s, ok := scales(u)
		if ok && s.into == "mg/l" && p.Unit == "µg/l" { // pesticides
			s.into, s.factor = p.Unit, s.factor*1000
		}
		return s, ok && s.into == p.Unit
	}
}
