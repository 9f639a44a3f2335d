// Package reporting invents the field reports of the demo: what people write, where, and what
// becomes of it, up to the present. It is the same each time for the same present and places.
// Nothing of it is real, and nobody is named. Start with Plan.
package reporting

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sotay/internal/calendar"
	"sotay/internal/demo/dice"
)

// Mark is at the end of the address of each invented report.
const Mark = "(hư cấu)"

// Place is a spot on a street: degrees, the street's name, the commune's code.
type Place struct {
	Lon, Lat        float64
	Street, Commune string
}

// Address is the place in words, marked as invented.
func (p Place) Address() string { return "Gần " + p.Street + " " + Mark }

// StreetOf is the street in such an address.
func StreetOf(address string) (string, bool) {
	rest, marked := strings.CutSuffix(address, " "+Mark)
	street, near := strings.CutPrefix(rest, "Gần ")
	return street, marked && near
}

// Days is how far back the reports go, and Total how many there are.
const (
	Days  = 60
	Total = 300
	// lastDay is how many of them are of the last 24 hours.
	lastDay = 14
)

// Report is a report and what becomes of it, in order.
type Report struct {
	At       time.Time
	Category string
	Words    string
	Place    Place
	Steps    []Step
	// Pictures that the reporter sent: how many.
	Pictures int
	// Twin is of what somebody else has sent already, where there is such a report.
	Twin bool
}

// Step is something that is done to a report. What is an action of the table of transitions,
// or "support".
type Step struct {
	At     time.Time
	What   string
	By     string // duty, agency, reporter
	Words  string // for the public; of the reporter their own
	Inner  string // for those who work on it
	Reason string
	Owner  string
	Next   string // day
	Rating int16
	Part   *Report
}

// Plan invents the reports up to now, the oldest first.
func Plan(now time.Time, places []Place) []Report {
	if len(places) == 0 {
		return nil
	}
	var out []Report
	for n := range int64(Total) {
		d := dice.New(0x7068, n)
		at := now.Add(-time.Duration(d.Between(1, Days*24) * float64(time.Hour)))
		if n < lastDay {
			at = now.Add(-time.Duration(d.Between(0.1, 24) * float64(time.Hour)))
		} else {
			at = awake(at, d)
		}
		if at.After(now) {
			at = now.Add(-time.Hour)
		}
		out = append(out, one(d, at, now, places[d.IntN(len(places))]))
	}
	slices.SortStableFunc(out, func(a, b Report) int { return a.At.Compare(b.At) })
	return out
}

// awake moves a moment of the night to the day: people report from six to ten in the evening.
func awake(at time.Time, d dice.Dice) time.Time {
	local := at.In(calendar.Zone())
	if h := local.Hour(); h < 6 || h >= 22 {
		return time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, calendar.Zone()).Add(time.Duration(d.Between(6, 21) * float64(time.Hour)))
	}
	return at
}

// one invents a report and its life.
func one(d dice.Dice, at, now time.Time, p Place) Report {
	s := pick(d)
	r := Report{At: at, Category: s.category, Place: p, Words: fmt.Sprintf(s.seen[d.IntN(len(s.seen))], p.Street)}
	if d.Chance(0.6) {
		r.Pictures = 1 + d.IntN(2)
	}
	l := life{d: d, now: now, at: at, story: s, report: &r, slow: slowness(s.category)}
	l.run()
	return r
}

func pick(d dice.Dice) story {
	list := stories()
	var choices []dice.Choice
	for _, s := range list {
		choices = append(choices, dice.Of(s.category, s.weight))
	}
	category := d.Weighted(choices...)
	return list[slices.IndexFunc(list, func(s story) bool { return s.category == category })]
}

func slowness(category string) float64 {
	for _, a := range Agencies() {
		if slices.Contains(a.Categories, category) {
			return a.Slow
		}
	}
	return 1
}

// life is a report's on its way.
type life struct {
	d       dice.Dice
	now, at time.Time
	story   story
	report  *Report
	slow    float64
	part    bool // of another report
}

// does adds a step so many hours later, in working time; false where that is not yet.
func (l *life) does(hours float64, s Step) bool {
	next := atWork(l.at.Add(time.Duration(hours * float64(time.Hour))))
	if !next.Before(l.now) {
		return false
	}
	l.at, s.At = next, next
	l.report.Steps = append(l.report.Steps, s)
	return true
}

