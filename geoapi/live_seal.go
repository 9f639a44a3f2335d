package geoapi

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/postgis"
)

// sealer makes ids of events of positions in the journal, and reads them. A position moves with
// every transaction, also those that concern what the public may not see: so ids are sealed, and
// of one length whatever is under way. All processes of a database have one key.
type sealer struct {
	db   *pgxpool.Pool
	mu   sync.Mutex
	seal cipher.AEAD
}

// blockOfID is the length that texts of positions are filled up to a multiple of.
const blockOfID = 256

var errNoID = errors.New("no id of ours")

func (s *sealer) cipher(ctx context.Context) (cipher.AEAD, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seal != nil {
		return s.seal, nil
	}
	var key []byte
	if err := s.db.QueryRow(ctx, `SELECT key FROM sotay.live_key`).Scan(&key); err != nil {
		return nil, fmt.Errorf("live feed: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("live feed: %w", err)
	}
	s.seal, err = cipher.NewGCM(block)
	return s.seal, err
}

// id is that of a position.
func (s *sealer) id(ctx context.Context, p postgis.Position) (string, error) {
	seal, err := s.cipher(ctx)
	if err != nil {
		return "", err
	}
	text := p.String()
	text += strings.Repeat(" ", (blockOfID-len(text)%blockOfID)%blockOfID)
	nonce := make([]byte, seal.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return base64.RawURLEncoding.EncodeToString(seal.Seal(nonce, nonce, []byte(text), nil)), nil
}

// position reads an id. One that is none of ours is errNoID.
func (s *sealer) position(ctx context.Context, id string) (postgis.Position, error) {
	seal, err := s.cipher(ctx)
	if err != nil {
		return postgis.Position{}, err
	}
	sealed, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil || len(sealed) < seal.NonceSize() {
		return postgis.Position{}, errNoID
	}
	text, err := seal.Open(nil, sealed[:seal.NonceSize()], sealed[seal.NonceSize():], nil)
	if err != nil {
		return postgis.Position{}, errNoID
	}
	p, err := postgis.ParsePosition(strings.TrimRight(string(text), " "))
	if err != nil || p.IsZero() {
		return postgis.Position{}, errNoID
	}
	return p, nil
}
