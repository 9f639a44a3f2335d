package tiles

import (
	"context"
	"net/http"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Uncached makes tiles of what not everybody may see: each anew, of a relation that the
// caller names, and for nobody to keep. It is safe for concurrent use.
type Uncached struct{ source source }

// NewUncached returns a maker on a pool that may read the relations. A compressed tile of
// more than maxBytes is made smaller as Config.MaxBytes says.
func NewUncached(pool *pgxpool.Pool, maxBytes int) Uncached {
	if maxBytes == 0 {
		maxBytes = defaultMaxBytes
	}
	return Uncached{newSource(Config{Pool: pool, MaxBytes: maxBytes})}
}

// Tile answers with 200, or 204 outside the layer's zooms. Of the request it reads the
// tile's numbers and AcceptEncoding; at is the parameter $4 of the layer's relation. Errors
// are as those of Tiles.Tile.
func (u Uncached) Tile(ctx context.Context, l *Layer, r Request, at any) (Answer, error) {
	tile, err := ParseTile(r.Z, r.X, r.Y)
	if err != nil {
		return Answer{}, err
	}
	if z := int(tile.Z); z < l.MinZoom || l.MaxZoom < z {
		return Answer{http.StatusNoContent, private(), nil}, nil
	}
	m, err := u.source.make(ctx, []*Layer{l}, tile, at)
	if err != nil {
		return Answer{}, err
	}
	m.header = private()
	m.describe()
	return m.answer(r.AcceptEncoding)
}

// private is the header of what nobody may keep.
func private() http.Header {
	return http.Header{"Cache-Control": {"private, no-store"}, "Vary": {"Accept-Encoding"}}
}
