package incidents

import "slices"

// rule is a row of the table of transitions: one action of some actors.
type rule struct {
	action string
	actors []Kind
	from   []State
	to     State    // "": the state stays
	needs  []string // members of Action that must be given
	may    []string // members that may be given
}

// open lists the states in which somebody still has to do something. The column open of
// data.reports says the same.
func open() []State {
	return slices.DeleteFunc(States(), func(s State) bool { return !s.Open() })
}

// quiet lists the actions that change nothing that the desk or an agency decides on. They leave
// the version as it is: a neighbour who has seen the same, or the clock, outdates nobody's form.
func quiet() []string { return []string{"support", "rate", "escalate", "remind"} }

// life is the table of transitions: what is not here does not happen.
func life() []rule {
	return []rule{
		{"verify", []Kind{Duty}, []State{Received}, Verified, []string{"public_words"}, []string{"category", "place", "address", "publish", "photos_published", "words"}},
		{"reject", []Kind{Duty}, []State{Received, Verified}, Rejected, []string{"reason", "public_words"}, []string{"words"}},
		{"assign", []Kind{Duty}, []State{Verified, Assigned, InProgress}, Assigned, nil, []string{"agency", "words"}}, // agency: by the routes where it is not given
		{"start", []Kind{Agency}, []State{Assigned}, InProgress, nil, []string{"words"}},
		{"return", []Kind{Agency}, []State{Assigned, InProgress}, Verified, []string{"words"}, nil},
		{"extend", []Kind{Agency, Duty}, []State{Assigned, InProgress}, "", []string{"due", "words"}, []string{"public_words"}}, // the agency asks, the duty desk grants
		{"wait", []Kind{Agency, Duty}, []State{Assigned, InProgress}, Waiting, []string{"reason", "owner", "next", "public_words"}, []string{"words"}},
		{"resume", []Kind{Agency, Duty}, []State{Waiting}, InProgress, nil, []string{"public_words", "words"}},
		{"resolve", []Kind{Agency}, []State{InProgress}, Resolved, []string{"public_words", "photos"}, []string{"words"}},
		{"close", []Kind{Duty, Clock}, []State{Resolved}, Closed, nil, []string{"public_words", "photos_published", "words"}},
		{"reopen", []Kind{Reporter, Duty}, []State{Resolved, Closed}, Assigned, []string{"words"}, []string{"photos"}}, // Verified where the agency has ceased
		{"merge", []Kind{Duty}, open(), Rejected, []string{"into"}, []string{"public_words", "words"}},
		{"split", []Kind{Duty}, open(), "", []string{"public_words"}, []string{"category", "place", "address", "words"}},
		{"edit", []Kind{Duty}, States(), "", nil, []string{"public_words", "category", "place", "address", "publish", "photos_published", "words"}},
		{"rate", []Kind{Reporter}, []State{Resolved, Closed}, "", []string{"rating"}, []string{"words"}},
		{"support", []Kind{Anybody}, open(), "", nil, nil},
		{"escalate", []Kind{Clock}, []State{Received, Verified, Assigned, InProgress}, "", nil, nil},
		{"remind", []Kind{Clock}, []State{Waiting}, "", nil, nil},
	}
}

// actionWords name the actions for people: Vietnamese, English.
var actionWords = map[string][2]string{
	"send":     {"gửi", "sent"},
	"verify":   {"xác minh", "verify"},
	"reject":   {"không tiếp nhận", "reject"},
	"assign":   {"chuyển đơn vị", "assign"},
	"start":    {"bắt đầu xử lý", "start"},
	"return":   {"trả lại", "return"},
	"extend":   {"gia hạn", "extend"},
	"wait":     {"tạm chờ", "wait"},
	"resume":   {"tiếp tục xử lý", "resume"},
	"resolve":  {"báo đã xử lý", "resolve"},
	"close":    {"đóng", "close"},
	"reopen":   {"mở lại", "reopen"},
	"merge":    {"gộp", "merge"},
	"split":    {"tách", "split"},
	"edit":     {"sửa", "edit"},
	"rate":     {"đánh giá", "rate"},
	"support":  {"cùng phản ánh", "support"},
	"escalate": {"nhắc hạn", "escalate"},
	"remind":   {"nhắc ngày xem lại", "remind"},
}

// ActionWords names an action for people.
func ActionWords(action string) (vi, en string) {
	w := actionWords[action]
	return w[0], w[1]
}

// Legal is something that an actor may do to a report as it is.
type Legal struct {
	Action string
	To     State    // where the report goes; its own state where it stays
	Needs  []string // members that must be given
	May    []string // members that may be given
}

// LegalMoves lists what a kind of actor may do to a report in a state.
func LegalMoves(kind Kind, s State) []Legal {
	var list []Legal
	for _, r := range life() {
		if slices.Contains(r.actors, kind) && slices.Contains(r.from, s) {
			to := r.to
			if to == "" {
				to = s
			}
			list = append(list, Legal{r.action, to, r.needs, r.may})
		}
	}
	return list
}

// find gives the row of an action for an actor and a state, or an *Illegal with what is legal.
func find(action string, kind Kind, s State) (rule, error) {
	for _, r := range life() {
		if r.action == action && slices.Contains(r.actors, kind) && slices.Contains(r.from, s) {
			return r, nil
		}
	}
	bad := &Illegal{Action: action, State: s}
	for _, l := range LegalMoves(kind, s) {
		bad.Legal = append(bad.Legal, l.Action)
	}
	return rule{}, bad
}
