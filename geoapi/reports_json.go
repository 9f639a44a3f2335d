package geoapi

import (
	"time"

	"sotay/incidents"
)

// mapped gives a list of what do makes of each, never nil.
func mapped[A, B any](list []A, do func(A) B) []B {
	out := make([]B, len(list))
	for i, v := range list {
		out[i] = do(v)
	}
	return out
}

func orNil(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// ratingOf is the word for a rating.
func ratingOf[N int16 | int64](n *N) *string {
	if n == nil || *n < 1 || int(*n) > len(ratings()) {
		return nil
	}
	return &ratings()[*n-1]
}

type categoryJSON struct {
	Code         string  `json:"code"`
	Name         Words   `json:"name"`
	Sensitive    bool    `json:"sensitive"`
	Urgency      string  `json:"urgency"`
	ReceiveHours float32 `json:"receive_hours"`
	HandleHours  float32 `json:"handle_hours"`
	Active       bool    `json:"active"`
}

func categoryOf(c incidents.Category) categoryJSON {
	return categoryJSON{c.Code, Words{c.NameVi, c.NameEn}, c.Sensitive, c.Urgency, c.ReceiveHours, c.HandleHours, c.Active}
}

type waitingJSON struct {
	Reason string `json:"reason"`
	Owner  string `json:"owner"`
	Next   string `json:"next"`
}

func waitingOf(reason, owner, next *string) *waitingJSON {
	if reason == nil || owner == nil || next == nil {
		return nil
	}
	return &waitingJSON{*reason, *owner, *next}
}

// reportJSON is a report as everybody may see it.
type reportJSON struct {
	Number     string          `json:"number"`
	Category   string          `json:"category"`
	State      incidents.State `json:"state"`
	Urgency    string          `json:"urgency"`
	Words      string          `json:"words"`
	Lon        float64         `json:"lon"`
	Lat        float64         `json:"lat"`
	Coarse     bool            `json:"coarse"`
	Address    *string         `json:"address"`
	Commune    *string         `json:"commune"`
	Agency     *string         `json:"agency"`
	ReceivedAt time.Time       `json:"received_at"`
	ResolvedAt *time.Time      `json:"resolved_at"`
	DueAt      *time.Time      `json:"due_at"`
	Overdue    bool            `json:"overdue"`
	Waiting    *waitingJSON    `json:"waiting"`
	Supporters int64           `json:"supporters"`
	Rating     *string         `json:"rating"`
}

func reportOf(r incidents.Public, by map[string]incidents.Category) reportJSON {
	return reportJSON{
		r.Number, r.Category, r.State, r.Urgency, r.Words, r.Lon, r.Lat, by[r.Category].Sensitive, r.Address, r.Commune, r.Agency,
		r.ReceivedAt, r.ResolvedAt, r.DueAt, r.Overdue, waitingOf(r.WaitReason, r.WaitOwner, r.WaitNext), r.Supporters, ratingOf(r.Rating),
	}
}

type reportPhotoJSON struct {
	ID     int64  `json:"id"`
	Kind   string `json:"kind"`
	Width  int32  `json:"width"`
	Height int32  `json:"height"`
}

func reportPhotoOf(p incidents.Photo) reportPhotoJSON {
	return reportPhotoJSON{p.ID, p.Kind, p.Width, p.Height}
}

type stepJSON struct {
	At     time.Time        `json:"at"`
	Actor  incidents.Kind   `json:"actor"`
	Action string           `json:"action"`
	From   *incidents.State `json:"from"`
	To     incidents.State  `json:"to"`
	Words  string           `json:"words"`
}

func stepOf(s incidents.Step) stepJSON {
	return stepJSON{s.At, s.ActorKind, s.Action, s.From, s.To, s.PublicWords}
}

// statusJSON is what whoever has the number of a report is told.
type statusJSON struct {
	Number       string            `json:"number"`
	Category     string            `json:"category"`
	CategoryName Words             `json:"category_name"`
	State        incidents.State   `json:"state"`
	Published    bool              `json:"published"`
	Words        string            `json:"words"`
	Lon          float64           `json:"lon"`
	Lat          float64           `json:"lat"`
	Coarse       bool              `json:"coarse"`
	Agency       *string           `json:"agency"`
	ReceivedAt   time.Time         `json:"received_at"`
	VerifiedAt   *time.Time        `json:"verified_at"`
	AssignedAt   *time.Time        `json:"assigned_at"`
	ResolvedAt   *time.Time        `json:"resolved_at"`
	ClosedAt     *time.Time        `json:"closed_at"`
	DueAt        *time.Time        `json:"due_at"`
	Overdue      bool              `json:"overdue"`
	Waiting      *waitingJSON      `json:"waiting"`
	RejectReason *string           `json:"reject_reason"`
	MergedInto   *string           `json:"merged_into"`
	Supporters   int32             `json:"supporters"`
	Rating       *string           `json:"rating"`
	Photos       []reportPhotoJSON `json:"photos"`
	History      []stepJSON        `json:"history"`
	MayReopen    bool              `json:"may_reopen"`
	MayRate      bool              `json:"may_rate"`
}

func statusOf(s incidents.Status, by map[string]incidents.Category) statusJSON {
	c := by[s.Category]
	out := statusJSON{
		Number: s.Number, Category: s.Category, CategoryName: Words{c.NameVi, c.NameEn}, State: s.State, Published: s.Published,
		Words: s.PublicWords, Lon: s.Lon, Lat: s.Lat, Coarse: c.Sensitive, Agency: s.Agency,
		ReceivedAt: s.ReceivedAt, VerifiedAt: s.VerifiedAt, AssignedAt: s.AssignedAt, ResolvedAt: s.ResolvedAt, ClosedAt: s.ClosedAt,
		DueAt: s.DueAt, Overdue: s.Overdue, Waiting: waitingOf(s.WaitReason, s.WaitOwner, s.WaitNext), RejectReason: s.RejectReason,
		MergedInto: s.MergedInto, Supporters: s.Supporters, Rating: ratingOf(s.Rating),
		Photos: mapped(s.Photos, reportPhotoOf), History: mapped(s.History, stepOf),
	}
	for _, l := range incidents.LegalMoves(incidents.Reporter, s.State) {
		out.MayReopen = out.MayReopen || l.Action == "reopen"
		out.MayRate = out.MayRate || l.Action == "rate"
	}
	return out
}

// deskReportJSON is a report as the desk sees it.
type deskReportJSON struct {
	ID           int64           `json:"id"`
	Number       string          `json:"number"`
	Version      int32           `json:"version"`
	Category     string          `json:"category"`
	CategoryName Words           `json:"category_name"`
	Sensitive    bool            `json:"sensitive"`
	State        incidents.State `json:"state"`
	Urgency      string          `json:"urgency"`
	Words        string          `json:"words"`
	PublicWords  string          `json:"public_words"`
	Lon          float64         `json:"lon"`
	Lat          float64         `json:"lat"`
	AccuracyM    *float32        `json:"accuracy_m"`
	Address      string          `json:"address"`
	Commune      *string         `json:"commune"`
	Agency       *string         `json:"agency"`
	ReceivedAt   time.Time       `json:"received_at"`
	VerifiedAt   *time.Time      `json:"verified_at"`
	AssignedAt   *time.Time      `json:"assigned_at"`
	ResolvedAt   *time.Time      `json:"resolved_at"`
	ClosedAt     *time.Time      `json:"closed_at"`
	Due          *time.Time      `json:"due"`
	LeftS        *int64          `json:"left_s"`
	NearAt       *time.Time      `json:"near_at"`
	AskedDue     *time.Time      `json:"asked_due"`
	Overdue      bool            `json:"overdue"`
	Waiting      *waitingJSON    `json:"waiting"`
	RejectReason *string         `json:"reject_reason"`
	MergedInto   *string         `json:"merged_into"`
	SplitFrom    *string         `json:"split_from"`
	Supporters   int32           `json:"supporters"`
	Rating       *string         `json:"rating"`
	Published    bool            `json:"published"`
	Source       string          `json:"source"`
	ChangedAt    time.Time       `json:"changed_at"`
}

func deskReportOf(r incidents.Report, by map[string]incidents.Category) deskReportJSON {
	c := by[r.Category]
	return deskReportJSON{
		ID: r.ID, Number: r.Number, Version: r.Version, Category: r.Category, CategoryName: Words{c.NameVi, c.NameEn}, Sensitive: c.Sensitive,
		State: r.State, Urgency: r.Urgency, Words: r.Words, PublicWords: r.PublicWords, Lon: r.Lon, Lat: r.Lat, AccuracyM: r.AccuracyM,
		Address: r.Address, Commune: r.Commune, Agency: r.Agency, ReceivedAt: r.ReceivedAt, VerifiedAt: r.VerifiedAt, AssignedAt: r.AssignedAt,
		ResolvedAt: r.ResolvedAt, ClosedAt: r.ClosedAt, Due: r.Due(), LeftS: seconds(r.Left), NearAt: r.NearAt, AskedDue: r.AskedDue, Overdue: r.Overdue,
		Waiting: waitingOf(r.WaitReason, r.WaitOwner, r.WaitNext), RejectReason: r.RejectReason, MergedInto: r.MergedInto, SplitFrom: r.SplitFrom,
		Supporters: r.Supporters, Rating: ratingOf(r.Rating), Published: r.Published, Source: r.Source, ChangedAt: r.ChangedAt,
	}
}

// seconds of a time, whole ones.
func seconds(d *time.Duration) *int64 {
	if d == nil {
		return nil
	}
	s := int64(d.Truncate(time.Second) / time.Second)
	return &s
}

type deskPhotoJSON struct {
	reportPhotoJSON
	Published bool   `json:"published"`
	Redacted  bool   `json:"redacted"`
	Shown     string `json:"shown"` // changes with what is shown of it
}

func deskPhotoOf(p incidents.Photo) deskPhotoJSON {
	shown := p.SHA
	if p.RedactedSHA != nil {
		shown = *p.RedactedSHA
	}
	return deskPhotoJSON{reportPhotoOf(p), p.Published, p.RedactedSHA != nil, shown[:min(12, len(shown))]}
}

type deskStepJSON struct {
	At            time.Time        `json:"at"`
	By            string           `json:"by"`
	Actor         incidents.Kind   `json:"actor"`
	Action        string           `json:"action"`
	From          *incidents.State `json:"from"`
	To            incidents.State  `json:"to"`
	PublicWords   string           `json:"public_words"`
	InternalWords string           `json:"internal_words"`
	Detail        map[string]any   `json:"detail"`
}

func deskStepOf(s incidents.Step) deskStepJSON {
	if s.Detail == nil {
		s.Detail = map[string]any{}
	}
	return deskStepJSON{s.At, s.Actor, s.ActorKind, s.Action, s.From, s.To, s.PublicWords, s.InternalWords, s.Detail}
}

type moveJSON struct {
	Action string          `json:"action"`
	To     incidents.State `json:"to"`
	Needs  []string        `json:"needs"`
	May    []string        `json:"may"`
}

func moveOf(l incidents.Legal) moveJSON {
	return moveJSON{l.Action, l.To, append([]string{}, l.Needs...), append([]string{}, l.May...)}
}

// deskDetailJSON is a report with all that the desk needs to move it.
type deskDetailJSON struct {
	Report     deskReportJSON  `json:"report"`
	HasContact bool            `json:"has_contact"`
	Photos     []deskPhotoJSON `json:"photos"`
	History    []deskStepJSON  `json:"history"`
	Moves      []moveJSON      `json:"moves"`
	Merged     []string        `json:"merged"`
	Suggested  *string         `json:"suggested_agency"`
}

func deskDetailOf(d incidents.Detail, by map[string]incidents.Category) deskDetailJSON {
	return deskDetailJSON{
		Report: deskReportOf(d.Report, by), HasContact: d.HasContact,
		Photos: mapped(d.Photos, deskPhotoOf), History: mapped(d.History, deskStepOf), Moves: mapped(d.Moves, moveOf), Merged: append([]string{}, d.Merged...),
	}
}
