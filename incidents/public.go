package incidents

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uber/h3-go/v4"
)

// publicSQL reads published reports on the public pool, in the order of Public's members.
const publicSQL = `
	SELECT r.id, r.number, r.category, r.state, r.urgency, r.words, r.address, r.commune, r.agency, r.wait_reason, r.wait_owner, r.wait_next::text,
	       r.received_at, r.resolved_at, r.due_at, r.overdue, r.supporters, r.rating, st_x(r.geom), st_y(r.geom)
	FROM   pub.reports r `

func (s *Store) readPublic(ctx context.Context, where string, args ...any) ([]Public, error) {
	rows, err := s.DB.Public.Query(ctx, publicSQL+where, args...)
	if err != nil {
		return nil, fmt.Errorf("public reports: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Public])
	if err != nil {
		return nil, fmt.Errorf("public reports: %w", err)
	}
	return list, nil
}

// Public lists published reports, the newest first. It reads what everybody may see, and nothing
// else.
func (s *Store) Public(ctx context.Context, f PublicFilter) (PublicPage, error) {
	after, err := parseCursor(f.Cursor)
	if err != nil {
		return PublicPage{}, err
	}
	var states []string
	for _, st := range f.States {
		states = append(states, string(st))
	}
	var box []float64
	if f.Box != nil {
		box = f.Box[:]
	}
	limit := limitOf(f.Limit)
	list, err := s.readPublic(ctx, `
		WHERE ($1::float8[] IS NULL OR r.geom_3857 && st_transform(st_makeenvelope($1[1], greatest($1[2], -85), $1[3], least($1[4], 85), 4326), 3857))
		AND   ($2 = '' OR r.category = $2) AND ($3::text[] IS NULL OR r.state = ANY ($3))
		AND   ($4::timestamptz IS NULL OR r.received_at >= $4) AND ($5::timestamptz IS NULL OR r.received_at < $5)
		AND   ($6::timestamptz IS NULL OR (r.received_at, r.id) < ($6, $7))
		ORDER BY r.received_at DESC, r.id DESC LIMIT $8`, box, clean(f.Category), states, f.Since, f.Until, after.at, after.id, limit+1)
	if err != nil {
		return PublicPage{}, err
	}
	page := PublicPage{Reports: list}
	if len(list) > limit {
		page.Reports = list[:limit]
		last := page.Reports[limit-1]
		at := last.ReceivedAt.UTC().Format(time.RFC3339Nano)
		page.Next = cursor{&at, last.ID}.text()
	}
	return page, nil
}

// What is offered as similar: so many days, rings of H3 cells around the place, and so many.
const (
	similarDays = 7
	similarRes  = 10 // cells of about 65 m; a sensitive category has coarse places, of coarseRes
	similarRing = 2
	mostSimilar = 5
)

// Similar gives published open reports of a category in the H3 neighbourhood of a place, of the
// last 7 days, the nearest first, five at most.
func (s *Store) Similar(ctx context.Context, lon, lat float64, category string) ([]Public, error) {
	at := place{lon, lat}
	if err := at.check(); err != nil {
		return nil, err
	}
	c, err := readCategory(ctx, s.DB.Staff, category)
	if err != nil {
		return nil, err
	}
	res, ring, reach := similarRes, similarRing, 600.0
	if c.Sensitive {
		res, ring, reach = coarseRes, 1, 1200
	}
	near, err := at.around(res, ring)
	if err != nil {
		return nil, err
	}
	list, err := s.readPublic(ctx, `
		WHERE r.category = $1 AND r.state = ANY ($6) AND r.received_at >= $2
		AND   r.geom_3857 && st_expand(st_transform(st_setsrid(st_makepoint($3, $4), 4326), 3857), $5)
		ORDER BY r.geom_3857 <-> st_transform(st_setsrid(st_makepoint($3, $4), 4326), 3857), r.id LIMIT 200`,
		category, s.now().AddDate(0, 0, -similarDays), lon, lat, reach/math.Cos(lat*math.Pi/180), open())
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(p Public) bool {
		cell, err := place{p.Lon, p.Lat}.cell(res)
		return err != nil || !slices.Contains(near, cell)
	})
	return list[:min(len(list), mostSimilar)], nil
}

// around lists the H3 cells within so many rings of a place.
func (p place) around(res, rings int) ([]h3.Cell, error) {
	c, err := p.cell(res)
	if err != nil {
		return nil, err
	}
	list, err := h3.GridDisk(c, rings)
	if err != nil {
		return nil, fmt.Errorf("H3 cells around %v: %w", p, err)
	}
	return list, nil
}
