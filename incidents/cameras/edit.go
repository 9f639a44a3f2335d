package cameras

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/text/unicode/norm"

	"sotay/internal/calendar"
)

// Edit is all of a camera that people say. What is not known is nil.
type Edit struct {
	Code      string     `json:"code"`
	Name      string     `json:"name"`
	Kind      string     `json:"kind"`
	Lon       float64    `json:"lon"`
	Lat       float64    `json:"lat"`
	Direction *float64   `json:"direction"`
	FOV       *float64   `json:"fov"`
	Range     *float64   `json:"range_m"`
	State     string     `json:"state"`
	LastSeen  *time.Time `json:"last_seen,omitempty"` // nil leaves it as it is
	Address   *string    `json:"address"`
	Agency    *string    `json:"agency"`
	// Stream address; nil leaves it as it is, "" takes it away.
	Stream *string `json:"stream_url,omitempty"`
	// Version is of the camera that was read before it was changed; 0 for a new one.
	Version int32 `json:"version,omitempty"`
}

// Bounds of what people say: the country with its islands roughly, texts in characters.
const (
	farWest, farSouth, farEast, farNorth = 102.0, 6.0, 118.0, 23.5

	longestCode   = 60
	longestText   = 200
	longestStream = 500
	farthestSight = 2000 // metres

	aheadOfTime = 10 * time.Minute // that clocks of cameras may be
)

// Kinds are the kinds of cameras.
func Kinds() []string { return []string{"fixed", "ptz", "dome", "traffic", "other"} }

// States are how a camera can be.
func States() []string { return []string{"working", "faulty", "off"} }

func wrong(field, vi, en string, args ...any) error {
	return &Error{Field: field, Vi: fmt.Sprintf(vi, args...), En: fmt.Sprintf(en, args...)}
}

