package geoapi

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"sotay/internal/accounts"
	"sotay/internal/audit"
)

func (s *Server) accountRoutes() []route {
	return []route{
		{http.MethodGet, "/api/users", "listUsers", manage, endpoint(s.listUsers), quick},
		{http.MethodPost, "/api/users", "addUser", manage, endpoint(s.addUser), quick},
		{http.MethodPatch, "/api/users/{login}", "changeUser", manage, endpoint(s.changeUser), quick},
		{http.MethodPost, "/api/users/{login}/reset-link", "makeResetLink", manage, endpoint(s.makeResetLink), quick},
		{http.MethodGet, "/api/tokens", "listTokens", manage, endpoint(s.listTokens), quick},
		{http.MethodPost, "/api/tokens", "makeToken", manage, endpoint(s.makeToken), quick},
		{http.MethodDelete, "/api/tokens/{id}", "revokeToken", manage, endpoint(s.revokeToken), quick},
	}
}

// done is what was done to an account or a token.
type done struct {
	action, subject string
	detail          any
}

// audited does something to accounts, and writes who did what into the audit.
func (s *Server) audited(ctx context.Context, act func(*accounts.Store) (done, error)) error {
	return s.people.Audited(ctx, s.Audit, func(people *accounts.Store) (audit.Entry, error) {
		d, err := act(people)
		return audit.Entry{Actor: actorOf(ctx), Action: d.action, Subject: d.subject, Detail: d.detail}, err
	})
}

type usersOut struct {
	Users []userJSON `json:"users"`
}

func (s *Server) listUsers(ctx context.Context, _ nothing) (usersOut, error) {
	list, err := s.people.List(ctx)
	out := usersOut{Users: make([]userJSON, len(list))}
	for i, u := range list {
		out.Users[i] = userOf(u)
	}
	return out, err
}

type addUserIn struct {
	Login    string        `json:"login"`
	Name     string        `json:"name"`
	Role     accounts.Role `json:"role"`
	Communes []string      `json:"communes"`
	Agency   string        `json:"agency"`
}

func (in *addUserIn) parse(p *params) { p.body(in) }

// addUser makes an account without a password: its one-time link gives one.
func (s *Server) addUser(ctx context.Context, in addUserIn) (userJSON, error) {
	var out userJSON
	err := s.audited(ctx, func(people *accounts.Store) (done, error) {
		u, err := people.Add(ctx, accounts.User{Login: in.Login, Name: in.Name, Role: in.Role, Communes: in.Communes, Agency: in.Agency}, "")
		out = userOf(u)
		return done{"account.add", "account:" + u.Login, map[string]any{"role": u.Role, "communes": u.Communes, "agency": u.Agency}}, err
	})
	return out, err
}

// changeUserIn has a member for what is to change.
type changeUserIn struct {
	login    string
	Name     *string        `json:"name"`
	Role     *accounts.Role `json:"role"`
	Communes *[]string      `json:"communes"`
	Agency   *string        `json:"agency"`
	Province bool           `json:"whole_province"`
	Disabled *bool          `json:"disabled"`
}

func (in *changeUserIn) parse(p *params) {
	p.body(in)
	in.login = p.path("login")
}

func (in changeUserIn) apply(u *accounts.User) {
	if in.Name != nil {
		u.Name = *in.Name
	}
	if in.Disabled != nil {
		u.Disabled = *in.Disabled
	}
	if in.Communes != nil {
		u.Communes = *in.Communes
	}
	if in.Province {
		u.Communes = nil
	}
	if in.Role != nil && *in.Role != u.Role {
		if u.Role = *in.Role; u.Role != accounts.LandOfficer {
			u.Communes = nil
		}
		if u.Role != accounts.Agency {
			u.Agency = ""
		}
	}
	if in.Agency != nil {
		u.Agency = *in.Agency
	}
}

func (s *Server) changeUser(ctx context.Context, in changeUserIn) (userJSON, error) {
	var out userJSON
	err := s.audited(ctx, func(people *accounts.Store) (done, error) {
		u, err := people.Change(ctx, in.login, in.apply)
		out = userOf(u)
		return done{"account.change", "account:" + u.Login, map[string]any{"role": u.Role, "communes": u.Communes, "agency": u.Agency, "disabled": u.Disabled}}, err
	})
	return out, err
}

type loginIn struct{ login string }

func (in *loginIn) parse(p *params) { in.login = p.path("login") }

type linkOut struct {
	// URL opens the page that asks for a new password. It works once.
	URL       string    `json:"url"`
	ExpiresAt time.Time `json:"expires_at"`
}

