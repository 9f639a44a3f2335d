package incidents

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/jackc/pgx/v5"
)

// KeepPhoto writes down a picture whose files are on disk; it belongs to nothing until its token
// is sent with a report. It gives the picture's id, which is drawn: one after the other they would
// tell when a sensitive report was sent.
func (s *Store) KeepPhoto(ctx context.Context, token string, p Photo) (int64, error) {
	id := rand.Int64N(1<<52) + 1 // that JavaScript has too; one that is taken fails, of 2⁵² that hardly happens
	_, err := s.DB.App.Exec(ctx, `
		INSERT INTO data.report_photos (id, token_hash, sha, thumb, width, height, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, hashOf("photo", token), p.SHA, p.Thumb, p.Width, p.Height, s.now())
	if err != nil {
		return 0, fmt.Errorf("keep a picture: %w", err)
	}
	return id, nil
}

// attach gives uploaded pictures to a report, in their order. None is public before the desk has
// looked at it.
func attach(ctx context.Context, tx pgx.Tx, report int64, kind string, tokens []string) error {
	if len(tokens) == 0 {
		return nil
	}
	hashes := make([][]byte, len(tokens))
	for i, t := range tokens {
		hashes[i] = hashOf("photo", t)
	}
	tag, err := tx.Exec(ctx, `
		UPDATE data.report_photos p SET report = $1, kind = $2, token_hash = NULL, published = false,
		       position = t.n + (SELECT coalesce(max(o.position), 0) FROM data.report_photos o WHERE o.report = $1)
		FROM   unnest($3::bytea[]) WITH ORDINALITY AS t (hash, n)
		WHERE  p.token_hash = t.hash AND p.report IS NULL`, report, kind, hashes)
	if err != nil {
		return fmt.Errorf("pictures of a report: %w", err)
	}
	if int(tag.RowsAffected()) != len(tokens) {
		return invalid("photos", "Có ảnh không còn trên máy chủ hoặc đã gửi rồi; hãy tải ảnh lên lại.", "Pictures are gone from the server, or were sent before; upload them again.")
	}
	return nil
}

// readPhotos lists a report's pictures: all, or the published ones.
func readPhotos(ctx context.Context, db querier, report int64, all bool) ([]Photo, error) {
	rows, err := db.Query(ctx, photosSQL+`WHERE report = $1 AND (published OR $2) ORDER BY kind, position, id`, report, all)
	if err != nil {
		return nil, fmt.Errorf("pictures of a report: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Photo])
	if err != nil {
		return nil, fmt.Errorf("pictures of a report: %w", err)
	}
	return list, nil
}

// photosSQL reads pictures, in the order of Photo's members.
const photosSQL = `SELECT id, report, kind, sha, thumb, width, height, position, published, redacted_sha, redacted_thumb, created_at FROM data.report_photos `
