package incidents

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sotay/internal/calendar"
)

// deeds says what each action does, besides moving the state as the table of transitions says.
func deeds() map[string]func(*doing) error {
	return map[string]func(*doing) error{
		"verify": (*doing).verify, "reject": (*doing).reject, "assign": (*doing).assign, "start": (*doing).start, "return": (*doing).giveBack,
		"extend": (*doing).extend, "wait": (*doing).wait, "resume": (*doing).resume, "resolve": (*doing).resolve, "close": (*doing).close,
		"reopen": (*doing).reopen, "merge": (*doing).merge, "split": (*doing).split, "edit": (*doing).edit,
		"rate": (*doing).rate, "support": (*doing).support, "escalate": (*doing).escalate, "remind": (*doing).remind,
	}
}

// farthest is how far ahead a deadline or a next date may lie.
const farthest = 2 * 366 * 24 * time.Hour

func (d *doing) verify() error {
	if err := d.correct(); err != nil {
		return err
	}
	d.r.VerifiedAt = &d.now
	d.r.Published = d.a.Publish == nil || *d.a.Publish
	return nil
}

func (d *doing) reject() error {
	if !slices.Contains([]string{"duplicate", "no_place", "not_state_matter", "other"}, d.a.Reason) {
		return invalid("reason", "Lý do không hợp lệ: trùng, không rõ vị trí, không thuộc việc của nhà nước, hoặc khác.", "The reason must be duplicate, no_place, not_state_matter or other.")
	}
	d.step.public, d.step.detail["reason"] = *d.a.PublicWords, d.a.Reason
	d.end(d.a.Reason)
	return nil
}

// end lets a report be rejected: nothing is due of it any more, and nothing of it is public.
func (d *doing) end(reason string) {
	r := d.r
	r.RejectReason, r.ClosedAt, r.Published = &reason, &d.now, false
	d.stopWaiting()
	d.noDeadline()
}

// noDeadline lets no deadline run.
func (d *doing) noDeadline() {
	d.r.NearAt, d.r.AskedDue, d.r.Overdue = nil, nil, false
}

func (d *doing) stopWaiting() {
	d.r.WaitReason, d.r.WaitOwner, d.r.WaitNext, d.r.pausedAt, d.r.remaining, d.r.reminded = nil, nil, nil, nil, nil, nil
}

// run lets a deadline run from now.
func (d *doing) run(by deadline) {
	d.noDeadline()
	d.r.NearAt, d.r.escalated = &by.near, 0
	if d.r.State == Verified {
		d.r.DueReceive, d.r.DueAt = &by.due, nil
	} else {
		d.r.DueAt = &by.due
	}
}

func (d *doing) category() (Category, error) {
	c, err := anyCategory(d.ctx, d.tx, d.r.Category)
	if err != nil {
		return c, fmt.Errorf("category %q: %w", d.r.Category, err)
	}
	return c, nil
}

// assign gives a report to an agency, with a deadline of its own. Who has it already keeps the
// deadline, past or not.
func (d *doing) assign() error {
	code := d.a.Agency
	if code == "" {
		routed, err := routeOf(d.ctx, d.tx, d.r.Category, d.found.commune, calendar.Of(d.now))
		if err != nil {
			return err
		}
		if routed == nil {
			return invalid("agency", "Chưa có đơn vị mặc định cho lĩnh vực và xã, phường này; hãy chọn đơn vị.", "No agency is set for this category and commune; choose one.")
		}
		code = *routed
	} else if err := activeAgency(d.ctx, d.tx, code); err != nil {
		return err
	}
	d.step.detail["agency"] = code
	if former := d.r.Agency; former != nil {
		if *former == code {
			return nil
		}
		d.step.detail["former"] = *former
	}
	d.noteLate()
	d.r.Agency, d.r.AssignedAt = &code, &d.now
	return d.runHandling()
}

// runHandling lets the deadline of handling a report run anew.
func (d *doing) runHandling() error {
	c, err := d.category()
	if err != nil {
		return err
	}
	d.run(d.policy.deadline(d.now, hoursOf(c.HandleHours)))
	return nil
}

func (d *doing) start() error { return nil }

func (d *doing) giveBack() error {
	d.noteLate()
	return d.routeAnew()
}

// routeAnew takes a report from its agency, so that the desk routes it, and lets the deadline of
// receiving it run from now.
func (d *doing) routeAnew() error {
	c, err := d.category()
	if err != nil {
		return err
	}
	d.step.detail["agency"] = *d.r.Agency
	d.r.Agency, d.r.AssignedAt = nil, nil
	d.run(d.policy.deadline(d.now, hoursOf(c.ReceiveHours)))
	return nil
}

