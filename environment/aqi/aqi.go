// Package aqi computes VN_AQI, the Vietnamese index of air quality, as Decision
// 1459/QĐ-TCMT of 12 November 2019 of the Vietnam Environment Administration says.
//
// Concentrations are means of one hour in µg/m³ as the station reports them; NaN stands for
// an hour without a valid mean. Start with Hourly and Daily; Levels says what an index means.
package aqi

import (
	"fmt"
	"math"
	"slices"

	"sotay/environment/index"
)

// Pollutant is one that the index is made of.
type Pollutant string

// The pollutants of the index.
const (
	PM25 Pollutant = "PM2.5"
	PM10 Pollutant = "PM10"
	O3   Pollutant = "O3"
	NO2  Pollutant = "NO2"
	SO2  Pollutant = "SO2"
	CO   Pollutant = "CO"
)

// Pollutants lists them in the order in which indices list their parts.
func Pollutants() []Pollutant { return []Pollutant{PM25, PM10, O3, NO2, SO2, CO} }

// Basis is what a concentration is a mean over, or how it was weighted.
type Basis string

// The bases of the parts of an index.
const (
	Nowcast Basis = "nowcast" // 12 hours, weighted
	Hour    Basis = "1h"      // the hour, or the highest of the day
	Eight   Basis = "8h"      // the highest mean of eight hours of the day
	Day     Basis = "24h"
)

// Part is the index of one pollutant.
type Part struct {
	Pollutant     Pollutant
	Basis         Basis
	Concentration float64 // µg/m³
	Exact         float64 // before it is rounded
	Value         int
}

// Index is an index of a station for an hour or a day.
type Index struct {
	// Value is the largest of the parts, 0 … 500.
	Value int
	// Dominant is the pollutant of the largest part.
	Dominant Pollutant
	// Parts in the order of Pollutants, those alone that there is enough of.
	Parts []Part
}

// Why an index is not computed.
const (
	// NoParticles: neither PM10 nor PM2.5 is measured, one of which the decision requires.
	NoParticles index.Reason = "no_particles"
	// NotRecent: of the last three hours of PM10 and of PM2.5, two or three are missing.
	NotRecent index.Reason = "not_recent"
	// TooFewHours: the day has fewer than 18 hours of PM10 and of PM2.5.
	TooFewHours index.Reason = "too_few_hours"
)

// Sizes of what the functions are given.
const (
	NowcastHours = 12
	DayHours     = 24
	// Before are the hours of the day before that the means of eight hours reach into.
	Before = 7
)

// Three quarters of the hours make a mean. The decision itself leaves open how many of eight
// and of 24 hours there must be; it is what the aggregates of readings ask for.
const (
	enoughOf24 = 18
	enoughOf8  = 6
)

// Hourly computes the index of an hour from hourly means, the newest last: of PM10 and PM2.5
// the last twelve, of the gases the last one counts. A pollutant that is not measured is left
// out. It fails with an *index.NotComputedError.
func Hourly(means map[Pollutant][]float64) (Index, error) {
	reason := NoParticles
	var x Index
	for _, p := range Pollutants() {
		hours := means[p]
		if len(hours) == 0 {
			continue
		}
		if !p.particles() {
			x.add(p, Hour, hours[len(hours)-1])
			continue
		}
		reason = NotRecent
		x.add(p, Nowcast, nowcast(hours[max(0, len(hours)-NowcastHours):]))
	}
	return x.whole(reason)
}

// DayMeans is what the hours of a day (those that end at 01:00 … 24:00) tell of a pollutant,
// in µg/m³; NaN where too few of them are there.
type DayMeans struct {
	Mean    float64 // of the hours, 18 at least
	Highest float64 // of the hours
	Eight   float64 // highest mean of eight hours that end on the day, six of them at least
}

// Daily computes the index of a day from its 24 hourly means, after the seven of the day
// before that means of eight hours reach into: 31 values of each pollutant. It fails with an
// *index.NotComputedError, and on another number of hours.
func Daily(means map[Pollutant][]float64) (Index, error) {
	days := map[Pollutant]DayMeans{}
	for p, hours := range means {
		if len(hours) == 0 {
			continue
		}
		if len(hours) != Before+DayHours {
			return Index{}, fmt.Errorf("VN_AQI of a day: %s has %d hours, not %d", p, len(hours), Before+DayHours)
		}
		day := hours[Before:]
		mean, n := average(day)
		if n < enoughOf24 {
			mean = math.NaN()
		}
		days[p] = DayMeans{mean, highest(day), highest(eights(hours))}
	}
	return OfDay(days)
}

