package layers

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// Querier is what reading the catalogue needs: a pool, a connection or a transaction.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Catalogue is the catalogue in memory: a snapshot that Refresh replaces whole. It is
// safe for concurrent use and empty until the first Refresh.
type Catalogue struct {
	db       Querier
	snapshot atomic.Pointer[snapshot]

	reading sync.Mutex   // one read at a time, so that a slow old one never replaces a newer
	begun   atomic.Int64 // reads begun
	good    int64        // the last read that succeeded, counted like begun; guarded by reading
}

type snapshot struct {
	layers []Layer
	byName map[string]Layer
	codes  map[string][]Code
}

// Code is one entry of a code list, such as a land type.
type Code struct {
	List    string
	Code    string
	Version string // the legal list that defines it
	NameVi  string
	NameEn  string
	Parent  string
	Color   string // "#rrggbb", or "" for none
	Current bool   // false: found only in data made under an older list
	Sort    int
}

// NewCatalogue reads through db, which may be the app or the owner pool.
func NewCatalogue(db Querier) *Catalogue {
	c := &Catalogue{db: db}
	c.snapshot.Store(&snapshot{})
	return c
}

// Refresh reads the catalogue as it is now or later. Callers that come while one reads
// share the read after it. On an error the former snapshot stays.
func (c *Catalogue) Refresh(ctx context.Context) error {
	before := c.begun.Load()
	c.reading.Lock()
	defer c.reading.Unlock()
	if c.good > before {
		return nil
	}
	turn := c.begun.Add(1)
	if err := c.read(ctx); err != nil {
		return err
	}
	c.good = turn
	return nil
}

func (c *Catalogue) read(ctx context.Context) error {
	layers, err := Load(ctx, c.db)
	if err != nil {
		return err
	}
	codes, err := loadCodes(ctx, c.db)
	if err != nil {
		return err
	}
	next := &snapshot{layers: layers, byName: make(map[string]Layer, len(layers)), codes: codes}
	for _, l := range layers {
		next.byName[l.Name] = l
	}
	c.snapshot.Store(next)
	return nil
}

// Layers lists all layers, staff ones too, in drawing order.
func (c *Catalogue) Layers() []Layer { return c.snapshot.Load().layers }

// Layer finds a layer by name, whatever its audience.
func (c *Catalogue) Layer(name string) (Layer, bool) {
	l, ok := c.snapshot.Load().byName[name]
	return l, ok
}

// Codes lists a code list in order; nil when there is none of that name.
func (c *Catalogue) Codes(list string) []Code { return c.snapshot.Load().codes[list] }

// Load reads every layer with its fields, in drawing order.
func Load(ctx context.Context, db Querier) ([]Layer, error) {
	rows, err := db.Query(ctx, `
		SELECT name, audience, title_vi, title_en, theme, geometry, table_name, identity, survey,
		       min_zoom, max_zoom, coalesce(label, ''), coalesce(time_field, ''), style, source, as_of, sort, generation
		FROM   sotay.layers
		ORDER  BY sort, name`)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l Layer, err error) {
		err = row.Scan(&l.Name, &l.Audience, &l.TitleVi, &l.TitleEn, &l.Theme, &l.Geometry, &l.Table, &l.Identity, &l.Survey,
			&l.MinZoom, &l.MaxZoom, &l.Label, &l.Time, &l.Style, &l.Source, &l.AsOf, &l.Sort, &l.Generation)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	fields, err := loadFields(ctx, db)
	if err != nil {
		return nil, err
	}
	for i, l := range list {
		list[i].Fields = fields[l.Name]
	}
	return list, nil
}

func loadFields(ctx context.Context, db Querier) (map[string][]Field, error) {
	rows, err := db.Query(ctx, `
		SELECT layer, name, sort, type, title_vi, title_en, visibility,
		       in_tiles, filterable, computed, coalesce(code_list, ''), unit
		FROM   sotay.fields
		ORDER  BY layer, sort, name`)
	if err != nil {
		return nil, fmt.Errorf("catalogue fields: %w", err)
	}
	fields, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Field])
	if err != nil {
		return nil, fmt.Errorf("catalogue fields: %w", err)
	}
	byLayer := map[string][]Field{}
	for _, f := range fields {
		byLayer[f.Layer] = append(byLayer[f.Layer], f)
	}
	return byLayer, nil
}

func loadCodes(ctx context.Context, db Querier) (map[string][]Code, error) {
	rows, err := db.Query(ctx, `
		SELECT list, code, version, name_vi, name_en, coalesce(parent, ''), coalesce(color, ''), current, sort
		FROM   sotay.codes
		ORDER  BY list, sort, code`)
	if err != nil {
		return nil, fmt.Errorf("code lists: %w", err)
	}
	codes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Code])
	if err != nil {
		return nil, fmt.Errorf("code lists: %w", err)
	}
	byList := map[string][]Code{}
	for _, c := range codes {
		byList[c.List] = append(byList[c.List], c)
	}
	return byList, nil
}
