package layers

import (
	"cmp"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/internal/calendar"
)

// Box is west, south, east, north in degrees (longitude, latitude; WGS84).
type Box [4]float64

// MaxFeatures is the largest page that Features gives.
const MaxFeatures = 1000

// FeatureQuery asks for a page of a layer's features.
type FeatureQuery struct {
	Box   Box
	Limit int    // 1 … MaxFeatures
	After string // Next of the former page, "" for the first
	// At is the day, YYYY-MM-DD, whose records of a dated layer are wanted; "": today.
	At string
}

// FeaturePage is one page, already encoded.
type FeaturePage struct {
	// Features is the inside of a GeoJSON "features" array: public fields only,
	// coordinates longitude first with 7 decimals (1 cm).
	Features []byte
	Count    int
	// Next is where the next page goes on, "" when this one is the last.
	Next string
}

// Features reads a page of the features whose bounding box meets the query's box, from the
// layer's public view; public is the public pool. The order is that of a quadtree over the
// box, then of ids: stable from page to page, and as cheap on the last page of a province
// as on the first page of a street. A cursor that is not of this layer's making gives
// ErrCursor.
func Features(ctx context.Context, public *pgxpool.Pool, l Layer, q FeatureQuery) (FeaturePage, error) {
	if l.Audience != Public {
		return FeaturePage{}, fmt.Errorf("layer %s: %w", l.Name, ErrNotFound)
	}
	from, err := parseCursor(q.After)
	if err != nil {
		return FeaturePage{}, err
	}
	w := walk{public: public, layer: l, row: featureRow{fields: l.Public()}, limit: q.Limit, from: from, at: cmp.Or(q.At, calendar.Today())}
	w.page.Features = make([]byte, 0, min(q.Limit, MaxFeatures)<<9) // half a kilobyte is what a parcel takes
	if err := w.visit(ctx, mercator(q.Box), ""); err != nil {
		return FeaturePage{}, fmt.Errorf("features of %s: %w", l.Name, err)
	}
	return w.page, nil
}
