package geoapi

import (
	"time"

	"sotay/environment"
)

type byAtJSON struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
}

type assignedJSON struct {
	To string    `json:"to"`
	By string    `json:"by"`
	At time.Time `json:"at"`
}

type closedJSON struct {
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Note string    `json:"note"`
}

type alarmStepJSON struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"` // "" is the program
	What string    `json:"what"`
	Note string    `json:"note"`
}

type alarmRuleRefJSON struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// alarmJSON is an alarm as staff are told of it, in answers and in the live feed.
type alarmJSON struct {
	ID           int64            `json:"id"`
	Rule         alarmRuleRefJSON `json:"rule"`
	Station      ofStationJSON    `json:"station"`
	Parameter    *string          `json:"parameter"`
	Value        *float64         `json:"value"`
	Unit         *string          `json:"unit"`
	Limit        *float64         `json:"limit"`
	RaisedAt     time.Time        `json:"raised_at"`
	Acknowledged *byAtJSON        `json:"acknowledged"`
	Assigned     *assignedJSON    `json:"assigned"`
	ClearedAt    *time.Time       `json:"cleared_at"`
	Closed       *closedJSON      `json:"closed"`
	State        string           `json:"state"`
	Version      int32            `json:"version"`
	Log          []alarmStepJSON  `json:"log"`
}

func alarmOf(a environment.Alarm) alarmJSON {
	out := alarmJSON{
		ID: a.ID, Rule: alarmRuleRefJSON{a.RuleID, a.RuleName}, Station: ofStationJSON{a.StationID, a.StationCode, a.StationName, a.StationKind},
		Parameter: a.Parameter, Value: a.Value, Unit: a.Unit, Limit: a.Limit, RaisedAt: a.RaisedAt, ClearedAt: a.ClearedAt, State: a.State, Version: a.Version,
		Log: make([]alarmStepJSON, len(a.Log)),
	}
	if a.AcknowledgedAt != nil {
		out.Acknowledged = &byAtJSON{*a.AcknowledgedBy, *a.AcknowledgedAt}
	}
	if a.AssignedAt != nil {
		out.Assigned = &assignedJSON{*a.AssignedTo, *a.AssignedBy, *a.AssignedAt}
	}
	if a.ClosedAt != nil {
		out.Closed = &closedJSON{*a.ClosedBy, *a.ClosedAt, *a.ClosedNote}
	}
	for i, step := range a.Log {
		out.Log[i] = alarmStepJSON(step)
	}
	return out
}
