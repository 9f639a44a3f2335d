package audit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"
)

const keyBytes = 32

// WrongKeyError tells that the database's log was begun with another key.
type WrongKeyError struct{ File string }

// Error names the file and says what to do.
func (e *WrongKeyError) Error() string {
	return fmt.Sprintf("the audit log of this database was begun with another key than the one in %s: name the right file with --audit-key", e.File)
}

// Key reads the key from a file, 64 hexadecimal digits, and holds it to the one with which
// the database's log was begun. Where the log has no key yet and there is no file, one is
// made, readable by nobody else.
func Key(ctx context.Context, file string, db interface {
	Begin(context.Context) (pgx.Tx, error)
},
) (key []byte, err error) {
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lock); err != nil {
			return err
		}
		var known []byte
		err := tx.QueryRow(ctx, `SELECT fingerprint FROM sotay.audit_key`).Scan(&known)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		key, err = readKey(file)
		if errors.Is(err, fs.ErrNotExist) && known == nil {
			key, err = makeKey(file)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return &WrongKeyError{file}
		}
		if err != nil {
			return err
		}
		print := sha256.Sum256(append([]byte("sotay audit key "), key...))
		switch {
		case known == nil:
			_, err = tx.Exec(ctx, `INSERT INTO sotay.audit_key (fingerprint) VALUES ($1)`, print[:])
			return err
		case string(known) != string(print[:]):
			return &WrongKeyError{file}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("audit key: %w", err)
	}
	return key, nil
}

func readKey(file string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keyBytes {
		return nil, fmt.Errorf("%s holds no key: %d hexadecimal digits are needed", file, 2*keyBytes)
	}
	return key, nil
}

func makeKey(file string) ([]byte, error) {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails
	return key, replaceFile(file, []byte(hex.EncodeToString(key)+"\n"))
}
