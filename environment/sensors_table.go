package environment

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
	"sotay/internal/csvtable"
)

// KeptSensors counts what became of the lines of a table of sensors.
type KeptSensors struct {
	Stations  int `json:"stations"`
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
}

// sensorColumns are the names of columns, folded and without blanks.
func sensorColumns() map[string][]string {
	return map[string][]string{
		"station":   {"station", "code", "tram", "matram", "stationcode"},
		"parameter": {"parameter", "thongso", "kyhieu", "kyhieuthongso", "chitieu"},
		"unit":      {"unit", "donvi", "donvido"},
		"method":    {"method", "phuongphap", "phuongphapdo"},
		"device":    {"device", "thietbi", "sensor", "cambien", "mathietbi"},
		"since":     {"since", "from", "tu", "tungay", "ngaylap"},
		"until":     {"until", "to", "den", "denngay", "ngaythao"},
	}
}

// sensorLine is a line of a table of sensors.
type sensorLine struct {
	number int
	SensorEdit
}

// RecordSensors reads a table of sensors (see csvtable.Read): a line says by station and parameter
// what a station measures, in which unit it sends, by which method and device, and from which
// day until which. The sensor of that station, parameter and first day is changed where it is
// there, else it is new; columns that the table lacks and sensors that it does not name stay. All
// of it is kept or, with a *TableError, nothing; who did it is written into the audit in the same
// transaction.
func (s *Store) RecordSensors(ctx context.Context, log *audit.Log, actor string, file []byte) (KeptSensors, error) {
	t, err := readTable(file, sensorColumns())
	if err != nil {
		return KeptSensors{}, err
	}
	if !t.Has("station") || !t.Has("parameter") {
		return KeptSensors{}, t.Refuse(1, "Cần cột mã trạm (ma_tram) và cột thông số (thong_so).", "There must be columns with the station's code (station) and the parameter (parameter).")
	}
	of := map[string][]sensorLine{}
	for _, l := range t.Lines {
		code := neat(t.Cell(l, "station"))
		of[code] = append(of[code], sensorLine{l.Number, SensorEdit{
			Parameter: t.Cell(l, "parameter"), Unit: t.Optional(l, "unit"), Method: t.Optional(l, "method"), Device: t.Optional(l, "device"),
			Since: t.Day(l, "since"), Until: t.Day(l, "until"),
		}})
	}
	codes := make([]string, 0, len(of))
	for code := range of {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	var kept KeptSensors
	var noted audit.Row
	err = pgx.BeginFunc(ctx, s.db.App, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM data.stations WHERE code = ANY ($1) ORDER BY id FOR UPDATE`, codes); err != nil {
			return fmt.Errorf("stations: %w", err)
		}
		all, err := readParameters(ctx, tx)
		if err != nil {
			return err
		}
		for _, code := range codes {
			if err := t.recordSensors(ctx, tx, code, of[code], all, &kept); err != nil {
				return err
			}
		}
		if err := t.Err(); err != nil {
			return err
		}
		noted, err = log.Append(ctx, tx, audit.Entry{Actor: actor, Action: "station.sensors", Subject: "stations", Detail: map[string]any{"stations": codes, "kept": kept}})
		return err
	})
	if err != nil {
		return KeptSensors{}, err
	}
	log.Committed(ctx, noted)
	return kept, nil
}

// table is a table that somebody sent.
type table struct{ *csvtable.Table }

// LineProblem is why a line of a table cannot be taken.
type LineProblem = csvtable.Problem

// TableError is returned for a table of which nothing was taken.
type TableError = csvtable.Error

func readTable(file []byte, names map[string][]string) (*table, error) {
	t, err := csvtable.Read(file, names)
	return &table{t}, err
}

// recordSensors writes the sensors of one station, or finds what is wrong with their lines.
func (t *table) recordSensors(ctx context.Context, tx pgx.Tx, code string, lines []sensorLine, all parameters, kept *KeptSensors) error {
	var id int64
	e := StationEdit{Code: code}
	err := tx.QueryRow(ctx, `SELECT id, kind FROM data.stations WHERE code = $1`, code).Scan(&id, &e.Kind)
	if errors.Is(err, pgx.ErrNoRows) {
		for _, l := range lines {
			t.Find(l.number, "Không có trạm mang mã %q; hãy thêm trạm trước.", "No station has the code %q; add the station first.", code)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("station %s: %w", code, err)
	}
	if e.Sensors, err = sensorsThere(ctx, tx, id); err != nil {
		return err
	}
	from := t.merge(&e, lines, all, kept)
	if err := e.checkSensors(all); err != nil {
		return t.blame(err, from, lines)
	}
	kept.Stations++
	return e.writeSensors(ctx, tx, id)
}

// sensorsThere reads the sensors of a station.
func sensorsThere(ctx context.Context, tx pgx.Tx, station int64) ([]SensorEdit, error) {
	rows, err := tx.Query(ctx, `
		SELECT n.id, p.code, n.method, n.device, n.unit, n.since::text, n.until::text
		FROM   data.sensors n JOIN data.parameters p ON p.id = n.parameter
		WHERE  n.station = $1
		ORDER  BY n.id`, station)
	if err != nil {
		return nil, fmt.Errorf("sensors: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (n SensorEdit, err error) {
		return n, row.Scan(&n.ID, &n.Parameter, &n.Method, &n.Device, &n.Unit, &n.Since, &n.Until)
	})
	if err != nil {
		return nil, fmt.Errorf("sensors: %w", err)
	}
	return list, nil
}

// merge puts the lines among the sensors of a station, and tells of which line each is; 0 for
// those that no line names.
func (t *table) merge(e *StationEdit, lines []sensorLine, all parameters, kept *KeptSensors) []int {
	from := make([]int, len(e.Sensors))
	for _, l := range lines {
		if p := all.of(e.Kind, l.Parameter); p != nil {
			l.Parameter = p.Code
		}
		i := slices.IndexFunc(e.Sensors, func(n SensorEdit) bool { return n.Parameter == l.Parameter && equal(n.Since, l.Since) })
		switch {
		case i < 0:
			e.Sensors, from = append(e.Sensors, l.SensorEdit), append(from, l.number)
			kept.Added++
			continue
		case from[i] != 0:
			t.Find(l.number, "Dòng %[1]d đã nói về thiết bị này.", "Line %[1]d is of the same sensor.", from[i])
			continue
		}
		before := e.Sensors[i]
		from[i] = l.number
		for column, c := range map[string]struct{ into, value **string }{
			"unit": {&e.Sensors[i].Unit, &l.Unit}, "method": {&e.Sensors[i].Method, &l.Method}, "device": {&e.Sensors[i].Device, &l.Device}, "until": {&e.Sensors[i].Until, &l.Until},
		} {
			if t.Has(column) {
				*c.into = *c.value
			}
		}
		if after := e.Sensors[i]; equal(before.Unit, after.Unit) && equal(before.Method, after.Method) && equal(before.Device, after.Device) && equal(before.Until, after.Until) {
			kept.Unchanged++
		} else {
			kept.Changed++
		}
	}
	return from
}

func equal(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }

// ofSensor is the place of a sensor in the field that an *Invalid names.
var ofSensor = regexp.MustCompile(`^sensors\.(\d+)\.`)

// blame finds the line of what is wrong with a sensor; where no line names that, the first.
func (t *table) blame(err error, from []int, lines []sensorLine) error {
	var wrong *Invalid
	if !errors.As(err, &wrong) {
		return err
	}
	line := lines[0].number
	var i int
	if m := ofSensor.FindStringSubmatch(wrong.Field); m != nil {
		if _, err := fmt.Sscan(m[1], &i); err == nil && i < len(from) && from[i] != 0 {
			line = from[i]
		}
	}
	t.Problems = append(t.Problems, LineProblem{Line: line, Vi: wrong.Vi, En: wrong.En})
	return nil
}
