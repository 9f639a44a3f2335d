package accounts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"golang.org/x/text/unicode/norm"
)

// Identity is a person as a sign-on provider knows them.
type Identity struct {
	Issuer  string
	Subject string // of the issuer: stays when name and address change
	Name    string
	Email   string // "" unless the provider has verified it
}

// Identify gives the account of an identity. One that was seen before has its account. Else
// an account without a password whose login is the verified address is the person's from now
// on: that is how an administrator gives a role to somebody who has never come. Else a
// citizen's account is made. It returns Refused where the account is disabled.
func (s *Store) Identify(ctx context.Context, id Identity) (Verified, error) {
	var u User
	err := pgx.BeginFunc(ctx, s.app, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))`, id.Issuer, id.Subject); err != nil {
			return err
		}
		for _, way := range []func(context.Context, pgx.Tx, Identity) (User, error){known, awaited, fresh} {
			var err error
			if u, err = way(ctx, tx, id); !errors.Is(err, ErrNotFound) {
				return err
			}
		}
		return ErrNotFound
	})
	if err == nil && u.Disabled {
		err = &Refused{Code: "disabled", Vi: "Tài khoản đã bị khóa; hãy liên hệ quản trị viên.", En: "The account is disabled; ask the administrator."}
	}
	if err != nil {
		return Verified{}, fmt.Errorf("sign in from elsewhere: %w", err)
	}
	return Verified{User: u, proof: id.Issuer, elsewhere: true}, nil
}

func known(ctx context.Context, tx pgx.Tx, id Identity) (User, error) {
	return one(ctx, tx, scanUser, `SELECT `+userColumns+` FROM sotay.users u WHERE u.issuer = $1 AND u.subject = $2`, id.Issuer, id.Subject)
}

func awaited(ctx context.Context, tx pgx.Tx, id Identity) (User, error) {
	return one(ctx, tx, scanUser, `
		UPDATE sotay.users u SET issuer = $2, subject = $3
		WHERE  u.login = $1 AND $1 <> '' AND u.password IS NULL AND u.issuer IS NULL AND u.disabled_at IS NULL
		RETURNING `+userColumns, Login(id.Email), id.Issuer, id.Subject)
}

// fresh makes a citizen's account; its login is the address where that is free, else of the
// identity's letters.
func fresh(ctx context.Context, tx pgx.Tx, id Identity) (User, error) {
	sum := sha256.Sum256([]byte(id.Issuer + " " + id.Subject))
	plain := "sso-" + hex.EncodeToString(sum[:10])
	name := []rune(strings.TrimSpace(norm.NFC.String(id.Name)))
	if len(name) == 0 {
		name = []rune(plain)
	}
	for _, login := range []string{Login(id.Email), plain} {
		u := User{Login: login, Name: string(name[:min(len(name), 200)]), Role: Citizen}
		if u.Check() != nil {
			continue
		}
		added, err := one(ctx, tx, scanUser, `
			INSERT INTO sotay.users AS u (login, name, role, issuer, subject) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (login) DO NOTHING
			RETURNING `+userColumns, u.Login, u.Name, u.Role, id.Issuer, id.Subject)
		if !errors.Is(err, ErrNotFound) {
			return added, err
		}
	}
	return User{}, ErrNotFound
}
