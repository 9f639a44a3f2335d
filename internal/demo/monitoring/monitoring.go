// Package monitoring is sixty stations of the demo province and what they would have sent: air,
// surface and ground water, waste water, emissions and weather, for a year up to a moment.
// All of it is invented: rain washes dust out, traffic and the sun make a day, an inversion
// a bad week in winter, a spill two bad days on a river; sensors fail and are calibrated.
//
// Stations places them, New makes their record. Besides the events, which lie before
// now, a value depends on its station and time alone, and is the same each time.
package monitoring

import (
	"time"

	"github.com/paulmach/orb"

	"sotay/internal/demo/terrain"
)

// Seeds of the stations.
const firstSeed, seedStep = 1000, 37

// Interval is how often the stations send.
const Interval = 5 * time.Minute

// Station is a monitoring station of the demo.
type Station struct {
	Code, Name, Kind, Grade string
	Operator                string
	WaterBody               string // river, stream or lake
	Since                   time.Time
	At                      orb.Point // VN-2000 107°45′, easting first, metres
	Sensors                 []Sensor

	seed   int64
	traits traits
}

// Sensor is what a station measures. Values of the record are in Kept.
type Sensor struct {
	Parameter string // as package environment writes it
	Medium    string // of the parameter: air, water, weather or flow
	Method    string
	Device    string
	Unit      string // in which the station sends
	Kept      string // in which sotay keeps values
	place     int    // in what the station's model gives
}

// traits are how a place differs from others, from 0 to 1.
type traits struct {
	traffic, industry, dust, sea float64 // of air
	load, tide                   float64 // of water: what is led into it, and how salt
	lake                         bool
}

// Stations are those of the province, in the order of their codes within each kind.
func Stations(land *terrain.Terrain) []Station {
	var out []Station
	for _, place := range []func(*terrain.Terrain) []Station{air, surface, ground, waste, emission, weather} {
		out = append(out, place(land)...)
	}
	for i := range out {
		s := &out[i]
		s.seed = firstSeed + seedStep*int64(i)
		if s.Grade == "" {
			s.Grade = "reference"
		}
		s.Since = time.Date(2019+int(4*terrain.Even(s.seed, 1)), time.Month(1+int(12*terrain.Even(s.seed, 2))), 1, 0, 0, 0, 0, time.UTC)
		s.Sensors = sensorsOf(*s)
	}
	return out
}

// Find gives the station of a code.
func Find(list []Station, code string) (Station, bool) {
	for _, s := range list {
		if s.Code == code {
			return s, true
		}
	}
	return Station{}, false
}
