// Package environment knows the monitoring stations and what they measure: readings as they
// were sent, the means over hours and days that follow from them, and what was set aside.
//
// Times: a reading is of a moment. An hour is labelled by its end and holds what was measured
// after its beginning, up to and with its end. Days are of UTC+7 and hold the hours that end
// at 01:00 … 24:00. Values are in the unit of their parameter; means count readings of status
// 0 alone, and only where there are three quarters of those expected. Start with Store.Take;
// the indices are in the packages aqi and wqi.
package environment

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
	"sotay/postgis"
)

// Sent is a reading as it was sent: texts, of whatever form.
type Sent struct {
	Station   string
	Parameter string
	At        string // RFC 3339, or YYYYMMDDhhmmss or "YYYY-MM-DD hh:mm:ss" of UTC+7
	Value     string // with a decimal point or comma; "" or "---" for none
	Unit      string // "" for the sensor's, or the parameter's own
	Status    string // 00 measuring, 01 calibrating, 02 faulty; "" is 00
}

// Outcomes besides those of stored readings.
const (
	Quarantined Outcome = "quarantined" // set aside with its reason, to be released
	Refused     Outcome = "refused"     // not kept
)

// Reason is why a reading was set aside or refused.
type Reason string

// The reasons.
const (
	UnknownStation   Reason = "unknown_station"
	UnknownParameter Reason = "unknown_parameter"
	UnexpectedUnit   Reason = "unexpected_unit"
	ImplausibleTime  Reason = "implausible_time"
	ImplausibleValue Reason = "implausible_value"
	BadTime          Reason = "bad_time"   // cannot be read: refused
	BadValue         Reason = "bad_value"  // refused
	BadStatus        Reason = "bad_status" // refused
	NotYours         Reason = "not_yours"  // another operator's station: refused
)

// Answer is what became of a reading that was sent.
type Answer struct {
	Outcome Outcome
	Reason  Reason // "" where it was taken
}

// Sender is who sends.
type Sender struct {
	// Source is written with what is set aside or revised: a token's name, a file's.
	Source string
	// Operator whose stations alone may be sent for; "" for all.
	Operator string
}

// Store is the readings of a database. It is safe for concurrent use.
type Store struct {
	db  *postgis.DB
	now func() time.Time
}

// New keeps readings in a database: it writes through the pool of sotay_app.
func New(db *postgis.DB) *Store { return &Store{db: db, now: time.Now} }

// Oldest is the earliest time that a reading may have; ahead is how far clocks of stations may be
// ahead of ours.
const (
	oldest = "2000-01-01"
	ahead  = time.Hour
)