// atWork moves a moment to when offices are open, roughly: half past seven to five, Monday to Friday.
func atWork(at time.Time) time.Time {
	t := at.In(calendar.Zone())
	open := time.Date(t.Year(), t.Month(), t.Day(), 7, 30, 0, 0, calendar.Zone())
	switch minute := time.Duration(t.Minute()) * time.Minute; {
	case t.Before(open):
		t = open.Add(minute)
	case t.Hour() >= 17:
		t = open.AddDate(0, 0, 1).Add(minute)
	}
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

// run invents what becomes of the report.
func (l *life) run() {
	d := l.d
	if d.Chance(0.07) {
		no := refusals()[d.IntN(len(refusals()))]
		l.does(d.Between(0.3, 7), Step{What: "reject", By: "duty", Reason: no.reason, Words: no.words})
		return
	}
	if !l.does(d.Between(0.2, 6), Step{What: "verify", By: "duty", Words: l.report.Words}) {
		return
	}
	l.split()
	if !l.does(d.Between(0.1, 1.5), Step{What: "assign", By: "duty"}) {
		return
	}
	l.merged()
	l.supported()
	if d.Chance(0.03) && (!l.does(d.Between(1, 8), Step{What: "return", By: "agency", Inner: "Không thuộc địa bàn của đơn vị, đề nghị chuyển lại."}) ||
		!l.does(d.Between(0.5, 3), Step{What: "assign", By: "duty", Inner: "Đã trao đổi, đúng địa bàn của đơn vị."})) {
		return
	}
	if !l.does(d.Between(0.5, 12)*l.slow, Step{What: "start", By: "agency"}) || !l.waited() {
		return
	}
	l.resolved(d.Between(3, 110) * l.slow)
}

// split lets some tell of two things, of which the desk makes two reports.
func (l *life) split() {
	if l.part || !l.d.Chance(0.05) {
		return
	}
	other := pick(l.d)
	if other.category == l.story.category {
		return
	}
	part := Report{Category: other.category, Place: l.report.Place, Words: fmt.Sprintf(other.seen[l.d.IntN(len(other.seen))], l.report.Place.Street)}
	if !l.does(0.1, Step{What: "split", By: "duty", Words: part.Words, Part: &part}) {
		return
	}
	part.At = l.at
	l.report.Words += " Ngoài ra: " + part.Words
	(&life{d: l.d, now: l.now, at: l.at, story: other, report: &part, slow: slowness(other.category), part: true}).run()
}

// merged lets some be sent by somebody else too, which the desk sees.
func (l *life) merged() {
	if l.part || !l.d.Chance(0.06) {
		return
	}
	twin := Report{At: l.at, Words: fmt.Sprintf(l.story.seen[l.d.IntN(len(l.story.seen))], l.report.Place.Street), Pictures: l.d.IntN(2)}
	l.does(l.d.Between(0.2, 2), Step{What: "merge", By: "duty", Words: "Cùng một việc với phản ánh đã tiếp nhận; kết quả xem ở đó.", Part: &twin})
}

// supported lets others have seen the same.
func (l *life) supported() {
	for range l.d.IntN(7) - 3 {
		if at := l.at.Add(time.Duration(l.d.Between(1, 20)) * time.Minute); at.Before(l.now) {
			l.at = at
			l.report.Steps = append(l.report.Steps, Step{At: at, What: "support"})
		}
	}
}

// waited lets some wait; true where work goes on.
func (l *life) waited() bool {
	d := l.d
	if !d.Chance(0.12) {
		return true
	}
	w := waits()[d.IntN(len(waits()))]
	next := l.now.AddDate(0, 0, 2+d.IntN(25)).In(calendar.Zone()).Format(time.DateOnly)
	if !l.does(d.Between(4, 40), Step{What: "wait", By: "agency", Reason: w.reason, Owner: w.owner, Words: w.words, Next: next}) {
		return false
	}
	return d.Chance(0.4) && l.does(d.Between(48, 200), Step{What: "resume", By: "agency", Words: "Đã đủ điều kiện, đơn vị tiếp tục xử lý."})
}

// resolved lets the agency answer, the reporter rate it, and the desk close it.
func (l *life) resolved(hours float64) {
	d := l.d
	answer := func() Step {
		return Step{What: "resolve", By: "agency", Words: l.story.done[d.IntN(len(l.story.done))]}
	}
	if !l.does(hours, answer()) {
		return
	}
	if d.Chance(0.05) {
		if !l.does(d.Between(3, 60), Step{What: "reopen", By: "reporter", Words: "Hôm nay tôi đi qua vẫn thấy như cũ, chưa làm xong."}) ||
			!l.does(d.Between(1, 12), Step{What: "start", By: "agency"}) || !l.does(d.Between(5, 40), answer()) {
			return
		}
	}
	if d.Chance(0.46) {
		if !l.does(d.Between(2, 50), Step{What: "rate", By: "reporter", Rating: ratingOf(d)}) {
			return
		}
	}
	l.does(d.Between(90, 165), Step{What: "close", By: "duty"})
}
