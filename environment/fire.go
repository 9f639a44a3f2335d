package environment

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// FireLevel is one of the five levels of forest fire danger (Decree 156/2018/NĐ-CP, Article 46).
type FireLevel struct {
	Level  int
	Roman  string
	NameVi string
	NameEn string
	// Color is our own, from light to dark: the decree gives a sign and no colour for each level.
	Color string
}

// FireLevels lists the levels, the lowest first.
func FireLevels() []FireLevel {
	return []FireLevel{
		{1, "I", "Thấp", "Low", "#fff0a8"},
		{2, "II", "Trung bình", "Medium", "#fdc55e"},
		{3, "III", "Cao", "High", "#f28a30"},
		{4, "IV", "Nguy hiểm", "Dangerous", "#cf3f27"},
		{5, "V", "Cực kỳ nguy hiểm", "Extremely dangerous", "#7a0c2b"},
	}
}

// FireRules turn the index P into a level: Above are the values of P above which levels II, III,
// IV and V begin. Provinces set their own; levels are announced by bulletins alone, these are
// for reference.
type FireRules struct {
	Above  [4]float64
	Source string
}

// DefaultFireRules are those of Thừa Thiên Huế, whose decision is public.
func DefaultFireRules() FireRules {
	return FireRules{[4]float64{5000, 10000, 15000, 20000}, "Quyết định 33/2022/QĐ-UBND tỉnh Thừa Thiên Huế"}
}

// Level is the level of a value of P.
func (r FireRules) Level(p float64) int {
	level := 1
	for _, above := range r.Above {
		if p > above {
			level++
		}
	}
	return level
}

// FireWeather is a day's weather at a station as the index takes it; nil is not known.
type FireWeather struct {
	Day         string   // YYYY-MM-DD, of UTC+7
	Temperature *float64 // °C, mean of the hour that ends at 13:00
	Humidity    *float64 // %, of the same hour
	Rain        *float64 // mm, of the day before
}

// FireValue is the index of a day.
type FireValue struct {
	FireWeather
	Deficit *float64 // hPa
	P       *float64 // nil where a part is not known
	Since   string   // first day of the sum
	Missing int      // days of the sum that are not known and add nothing
}

const (
	fireRain    = 5.0 // mm of a day that put an end to the sum
	fireMissing = 5   // more days than this without weather, one after the other, end it too
)

// FireIndex computes the index P of a station from the weather of days that follow each other.
//
// P = K · Σ t·d after Nesterov: t in °C and the saturation deficit d in hPa at 13:00, K = 0 on
// a day before which it rained 5 mm or more, else 1. The formula and the table of K are from
// memory: not verified with an official text. A day that is not known has no index and adds
// nothing. Days before the first that is known are left out.
func FireIndex(days []FireWeather) []FireValue {
	var out []FireValue
	sum, since, missing, gap := 0.0, "", 0, 0
	for _, day := range days {
		v := FireValue{FireWeather: day, Deficit: saturationDeficit(day.Temperature, day.Humidity)}
		switch {
		case day.Rain != nil && *day.Rain >= fireRain:
			sum, since, missing, gap = 0, day.Day, 0, 0
			v.P = new(float64)
		case day.Rain == nil || v.Deficit == nil:
			if missing, gap = missing+1, gap+1; gap > fireMissing {
				sum, since = 0, ""
			}
		default:
			if since == "" {
				since, missing = day.Day, 0
			}
			gap = 0
			sum += math.Max(0, *day.Temperature) * *v.Deficit
			p := sum
			v.P = &p
		}
		if since != "" {
			v.Since, v.Missing = since, missing
			out = append(out, v)
		}
	}
	return out
}

// saturationDeficit is what the air at a temperature (°C) and relative humidity (%) could still
// take, in hPa; the pressure of saturation over water by Magnus' formula with the constants of
// WMO-No. 8 (2018), Annex 4.B.
func saturationDeficit(temperature, humidity *float64) *float64 {
	if temperature == nil || humidity == nil {
		return nil
	}
	t := *temperature
	d := 6.112 * math.Exp(17.62*t/(243.12+t)) * (1 - math.Min(100, math.Max(0, *humidity))/100)
	return &d
}

// fireWindow is how many days back the index is computed: a dry season.
const fireWindow = 250

// fireIndex computes the index of all weather stations anew and writes what is different: late
// and revised readings correct it.
func (s *Store) fireIndex(ctx context.Context) error {
	now := s.now().In(calendar.Zone())
	last := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	if now.Sub(last) < 13*time.Hour {
		last = last.AddDate(0, 0, -1)
	}
	return pgx.BeginFunc(ctx, s.db.App, func(tx pgx.Tx) error {
		weather, err := fireWeather(ctx, tx, last.AddDate(0, 0, 1-fireWindow), last)
		if err != nil {
			return fmt.Errorf("weather of fire danger: %w", err)
		}
		if err := s.writeFireIndex(ctx, tx, weather); err != nil {
			return fmt.Errorf("fire index: %w", err)
		}
		return nil
	})
}