// Take keeps what was sent, all of it or, with an error, none; the answers are in its order.
// The same sent again changes nothing.
func (s *Store) Take(ctx context.Context, from Sender, sent []Sent) ([]Answer, error) {
	answers := make([]Answer, len(sent))
	var readings []Reading
	var places []int
	err := pgx.BeginTxFunc(ctx, s.db.App, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		r, err := newReader(ctx, tx, from, sent, s.now())
		if err != nil {
			return err
		}
		for i, row := range sent {
			reading, answer := r.read(row)
			if answers[i] = answer; answer.Outcome == "" {
				readings, places = append(readings, reading), append(places, i)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := makeMonths(ctx, s.db.App, readings); err != nil {
		return nil, err
	}
	err = pgx.BeginFunc(ctx, s.db.App, func(tx pgx.Tx) error {
		outcomes, err := merge(ctx, tx, from.Source, readings)
		if err != nil {
			return err
		}
		for i, place := range places {
			answers[place].Outcome = outcomes[i]
		}
		return setAside(ctx, tx, from.Source, sent, answers)
	})
	if err != nil {
		return nil, err
	}
	return answers, nil
}

// station is one that readings are sent for.
type station struct {
	id       int64
	kind     string
	operator string
	units    map[int16]string // of its sensors, by parameter
}

// reader turns what was sent into readings.
type reader struct {
	from       Sender
	stations   map[string]*station // by code
	parameters parameters
	first      time.Time
	last       time.Time
}

func newReader(ctx context.Context, tx pgx.Tx, from Sender, sent []Sent, now time.Time) (*reader, error) {
	first, err := time.ParseInLocation(time.DateOnly, oldest, calendar.Zone())
	if err != nil {
		return nil, err
	}
	r := &reader{from: from, stations: map[string]*station{}, first: first, last: now.Add(ahead)}
	if r.parameters, err = readParameters(ctx, tx); err != nil {
		return nil, err
	}
	codes := map[string]bool{}
	for _, row := range sent {
		codes[strings.TrimSpace(row.Station)] = true
	}
	list := make([]string, 0, len(codes))
	for code := range codes {
		list = append(list, code)
	}
	rows, err := tx.Query(ctx, `
		SELECT s.code, s.id, s.kind, coalesce(s.operator, ''), coalesce(n.parameter, 0), coalesce(n.unit, '')
		FROM   data.stations s
		LEFT   JOIN data.sensors n ON n.station = s.id AND n.unit IS NOT NULL AND (n.until IS NULL OR n.until > $2::date)
		                               AND (n.since IS NULL OR n.since <= $2::date)
		WHERE  s.code = ANY ($1)
		ORDER  BY s.code, n.since NULLS FIRST`, list, calendar.Of(now))
	if err != nil {
		return nil, fmt.Errorf("stations: %w", err)
	}
	var code, unit string
	var parameter int16
	var at station
	_, err = pgx.ForEachRow(rows, []any{&code, &at.id, &at.kind, &at.operator, &parameter, &unit}, func() error {
		if r.stations[code] == nil {
			r.stations[code] = &station{at.id, at.kind, at.operator, map[int16]string{}}
		}
		if unit != "" {
			r.stations[code].units[parameter] = unit
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("stations: %w", err)
	}
	return r, nil
}

// read reads one row; an answer without an outcome means that it is a reading.
func (r *reader) read(row Sent) (Reading, Answer) {
	aside := func(why Reason) (Reading, Answer) { return Reading{}, Answer{Quarantined, why} }
	refuse := func(why Reason) (Reading, Answer) { return Reading{}, Answer{Refused, why} }
	at, ok := readTime(row.At)
	if !ok {
		return refuse(BadTime)
	}
	value, ok := readValue(row.Value)
	if !ok {
		return refuse(BadValue)
	}
	status, ok := readStatus(row.Status)
	if !ok {
		return refuse(BadStatus)
	}
	st := r.stations[strings.TrimSpace(row.Station)]
	switch {
	case st == nil:
		return aside(UnknownStation)
	case r.from.Operator != "" && st.operator != r.from.Operator:
		return refuse(NotYours)
	case at.Before(r.first) || at.After(r.last):
		return aside(ImplausibleTime)
	}
	p := r.parameters.of(st.kind, row.Parameter)
	if p == nil {
		return aside(UnknownParameter)
	}
	if value != nil {
		unit := row.Unit
		if strings.TrimSpace(unit) == "" {
			if unit = st.units[p.ID]; unit == "" {
				unit = p.Unit
			}
		}
		v, ok := p.Convert(*value, unit)
		switch {
		case !ok:
			return aside(UnexpectedUnit)
		case status == 0 && (p.Lowest != nil && v < *p.Lowest || p.Highest != nil && v > *p.Highest):
			return aside(ImplausibleValue)
		}
		value = &v
	}
	return Reading{Station: st.id, Parameter: p.ID, At: at, Value: value, Status: status}, Answer{}
}

// readTime reads a time in one of the forms of Sent.At.
func readTime(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t.Truncate(time.Microsecond), true
	}
	for _, form := range []string{"20060102150405", time.DateTime, "2006-01-02T15:04:05", "200601021504", "2006-01-02 15:04", "02/01/2006 15:04:05", "02/01/2006 15:04"} {
		if t, err := time.ParseInLocation(form, text, calendar.Zone()); err == nil {
			return t, true
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

// setAside keeps what is quarantined, each row once however often it is sent.
func setAside(ctx context.Context, tx pgx.Tx, source string, sent []Sent, answers []Answer) error {
	var columns [7][]string
	for i, a := range answers {
		if a.Outcome != Quarantined {
			continue
		}
		row := sent[i]
		for n, text := range []string{string(a.Reason), row.Station, row.Parameter, row.At, row.Value, row.Unit, row.Status} {
			columns[n] = append(columns[n], strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "\uFFFD"))
		}
	}
	if len(columns[0]) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO data.reading_quarantine (source, reason, station, parameter, at, value, unit, status)
		SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
		ON CONFLICT DO NOTHING`, source, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5], columns[6])
	if err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	return nil
}
