package incidents

import "time"

// State is how far a report is.
type State string

// The states. Closed and rejected are the ends; a closed report may be opened again.
const (
	Received   State = "received"    // mới gửi
	Verified   State = "verified"    // đã xác minh
	Assigned   State = "assigned"    // đã chuyển đơn vị
	InProgress State = "in_progress" // đang xử lý
	Waiting    State = "waiting"     // đang chờ
	Resolved   State = "resolved"    // đã xử lý
	Closed     State = "closed"      // đã đóng
	Rejected   State = "rejected"    // không tiếp nhận
)

// States lists the states in the order in which a report goes through them.
func States() []State {
	return []State{Received, Verified, Assigned, InProgress, Waiting, Resolved, Closed, Rejected}
}

// Open tells whether somebody still has to do something.
func (s State) Open() bool { return s != Resolved && s != Closed && s != Rejected }

// Kind is what somebody is to a report.
type Kind string

// The kinds of actors.
const (
	Anybody  Kind = "public"   // nobody known
	Reporter Kind = "reporter" // who has its follow key
	Duty     Kind = "duty"     // the duty desk: roles ioc and administrator
	Agency   Kind = "agency"   // role agency, for reports of that agency alone
	Clock    Kind = "clock"    // the program itself, by the passing of time
)

// Actor is who does something.
type Actor struct {
	Kind   Kind
	Login  string // of Duty and Agency; it stands in the history
	Agency string // code, of Agency
}

// Category is what a report can be about.
type Category struct {
	Code         string
	NameVi       string
	NameEn       string
	Sensitive    bool    // the public sees a coarse place and the day
	Urgency      string  // urgent, normal, complex
	ReceiveHours float32 // working hours until it is verified and routed
	HandleHours  float32 // working hours from then until it is resolved
	Sort         int32
	Active       bool
}

// AgencyUnit is an agency that answers reports.
type AgencyUnit struct {
	ID     int64
	Code   string
	NameVi string
	NameEn string
	Active bool
}

// Route says which agency answers from a day on, until another.
type Route struct {
	ID       int64   `json:"id"`
	Category *string `json:"category"` // nil: any
	Commune  *string `json:"commune"`  // code; nil: any
	Agency   string  `json:"agency"`   // code
	Since    string  `json:"since"`    // 2026-11-20
	Until    *string `json:"until"`    // no more from then on
}

// Report is a report as the desk sees it. Of an agency's reader Words is empty: the reporter's
// own words may tell who they are.
type Report struct {
	ID           int64
	Number       string // PA26-7K3M-9QX4
	Category     string
	Words        string // the reporter's own
	PublicWords  string
	Lon, Lat     float64
	AccuracyM    *float32
	Address      string
	Commune      *string // code
	State        State
	Urgency      string
	Agency       *string // code
	RejectReason *string
	WaitReason   *string
	WaitOwner    *string
	WaitNext     *string // 2026-12-01
	MergedInto   *string // number
	SplitFrom    *string // number
	Supporters   int32
	Rating       *int16 // 1 not, 2 acceptable, 3 satisfied
	RatedAt      *time.Time
	ReceivedAt   time.Time
	VerifiedAt   *time.Time
	AssignedAt   *time.Time
	ResolvedAt   *time.Time
	ClosedAt     *time.Time // closed or rejected
	DueReceive   *time.Time
	DueAt        *time.Time
	NearAt       *time.Time
	AskedDue     *time.Time // the later deadline that the agency asks for
	Overdue      bool
	Published    bool
	Source       string // web, open311, desk
	Version      int32  // grows with each move
	ChangedAt    time.Time
	Left         *time.Duration // working time until Due, below zero since then; nil where none runs, and as an answer of Act
}

// Due is the deadline that runs at present: until a report is routed that of receiving it, then
// that of handling it; nil where none does.
func (r Report) Due() *time.Time {
	switch r.State {
	case Received, Verified:
		return r.DueReceive
	case Assigned, InProgress:
		return r.DueAt
	}
	return nil
}

// Step is a row of a report's history.
type Step struct {
	At            time.Time
	Actor         string // login; "" for the reporter and the clock
	ActorKind     Kind
	Action        string
	From          *State
	To            State
	PublicWords   string
	InternalWords string
	Detail        map[string]any
}

// Photo is a picture of a report, or one that is not sent yet.
type Photo struct {
	ID            int64
	Report        *int64
	Kind          string // reported, result
	SHA           string // of the file; the thumbnail's is Thumb
	Thumb         string
	Width, Height int32
	Position      int32
	Published     bool
	RedactedSHA   *string // shown in place of SHA
	RedactedThumb *string
	CreatedAt     time.Time
}

// Detail is a report with all that the desk needs to move it.
type Detail struct {
	Report
	History    []Step
	Photos     []Photo
	Merged     []string // numbers of the reports that were merged into it
	HasContact bool     // somebody can be asked; for the duty desk only
	Moves      []Legal  // what the reader may do now
	Suggested  *string  // code of the agency that the routes say, before it is assigned; for the duty desk only
}

// Public is a report as everybody may see it.
type Public struct {
	ID         int64 // of the layer reports; not a report's own
	Number     string
	Category   string
	State      State
	Urgency    string
	Words      string
	Address    *string
	Commune    *string
	Agency     *string // name
	WaitReason *string
	WaitOwner  *string
	WaitNext   *string
	ReceivedAt time.Time // of a sensitive category the day's beginning
	ResolvedAt *time.Time
	DueAt      *time.Time
	Overdue    bool
	Supporters int64
	Rating     *int64
	Lon, Lat   float64
}

// Status is what anybody who knows a report's number is told of it.
type Status struct {
	Number       string
	Category     string
	State        State
	PublicWords  string // "" until it is verified
	Agency       *string
	RejectReason *string
	WaitReason   *string
	WaitOwner    *string
	WaitNext     *string
	MergedInto   *string
	Supporters   int32
	Rating       *int16
	ReceivedAt   time.Time
	VerifiedAt   *time.Time
	AssignedAt   *time.Time
	ResolvedAt   *time.Time
	ClosedAt     *time.Time
	DueAt        *time.Time // the deadline that runs
	Overdue      bool
	Published    bool
	Lon, Lat     float64 // of a sensitive category coarse, as all times are days
	History      []Step  // moves alone, without names, logins and internal words
	Photos       []Photo // published ones
}
