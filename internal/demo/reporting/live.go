package reporting

import (
	"fmt"
	"slices"
	"time"

	"sotay/internal/calendar"
	"sotay/internal/demo/dice"
)

// arrivalSlot is how far apart two reports of the lively day are sent at least.
const arrivalSlot = 5 * time.Minute

// Arrivals are the reports that people send after a moment and up to another, the earliest first:
// three an hour by day, one in two hours by night. Asked for the same moments they are the same.
func Arrivals(after, until time.Time, places []Place) (list []Report) {
	if len(places) == 0 {
		return nil
	}
	for at := after.Truncate(arrivalSlot).Add(arrivalSlot); !at.After(until); at = at.Add(arrivalSlot) {
		d := dice.New(0x6c697665, at.Unix())
		if !d.Chance(chanceAt(at)) {
			continue
		}
		s, p := pick(d), places[d.IntN(len(places))]
		list = append(list, Report{
			At: at, Category: s.category, Place: p, Words: fmt.Sprintf(s.seen[d.IntN(len(s.seen))], p.Street), Pictures: d.IntN(3), Twin: d.Chance(0.06),
		})
	}
	return list
}

// chanceAt is how likely a report is sent within the slot.
func chanceAt(at time.Time) float64 {
	if h := at.In(calendar.Zone()).Hour(); h < 6 || h >= 22 {
		return 0.04
	}
	return 0.25
}

// Reworded is what somebody else says of the same thing.
func Reworded(category, street string, seed int64) string {
	d := dice.New(0x7477696e, seed)
	for _, s := range stories() {
		if s.category == category {
			return fmt.Sprintf(s.seen[d.IntN(len(s.seen))], street)
		}
	}
	return ""
}

// Standing is a report of the lively day as it stands.
type Standing struct {
	ID       int64
	Version  int32
	State    string
	Category string
	Since    time.Time // when something was done to it last
}

// Next invents what is done to a report next; At may be yet to come. False where it is left as it
// is. One in eight is slow at everything, and comes late.
func Next(s Standing) (Step, bool) {
	d := dice.New(0x6e657874, s.ID, int64(s.Version))
	slow := 1.0
	if dice.New(0x736c6f77, s.ID).Chance(0.12) {
		slow = 12
	}
	after := func(least, most float64, step Step) (Step, bool) {
		step.At = s.Since.Add(time.Duration(d.Between(least, most) * slow * float64(time.Minute)))
		return step, true
	}
	switch s.State {
	case "received":
		if d.Chance(0.06) {
			no := refusals()[d.IntN(len(refusals()))]
			return after(3, 30, Step{What: "reject", By: "duty", Reason: no.reason, Words: no.words})
		}
		return after(3, 40, Step{What: "verify", By: "duty"})
	case "verified":
		return after(1, 15, Step{What: "assign", By: "duty"})
	case "assigned":
		return after(5, 60, Step{What: "start", By: "agency"})
	case "in_progress":
		if d.Chance(0.06) {
			w := waits()[d.IntN(len(waits()))]
			return after(10, 60, Step{What: "wait", By: "agency", Reason: w.reason, Owner: w.owner, Words: w.words})
		}
		return after(20, 200, Step{What: "resolve", By: "agency", Words: doneOf(s.Category, d)})
	case "waiting":
		return after(60, 300, Step{What: "resume", By: "agency", Words: "Đã đủ điều kiện, đơn vị tiếp tục xử lý."})
	case "resolved": // the desk has looked at the pictures, which are public from then on
		return after(45, 240, Step{What: "close", By: "duty"})
	}
	return Step{}, false
}

// Rating is what the reporter thinks of the result; 0 where they say nothing.
func Rating(id int64) int16 {
	d := dice.New(0x72617465, id)
	if !d.Chance(0.5) {
		return 0
	}
	return ratingOf(d)
}

func ratingOf(d dice.Dice) int16 {
	return map[string]int16{"satisfied": 3, "acceptable": 2, "not": 1}[d.Weighted(dice.Of("satisfied", 58), dice.Of("acceptable", 28), dice.Of("not", 14))]
}

// doneOf is what was done about something of a category.
func doneOf(category string, d dice.Dice) string {
	list := stories()
	if i := slices.IndexFunc(list, func(s story) bool { return s.category == category }); i >= 0 {
		return list[i].done[d.IntN(len(list[i].done))]
	}
	return "Đã xử lý xong."
}
