package monitoring

import (
	"math"

	"sotay/internal/demo/terrain"
)

// models give what a station of a kind measures, in the order of offers.
var models = map[string]func(*Station, *moment, *events, []float64){
	"air": airModel, "surface_water": surfaceModel, "ground_water": groundModel,
	"waste_water": wasteModel, "emission": emissionModel, "weather": weatherModel,
}

// busy is traffic and work by the hour, from 0 to about 1.
func (m *moment) busy() float64 {
	b := 0.12 + 0.95*bell(m.hour, 7.6, 1.5) + 0.85*bell(m.hour, 17.8, 2) + 0.35*bell(m.hour, 12.5, 4)
	if m.rest {
		b *= 0.62
	}
	return b
}

// nox turns NO into the mass of NO2 that it counts for, by their molar masses.
const nox = 46.0055 / 30.006

func airModel(s *Station, m *moment, e *events, out []float64) {
	t, busy := s.traits, m.busy()
	winter := 1 + 0.35*wave(m.year, 0.05, 1)
	vent := 1 / (0.5 + 0.2*m.wind)
	wob := func(i int64, scale float64) float64 { return noise(s.seed+i, m.unix, scale) }
	fine := (10 + 15*t.traffic*busy + 12*t.industry + 4*(1-t.sea)) * winter * vent * m.washed() * (1 + 1.6*m.trapped) *
		math.Exp(0.24*noise(31, m.unix, 20*3600)+0.18*wob(1, 6*3600)+0.1*wob(2, 2400))
	coarse := 3 + fine*(0.5+0.2*wob(3, 5*3600)) + 9*t.dust*m.wind/3*m.washed()*(0.4+0.6*busy) + 4*t.sea*m.wind/4
	no2 := (6 + 24*t.traffic*busy + 9*t.industry) * vent * (1 + 0.9*m.trapped) * math.Exp(0.2*wob(4, 4*3600)+0.1*wob(5, 1800))
	no := no2 * (0.12 + 0.45*t.traffic*bell(m.hour, 7.4, 1.4) + 0.2*busy*t.traffic) * math.Exp(0.2*wob(6, 3600))
	noon := bell(m.hour, 13.6, 3.3) * (1 - 0.6*m.cloud)
	o3 := math.Max(3, (30+110*noon*(1+0.25*wave(m.year, 0.2, 1))*math.Exp(0.35*noise(32, m.unix, 30*3600)))*(1+0.1*wob(7, 3*3600))-0.35*no2)
	so2 := (4 + 24*t.industry) * vent * math.Exp(0.45*wob(8, 4*3600)+0.1*wob(9, 1500))
	if s.Code == exceeding {
		so2 += 430 * e.plume(m.unix) * (1 + 0.04*wob(9, 1500))
	}
	co := (280 + 620*t.traffic*busy + 150*t.industry) * vent * (1 + m.trapped) * math.Exp(0.15*wob(10, 3*3600))
	temp := m.temp + 0.5*t.traffic - 0.4*t.sea + 0.2*wob(11, 3*3600)
	copy(out, []float64{fine, fine + coarse, o3, no2, no, no2 + no*nox, so2, co, temp, m.humidity(temp)})
}

func surfaceModel(s *Station, m *moment, e *events, out []float64) {
	t, spill := s.traits, e.spill(s.Code, m.unix)
	wob := func(i int64, scale float64) float64 { return noise(s.seed+i, m.unix, scale) }
	temp := 27.9 + 1.5*wave(m.year, 0.36, 1) + 0.7*wave(m.hour, 15.5, 24) + 0.4*wob(1, 40*3600)
	day := wave(m.hour, 15, 24) // algae breathe out by day
	full := 14.652 - 0.41022*temp + 0.0079910*temp*temp - 0.000077774*temp*temp*temp
	oxygen := math.Max(0.6, full*(0.88-0.17*t.load+0.04*day+0.03*wob(2, 9*3600))-3.6*spill)
	flush := 1 + 1.3*m.runoff()*(1-0.6*boolean(t.lake))
	out[0] = 7.1 + 0.3*boolean(t.lake) + 0.3*t.tide + 0.1*day + 0.08*wob(3, 14*3600) - 0.35*spill
	out[1], out[2] = temp, oxygen
	out[3] = (14 + 24*t.load) * flush * math.Exp(0.2*wob(4, 10*3600)) * (1 + 1.5*spill)
	out[4] = (6.2+6.2*t.load)*math.Exp(0.1*wob(5, 16*3600)+0.04*wob(6, 3600))*(0.9+0.1*flush) + 52*spill
	out[5] = (0.06+0.17*t.load)*math.Exp(0.18*wob(7, 12*3600)) + 3.4*spill
	out[6] = (0.8 + 6*t.load) * math.Exp(0.15*wob(8, 20*3600))
	out[7] = (0.05 + 0.45*t.load) * math.Exp(0.15*wob(9, 20*3600)) * (1 + 2*spill)
	out[8] = (0.0016 + 0.003*t.load) * math.Exp(0.15*wob(10, 30*3600))
}