// fireWeather reads the days first to last, none left out, by station. A reading of rain is what
// fell since the one before; a day's rain is known with 18 hours of it.
func fireWeather(ctx context.Context, tx pgx.Tx, first, last time.Time) (map[int64][]FireWeather, error) {
	rows, err := tx.Query(ctx, `
		WITH days AS (
			SELECT day, (day + time '13:00') AT TIME ZONE 'Asia/Ho_Chi_Minh' AS at13, (day - 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS from_hour,
			       day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS to_hour
			FROM  (SELECT generate_series($1::date, $2::date, interval '1 day')::date AS day) AS d
		), measures AS (
			SELECT id, code FROM data.parameters WHERE medium = 'weather' AND code IN ('TEMP', 'RH', 'RAIN')
		)
		SELECT s.id, d.day::text,
		       (SELECT h.mean FROM data.readings_hourly h WHERE h.station = s.id AND h.parameter = (SELECT id FROM measures WHERE code = 'TEMP') AND h.hour = d.at13),
		       (SELECT h.mean FROM data.readings_hourly h WHERE h.station = s.id AND h.parameter = (SELECT id FROM measures WHERE code = 'RH') AND h.hour = d.at13),
		       (SELECT CASE WHEN count(h.mean) >= 18 OR sum(h.mean * h.expected) >= $3 THEN sum(h.mean * h.expected) END
		        FROM   data.readings_hourly h
		        WHERE  h.station = s.id AND h.parameter = (SELECT id FROM measures WHERE code = 'RAIN') AND h.hour > d.from_hour AND h.hour <= d.to_hour)
		FROM   data.stations s CROSS JOIN days d
		WHERE  s.kind = 'weather'
		ORDER  BY s.id, d.day`, first.Format(time.DateOnly), last.Format(time.DateOnly), fireRain)
	if err != nil {
		return nil, err
	}
	weather := map[int64][]FireWeather{}
	var id int64
	var w FireWeather
	_, err = pgx.ForEachRow(rows, []any{&id, &w.Day, &w.Temperature, &w.Humidity, &w.Rain}, func() error {
		weather[id] = append(weather[id], w)
		w.Temperature, w.Humidity, w.Rain = nil, nil, nil
		return nil
	})
	return weather, err
}

// writeFireIndex writes what is different, and removes what is not there any more.
func (s *Store) writeFireIndex(ctx context.Context, tx pgx.Tx, weather map[int64][]FireWeather) error {
	_, err := tx.Exec(ctx, `DELETE FROM data.fire_index f USING data.stations s WHERE s.id = f.station AND s.kind <> 'weather'`)
	if err != nil {
		return err
	}
	for id, days := range weather {
		values := FireIndex(days)
		day := []string{} // not NULL, by which nothing would be deleted below
		var since []string
		var temperature, deficit, rain, p []*float64
		var level []*int16
		var missing []int32
		for _, v := range values {
			day, since, missing = append(day, v.Day), append(since, v.Since), append(missing, int32(v.Missing))
			temperature, deficit, rain, p = append(temperature, v.Temperature), append(deficit, v.Deficit), append(rain, v.Rain), append(p, v.P)
			level = append(level, s.fireLevel(v.P))
		}
		_, err := tx.Exec(ctx, `DELETE FROM data.fire_index WHERE station = $1 AND day BETWEEN $2::date AND $3::date AND day <> ALL ($4::date[])`,
			id, days[0].Day, days[len(days)-1].Day, day)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO data.fire_index AS f (station, day, temperature, deficit, rain, p, level, since, missing)
			SELECT $1, * FROM unnest($2::date[], $3::float8[], $4::float8[], $5::float8[], $6::float8[], $7::smallint[], $8::date[], $9::int[])
			ON CONFLICT (station, day) DO UPDATE
			SET    (temperature, deficit, rain, p, level, since, missing) =
			       (EXCLUDED.temperature, EXCLUDED.deficit, EXCLUDED.rain, EXCLUDED.p, EXCLUDED.level, EXCLUDED.since, EXCLUDED.missing)
			WHERE  (f.temperature, f.deficit, f.rain, f.p, f.level, f.since, f.missing) IS DISTINCT FROM
			       (EXCLUDED.temperature, EXCLUDED.deficit, EXCLUDED.rain, EXCLUDED.p, EXCLUDED.level, EXCLUDED.since, EXCLUDED.missing)`,
			id, day, temperature, deficit, rain, p, level, since, missing)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) fireLevel(p *float64) *int16 {
	if p == nil {
		return nil
	}
	level := int16(s.Fire.Level(*p))
	return &level
}
