package environment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sotay/internal/calendar"
	"sotay/layers"
)

// ForestQuery says how lots of forest are summed up.
type ForestQuery struct {
	// By lists what the rows are of: commune, type (ldlr), class (malr3).
	By []string
	// Commune of today whose lots alone count; "" for all.
	Commune string
}

// ForestGroups lists what lots can be grouped by.
func ForestGroups() []string { return []string{"commune", "type", "class"} }

// ForestSum is a row of the statistics. What the query does not group by is nil, and so is what
// lots do not say.
type ForestSum struct {
	Commune, CommuneName *string
	Type                 *string
	Class                *string
	Lots                 int64
	Area                 float64 // ha: as the inventory says, of the shape where it does not
}

// ForestStatistics sums the lots up by today's communes: the one whose code the lot has or,
// where that is none of today's, the one it lies in.
func (s *Store) ForestStatistics(ctx context.Context, q ForestQuery) ([]ForestSum, error) {
	columns := map[string]string{"commune": "code, name", "type": "ldlr", "class": "malr3"}
	empty := map[string]string{"commune": "NULL::text, NULL::text", "type": "NULL::text", "class": "NULL::text"}
	var selected, by []string
	for _, group := range ForestGroups() {
		if slices.Contains(q.By, group) {
			selected, by = append(selected, columns[group]), append(by, columns[group])
		} else {
			selected = append(selected, empty[group])
		}
	}
	grouped := ""
	if len(by) > 0 {
		grouped = "GROUP BY " + strings.Join(by, ", ")
	}
	rows, err := s.db.Public.Query(ctx, fmt.Sprintf(`
		WITH today AS MATERIALIZED (
			SELECT DISTINCT ON (code) code, name FROM pub.communes u WHERE %s ORDER BY code, id
		), placed AS (
			SELECT f.ldlr, f.malr3, coalesce(f.dtich, f.map_area, 0) AS area,
			       CASE WHEN t.code IS NOT NULL THEN t.code
			       ELSE (SELECT u.code FROM pub.communes u WHERE u.geom_3857 && f.label_3857 AND st_intersects(u.geom_3857, f.label_3857) AND %[1]s ORDER BY u.code LIMIT 1)
			       END AS code
			FROM   pub.forest f LEFT JOIN today t ON t.code = f.commune_code
		)
		SELECT %[2]s, count(*), coalesce(sum(area), 0)
		FROM   placed LEFT JOIN today USING (code)
		WHERE  $2 = '' OR code = $2
		%[3]s
		ORDER  BY 1, 3, 4`, layers.Holds("u", "$1::date"), strings.Join(selected, ", "), grouped), calendar.Of(s.now()), q.Commune)
	if err != nil {
		return nil, fmt.Errorf("forest statistics: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ForestSum])
	if err != nil {
		return nil, fmt.Errorf("forest statistics: %w", err)
	}
	return list, nil
}

// Hotspot is a fire that a satellite saw, with the commune and the lot of forest under it.
type Hotspot struct {
	ID                   int64
	At                   time.Time
	Lon, Lat             float64
	Satellite            string
	Instrument           *string
	Confidence           *string
	Power                *float64 // MW
	DayNight             *string
	Commune, CommuneName *string
	LotID                *int64
	LotCommune           *string
	Tk, Khoanh, Lo       *string
	Ldlr, Diadanh        *string
}

// Hotspots lists those of a period, the newest first, at most so many. The lot is the one that
// is there now: an inventory that is brought later counts. Lots' owners are not public, and
// not told here.
func (s *Store) Hotspots(ctx context.Context, from, to time.Time, most int) ([]Hotspot, error) {
	rows, err := s.db.Public.Query(ctx, `
		SELECT h.id, h.acquired, st_x(h.geom), st_y(h.geom), h.satellite, h.instrument, h.confidence, h.frp, h.daynight,
		       c.code, c.name, f.id, f.commune_code, f.tk, f.khoanh, f.lo, f.ldlr, f.diadanh
		FROM  (SELECT * FROM pub.hotspots WHERE acquired >= $1 AND acquired < $2 ORDER BY acquired DESC, id LIMIT $3) AS h
		LEFT   JOIN LATERAL (
			SELECT u.code, u.name FROM pub.communes u
			WHERE  u.geom_3857 && h.geom_3857 AND st_intersects(u.geom_3857, h.geom_3857) AND `+layers.Holds("u", "$4::date")+`
			ORDER  BY u.code LIMIT 1) AS c ON true
		LEFT   JOIN LATERAL (
			SELECT l.* FROM pub.forest l
			WHERE  l.geom_3857 && h.geom_3857 AND st_intersects(l.geom_3857, h.geom_3857)
			ORDER  BY l.id LIMIT 1) AS f ON true
		ORDER  BY h.acquired DESC, h.id`, from, to, most, calendar.Of(s.now()))
	if err != nil {
		return nil, fmt.Errorf("hot spots: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Hotspot])
	if err != nil {
		return nil, fmt.Errorf("hot spots: %w", err)
	}
	return list, nil
}
