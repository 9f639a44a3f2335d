// Package cameras keeps the cameras of the streets: where they stand, which way and how far they
// look, whose they are and whether they work. The layer cameras shows the public all but whose they
// are and where they stream from; a stream address is read one by one, for a purpose, audited.
// Coverage says by H3 cell how many cameras look there, and where none does. Start with Store.
package cameras

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sotay/hexbins"
	"sotay/internal/audit"
	"sotay/layers"
	"sotay/postgis"
)

// What a request for a camera is refused with.
var (
	ErrNotFound = errors.New("no such camera")
	ErrQuota    = errors.New("the reader's private reads of today are used up")
)

// Error says what is wrong with a camera, in words for people.
type Error struct {
	Field  string // of Edit, "" for a whole request
	Vi, En string
}

// Conflict tells that somebody changed a camera after it was read.
type Conflict struct{ Now Camera }

// Error says so.
func (e *Conflict) Error() string {
	return fmt.Sprintf("camera %s was changed meanwhile: it is at version %d", e.Now.Code, e.Now.Version)
}

// Silent is after how long without a sign of life a camera that should work counts as silent.
const Silent = 24 * time.Hour

// IsSilent tells it of a row of cameras, $1 being Silent.
const IsSilent = `(state = 'working' AND last_seen IS NOT NULL AND last_seen < now() - $1::interval)`

// Error gives the field and the English words.
func (e *Error) Error() string { return e.Field + ": " + e.En }

// Store keeps the cameras of the streets. It is safe for concurrent use.
type Store struct {
	DB  *postgis.DB
	Log *audit.Log
	// Quota is how many restricted reads one person has a day, those of parcels among them.
	Quota int
}

// Camera is a camera. What is not known of it is nil.
type Camera struct {
	ID        int64      `json:"id"`
	Code      string     `json:"code"`
	Name      string     `json:"name"`
	Kind      string     `json:"kind"`
	Lon       float64    `json:"lon"`
	Lat       float64    `json:"lat"`
	Direction *float64   `json:"direction"` // degrees clockwise from north
	FOV       *float64   `json:"fov"`       // degrees; 360 is all round
	Range     *float64   `json:"range_m"`   // metres
	State     string     `json:"state"`
	LastSeen  *time.Time `json:"last_seen"`
	Silent    bool       `json:"silent"` // it should work and gave no sign for longer than Silent
	Address   *string    `json:"address"`
	// For staff only, nil and 0 otherwise. Version grows with each change but that of LastSeen.
	Agency  *string `json:"agency,omitempty"`
	Stream  *bool   `json:"has_stream,omitempty"`
	Version int32   `json:"version,omitempty"`
}

// Filter narrows a list of cameras.
type Filter struct {
	Box         *layers.Box // nil: everywhere
	Kind, State string      // "": all
	Text        string      // in code, name or address, in any case
	Most        int
}

// publicCameras and staffCameras are what either may read, in the order of Camera.
const (
	publicCameras = `
		SELECT id, code, name, kind, st_x(geom), st_y(geom), direction, fov, range_m, state, last_seen, ` + IsSilent + `, address, NULL::text, NULL::boolean, 0
		FROM   pub.cameras c`
	staffCameras = `
		SELECT id, code, name, kind, st_x(geom), st_y(geom), direction, fov, range_m, state, last_seen, ` + IsSilent + `, address,
		       coalesce((SELECT s.agency FROM data.cameras_staff s WHERE s.id = c.id), ''),
		       id IN (SELECT sotay.cameras_with_stream()), version
		FROM   data.cameras c`
)

