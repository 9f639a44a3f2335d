// Package accounts keeps who may use sotay: people with their roles, sessions and one-time
// links, and tokens for programs.
//
// Every secret is shown once and kept as a hash: passwords by argon2id, sessions, links and
// tokens, which are random, by SHA-256. What is looked up is the hash, so how long it takes
// tells nothing about a secret. Roles are read anew for each request: a change takes effect
// at once. Start with Store.SignIn and Store.Session.
package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/audit"
)

// Role is what a person is here; which permissions that gives is the caller's table.
type Role string

// The roles of people. Everybody who has not signed in has none.
const (
	Citizen       Role = "citizen"
	LandOfficer   Role = "land_officer" // for some communes or the whole province
	Environment   Role = "environment"
	IOC           Role = "ioc"
	Agency        Role = "agency" // answers the reports of one agency
	Administrator Role = "administrator"
)

// Roles lists them all.
func Roles() []Role { return []Role{Citizen, LandOfficer, Environment, IOC, Agency, Administrator} }

// User is a person with an account.
type User struct {
	ID    int64
	Login string // lower case
	Name  string
	Role  Role
	// Communes whose private fields a land officer may see, and whose parcels a land officer
	// may import; nil: of the whole province.
	Communes []string
	// Agency whose reports a person of the role Agency answers, its code; "" of all others.
	Agency    string
	Disabled  bool
	CreatedAt time.Time
	// SignsIn tells that the account has a password or another way to sign in.
	SignsIn bool
	// HasPassword tells that one of these ways is a password kept here.
	HasPassword bool
}

// Refused says why something cannot be done, in both languages. Code is stable.
type Refused struct {
	Code   string
	Vi, En string
	// Wait is how long to wait before the next try, where that helps.
	Wait time.Duration
}

// Error gives the English reason.
func (e *Refused) Error() string { return e.En }

// ErrNotFound is returned for an account, session, link or token that does not exist.
var ErrNotFound = errors.New("no such account, session, link or token")

// Store keeps accounts in the database. It is safe for concurrent use, by several
// processes too.
type Store struct {
	app     database
	now     func() time.Time
	hashing chan struct{} // room for the passwords hashed at the same time: each takes 64 MiB
}

// New reads and writes through the app pool.
func New(app *pgxpool.Pool) *Store {
	return &Store{app: app, now: time.Now, hashing: make(chan struct{}, 2)}
}

// database is the app pool, or a transaction of it.
type database interface {
	Begin(ctx context.Context) (pgx.Tx, error)
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// Audited does something to accounts and writes into the audit what was done, in one
// transaction: both are there, or neither. What act does with any other store is not part of it.
func (s *Store) Audited(ctx context.Context, log *audit.Log, act func(*Store) (audit.Entry, error)) error {
	var noted audit.Row
	err := pgx.BeginFunc(ctx, s.app, func(tx pgx.Tx) error {
		within := *s
		within.app = tx
		e, err := act(&within)
		if err != nil {
			return err
		}
		noted, err = log.Append(ctx, tx, e)
		return err
	})
	if err != nil {
		return err
	}
	log.Committed(ctx, noted)
	return nil
}

// secret is 32 random bytes, in the letters of a URL.
func secret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func digest(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// one gives the only row of a query, or ErrNotFound.
func one[T any](ctx context.Context, db interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}, scan pgx.RowToFunc[T], sql string, args ...any,
) (T, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		var none T
		return none, err
	}
	v, err := pgx.CollectExactlyOneRow(rows, scan)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNotFound
	}
	return v, err
}
