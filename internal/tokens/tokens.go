// Package tokens keeps the tokens that let a program change data, as hashes: a token is
// shown once, when it is made. Start with First at start-up and Check for a request.
package tokens

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// prefix shows what a token found somewhere belongs to.
const prefix = "sotay_"

// Store is the table of tokens.
type Store struct {
	app *pgxpool.Pool
}

// New reads and writes through the app pool.
func New(app *pgxpool.Pool) *Store { return &Store{app: app} }

// First makes a token when there has never been one and gives it, to be printed; "" when
// there has. Of several processes that start together one gets it.
func (s *Store) First(ctx context.Context, name string) (string, error) {
	token := newToken()
	var made bool
	err := pgx.BeginFunc(ctx, s.app, func(tx pgx.Tx) error {
		const lock = 0x736f7474 // this question, among advisory locks
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lock); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `
			INSERT INTO sotay.tokens (hash, name)
			SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM sotay.tokens)`, hash(token), name)
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

// Make makes another token and gives it.
func (s *Store) Make(ctx context.Context, name string) (string, error) {
	token := newToken()
	if _, err := s.app.Exec(ctx, `INSERT INTO sotay.tokens (hash, name) VALUES ($1, $2)`, hash(token), name); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return token, nil
}

// Check gives the name of a token, and false for one that is unknown or revoked. What is
// looked up is the hash, so how long it takes tells nothing about a token.
func (s *Store) Check(ctx context.Context, token string) (name string, ok bool, err error) {
	if !strings.HasPrefix(token, prefix) {
		return "", false, nil
	}
	err = s.app.QueryRow(ctx, `
		SELECT name FROM sotay.tokens WHERE hash = $1 AND revoked_at IS NULL`, hash(token)).Scan(&name)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("check token: %w", err)
	}
	return name, true, nil
}

// newToken is 32 random bytes.
func newToken() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return prefix + base64.RawURLEncoding.EncodeToString(b[:])
}

func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
