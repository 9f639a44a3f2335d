// Package hexbins bins what has a place into the cells of H3 and answers with numbers per cell:
// of the records of a layer of points, of parcels by the point inside them, and of the means that
// stations give. It owns the cells of records (<table>_cells in schema data), which it computes and
// keeps up behind every writer; see Fill.
//
// Cells are stored at resolution 12. A coarser cell is bit arithmetic on that number, so that SQL
// groups at any resolution, and the cells below a coarser one are one range of numbers.
//
// Public answers are read from pub as sotay_public. The package does not decide who the caller is
// and knows nothing of HTTP but the ETag of a state. Start with New, ask with Read or Tile, and
// keep Work running in one process or more.
package hexbins

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"sotay/layers"
	"sotay/postgis"
)

// Readings is the dataset of what stations measure. All others are layers, by their names.
const Readings = "readings"

// Refused tells what of a query cannot be done, for whoever asked.
type Refused struct{ Vi, En string }

// Error is the English text.
func (r *Refused) Error() string { return r.En }

func refuse(vi, en string, args ...any) error {
	return &Refused{fmt.Sprintf(vi, args...), fmt.Sprintf(en, args...)}
}

// ErrUnavailable tells that the tables are being made anew: the same query will do in a moment.
var ErrUnavailable = errors.New("the cells are being made anew")

// Config is what Bins reads from; all but Fewest is required.
type Config struct {
	DB        *postgis.DB
	Catalogue *layers.Catalogue
	Journal   *postgis.Journal
	// Fewest is the least number of citizens' reports that a number for the public is of; 0: 5.
	Fewest int
}

// Bins answers queries and fills in cells. It is safe for concurrent use.
type Bins struct {
	Config
	now     func() time.Time
	after   func(time.Duration) <-chan time.Time // what Work waits for between looks
	known   *otter.Cache[string, *Result]        // by query and state
	flights singleflight.Group                   // of the same query in the same state
	shapes  shapes
	parts   partsKept
	// mostScanned is how many records an answer that is not made of roll-ups looks at.
	mostScanned int64
}

// keptCells bounds the answers kept in memory, by the cells in them: 64 bytes each.
const keptCells = 500_000

// New returns a Bins that has read nothing yet.
func New(c Config) *Bins {
	return &Bins{
		Config: c, now: time.Now, after: time.After, shapes: newShapes(), mostScanned: mostScanned,
		known: otter.Must(&otter.Options[string, *Result]{
			MaximumWeight: keptCells, Weigher: func(_ string, r *Result) uint32 { return uint32(r.cells()) + 8 },
		}),
	}
}

// source is where a dataset is read from.
type source struct {
	name  string // of the layer; that of stations for readings
	layer layers.Layer
	// of the layer's records, of their cells, and the condition that the cells are complete, in SQL
	records, cells, complete string
	// blocks and field are the functions that read its roll-ups and tell where a field is in them, in
	// SQL as far as their first argument.
	blocks, field string
	staff         bool
	// wide: much of the records may be in the box, so that they are better joined as a whole.
	wide bool
}

// find looks a dataset up. A layer that is not binned, or not for the caller, is not found.
func (b *Bins) find(q Query) (source, error) {
	name := q.Dataset
	if name == Readings {
		name = "stations"
	}
	l, ok := b.Catalogue.Layer(name)
	if !ok || !l.Binned() || l.Audience != layers.Public && !q.Staff {
		return source{}, fmt.Errorf("dataset %q: %w", q.Dataset, layers.ErrNotFound)
	}
	if l.Audience == layers.Public {
		return source{
			name: name, layer: l, records: quoted("pub", l.Name), cells: quoted("pub", l.CellsView()),
			complete: "pub.cells_complete(" + literal(l.Name) + ")", blocks: "pub.cell_blocks(" + literal(l.Name), field: "pub.cell_field(" + literal(l.Name),
		}, nil
	}
	return source{
		name: name, layer: l, records: quoted("data", l.Table), cells: quoted("data", l.CellsTable()),
		complete: "sotay.cells_complete(" + literal(l.Table) + ")", blocks: "sotay.cell_blocks(" + literal(l.Table), field: "sotay.cell_field(" + literal(l.Table), staff: true,
	}, nil
}

// Read answers a query. What is wrong with it is a Refused, an unknown dataset wraps
// layers.ErrNotFound. Answers of public layers are kept until the journal tells of a change.
func (b *Bins) Read(ctx context.Context, q Query) (*Result, error) {
	if q.Dataset == Reports && !q.Layer {
		q, err := q.completeReports(b.now())
		if err != nil {
			return nil, err
		}
		return b.readReports(ctx, q)
	}
	src, err := b.find(q)
	if err != nil {
		return nil, err
	}
	if q, err = q.complete(src.layer, b.now()); err != nil {
		return nil, err
	}
	state, ok := b.state(src, q)
	if !ok {
		return b.read(ctx, src, q)
	}
	key := state + fmt.Sprintf(" %+v", q)
	if r, ok := b.known.GetIfPresent(key); ok {
		return r, nil
	}
	flight := b.flights.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
		defer cancel()
		r, err := b.read(ctx, src, q)
		if err == nil && r.Complete {
			b.known.Set(key, r)
		}
		return r, err
	})
	select {
	case f := <-flight:
		r, _ := f.Val.(*Result)
		return r, f.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// timeout bounds a read that several wait for.
const timeout = 20 * time.Second

// State names, as the inside of an ETag, the state of a public layer that a query's answer would
// be of; ok is false where nothing is known of it: of readings, of staff layers, and while the
// journal is not fresh. An answer whose Result is complete holds as long as the state does.
func (b *Bins) State(q Query) (state string, ok bool) {
	src, err := b.find(q)
	if err != nil || q.Dataset == Reports && !q.Layer {
		return "", false
	}
	return b.state(src, q)
}

func (b *Bins) state(src source, q Query) (string, bool) {
	if src.staff || q.Dataset == Readings || !b.Journal.Fresh(src.name) {
		return "", false
	}
	const format = 1 // counts up with any change of what the same data gives
	d := b.Journal.LayerDigest(src.name)
	state := fmt.Sprintf("%s-%d-%d-%d-%x", b.Journal.Epoch(), format, src.layer.Generation, d.Count, d.Hash)
	if src.layer.Dated() || q.timed() && q.To.IsZero() {
		state += "-" + today(b.now())
	}
	return state, true
}
