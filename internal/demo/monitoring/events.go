package monitoring

import (
	"math"
	"time"

	"sotay/internal/calendar"
	"sotay/internal/demo/terrain"
)

// The stations to which things happen.
const (
	exceeding   = "KK05" // a plume of sulphur dioxide, at present
	spilt       = "NM02" // COD and ammonium for two days of the last week
	downstream  = "NM03" // where that arrives later
	faulty      = "NM04" // its sensor of solids was stuck for a day and a half
	silentLong  = "KK18" // has sent nothing for more than a day
	silentShort = "NM07" // nothing for nine hours
	resent      = "KK02" // sent two hours again with other values
)

// trappedHours is how long the inversion lasts.
const trappedHours = 5 * 24.0

// events lie before the moment that the record ends at.
type events struct {
	now       time.Time
	inversion time.Time // when it begins
	began     float64   // the spill, Unix seconds
	end       float64   // now, Unix seconds
}

func eventsBefore(now time.Time) *events {
	e := &events{now: now, end: float64(now.Unix()), began: float64(now.Add(-4*24*time.Hour - 6*time.Hour).Unix())}
	local := now.In(calendar.Zone())
	for _, month := range []time.Month{time.February, time.January, time.December} {
		at := time.Date(local.Year(), month, 11, 18, 0, 0, 0, local.Location())
		if now.Sub(at) < 9*24*time.Hour {
			at = at.AddDate(-1, 0, 0)
		}
		if at.After(e.inversion) {
			e.inversion = at
		}
	}
	return e
}

// spill is how strong the spill is at a station: 1 at its worst. It rises within hours and
// fades over two days.
func (e *events) spill(code string, unix float64) float64 {
	hours, share := (unix-e.began)/3600, 1.0
	switch code {
	case spilt:
	case downstream:
		hours, share = hours-9, 0.55
	default:
		return 0
	}
	if hours <= 0 || hours >= 48 {
		return 0
	}
	return share * math.Min(1, hours/4) * math.Pow(1-hours/48, 0.7)
}

// plume rises over the last five hours.
func (e *events) plume(unix float64) float64 {
	return math.Min(1, math.Max(0, (unix-e.end)/3600+5)/1.2)
}

// down tells whether a station sends nothing: the silent ones, and each now and then, for
// some hours of about eight days a year.
func (e *events) down(s *Station, at time.Time) bool {
	switch ago := e.now.Sub(at); {
	case s.Code == silentLong && ago < 30*time.Hour, s.Code == silentShort && ago < 9*time.Hour:
		return true
	case ago < 12*time.Hour:
		return false
	}
	day := at.Unix() / 86400
	if terrain.Even(s.seed, 41, day) > 8.0/365 {
		return false
	}
	from, hours := 20*terrain.Even(s.seed, 42, day), 0.7+7*terrain.Even(s.seed, 43, day)
	into := float64(at.Unix()%86400)/3600 - from
	return into > 0 && into < hours
}

// status of a value: 1 while span gas is let into analysers of gases, three times in the
// hour after two at night; 2 where a sensor is broken.
func (e *events) status(s *Station, x Sensor, at time.Time) int16 {
	if e.stuck(s, x, at) {
		return 2
	}
	if s.Kind == "air" && gas(x.Parameter) {
		if local := at.In(calendar.Zone()); local.Hour() == 2 && local.Minute() >= 5 && local.Minute() <= 15 {
			return 1
		}
	}
	return 0
}

// stuck tells when the faulty sensor gives one value only.
func (e *events) stuck(s *Station, x Sensor, at time.Time) bool {
	ago := e.now.Sub(at)
	return s.Code == faulty && x.Parameter == "TSS" && ago > 78*time.Hour && ago < 114*time.Hour
}
