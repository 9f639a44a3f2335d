package environment

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/internal/audit"
	"sotay/internal/calendar"
	"sotay/layers"
)

// AlarmError is what cannot be done with a rule or an alarm, in words for a person. Its code is
// stable: not_found, conflict, and others for what must be said otherwise.
type AlarmError struct{ Code, Vi, En string }

// Error says what.
func (e *AlarmError) Error() string { return e.En }

// OfSilence is the basis of rules about stations that are not heard of.
const OfSilence = "silence"

// Rule says when an alarm is raised: where a parameter is above a value, or below one, for so
// long; or where a station is silent for so long.
type Rule struct {
	ID         int64
	Name       string
	Parameter  string // code; "" for one about silence
	Medium     string // of the parameter: NO2 is in air and in water
	Basis      string // raw, 1h, 24h: readings, means; or silence
	Above      *float64
	Below      *float64
	ForMinutes int
	Clear      *float64 // over when a value is back at this or beyond it; nil: at the bound
	Kinds      []string // of stations; empty: all
	Communes   []string // codes; nil: everywhere
	Stations   []int64  // nil: all
	Enabled    bool
}

const rulesSQL = `
	SELECT r.id, r.name, coalesce(p.code, ''), coalesce(p.medium, ''), r.basis, r.above, r.below, r.for_minutes, r.clear, r.kinds, r.communes, r.stations, r.enabled
	FROM   data.alarm_rules r LEFT JOIN data.parameters p ON p.id = r.parameter
	WHERE  r.deleted_at IS NULL AND ($1::bigint = 0 OR r.id = $1)
	ORDER  BY r.id`

// Rules lists the rules in the order of their making.
func (s *Store) Rules(ctx context.Context) ([]Rule, error) {
	rows, err := s.db.Staff.Query(ctx, rulesSQL, 0)
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Rule])
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	return list, nil
}

// SaveRule makes a rule, or, where it has a number, changes it. It is written into the audit.
func (s *Store) SaveRule(ctx context.Context, log *audit.Log, actor string, r Rule) (Rule, error) {
	if err := r.check(); err != nil {
		return r, err
	}
	action := "alarm_rule.change"
	if r.ID == 0 {
		action = "alarm_rule.add"
	}
	err := s.noted(ctx, log, func(tx pgx.Tx) (audit.Entry, error) {
		parameter, err := r.lookUp(ctx, tx, calendar.Of(s.now()))
		if err == nil {
			err = r.write(ctx, tx, parameter)
		}
		return audit.Entry{Actor: actor, Action: action, Subject: fmt.Sprintf("alarm_rule:%d", r.ID), Detail: r}, err
	})
	return r, err
}

// DeleteRule ends a rule. Its alarms stay, and those that last are over with the next look.
func (s *Store) DeleteRule(ctx context.Context, log *audit.Log, actor string, id int64) error {
	return s.noted(ctx, log, func(tx pgx.Tx) (audit.Entry, error) {
		tag, err := tx.Exec(ctx, `UPDATE data.alarm_rules SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL`, id, s.now())
		if err == nil && tag.RowsAffected() == 0 {
			err = noRule()
		}
		return audit.Entry{Actor: actor, Action: "alarm_rule.delete", Subject: fmt.Sprintf("alarm_rule:%d", id)}, err
	})
}

// noted does something and writes into the audit what was done: both are there, or neither.
func (s *Store) noted(ctx context.Context, log *audit.Log, do func(pgx.Tx) (audit.Entry, error)) error {
	var row audit.Row
	err := pgx.BeginFunc(ctx, s.db.App, func(tx pgx.Tx) error {
		entry, err := do(tx)
		if err != nil {
			return err
		}
		row, err = log.Append(ctx, tx, entry)
		return err
	})
	if err == nil {
		log.Committed(ctx, row)
	}
	return err
}

func noRule() error {
	return &AlarmError{"not_found", "Không có quy tắc cảnh báo này.", "There is no such rule."}
}