// check makes an edit ready to be written, or says which field is wrong and how.
func (e *Edit) check() error {
	e.Code, e.Name = neat(e.Code), neat(e.Name)
	if e.Kind == "" {
		e.Kind = "fixed"
	}
	if e.State == "" {
		e.State = "working"
	}
	switch {
	case e.Code == "" || utf8.RuneCountInString(e.Code) > longestCode || strings.ContainsFunc(e.Code, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return wrong("code", "Mã camera là bắt buộc, không có dấu cách, nhiều nhất %d ký tự.", "A code is needed, without spaces, of at most %d characters.", longestCode)
	case e.Name == "" || utf8.RuneCountInString(e.Name) > longestText || strings.ContainsFunc(e.Name, unicode.IsControl):
		return wrong("name", "Tên là bắt buộc, nhiều nhất %d ký tự.", "A name is needed, of at most %d characters.", longestText)
	case !slices.Contains(Kinds(), e.Kind):
		return wrong("kind", "Không có loại camera %q; các loại là %s.", "There is no kind %q; the kinds are %s.", e.Kind, strings.Join(Kinds(), ", "))
	case !slices.Contains(States(), e.State):
		return wrong("state", "Không có tình trạng %q; chỉ có %s.", "There is no state %q, only %s.", e.State, strings.Join(States(), ", "))
	case math.IsNaN(e.Lon) || e.Lon < farWest || e.Lon > farEast:
		return wrong("lon", "Kinh độ %g nằm ngoài Việt Nam (%g–%g); có phải đã đổi chỗ kinh độ và vĩ độ?", "The longitude %g is outside of Việt Nam (%g–%g); were longitude and latitude swapped?", e.Lon, farWest, farEast)
	case math.IsNaN(e.Lat) || e.Lat < farSouth || e.Lat > farNorth:
		return wrong("lat", "Vĩ độ %g nằm ngoài Việt Nam (%g–%g); có phải đã đổi chỗ kinh độ và vĩ độ?", "The latitude %g is outside of Việt Nam (%g–%g); were longitude and latitude swapped?", e.Lat, farSouth, farNorth)
	}
	if err := e.checkSight(); err != nil {
		return err
	}
	if e.LastSeen != nil && time.Until(*e.LastSeen) > aheadOfTime {
		return wrong("last_seen", "Tín hiệu cuối %s ở trong tương lai.", "The last sign %s is in the future.", e.LastSeen.In(calendar.Zone()).Format("15:04 02/01/2006"))
	}
	if err := shortText("address", &e.Address, longestText); err != nil {
		return err
	}
	if err := shortText("agency", &e.Agency, longestText); err != nil {
		return err
	}
	return e.checkStream()
}

// checkSight holds direction, field of view and range to what can be. A direction of 360 is north.
func (e *Edit) checkSight() error {
	within := func(v *float64, least, most float64) bool { return v == nil || *v >= least && *v <= most } // NaN is not
	switch {
	case !within(e.Direction, 0, 360):
		return wrong("direction", "Hướng nhìn tính bằng độ từ hướng bắc, từ 0 đến 360.", "The direction is in degrees from north, from 0 to 360.")
	case !within(e.FOV, 1, 360):
		return wrong("fov", "Góc nhìn phải từ 1 đến 360 độ.", "The field of view must be from 1 to 360 degrees.")
	case !within(e.Range, 1, farthestSight):
		return wrong("range_m", "Tầm nhìn phải từ 1 đến %d m.", "The range must be from 1 to %d m.", farthestSight)
	}
	if e.Direction != nil && *e.Direction == 360 {
		north := 0.0
		e.Direction = &north
	}
	return nil
}

// checkStream refuses addresses that no player could open.
func (e *Edit) checkStream() error {
	if e.Stream == nil {
		return nil
	}
	text := strings.TrimSpace(*e.Stream)
	e.Stream = &text
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || !slices.Contains([]string{"rtsp", "rtsps", "rtmp", "http", "https"}, u.Scheme) || len(text) > longestStream {
		return wrong("stream_url", "Địa chỉ luồng phải bắt đầu bằng rtsp, rtsps, rtmp, http hoặc https và dài nhất %d ký tự.", "The stream address must begin with rtsp, rtsps, rtmp, http or https and have at most %d characters.", longestStream)
	}
	return nil
}

// told is what the audit keeps of an edit: no stream address, which may hold a password.
func (e Edit) told() Edit {
	if e.Stream != nil {
		hidden := "(đã đổi)"
		e.Stream = &hidden
	}
	return e
}

// write writes a camera into its three tables.
func (e Edit) write(ctx context.Context, tx pgx.Tx, id int64) (int64, error) {
	args := []any{e.Code, e.Name, e.Kind, e.Lon, e.Lat, e.Direction, e.FOV, e.Range, e.State, e.LastSeen, e.Address}
	sql := `
		INSERT INTO data.cameras (code, name, kind, geom, direction, fov, range_m, state, last_seen, address)
		VALUES ($1, $2, $3, st_setsrid(st_makepoint($4, $5), 4326), $6, $7, $8, $9, $10, $11)
		RETURNING id`
	if id != 0 {
		args = append(args, id)
		sql = `
		UPDATE data.cameras
		SET    code = $1, name = $2, kind = $3, geom = st_setsrid(st_makepoint($4, $5), 4326), direction = $6, fov = $7, range_m = $8,
		       state = $9, last_seen = coalesce($10, last_seen), address = $11
		WHERE  id = $12
		RETURNING id`
	}
	err := tx.QueryRow(ctx, sql, args...).Scan(&id)
	var pg *pgconn.PgError
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, ErrNotFound
	case errors.As(err, &pg) && pg.Code == "23505":
		return 0, wrong("code", "Mã %s đã có ở camera khác.", "Another camera has the code %s.", e.Code)
	case err != nil:
		return 0, fmt.Errorf("camera %s: %w", e.Code, err)
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO data.cameras_staff (id, agency) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET agency = EXCLUDED.agency`, id, e.Agency); err != nil {
		return 0, fmt.Errorf("camera %s: %w", e.Code, err)
	}
	if e.Stream != nil {
		if _, err := tx.Exec(ctx, `SELECT sotay.keep_camera_stream($1, nullif($2, ''))`, id, *e.Stream); err != nil {
			return 0, fmt.Errorf("stream of camera %s: %w", e.Code, err)
		}
	}
	return id, nil
}

// neat is a text in NFC without space around it.
func neat(text string) string { return norm.NFC.String(strings.TrimSpace(text)) }

// shortText trims a text; an empty one is none.
func shortText(field string, text **string, most int) error {
	if *text == nil {
		return nil
	}
	t := neat(**text)
	*text = &t
	switch {
	case t == "":
		*text = nil
	case utf8.RuneCountInString(t) > most || strings.ContainsFunc(t, unicode.IsControl):
		return wrong(field, "Nội dung dài quá %d ký tự hoặc có ký tự lạ.", "The text is longer than %d characters or has control characters.", most)
	}
	return nil
}
