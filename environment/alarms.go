package environment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/webhooks"
	"sotay/postgis"
)

// Alarm is one time that a rule held at a station, and what people did about it.
type Alarm struct {
	ID             int64
	RuleID         int64
	RuleName       string
	StationID      int64
	StationCode    string
	StationName    string
	StationKind    string
	Parameter      *string // code; nil for silence
	Unit           *string
	Value          *float64 // that raised it
	Limit          *float64 // of the rule, then
	RaisedAt       time.Time
	ClearedAt      *time.Time // the rule holds no more
	State          string     // raised, acknowledged, assigned, closed
	AcknowledgedBy *string
	AcknowledgedAt *time.Time
	AssignedTo     *string
	AssignedBy     *string
	AssignedAt     *time.Time
	ClosedBy       *string
	ClosedAt       *time.Time
	ClosedNote     *string
	Version        int32 // grows with each move
	Log            []AlarmStep
}

// AlarmStep is what was done to an alarm.
type AlarmStep struct {
	At   time.Time
	By   string // "": the program
	What string // raised, cleared, acknowledged, assigned, closed, noted
	Note string
}

const alarmsSQL = `
	SELECT a.id, a.rule, r.name, a.station, s.code, s.name, s.kind, p.code, p.unit, a.value, a.limit_value, a.raised_at, a.cleared_at, a.state,
	       a.acknowledged_by, a.acknowledged_at, a.assigned_to, a.assigned_by, a.assigned_at, a.closed_by, a.closed_at, a.closed_note, a.version
	FROM   data.alarms a
	JOIN   data.alarm_rules r ON r.id = a.rule
	JOIN   data.stations s ON s.id = a.station
	LEFT   JOIN data.parameters p ON p.id = a.parameter
	WHERE  `

// Alarms lists alarms in a state (open, closed or all), the newest first: so many at most, and
// whether there are more.
func (s *Store) Alarms(ctx context.Context, state string, most int) ([]Alarm, bool, error) {
	where := map[string]string{"open": `a.state <> 'closed'`, "closed": `a.state = 'closed'`, "all": `true`}[state]
	list, err := readAlarms(ctx, s.db.Staff, where+` ORDER BY a.raised_at DESC, a.id DESC LIMIT $1`, most+1)
	if err != nil || len(list) <= most {
		return list, false, err
	}
	return list[:most], true, nil
}

// AlarmsOf gives alarms by their numbers.
func (s *Store) AlarmsOf(ctx context.Context, ids []int64) ([]Alarm, error) {
	return readAlarms(ctx, s.db.Staff, `a.id = ANY ($1) ORDER BY a.id`, ids)
}

// AlarmsMoved gives the alarms to which something was done between two positions of the change
// journal: exactly that, in spite of commits that arrive out of order.
func (s *Store) AlarmsMoved(ctx context.Context, before, after postgis.Position) ([]Alarm, error) {
	return readAlarms(ctx, s.db.Staff, `a.id IN (SELECT alarm FROM data.alarm_log
		WHERE xid >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, $1::pg_snapshot) AND pg_visible_in_snapshot(xid, $2::pg_snapshot)) ORDER BY a.id`,
		before.Snapshot(), after.Snapshot())
}

