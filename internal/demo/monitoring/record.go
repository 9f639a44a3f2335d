package monitoring

import (
	"math"
	"time"

	"sotay/internal/calendar"
	"sotay/internal/demo/terrain"
)

// Year is how many days of record a full one has.
const Year = 365

// Record is what the stations sent in some days up to Now: of the last week each reading, of
// the time before the hourly values that an archive keeps.
type Record struct {
	Now   time.Time // of a whole interval
	Week  time.Time // a whole hour: readings are later, hours end then or before
	First time.Time // a midnight in UTC+7, or where there are no hours Week: all is later

	events *events
	hours  []moment // in the middle of each hour
	week   []moment // at each interval
}

// Reading is a value in the unit it is kept in. Sensor is its place in Station.Sensors.
type Reading struct {
	Sensor int
	At     time.Time
	Value  float64
	Status int16
}

// Hour is what an archive keeps of an hour, labelled by its end: how many values were sent
// and count, their mean where they are three quarters of those expected, else NaN, and the
// lowest and highest.
type Hour struct {
	Sensor                      int
	End                         time.Time
	Received, Counted, Expected int
	Mean, Lowest, Highest       float64
}

// New makes the record of so many days up to a moment.
func New(now time.Time, days int) *Record {
	r := &Record{Now: now.Truncate(Interval).UTC()}
	r.Week = r.Now.Truncate(time.Hour).AddDate(0, 0, -min(days, 7))
	local := r.Now.In(calendar.Zone()).AddDate(0, 0, -days)
	r.First = time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, local.Location()).UTC()
	if days <= 7 {
		r.First = r.Week
	}
	r.events = eventsBefore(r.Now)
	for h := r.First.Add(30 * time.Minute); h.Before(r.Week); h = h.Add(time.Hour) {
		r.hours = append(r.hours, skyAt(h, r.events.inversion))
	}
	for at := r.Week.Add(Interval); !at.After(r.Now); at = at.Add(Interval) {
		r.week = append(r.week, skyAt(at, r.events.inversion))
	}
	return r
}

// Since makes the record of what is later than one moment, up to another: readings alone.
func Since(from, now time.Time) *Record {
	r := &Record{Now: now.Truncate(Interval).UTC(), Week: from.Truncate(Interval).UTC()}
	r.First = r.Week
	r.events = eventsBefore(r.Now)
	for at := r.Week.Add(Interval); !at.After(r.Now); at = at.Add(Interval) {
		r.week = append(r.week, skyAt(at, r.events.inversion))
	}
	return r
}

// Hours of a station before the last week, each sensor's in the order of time.
func (r *Record) Hours(s Station) []Hour {
	out := make([]Hour, 0, len(s.Sensors)*len(r.hours))
	values := r.values(&s, r.hours)
	for i, x := range s.Sensors {
		for k := range r.hours {
			m := &r.hours[k]
			if r.events.down(&s, m.at) {
				continue
			}
			h := Hour{Sensor: i, End: m.at.Add(30 * time.Minute), Expected: int(time.Hour / Interval)}
			h.Received, h.Counted = r.sent(&s, x, m)
			v := values[k][x.place]
			spread := math.Abs(v) * (0.02 + 0.07*terrain.Even(s.seed, 51, int64(x.place), int64(k)))
			h.Mean, h.Lowest, h.Highest = round(v, 100*decimals(x.Parameter)), round(v-spread, decimals(x.Parameter)), round(v+spread, decimals(x.Parameter))
			if 4*h.Counted < 3*h.Expected {
				h.Mean = math.NaN()
			}
			out = append(out, h)
		}
	}
	return out
}

// sent is how many values of an hour came, and how many count: some are lost, and analysers
// are calibrated at night.
func (r *Record) sent(s *Station, x Sensor, m *moment) (received, counted int) {
	received = 12
	switch e := terrain.Even(s.seed, 52, m.at.Unix()); {
	case e < 0.004:
		received = 5
	case e < 0.03:
		received = 10 + int(e*1000)%2
	}
	counted = received
	if s.Kind == "air" && gas(x.Parameter) && math.Floor(m.hour) == 2 {
		counted = max(0, received-3)
	}
	return received, counted
}

// Readings of a station in the last week, in the order of sensors and time.
func (r *Record) Readings(s Station) []Reading {
	out := make([]Reading, 0, len(s.Sensors)*len(r.week))
	values := r.values(&s, r.week)
	for i, x := range s.Sensors {
		stuck := math.NaN()
		for k := range r.week {
			m := &r.week[k]
			if r.events.down(&s, m.at) || terrain.Even(s.seed, 53, m.at.Unix()) < 0.004 {
				continue
			}
			v := Reading{i, m.at, round(values[k][x.place], decimals(x.Parameter)), r.events.status(&s, x, m.at)}
			switch v.Status {
			case 1:
				v.Value = round(4*(1+0.1*terrain.Even(s.seed, 54, m.at.Unix())), decimals(x.Parameter)) // zero gas
			case 2:
				if math.IsNaN(stuck) {
					stuck = v.Value
				}
				v.Value = stuck
			}
			out = append(out, v)
		}
	}
	return out
}

// values of the station's model at moments.
func (r *Record) values(s *Station, moments []moment) [][10]float64 {
	out := make([][10]float64, len(moments))
	model := models[s.Kind]
	for k := range moments {
		model(s, &moments[k], r.events, out[k][:])
	}
	return out
}

func round(v, scale float64) float64 { return math.Round(v*scale) / scale }
