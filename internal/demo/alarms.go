package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// provideAlarms makes two rules where there is none, and what came of the spill by one of them:
// an alarm that is closed, and one that is over but not yet closed. By the other one the
// program itself raises an alarm, as long as it lasts.
func provideAlarms(ctx context.Context, owner *pgxpool.Pool, now time.Time) error {
	err := pgx.BeginFunc(ctx, owner, func(tx pgx.Tx) error {
		if tag, err := tx.Exec(ctx, alarmRulesSQL); err != nil || tag.RowsAffected() == 0 {
			return err
		}
		for _, a := range []struct {
			station              string
			value                float64
			raised, over, closed time.Duration // before now; closed 0: not
		}{
			{"NM02", 34.2, 99 * time.Hour, 74 * time.Hour, 49 * time.Hour},
			{"NM03", 31.6, 88 * time.Hour, 71 * time.Hour, 0},
		} {
			if _, err := tx.Exec(ctx, alarmSQL, a.station, a.value, now.Add(-a.raised), now.Add(-a.over), a.closed == 0, now.Add(-a.closed)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("alarms of the demo: %w", err)
	}
	return nil
}

const alarmRulesSQL = `
	INSERT INTO data.alarm_rules (name, parameter, basis, above, for_minutes, clear, kinds)
	SELECT r.name, p.id, '1h', r.above, r.minutes, r.clear, ARRAY[r.kind]
	FROM  (VALUES ('SO2 vượt giới hạn 1 giờ (minh họa)', 'SO2', 'air', 350, 60, 300, 'air'), ('COD nước mặt tăng cao (minh họa)', 'COD', 'water', 30, 60, 20, 'surface_water'))
	       AS r (name, code, medium, above, minutes, clear, kind)
	JOIN   data.parameters p ON p.code = r.code AND p.medium = r.medium
	WHERE  NOT EXISTS (SELECT FROM data.alarm_rules)
	ORDER  BY r.name DESC`

// alarmSQL writes an alarm of the rule about COD, that somebody acknowledged after half an hour
// and, unless $5, closed at $6, with the log of it.
const alarmSQL = `
	WITH alarm AS (
		INSERT INTO data.alarms (rule, station, parameter, value, limit_value, raised_at, cleared_at, state, acknowledged_by, acknowledged_at, closed_by, closed_at, closed_note, version)
		SELECT r.id, s.id, r.parameter, $2::float8, r.above, $3::timestamptz, $4::timestamptz, CASE WHEN $5 THEN 'acknowledged' ELSE 'closed' END, 'can.bo.minh.hoa', $3::timestamptz + interval '30 minutes',
		       CASE WHEN NOT $5 THEN 'can.bo.minh.hoa' END, CASE WHEN NOT $5 THEN $6::timestamptz END, CASE WHEN NOT $5 THEN 'Nguồn thải đã được khắc phục (minh họa).' END, CASE WHEN $5 THEN 2 ELSE 3 END
		FROM   data.alarm_rules r, data.parameters p, data.stations s
		WHERE  p.id = r.parameter AND p.code = 'COD' AND s.code = $1
		RETURNING *
	)
	INSERT INTO data.alarm_log (alarm, at, by, what, note)
	SELECT a.id, l.at, l.by, l.what, l.note
	FROM   alarm a
	CROSS  JOIN LATERAL (VALUES
	       (a.raised_at, '', 'raised', ''), (a.acknowledged_at, a.acknowledged_by, 'acknowledged', ''), (a.cleared_at, '', 'cleared', ''), (a.closed_at, a.closed_by, 'closed', a.closed_note))
	       AS l (at, by, what, note)
	WHERE  l.at IS NOT NULL
	ORDER  BY l.at`

// alarmsThere tells whether the database keeps alarms.
func alarmsThere(ctx context.Context, owner *pgxpool.Pool) (there bool, err error) {
	err = owner.QueryRow(ctx, `SELECT to_regclass('data.alarm_rules') IS NOT NULL`).Scan(&there)
	return there, err
}
