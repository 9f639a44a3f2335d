package environment

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
)

// oldest is the earliest day of which a reading may be; ahead is how far clocks of stations
// may be ahead of ours; maxText is the longest member of a row, in bytes.
const (
	oldest  = "2000-01-01"
	ahead   = time.Hour
	maxText = 200
)

// clone is the same in memory of its own.
func (s Sent) clone() Sent {
	all := strings.Join([]string{s.Station, s.Parameter, s.At, s.Value, s.Unit, s.Status}, "")
	for _, member := range []*string{&s.Station, &s.Parameter, &s.At, &s.Value, &s.Unit, &s.Status} {
		n := len(*member)
		*member, all = all[:n], all[n:]
	}
	return s
}

// size is what it holds, in bytes.
func (s Sent) size() int {
	return len(s.Station) + len(s.Parameter) + len(s.At) + len(s.Value) + len(s.Unit) + len(s.Status)
}

func (s Sent) tooLong() bool {
	return max(len(s.Station), len(s.Parameter), len(s.At), len(s.Value), len(s.Unit), len(s.Status)) > maxText
}

// station is one that readings are sent for.
type station struct {
	id       int64
	kind     string
	operator string
	units    map[int16][]sensorUnit // of its sensors, by parameter, later ones behind
	written  map[string]*Parameter  // as it was found; nil for none
}

// sensorUnit is the unit that a sensor sends in from a day on until another, "" for ever.
type sensorUnit struct{ unit, since, until string }

// unit is that of the sensor at a time, or the parameter's own.
func (st *station) unit(p *Parameter, at time.Time) string {
	unit := p.Unit
	if list := st.units[p.ID]; len(list) > 0 {
		day := calendar.Of(at)
		for _, s := range list {
			if s.since <= day && (s.until == "" || day < s.until) {
				unit = s.unit
			}
		}
	}
	return unit
}

// parameter is what the station means by what it writes; nil for none.
func (st *station) parameter(all parameters, written string) *Parameter {
	p, known := st.written[written]
	if !known {
		p = all.of(st.kind, written)
		if p != nil && st.kind == "emission" {
			p = p.inFlue()
		}
		st.written[strings.Clone(written)] = p
	}
	return p
}

// conversion is a parameter's from a unit as it was written.
type conversion struct {
	scale
	known bool
}

type conversionKey struct {
	parameter int16
	unit      string
}

// reader turns what was sent into readings.
type reader struct {
	from        Sender
	stations    map[string]*station // by code; nil for one that is not there
	parameters  parameters
	conversions map[conversionKey]conversion
	first, last time.Time
}

func newReader(from Sender, now time.Time) *reader {
	first, _ := time.ParseInLocation(time.DateOnly, oldest, calendar.Zone()) // a constant
	return &reader{from: from, stations: map[string]*station{}, conversions: map[conversionKey]conversion{}, first: first, last: now.Add(ahead)}
}

