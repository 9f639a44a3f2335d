package accounts

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5"
)

// How long a session lasts: after the last request, and in all.
const (
	idleSession = 12 * time.Hour
	wholeLife   = 30 * 24 * time.Hour
)

// From says where a person signs in.
type From struct {
	Address string // of the client
	Agent   string // the browser, as it calls itself
}

// Session is a place where somebody is signed in.
type Session struct {
	ID        string
	CreatedAt time.Time
	SeenAt    time.Time
	From      From
}

// Verified is an account of whose owner it is known that they are here.
type Verified struct {
	User      User
	proof     string // what the password was checked against, or who vouches for them
	elsewhere bool   // somebody else vouches for them
}

// SignIn checks a password as Verify does and starts a session; its secret is for the cookie.
func (s *Store) SignIn(ctx context.Context, login, password string, from From) (session string, u User, err error) {
	v, err := s.Verify(ctx, login, password, from)
	if err != nil {
		return "", User{}, err
	}
	session, err = s.Start(ctx, v, from)
	return session, v.User, err
}

// Verify checks a password. It returns Refused for a wrong login or password, without saying
// which, and where too many tries went before. A try counts as failed before it is looked at,
// so that many at a time are no more than one by one: not for a transaction that may not commit.
func (s *Store) Verify(ctx context.Context, login, password string, from From) (Verified, error) {
	login = Login(login)
	keys := [][]byte{tryKey("login", login), tryKey("address", network(from.Address))}
	tries, err := s.try(ctx, keys)
	if err != nil {
		return Verified{}, err
	}
	var phc *string
	err = s.app.QueryRow(ctx, `SELECT password FROM sotay.users WHERE login = $1 AND disabled_at IS NULL`, login).Scan(&phc)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Verified{}, fmt.Errorf("sign in: %w", err)
	}
	if phc == nil {
		phc = new(string)
	}
	right, err := s.matches(ctx, password, *phc)
	if err != nil {
		return Verified{}, fmt.Errorf("sign in: %w", err)
	}
	if !right {
		return Verified{}, &Refused{Code: "wrong_password", Vi: "Tên đăng nhập hoặc mật khẩu không đúng.", En: "The login or the password is wrong."}
	}
	if _, err := s.app.Exec(ctx, `DELETE FROM sotay.login_tries WHERE key = $1 OR id = ANY ($2)`, keys[0], tries); err != nil {
		return Verified{}, fmt.Errorf("sign in: %w", err)
	}
	u, err := s.Find(ctx, login)
	return Verified{User: u, proof: *phc}, err
}

// Start makes a session, and clears away those that have ended. The password must still be
// the one that was checked: another one ends all sessions, those under way too. It returns
// Refused where it is not, or the account was disabled.
func (s *Store) Start(ctx context.Context, v Verified, from From) (string, error) {
	made := secret()
	now := s.now()
	err := pgx.BeginFunc(ctx, s.app, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM sotay.sessions WHERE expires_at < $1 OR seen_at < $2`, now, now.Add(-idleSession))
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `
			INSERT INTO sotay.sessions (hash, user_id, created_at, seen_at, expires_at, address, agent)
			SELECT $1, u.id, $3, $3, $4, $5, left($6, 200)
			FROM   sotay.users u
			WHERE  u.id = $2 AND CASE WHEN $8 THEN u.issuer ELSE u.password END = $7 AND u.disabled_at IS NULL
			FOR    SHARE`, digest(made), v.User.ID, now, now.Add(wholeLife), from.Address, from.Agent, v.proof, v.elsewhere)
		if err == nil && tag.RowsAffected() == 0 {
			err = &Refused{Code: "wrong_password", Vi: "Tên đăng nhập hoặc mật khẩu không đúng.", En: "The login or the password is wrong."}
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("start session: %w", err)
	}
	return made, nil
}

// network is what counts as one client: an IPv6 household has 2⁶⁴ addresses.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || !a.Is6() || a.Is4In6() {
		return address
	}
	p, err := a.Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}

// Session gives who is signed in by a session's secret, and the session's id; ErrNotFound
// where it has ended or the account is disabled. When it was seen is noted once a minute.
func (s *Store) Session(ctx context.Context, session string) (User, string, error) {
	now := s.now()
	var u User
	var id string
	var stale bool
	err := s.app.QueryRow(ctx, `
		SELECT `+userColumns+`, s.id::text, s.seen_at < $2::timestamptz - interval '1 minute'
		FROM   sotay.sessions s JOIN sotay.users u ON u.id = s.user_id
		WHERE  s.hash = $1 AND s.expires_at > $2 AND s.seen_at > $3 AND u.disabled_at IS NULL`,
		digest(session), now, now.Add(-idleSession)).
		Scan(&u.ID, &u.Login, &u.Name, &u.Role, &u.Communes, &u.Agency, &u.Disabled, &u.CreatedAt, &u.SignsIn, &u.HasPassword, &id, &stale)
	if errors.Is(err, pgx.ErrNoRows) {
		return User{}, "", ErrNotFound
	}
	if err == nil && stale {
		_, err = s.app.Exec(ctx, `UPDATE sotay.sessions SET seen_at = $2 WHERE hash = $1`, digest(session), now)
	}
	if err != nil {
		return User{}, "", fmt.Errorf("session: %w", err)
	}
	return u, id, nil
}

// Sessions lists where a person is signed in, the latest first.
func (s *Store) Sessions(ctx context.Context, user int64) ([]Session, error) {
	rows, err := s.app.Query(ctx, `
		SELECT id::text, created_at, seen_at, address, agent
		FROM   sotay.sessions
		WHERE  user_id = $1 AND expires_at > $2 AND seen_at > $3
		ORDER  BY seen_at DESC`, user, s.now(), s.now().Add(-idleSession))
	if err != nil {
		return nil, fmt.Errorf("sessions: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (v Session, err error) {
		err = row.Scan(&v.ID, &v.CreatedAt, &v.SeenAt, &v.From.Address, &v.From.Agent)
		return v, err
	})
	if err != nil {
		return nil, fmt.Errorf("sessions: %w", err)
	}
	return list, nil
}

// EndSession signs a person out of one place, or returns ErrNotFound.
func (s *Store) EndSession(ctx context.Context, user int64, id string) error {
	tag, err := s.app.Exec(ctx, `DELETE FROM sotay.sessions WHERE user_id = $1 AND id::text = $2`, user, id)
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return ErrNotFound
	}
	return nil
}
