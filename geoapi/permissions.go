package geoapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"sotay/internal/accounts"
	"sotay/internal/walls"
)

// permission says who may call a route.
type permission string

// The permissions. A token's scopes are of these.
const (
	anyone        permission = "anyone"
	whoever       permission = "whoever"      // anyone, but it matters who
	signedIn      permission = "signed-in"    // a person, in a browser
	seeStaff      permission = "staff"        // staff fields, and who read private ones
	seePrivate    permission = "private"      // restricted fields, audited
	importData    permission = "import"       // change sets
	manage        permission = "accounts"     // other people's accounts, tokens
	monitoring    permission = "monitoring"   // raw readings, statuses, exceedances of every station
	sending       permission = "readings"     // readings of stations
	stations      permission = "stations"     // stations, what was set aside, rules of alarms
	alarms        permission = "alarms"       // take alarms on and close them
	reports       permission = "reports"      // the desk of reports: duty officers
	answering     permission = "answering"    // the reports of the caller's agency
	deskReports   permission = "desk-reports" // either of both
	posting       permission = "open311"      // reports by Open311
	operator      permission = "operations"   // metrics: this machine, a private network, or whoever has it
	cameraDesk    permission = "cameras"      // cameras, where they stream from (audited), what they see
	indicatorDesk permission = "indicators"   // figures by commune
	wall          permission = "wall"         // what the wall shows, and nothing else
	manageWalls   permission = "walls"        // links that open the wall
)

// permissions is the table of who may do what beside everybody. What an officer of some
// communes may import is looked at row by row, what environment staff may by the layer (see
// importAccount).
func permissions(u accounts.User) []permission {
	switch u.Role {
	case accounts.Citizen:
		return []permission{signedIn}
	case accounts.Environment:
		return []permission{signedIn, importData, monitoring, sending, stations, alarms}
	case accounts.IOC:
		return []permission{signedIn, monitoring, alarms, reports, deskReports, cameraDesk, indicatorDesk, wall, manageWalls}
	case accounts.Agency:
		return []permission{signedIn, answering, deskReports}
	case accounts.LandOfficer:
		return []permission{signedIn, seeStaff, seePrivate, importData}
	case accounts.Administrator:
		return []permission{signedIn, seeStaff, importData, manage, monitoring, sending, stations, alarms, reports, deskReports, posting, cameraDesk, indicatorDesk, wall, manageWalls, operator}
	}
	return nil
}

// scopes lists the permissions that a token can have.
func scopes() []permission {
	return []permission{seeStaff, importData, manage, monitoring, sending, stations, posting, cameraDesk, indicatorDesk, operator}
}

// caller is who sends a request: nobody known, a person in a browser, or a program with a
// token.
type caller struct {
	user    *accounts.User // nil for nobody known, and for the operator's own token
	session string         // id, "" for a token
	token   string         // name, "" for a session
	may     []permission
	screen  *walls.Link // that shows the wall; nil for all others
	// operator whose stations alone the caller sends for, "" for all.
	operator string
}

// actor is what the log and the audit call the caller.
func (c caller) actor() string {
	switch {
	case c.user == nil && c.token != "":
		return "token: " + c.token // no login holds a colon
	case c.user == nil:
		return ""
	case c.token != "":
		return c.user.Login + " (" + c.token + ")"
	}
	return c.user.Login
}

func (c caller) has(p permission) bool {
	return p == anyone || p == whoever || slices.Contains(c.may, p)
}

// sessionCookie holds the secret of a session. Its prefix makes browsers insist on Secure,
// on this very host and on the whole path.
const sessionCookie = "__Host-sotay"

// identifyCaller finds out who calls. A secret that is known no more is nobody's.
func (s *Server) identifyCaller(r *http.Request) (caller, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Wall") && token != "" {
		l, err := s.walls.Check(r.Context(), strings.TrimSpace(token))
		if errors.Is(err, walls.ErrNotFound) {
			return caller{}, nil
		}
		return screen(l), err
	}
	if strings.EqualFold(scheme, "Bearer") && token != "" {
		h, err := s.people.Check(r.Context(), strings.TrimSpace(token))
		if err != nil {
			return caller{}, unlessUnknown(err)
		}
		return holder(h), nil
	}
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return caller{}, nil
	}
	u, id, err := s.people.Session(r.Context(), cookie.Value)
	if err != nil {
		return caller{}, unlessUnknown(err)
	}
	return caller{user: &u, session: id, may: permissions(u)}, nil
}

func unlessUnknown(err error) error {
	if errors.Is(err, accounts.ErrNotFound) {
		return nil
	}
	return err
}

// holder is the caller with a token: its scopes, but no more than its owner's role gives.
func holder(h accounts.Holder) caller {
	c := caller{user: h.User, token: h.Name, operator: h.Operator}
	for _, p := range scopes() {
		if slices.Contains(h.Scopes, string(p)) && (h.User == nil || slices.Contains(permissions(*h.User), p)) {
			c.may = append(c.may, p)
		}
	}
	return c
}

// permit finds out who calls and whether they may.
func (s *Server) permit(w http.ResponseWriter, r *http.Request, needs permission) error {
	if needs == anyone {
		return nil
	}
	c, err := s.identifyCaller(r)
	if err != nil {
		return err
	}
	exchangeOf(r).caller, exchangeOf(r).base = c, s.base(r)
	if c.may != nil {
		w.Header().Set("Cache-Control", "private, no-store")
	}
	switch {
	case c.has(needs), needs == operator && s.near(r):
		return nil
	case c.may == nil && needs != operator:
		return &problem{kind: unauthorized}
	}
	return &problem{kind: forbidden, detail: Words{"Vai trò của bạn không được dùng chức năng này.", "Your role may not do this."}}
}

// callerOf is who sends the request under way.
func callerOf(ctx context.Context) caller { return exchangeFrom(ctx).caller }

func actorOf(ctx context.Context) string { return callerOf(ctx).actor() }
