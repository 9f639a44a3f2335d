package cameras

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/uber/h3-go/v4"
)

// longestPiece of a road that is seen or unseen as its middle is, in metres; in small cells half
// their edge.
const longestPiece = 20.0

// roadGaps cuts the roads of the box into pieces and adds up those whose middle nobody sees.
func (s *Store) roadGaps(ctx context.Context, q CoverageQuery, sights []sector, found map[h3.Cell]*Cell, out *RoadGaps) error {
	if q.Roads == nil {
		return nil
	}
	out.Looked = true
	edge, err := h3.HexagonEdgeLengthAvgM(q.Res)
	if err != nil {
		return fmt.Errorf("cells: %w", err)
	}
	name := "''"
	if q.Roads.Label != "" {
		name = "coalesce(r." + pgx.Identifier{q.Roads.Label}.Sanitize() + "::text, '')"
	}
	rows, err := s.DB.Public.Query(ctx, fmt.Sprintf(`
		SELECT r.id, %s, l.metres / l.pieces, st_x(p.at), st_y(p.at)
		FROM   (SELECT st_makeenvelope($1, $2, $3, $4, 4326) AS box) AS b
		JOIN   %s r ON r.geom && b.box
		CROSS  JOIN LATERAL st_dump(st_collectionextract(st_intersection(r.geom, b.box), 2)) AS d
		CROSS  JOIN LATERAL (SELECT m AS metres, ceil(m / $5)::int AS pieces FROM st_length(d.geom::geography) AS m) AS l
		CROSS  JOIN LATERAL generate_series(1, l.pieces) AS i
		CROSS  JOIN LATERAL (SELECT st_lineinterpolatepoint(d.geom, (i - 0.5) / l.pieces) AS at) AS p
		LIMIT  $6`, name, pgx.Identifier{"pub", q.Roads.Name}.Sanitize()),
		q.Box[0], q.Box[1], q.Box[2], q.Box[3], min(edge/2, longestPiece), mostSamples+1)
	if err != nil {
		return fmt.Errorf("roads: %w", err)
	}
	var (
		of      = map[int64]*RoadGap{}
		r       RoadGap
		metres  float64
		samples int
	)
	_, err = pgx.ForEachRow(rows, []any{&r.Road, &r.Name, &metres, &r.Lon, &r.Lat}, func() error {
		if samples++; samples > mostSamples {
			out.Cut = true
			return nil
		}
		unseen := seenBy(sights, r.Lon, r.Lat) == 0
		if c := cellAt(found, r.Lon, r.Lat, q.Res); c != nil {
			c.Road = true
			c.Gap = c.Gap || unseen
		}
		g, known := of[r.Road]
		if !known {
			g = &RoadGap{Road: r.Road, Name: r.Name}
			of[r.Road] = g
		}
		g.Length += metres
		if unseen {
			if g.Unseen == 0 {
				g.Lon, g.Lat = r.Lon, r.Lat
			}
			g.Unseen += metres
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("roads: %w", err)
	}
	for _, g := range of {
		out.Length += g.Length
		out.Unseen += g.Unseen
		if g.Unseen > 0 {
			g.Length, g.Unseen = math.Round(g.Length), math.Round(g.Unseen)
			out.List = append(out.List, *g)
		}
	}
	slices.SortFunc(out.List, func(a, b RoadGap) int { return cmp.Or(cmp.Compare(b.Unseen, a.Unseen), cmp.Compare(a.Road, b.Road)) })
	out.List = out.List[:min(len(out.List), mostRoads)]
	return nil
}
