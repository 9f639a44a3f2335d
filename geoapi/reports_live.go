package geoapi

import (
	"time"

	"sotay/incidents"
)

// reportsLayer is what the journal calls the reports of the desk, which are no layer.
const reportsLayer = "reports_desk"

// reportEvent tells the desk that something was done to a report: enough to know whether what is
// shown must be read anew, and nothing of who sent it.
type reportEvent struct {
	ID       int64           `json:"id"`
	Number   string          `json:"number"`
	State    incidents.State `json:"state"`
	Category string          `json:"category"`
	Agency   *string         `json:"agency"`
	Overdue  bool            `json:"overdue"`
	At       time.Time       `json:"at"`
}

// takenEvent tells an agency that a report is not its own any more, and no more of it.
type takenEvent struct {
	ID     int64  `json:"id"`
	Number string `json:"number"`
	Taken  bool   `json:"taken"`
}

// reportMessages are for the duty desk and, each of its own reports, for the agencies; of one that
// was taken from it an agency is told just that.
func reportMessages(list []incidents.Move) []liveMessage {
	var out []liveMessage
	for _, r := range list {
		e := reportEvent{r.ID, r.Number, r.State, r.Category, r.Agency, r.Overdue, r.ChangedAt}
		m := message("report", "", reports, e)
		out = append(out, m)
		if r.Agency != nil {
			m.needs, m.agency = answering, *r.Agency
			out = append(out, m)
		}
		for _, former := range r.Former {
			m := message("report", "", answering, takenEvent{r.ID, r.Number, true})
			m.agency = former
			out = append(out, m)
		}
	}
	return out
}

// agency is the code of the agency whose reports the caller answers, "" for none.
func (c caller) agency() string {
	if c.user == nil {
		return ""
	}
	return c.user.Agency
}
