package layers

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	geom "github.com/twpayne/go-geom"
)

// Box is west, south, east, north in degrees (longitude, latitude; WGS84).
type Box [4]float64

// Mercator's square ends here; a box is cut to it.
const maxLatitude = 85.0511287798066

// MaxFeatures is the largest page that Features gives.
const MaxFeatures = 1000

// FeatureQuery asks for a page of a layer's features.
type FeatureQuery struct {
	Box   Box
	Limit int   // 1 … MaxFeatures
	After int64 // the id the former page ended with, 0 for the first
}

// FeaturePage is one page, already encoded.
type FeaturePage struct {
	// Features is the inside of a GeoJSON "features" array: public fields only,
	// coordinates longitude first with 7 decimals (1 cm).
	Features []byte
	Count    int
	// Next is the id to go on after, 0 when the page is the last.
	Next int64
}

// Features reads a page of the features whose bounding box meets the query's box, in
// order of id, from the layer's public view; public is the public pool.
func Features(ctx context.Context, public *pgxpool.Pool, l Layer, q FeatureQuery) (FeaturePage, error) {
	if l.Audience != Public {
		return FeaturePage{}, fmt.Errorf("layer %s: %w", l.Name, ErrNotFound)
	}
	fields := l.Public()
	rows, err := public.Query(ctx, featureSQL(l, fields), q.Box[0], clampLat(q.Box[1]), q.Box[2], clampLat(q.Box[3]), q.After, q.Limit+1)
	if err != nil {
		return FeaturePage{}, fmt.Errorf("features of %s: %w", l.Name, err)
	}
	page := FeaturePage{Features: make([]byte, 0, 64<<10)}
	var last int64
	values := make([]any, len(fields))
	for rows.Next() {
		if page.Count == q.Limit {
			page.Next = last
			break
		}
		var shape geom.T
		if err := rows.Scan(scanTargets(&last, &shape, values)...); err != nil {
			rows.Close()
			return FeaturePage{}, fmt.Errorf("features of %s: %w", l.Name, err)
		}
		if page.Count > 0 {
			page.Features = append(page.Features, ',')
		}
		page.Features = appendFeature(page.Features, last, fields, values, shape)
		page.Count++
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return FeaturePage{}, fmt.Errorf("features of %s: %w", l.Name, err)
	}
	return page, nil
}

func featureSQL(l Layer, fields []Field) string {
	columns := make([]string, 0, len(fields)+2)
	columns = append(columns, "id", "geom")
	for _, f := range fields {
		columns = append(columns, ident(f.Name))
	}
	return fmt.Sprintf(`
		SELECT %s
		FROM   %s
		WHERE  geom_3857 && st_transform(st_makeenvelope($1, $2, $3, $4, 4326), 3857)
		AND    id > $5
		ORDER  BY id
		LIMIT  $6`, strings.Join(columns, ", "), pgx.Identifier{"pub", l.Name}.Sanitize())
}

func scanTargets(id *int64, shape *geom.T, values []any) []any {
	targets := make([]any, 0, len(values)+2)
	targets = append(targets, id, shape)
	for i := range values {
		targets = append(targets, &values[i])
	}
	return targets
}

func clampLat(lat float64) float64 { return math.Max(-maxLatitude, math.Min(maxLatitude, lat)) }

// Stats is what can be said of a layer's content without reading it.
type Stats struct {
	Count  int64
	Bounds *Box // nil for an empty layer
}

// ReadStats counts a public layer's features and finds their extent, from its public view.
func ReadStats(ctx context.Context, public *pgxpool.Pool, l Layer) (Stats, error) {
	var (
		s                        Stats
		west, south, east, north *float64
	)
	err := public.QueryRow(ctx, fmt.Sprintf(`
		SELECT n, st_xmin(e), st_ymin(e), st_xmax(e), st_ymax(e)
		FROM   (SELECT count(*) AS n, st_extent(geom) AS e FROM %s) AS s`,
		pgx.Identifier{"pub", l.Name}.Sanitize())).Scan(&s.Count, &west, &south, &east, &north)
	if err != nil {
		return Stats{}, fmt.Errorf("extent of %s: %w", l.Name, err)
	}
	if west != nil {
		s.Bounds = &Box{*west, *south, *east, *north}
	}
	return s, nil
}
