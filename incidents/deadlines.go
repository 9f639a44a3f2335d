package incidents

import (
	"slices"
	"time"
)

// noteLate keeps that the deadline of handling a report is past, before another takes its place:
// it was not handled in time, whatever it is given from now on.
func (d *doing) noteLate() {
	if d.r.DueAt != nil && !d.r.DueAt.After(d.now) && slices.Contains([]State{Assigned, InProgress}, d.was) {
		d.r.late = true
		d.step.detail["was_overdue"] = true
	}
}

// recategorize gives a report another category, and to the deadline that runs, or waits, the hours
// of that one instead of those that the former category has today. Which hours the deadline was made
// with is not kept: where SaveCategory changed them meanwhile it moves by the difference to the
// hours of today, and the desk sets another by extending it.
func (d *doing) recategorize(code string) error {
	is, err := readCategory(d.ctx, d.tx, code)
	if err != nil {
		return err
	}
	was, err := d.category()
	if err != nil {
		return err
	}
	d.r.Category, d.r.Urgency = is.Code, is.Urgency
	switch d.r.State {
	case Received, Verified:
		d.r.DueReceive = d.rerun(d.r.DueReceive, hoursOf(was.ReceiveHours), hoursOf(is.ReceiveHours))
	case Assigned, InProgress:
		d.r.DueAt = d.rerun(d.r.DueAt, hoursOf(was.HandleHours), hoursOf(is.HandleHours))
	case Waiting:
		left := max(0, *d.r.remaining+int64((hoursOf(is.HandleHours)-hoursOf(was.HandleHours))/time.Second))
		d.r.remaining = &left
	}
	return nil
}

// rerun gives the deadline that runs other hours. One that is past still is not told again.
func (d *doing) rerun(due *time.Time, were, are time.Duration) *time.Time {
	if due == nil || were == are {
		return due
	}
	by := d.policy.moved(d.r.ReceivedAt, *due, were, are)
	d.r.NearAt = &by.near
	if !d.r.Overdue || by.due.After(d.now) {
		d.r.Overdue, d.r.escalated = false, 0
	}
	d.step.detail["due"] = by.due
	return &by.due
}
