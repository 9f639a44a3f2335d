package demo

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"image/jpeg"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"sotay/importers"
	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/internal/demo/dice"
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
	places, err := streetPlaces(ctx, c.Owner)
	if err != nil {
		return Loaded{}, err
	}
	a := album{store: c.Reports, files: c.Photos}
	if err := a.draw(ctx); err != nil {
		return Loaded{}, err
	}
	plan := reporting.Plan(c.Now, places)
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(reportsAtOnce)
	for i := range plan {
		work.Go(func() error {
			w := reportWriter{album: &a, report: plan[i], seed: int64(i)}
			if err := w.write(ctx); err != nil {
				return fmt.Errorf("report %d of the demo: %w", i, err)
			}
			return nil
		})
	}
	return Loaded{reportsTable, importers.Counts{Added: int64(len(plan))}}, work.Wait()
}

// provideAgencies makes agencies, and routes to them, where there are no routes.
func provideAgencies(ctx context.Context, store *incidents.Store) error {
	have, err := store.Routes(ctx)
	if err != nil || len(have) > 0 {
		return err
	}
	var routes []incidents.Route
	for _, a := range reporting.Agencies() {
		if err := store.SaveAgency(ctx, "", incidents.AgencyUnit{Code: a.Code, NameVi: a.Vi, NameEn: a.En, Active: true}); err != nil {
			return fmt.Errorf("agencies of the demo: %w", err)
		}
		for _, category := range a.Categories {
			routes = append(routes, incidents.Route{Category: &category, Agency: a.Code, Since: "2025-07-01"})
		}
		if a.Categories == nil {
			routes = append(routes, incidents.Route{Agency: a.Code, Since: "2025-07-01"})
		}
	}
	if err := store.SaveRoutes(ctx, "", routes); err != nil {
		return fmt.Errorf("routes of the demo: %w", err)
	}
	return nil
}