func (s *Server) makeResetLink(ctx context.Context, in loginIn) (linkOut, error) {
	var out linkOut
	err := s.audited(ctx, func(people *accounts.Store) (done, error) {
		link, expires, err := people.ResetLink(ctx, in.login)
		out = linkOut{exchangeFrom(ctx).base + "/#reset=" + link, expires} // behind #: no server's log has it
		return done{"account.link", "account:" + accounts.Login(in.login), nil}, err
	})
	return out, err
}

type tokenJSON struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Scopes []string `json:"scopes"`
	Login  *string  `json:"login"`
	// Operator whose stations alone the token may send for, null for all.
	Operator  *string    `json:"operator"`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt *time.Time `json:"expires_at"`
	Revoked   bool       `json:"revoked"`
	// Token is told once, when it is made.
	Token string `json:"token,omitempty"`
}

func tokenOf(t accounts.Token) tokenJSON {
	return tokenJSON{ID: t.ID, Name: t.Name, Scopes: t.Scopes, Login: orNull(t.Login), Operator: orNull(t.Operator), CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt, Revoked: t.Revoked}
}

type tokensOut struct {
	Tokens []tokenJSON `json:"tokens"`
}

func (s *Server) listTokens(ctx context.Context, _ nothing) (tokensOut, error) {
	list, err := s.people.Tokens(ctx, "")
	out := tokensOut{Tokens: make([]tokenJSON, len(list))}
	for i, t := range list {
		out.Tokens[i] = tokenOf(t)
	}
	return out, err
}

type makeTokenIn struct {
	Name      string     `json:"name"`
	Scopes    []string   `json:"scopes"`
	Login     string     `json:"login"`
	Operator  string     `json:"operator"`
	ExpiresAt *time.Time `json:"expires_at"`
}

func (in *makeTokenIn) parse(p *params) {
	p.body(in)
	if in.Name == "" || len(in.Name) > 100 {
		p.fail("Mã truy cập cần tên, không quá 100 byte.", "A token needs a name of at most 100 bytes.")
	}
	if in.Operator = strings.TrimSpace(in.Operator); len(in.Operator) > 200 {
		p.fail("Tên đơn vị vận hành dài quá 200 byte.", "The name of the operator is longer than 200 bytes.")
	}
	if in.Operator != "" && !slices.Equal(in.Scopes, []string{string(sending)}) { // other scopes know no operator
		p.fail("Đơn vị vận hành chỉ dùng với một phạm vi duy nhất là readings.", "An operator goes with the scope readings alone.")
	}
	if len(in.Scopes) == 0 {
		p.fail("Cần ít nhất một phạm vi.", "At least one scope is needed.")
	}
	for _, scope := range in.Scopes {
		if !slices.Contains(scopes(), permission(scope)) {
			p.fail("Không có phạm vi %q.", "There is no scope %q.", scope)
		}
	}
}

func (s *Server) makeToken(ctx context.Context, in makeTokenIn) (tokenJSON, error) {
	c := callerOf(ctx)
	for _, scope := range in.Scopes {
		if !c.has(permission(scope)) {
			return tokenJSON{}, &problem{kind: forbidden, detail: Words{"Không thể trao quyền mà bạn không có.", "Nobody gives what they may not do themselves."}}
		}
	}
	if in.Login == "" { // a token without an owner is made on the command line alone
		if c.user == nil {
			return tokenJSON{}, &problem{kind: forbidden, detail: Words{
				"Mã truy cập không có chủ chỉ tạo được bằng lệnh sotay token create; hãy nêu login.",
				"A token without an owner is made by the command sotay token create alone; give a login.",
			}}
		}
		in.Login = c.user.Login
	}
	var out tokenJSON
	err := s.audited(ctx, func(people *accounts.Store) (done, error) {
		secret, t, err := people.MakeToken(ctx, accounts.Token{Name: in.Name, Scopes: in.Scopes, Login: in.Login, Operator: in.Operator, ExpiresAt: in.ExpiresAt})
		out = tokenOf(t)
		out.Token = secret
		return done{"token.make", "token:" + t.ID, map[string]any{"name": t.Name, "scopes": t.Scopes, "login": t.Login, "operator": t.Operator}}, err
	})
	return out, err
}

func (s *Server) revokeToken(ctx context.Context, in namedIn) (doneOut, error) {
	return doneOut{true}, s.audited(ctx, func(people *accounts.Store) (done, error) {
		return done{"token.revoke", "token:" + in.name, nil}, people.RevokeToken(ctx, in.name, "")
	})
}
