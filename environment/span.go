package environment

import (
	"fmt"
	"time"

	"sotay/internal/calendar"
)

// Span is a period of time. What is measured after From and up to and with To belongs to it,
// and so do the hours with such labels: those of a day are 01:00 … 24:00.
type Span struct{ From, To time.Time }

// Bounds of what can be asked for at once.
const (
	// MostPoints of one series.
	MostPoints = 20_000
	// MostParameters of one question.
	MostParameters = 8
	mostRaw        = 366 * 24 * time.Hour
	// MostPlayed is the longest period of all stations' hours.
	MostPlayed = 8 * 24 * time.Hour
)

// Invalid tells what is wrong with a question, or with what is to be stored.
type Invalid struct {
	// Field that is wrong; "" for a question.
	Field  string
	Vi, En string
}

// Error says what is wrong.
func (e *Invalid) Error() string { return e.En }

func invalid(vi, en string, args ...any) error {
	return &Invalid{Vi: fmt.Sprintf(vi, args...), En: fmt.Sprintf(en, args...)}
}

// hours lists the hours of the span by their labels: the first, and how many.
func (s Span) hours() (first time.Time, n int) {
	first = hourOf(s.From)
	if !first.After(s.From) {
		first = first.Add(time.Hour)
	}
	if last := s.To.Truncate(time.Hour); !last.Before(first) {
		n = int(last.Sub(first)/time.Hour) + 1
	}
	return first, n
}

// days lists the days (midnight in Việt Nam) that the span touches: the first, and how many.
func (s Span) days() (first time.Time, n int) {
	first = midnight(s.From)
	if s.To.After(first) {
		n = int((s.To.Sub(first)-1)/(24*time.Hour)) + 1
	}
	return first, n
}

// midnight is the beginning of the day that holds a moment, in Việt Nam.
func midnight(t time.Time) time.Time {
	in := t.In(calendar.Zone())
	return time.Date(in.Year(), in.Month(), in.Day(), 0, 0, 0, 0, in.Location())
}

// check refuses spans that are empty or too long. Of raw readings, how many there are is seen
// when they are read.
func (s Span) check(step Step) error {
	most := map[Step]time.Duration{Hour: MostPoints * time.Hour, Day: MostPoints * 24 * time.Hour, Raw: mostRaw}[step]
	switch {
	case !s.From.Before(s.To):
		return invalid("from phải trước to.", "from must be before to.")
	case s.To.Sub(s.From) > most && step == Raw:
		return invalid("Số liệu gốc hỏi nhiều nhất một năm một lần.", "Ask for raw readings of a year at most.")
	case s.To.Sub(s.From) > most:
		return invalid("Khoảng thời gian này có hơn %d giá trị; hãy thu hẹp hoặc chọn bước ngày.", "This period has more than %d values; ask for less, or for days.", MostPoints)
	}
	return nil
}