// readAlarms reads alarms with their logs; where is one of this file's.
func readAlarms(ctx context.Context, db querier, where string, args ...any) ([]Alarm, error) {
	rows, err := db.Query(ctx, alarmsSQL+where, args...)
	if err != nil {
		return nil, fmt.Errorf("alarms: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a Alarm, err error) {
		err = row.Scan(&a.ID, &a.RuleID, &a.RuleName, &a.StationID, &a.StationCode, &a.StationName, &a.StationKind, &a.Parameter, &a.Unit, &a.Value, &a.Limit, &a.RaisedAt, &a.ClearedAt,
			&a.State, &a.AcknowledgedBy, &a.AcknowledgedAt, &a.AssignedTo, &a.AssignedBy, &a.AssignedAt, &a.ClosedBy, &a.ClosedAt, &a.ClosedNote, &a.Version)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("alarms: %w", err)
	}
	places := make(map[int64]int, len(list))
	ids := make([]int64, len(list))
	for i, a := range list {
		places[a.ID], ids[i] = i, a.ID
	}
	rows, err = db.Query(ctx, `SELECT alarm, at, by, what, note FROM data.alarm_log WHERE alarm = ANY ($1) ORDER BY alarm, id`, ids)
	if err != nil {
		return nil, fmt.Errorf("alarms: %w", err)
	}
	var id int64
	var step AlarmStep
	_, err = pgx.ForEachRow(rows, []any{&id, &step.At, &step.By, &step.What, &step.Note}, func() error {
		a := &list[places[id]]
		a.Log = append(a.Log, step)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("alarms: %w", err)
	}
	return list, nil
}

// Move is what somebody does to an alarm.
type Move struct {
	What string // acknowledge, assign, close, note
	By   string
	To   string // to whom it is assigned
	Note string // why it is closed; what is noted
	// Version that the mover has seen; 0: whatever it is.
	Version int32
}

// move says from which states an alarm goes where ("": it stays), and what the log calls it.
type move struct {
	from []string
	to   string
	what string
	sql  string // what is written; $3 is by whom, $4 when, $5 the other person or the note
}

// moves is the table of what can be done to an alarm. All else is a conflict.
func moves() map[string]move {
	return map[string]move{
		"acknowledge": {[]string{"raised"}, "acknowledged", "acknowledged", `acknowledged_by = $3, acknowledged_at = $4`},
		"assign":      {[]string{"raised", "acknowledged", "assigned"}, "assigned", "assigned", `assigned_by = $3, assigned_at = $4, assigned_to = $5`},
		"close":       {[]string{"raised", "acknowledged", "assigned"}, "closed", "closed", `closed_by = $3, closed_at = $4, closed_note = $5`},
		"note":        {[]string{"raised", "acknowledged", "assigned", "closed"}, "", "noted", ``},
	}
}

// check refuses a move that says too little.
func (m Move) check() error {
	switch {
	case len(m.Note) > 2000:
		return &AlarmError{"note", "Ghi chú không dài quá 2.000 byte.", "A note has at most 2,000 bytes."}
	case m.What == "assign" && m.To == "":
		return &AlarmError{"to", "Hãy chọn người được giao.", "Say to whom."}
	case (m.What == "close" || m.What == "note") && strings.TrimSpace(m.Note) == "":
		return &AlarmError{"note", "Cần một ghi chú: đã xem xét thế nào, kết quả ra sao.", "A note is needed: what was found and done."}
	}
	return nil
}

// MoveAlarm does something to an alarm, and gives it as it is then. Of two at once one wins: the
// other finds it moved, which is a conflict.
func (s *Store) MoveAlarm(ctx context.Context, id int64, m Move) (Alarm, error) {
	if err := m.check(); err != nil {
		return Alarm{}, err
	}
	var moved Alarm
	err := pgx.BeginFunc(ctx, s.db.App, func(tx pgx.Tx) error {
		var state string
		var version int32
		err := tx.QueryRow(ctx, `SELECT state, version FROM data.alarms WHERE id = $1 FOR UPDATE`, id).Scan(&state, &version)
		if errors.Is(err, pgx.ErrNoRows) {
			return &AlarmError{"not_found", "Không có cảnh báo này.", "There is no such alarm."}
		}
		if err != nil {
			return fmt.Errorf("alarms: %w", err)
		}
		to := moves()[m.What]
		if !slices.Contains(to.from, state) || m.Version != 0 && m.Version != version {
			return &AlarmError{"conflict", "Cảnh báo vừa được người khác xử lý; hãy xem lại rồi làm tiếp.", "Somebody else has moved this alarm; look at it again."}
		}
		moved, err = s.writeMove(ctx, tx, id, to, m)
		return err
	})
	return moved, err
}

func (s *Store) writeMove(ctx context.Context, tx pgx.Tx, id int64, to move, m Move) (Alarm, error) {
	set, args := "", []any{id, to.to}
	if to.sql != "" {
		set, args = ", "+to.sql, append(args, m.By, s.now())
		if strings.Contains(to.sql, "$5") {
			args = append(args, map[string]string{"assign": m.To, "close": m.Note}[m.What])
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE data.alarms SET state = coalesce(nullif($2, ''), state), version = version + 1`+set+` WHERE id = $1`, args...); err != nil {
		return Alarm{}, fmt.Errorf("alarms: %w", err)
	}
	note := m.Note
	if m.What == "assign" {
		note = strings.TrimSpace("→ " + m.To + ": " + m.Note)
		note = strings.TrimSuffix(note, ":")
	}
	return s.tellAlarm(ctx, tx, id, m.By, to.what, note)
}

// tellAlarm writes down what was done to an alarm, and queues it for the web hooks.
func (s *Store) tellAlarm(ctx context.Context, tx pgx.Tx, id int64, by, what, note string) (Alarm, error) {
	now := s.now()
	if _, err := tx.Exec(ctx, `INSERT INTO data.alarm_log (alarm, at, by, what, note) VALUES ($1, $2, $3, $4, $5)`, id, now, by, what, note); err != nil {
		return Alarm{}, fmt.Errorf("alarms: %w", err)
	}
	list, err := readAlarms(ctx, tx, `a.id = $1`, id)
	if err != nil {
		return Alarm{}, err
	}
	return list[0], webhooks.Enqueue(ctx, tx, "alarm."+what, now, list[0].outside())
}

// outside is what programs elsewhere are told: nothing of people, nor of what they wrote.
func (a Alarm) outside() any {
	type named struct {
		ID   int64  `json:"id"`
		Name string `json:"name"`
	}
	type station struct {
		ID   int64  `json:"id"`
		Code string `json:"code"`
		Name string `json:"name"`
		Kind string `json:"kind"`
	}
	return struct {
		ID        int64      `json:"id"`
		Version   int32      `json:"version"`
		Rule      named      `json:"rule"`
		Station   station    `json:"station"`
		Parameter *string    `json:"parameter"`
		Value     *float64   `json:"value"`
		Unit      *string    `json:"unit"`
		Limit     *float64   `json:"limit"`
		RaisedAt  time.Time  `json:"raised_at"`
		ClearedAt *time.Time `json:"cleared_at"`
		State     string     `json:"state"`
	}{
		a.ID, a.Version,
		named{a.RuleID, a.RuleName},
		station{a.StationID, a.StationCode, a.StationName, a.StationKind},
		a.Parameter, a.Value, a.Unit, a.Limit,
		a.RaisedAt, a.ClearedAt, a.State,
	}
}
