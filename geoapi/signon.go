package geoapi

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"

	"sotay/internal/accounts"
	"sotay/internal/audit"
	"sotay/internal/signon"
)

func (s *Server) signonRoutes() []route {
	return []route{
		{http.MethodGet, "/api/session/elsewhere", "signInElsewhere", whoever, s.beginSignOn, own},
		{http.MethodGet, "/api/session/elsewhere/back", "signedInElsewhere", whoever, s.finishSignOn, own},
	}
}

// ticketCookie keeps a browser's ticket while it is at the sign-on provider.
const ticketCookie = "__Host-sotay-ticket"

// ticketLife is how long somebody may take there, in seconds.
const ticketLife = 15 * 60

func setTicket(w http.ResponseWriter, value string) {
	c := &http.Cookie{Name: ticketCookie, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: ticketLife}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// beginSignOn sends the browser to the sign-on provider.
func (s *Server) beginSignOn(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "private, no-store")
	if s.SignOn == nil {
		return &problem{kind: notFound}
	}
	if err := s.limit(w, r, 1); err != nil {
		return err
	}
	if err := s.secure(r); err != nil {
		return err
	}
	there, ticket, err := s.SignOn.Begin(s.signOnBack(r), r.URL.Query().Get("return"))
	if err != nil {
		s.signOnFailed(w, r, err)
		return nil
	}
	text, err := json.Marshal(ticket)
	if err != nil {
		return err
	}
	setTicket(w, base64.RawURLEncoding.EncodeToString(text))
	http.Redirect(w, r, there, http.StatusFound)
	return nil
}

// signOnBack is the address that the provider sends the browser back to.
func (s *Server) signOnBack(r *http.Request) string {
	return exchangeOf(r).base + "/api/session/elsewhere/back"
}

// finishSignOn starts a session for whom the provider sends back. What goes wrong is told on
// the page that was left.
func (s *Server) finishSignOn(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "private, no-store")
	if s.SignOn == nil {
		return &problem{kind: notFound}
	}
	if err := s.limit(w, r, 1); err != nil {
		return err
	}
	var ticket signon.Ticket
	if c, err := r.Cookie(ticketCookie); err == nil {
		text, _ := base64.RawURLEncoding.DecodeString(c.Value)
		_ = json.Unmarshal(text, &ticket) // what cannot be read is no ticket
	}
	setTicket(w, "")
	id, err := s.SignOn.Finish(r.Context(), s.signOnBack(r), ticket, r.URL.Query())
	if err != nil {
		s.signOnFailed(w, r, err)
		return nil
	}
	var who accounts.Verified
	var session string
	err = s.people.Audited(r.Context(), s.Audit, func(people *accounts.Store) (_ audit.Entry, err error) {
		if who, err = people.Identify(r.Context(), id); err == nil {
			session, err = people.Start(r.Context(), who, accounts.From{Address: s.client(r), Agent: r.UserAgent()})
		}
		return audit.Entry{Actor: who.User.Login, Action: "session.start", Detail: map[string]string{"issuer": id.Issuer}}, err
	})
	if err != nil {
		s.signOnFailed(w, r, err)
		return nil
	}
	exchangeOf(r).caller = caller{user: &who.User, may: permissions(who.User)}
	setSession(w, session)
	http.Redirect(w, r, ticket.Return, http.StatusSeeOther)
	return nil
}

// signOnFailed shows the map, which says why nobody is signed in.
func (s *Server) signOnFailed(w http.ResponseWriter, r *http.Request, err error) {
	code := "unavailable"
	refused := new(accounts.Refused)
	switch {
	case errors.Is(err, signon.ErrTicket):
		code = "ticket"
	case errors.Is(err, signon.ErrDenied):
		code = "denied"
	case errors.As(err, &refused):
		code = refused.Code
	}
	s.Log.WarnContext(r.Context(), "sign-in from elsewhere failed", "code", code, "error", err.Error())
	http.Redirect(w, r, "/#sign-in="+code, http.StatusSeeOther)
}
