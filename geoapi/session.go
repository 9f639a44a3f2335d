package geoapi

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"sotay/internal/accounts"
	"sotay/internal/audit"
)

func (s *Server) sessionRoutes() []route {
	return []route{
		{http.MethodGet, "/api/session", "getSession", whoever, endpoint(s.getSession), quick},
		{http.MethodPost, "/api/session", "signIn", whoever, s.signIn, lookup},
		{http.MethodDelete, "/api/session", "signOut", whoever, s.signOut, quick},
		{http.MethodGet, "/api/sessions", "listSessions", signedIn, endpoint(s.listSessions), quick},
		{http.MethodDelete, "/api/sessions/{id}", "endSession", signedIn, endpoint(s.endSession), quick},
		{http.MethodPost, "/api/password", "changePassword", signedIn, s.changePassword, lookup},
		{http.MethodPost, "/api/password/reset", "resetPassword", whoever, s.resetPassword, lookup},
	}
}

// sessionOut says who the caller is; user is null for nobody known.
type sessionOut struct {
	User *userJSON `json:"user"`
	// Permissions beside everybody's.
	Permissions []permission `json:"permissions"`
	// Elsewhere names the place whose account people can sign in with, null for none.
	Elsewhere *Words `json:"elsewhere"`
}

type userJSON struct {
	Login string        `json:"login"`
	Name  string        `json:"name"`
	Role  accounts.Role `json:"role"`
	// Communes that a land officer is limited to, null for no limit.
	Communes []string `json:"communes"`
	// Agency whose reports a person of an agency answers, null for others.
	Agency   *string `json:"agency"`
	Disabled bool    `json:"disabled"`
	SignsIn  bool    `json:"signs_in"`
	// HasPassword tells whether there is a password of this handbook, to be changed here.
	HasPassword bool      `json:"has_password"`
	CreatedAt   time.Time `json:"created_at"`
}

func userOf(u accounts.User) userJSON {
	out := userJSON{u.Login, u.Name, u.Role, u.Communes, nil, u.Disabled, u.SignsIn, u.HasPassword, u.CreatedAt}
	if u.Agency != "" {
		out.Agency = &u.Agency
	}
	return out
}

func (s *Server) sessionOf(c caller) sessionOut {
	out := sessionOut{Permissions: slices.Clone(c.may)}
	if s.SignOn != nil {
		out.Elsewhere = &s.SignOnName
	}
	if out.Permissions == nil {
		out.Permissions = []permission{}
	}
	if c.user != nil {
		u := userOf(*c.user)
		out.User = &u
	}
	return out
}

func (s *Server) getSession(ctx context.Context, _ nothing) (sessionOut, error) {
	return s.sessionOf(callerOf(ctx)), nil
}

type signInIn struct {
	Login    string `json:"login"`
	Password string `json:"password"`
}

// signIn starts a session and sets its cookie. Over plain HTTP a browser takes the cookie
// from this machine alone.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	var in signInIn
	p := newParams(r)
	p.body(&in)
	if in.Login == "" || in.Password == "" {
		p.fail("Cần tên đăng nhập và mật khẩu.", "A login and a password are needed.")
	}
	if p.err != nil {
		return p.err
	}
	if err := s.secure(r); err != nil {
		return err
	}
	from := accounts.From{Address: s.client(r), Agent: r.UserAgent()}
	who, err := s.people.Verify(r.Context(), in.Login, in.Password, from)
	if err != nil {
		return err
	}
	var session string
	err = s.people.Audited(r.Context(), s.Audit, func(people *accounts.Store) (_ audit.Entry, err error) {
		session, err = people.Start(r.Context(), who, from)
		return audit.Entry{Actor: who.User.Login, Action: "session.start"}, err
	})
	if err != nil {
		return err
	}
	exchangeOf(r).caller = caller{user: &who.User, may: permissions(who.User)}
	setSession(w, session)
	w.Header().Set("Cache-Control", "private, no-store")
	return writeJSON(w, s.sessionOf(exchangeOf(r).caller))
}