// streetPlaces are spots on streets with a name, each in its commune.
func streetPlaces(ctx context.Context, owner *pgxpool.Pool) ([]reporting.Place, error) {
	rows, err := owner.Query(ctx, `
		SELECT st_x(s.at), st_y(s.at), s.name, c.code
		FROM  (SELECT r.name, st_lineinterpolatepoint(st_geometryn(r.geom, 1), (r.id * 37 % 97) / 97.0) AS at
		       FROM  (SELECT id, name, geom FROM data.streets UNION ALL SELECT id, name, geom FROM data.roads) AS r
		       WHERE  r.name <> ''
		       ORDER  BY md5(r.name || st_astext(st_startpoint(st_geometryn(r.geom, 1))))
		       LIMIT  600) AS s
		JOIN   data.communes c ON st_intersects(c.geom, s.at)
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

// pictureSeeds is how many pictures of each kind are drawn.
const pictureSeeds = 2

type pictureOf struct {
	category string
	done     bool
	seed     int64
}

// album is the drawn pictures; without a folder of photos only their measures.
type album struct {
	store *incidents.Store
	files *photos.Store
	kept  map[pictureOf]photos.Photo
}

// kinds are the categories that have pictures of their own; others share those of the first.
func (album) kinds() []string {
	return []string{"order", "roads", "lighting", "trees", "waste", "water"}
}

// draw draws the pictures and keeps them as uploaded ones are.
func (a *album) draw(ctx context.Context) error {
	a.kept = map[pictureOf]photos.Photo{}
	if a.files == nil {
		return nil
	}
	for _, category := range a.kinds() {
		for _, done := range []bool{false, true} {
			for seed := range int64(pictureSeeds) {
				var file bytes.Buffer
				if err := jpeg.Encode(&file, reporting.Draw(category, done, seed), &jpeg.Options{Quality: 88}); err != nil {
					return err
				}
				photo, err := a.files.Take(ctx, &file, func(context.Context, photos.Photo) error { return nil }) // rows follow, one for each report
				if err != nil {
					return fmt.Errorf("pictures of the demo: %w", err)
				}
				a.kept[pictureOf{category, done, seed}] = photo
			}
		}
	}
	return nil
}

// token writes down a picture for a report and gives what to send it with; "" for none.
func (a *album) token(ctx context.Context, category string, done bool, seed int64) (string, error) {
	if a.files == nil {
		return "", nil
	}
	photo, ok := a.kept[pictureOf{category, done, seed % pictureSeeds}]
	if !ok {
		photo = a.kept[pictureOf{a.kinds()[0], done, seed % pictureSeeds}]
	}
	token := rand.Text()
	_, err := a.store.KeepPhoto(ctx, token, incidents.Photo{SHA: photo.SHA, Thumb: photo.Thumb, Width: int32(photo.Width), Height: int32(photo.Height)})
	return token, err
}

// reportWriter writes one report.
type reportWriter struct {
	*album
	report reporting.Report
	seed   int64
	sent   incidents.Sent
	agency string
}

func (w *reportWriter) write(ctx context.Context) error {
	r := w.report
	d := dice.New(0x6775690a, w.seed)
	accuracy := float32(d.Between(4, 40))
	n := incidents.New{
		Key: rand.Text(), Category: r.Category, Words: r.Words, Lon: r.Place.Lon, Lat: r.Place.Lat, AccuracyM: &accuracy,
		Address: "Gần " + r.Place.Street, Source: "web",
	}
	for i := range r.Pictures {
		token, err := w.token(ctx, r.Category, false, w.seed+int64(i))
		if err != nil {
			return err
		}
		if token != "" {
			n.Photos = append(n.Photos, token)
		}
	}
	var err error
	if w.sent, err = w.at(r.At).Send(ctx, n); err != nil {
		return err
	}
	for i, s := range r.Steps {
		if w.files == nil && s.What == "resolve" {
			return nil // nothing is resolved without a picture
		}
		if err := w.step(ctx, s); err != nil {
			return fmt.Errorf("step %d, %s: %w", i, s.What, err)
		}
	}
	return nil
}

// at is the store at a moment of the past, in the commune of the report.
func (w *reportWriter) at(now time.Time) *incidents.Store {
	return &incidents.Store{
		DB: w.store.DB, Log: w.store.Log, Now: func() time.Time { return now },
		Communes: func(context.Context, float64, float64, string) (string, error) { return w.report.Place.Commune, nil },
	}
}

// step does what is invented, in the name of whoever it is.
func (w *reportWriter) step(ctx context.Context, s reporting.Step) error {
	store := w.at(s.At)
	a := incidents.Action{What: s.What, Reason: s.Reason, Owner: s.Owner, Next: s.Next, Words: s.Inner, Rating: s.Rating}
	switch {
	case s.What == "support":
		a.Key = rand.Text()
		_, err := store.ActAs(ctx, w.sent.Number, "", a)
		return err
	case s.By == "reporter":
		a.Words = s.Words
		_, err := store.ActAs(ctx, w.sent.Number, w.sent.Follow, a)
		return err
	}
	if s.Words != "" {
		a.PublicWords = &s.Words
	}
	if err := w.complete(ctx, &a); err != nil {
		return err
	}
	who := incidents.Actor{Kind: incidents.Duty, Login: "truc.ban.minh.hoa"}
	if s.By == "agency" {
		who = incidents.Actor{Kind: incidents.Agency, Login: "don.vi.minh.hoa", Agency: w.agency}
	}
	report, err := store.Act(ctx, who, w.sent.ID, a)
	if err == nil && report.Agency != nil {
		w.agency = *report.Agency
	}
	return err
}

// complete adds what is published with an action, and the picture of a result.
func (w *reportWriter) complete(ctx context.Context, a *incidents.Action) error {
	switch a.What {
	case "verify":
		yes := true
		a.Publish, a.PhotosPublished = &yes, map[int64]bool{}
		list, err := w.photosOf(ctx)
		for _, id := range list {
			a.PhotosPublished[id] = true
		}
		return err
	case "resolve":
		token, err := w.token(ctx, w.report.Category, true, w.seed)
		a.Photos = []string{token}
		return err
	}
	return nil
}

// photosOf are the ids of the report's pictures.
func (w *reportWriter) photosOf(ctx context.Context) ([]int64, error) {
	rows, err := w.store.DB.App.Query(ctx, `SELECT id FROM data.report_photos WHERE report = $1`, w.sent.ID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}
