package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/environment"
	"sotay/importers"
	"sotay/incidents"
	"sotay/incidents/photos"
	"sotay/layers"
)

// LoadConfig is what Load works with.
type LoadConfig struct {
	// Owner is the pool of sotay_owner: loading makes layers.
	Owner *pgxpool.Pool
	// Importers makes and applies the change sets.
	Importers *importers.Service
	// Actor is who asks, for the audit.
	Actor string
	// Readings is where what the stations sent is written. Nil: nowhere.
	Readings *environment.Store
	// Reports is where field reports are sent. Nil: nowhere.
	Reports *incidents.Store
	// Photos keeps the pictures of reports. Nil: there are none, and nothing is resolved.
	Photos *photos.Store
	// Now is when the stations sent last. Zero: the present.
	Now time.Time
	// Days of readings. Zero: a year.
	Days int
	// Progress is told of each phase of each layer's import. May be nil.
	Progress func(layer string, p importers.Progress)
}

// Loaded says what loading did to one layer.
type Loaded struct {
	Layer  string
	Counts importers.Counts
}

// OccupiedError is returned by Load when a layer holds records that are not the demo's:
// nothing was changed.
type OccupiedError struct{ Layer string }

// Error names the layer.
func (e *OccupiedError) Error() string {
	return fmt.Sprintf("layer %s holds data that is not the demo's", e.Layer)
}

// Words says what to do.
func (e *OccupiedError) Words() importers.Words {
	return importers.Words{
		Vi: fmt.Sprintf("Lớp %s đã có dữ liệu khác; dữ liệu minh họa chỉ nạp vào cơ sở dữ liệu trống.", e.Layer),
		En: fmt.Sprintf("Layer %s holds other data; the demo is loaded into an empty database only.", e.Layer),
	}
}

// Present tells which layers of the demo hold records already, and how many, and of readings
// and hours too; all of them where the demo is loaded. A layer with records that are not the demo's is an
// OccupiedError.
func Present(ctx context.Context, owner *pgxpool.Pool) (found []Loaded, all bool, err error) {
	all = true
	for _, l := range append(layerList(), hotSpotLayer(), cameraLayer()) {
		n, err := records(ctx, owner, l.Name)
		if err != nil {
			return nil, false, err
		}
		if n == 0 {
			all = false
			continue
		}
		found = append(found, Loaded{l.Name, importers.Counts{Unchanged: n}})
	}
	values, err := presentIndicators(ctx, owner)
	if err != nil {
		return nil, false, err
	}
	if values > 0 {
		found = append(found, Loaded{indicatorsTable, importers.Counts{Unchanged: values}})
	}
	readings, complete, err := presentReadings(ctx, owner)
	if found = append(found, readings...); err != nil {
		return found, false, err
	}
	reports, err := presentReports(ctx, owner)
	if reports > 0 {
		found = append(found, Loaded{reportsTable, importers.Counts{Unchanged: reports}})
	}
	return found, all && values > 0 && complete && reports > 0, err
}

// records counts a layer's records; 0 where there is no such layer.
func records(ctx context.Context, owner *pgxpool.Pool, layer string) (n int64, err error) {
	var table, source string
	err = owner.QueryRow(ctx, `SELECT table_name, source FROM sotay.layers WHERE name = $1`, layer).Scan(&table, &source)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err == nil {
		err = owner.QueryRow(ctx, fmt.Sprintf("SELECT count(*) FROM %s", pgx.Identifier{"data", table}.Sanitize())).Scan(&n)
	}
	if err != nil {
		return 0, fmt.Errorf("demo layer %s: %w", layer, err)
	}
	if n > 0 && source != Source {
		return 0, &OccupiedError{layer}
	}
	return n, nil
}

// Load brings the province into the database, each layer by an ordinary change set, in the
// order of the sets. A layer of the demo that holds records stays as it is, with what people
// have done to it. A layer with records that are not the demo's ends it with OccupiedError
// before anything is written. Then what the stations sent is written for those of which there
// is nothing.
func (p *Province) Load(ctx context.Context, c LoadConfig) ([]Loaded, error) {
	found, _, err := Present(ctx, c.Owner)
	if err != nil {
		return nil, err
	}
	err = pgx.BeginFunc(ctx, c.Owner, func(tx pgx.Tx) error { return provideCodes(ctx, tx) })
	if err != nil {
		return nil, err
	}
	for _, s := range p.Sets {
		if err := provide(ctx, c.Owner, s.Layer); err != nil {
			return nil, err
		}
	}
	var out []Loaded
	for _, s := range p.Sets {
		if i := slices.IndexFunc(found, func(l Loaded) bool { return l.Layer == s.Layer.Name }); i >= 0 {
			out = append(out, found[i])
			continue
		}
		counts, err := load(ctx, c, s)
		if err != nil {
			return out, fmt.Errorf("load demo layer %s: %w", s.Layer.Name, err)
		}
		out = append(out, Loaded{s.Layer.Name, counts})
	}
	if c.Now.IsZero() {
		c.Now = time.Now()
	}
	fires, err := loadFires(ctx, c, found)
	if out = append(out, fires...); err != nil {
		return out, err
	}
	watched, err := loadCameras(ctx, c, found)
	if out = append(out, watched...); err != nil || c.Readings == nil {
		return out, err
	}
	sent, err := p.loadReadings(ctx, c)
	if out = append(out, sent...); err != nil || c.Reports == nil {
		return out, err
	}
	reports, err := loadReports(ctx, c)
	return append(out, reports), err
}

// provide makes a layer that the catalogue lacks, and says of the program's own layers
// whose data they are to hold.
func provide(ctx context.Context, owner *pgxpool.Pool, l layers.Layer) error {
	return pgx.BeginFunc(ctx, owner, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			UPDATE sotay.layers
			SET    source = $2, as_of = $3
			WHERE  name = $1 AND (source, as_of) IS DISTINCT FROM ($2, $3)`, l.Name, Source, l.AsOf)
		if err != nil {
			return fmt.Errorf("describe demo layer %s: %w", l.Name, err)
		}
		if tag.RowsAffected() > 0 {
			return nil
		}
		var known bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM sotay.layers WHERE name = $1)`, l.Name).Scan(&known); err != nil || known {
			return err
		}
		return layers.Create(ctx, tx, l)
	})
}

// load stages a set and applies it.
func load(ctx context.Context, c LoadConfig, s Set) (importers.Counts, error) {
	report := func(p importers.Progress) {
		if c.Progress != nil {
			c.Progress(s.Layer.Name, p)
		}
	}
	staged, err := c.Importers.Stage(ctx, importers.Request{
		Source: s.Source(), Layer: s.Layer.Name, CRS: fmt.Sprint(SRID), Encoding: []string{"utf-8"},
		Replace: importers.ReplaceNone, Actor: c.Actor, Progress: report,
	})
	if err != nil {
		return importers.Counts{}, err
	}
	_, err = c.Importers.Apply(ctx, importers.ApplyRequest{ID: staged.ID, Actor: c.Actor, Progress: report})
	return staged.Counts, err
}