// setSession puts a session into the browser, or takes it out.
func setSession(w http.ResponseWriter, session string) {
	c := &http.Cookie{
		Name: sessionCookie, Value: session, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: 30 * 24 * 3600,
	}
	if session == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// secure refuses passwords over plain HTTP, except on this machine.
func (s *Server) secure(r *http.Request) error {
	if s.scheme(r) == "https" || isLocal(r.Host) {
		return nil
	}
	return &problem{kind: refused, extra: map[string]any{"code": "needs_https"}, detail: Words{
		"Mật khẩu chỉ gửi được qua kết nối HTTPS.", "Passwords are sent over HTTPS only.",
	}}
}

// isLocal tells whether a browser takes this host for its own machine.
func isLocal(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// signOut ends the caller's session; without one there is nothing to end.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	if c := callerOf(r.Context()); c.session != "" {
		if err := s.people.EndSession(r.Context(), c.user.ID, c.session); unlessUnknown(err) != nil {
			return err
		}
	}
	setSession(w, "")
	w.Header().Set("Cache-Control", "private, no-store")
	return writeJSON(w, s.sessionOf(caller{}))
}

type sessionsOut struct {
	Sessions []placeJSON `json:"sessions"`
}

// placeJSON is a place where somebody is signed in.
type placeJSON struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at"`
	Address   string    `json:"address"`
	Agent     string    `json:"agent"`
	Current   bool      `json:"current"`
}

func (s *Server) listSessions(ctx context.Context, _ nothing) (sessionsOut, error) {
	c := callerOf(ctx)
	list, err := s.people.Sessions(ctx, c.user.ID)
	out := sessionsOut{Sessions: make([]placeJSON, len(list))}
	for i, v := range list {
		out.Sessions[i] = placeJSON{v.ID, v.CreatedAt, v.SeenAt, v.From.Address, v.From.Agent, v.ID == c.session}
	}
	return out, err
}

type namedIn struct{ name string }

func (in *namedIn) parse(p *params) { in.name = p.path("id") }

type doneOut struct {
	Done bool `json:"done"`
}

func (s *Server) endSession(ctx context.Context, in namedIn) (doneOut, error) {
	return doneOut{true}, s.people.EndSession(ctx, callerOf(ctx).user.ID, in.name)
}

type passwordIn struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// changePassword wants the old password too, and starts a new session for the one it ends.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request) error {
	var in passwordIn
	p := newParams(r)
	p.body(&in)
	if in.Old == "" || in.New == "" {
		p.fail("Cần mật khẩu cũ và mật khẩu mới.", "The old and the new password are needed.")
	}
	if p.err != nil {
		return p.err
	}
	if err := s.secure(r); err != nil {
		return err
	}
	u := callerOf(r.Context()).user
	from := accounts.From{Address: s.client(r), Agent: r.UserAgent()}
	if _, err := s.people.Verify(r.Context(), u.Login, in.Old, from); err != nil {
		return err
	}
	err := s.people.Audited(r.Context(), s.Audit, func(people *accounts.Store) (audit.Entry, error) {
		err := people.SetPassword(r.Context(), u.Login, in.New)
		return audit.Entry{Actor: u.Login, Action: "account.password", Subject: "account:" + u.Login}, err
	})
	if err != nil {
		return err
	}
	session, _, err := s.people.SignIn(r.Context(), u.Login, in.New, from)
	if err != nil {
		return err
	}
	setSession(w, session)
	return writeJSON(w, doneOut{true})
}

type resetIn struct {
	Link     string `json:"link"`
	Password string `json:"password"`
}

func (s *Server) resetPassword(w http.ResponseWriter, r *http.Request) error {
	var in resetIn
	p := newParams(r)
	if p.body(&in); p.err != nil {
		return p.err
	}
	if err := s.secure(r); err != nil {
		return err
	}
	err := s.people.Audited(r.Context(), s.Audit, func(people *accounts.Store) (audit.Entry, error) {
		u, err := people.Reset(r.Context(), in.Link, in.Password)
		return audit.Entry{Actor: u.Login, Action: "account.reset", Subject: "account:" + u.Login}, err
	})
	if err != nil {
		return err
	}
	return writeJSON(w, doneOut{true})
}
