package incidents

import (
	"fmt"
	"strings"
	"time"
)

// Refused says what is wrong with what was sent, Vietnamese and English.
type Refused struct {
	// Code is stable: not_found, key_reused, too_many, or "invalid".
	Code string
	// Field is the member that is wrong, "" for none.
	Field  string
	Vi, En string
}

// Error says what.
func (e *Refused) Error() string { return e.En }

// Conflict tells that somebody else was first: who, what and when.
type Conflict struct {
	By      string // login; "" for the reporter or the clock
	Kind    Kind
	Action  string
	At      time.Time
	State   State // that the report is in now
	Version int32
}

// Error says who was first.
func (e *Conflict) Error() string {
	return fmt.Sprintf("the report was moved meanwhile: %s by %s, it is %s now", e.Action, e.who(), e.State)
}

// Words say it to people.
func (e *Conflict) Words() (vi, en string) {
	at := e.At.In(zone()).Format("15:04 02/01/2006")
	return fmt.Sprintf("Phản ánh vừa được %s xử lý lúc %s (%s); hãy xem lại rồi làm tiếp.", e.whoVi(), at, actionWords[e.Action][0]),
		fmt.Sprintf("The report was moved by %s at %s (%s); look at it again.", e.who(), at, actionWords[e.Action][1])
}

func (e *Conflict) who() string {
	if e.By != "" {
		return e.By
	}
	return string(e.Kind)
}

func (e *Conflict) whoVi() string {
	switch {
	case e.By != "":
		return e.By
	case e.Kind == Clock:
		return "hệ thống"
	case e.Kind == Anybody:
		return "một người dân"
	}
	return "người gửi"
}

// Illegal tells that a report in this state does not go that way for this actor, and which ways
// it does.
type Illegal struct {
	Action string
	State  State
	Legal  []string
}

// Error says what is legal.
func (e *Illegal) Error() string {
	return fmt.Sprintf("%s is not possible while the report is %s; possible: %s", e.Action, e.State, strings.Join(e.Legal, ", "))
}

// Words say it to people.
func (e *Illegal) Words() (vi, en string) {
	var listVi, listEn []string
	for _, a := range e.Legal {
		listVi, listEn = append(listVi, actionWords[a][0]), append(listEn, actionWords[a][1])
	}
	if len(e.Legal) == 0 {
		return "Bạn không làm được gì với phản ánh này lúc này.", "There is nothing that you can do with this report now."
	}
	return "Việc này không hợp lệ lúc này; có thể: " + strings.Join(listVi, ", ") + ".",
		"That is not possible now; possible: " + strings.Join(listEn, ", ") + "."
}

func invalid(field, vi, en string) error { return &Refused{"invalid", field, vi, en} }

func notFound() error {
	return &Refused{"not_found", "", "Không có phản ánh này; hãy kiểm tra lại mã.", "There is no such report; check its number."}
}
