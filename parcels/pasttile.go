package parcels

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sotay/postgis"
	"sotay/tiles"
)

// BeforeHistory is the error for a moment of which nothing is known: the history begins later.
type BeforeHistory struct{ Since time.Time }

// Error says so.
func (e *BeforeHistory) Error() string {
	return "the history of parcels begins at " + e.Since.Format(time.RFC3339)
}

// known is a *BeforeHistory for a moment before the history begins.
func (p *Past) known(ctx context.Context, at time.Time) error {
	since, err := p.Since(ctx)
	if err == nil && at.Before(since) {
		err = &BeforeHistory{since}
	}
	return err
}

// Tile makes a tile of the parcels of a moment, with the fields of those of now as l says
// them; a *BeforeHistory where nothing is known of then, else errors as of tiles.Tiles.
func (p *Past) Tile(ctx context.Context, l tiles.Layer, r tiles.Request, at time.Time) (tiles.Answer, error) {
	if err := p.known(ctx, at); err != nil {
		return tiles.Answer{}, err
	}
	l.Fields = slices.DeleteFunc(slices.Clone(l.Fields), func(f tiles.Field) bool { return !slices.Contains(keptFields(), f.Name) })
	l.Dated, l.From = false, fmt.Sprintf(pastTileSQL, postgis.TileMargin)
	return p.Tiles.Tile(ctx, &l, r, at)
}

// keptFields are the public fields of which former values are kept.
func keptFields() []string {
	return []string{
		"commune_code", "sheet_no", "parcel_no", "old_sheet_no", "old_parcel_no", "official_id", "address", "land_use", "land_types", "land_type", "map_area",
	}
}

// The parcels of a moment near a tile; see tiles.Layer.From. The margin is filled in, in parts
// of the tile's width. Former versions are found by their own spatial index, which is in
// degrees, and each is transformed once; those of now are found by that of the layer, and left
// out where they came later or another version held then: a row that is older than the moment
// held if no version of it ended after. That is looked up row by row, however the planner
// reckons: the history may be larger than the tile.
const pastTileSQL = `
	SELECT *
	FROM  (SELECT h.id, h.commune_code, h.sheet_no, h.parcel_no, h.old_sheet_no, h.old_parcel_no, h.official_id, h.address,
	              h.land_use, h.land_types, h.land_types[1] AS land_type, h.map_area,
	              st_transform(h.geom, 3857) AS geom_3857, st_transform(st_pointonsurface(h.geom), 3857) AS label_3857
	       FROM   data.parcels_history h
	       WHERE  h.geom && (SELECT st_transform(st_tileenvelope($1, $2, $3, margin => %g), 4326))
	         AND  h.id > 0
	         AND  (h.valid_from IS NULL OR h.valid_from <= $4::timestamptz)
	         AND  h.valid_to > $4::timestamptz
	       OFFSET 0) AS former
	UNION  ALL
	SELECT p.id, p.commune_code, p.sheet_no, p.parcel_no, p.old_sheet_no, p.old_parcel_no, p.official_id, p.address,
	       p.land_use, p.land_types, p.land_type, p.map_area,
	       p.geom_3857, p.label_3857
	FROM   data.parcels p
	CROSS  JOIN LATERAL (SELECT max(h.valid_to) AS ended FROM data.parcels_history h WHERE h.id = p.id) AS l
	WHERE  (p.recorded_at IS NULL OR p.recorded_at <= $4::timestamptz)
	  AND  (l.ended IS NULL OR l.ended <= $4::timestamptz)`
