// Package parcels is the cadastre: finding a parcel by any way people name it, what
// stands at a place, and a parcel's particulars with its vertices in VN-2000.
//
// It reads as the public may: views of schema pub, on the public pool, so that no private
// field can leave by it. It holds no data and writes none. Coordinates are longitude,
// latitude in degrees (WGS84); VN-2000 pairs name their parts, X north and Y east.
// Start with Finder.
package parcels

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgxpool"

	"sotay/layers"
)

// ErrNotFound is returned for a parcel that does not exist.
var ErrNotFound = errors.New("no such parcel")

// Config is what a Finder needs.
type Config struct {
	// Public is the pool that reads schema pub and nothing else.
	Public *pgxpool.Pool
	// Catalogue says which layers Here asks.
	Catalogue *layers.Catalogue
	// Zone is the VN-2000 zone of the province: for pairs that do not say theirs, for the
	// read-out, and for vertices of parcels that were not surveyed in VN-2000.
	Zone Zone
	// Communes finds communes by written, folded words; used tells of each word whether
	// the best commune explains it. With typing, the last word may be unfinished.
	Communes func(ctx context.Context, words []string, typing bool) (found []Commune, used []bool, err error)
	// Nearest finds the commune name most like the words, "" for none.
	Nearest func(ctx context.Context, words []string) (string, error)
	// Stats counts a public layer and finds its extent; nil: it is read each time.
	Stats func(ctx context.Context, l layers.Layer) (layers.Stats, error)
	// Version tells one state of a layer from another, comparable; nil: nothing is kept.
	Version func(l layers.Layer) any
}

// Finder answers the questions of the land handbook. It is safe for concurrent use.
type Finder struct {
	Config
	grammar *grammar
	links   links
	book    streetBook
}

// New makes a Finder.
func New(c Config) *Finder { return &Finder{Config: c, grammar: newGrammar(), links: newLinks()} }

// Commune is a present commune that a search names.
type Commune struct {
	Code string
	Name string
	// OldName is the former unit's name that led here, "" for a present name.
	OldName string
	// OldCode is that unit's code.
	OldCode string
	// District is the abolished district meant, when the search names no commune.
	District string
	// Split tells that the former unit went to several present ones.
	Split bool
	// Meant are the words that were taken for this name though they spell it otherwise.
	Meant string
	// Since is the day from which the present name holds (YYYY-MM-DD); "" when OldName is, or
	// when it is not known.
	Since string
}

// Point is longitude, latitude in degrees (WGS84).
type Point [2]float64

// Box is west, south, east, north in degrees (WGS84).
type Box = layers.Box

// Why says in a code and its arguments why an answer is one; words are the client's.
type Why struct {
	Code string
	Args map[string]string
}
