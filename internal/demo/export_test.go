package demo

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/environment"
	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/internal/demo/monitoring"
	"sotay/internal/demo/terrain"
)

// FeedOnce sends what the stations have to send at a moment.
func FeedOnce(ctx context.Context, pool *pgxpool.Pool, readings *environment.Store, now time.Time) error {
	return feed(ctx, pool, readings, monitoring.Stations(terrain.New()), now)
}

// LoadReports is loadReports.
var LoadReports = loadReports

// LivelyDay is what FeedReports does each time.
func LivelyDay(store *incidents.Store, files *photos.Store) func(context.Context, time.Time) error {
	return (&reportFeed{album: album{store: store, files: files}}).once
}

// ProvideAgencies is provideAgencies.
var ProvideAgencies = provideAgencies

// CameraSigns is cameraSigns.
const CameraSigns = cameraSigns