// check refuses what no rule can be.
func (r Rule) check() error {
	refuse := func(code, vi, en string) error { return &AlarmError{code, vi, en} }
	bounds := 0
	for _, b := range []*float64{r.Above, r.Below} {
		if b != nil {
			bounds++
		}
	}
	silent := r.Basis == OfSilence
	switch {
	case strings.TrimSpace(r.Name) == "" || len(r.Name) > 200:
		return refuse("name", "Quy tắc cần một tên, không dài quá 200 byte.", "A rule needs a name of at most 200 bytes.")
	case r.Basis != "raw" && r.Basis != "1h" && r.Basis != "24h" && !silent:
		return refuse("basis", "Cơ sở phải là raw, 1h, 24h hoặc silence.", "The basis must be raw, 1h, 24h or silence.")
	case silent && (bounds > 0 || r.Parameter != "" || r.Clear != nil):
		return refuse("bounds", "Quy tắc mất tín hiệu không có thông số và ngưỡng.", "A rule about silence has no parameter and no bounds.")
	case !silent && bounds != 1:
		return refuse("bounds", "Quy tắc cần đúng một ngưỡng: trên hoặc dưới.", "A rule needs one bound, above or below.")
	case r.Clear != nil && (r.Above != nil && *r.Clear > *r.Above || r.Below != nil && *r.Clear < *r.Below):
		return refuse("clear", "Ngưỡng hết cảnh báo phải nằm về phía bình thường của ngưỡng cảnh báo.", "The value that clears must lie on the good side of the bound.")
	case r.Stations != nil && len(r.Stations) == 0:
		return refuse("stations", "Hãy chọn ít nhất một trạm, hoặc bỏ trống để áp dụng cho mọi trạm.", "Name a station at least, or none at all (null) for all of them.")
	case r.Communes != nil && len(r.Communes) == 0:
		return refuse("communes", "Hãy chọn ít nhất một xã, hoặc bỏ trống để áp dụng ở mọi nơi.", "Name a commune at least, or none at all (null) for everywhere.")
	case r.ForMinutes < 0 || r.ForMinutes > 30*24*60:
		return refuse("for_minutes", "Thời gian kéo dài phải từ 0 đến 43.200 phút.", "The duration must be 0 to 43,200 minutes.")
	}
	return nil
}

// lookUp finds the rule's parameter, nil for silence, and refuses what it names and is not there
// today: communes too have their time.
func (r *Rule) lookUp(ctx context.Context, tx pgx.Tx, today string) (*int16, error) {
	var unknown []string
	err := tx.QueryRow(ctx, `
		SELECT ARRAY(SELECT 'trạm/station ' || i FROM unnest($1::bigint[]) AS i WHERE NOT EXISTS (SELECT FROM data.stations WHERE id = i)
		             UNION ALL SELECT 'xã/commune ' || c FROM unnest($2::text[]) AS c WHERE NOT EXISTS (SELECT FROM data.communes u WHERE code = c AND `+layers.Holds("u", "$4::date")+`)
		             UNION ALL SELECT 'loại trạm/kind ' || k FROM unnest($3::text[]) AS k WHERE NOT EXISTS (SELECT FROM sotay.codes WHERE list = 'station_kinds' AND code = k))`,
		r.Stations, r.Communes, r.Kinds, today).Scan(&unknown)
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	if len(unknown) > 0 {
		list := strings.Join(unknown[:min(len(unknown), 10)], ", ")
		return nil, &AlarmError{"unknown", "Không có: " + list + ".", "There is no " + list + "."}
	}
	if r.Basis == OfSilence {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `SELECT id, medium FROM data.parameters WHERE code = $1 AND ($2 = '' OR medium = $2)`, r.Parameter, r.Medium)
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	type found struct {
		ID     int16
		Medium string
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[found])
	switch {
	case err != nil:
		return nil, fmt.Errorf("rules: %w", err)
	case len(list) == 0:
		return nil, &AlarmError{"parameter", "Không có thông số " + r.Parameter + ".", "There is no parameter " + r.Parameter + "."}
	case len(list) > 1:
		return nil, &AlarmError{"medium", "Hãy nói rõ môi trường (medium) của thông số " + r.Parameter + ".", "Say the medium of the parameter " + r.Parameter + "."}
	}
	r.Medium = list[0].Medium
	return &list[0].ID, nil
}

// write writes the rule; a new one gets its number.
func (r *Rule) write(ctx context.Context, tx pgx.Tx, parameter *int16) error {
	if r.Kinds == nil {
		r.Kinds = []string{}
	}
	args := []any{r.ID, r.Name, parameter, r.Basis, r.Above, r.Below, r.ForMinutes, r.Clear, r.Kinds, r.Communes, r.Stations, r.Enabled}
	if r.ID == 0 {
		err := tx.QueryRow(ctx, `
			INSERT INTO data.alarm_rules (name, parameter, basis, above, below, for_minutes, clear, kinds, communes, stations, enabled)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`, args[1:]...).Scan(&r.ID)
		if err != nil {
			return fmt.Errorf("rules: %w", err)
		}
		return nil
	}
	tag, err := tx.Exec(ctx, `
		UPDATE data.alarm_rules
		SET    name = $2, parameter = $3, basis = $4, above = $5, below = $6, for_minutes = $7, clear = $8, kinds = $9, communes = $10, stations = $11, enabled = $12
		WHERE  id = $1 AND deleted_at IS NULL`, args...)
	if err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return noRule()
	}
	return nil
}