// OfDay computes the index of a day from its means, of each pollutant that is measured. It
// fails with an *index.NotComputedError.
func OfDay(days map[Pollutant]DayMeans) (Index, error) {
	reason := NoParticles
	var x Index
	for _, p := range Pollutants() {
		day, measured := days[p]
		if measured && p.particles() {
			reason = TooFewHours
		}
		switch {
		case !measured || !is(day.Mean):
		case p.particles():
			x.add(p, Day, day.Mean)
		default:
			x.add(p, Hour, day.Highest)
			if p == O3 && day.Eight <= mostEight {
				x.add(p, Eight, day.Eight)
			}
		}
	}
	return x.whole(reason)
}

// PartOf is the part of the index that the mean of one hour (µg/m³) would have by itself; false
// for what the index is not made of. The index itself weighs particles over twelve hours.
func PartOf(p Pollutant, mean float64) (int, bool) {
	if !slices.Contains(Pollutants(), p) {
		return 0, false
	}
	return round(part(p, Hour, mean)), true
}

func (p Pollutant) particles() bool { return p == PM10 || p == PM25 }

func is(c float64) bool { return !math.IsNaN(c) }

// add adds the part of a pollutant, if there is a concentration.
func (x *Index) add(p Pollutant, b Basis, c float64) {
	if !is(c) {
		return
	}
	exact := part(p, b, c)
	x.Parts = append(x.Parts, Part{p, b, c, exact, round(exact)})
}

// whole takes the largest part, or says why there is none.
func (x *Index) whole(reason index.Reason) (Index, error) {
	if !slices.ContainsFunc(x.Parts, func(p Part) bool { return p.Pollutant.particles() }) {
		return Index{}, &index.NotComputedError{Index: "VN_AQI", Reason: reason}
	}
	exact := -1.0
	for _, p := range x.Parts {
		if p.Exact > exact {
			x.Value, x.Dominant, exact = p.Value, p.Pollutant, p.Exact
		}
	}
	return *x, nil
}

// round is to the nearest, halves up. (The decision prints 60 for a part of 59.35 and 65 for
// one of 65.4; its other examples are all rounded so.)
func round(exact float64) int { return int(math.Floor(exact + 0.5)) }

// nowcast weighs the hourly means of twelve hours, the newest last, as section 2.2.1 a of the
// decision: w is the smallest over the largest, at least ½. With ½ the weights are ½, ¼, …, and
// what a missing hour would have weighed is lost, not shared among the others. NaN where two
// of the three newest are missing.
func nowcast(hours []float64) float64 {
	recent, low, high := 0, math.Inf(1), math.Inf(-1)
	for i, v := range hours {
		if !is(v) {
			continue
		}
		if len(hours)-i <= 3 {
			recent++
		}
		low, high = min(low, v), max(high, v)
	}
	if recent < 2 {
		return math.NaN()
	}
	w := 1.0
	if high > 0 {
		w = max(low/high, 0.5)
	}
	sum, weights, weight := 0.0, 0.0, 1.0
	for i := len(hours) - 1; i >= 0; i-- {
		if is(hours[i]) {
			sum, weights = sum+weight*hours[i], weights+weight
		}
		weight *= w
	}
	if w == 0.5 {
		return sum / 2
	}
	return sum / weights
}

func average(hours []float64) (mean float64, n int) {
	sum := 0.0
	for _, v := range hours {
		if is(v) {
			sum, n = sum+v, n+1
		}
	}
	return sum / float64(n), n
}

func highest(hours []float64) float64 {
	high := math.NaN()
	for _, v := range hours {
		if is(v) && !(v <= high) {
			high = v
		}
	}
	return high
}

// eights gives the means over eight hours that end at each hour of the day.
func eights(hours []float64) []float64 {
	means := make([]float64, 0, DayHours)
	for end := Before + 1; end <= len(hours); end++ {
		mean, n := average(hours[end-8 : end])
		if n < enoughOf8 {
			mean = math.NaN()
		}
		means = append(means, mean)
	}
	return means
}
