package accounts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// prefix shows what a token found somewhere belongs to.
const prefix = "sotay_"

// Token is a program's way in. Its secret is told once, when it is made.
type Token struct {
	ID        string
	Name      string
	Scopes    []string // permissions, no more than its owner's role gives
	Login     string   // of the owner; "" for the operator's own
	Operator  string   // whose stations alone it may send for; "" for all
	CreatedAt time.Time
	ExpiresAt *time.Time
	Revoked   bool
}

// Holder is who calls with a token.
type Holder struct {
	Name   string
	Scopes []string
	User   *User // the owner; nil for the operator's own token
	// Operator whose stations alone the holder may send for; "" for all.
	Operator string
}

// First makes a token of the operator's when there has never been one and gives it, to be
// printed; "" when there has. Of several processes that start together one gets it.
func (s *Store) First(ctx context.Context, name string, scopes ...string) (string, error) {
	token := prefix + secret()
	var made bool
	err := pgx.BeginFunc(ctx, s.app, func(tx pgx.Tx) error {
		const lock = 0x736f7474 // this question, among advisory locks
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lock); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `
			INSERT INTO sotay.tokens (hash, name, scopes)
			SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM sotay.tokens)`, digest(token), name, scopes)
		made = tag.RowsAffected() == 1
		return err
	})
	if err != nil {
		return "", fmt.Errorf("first token: %w", err)
	}
	if !made {
		return "", nil
	}
	return token, nil
}

// MakeToken makes a token and gives its secret. Without a login it is the operator's own.
func (s *Store) MakeToken(ctx context.Context, t Token) (string, Token, error) {
	token := prefix + secret()
	var owner *int64
	if t.Login != "" {
		u, err := s.Find(ctx, t.Login)
		if err != nil {
			return "", Token{}, err
		}
		owner = &u.ID
	}
	slices.Sort(t.Scopes)
	t.Scopes = slices.Compact(t.Scopes)
	err := s.app.QueryRow(ctx, `
		INSERT INTO sotay.tokens (hash, name, scopes, user_id, expires_at, operator) VALUES ($1, $2, $3, $4, $5, nullif($6, ''))
		RETURNING id::text, created_at`, digest(token), t.Name, t.Scopes, owner, t.ExpiresAt, t.Operator).Scan(&t.ID, &t.CreatedAt)
	if err != nil {
		return "", Token{}, fmt.Errorf("make token: %w", err)
	}
	return token, t, nil
}

// Tokens lists all, or those of one login.
func (s *Store) Tokens(ctx context.Context, login string) ([]Token, error) {
	rows, err := s.app.Query(ctx, `
		SELECT t.id::text, t.name, t.scopes, coalesce(u.login, ''), coalesce(t.operator, ''), t.created_at, t.expires_at, t.revoked_at IS NOT NULL
		FROM   sotay.tokens t LEFT JOIN sotay.users u ON u.id = t.user_id
		WHERE  $1 = '' OR u.login = $1
		ORDER  BY t.created_at, t.id`, Login(login))
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Token, err error) {
		err = row.Scan(&t.ID, &t.Name, &t.Scopes, &t.Login, &t.Operator, &t.CreatedAt, &t.ExpiresAt, &t.Revoked)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	return list, nil
}

// RevokeToken ends a token at once, or returns ErrNotFound. With a login it must be that
// account's.
func (s *Store) RevokeToken(ctx context.Context, id, login string) error {
	tag, err := s.app.Exec(ctx, `
		UPDATE sotay.tokens t SET revoked_at = coalesce(t.revoked_at, now())
		WHERE  t.id::text = $1 AND ($2 = '' OR t.user_id = (SELECT u.id FROM sotay.users u WHERE u.login = $2))`, id, Login(login))
	if err != nil {
		return fmt.Errorf("revoke token: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return ErrNotFound
	}
	return nil
}

// Check gives the holder of a token, or ErrNotFound for one that is unknown, revoked, too
// old, or whose owner is disabled.
func (s *Store) Check(ctx context.Context, token string) (Holder, error) {
	if !strings.HasPrefix(token, prefix) {
		return Holder{}, ErrNotFound
	}
	var h Holder
	var owner *string
	err := s.app.QueryRow(ctx, `
		SELECT t.name, t.scopes, coalesce(t.operator, ''), u.login
		FROM   sotay.tokens t LEFT JOIN sotay.users u ON u.id = t.user_id
		WHERE  t.hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2) AND u.disabled_at IS NULL`,
		digest(token), s.now()).Scan(&h.Name, &h.Scopes, &h.Operator, &owner)
	if errors.Is(err, pgx.ErrNoRows) {
		return Holder{}, ErrNotFound
	}
	if err == nil && owner != nil {
		var u User
		u, err = s.Find(ctx, *owner)
		h.User = &u
	}
	if err != nil {
		return Holder{}, fmt.Errorf("check token: %w", err)
	}
	return h, nil
}
