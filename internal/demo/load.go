package demo

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/importers"
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

// Load brings the province into the database, each layer by an ordinary change set, in the
// order of the sets. What is there already stays: loading twice changes nothing. A layer
// with records that are not the demo's ends it with OccupiedError before anything is
// written.
func (p *Province) Load(ctx context.Context, c LoadConfig) ([]Loaded, error) {
	for _, s := range p.Sets {
		if err := free(ctx, c.Owner, s.Layer.Name); err != nil {
			return nil, err
		}
	}
	for _, s := range p.Sets {
		if err := provide(ctx, c.Owner, s.Layer); err != nil {
			return nil, err
		}
	}
	var out []Loaded
	for _, s := range p.Sets {
		counts, err := load(ctx, c, s)
		if err != nil {
			return out, fmt.Errorf("load demo layer %s: %w", s.Layer.Name, err)
		}
		out = append(out, Loaded{s.Layer.Name, counts})
	}
	return out, nil
}

// free checks that a layer is not there yet, is empty, or is the demo's.
func free(ctx context.Context, owner *pgxpool.Pool, layer string) error {
	var table, source string
	err := owner.QueryRow(ctx, `SELECT table_name, source FROM sotay.layers WHERE name = $1`, layer).Scan(&table, &source)
	if err == pgx.ErrNoRows || err == nil && source == Source {
		return nil
	}
	if err != nil {
		return fmt.Errorf("demo layer %s: %w", layer, err)
	}
	var filled bool
	sql := fmt.Sprintf("SELECT EXISTS (SELECT FROM %s)", pgx.Identifier{"data", table}.Sanitize())
	if err := owner.QueryRow(ctx, sql).Scan(&filled); err != nil {
		return fmt.Errorf("demo layer %s: %w", layer, err)
	}
	if filled {
		return &OccupiedError{layer}
	}
	return nil
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

// load stages a set and applies what differs.
func load(ctx context.Context, c LoadConfig, s Set) (importers.Counts, error) {
	report := func(p importers.Progress) {
		if c.Progress != nil {
			c.Progress(s.Layer.Name, p)
		}
	}
	staged, err := c.Importers.Stage(ctx, importers.Request{
		Source: s.Source(), Layer: s.Layer.Name, CRS: fmt.Sprint(SRID), Encoding: []string{"utf-8"},
		Replace: replace(s.Layer.Name), Actor: c.Actor, Progress: report,
	})
	if err != nil {
		return importers.Counts{}, err
	}
	n := staged.Counts
	if n.Added+n.Changed+n.Removed == 0 && n.Refused == 0 {
		return n, c.Importers.Discard(ctx, staged.ID)
	}
	_, err = c.Importers.Apply(ctx, importers.ApplyRequest{ID: staged.ID, Actor: c.Actor, Progress: report})
	return n, err
}

func replace(layer string) importers.Replace {
	if layer == "parcels" {
		return importers.ReplaceCommune
	}
	return importers.ReplaceLayer
}