// know looks up what the rows name and is not known yet.
func (r *reader) know(ctx context.Context, db querier, sent []Sent) (err error) {
	if r.parameters.byMedium == nil {
		if r.parameters, err = readParameters(ctx, db); err != nil {
			return err
		}
	}
	var codes []string
	for _, row := range sent {
		code := strings.TrimSpace(row.Station)
		if _, known := r.stations[code]; known || len(code) > maxText || !utf8.ValidString(code) || strings.ContainsRune(code, 0) {
			continue
		}
		code = strings.Clone(code)
		r.stations[code] = nil
		codes = append(codes, code)
	}
	if len(codes) == 0 {
		return nil
	}
	rows, err := db.Query(ctx, `
		SELECT s.code, s.id, s.kind, coalesce(s.operator, ''), coalesce(n.parameter, 0), coalesce(n.unit, ''),
		       coalesce(n.since::text, ''), coalesce(n.until::text, '')
		FROM   data.stations s LEFT JOIN data.sensors n ON n.station = s.id AND n.unit IS NOT NULL
		WHERE  s.code = ANY ($1)
		ORDER  BY s.code, n.since NULLS FIRST, n.id`, codes)
	if err != nil {
		return fmt.Errorf("stations: %w", err)
	}
	var code string
	var parameter int16
	var at station
	var unit sensorUnit
	_, err = pgx.ForEachRow(rows, []any{&code, &at.id, &at.kind, &at.operator, &parameter, &unit.unit, &unit.since, &unit.until}, func() error {
		if r.stations[code] == nil {
			r.stations[code] = &station{at.id, at.kind, at.operator, map[int16][]sensorUnit{}, map[string]*Parameter{}}
		}
		if unit.unit != "" {
			r.stations[code].units[parameter] = append(r.stations[code].units[parameter], unit)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("stations: %w", err)
	}
	return nil
}

// read reads one row; an answer without an outcome means that it is a reading. What it names
// must be known.
func (r *reader) read(row Sent) (Reading, Answer) {
	if row.tooLong() {
		return Reading{}, Answer{Refused, TooLong}
	}
	at, ok := readTime(row.At)
	if !ok {
		return Reading{}, Answer{Refused, BadTime}
	}
	value, ok := readValue(row.Value)
	if !ok {
		return Reading{}, Answer{Refused, BadValue}
	}
	status, ok := readStatus(row.Status)
	if !ok {
		return Reading{}, Answer{Refused, BadStatus}
	}
	st := r.stations[strings.TrimSpace(row.Station)]
	switch {
	case st == nil:
		return Reading{}, Answer{Quarantined, UnknownStation}
	case r.from.Operator != "" && st.operator != r.from.Operator:
		return Reading{}, Answer{Refused, NotYours}
	case at.Before(r.first) || at.After(r.last):
		return Reading{}, Answer{Quarantined, ImplausibleTime}
	}
	p := st.parameter(r.parameters, row.Parameter)
	if p == nil {
		return Reading{}, Answer{Quarantined, UnknownParameter}
	}
	reading := Reading{Station: st.id, Parameter: p.ID, At: at, Status: status}
	if value == nil {
		return reading, Answer{}
	}
	unit := row.Unit
	if strings.TrimSpace(unit) == "" {
		unit = st.unit(p, at)
	}
	v, why := r.convert(p, *value, unit, status)
	if why != "" {
		return Reading{}, Answer{Quarantined, why}
	}
	reading.Value = &v
	return reading, Answer{}
}

// convert turns a value into the parameter's unit, or says what is wrong with it. A value that
// does not count may be anything.
func (r *reader) convert(p *Parameter, value float64, unit string, status int16) (float64, Reason) {
	key := conversionKey{p.ID, unit}
	c, known := r.conversions[key]
	if !known {
		c.scale, c.known = p.scale(unit)
		r.conversions[conversionKey{p.ID, strings.Clone(unit)}] = c
	}
	if !c.known {
		return 0, UnexpectedUnit
	}
	v := value*c.factor + c.offset
	if math.IsInf(v, 0) || status == 0 && (p.Lowest != nil && v < *p.Lowest || p.Highest != nil && v > *p.Highest) {
		return 0, ImplausibleValue
	}
	return v, ""
}

// readTime reads a time in one of the forms of Sent.At.
func readTime(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if len(text) == 14 { // as the files of Circular 10/2021 have it
		t, err := time.ParseInLocation("20060102150405", text, calendar.Zone())
		return t, err == nil
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t.Truncate(time.Microsecond), true
	}
	for _, form := range []string{time.DateTime, "2006-01-02T15:04:05", "200601021504", "2006-01-02 15:04", "02/01/2006 15:04:05", "02/01/2006 15:04"} {
		if t, err := time.ParseInLocation(form, text, calendar.Zone()); err == nil {
			return t.Truncate(time.Microsecond), true
		}
	}
	return time.Time{}, false
}

// readValue reads a number; nil for none.
func readValue(text string) (*float64, bool) {
	text = strings.TrimSpace(text)
	if strings.Trim(text, "-") == "" {
		return nil, true
	}
	v, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(text, "xXpP_") {
		return nil, false
	}
	return &v, true
}

func readStatus(text string) (int16, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(text, 10, 16)
	return int16(n), err == nil && n >= 0
}
