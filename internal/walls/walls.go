// Package walls keeps the links by which screens in rooms open the wall, and reads what the wall
// shows of reports.
//
// The secret of a link is shown once and kept as a hash. Whoever has it reads the wall and
// nothing else, until it is revoked. Start with Store.Add and Store.Check.
package walls

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrNotFound tells that there is no such link, or that it is revoked.
var ErrNotFound = errors.New("there is no such wall")

// Link lets a screen show the wall.
type Link struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	// Distance of the farthest viewer, in metres.
	Distance float64 `json:"distance_m"`
	// Pitch of the screen: from one pixel to the next, in millimetres.
	Pitch float64 `json:"pitch_mm"`
	// Scenes in their order; none: all that there are.
	Scenes []string `json:"scenes"`
	// Seconds that a scene stays.
	Seconds   int        `json:"seconds"`
	MadeAt    time.Time  `json:"made_at"`
	MadeBy    string     `json:"made_by"`
	SeenAt    *time.Time `json:"seen_at"`
	RevokedAt *time.Time `json:"revoked_at"`
}

// Scenes are those that there are.
func Scenes() []string {
	return []string{"overview", "reports", "environment", "heat", "cameras", "indicators"}
}

// Invalid tells what is wrong with a link that somebody wants.
type Invalid struct{ Field, Vi, En string }

func (e *Invalid) Error() string { return e.Field + ": " + e.En }

func (l *Link) check() error {
	l.Name = strings.TrimSpace(l.Name)
	unknown := func(s string) bool { return !slices.Contains(Scenes(), s) }
	switch {
	case l.Name == "" || len(l.Name) > 200:
		return &Invalid{"name", "Màn hình cần một tên, không dài quá 200 byte.", "A wall needs a name of at most 200 bytes."}
	case !(l.Distance >= 0.3 && l.Distance <= 100):
		return &Invalid{"distance_m", "Khoảng cách của người xem xa nhất phải từ 0,3 đến 100 m.", "The farthest viewer must be 0.3 to 100 m away."}
	case !(l.Pitch >= 0.05 && l.Pitch <= 20):
		return &Invalid{"pitch_mm", "Bước điểm ảnh phải từ 0,05 đến 20 mm.", "The pixel pitch must be 0.05 to 20 mm."}
	case l.Seconds < 5 || l.Seconds > 600:
		return &Invalid{"seconds", "Mỗi cảnh phải hiện từ 5 đến 600 giây.", "A scene must stay for 5 to 600 seconds."}
	case len(l.Scenes) > len(Scenes()) || slices.ContainsFunc(l.Scenes, unknown):
		return &Invalid{"scenes", "Cảnh phải là một trong: " + strings.Join(Scenes(), ", ") + ".", "Scenes are: " + strings.Join(Scenes(), ", ") + "."}
	}
	return nil
}

// Store keeps links.
type Store struct{ app *pgxpool.Pool }

// New makes a store on the app pool.
func New(app *pgxpool.Pool) *Store { return &Store{app} }

func digest(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

const columns = `id, name, distance_m, pitch_mm, scenes, seconds, made_at, made_by, seen_at, revoked_at`

func scan(row pgx.CollectableRow) (l Link, err error) {
	err = row.Scan(&l.ID, &l.Name, &l.Distance, &l.Pitch, &l.Scenes, &l.Seconds, &l.MadeAt, &l.MadeBy, &l.SeenAt, &l.RevokedAt)
	return l, err
}

// Add makes a link and gives its secret, 256 random bits in base64url. It returns *Invalid for
// one that cannot be.
func (s *Store) Add(ctx context.Context, tx pgx.Tx, l Link, by string) (Link, string, error) {
	if err := l.check(); err != nil {
		return Link{}, "", err
	}
	if l.Scenes == nil {
		l.Scenes = []string{}
	}
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	secret := base64.RawURLEncoding.EncodeToString(b[:])
	rows, err := tx.Query(ctx, `
		INSERT INTO sotay.walls (hash, name, distance_m, pitch_mm, scenes, seconds, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
		RETURNING `+columns, digest(secret), l.Name, l.Distance, l.Pitch, l.Scenes, l.Seconds, by)
	if err == nil {
		l, err = pgx.CollectExactlyOneRow(rows, scan)
	}
	if err != nil {
		return Link{}, "", fmt.Errorf("add wall: %w", err)
	}
	return l, secret, nil
}

// List gives all links, the newest first.
func (s *Store) List(ctx context.Context) ([]Link, error) {
	rows, err := s.app.Query(ctx, `SELECT `+columns+` FROM sotay.walls ORDER BY id DESC LIMIT 500`)
	if err != nil {
		return nil, fmt.Errorf("walls: %w", err)
	}
	list, err := pgx.CollectRows(rows, scan)
	if err != nil {
		return nil, fmt.Errorf("walls: %w", err)
	}
	return list, nil
}

// Revoke ends a link at once, or returns ErrNotFound.
func (s *Store) Revoke(ctx context.Context, tx pgx.Tx, id int64, by string) error {
	tag, err := tx.Exec(ctx, `UPDATE sotay.walls SET revoked_at = now(), revoked_by = $2 WHERE id = $1 AND revoked_at IS NULL`, id, by)
	if err != nil {
		return fmt.Errorf("revoke wall: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return ErrNotFound
	}
	return nil
}

// Check gives the link of a secret, or ErrNotFound, and notes once a minute that it was seen.
func (s *Store) Check(ctx context.Context, secret string) (Link, error) {
	rows, err := s.app.Query(ctx, `SELECT `+columns+` FROM sotay.walls WHERE hash = $1 AND revoked_at IS NULL`, digest(secret))
	if err != nil {
		return Link{}, fmt.Errorf("check wall: %w", err)
	}
	l, err := pgx.CollectExactlyOneRow(rows, scan)
	if errors.Is(err, pgx.ErrNoRows) {
		return Link{}, ErrNotFound
	}
	if err == nil && (l.SeenAt == nil || time.Since(*l.SeenAt) > time.Minute) {
		_, err = s.app.Exec(ctx, `UPDATE sotay.walls SET seen_at = now() WHERE id = $1`, l.ID)
	}
	if err != nil {
		return Link{}, fmt.Errorf("check wall: %w", err)
	}
	return l, nil
}
