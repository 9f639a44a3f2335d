package environment

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sotay/hexbins"
	"sotay/internal/audit"
)

// StationEdit is what a person says of a station.
type StationEdit struct {
	Code      string  `json:"code"`
	Name      string  `json:"name"`
	Kind      string  `json:"kind"`
	Grade     string  `json:"grade"` // "": reference
	Operator  *string `json:"operator"`
	Interval  *int    `json:"interval_s"`
	WaterBody *string `json:"water_body"`
	Lon       float64 `json:"lon"` // degrees, WGS 84
	Lat       float64 `json:"lat"`
	Since     *string `json:"since"`
	Until     *string `json:"until"` // closed from this day on
	// RequiredClass of QCVN 08:2023 that the water is to meet; nil leaves it as it is, "" sets none.
	RequiredClass *string      `json:"required_class,omitempty"`
	Sensors       []SensorEdit `json:"sensors"`
}

// SensorEdit is a sensor: one that is there by its id, or a new one.
type SensorEdit struct {
	ID        *int64  `json:"id,omitempty"`
	Parameter string  `json:"parameter"`
	Method    *string `json:"method"`
	Device    *string `json:"device"`
	Unit      *string `json:"unit"`
	Since     *string `json:"since"`
	Until     *string `json:"until"`

	parameter int16
}

// SaveStation makes a station (id 0) or changes one, with all its sensors: those that are left
// out are removed. Who did it is written into the audit in the same transaction. Hours and
// days of before keep the number of readings that was expected then, whatever comes late: a new
// interval holds for hours that begin after it. It fails with an *Invalid that names the field, and with ErrNoStation.
func (s *Store) SaveStation(ctx context.Context, log *audit.Log, actor string, id int64, e StationEdit) (int64, error) {
	var noted audit.Row
	err := pgx.BeginFunc(ctx, s.db.App, func(tx pgx.Tx) error {
		if err := e.check(ctx, tx, id); err != nil {
			return err
		}
		action := "station.change"
		if id == 0 {
			action = "station.add"
		}
		var err error
		if id, err = e.write(ctx, tx, id); err != nil {
			return err
		}
		if err := e.writeSensors(ctx, tx, id); err != nil {
			return err
		}
		if err := hexbins.FillIn(ctx, tx, "stations"); err != nil {
			return err
		}
		noted, err = log.Append(ctx, tx, audit.Entry{Actor: actor, Action: action, Subject: fmt.Sprintf("station:%d", id), Detail: e})
		return err
	})
	if err != nil {
		return 0, err
	}
	log.Committed(ctx, noted)
	return id, nil
}

// write writes the station's own row.
func (e StationEdit) write(ctx context.Context, tx pgx.Tx, id int64) (int64, error) {
	args := []any{e.Code, e.Name, e.Kind, e.Grade, e.Operator, e.Interval, e.WaterBody, e.Since, e.Until, e.Lon, e.Lat, e.RequiredClass}
	sql := `
		INSERT INTO data.stations (code, name, kind, grade, operator, interval_s, water_body, since, until, geom, required_class)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8::date, $9::date, st_setsrid(st_makepoint($10, $11), 4326), nullif($12, ''))
		RETURNING id`
	if id != 0 {
		args = append(args, id)
		sql = `
		UPDATE data.stations
		SET    code = $1, name = $2, kind = $3, grade = $4, operator = $5, interval_s = $6, water_body = $7, since = $8::date, until = $9::date,
		       geom = st_setsrid(st_makepoint($10, $11), 4326), required_class = CASE WHEN $12::text IS NULL THEN required_class ELSE nullif($12, '') END
		WHERE  id = $13
		RETURNING id`
	}
	err := tx.QueryRow(ctx, sql, args...).Scan(&id)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" {
		return 0, wrong("code", "Mã trạm %s đã có ở trạm khác.", "Another station has the code %s.", e.Code)
	}
	if err != nil {
		return 0, fmt.Errorf("station %s: %w", e.Code, err)
	}
	return id, nil
}

// writeSensors makes the station's sensors those of the edit.
func (e StationEdit) writeSensors(ctx context.Context, tx pgx.Tx, station int64) error {
	keep := []int64{}
	for _, n := range e.Sensors {
		if n.ID != nil {
			keep = append(keep, *n.ID)
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM data.sensors WHERE station = $1 AND NOT id = ANY ($2)`, station, keep); err != nil {
		return fmt.Errorf("sensors: %w", err)
	}
	for i, n := range e.Sensors {
		sql := `
			INSERT INTO data.sensors (station, parameter, method, device, unit, since, until) VALUES ($1, $2, $3, $4, $5, $6::date, $7::date)`
		args := []any{station, n.parameter, n.Method, n.Device, n.Unit, n.Since, n.Until}
		if n.ID != nil {
			sql = `
			UPDATE data.sensors SET parameter = $2, method = $3, device = $4, unit = $5, since = $6::date, until = $7::date
			WHERE  station = $1 AND id = $8`
			args = append(args, *n.ID)
		}
		done, err := tx.Exec(ctx, sql, args...)
		if err != nil {
			return fmt.Errorf("sensors: %w", err)
		}
		if done.RowsAffected() == 0 {
			return wrong(fmt.Sprintf("sensors.%d.id", i), "Trạm không có thiết bị số %d.", "The station has no sensor %d.", *n.ID)
		}
	}
	return nil
}

// lockedKind locks a station and says its kind, and whether it has sent readings. It fails with
// ErrNoStation.
func lockedKind(ctx context.Context, tx pgx.Tx, id int64) (kind string, measured bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT kind, EXISTS (SELECT FROM data.readings_latest l WHERE l.station = s.id) FROM data.stations s WHERE id = $1 FOR UPDATE`, id).Scan(&kind, &measured)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", false, ErrNoStation
	}
	return kind, measured, err
}

// kinds lists the kinds of stations.
func kinds() []string {
	return []string{"air", "surface_water", "ground_water", "waste_water", "emission", "weather"}
}

func known(list []string, text string) bool { return slices.Contains(list, text) }
