package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"

	"sotay/internal/fold"
	"sotay/postgis"
)

// kind is one sort of request.
type kind struct {
	name string
	asks []ask
}

// ask is one request: a GET or, with a body, a POST.
type ask struct{ path, body string }

// sample is a parcel of the database.
type sample struct {
	ID                     int64
	Commune, Sheet, Parcel string
	OldSheet, OldParcel    string
	Address                string // "12 Bạch Đằng, Phước Bửu"
	Lon, Lat               float64
	East, North            float64 // in the zone of 107°45′
}

// questions makes requests about parcels chosen at random.
func questions(ctx context.Context, db *postgis.DB, count int, rng *rand.Rand) ([]kind, error) {
	list, err := samples(ctx, db, count, rng)
	if err != nil {
		return nil, err
	}
	search := func(text func(sample) string) func(sample) string {
		return func(s sample) string { return "/api/search?q=" + url.QueryEscape(text(s)) }
	}
	kinds := []struct {
		name string
		path func(sample) string
	}{
		{"search: parcel sheet commune", search(func(s sample) string {
			return fmt.Sprintf("thửa %s tờ %s %s", s.Parcel, s.Sheet, s.Commune)
		})},
		{"search: 12/45 commune, no marks", search(func(s sample) string {
			return fmt.Sprintf("%s/%s %s", s.Sheet, s.Parcel, fold.Key(s.Commune))
		})},
		{"search: sheet and parcel, any commune", func(s sample) string {
			return fmt.Sprintf("/api/search?q=%s&lon=%f&lat=%f", url.QueryEscape("tờ "+s.Sheet+" thửa "+s.Parcel), s.Lon, s.Lat)
		}},
		{"search: former commune and numbers", search(func(s sample) string {
			return fmt.Sprintf("tờ %s thửa %s phường Thắng Tam", s.OldSheet, s.OldParcel)
		})},
		{"search: parcel alone in the commune", search(func(s sample) string { return "thửa " + s.Parcel + " " + s.Commune })},
		{"search: parcel alone in view", func(s sample) string {
			return fmt.Sprintf("/api/search?q=%s&lon=%f&lat=%f", url.QueryEscape("thửa "+s.Parcel), s.Lon, s.Lat)
		}},
		{"search: being typed", search(func(s sample) string {
			text := []rune(fmt.Sprintf("%s %s/%s", s.Commune, s.Sheet, s.Parcel))
			return string(text[:3+rng.IntN(len(text)-3)])
		})},
		{"search: commune", search(func(s sample) string { return fold.Key(s.Commune) })},
		{"search: nothing, with a hint", search(func(s sample) string { return "tờ 9" + s.Sheet + "9 " + s.Commune })},
		{"search: unknown commune, nearest", search(func(s sample) string { return fold.Key(s.Commune) + "x" })},
		{"search: address in a commune", search(func(s sample) string { return s.house() + ", " + s.Commune })},
		{"search: address anywhere", search(func(s sample) string { return s.house() })},
		{"search: address, misspelled", search(func(s sample) string {
			letters := []rune(s.house())
			at := len(letters) - 2
			return string(append(letters[:at:at], letters[at+1:]...)) + ", " + s.Commune
		})},
		{"search: WGS84", search(func(s sample) string { return fmt.Sprintf("%.6f, %.6f", s.Lat, s.Lon) })},
		{"search: VN-2000", search(func(s sample) string { return fmt.Sprintf("X=%.2f Y=%.2f", s.North, s.East) })},
		{"here", func(s sample) string { return fmt.Sprintf("/api/here?lon=%.7f&lat=%.7f", s.Lon, s.Lat) }},
		{"parcel", func(s sample) string { return fmt.Sprintf("/api/parcels/%d", s.ID) }},
		{"neighbours", func(s sample) string { return fmt.Sprintf("/api/parcels/%d/neighbours", s.ID) }},
		{"overlaps", func(s sample) string { return fmt.Sprintf("/api/parcels/%d/overlaps", s.ID) }},
		{"overlaps with geometry", func(s sample) string { return fmt.Sprintf("/api/parcels/%d/overlaps?geometry=true", s.ID) }},
		{"extract as PDF", func(s sample) string { return fmt.Sprintf("/api/parcels/%d/extract.pdf", s.ID) }},
		{"features: 100 in a box of 500 m", func(s sample) string {
			const half = 0.00225
			return fmt.Sprintf("/api/layers/parcels/features?bbox=%f,%f,%f,%f", s.Lon-half, s.Lat-half, s.Lon+half, s.Lat+half)
		}},
		{"features: 1000 in a box of 2 km", func(s sample) string {
			const half = 0.009
			return fmt.Sprintf("/api/layers/parcels/features?limit=1000&bbox=%f,%f,%f,%f", s.Lon-half, s.Lat-half, s.Lon+half, s.Lat+half)
		}},
	}
	var all []kind
	for _, k := range kinds {
		made := kind{name: k.name}
		for _, s := range list {
			made.asks = append(made.asks, ask{path: k.path(s)})
		}
		all = append(all, made)
	}
	plots := kind{name: "plot of four corners, and its overlaps"}
	for _, s := range list {
		plots.asks = append(plots.asks, ask{"/api/plots", s.plot()})
	}
	return append(all, plots), nil
}

// house is the address without the commune.
func (s sample) house() string {
	house, _, _ := strings.Cut(s.Address, ",")
	return house
}

// plot asks for a square of 40 m around the parcel's point.
func (s sample) plot() string {
	var corners strings.Builder
	for i, c := range [][2]float64{{-20, -20}, {20, -20}, {20, 20}, {-20, 20}} {
		fmt.Fprintf(&corners, "%d %.2f %.2f\\n", i+1, s.North+c[0], s.East+c[1])
	}
	return `{"text":"` + corners.String() + `"}`
}

func samples(ctx context.Context, db *postgis.DB, count int, rng *rand.Rand) ([]sample, error) {
	var last int64
	if err := db.Public.QueryRow(ctx, `SELECT max(id) FROM pub.parcels`).Scan(&last); err != nil {
		return nil, err
	}
	ids := make([]int64, count)
	for i := range ids {
		ids[i] = 1 + rng.Int64N(last)
	}
	rows, err := db.Public.Query(ctx, `
		SELECT p.id, c.name, p.sheet_no, p.parcel_no, coalesce(p.old_sheet_no, p.sheet_no), coalesce(p.old_parcel_no, p.parcel_no),
		       coalesce(p.address, ''), st_x(w), st_y(w), st_x(g), st_y(g)
		FROM   unnest($1::bigint[]) AS i(id)
		JOIN   pub.parcels p ON p.id = i.id
		JOIN   pub.communes c ON c.code = p.commune_code AND c.valid_to IS NULL
		CROSS  JOIN LATERAL (SELECT st_transform(p.label_3857, 4326) AS w, st_transform(p.label_3857, 910775) AS g) AS l`, ids)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[sample])
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("the database has no parcels with communes: fill it with load.sh")
	}
	return list, err
}
