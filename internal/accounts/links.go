package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// linkLife is how long a one-time link can be used.
const linkLife = 24 * time.Hour

// ResetLink makes the secret of a one-time link by which the account gets a new password;
// earlier ones of the account no longer work. An administrator hands it over: sotay sends
// no mail.
func (s *Store) ResetLink(ctx context.Context, login string) (link string, expires time.Time, err error) {
	link, expires = secret(), s.now().Add(linkLife)
	err = pgx.BeginFunc(ctx, s.app, func(tx pgx.Tx) error {
		u, err := one(ctx, tx, scanUser, `SELECT `+userColumns+` FROM sotay.users u WHERE u.login = $1 AND u.disabled_at IS NULL`, Login(login))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM sotay.reset_links WHERE user_id = $1 OR expires_at < $2`, u.ID, s.now()); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO sotay.reset_links (hash, user_id, expires_at) VALUES ($1, $2, $3)`, digest(link), u.ID, expires)
		return err
	})
	if err != nil {
		return "", time.Time{}, fmt.Errorf("one-time link: %w", err)
	}
	return link, expires, nil
}

// Reset sets the password of the account that a one-time link is for, and ends its
// sessions. It returns Refused for a link that is used, too old or unknown, and for a weak
// password, which leaves the link as it is.
func (s *Store) Reset(ctx context.Context, link, password string) (User, error) {
	var u User
	err := pgx.BeginFunc(ctx, s.app, func(tx pgx.Tx) (err error) {
		u, err = one(ctx, tx, scanUser, `
			SELECT `+userColumns+`
			FROM   sotay.reset_links l JOIN sotay.users u ON u.id = l.user_id
			WHERE  l.hash = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND u.disabled_at IS NULL
			FOR    UPDATE OF u, l`, digest(link), s.now()) // in this order, as whoever changes the account
		if errors.Is(err, ErrNotFound) {
			return &Refused{Code: "link_used", Vi: "Liên kết đã dùng hoặc đã hết hạn; xin quản trị viên liên kết mới.", En: "The link was used or is too old; ask the administrator for a new one."}
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE sotay.reset_links SET used_at = $2 WHERE hash = $1`, digest(link), s.now()); err != nil {
			return err
		}
		return s.setPassword(ctx, tx, u, password)
	})
	if err != nil {
		return User{}, fmt.Errorf("one-time link: %w", err)
	}
	return u, nil
}

// SetPassword gives an account another password, and ends its sessions and one-time links.
func (s *Store) SetPassword(ctx context.Context, login, password string) error {
	return pgx.BeginFunc(ctx, s.app, func(tx pgx.Tx) error {
		u, err := one(ctx, tx, scanUser, `SELECT `+userColumns+` FROM sotay.users u WHERE u.login = $1`, Login(login))
		if err != nil {
			return fmt.Errorf("account: %w", err)
		}
		return s.setPassword(ctx, tx, u, password)
	})
}

func (s *Store) setPassword(ctx context.Context, tx pgx.Tx, u User, password string) error {
	if err := CheckPassword(u.Login, password); err != nil {
		return err
	}
	phc, err := s.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE sotay.users SET password = $2 WHERE id = $1`, u.ID, phc); err != nil {
		return fmt.Errorf("password: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM sotay.sessions WHERE user_id = $1`, u.ID); err != nil {
		return fmt.Errorf("password: %w", err)
	}
	if err := dropLinks(ctx, tx, u); err != nil {
		return fmt.Errorf("password: %w", err)
	}
	_, err = tx.Exec(ctx, `DELETE FROM sotay.login_tries WHERE key = $1`, tryKey("login", u.Login))
	return err
}

// dropLinks takes the one-time links of an account that nobody used: they would outlive what
// made them needed.
func dropLinks(ctx context.Context, tx pgx.Tx, u User) error {
	_, err := tx.Exec(ctx, `DELETE FROM sotay.reset_links WHERE user_id = $1 AND used_at IS NULL`, u.ID)
	return err
}
