package monitoring

import (
	"math"
	"time"

	"sotay/internal/calendar"
	"sotay/internal/demo/terrain"
)

// moment is what holds over the whole province at a time.
type moment struct {
	at      time.Time
	unix    float64
	hour    float64 // of the day in UTC+7, 0 to 24
	year    float64 // 0 at New Year, 1 at the next
	rest    bool    // Saturday and Sunday
	rain    float64 // mm/h
	fallen  float64 // mm of the last rain
	dry     float64 // hours since then
	cloud   float64 // 0 to 1
	sun     float64 // 0 at night, 1 overhead in a clear sky
	temp    float64 // °C
	wind    float64 // m/s
	heading float64 // ° that the wind comes from
	trapped float64 // 0 to 1: how far an inversion holds the air down
}

const twoPi = 2 * math.Pi

// wave is a cosine with its peak at the given part of the period, from -1 to 1.
func wave(x, peak, period float64) float64 { return math.Cos(twoPi * (x - peak) / period) }

// bell is 1 at the middle and falls to both sides.
func bell(x, middle, width float64) float64 {
	d := (x - middle) / width
	return math.Exp(-d * d)
}

// noise is a smooth course between -1 and 1 whose bends are about scale seconds apart.
func noise(seed int64, unix, scale float64) float64 {
	x := unix / scale
	i := math.Floor(x)
	f := x - i
	f = f * f * (3 - 2*f)
	a, b := terrain.Even(seed, int64(scale), int64(i)), terrain.Even(seed, int64(scale), int64(i)+1)
	return 2*(a*(1-f)+b*f) - 1
}

// skyAt is the weather of a time.
func skyAt(at time.Time, inversion time.Time) moment {
	local := at.In(calendar.Zone())
	m := moment{
		at: at, unix: float64(at.Unix()),
		hour: float64(local.Hour()) + float64(local.Minute())/60 + float64(local.Second())/3600,
		year: (float64(local.YearDay()-1) + float64(local.Hour())/24) / 365.25,
		rest: local.Weekday() == time.Saturday || local.Weekday() == time.Sunday,
	}
	m.fallAt(local)
	wet := wetness(m.year)
	m.cloud = math.Min(1, math.Max(0, 0.35+0.3*wet+0.35*noise(11, m.unix, 5*3600)+0.3*math.Min(1, m.rain)))
	m.sun = math.Max(0, math.Sin(math.Pi*(m.hour-5.8)/12.1)) * (1 - 0.75*m.cloud)
	if m.hour < 5.8 || m.hour > 17.9 {
		m.sun = 0
	}
	m.temp = 27.1 + 1.3*wave(m.year, 0.33, 1) + (3.4-1.4*m.cloud)*wave(m.hour, 13.8, 24) - 2.6*math.Min(1, m.rain/6) + 0.6*noise(12, m.unix, 9*3600)
	m.wind = math.Max(0.3, 2.3+1.5*wave(m.hour, 14.5, 24)+0.8*noise(13, m.unix, 7*3600)+1.5*math.Min(1, m.rain/8))
	m.heading = math.Mod(360+50+180*wet+35*noise(14, m.unix, 11*3600), 360)
	if since := at.Sub(inversion).Hours(); since > 0 && since < trappedHours {
		m.trapped = math.Sin(math.Pi*since/trappedHours) * (0.75 + 0.25*wave(m.hour, 4, 24))
		m.wind *= 1 - 0.6*m.trapped
	}
	return m
}

// wetness is the season: 0 in February, 1 in September.
func wetness(year float64) float64 { return 0.5 + 0.5*wave(year, 0.68, 1) }

// fallAt sets rain and what has fallen. On some days there is one shower, in the afternoon.
func (m *moment) fallAt(local time.Time) {
	m.dry = 99
	midnight := m.unix - m.hour*3600
	for back := range 2 {
		day := midnight - float64(back)*86400
		n := int64(math.Round(day / 86400))
		if terrain.Even(21, n) > 0.04+0.62*wetness(m.year) {
			continue
		}
		start, hours := day+3600*(12+8*terrain.Even(22, n)), 1+3*terrain.Even(23, n)
		peak := 3 + 26*math.Pow(terrain.Even(24, n), 2)
		into := (m.unix - start) / 3600 // hours
		if into < 0 {
			continue
		}
		part := math.Min(1, into/hours)
		m.fallen = peak * hours / 2 * (part - math.Sin(twoPi*part)/twoPi) // the integral of the rain
		m.dry = math.Max(0, into-hours)
		if part < 1 {
			m.rain = peak * math.Pow(math.Sin(math.Pi*part), 2)
		}
		return
	}
}

// washed is the share of the dust that rain has left.
func (m *moment) washed() float64 {
	return 1 - 0.65*math.Min(1, m.fallen/12)*math.Exp(-m.dry/9)
}

// runoff is how much rain still runs from the land, 0 to 1.
func (m *moment) runoff() float64 { return math.Min(1, m.fallen/25) * math.Exp(-m.dry/7) }

// humidity in %, by the temperature of a place.
func (m *moment) humidity(temp float64) float64 {
	return math.Min(99, math.Max(38, 76+6*wetness(m.year)-4.1*(temp-27.5)+14*math.Min(1, m.rain/4)+3*noise(15, m.unix, 6*3600)))
}
