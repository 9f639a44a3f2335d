package photos

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/incidents"
	"sotay/postgis"
)

// keepUnsent is how long a photo waits for the report that it is of, and mostUnsent how many may
// wait: about 5 GB of files. keepUnnamed is how long a file stays that no row names.
const (
	keepUnsent  = 24 * time.Hour
	mostUnsent  = 5000
	keepUnnamed = time.Hour
)

// Kept is the photos of reports: their files, and their rows in data.report_photos.
type Kept struct {
	Files   *Store
	DB      *postgis.DB
	Reports *incidents.Store
}

// Uploaded is a photo that waits for its report. Who has the token may send it with one.
type Uploaded struct {
	Token string
	Photo
}

// Upload takes a photo. It is on disk when Upload returns. Where too many wait for their reports
// those that have waited longest make room: nobody can keep all others from sending.
func (k *Kept) Upload(ctx context.Context, r io.Reader) (Uploaded, error) {
	_, err := k.DB.App.Exec(ctx, `
		DELETE FROM data.report_photos WHERE report IS NULL AND id IN (
			SELECT id FROM data.report_photos WHERE report IS NULL ORDER BY created_at DESC, id OFFSET $1)`, mostUnsent-1)
	if err != nil {
		return Uploaded{}, fmt.Errorf("upload a photo: %w", err)
	}
	secret := make([]byte, 24)
	_, _ = rand.Read(secret) // never fails
	u := Uploaded{Token: base64.RawURLEncoding.EncodeToString(secret)}
	u.Photo, err = k.Files.Take(ctx, r, func(ctx context.Context, p Photo) error {
		_, err := k.Reports.KeepPhoto(ctx, u.Token, incidents.Photo{SHA: p.SHA, Thumb: p.Thumb, Width: int32(p.Width), Height: int32(p.Height)})
		return err
	})
	return u, err
}

// Of is a photo of a report, with what decides who may see it.
type Of struct {
	SHA, Thumb            string
	RedactedSHA, Redacted *string // picture and thumbnail with boxes painted over; nil: none were
	Published             bool    // by itself
	Public                bool    // the report is one that everybody may see
	Number                string  // of the report
	Agency                *string // code of the agency that the report is with
}

// Find gives a photo that belongs to a report; fs.ErrNotExist when there is none.
func (k *Kept) Find(ctx context.Context, id int64) (Of, error) {
	rows, err := k.DB.App.Query(ctx, `
		SELECT p.sha, p.thumb, p.redacted_sha, p.redacted_thumb, p.published,
		       EXISTS (SELECT FROM data.public_reports q WHERE q.report = r.id), r.number, a.code
		FROM   data.report_photos p
		JOIN   data.reports r ON r.id = p.report
		LEFT   JOIN data.agencies a ON a.id = r.agency
		WHERE  p.id = $1`, id)
	var of Of
	if err == nil {
		of, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Of])
	}
	if errors.Is(err, pgx.ErrNoRows) {
		err = fs.ErrNotExist
	}
	if err != nil {
		return Of{}, fmt.Errorf("photo %d: %w", id, err)
	}
	return of, nil
}

// Shown gives the name of the picture, or of its thumbnail, that is shown: with boxes painted
// over where they were.
func (o Of) Shown(thumb bool) string {
	switch {
	case thumb && o.Redacted != nil:
		return *o.Redacted
	case thumb:
		return o.Thumb
	case o.RedactedSHA != nil:
		return *o.RedactedSHA
	}
	return o.SHA
}

// Redact paints boxes over what is shown of a photo, in addition to those of before or, anew,
// in their place; anew and without boxes nothing is painted over any more. Who did so (a login)
// is written into the audit log with it, or nothing is done. ErrChanged when somebody else
// redacted the photo in between.
func (k *Kept) Redact(ctx context.Context, by string, id int64, boxes []Box, anew bool) (Of, error) {
	of, err := k.Find(ctx, id)
	if err != nil {
		return Of{}, err
	}
	c := change{by, id, boxes, anew, of}
	if anew && len(boxes) == 0 {
		if err := k.show(ctx, c, nil); err != nil {
			return Of{}, err
		}
		return k.Find(ctx, id)
	}
	from := of.Shown(false)
	if anew {
		from = of.SHA
	}
	_, err = k.Files.Redact(ctx, from, boxes, func(ctx context.Context, p Photo) error { return k.show(ctx, c, &p) })
	if err != nil {
		return Of{}, err
	}
	return k.Find(ctx, id)
}

// change is who redacts which photo, how, and what it was when they saw it.
type change struct {
	by    string
	id    int64
	boxes []Box
	anew  bool
	was   Of
}

// ErrChanged tells that a photo was redacted by somebody else at the same time.
var ErrChanged = errors.New("the photo was redacted meanwhile")

// show writes down what is shown in place of a photo; nil: itself.
func (k *Kept) show(ctx context.Context, c change, p *Photo) error {
	var sha, thumb *string
	if p != nil {
		sha, thumb = &p.SHA, &p.Thumb
	}
	boxes := make([][4]int, len(c.boxes))
	for i, b := range c.boxes {
		boxes[i] = [4]int{b.X, b.Y, b.W, b.H}
	}
	detail := map[string]any{"photo": c.id, "boxes": boxes, "anew": c.anew}
	err := k.Reports.Recorded(ctx, c.by, "report.photo.redact", "report:"+c.was.Number, func(tx pgx.Tx) (any, error) {
		tag, err := tx.Exec(ctx, `
			UPDATE data.report_photos SET redacted_sha = $2, redacted_thumb = $3
			WHERE  id = $1 AND redacted_sha IS NOT DISTINCT FROM $4`, c.id, sha, thumb, c.was.RedactedSHA)
		if err == nil && tag.RowsAffected() == 0 {
			err = ErrChanged
		}
		return detail, err
	})
	if err != nil {
		return fmt.Errorf("photo %d: %w", c.id, err)
	}
	return nil
}

// Sweep deletes photos that were uploaded a day ago and never sent, and files that no row uses.
func (k *Kept) Sweep(ctx context.Context) error {
	now := time.Now()
	return k.SweepBefore(ctx, now.Add(-keepUnsent), now.Add(-keepUnnamed))
}

// SweepBefore deletes photos that were uploaded before a time and not sent yet, and files from
// before another that no row uses. A report that is sent meanwhile has its photos or is refused.
func (k *Kept) SweepBefore(ctx context.Context, before, unnamed time.Time) error {
	if _, err := k.DB.App.Exec(ctx, `DELETE FROM data.report_photos WHERE report IS NULL AND created_at < $1`, before); err != nil {
		return fmt.Errorf("sweep photos: %w", err)
	}
	_, err := k.Files.Sweep(ctx, unnamed, k.used)
	return err
}

// used tells which files rows name.
func (k *Kept) used(ctx context.Context, names []string) (map[string]bool, error) {
	rows, err := k.DB.App.Query(ctx, `
		SELECT sha FROM data.report_photos WHERE sha = ANY ($1) UNION SELECT thumb FROM data.report_photos WHERE thumb = ANY ($1)
		UNION SELECT redacted_sha FROM data.report_photos WHERE redacted_sha = ANY ($1) UNION SELECT redacted_thumb FROM data.report_photos WHERE redacted_thumb = ANY ($1)`, names)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	used := make(map[string]bool, len(list))
	for _, name := range list {
		used[name] = true
	}
	return used, err
}
