package monitoring

import "sotay/internal/demo/terrain"

// offer is a parameter that a model gives, at its place among the model's values.
type offer struct{ parameter, method, unit, kept string }

// offers are what the models give, by kind, in their order.
func offers(kind string) []offer {
	const (
		mass = "µg/m³"
		mgl  = "mg/l"
	)
	switch kind {
	case "air":
		return []offer{
			{"PM2.5", "Suy giảm tia bêta", mass, mass},
			{"PM10", "Suy giảm tia bêta", mass, mass},
			{"O3", "Hấp thụ tử ngoại", mass, mass},
			{"NO2", "Quang hóa", mass, mass},
			{"NO", "Quang hóa", mass, mass},
			{"NOX", "Quang hóa", mass, mass},
			{"SO2", "Huỳnh quang tử ngoại", mass, mass},
			{"CO", "Hồng ngoại không phân tán", "mg/m³", mass},
			{"TEMP", "Điện trở", "°C", "°C"},
			{"RH", "Điện dung", "%", "%"},
		}
	case "surface_water":
		return []offer{
			{"PH", "Điện cực", "", ""},
			{"WTEMP", "Điện trở", "°C", "°C"},
			{"DO", "Quang học", mgl, mgl},
			{"TSS", "Tán xạ", mgl, mgl},
			{"COD", "Hấp thụ tử ngoại", mgl, mgl},
			{"NH4", "Điện cực chọn lọc ion", mgl, mgl},
			{"NO3", "Hấp thụ tử ngoại", mgl, mgl},
			{"PO4", "So màu", mgl, mgl},
			{"AS", "Von-ampe hòa tan", "µg/l", mgl},
		}
	case "ground_water":
		return []offer{{"LEVEL", "Áp lực", "m", "m"}, {"WTEMP", "Điện trở", "°C", "°C"}, {"PH", "Điện cực", "", ""}, {"EC", "Điện cực", "µS/cm", "µS/cm"}}
	case "waste_water":
		return []offer{
			{"FLOW", "Điện từ", "m³/h", "m³/h"},
			{"PH", "Điện cực", "", ""},
			{"WTEMP", "Điện trở", "°C", "°C"},
			{"COD", "Hấp thụ tử ngoại", mgl, mgl},
			{"TSS", "Tán xạ", mgl, mgl},
			{"NH4", "Điện cực chọn lọc ion", mgl, mgl},
		}
	case "emission":
		return []offer{
			{"FLOW", "Siêu âm", "m³/h", "m³/h"},
			{"PM", "Tán xạ laser", "mg/Nm³", mass},
			{"SO2", "Hồng ngoại không phân tán", "mg/Nm³", mass},
			{"NOX", "Quang hóa", "mg/Nm³", mass},
			{"CO", "Hồng ngoại không phân tán", "mg/Nm³", mass},
			{"O2", "Điện hóa", "%", "%"},
		}
	}
	return []offer{
		{"TEMP", "Điện trở", "°C", "°C"},
		{"RH", "Điện dung", "%", "%"},
		{"P", "Điện dung", "hPa", "hPa"},
		{"WINDSPD", "Siêu âm", "m/s", "m/s"},
		{"WINDDIR", "Siêu âm", "°", "°"},
		{"RAIN", "Gầu lật", "mm", "mm"},
		{"RAD", "Nhiệt điện", "W/m²", "W/m²"},
	}
}

// sensorsOf are the sensors of a station: cheap ones measure dust, those on a road no ozone,
// small streams no arsenic. Some analysers of gases send ppb.
func sensorsOf(s Station) []Sensor {
	var out []Sensor
	for i, o := range offers(s.Kind) {
		switch {
		case s.Kind == "air" && s.Grade == "indicative" != (o.kept == "°C" || o.kept == "%") && o.parameter != "PM2.5" && o.parameter != "PM10",
			s.Kind == "air" && o.parameter == "O3" && s.traits.traffic == 0.9,
			s.Kind == "surface_water" && o.parameter == "AS" && terrain.Even(s.seed, 7) < 0.25:
			continue
		}
		x := Sensor{Parameter: o.parameter, Medium: medium(s.Kind, o.parameter), Method: o.method, Unit: o.unit, Kept: o.kept, place: i, Device: "Thiết bị minh họa"}
		if s.Grade == "indicative" {
			x.Method, x.Device = "Cảm biến giá rẻ", "Cảm biến minh họa"
		}
		if s.Kind == "air" && gas(o.parameter) && o.parameter != "CO" && (s.seed-firstSeed)/seedStep%3 == 0 {
			x.Unit = "ppb"
		}
		out = append(out, x)
	}
	return out
}

// medium of a parameter at a kind of station.
func medium(kind, parameter string) string {
	switch {
	case parameter == "FLOW":
		return "flow"
	case kind == "weather" || parameter == "TEMP" || parameter == "RH":
		return "weather"
	case kind == "air" || kind == "emission":
		return "air"
	}
	return "water"
}

// gas tells which parameters are calibrated by span gas each night.
func gas(parameter string) bool {
	switch parameter {
	case "O3", "NO2", "NO", "NOX", "SO2", "CO":
		return true
	}
	return false
}

// decimals that values of a parameter have.
func decimals(parameter string) float64 {
	switch parameter {
	case "AS":
		return 1e4
	case "NH4", "PO4":
		return 1e3
	case "PH", "DO", "NO3", "LEVEL":
		return 1e2
	case "CO", "RAD", "EC", "WINDDIR", "RH", "PM":
		return 1
	}
	return 10
}