// List gives cameras by code, and whether there are more than were asked for. Staff are told the
// agency and whether there is a stream.
func (s *Store) List(ctx context.Context, staff bool, f Filter) ([]Camera, bool, error) {
	pool, from := s.DB.Public, publicCameras
	if staff {
		pool, from = s.DB.App, staffCameras
	}
	if f.Box == nil {
		f.Box = &layers.Box{-180, -90, 180, 90}
	}
	rows, err := pool.Query(ctx, from+`
		WHERE  geom && st_makeenvelope($2, $3, $4, $5, 4326) AND ($6 = '' OR kind = $6) AND ($7 = '' OR state = $7)
		AND    ($8 = '' OR strpos(lower(concat_ws(' ', code, name, address)), lower($8)) > 0)
		ORDER  BY code
		LIMIT  $9`, Silent, f.Box[0], f.Box[1], f.Box[2], f.Box[3], f.Kind, f.State, f.Text, f.Most+1)
	if err != nil {
		return nil, false, fmt.Errorf("cameras: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Camera])
	if err != nil {
		return nil, false, fmt.Errorf("cameras: %w", err)
	}
	if len(list) > f.Most {
		return list[:f.Most], true, nil
	}
	return list, false, nil
}

// Camera gives one camera; ErrNotFound where there is none.
func (s *Store) Camera(ctx context.Context, staff bool, id int64) (Camera, error) {
	pool, from := s.DB.Public, publicCameras
	if staff {
		pool, from = s.DB.App, staffCameras
	}
	return one(ctx, pool, from, id)
}

// one reads a camera of the public's or the staff's.
func one(ctx context.Context, q interface {
	Query(context.Context, string, ...any) (pgx.Rows, error)
}, from string, id int64,
) (Camera, error) {
	rows, err := q.Query(ctx, from+` WHERE id = $2`, Silent, id)
	if err != nil {
		return Camera{}, fmt.Errorf("camera %d: %w", id, err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Camera])
	if errors.Is(err, pgx.ErrNoRows) {
		return Camera{}, ErrNotFound
	}
	if err != nil {
		return Camera{}, fmt.Errorf("camera %d: %w", id, err)
	}
	return c, nil
}

// Save makes a camera (id 0) or changes one, and gives its id. Who did it is written into the
// audit in the same transaction, without the stream address. It fails with a *Error that
// names the field, with ErrNotFound, and with a *Conflict where a camera that is changed is not at
// e.Version any more.
func (s *Store) Save(ctx context.Context, actor string, id int64, e Edit) (int64, error) {
	if err := e.check(); err != nil {
		return 0, err
	}
	if id != 0 && e.Version <= 0 {
		return 0, wrong("version", "Thiếu version: bản camera mà bạn đã đọc trước khi sửa.", "The version of the camera that was read before the change is missing.")
	}
	action := "camera.change"
	if id == 0 {
		action = "camera.add"
	}
	err := s.audited(ctx, func(tx pgx.Tx) (what audit.Entry, err error) {
		if err := unchanged(ctx, tx, id, e.Version); err != nil {
			return what, err
		}
		id, err = e.write(ctx, tx, id)
		return audit.Entry{Actor: actor, Action: action, Subject: subjectOf(id), Detail: e.told()}, err
	})
	return id, err
}

// unchanged locks a camera until the transaction's end, where it is at a version; 0: at any, or
// there is none yet.
func unchanged(ctx context.Context, tx pgx.Tx, id int64, version int32) error {
	if id == 0 || version == 0 {
		return nil
	}
	var now int32
	err := tx.QueryRow(ctx, `SELECT version FROM data.cameras WHERE id = $1 FOR UPDATE`, id).Scan(&now)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return ErrNotFound
	case err != nil:
		return fmt.Errorf("camera %d: %w", id, err)
	case now == version:
		return nil
	}
	c, err := one(ctx, tx, staffCameras, id)
	if err != nil {
		return err
	}
	return &Conflict{c}
}

// Delete takes a camera away, with its stream address. It fails with ErrNotFound, and with a
// *Conflict where the camera is not at the version any more; 0 is any version.
func (s *Store) Delete(ctx context.Context, actor string, id int64, version int32) error {
	return s.audited(ctx, func(tx pgx.Tx) (audit.Entry, error) {
		if err := unchanged(ctx, tx, id, version); err != nil {
			return audit.Entry{}, err
		}
		var code string
		err := tx.QueryRow(ctx, `DELETE FROM data.cameras WHERE id = $1 RETURNING code`, id).Scan(&code)
		if errors.Is(err, pgx.ErrNoRows) {
			err = ErrNotFound
		}
		return audit.Entry{Actor: actor, Action: "camera.delete", Subject: subjectOf(id), Detail: map[string]string{"code": code}}, err
	})
}

// Stream gives where a camera's pictures stream from, for a stated purpose; "" where nobody said.
// Who reads, of which camera and why is on disk when it returns. It fails with ErrNotFound and
// ErrQuota.
func (s *Store) Stream(ctx context.Context, reader int64, login string, id int64, purpose string) (string, error) {
	if _, err := s.Camera(ctx, true, id); err != nil {
		return "", err
	}
	var (
		noted  audit.Row
		stream *string
	)
	err := pgx.BeginFunc(ctx, s.DB.App, func(tx pgx.Tx) (err error) {
		noted, err = s.Log.Next(ctx, tx, audit.Entry{Actor: login, Action: "camera.stream", Subject: subjectOf(id), Detail: map[string]string{"purpose": purpose}})
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT sotay.read_camera_stream($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			append([]any{id, reader, s.Quota}, noted.Args()...)...).Scan(&stream)
	})
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "SQ001" {
		return "", ErrQuota
	}
	if err != nil {
		return "", fmt.Errorf("stream of camera %d: %w", id, err)
	}
	s.Log.Committed(ctx, noted)
	if stream == nil {
		return "", nil
	}
	return *stream, nil
}

// audited does something in a transaction with its audit row; what cells count is as it is then.
func (s *Store) audited(ctx context.Context, do func(pgx.Tx) (audit.Entry, error)) error {
	var noted audit.Row
	err := pgx.BeginFunc(ctx, s.DB.App, func(tx pgx.Tx) error {
		what, err := do(tx)
		if err != nil {
			return err
		}
		if err := hexbins.FillIn(ctx, tx, "cameras"); err != nil {
			return err
		}
		noted, err = s.Log.Append(ctx, tx, what)
		return err
	})
	if err != nil {
		return err
	}
	s.Log.Committed(ctx, noted)
	return nil
}

func subjectOf(camera int64) string { return fmt.Sprintf("camera:%d", camera) }
