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
	"time"

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
	TooLong          Reason = "too_long"   // a member of more than maxText bytes: refused
	TooOld           Reason = "too_old"    // of a time of which readings are kept no longer: refused
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
	// Communes tells one state of the layer of communes from another, nil while that is not
	// known; where it is nil, what is known of communes is kept for a minute. Set it before the
	// first use.
	Communes func() any
	// Fire turns our own index of forest fire danger into levels.
	Fire FireRules

	db     *postgis.DB
	now    func() time.Time
	places places
	// indexed is of FollowIndices alone, which runs once at a time.
	indexed indexed
}

// New keeps readings in a database: it writes through the pool of sotay_app.
func New(db *postgis.DB) *Store { return &Store{Fire: DefaultFireRules(), db: db, now: time.Now} }

// Take keeps what was sent, all of it or, with an error, none; the answers are in its order.
// The same sent again changes nothing. For what comes in pieces see Batch.
func (s *Store) Take(ctx context.Context, from Sender, sent []Sent) ([]Answer, error) {
	b := s.NewBatch(from)
	if err := b.Add(ctx, sent); err != nil {
		return nil, err
	}
	return b.Keep(ctx)
}