func boolean(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func groundModel(s *Station, m *moment, _ *events, out []float64) {
	wob := func(i int64, scale float64) float64 { return noise(s.seed+i, m.unix, scale) }
	own := terrain.Even(s.seed, 3)
	out[0] = -4 - 9*own + 1.3*wave(m.year, 0.8, 1) - 0.25*bell(m.hour, 18, 3) + 0.15*wob(1, 90*3600)
	out[1] = 27.6 + 0.25*wave(m.year, 0.5, 1) + 0.05*wob(2, 40*3600)
	out[2] = 5.9 + 0.9*own + 0.05*wob(3, 60*3600)
	out[3] = (160 + 380*own) * (1 + 0.05*wave(m.year, 0.3, 1) + 0.01*wob(4, 30*3600))
}

func wasteModel(s *Station, m *moment, _ *events, out []float64) {
	wob := func(i int64, scale float64) float64 { return noise(s.seed+i, m.unix, scale) }
	work := 0.45 + 0.55*bell(m.hour, 14, 5)
	if m.rest {
		work *= 0.7
	}
	out[0] = (90 + 260*s.traits.industry) * work * math.Exp(0.1*wob(1, 3*3600)) * (1 + 0.25*m.runoff())
	out[1] = 7.3 + 0.25*wob(2, 8*3600)
	out[2] = m.temp + 2.5 + 0.4*wob(3, 5*3600)
	out[3] = (28 + 26*s.traits.industry*work) * math.Exp(0.16*wob(4, 7*3600))
	out[4] = (14 + 16*s.traits.industry) * math.Exp(0.18*wob(5, 6*3600))
	out[5] = (1.1 + 2.4*work) * math.Exp(0.2*wob(6, 9*3600))
}

func emissionModel(s *Station, m *moment, _ *events, out []float64) {
	wob := func(i int64, scale float64) float64 { return noise(s.seed+i, m.unix, scale) }
	load := 0.75 + 0.2*wob(1, 12*3600)
	out[0] = (21000 + 60000*s.traits.industry) * load * math.Exp(0.03*wob(2, 1800))
	out[1] = (14 + 18*s.traits.industry*load) * 1000 * math.Exp(0.2*wob(3, 3*3600))
	out[2] = (60 + 90*s.traits.industry*load) * 1000 * math.Exp(0.2*wob(4, 4*3600))
	out[3] = (120 + 160*load) * 1000 * math.Exp(0.12*wob(5, 3*3600))
	out[4] = (40 + 60*(1-load)) * 1000 * math.Exp(0.25*wob(6, 2*3600))
	out[5] = 6.5 + 3.5*(1-load) + 0.4*wob(7, 3600)
}

func weatherModel(s *Station, m *moment, _ *events, out []float64) {
	wob := func(i int64, scale float64) float64 { return noise(s.seed+i, m.unix, scale) }
	out[0] = m.temp - 0.5*s.traits.sea*wave(m.hour, 13.8, 24) + 0.3*wob(1, 4*3600)
	out[1] = m.humidity(out[0])
	out[2] = 1009.5 + 1.8*wave(m.year, 0.02, 1) + 1.3*wave(m.hour, 10, 12) + 0.8*noise(16, m.unix, 50*3600)
	out[3] = m.wind * (0.85 + 0.5*s.traits.sea) * math.Exp(0.2*wob(2, 1200))
	out[4] = math.Mod(360+m.heading+14*wob(3, 1500), 360)
	out[5] = m.rain / 12 * (1 + 0.45*wob(4, 2*3600)) // in five minutes
	out[6] = 1000 * m.sun * (1 + 0.06*wob(5, 1200))
}
