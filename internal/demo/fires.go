package demo

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	geom "github.com/twpayne/go-geom"

	"sotay/environment"
	"sotay/importers"
	"sotay/internal/demo/monitoring"
	"sotay/internal/demo/terrain"
	"sotay/layers"
)

// hotSpotLayer is filled with what was seen in the week before loading: it is no part of the
// province, which is the same each time.
func hotSpotLayer() layers.Layer {
	day := AsOf()
	return layers.Layer{
		Name: "hotspots", TitleVi: "Điểm nóng (vệ tinh)", TitleEn: "Hot spots (satellite)", Geometry: "Point",
		Audience: layers.Public, MaxZoom: 22, Source: Source, AsOf: &day,
		Fields: fields("satellite", "text", "acq_date", "date", "acq_time", "integer", "latitude", "real", "longitude", "real", "instrument", "text",
			"confidence", "text", "frp", "real", "brightness", "real", "bright_t31", "real", "scan", "real", "track", "real", "daynight", "text", "version", "text"),
	}
}

// hotSpots are the records of the layer.
func hotSpots(now time.Time) Set {
	s := newSet(hotSpotLayer())
	for _, h := range monitoring.HotSpots(terrain.New(), now) {
		p := terrain.Plane(h.At[0], h.At[1])
		hhmm, _ := strconv.Atoi(h.Seen.Format("1504"))
		night := "N"
		if h.Day() {
			night = "D"
		}
		s.Features = append(s.Features, Feature{
			geom.NewPointFlat(geom.XY, []float64{p[0], p[1]}).SetSRID(SRID),
			[]any{
				monitoring.Satellite, h.Seen.Truncate(24 * time.Hour), int64(hhmm), h.At[1], h.At[0], monitoring.Instrument, h.Confidence, h.FRP,
				h.Brightness, h.BrightT31, h.Scan, h.Track, night, "minh-hoa",
			},
		})
	}
	return s
}

// loadFires brings hot spots, and announces fire danger from today on where nothing ever was.
func loadFires(ctx context.Context, c LoadConfig, found []Loaded) ([]Loaded, error) {
	s := hotSpots(c.Now)
	for _, l := range found {
		if l.Layer == s.Layer.Name {
			return []Loaded{l}, nil
		}
	}
	if err := provide(ctx, c.Owner, s.Layer); err != nil {
		return nil, err
	}
	counts, err := load(ctx, c, s)
	if err != nil {
		return nil, fmt.Errorf("load demo layer %s: %w", s.Layer.Name, err)
	}
	var announced bool
	if err := c.Owner.QueryRow(ctx, `SELECT EXISTS (SELECT FROM data.fire_bulletins)`).Scan(&announced); err != nil {
		return nil, fmt.Errorf("fire danger of the demo: %w", err)
	}
	if !announced && c.Readings != nil {
		nothing := func(context.Context, pgx.Tx, environment.KeptBulletin) error { return nil }
		if _, _, err := c.Readings.RecordBulletin(ctx, monitoring.FireBulletin(terrain.New(), c.Now), environment.Bulletin{}, nothing); err != nil {
			return nil, fmt.Errorf("fire danger of the demo: %w", err)
		}
	}
	return []Loaded{{s.Layer.Name, importers.Counts{Added: counts.Added}}}, nil
}
