package monitoring

import (
	"strconv"
	"time"

	"sotay/internal/calendar"
)

// Message is a reading as a station sends it: texts, a time of UTC+7.
type Message struct{ Station, Parameter, At, Value, Unit, Status string }

// stamp is how the files of Circular 10/2021 write a time.
const stamp = "20060102150405"

func messageOf(s Station, r Reading) Message {
	x := s.Sensors[r.Sensor]
	return Message{
		Station: s.Code, Parameter: x.Parameter, At: r.At.In(calendar.Zone()).Format(stamp),
		Value: strconv.FormatFloat(r.Value, 'f', -1, 64), Unit: x.Kept, Status: "0" + strconv.Itoa(int(r.Status)),
	}
}

// Messages are the readings of a station as it sends them.
func (r *Record) Messages(s Station) []Message {
	var out []Message
	for _, v := range r.Readings(s) {
		out = append(out, messageOf(s, v))
	}
	return out
}

// Late is what comes after the record: two hours of dust sent again, half of it with other
// values, and what nobody can take for a reading.
func (r *Record) Late(stations []Station) []Message {
	var out []Message
	s, _ := Find(stations, resent)
	for i, v := range r.Readings(s) {
		ago := r.Now.Sub(v.At)
		if p := s.Sensors[v.Sensor].Parameter; p != "PM2.5" && p != "PM10" || ago < 18*time.Hour || ago > 20*time.Hour {
			continue
		}
		if i%2 == 0 {
			v.Value = round(v.Value*1.08, decimals("PM2.5"))
		}
		out = append(out, messageOf(s, v))
	}
	recent := r.Now.Add(-time.Hour).In(calendar.Zone()).Format(stamp)
	return append(out,
		Message{"KK02", "BENZEN", recent, "1.4", "µg/m³", "00"},
		Message{"KK06", "TVOC", recent, "118", "ppb", "00"},
		Message{"NM05", "COD", recent, "9.1", "mg/kg", "00"},
		Message{"NT03", "FLOW", recent, "212", "ppm", "00"},
		Message{"KK09", "PM2,5", "20990101000000", "12.4", "µg/m³", "00"},
		Message{"KK99", "PM2,5", recent, "21.7", "µg/m³", "00"},
		Message{"NM01", "PH", recent, "71", "", "00"},
	)
}
