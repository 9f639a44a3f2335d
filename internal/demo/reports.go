package demo

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"sotay/importers"
	"sotay/incidents"
	"sotay/internal/demo/reporting"
)

// reportsTable is what Load calls the field reports.
const reportsTable = "reports"

// presentReports counts the reports that there are.
func presentReports(ctx context.Context, owner *pgxpool.Pool) (n int64, err error) {
	if err = owner.QueryRow(ctx, `SELECT count(*) FROM data.reports`).Scan(&n); err != nil {
		return 0, fmt.Errorf("reports of the demo: %w", err)
	}
	return n, nil
}

// reportsAtOnce is how many reports are written at the same time.
const reportsAtOnce = 4

// loadReports sends the invented reports and does to them what is invented, each at its time,
// by the store itself: no report is in a state that it could not come to. Where there are
// reports already nothing is done.
func loadReports(ctx context.Context, c LoadConfig) (Loaded, error) {
	n, err := presentReports(ctx, c.Owner)
	if err != nil || n > 0 {
		return Loaded{reportsTable, importers.Counts{Unchanged: n}}, err
	}
	if err := provideAgencies(ctx, c.Reports); err != nil {
		return Loaded{}, err
	}
	if err := demoSource(ctx, c.Owner); err != nil {
		return Loaded{}, err
	}
	places, err := streetPlaces(ctx, c.Owner)
	if err != nil {
		return Loaded{}, err
	}
	a := album{store: c.Reports, files: c.Photos}
	plan := reporting.Plan(c.Now, places)
	work, doing := errgroup.WithContext(ctx)
	work.SetLimit(reportsAtOnce)
	for i := range plan {
		work.Go(func() error {
			w := reportWriter{album: &a, report: plan[i], seed: int64(i)}
			if err := w.write(doing); err != nil {
				return fmt.Errorf("report %d of the demo: %w", i, err)
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return Loaded{}, err
	}
	n, err = presentReports(ctx, c.Owner)
	return Loaded{reportsTable, importers.Counts{Added: n}}, err
}

// demoSource says in the catalogue whose reports they are.
func demoSource(ctx context.Context, owner *pgxpool.Pool) error {
	if _, err := owner.Exec(ctx, `UPDATE sotay.layers SET source = $1 WHERE name = 'reports' AND source = ''`, Source); err != nil {
		return fmt.Errorf("reports of the demo: %w", err)
	}
	return nil
}

// provideAgencies makes agencies, and routes to them, where there are no routes.
func provideAgencies(ctx context.Context, store *incidents.Store) error {
	have, err := store.Routes(ctx)
	if err != nil || len(have) > 0 {
		return err
	}
	var routes []incidents.Route
	for _, a := range reporting.Agencies() {
		if _, err := store.SaveAgency(ctx, "", a.Code, func(u *incidents.AgencyUnit) { u.NameVi, u.NameEn, u.Active = a.Vi, a.En, true }); err != nil {
			return fmt.Errorf("agencies of the demo: %w", err)
		}
		routes = append(routes, routesOf(a)...)
	}
	if err := store.SaveRoutes(ctx, "", routes); err != nil {
		return fmt.Errorf("routes of the demo: %w", err)
	}
	return nil
}

// reform is when the communes of the demo came to be, and from when on agencies answer.
const reform = "2025-07-01"

// routesOf lists what an agency answers: in its commune, or in the whole province.
func routesOf(a reporting.Agency) (list []incidents.Route) {
	var commune *string
	if a.Commune != "" {
		commune = &a.Commune
	}
	for _, category := range a.Categories {
		list = append(list, incidents.Route{Category: &category, Commune: commune, Agency: a.Code, Since: reform})
	}
	if a.Categories == nil {
		list = append(list, incidents.Route{Commune: commune, Agency: a.Code, Since: reform})
	}
	return list
}

// streetPlaces are spots on streets with a name, each in its commune.
func streetPlaces(ctx context.Context, pool *pgxpool.Pool) ([]reporting.Place, error) {
	rows, err := pool.Query(ctx, `
		SELECT st_x(s.at), st_y(s.at), s.name, c.code
		FROM  (SELECT r.name, st_lineinterpolatepoint(st_geometryn(r.geom, 1), (r.id * 37 % 97) / 97.0) AS at
		       FROM  (SELECT id, name, geom FROM data.streets UNION ALL SELECT id, name, geom FROM data.roads) AS r
		       WHERE  r.name <> ''
		       ORDER  BY md5(r.name || st_astext(st_startpoint(st_geometryn(r.geom, 1))))
		       LIMIT  600) AS s
		JOIN   data.communes c ON st_intersects(c.geom, s.at) AND c.valid_to IS NULL
		ORDER  BY s.name, st_x(s.at), st_y(s.at)`)
	if err != nil {
		return nil, fmt.Errorf("streets of the demo: %w", err)
	}
	places, err := pgx.CollectRows(rows, pgx.RowToStructByPos[reporting.Place])
	if err != nil {
		return nil, fmt.Errorf("streets of the demo: %w", err)
	}
	return places, nil
}