func (d *doing) extend() error {
	due := d.a.Due.Truncate(time.Microsecond)
	if !due.After(d.now) || due.After(d.now.Add(farthest)) || d.r.DueAt != nil && !due.After(*d.r.DueAt) {
		return invalid("due", "Hạn mới phải sau hạn hiện tại và trong vòng hai năm tới.", "The new deadline must be later than the present one, within two years.")
	}
	d.step.detail["due"] = due
	if d.who.Kind == Agency {
		d.r.AskedDue = &due
		d.step.detail["asked"] = true
		return nil
	}
	d.say()
	d.noteLate()
	d.run(deadline{due, d.policy.hours.Add(d.now, time.Duration(float64(d.policy.hours.Between(d.now, due))*d.policy.near))})
	return nil
}

func (d *doing) wait() error {
	if !slices.Contains([]string{"budget", "beyond_authority", "higher_level", "weather"}, d.a.Reason) {
		return invalid("reason", "Lý do chờ không hợp lệ: kinh phí, vượt thẩm quyền, cấp trên hoặc thời tiết.", "The reason must be budget, beyond_authority, higher_level or weather.")
	}
	if !calendar.Valid(d.a.Next) || d.a.Next <= calendar.Of(d.now) || d.a.Next > calendar.Of(d.now.Add(farthest)) {
		return invalid("next", "Ngày xem lại phải sau hôm nay và trong vòng hai năm tới.", "The next date must be later than today, within two years.")
	}
	d.step.public = *d.a.PublicWords
	d.step.detail["reason"], d.step.detail["owner"], d.step.detail["next"] = d.a.Reason, d.a.Owner, d.a.Next
	left := int64(d.policy.hours.Between(d.now, *d.r.DueAt) / time.Second)
	owner := strings.TrimSpace(d.a.Owner)
	d.noteLate()
	d.r.WaitReason, d.r.WaitOwner, d.r.WaitNext = &d.a.Reason, &owner, &d.a.Next
	d.r.pausedAt, d.r.remaining, d.r.DueAt, d.r.NearAt, d.r.AskedDue = &d.now, &left, nil, nil, nil
	return nil
}

// resume lets the working time that was left go on.
func (d *doing) resume() error {
	c, err := d.category()
	if err != nil {
		return err
	}
	left := time.Duration(*d.r.remaining) * time.Second
	due, near := d.policy.hours.Add(d.now, left), d.policy.hours.Add(d.now, max(0, left-d.policy.spare(hoursOf(c.HandleHours))))
	d.r.DueAt, d.r.NearAt = &due, &near
	d.stopWaiting()
	d.say()
	return nil
}

// say puts the words for the public on the row of the history.
func (d *doing) say() {
	if d.a.PublicWords != nil {
		d.step.public = *d.a.PublicWords
	}
}

func (d *doing) resolve() error {
	if err := attach(d.ctx, d.tx, d.r.ID, "result", d.a.Photos); err != nil {
		return err
	}
	d.say()
	d.step.detail["photos"] = len(d.a.Photos)
	d.step.detail["on_time"] = d.r.DueAt != nil && !d.now.After(*d.r.DueAt) && !d.r.late
	d.r.ResolvedAt = &d.now
	d.noDeadline()
	return nil
}

func (d *doing) close() error {
	d.say()
	d.r.ClosedAt = &d.now
	return d.publishPhotos()
}

// reopen sends a report back to the agency that said it was done, with a deadline of its own; to
// the desk where that agency has ceased, for nobody there would be told.
func (d *doing) reopen() error {
	if err := attach(d.ctx, d.tx, d.r.ID, "reported", d.a.Photos); err != nil {
		return err
	}
	d.r.ResolvedAt, d.r.ClosedAt, d.r.Rating, d.r.RatedAt, d.r.late = nil, nil, nil, nil, false
	var ceased *Refused
	switch err := activeAgency(d.ctx, d.tx, *d.r.Agency); {
	case errors.As(err, &ceased):
		d.r.State = Verified
		d.step.detail["ceased"] = true
		return d.routeAnew()
	case err != nil:
		return err
	}
	d.step.detail["agency"] = *d.r.Agency
	d.r.AssignedAt = &d.now
	return d.runHandling()
}

func (d *doing) rate() error {
	if d.a.Rating < 1 || d.a.Rating > 3 {
		return invalid("rating", "Mức hài lòng từ 1 đến 3.", "A rating is from 1 to 3.")
	}
	d.r.Rating, d.r.RatedAt = &d.a.Rating, &d.now
	d.step.detail["rating"] = d.a.Rating
	return nil
}
